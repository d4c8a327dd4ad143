//! Merging gives what would be there if the accounts had always been one person's; taking it back
//! gives what was.

use kamerton_app::ingest::roles::RoleRules;
use kamerton_app::people::merge::Why;
use kamerton_app::people::{by_hand, merge};
use kamerton_core::fact::{Fact, ProfileFact};
use kamerton_core::role::Role;
use kamerton_store::identities;

use super::harness::{World, account, assert_same, bare, history, kinds, rules};

const WHY: Why<'_> = Why { by: "я", reason: "одни руки" };
const STAFF: [(Role, &str); 1] = [(Role::Staff, "Вера")];

/// Two accounts that a list names together, before either of them has written anything.
fn always_one() -> kamerton_app::prepare::Prepared {
    bare(Fact::Profile(ProfileFact {
        accounts: vec![account("Борис"), account("Глеб")],
        name: Some("Борис".to_owned()),
        ..ProfileFact::default()
    }))
}

/// Two accounts that a list names one by one.
fn two() -> Vec<kamerton_app::prepare::Prepared> {
    ["Борис", "Глеб"]
        .into_iter()
        .map(|name| {
            bare(Fact::Profile(ProfileFact {
                accounts: vec![account(name)],
                name: Some(name.to_owned()),
                ..ProfileFact::default()
            }))
        })
        .collect()
}

#[tokio::test]
async fn merged_is_as_if_always_one() {
    for kind in kinds() {
        for seed in 1..4 {
            let facts = history(seed, 200);
            let (joined, one) = (World::new(kind).await, World::new(kind).await);
            joined.apply(&two(), 10, &RoleRules::default()).await.unwrap();
            joined.apply(&facts, 40, &rules(&STAFF)).await.unwrap();
            let absorbed = joined.person("Глеб").await.id;
            merge::merge(&joined.store, &joined.brand, "Борис", "Глеб", WHY, joined.now)
                .await
                .unwrap();
            one.apply(&[always_one()], 10, &RoleRules::default()).await.unwrap();
            one.apply(&facts, 40, &rules(&STAFF)).await.unwrap();
            let mut dump = joined.dump().await;
            dump.retain(|line| !line.starts_with(&format!("PersonRow {{ id: {absorbed:?}")));
            assert_same(&dump, &one.dump().await, &format!("{kind:?} {seed}"));
        }
    }
}

#[tokio::test]
async fn split_restores_what_was() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let (store, brand, now) = (&world.store, &world.brand, world.now);
        world.apply(&history(2, 200), 40, &rules(&STAFF)).await.unwrap();
        by_hand::tag(store, brand, "Борис", "друг").await.unwrap();
        by_hand::tag(store, brand, "Глеб", "Друг").await.unwrap();
        by_hand::tag(store, brand, "Глеб", "мастер").await.unwrap();
        by_hand::note(store, brand, "Глеб", "любит чай", "я", now).await.unwrap();
        by_hand::correct(store, brand, "Глеб", &["state=warm"], now).await.unwrap();
        by_hand::correct(store, brand, "Борис", &["purchase=no"], now).await.unwrap();
        let before = everything(&world).await;
        let id = merge::merge(store, brand, "Борис", "Глеб", WHY, now).await.unwrap().id;
        assert_ne!(everything(&world).await, before);
        assert_eq!(world.person("Глеб").await.id, world.person("Борис").await.id);
        let undone = merge::undo(store, brand, &id.to_string(), "я", now).await.unwrap();
        assert_eq!(undone.person, world.person("Глеб").await.id);
        assert_same(&everything(&world).await, &before, &format!("{kind:?}"));
        assert!(merge::undo(store, brand, &id.to_string(), "я", now).await.is_err(), "only once");
    }
}

async fn everything(world: &World) -> Vec<String> {
    let mut lines = world.dump().await;
    let mut session = world.store.read().await.unwrap();
    for person in world.people().await {
        let notes = kamerton_store::notes::of_person(&mut session, world.brand.id, person.id);
        lines.extend(notes.await.unwrap().iter().map(|row| format!("{row:?}")));
        let tags = kamerton_store::notes::tags(&mut session, world.brand.id, person.id);
        lines.extend(tags.await.unwrap().iter().map(|row| format!("{row:?}")));
        let own = identities::of_people(&mut session, world.brand.id, [person.id]);
        lines.extend(own.await.unwrap().iter().map(|row| format!("{row:?}")));
    }
    lines.sort_unstable();
    lines
}
