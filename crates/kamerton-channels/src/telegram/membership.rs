//! Who came and who left, as service messages say it in words.
//!
//! Exports name people in a sentence. A name may contain the very words of the sentence; the first
//! place where they stand decides, and what is said of photos, calls and Telegram itself is told
//! apart from coming and going.

use kamerton_core::fact::Account;

use super::chat::named_account;

/// Somebody came or left.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) account: Account,
    pub(super) joined: bool,
    pub(super) invited_by: Option<Account>,
}

/// What a service message says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Saying {
    /// Who did it, where the sentence names one.
    pub(super) actor: Option<Account>,
    /// Who came or left by it.
    pub(super) changes: Vec<Change>,
}

#[derive(Clone, Copy, PartialEq)]
enum Verb {
    Invites,
    Removes,
    Joins,
    Leaves,
    Other,
}

/// The phrases after the actor's name. What names something other than a member comes before the
/// shorter phrase it begins with.
const PHRASES: &[(&str, Verb)] = &[
    (" removed group photo", Verb::Other),
    (" removed channel photo", Verb::Other),
    (" удалил фото", Verb::Other),
    (" удалила фото", Verb::Other),
    (" удалил(а) фото", Verb::Other),
    (" joined Telegram", Verb::Other),
    (" invited ", Verb::Invites),
    (" added ", Verb::Invites),
    (" приглашает ", Verb::Invites),
    (" пригласил ", Verb::Invites),
    (" пригласила ", Verb::Invites),
    (" пригласил(а) ", Verb::Invites),
    (" добавил ", Verb::Invites),
    (" добавила ", Verb::Invites),
    (" добавил(а) ", Verb::Invites),
    (" removed ", Verb::Removes),
    (" удалил ", Verb::Removes),
    (" удалила ", Verb::Removes),
    (" удалил(а) ", Verb::Removes),
    (" исключил ", Verb::Removes),
    (" исключила ", Verb::Removes),
    (" исключил(а) ", Verb::Removes),
    (" joined group", Verb::Joins),
    (" joined the group", Verb::Joins),
    (" joined channel", Verb::Joins),
    (" joined the channel", Verb::Joins),
    (" joined by link", Verb::Joins),
    (" вступил в ", Verb::Joins),
    (" вступила в ", Verb::Joins),
    (" вступил(а) в ", Verb::Joins),
    (" присоединился к ", Verb::Joins),
    (" присоединилась к ", Verb::Joins),
    (" присоединился(-лась) к ", Verb::Joins),
    (" присоединился (-лась) к ", Verb::Joins),
    (" left the group", Verb::Leaves),
    (" left group", Verb::Leaves),
    (" left the channel", Verb::Leaves),
    (" покинул группу", Verb::Leaves),
    (" покинула группу", Verb::Leaves),
    (" покинул(а) группу", Verb::Leaves),
    (" вышел из группы", Verb::Leaves),
    (" вышла из группы", Verb::Leaves),
    (" pinned ", Verb::Other),
    (" закрепил", Verb::Other),
    (" changed ", Verb::Other),
    (" изменил", Verb::Other),
    (" created ", Verb::Other),
    (" создал", Verb::Other),
    (" converted ", Verb::Other),
    (" started ", Verb::Other),
    (" начал", Verb::Other),
    (" scheduled ", Verb::Other),
    (" запланировал", Verb::Other),
    (" took a screenshot", Verb::Other),
    (" has set ", Verb::Other),
];

/// What the sentence of a service message says.
pub(super) fn saying(text: &str) -> Saying {
    let first =
        PHRASES.iter().filter_map(|(phrase, verb)| Some((text.find(phrase)?, phrase, *verb)));
    // The earliest phrase; of those at one place the first listed.
    let Some((at, phrase, verb)) = first.min_by_key(|(at, _, _)| *at) else {
        return Saying::default();
    };
    let (name, rest) = text.split_at_checked(at).unwrap_or_default();
    let object = rest.strip_prefix(phrase).unwrap_or_default().trim();
    Saying { actor: named_account(name), changes: changes(verb, name.trim(), object) }
}

fn changes(verb: Verb, name: &str, object: &str) -> Vec<Change> {
    match verb {
        Verb::Joins => change(name, true, None).into_iter().collect(),
        Verb::Leaves => change(name, false, None).into_iter().collect(),
        Verb::Invites if is_call(object) => Vec::new(),
        Verb::Invites => {
            let members = members(name, object).into_iter();
            members.filter_map(|member| change(member, true, Some(name))).collect()
        }
        Verb::Removes => {
            let members = members(name, object).into_iter();
            members.filter_map(|member| change(member, false, None)).collect()
        }
        Verb::Other => Vec::new(),
    }
}

fn change(name: &str, joined: bool, inviter: Option<&str>) -> Option<Change> {
    let account = named_account(name)?;
    let invited_by = inviter.and_then(named_account).filter(|inviter| {
        // «Deleted invited Deleted Account» is one who came by themself.
        inviter.display_name != account.display_name && !(inviter.deleted && account.deleted)
    });
    Some(Change { account, joined, invited_by })
}

fn is_call(object: &str) -> bool {
    [
        "to the voice chat",
        "to the video chat",
        "to voice chat",
        "to the live stream",
        "в голосовой чат",
    ]
    .iter()
    .any(|end| object.ends_with(end))
}

/// `A`, `A and B`, `A, B and C`. A comma alone is part of a name.
fn members<'a>(actor: &str, object: &'a str) -> Vec<&'a str> {
    if object == actor {
        return vec![object];
    }
    let last = object.rsplit_once(" and ").or_else(|| object.rsplit_once(" и "));
    match last {
        Some((first, last)) => first.split(", ").chain([last]).collect(),
        None => vec![object],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, actor: &str, expected: &str) {
        let saying = saying(text);
        let name = |account: &Account| account.display_name.clone().unwrap_or_default();
        let said: Vec<_> = saying
            .changes
            .iter()
            .map(|change| {
                let by = change.invited_by.as_ref().map(|by| format!("<{}", name(by)));
                let sign = if change.joined { '+' } else { '-' };
                format!("{sign}{}{}", name(&change.account), by.unwrap_or_default())
            })
            .collect();
        assert_eq!(saying.actor.as_ref().map(name).unwrap_or_default(), actor, "{text}");
        assert_eq!(said.join(" "), expected, "{text}");
    }

    #[test]
    fn coming_and_going() {
        check("Ann invited Bob", "Ann", "+Bob<Ann");
        check("Ann invited Ann", "Ann", "+Ann");
        check("Ann invited Bob, Cy and Dee", "Ann", "+Bob<Ann +Cy<Ann +Dee<Ann");
        check("Lee, Ann invited Lee, Ann", "Lee, Ann", "+Lee, Ann");
        check("Ann invited Lee, Bob", "Ann", "+Lee, Bob<Ann");
        check("Ann joined group by link from Group", "Ann", "+Ann");
        check("Ann joined group by request", "Ann", "+Ann");
        check("Ann joined the group via invite link", "Ann", "+Ann");
        check("Ann left the group", "Ann", "-Ann");
        check("Ann removed Bob", "Ann", "-Bob");
        check("Ann removed Ann", "Ann", "-Ann");
        check("Deleted invited Deleted Account", "Deleted", "+Deleted Account");
    }

    #[test]
    fn coming_and_going_in_russian() {
        check("Анна пригласила Боба и Вику", "Анна", "+Боба<Анна +Вику<Анна");
        check("Анна вступила в группу по ссылке", "Анна", "+Анна");
        check("Анна присоединилась к группе", "Анна", "+Анна");
        check("Анна покинула группу", "Анна", "-Анна");
        check("Анна удалила Боба", "Анна", "-Боба");
        check("Анна удалила фото группы", "Анна", "");
    }

    #[test]
    fn other_sayings() {
        check("Ann pinned this message", "Ann", "");
        check("Ann removed group photo", "Ann", "");
        check("Ann joined Telegram", "Ann", "");
        check("Ann invited Bob to the voice chat", "Ann", "");
        check("Ann created topic «How I left the group»", "Ann", "");
        check("Ann changed topic title to «Who invited Bob»", "Ann", "");
        check("Ann started voice chat (41 seconds)", "Ann", "");
        check("History cleared", "", "");
        check("", "", "");
        check(" invited ", "", "");
    }
}
