-- What one of us said of a message in place of what was read in it, one aspect at a time. Nothing is
-- overwritten: the latest of an aspect stands, and without a value it is taken back.
CREATE TABLE correction (
    workspace_id {id} NOT NULL,
    message_id {id} NOT NULL,
    aspect TEXT NOT NULL,
    at BIGINT NOT NULL,
    holds BIGINT,
    user_id {id},
    by_name TEXT NOT NULL,
    PRIMARY KEY (workspace_id, message_id, aspect, at)
) {clustered};
CREATE INDEX correction_by_time ON correction (workspace_id, at);

-- It held whole sets of labels, and nothing has written to it yet.
DROP TABLE label_correction;
