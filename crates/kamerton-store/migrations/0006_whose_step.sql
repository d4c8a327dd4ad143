-- Whose a step is where several of us share the day, and who did what was done with it.
ALTER TABLE step ADD COLUMN owner_id {id};
ALTER TABLE step ADD COLUMN by_id {id};
-- How often it was changed: of two who change it at the same moment one comes too late.
ALTER TABLE step ADD COLUMN changes BIGINT NOT NULL DEFAULT 0;

-- Who last wrote something down on a person.
CREATE INDEX audit_log_by_object ON audit_log (workspace_id, object, at);
