//! Whose step it is, where several share the day.

use std::collections::BTreeMap;

use kamerton_app::accounts::audit::{self, Actor, Deed};
use kamerton_app::accounts::users::{self, NewUser};
use kamerton_app::brand::{self, Brand};
use kamerton_app::demo_load::{self, Wanted};
use kamerton_app::people::by_hand;
use kamerton_app::today::whose::{self, Doers};
use kamerton_app::today::{self, Act, StepView};
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::UserRole;
use kamerton_core::id::{PersonId, UserId};
use kamerton_core::role::Role;
use kamerton_core::time::DAY;
use kamerton_store::steps::StepRow;
use kamerton_store::{Store, Target, identities, people};

use crate::{directory, now, postgres};

type Steps = Vec<(StepRow, StepView)>;

async fn filled(target: &Target) -> (Store, Brand) {
    let store = Store::create(target).await.unwrap();
    let wanted = Wanted { people: Some(300), messages: Some(6_000), seed: 1, until: None };
    demo_load::make(&store, wanted, now(), |_| {}).await.unwrap();
    let brand = brand::find(&store, None).await.unwrap();
    (store, brand)
}

async fn user(store: &Store, brand: &Brand, name: &str, role: UserRole) -> UserId {
    let new = NewUser {
        email: format!("{name}@example.org"),
        name: name.to_owned(),
        password: "верный-пароль-2026".to_owned(),
    };
    let user = users::prepare(new, now()).await.unwrap();
    let mut session = store.write().await.unwrap();
    users::insert(&mut session, &user).await.unwrap();
    users::set_roles(&mut session, brand.id, user.id, &[role]).await.unwrap();
    session.commit().await.unwrap();
    user.id
}

async fn steps(store: &Store, brand: &Brand) -> Steps {
    today::planned_today(store, brand, now(), false).await.unwrap()
}

async fn left(store: &Store, brand: &Brand, user: UserId) -> usize {
    whose::left(&mut store.read().await.unwrap(), brand, user, now()).await.unwrap()
}

fn loads(steps: &Steps) -> BTreeMap<Option<UserId>, usize> {
    let mut loads = BTreeMap::new();
    for (row, _) in steps.iter().filter(|(row, _)| row.status == "open") {
        *loads.entry(row.owner).or_default() += 1;
    }
    loads
}

/// The staff account with whom somebody of the steps talked last, and with whom it was.
async fn talker(store: &Store, brand: &Brand, steps: &Steps) -> Option<(PersonId, PersonId)> {
    let mut session = store.read().await.unwrap();
    let ids = steps.iter().map(|(row, _)| row.person);
    for row in people::by_id(&mut session, brand.id, ids).await.unwrap() {
        let Some(account) = row.contact_identity else { continue };
        let account = identities::by_id(&mut session, brand.id, [account]).await.unwrap().remove(0);
        assert_eq!(account.role, Role::Staff);
        return Some((row.id, account.person?));
    }
    None
}

async fn check_sharing(target: &Target) {
    let (store, brand) = filled(target).await;
    let anna = user(&store, &brand, "anna", UserRole::Owner).await;
    user(&store, &brand, "director", UserRole::Director).await;
    let alone = steps(&store, &brand).await;
    assert!(alone.iter().all(|(row, _)| row.owner.is_none()), "nobody asks whose it is");
    assert_eq!(left(&store, &brand, anna).await, 5.min(alone.len()));

    // A colleague comes: what is open is shared out at once.
    let boris = user(&store, &brand, "boris", UserRole::Cm).await;
    let shared = loads(&steps(&store, &brand).await);
    assert_eq!(shared.values().sum::<usize>(), alone.len());
    assert!(shared.keys().all(|owner| [Some(anna), Some(boris)].contains(owner)));
    let counts: Vec<usize> = shared.values().copied().collect();
    assert!(counts[0].abs_diff(counts[1]) <= 1, "{shared:?}");
    assert_eq!(left(&store, &brand, boris).await, shared[&Some(boris)]);

    // Planned for two, each has a day of the policy's size; who knows whom decides.
    let Some((person, staff)) = talker(&store, &brand, &alone).await else {
        panic!("somebody of the demo talked with staff");
    };
    by_hand::belongs(&store, &brand, &staff.to_string(), Some(boris)).await.unwrap();
    let actor = Actor { user: Some(anna), name: "anna".to_owned() };
    let noted = alone.iter().map(|(row, _)| row.person).find(|one| *one != person).unwrap();
    for with in [person, noted] {
        let object = with.to_string();
        let deed = Deed::one("person.note", &object);
        audit::note(&store, &brand, &actor, &deed, now()).await.unwrap();
    }
    let again = today::planned_today(&store, &brand, now(), true).await.unwrap();
    let owner = |person: PersonId| {
        let found = again.iter().find(|(row, _)| row.person == person);
        found.map(|(row, _)| row.owner)
    };
    assert_eq!(owner(person), Some(Some(boris)), "who talked comes before who wrote a note");
    let ours = owner(noted);
    assert!(ours.is_none_or(|ours| ours.is_some()), "{ours:?}");
    let most = brand.policy().steps.most;
    assert!(again.len() >= alone.len());
    assert!(loads(&again).values().all(|load| *load <= most), "{:?}", loads(&again));

    // Whoever is shut out passes on what they have left.
    let clara = user(&store, &brand, "clara", UserRole::Cm).await;
    let mut session = store.write().await.unwrap();
    users::set_disabled(&mut session, boris, Some(now())).await.unwrap();
    session.commit().await.unwrap();
    whose::pass_on(&store, &brand, now()).await.unwrap();
    let passed = loads(&steps(&store, &brand).await);
    assert!(passed.keys().all(|owner| [Some(anna), Some(clara)].contains(owner)), "{passed:?}");
    assert_eq!(passed.values().sum::<usize>(), again.len());

    // Whoever is none of us has no steps of ours to give.
    let member = alone[0].0.person.to_string();
    let refused = by_hand::belongs(&store, &brand, &member, Some(anna)).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::NoStaff { .. }))), "{refused:?}");
    store.close().await;
}

async fn check_at_once(target: &Target) {
    let (store, brand) = filled(target).await;
    let anna = user(&store, &brand, "anna", UserRole::Owner).await;
    let boris = user(&store, &brand, "boris", UserRole::Cm).await;
    let planned = steps(&store, &brand).await;
    assert!(planned.len() >= 4, "{}", planned.len());
    for (row, _) in &planned {
        let press = |by: UserId, act: Act| {
            let (store, brand, step) = (store.clone(), brand.clone(), row.id);
            // On threads of their own, as two requests are.
            tokio::spawn(
                async move { today::act(&store, &brand, step, act, Some(by), now()).await },
            )
        };
        let (one, other) = (press(anna, Act::Done), press(boris, Act::Never));
        let (one, other) = (one.await.unwrap(), other.await.unwrap());
        let (done, refused) = match (&one, &other) {
            (Ok(done), Err(refused)) | (Err(refused), Ok(done)) => (done, refused),
            _ => panic!("exactly one succeeds: {one:?}, {other:?}"),
        };
        let first = if one.is_ok() { "anna" } else { "boris" };
        let AppError::Refused(Refusal::StepSettled { status, by }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!((status, by.as_deref()), (&done.status, Some(first)));
        assert!(refused.to_string().contains(first), "{refused}");
        // Nothing of the one who came too late stays.
        let back = today::act(&store, &brand, row.id, Act::Undo, Some(anna), now()).await.unwrap();
        assert_eq!((back.status.as_str(), back.owner, back.by), ("open", row.owner, None));
        let nothing = today::act(&store, &brand, row.id, Act::Undo, Some(anna), now()).await;
        assert!(matches!(nothing, Err(AppError::Refused(Refusal::NothingDone))), "{nothing:?}");
    }
    store.close().await;
}

async fn check_taking_over(target: &Target) {
    let (store, brand) = filled(target).await;
    let anna = user(&store, &brand, "anna", UserRole::Owner).await;
    let boris = user(&store, &brand, "boris", UserRole::Cm).await;
    let clara = user(&store, &brand, "clara", UserRole::Cm).await;
    let planned = steps(&store, &brand).await;
    let (row, _) = planned.iter().find(|(row, _)| row.owner == Some(anna)).unwrap();
    let act = async |act, by| today::act(&store, &brand, row.id, act, Some(by), now()).await;
    let take = Act::Take { from: Some(anna) };
    let taken = act(take, boris).await.unwrap();
    assert_eq!((taken.status.as_str(), taken.owner), ("open", Some(boris)));
    // Twice pressed is once taken; whoever still saw Anna's is told whose it is.
    assert_eq!(act(take, boris).await.unwrap().changes, taken.changes);
    let late = act(take, clara).await;
    let boriss = Refusal::StepTaken { by: Some("boris".to_owned()) };
    assert!(matches!(&late, Err(AppError::Refused(refusal)) if *refusal == boriss), "{late:?}");
    // It stays with who took it, however often the day is looked at.
    let kept = steps(&store, &brand).await;
    assert!(kept.iter().any(|(one, _)| one.id == row.id && one.owner == Some(boris)));
    assert_eq!(act(Act::Undo, boris).await.unwrap().owner, Some(anna));

    // One's own mind may be changed, that of others not; what is done cannot be taken over.
    act(Act::Later(brand.zone.day(now().plus(DAY))), anna).await.unwrap();
    assert_eq!(act(Act::Done, anna).await.unwrap().status, "done");
    assert_eq!(act(Act::Done, anna).await.unwrap().by, Some(anna));
    for refused in [act(Act::Done, boris).await, act(take, boris).await] {
        let settled = Refusal::StepSettled { status: "done".into(), by: Some("anna".into()) };
        assert!(matches!(&refused, Err(AppError::Refused(one)) if *one == settled), "{refused:?}");
    }
    let doers = Doers::of(&mut store.read().await.unwrap(), &brand).await.unwrap();
    let done = act(Act::Done, anna).await.unwrap();
    assert_eq!(doers.owner(&done).and_then(|id| doers.name(id)), Some("anna"));
    store.close().await;
}

macro_rules! on_both {
    ($($name:ident: $check:ident;)+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let (_kept, target) = directory();
            $check(&target).await;
            if let Some(url) = postgres().await {
                $check(&Target::Postgres(url)).await;
            }
        }
    )+};
}

on_both! {
    steps_are_shared_by_who_knows_whom: check_sharing;
    of_two_who_press_at_once_exactly_one_succeeds: check_at_once;
    a_step_is_taken_over_and_given_back: check_taking_over;
}
