//! Live mails as facts.

use super::*;

fn about() -> About {
    let me = Account {
        kind: "email".to_owned(),
        remote_id: "shop@our.example".to_owned(),
        ..Account::default()
    };
    About { me: Some(me), title: "Our shop".to_owned(), ..About::default() }
}

fn kept(mail: &str) -> Kept {
    Kept { mail: mail.replace('\n', "\r\n").into_bytes(), ..Kept::default() }
}

fn one(mail: &str) -> MessageFact {
    let mut facts = facts(&kept(mail), &about()).unwrap();
    match (facts.pop(), facts.is_empty()) {
        (Some(Fact::Message(message)), true) => message,
        other => panic!("{other:?}"),
    }
}

const DATE: &str = "Date: Tue, 1 Nov 2022 12:30:00 +0300\nMessage-ID: <1@there.example>\n";
const CHECKED: &str =
    "Authentication-Results: mx.our.example; dmarc=pass header.from=there.example\n";

#[test]
fn a_mail_of_somebody_is_said_in_private() {
    let found = one(&format!(
        "{CHECKED}From: =?utf-8?B?0JDQvdC90LA=?= <Anna@There.example>\nTo: shop@our.example\n\
         Subject: Re: =?utf-8?B?0LfQsNC60LDQtw==?=\nIn-Reply-To: <0@our.example>\n\
         References: <9@our.example> <0@our.example>\n{DATE}\nGde zakaz?\n\n> old\n"
    ));
    let author = found.author.unwrap();
    assert_eq!((author.kind.as_str(), author.remote_id.as_str()), ("email", "anna@there.example"));
    assert_eq!((author.display_name.as_deref(), author.role), (Some("Анна"), None));
    assert_eq!(
        (found.place.kind.as_str(), found.place.remote_id.as_str()),
        ("email", "shop@our.example")
    );
    assert_eq!((found.place.title.as_str(), found.place.private), ("Our shop", true));
    assert_eq!((found.key.as_str(), found.text.as_str()), ("email:1@there.example", "Gde zakaz?"));
    assert_eq!(found.reply_to.as_deref(), Some("email:0@our.example"));
    assert_eq!(found.thread.as_deref(), Some("заказ"));
    assert_eq!(found.sent_at.rfc3339(), "2022-11-01T09:30:00Z");
    assert_eq!((found.sender_check, found.service), (Some(SenderCheck::Passed), false));
}

#[test]
fn what_we_wrote_is_ours_and_what_only_says_so_is_not() {
    let ours = one(&format!("From: Shop <shop@our.example>\nTo: a@b.example\n{DATE}\nYes\n"));
    assert_eq!(ours.author.unwrap().role, Some(Role::Brand));
    let forged = one(&format!(
        "Authentication-Results: mx.our.example; dmarc=fail\nFrom: Shop <shop@our.example>\n\
         To: shop@our.example\n{DATE}\nPay here\n"
    ));
    let author = forged.author.unwrap();
    assert_eq!(author.remote_id, "~unproved/shop@our.example");
    assert_eq!(
        (author.role, forged.sender_check),
        (Some(Role::Unknown), Some(SenderCheck::Failed))
    );
}

#[test]
fn forms_and_lists_name_who_wrote() {
    let form = one(&format!(
        "From: Site <shop@our.example>\nTo: shop@our.example\nReply-To: Anna <Anna@there.example>\n\
         {CHECKED}{DATE}\nIs it open?\n"
    ));
    assert_eq!(form.author.unwrap().remote_id, "anna@there.example");
    assert_eq!(form.sender_check, Some(SenderCheck::Unknown));
    let list = one(&format!(
        "From: Anna via Club <club@lists.example>\nReply-To: anna@there.example\n\
         List-Id: Club <club.lists.example>\nList-Post: <mailto:club@lists.example>\n{DATE}\nhi\n"
    ));
    let author = list.author.unwrap();
    assert_eq!(author.display_name.as_deref(), Some("Anna"));
    assert_eq!((list.place.remote_id.as_str(), list.place.private), ("club-lists-example", false));
    let usual =
        one(&format!("From: anna@there.example\nReply-To: other@there.example\n{DATE}\nhi\n"));
    assert_eq!(usual.author.unwrap().remote_id, "anna@there.example");
}

#[test]
fn programs_do_not_talk() {
    let away = one(&format!(
        "From: Anna <anna@there.example>\nAuto-Submitted: auto-replied\n\
         In-Reply-To: <0@our.example>\n{DATE}\nI am away.\n"
    ));
    assert!(away.service);
    assert_eq!(away.author.unwrap().role, None, "Anna is no program");
    assert_eq!(away.reply_to.as_deref(), Some("email:0@our.example"));
    let news = one(&format!(
        "From: News <news@there.example>\nList-Unsubscribe: <https://x.example>\n\
         List-Id: <1.news.example>\n{DATE}\nBuy!\n"
    ));
    assert!(news.service && news.place.private);
}

#[test]
fn a_notice_belongs_to_the_mail_that_did_not_arrive() {
    let found = one(&format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: shop@our.example\n\
         Subject: failure notice\n{DATE}\n<anna@there.example>:\n550 5.1.1 no such user\n\n\
         --- Below this line is a copy of the message.\n\nMessage-ID: <ours@our.example>\n\
         Subject: Re: order\nTo: anna@there.example\n"
    ));
    assert!(found.service);
    assert_eq!(found.author.unwrap().role, Some(Role::Bot));
    assert_eq!(
        found.text,
        "The mail to anna@there.example did not arrive and will not: 550 5.1.1 no such user"
    );
    assert_eq!(found.reply_to.as_deref(), Some("email:ours@our.example"));
    assert_eq!(found.thread.as_deref(), Some("order"));
}

#[test]
fn what_is_no_mail_stays_unread() {
    let facts = |mail: &str, about: &About| facts(&kept(mail), about);
    assert!(facts("", &about()).is_err());
    assert!(facts("From: a@b.example\n\nhi", &about()).is_err());
    assert!(facts(&format!("From: a@b.example\n{DATE}\nhi"), &About::default()).is_err());
    let draft = Kept { flags: vec!["\\draft".to_owned()], ..kept("From: a@b.example\n\nhi") };
    assert_eq!(super::facts(&draft, &about()), Ok(Vec::new()));
    let undated = Kept { arrived: Some(1_667_295_000), ..kept("From: a@b.example\n\nhi") };
    assert_eq!(super::facts(&undated, &about()).unwrap().len(), 1);
    let ahead = "Date: Tue, 1 Nov 2099 12:30:00 +0300\nFrom: a@b.example\n\nhi";
    let ahead = Kept { arrived: Some(1_667_295_000), ..kept(ahead) };
    let Ok([Fact::Message(found)]) = super::facts(&ahead, &about())
        .as_deref()
        .map(|f| f.to_vec())
        .map(|f| <[Fact; 1]>::try_from(f).unwrap())
    else {
        panic!()
    };
    assert_eq!(found.sent_at, Instant::from_seconds(1_667_295_000));
}
