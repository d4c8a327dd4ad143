//! Bad days of platforms, at the level of the contract: each channel that can be connected against the fake
//! of its platform. What is demanded is the same for all; a channel is one line here and one function in
//! `subjects.rs`. Mail and feeds, where nobody calls and little or nothing is said, have the same demands in
//! words of their own (`mail`, `feed`), named by the rows of the fault table, C1 to C10; mail meets real
//! servers in `tests/mail`. A site of one's own has no platform: `kamerton-web`, `tests/it/crowds.rs`.

#![allow(clippy::unwrap_used, reason = "clippy knows functions marked as tests, not their helpers")]

mod acts;
mod answers;
mod away;
mod clock;
mod feed;
mod generic;
mod hooks;
mod limits;
mod lost;
mod mail;
mod odd;
mod proxy;
mod stage;
mod subjects;
mod telegram;

/// Every demand for every channel.
macro_rules! demands {
    ($channels:tt: $($file:ident::$demand:ident),* $(,)?) => {
        $(demands!(@one $channels $file $demand);)*
    };
    (@one [$($channel:ident),*] $file:ident $demand:ident) => {
        mod $demand {
            $(#[tokio::test]
            async fn $channel() {
                super::$file::$demand(super::subjects::$channel()).await;
            })*
        }
    };
}

demands! {
    [telegram, vk, max]:
    limits::a_wait_is_as_long_as_the_platform_says,
    limits::a_revoked_sign_in_stops_at_once,
    answers::trouble_of_the_server_passes,
    answers::a_connection_that_breaks_is_told_apart,
    answers::who_is_not_there_did_nothing,
    answers::a_certificate_has_to_be_trusted,
    answers::a_token_goes_to_nobody_else,
    answers::answers_without_end_end,
    answers::what_is_no_answer_is_unreadable,
    answers::a_wrong_kind_is_forgiven,
    answers::trouble_names_no_secret,
    lost::what_was_said_stands_there_once,
    lost::an_answer_that_is_lost_is_unknown,
    lost::a_person_is_answered_in_private,
    acts::what_the_card_says_is_done,
    hooks::only_the_platform_is_let_in,
    hooks::a_webhook_works_from_end_to_end,
    hooks::repetition_and_disorder_bring_the_same,
    odd::odd_payloads_are_survived,
    odd::numbers_as_texts_say_the_same,
    away::nothing_is_lost_between_two_looks,
    away::a_month_away_and_back,
}
