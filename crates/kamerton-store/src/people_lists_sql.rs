//! The texts of lists of people.
//!
//! All of them take the same values, so that one list of them serves whichever is chosen:
//! 1 workspace, 2 role, 3 lowest number (or number of the order), 4 highest number, 5 id of the
//! last one, 6 budget, 7 limit, 8 state, 9 stage, 10 commerce, 11 contact from, 12 contact before,
//! 13 active from, 14 active before, 15 orders, 16 seen from, 17 and 18 names from and to, 19 tag,
//! 20 place, 21 whether a place is asked for, 22 and 23 first and last sort key, 24 frozen segment, 25
//! whether one is asked for. Where a tree of tests is asked for (`people_lists_tree`) it takes the place
//! of the remark that bears the name of the person, and its values come after these.

/// What the tails of the indexes tell.
macro_rules! narrow {
    ($contact:literal, $active:literal, $orders:literal, $seen:literal) => {
        concat!(
            "($8 IS NULL OR w.state = $8) AND ($9 IS NULL OR w.stage = $9) \
             AND ($10 IS NULL OR w.commerce = $10) \
             AND ($11 IS NULL OR ",
            $contact,
            " >= $11) AND ($12 IS NULL OR ",
            $contact,
            " IS NULL OR ",
            $contact,
            " < $12) AND ($13 IS NULL OR ",
            $active,
            " >= $13) AND ($14 IS NULL OR ",
            $active,
            " IS NULL OR ",
            $active,
            " < $14) AND ($15 IS NULL OR (CASE WHEN ",
            $orders,
            " IS NULL THEN 0 ELSE 1 END) = $15) AND ($16 IS NULL OR ",
            $seen,
            " >= $16)"
        )
    };
}

/// What only the people themselves tell.
macro_rules! wide {
    ($person:literal) => {
        concat!(
            " AND ($17 IS NULL OR (",
            $person,
            ".sort_key >= $17 AND ",
            $person,
            ".sort_key < $18) OR (",
            $person,
            ".tail_key >= $17 AND ",
            $person,
            ".tail_key < $18)) \
             AND ($19 IS NULL OR EXISTS (SELECT 1 FROM person_tag t WHERE t.workspace_id = $1 \
             AND t.tag_key = $19 AND t.person_id = ",
            $person,
            ".id)) \
             AND ($21 = 0 OR EXISTS (SELECT 1 FROM identity i CROSS JOIN person_day d \
             WHERE i.workspace_id = $1 AND i.person_id = ",
            $person,
            ".id AND d.workspace_id = $1 AND d.place_id = $20 AND d.identity_id = i.id)) \
             AND ($25 = 0 OR EXISTS (SELECT 1 FROM segment_member g WHERE g.workspace_id = $1 \
             AND g.segment_id = $24 AND g.person_id = ",
            $person,
            ".id) OR EXISTS (SELECT 1 FROM identity i CROSS JOIN segment_member g \
             WHERE i.workspace_id = $1 AND i.person_id = ",
            $person,
            ".id AND g.workspace_id = $1 AND g.segment_id = $24 AND g.person_id = i.home_id)) /*",
            $person,
            "*/"
        )
    };
}

/// A stretch of an index that holds no more than a budget.
macro_rules! stretch {
    ($columns:literal, $range:literal, $order:literal) => {
        concat!(
            "(SELECT id, ",
            $columns,
            " FROM person WHERE workspace_id = $1 AND role = $2 AND ",
            $range,
            " ORDER BY ",
            $order,
            " LIMIT $6) AS w"
        )
    };
}

/// A page of a stretch. The stretch comes in order and is cut off when the page is full; whoever
/// reads it relies on that order only as far as both databases hand a limited subquery through.
macro_rules! walk {
    ($name:ident, $end:ident, $columns:literal, $range:literal, $order:literal, $contact:literal,
     $active:literal, $orders:literal, $seen:literal) => {
        pub(crate) const $name: &str = concat!(
            "SELECT w.id, w.sorted FROM ",
            stretch!($columns, $range, $order),
            " CROSS JOIN person p WHERE p.workspace_id = $1 AND p.id = w.id AND ",
            narrow!($contact, $active, $orders, $seen),
            wide!("p"),
            " LIMIT $7"
        );
        pub(crate) const $end: &str = concat!(
            "SELECT id, ",
            $columns,
            " FROM person WHERE workspace_id = $1 AND role = $2 AND ",
            $range,
            " ORDER BY ",
            $order,
            " LIMIT 1 OFFSET $6 - 1"
        );
    };
}

walk!(
    CHARGE,
    CHARGE_END,
    "ring_rank AS sorted, state, stage, commerce, contact_at, last_message_at, \
     first_order_day, first_seen_at",
    "ring_rank >= $3 AND ring_rank <= $4 AND (ring_rank < $4 OR id < $5)",
    "ring_rank DESC, id DESC",
    "w.contact_at",
    "w.last_message_at",
    "w.first_order_day",
    "w.first_seen_at"
);
walk!(
    STATE,
    STATE_END,
    "ring_rank AS sorted, state, stage, commerce, contact_at, last_message_at, \
     first_order_day, first_seen_at",
    "state = $8 AND ring_rank >= $3 AND ring_rank <= $4 AND (ring_rank < $4 OR id < $5)",
    "ring_rank DESC, id DESC",
    "w.contact_at",
    "w.last_message_at",
    "w.first_order_day",
    "w.first_seen_at"
);
walk!(
    ACTIVE,
    ACTIVE_END,
    "last_message_at AS sorted, state, stage, commerce, contact_at, \
     first_order_day, first_seen_at",
    "last_message_at >= $3 AND last_message_at <= $4 AND (last_message_at < $4 OR id < $5)",
    "last_message_at DESC, id DESC",
    "w.contact_at",
    "w.sorted",
    "w.first_order_day",
    "w.first_seen_at"
);
walk!(
    SILENT,
    SILENT_END,
    "COALESCE(last_message_at, -9223372036854775807) AS sorted, state, stage, commerce, \
     contact_at, first_order_day, first_seen_at",
    "last_message_at IS NULL AND id < $5",
    "id DESC",
    "w.contact_at",
    "p.last_message_at",
    "w.first_order_day",
    "w.first_seen_at"
);
walk!(
    CONTACT,
    CONTACT_END,
    "contact_at AS sorted, state, stage, commerce",
    "contact_at >= $3 AND contact_at <= $4 AND (contact_at < $4 OR id < $5)",
    "contact_at DESC, id DESC",
    "w.sorted",
    "p.last_message_at",
    "p.first_order_day",
    "p.first_seen_at"
);
walk!(
    STRANGE,
    STRANGE_END,
    "COALESCE(contact_at, -9223372036854775807) AS sorted, state, stage, commerce",
    "contact_at IS NULL AND id < $5",
    "id DESC",
    "p.contact_at",
    "p.last_message_at",
    "p.first_order_day",
    "p.first_seen_at"
);
walk!(
    NAME,
    NAME_END,
    "sort_key AS sorted, state, stage, commerce",
    "sort_key >= $22 AND sort_key < $23 AND (sort_key > $22 OR id > $5)",
    "sort_key, id",
    "p.contact_at",
    "p.last_message_at",
    "p.first_order_day",
    "p.first_seen_at"
);
// Whose second name begins as asked, after all whose first one does: the mark before their keys says so.
walk!(
    SECOND,
    SECOND_END,
    "'\u{10FFFF}' || tail_key AS sorted, state, stage, commerce",
    "tail_key >= $22 AND tail_key < $23 AND (tail_key > $22 OR id > $5) \
     AND NOT (sort_key >= $17 AND sort_key < $18)",
    "tail_key, id",
    "p.contact_at",
    "p.last_message_at",
    "p.first_order_day",
    "p.first_seen_at"
);
walk!(
    NEW,
    NEW_END,
    "first_seen_at AS sorted, state, stage, commerce",
    "first_seen_at >= $3 AND first_seen_at <= $4 AND (first_seen_at < $4 OR id < $5)",
    "first_seen_at DESC, id DESC",
    "p.contact_at",
    "p.last_message_at",
    "p.first_order_day",
    "w.sorted"
);

/// Everybody of a role, up to the budget.
pub(crate) const ALL: &str = "SELECT COUNT(*) FROM (SELECT id FROM person \
     WHERE workspace_id = $1 AND role = $2 LIMIT $6) AS w";

/// How many a stretch holds, and how many of them fit.
macro_rules! counted {
    ($name:ident, $wide:ident, $range:literal) => {
        pub(crate) const $name: &str = concat!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN ",
            narrow!("w.contact_at", "w.last_message_at", "w.first_order_day", "w.first_seen_at"),
            " THEN 1 ELSE 0 END), 0) AS BIGINT) FROM ",
            stretch!(
                "state, stage, commerce, contact_at, last_message_at, \
     first_order_day, first_seen_at",
                $range,
                "ring_rank DESC, id DESC"
            )
        );
        pub(crate) const $wide: &str = concat!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN ",
            narrow!("w.contact_at", "w.last_message_at", "w.first_order_day", "w.first_seen_at"),
            wide!("p"),
            " THEN 1 ELSE 0 END), 0) AS BIGINT) FROM ",
            stretch!(
                "state, stage, commerce, contact_at, last_message_at, \
     first_order_day, first_seen_at",
                $range,
                "ring_rank DESC, id DESC"
            ),
            " CROSS JOIN person p WHERE p.workspace_id = $1 AND p.id = w.id"
        );
    };
}

counted!(COUNT_CHARGE, COUNT_CHARGE_WIDE, "ring_rank >= $3");
counted!(COUNT_STATE, COUNT_STATE_WIDE, "state = $8 AND ring_rank >= $3");

/// The people of one filter: what leads to them, how many they are, how many of them fit all
/// filters, and who.
macro_rules! driver {
    ($name:ident, $select:literal) => {
        driver!($name, $select, $select);
    };
    ($name:ident, $leads:literal, $select:literal) => {
        pub(crate) mod $name {
            pub(crate) const SIZE: &str =
                concat!("SELECT COUNT(*) FROM (", $leads, " LIMIT $6) AS w");
            pub(crate) const PEOPLE: &str =
                concat!("SELECT COUNT(*) FROM (", $select, " LIMIT $6) AS w");
    pub(crate) const COUNT: &str = concat!("SELECT COUNT(*) ", driver!(from $select));
            pub(crate) const BY_NUMBER: &str = concat!(
                "SELECT id, sorted FROM (SELECT w.id AS id, CASE $3 WHEN 0 THEN w.ring_rank \
                 WHEN 1 THEN COALESCE(w.last_message_at, -9223372036854775807) \
                 WHEN 2 THEN COALESCE(w.contact_at, -9223372036854775807) \
                 ELSE w.first_seen_at END AS sorted ",
        driver!(from $select),
                ") AS found WHERE sorted <= $4 AND (sorted < $4 OR id < $5) \
                 ORDER BY sorted DESC, id DESC LIMIT $7"
            );
            pub(crate) const BY_NAME: &str = concat!(
                "SELECT id, sorted FROM (SELECT w.id AS id, CASE WHEN $17 IS NULL \
                 OR (w.sort_key >= $17 AND w.sort_key < $18) THEN w.sort_key \
                 ELSE '\u{10FFFF}' || w.tail_key END AS sorted ",
        driver!(from $select),
                ") AS found WHERE sorted >= $22 AND (sorted > $22 OR id > $5) \
                 ORDER BY sorted, id LIMIT $7"
            );
        }
    };
    (from $select:literal) => {
        concat!(
            "FROM (",
            $select,
            ") AS d CROSS JOIN person w WHERE w.workspace_id = $1 AND w.id = d.id \
             AND w.role = $2 AND ",
            narrow!("w.contact_at", "w.last_message_at", "w.first_order_day", "w.first_seen_at"),
            wide!("w")
        )
    };
}

driver!(state, "SELECT id FROM person WHERE workspace_id = $1 AND role = $2 AND state = $8");
driver!(stage, "SELECT id FROM person WHERE workspace_id = $1 AND role = $2 AND stage = $9");
driver!(commerce, "SELECT id FROM person WHERE workspace_id = $1 AND role = $2 AND commerce = $10");
driver!(
    contact,
    "SELECT id FROM person WHERE workspace_id = $1 AND role = $2 AND contact_at >= $11"
);
driver!(
    active,
    "SELECT id FROM person WHERE workspace_id = $1 AND role = $2 AND last_message_at >= $13"
);
driver!(
    orders,
    "SELECT id FROM person WHERE workspace_id = $1 AND role = $2 AND first_order_day IS NOT NULL"
);
driver!(
    seen,
    "SELECT id FROM person WHERE workspace_id = $1 AND role = $2 AND first_seen_at >= $16"
);
driver!(
    name,
    "SELECT id FROM person WHERE workspace_id = $1 AND role = $2 AND sort_key >= $17 \
     AND sort_key < $18 \
     UNION ALL SELECT id FROM person WHERE workspace_id = $1 AND role = $2 AND tail_key >= $17 \
     AND tail_key < $18 AND NOT (sort_key >= $17 AND sort_key < $18)"
);
driver!(tag, "SELECT person_id AS id FROM person_tag WHERE workspace_id = $1 AND tag_key = $19");
// What leads to the people of a place are their accounts: an index alone tells how many they are.
driver!(
    place,
    "SELECT DISTINCT identity_id FROM person_day WHERE workspace_id = $1 AND place_id = $20",
    "SELECT DISTINCT i.person_id AS id FROM (SELECT DISTINCT identity_id FROM person_day \
     WHERE workspace_id = $1 AND place_id = $20) AS d CROSS JOIN identity i \
     WHERE i.workspace_id = $1 AND i.id = d.identity_id AND i.person_id IS NOT NULL"
);
// Whoever was in a segment, and whoever has taken them in since.
driver!(
    member,
    "SELECT person_id FROM segment_member WHERE workspace_id = $1 AND segment_id = $24",
    "SELECT person_id AS id FROM segment_member WHERE workspace_id = $1 AND segment_id = $24 \
     UNION SELECT i.person_id AS id FROM (SELECT person_id FROM segment_member \
     WHERE workspace_id = $1 AND segment_id = $24) AS g CROSS JOIN identity i \
     WHERE i.workspace_id = $1 AND i.home_id = g.person_id AND i.person_id IS NOT NULL"
);

/// Whether one person, whose id takes the place of the last one's, fits.
pub(crate) const FITS: &str = concat!(
    "SELECT COUNT(*) FROM person w WHERE w.workspace_id = $1 AND w.id = $5 AND w.role = $2 AND ",
    narrow!("w.contact_at", "w.last_message_at", "w.first_order_day", "w.first_seen_at"),
    wide!("w")
);
