//! A new version of the analysis reads the history again, and what comes of it is what would be
//! there if it had always read.

use std::cell::Cell;

use kamerton_app::places::Sight;
use kamerton_app::reading::{self, Said};
use kamerton_app::reread::{self, Asked, Done, Overview, Reader, Wish};
use kamerton_app::today;
use kamerton_app::{Brand, brand, check, prepare};
use kamerton_core::correction::Aspect;
use kamerton_core::fact::{DeletionFact, Fact, MessageFact};
use kamerton_core::id::MessageId;
use kamerton_core::plan::Playbook;
use kamerton_core::reading::Label;
use kamerton_core::time::{DAY, Instant};
use kamerton_store::messages::MessageRow;
use kamerton_store::{messages, reread as store, values};

use crate::dump::dump;
use crate::house::{House, at, key, member, message, reply, staff};
use crate::world::TEXTS;

/// The day on which the new version comes.
pub(super) const TODAY: i64 = 40;
pub(super) const BY_HAND: Asked = Asked { by_hand: true };

pub(super) fn now() -> Instant {
    at(TODAY, 0)
}

/// A history of some weeks, read by this version.
pub(super) async fn fill(house: &House) {
    let mut facts = Vec::new();
    for number in 0..150_u32 {
        let text = TEXTS[(number as usize * 5 + number as usize / 14) % TEXTS.len()];
        let who = if number % 7 == 3 { staff("9") } else { member(&(number % 5).to_string()) };
        let sent_at = at(i64::from(number / 4), i64::from(number % 4) * 13);
        let fact = if number % 3 == 2 {
            reply(number, number - 1 - number % 2, &who, sent_at, text)
        } else {
            message(number, &who, sent_at, text)
        };
        facts.push(Fact::Message(fact));
    }
    house.feed(facts, now()).await;
}

/// Makes the store as an older version left it, which had read with `labels` (SQL).
pub(super) async fn as_read_before(house: &House, labels: &str) {
    let brand = house.brand.id;
    let mut session = house.store.write().await.unwrap();
    let sql = format!(
        "UPDATE message SET analyser = {}, labels = {labels} WHERE workspace_id = $1",
        prepare::analyser() - 1
    );
    session.execute(&*sql.leak(), values![brand]).await.unwrap();
    session
        .execute("DELETE FROM reread_run WHERE workspace_id = $1", values![brand])
        .await
        .unwrap();
    session.commit().await.unwrap();
    check::run(&house.store, &house.brand, true, now(), |_| {}).await.unwrap();
}

/// A third without any label, a third with a complaint, a third as it is.
pub(super) const OTHERWISE: &str = "CASE WHEN (sent_at / 60000000) % 3 = 0 THEN 0 \
     WHEN (sent_at / 60000000) % 3 = 1 THEN 256 ELSE labels END";

pub(super) fn never() -> bool {
    false
}

async fn run(house: &House, asked: Asked) -> Done {
    run_with(house, &house.brand, asked, &never).await
}

pub(super) async fn run_with(
    house: &House,
    brand: &Brand,
    asked: Asked,
    stop: &dyn Fn() -> bool,
) -> Done {
    let reader = Reader::new(&house.store, brand, now, stop).in_pieces_of(20);
    reader.run(asked, &mut |_| {}).await.unwrap()
}

pub(super) async fn overview(house: &House, sight: Sight) -> Overview {
    let mut session = house.store.read().await.unwrap();
    reread::overview(&mut session, &house.brand, sight, now()).await.unwrap().unwrap()
}

pub(super) fn id_of(house: &House, number: u32, sent_at: Instant) -> MessageId {
    MessageId::at(house.brand.channel("telegram"), &key(number), sent_at)
}

pub(super) async fn row(house: &House, id: MessageId) -> MessageRow {
    let mut session = house.store.read().await.unwrap();
    messages::by_id(&mut session, house.brand.id, [id]).await.unwrap().remove(0)
}

pub(super) async fn asking(house: &House) -> Brand {
    let mut session = house.store.write().await.unwrap();
    brand::ask_before_rereading(&mut session, house.brand.id, true).await.unwrap();
    session.commit().await.unwrap();
    brand::find(&house.store, None).await.unwrap()
}

#[tokio::test]
async fn it_ends_as_if_the_new_version_had_always_read() {
    for house in House::on_both().await {
        fill(&house).await;
        let right = dump(&house).await;
        as_read_before(&house, OTHERWISE).await;
        house.expect_right(now()).await;
        let before = dump(&house).await;
        assert_ne!(before, right);
        assert_eq!(run(&house, Asked::default()).await, Done::Switched);
        assert_eq!(dump(&house).await, right);
        house.expect_right(now()).await;
        let seen = overview(&house, Sight::Private).await;
        assert!(seen.switched && seen.found.looked == 150, "{:?}", seen.found);
        assert!((40..=100).contains(&seen.found.differing), "{:?}", seen.found);
        let complaints = seen.found.labels.get(&Label::Complaint).unwrap();
        assert_eq!(complaints.now + complaints.lost, complaints.before + complaints.gained);
        assert!(complaints.lost > 20, "{complaints:?}");
        assert!(seen.found.people.as_ref().unwrap().states > 0, "{:?}", seen.found.people);
        assert_eq!(seen.examples.len(), 20);
        let told = |one: &reread::Example| one.gained.len() + one.lost.len() > 0;
        assert!(seen.examples.iter().all(told), "{:?}", seen.examples);
        // Nothing is left to do, asked by hand or not, and what was found stays to be read.
        assert_eq!(run(&house, Asked::default()).await, Done::Nothing);
        assert_eq!(run(&house, BY_HAND).await, Done::Nothing);
        assert_eq!(overview(&house, Sight::Private).await, seen);
    }
}

#[tokio::test]
async fn what_is_broken_off_goes_on_where_it_stopped() {
    for house in House::on_both().await {
        fill(&house).await;
        let right = dump(&house).await;
        as_read_before(&house, OTHERWISE).await;
        let before = derived(&house).await;
        let mut looked = 0;
        let mut ends = 0;
        loop {
            // So many looks at whether to stop are answered with no.
            let left = Cell::new(3);
            let stop = || left.replace(left.get() - 1) <= 0;
            let done = run_with(&house, &house.brand, Asked::default(), &stop).await;
            let seen = overview(&house, Sight::Private).await;
            if seen.ready {
                break;
            }
            assert_eq!(done, Done::Stopped);
            assert_eq!(seen.found.looked, looked + 60, "it goes on where it stopped");
            looked = seen.found.looked;
            ends += 1;
            assert_eq!(derived(&house).await, before, "nobody sees any of it");
        }
        assert!(ends >= 2);
        // The switch, too, is whole or not at all.
        let stop = || true;
        assert_eq!(run_with(&house, &house.brand, BY_HAND, &stop).await, Done::Stopped);
        assert_eq!(derived(&house).await, before);
        house.expect_right(now()).await;
        assert_eq!(run(&house, Asked::default()).await, Done::Switched);
        assert_eq!(dump(&house).await, right);
        assert_eq!(overview(&house, Sight::Private).await.found.looked, 150, "each was read once");
    }
}

/// Everything but who has read it: that is noted before the switch, where both read the same.
async fn derived(house: &House) -> String {
    let mut text = dump(house).await;
    for version in 1..=prepare::analyser() {
        text = text.replace(&format!(" analyser: {version},"), "");
    }
    text
}

#[tokio::test]
async fn where_nothing_is_read_otherwise_nothing_happens() {
    for house in House::on_both().await {
        fill(&house).await;
        let right = dump(&house).await;
        as_read_before(&house, "labels").await;
        assert_eq!(run(&house, Asked::default()).await, Done::Nothing);
        assert_eq!(dump(&house).await, right, "and all is noted as read by this version");
        let seen = overview(&house, Sight::Private).await;
        assert!(seen.switched);
        assert_eq!((seen.found.looked, seen.found.differing), (150, 0));
    }
}

#[tokio::test]
async fn a_new_brand_has_nothing_to_read() {
    for house in House::on_both().await {
        fill(&house).await;
        assert_eq!(run(&house, Asked::default()).await, Done::Nothing);
        assert_eq!(run(&house, BY_HAND).await, Done::Nothing);
        assert_eq!(overview(&house, Sight::Private).await.found.looked, 0);
    }
}

#[tokio::test]
async fn what_one_of_us_corrected_stands() {
    for house in House::on_both().await {
        fill(&house).await;
        let asking = asking(&house).await;
        let (early, late) = (id_of(&house, 0, at(0, 0)), id_of(&house, 3, at(0, 39)));
        let aspect = Aspect::Label(Label::Story);
        let correct = async |message| {
            let said = Said { message, aspect, holds: Some(1), user: None, by: "Анна".into() };
            reading::correct(&house.store, &asking, Sight::Private, said, now()).await.unwrap();
        };
        as_read_before(&house, "256").await;
        correct(early).await;
        assert_eq!(run_with(&house, &asking, Asked::default(), &never).await, Done::Waits);
        // And what is corrected while the switch waits.
        correct(late).await;
        assert_eq!(run(&house, BY_HAND).await, Done::Switched);
        for id in [early, late] {
            assert!(row(&house, id).await.labels.has(Label::Story));
        }
        house.expect_right(now()).await;
    }
}

#[tokio::test]
async fn who_wants_to_be_asked_is_asked_first() {
    for house in House::on_both().await {
        fill(&house).await;
        let right = dump(&house).await;
        as_read_before(&house, OTHERWISE).await;
        let before = derived(&house).await;
        let asking = asking(&house).await;
        for _ in 0..2 {
            assert_eq!(run_with(&house, &asking, Asked::default(), &never).await, Done::Waits);
        }
        assert_eq!(derived(&house).await, before, "trying it has left nothing behind");
        let seen = overview(&house, Sight::Private).await;
        assert!(seen.ready && !seen.switched);
        let people = seen.found.people.clone().unwrap();
        assert!(people.states > 0, "it is known before whom it will move: {people:?}");
        let wished = async |wish| {
            let mut session = house.store.write().await.unwrap();
            assert!(reread::wish(&mut session, &asking, wish).await.unwrap());
            session.commit().await.unwrap();
            run_with(&house, &asking, Asked::default(), &never).await
        };
        assert_eq!(wished(Wish::Later).await, Done::Waits);
        assert_eq!(wished(Wish::Now).await, Done::Switched);
        assert_eq!(dump(&house).await, right);
        assert_eq!(overview(&house, Sight::Private).await.found.people, Some(people));
        let mut session = house.store.write().await.unwrap();
        assert!(!reread::wish(&mut session, &asking, Wish::Later).await.unwrap(), "it is done");
    }
}

#[tokio::test]
async fn what_is_edited_or_deleted_meanwhile_is_as_it_was_left() {
    for house in House::on_both().await {
        fill(&house).await;
        as_read_before(&house, "256").await;
        let asking = asking(&house).await;
        assert_eq!(run_with(&house, &asking, Asked::default(), &never).await, Done::Waits);
        let (edited, deleted) = (id_of(&house, 1, at(0, 13)), id_of(&house, 4, at(1, 0)));
        let edit = MessageFact {
            edited_at: Some(at(TODAY, 0).plus(-DAY)),
            ..message(1, &member("1"), at(0, 13), "Спасибо большое, очень помогли!")
        };
        let deletion =
            DeletionFact { kind: "telegram".to_owned(), message: key(4), at: at(TODAY, -5) };
        house.feed(vec![Fact::Message(edit), Fact::Deletion(deletion)], now()).await;
        assert_eq!(run(&house, BY_HAND).await, Done::Switched);
        let row_of = row(&house, edited).await;
        assert!(row_of.labels.has(Label::Thanks), "{:?}", row_of.labels);
        assert_eq!(row_of.analyser, prepare::analyser());
        assert!(row(&house, deleted).await.deleted_at.is_some());
        house.expect_right(now()).await;
        let shown = overview(&house, Sight::Private).await.examples;
        assert!(shown.iter().all(|one| one.message.id != deleted));
    }
}

#[tokio::test]
async fn two_processes_do_not_both_do_it() {
    for house in House::on_both().await {
        fill(&house).await;
        let right = dump(&house).await;
        as_read_before(&house, OTHERWISE).await;
        let (one, other) =
            tokio::join!(run(&house, Asked::default()), run(&house, Asked::default()));
        let mut done = [one, other];
        done.sort_by_key(|done| *done != Done::Switched);
        assert_eq!(done[0], Done::Switched);
        assert!(matches!(done[1], Done::Elsewhere | Done::Nothing), "{done:?}");
        assert_eq!(dump(&house).await, right);
        assert_eq!(overview(&house, Sight::Private).await.found.looked, 150, "each was read once");
    }
}

#[tokio::test]
async fn what_somebody_else_holds_is_left_to_them_until_they_are_gone() {
    for house in House::on_both().await {
        fill(&house).await;
        as_read_before(&house, OTHERWISE).await;
        let left = Cell::new(2);
        let stop = || left.replace(left.get() - 1) <= 0;
        run_with(&house, &house.brand, Asked::default(), &stop).await;
        let hold = async |until: Instant| {
            let mut session = house.store.write().await.unwrap();
            let (brand, analyser) = (house.brand.id, prepare::analyser());
            let held = store::hold(&mut session, brand, analyser, "other", now(), until);
            assert!(held.await.unwrap());
            session.commit().await.unwrap();
        };
        hold(now().plus(DAY)).await;
        assert_eq!(run(&house, Asked::default()).await, Done::Elsewhere);
        assert_eq!(run(&house, BY_HAND).await, Done::Elsewhere);
        hold(now().plus(-1)).await;
        assert_eq!(run(&house, Asked::default()).await, Done::Switched);
    }
}

#[tokio::test]
async fn a_newer_program_is_not_undone() {
    for house in House::on_both().await {
        fill(&house).await;
        let mut session = house.store.write().await.unwrap();
        for sql in [
            "UPDATE message SET analyser = 99 WHERE workspace_id = $1",
            "UPDATE reread_run SET analyser = 99 WHERE workspace_id = $1",
        ] {
            session.execute(sql, values![house.brand.id]).await.unwrap();
        }
        session.commit().await.unwrap();
        assert_eq!(run(&house, BY_HAND).await, Done::Newer);
    }
}

#[tokio::test]
async fn private_talk_is_shown_to_those_who_may_read_it() {
    for house in House::on_both().await {
        fill(&house).await;
        as_read_before(&house, OTHERWISE).await;
        run(&house, Asked::default()).await;
        let mut session = house.store.write().await.unwrap();
        session
            .execute(
                "UPDATE place SET private = 1 WHERE workspace_id = $1",
                values![house.brand.id],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        assert_eq!(overview(&house, Sight::Community).await.examples, []);
        assert_eq!(overview(&house, Sight::Private).await.examples.len(), 20);
    }
}

/// A house in which the old version had found nothing at all in what these say; each with the day
/// on which they say it.
pub(super) async fn blind(house: &House, said: &[(u32, &str, i64)]) {
    let mut facts = vec![Fact::Message(message(90, &staff("9"), at(0, 0), "Доброе утро"))];
    for (number, text, day) in said {
        facts.push(Fact::Message(message(
            *number,
            &member(&number.to_string()),
            at(*day, 0),
            text,
        )));
        // Somebody who has written before is no newcomer.
        let hello = message(number + 500, &member(&number.to_string()), at(1, 5), "Сегодня дождь");
        facts.push(Fact::Message(hello));
    }
    house.feed(facts, now()).await;
}

pub(super) async fn steps(house: &House) -> Vec<(Playbook, Vec<MessageId>)> {
    let day = house.brand.zone.day(now());
    let steps = today::plan_at(&house.store, &house.brand, day).await.unwrap();
    steps
        .into_iter()
        .map(|step| (step.playbook, step.evidence.into_iter().map(|one| one.id).collect()))
        .collect()
}

pub(super) const QUESTION: &str = TEXTS[0];
pub(super) const REPROACH: &str = TEXTS[3];

#[tokio::test]
async fn nothing_is_raised_for_the_past() {
    for house in House::on_both().await {
        let said = [
            (1, QUESTION, TODAY - 30),
            (2, REPROACH, TODAY - 30),
            (3, QUESTION, TODAY - 6),
            (4, REPROACH, TODAY - 5),
            (5, REPROACH, TODAY - 2),
            (6, QUESTION, TODAY - 6),
        ];
        blind(&house, &said).await;
        let known = id_of(&house, 6, at(TODAY - 6, 0));
        let with_all = steps(&house).await;
        let open = [3, 4, 5, 6].map(|number| {
            let (_, _, day) = said[number as usize - 1];
            id_of(&house, number, at(day, 0))
        });
        for id in open {
            let has = with_all.iter().any(|(_, evidence)| evidence.contains(&id));
            assert!(has, "it is proposed where it was always known: {with_all:?}");
        }
        // The old version had found one of the questions, and nothing else.
        as_read_before(
            &house,
            &format!(
                "CASE WHEN sent_at = {} AND remote_key = '{}' \
             THEN labels ELSE 0 END",
                at(TODAY - 6, 0).micros(),
                key(6)
            ),
        )
        .await;
        assert_eq!(steps(&house).await.len(), 1);
        assert_eq!(run(&house, Asked::default()).await, Done::Switched);
        let steps = steps(&house).await;
        let evidence: Vec<MessageId> = steps.iter().flat_map(|(_, ids)| ids.clone()).collect();
        assert!(evidence.contains(&known), "what was open stays open: {steps:?}");
        assert!(evidence.contains(&open[2]), "the last days are no past: {steps:?}");
        assert_eq!(steps.len(), 2, "{steps:?}");
        let mut session = house.store.read().await.unwrap();
        let waits = today::waits::waits(&mut session, &house.brand, Sight::Private, now());
        let waits = waits.await.unwrap();
        let ids = |queue: &today::waits::Queue| -> Vec<MessageId> {
            queue.oldest.iter().map(|one| one.message).collect()
        };
        assert_eq!(ids(&waits.questions), [known]);
        assert_eq!(ids(&waits.negatives), [open[2]]);
        drop(session);
        // All of it counts all the same.
        house.expect_right(now()).await;
        let mut session = house.store.read().await.unwrap();
        let news = today::happened::since_yesterday(&mut session, &house.brand, now());
        let news = news.await.unwrap();
        assert_eq!((news.negatives, news.up.count, news.down.count), (0, 0, 0), "{news:?}");
    }
}

#[tokio::test]
async fn whose_state_only_the_new_reading_knows_is_no_news() {
    const DELIGHT: &str = TEXTS[2];
    const ADVICE: &str = TEXTS[4];
    for house in House::on_both().await {
        let who = member("1");
        let mut facts = vec![Fact::Message(message(90, &staff("9"), at(0, 0), "Доброе утро"))];
        for (number, day, text) in
            [(1, 33, DELIGHT), (2, 34, ADVICE), (3, 35, DELIGHT), (4, 35, ADVICE), (5, 36, DELIGHT)]
        {
            let minute = i64::from(number) * 7;
            facts.push(Fact::Message(message(number, &who, at(day, minute), text)));
        }
        house.feed(facts, now()).await;
        let rings = |steps: &[(Playbook, Vec<MessageId>)]| {
            steps.iter().any(|(playbook, _)| *playbook == Playbook::FreshKamerton)
        };
        assert!(
            rings(&steps(&house).await),
            "they would have been proposed: {:?}",
            steps(&house).await
        );
        as_read_before(&house, "0").await;
        assert_eq!(run(&house, Asked::default()).await, Done::Switched);
        let people = overview(&house, Sight::Private).await.found.people.unwrap();
        assert_eq!(people.states, 1, "{people:?}");
        assert!(!rings(&steps(&house).await), "{:?}", steps(&house).await);
        let mut session = house.store.read().await.unwrap();
        let news = today::happened::since_yesterday(&mut session, &house.brand, now());
        assert_eq!(news.await.unwrap().up.count, 0);
    }
}

#[tokio::test]
async fn who_rose_yesterday_by_the_new_reading_is_a_step_and_no_news() {
    for house in House::on_both().await {
        let who = member("1");
        let mut facts = vec![
            Fact::Message(message(90, &staff("9"), at(0, 0), "Доброе утро")),
            // No newcomer.
            Fact::Message(message(91, &who, at(1, 0), "Сегодня дождь")),
        ];
        for (number, text) in [(1, TEXTS[2]), (2, TEXTS[4]), (3, TEXTS[2]), (4, TEXTS[4])] {
            let sent_at = at(TODAY - 1, i64::from(number) * 7);
            facts.push(Fact::Message(message(number, &who, sent_at, text)));
        }
        house.feed(facts, now()).await;
        let risen = async || {
            let mut session = house.store.read().await.unwrap();
            let news = today::happened::since_yesterday(&mut session, &house.brand, now());
            news.await.unwrap().up.count
        };
        assert_eq!(risen().await, 1, "it would be news");
        as_read_before(&house, "0").await;
        assert_eq!(run(&house, Asked::default()).await, Done::Switched);
        assert_eq!(risen().await, 0);
        let steps = steps(&house).await;
        assert!(steps.iter().any(|(one, _)| *one == Playbook::FreshKamerton), "{steps:?}");
    }
}

#[tokio::test]
async fn a_page_does_not_wait_while_it_switches() {
    for house in House::on_both().await {
        fill(&house).await;
        let later = now().plus(3 * DAY);
        let mut writing = house.store.write().await.unwrap();
        kamerton_store::workspaces::lock(&mut writing, house.brand.id).await.unwrap();
        let soon = kamerton_app::advance::soon(&house.store, &house.brand, later);
        tokio::time::timeout(std::time::Duration::from_secs(20), soon).await.unwrap().unwrap();
        writing.commit().await.unwrap();
        kamerton_app::advance::soon(&house.store, &house.brand, later).await.unwrap();
        house.expect_right(later).await;
    }
}
