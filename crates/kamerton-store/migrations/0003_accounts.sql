-- Accounts: who signs in, what programs may come in, and what was changed by whom.
--
-- Sessions, failures and users belong to the installation and have no workspace. Secrets are kept
-- as hashes only: who reads the database cannot sign in with what stands there.

ALTER TABLE app_user ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE app_user ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE app_user ADD COLUMN disabled_at BIGINT;

CREATE TABLE user_session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id {id} NOT NULL,
    chosen_workspace_id {id},
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) {clustered};
CREATE INDEX user_session_by_user ON user_session (user_id);
CREATE INDEX user_session_by_end ON user_session (expires_at);

CREATE TABLE sign_in_failure (
    subject TEXT NOT NULL PRIMARY KEY,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL
) {clustered};
CREATE INDEX sign_in_failure_by_time ON sign_in_failure (last_at);

CREATE TABLE api_token (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    token_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    by_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    expires_at BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX api_token_by_hash ON api_token (workspace_id, token_hash);

CREATE TABLE audit_log (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    at BIGINT NOT NULL,
    user_id {id},
    by_name TEXT NOT NULL,
    what TEXT NOT NULL,
    object TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
) {clustered};
CREATE INDEX audit_log_by_time ON audit_log (workspace_id, at, id);
CREATE INDEX audit_log_by_user ON audit_log (workspace_id, user_id, at);
