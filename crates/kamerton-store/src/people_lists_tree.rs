//! Trees of tests as part of a list: what a filter can say is said by it, so that its indexes lead;
//! the rest becomes SQL over one person, put together from constants, with bound values.

use kamerton_core::entry::EntryKind;
use kamerton_core::segment::{Measure, Test, Tree};
use kamerton_core::time::{Day, Instant};

use crate::people_lists::{Filter, NEVER};
use crate::value::Value;

/// Before every instant: as a lower end it leaves out only those of whom there is nothing.
const EVER: Instant = Instant::from_micros(i64::MIN);

impl Filter {
    /// The same filter with as much of its tree as possible said by its own fields.
    pub(crate) fn lifted(&self) -> Self {
        let mut filter = self.clone();
        let parts = match filter.tree.take() {
            None => return filter,
            Some(Tree::All(parts)) => parts,
            Some(other) => vec![other],
        };
        let rest: Vec<Tree<Test>> = parts.into_iter().filter(|part| !filter.takes(part)).collect();
        filter.tree = (!rest.is_empty()).then(|| Tree::all(rest));
        filter
    }

    /// Takes over what a part of the tree says, where a field can say it.
    fn takes(&mut self, part: &Tree<Test>) -> bool {
        match part {
            Tree::One(test) => self.takes_test(test),
            Tree::Not(inner) => match &**inner {
                Tree::One(Test::Wrote(from)) => earlier(&mut self.active_before, *from),
                Tree::One(Test::Talked(from)) => earlier(&mut self.contact_before, *from),
                Tree::One(Test::Bought(None)) => put(&mut self.orders, &false),
                _ => false,
            },
            Tree::All(_) | Tree::Any(_) => false,
        }
    }

    fn takes_test(&mut self, test: &Test) -> bool {
        match test {
            Test::Role(role) => *role == self.role,
            Test::State(state) => put(&mut self.state, state),
            Test::Stage(stage) => put(&mut self.stage, stage),
            Test::Commerce(commerce) => put(&mut self.commerce, commerce),
            Test::Tag(tag) => put(&mut self.tag, tag),
            Test::Name(name) => put(&mut self.name, name),
            Test::Places(places) => match places.as_slice() {
                [place] => put(&mut self.place, place),
                _ => false,
            },
            Test::Wrote(from) => later(&mut self.active_from, *from),
            Test::Talked(from) => later(&mut self.contact_from, *from),
            Test::Seen(from) => later(&mut self.seen_from, Some(*from)),
            Test::Bought(None) => put(&mut self.orders, &true),
            Test::Member(segment) => put(&mut self.member, segment),
            _ => false,
        }
    }
}

/// Puts a value where there is none, or the same.
fn put<T: Clone + PartialEq>(field: &mut Option<T>, value: &T) -> bool {
    if field.is_none() {
        *field = Some(value.clone());
    }
    field.as_ref() == Some(value)
}

/// Moves a lower end up.
fn later(field: &mut Option<Instant>, from: Option<Instant>) -> bool {
    let from = from.unwrap_or(EVER);
    *field = Some(field.map_or(from, |known| known.max(from)));
    true
}

/// Moves an upper end down.
fn earlier(field: &mut Option<Instant>, before: Option<Instant>) -> bool {
    let before = before.unwrap_or(NEVER);
    *field = Some(field.map_or(before, |known| known.min(before)));
    true
}

/// A tree as a condition on the row that a text calls `person`; its values are put behind those that are
/// there. It stands in a case: a bare EXISTS would be made a join, and the order of a walk lost by it.
pub(crate) fn condition(tree: &Tree<Test>, person: &str, values: &mut Vec<Value>) -> String {
    let mut text = Text { person, values, sql: String::new() };
    text.put(" AND (CASE WHEN ");
    text.tree(tree);
    text.put(" THEN 1 ELSE 0 END) = 1");
    text.sql
}

struct Text<'a> {
    person: &'a str,
    values: &'a mut Vec<Value>,
    sql: String,
}

impl Text<'_> {
    /// Puts a constant, with the person's name for `{p}`.
    fn put(&mut self, constant: &'static str) {
        self.sql.push_str(&constant.replace("{p}", self.person));
    }

    /// Puts a placeholder for a value.
    fn bind(&mut self, value: impl Into<Value>) {
        self.values.push(value.into());
        self.sql.push_str(&format!("${}", self.values.len()));
    }

    fn tree(&mut self, tree: &Tree<Test>) {
        let (parts, joint) = match tree {
            Tree::One(test) => return self.test(test),
            Tree::Not(inner) => {
                self.put("NOT ");
                return self.tree(inner);
            }
            Tree::All(parts) if parts.is_empty() => return self.put("(1 = 1)"),
            Tree::Any(parts) if parts.is_empty() => return self.put("(1 = 0)"),
            Tree::All(parts) => (parts, " AND "),
            Tree::Any(parts) => (parts, " OR "),
        };
        for (at, part) in parts.iter().enumerate() {
            self.put(if at == 0 { "(" } else { joint });
            self.tree(part);
        }
        self.put(")");
    }

    /// One test in parentheses; it is true or false, never null.
    fn test(&mut self, test: &Test) {
        self.put("(");
        match test {
            Test::Role(role) => self.equals("{p}.role = ", role.code()),
            Test::State(state) => self.equals("{p}.state = ", state.code()),
            Test::Stage(stage) => self.equals("{p}.stage = ", stage.code()),
            Test::Commerce(commerce) => self.equals("{p}.commerce = ", commerce.code()),
            Test::Rank(measure) => self.measure("{p}.ring_rank", *measure),
            Test::Orders(measure) => self.measure("{p}.orders", *measure),
            Test::Messages(measure) => self.measure("{p}.messages", *measure),
            Test::Listeners(measure) => self.measure(
                "COALESCE((SELECT f.listeners FROM influence f WHERE f.workspace_id = $1 \
                 AND f.person_id = {p}.id), 0)",
                *measure,
            ),
            Test::Places(places) => {
                self.put(
                    "EXISTS (SELECT 1 FROM identity i CROSS JOIN person_day d \
                     WHERE i.workspace_id = $1 AND i.person_id = {p}.id AND d.workspace_id = $1 \
                     AND d.identity_id = i.id AND d.place_id IN (",
                );
                if places.is_empty() {
                    self.put("NULL");
                }
                for (at, place) in places.iter().enumerate() {
                    self.put(if at == 0 { "" } else { ", " });
                    self.bind(*place);
                }
                self.put("))");
            }
            Test::Tag(tag) => {
                self.put(
                    "EXISTS (SELECT 1 FROM person_tag t WHERE t.workspace_id = $1 \
                     AND t.person_id = {p}.id AND t.tag_key = ",
                );
                self.bind(tag.as_str());
                self.put(")");
            }
            Test::Name(name) => self.name(name),
            Test::Account(kind) => {
                self.put(
                    "EXISTS (SELECT 1 FROM identity i WHERE i.workspace_id = $1 \
                     AND i.person_id = {p}.id AND i.kind = ",
                );
                self.bind(kind.as_str());
                self.put(")");
            }
            Test::Wrote(from) => {
                self.since("{p}.last_message_at", from.map(Instant::micros));
            }
            Test::Talked(from) => self.since("{p}.contact_at", from.map(Instant::micros)),
            Test::Bought(None) => self.put("{p}.first_order_day IS NOT NULL"),
            Test::Bought(from) => self.since("{p}.last_order_day", from.map(number)),
            Test::Joined(from) => {
                self.put(
                    "EXISTS (SELECT 1 FROM identity i CROSS JOIN membership m \
                     WHERE i.workspace_id = $1 AND i.person_id = {p}.id AND m.workspace_id = $1 \
                     AND m.identity_id = i.id AND m.joined = 1 AND m.at >= ",
                );
                self.bind(from.unwrap_or(EVER));
                self.put(")");
            }
            Test::Helped(from) => {
                self.put(
                    "EXISTS (SELECT 1 FROM identity i CROSS JOIN entry e \
                     WHERE i.workspace_id = $1 AND i.person_id = {p}.id AND e.workspace_id = $1 \
                     AND e.identity_id = i.id AND e.kind = ",
                );
                self.bind(EntryKind::Helped.code());
                self.put(" AND e.day >= ");
                self.bind(from.map_or(i64::MIN, number));
                self.put(")");
            }
            Test::Seen(from) => {
                self.put("{p}.first_seen_at >= ");
                self.bind(*from);
            }
            Test::Leader(None) => self.put("1 = 0"),
            Test::Leader(Some(over)) => {
                self.put(
                    "EXISTS (SELECT 1 FROM influence f WHERE f.workspace_id = $1 \
                     AND f.person_id = {p}.id AND f.listeners > 0 AND f.value > ",
                );
                self.bind(*over);
                self.put(")");
            }
            Test::Member(segment) => {
                self.put(
                    "EXISTS (SELECT 1 FROM segment_member g WHERE g.workspace_id = $1 \
                     AND g.person_id = {p}.id AND g.segment_id = ",
                );
                self.bind(*segment);
                self.put(
                    ") OR EXISTS (SELECT 1 FROM identity i CROSS JOIN segment_member g \
                     WHERE i.workspace_id = $1 AND i.person_id = {p}.id AND g.workspace_id = $1 \
                     AND g.person_id = i.home_id AND g.segment_id = ",
                );
                self.bind(*segment);
                self.put(")");
            }
        }
        self.put(")");
    }

    fn equals(&mut self, column: &'static str, number: i64) {
        self.put(column);
        self.bind(number);
    }

    fn since(&mut self, column: &'static str, from: Option<i64>) {
        self.put(column);
        self.put(" IS NOT NULL");
        if let Some(from) = from {
            self.put(" AND ");
            self.put(column);
            self.put(" >= ");
            self.bind(from);
        }
    }

    fn measure(&mut self, column: &'static str, measure: Measure) {
        self.put(column);
        match measure {
            Measure::AtLeast(low) => {
                self.put(" >= ");
                self.bind(low);
            }
            Measure::Below(high) => {
                self.put(" < ");
                self.bind(high);
            }
            Measure::Between(low, high) => {
                self.put(" BETWEEN ");
                self.bind(low);
                self.put(" AND ");
                self.bind(high);
            }
        }
    }

    fn name(&mut self, name: &str) {
        let (low, high) = crate::people_lists::name_range(name);
        self.put("({p}.sort_key >= ");
        self.bind(low.as_str());
        self.put(" AND {p}.sort_key < ");
        self.bind(high.as_str());
        self.put(") OR ({p}.tail_key >= ");
        self.bind(low);
        self.put(" AND {p}.tail_key < ");
        self.bind(high);
        self.put(")");
    }
}

fn number(day: Day) -> i64 {
    i64::from(day.0)
}
