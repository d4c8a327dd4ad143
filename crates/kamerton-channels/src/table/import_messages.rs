//! Rows that are messages.

use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef};
use kamerton_core::role::Role;

use super::columns::{Field, Known, Shape};
use super::keys::handle;
use super::rows::Row;
use super::values::{Repeats, hash, id};
use super::{Converted, Table};
use crate::deleted::is_deleted_account_name;
use crate::import::MAX_TEXT;
use crate::slug::slug;

/// The channel kind of a table that names none.
const KIND: &str = "table";

pub(super) const SHAPE: Shape = Shape {
    fields: &[
        Known {
            field: Field::Id,
            word: "id",
            names: &[
                "messageid",
                "tweetid",
                "postid",
                "commentid",
                "reviewid",
                "id",
                "номер",
                "номерсообщения",
                "номеротзыва",
                "номеробращения",
            ],
        },
        Known {
            field: Field::Date,
            word: "date",
            names: &[
                "дата",
                "датаивремя",
                "датасоздания",
                "дататекст",
                "date",
                "datetime",
                "timestamp",
                "createdat",
                "created",
                "sentat",
                "time",
                "время",
                "датасообщения",
                "датаотзыва",
                "датаобращения",
                "unix",
            ],
        },
        Known {
            field: Field::Author,
            word: "author",
            names: &[
                "автор",
                "имя",
                "фио",
                "клиент",
                "отправитель",
                "откого",
                "пользователь",
                "author",
                "authorname",
                "name",
                "from",
                "sender",
                "user",
                "displayname",
                "fromname",
                "customer",
                "client",
                "reviewer",
            ],
        },
        Known {
            field: Field::AuthorId,
            word: "author_id",
            names: &[
                "authorid",
                "userid",
                "senderid",
                "fromid",
                "idавтора",
                "авторid",
                "idпользователя",
                "customerid",
                "clientid",
                "idклиента",
                "клиентid",
            ],
        },
        Known {
            field: Field::Handle,
            word: "handle",
            names: &[
                "handle",
                "username",
                "screenname",
                "nick",
                "nickname",
                "ник",
                "никнейм",
                "логин",
                "login",
            ],
        },
        Known {
            field: Field::Text,
            word: "text",
            names: &[
                "текст",
                "текстсообщения",
                "текстотзыва",
                "сообщение",
                "отзыв",
                "комментарий",
                "обращение",
                "text",
                "message",
                "content",
                "body",
                "comment",
                "review",
                "tweet",
                "reviewtext",
                "messagetext",
            ],
        },
        Known {
            field: Field::ReplyTo,
            word: "reply_to",
            names: &[
                "ответна",
                "вответна",
                "replyto",
                "replytoid",
                "replytomessageid",
                "inreplyto",
                "inresponsetotweetid",
                "inreplytostatusid",
                "parentid",
                "parent",
            ],
        },
        Known {
            field: Field::Thread,
            word: "thread",
            names: &[
                "тема",
                "ветка",
                "топик",
                "thread",
                "topic",
                "subject",
                "threadid",
                "title",
                "заголовок",
            ],
        },
        Known {
            field: Field::Place,
            word: "place",
            names: &[
                "площадка",
                "место",
                "группа",
                "чат",
                "источник",
                "place",
                "chat",
                "group",
                "source",
                "site",
            ],
        },
        Known {
            field: Field::Channel,
            word: "channel",
            names: &["канал", "видканала", "channel", "platform", "платформа"],
        },
        Known { field: Field::Role, word: "role", names: &["роль", "role"] },
    ],
    needs: &[&[Field::Date], &[Field::Text], &[Field::Author, Field::AuthorId, Field::Handle]],
    dates: &[Field::Date],
    example: "text=\"Текст сообщения\"",
};

/// The message of a row.
pub(super) fn convert(row: &Row, table: &Table, repeats: &mut Repeats) -> Converted {
    let text = table.one(row, Field::Text).ok_or("the text is empty")?;
    if text.len() > MAX_TEXT {
        return Err(format!("the text is {} bytes long; {MAX_TEXT} are kept", text.len()));
    }
    let date = table.one(row, Field::Date).ok_or("the date is empty")?;
    let sent_at = table.dates.instant(date)?;
    let (role, remarks) = role(table.one(row, Field::Role));
    let place = place(row, table);
    let author = author(row, table, &place.kind, role);
    let prefix = format!("table:{}:", place.remote_id);
    let key = match table.one(row, Field::Id) {
        Some(number) => format!("{prefix}{}", id(number)),
        None => {
            let (name, handle) = names(author.as_ref());
            let instant = sent_at.micros().to_string();
            let parts = [instant.as_str(), &name, &handle, text];
            repeats.numbered(format!("{prefix}{}", hash(&parts)))
        }
    };
    let message = MessageFact {
        key,
        author,
        sent_at,
        text: text.to_owned(),
        reply_to: table.one(row, Field::ReplyTo).map(|number| format!("{prefix}{}", id(number))),
        thread: table.one(row, Field::Thread).map(str::to_owned),
        place,
        ..MessageFact::default()
    };
    Ok((Fact::Message(message), remarks))
}

/// The place: `--place`, else the column, else the file. Where both are given the column tells the
/// places of one import apart, and `--place` is used where it is empty.
fn place(row: &Row, table: &Table) -> PlaceRef {
    let title = table.one(row, Field::Place).or(table.place.as_deref()).unwrap_or(&table.stem);
    PlaceRef {
        kind: kind(row, table),
        remote_id: slug(title),
        title: title.to_owned(),
        private: false,
    }
}

fn kind(row: &Row, table: &Table) -> String {
    table.one(row, Field::Channel).map(str::to_lowercase).unwrap_or_else(|| KIND.to_owned())
}

/// The author; `None` where the row names none, as an anonymous review.
fn author(row: &Row, table: &Table, kind: &str, role: Option<Role>) -> Option<Account> {
    let display_name = table.one(row, Field::Author).map(str::to_owned);
    let account = Account {
        kind: kind.to_owned(),
        remote_id: table.one(row, Field::AuthorId).map(id).unwrap_or_default(),
        handle: table.one(row, Field::Handle).and_then(|cell| handle(kind, cell)),
        deleted: display_name.as_deref().is_some_and(is_deleted_account_name),
        display_name,
        role,
    };
    let (name, handle) = names(Some(&account));
    (!name.is_empty() || !handle.is_empty()).then_some(account)
}

/// The id or else the name, and the handle: what tells authors apart in the key of a row.
fn names(author: Option<&Account>) -> (String, String) {
    let Some(author) = author else {
        return Default::default();
    };
    let name = match author.remote_id.as_str() {
        "" => author.display_name.clone().unwrap_or_default(),
        id => id.to_owned(),
    };
    (name, author.handle.clone().unwrap_or_default())
}

/// A role that is no role does not cost the message.
fn role(cell: Option<&str>) -> (Option<Role>, Vec<String>) {
    let Some(cell) = cell else {
        return (None, Vec::new());
    };
    let role = match cell.to_lowercase().as_str() {
        "клиент" | "участник" | "пользователь" | "customer" | "user" => {
            Some(Role::Member)
        }
        "сотрудник" | "оператор" | "agent" | "employee" => Some(Role::Staff),
        "бренд" | "компания" | "company" => Some(Role::Brand),
        "бот" => Some(Role::Bot),
        word => word.parse().ok(),
    };
    match role {
        Some(role) => (Some(role), Vec::new()),
        None => (None, vec![format!("«{cell}» is no role")]),
    }
}
