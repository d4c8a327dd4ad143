//! Rows as structs: the columns are listed once and serve inserts, selects and reads.

use kamerton_core::entry::EntryKind;
use kamerton_core::fact::OrderKind;
use kamerton_core::id::{
    AuditId, ChannelId, ConnectionId, ConsentId, IdentityId, ImportId, InvitationId, MergeId,
    MessageId, NoteId, OrderId, OutgoingId, PersonId, PlaceId, RawEventId, SegmentId, StepId,
    TokenId, UserId, WebhookId, WorkspaceId,
};
use kamerton_core::reading::Labels;
use kamerton_core::role::Role;
use kamerton_core::state::{Commerce, PurchaseBasis, Stage, State};
use kamerton_core::time::{Day, Instant};

use crate::error::{Result, StoreError};
use crate::value::{Kind, Row, Value};

/// A type that fits one column.
pub trait Field: Sized {
    /// The column's type.
    const KIND: Kind;
    /// The value to bind.
    fn to_value(&self) -> Value;
    /// Reads column `at`.
    ///
    /// # Errors
    /// When the column holds something else.
    fn from_row(row: &Row, at: usize) -> Result<Self>;
}

macro_rules! fields {
    ($($type:ty: $kind:ident, $value:ident => $to:expr, $read:ident $maybe:ident $raw:ident => $from:expr;)+) => {$(
        impl Field for $type {
            const KIND: Kind = Kind::$kind;
            fn to_value(&self) -> Value {
                let $value = self;
                Value::from($to)
            }
            fn from_row(row: &Row, at: usize) -> Result<Self> {
                let $raw = row.$read(at)?;
                Ok($from)
            }
        }
        impl Field for Option<$type> {
            const KIND: Kind = Kind::$kind;
            fn to_value(&self) -> Value {
                Value::from(self.as_ref().map(|$value| $to))
            }
            fn from_row(row: &Row, at: usize) -> Result<Self> {
                row.$maybe(at)?.map(|$raw| Ok($from)).transpose()
            }
        }
    )+};
}

fields! {
    WorkspaceId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    ChannelId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    PlaceId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    IdentityId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    PersonId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    MessageId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    OrderId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    StepId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    ImportId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    UserId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    TokenId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    AuditId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    NoteId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    MergeId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    SegmentId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    WebhookId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    ConnectionId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    OutgoingId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    ConsentId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    InvitationId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    RawEventId: Id, id => id.0, uuid maybe_uuid raw => raw.into();
    i64: Int, number => *number, int maybe_int raw => raw;
    bool: Int, flag => i64::from(*flag), int maybe_int raw => raw != 0;
    Instant: Int, at => at.micros(), int maybe_int raw => Instant::from_micros(raw);
    Day: Int, day => i64::from(day.0), int maybe_int raw => Day(raw as i32);
    Labels: Int, labels => i64::from(labels.0), int maybe_int raw => Labels(raw as u32);
    Role: Int, role => role.code(), int maybe_int raw => Role::from_code(raw);
    State: Int, state => state.code(), int maybe_int raw => State::from_code(raw);
    Stage: Int, stage => stage.code(), int maybe_int raw => Stage::from_code(raw);
    Commerce: Int, commerce => commerce.code(), int maybe_int raw => Commerce::from_code(raw);
    PurchaseBasis: Int, basis => basis.code(), int maybe_int raw => PurchaseBasis::from_code(raw);
    OrderKind: Int, kind => kind.code(), int maybe_int raw => OrderKind::from_code(raw);
    EntryKind: Int, kind => kind.code(), int maybe_int raw => EntryKind::from_code(raw)
        .ok_or_else(|| StoreError::Unexpected(format!("entry kind {raw}")))?;
    f64: Real, measure => *measure, real maybe_real raw => raw;
    String: Text, text => text.clone(), text maybe_text raw => raw;
}

/// A struct that is a row of a table with a workspace.
pub trait Stored: Sized + Send {
    /// Column names with their types, `workspace_id` first.
    const COLUMNS: &'static [(&'static str, Kind)];
    /// The values of all columns, in their order.
    fn values(&self, workspace: WorkspaceId) -> Vec<Value>;
    /// Reads the columns after `workspace_id`.
    ///
    /// # Errors
    /// When a column holds something else.
    fn read(row: &Row) -> Result<Self>;
}

/// Declares a row: every field names its column.
macro_rules! stored {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty = $column:literal,)+
    }) => {
        $(#[$meta])*
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)+
        }

        impl $crate::stored::Stored for $name {
            const COLUMNS: &'static [(&'static str, $crate::value::Kind)] = &[
                ("workspace_id", $crate::value::Kind::Id),
                $(($column, <$type as $crate::stored::Field>::KIND),)+
            ];

            fn values(
                &self,
                workspace: kamerton_core::id::WorkspaceId,
            ) -> Vec<$crate::value::Value> {
                vec![
                    $crate::value::Value::from(workspace),
                    $($crate::stored::Field::to_value(&self.$field),)+
                ]
            }

            fn read(row: &$crate::value::Row) -> $crate::error::Result<Self> {
                let mut at = 0..;
                let mut next = || at.next().unwrap_or_default();
                Ok(Self {
                    $($field: <$type as $crate::stored::Field>::from_row(row, next())?,)+
                })
            }
        }
    };
}
pub(crate) use stored;
