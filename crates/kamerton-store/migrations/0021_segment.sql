-- Segments: descriptions of people with a name, and lists of people that were made of one.

CREATE TABLE segment (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    name TEXT NOT NULL,
    -- The name folded: no two are called alike.
    name_key {bytes} NOT NULL,
    -- The description, as it is written in English.
    source TEXT NOT NULL,
    -- 0: whoever fits when it is read. 1: whoever fitted when it was frozen (segment_member).
    frozen BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
) {clustered};
CREATE UNIQUE INDEX segment_by_name ON segment (workspace_id, name_key);

-- Who was in a segment when it was frozen. Whoever takes one of them in later is in it as well: accounts
-- know their home.
CREATE TABLE segment_member (
    workspace_id {id} NOT NULL,
    segment_id {id} NOT NULL,
    person_id {id} NOT NULL,
    PRIMARY KEY (workspace_id, segment_id, person_id)
) {clustered};
