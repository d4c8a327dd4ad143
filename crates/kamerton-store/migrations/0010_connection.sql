-- Live channels: accounts of platforms that are connected, how far asking them has come, which places
-- they reach, and what goes out by them.
--
-- (The table channel is older and something else: the namespace in which the remote keys of one kind
-- of platform are unique.)

CREATE TABLE connection (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- JSON of what may be shown again, and sealed JSON of what may not.
    settings TEXT NOT NULL,
    sealed_settings TEXT NOT NULL,
    -- JSON of what the connector found out about the account.
    about TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    -- How often it was changed by one of us: whoever works with it sees that it has to begin anew.
    changes BIGINT NOT NULL,
    -- How it is: the platform refuses the sign-in, wants us to wait, or does not answer.
    sign_in_problem TEXT,
    limited_until BIGINT,
    broken_since BIGINT,
    problem TEXT,
    -- When something came last, and when it was last asked with success.
    heard_at BIGINT,
    polled_at BIGINT,
    -- Which process works with it, until when, and how often it changed hands.
    lease_by TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

-- How far asking has come: what (poll, backfill, reconcile, search …), and of which part.
CREATE TABLE connection_cursor (
    workspace_id {id} NOT NULL,
    connection_id {id} NOT NULL,
    what TEXT NOT NULL,
    part TEXT NOT NULL,
    position TEXT NOT NULL,
    -- How many payloads it has brought.
    brought BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (workspace_id, connection_id, what, part),
    FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
);

-- The places that a connection reaches.
CREATE TABLE connection_place (
    workspace_id {id} NOT NULL,
    connection_id {id} NOT NULL,
    remote_id TEXT NOT NULL,
    title TEXT NOT NULL,
    private BIGINT NOT NULL,
    people BIGINT,
    writable BIGINT NOT NULL,
    -- The place of an import that it is: what comes live is taken in there.
    adopted_place_id {id},
    hidden BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, connection_id, remote_id),
    FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
);
CREATE INDEX connection_place_adopted ON connection_place (workspace_id, connection_id, remote_id)
    WHERE adopted_place_id IS NOT NULL;

-- What goes out: written down before it is sent, and what came of it.
CREATE TABLE outgoing (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    connection_id {id} NOT NULL,
    act TEXT NOT NULL,
    -- The message of ours that it answers or changes.
    about_message_id {id},
    place TEXT NOT NULL,
    person TEXT NOT NULL,
    by_user_id {id},
    by_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- queued, sending, sent, failed or unknown.
    state TEXT NOT NULL,
    state_at BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    remote_key TEXT,
    address TEXT,
    problem TEXT,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
);
CREATE INDEX outgoing_open ON outgoing (workspace_id, connection_id, created_at)
    WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX outgoing_by_message ON outgoing (workspace_id, about_message_id)
    WHERE about_message_id IS NOT NULL;
CREATE INDEX outgoing_by_time ON outgoing (workspace_id, created_at);
-- The files of what goes out, until it is sent.
CREATE TABLE outgoing_file (
    workspace_id {id} NOT NULL,
    outgoing_id {id} NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- In base64.
    content TEXT NOT NULL,
    PRIMARY KEY (workspace_id, outgoing_id, number),
    FOREIGN KEY (workspace_id, outgoing_id) REFERENCES outgoing (workspace_id, id)
);
