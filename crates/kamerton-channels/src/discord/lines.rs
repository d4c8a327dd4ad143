//! One line of a community archive of Discord messages, turned into facts.
//!
//! Such archives hold one object per line: `id`, `channel`, `category`, `author`, `author_handle`,
//! `author_key`, `timestamp` (with a zone or without: `2025-12-13 5:30 a.m.`), `text`, `reply_to`,
//! and where they apply `reactions` (name -> count), `attachment` and `forwarded` (both `true`).

use jiff::civil::{DateTime, date};
use kamerton_core::fact::{
    Account, Attachment, AttachmentKind, Fact, MessageFact, PlaceRef, ReactionCount,
};
use kamerton_core::role::Role;
use kamerton_core::time::{Instant, Zone};
use serde_json::Value;

use super::convert::{FORWARDED, KIND, key};
use super::snowflake;
use crate::deleted::is_deleted_account_name;
use crate::fields::{flag, id, owned, text, without_quotes};
use crate::slug::slug;

/// Why a line gave no facts.
#[derive(Debug, PartialEq)]
pub(super) enum Trouble {
    /// This line cannot be used.
    Record(String),
    /// The time has no zone, the id does not tell it, and no zone was named.
    ZoneNeeded,
}

/// The fact of one line.
///
/// # Errors
/// What is wrong with it.
pub(super) fn fact(record: &Value, zone: Option<&Zone>) -> Result<Fact, Trouble> {
    let message_id = id(record, "id").ok_or_else(|| trouble("it has no id"))?;
    let place = place(record).ok_or_else(|| trouble("it names no channel"))?;
    let attachment = flag(record, "attachment");
    let attachment = attachment.then_some(Attachment {
        kind: AttachmentKind::File,
        name: None,
        ..Attachment::default()
    });
    Ok(Fact::Message(MessageFact {
        place,
        key: key(&message_id),
        author: account(record),
        sent_at: sent_at(record, &message_id, zone)?,
        text: text(record, "text").map(without_quotes).unwrap_or_default(),
        reply_to: id(record, "reply_to").map(|answered| key(&answered)),
        forwarded_from: flag(record, "forwarded").then(|| FORWARDED.to_owned()),
        attachments: attachment.into_iter().collect(),
        reactions: reactions(record),
        ..MessageFact::default()
    }))
}

fn trouble(why: &str) -> Trouble {
    Trouble::Record(why.to_owned())
}

fn place(record: &Value) -> Option<PlaceRef> {
    let title = owned(record, "channel").or_else(|| id(record, "channel_id"))?;
    let category = text(record, "category").map(slug).unwrap_or_default();
    let slug = slug(&title);
    // Many archives begin the channel's name with its category; naming it twice says nothing more.
    let named = if category.is_empty() || slug.starts_with(&category) {
        slug
    } else {
        format!("{category}-{slug}")
    };
    let remote_id = id(record, "channel_id").unwrap_or(named);
    Some(PlaceRef { kind: KIND.to_owned(), remote_id, title, private: false })
}

fn account(record: &Value) -> Option<Account> {
    let display_name = owned(record, "author");
    let remote_id = id(record, "author_key").or_else(|| id(record, "author_id"));
    if remote_id.is_none() && display_name.is_none() {
        return None;
    }
    Some(Account {
        kind: KIND.to_owned(),
        remote_id: remote_id.unwrap_or_default(),
        handle: owned(record, "author_handle"),
        deleted: display_name.as_deref().is_some_and(is_deleted_account_name),
        role: flag(record, "bot").then_some(Role::Bot),
        display_name,
    })
}

fn reactions(record: &Value) -> Vec<ReactionCount> {
    let counts = record.get("reactions").and_then(Value::as_object);
    let counts = counts.into_iter().flatten().filter_map(|(emoji, count)| {
        let count = u32::try_from(count.as_u64()?).unwrap_or(u32::MAX);
        let emoji = emoji.trim().to_owned();
        (count > 0 && !emoji.is_empty()).then_some(ReactionCount {
            emoji,
            count,
            accounts: Vec::new(),
        })
    });
    counts.collect()
}

fn sent_at(record: &Value, message_id: &str, zone: Option<&Zone>) -> Result<Instant, Trouble> {
    let Some(written) = text(record, "timestamp") else {
        return snowflake::instant(message_id).ok_or_else(|| trouble("it has no time"));
    };
    if let Some(exact) = Instant::parse_rfc3339(written) {
        return Ok(snowflake::agreeing(message_id, exact).unwrap_or(exact));
    }
    let civil = civil(written).ok_or_else(|| trouble("its time cannot be read"))?;
    let as_utc = Zone::utc().instant(civil).ok_or_else(|| trouble("its time cannot be read"))?;
    if let Some(exact) = snowflake::agreeing(message_id, as_utc) {
        return Ok(exact);
    }
    let zone = zone.ok_or(Trouble::ZoneNeeded)?;
    zone.instant(civil).ok_or_else(|| trouble("its time cannot be read"))
}

/// Reads `2025-12-13 5:30 a.m.`, `2025-12-13 17:30` and `2025-12-13T17:30:05`.
fn civil(written: &str) -> Option<DateTime> {
    if let Ok(civil) = written.parse::<DateTime>() {
        return Some(civil);
    }
    let (day, clock) = written.trim().split_once([' ', 'T'])?;
    let clock = clock.trim().to_lowercase().replace('.', "");
    let (clock, afternoon) = match (clock.strip_suffix("am"), clock.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(false)),
        (_, Some(clock)) => (clock, Some(true)),
        _ => (clock.as_str(), None),
    };
    let mut numbers = clock.trim().split(':').map(|number| number.trim().parse::<i8>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    let second = numbers.next().unwrap_or(Some(0))?;
    let day: jiff::civil::Date = day.parse().ok()?;
    date(day.year(), day.month(), day.day())
        .to_datetime(jiff::civil::Time::new(hour_of_day(hour, afternoon)?, minute, second, 0).ok()?)
        .into()
}

/// `12 a.m.` is midnight, `12 p.m.` noon.
fn hour_of_day(hour: i8, afternoon: Option<bool>) -> Option<i8> {
    match afternoon {
        None => Some(hour),
        Some(_) if !(1..=12).contains(&hour) => None,
        Some(false) => Some(hour % 12),
        Some(true) => Some(hour % 12 + 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn clock_times_of_several_kinds() {
        let check = |written: &str, expected: Option<&str>| {
            assert_eq!(civil(written).map(|civil| civil.to_string()).as_deref(), expected);
        };
        check("2025-12-13 5:30 a.m.", Some("2025-12-13T05:30:00"));
        check("2025-12-13 5:30 PM", Some("2025-12-13T17:30:00"));
        check("2025-12-13 12:05 a.m.", Some("2025-12-13T00:05:00"));
        check("2025-12-13 12:05 p.m.", Some("2025-12-13T12:05:00"));
        check("2025-12-13 17:30", Some("2025-12-13T17:30:00"));
        check("2025-12-13T17:30:05", Some("2025-12-13T17:30:05"));
        for broken in
            ["", "yesterday", "2025-13-01 5:30", "2025-12-13 25:00", "2025-12-13 0:10 p.m."]
        {
            check(broken, None);
        }
    }

    #[test]
    fn the_zone_is_asked_only_where_the_id_is_silent() {
        let line = |id: &str| json!({"id": id, "channel": "c", "author": "a", "timestamp": "2016-04-30 4:18 a.m."});
        let at = |fact: Fact| match fact {
            Fact::Message(message) => message.sent_at.rfc3339(),
            other => panic!("{other:?}"),
        };
        let told = fact(&line("175928847299117063"), None).unwrap();
        assert_eq!(at(told), "2016-04-30T11:18:25.796Z");
        assert_eq!(fact(&line("m1"), None), Err(Trouble::ZoneNeeded));
        let moscow = Zone::named("Europe/Moscow").unwrap();
        assert_eq!(at(fact(&line("m1"), Some(&moscow)).unwrap()), "2016-04-30T01:18:00Z");
    }
}
