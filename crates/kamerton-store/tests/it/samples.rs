//! Rows of every table, made from a number: equal numbers give equal rows, others differ in all
//! that is a key.

mod channels;

use kamerton_core::entry::EntryKind;
use kamerton_core::fact::OrderKind;
use kamerton_core::id::{
    AuditId, ChannelId, ConnectionId, ConsentId, IdentityId, ImportId, InvitationId, MessageId,
    NoteId, OrderId, OutgoingId, PersonId, PlaceId, RawEventId, StepId, TokenId, UserId, WebhookId,
    WorkspaceId,
};
use kamerton_core::reading::{Label, Labels};
use kamerton_core::role::Role;
use kamerton_core::state::{Commerce, PurchaseBasis, Stage, State};
use kamerton_core::time::{Day, Instant};
use kamerton_store::audit_log::AuditRow;
use kamerton_store::awaiting::AwaitingRow;
use kamerton_store::connection_cursors::CursorRow;
use kamerton_store::connection_places::ReachedRow;
use kamerton_store::connections::ConnectionRow;
use kamerton_store::corrections::CorrectionRow;
use kamerton_store::identities::IdentityRow;
use kamerton_store::imports::{ImportRow, RefusalRow};
use kamerton_store::interactions::InteractionRow;
use kamerton_store::invitations::InvitationRow;
use kamerton_store::large_model::{LargeModelRow, SpentRow};
use kamerton_store::ledger::EntryRow;
use kamerton_store::messages::{KeyRow, MembershipRow, MessageRow, ReactionRow, VersionRow};
use kamerton_store::orders::OrderRow;
use kamerton_store::outgoing::{FileRow, OutgoingRow};
use kamerton_store::people::PersonRow;
use kamerton_store::places::PlaceRow;
use kamerton_store::raw_events::{self, RawEventRow};
use kamerton_store::reread::{ChangeRow, MoveRow, RunRow};
use kamerton_store::sayings::SayingRow;
use kamerton_store::sessions::SessionRow;
use kamerton_store::steps::StepRow;
use kamerton_store::tokens::TokenRow;
use kamerton_store::unnamed::UnnamedRow;
use kamerton_store::users::UserRow;
use kamerton_store::webhooks::WebhookRow;
use kamerton_store::workspaces::WorkspaceRow;

pub use channels::*;

/// What a text may hold: Cyrillic, emoji of several code points, quotes, line ends, placeholders.
pub const TEXT: &str = "Ёж и Щука 👩‍👩‍👧🏽 «‹'\"\\»\r\n\t%_ $1 {in} {columns} ٣";

macro_rules! ids {
    ($($name:ident: $type:ident;)+) => {$(
        pub fn $name(n: i64) -> $type {
            $type::derived(&[&n.to_be_bytes()])
        }
    )+};
}

ids! {
    workspace_id: WorkspaceId;
    channel_id: ChannelId;
    connection_id: ConnectionId;
    outgoing_id: OutgoingId;
    invitation_id: InvitationId;
    place_id: PlaceId;
    identity_id: IdentityId;
    person_id: PersonId;
    order_id: OrderId;
    step_id: StepId;
    import_id: ImportId;
    user_id: UserId;
    note_id: NoteId;
    token_id: TokenId;
    webhook_id: WebhookId;
    audit_id: AuditId;
    consent_id: ConsentId;
}

/// The workspace that tests are about.
pub fn home() -> WorkspaceId {
    workspace_id(1)
}

/// Another one, of which nothing may ever be seen.
pub fn abroad() -> WorkspaceId {
    workspace_id(2)
}

/// The moment `n` seconds after a Sunday in 2020.
pub fn at(n: i64) -> Instant {
    Instant::from_seconds(1_600_000_000 + n)
}

/// Ids of messages lie in the order of their numbers.
pub fn message_id(n: i64) -> MessageId {
    MessageId::at(channel_id(0), &n.to_string(), at(n))
}

pub fn workspace(n: i64) -> WorkspaceRow {
    WorkspaceRow {
        id: workspace_id(n),
        name: format!("Камертон {n} {TEXT}"),
        zone: "Europe/Moscow".into(),
        lang: "ru".into(),
        settings: r#"{"ключ":"значение 🎻"}"#.into(),
        demo: false,
        created_at: at(n),
    }
}

pub fn place(n: i64) -> PlaceRow {
    PlaceRow {
        id: place_id(n),
        channel: channel_id(0),
        remote_id: format!("чат:{n}"),
        title: TEXT.into(),
        private: n % 2 == 1,
        settings: "{}".into(),
        span: None,
    }
}

pub fn identity(n: i64) -> IdentityRow {
    IdentityRow {
        id: identity_id(n),
        kind: "telegram".into(),
        remote_id: n.to_string(),
        person: Some(person_id(n)),
        home: Some(person_id(n)),
        handle: Some(format!("Имя_{n}")),
        handle_key: Some(format!("имя_{n}")),
        name: Some(TEXT.into()),
        name_key: Some(format!("ёж {n}")),
        name_only: true,
        deleted: false,
        role: Role::Member,
        role_source: "default".into(),
        role_user: Some(user_id(n)),
        source: "import:telegram".into(),
        basis: "интерес".into(),
        purpose: "сообщество".into(),
        retention: "обычный".into(),
        first_seen_at: at(n),
    }
}

pub fn person(n: i64) -> PersonRow {
    PersonRow {
        id: person_id(n),
        name: TEXT.into(),
        sort_key: format!("{n:05}"),
        tail_key: String::new(),
        search_key: "ёж".into(),
        role: Role::Member.code(),
        state: State::PassivePromoter,
        stage: Stage::III,
        commerce: Commerce::Repeat,
        basis: PurchaseBasis::Hand,
        ring_rank: i64::MIN,
        charge_day: Some(Day(-3)),
        charge_ring: 0.1 + 0.2,
        charge_bond: -1.5e-300,
        base_day: Day(i32::MIN),
        fold: TEXT.into(),
        moves: "[]".into(),
        state_since: Some(Day(i32::MAX)),
        due_day: Some(Day(100)),
        first_seen_at: at(n),
        first_message_at: Some(at(n)),
        last_message_at: Some(Instant::from_micros(i64::MAX)),
        messages: i64::MAX,
        contact_at: Some(at(n)),
        contact_identity: Some(identity_id(n)),
        contact_message: Some(message_id(n)),
        contact_place: Some(place_id(n)),
        orders: 2,
        first_order_day: Some(Day(1)),
        last_order_day: Some(Day(2)),
        corrections: "{}".into(),
        merged_into: Some(person_id(n + 1)),
    }
}

/// A message with nothing in the columns that may be null.
pub fn message(n: i64) -> MessageRow {
    MessageRow {
        id: message_id(n),
        place: place_id(1),
        identity: Some(identity_id(1)),
        sent_at: at(n),
        day: Day(18_518),
        thread: 0,
        topic: None,
        remote_key: format!("telegram:1:{n}"),
        reply_to: None,
        reply_to_key: None,
        implied: false,
        text: TEXT.into(),
        edited_at: None,
        deleted_at: None,
        version: 0,
        service: false,
        forwarded_from: None,
        attachments: None,
        extra: None,
        labels: Labels::of(&[Label::Question]),
        sentiment: -100,
        lang: 1,
        analyser: 1,
        doc_id: n,
    }
}

/// A message with something in every column.
pub fn full_message(n: i64) -> MessageRow {
    MessageRow {
        thread: i64::MIN,
        topic: Some("Тема 🎼".into()),
        reply_to: Some(message_id(n - 1)),
        reply_to_key: Some(format!("telegram:1:{}", n - 1)),
        implied: true,
        edited_at: Some(at(n + 1)),
        deleted_at: Some(at(n + 2)),
        version: 3,
        service: true,
        forwarded_from: Some("Кто-то".into()),
        attachments: Some(r#"["фото.jpg"]"#.into()),
        extra: Some(r#"{"link":"https://forum.example/1"}"#.into()),
        labels: Labels(u32::MAX),
        ..message(n)
    }
}

/// An answer of account `by` to the message `to`.
pub fn answer(n: i64, to: i64, by: i64) -> MessageRow {
    MessageRow {
        identity: Some(identity_id(by)),
        reply_to: Some(message_id(to)),
        reply_to_key: Some(format!("telegram:1:{to}")),
        ..message(n)
    }
}

pub fn version(n: i64, version: i64) -> VersionRow {
    VersionRow { message: message_id(n), version, edited_at: None, text: TEXT.into() }
}

pub fn correction(n: i64) -> CorrectionRow {
    CorrectionRow {
        message: message_id(n),
        aspect: "sentiment".into(),
        at: at(n),
        holds: Some(-1),
        user: Some(user_id(n)),
        by: "Мы".into(),
    }
}

pub fn key(n: i64) -> KeyRow {
    KeyRow {
        channel: channel_id(0),
        key: format!("telegram:1:{n}"),
        message: message_id(n),
        sent_at: at(n),
    }
}

pub fn reaction(n: i64) -> ReactionRow {
    ReactionRow {
        message: message_id(n),
        emoji: "❤️‍🔥".into(),
        identity: identity_id(n),
        count: 1,
        day: Day(5),
        at: Instant::from_micros(1),
    }
}

/// Account `n` answered account 1 once.
pub fn interaction(n: i64) -> InteractionRow {
    InteractionRow {
        target: identity_id(1),
        day: Day(18_518),
        source: identity_id(n),
        place: place_id(1),
        replies: 1,
        mentions: 0,
        reposts: 0,
        reactions: 0,
    }
}

pub fn membership(n: i64) -> MembershipRow {
    MembershipRow {
        key: format!("вход:{n}"),
        place: place_id(1),
        identity: identity_id(n),
        at: at(n),
        joined: true,
        invited_by: Some(identity_id(0)),
        invitation_address: None,
        invitation_name: None,
    }
}

pub fn entry(n: i64, kind: EntryKind) -> EntryRow {
    EntryRow {
        identity: identity_id(n),
        day: Day(n as i32),
        kind,
        ground: message_id(n),
        weight: -250,
        other: IdentityId::NIL,
        since: Day(-1),
        rule: 1,
    }
}

pub fn awaiting(n: i64) -> AwaitingRow {
    AwaitingRow {
        message: message_id(n),
        place: place_id(1),
        identity: identity_id(1),
        thread: 0,
        sent_at: at(n),
        kinds: 1,
        due_at: at(n + 100),
        answered_at: None,
        answered_by: None,
        ours_at: None,
        overdue: false,
    }
}

pub fn order(n: i64) -> OrderRow {
    OrderRow {
        id: order_id(n),
        key: format!("заказ:{n}"),
        identity: identity_id(n),
        kind: OrderKind::Purchase,
        at: at(n),
        day: Day(n as i32),
        amount_minor: -1,
        currency: "RUB".into(),
        product: Some("Скрипка 🎻".into()),
        source: "import:crm".into(),
    }
}

pub fn step(n: i64) -> StepRow {
    StepRow {
        id: step_id(n),
        day: Day(10),
        rank: n,
        playbook: "ответить".into(),
        person: person_id(n),
        identity: Some(identity_id(n)),
        ground: MessageId::NIL,
        body: TEXT.into(),
        due_at: at(n),
        status: "open".into(),
        status_at: None,
        until: None,
        owner: None,
        by: None,
        changes: 0,
    }
}

pub fn saying(n: i64) -> SayingRow {
    SayingRow {
        home: person_id(n),
        what: "tag".into(),
        key: "ёж".into(),
        said: "Ёж 🦔".into(),
        hidden_in: Some(person_id(n + 1)),
    }
}

pub fn import(n: i64) -> ImportRow {
    ImportRow {
        id: import_id(n),
        kind: "telegram".into(),
        fingerprint: "файлы".into(),
        started_at: at(n),
        ended_at: None,
        items: 0,
        report: "{}".into(),
    }
}

pub fn refusal(n: i64) -> RefusalRow {
    RefusalRow {
        import: import_id(1),
        number: n,
        place: format!("файл.json:{n}"),
        why: "не дата".into(),
        raw: TEXT.into(),
    }
}

pub fn raw_event(n: i64) -> RawEventRow {
    RawEventRow {
        id: RawEventId::at(at(n), &n.to_be_bytes()),
        source: "api:касса".into(),
        received_at: at(n + 1),
        body: format!("{{\"n\":{n},\"text\":{TEXT:?}}}"),
        status: raw_events::WAITING,
        problem: None,
    }
}

pub fn user(n: i64) -> UserRow {
    UserRow {
        id: user_id(n),
        email: format!("ёж{n}@пример.рф"),
        name: TEXT.into(),
        password_hash: "$argon2id$".into(),
        settings: "{}".into(),
        created_at: at(n),
        disabled_at: None,
    }
}

pub fn session(n: i64) -> SessionRow {
    SessionRow {
        token_hash: format!("hash{n}"),
        user: user_id(n),
        chosen: None,
        created_at: at(n),
        seen_at: at(n),
        expires_at: at(n + 100),
    }
}

pub fn token(n: i64) -> TokenRow {
    TokenRow {
        id: token_id(n),
        token_hash: format!("hash{n}"),
        name: TEXT.into(),
        scopes: "events people".into(),
        by: "Мы".into(),
        created_at: at(n),
        used_at: None,
        expires_at: Some(at(n + 100)),
    }
}

pub fn audit(n: i64) -> AuditRow {
    AuditRow {
        id: audit_id(n),
        at: at(n),
        user: Some(user_id(n)),
        by: "Мы".into(),
        what: "person.note".into(),
        object: person_id(n).to_string(),
        count: n,
    }
}

pub fn large_model(n: i64) -> LargeModelRow {
    LargeModelRow { settings: TEXT.into(), sealed_key: Some("v1:…".into()), changed_at: at(n) }
}

pub fn spent(n: i64) -> SpentRow {
    SpentRow { day: Day(n as i32), requests: n, tokens_in: 2 * n, tokens_out: 3 * n, cost: n }
}

pub fn reread_run(analyser: i64) -> RunRow {
    RunRow {
        analyser,
        stage: "reading".to_owned(),
        wish: String::new(),
        after: MessageId::NIL,
        looked: 0,
        differing: 0,
        report: "{}".to_owned(),
        started_at: at(1),
        ready_at: None,
        switched_at: None,
        holder: String::new(),
        held_until: at(0),
    }
}

pub fn reread_change(n: i64, version: i64) -> ChangeRow {
    ChangeRow {
        message: message_id(n),
        version,
        old_labels: Labels::of(&[Label::Question]),
        old_sentiment: -100,
        old_lang: 1,
        labels: Labels::of(&[Label::Thanks]),
        sentiment: 40,
        lang: 2,
    }
}

pub fn reread_move(n: i64) -> MoveRow {
    MoveRow {
        person: person_id(n),
        old_state: State::Cold,
        old_stage: Stage::I,
        state: State::Warm,
        stage: Stage::II,
    }
}

pub fn webhook(n: i64) -> WebhookRow {
    WebhookRow {
        id: webhook_id(n),
        name: TEXT.into(),
        sealed_secret: "v1:…".into(),
        by: "Мы".into(),
        created_at: at(n),
        used_at: None,
    }
}
