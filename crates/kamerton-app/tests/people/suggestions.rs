//! Who may be one person: found as accounts come, decided by one of us, and never asked twice.

use kamerton_app::ingest::roles::RoleRules;
use kamerton_app::people::merge::{self, Why};
use kamerton_app::people::suggestions::{self, Pair};
use kamerton_app::{AppError, Refusal};
use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef, ProfileFact};
use kamerton_core::time::{DAY, HOUR, Instant};

use super::harness::{Prepared, World, bare, kinds, place, with};

const WHY: Why<'_> = Why { by: "Анна", reason: "одни руки" };

/// Somebody of a platform, who is called so.
fn met(kind: &str, remote_id: &str, name: &str, handle: Option<&str>) -> Prepared {
    bare(Fact::Profile(ProfileFact {
        accounts: vec![Account {
            kind: kind.to_owned(),
            remote_id: remote_id.to_owned(),
            handle: handle.map(str::to_owned),
            display_name: Some(name.to_owned()),
            ..Account::default()
        }],
        name: Some(name.to_owned()),
        ..ProfileFact::default()
    }))
}

/// Somebody of a platform writes, under a name or not.
fn writes(kind: &str, remote_id: &str, name: Option<&str>, at: Instant) -> Prepared {
    let fact = MessageFact {
        key: format!("{kind}:{remote_id}:{}", at.micros()),
        place: PlaceRef { kind: kind.to_owned(), ..place("чат") },
        author: Some(Account {
            kind: kind.to_owned(),
            remote_id: remote_id.to_owned(),
            display_name: name.map(str::to_owned),
            ..Account::default()
        }),
        sent_at: at,
        text: "слова".to_owned(),
        ..MessageFact::default()
    };
    with(fact, &[])
}

/// A crowd of people whose names are as frequent as names are.
fn crowd() -> Vec<Prepared> {
    const SURNAMES: [&str; 8] =
        ["Иванов", "Петров", "Сидоров", "Козлов", "Волков", "Зайцев", "Орлов", "Белов"];
    const GIVEN: [&str; 6] = ["Сергей", "Андрей", "Павел", "Иван", "Олег", "Николай"];
    let mut facts = Vec::new();
    for (at, surname) in SURNAMES.iter().enumerate() {
        for (number, given) in GIVEN.iter().enumerate() {
            let id = format!("t{at}{number}");
            facts.push(met("telegram", &id, &format!("{given} {surname}"), None));
        }
    }
    facts
}

impl World {
    async fn meet(&self, facts: &[Prepared]) {
        self.apply(facts, 7, &RoleRules::default()).await.unwrap();
    }

    /// Looks at all who wait.
    async fn look(&self) -> usize {
        let mut looked = 0;
        loop {
            let some = suggestions::work(&self.store, &self.brand, self.now).await.unwrap();
            if some == 0 {
                let mut session = self.store.read().await.unwrap();
                assert_eq!(suggestions::waiting(&mut session, &self.brand).await.unwrap(), 0);
                return looked;
            }
            looked += some;
        }
    }

    /// All pairs, page by page.
    async fn pairs(&self, most: i64) -> Vec<Pair> {
        let mut session = self.store.read().await.unwrap();
        let mut after: Option<String> = None;
        let mut pairs = Vec::new();
        loop {
            let page =
                suggestions::page(&mut session, &self.brand, after.as_deref(), most, self.now);
            let found = page.await.unwrap();
            pairs.extend(found.pairs);
            match found.next {
                Some(next) => after = Some(next),
                None => return pairs,
            }
        }
    }

    async fn names(&self) -> Vec<[String; 2]> {
        let pairs = self.pairs(50).await;
        let mut names: Vec<[String; 2]> = pairs
            .into_iter()
            .map(|pair| {
                let mut names = [pair.one.person.name, pair.other.person.name];
                names.sort_unstable();
                names
            })
            .collect();
        names.sort_unstable();
        names
    }
}

/// Looks at everybody again.
async fn suggestions_anew(world: &World) {
    let mut session = world.store.write().await.unwrap();
    kamerton_store::suggestions::begin_anew(&mut session, world.brand.id).await.unwrap();
    session.commit().await.unwrap();
    assert!(world.look().await > 2);
}

fn two(one: &str, other: &str) -> [String; 2] {
    let mut names = [one.to_owned(), other.to_owned()];
    names.sort_unstable();
    names
}

#[tokio::test]
async fn one_name_in_two_scripts_is_found_whoever_comes_first() {
    for kind in kinds() {
        for turn in [false, true] {
            let world = World::new(kind).await;
            let mut both = [
                met("telegram", "70", "Саша Разумовский", None),
                met("vk", "71", "Alexander Razumovsky", None),
            ];
            if turn {
                both.reverse();
            }
            world.meet(&crowd()).await;
            world.meet(&both[..1]).await;
            assert_eq!(world.look().await, 49);
            assert!(world.pairs(50).await.is_empty(), "nobody else is called so");
            world.meet(&both[1..]).await;
            assert_eq!(world.look().await, 1, "only who is new is looked at");
            let pairs = world.pairs(50).await;
            assert_eq!(pairs.len(), 1, "{pairs:?}");
            let pair = &pairs[0];
            assert!(pair.probability > 0.6, "{pair:?}");
            assert!(!pair.because.is_empty(), "{pair:?}");
            let mut session = world.store.read().await.unwrap();
            for side in [&pair.one, &pair.other] {
                let of = [side.account];
                let own = suggestions::of_person(&mut session, &world.brand, &of, world.now).await;
                assert_eq!(own.unwrap(), pairs);
            }
        }
    }
}

#[tokio::test]
async fn whose_name_is_known_later_is_looked_at_again() {
    for kind in kinds() {
        let world = World::new(kind).await;
        world.meet(&crowd()).await;
        let at = |hours: i64| world.now.plus(hours * HOUR - DAY);
        let first =
            [met("telegram", "70", "Разумовская Ксения", None), writes("vk", "71", None, at(0))];
        world.meet(&first).await;
        world.look().await;
        assert_eq!(world.names().await, [] as [[String; 2]; 0]);
        let name = Some("Ksenia Razumovskaya");
        world.meet(&[writes("vk", "71", name, at(1))]).await;
        assert_eq!(world.look().await, 1);
        assert_eq!(world.pairs(9).await.len(), 1);
        world.meet(&[writes("vk", "71", name, at(2))]).await;
        assert_eq!(world.look().await, 0, "who goes on under the same name");
    }
}

#[tokio::test]
async fn nobody_has_two_accounts_on_one_platform() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let alike = [
            met("telegram", "70", "Ксения Разумовская", None),
            met("telegram", "71", "Ксения Разумовская", None),
            met("vk", "72", "Ксения Разумовская", None),
        ];
        world.meet(&crowd()).await;
        world.meet(&alike).await;
        world.look().await;
        let pairs = world.pairs(9).await;
        assert_eq!(pairs.len(), 2, "each with the one of the other platform");
        // Joined with one of them, there is no other one any more.
        let pair =
            pairs.iter().find(|pair| [&pair.one, &pair.other].iter().any(|s| s.kind == "vk"));
        let pair = pair.unwrap();
        let (into, from) = (pair.one.person.id.to_string(), pair.other.person.id.to_string());
        let merged = merge::merge(&world.store, &world.brand, &into, &from, WHY, world.now);
        let merged = merged.await.unwrap();
        assert!(world.pairs(9).await.is_empty(), "they have an account there");
        merge::undo(&world.store, &world.brand, &merged.id.to_string(), "Анна", world.now)
            .await
            .unwrap();
        assert_eq!(world.pairs(9).await.len(), 2, "as before");
    }
}

#[tokio::test]
async fn two_who_are_two_are_never_suggested_until_that_is_taken_back() {
    for kind in kinds() {
        let world = World::new(kind).await;
        world.meet(&crowd()).await;
        world.meet(&[met("telegram", "70", "Ксения Разумовская", None)]).await;
        world.meet(&[met("vk", "71", "Ksenia Razumovskaya", None)]).await;
        world.look().await;
        let pairs = world.pairs(9).await;
        let (one, other) = (pairs[0].one.person.id, pairs[0].other.person.id);
        let (store, brand) = (&world.store, &world.brand);
        let (left, right) = (one.to_string(), other.to_string());
        suggestions::never(store, brand, &left, &right, "Анна", world.now).await.unwrap();
        suggestions::never(store, brand, &right, &left, "Анна", world.now).await.unwrap();
        assert!(world.pairs(9).await.is_empty());
        let mut session = store.read().await.unwrap();
        let apart = suggestions::refused(&mut session, brand, 9, world.now).await.unwrap();
        assert_eq!(apart.len(), 1);
        assert_eq!((apart[0].by.as_str(), apart[0].at), ("Анна", world.now));
        drop(session);
        suggestions_anew(&world).await;
        assert!(world.pairs(9).await.is_empty(), "whatever is found again");
        let third = [met("max", "72", "Ксюша Разумовская", None)];
        world.meet(&third).await;
        world.look().await;
        assert_eq!(world.pairs(9).await.len(), 2, "a third may be either of them");
        suggestions::maybe(store, brand, &right, &left).await.unwrap();
        assert_eq!(world.pairs(9).await.len(), 3);
        let mut session = store.read().await.unwrap();
        assert!(suggestions::refused(&mut session, brand, 9, world.now).await.unwrap().is_empty());
        drop(session);
        let same = suggestions::never(store, brand, &left, &left, "Анна", world.now).await;
        assert!(matches!(same, Err(AppError::Refused(Refusal::SamePerson { .. }))), "{same:?}");
        let nobody = uuid::Uuid::max().to_string();
        let gone = suggestions::never(store, brand, &left, &nobody, "Анна", world.now).await;
        assert!(matches!(gone, Err(AppError::Refused(Refusal::NoPerson(_)))), "{gone:?}");
    }
}

#[tokio::test]
async fn pages_hold_each_pair_once_and_a_wrong_cursor_is_refused() {
    for kind in kinds() {
        let world = World::new(kind).await;
        world.meet(&crowd()).await;
        for (at, surname) in ["Разумовский", "Бестужев", "Голицын", "Щербатов"].iter().enumerate()
        {
            let (left, right) = (format!("8{at}"), format!("9{at}"));
            world.meet(&[met("telegram", &left, &format!("Лев {surname}"), None)]).await;
            world.meet(&[met("vk", &right, &format!("{surname} Лев"), None)]).await;
        }
        world.look().await;
        let names = world.names().await;
        assert_eq!(names.len(), 4, "{names:?}");
        assert!(names.contains(&two("Лев Бестужев", "Бестужев Лев")), "{names:?}");
        let all = world.pairs(50).await;
        assert!(all.is_sorted_by(|one, next| one.probability >= next.probability));
        for most in [1, 2, 3] {
            assert_eq!(world.pairs(most).await, all, "{most} a page");
        }
        let mut session = world.store.read().await.unwrap();
        for text in ["", "x", "1.2.3", "ffffffffffffffffffff.0.0"] {
            let wrong =
                suggestions::page(&mut session, &world.brand, Some(text), 9, world.now).await;
            assert!(matches!(wrong, Err(AppError::Refused(Refusal::NoPosition { .. }))), "{text}");
        }
    }
}

#[tokio::test]
async fn whoever_wrote_more_would_be_kept() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let at = world.now.plus(-DAY);
        let name = Some("Ксения Разумовская");
        let says = |hours| writes("telegram", "70", name, at.plus(hours * HOUR));
        world.meet(&[says(0), says(1)]).await;
        world.meet(&crowd()).await;
        world.meet(&[met("vk", "71", "Разумовская Ксюша", None)]).await;
        world.look().await;
        let pairs = world.pairs(9).await;
        assert_eq!(pairs.len(), 1);
        assert_eq!((pairs[0].one.person.messages, pairs[0].other.person.messages), (2, 0));
        assert_eq!(pairs[0].one.kind, "telegram");
        let said = serde_json::to_string(&pairs[0].because).unwrap();
        assert!(!said.contains("\"how\":\"differs\""), "nothing speaks against: {said}");
    }
}

#[tokio::test]
async fn a_community_that_has_doubled_is_learnt_from_and_looked_at_anew() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let (store, brand) = (&world.store, &world.brand);
        let many = |platform: &str, from: usize, to: usize| -> Vec<Prepared> {
            let name = |n: usize| format!("Имя{} Фамильев{}", n % 17, n % 23);
            let one = |n: usize| met(platform, &format!("m{n}"), &name(n), None);
            (from..to).map(one).collect()
        };
        assert!(!suggestions::learn(store, brand, world.now).await.unwrap(), "nobody is there");
        world.meet(&many("telegram", 0, 200)).await;
        assert!(!suggestions::learn(store, brand, world.now).await.unwrap(), "too few");
        assert_eq!(world.look().await, 200);
        world.meet(&many("telegram", 200, 320)).await;
        world.meet(&[met("telegram", "70", "Ксения Разумовская", None)]).await;
        world.meet(&[met("vk", "71", "Ksenia Razumovskaya", None)]).await;
        assert!(suggestions::learn(store, brand, world.now).await.unwrap());
        assert_eq!(world.look().await, 322, "whoever was looked at before, too");
        assert_eq!(world.names().await, [two("Ксения Разумовская", "Ksenia Razumovskaya")]);
        assert!(!suggestions::learn(store, brand, world.now).await.unwrap(), "nothing is new");
        world.meet(&many("max", 0, 320)).await;
        assert!(!suggestions::learn(store, brand, world.now).await.unwrap(), "not doubled yet");
        world.meet(&many("max", 320, 330)).await;
        assert!(suggestions::learn(store, brand, world.now).await.unwrap());
        assert_eq!(world.look().await, 652);
    }
}
