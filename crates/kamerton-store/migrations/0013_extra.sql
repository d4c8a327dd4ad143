-- What only some platforms tell of a message: where everybody can see it, whether its author is the one
-- that it names. JSON.
ALTER TABLE message ADD COLUMN extra TEXT;

-- Accounts that came as bare ids from a connection that can ask for their names.
CREATE TABLE unnamed_account (
    workspace_id {id} NOT NULL,
    connection_id {id} NOT NULL,
    remote_id TEXT NOT NULL,
    -- When the platform was asked last, if it was yet.
    asked_at BIGINT,
    PRIMARY KEY (workspace_id, connection_id, remote_id),
    FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
);
CREATE INDEX unnamed_account_to_ask ON unnamed_account (workspace_id, connection_id)
    WHERE asked_at IS NULL;
