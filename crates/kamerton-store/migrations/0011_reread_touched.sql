-- While a new reading takes over, person by person: the messages that were derived otherwise than by
-- that, because they came, were changed or were corrected meanwhile. Whatever was prepared of them
-- no longer holds; they are derived once more at the end.
CREATE TABLE reread_touched (
    workspace_id {id} NOT NULL,
    message_id {id} NOT NULL,
    PRIMARY KEY (workspace_id, message_id)
) {clustered};
