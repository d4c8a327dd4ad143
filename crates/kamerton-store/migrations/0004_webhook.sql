-- Signed calls from outside: who may send, by a secret that both sides know. It has to be read back
-- to check a signature, so it is kept encrypted; the key lies elsewhere.
CREATE TABLE webhook (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    name TEXT NOT NULL,
    sealed_secret TEXT NOT NULL,
    by_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
