//! Segments: who fits a description, under a name. A living one is whoever fits when it is read; a
//! static one is whoever fitted when it was frozen. Nothing is kept up to date beside: what the tests
//! of a description read is kept by whatever happens.

use std::collections::BTreeMap;

use kamerton_core::id::{PersonId, PlaceId, SegmentId};
use kamerton_core::segment::{
    self, Condition, Field, Language, Located, Lookup, Moment, Test, Tree, Trouble, Wrong,
};
use kamerton_core::time::Instant;
use kamerton_store::notices::{self, Change};
use kamerton_store::people_lists::{self, Count, Filter, Sort};
use kamerton_store::segments::{self, MemberRow, SegmentRow};
use kamerton_store::{Session, Store, places, workspaces};
use kamerton_text::fold;
use serde::Serialize;

use crate::accounts::audit::{Actor, Deed, note_in};
use crate::brand::Brand;
use crate::error::Result;
use crate::influence;
use crate::people::list;
use crate::refusal::Refusal;

/// So many segments a brand may have.
pub const MOST: i64 = 200;
/// So many people a static segment may have.
pub const MEMBERS_MOST: i64 = 50_000;
/// So many letters a name may have.
pub const NAME_LENGTH: usize = 100;
/// Members that are read at a time.
const PIECE: i64 = 1_000;

/// Whether a segment follows what happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Whoever fits when it is read.
    #[default]
    Living,
    /// Whoever fitted when it was frozen.
    Static,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Living, Self::Static];

    /// The word used in forms, in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Living => "living",
            Self::Static => "static",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Which.
    pub id: SegmentId,
    /// What it is called.
    pub name: String,
    /// Whether it follows what happens.
    pub kind: Kind,
    /// Whom it describes.
    pub tree: Tree,
    /// When it was made.
    pub created_at: Instant,
    /// By whom.
    pub created_by: String,
    /// When it was last changed, or frozen.
    pub changed_at: Instant,
    /// By whom.
    pub changed_by: String,
}

impl Segment {
    /// Its description.
    pub fn text(&self, language: Language) -> String {
        segment::write(&self.tree, language)
    }

    fn of_row(row: SegmentRow) -> Self {
        // What is stored was written by us; a word that a later program does not know fits nobody.
        let nobody = || Tree::none_of(Tree::everybody());
        Self {
            id: row.id,
            name: row.name,
            kind: if row.frozen { Kind::Static } else { Kind::Living },
            tree: segment::parse(&row.source).unwrap_or_else(|_| nobody()),
            created_at: row.created_at,
            created_by: row.created_by,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
        }
    }
}

/// A segment that is to be.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// What it is to be called.
    pub name: &'a str,
    /// Its description, in either language.
    pub text: &'a str,
    /// Whether it is to follow what happens.
    pub kind: Kind,
}

/// What is to change of a segment; the rest stays. The members of a static one are taken anew where its
/// description or its kind is given, and stay where only its name is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Changed<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// Its description, in either language.
    pub text: Option<&'a str>,
    /// Its kind.
    pub kind: Option<Kind>,
}

/// The tree of a text, whose places there are.
///
/// # Errors
/// When the text is not understood ([`Refusal::SegmentText`]), or the store cannot.
pub async fn read(session: &mut Session, brand: &Brand, text: &str) -> Result<Tree> {
    let refused = |wrong| Refusal::SegmentText { wrong, text: text.to_owned() };
    let Located { tree, spans } = segment::parse_located(text).map_err(refused)?;
    let named = tree.conditions().iter().any(|one| matches!(one, Condition::Place(_)));
    if named {
        let titles = titles(session, brand).await?;
        for (condition, (at, end)) in tree.conditions().iter().zip(spans) {
            let Condition::Place(title) = condition else { continue };
            if !titles.contains_key(&fold(title)) {
                let known: Vec<&str> = titles.values().map(|(title, _)| title.as_str()).collect();
                let proposal = segment::nearest(title, known.into_iter());
                let word = title.clone();
                let trouble = Trouble::Value { field: Field::Place, word, proposal };
                return Err(refused(Wrong { at, end, trouble }).into());
            }
        }
    }
    Ok(tree)
}

/// The places of each folded title.
async fn titles(
    session: &mut Session,
    brand: &Brand,
) -> Result<BTreeMap<String, (String, Vec<PlaceId>)>> {
    let mut titles: BTreeMap<String, (String, Vec<PlaceId>)> = BTreeMap::new();
    for row in places::all(session, brand.id).await? {
        titles.entry(fold(&row.title)).or_insert((row.title, Vec::new())).1.push(row.id);
    }
    Ok(titles)
}

/// What words of a description mean here.
struct Meanings {
    titles: BTreeMap<String, (String, Vec<PlaceId>)>,
    leader: Option<f64>,
}

impl Meanings {
    async fn of(session: &mut Session, brand: &Brand, tree: &Tree) -> Result<Self> {
        let asks = |field: Field| tree.conditions().iter().any(|one| one.field() == field);
        let titles =
            if asks(Field::Place) { titles(session, brand).await? } else { BTreeMap::new() };
        let leader = match asks(Field::Leader) {
            true => influence::compared(session, brand).await?,
            false => None,
        };
        Ok(Self { titles, leader: leader.and_then(|compared| compared.influence.high_above()) })
    }
}

impl Lookup for Meanings {
    fn places(&self, title: &str) -> Vec<PlaceId> {
        self.titles.get(&fold(title)).map(|(_, places)| places.clone()).unwrap_or_default()
    }

    fn tag(&self, tag: &str) -> String {
        list::tag_key(tag)
    }

    fn name(&self, name: &str) -> String {
        list::name_key(name)
    }

    fn leader(&self) -> Option<f64> {
        self.leader
    }
}

/// The filter of a tree at a moment: only role and tree are set, so that others may be added.
///
/// # Errors
/// When the store cannot.
pub async fn filter(
    session: &mut Session,
    brand: &Brand,
    tree: &Tree,
    now: Instant,
) -> Result<Filter> {
    let moment = Moment { now, today: brand.zone.day(now) };
    let meanings = Meanings::of(session, brand, tree).await?;
    Ok(Filter { role: tree.role(), tree: Some(tree.tests(moment, &meanings)), ..Filter::default() })
}

/// The filter of a segment at a moment: only role and tree are set.
///
/// # Errors
/// When the store cannot.
pub async fn filter_of(
    session: &mut Session,
    brand: &Brand,
    segment: &Segment,
    now: Instant,
) -> Result<Filter> {
    match segment.kind {
        Kind::Living => filter(session, brand, &segment.tree, now).await,
        Kind::Static => Ok(Filter {
            role: segment.tree.role(),
            tree: Some(Tree::One(Test::Member(segment.id))),
            ..Filter::default()
        }),
    }
}

/// The filter of a segment that is called so or has this id, else of a description.
///
/// # Errors
/// When it is none of these, or the store cannot.
pub async fn filter_of_text(
    session: &mut Session,
    brand: &Brand,
    text: &str,
    now: Instant,
) -> Result<Filter> {
    if let Some(segment) = looked_up(session, brand, text).await? {
        return filter_of(session, brand, &segment, now).await;
    }
    let tree = read(session, brand, text).await?;
    filter(session, brand, &tree, now).await
}

/// How many people a tree describes: counted while one types.
///
/// # Errors
/// When the store cannot.
pub async fn count(
    session: &mut Session,
    brand: &Brand,
    tree: &Tree,
    now: Instant,
) -> Result<Count> {
    let filter = filter(session, brand, tree, now).await?;
    Ok(people_lists::count(session, brand.id, &filter).await?)
}

/// How many people a segment holds.
///
/// # Errors
/// When the store cannot.
pub async fn count_of(
    session: &mut Session,
    brand: &Brand,
    segment: &Segment,
    now: Instant,
) -> Result<Count> {
    let filter = filter_of(session, brand, segment, now).await?;
    Ok(people_lists::count(session, brand.id, &filter).await?)
}

/// All segments, by name.
///
/// # Errors
/// When the store cannot.
pub async fn list(session: &mut Session, brand: &Brand) -> Result<Vec<Segment>> {
    let rows = segments::all(session, brand.id, MOST).await?;
    Ok(rows.into_iter().map(Segment::of_row).collect())
}

/// One segment.
///
/// # Errors
/// When it is not there, or the store cannot.
pub async fn by_id(session: &mut Session, brand: &Brand, id: SegmentId) -> Result<Segment> {
    let row = segments::by_id(session, brand.id, id).await?;
    let gone = || Refusal::NoSegment { name: id.to_string() }.into();
    row.map(Segment::of_row).ok_or_else(gone)
}

/// The segment that is called so or has this id.
///
/// # Errors
/// When it is not there, or the store cannot.
pub async fn find(session: &mut Session, brand: &Brand, which: &str) -> Result<Segment> {
    let found = looked_up(session, brand, which).await?;
    found.ok_or_else(|| Refusal::NoSegment { name: which.trim().to_owned() }.into())
}

async fn looked_up(session: &mut Session, brand: &Brand, which: &str) -> Result<Option<Segment>> {
    let row = match which.trim().parse::<SegmentId>() {
        Ok(id) => segments::by_id(session, brand.id, id).await?,
        Err(_) => segments::by_name(session, brand.id, &fold(which.trim())).await?,
    };
    Ok(row.map(Segment::of_row))
}

/// The segments that a person is in.
///
/// # Errors
/// When the store cannot.
pub async fn of_person(
    session: &mut Session,
    brand: &Brand,
    person: PersonId,
    now: Instant,
) -> Result<Vec<Segment>> {
    let mut found = Vec::new();
    for segment in list(session, brand).await? {
        let filter = filter_of(session, brand, &segment, now).await?;
        if people_lists::fits(session, brand.id, &filter, person).await? {
            found.push(segment);
        }
    }
    Ok(found)
}

/// Makes a segment.
///
/// # Errors
/// When its name or description cannot be, another one is called so, there are too many, or the store
/// cannot. Then nothing is stored.
pub async fn create(
    store: &Store,
    brand: &Brand,
    new: &New<'_>,
    actor: &Actor,
    now: Instant,
) -> Result<SegmentId> {
    let name = name(new.name)?;
    let mut reader = store.snapshot().await?;
    let tree = read(&mut reader, brand, new.text).await?;
    let members = match new.kind {
        Kind::Living => None,
        Kind::Static => Some(members(&mut reader, brand, &tree, now).await?),
    };
    drop(reader);
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    if segments::count(&mut session, brand.id).await? >= MOST {
        return Err(Refusal::SegmentsFull { most: MOST }.into());
    }
    let key = fold(&name);
    let at = now.micros().to_le_bytes();
    let row = SegmentRow {
        id: SegmentId::derived(&[brand.id.0.as_bytes(), key.as_bytes(), &at]),
        name,
        key,
        source: segment::write(&tree, Language::English),
        frozen: new.kind == Kind::Static,
        created_at: now,
        created_by: actor.name.clone(),
        changed_at: now,
        changed_by: actor.name.clone(),
    };
    if !segments::add(&mut session, brand.id, &row).await? {
        return Err(Refusal::SegmentTaken { name: row.name }.into());
    }
    put_members(&mut session, brand, row.id, members.as_deref().unwrap_or_default()).await?;
    written(&mut session, brand, actor, ("segment.create", row.id), members.as_deref(), now)
        .await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(row.id)
}

/// Changes a segment.
///
/// # Errors
/// As [`create`], or when it is gone.
pub async fn change(
    store: &Store,
    brand: &Brand,
    id: SegmentId,
    changed: &Changed<'_>,
    actor: &Actor,
    now: Instant,
) -> Result<Segment> {
    let name = changed.name.map(name).transpose()?;
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let mut segment = by_id(&mut session, brand, id).await?;
    if let Some(text) = changed.text {
        segment.tree = read(&mut session, brand, text).await?;
    }
    segment.kind = changed.kind.unwrap_or(segment.kind);
    let anew = changed.text.is_some() || changed.kind.is_some();
    let members = match segment.kind {
        Kind::Static if anew => Some(members(&mut session, brand, &segment.tree, now).await?),
        _ => None,
    };
    segment.name = name.unwrap_or(segment.name);
    (segment.changed_at, segment.changed_by) = (now, actor.name.clone());
    let row = SegmentRow {
        id,
        key: fold(&segment.name),
        name: segment.name.clone(),
        source: segment::write(&segment.tree, Language::English),
        frozen: segment.kind == Kind::Static,
        created_at: segment.created_at,
        created_by: segment.created_by.clone(),
        changed_at: now,
        changed_by: actor.name.clone(),
    };
    if !segments::change(&mut session, brand.id, &row).await? {
        return Err(Refusal::SegmentTaken { name: row.name }.into());
    }
    if anew {
        segments::forget_members(&mut session, brand.id, id).await?;
        put_members(&mut session, brand, id, members.as_deref().unwrap_or_default()).await?;
    }
    written(&mut session, brand, actor, ("segment.change", id), members.as_deref(), now).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(segment)
}

/// Keeps whoever fits a segment now as its members; gives how many there are.
///
/// # Errors
/// When it is gone, too many fit, or the store cannot.
pub async fn freeze(
    store: &Store,
    brand: &Brand,
    id: SegmentId,
    actor: &Actor,
    now: Instant,
) -> Result<i64> {
    let changed = Changed { kind: Some(Kind::Static), ..Changed::default() };
    change(store, brand, id, &changed, actor, now).await?;
    Ok(segments::member_count(&mut store.read().await?, brand.id, id).await?)
}

/// Deletes a segment. Nothing happens to its people.
///
/// # Errors
/// When it is gone, or the store cannot.
pub async fn delete(
    store: &Store,
    brand: &Brand,
    id: SegmentId,
    actor: &Actor,
    now: Instant,
) -> Result<()> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    if !segments::delete(&mut session, brand.id, id).await? {
        return Err(Refusal::NoSegment { name: id.to_string() }.into());
    }
    written(&mut session, brand, actor, ("segment.delete", id), None, now).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(())
}

fn name(text: &str) -> Result<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sound = name.contains(char::is_alphanumeric) && name.chars().count() <= NAME_LENGTH;
    let sound = sound && !name.contains(char::is_control) && name.parse::<SegmentId>().is_err();
    if sound { Ok(name) } else { Err(Refusal::SegmentName { most: NAME_LENGTH }.into()) }
}

/// Everybody who fits a tree now.
async fn members(
    session: &mut Session,
    brand: &Brand,
    tree: &Tree,
    now: Instant,
) -> Result<Vec<PersonId>> {
    let filter = filter(session, brand, tree, now).await?;
    let (mut members, mut after) = (Vec::new(), None);
    loop {
        let page = people_lists::page(session, brand.id, &filter, Sort::New, after.as_ref(), PIECE);
        let page = page.await?;
        members.extend(page.people);
        if members.len() as i64 > MEMBERS_MOST {
            return Err(Refusal::SegmentLarge { most: MEMBERS_MOST }.into());
        }
        after = page.next;
        if after.is_none() {
            return Ok(members);
        }
    }
}

async fn put_members(
    session: &mut Session,
    brand: &Brand,
    segment: SegmentId,
    members: &[PersonId],
) -> Result<()> {
    let rows: Vec<MemberRow> =
        members.iter().map(|person| MemberRow { segment, person: *person }).collect();
    Ok(segments::add_members(session, brand.id, &rows).await?)
}

async fn written(
    session: &mut Session,
    brand: &Brand,
    actor: &Actor,
    (what, id): (&str, SegmentId),
    members: Option<&[PersonId]>,
    now: Instant,
) -> Result<()> {
    let count = members.map_or(1, |members| members.len() as i64);
    let deed = Deed { what, object: &id.to_string(), count };
    note_in(session, brand, actor, &deed, now).await
}
