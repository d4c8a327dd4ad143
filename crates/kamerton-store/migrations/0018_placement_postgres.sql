-- What merges of before had moved goes back to its home, as far as they hold.
UPDATE identity SET home_id = (SELECT m.from_person_id FROM merge_log m CROSS JOIN LATERAL jsonb_array_elements_text(CAST(m.moved AS JSONB) -> 'accounts') AS a (value)
    WHERE m.workspace_id = identity.workspace_id AND m.undone_at IS NULL
    AND CAST(a.value AS UUID) = identity.id ORDER BY m.number LIMIT 1)
    WHERE id IN (SELECT CAST(a.value AS UUID) FROM merge_log m CROSS JOIN LATERAL jsonb_array_elements_text(CAST(m.moved AS JSONB) -> 'accounts') AS a (value) WHERE m.undone_at IS NULL);
UPDATE note SET home_id = (SELECT m.from_person_id FROM merge_log m CROSS JOIN LATERAL jsonb_array_elements_text(CAST(m.moved AS JSONB) -> 'notes') AS a (value)
    WHERE m.workspace_id = note.workspace_id AND m.undone_at IS NULL
    AND CAST(a.value AS UUID) = note.id ORDER BY m.number LIMIT 1)
    WHERE id IN (SELECT CAST(a.value AS UUID) FROM merge_log m CROSS JOIN LATERAL jsonb_array_elements_text(CAST(m.moved AS JSONB) -> 'notes') AS a (value) WHERE m.undone_at IS NULL);
INSERT INTO person_said (workspace_id, person_id, what, said_key, said)
    SELECT m.workspace_id, m.from_person_id, 'tag', a.value ->> 0, MIN(a.value ->> 1) FROM merge_log m CROSS JOIN LATERAL jsonb_array_elements(CAST(m.moved AS JSONB) -> 'tags') AS a (value)
    WHERE m.undone_at IS NULL GROUP BY m.workspace_id, m.from_person_id, a.value ->> 0;
DELETE FROM person_said WHERE what = 'tag' AND EXISTS (SELECT 1 FROM merge_log m CROSS JOIN LATERAL jsonb_array_elements_text(CAST(m.moved AS JSONB) -> 'new_tags') AS a (value)
    WHERE m.workspace_id = person_said.workspace_id AND m.into_person_id = person_said.person_id
    AND m.undone_at IS NULL AND a.value = person_said.said_key);
-- Corrections of whoever took somebody in: what theirs were before, unless they were changed since.
INSERT INTO person_said (workspace_id, person_id, what, said_key, said)
    SELECT c.workspace_id, c.id, 'correction', f.key,
        CASE WHEN f.key <> 'stage' THEN f.value
            WHEN f.value = 'I' THEN '1' WHEN f.value = 'II' THEN '2' ELSE '3' END
    FROM (
        SELECT p.workspace_id, p.id, CASE WHEN p.corrections = (SELECT CAST(m.moved AS JSONB) ->> 'after' FROM merge_log m
            WHERE m.workspace_id = p.workspace_id AND m.into_person_id = p.id
            AND m.undone_at IS NULL ORDER BY m.number DESC LIMIT 1)
        THEN (SELECT CAST(m.moved AS JSONB) ->> 'before' FROM merge_log m
            WHERE m.workspace_id = p.workspace_id AND m.into_person_id = p.id
            AND m.undone_at IS NULL ORDER BY m.number LIMIT 1)
        ELSE p.corrections END AS words
        FROM person p WHERE p.corrections <> '' AND p.merged_into_id IS NULL
        UNION ALL
        SELECT m.workspace_id, m.from_person_id, CAST(m.moved AS JSONB) ->> 'absorbed' FROM merge_log m
        WHERE m.undone_at IS NULL
    ) c, LATERAL jsonb_each_text(CAST(NULLIF(c.words, '') AS JSONB)) AS f (key, value) WHERE c.words <> '' AND f.value IS NOT NULL;
-- Steps are about an account: whoever wrote what the step starts from, if that is the person, else the
-- account that was seen first.
UPDATE step SET identity_id = COALESCE(
    (SELECT i.id FROM message m CROSS JOIN identity i
        WHERE m.workspace_id = step.workspace_id AND m.id = step.ground_id
        AND i.workspace_id = m.workspace_id AND i.id = m.identity_id AND i.home_id = step.person_id),
    (SELECT i.id FROM identity i WHERE i.workspace_id = step.workspace_id
        AND i.home_id = step.person_id ORDER BY i.first_seen_at, i.id LIMIT 1));
UPDATE step SET person_id = COALESCE((SELECT i.person_id FROM identity i
    WHERE i.workspace_id = step.workspace_id AND i.id = step.identity_id), person_id)
    WHERE identity_id IS NOT NULL;
-- Somebody who is part of one who is part of another leads to whoever is left.
UPDATE person SET merged_into_id = COALESCE((SELECT i.person_id FROM identity i
    WHERE i.workspace_id = person.workspace_id AND i.home_id = person.id LIMIT 1), merged_into_id)
    WHERE merged_into_id IS NOT NULL;
