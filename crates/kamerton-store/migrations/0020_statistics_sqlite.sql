-- What SQLite's planner has to know of the index of 0020; see 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('person', 'person_by_tail', '100000 100000 50000 2 1 1');
ANALYZE sqlite_schema;
