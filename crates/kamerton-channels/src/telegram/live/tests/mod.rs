//! The connector against invented updates, the published schema and a small server.

mod facts;
