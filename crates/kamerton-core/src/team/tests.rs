//! Who gets which step.

use proptest::prelude::*;

use super::*;

fn user(name: u8) -> UserId {
    UserId::derived(&[&[name]])
}

fn person(name: u8) -> PersonId {
    PersonId::derived(&[&[name]])
}

fn step(name: u8) -> Ownable {
    Ownable { person: person(name), rank: usize::from(name), owner: None }
}

fn touched(with: u8, by: u8, at: i64, how: Touch) -> Touched {
    Touched { person: person(with), user: user(by), at: Instant::from_seconds(at), how }
}

#[test]
fn one_alone_owns_nothing() {
    for users in [vec![], vec![user(1)], vec![user(1), user(1)]] {
        let team = Team::new(users, &[touched(1, 1, 1, Touch::Talked)]);
        assert!(team.is_alone() && team.size() == 1);
        assert!(team.share_out(&[step(1), step(2)]).is_empty());
    }
}

#[test]
fn a_step_goes_to_the_one_who_talked_last() {
    let history = [
        touched(1, 1, 10, Touch::Talked),
        touched(1, 2, 20, Touch::Talked),
        touched(2, 1, 10, Touch::Talked),
        // Written down later, by somebody else: they still remember whom they talked with.
        touched(2, 2, 30, Touch::Did),
        touched(3, 1, 10, Touch::Did),
        touched(3, 2, 11, Touch::Did),
    ];
    let team = Team::new([user(1), user(2)], &history);
    let owners = team.share_out(&[step(1), step(2), step(3)]);
    assert_eq!(owners[&person(1)], user(2));
    assert_eq!(owners[&person(2)], user(1));
    assert_eq!(owners[&person(3)], user(2));
}

#[test]
fn whoever_is_gone_passes_on_and_whoever_has_it_keeps_it() {
    let history = [touched(1, 9, 20, Touch::Talked), touched(1, 2, 10, Touch::Did)];
    let team = Team::new([user(1), user(2)], &history);
    assert_eq!(team.share_out(&[step(1)])[&person(1)], user(2));
    let kept = |by: u8| Ownable { owner: Some(user(by)), ..step(1) };
    assert_eq!(team.share_out(&[kept(1)])[&person(1)], user(1), "taken over");
    assert_eq!(team.share_out(&[kept(9)])[&person(1)], user(2), "gone");
}

#[test]
fn whoever_has_more_old_acquaintances_gets_fewer_new_ones() {
    let history = [touched(1, 1, 1, Touch::Talked), touched(2, 1, 1, Touch::Talked)];
    let team = Team::new([user(1), user(2)], &history);
    let owners = team.share_out(&[step(1), step(2), step(3), step(4)]);
    assert_eq!(owners[&person(3)], user(2));
    assert_eq!(owners[&person(4)], user(2));
}

/// Steps, users and history that may name users who are gone.
fn worlds() -> impl Strategy<Value = (Vec<Ownable>, Vec<UserId>, Vec<Touched>)> {
    let steps = prop::collection::btree_map(0_u8..40, prop::option::of(0_u8..8), 0..30);
    let steps = steps.prop_map(|steps| {
        let owned =
            |(name, owner): (u8, Option<u8>)| Ownable { owner: owner.map(user), ..step(name) };
        steps.into_iter().map(owned).collect()
    });
    let users = prop::collection::btree_set(0_u8..6, 2..6);
    let users = users.prop_map(|users| users.into_iter().map(user).collect());
    let one = (0_u8..40, 0_u8..8, 0_i64..100, any::<bool>()).prop_map(|(with, by, at, talked)| {
        touched(with, by, at, if talked { Touch::Talked } else { Touch::Did })
    });
    (steps, users, prop::collection::vec(one, 0..40))
}

fn loads(team: &[UserId], owners: &BTreeMap<PersonId, UserId>) -> BTreeMap<UserId, usize> {
    let count = |user: &UserId| owners.values().filter(|owner| *owner == user).count();
    team.iter().map(|user| (*user, count(user))).collect()
}

proptest! {
    #[test]
    fn each_step_has_one_owner_of_the_team((steps, users, history) in worlds()) {
        let team = Team::new(users.clone(), &history);
        let owners = team.share_out(&steps);
        prop_assert_eq!(owners.len(), steps.len());
        for step in &steps {
            let owner = owners[&step.person];
            prop_assert!(users.contains(&owner));
            let kept = step.owner.filter(|owner| users.contains(owner));
            if let Some(due) = kept.or_else(|| team.knows(step.person)) {
                prop_assert_eq!(owner, due);
            }
        }
    }

    #[test]
    fn the_order_of_what_comes_does_not_matter(
        (steps, users, history) in worlds(),
        turn in 0_usize..40,
    ) {
        let turned = |len: usize| if len == 0 { 0 } else { turn % len };
        let (mut others, mut own, mut past) = (steps.clone(), users.clone(), history.clone());
        others.rotate_left(turned(steps.len()));
        others.reverse();
        own.reverse();
        past.rotate_left(turned(history.len()));
        past.reverse();
        let one = Team::new(users, &history);
        let other = Team::new(own, &past);
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.share_out(&steps), other.share_out(&others));
    }

    #[test]
    fn without_history_shares_differ_by_one_at_most((steps, users, _) in worlds()) {
        let steps: Vec<Ownable> =
            steps.into_iter().map(|step| Ownable { owner: None, ..step }).collect();
        let shares = loads(&users, &Team::new(users.clone(), &[]).share_out(&steps));
        let (least, most) = (shares.values().min(), shares.values().max());
        prop_assert!(most.zip(least).is_none_or(|(most, least)| most - least <= 1), "{shares:?}");
    }

    #[test]
    fn beside_history_nobody_gets_a_new_one_while_another_has_less(
        (steps, users, history) in worlds(),
    ) {
        let team = Team::new(users.clone(), &history);
        let owners = team.share_out(&steps);
        let shares = loads(&users, &owners);
        let least = shares.values().min().copied().unwrap_or_default();
        let is_fresh = |step: &&Ownable| {
            !step.owner.is_some_and(|owner| team.has(owner)) && team.knows(step.person).is_none()
        };
        for step in steps.iter().filter(is_fresh) {
            prop_assert!(shares[&owners[&step.person]] <= least + 1, "{shares:?}");
        }
    }
}
