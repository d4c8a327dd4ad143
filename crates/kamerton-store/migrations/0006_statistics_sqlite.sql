-- What SQLite's planner has to know of the index of 0006, and of those beside it; see
-- 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('audit_log', 'audit_log', '100000 100000 1'),
    ('audit_log', 'audit_log_by_time', '100000 100000 2 1'),
    ('audit_log', 'audit_log_by_user', '100000 100000 20000 2'),
    ('audit_log', 'audit_log_by_object', '100000 100000 4 1');
ANALYZE sqlite_schema;
