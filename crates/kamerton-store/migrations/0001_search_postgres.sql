-- Search text on PostgreSQL.
CREATE TABLE message_search (
    workspace_id UUID NOT NULL,
    doc_id BIGINT NOT NULL,
    tokens TSVECTOR NOT NULL,
    PRIMARY KEY (workspace_id, doc_id)
);
CREATE INDEX message_search_tokens ON message_search USING GIN (tokens);
