//! What one of us says outlives what is computed.

use kamerton_app::advance::advance;
use kamerton_app::ingest::roles::RoleRules;
use kamerton_app::people::by_hand::{self, NewOrder};
use kamerton_app::people::{shares, show};
use kamerton_app::places::Sight;
use kamerton_core::fact::OrderKind;
use kamerton_core::reading::Label;
use kamerton_core::role::Role;
use kamerton_core::state::{PurchaseBasis, Stage, State};
use kamerton_core::time::{DAY, Day, HOUR, Instant};
use kamerton_store::identities;

use super::harness::{World, account, history, kinds, message, rules};

#[tokio::test]
async fn a_correction_outlives_another_import() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let (store, brand, now) = (&world.store, &world.brand, world.now);
        let facts = history(4, 160);
        world.apply(&facts[..80], 40, &RoleRules::default()).await.unwrap();
        let before = world.person("Зоя").await;
        by_hand::correct(store, brand, "Зоя", &["state=detractor"], now).await.unwrap();
        by_hand::correct(store, brand, "Зоя", &["purchase=yes"], now).await.unwrap();
        world.apply(&facts, 40, &RoleRules::default()).await.unwrap();
        let person = world.person("Зоя").await;
        assert_eq!(person.state, State::Detractor);
        assert!(person.messages > before.messages);
        assert!(person.basis.is_known());
        by_hand::correct(store, brand, "Зоя", &["state="], now).await.unwrap();
        by_hand::correct(store, brand, "Зоя", &["purchase="], now).await.unwrap();
        let fresh = World::new(kind).await;
        fresh.apply(&facts, 40, &RoleRules::default()).await.unwrap();
        assert_eq!(world.person("Зоя").await, fresh.person("Зоя").await);
        let half =
            by_hand::correct(store, brand, "Зоя", &["state=detractor", "charm=9"], now).await;
        assert!(half.is_err());
        let unchanged = fresh.person("Зоя").await;
        assert_eq!(world.person("Зоя").await, unchanged, "all corrections are taken or none");
    }
}

#[tokio::test]
async fn an_order_by_hand_makes_a_client() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let (store, brand, now) = (&world.store, &world.brand, world.now);
        let start = Instant::parse_rfc3339("2024-05-02T08:00:00Z").unwrap();
        world
            .apply(&[message("telegram:1:1", "Зоя", start, &[])], 1, &RoleRules::default())
            .await
            .unwrap();
        let new = NewOrder {
            kind: OrderKind::Purchase,
            day: Day::parse("2024-05-20").unwrap(),
            amount_minor: 199_000,
            currency: "RUB".to_owned(),
            product: None,
        };
        by_hand::order(store, brand, "Зоя", new.clone(), now).await.unwrap();
        by_hand::order(store, brand, "Зоя", new.clone(), now).await.unwrap();
        let person = world.person("Зоя").await;
        assert_eq!((person.orders, person.basis), (1, PurchaseBasis::Order));
        assert_eq!(person.stage, Stage::II);
        let ahead = NewOrder { day: Day::parse("2030-01-01").unwrap(), ..new };
        assert!(by_hand::order(store, brand, "Зоя", ahead, now).await.is_err());
    }
}

#[tokio::test]
async fn why_is_she_a_kamerton() {
    for kind in kinds() {
        let mut world = World::new(kind).await;
        let start = world.now.plus(-2 * DAY);
        let facts = [
            message("telegram:1:1", "Зоя", start, &[Label::Delight]),
            message("telegram:1:2", "Зоя", start.plus(HOUR), &[Label::Recommendation]),
            message("telegram:1:3", "Зоя", start.plus(2 * HOUR), &[Label::Story]),
        ];
        world.apply(&facts, 1, &RoleRules::default()).await.unwrap();
        let mut session = world.store.read().await.unwrap();
        let shown =
            show::show(&mut session, &world.brand, "зоя", Sight::Private, None, 2, world.now)
                .await
                .unwrap();
        assert_eq!(shown.person.state, "kamerton");
        let heaviest = &shown.why.evidence[0];
        assert_eq!(heaviest.kind, "recommendation");
        assert_eq!(heaviest.text.as_deref(), Some("слова telegram:1:2"));
        assert_eq!(shown.why.confirmations.len(), 3);
        let next = shown.why.next.clone().unwrap();
        assert_eq!(shown.timeline.happened.len(), 2);
        let after = shown.timeline.next.as_deref();
        let rest =
            show::show(&mut session, &world.brand, "зоя", Sight::Private, after, 9, world.now)
                .await
                .unwrap();
        assert_eq!(rest.timeline.happened.len(), 1);
        assert_eq!(rest.timeline.next, None);
        drop(session);
        // Time goes by, and what was said would come has come.
        world.now = world.brand.zone.at_hour(Day::parse(&next.day).unwrap(), 9);
        assert_eq!(advance(&world.store, &world.brand, world.now).await.unwrap(), 1);
        assert_eq!(world.person("Зоя").await.state.word(), next.state);
        assert_eq!(advance(&world.store, &world.brand, world.now).await.unwrap(), 0);
        let shares = shares::shares(&world.store, &world.brand, world.now).await.unwrap();
        assert_eq!((shares.months.len(), shares.months[0].kamertons), (1, 1));
    }
}

#[tokio::test]
async fn the_timeline_tells_everything_once() {
    for kind in kinds() {
        let world = World::new(kind).await;
        world.apply(&history(6, 200), 50, &RoleRules::default()).await.unwrap();
        by_hand::note(&world.store, &world.brand, "Зоя", "заметка", "я", world.now).await.unwrap();
        let mut session = world.store.read().await.unwrap();
        let id = world.person("Зоя").await.id.to_string();
        let whole =
            show::show(&mut session, &world.brand, &id, Sight::Private, None, 1_000, world.now)
                .await
                .unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = show::show(
                &mut session,
                &world.brand,
                &id,
                Sight::Private,
                after.as_deref(),
                3,
                world.now,
            );
            let page = page.await.unwrap().timeline;
            seen.extend(page.happened);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, whole.timeline.happened);
        assert_eq!(seen[0].kind, "note");
        assert!(seen.windows(2).all(|pair| pair[0].at >= pair[1].at));
    }
}

#[tokio::test]
async fn advancing_by_days_or_at_once_is_the_same() {
    for kind in kinds() {
        let (slow, quick) = (World::new(kind).await, World::new(kind).await);
        let facts = history(7, 150);
        for world in [&slow, &quick] {
            world.apply(&facts, 50, &rules(&[(Role::Staff, "Вера")])).await.unwrap();
        }
        for days in [3, 40, 90, 200, 400] {
            advance(&slow.store, &slow.brand, slow.now.plus(days * DAY)).await.unwrap();
        }
        advance(&quick.store, &quick.brand, quick.now.plus(400 * DAY)).await.unwrap();
        assert_eq!(slow.dump().await, quick.dump().await);
    }
}

#[tokio::test]
async fn every_account_says_where_it_came_from() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let mut gone = account("Илья");
        gone.deleted = true;
        let mut left = history(8, 60);
        if let kamerton_core::fact::Fact::Message(fact) = &mut left[0].fact {
            fact.author = Some(gone);
        }
        world.apply(&left, 20, &RoleRules::default()).await.unwrap();
        let mut session = world.store.read().await.unwrap();
        let without = identities::without_provenance(&mut session, world.brand.id).await.unwrap();
        assert_eq!(without, 0);
        let people: Vec<_> = world.people().await.iter().map(|row| row.id).collect();
        let own = identities::of_people(&mut session, world.brand.id, people);
        assert!(own.await.unwrap().iter().all(|row| !row.deleted), "placeholders are nobody");
    }
}
