-- Where people, accounts, notes, tags and steps belong follows from their homes (the person something
-- was first given to) and from the merges and splits that hold.

ALTER TABLE merge_log ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE merge_log ADD COLUMN act TEXT NOT NULL DEFAULT 'merge';
ALTER TABLE merge_log ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE merge_log ADD COLUMN undone_by TEXT;
CREATE INDEX merge_log_by_from ON merge_log (workspace_id, from_person_id);
CREATE INDEX merge_log_by_number ON merge_log (workspace_id, number);
UPDATE merge_log SET number = (SELECT COUNT(*) FROM merge_log o
    WHERE o.workspace_id = merge_log.workspace_id
    AND (o.at < merge_log.at OR (o.at = merge_log.at AND o.id <= merge_log.id)));

-- The accounts that a split took.
CREATE TABLE split_account (
    workspace_id {id} NOT NULL,
    split_id {id} NOT NULL,
    identity_id {id} NOT NULL,
    PRIMARY KEY (workspace_id, split_id, identity_id)
) {clustered};
CREATE INDEX split_account_by_identity ON split_account (workspace_id, identity_id);

-- What is said of a person: tags and corrections, of whom they were said. What shows on the person who
-- is left (person_tag, person.corrections) follows from it.
CREATE TABLE person_said (
    workspace_id {id} NOT NULL,
    person_id {id} NOT NULL,
    what TEXT NOT NULL,
    said_key {bytes} NOT NULL,
    said TEXT NOT NULL,
    -- Taken off while its person was part of this one: not shown as long as it is.
    hidden_in_id {id},
    PRIMARY KEY (workspace_id, person_id, what, said_key)
) {clustered};
INSERT INTO person_said (workspace_id, person_id, what, said_key, said)
    SELECT workspace_id, person_id, 'tag', tag_key, tag FROM person_tag;

ALTER TABLE identity ADD COLUMN home_id {id};
UPDATE identity SET home_id = person_id;
CREATE INDEX identity_by_home ON identity (workspace_id, home_id);
ALTER TABLE note ADD COLUMN home_id {id};
UPDATE note SET home_id = person_id;
CREATE INDEX note_by_home ON note (workspace_id, home_id);
ALTER TABLE step ADD COLUMN identity_id {id};
CREATE INDEX step_by_identity ON step (workspace_id, identity_id);
