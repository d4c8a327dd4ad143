//! Rows of what is connected, and of what goes out.

use super::*;

pub fn connection(n: i64) -> ConnectionRow {
    ConnectionRow {
        id: connection_id(n),
        kind: "telegram".into(),
        name: TEXT.into(),
        settings: "{}".into(),
        sealed_settings: "v1:…".into(),
        about: "{}".into(),
        enabled: true,
        changes: 0,
        sign_in_problem: None,
        limited_until: None,
        broken_since: None,
        problem: None,
        heard_at: None,
        polled_at: None,
        lease_by: String::new(),
        lease_until: Instant::from_micros(0),
        fence: 0,
        by: "Мы".into(),
        created_at: at(n),
    }
}

pub fn unnamed(n: i64) -> UnnamedRow {
    UnnamedRow { connection: connection_id(1), remote_id: n.to_string(), asked_at: None }
}

pub fn cursor(n: i64) -> CursorRow {
    CursorRow {
        connection: connection_id(1),
        what: "poll".into(),
        part: n.to_string(),
        position: TEXT.into(),
        brought: n,
        started_at: at(1),
        updated_at: at(n),
        ended_at: None,
    }
}

pub fn reached(n: i64) -> ReachedRow {
    ReachedRow {
        connection: connection_id(1),
        remote_id: n.to_string(),
        title: format!("Чат {n}"),
        private: false,
        people: Some(n),
        writable: true,
        adopted: None,
        hidden: false,
        seen_at: at(n),
    }
}

pub fn outgoing(n: i64) -> OutgoingRow {
    OutgoingRow {
        id: outgoing_id(n),
        connection: connection_id(1),
        kind: "post".into(),
        act: "{}".into(),
        about: Some(message_id(n)),
        place: "5".into(),
        person: String::new(),
        by_user: Some(user_id(1)),
        by: "Мы".into(),
        reason: TEXT.into(),
        created_at: at(n),
        state: "queued".into(),
        state_at: at(n),
        not_before: at(n),
        tries: 0,
        remote_key: None,
        address: None,
        problem: None,
    }
}

pub fn outgoing_file(n: i64) -> FileRow {
    FileRow {
        outgoing: outgoing_id(1),
        number: n,
        name: TEXT.into(),
        kind: "image/jpeg".into(),
        content: "AAAA".into(),
    }
}

pub fn invitation(n: i64) -> InvitationRow {
    InvitationRow {
        id: invitation_id(n),
        connection: connection_id(1),
        place: "5".into(),
        address: format!("https://t.example/+{n}"),
        name: TEXT.into(),
        by: "Мы".into(),
        created_at: at(n),
    }
}
