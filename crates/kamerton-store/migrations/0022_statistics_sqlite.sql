-- What SQLite's planner has to know of the tables of 0022; see 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('identity_key', 'identity_key', '500000 500000 2 1'),
    ('identity_term', 'identity_term', '50000 50000 1'),
    ('identity', 'identity_waiting', '100 100 1'),
    ('suggestion', 'suggestion', '5000 5000 2 1'),
    ('suggestion', 'suggestion_by_other', '5000 5000 2'),
    ('suggestion', 'suggestion_open', '4000 4000 2 1 1'),
    ('suggestion', 'suggestion_refused', '1000 1000 2 1 1');
ANALYZE sqlite_schema;
