-- Indices of places by day: mixing, comfort, horizontal ties, initiators.

-- How far a place is. Up to through_day there are tallies; those from from_day to to_day, where there are
-- such days, have to be made anew because something that they follow from has changed.
CREATE TABLE place_index (
    workspace_id {id} NOT NULL,
    place_id {id} NOT NULL,
    -- By which version of the rules.
    rule BIGINT NOT NULL,
    through_day BIGINT NOT NULL,
    from_day BIGINT,
    to_day BIGINT,
    -- How often something changed: whoever has made tallies sees whether they hold.
    changed BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, place_id),
    FOREIGN KEY (workspace_id, place_id) REFERENCES place (workspace_id, id)
) {clustered};

-- What was counted of a place over the days that end with this one, as numbers; a day of which there is
-- nothing to say has no row.
CREATE TABLE place_index_day (
    workspace_id {id} NOT NULL,
    place_id {id} NOT NULL,
    day BIGINT NOT NULL,
    figures TEXT NOT NULL,
    PRIMARY KEY (workspace_id, place_id, day)
) {clustered};

-- People whose state, purchase, role or accounts are others than before from a day on: the tallies of the
-- places where they wrote have to be looked at.
CREATE TABLE person_index (
    workspace_id {id} NOT NULL,
    person_id {id} NOT NULL,
    from_day BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, person_id)
) {clustered};

-- What newcomers said when they were asked whether they feel comfortable: once each, by the account that
-- they came with.
CREATE TABLE comfort_answer (
    workspace_id {id} NOT NULL,
    identity_id {id} NOT NULL,
    -- Their first message: where it stands, there they were newcomers.
    message_id {id} NOT NULL,
    at BIGINT NOT NULL,
    -- 0 not, 1 in part, 2 comfortable.
    comfort BIGINT NOT NULL,
    words TEXT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (workspace_id, identity_id)
) {clustered};
CREATE INDEX comfort_answer_by_time ON comfort_answer (workspace_id, at);
