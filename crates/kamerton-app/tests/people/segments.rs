//! Segments: descriptions in words over a community, living and frozen, and names that are taken.

use std::collections::BTreeSet;

use kamerton_app::accounts::audit::Actor;
use kamerton_app::people::by_hand;
use kamerton_app::people::export;
use kamerton_app::segments::{self, Changed, Kind as Life, New};
use kamerton_app::{AppError, Refusal};
use kamerton_core::id::{PersonId, SegmentId};
use kamerton_core::segment::{Language, Trouble};
use kamerton_core::state::State;
use kamerton_core::time::DAY;
use kamerton_store::people_lists::{self, Sort};
use kamerton_store::{audit_log, people};

use super::harness::{Kind, World, kinds};
use super::lists::crowd;

fn anna() -> Actor {
    Actor { user: None, name: "Анна".to_owned() }
}

/// The names of those whom a description fits, taken out whole.
async fn named(world: &World, text: &str) -> BTreeSet<String> {
    let mut session = world.store.read().await.unwrap();
    let filter = segments::filter_of_text(&mut session, &world.brand, text, world.now).await;
    let filter = filter.unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut names = Vec::new();
    let take = |one: kamerton_app::people::list::Listed| {
        names.push(one.name);
        Ok(())
    };
    let (store, brand) = (&world.store, &world.brand);
    export::everybody(store, brand, &filter, Sort::Name, world.now, take).await.unwrap();
    let count = people_lists::count(&mut session, brand.id, &filter).await.unwrap();
    assert_eq!(count.number as usize, names.len(), "{text}");
    names.into_iter().collect()
}

async fn make(
    world: &World,
    name: &str,
    text: &str,
    kind: Life,
) -> kamerton_app::Result<SegmentId> {
    let new = New { name, text, kind };
    segments::create(&world.store, &world.brand, &new, &anna(), world.now).await
}

#[tokio::test]
async fn descriptions_fit_whom_they_say() {
    for kind in kinds() {
        let world = crowd(kind).await;
        let tagged = named(&world, "тег: Свой").await;
        assert_eq!(tagged, ["Борис", "Гость 17", "Гость 3"].map(str::to_owned).into());
        assert_eq!(named(&world, "tag: свой and not name: Борис").await.len(), 2);
        let all = named(&world, "все").await;
        let rows = world.people().await;
        let members = rows.iter().filter(|row| row.role == 0);
        assert_eq!(all.len(), members.map(|row| &row.name).collect::<BTreeSet<_>>().len());
        let staff = named(&world, "роль: сотрудник").await;
        assert_eq!(staff, ["Вера".to_owned()].into());
        // What fits and what does not are everybody.
        for text in [
            "состояние: тёплый, холодный",
            "wrote within 60 days",
            "место: «двор» или контакт: 100 дней",
            "charge ≥ 1",
            "сообщений от 2 до 5",
            "(state: cold or tag: свой) and not bought",
            "helped others within 300 days",
            "leader or listeners ≥ 1",
            "account: telegram",
            "new: 90 days",
            "joined",
        ] {
            let (fitting, others) =
                (named(&world, text).await, named(&world, &format!("not ({text})")).await);
            assert!(fitting.is_disjoint(&others), "{text}");
            assert_eq!(fitting.union(&others).cloned().collect::<BTreeSet<_>>(), all, "{text}");
        }
        let cold = named(&world, "state: cold").await;
        let expected = rows.iter().filter(|row| row.role == 0 && row.state == State::Cold);
        assert_eq!(cold, expected.map(|row| row.name.clone()).collect());
        let yard = named(&world, "place: «ДВОР»").await;
        assert!(!yard.is_empty() && yard.len() < all.len());
    }
}

#[tokio::test]
async fn a_place_that_is_not_there_is_told_with_its_place() {
    let world = crowd(Kind::Sqlite).await;
    let mut session = world.store.read().await.unwrap();
    let text = "wrote and place: двоp";
    let error = segments::read(&mut session, &world.brand, text).await.unwrap_err();
    let AppError::Refused(Refusal::SegmentText { wrong, .. }) = error else { panic!("{error}") };
    assert_eq!(&text[wrong.at..wrong.end], "двоp");
    let Trouble::Value { proposal, .. } = wrong.trouble else { panic!("{wrong}") };
    assert_eq!(proposal.as_deref(), Some("двор"));
}

#[tokio::test]
async fn a_living_segment_follows_and_a_static_one_stays() {
    for kind in kinds() {
        let world = crowd(kind).await;
        let (store, brand, now) = (&world.store, &world.brand, world.now);
        let living = make(&world, "Свои", "тег: свой", Life::Living).await.unwrap();
        let fixed = make(&world, "Свои в июне", "тег: свой", Life::Static).await.unwrap();
        by_hand::tag(store, brand, "Гость 5", "свой").await.unwrap();
        by_hand::tag(store, brand, "Гость 3", "-свой").await.unwrap();
        assert_eq!(
            named(&world, "свои").await,
            ["Борис", "Гость 17", "Гость 5"].map(str::to_owned).into()
        );
        let stayed: BTreeSet<String> = ["Борис", "Гость 17", "Гость 3"].map(str::to_owned).into();
        assert_eq!(named(&world, "Свои в июне").await, stayed);
        assert_eq!(named(&world, &fixed.to_string()).await, stayed);

        // Who becomes part of somebody else takes that one along, and comes back.
        let why = kamerton_app::people::merge::Why { by: "Анна", reason: "" };
        let (into, from) = (world.person("Гость 6").await, world.person("Гость 3").await);
        let (into, from) = (into.id.to_string(), from.id.to_string());
        let merged = kamerton_app::people::merge::merge(store, brand, &into, &from, why, now);
        let merged = merged.await.unwrap();
        let joined = named(&world, "Свои в июне").await;
        assert!(joined.contains("Гость 6") && !joined.contains("Гость 3"), "{joined:?}");
        let undone = merged.id.to_string();
        kamerton_app::people::merge::undo(store, brand, &undone, "Анна", now).await.unwrap();
        assert_eq!(named(&world, "Свои в июне").await, stayed);

        // Taken anew, and living again.
        assert_eq!(segments::freeze(store, brand, fixed, &anna(), now).await.unwrap(), 3);
        assert!(named(&world, "Свои в июне").await.contains("Гость 5"));
        let renamed = Changed { name: Some("Другие"), ..Changed::default() };
        segments::change(store, brand, fixed, &renamed, &anna(), now).await.unwrap();
        assert!(named(&world, "другие").await.contains("Гость 5"), "members stay");
        let changed =
            Changed {
                text: Some("name: Гость"), kind: Some(Life::Living), ..Changed::default()
            };
        let changed = segments::change(store, brand, fixed, &changed, &anna(), now).await.unwrap();
        assert_eq!(changed.text(Language::Russian), "имя: «Гость»");
        assert!(named(&world, "другие").await.len() > 10);

        let mut session = store.read().await.unwrap();
        let person = world.person("Гость 17").await.id;
        let of = segments::of_person(&mut session, brand, person, now).await.unwrap();
        let of: Vec<&str> = of.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(of, ["Другие", "Свои"]);
        drop(session);
        segments::delete(store, brand, living, &anna(), now).await.unwrap();
        let gone = segments::delete(store, brand, living, &anna(), now).await.unwrap_err();
        assert!(matches!(gone, AppError::Refused(Refusal::NoSegment { .. })));
        let mut session = store.read().await.unwrap();
        assert_eq!(segments::list(&mut session, brand).await.unwrap().len(), 1);
        assert!(segments::find(&mut session, brand, "свои").await.is_err());
        let until = now.plus(DAY);
        let log = audit_log::latest(&mut session, brand.id, until, 50).await.unwrap();
        let count = |what: &str| log.iter().filter(|row| row.what == what).count();
        assert_eq!(
            (count("segment.create"), count("segment.change"), count("segment.delete")),
            // All changes were in one instant: one line.
            (2, 1, 1)
        );
    }
}

#[tokio::test]
async fn a_name_is_taken_once_also_in_one_instant() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let (store, brand, now) = (&world.store, &world.brand, world.now);
        let actor = anna();
        let new = |name| New { name, text: "wrote", kind: Life::Living };
        let (one, two) = (new("Пишут"), new(" пишут "));
        let (first, second) = tokio::join!(
            segments::create(store, brand, &one, &actor, now),
            segments::create(store, brand, &two, &actor, now)
        );
        assert!(first.is_ok() ^ second.is_ok(), "one of both");
        let refused = first.err().or(second.err()).unwrap();
        assert!(matches!(refused, AppError::Refused(Refusal::SegmentTaken { .. })), "{refused}");
        let (a, b) = (
            make(&world, "А", "wrote", Life::Living).await.unwrap(),
            make(&world, "Б", "wrote", Life::Living).await.unwrap(),
        );
        let to = Changed { name: Some("В"), ..Changed::default() };
        let (first, second) = tokio::join!(
            segments::change(store, brand, a, &to, &actor, now),
            segments::change(store, brand, b, &to, &actor, now)
        );
        assert!(first.is_ok() ^ second.is_ok(), "one of both");
        let refused = first.err().or(second.err()).unwrap();
        assert!(matches!(refused, AppError::Refused(Refusal::SegmentTaken { .. })), "{refused}");
        for name in ["", "  ", "…", &"я".repeat(101), &a.to_string()] {
            let refused = make(&world, name, "wrote", Life::Living).await.unwrap_err();
            assert!(matches!(refused, AppError::Refused(Refusal::SegmentName { .. })), "{name}");
        }
    }
}

#[tokio::test]
async fn time_alone_moves_whom_a_living_segment_holds() {
    let world = crowd(Kind::Sqlite).await;
    make(&world, "Пишут", "wrote within 30 days", Life::Living).await.unwrap();
    let mut session = world.store.read().await.unwrap();
    let segment = segments::find(&mut session, &world.brand, "Пишут").await.unwrap();
    let latest = people::after(&mut session, world.brand.id, PersonId::NIL, 10_000).await;
    let latest = latest.unwrap().iter().filter_map(|row| row.last_message_at).max().unwrap();
    let soon = segments::count_of(&mut session, &world.brand, &segment, latest).await.unwrap();
    assert!(soon.number > 0);
    let late = latest.plus(31 * DAY);
    let late = segments::count_of(&mut session, &world.brand, &segment, late).await.unwrap();
    assert_eq!(late.number, 0);
}
