//! A change of role, a deletion or an edit gives what would be there if it had
//! always been so.

use kamerton_app::ingest::restate::{self, Said};
use kamerton_app::ingest::roles::RoleRules;
use kamerton_core::fact::{DeletionFact, Fact};
use kamerton_core::id::MessageId;
use kamerton_core::reading::Label;
use kamerton_core::role::Role;
use kamerton_core::time::{HOUR, Instant, MINUTE};
use kamerton_store::awaiting;

use super::harness::{
    Kind, World, account, assert_same, bare, history, kinds, message, rules, with,
};

const OURS: [(Role, &str); 4] = [
    (Role::Staff, "Анна Первая"),
    (Role::Staff, "Вера"),
    (Role::Bot, "Дина"),
    (Role::Brand, "Егор"),
];

/// How many histories are compared; a server takes longer and stores the same.
fn seeds(kind: Kind) -> std::ops::Range<u64> {
    match kind {
        Kind::Sqlite => 1..7,
        Kind::Postgres => 1..2,
    }
}

#[tokio::test]
async fn roles_named_later_restate_everything() {
    for kind in kinds() {
        for seed in seeds(kind) {
            let facts = history(seed, 220);
            let (later, first) = (World::new(kind).await, World::new(kind).await);
            later.apply(&facts, 37, &RoleRules::default()).await.unwrap();
            let rules = rules(&OURS);
            let changed =
                restate::known_accounts(&later.store, &later.brand, "telegram", &rules, later.now);
            assert_eq!(changed.await.unwrap(), 4);
            first.apply(&facts, 37, &rules).await.unwrap();
            assert_same(&later.dump().await, &first.dump().await, &format!("{kind:?} {seed}"));
        }
    }
}

#[tokio::test]
async fn roles_taken_back_restate_everything() {
    for kind in kinds() {
        for seed in seeds(kind) {
            let facts = history(seed, 220);
            let (later, first) = (World::new(kind).await, World::new(kind).await);
            later.apply(&facts, 50, &rules(&OURS)).await.unwrap();
            let mut session = later.store.write().await.unwrap();
            for (_, name) in OURS {
                let said = Said { role: Role::Member, source: "hand" };
                let row = later.account(name).await;
                restate::set_roles(&mut session, &later.brand, vec![row], said, later.now)
                    .await
                    .unwrap();
            }
            session.commit().await.unwrap();
            first.apply(&facts, 50, &RoleRules::default()).await.unwrap();
            assert_same(&later.dump().await, &first.dump().await, &format!("{kind:?} {seed}"));
        }
    }
}

#[tokio::test]
async fn batches_and_order_do_not_matter() {
    for kind in kinds() {
        for seed in seeds(kind) {
            let facts = history(seed, 220);
            let (whole, cut) = (World::new(kind).await, World::new(kind).await);
            whole.apply(&facts, 10_000, &rules(&OURS)).await.unwrap();
            cut.apply(&facts, 3, &rules(&OURS)).await.unwrap();
            assert_same(&cut.dump().await, &whole.dump().await, &format!("{kind:?} {seed}"));
            let back = World::new(kind).await;
            let mut reversed = facts.clone();
            reversed.reverse();
            back.apply(&reversed, 11, &rules(&OURS)).await.unwrap();
            assert_same(&back.dump().await, &whole.dump().await, &format!("back {seed}"));
        }
    }
}

#[tokio::test]
async fn what_one_of_us_said_by_hand_stays() {
    for kind in kinds() {
        let world = World::new(kind).await;
        world.apply(&history(3, 60), 60, &RoleRules::default()).await.unwrap();
        let mut session = world.store.write().await.unwrap();
        let said = Said { role: Role::Member, source: "hand" };
        let row = world.account("Вера").await;
        restate::set_roles(&mut session, &world.brand, vec![row], said, world.now).await.unwrap();
        session.commit().await.unwrap();
        restate::known_accounts(&world.store, &world.brand, "telegram", &rules(&OURS), world.now)
            .await
            .unwrap();
        assert_eq!(world.account("Вера").await.role, Role::Member);
        assert_eq!(world.account("Дина").await.role, Role::Bot);
    }
}

fn start() -> Instant {
    Instant::parse_rfc3339("2024-05-02T08:00:00Z").unwrap()
}

async fn waits(world: &World) -> Vec<awaiting::AwaitingRow> {
    let mut session = world.store.read().await.unwrap();
    awaiting::after(&mut session, world.brand.id, MessageId::NIL, 100).await.unwrap()
}

#[tokio::test]
async fn a_deleted_answer_answers_no_more() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let facts = [
            message("telegram:1:1", "Борис", start(), &[Label::Question]),
            message("telegram:1:2", "Вера", start().plus(5 * MINUTE), &[]),
        ];
        world.apply(&facts, 1, &RoleRules::default()).await.unwrap();
        assert!(waits(&world).await[0].answered_at.is_some());
        let deletion = DeletionFact {
            kind: "telegram".to_owned(),
            message: "telegram:1:2".to_owned(),
            at: start().plus(HOUR),
        };
        world.apply(&[bare(Fact::Deletion(deletion))], 1, &RoleRules::default()).await.unwrap();
        let row = waits(&world).await[0];
        assert_eq!((row.answered_at, row.answered_by), (None, None));
        assert!(row.overdue, "and it has been overdue since");
    }
}

#[tokio::test]
async fn an_edit_makes_and_unmakes_a_question() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let plain = message("telegram:1:1", "Борис", start(), &[]);
        let answer = message("telegram:1:2", "Вера", start().plus(5 * MINUTE), &[]);
        world.apply(&[plain.clone(), answer], 1, &RoleRules::default()).await.unwrap();
        assert!(waits(&world).await.is_empty());
        let Fact::Message(mut fact) = plain.fact else { unreachable!() };
        fact.text = "а где чашка?".to_owned();
        fact.edited_at = Some(start().plus(HOUR));
        let edit = with(fact.clone(), &[Label::Question]);
        world.apply(&[edit], 1, &RoleRules::default()).await.unwrap();
        assert!(waits(&world).await[0].answered_at.is_some());
        fact.text = "чашка нашлась".to_owned();
        fact.edited_at = Some(start().plus(2 * HOUR));
        world.apply(&[with(fact, &[])], 1, &RoleRules::default()).await.unwrap();
        assert!(waits(&world).await.is_empty());
    }
}

#[tokio::test]
async fn a_role_that_the_channel_tells_late_is_restated() {
    for kind in kinds() {
        let facts = history(5, 120);
        let (late, early) = (World::new(kind).await, World::new(kind).await);
        let mut speaker = account("Глеб");
        speaker.role = Some(Role::Staff);
        let told = kamerton_core::fact::MessageFact {
            author: Some(speaker),
            ..match message("telegram:1:900", "Глеб", start(), &[]).fact {
                Fact::Message(fact) => fact,
                _ => unreachable!(),
            }
        };
        let told = with(told, &[]);
        let last: Vec<_> = facts.iter().cloned().chain([told.clone()]).collect();
        let first: Vec<_> = [told].into_iter().chain(facts).collect();
        late.apply(&last, 40, &RoleRules::default()).await.unwrap();
        early.apply(&first, 40, &RoleRules::default()).await.unwrap();
        assert_eq!(late.account("Глеб").await.role, Role::Staff);
        assert_same(&late.dump().await, &early.dump().await, &format!("{kind:?}"));
    }
}
