//! A drawn ring is the fold of the last days: what is left from before and what struck since.

use kamerton_app::people::ringing;
use kamerton_core::charge::{RING_DAY, curve, day_sums};
use kamerton_core::entry::Entry;
use kamerton_core::id::PersonId;
use kamerton_core::ringing::{WINDOW_DAYS, first_day};
use kamerton_core::role::Role;
use kamerton_core::time::DAY;
use kamerton_store::{identities, ledger};

use super::harness::{World, history, kinds, rules};

#[tokio::test]
async fn a_ring_is_what_the_fold_says() {
    for kind in kinds() {
        let world = World::new(kind).await;
        world.apply(&history(4, 320), 80, &rules(&[(Role::Staff, "Вера")])).await.unwrap();
        let ids: Vec<PersonId> = world.people().await.iter().map(|row| row.id).collect();
        let last = world.people().await.iter().filter_map(|row| row.last_message_at).max().unwrap();
        let now = last.plus(2 * DAY);
        let mut session = world.store.read().await.unwrap();
        let rings = ringing::of(&mut session, &world.brand, &ids, now).await.unwrap();
        assert_eq!(rings.len(), ids.len() - 1, "one of us has no charge");
        let today = world.brand.zone.day(now);
        for (person, ring) in rings {
            let found = ledger::of_people(&mut session, world.brand.id, [person]).await.unwrap();
            let entries: Vec<Entry> = found.into_iter().map(|(_, entry)| entry).collect();
            let own = identities::of_people(&mut session, world.brand.id, [person]).await.unwrap();
            let sums = day_sums(&entries, &own.iter().map(|row| row.id).collect::<Vec<_>>());
            let (eve, policy) = (first_day(today).plus(-1), world.brand.policy());
            let before = curve(&sums, eve, eve, policy)[0].ring * RING_DAY.powi(WINDOW_DAYS);
            assert!((ring.before - before).abs() < 1e-9, "{} is not {before}", ring.before);
            let end = curve(&sums, today, today, policy)[0].ring;
            assert!((ring.charge - end).abs() < 1e-9, "{} is not {end}", ring.charge);
            assert!(!ring.strikes.is_empty());
        }
    }
}

#[tokio::test]
async fn nobody_rings_in_an_empty_list() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let mut session = world.store.read().await.unwrap();
        let rings = ringing::of(&mut session, &world.brand, &[], world.now).await.unwrap();
        assert!(rings.is_empty());
    }
}
