//! The demo brand: the same for ever, believable, with something for every playbook.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kamerton_core::fact::{MessageFact, OrderKind};
use kamerton_core::time::{DAY, HOUR};

use super::*;

fn now() -> Instant {
    Instant::parse_rfc3339("2026-03-02T15:00:00Z").unwrap()
}

/// Sixty messages of the chat and some of the other places, for reading by eye:
/// `cargo test -p kamerton-app --lib demo::tests::read -- --ignored --nocapture`.
#[test]
#[ignore = "prints for reading"]
fn read() {
    let skip: usize = std::env::var("SKIP").ok().and_then(|n| n.parse().ok()).unwrap_or(18_000);
    let place = std::env::var("PLACE").unwrap_or_else(|_| "1784402211".to_owned());
    let mut names = HashMap::new();
    let mut shown = 0;
    for fact in simulate(&Plan::brand(now())).skip(skip) {
        let Fact::Message(message) = fact else { continue };
        let name = message.author.as_ref().and_then(|a| a.display_name.clone());
        let name = name.unwrap_or_default();
        names.insert(message.key.clone(), name.clone());
        if message.place.remote_id != place {
            continue;
        }
        let to = message.reply_to.as_ref().map(|key| names.get(key).map_or("?", String::as_str));
        let to = to.map_or(String::new(), |to| format!(" -> {to}"));
        let media: Vec<_> = message.attachments.iter().map(|a| format!("{:?}", a.kind)).collect();
        let edited = if message.edited_at.is_some() { " (изм.)" } else { "" };
        let thread = message.thread.unwrap_or_default();
        println!(
            "{} {thread} [{name}{to}]{edited} {} {}",
            &message.sent_at.rfc3339()[5..16],
            message.text,
            media.join(",")
        );
        shown += 1;
        if shown == 60 {
            break;
        }
    }
}

fn brand() -> Vec<Fact> {
    simulate(&Plan::brand(now())).collect()
}

fn moment(fact: &Fact) -> Option<Instant> {
    match fact {
        Fact::Message(message) => message.edited_at.or(Some(message.sent_at)),
        Fact::Reaction(reaction) => Some(reaction.at),
        Fact::ReactionCounts(counted) => Some(counted.at),
        Fact::Membership(membership) => Some(membership.at),
        Fact::Deletion(deletion) => Some(deletion.at),
        Fact::Order(order) => Some(order.at),
        Fact::Profile(profile) => profile.since,
    }
}

fn messages(facts: &[Fact]) -> impl Iterator<Item = &MessageFact> {
    facts.iter().filter_map(|fact| match fact {
        Fact::Message(message) if message.edited_at.is_none() => Some(message),
        _ => None,
    })
}

fn by_member(message: &MessageFact) -> bool {
    message.author.as_ref().is_some_and(|author| author.role.is_none())
}

#[test]
fn equal_seeds_give_equal_facts() {
    let plan = Plan::load(300, 4_000, now());
    assert!(simulate(&plan).eq(simulate(&plan)));
    let other = Plan { seed: 2, ..plan.clone() };
    assert!(!simulate(&plan).eq(simulate(&other)));
}

#[test]
fn time_never_runs_back_nor_past_the_end() {
    let mut last = Instant::default();
    for fact in brand() {
        let at = moment(&fact).unwrap();
        assert!(last <= at && at <= now(), "{fact:?}");
        last = at;
    }
}

#[test]
fn counts_keep_to_the_plan() {
    for (people, count) in [(2_000, 40_000), (3_000, 12_000), (500, 60_000)] {
        let facts: Vec<_> = simulate(&Plan::load(people, count, now())).collect();
        let said = messages(&facts).count() as u64;
        assert!(said.abs_diff(count) <= count / 50, "{said} of {count}");
        let shops = facts.iter().filter_map(|fact| match fact {
            Fact::Order(order) => order.accounts.first().map(|key| key.remote_id.clone()),
            _ => None,
        });
        let mut known: BTreeSet<_> = shops.collect();
        known.retain(|address| !address.is_empty());
        assert!(known.len() as u64 > people / 5, "{} buyers of {people}", known.len());
    }
}

#[test]
fn keys_are_unique_and_answers_follow_what_they_answer() {
    let facts = brand();
    let (mut keys, mut memberships) = (BTreeSet::new(), BTreeSet::new());
    let (mut links, mut missing) = (0, 0);
    for fact in &facts {
        match fact {
            Fact::Message(message) if message.edited_at.is_some() => {
                assert!(keys.contains(&message.key), "{} is edited before it is said", message.key);
            }
            Fact::Message(message) => {
                for target in message.reply_to.iter().chain(&message.thread_root) {
                    links += 1;
                    missing += usize::from(*target != message.key && !keys.contains(target));
                }
                assert!(keys.insert(message.key.clone()), "{} twice", message.key);
            }
            Fact::Membership(joined) => assert!(memberships.insert(joined.key.clone())),
            Fact::Reaction(reaction) => assert!(keys.contains(&reaction.message)),
            Fact::Deletion(deletion) => assert!(keys.contains(&deletion.message)),
            _ => {}
        }
    }
    assert!(links > 10_000, "{links}");
    assert!(missing * 100 < links, "{missing} of {links}");
}

#[test]
fn no_template_is_left_unfilled() {
    for message in messages(&brand()) {
        let texts = [Some(&message.text), message.thread.as_ref()];
        for text in texts.into_iter().flatten() {
            assert!(!text.contains(['{', '}', '[', ']', '|']), "{text}");
            assert!(!text.contains("  ") && !text.contains(" ,") && !text.contains(" ?"), "{text}");
        }
        assert!(!message.text.is_empty() || !message.attachments.is_empty());
    }
}

#[test]
fn verbs_agree_with_the_author() {
    let mut seen = [0, 0];
    for message in messages(&brand()).filter(|message| by_member(message)) {
        let name = message.author.as_ref().and_then(|a| a.display_name.clone()).unwrap_or_default();
        // Surnames tell it; «Вова» has none.
        let surname = name.split_once(' ').map(|(_, rest)| rest).unwrap_or_default();
        let ends = |ends: &[&str]| ends.iter().any(|end| surname.ends_with(end));
        let (woman, man) = (ends(&["ова", "ева", "ина"]), ends(&["ов", "ев"]));
        let words: Vec<_> = message.text.split(|c: char| !c.is_alphabetic()).collect();
        let says = |list: &[&str]| words.iter().any(|w| list.contains(&w.to_lowercase().as_str()));
        if woman {
            assert!(!says(&["купил", "разочарован", "заказал", "поставил"]), "{}", message.text);
            seen[0] += usize::from(says(&["купила", "разочарована", "заказала", "поставила"]));
        }
        if man {
            assert!(
                !says(&["купила", "разочарована", "заказала", "поставила"]),
                "{}",
                message.text
            );
            seen[1] += usize::from(says(&["купил", "разочарован", "заказал", "поставил"]));
        }
    }
    assert!(seen.iter().all(|count| *count > 20), "{seen:?}");
}

#[test]
fn activity_has_a_heavy_tail() {
    let facts = brand();
    let mut written: BTreeMap<&str, usize> = BTreeMap::new();
    for message in messages(&facts).filter(|message| by_member(message)) {
        *written.entry(&message.author.as_ref().unwrap().remote_id).or_default() += 1;
    }
    let few = written.values().filter(|count| **count <= 10).count();
    assert!(few * 2 > written.len(), "{few} of {}", written.len());
    assert!(written.values().any(|count| *count > 400));
    assert!(written.len() < 2_000, "most never write");
}

/// The last ten days: what was said, who answered.
#[test]
fn the_last_days_hold_every_case() {
    let facts = brand();
    let all: Vec<_> = messages(&facts).collect();
    let answered: BTreeSet<_> = all.iter().filter_map(|m| m.reply_to.clone()).collect();
    let mut first = BTreeMap::new();
    for message in &all {
        if let Some(author) = &message.author {
            first.entry((author.kind.clone(), author.remote_id.clone())).or_insert(&message.key);
        }
    }
    let lately = |message: &&&MessageFact, low: i64, high: i64| {
        (low..=high).contains(&(now().since(message.sent_at) / HOUR))
    };
    let alone = |low: i64, high: i64, words: &[&str]| {
        let open = all.iter().filter(|m| by_member(m) && !answered.contains(&m.key));
        open.filter(|m| lately(m, low, high))
            .filter(|m| words.iter().any(|word| m.text.to_lowercase().contains(word)))
            .count()
    };
    let newcomers = all.iter().filter(|m| lately(m, 3, 72) && by_member(m)).filter(|m| {
        let author = m.author.as_ref().unwrap();
        first.get(&(author.kind.clone(), author.remote_id.clone())) == Some(&&m.key)
            && !answered.contains(&m.key)
    });
    assert!(newcomers.count() >= 4, "newcomers");
    assert!(alone(24, 240, &["?"]) >= 3, "overdue questions");
    assert!(
        alone(1, 240, &["стоит", "наличии", "купить", "цена", "заказать", "почем", "когда снова"])
            >= 2
    );
    let words =
        ["разочарован", "брак", "не работает", "жалоба", "расстроен", "не покупайте", "верните"];
    assert!(alone(1, 240, &words) + alone(1, 240, &["заказ", "не советую"]) >= 2, "negatives");
    let told: Vec<_> = all
        .iter()
        .filter(|m| lately(m, 0, 48) && by_member(m) && !m.attachments.is_empty())
        .filter(|m| m.text.chars().count() > 110)
        .map(|m| &m.text)
        .collect();
    assert!(told.len() >= 2, "stories: {told:?}");
    let thanks =
        all.iter().filter(|m| lately(m, 0, 240) && m.text.to_lowercase().contains("спасибо"));
    assert!(thanks.count() > 20, "thanks");
    for needles in [
        &["советую", "рекомендую"][..],
        &["обожаю", "восторг"],
        &["умер", "онколог", "в реанимации", "в аварию"],
    ] {
        let mut found = all.iter().filter(|m| lately(m, 0, 240));
        let found = found.any(|m| needles.iter().any(|word| m.text.to_lowercase().contains(word)));
        assert!(found, "{needles:?}");
    }
    let mut bought = BTreeMap::new();
    for fact in &facts {
        if let Fact::Order(order) = fact
            && order.kind == OrderKind::Purchase
        {
            bought.entry(order.accounts[0].remote_id.clone()).or_insert(order.at);
        }
    }
    let fresh = bought.values().filter(|at| (3..=20).contains(&(now().since(**at) / DAY)));
    assert!(fresh.count() >= 5, "first purchases");
}
