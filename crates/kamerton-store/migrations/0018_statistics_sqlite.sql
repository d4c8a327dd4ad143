-- What SQLite's planner has to know of what 0018 adds; see 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('merge_log', 'sqlite_autoindex_merge_log_1', '1000 1000 1'),
    ('merge_log', 'merge_log_by_into', '1000 1000 2 1'),
    ('merge_log', 'merge_log_by_from', '1000 1000 2'),
    ('merge_log', 'merge_log_by_number', '1000 1000 1'),
    ('split_account', 'split_account', '1000 1000 2 1'),
    ('split_account', 'split_account_by_identity', '1000 1000 1'),
    ('person_said', 'person_said', '50000 50000 3 2 1'),
    ('identity', 'identity_by_home', '120000 120000 2'),
    ('note', 'note_by_home', '50000 50000 2'),
    ('step', 'step_by_identity', '100000 100000 5');
ANALYZE sqlite_schema;
