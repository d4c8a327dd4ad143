//! What one of us adds in passing: a person, a talk away from every channel, a purchase. It comes in by
//! the way of every event, so the same keys join the same people.
//!
//! A form has a name and a time of its own: pressed twice it adds once.

use std::time::Duration;

use kamerton_channels::slug::slug;
use kamerton_core::fact::{
    Account, DeletionFact, Fact, MessageFact, OrderFact, OrderKind, PlaceRef, ProfileFact,
};
use kamerton_core::id::{IdentityId, OrderId, PersonId};
use kamerton_core::time::Instant;
use kamerton_store::identities::IdentityRow;
use kamerton_store::notices::{self, Change};
use kamerton_store::places::PlaceRow;
use kamerton_store::{Session, Store, identities, messages, orders, people, places, workspaces};

use super::{accounts, by_hand, find, ids};
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::accounts::key;
use crate::ingest::restate;
use crate::intake::Intake;
use crate::refusal::Refusal;

/// The kind of places that no platform brings: a shop, a meeting, a call.
pub const OFFLINE: &str = "offline";
/// Kind of accounts of people of whom nothing but a name is known.
const HAND: &str = "hand";
/// Where all of this comes from.
const SOURCE: &str = "hand";
/// So long somebody waits until what they have added is counted: a note beside it can be written only then.
/// Less than a page may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// A form that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its name: letters and digits.
    pub id: String,
    /// When.
    pub at: Instant,
    /// Who of us has it.
    pub by: String,
}

/// Somebody whom we may not know yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// What they are called.
    pub name: String,
    /// By what they are reached.
    pub contact: Option<Account>,
    /// What is to be noted.
    pub note: String,
    /// A tag.
    pub tag: String,
}

/// Whom something is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Somebody whom we know.
    Known(PersonId),
    /// Somebody new; whom we know by that key after all is the same.
    New(NewPerson),
}

/// What was said away from every channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVisit {
    /// Where: the title of the place.
    pub place: String,
    /// Whether nobody else heard it.
    pub private: bool,
    /// When.
    pub at: Instant,
    /// What they said.
    pub text: String,
}

/// What was bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// When.
    pub at: Instant,
    /// Minor units.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// What.
    pub product: Option<String>,
}

/// The way in, and what it needs.
#[derive(Clone, Copy)]
pub struct Adding<'a> {
    /// The store.
    pub store: &'a Store,
    /// The way in of the brand.
    pub intake: &'a Intake,
    /// The brand.
    pub brand: &'a Brand,
}

impl Adding<'_> {
    /// Adds a person, or says more of one whom we know by that key.
    ///
    /// # Errors
    /// When neither name nor key is given, or the store cannot.
    pub async fn person(&self, given: &Given, new: &NewPerson) -> Result<PersonId> {
        let account = account_of(given, new)?;
        let tags = Some(new.tag.trim().to_owned()).filter(|tag| !tag.is_empty());
        let fact = Fact::Profile(ProfileFact {
            accounts: vec![account.clone()],
            name: Some(new.name.trim().to_owned()).filter(|name| !name.is_empty()),
            tags: tags.into_iter().collect(),
            note: None,
            since: Some(given.at),
        });
        self.intake.submit(SOURCE, &fact).await?;
        let named = key(&account, None);
        let id = self.brand.identity(&named.kind, &named.remote_id);
        let person = self.until(|| self.person_of(id)).await?;
        let person = person.ok_or(Refusal::NotCountedYet)?;
        if !new.note.trim().is_empty() {
            let (who, by) = (person.to_string(), given.by.as_str());
            by_hand::note(self.store, self.brand, &who, &new.note, by, given.at).await?;
        }
        Ok(person)
    }

    /// Writes down what somebody said away from every channel.
    ///
    /// # Errors
    /// When there is no such person, or the store cannot.
    pub async fn visit(
        &self,
        given: &Given,
        whom: &Whom,
        visit: &NewVisit,
    ) -> Result<(PersonId, String)> {
        let (person, author) = self.whom(given, whom).await?;
        let place = place(visit);
        let key = format!("{OFFLINE}:{}:{}", place.remote_id, given.id);
        let fact = Fact::Message(MessageFact {
            place,
            key: key.clone(),
            author: Some(author),
            sent_at: visit.at,
            text: visit.text.trim().to_owned(),
            ..MessageFact::default()
        });
        self.intake.submit(SOURCE, &fact).await?;
        let channel = self.brand.channel(OFFLINE);
        self.until(|| async {
            let mut session = self.store.read().await?;
            let found = messages::by_key(&mut session, self.brand.id, channel, [key.clone()]);
            Ok(found.await?.pop().map(|_| ()))
        })
        .await?;
        Ok((person, key))
    }

    /// Enters a purchase.
    ///
    /// # Errors
    /// When there is no such person, or the store cannot.
    pub async fn order(
        &self,
        given: &Given,
        whom: &Whom,
        bought: &Bought,
    ) -> Result<(PersonId, OrderId)> {
        let (person, account) = self.whom(given, whom).await?;
        let key = format!("{HAND}:{}", given.id);
        let id = OrderId::derived(&[self.brand.id.0.as_bytes(), key.as_bytes()]);
        let fact = Fact::Order(OrderFact {
            key,
            kind: OrderKind::Purchase,
            at: bought.at,
            amount_minor: bought.amount_minor,
            currency: bought.currency.clone(),
            product: bought.product.clone(),
            accounts: vec![account],
        });
        self.intake.submit(SOURCE, &fact).await?;
        self.until(|| async {
            let mut session = self.store.read().await?;
            Ok(orders::known(&mut session, self.brand.id, [id]).await?.pop())
        })
        .await?;
        Ok((person, id))
    }

    /// Takes a visit back.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn forget_visit(&self, key: &str, now: Instant) -> Result<()> {
        let (kind, message) = (OFFLINE.to_owned(), key.to_owned());
        let fact = Fact::Deletion(DeletionFact { kind, message, at: now });
        self.intake.submit(SOURCE, &fact).await?;
        let channel = self.brand.channel(OFFLINE);
        self.until(|| async {
            let mut session = self.store.read().await?;
            let found = messages::by_key(&mut session, self.brand.id, channel, [key.to_owned()]);
            let found = found.await?.into_iter().map(|(_, id)| id);
            let rows = messages::by_id(&mut session, self.brand.id, found).await?;
            Ok(rows.iter().all(|row| row.deleted_at.is_some()).then_some(()))
        })
        .await?;
        Ok(())
    }

    /// Takes a purchase back that was entered by hand.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn forget_order(&self, person: PersonId, id: OrderId, now: Instant) -> Result<bool> {
        let mut session = self.store.write().await?;
        workspaces::lock(&mut session, self.brand.id).await?;
        let gone = orders::forget(&mut session, self.brand.id, id, SOURCE).await?;
        let own = ids(&accounts(&mut session, self.brand, person).await?);
        restate::people_of(&mut session, self.brand, &own, now).await?;
        session.commit().await?;
        notices::tell(self.store, self.brand.id, Change::People).await;
        Ok(gone)
    }

    /// Who it is about, and the account that it counts for.
    async fn whom(&self, given: &Given, whom: &Whom) -> Result<(PersonId, Account)> {
        let person = match whom {
            Whom::Known(person) => *person,
            Whom::New(new) => return Ok((self.person(given, new).await?, account_of(given, new)?)),
        };
        let mut session = self.store.read().await?;
        let row = find(&mut session, self.brand, &person.to_string()).await?;
        let own = accounts(&mut session, self.brand, row.id).await?;
        let first = own.into_iter().find(|account| !account.deleted);
        let first = first.ok_or(Refusal::NoAccount { name: row.name })?;
        Ok((row.id, named(first)))
    }

    async fn person_of(&self, id: IdentityId) -> Result<Option<PersonId>> {
        let mut session = self.store.read().await?;
        let found = identities::by_id(&mut session, self.brand.id, [id]).await?.pop();
        let Some(person) = found.and_then(|row| row.person) else { return Ok(None) };
        // An account of a batch that is not at its end has a person that is not there yet.
        let rows = people::by_id(&mut session, self.brand.id, [person]).await?;
        Ok(rows.first().map(|row| row.merged_into.unwrap_or(row.id)))
    }

    /// Looks until something is there; nothing when it takes too long: it comes all the same.
    async fn until<T, Work>(&self, look: impl Fn() -> Work) -> Result<Option<T>>
    where
        Work: Future<Output = Result<Option<T>>>,
    {
        let mut folded = self.intake.folded();
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await? {
                return Ok(Some(found));
            }
            if tokio::time::Instant::now() >= until {
                return Ok(None);
            }
            let _ = tokio::time::timeout(LOOK, folded.changed()).await;
        }
    }
}

/// The account of somebody new.
fn account_of(given: &Given, new: &NewPerson) -> Result<Account> {
    let name = Some(new.name.trim().to_owned()).filter(|name| !name.is_empty());
    match (&new.contact, name) {
        (Some(contact), name) => Ok(Account { display_name: name, ..contact.clone() }),
        (None, Some(name)) => Ok(Account {
            kind: HAND.to_owned(),
            remote_id: given.id.clone(),
            display_name: Some(name),
            ..Account::default()
        }),
        (None, None) => Err(Refusal::Nobody.into()),
    }
}

/// A known account as facts name it.
fn named(row: IdentityRow) -> Account {
    Account {
        kind: row.kind,
        remote_id: row.remote_id,
        handle: row.handle,
        display_name: row.name,
        role: None,
        deleted: false,
    }
}

fn place(visit: &NewVisit) -> PlaceRef {
    let title = visit.place.trim().to_owned();
    let end = if visit.private { "-private" } else { "" };
    PlaceRef {
        kind: OFFLINE.to_owned(),
        remote_id: format!("{}{end}", slug(&title)),
        title,
        private: visit.private,
    }
}

/// Whom a key names that somebody typed: an account, by itself or by its handle.
///
/// # Errors
/// When the store cannot.
pub async fn known_by(
    session: &mut Session,
    brand: &Brand,
    contact: &Account,
) -> Result<Option<PersonId>> {
    let named = key(contact, None);
    let id = brand.identity(&named.kind, &named.remote_id);
    let mut found = identities::by_id(session, brand.id, [id]).await?;
    if let Some(handle) = &contact.handle {
        let handle = kamerton_text::fold(handle);
        found.extend(identities::by_handle(session, brand.id, &contact.kind, [handle]).await?);
    }
    let Some(person) = found.into_iter().find_map(|row| row.person) else { return Ok(None) };
    let rows = people::by_id(session, brand.id, [person]).await?;
    Ok(rows.first().map(|row| row.merged_into.unwrap_or(row.id)))
}

/// Titles of the places where talk was written down before.
///
/// # Errors
/// When the store cannot.
pub async fn places_before(session: &mut Session, brand: &Brand) -> Result<Vec<String>> {
    let channel = brand.channel(OFFLINE);
    let all = places::all(session, brand.id).await?;
    let own = all.into_iter().filter(|row: &PlaceRow| row.channel == channel);
    let mut titles: Vec<String> = own.map(|row| row.title).collect();
    titles.sort_unstable();
    titles.dedup();
    Ok(titles)
}
