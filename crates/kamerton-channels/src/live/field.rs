//! What has to be filled in to connect a channel.

use std::collections::BTreeMap;

/// One field of the page where a channel is connected. Its label is the message
/// `channel-<word>-field-<name>`, its explanation `channel-<word>-field-<name>-hint`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the settings: lower case, words joined by hyphens.
    pub name: &'static str,
    /// What is filled in.
    pub kind: FieldKind,
    /// Whether it has to be.
    pub required: bool,
}

/// What is filled into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A token or password: kept encrypted and never shown again.
    Secret,
    /// A secret that we make ourselves and tell the platform; kept encrypted, made when left empty.
    OwnSecret,
    /// The same in the form of Standard Webhooks: `whsec_` and base64.
    SigningSecret,
    /// A line of text.
    Text,
    /// An address of the web; empty means the usual one.
    Address,
    /// A whole number from the first to the second.
    Number(u32, u32),
    /// One of these; the first is the usual one. Its label is `channel-<word>-field-<name>-<choice>`.
    Choice(&'static [&'static str]),
    /// Yes or no: `yes` when it is set, else empty.
    Flag,
    /// Several lines.
    Lines,
    /// Certificates in PEM form.
    Certificates,
}

impl FieldKind {
    /// Whether it is ours to make and to tell the platform.
    pub const fn is_own(self) -> bool {
        matches!(self, Self::OwnSecret | Self::SigningSecret)
    }

    /// Whether what is filled in is kept encrypted.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::OwnSecret | Self::SigningSecret)
    }
}

/// What was filled in, by the names of the fields; secrets among it. It is printed by nobody.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, String>);

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Settings {
    /// The settings of these fields.
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// What a field holds, trimmed; empty when nothing does.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    /// What a field holds, or something usual where it is empty.
    pub fn get_or<'a>(&'a self, name: &str, usual: &'a str) -> &'a str {
        match self.get(name) {
            "" => usual,
            value => value,
        }
    }

    /// Whether a flag is set.
    pub fn is_set(&self, name: &str) -> bool {
        self.get(name) == "yes"
    }

    /// The lines of a field, without empty ones.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).lines().map(str::trim).filter(|line| !line.is_empty())
    }

    /// Fills a field in.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// All fields with what they hold.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
