//! Values that go into SQL and rows that come out, the same on both databases.

use kamerton_core::time::{Day, Instant};
use rusqlite::types::ValueRef;
use sqlx::Row as _;
use sqlx::postgres::{PgArguments, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use uuid::Uuid;

use crate::error::{Result, StoreError};

/// A value to bind. Every variant may be null, because PostgreSQL wants the type of a null too.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// 16 bytes.
    Id(Option<Uuid>),
    /// A number, instant, day, flag or amount.
    Int(Option<i64>),
    /// A measure.
    Real(Option<f64>),
    /// Text.
    Text(Option<String>),
}

/// The type of a column, for bulk inserts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 16 bytes.
    Id,
    /// A number.
    Int,
    /// A measure.
    Real,
    /// Text.
    Text,
}

macro_rules! value_from {
    ($($from:ty => $variant:ident, $value:ident, $to:expr;)+) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Self {
                Self::$variant(Some($to))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map(|$value| $to))
            }
        }
    )+};
}

value_from! {
    Uuid => Id, value, value;
    kamerton_core::id::WorkspaceId => Id, value, value.0;
    kamerton_core::id::ChannelId => Id, value, value.0;
    kamerton_core::id::PlaceId => Id, value, value.0;
    kamerton_core::id::IdentityId => Id, value, value.0;
    kamerton_core::id::PersonId => Id, value, value.0;
    kamerton_core::id::MessageId => Id, value, value.0;
    kamerton_core::id::OrderId => Id, value, value.0;
    kamerton_core::id::StepId => Id, value, value.0;
    kamerton_core::id::ImportId => Id, value, value.0;
    kamerton_core::id::UserId => Id, value, value.0;
    kamerton_core::id::TokenId => Id, value, value.0;
    kamerton_core::id::AuditId => Id, value, value.0;
    kamerton_core::id::NoteId => Id, value, value.0;
    kamerton_core::id::MergeId => Id, value, value.0;
    kamerton_core::id::ConnectionId => Id, value, value.0;
    kamerton_core::id::OutgoingId => Id, value, value.0;
    kamerton_core::id::ConsentId => Id, value, value.0;
    kamerton_core::id::InvitationId => Id, value, value.0;
    kamerton_core::id::SegmentId => Id, value, value.0;
    kamerton_core::id::WebhookId => Id, value, value.0;
    kamerton_core::id::RawEventId => Id, value, value.0;
    i64 => Int, value, value;
    Instant => Int, value, value.micros();
    Day => Int, value, i64::from(value.0);
    bool => Int, value, i64::from(value);
    f64 => Real, value, value;
    String => Text, value, without_nulls(value);
    &str => Text, value, without_nulls(value.to_owned());
}

/// PostgreSQL has no text with U+0000 in it. A batch must not fail for one, and both databases hold
/// the same: the sign that stands for what could not be kept.
fn without_nulls(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
}

/// Makes a list of values to bind.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { <Vec<$crate::Value>>::from([$($crate::Value::from($value)),*]) };
}

pub(crate) type SqliteQuery = Query<'static, Sqlite, SqliteArguments>;
pub(crate) type PgQuery = Query<'static, Postgres, PgArguments>;

pub(crate) fn bind_sqlite(query: SqliteQuery, value: Value) -> SqliteQuery {
    match value {
        Value::Id(value) => query.bind(value),
        Value::Int(value) => query.bind(value),
        Value::Real(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
    }
}

pub(crate) fn bind_postgres(query: PgQuery, value: Value) -> PgQuery {
    match value {
        Value::Id(value) => query.bind(value),
        Value::Int(value) => query.bind(value),
        Value::Real(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
    }
}

/// A value as SQLite gave it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// None.
    Null,
    /// 16 bytes.
    Id(Uuid),
    /// A number.
    Int(i64),
    /// A measure.
    Real(f64),
    /// Text.
    Text(String),
    /// Something that no column of ours holds.
    Strange,
}

impl Cell {
    pub(crate) fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Int(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(bytes) => {
                std::str::from_utf8(bytes).map_or(Self::Strange, |text| Self::Text(text.to_owned()))
            }
            ValueRef::Blob(bytes) => Uuid::from_slice(bytes).map_or(Self::Strange, Self::Id),
        }
    }

    const fn borrowed(&self) -> ValueRef<'_> {
        match self {
            Self::Null => ValueRef::Null,
            Self::Id(id) => ValueRef::Blob(id.as_bytes().as_slice()),
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            // Bytes that are no id.
            Self::Strange => ValueRef::Blob(&[]),
        }
    }
}

/// A value as one of the types that columns have.
trait Typed {
    fn as_uuid(&self) -> Option<Uuid>;
    fn as_int(&self) -> Option<i64>;
    fn as_measure(&self) -> Option<f64>;
    fn as_words(&self) -> Option<String>;
}

impl Typed for ValueRef<'_> {
    fn as_uuid(&self) -> Option<Uuid> {
        if let Self::Blob(bytes) = self { Uuid::from_slice(bytes).ok() } else { None }
    }

    fn as_int(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// A measure that happens to be whole may be kept as a number.
    fn as_measure(&self) -> Option<f64> {
        match self {
            Self::Real(number) => Some(*number),
            Self::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }

    fn as_words(&self) -> Option<String> {
        let Self::Text(bytes) = self else { return None };
        std::str::from_utf8(bytes).ok().map(str::to_owned)
    }
}

fn maybe<T>(
    value: ValueRef<'_>,
    read: impl Fn(&ValueRef<'_>) -> Option<T>,
    at: usize,
) -> Result<Option<T>> {
    match value {
        ValueRef::Null => Ok(None),
        value => read(&value).map(Some).ok_or_else(|| strange(at)),
    }
}

fn strange(at: usize) -> StoreError {
    StoreError::Unexpected(format!("column {at} is missing, empty or of another type"))
}

/// A row of either database.
pub enum Row<'a> {
    /// From SQLite, while it is being read.
    Direct(Vec<ValueRef<'a>>),
    /// From SQLite, read before.
    Read(Box<[Cell]>),
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident, $maybe:ident: $type:ty, $cell:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// When the column is not there, is null or has another type.
        pub fn $name(&self, at: usize) -> Result<$type> {
            Ok(match self {
                Self::Direct(values) => {
                    values.get(at).and_then(|value| value.$cell()).ok_or_else(|| strange(at))?
                }
                Self::Read(cells) => {
                    cells.get(at).and_then(|cell| cell.borrowed().$cell()).ok_or_else(|| strange(at))?
                }
                Self::Sqlite(row) => row.try_get(at)?,
                Self::Postgres(row) => row.try_get(at)?,
            })
        }

        /// The same for a column that may be null.
        ///
        /// # Errors
        /// When the column is not there or has another type.
        pub fn $maybe(&self, at: usize) -> Result<Option<$type>> {
            Ok(match self {
                Self::Direct(values) => {
                    let value = values.get(at).ok_or_else(|| strange(at))?;
                    maybe(*value, |value| value.$cell(), at)?
                }
                Self::Read(cells) => {
                    let cell = cells.get(at).ok_or_else(|| strange(at))?;
                    maybe(cell.borrowed(), |value| value.$cell(), at)?
                }
                Self::Sqlite(row) => row.try_get(at)?,
                Self::Postgres(row) => row.try_get(at)?,
            })
        }
    )+};
}

impl Row<'_> {
    getters! {
        /// Column `at` as an id.
        uuid, maybe_uuid: Uuid, as_uuid;
        /// Column `at` as a number.
        int, maybe_int: i64, as_int;
        /// Column `at` as a measure.
        real, maybe_real: f64, as_measure;
        /// Column `at` as text.
        text, maybe_text: String, as_words;
    }

    /// Column `at` as an id of a noun.
    ///
    /// # Errors
    /// As [`Row::uuid`].
    pub fn id<I: From<Uuid>>(&self, at: usize) -> Result<I> {
        Ok(self.uuid(at)?.into())
    }

    /// Column `at` as an id of a noun, or null.
    ///
    /// # Errors
    /// As [`Row::maybe_uuid`].
    pub fn maybe_id<I: From<Uuid>>(&self, at: usize) -> Result<Option<I>> {
        Ok(self.maybe_uuid(at)?.map(I::from))
    }

    /// Column `at` as an instant.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn instant(&self, at: usize) -> Result<Instant> {
        Ok(Instant::from_micros(self.int(at)?))
    }

    /// Column `at` as an instant, or null.
    ///
    /// # Errors
    /// As [`Row::maybe_int`].
    pub fn maybe_instant(&self, at: usize) -> Result<Option<Instant>> {
        Ok(self.maybe_int(at)?.map(Instant::from_micros))
    }

    /// Column `at` as a calendar day.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn day(&self, at: usize) -> Result<Day> {
        Ok(Day(self.int(at)? as i32))
    }

    /// Column `at` as a calendar day, or null.
    ///
    /// # Errors
    /// As [`Row::maybe_int`].
    pub fn maybe_day(&self, at: usize) -> Result<Option<Day>> {
        Ok(self.maybe_int(at)?.map(|day| Day(day as i32)))
    }

    /// Column `at` as a flag.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn flag(&self, at: usize) -> Result<bool> {
        Ok(self.int(at)? != 0)
    }
}
