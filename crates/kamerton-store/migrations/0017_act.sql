-- What a brand does in a place beside answering, and by which invitations people come.

-- What kind of thing it is (post, ask, repost, pin, moderate, restrict; reply and private for answers; empty
-- for what was written down before), and why one of us does it.
ALTER TABLE outgoing ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE INDEX outgoing_by_place ON outgoing (workspace_id, connection_id, place, created_at);

-- By which invitation somebody came: its address, and the name that one of us gave it.
ALTER TABLE membership ADD COLUMN invitation_address TEXT;
ALTER TABLE membership ADD COLUMN invitation_name TEXT;
CREATE INDEX membership_by_invitation ON membership (workspace_id, invitation_address, identity_id)
    WHERE invitation_address IS NOT NULL;

-- Invitations that were made from here.
CREATE TABLE invitation (
    workspace_id {id} NOT NULL,
    id {id} NOT NULL,
    connection_id {id} NOT NULL,
    -- The platform's id of the place.
    place TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    by_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
);
CREATE INDEX invitation_by_place ON invitation (workspace_id, connection_id, place, created_at);
