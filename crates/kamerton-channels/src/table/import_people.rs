//! Rows that are people.

use kamerton_core::fact::{Fact, ProfileFact};

use super::columns::{Field, Known, Shape};
use super::keys::Keys;
use super::rows::Row;
use super::values::Repeats;
use super::{Converted, Table};

/// Usual names of columns that hold keys of people, in tables of people and of orders.
pub(super) const EMAIL: Known = Known {
    field: Field::Email,
    word: "email",
    names: &[
        "email",
        "почта",
        "элпочта",
        "электроннаяпочта",
        "емейл",
        "имейл",
        "mail",
        "emailaddress",
        "адресэлектроннойпочты",
        "customeremail",
        "workemail",
        "emailклиента",
        "почтаклиента",
        "email1",
        "email2",
    ],
};
pub(super) const PHONE: Known = Known {
    field: Field::Phone,
    word: "phone",
    names: &[
        "телефон",
        "номертелефона",
        "мобильный",
        "мобильныйтелефон",
        "сотовый",
        "phone",
        "tel",
        "mobile",
        "phonenumber",
        "telephone",
        "телефонклиента",
        "рабочийтелефон",
        "phone1",
        "phone2",
        "телефон1",
        "телефон2",
    ],
};
pub(super) const NAME: Known = Known {
    field: Field::Name,
    word: "name",
    names: &[
        "фио",
        "имя",
        "имяклиента",
        "клиент",
        "покупатель",
        "контакт",
        "полноеимя",
        "name",
        "fullname",
        "client",
        "customer",
        "customername",
        "firstname",
        "contact",
        "buyer",
    ],
};
pub(super) const SURNAME: Known = Known {
    field: Field::Surname,
    word: "surname",
    names: &["фамилия", "surname", "lastname", "familyname"],
};
pub(super) const TELEGRAM: Known = Known {
    field: Field::Telegram,
    word: "telegram",
    names: &["telegram", "tg", "телеграм", "телеграмм", "тг"],
};
pub(super) const VK: Known =
    Known {
        field: Field::Vk, word: "vk", names: &["vk", "вк", "вконтакте", "vkontakte"]
    };
pub(super) const MAX: Known = Known { field: Field::Max, word: "max", names: &["max", "макс"] };
pub(super) const WHATSAPP: Known = Known {
    field: Field::Whatsapp,
    word: "whatsapp",
    names: &["whatsapp", "вотсап", "ватсап", "wa"],
};
pub(super) const DISCORD: Known =
    Known { field: Field::Discord, word: "discord", names: &["discord", "дискорд"] };
pub(super) const HANDLE: Known = Known {
    field: Field::Handle,
    word: "handle",
    names: &["handle", "ник", "никнейм", "username", "nick", "nickname", "логин", "login"],
};

pub(super) const SHAPE: Shape = Shape {
    fields: &[
        NAME,
        SURNAME,
        EMAIL,
        PHONE,
        Known {
            field: Field::Crm,
            word: "crm",
            names: &[
                "crmid",
                "crm",
                "customerid",
                "clientid",
                "contactid",
                "клиентid",
                "idклиента",
                "кодклиента",
                "номерклиента",
                "id",
            ],
        },
        TELEGRAM,
        VK,
        MAX,
        WHATSAPP,
        DISCORD,
        HANDLE,
        Known {
            field: Field::Tags,
            word: "tags",
            names: &[
                "теги",
                "тег",
                "метки",
                "группы",
                "сегмент",
                "tags",
                "tag",
                "labels",
                "segments",
            ],
        },
        Known {
            field: Field::Note,
            word: "note",
            names: &["заметка", "заметки", "примечание", "комментарий", "note", "notes", "comment"],
        },
        Known {
            field: Field::Since,
            word: "since",
            names: &[
                "известенс",
                "датарегистрации",
                "датасоздания",
                "создан",
                "since",
                "createdat",
                "created",
                "registeredat",
                "датадобавления",
                "клиентс",
                "дата",
                "date",
            ],
        },
    ],
    needs: &[&[
        Field::Name,
        Field::Email,
        Field::Phone,
        Field::Crm,
        Field::Telegram,
        Field::Vk,
        Field::Max,
        Field::Whatsapp,
        Field::Discord,
        Field::Handle,
    ]],
    dates: &[Field::Since],
    example: "email=\"Адрес почты\"",
};

/// The kind of handles in a column that names no platform: those of messages from tables.
pub(super) const HANDLE_KIND: &str = "table";

/// What a row says of a person.
pub(super) fn convert(row: &Row, table: &Table, _: &mut Repeats) -> Converted {
    let mut keys = Keys::of(&table.columns, &row.cells, HANDLE_KIND);
    let name = table.name(row);
    keys.named(name.as_deref());
    if keys.accounts.is_empty() {
        keys.remarks.push("no e-mail, phone, handle or id: nobody can be found by it".to_owned());
        return Err(keys.remarks.join("; "));
    }
    let since = match table.one(row, Field::Since).map(|cell| table.dates.instant(cell)) {
        Some(Err(why)) => {
            keys.remarks.push(why);
            None
        }
        Some(Ok(since)) => Some(since),
        None => None,
    };
    let profile = ProfileFact {
        accounts: keys.accounts,
        name,
        tags: tags(table.one(row, Field::Tags)),
        note: table.one(row, Field::Note).map(str::to_owned),
        since,
    };
    Ok((Fact::Profile(profile), keys.remarks))
}

/// The tags in a cell, each once.
fn tags(cell: Option<&str>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in cell.unwrap_or_default().split([',', ';', '\n']) {
        let tag = tag.trim();
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}
