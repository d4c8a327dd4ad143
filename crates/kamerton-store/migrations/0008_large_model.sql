-- A large model of a workspace's own choice: where it is asked and for what. Its key has to be read
-- back, so it is kept encrypted; what opens it lies elsewhere.
CREATE TABLE large_model (
    workspace_id {id} NOT NULL PRIMARY KEY,
    settings TEXT NOT NULL,
    sealed_key TEXT,
    changed_at BIGINT NOT NULL
);

-- What was asked of it on a day. Cost is in millionths of whatever its price is given in.
CREATE TABLE large_model_day (
    workspace_id {id} NOT NULL,
    day BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    tokens_in BIGINT NOT NULL,
    tokens_out BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, day)
);
