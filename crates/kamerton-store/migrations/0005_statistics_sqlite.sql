-- What SQLite's planner has to know of the indices of 0004; see 0001_statistics_sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('person_day', 'person_day_by_day', '400000 400000 40000 40 1 1'),
    ('awaiting', 'awaiting_without_us', '30000 30000 2 1 1 1 1 1'),
    ('person', 'person_by_move', '20000 20000 20'),
    ('message', 'message_by_thread', '300000 300000 60000 20 1'),
    ('orders', 'orders_by_day', '50000 50000 50');
ANALYZE sqlite_schema;
