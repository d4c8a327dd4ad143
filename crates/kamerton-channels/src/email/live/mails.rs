//! Mails of an open folder, piece by piece.

use std::collections::BTreeMap;

use super::super::raw::Kept;
use super::imap::{Opened, Session, item};
use super::parts;
use super::response::Value;
use super::upset::{Result, Upset};

/// Mails larger than this are fetched without their files.
const LARGE: u32 = 256 << 10;
/// Mails of one piece.
pub(super) const PIECE: usize = 500;
/// So many mails of one piece may be such as the server cannot show.
const PATIENCE: usize = 5;
/// Bytes of one piece.
pub(super) const BYTES: usize = 6 << 20;

/// A mail that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct There {
    pub number: u32,
    size: u32,
}

/// Which mails there are between two numbers, both among them, in order.
pub(super) async fn between(session: &mut Session, from: u32, to: u32) -> Result<Vec<There>> {
    if from > to {
        return Ok(Vec::new());
    }
    listed(session, &format!("{from}:{to}"), from, to).await
}

/// Which of these mails there still are, in order.
pub(super) async fn of(session: &mut Session, numbers: &[u32]) -> Result<Vec<There>> {
    let (Some(from), Some(to)) = (numbers.first(), numbers.last()) else { return Ok(Vec::new()) };
    listed(session, &set(numbers), *from, *to).await
}

async fn listed(session: &mut Session, set: &str, from: u32, to: u32) -> Result<Vec<There>> {
    let answers = session.fetch(set, "UID RFC822.SIZE").await?;
    let mut there: Vec<There> = answers
        .fetched()
        .filter_map(|items| {
            let number = item(items, "UID")?.number()?;
            let size = item(items, "RFC822.SIZE").and_then(Value::number).unwrap_or(u32::MAX);
            Some(There { number, size })
        })
        // Servers tell of other mails as well, where their flags have changed.
        .filter(|there| (from..=to).contains(&there.number))
        .collect();
    there.sort_unstable_by_key(|there| there.number);
    there.dedup_by_key(|there| there.number);
    Ok(there)
}

/// When these mails came, in seconds since 1970, in the order of their numbers.
pub(super) async fn arrived(
    session: &mut Session,
    numbers: &[u32],
) -> Result<Vec<(u32, Option<i64>)>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let answers = session.fetch(&set(numbers), "UID INTERNALDATE").await?;
    let one = |items| {
        let at = item(items, "INTERNALDATE").and_then(Value::text);
        Some((item(items, "UID")?.number()?, at.and_then(|text| arrived_at(&text))))
    };
    let mut found: Vec<(u32, Option<i64>)> = answers.fetched().filter_map(one).collect();
    found.sort_unstable();
    Ok(found)
}

/// How many of these make one piece.
pub(super) fn piece<'a>(there: impl Iterator<Item = &'a There>) -> usize {
    let mut bytes = 0_usize;
    let mut count = 0;
    for one in there.take(PIECE) {
        bytes = bytes.saturating_add(usize::try_from(one.size.min(LARGE)).unwrap_or(usize::MAX));
        if count > 0 && bytes > BYTES {
            break;
        }
        count += 1;
    }
    count
}

/// Fetches these, in order. One that has gone meanwhile is not among them.
pub(super) async fn fetch(
    session: &mut Session,
    folder: &Opened,
    there: &[There],
) -> Result<Vec<Kept>> {
    let mut found: BTreeMap<u32, Kept> = BTreeMap::new();
    let small: Vec<u32> =
        there.iter().filter(|one| one.size <= LARGE).map(|one| one.number).collect();
    let mut refusal = None;
    if !small.is_empty() {
        refusal = fetch_some(session, folder, &set(&small), &mut found).await?;
        // What the server has and does not show is asked for by itself: one that it cannot read hides
        // no other.
        let mut refused = 0;
        for number in &small {
            if found.contains_key(number) {
                continue;
            }
            match fetch_some(session, folder, &number.to_string(), &mut found).await? {
                Some(again) if refused >= PATIENCE => return Err(again),
                Some(again) => (refused, refusal) = (refused + 1, Some(again)),
                None => {}
            }
        }
    }
    for one in there.iter().filter(|one| one.size > LARGE) {
        found.extend(large(session, folder, one.number).await?.map(|kept| (one.number, kept)));
    }
    match refusal {
        // Not one of them: it is no matter of single mails.
        Some(refusal) if found.is_empty() => Err(refusal),
        _ => Ok(found.into_values().collect()),
    }
}

/// Fetches whole mails; gives the refusal where they are refused.
async fn fetch_some(
    session: &mut Session,
    folder: &Opened,
    set: &str,
    found: &mut BTreeMap<u32, Kept>,
) -> Result<Option<Upset>> {
    let answers = match session.fetch(set, "UID FLAGS INTERNALDATE BODY.PEEK[]").await {
        Ok(answers) => answers,
        Err(upset) if upset.is_limit() => return Err(upset),
        Err(upset @ (Upset::No(_) | Upset::Odd(_))) => return Ok(Some(upset)),
        Err(upset) => return Err(upset),
    };
    for data in answers.data {
        if data.get(1).is_some_and(|word| word.is("FETCH"))
            && let Some(Value::List(items)) = data.into_iter().nth(2)
            && let Some(kept) = kept(folder, items)
        {
            found.insert(kept.uid, kept);
        }
    }
    Ok(None)
}

fn kept(folder: &Opened, items: Vec<Value>) -> Option<Kept> {
    let uid = item(&items, "UID")?.number()?;
    let flags = item(&items, "FLAGS").map(Value::list).unwrap_or_default();
    let flags = flags.iter().filter_map(Value::text).collect();
    let arrived = item(&items, "INTERNALDATE").and_then(Value::text);
    let arrived = arrived.and_then(|text| arrived_at(&text));
    let mut items = items.into_iter();
    let mail = loop {
        match (items.next()?, items.next()?) {
            (name, Value::Text(mail)) if name.is("BODY[]") => break mail,
            _ => {}
        }
    };
    let validity = folder.validity;
    Some(Kept { mailbox: folder.name.clone(), uidvalidity: validity, uid, flags, arrived, mail })
}

/// `17-Jul-1996 02:44:25 -0700`
pub(super) fn arrived_at(text: &str) -> Option<i64> {
    let format = "%d-%b-%Y %H:%M:%S %z";
    let at = jiff::fmt::strtime::parse(format, text.trim()).ok()?;
    Some(at.to_timestamp().ok()?.as_second())
}

/// A large mail without its files; where its form is not understood, its beginning, which says most of it.
async fn large(session: &mut Session, folder: &Opened, number: u32) -> Result<Option<Kept>> {
    match in_parts(session, folder, number).await {
        Err(upset) if upset.is_limit() => return Err(upset),
        Err(Upset::No(_) | Upset::Odd(_)) => {}
        done => return done,
    }
    let what = format!("UID FLAGS INTERNALDATE BODY.PEEK[]<0.{LARGE}>");
    let answers = session.fetch(&number.to_string(), &what).await?;
    let own = |items: &&[Value]| item(items, "UID").and_then(Value::number) == Some(number);
    let Some(items) = answers.fetched().find(own) else { return Ok(None) };
    let Some(Value::Text(mail)) = item(items, "BODY[]<0>") else { return Ok(None) };
    Ok(kept(folder, with_mail(items, mail.clone())))
}

async fn in_parts(session: &mut Session, folder: &Opened, number: u32) -> Result<Option<Kept>> {
    let name = number.to_string();
    let answers = session.fetch(&name, "UID FLAGS INTERNALDATE BODYSTRUCTURE").await?;
    let own = |items: &&[Value]| item(items, "UID").and_then(Value::number) == Some(number);
    let Some(items) = answers.fetched().find(own) else { return Ok(None) };
    let form = item(items, "BODYSTRUCTURE").and_then(parts::form);
    let form = form.ok_or_else(|| Upset::Odd("a mail has no form".to_owned()))?;
    let wanted = parts::wanted(&form).join(" ");
    let what = format!("UID BODY.PEEK[HEADER]<0.{LARGE}> {wanted}");
    let fetched = session.fetch(&name, what.trim_end()).await?;
    let Some(found) = fetched.fetched().find(own) else { return Ok(None) };
    let get = |name: &str| match item(found, name) {
        Some(Value::Text(bytes)) => Some(bytes.as_slice()),
        _ => None,
    };
    let header = get("BODY[HEADER]<0>").or_else(|| get("BODY[HEADER]"));
    let header = header.ok_or_else(|| Upset::Odd("a mail has no header".to_owned()))?;
    let mail = parts::joined(header, &form, get);
    Ok(kept(folder, with_mail(items, mail)))
}

fn with_mail(items: &[Value], mail: Vec<u8>) -> Vec<Value> {
    let mut items = items.to_vec();
    items.extend([Value::Word("BODY[]".to_owned()), Value::Text(mail)]);
    items
}

/// Numbers as IMAP writes many: `1:3,7`.
pub(super) fn set(numbers: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, to)) if to.checked_add(1) == Some(*number) => *to = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let written = ranges.iter().map(|(from, to)| match from == to {
        true => from.to_string(),
        false => format!("{from}:{to}"),
    });
    written.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_short() {
        assert_eq!(set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(set(&[4_294_967_295]), "4294967295");
        assert_eq!(set(&[]), "");
    }

    #[test]
    fn a_piece_has_an_end() {
        let mails =
            |size, count| (1..=count).map(|number| There { number, size }).collect::<Vec<_>>();
        assert_eq!(piece(mails(1_000, 2_000).iter()), PIECE);
        assert_eq!(piece(mails(200_000, 2_000).iter()), 31);
        assert_eq!(piece(mails(u32::MAX, 2_000).iter()), 24);
        assert_eq!(piece(mails(1, 0).iter()), 0);
    }

    #[test]
    fn when_it_came_is_read() {
        assert_eq!(arrived_at("17-Jul-1996 02:44:25 -0700"), Some(837_596_665));
        assert_eq!(arrived_at(" 1-Jan-2026 00:00:00 +0000"), Some(1_767_225_600));
        assert_eq!(arrived_at("yesterday"), None);
    }
}
