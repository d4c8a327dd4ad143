-- Who may be one person: what accounts are found by, how frequent their words are, and what came of it.

-- What an account is found by: hashes of its name and handle in any writing (kamerton-identity::lookup).
CREATE TABLE identity_key (
    workspace_id {id} NOT NULL,
    key BIGINT NOT NULL,
    identity_id {id} NOT NULL,
    PRIMARY KEY (workspace_id, key, identity_id)
) {clustered};

-- How many accounts have a word of a name, by its hash; 0 stands for all accounts that were looked at.
CREATE TABLE identity_term (
    workspace_id {id} NOT NULL,
    term BIGINT NOT NULL,
    accounts BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, term)
) {clustered};

-- By which version of the keys an account was looked at; nothing while it waits.
ALTER TABLE identity ADD COLUMN keyed BIGINT;
CREATE INDEX identity_waiting ON identity (workspace_id, id) WHERE keyed IS NULL;

-- Two accounts that may be one person, the one with the smaller id first.
CREATE TABLE suggestion (
    workspace_id {id} NOT NULL,
    one_id {id} NOT NULL,
    other_id {id} NOT NULL,
    -- How likely, in millionths; 0 where nothing but its refusal is known.
    likely BIGINT NOT NULL,
    -- JSON: what speaks for it and against it.
    because TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    -- Somebody said that they are two people: it is never suggested again.
    refused_at BIGINT,
    refused_by TEXT,
    PRIMARY KEY (workspace_id, one_id, other_id)
) {clustered};
CREATE INDEX suggestion_by_other ON suggestion (workspace_id, other_id);
CREATE INDEX suggestion_open ON suggestion (workspace_id, likely, one_id, other_id)
    WHERE refused_at IS NULL;
CREATE INDEX suggestion_refused ON suggestion (workspace_id, refused_at, one_id, other_id)
    WHERE refused_at IS NOT NULL;

-- What is learnt of the accounts of a brand: how much each thing says that two of them are one person.
CREATE TABLE suggestion_model (
    workspace_id {id} NOT NULL,
    -- How many accounts there were.
    accounts BIGINT NOT NULL,
    learnt_at BIGINT NOT NULL,
    -- JSON: kamerton-identity's Model.
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id)
);
