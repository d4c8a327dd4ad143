-- Who turns to whom, and who is listened to.

-- How often an account turned to another in a place on a day. The target of a mention or a repost is an
-- account under the name by which it was called: the id that an account has of which nothing else is known.
CREATE TABLE interaction_day (
    workspace_id {id} NOT NULL,
    target_id {id} NOT NULL,
    day BIGINT NOT NULL,
    source_id {id} NOT NULL,
    place_id {id} NOT NULL,
    replies BIGINT NOT NULL,
    mentions BIGINT NOT NULL,
    reposts BIGINT NOT NULL,
    reactions BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, target_id, day, source_id, place_id)
) {clustered};

-- While the interactions of a history are counted, piece by piece: up to which message that is done.
-- What is said of later ones is counted when their turn comes. No row: everything is counted.
CREATE TABLE interaction_fill (
    workspace_id {id} NOT NULL,
    after_id {id},
    PRIMARY KEY (workspace_id)
);
INSERT INTO interaction_fill (workspace_id) SELECT id FROM workspace;

-- How much a person is listened to, as it was computed last; who has no row is listened to by nobody.
CREATE TABLE influence (
    workspace_id {id} NOT NULL,
    person_id {id} NOT NULL,
    -- The share of all walks that end with them, in millionths.
    value DOUBLE PRECISION NOT NULL,
    -- How many people turned to them.
    listeners BIGINT NOT NULL,
    -- How much of what they write speaks of what the audience is described by; nothing where it is not
    -- described.
    fit DOUBLE PRECISION,
    PRIMARY KEY (workspace_id, person_id)
) {clustered};
CREATE INDEX influence_by_value ON influence (workspace_id, value, person_id, listeners, fit);

-- When that was, by which definition, and what there was to compare with.
CREATE TABLE influence_run (
    workspace_id {id} NOT NULL,
    version BIGINT NOT NULL,
    day BIGINT NOT NULL,
    computed_at BIGINT NOT NULL,
    -- Something has changed since.
    stale BIGINT NOT NULL,
    -- JSON: on whom it was seeded, how many people, and thousandths of what was found.
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id)
);

-- What we have with somebody who matters. It belongs to an account, so that it goes where that goes.
CREATE TABLE relationship (
    workspace_id {id} NOT NULL,
    identity_id {id} NOT NULL,
    -- Who of us knows them.
    known_by TEXT NOT NULL,
    contact_day BIGINT,
    next_step TEXT NOT NULL,
    next_day BIGINT,
    -- How well they fit in our own eyes: 1 to 5.
    rating BIGINT,
    -- How many follow them elsewhere, as far as we know.
    followers BIGINT,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, identity_id)
) {clustered};
CREATE INDEX relationship_by_followers ON relationship (workspace_id, followers)
    WHERE followers IS NOT NULL;
