-- Reading the history again: how far a new version of the analysis is with it, which messages it
-- reads otherwise, and whose state moved because of that.

-- One row for each version of the analysis that read the history.
CREATE TABLE reread_run (
    workspace_id {id} NOT NULL,
    analyser BIGINT NOT NULL,
    -- reading, ready or switched.
    stage TEXT NOT NULL,
    -- What one of us wants of it: nothing, now or later.
    wish TEXT NOT NULL,
    -- Messages up to this one were read.
    after_id {id} NOT NULL,
    looked BIGINT NOT NULL,
    differing BIGINT NOT NULL,
    report TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ready_at BIGINT,
    switched_at BIGINT,
    -- Which process works on it, and until when nobody else may.
    holder TEXT NOT NULL,
    held_until BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, analyser)
);

-- The messages that the latest of them reads otherwise: as they were read and as they are.
CREATE TABLE reread_message (
    workspace_id {id} NOT NULL,
    message_id {id} NOT NULL,
    -- Of the text that was read.
    version BIGINT NOT NULL,
    old_labels BIGINT NOT NULL,
    old_sentiment BIGINT NOT NULL,
    old_lang BIGINT NOT NULL,
    labels BIGINT NOT NULL,
    sentiment BIGINT NOT NULL,
    lang BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, message_id)
) {clustered};

-- Whose state or stage the switch to it moved.
CREATE TABLE reread_person (
    workspace_id {id} NOT NULL,
    person_id {id} NOT NULL,
    old_state BIGINT NOT NULL,
    old_stage BIGINT NOT NULL,
    state BIGINT NOT NULL,
    stage BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, person_id)
) {clustered};
