-- What SQLite's planner has to know of the tables of 0021; see 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('segment', 'segment', '100 100 1'),
    ('segment', 'segment_by_name', '100 100 1'),
    ('segment_member', 'segment_member', '20000 20000 1000 1');
ANALYZE sqlite_schema;
