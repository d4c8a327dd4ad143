//! A new reading takes over person by person: nobody is seen by two readings, whatever breaks it off
//! and whatever comes between.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};

use kamerton_app::places::Sight;
use kamerton_app::reading::{self, Said};
use kamerton_app::reread::{Asked, Done, Reader};
use kamerton_app::{check, prepare};
use kamerton_core::correction::Aspect;
use kamerton_core::fact::Fact;
use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::reading::{Label, Labels};
use kamerton_core::time::{DAY, Instant};
use kamerton_store::awaiting::AwaitingRow;
use kamerton_store::identities::IdentityRow;
use kamerton_store::ledger::EntryRow;
use kamerton_store::messages::MessageRow;
use kamerton_store::people::PersonRow;
use kamerton_store::{reread as store, values};

use crate::dump::dump;
use crate::house::{House, at, deletion, edited, member, message, reply, staff};
use crate::reread::{
    BY_HAND, OTHERWISE, QUESTION, REPROACH, TODAY, as_read_before, asking, blind, fill, id_of,
    never, now, overview, row, run_with, steps,
};
use crate::world::TEXTS;

/// Asks so often whether to stop and is told to go on, then it is told to stop.
async fn go_on(house: &House, steps: i64) -> Done {
    let left = Cell::new(steps);
    let stop = || left.replace(left.get() - 1) <= 0;
    let reader = Reader::new(&house.store, &house.brand, now, &stop).in_pieces_of(4);
    reader.run(Asked::default(), &mut |_| {}).await.unwrap()
}

async fn is_switching(house: &House) -> bool {
    let mut session = house.store.read().await.unwrap();
    store::is_switching(&mut session, house.brand.id).await.unwrap()
}

macro_rules! rows {
    ($session:expr, $house:expr, $type:ty, $table:literal) => {{
        let sql = concat!("SELECT {columns} FROM ", $table, " WHERE workspace_id = $1");
        let rows: Vec<$type> = $session.rows(sql, values![$house.brand.id]).await.unwrap();
        rows
    }};
}

/// All that is shown of each person, but for who has read it.
async fn by_person(house: &House) -> BTreeMap<PersonId, Vec<String>> {
    let mut session = house.store.read().await.unwrap();
    let session = &mut session;
    let owners: HashMap<IdentityId, PersonId> = rows!(session, house, IdentityRow, "identity")
        .into_iter()
        .filter_map(|row| Some((row.id, row.person?)))
        .collect();
    let mut people: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    let mut note = |account: IdentityId, line: String| {
        people.entry(owners[&account]).or_default().push(line);
    };
    for row in rows!(session, house, MessageRow, "message") {
        note(row.identity.unwrap(), format!("{:?} {:?}", row.id, row.labels));
    }
    for row in rows!(session, house, EntryRow, "entry") {
        note(row.identity, format!("{row:?}"));
    }
    for row in rows!(session, house, AwaitingRow, "awaiting") {
        note(row.identity, format!("{row:?}"));
    }
    for row in rows!(session, house, PersonRow, "person") {
        people.entry(row.id).or_default().push(format!("{row:?}"));
    }
    for lines in people.values_mut() {
        lines.sort();
    }
    people
}

#[tokio::test]
async fn wherever_it_is_killed_nobody_is_seen_by_two_readings() {
    for house in House::on_both().await {
        fill(&house).await;
        let (right, new) = (dump(&house).await, by_person(&house).await);
        as_read_before(&house, OTHERWISE).await;
        let old = by_person(&house).await;
        let (mut mixed, mut steps) = (0, 10);
        while go_on(&house, steps).await != Done::Switched {
            steps += 1;
            let seen = by_person(&house).await;
            let is = |of: &BTreeMap<PersonId, Vec<String>>| {
                seen.iter().filter(|(person, lines)| of[*person] == **lines).count()
            };
            for (person, lines) in &seen {
                assert!(*lines == old[person] || *lines == new[person], "{lines:#?}");
            }
            mixed += usize::from(is(&old) < seen.len() && is(&new) < seen.len());
            if is_switching(&house).await {
                let recount = check::run(&house.store, &house.brand, true, now(), |_| {}).await;
                let error = recount.unwrap_err().to_string();
                assert!(error.contains("a new reading is taking over"), "{error}");
            }
        }
        assert!(mixed >= 2, "it was broken off between people {mixed} times");
        assert_eq!(dump(&house).await, right);
        house.expect_right(now()).await;
        let seen = overview(&house, Sight::Private).await;
        assert!(seen.switched && !seen.switching);
        assert_eq!(seen.found.looked, 150, "each was read once");
        assert!(seen.found.people.unwrap().states > 0);
    }
}

/// What comes in while a new reading takes over: one thing after the other.
fn live(turn: usize) -> Vec<Fact> {
    let minute = turn as i64;
    let number = 1_000 + turn as u32;
    let late = at(TODAY, -60 + minute);
    let asked = |number: u32| at(i64::from(number / 4), i64::from(number % 4) * 13);
    let text = TEXTS[turn * 3 % TEXTS.len()];
    let old = (turn as u32 * 17) % 150;
    let who = if old % 7 == 3 { staff("9") } else { member(&(old % 5).to_string()) };
    let fact = match turn % 6 {
        0 => reply(number, old, &staff("9"), late, TEXTS[1]),
        1 => reply(number, old, &member("2"), late, TEXTS[5]),
        2 => return vec![deletion(old, late)],
        3 => edited(&message(old, &who, asked(old), ""), late, text),
        // Said long ago, and known only now.
        4 => message(number, &member("77"), asked(old).plus(30_000_000), text),
        _ => message(number, &member("3"), late, TEXTS[0]),
    };
    vec![Fact::Message(fact)]
}

#[tokio::test]
async fn what_comes_between_people_counts_as_if_it_had_come_before_or_after() {
    for house in House::on_both().await {
        fill(&house).await;
        as_read_before(&house, OTHERWISE).await;
        let (mut turn, mut steps) = (0, 10);
        while go_on(&house, steps).await != Done::Switched {
            steps += 1;
            if is_switching(&house).await {
                for _ in 0..3 {
                    house.feed(live(turn), now()).await;
                    turn += 1;
                }
            }
        }
        assert!(turn > 12, "{turn} things came between");
        house.expect_right(now()).await;
        let mut session = house.store.read().await.unwrap();
        let left = store::touched_first(&mut session, house.brand.id, 9).await.unwrap();
        assert_eq!(left, [], "nothing is left to be derived once more");
        for row in rows!(session, house, MessageRow, "message") {
            assert_eq!(row.analyser, prepare::analyser());
        }
    }
}

#[tokio::test]
async fn what_one_of_us_corrects_between_people_stands() {
    for house in House::on_both().await {
        fill(&house).await;
        as_read_before(&house, OTHERWISE).await;
        let (mut corrected, mut steps) = (Vec::new(), 10);
        while go_on(&house, steps).await != Done::Switched {
            steps += 1;
            let number = corrected.len() as u32 * 7 + 1;
            if is_switching(&house).await && number < 150 {
                let id =
                    id_of(&house, number, at(i64::from(number / 4), i64::from(number % 4) * 13));
                let aspect = Aspect::Label(Label::Story);
                let said =
                    Said { message: id, aspect, holds: Some(1), user: None, by: "Анна".into() };
                reading::correct(&house.store, &house.brand, Sight::Private, said, now())
                    .await
                    .unwrap();
                corrected.push(id);
            }
        }
        assert!(corrected.len() > 5, "{corrected:?}");
        for id in corrected {
            assert!(row(&house, id).await.labels.has(Label::Story));
        }
        house.expect_right(now()).await;
    }
}

#[tokio::test]
async fn labels_that_nothing_follows_from_move_nobody() {
    for house in House::on_both().await {
        fill(&house).await;
        let right = dump(&house).await;
        // Insults and greetings bring no entry and wait for nothing.
        let bits = Labels::of(&[Label::Toxic, Label::Greeting]).0;
        as_read_before(&house, &format!("labels | {bits}")).await;
        let asking = asking(&house).await;
        assert_eq!(run_with(&house, &asking, Asked::default(), &never).await, Done::Waits);
        assert_eq!(run_with(&house, &house.brand, BY_HAND, &never).await, Done::Switched);
        assert_eq!(dump(&house).await, right);
        let people = overview(&house, Sight::Private).await.found.people.unwrap();
        assert_eq!((people.states, people.stages), (0, 0));
    }
}

#[tokio::test]
async fn a_switch_that_an_older_version_began_is_ended_first() {
    for house in House::on_both().await {
        fill(&house).await;
        let right = dump(&house).await;
        as_read_before(&house, OTHERWISE).await;
        let old = by_person(&house).await;
        let mut steps = 10;
        while by_person(&house).await == old {
            assert_eq!(go_on(&house, steps).await, Done::Stopped);
            steps += 1;
        }
        assert!(is_switching(&house).await, "the first have taken their turn");
        // An update comes: what was this version is the one before it.
        let mut session = house.store.write().await.unwrap();
        for sql in [
            "UPDATE message SET analyser = analyser - 1 WHERE workspace_id = $1",
            "UPDATE reread_run SET analyser = analyser - 1 WHERE workspace_id = $1",
        ] {
            session.execute(sql, values![house.brand.id]).await.unwrap();
        }
        session.commit().await.unwrap();
        assert_eq!(go_on(&house, 10_000).await, Done::Nothing);
        assert_eq!(dump(&house).await, right);
        house.expect_right(now()).await;
        let seen = overview(&house, Sight::Private).await;
        assert_eq!((seen.found.looked, seen.found.differing), (150, 0), "and read once more");
    }
}

#[tokio::test]
async fn nothing_is_raised_for_the_past_while_it_takes_over() {
    for house in House::on_both().await {
        let said = [
            (1, QUESTION, TODAY - 30),
            (2, REPROACH, TODAY - 30),
            (3, QUESTION, TODAY - 6),
            (4, REPROACH, TODAY - 5),
            (5, REPROACH, TODAY - 2),
        ];
        blind(&house, &said).await;
        let past: Vec<MessageId> =
            said[..4].iter().map(|(number, _, day)| id_of(&house, *number, at(*day, 0))).collect();
        as_read_before(&house, "0").await;
        let (mut between, mut budget) = (0, 1);
        loop {
            let left = Cell::new(budget);
            let stop = || left.replace(left.get() - 1) <= 0;
            let reader = Reader::new(&house.store, &house.brand, now, &stop).in_pieces_of(1);
            let done = reader.run(Asked::default(), &mut |_| {}).await.unwrap();
            between += usize::from(is_switching(&house).await);
            for (playbook, evidence) in steps(&house).await {
                assert!(evidence.iter().all(|id| !past.contains(id)), "{playbook:?}");
            }
            if done == Done::Switched {
                break;
            }
            budget += 1;
        }
        assert!(between > 3);
        house.expect_right(now()).await;
    }
}

/// Somebody who writes while it takes over waits for a piece of it at most.
#[tokio::test]
async fn others_write_while_it_takes_over() {
    for house in House::on_both().await {
        fill(&house).await;
        as_read_before(&house, OTHERWISE).await;
        let wrote = Cell::new(0_i64);
        let later = |turn: i64| -> Instant { now().plus(-DAY + turn * 1_000_000) };
        let mut steps = 10;
        while go_on(&house, steps).await != Done::Switched {
            steps += 4;
            let turn = wrote.replace(wrote.get() + 1);
            let said = message(2_000 + turn as u32, &member("5"), later(turn), TEXTS[0]);
            house.feed(vec![Fact::Message(said)], now()).await;
        }
        assert!(wrote.get() > 3);
        house.expect_right(now()).await;
    }
}
