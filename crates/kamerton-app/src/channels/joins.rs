//! Accounts of an import that are known by name only become the accounts that wrote the same messages.
//!
//! The same message in the same place, by an account with an id, is no likeness but the account itself.
//! Both are put under one person by a merge like any other, so it can be taken back. A name that two
//! accounts bear stays as it is: then the name is nobody's alone.

use std::collections::{BTreeSet, HashMap};

use kamerton_core::fact::{Fact, MessageFact};
use kamerton_core::id::IdentityId;
use kamerton_core::placement::Act;
use kamerton_core::time::{Instant, SECOND};
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Session, Store, merges};

use crate::brand::Brand;
use crate::error::Result;
use crate::people;
use crate::people::merge::Why;

/// Who a merge is by that nobody made by hand.
const BY: &str = "Kamerton";

/// Pairs of accounts: one known by name only, and the one that wrote the same message.
pub(crate) type Pairs = BTreeSet<(IdentityId, IdentityId)>;

/// Finds such pairs: messages that are stored as written by a name, and come as written by an account.
///
/// # Errors
/// When the store cannot.
pub(crate) async fn pairs<'a>(
    session: &mut Session,
    brand: &Brand,
    facts: impl Iterator<Item = &'a Fact>,
) -> Result<Pairs> {
    let mut coming: HashMap<String, HashMap<&str, &MessageFact>> = HashMap::new();
    for fact in facts {
        if let Fact::Message(message) = fact
            && message.author.as_ref().is_some_and(|who| has_id(&who.remote_id))
        {
            let of_kind = coming.entry(message.place.kind.clone()).or_default();
            of_kind.insert(&message.key, message);
        }
    }
    let mut pairs = Pairs::new();
    for (kind, messages) in coming {
        let keys = messages.keys().map(|key| (*key).to_owned());
        let known = messages::by_key(session, brand.id, brand.channel(&kind), keys).await?;
        let rows = messages::by_id(session, brand.id, known.into_iter().map(|(_, id)| id)).await?;
        let authors = rows.iter().filter_map(|row| row.identity);
        let authors: HashMap<IdentityId, IdentityRow> =
            identities::by_id(session, brand.id, authors)
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        for row in rows {
            let by_name = row.identity.and_then(|id| authors.get(&id)).filter(|one| one.name_only);
            let Some(by_name) = by_name.filter(|one| !one.deleted) else { continue };
            let Some(message) = messages.get(row.remote_key.as_str()) else { continue };
            let Some(author) = message.author.as_ref().filter(|_| is_same(&row, message)) else {
                continue;
            };
            pairs.insert((by_name.id, brand.identity(&author.kind, &author.remote_id)));
        }
    }
    Ok(pairs)
}

fn has_id(remote_id: &str) -> bool {
    !remote_id.is_empty() && !remote_id.starts_with('~')
}

/// The same key is not enough where an import counted its messages by itself.
fn is_same(row: &MessageRow, message: &MessageFact) -> bool {
    let second = |at: Instant| at.micros().div_euclid(SECOND);
    second(row.sent_at) == second(message.sent_at) || row.text == message.text
}

/// Puts both of each pair under one person, as far as the name is borne by nobody else. What fails is
/// tried again when the next message shows the same.
pub(crate) async fn join(store: &Store, brand: &Brand, pairs: Pairs, now: Instant) {
    for (by_name, account) in pairs {
        let _ = join_one(store, brand, by_name, account, now).await;
    }
}

async fn join_one(
    store: &Store,
    brand: &Brand,
    by_name: IdentityId,
    account: IdentityId,
    now: Instant,
) -> Result<()> {
    let mut session = store.read().await?;
    let rows = identities::by_id(&mut session, brand.id, [by_name, account]).await?;
    let person = |id| rows.iter().find(|row| row.id == id).and_then(|row| row.person);
    let (Some(into), Some(from)) = (person(by_name), person(account)) else { return Ok(()) };
    if into == from {
        return Ok(());
    }
    let kind = rows.iter().find(|row| row.id == account).map(|row| row.kind.clone());
    let own = identities::of_people(&mut session, brand.id, [into]).await?;
    let borne_by_another =
        own.iter().any(|row| Some(&row.kind) == kind.as_ref() && has_id(&row.remote_id));
    // One of us has said that they are two: a merge was taken back, or they were parted.
    let log = merges::of_people(&mut session, brand.id, &[into]).await?;
    let are_two = log.iter().any(|row| {
        let between = [row.from, row.into].iter().all(|one| [into, from].contains(one));
        between && (row.undone_at.is_some() == (row.act == Act::Merge.word()))
    });
    drop(session);
    if !borne_by_another && !are_two {
        let (into, from) = (into.to_string(), from.to_string());
        let why = Why { by: BY, reason: "" };
        people::merge::merge(store, brand, &into, &from, why, now).await?;
    }
    Ok(())
}
