//! The fields of a channel, as a form shows them and as it brings them back.

use std::collections::HashMap;

use kamerton_app::channels::{Filled, Shown};
use kamerton_app::live::{Connector, FieldKind, Settings};

use crate::pages::page::Page;

/// Before the names of fields: a field called `name` is none of ours.
const BEFORE: &str = "field-";
/// The longest that may be filled in.
const LONGEST: usize = 200_000;

/// A field of a form.
pub struct FormField {
    /// Its name in the form.
    pub name: String,
    pub label: String,
    pub hint: Option<String>,
    /// `text`, `secret`, `lines`, `number`, `choice` or `flag`.
    pub input: &'static str,
    pub value: String,
    /// Whether a secret is kept already.
    pub is_set: bool,
    pub required: bool,
    /// Values with their labels.
    pub choices: Vec<(&'static str, String)>,
    /// What is wrong with it.
    pub wrong: Option<String>,
    /// Whether the guide speaks of it.
    guided: bool,
    /// Whether it stands among those that few need.
    pub folded: bool,
}

/// More fields than this that may stay empty are folded together.
const FOLDED: usize = 1;

impl FormField {
    /// Whether nothing is lost when it is not seen: it may stay as it is, and no guide speaks of it.
    fn may_rest(&self) -> bool {
        let usual = self.choices.first().map_or("", |(value, _)| value);
        !self.required
            && !self.is_set
            && self.wrong.is_none()
            && !self.guided
            && (self.value.is_empty() || self.value == usual)
    }
}

/// Whether some are folded.
pub fn folds(fields: &[FormField]) -> bool {
    fields.iter().any(|field| field.folded)
}

/// The fields of a connector with what they hold.
pub fn form(
    page: &Page,
    connector: &dyn Connector,
    shown: &[Shown],
    given: Option<&Filled>,
    wrong: Option<(&str, String)>,
) -> Vec<FormField> {
    let word = connector.word();
    let fields = connector.fields().iter().map(|field| {
        let id = format!("channel-{word}-field-{}", field.name);
        let kept = shown.iter().find(|shown| shown.field.name == field.name);
        let is_secret = field.kind.is_secret();
        let typed = given.map(|given| given.settings.get(field.name).to_owned());
        let value = typed.or_else(|| kept.map(|kept| kept.value.clone())).unwrap_or_default();
        let choices = match field.kind {
            FieldKind::Choice(choices) => choices
                .iter()
                .map(|choice| (*choice, page.say(&format!("{id}-{choice}"))))
                .collect(),
            _ => Vec::new(),
        };
        let hint = format!("{id}-hint");
        let wrong = wrong.as_ref().filter(|(name, _)| *name == field.name);
        FormField {
            name: format!("{BEFORE}{}", field.name),
            label: page.say(&id),
            hint: page.words().has(&hint).then(|| page.say(&hint)),
            input: input(field.kind),
            // A secret that was typed in is typed in again: it stands on no page.
            value: if is_secret { String::new() } else { value },
            is_set: is_secret && kept.is_some_and(|kept| kept.is_set),
            required: field.required,
            choices,
            wrong: wrong.map(|(_, text)| text.clone()),
            guided: connector.guided().contains(&field.name),
            folded: false,
        }
    });
    let mut fields: Vec<FormField> = fields.collect();
    if fields.iter().filter(|field| field.may_rest()).count() > FOLDED {
        for field in &mut fields {
            field.folded = field.may_rest();
        }
    }
    fields
}

const fn input(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Secret | FieldKind::OwnSecret | FieldKind::SigningSecret => "secret",
        FieldKind::Text | FieldKind::Address => "text",
        FieldKind::Number(..) => "number",
        FieldKind::Choice(_) => "choice",
        FieldKind::Flag => "flag",
        FieldKind::Lines | FieldKind::Certificates => "lines",
    }
}

/// What a form brought.
pub fn filled(given: HashMap<String, String>) -> Filled {
    let name: String =
        given.get("name").map(|name| name.trim()).unwrap_or_default().chars().take(100).collect();
    let fields = given.into_iter().filter_map(|(name, value)| {
        let name = name.strip_prefix(BEFORE)?.to_owned();
        (value.len() <= LONGEST).then(|| (name, value.trim().to_owned()))
    });
    Filled { name, settings: Settings::new(fields) }
}
