//! From what was written to facts.

use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef, ProfileFact};

use super::live::WORD;
use crate::live::{Policy, Surface, Unread, Written};

/// How the ids of places begin where a visitor reads what is answered.
pub(super) const TALK: &str = "talk-";
/// How the ids of places begin where nobody does.
const FORM: &str = "form-";

/// The place where something was written, by its id.
pub(super) fn place_id(written: &Written) -> String {
    match &written.surface {
        Surface::Form => format!("{FORM}{}", written.connection),
        Surface::Talk { visitor } => format!("{TALK}{visitor}"),
    }
}

/// The key of a message in a place. Ours begin with another letter than theirs, so that nobody can take
/// a key away from an answer.
pub(super) fn key(place: &str, whose: char, id: &str) -> String {
    format!("{WORD}:{place}:{whose}{id}")
}

/// The facts of a payload.
pub(super) fn facts(body: &str) -> Result<Vec<Fact>, Unread> {
    let written: Written = serde_json::from_str(body)?;
    let accounts = accounts(&written);
    let Some(author) = accounts.first().cloned() else {
        return Err(Unread("it says nothing of who wrote it".to_owned()));
    };
    let place = PlaceRef {
        kind: WORD.to_owned(),
        remote_id: place_id(&written),
        title: written.place.clone(),
        private: true,
    };
    let message = |whose, text: &str, service| {
        Fact::Message(MessageFact {
            key: key(&place.remote_id, whose, &written.id),
            place: place.clone(),
            author: Some(author.clone()),
            sent_at: written.at,
            text: text.to_owned(),
            service,
            ..MessageFact::default()
        })
    };
    let mut facts = Vec::new();
    if written.surface == Surface::Form {
        // First, so that everything else meets the person whole.
        facts.push(Fact::Profile(ProfileFact {
            accounts: accounts.clone(),
            name: written.name.clone(),
            since: Some(written.at),
            ..ProfileFact::default()
        }));
    }
    if !written.text.trim().is_empty() {
        facts.push(message('v', &written.text, false));
    }
    facts.extend(written.remark.as_deref().map(|remark| message('r', remark, true)));
    facts.extend(written.policy.as_ref().and_then(|policy| wording(&written, policy, &place)));
    Ok(facts)
}

/// Who wrote it, best key first. Whoever gives an address in the form is answered there, so it is their
/// key. In a talk the answer goes to whoever sits before that browser: an address that they only claim
/// does not make them somebody whom we know.
fn accounts(written: &Written) -> Vec<Account> {
    let account = |kind: &str, id: &str| Account {
        kind: kind.to_owned(),
        remote_id: id.to_owned(),
        display_name: written.name.clone(),
        ..Account::default()
    };
    match &written.surface {
        Surface::Form => {
            let email = written.email.as_deref().map(|email| account("email", email));
            let phone = written.phone.as_deref().map(|phone| account("phone", phone));
            email.into_iter().chain(phone).collect()
        }
        Surface::Talk { visitor } => {
            let handle = Some(written.unnamed.clone()).filter(|name| !name.is_empty());
            vec![Account { handle, ..account(WORD, visitor) }]
        }
    }
}

/// The wording that was agreed to, kept once and for as long as what was written.
fn wording(written: &Written, policy: &Policy, place: &PlaceRef) -> Option<Fact> {
    let text = [policy.address.as_str(), policy.text.as_str()];
    let text: Vec<&str> = text.into_iter().filter(|text| !text.is_empty()).collect();
    (!policy.version.is_empty() && !text.is_empty()).then(|| {
        Fact::Message(MessageFact {
            key: key(&place.remote_id, 'p', &policy.version),
            place: place.clone(),
            sent_at: written.at,
            text: format!("{}\n{}", policy.version, text.join("\n")),
            service: true,
            ..MessageFact::default()
        })
    })
}
