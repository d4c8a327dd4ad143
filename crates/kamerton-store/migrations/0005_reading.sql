-- What pages read in one range each: who was active in a place lately, what waits for us, whose
-- state has moved, what was bought.

-- The messages stand in the index, so that counting and summing looks nothing up.
CREATE INDEX person_day_by_day ON person_day (workspace_id, place_id, day, identity_id, messages);
-- What none of us has answered; the index alone tells how much of it there is, where and what for.
CREATE INDEX awaiting_without_us ON awaiting
    (workspace_id, sent_at, message_id, place_id, kinds, due_at, answered_at)
    WHERE ours_at IS NULL;
-- Most people never move: they are in no state but the first.
CREATE INDEX person_by_move ON person (workspace_id, state_since) WHERE state_since IS NOT NULL;
-- A thread's words in their order: in a busy forum the next ones of a thread lie far apart.
CREATE INDEX message_by_thread ON message (workspace_id, place_id, thread, sent_at)
    WHERE thread <> 0;
CREATE INDEX orders_by_day ON orders (workspace_id, day);
