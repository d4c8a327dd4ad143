//! What a connector may be able to do besides turning payloads into facts.
//!
//! Every method asks the platform once or a few times and comes back; what is to be done over and over
//! is driven from outside, which keeps the cursor between two calls. A cursor is text that only the
//! connector understands; empty at the very beginning. What a method gives along with a cursor is kept on
//! the disk before the cursor is.

use std::pin::Pin;
use std::time::Duration;

use kamerton_core::fact::{Account, Attachment, PlaceRef};
use kamerton_core::time::Instant;

use super::card::ActKind;
use super::field::Settings;
use super::link::{About, Finding, Link};
use super::outgoing::{File, Outgoing, Sent};
use super::pace::Bucket;
use super::raw::{Call, Raw, Received, Refused};
use super::trouble::Trouble;

/// Work that asks a platform.
pub type Work<'a, T> =
    Pin<Box<dyn Future<Output = std::result::Result<T, Trouble>> + std::marker::Send + 'a>>;

/// What asking brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Polled {
    /// What came, in the platform's order.
    pub raws: Vec<Raw>,
    /// From where to ask next.
    pub cursor: String,
    /// How long to wait before asking again; nothing where the platform itself waits for news.
    pub pause: Duration,
    /// Whether there is certainly more to be had at once.
    pub more: bool,
}

/// Asking for what is new.
pub trait Poll: Sync {
    /// Asks once, waiting at most `wait` for something to come where the platform can wait.
    fn poll<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str, wait: Duration) -> Work<'a, Polled>;

    /// What the cursor says of how things stand, for the page of the connection: parts of it that do not
    /// answer, have ended, have moved. Nothing where all is well. It asks nobody.
    fn standing(&self, settings: &Settings, cursor: &str) -> Vec<Finding> {
        let _ = (settings, cursor);
        Vec::new()
    }
}

/// Being told of what is new.
pub trait Webhook: Sync {
    /// Whether a call is the platform's, what it brings and what it is answered. Looks at nothing but the
    /// call and the settings, in constant time where it compares secrets; it is called before anything is
    /// kept, and nothing is opened that a call names.
    ///
    /// # Errors
    /// Why it is refused.
    fn receive(&self, call: &Call<'_>, link: &Link<'_>) -> Result<Received, Refused>;

    /// Tells the platform to call this address from now on; harmless when it does already. Where that
    /// has to be done by hand, it gives [`Trouble::Settings`] that says so.
    fn register<'a>(&'a self, link: &'a Link<'a>, address: &'a str) -> Work<'a, ()>;

    /// Tells the platform to call no more.
    fn unregister<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, ()>;

    /// Whether the settings ask for calls. Where they do not, nobody is told where to call, and we ask.
    fn is_wanted(&self, _: &Settings) -> bool {
        true
    }

    /// Whether the platform says that it calls this address in vain, where it says so at all.
    fn is_in_vain<'a>(&'a self, _: &'a Link<'a>, _: &'a str) -> Work<'a, bool> {
        Box::pin(async { Ok(false) })
    }

    /// Whether whoever calls was told our address by one of us, so that it need not be a public one.
    fn is_told_by_hand(&self) -> bool {
        false
    }
}

/// Reading what was before.
pub trait Backfill: Sync {
    /// The next piece of the past; at its end `more` is false.
    fn backfill<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str) -> Work<'a, Polled>;
}

/// Closing gaps after a time away: for platforms that do not send again what was missed.
pub trait Reconcile: Sync {
    /// The next piece of what happened or changed since a moment; at its end `more` is false. Things
    /// that are known already may come again.
    fn reconcile<'a>(
        &'a self,
        link: &'a Link<'a>,
        since: Instant,
        cursor: &'a str,
    ) -> Work<'a, Polled>;
}

/// A place that a connection reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The place.
    pub place: PlaceRef,
    /// How many people are there, where it is told.
    pub people: Option<u64>,
    /// Whether we may write there.
    pub writable: bool,
}

/// Naming the places that a connection reaches.
pub trait Discover: Sync {
    /// All of them. A platform that names none of itself gives what it knows of `known` ones.
    fn discover<'a>(&'a self, link: &'a Link<'a>, known: &'a [PlaceRef]) -> Work<'a, Vec<Found>>;
}

/// Saying and doing something there.
pub trait Send: Sync {
    /// The buckets of the platform's limits that something takes from, the narrowest first.
    fn buckets(&self, outgoing: &Outgoing, about: &About) -> Vec<Bucket>;

    /// Whether what was said in this place can be answered there at all.
    fn answers(&self, place: &str) -> bool {
        let _ = place;
        true
    }

    /// Whether something of this kind can be done in this place at all, as far as its id tells.
    fn can(&self, kind: ActKind, place: &str) -> bool {
        let _ = (kind, place);
        true
    }

    /// Does it, once, and gives the platform's proof. It is asked only for what the card says.
    fn send<'a>(&'a self, link: &'a Link<'a>, outgoing: &'a Outgoing) -> Work<'a, Sent>;
}

/// Finding out what became of something whose answer was lost.
pub trait Prove: Sync {
    /// What came of it; `None` when it certainly did not happen. What cannot be said is
    /// [`Trouble::Unknown`].
    fn prove<'a>(
        &'a self,
        link: &'a Link<'a>,
        outgoing: &'a Outgoing,
        tried_at: Instant,
    ) -> Work<'a, Option<Sent>>;
}

/// A file that came with a message.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Remote key of the message.
    pub message: &'a str,
    /// Which of its attachments, from 0.
    pub number: usize,
    /// The attachment, as the connector told it.
    pub attachment: &'a Attachment,
    /// The most that is taken, in bytes.
    pub most: usize,
}

/// Giving out files that came with messages, when somebody wants to see one.
pub trait Fetch: Sync {
    /// Whether it can be asked for at all. It asks nobody.
    fn has(&self, wanted: &Wanted<'_>) -> bool;

    /// The file. What the sender says of it is not to be believed: neither name nor kind.
    fn fetch<'a>(&'a self, link: &'a Link<'a>, wanted: &'a Wanted<'a>) -> Work<'a, File>;
}

/// Searching for the brand's names.
pub trait SearchMentions: Sync {
    /// The next piece of what was said of these names since a moment.
    fn search<'a>(
        &'a self,
        link: &'a Link<'a>,
        names: &'a [String],
        since: Instant,
        cursor: &'a str,
    ) -> Work<'a, Polled>;
}

/// Following a person's own page. To be called only where their consent is recorded.
pub trait Follow: Sync {
    /// The next piece of what they wrote on their own page.
    fn follow<'a>(
        &'a self,
        link: &'a Link<'a>,
        account: &'a str,
        cursor: &'a str,
    ) -> Work<'a, Polled>;
}

/// How many saw a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Its remote key.
    pub message: String,
    /// How often it was seen.
    pub views: Option<u64>,
    /// How often it was passed on.
    pub shares: Option<u64>,
    /// How many reacted.
    pub reactions: Option<u64>,
    /// How many wrote something below it.
    pub comments: Option<u64>,
}

/// How many saw something.
pub trait Reach: Sync {
    /// What the platform counts for these messages; those that it does not know are left out.
    fn reach<'a>(&'a self, link: &'a Link<'a>, messages: &'a [String]) -> Work<'a, Vec<Reached>>;
}

/// An invitation into a place, told apart from others by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invitation {
    /// The address that lets people in.
    pub address: String,
    /// Its name, as the platform keeps it.
    pub name: String,
}

/// Making invitations, so that it can be told which of them people came by.
pub trait Invite: Sync {
    /// Makes one with this name. Asked twice it makes two; both let in.
    fn invite<'a>(
        &'a self,
        link: &'a Link<'a>,
        place: &'a str,
        name: &'a str,
    ) -> Work<'a, Invitation>;
}

/// Naming accounts that come as bare ids: for platforms whose events carry no names.
pub trait Name: Sync {
    /// What the platform says of these ids: name, handle. Those that it does not know are left out.
    fn name<'a>(&'a self, link: &'a Link<'a>, accounts: &'a [String]) -> Work<'a, Vec<Account>>;
}
