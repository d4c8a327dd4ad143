-- What SQLite's planner has to know of the table of 0007; see 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('correction', 'correction', '2000 2000 2 1 1'),
    ('correction', 'correction_by_time', '2000 2000 1');
ANALYZE sqlite_schema;
