//! The words of fields and of their values, in English and in Russian.

use super::{Field, Has};
use crate::reading::{Label, Labels};
use crate::state::{Stage, State};

const FIELDS: [(Field, &[&str]); 9] = [
    (Field::From, &["from", "author", "от", "автор", "кто"]),
    (Field::Place, &["place", "in", "место", "где", "площадка"]),
    (Field::Stage, &["stage", "ступень", "этап"]),
    (Field::State, &["state", "состояние"]),
    (Field::Kind, &["kind", "вид", "тип"]),
    (Field::Has, &["has", "есть"]),
    (Field::Before, &["before", "до"]),
    (Field::After, &["after", "since", "с", "после"]),
    (Field::Answered, &["answered", "отвечено"]),
];

const STATES: [(State, &[&str]); 5] = [
    (State::Detractor, &["detractor", "противник", "критик"]),
    (State::Cold, &["cold", "холодный"]),
    (State::Warm, &["warm", "теплый"]),
    (State::PassivePromoter, &["passive_promoter", "пассивный промоутер"]),
    (State::Kamerton, &["kamerton", "камертон"]),
];

const STAGES: [(Stage, &[&str]); 3] = [
    (Stage::I, &["i", "1", "знакомство"]),
    (Stage::II, &["ii", "2", "покупка"]),
    (Stage::III, &["iii", "3", "промоутер"]),
];

const HAS: [(Has, &[&str]); 14] = [
    (Has::Attachment, &["attachment", "вложение"]),
    (Has::Photo, &["photo", "picture", "фото", "картинка"]),
    (Has::Video, &["video", "видео"]),
    (Has::Voice, &["voice", "голосовое", "голос"]),
    (Has::Audio, &["audio", "аудио", "музыка"]),
    (Has::Sticker, &["sticker", "стикер", "гифка", "animation"]),
    (Has::Poll, &["poll", "опрос"]),
    (Has::Location, &["location", "геометка"]),
    (Has::Contact, &["contact", "контакт"]),
    (Has::File, &["file", "document", "файл", "документ"]),
    (Has::Link, &["link", "url", "ссылка"]),
    (Has::Reply, &["reply", "ответ"]),
    (Has::Forward, &["forward", "пересланное", "репост"]),
    (Has::Edit, &["edit", "edited", "правка", "исправленное"]),
];

const KINDS: [(Label, &[&str]); 23] = [
    (Label::Question, &["question", "вопрос"]),
    (Label::Thanks, &["thanks", "спасибо", "благодарность"]),
    (Label::Delight, &["delight", "восторг"]),
    (Label::Recommendation, &["recommendation", "рекомендация", "совет"]),
    (Label::ProductTalk, &["product_talk", "о продукте", "продукт"]),
    (Label::UsageQuestion, &["usage_question", "вопрос о своей вещи", "вопрос владельца"]),
    (
        Label::OwnerMention,
        &["owner_mention", "упоминание своей вещи", "упоминание владельца", "упоминание"],
    ),
    (Label::CoCreation, &["co_creation", "сотворчество"]),
    (Label::Complaint, &["complaint", "жалоба"]),
    (Label::Conflict, &["conflict", "ссора", "конфликт"]),
    (Label::Negative, &["negative", "недовольство", "негатив"]),
    (Label::Defence, &["defence", "defense", "защищает нас", "защита"]),
    (Label::PurchaseIntent, &["purchase_intent", "intent", "хочет купить", "покупка"]),
    (Label::Story, &["story", "stories", "своя история", "история"]),
    (Label::Toxic, &["toxic", "грубость"]),
    (Label::Spam, &["spam", "спам"]),
    (Label::Sensitive, &["sensitive", "деликатное"]),
    (Label::Greeting, &["greeting", "приветствие"]),
    (Label::Confirms, &["confirms", "подтверждение"]),
    (Label::Helps, &["helps", "помощь"]),
    (Label::BrandedPhoto, &["branded_photo", "фото с продуктом"]),
    (Label::EventPhoto, &["event_photo", "фото с события"]),
    (Label::Owns, &["owns", "владеет", "купил"]),
];

const ANSWERED: [(bool, &[&str]); 2] =
    [(true, &["yes", "да", "true"]), (false, &["no", "нет", "false"])];

impl Has {
    /// Its word in English.
    pub fn word(self) -> &'static str {
        let own = HAS.iter().find(|(has, _)| *has == self);
        own.and_then(|(_, words)| words.first()).copied().unwrap_or("attachment")
    }
}

pub(super) fn field(name: &str) -> Option<Field> {
    let name = plain(name);
    FIELDS.iter().find(|(_, words)| words.contains(&name.as_str())).map(|(field, _)| *field)
}

pub(super) fn state(value: &str) -> Option<State> {
    among(&STATES, value)
}

pub(super) fn stage(value: &str) -> Option<Stage> {
    among(&STAGES, value)
}

pub(super) fn has(value: &str) -> Option<Has> {
    among(&HAS, value)
}

pub(super) fn answered(value: &str) -> Option<bool> {
    among(&ANSWERED, value)
}

pub(super) fn kind(value: &str) -> Option<Labels> {
    among(&KINDS, value).map(|label| Labels::of(&[label]))
}

/// The value that is called so; else the one value that is called so in another number or case, or
/// whose name begins so.
fn among<T: Copy + PartialEq>(all: &[(T, &[&str])], value: &str) -> Option<T> {
    let value = plain(value);
    let by = |fits: &dyn Fn(&str) -> bool| {
        let mut found = all.iter().filter(|(_, names)| names.iter().any(|name| fits(name)));
        let first = found.next().map(|(one, _)| *one);
        first.filter(|_| found.next().is_none())
    };
    let long = value.chars().count() >= 3;
    by(&|name| name == value)
        .or_else(|| by(&|name| long && root(name) == root(&value)))
        .or_else(|| by(&|name| long && name.starts_with(&value)))
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace('ё', "е")
}

/// A name without its ending, as far as number and case change it.
fn root(name: &str) -> &str {
    name.trim_end_matches(|letter| "аеиоуыэюяйьs".contains(letter))
}
