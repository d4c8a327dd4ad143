//! What a connection sent becomes facts: by its connector, under the names by which we know its places.
//!
//! A live place may be the place of an import that knows it by another name. Then its facts take the
//! names of the import on the way in, and lose them on the way out, so that both are one history.

use std::collections::{BTreeMap, HashMap, HashSet};

use kamerton_channels::live::{About, Connector};
use kamerton_core::fact::{Fact, PlaceRef};
use kamerton_core::id::{ConnectionId, PlaceId};
use kamerton_core::time::Instant;
use kamerton_store::connection_places::{self, ReachedRow};
use kamerton_store::raw_events::RawEventRow;
use kamerton_store::{Session, connections, places};

use super::naming::bare;
use super::{Connectors, SOURCE, open};
use crate::brand::Brand;
use crate::error::Result;

/// How the places of one connection are called on the platform and by us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    kind: String,
    /// The platform's id, and ours.
    pairs: Vec<(String, String)>,
}

impl Names {
    pub fn new(kind: &str, pairs: Vec<(String, String)>) -> Self {
        Self { kind: kind.to_owned(), pairs }
    }

    /// The names of a connection, as they are stored.
    pub async fn of(
        session: &mut Session,
        brand: &Brand,
        id: ConnectionId,
        kind: &str,
    ) -> Result<Self> {
        let mut all = connection_places::adoptions(session, brand.id).await?;
        all.retain(|row| row.connection == id);
        let ours = ours(session, brand, &all).await?;
        Ok(Self::new(kind, pairs(&all, &ours)))
    }

    /// The platform's id of a place in our words.
    pub fn place_in<'a>(&'a self, theirs: &'a str) -> &'a str {
        let found = self.pairs.iter().find(|(live, _)| live == theirs);
        found.map_or(theirs, |(_, ours)| ours)
    }

    /// Our id of a place in the platform's words.
    pub fn place_out<'a>(&'a self, ours: &'a str) -> &'a str {
        let found = self.pairs.iter().find(|(_, known)| known == ours);
        found.map_or(ours, |(live, _)| live)
    }

    /// A key of the platform in our words.
    pub fn key_in(&self, key: &str) -> String {
        self.key(key, |(live, ours)| (live, ours))
    }

    /// A key of ours in the platform's words.
    pub fn key_out(&self, key: &str) -> String {
        self.key(key, |(live, ours)| (ours, live))
    }

    fn key(&self, key: &str, turn: impl Fn(&(String, String)) -> (&String, &String)) -> String {
        let rest = key.strip_prefix(self.kind.as_str()).and_then(|rest| rest.strip_prefix(':'));
        let Some(rest) = rest else { return key.to_owned() };
        let renamed = self.pairs.iter().map(turn).find_map(|(from, to)| {
            let message = rest.strip_prefix(from.as_str())?.strip_prefix(':')?;
            Some(format!("{}:{to}:{message}", self.kind))
        });
        renamed.unwrap_or_else(|| key.to_owned())
    }

    /// Renames all that a fact names.
    pub fn rename(&self, fact: &mut Fact) {
        if self.pairs.is_empty() {
            return;
        }
        let place = |place: &mut PlaceRef| {
            if place.kind == self.kind {
                place.remote_id = self.place_in(&place.remote_id).to_owned();
            }
        };
        match fact {
            Fact::Message(message) => {
                place(&mut message.place);
                message.key = self.key_in(&message.key);
                for key in [&mut message.reply_to, &mut message.thread_root].into_iter().flatten() {
                    *key = self.key_in(key);
                }
            }
            Fact::Reaction(reaction) => reaction.message = self.key_in(&reaction.message),
            Fact::ReactionCounts(counted) => counted.message = self.key_in(&counted.message),
            Fact::Membership(membership) => {
                place(&mut membership.place);
                membership.key = self.key_in(&membership.key);
            }
            Fact::Deletion(deletion) => deletion.message = self.key_in(&deletion.message),
            Fact::Order(_) | Fact::Profile(_) => {}
        }
    }
}

/// The remote ids of the places that these are.
async fn ours(
    session: &mut Session,
    brand: &Brand,
    adopted: &[ReachedRow],
) -> Result<HashMap<PlaceId, String>> {
    if adopted.is_empty() {
        return Ok(HashMap::new());
    }
    let all = places::all(session, brand.id).await?;
    Ok(all.into_iter().map(|row| (row.id, row.remote_id)).collect())
}

fn pairs(adopted: &[ReachedRow], ours: &HashMap<PlaceId, String>) -> Vec<(String, String)> {
    let pair = |row: &ReachedRow| {
        let ours = ours.get(&row.adopted?)?;
        (*ours != row.remote_id).then(|| (row.remote_id.clone(), ours.clone()))
    };
    adopted.iter().filter_map(pair).collect()
}

/// What reads the payloads of connections.
#[derive(Default)]
pub(crate) struct Readers {
    by_source: HashMap<String, Reader>,
}

struct Reader {
    id: ConnectionId,
    connector: &'static dyn Connector,
    about: About,
    names: Names,
    known: HashSet<String>,
    /// Whether one of its places is a place of an import.
    adopts: bool,
}

/// What was made of a payload.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// Facts under our names.
    pub facts: Vec<Fact>,
    /// The places that they speak of, as the platform names them.
    pub places: Vec<PlaceRef>,
    /// Ids of accounts that it names by nothing else, where their names can be asked for.
    pub bare: Vec<String>,
}

impl Readers {
    /// Those that these events need.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn for_events(
        connectors: Connectors,
        session: &mut Session,
        brand: &Brand,
        events: &[RawEventRow],
    ) -> Result<Self> {
        let mut readers = Self::default();
        if !events.iter().any(|event| event.source.starts_with(SOURCE)) {
            return Ok(readers);
        }
        let adopted = connection_places::adoptions(session, brand.id).await?;
        let ours = ours(session, brand, &adopted).await?;
        let mut adopted_by: BTreeMap<ConnectionId, Vec<ReachedRow>> = BTreeMap::new();
        for row in adopted {
            adopted_by.entry(row.connection).or_default().push(row);
        }
        let sources: HashSet<&str> = events.iter().map(|event| event.source.as_str()).collect();
        for row in connections::of_workspace(session, brand.id).await? {
            let source = super::source(row.id);
            let connector = connectors.iter().copied().find(|one| one.word() == row.kind);
            let (true, Some(connector)) = (sources.contains(source.as_str()), connector) else {
                continue;
            };
            let places = open::places(session, brand, &row).await?;
            let known = places.iter().map(|place| place.remote_id.clone()).collect();
            let own = adopted_by.remove(&row.id).unwrap_or_default();
            let adopts = !own.is_empty();
            let names = Names::new(&row.kind, pairs(&own, &ours));
            let about = open::about(&row, places);
            let reader = Reader { id: row.id, connector, about, names, known, adopts };
            readers.by_source.insert(source, reader);
        }
        Ok(readers)
    }

    /// The connection of this source and the kind of its accounts, where their names can be asked for.
    pub(super) fn names_by(&self, source: &str) -> Option<(ConnectionId, &'static str)> {
        let reader = self.by_source.get(source)?;
        reader.connector.name()?;
        Some((reader.id, reader.connector.word()))
    }

    /// Whether what this source brings may be messages of an import.
    pub fn adopts(&self, source: &str) -> bool {
        self.by_source.get(source).is_some_and(|reader| reader.adopts)
    }

    /// Reads an event of a connection; nothing when it is none of a connection.
    pub fn read(&self, event: &RawEventRow) -> Option<std::result::Result<Taken, String>> {
        if !event.source.starts_with(SOURCE) {
            return None;
        }
        let Some(reader) = self.by_source.get(&event.source) else {
            return Some(Err("its channel was removed before it was read".to_owned()));
        };
        // A connector never breaks off; if one does all the same, the payload is kept with that reason
        // and nothing else stops.
        let convert = || reader.connector.convert(&event.body, &reader.about);
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(convert));
        let read = read.map_or_else(
            |_| Err("its connector broke off over it".to_owned()),
            |read| read.map_err(|why| why.to_string()),
        );
        Some(read.map(|mut facts| {
            let places = facts.iter().filter_map(place_of).cloned().collect();
            let word = reader.connector.name().map(|_| reader.connector.word());
            let bare =
                word.into_iter().flat_map(|word| facts.iter().flat_map(move |one| bare(word, one)));
            let bare = bare.map(str::to_owned).collect();
            facts.iter_mut().for_each(|fact| reader.names.rename(fact));
            Taken { facts, places, bare }
        }))
    }

    /// Keeps the places of a connection that were not known before: from some platforms we learn of
    /// them only when something is said there.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn note_places(
        &self,
        session: &mut Session,
        brand: &Brand,
        met: &BTreeMap<&str, Vec<PlaceRef>>,
        now: Instant,
    ) -> Result<()> {
        for (source, places) in met {
            let Some(reader) = self.by_source.get(*source) else { continue };
            let mut new: BTreeMap<&str, ReachedRow> = BTreeMap::new();
            for place in places.iter().filter(|place| !reader.known.contains(&place.remote_id)) {
                new.insert(&place.remote_id, reached(reader.id, place, now));
            }
            let mut new: Vec<ReachedRow> = new.into_values().collect();
            if !new.is_empty() {
                adopt_known(session, brand, reader.connector.word(), &mut new).await?;
                connection_places::note(session, brand.id, &new).await?;
            }
        }
        Ok(())
    }
}

/// Places that an import brought by the same ids are these places.
///
/// # Errors
/// When the store cannot.
pub(super) async fn adopt_known(
    session: &mut Session,
    brand: &Brand,
    kind: &str,
    rows: &mut [ReachedRow],
) -> Result<()> {
    let channel = brand.channel(kind);
    let ids: Vec<PlaceId> = rows.iter().map(|row| brand.place(channel, &row.remote_id)).collect();
    let known: HashSet<PlaceId> =
        places::known(session, brand.id, ids).await?.into_iter().collect();
    for row in rows {
        let id = brand.place(channel, &row.remote_id);
        row.adopted = known.contains(&id).then_some(id);
    }
    Ok(())
}

/// A place that something came from, of which we know no more.
fn reached(connection: ConnectionId, place: &PlaceRef, now: Instant) -> ReachedRow {
    ReachedRow {
        connection,
        remote_id: place.remote_id.clone(),
        title: place.title.clone(),
        private: place.private,
        people: None,
        writable: true,
        adopted: None,
        hidden: false,
        seen_at: now,
    }
}

fn place_of(fact: &Fact) -> Option<&PlaceRef> {
    match fact {
        Fact::Message(message) => Some(&message.place),
        Fact::Membership(membership) => Some(&membership.place),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_in_and_out() {
        let pairs =
            vec![("-100".to_owned(), "club".to_owned()), ("5".to_owned(), "a:b".to_owned())];
        let names = Names::new("telegram", pairs);
        for (theirs, ours) in [
            ("telegram:-100:7", "telegram:club:7"),
            ("telegram:-1001:7", "telegram:-1001:7"),
            ("telegram:5:7:8", "telegram:a:b:7:8"),
            ("vk:-100:7", "vk:-100:7"),
            ("telegram:-100", "telegram:-100"),
        ] {
            assert_eq!(names.key_in(theirs), ours);
            assert_eq!(names.key_out(ours), theirs);
        }
        assert_eq!((names.place_in("5"), names.place_out("a:b")), ("a:b", "5"));
        assert_eq!((names.place_in("6"), names.place_out("6")), ("6", "6"));
    }
}
