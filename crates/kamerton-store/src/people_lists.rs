//! Lists of people: any filters under any order, a page at a time, with bounded work.
//!
//! Two ways lead to a page. When one of the filters matches few people, they are *gathered* through
//! its index and sorted. Else the index of the order is *walked* from where the last page ended,
//! and what the filters do not want is left out; the walk is cut off after a budget, and the page
//! then says from where to go on. So no page costs more than some thousands of rows, however many
//! people there are.

use kamerton_core::id::{PersonId, PlaceId, SegmentId, WorkspaceId};
use kamerton_core::role::Role;
use kamerton_core::segment::{Test, Tree};
use kamerton_core::state::{Commerce, Stage, State};
use kamerton_core::time::Instant;
use uuid::Uuid;

use crate::Session;
use crate::error::Result;
use crate::people_lists_sql as sql;
use crate::sql::{Sql, with_tree};
use crate::value::{Row, Value};

/// Whom a list holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// In this role.
    pub role: Role,
    /// In this state.
    pub state: Option<State>,
    /// In this stage.
    pub stage: Option<Stage>,
    /// At this position of the commerce axis.
    pub commerce: Option<Commerce>,
    /// Who talked with one of us at this time or later.
    pub contact_from: Option<Instant>,
    /// Who did not talk with any of us at this time or later, or never did.
    pub contact_before: Option<Instant>,
    /// Who wrote at this time or later.
    pub active_from: Option<Instant>,
    /// Who did not write at this time or later, or never did.
    pub active_before: Option<Instant>,
    /// With orders, or without.
    pub orders: Option<bool>,
    /// First seen at this time or later.
    pub seen_from: Option<Instant>,
    /// Whose sort key begins so, or whose second name.
    pub name: Option<String>,
    /// With this tag, folded.
    pub tag: Option<String>,
    /// Who wrote or joined in this place.
    pub place: Option<PlaceId>,
    /// Who was in this segment when it was frozen.
    pub member: Option<SegmentId>,
    /// Of whom this holds.
    pub tree: Option<Tree<Test>>,
}

/// Before every instant: as [`Filter::contact_before`] it means «never».
pub const NEVER: Instant = Instant::from_micros(NONE);

/// How a list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The highest charge first.
    #[default]
    Charge,
    /// Who wrote last first; who never wrote last.
    Active,
    /// Who talked with one of us last first; who never did last.
    Contact,
    /// By name; those who are asked for by name and found by their second one come last.
    Name,
    /// Who was first seen last first.
    New,
}

/// Where a page ends: what the last one is sorted by, and who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// What it is sorted by, for orders other than by name.
    pub number: i64,
    /// What it is sorted by, for the order by name.
    pub text: String,
    /// Who.
    pub id: PersonId,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Who, in order.
    pub people: Vec<PersonId>,
    /// From where the list goes on; none at its end. A page that was cut off by the budget may hold
    /// fewer people than asked for and yet go on.
    pub next: Option<Position>,
    /// How it was found.
    pub way: Way,
}

/// Which of the two ways leads to the people of a filter; finding out asks how many each of its
/// parts matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way(Option<Driver>);

/// How many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// So many, or at least so many.
    pub number: i64,
    /// Whether there may be more.
    pub more: bool,
}

/// Counts above this are not counted out.
pub const COUNT_MOST: i64 = 10_000;
/// Nor counts above this of who wrote in a place, for each of them is looked up by itself.
const COUNT_MOST_OF_PLACE: i64 = 1_000;
/// A filter that matches at most so many is gathered.
const GATHER_MOST: i64 = 1_500;
/// How many rows of an index are walked for a page when the index tells all that is filtered by.
const WALK_NARROW: i64 = 20_000;
/// How many when the people themselves have to be looked at.
const WALK_WIDE: i64 = 1_000;
/// How many are counted then when a tree is asked for: it is counted while one types.
const COUNT_WIDE: i64 = 10_000;
/// Stands for "never" among numbers that are sorted by.
const NONE: i64 = i64::MIN + 1;
/// Sorts after all names; before the key of a second name it says that it is one.
const LAST_NAME: &str = "\u{10FFFF}";

/// One page of a list.
///
/// # Errors
/// Whatever the database says.
pub async fn page(
    session: &mut Session,
    workspace: WorkspaceId,
    filter: &Filter,
    sort: Sort,
    after: Option<&Position>,
    limit: i64,
) -> Result<Page> {
    let filter = &filter.lifted();
    let list = List { workspace, filter, sort };
    let rarest = list.rarest(session).await?;
    let page = match rarest {
        Some(driver) => list.gather(session, driver, after, limit).await?,
        None => list.walk(session, after, limit).await?,
    };
    Ok(Page { way: Way(rarest), ..page })
}

/// One page by walking, however few people fit: what [`page`] does when many do.
///
/// # Errors
/// Whatever the database says.
pub async fn walked(
    session: &mut Session,
    workspace: WorkspaceId,
    filter: &Filter,
    sort: Sort,
    after: Option<&Position>,
    limit: i64,
) -> Result<Page> {
    let filter = &filter.lifted();
    List { workspace, filter, sort }.walk(session, after, limit).await
}

/// How many people a list holds.
///
/// # Errors
/// Whatever the database says.
pub async fn count(
    session: &mut Session,
    workspace: WorkspaceId,
    filter: &Filter,
) -> Result<Count> {
    let filter = &filter.lifted();
    let rarest = List { workspace, filter, sort: Sort::Charge }.rarest(session).await?;
    count_by(session, workspace, filter, Way(rarest)).await
}

/// How many people a list holds of which a page was found in this way.
///
/// # Errors
/// Whatever the database says.
pub async fn count_by(
    session: &mut Session,
    workspace: WorkspaceId,
    filter: &Filter,
    way: Way,
) -> Result<Count> {
    let filter = &filter.lifted();
    let list = List { workspace, filter, sort: Sort::Charge };
    if let Some(driver) = way.0 {
        let (text, values) = list.asked(driver.count, Bounds::default());
        let number = session.one(text, values).await?.int(0)?;
        return Ok(Count { number, more: false });
    }
    let drivers = list.drivers();
    let most = if filter.place.is_some() { COUNT_MOST_OF_PLACE } else { COUNT_MOST };
    let (only, budget) = match (drivers.as_slice(), list.parts()) {
        ([], 0) => (Some(sql::ALL), COUNT_MOST + 1),
        ([one], 1) => (Some(one.people), most + 1),
        _ if filter.tree.is_some() => (None, COUNT_WIDE),
        _ => (None, if list.is_wide() { WALK_WIDE } else { WALK_NARROW }),
    };
    let bounds = Bounds { budget, ..Bounds::default() };
    if let Some(only) = only {
        let number = session.one(only, list.values(bounds)).await?.int(0)?;
        return Ok(Count { number: number.min(most), more: number > most });
    }
    let text = match (filter.state.is_some(), list.is_wide()) {
        (true, false) => sql::COUNT_STATE,
        (false, false) => sql::COUNT_CHARGE,
        (true, true) => sql::COUNT_STATE_WIDE,
        (false, true) => sql::COUNT_CHARGE_WIDE,
    };
    let (text, values) = list.asked(text, bounds);
    let row = session.one(text, values).await?;
    let (walked, number) = (row.int(0)?, row.int(1)?);
    Ok(Count { number: number.min(COUNT_MOST), more: walked >= budget || number > COUNT_MOST })
}

/// Whether one person fits.
///
/// # Errors
/// Whatever the database says.
pub async fn fits(
    session: &mut Session,
    workspace: WorkspaceId,
    filter: &Filter,
    person: PersonId,
) -> Result<bool> {
    let filter = &filter.lifted();
    let list = List { workspace, filter, sort: Sort::Charge };
    let (text, values) = list.asked(sql::FITS, Bounds { id: person, ..Bounds::default() });
    Ok(session.one(text, values).await?.int(0)? > 0)
}

/// What is asked for.
struct List<'a> {
    workspace: WorkspaceId,
    filter: &'a Filter,
    sort: Sort,
}

/// From where to where, and how much.
struct Bounds {
    /// Lowest number, or the number of the order where people are gathered.
    low: i64,
    /// Highest number.
    high: i64,
    /// First and last sort key.
    names: (String, String),
    /// The id of the last one of the page before.
    id: PersonId,
    budget: i64,
    limit: i64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            low: i64::MIN,
            high: i64::MAX,
            names: (String::new(), LAST_NAME.to_owned()),
            id: PersonId(Uuid::max()),
            budget: 0,
            limit: 0,
        }
    }
}

/// An index that leads to the people of one filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Driver {
    /// Counts what leads to them, at least as many, up to a budget.
    size: &'static str,
    /// Counts them, up to a budget.
    people: &'static str,
    /// Counts those that fit all filters.
    count: &'static str,
    /// Gathers them by a number.
    by_number: &'static str,
    /// Gathers them by name.
    by_name: &'static str,
}

macro_rules! driver {
    ($name:ident) => {
        Driver {
            size: sql::$name::SIZE,
            people: sql::$name::PEOPLE,
            count: sql::$name::COUNT,
            by_number: sql::$name::BY_NUMBER,
            by_name: sql::$name::BY_NAME,
        }
    };
}

impl List<'_> {
    /// The values that every text takes.
    fn values(&self, bounds: Bounds) -> Vec<Value> {
        let filter = self.filter;
        let name = filter.name.as_deref().map(name_range);
        let code = |value: Option<i64>| Value::Int(value);
        vec![
            Value::from(self.workspace),
            Value::from(filter.role.code()),
            Value::from(bounds.low),
            Value::from(bounds.high),
            Value::from(bounds.id),
            Value::from(bounds.budget),
            Value::from(bounds.limit),
            code(filter.state.map(State::code)),
            code(filter.stage.map(Stage::code)),
            code(filter.commerce.map(Commerce::code)),
            Value::from(filter.contact_from),
            Value::from(filter.contact_before),
            Value::from(filter.active_from),
            Value::from(filter.active_before),
            Value::from(filter.orders),
            Value::from(filter.seen_from),
            Value::from(name.as_ref().map(|name| name.0.clone())),
            Value::from(name.map(|name| name.1)),
            Value::from(filter.tag.clone()),
            Value::from(filter.place.unwrap_or(PlaceId::NIL)),
            Value::from(filter.place.is_some()),
            Value::from(bounds.names.0),
            Value::from(bounds.names.1),
            Value::from(filter.member.unwrap_or(SegmentId::NIL)),
            Value::from(filter.member.is_some()),
        ]
    }

    /// A text with its tree, and the values of both.
    fn asked(&self, text: &'static str, bounds: Bounds) -> (Sql, Vec<Value>) {
        let mut values = self.values(bounds);
        let text = match &self.filter.tree {
            Some(tree) => with_tree(text, tree, &mut values),
            None => text.into(),
        };
        (text, values)
    }

    /// The indexes that lead to the people of the filters.
    fn drivers(&self) -> Vec<Driver> {
        let filter = self.filter;
        let known = [
            (filter.tag.is_some(), driver!(tag)),
            (filter.name.is_some(), driver!(name)),
            (filter.state.is_some(), driver!(state)),
            (filter.stage.is_some(), driver!(stage)),
            (filter.commerce.is_some(), driver!(commerce)),
            (filter.orders == Some(true), driver!(orders)),
            (filter.seen_from.is_some(), driver!(seen)),
            (filter.contact_from.is_some(), driver!(contact)),
            (filter.active_from.is_some(), driver!(active)),
            (filter.place.is_some(), driver!(place)),
            (filter.member.is_some(), driver!(member)),
        ];
        known.into_iter().filter(|(asked, _)| *asked).map(|(_, driver)| driver).collect()
    }

    /// How many filters there are beside the role.
    fn parts(&self) -> usize {
        let filter = self.filter;
        let without = [filter.contact_before.is_some(), filter.active_before.is_some()];
        let others = without.into_iter().filter(|asked| *asked).count();
        let others = others + usize::from(filter.tree.is_some());
        self.drivers().len() + others + usize::from(filter.orders == Some(false))
    }

    /// Whether the filters need more than the indexes of charge and state tell.
    fn is_wide(&self) -> bool {
        let filter = self.filter;
        let wide = filter.tag.is_some() || filter.name.is_some() || filter.place.is_some();
        let wide = wide || filter.member.is_some() || filter.tree.is_some();
        let timed = [
            filter.contact_from,
            filter.contact_before,
            filter.active_from,
            filter.active_before,
            filter.seen_from,
        ];
        let untold = matches!(self.sort, Sort::Contact | Sort::Name | Sort::New)
            && (filter.orders.is_some() || timed.iter().any(Option::is_some));
        wide || untold
    }

    /// The filter that matches fewest, if it matches few.
    async fn rarest(&self, session: &mut Session) -> Result<Option<Driver>> {
        let mut best: Option<(i64, Driver)> = None;
        for driver in self.drivers() {
            let most = best.map_or(GATHER_MOST, |(size, _)| size);
            let values = self.values(Bounds { budget: most + 1, ..Bounds::default() });
            let size = session.one(driver.size, values).await?.int(0)?;
            if size <= most {
                best = Some((size, driver));
            }
        }
        Ok(best.map(|(_, driver)| driver))
    }

    async fn gather(
        &self,
        session: &mut Session,
        driver: Driver,
        after: Option<&Position>,
        limit: i64,
    ) -> Result<Page> {
        let mut bounds = Bounds { limit, low: self.sort as i64, ..Bounds::default() };
        if self.sort == Sort::Name {
            bounds.id = PersonId::NIL;
        }
        if let Some(after) = after {
            bounds.high = after.number;
            bounds.names.0.clone_from(&after.text);
            bounds.id = after.id;
        }
        let text = if self.sort == Sort::Name { driver.by_name } else { driver.by_number };
        let (text, values) = self.asked(text, bounds);
        let rows = session.all(text, values).await?;
        let mut page = Page::default();
        self.take(&mut page, &rows, limit)?;
        Ok(page)
    }

    /// Puts rows onto a page; when it is full it goes on after its last one.
    fn take(&self, page: &mut Page, rows: &[Row], limit: i64) -> Result<()> {
        for row in rows {
            page.people.push(row.id(0)?);
        }
        let full = page.people.len() as i64 >= limit;
        page.next = match rows.last() {
            Some(last) if full => Some(self.position(last)?),
            _ => None,
        };
        Ok(())
    }

    fn position(&self, row: &Row) -> Result<Position> {
        let id = row.id(0)?;
        if self.sort == Sort::Name {
            return Ok(Position { number: 0, text: row.text(1)?, id });
        }
        Ok(Position { number: row.int(1)?, text: String::new(), id })
    }

    async fn walk(
        &self,
        session: &mut Session,
        after: Option<&Position>,
        limit: i64,
    ) -> Result<Page> {
        let mut page = Page::default();
        let mut after = after.cloned();
        let in_tail = after.as_ref().is_some_and(|after| self.is_in_tail(after));
        if !(self.has_tail() && in_tail) {
            let walk = self.main_walk();
            self.walk_part(session, &walk, after.as_ref(), limit, &mut page).await?;
            if page.next.is_some() || !self.has_tail() {
                return Ok(page);
            }
            after = None;
        }
        if self.tail_is_unwanted() {
            return Ok(page);
        }
        let walk = self.tail_walk();
        self.walk_part(session, &walk, after.as_ref(), limit, &mut page).await?;
        Ok(page)
    }

    /// Whether those who never wrote or talked with us, or are found by their second name, stand at the
    /// end.
    const fn has_tail(&self) -> bool {
        match self.sort {
            Sort::Active | Sort::Contact => true,
            Sort::Name => self.filter.name.is_some(),
            Sort::Charge | Sort::New => false,
        }
    }

    fn is_in_tail(&self, after: &Position) -> bool {
        match self.sort {
            Sort::Name => after.text.starts_with(LAST_NAME),
            _ => after.number == NONE,
        }
    }

    const fn tail_is_unwanted(&self) -> bool {
        match self.sort {
            Sort::Name => false,
            Sort::Active => self.filter.active_from.is_some(),
            _ => self.filter.contact_from.is_some(),
        }
    }

    const fn main_walk(&self) -> Walk {
        match (self.sort, self.filter.state.is_some()) {
            (Sort::Charge, true) => Walk { page: sql::STATE, end: sql::STATE_END },
            (Sort::Charge, false) => Walk { page: sql::CHARGE, end: sql::CHARGE_END },
            (Sort::Active, _) => Walk { page: sql::ACTIVE, end: sql::ACTIVE_END },
            (Sort::Contact, _) => Walk { page: sql::CONTACT, end: sql::CONTACT_END },
            (Sort::Name, _) => Walk { page: sql::NAME, end: sql::NAME_END },
            (Sort::New, _) => Walk { page: sql::NEW, end: sql::NEW_END },
        }
    }

    const fn tail_walk(&self) -> Walk {
        match self.sort {
            Sort::Active => Walk { page: sql::SILENT, end: sql::SILENT_END },
            Sort::Name => Walk { page: sql::SECOND, end: sql::SECOND_END },
            _ => Walk { page: sql::STRANGE, end: sql::STRANGE_END },
        }
    }

    fn bounds(&self, after: Option<&Position>, limit: i64) -> Bounds {
        let filter = self.filter;
        let budget = if self.is_wide() { WALK_WIDE } else { WALK_NARROW };
        let mut bounds = Bounds { budget, limit, ..Bounds::default() };
        let (from, before) = match self.sort {
            Sort::Active => (filter.active_from, filter.active_before),
            Sort::Contact => (filter.contact_from, filter.contact_before),
            Sort::New => (filter.seen_from, None),
            Sort::Charge | Sort::Name => (None, None),
        };
        bounds.low = from.map_or(i64::MIN, Instant::micros);
        bounds.high = before.map_or(i64::MAX, |before| before.micros() - 1);
        if self.sort == Sort::Name {
            bounds.id = PersonId::NIL;
            if let Some(prefix) = &filter.name {
                bounds.names = name_range(prefix);
            }
        }
        if let Some(after) = after {
            bounds.high = after.number;
            bounds.id = after.id;
            if self.sort == Sort::Name {
                let key = after.text.strip_prefix(LAST_NAME).unwrap_or(&after.text);
                key.clone_into(&mut bounds.names.0);
            }
        }
        bounds
    }

    async fn walk_part(
        &self,
        session: &mut Session,
        walk: &Walk,
        after: Option<&Position>,
        limit: i64,
        page: &mut Page,
    ) -> Result<()> {
        let left = limit - page.people.len() as i64;
        let (text, values) = self.asked(walk.page, self.bounds(after, left));
        let rows = session.all(text, values).await?;
        self.take(page, &rows, limit)?;
        if page.next.is_none()
            && let Some(end) =
                session.first(walk.end, self.values(self.bounds(after, left))).await?
        {
            page.next = Some(self.position(&end)?);
        }
        Ok(())
    }
}

/// Texts that walk over one index.
struct Walk {
    page: &'static str,
    /// Where the budget ends.
    end: &'static str,
}

/// The range of sort keys that begin with `prefix`.
pub(crate) fn name_range(prefix: &str) -> (String, String) {
    (prefix.to_owned(), format!("{prefix}{LAST_NAME}"))
}
