-- What SQLite's planner has to know of the tables of 0016; see 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('place_index', 'place_index', '100 100 1'),
    ('place_index_day', 'place_index_day', '50000 50000 500 1'),
    ('person_index', 'person_index', '1000 1000 1'),
    ('comfort_answer', 'comfort_answer', '5000 5000 1'),
    ('comfort_answer', 'comfort_answer_by_time', '5000 5000 1');
ANALYZE sqlite_schema;
