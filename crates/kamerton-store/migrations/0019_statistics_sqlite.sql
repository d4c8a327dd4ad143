-- What SQLite's planner has to know of the tables of 0019; see 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('community_map', 'community_map', '500 500 10 1');
ANALYZE sqlite_schema;
