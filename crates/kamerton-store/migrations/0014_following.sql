-- Consents of people to our following accounts of theirs. What was withdrawn stays as it was given.
CREATE TABLE follow_consent (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    identity_id {id} NOT NULL,
    -- How it was given (message, paper, words), when, in what words, by which message.
    manner TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    words TEXT NOT NULL,
    message_id {id},
    -- Who of us wrote it down, and when.
    by_name TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_words TEXT,
    -- What became of the posts that were read: kept or deleted.
    posts TEXT,
    PRIMARY KEY (workspace_id, id)
);
-- An account is followed by one consent.
CREATE UNIQUE INDEX follow_consent_open ON follow_consent (workspace_id, identity_id)
    WHERE withdrawn_at IS NULL;
CREATE INDEX follow_consent_by_identity ON follow_consent (workspace_id, identity_id);

-- What was read by a consent, so that it can go again.
CREATE TABLE followed_post (
    workspace_id {id} NOT NULL,
    consent_id {id} NOT NULL,
    remote_key TEXT NOT NULL,
    PRIMARY KEY (workspace_id, consent_id, remote_key)
) {clustered};

-- How many saw a message of ours, as the platform counted last, and when it is asked next.
CREATE TABLE message_reach (
    workspace_id {id} NOT NULL,
    message_id {id} NOT NULL,
    connection_id {id} NOT NULL,
    remote_key TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    views BIGINT,
    shares BIGINT,
    reactions BIGINT,
    comments BIGINT,
    -- When it was counted.
    counted_at BIGINT,
    due_at BIGINT,
    PRIMARY KEY (workspace_id, message_id)
) {clustered};
CREATE INDEX message_reach_due ON message_reach (workspace_id, connection_id, due_at)
    WHERE due_at IS NOT NULL;

-- Places that are nobody's of ours: the pages of people who are followed.
CREATE INDEX connection_place_hidden ON connection_place (workspace_id, connection_id, remote_id)
    WHERE hidden = 1;
