-- The house: who, where, what was said, and the ledger.
--
-- One text for SQLite and PostgreSQL. {id} is BLOB or UUID (16 bytes), {clustered} is WITHOUT ROWID
-- on SQLite, {bytes} is text that is compared byte by byte whatever the server's language. Numbers are BIGINT: instants in microseconds UTC, days since 1970 in the workspace's
-- zone, money in minor units, flags 0 or 1. workspace_id leads every key, so that the schema can
-- be distributed by it; the tables of the installation itself have no workspace.

CREATE TABLE workspace (
    id {id} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    lang TEXT NOT NULL,
    settings TEXT NOT NULL,
    demo BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE app_user (
    id {id} NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE user_role (
    workspace_id {id} NOT NULL,
    user_id {id} NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, role)
);

CREATE TABLE channel (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE place (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    channel_id {id} NOT NULL,
    remote_id TEXT NOT NULL,
    title TEXT NOT NULL,
    private BIGINT NOT NULL,
    settings TEXT NOT NULL,
    first_message_at BIGINT,
    last_message_at BIGINT,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, channel_id) REFERENCES channel (workspace_id, id)
);
CREATE UNIQUE INDEX place_by_remote ON place (workspace_id, channel_id, remote_id);

CREATE TABLE person (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    name TEXT NOT NULL,
    sort_key {bytes} NOT NULL,
    search_key {bytes} NOT NULL,
    role BIGINT NOT NULL,
    state BIGINT NOT NULL,
    stage BIGINT NOT NULL,
    commerce BIGINT NOT NULL,
    purchase_basis BIGINT NOT NULL,
    ring_rank BIGINT NOT NULL,
    charge_day BIGINT,
    charge_ring DOUBLE PRECISION NOT NULL,
    charge_bond DOUBLE PRECISION NOT NULL,
    base_day BIGINT NOT NULL,
    fold TEXT NOT NULL,
    moves TEXT NOT NULL,
    state_since BIGINT,
    due_day BIGINT,
    first_seen_at BIGINT NOT NULL,
    first_message_at BIGINT,
    last_message_at BIGINT,
    messages BIGINT NOT NULL,
    contact_at BIGINT,
    contact_identity_id {id},
    contact_message_id {id},
    contact_place_id {id},
    orders BIGINT NOT NULL,
    first_order_day BIGINT,
    last_order_day BIGINT,
    corrections TEXT NOT NULL,
    merged_into_id {id},
    PRIMARY KEY (workspace_id, id)
) {clustered};
-- Lists of people. Those merged into others (role -1) and those who are no community are left out
-- by the leading columns, so that every page is one range of one index. The columns after the id
-- are what lists filter by: a walk leaves people out without looking them up.
CREATE INDEX person_by_charge ON person
    (workspace_id, role, ring_rank, id, state, stage, commerce, contact_at, last_message_at,
    first_order_day, first_seen_at);
CREATE INDEX person_by_state ON person
    (workspace_id, role, state, ring_rank, id, stage, commerce, contact_at, last_message_at,
    first_order_day, first_seen_at);
CREATE INDEX person_by_activity ON person
    (workspace_id, role, last_message_at, id, state, stage, commerce, contact_at,
    first_order_day, first_seen_at);
CREATE INDEX person_by_contact ON person
    (workspace_id, role, contact_at, id, state, stage, commerce);
CREATE INDEX person_by_name ON person (workspace_id, role, sort_key, id, state, stage, commerce);
CREATE INDEX person_by_first_seen ON person
    (workspace_id, role, first_seen_at, id, state, stage, commerce);
CREATE INDEX person_by_stage ON person (workspace_id, role, stage, id);
CREATE INDEX person_by_commerce ON person (workspace_id, role, commerce, id);
CREATE INDEX person_by_first_message ON person (workspace_id, role, first_message_at, id);
CREATE INDEX person_by_first_order ON person (workspace_id, role, first_order_day, id);
CREATE INDEX person_by_due ON person (workspace_id, due_day);

CREATE TABLE identity (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    kind TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    person_id {id},
    handle TEXT,
    handle_key TEXT,
    name TEXT,
    name_key TEXT,
    name_only BIGINT NOT NULL,
    deleted BIGINT NOT NULL,
    role BIGINT NOT NULL,
    role_source TEXT NOT NULL,
    role_user_id {id},
    source TEXT NOT NULL,
    basis TEXT NOT NULL,
    purpose TEXT NOT NULL,
    retention TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
) {clustered};
CREATE UNIQUE INDEX identity_by_remote ON identity (workspace_id, kind, remote_id);
CREATE INDEX identity_by_person ON identity (workspace_id, person_id);
CREATE INDEX identity_by_handle ON identity (workspace_id, kind, handle_key);
CREATE INDEX identity_by_name ON identity (workspace_id, name_key);
CREATE INDEX identity_by_role ON identity (workspace_id, role) WHERE role <> 0;

CREATE TABLE remote_key (
    workspace_id {id} NOT NULL,
    channel_id {id} NOT NULL,
    remote_key TEXT NOT NULL,
    message_id {id} NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, channel_id, remote_key)
) {clustered};

CREATE TABLE message (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    place_id {id} NOT NULL,
    identity_id {id},
    sent_at BIGINT NOT NULL,
    day BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    topic TEXT,
    remote_key TEXT NOT NULL,
    reply_to_id {id},
    reply_to_key TEXT,
    implied BIGINT NOT NULL,
    text TEXT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    version BIGINT NOT NULL,
    service BIGINT NOT NULL,
    forwarded_from TEXT,
    attachments TEXT,
    labels BIGINT NOT NULL,
    sentiment BIGINT NOT NULL,
    lang BIGINT NOT NULL,
    analyser BIGINT NOT NULL,
    doc_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
) {clustered};
CREATE INDEX message_by_place ON message (workspace_id, place_id, sent_at);
CREATE INDEX message_by_identity ON message (workspace_id, identity_id, sent_at);
CREATE INDEX message_by_reply ON message (workspace_id, reply_to_id) WHERE reply_to_id IS NOT NULL;
CREATE INDEX message_unresolved ON message (workspace_id, reply_to_key)
    WHERE reply_to_id IS NULL AND reply_to_key IS NOT NULL;
CREATE UNIQUE INDEX message_by_doc ON message (workspace_id, doc_id);

-- What is said of a message that is not there yet: a deletion or reaction that came before it.
CREATE TABLE pending_fact (
    workspace_id {id} NOT NULL,
    channel_id {id} NOT NULL,
    remote_key TEXT NOT NULL,
    number BIGINT NOT NULL,
    fact TEXT NOT NULL,
    PRIMARY KEY (workspace_id, channel_id, remote_key, number)
);

CREATE TABLE message_version (
    workspace_id {id} NOT NULL,
    message_id {id} NOT NULL,
    version BIGINT NOT NULL,
    edited_at BIGINT,
    text TEXT NOT NULL,
    PRIMARY KEY (workspace_id, message_id, version)
);

CREATE TABLE label_correction (
    workspace_id {id} NOT NULL,
    message_id {id} NOT NULL,
    labels BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (workspace_id, message_id)
);

CREATE TABLE reaction (
    workspace_id {id} NOT NULL,
    message_id {id} NOT NULL,
    emoji TEXT NOT NULL,
    identity_id {id} NOT NULL,
    count BIGINT NOT NULL,
    day BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, message_id, emoji, identity_id)
) {clustered};
CREATE INDEX reaction_by_identity ON reaction (workspace_id, identity_id, day, message_id);

CREATE TABLE membership (
    workspace_id {id} NOT NULL,
    remote_key TEXT NOT NULL,
    place_id {id} NOT NULL,
    identity_id {id} NOT NULL,
    at BIGINT NOT NULL,
    joined BIGINT NOT NULL,
    invited_by_id {id},
    PRIMARY KEY (workspace_id, remote_key)
) {clustered};
CREATE INDEX membership_by_identity ON membership (workspace_id, identity_id, at);
CREATE INDEX membership_by_place ON membership (workspace_id, place_id, at);

CREATE TABLE orders (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    remote_key TEXT NOT NULL,
    identity_id {id} NOT NULL,
    kind BIGINT NOT NULL,
    at BIGINT NOT NULL,
    day BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    product TEXT,
    source TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX orders_by_remote ON orders (workspace_id, remote_key);
CREATE INDEX orders_by_identity ON orders (workspace_id, identity_id, day);

CREATE TABLE note (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    person_id {id} NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX note_by_person ON note (workspace_id, person_id, at);

CREATE TABLE person_tag (
    workspace_id {id} NOT NULL,
    tag_key TEXT NOT NULL,
    person_id {id} NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (workspace_id, tag_key, person_id)
) {clustered};
CREATE INDEX person_tag_by_person ON person_tag (workspace_id, person_id);

CREATE TABLE merge_log (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    from_person_id {id} NOT NULL,
    into_person_id {id} NOT NULL,
    moved TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    undone_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX merge_log_by_into ON merge_log (workspace_id, into_person_id, at);

CREATE TABLE person_day (
    workspace_id {id} NOT NULL,
    identity_id {id} NOT NULL,
    day BIGINT NOT NULL,
    place_id {id} NOT NULL,
    messages BIGINT NOT NULL,
    reactions BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, identity_id, day, place_id)
) {clustered};
CREATE INDEX person_day_by_place ON person_day (workspace_id, place_id, identity_id, day);

CREATE TABLE place_day (
    workspace_id {id} NOT NULL,
    place_id {id} NOT NULL,
    day BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, place_id, day, kind)
) {clustered};

CREATE TABLE entry (
    workspace_id {id} NOT NULL,
    identity_id {id} NOT NULL,
    day BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    ground_id {id} NOT NULL,
    weight BIGINT NOT NULL,
    other_id {id} NOT NULL,
    since BIGINT NOT NULL,
    rule BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, identity_id, day, kind, ground_id)
) {clustered};
-- 15 is having taken part: it has no ground and is never looked for by kind.
CREATE INDEX entry_by_ground ON entry (workspace_id, ground_id) WHERE kind <> 15;
CREATE INDEX entry_by_kind ON entry (workspace_id, kind, day) WHERE kind <> 15;

CREATE TABLE awaiting (
    workspace_id {id} NOT NULL,
    message_id {id} NOT NULL,
    place_id {id} NOT NULL,
    identity_id {id} NOT NULL,
    thread BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    kinds BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by_id {id},
    ours_at BIGINT,
    overdue BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, message_id)
) {clustered};
CREATE INDEX awaiting_by_place ON awaiting (workspace_id, place_id, sent_at);
CREATE INDEX awaiting_by_time ON awaiting (workspace_id, sent_at);
CREATE INDEX awaiting_open ON awaiting (workspace_id, due_at)
    WHERE overdue = 0 AND (answered_at IS NULL OR answered_at > due_at);

CREATE TABLE step (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    day BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    playbook TEXT NOT NULL,
    person_id {id} NOT NULL,
    ground_id {id} NOT NULL,
    body TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    status TEXT NOT NULL,
    status_at BIGINT,
    until_day BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX step_by_day ON step (workspace_id, day, rank);
CREATE INDEX step_by_person ON step (workspace_id, person_id, day);
CREATE INDEX step_by_status ON step (workspace_id, status, status_at);

CREATE TABLE step_act (
    workspace_id {id} NOT NULL,
    step_id {id} NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    status TEXT NOT NULL,
    before TEXT NOT NULL,
    PRIMARY KEY (workspace_id, step_id, number)
);

CREATE TABLE plan_day (
    workspace_id {id} NOT NULL,
    day BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, day)
);

CREATE TABLE import_run (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    kind TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    items BIGINT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX import_run_by_fingerprint ON import_run (workspace_id, fingerprint);

CREATE TABLE import_refusal (
    workspace_id {id} NOT NULL,
    import_id {id} NOT NULL,
    number BIGINT NOT NULL,
    place TEXT NOT NULL,
    why TEXT NOT NULL,
    raw TEXT NOT NULL,
    PRIMARY KEY (workspace_id, import_id, number)
);
