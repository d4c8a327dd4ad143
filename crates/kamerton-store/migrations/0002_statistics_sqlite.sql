INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('raw_event', 'raw_event', '1000000 1000000 1'),
    ('raw_event', 'raw_event_waiting', '1000 1000 1'),
    ('raw_event', 'raw_event_unusable', '100 100 1');
ANALYZE sqlite_schema;
