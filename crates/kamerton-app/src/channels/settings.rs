//! What is filled in to connect a channel: open fields, sealed ones, those that we make ourselves.

use std::collections::BTreeMap;

use kamerton_channels::live::{Connector, Field, FieldKind, Settings};
use kamerton_channels::outbound;
use kamerton_channels::signed::Secret;
use kamerton_core::id::ConnectionId;
use kamerton_store::connections::ConnectionRow;

use super::refusal::ChannelRefusal;
use crate::accounts::secret;
use crate::error::{AppError, Result};
use crate::sealed::Seal;

/// Letters of a secret that we make: 160 bits, and no platform takes less.
const OWN_SECRET: usize = 32;

/// A field with what it holds, to be shown. What is secret is never given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The field.
    pub field: Field,
    /// What it holds; nothing of secrets.
    pub value: String,
    /// Whether it holds anything.
    pub is_set: bool,
}

/// Checks what was filled in and takes over what was left empty: secrets that were given before stay,
/// secrets of our own are made.
///
/// # Errors
/// The first field that is empty and must not be, or holds what it cannot.
pub(super) fn complete(
    connector: &dyn Connector,
    filled: &Settings,
    before: &Settings,
) -> Result<Settings> {
    let mut settings = Settings::default();
    for field in connector.fields() {
        let mut value = filled.get(field.name).to_owned();
        if value.is_empty() && field.kind.is_secret() {
            before.get(field.name).clone_into(&mut value);
        }
        if value.is_empty() && field.kind.is_own() {
            value = own_secret(field.kind)?;
        }
        check(field, &value)?;
        if !value.is_empty() {
            settings.set(field.name, value);
        }
    }
    Ok(settings)
}

/// A secret of ours, in the form that the field wants.
fn own_secret(kind: FieldKind) -> Result<String> {
    let letters = secret::random(OWN_SECRET)?;
    Ok(match kind {
        FieldKind::SigningSecret => Secret::text_of(letters.as_bytes()),
        _ => letters,
    })
}

/// The secrets that are ours, by the names of their fields: the platform may have to be told them.
///
/// # Errors
/// When the secrets do not open with this key.
pub(super) fn own(
    seal: &Seal,
    connector: &dyn Connector,
    row: &ConnectionRow,
) -> Result<Vec<(&'static str, String)>> {
    let settings = take(seal, row)?;
    let own = connector.fields().iter().filter(|field| field.kind.is_own());
    let own = own.map(|field| (field.name, settings.get(field.name).to_owned()));
    Ok(own.filter(|(_, secret)| !secret.is_empty()).collect())
}

fn check(field: &Field, value: &str) -> std::result::Result<(), ChannelRefusal> {
    let name = || field.name.to_owned();
    if value.is_empty() {
        let missing = field.required.then(|| ChannelRefusal::EmptyField { field: name() });
        return missing.map_or(Ok(()), Err);
    }
    let fits = match field.kind {
        FieldKind::Number(from, to) => {
            value.parse().is_ok_and(|number: u32| (from..=to).contains(&number))
        }
        FieldKind::Choice(choices) => choices.contains(&value),
        FieldKind::Flag => value == "yes",
        FieldKind::Address => outbound::place(value).is_some(),
        FieldKind::Text => !value.contains('\n'),
        FieldKind::SigningSecret => Secret::parse(value).is_ok(),
        FieldKind::Secret | FieldKind::OwnSecret | FieldKind::Lines | FieldKind::Certificates => {
            true
        }
    };
    if fits { Ok(()) } else { Err(ChannelRefusal::WrongField { field: name() }) }
}

/// Puts settings into a row: what may be shown again, and sealed what may not.
pub(super) fn put(
    seal: &Seal,
    connector: &dyn Connector,
    settings: &Settings,
    row: &mut ConnectionRow,
) -> Result<()> {
    let mut open: BTreeMap<&str, &str> = BTreeMap::new();
    let mut secret: BTreeMap<&str, &str> = BTreeMap::new();
    for field in connector.fields() {
        let value = settings.get(field.name);
        if !value.is_empty() {
            (if field.kind.is_secret() { &mut secret } else { &mut open })
                .insert(field.name, value);
        }
    }
    row.settings = json(&open)?;
    row.sealed_settings = seal.seal(&purpose(row.id), &json(&secret)?)?;
    Ok(())
}

/// Takes the settings out of a row, secrets included.
///
/// # Errors
/// When the secrets do not open with this key.
pub(super) fn take(seal: &Seal, row: &ConnectionRow) -> Result<Settings> {
    let mut all = fields(&row.settings)?;
    all.extend(fields(&seal.open(&purpose(row.id), &row.sealed_settings)?)?);
    Ok(Settings::new(all))
}

/// The fields of a row as they may be shown.
///
/// # Errors
/// When the secrets do not open with this key.
pub(super) fn shown(
    seal: &Seal,
    connector: &dyn Connector,
    row: &ConnectionRow,
) -> Result<Vec<Shown>> {
    let settings = take(seal, row)?;
    let shown = |field: &Field| {
        let value = settings.get(field.name);
        Shown {
            field: *field,
            is_set: !value.is_empty(),
            value: if field.kind.is_secret() { String::new() } else { value.to_owned() },
        }
    };
    Ok(connector.fields().iter().map(shown).collect())
}

/// The certificates and the proxy among the settings, by the kinds and the name of the fields.
pub(super) fn way(connector: &dyn Connector, settings: &Settings) -> (String, String) {
    let certificates = connector.fields().iter().filter(|f| f.kind == FieldKind::Certificates);
    let certificates: Vec<&str> = certificates.map(|field| settings.get(field.name)).collect();
    (certificates.join("\n"), settings.get("proxy").to_owned())
}

fn purpose(id: ConnectionId) -> String {
    format!("connection {id}")
}

fn json(fields: &BTreeMap<&str, &str>) -> Result<String> {
    serde_json::to_string(fields).map_err(unreadable)
}

fn fields(text: &str) -> Result<BTreeMap<String, String>> {
    serde_json::from_str(text).map_err(unreadable)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn unreadable(error: serde_json::Error) -> AppError {
    AppError::Asked(format!("the settings of a channel cannot be read: {error}"))
}
