-- People are found by their second name too: what follows the first word of the sort key.

ALTER TABLE person ADD COLUMN tail_key {bytes} NOT NULL DEFAULT '';
CREATE INDEX person_by_tail ON person (workspace_id, role, tail_key, id, sort_key);
