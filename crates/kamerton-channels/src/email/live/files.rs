//! Files of mails: the mail is found by its id, wherever it lies by now, and read up to a limit.

use mail_parser::{MessageParser, MimeHeaders};

use super::Live;
use super::imap::{Session, item};
use super::reading::{folders, opened, within};
use super::response::Value;
use super::send::id_of;
use super::settings::Account;
use super::upset::Result;
use crate::email::head;
use crate::live::{Fetch, File, Link, Reason, Trouble, Wanted, Work};

/// So much of a mail comes at once.
const PIECE: usize = 4 << 20;
/// Mails of one id that are looked at in a folder.
const MOST: usize = 5;

impl Fetch for Live {
    fn has(&self, wanted: &Wanted<'_>) -> bool {
        let fits = wanted.attachment.size.is_none_or(|size| size <= wanted.most as u64);
        fits && id_of(wanted.message).is_ok()
    }

    fn fetch<'a>(&'a self, link: &'a Link<'a>, wanted: &'a Wanted<'a>) -> Work<'a, File> {
        Box::pin(async move {
            let refused = |why: &'static str| Trouble::Refused(Reason::of(why));
            let id = id_of(wanted.message)?;
            let account = Account::of(link.settings);
            // Files grow by a third on the way, and the mail has words of its own.
            let most = wanted.most / 3 * 4 + PIECE;
            let mail = within(link, &account, async |session: &mut Session| {
                for folder in folders(session, link, &account).await?.iter().rev() {
                    if let Some(found) = found_in(session, folder, id, most).await? {
                        return Ok(Some(found));
                    }
                }
                Ok(None)
            })
            .await?;
            let mail = mail.ok_or_else(|| refused("channel-email-why-mail-gone"))?;
            let mail = mail.ok_or_else(|| refused("channel-email-why-file-large"))?;
            let parsed = MessageParser::default().parse(&mail);
            let parsed = parsed.ok_or_else(|| refused("channel-email-why-unreadable"))?;
            let part = parsed.attachments().nth(wanted.number);
            let part = part.ok_or_else(|| refused("channel-email-why-file-gone"))?;
            if part.contents().len() > wanted.most {
                return Err(refused("channel-email-why-file-large"));
            }
            let name = wanted.attachment.name.clone();
            let name = name.or_else(|| part.attachment_name().map(head::short));
            Ok(File::named(name.unwrap_or_default(), part.contents()))
        })
    }
}

/// The bytes of the mail with this id in a folder; none of them where it is larger than `most`.
async fn found_in(
    session: &mut Session,
    folder: &str,
    id: &str,
    most: usize,
) -> Result<Option<Option<Vec<u8>>>> {
    if opened(session, folder).await?.is_none() {
        return Ok(None);
    }
    for number in session.search_header("Message-ID", id).await?.into_iter().rev().take(MOST) {
        let set = number.to_string();
        let what = "UID RFC822.SIZE BODY.PEEK[HEADER]<0.262144>";
        let answers = session.fetch(&set, what).await?;
        for items in answers.fetched() {
            let header = item(items, "BODY[HEADER]<0>").or_else(|| item(items, "BODY[HEADER]"));
            let Some(Value::Text(header)) = header else { continue };
            // Servers find what merely contains it.
            let parsed = MessageParser::default().parse_headers(header);
            if parsed.and_then(|mail| head::message_id(&mail)).as_deref() != Some(id) {
                continue;
            }
            let size = item(items, "RFC822.SIZE").and_then(Value::number).unwrap_or(u32::MAX);
            if size as usize > most {
                return Ok(Some(None));
            }
            return Ok(Some(Some(whole(session, &set, size as usize).await?)));
        }
    }
    Ok(None)
}

/// A mail in pieces: a server that says a wrong size is followed to where it ends.
async fn whole(session: &mut Session, set: &str, size: usize) -> Result<Vec<u8>> {
    let mut mail = Vec::new();
    while mail.len() < size {
        let from = mail.len();
        let what = format!("UID BODY.PEEK[]<{from}.{PIECE}>");
        let answers = session.fetch(set, &what).await?;
        let mut pieces =
            answers.fetched().filter_map(|items| item(items, &format!("BODY[]<{from}>")));
        match pieces.next() {
            Some(Value::Text(piece)) if !piece.is_empty() => mail.extend_from_slice(piece),
            _ => break,
        }
    }
    Ok(mail)
}
