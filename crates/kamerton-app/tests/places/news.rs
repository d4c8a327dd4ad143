//! What happened since yesterday, and what waits.

use kamerton_app::places::Sight;
use kamerton_app::today::happened::since_yesterday;
use kamerton_app::today::thanks::of_the_week;
use kamerton_app::today::waits::waits;
use kamerton_core::answer::kinds as waits_for;
use kamerton_core::charge::{decode_moves, state_on};
use kamerton_core::entry::EntryKind;
use kamerton_core::id::MessageId;
use kamerton_core::reading::Label;
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, Instant};
use kamerton_store::messages::MessageRow;
use kamerton_store::{awaiting, ledger};

use super::harness::{World, kinds};
use super::town::{LETTERS, town};

#[tokio::test]
async fn what_happened_is_what_a_recount_says() {
    for kind in kinds() {
        let world = town(kind).await;
        let today = world.brand.zone.day(world.now);
        let yesterday = today.plus(-1);
        let start = world.brand.zone.at_hour(yesterday, 0);
        let mut session = world.store.read().await.unwrap();
        let happened = since_yesterday(&mut session, &world.brand, world.now).await.unwrap();
        let since = |at: Option<Instant>| at.is_some_and(|at| at >= start);
        let people = world.people().await;
        let members = people.iter().filter(|row| row.role == Role::Member.code());
        let members: Vec<_> = members.collect();
        let count = |count: usize| count as i64;
        let seen = members.iter().filter(|row| since(Some(row.first_seen_at))).count();
        let wrote = members.iter().filter(|row| since(row.first_message_at)).count();
        assert_eq!((happened.new_people, happened.first_words), (count(seen), count(wrote)));
        let rows = world.said().await;
        let said = rows.iter().filter(|row| since(Some(row.sent_at))).count();
        assert_eq!(happened.messages, count(said));
        let rose = members.iter().filter(|row| {
            state_on(&decode_moves(&row.moves), yesterday.plus(-1)) < row.state
                && row.state_since >= Some(yesterday)
        });
        assert_eq!(happened.up.count, count(rose.count()));
        assert_eq!(happened.negatives, entries(&world, EntryKind::is_negative).await);
        assert_eq!(happened.confirmed(), entries(&world, EntryKind::is_confirmation).await);
        let thanks = |kind| kind == EntryKind::ThanksToUs;
        assert_eq!(happened.thanks, entries(&world, thanks).await);
    }
}

async fn entries(world: &World, wanted: fn(EntryKind) -> bool) -> i64 {
    let today = world.brand.zone.day(world.now);
    let mut session = world.store.read().await.unwrap();
    let mut count = 0;
    for kind in EntryKind::ALL.into_iter().filter(|kind| wanted(*kind)) {
        let rows =
            ledger::of_kind(&mut session, world.brand.id, kind, today.plus(-1), today, 10_000);
        count += rows.await.unwrap().len() as i64;
    }
    count
}

#[tokio::test]
async fn private_talk_waits_only_for_those_who_may_read_it() {
    for kind in kinds() {
        let world = town(kind).await;
        let mut session = world.store.read().await.unwrap();
        let open = waits(&mut session, &world.brand, Sight::Community, world.now).await.unwrap();
        let all = waits(&mut session, &world.brand, Sight::Private, world.now).await.unwrap();
        let letters = overdue(&world, LETTERS).await;
        assert!(letters > 0);
        assert_eq!(all.questions.count - open.questions.count, letters);
        assert!(open.negatives.oldest.iter().all(|one| one.place != LETTERS));
        assert!(!all.negatives.oldest.is_empty());
        assert!(all.negatives.oldest.is_sorted_by_key(|one| one.at));
        assert!(!all.questions.more);
    }
}

async fn overdue(world: &World, place: &str) -> i64 {
    let place = world.place_id(place);
    let mut session = world.store.read().await.unwrap();
    let all = awaiting::after(&mut session, world.brand.id, MessageId::NIL, 10_000).await.unwrap();
    let is_open = |row: &&awaiting::AwaitingRow| {
        row.place == place
            && row.kinds & waits_for::QUESTION != 0
            && row.answered_at.is_none()
            && row.due_at <= world.now
            && world.now.since(row.sent_at) <= 7 * DAY
    };
    all.iter().filter(is_open).count() as i64
}

#[tokio::test]
async fn the_fullest_words_of_thanks_are_those_of_the_week() {
    for kind in kinds() {
        let mut world = town(kind).await;
        let rows = world.said().await;
        let mut session = world.store.read().await.unwrap();
        let thanks = |row: &&MessageRow| row.labels.has(Label::Thanks) && row.reply_to.is_some();
        let last = rows.iter().find(thanks).unwrap();
        world.now = last.sent_at.plus(DAY);
        let found = of_the_week(&mut session, &world.brand, world.now).await.unwrap();
        if let Some(found) = found {
            assert!(world.now.since(found.at) <= 8 * DAY);
            assert_ne!(found.place, LETTERS);
            let row = rows.iter().find(|row| row.id == found.message).unwrap();
            assert!(row.labels.has(Label::Thanks));
        }
    }
}
