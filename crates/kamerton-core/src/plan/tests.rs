//! The planner, case by case.

use super::*;

fn person(name: &str) -> PersonId {
    PersonId::derived(&[name.as_bytes()])
}

fn message(name: &str) -> MessageId {
    MessageId::derived(&[name.as_bytes()])
}

const NOW: Instant = Instant::from_seconds(1_000_000);
const TODAY: Day = Day(100);

fn found(playbook: Playbook, name: &str) -> Candidate {
    Candidate {
        playbook,
        person: person(name),
        ground: message(name),
        evidence: vec![message(name)],
        at: NOW.plus(-HOUR),
        other: None,
        count: 0,
        strength: 0,
    }
}

fn member() -> Known {
    Known {
        community: true,
        state: State::Warm,
        stage: Stage::I,
        ring: 1.0,
        open_negative: false,
        sensitive: false,
    }
}

fn world(names: &[&str]) -> BTreeMap<PersonId, Known> {
    names.iter().map(|name| (person(name), member())).collect()
}

fn run(candidates: Vec<Candidate>, people: &BTreeMap<PersonId, Known>) -> Vec<Planned> {
    plan(candidates, people, &[], &Steps::default(), NOW, TODAY, &Team::default())
}

fn with_memory(candidate: Candidate, step: Remembered) -> Vec<Planned> {
    plan(
        vec![candidate],
        &world(&["anna"]),
        &[step],
        &Steps::default(),
        NOW,
        TODAY,
        &Team::default(),
    )
}

fn remembered(playbook: Playbook, outcome: Outcome, day: i32) -> Remembered {
    Remembered {
        person: person("anna"),
        playbook,
        ground: message("earlier"),
        outcome,
        day: Day(day),
    }
}

#[test]
fn nobody_comes_twice() {
    let both = vec![found(Playbook::Story, "anna"), found(Playbook::QuestionOverdue, "anna")];
    let steps = run(both, &world(&["anna"]));
    assert_eq!(steps.len(), 1);
    assert_eq!(steps[0].found.playbook, Playbook::QuestionOverdue);
    assert_eq!(steps[0].rank, 1);
}

#[test]
fn an_introduction_takes_both() {
    let mut meeting = found(Playbook::Introduction, "anna");
    meeting.other = Some(person("boris"));
    let steps =
        run(vec![meeting, found(Playbook::FadingPromoter, "boris")], &world(&["anna", "boris"]));
    assert_eq!(steps.len(), 1);
}

#[test]
fn at_most_twelve_and_not_all_of_one_kind() {
    let names: Vec<String> = (0..40).map(|number| format!("asker {number}")).collect();
    let mut candidates: Vec<Candidate> =
        names.iter().map(|name| found(Playbook::QuestionOverdue, name)).collect();
    candidates.push(found(Playbook::FadingPromoter, "boris"));
    let mut people = world(&["boris"]);
    people.extend(names.iter().map(|name| (person(name), member())));
    let steps = run(candidates, &people);
    assert_eq!(steps.len(), 12);
    assert!(steps.iter().any(|step| step.found.playbook == Playbook::FadingPromoter));
    assert_eq!(
        steps.iter().map(|step| step.rank).collect::<Vec<_>>(),
        (1..=12).collect::<Vec<_>>()
    );
}

#[test]
fn ours_have_no_steps() {
    let mut people = world(&["olga"]);
    people.insert(person("olga"), Known { community: false, ..member() });
    assert_eq!(run(vec![found(Playbook::Story, "olga")], &people), []);
    assert_eq!(run(vec![found(Playbook::Story, "nobody knows")], &people), []);
}

#[test]
fn trouble_silences_cheerful_steps() {
    for trouble in
        [Known { open_negative: true, ..member() }, Known { sensitive: true, ..member() }]
    {
        let people = BTreeMap::from([(person("anna"), trouble)]);
        let cheerful = [Playbook::Story, Playbook::FreshKamerton, Playbook::PurchaseIntent];
        for playbook in cheerful {
            assert_eq!(run(vec![found(playbook, "anna")], &people), [], "{playbook:?}");
        }
        let grave = run(vec![found(Playbook::HumanReads, "anna")], &people);
        assert_eq!(grave.len(), 1);
    }
}

#[test]
fn nobody_is_introduced_to_somebody_in_trouble() {
    let mut meeting = found(Playbook::Introduction, "anna");
    meeting.other = Some(person("boris"));
    let mut people = world(&["anna"]);
    people.insert(person("boris"), Known { sensitive: true, ..member() });
    assert_eq!(run(vec![meeting], &people), []);
}

#[test]
fn never_is_for_ever() {
    let never = remembered(Playbook::FadingPromoter, Outcome::Never, -3_000);
    assert_eq!(with_memory(found(Playbook::FadingPromoter, "anna"), never), []);
    assert_eq!(with_memory(found(Playbook::Story, "anna"), never).len(), 1);
}

#[test]
fn later_is_until_its_day() {
    let until = |day| remembered(Playbook::Story, Outcome::Later(Day(day)), 99);
    assert_eq!(with_memory(found(Playbook::Story, "anna"), until(101)), []);
    assert_eq!(with_memory(found(Playbook::Story, "anna"), until(100)).len(), 1);
}

#[test]
fn who_was_approached_is_left_in_peace() {
    let done = |day| remembered(Playbook::Story, Outcome::Done, day);
    assert_eq!(with_memory(found(Playbook::FreshKamerton, "anna"), done(97)), []);
    assert_eq!(with_memory(found(Playbook::FreshKamerton, "anna"), done(90)).len(), 1);
    assert_eq!(with_memory(found(Playbook::Story, "anna"), done(90)), []);
    let answer = found(Playbook::QuestionOverdue, "anna");
    assert_eq!(with_memory(answer, done(97)).len(), 1, "who asks is answered all the same");
}

#[test]
fn the_same_words_are_not_answered_twice() {
    let done = Remembered {
        ground: message("anna"),
        ..remembered(Playbook::QuestionOverdue, Outcome::Done, 60)
    };
    assert_eq!(with_memory(found(Playbook::QuestionOverdue, "anna"), done), []);
}

#[test]
fn reproaches_come_before_compliments() {
    let steps = run(
        vec![found(Playbook::Story, "anna"), found(Playbook::NegativeUnanswered, "boris")],
        &world(&["anna", "boris"]),
    );
    assert_eq!(steps[0].found.playbook, Playbook::NegativeUnanswered);
}

#[test]
fn the_plan_is_the_same_whatever_the_order() {
    let mut candidates = vec![
        found(Playbook::Story, "anna"),
        found(Playbook::Story, "boris"),
        found(Playbook::HelperThanks, "vera"),
        found(Playbook::QuestionOverdue, "boris"),
    ];
    let people = world(&["anna", "boris", "vera"]);
    let first = run(candidates.clone(), &people);
    candidates.reverse();
    assert_eq!(run(candidates, &people), first);
}

// Several of us.

fn user(name: &str) -> UserId {
    UserId::derived(&[name.as_bytes()])
}

fn shared(names: &[String], team: &Team, rules: &Steps) -> Vec<Planned> {
    let known = names.iter().map(|name| (person(name), member())).collect();
    let found = names.iter().map(|name| found(Playbook::QuestionOverdue, name)).collect();
    plan(found, &known, &[], rules, NOW, TODAY, team)
}

fn of<'a>(steps: &'a [Planned], owner: &str) -> Vec<&'a Planned> {
    let owner = user(owner);
    steps.iter().filter(|step| step.owner == Some(owner)).collect()
}

#[test]
fn each_of_several_has_a_day_of_the_policys_size() {
    let names: Vec<String> = (0..40).map(|n| n.to_string()).collect();
    let rules = Steps { most: 4, most_of_one: 3 };
    assert!(shared(&names, &Team::default(), &rules).iter().all(|step| step.owner.is_none()));
    assert_eq!(shared(&names, &Team::default(), &rules).len(), 4);
    let steps = shared(&names, &Team::new([user("a"), user("b")], &[]), &rules);
    assert_eq!((of(&steps, "a").len(), of(&steps, "b").len()), (4, 4));
}

#[test]
fn whom_one_knows_fills_their_own_day_only() {
    use crate::team::{Touch, Touched};

    let names: Vec<String> = (0..40).map(|n| n.to_string()).collect();
    let touched = |name: &String| Touched {
        person: person(name),
        user: user("a"),
        at: NOW,
        how: Touch::Talked,
    };
    let history: Vec<Touched> = names[..30].iter().map(touched).collect();
    let rules = Steps { most: 4, most_of_one: 3 };
    let steps = shared(&names, &Team::new([user("a"), user("b")], &history), &rules);
    assert_eq!((of(&steps, "a").len(), of(&steps, "b").len()), (4, 4));
    let known: Vec<PersonId> = names[..30].iter().map(|name| person(name)).collect();
    assert!(of(&steps, "a").iter().all(|step| known.contains(&step.found.person)));
    assert!(of(&steps, "b").iter().all(|step| !known.contains(&step.found.person)));
}

#[test]
fn a_quarter_of_an_hour_is_five_steps_and_never_none_while_there_are_some() {
    for (open, dealt_with, shown) in [(12, 0, 5), (12, 3, 2), (12, 9, 1), (2, 0, 2), (0, 4, 0)] {
        assert_eq!(for_a_quarter(open, dealt_with), shown);
    }
}
