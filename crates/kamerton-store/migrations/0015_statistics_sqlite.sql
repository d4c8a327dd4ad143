-- What SQLite's planner has to know of the tables of 0015; see 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('interaction_day', 'interaction_day', '500000 500000 10 4 1 1'),
    ('influence', 'influence', '50000 50000 1'),
    ('influence', 'influence_by_value', '50000 50000 1 1 1 1'),
    ('relationship', 'relationship', '500 500 1'),
    ('relationship', 'relationship_by_followers', '200 200 1');
ANALYZE sqlite_schema;
