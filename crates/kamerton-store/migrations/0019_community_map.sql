-- The community map: pictures of who talks to whom, as they were drawn last.

-- One picture: of everywhere (place nil) or of one place, whole (part 0) or of one of its groups.
CREATE TABLE community_map (
    workspace_id {id} NOT NULL,
    place_id {id} NOT NULL,
    part BIGINT NOT NULL,
    -- Of what it was drawn: a picture of the same is not drawn again.
    digest TEXT NOT NULL,
    -- JSON that the application knows: who stands where, and who is tied to whom in which month.
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id, place_id, part)
) {clustered};

-- By which version they were drawn, when, and after which computation of influence.
CREATE TABLE community_map_run (
    workspace_id {id} NOT NULL,
    version BIGINT NOT NULL,
    drawn_at BIGINT NOT NULL,
    influenced_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id)
);
