-- What live sources sent, as it came. An event is acknowledged when it lies here; it is folded into
-- the house afterwards, and kept for a while so that it can be read anew.
--
-- The id begins with the time of what happened: the same event sent again has the same id, and
-- rows of one time lie together.
CREATE TABLE raw_event (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    source TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    status BIGINT NOT NULL,
    problem TEXT,
    PRIMARY KEY (workspace_id, id)
) {clustered};
CREATE INDEX raw_event_waiting ON raw_event (workspace_id, id) WHERE status = 0;
CREATE INDEX raw_event_unusable ON raw_event (workspace_id, id) WHERE status = 2;
