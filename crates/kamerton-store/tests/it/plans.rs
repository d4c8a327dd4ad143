//! On SQLite no hot statement walks over a whole table or a whole workspace.
//!
//! The planner has no rows to learn from when a store is young; the statistics of the first
//! migration tell it what a community looks like. With one workspace its id alone selects nothing.

use kamerton_store::{Session, Store, Value};

use crate::harness::{Database, forever, runtime};
use crate::samples::home;
use crate::sources::{For, Statement, statements};

/// Statements that may walk, with the reason.
const RARE: &[(&str, &str)] = &[
    ("migrate::VERSION", "one row per migration, read when a store is opened"),
    ("workspaces::WORKSPACES", "one row per brand"),
    ("workspaces::DELETES", "the whole workspace goes"),
    ("workspaces::SEARCH_DELETE_SQLITE", "the whole workspace goes"),
    ("place_indices::ALL", "one row per place, and all are wanted"),
    ("place_indices::ALL_ANEW", "one row per place, and all are changed"),
    ("places::PLACES", "all places of a workspace: tens, and all are wanted"),
    ("imports::ALL", "one row per run of an import"),
    ("identities::WITHOUT_PROVENANCE", "a check of everything, on demand"),
    ("audit::CLEAR", "everything derived is made anew, on demand"),
    ("audit::PLACE_DAYS", "a recount of everything, on demand"),
    ("audit::PERSON_DAYS_DIFFERING", "a recount of everything, on demand"),
    ("audit::PLACE_DAYS_DIFFERING", "a recount of everything, on demand"),
    ("audit::SPANS", "a recount of everything, on demand"),
    ("audit::PART_MISSING", "a recount of everything, on demand"),
    ("audit::PART_UNFOUNDED", "a recount of everything, on demand"),
    ("audit::ENTRIES_UNFOUNDED", "a recount of everything, on demand"),
    ("audit::WAITING_UNFOUNDED", "a recount of everything, on demand"),
    ("audit::KEYS_UNFOUNDED", "a recount of everything, on demand"),
    ("behaviour::BUSIEST", "roles are proposed from the whole history, on demand"),
    ("behaviour::ANSWERERS", "roles are proposed from the whole history, on demand"),
    ("behaviour::ANSWERED", "roles are proposed from the whole history, on demand"),
    ("copy::SQLITE_SCHEMA", "the names of the tables"),
    ("copy::TEXTS_FIRST", "a copy takes everything along"),
    ("health::WITHOUT_PROVENANCE", "a check of everything, on demand"),
    ("health::UNFINISHED", "one row per run of an import"),
    ("indices::PRESENT_SQLITE", "the names of the indices, read when a store is opened"),
    ("places::CHANNELS", "one row per channel"),
    ("places::KINDS", "one row per kind of channel"),
    ("raw_events::THOSE_WAITING", "its index holds only what waits, and the first are wanted"),
    ("raw_events::THOSE_UNUSABLE", "its index holds only what nobody could use"),
    ("raw_events::COUNT_WAITING", "its index holds only what waits"),
    ("large_model::OF_WORKSPACE", "one row per workspace"),
    ("reread::CLEAR", "a new version begins: what the one before found is forgotten"),
    ("webhooks::OF_WORKSPACE", "one row per sender: few, and all are wanted"),
    ("search::SQLITE_COUNT", "a list that was handed in, and each of it is looked up"),
    ("search::SQLITE_BEGUN", "the words that begin so, from the first on, at most some dozens"),
    ("people::SQLITE_CALLED_COUNT", "a list that was handed in, and each of it is looked up"),
    ("tokens::OF_WORKSPACE", "one row per token: few, and all are wanted"),
    ("tokens::BY_HASH", "one row per brand, with one look-up for each"),
    ("users::ANY", "the first row is enough"),
    ("users::ROLES", "one row per brand, with one look-up for each"),
    ("users::MEMBERS", "one row per user of a brand: few, and all are wanted"),
    ("corrections::STATE", "an index that holds what staff said by hand, counted"),
    ("corrections::LATEST", "the end of the index of times"),
    ("adoption::RELINK", "two places become one, by hand"),
    ("connection_places::OF_WORKSPACE", "one row per place that is reached, and all are wanted"),
    ("connection_places::ADOPTIONS", "its index holds only places that are those of an import"),
    ("connection_places::HIDDEN", "its index holds only places that are none of ours"),
    ("connections::OF_WORKSPACE", "one row per connection: few, and all are wanted"),
    ("connections::DELETES", "a connection goes, by hand"),
    ("consents::OPEN", "its index holds only consents that hold, and all are wanted"),
    ("outgoing::LATEST", "the end of the index of times"),
    ("raw_events::BACKLOG", "its index holds only what waits"),
    ("raw_events::NOT_UNDERSTOOD", "its index holds only what nobody could use"),
    ("raw_events::UNUSABLE_OF", "its index holds only what nobody could use"),
    ("raw_events::READ_AGAIN", "its index holds only what nobody could use"),
    ("merges::LAST", "the end of the index of numbers"),
    ("steps::ASTRAY", "a recount of everything, on demand"),
    ("community_map::DIGESTS", "some hundred pictures, looked at when they are drawn anew"),
    ("community_map::PLACES", "some hundred pictures, and one of each place is wanted"),
    ("community_map::DRAWN", "one row per brand"),
    ("suggestions::ALL_WAIT", "everything is looked at anew, when a community has doubled"),
    ("suggestions::UNCOUNT", "everything is looked at anew, when a community has doubled"),
    ("suggestions::DRAWN", "a draw of some thousands, when a community has doubled"),
    ("suggestions::MODEL", "one row per brand"),
    ("suggestions::WAITING", "its index holds only accounts that wait, and the first are wanted"),
    ("suggestions::COUNT_WAITING", "its index holds only accounts that wait"),
    ("suggestions::OPEN", "the end of the index of what is open"),
    ("suggestions::COUNT_OPEN", "the end of the index of what is open"),
    ("suggestions::REFUSED", "the end of the index of what was refused"),
    ("segments::ALL", "two hundred rows per brand at most, and all are wanted"),
    ("segments::COUNT", "two hundred rows per brand at most"),
    ("influence::TOP", "the end of the index of values"),
    ("influence::RUN", "one row per brand"),
    ("influence::STALE", "one row per brand"),
    ("influence::FRESH", "one row per brand"),
    ("interactions::COUNTED", "one row per brand at most"),
    ("interactions::FILLED", "one row per brand at most"),
    ("interactions::CLEAR", "everything derived is made anew, on demand"),
    ("search::STRAY_SQLITE", "a recount of everything, on demand"),
];

#[test]
fn no_hot_statement_walks() {
    let database = Database::sqlite();
    runtime().block_on(async {
        let store = Store::create(&database.target()).await.unwrap();
        let mut session = store.read().await.unwrap();
        let mut walks = Vec::new();
        for statement in statements() {
            if statement.is_for() == For::Postgres || is_rare(&statement) {
                continue;
            }
            let plan = plan(&mut session, &statement.sql).await;
            if let Some(line) =
                plan.iter().find(|line| is_walk(line) && !is_of_subquery(line, &plan))
            {
                walks.push(format!("{}: {line}\n{}", statement.path(), statement.sql));
            }
        }
        assert!(walks.is_empty(), "{}", walks.join("\n\n"));
    });
}

#[test]
fn what_is_called_rare_is_there() {
    let all = statements();
    for (path, _) in RARE {
        assert!(all.iter().any(|statement| is(statement, path)), "{path} is gone");
    }
}

#[test]
fn walks_are_told_from_searches() {
    for walk in [
        "SCAN message",
        "SCAN m USING INDEX message_by_doc",
        "SCAN s VIRTUAL TABLE INDEX 0:",
        "SEARCH message USING PRIMARY KEY (workspace_id=?)",
        "SEARCH identity USING INDEX identity_by_remote (workspace_id=? AND kind=?)",
        "SEARCH x USING AUTOMATIC COVERING INDEX (id=?)",
    ] {
        assert!(is_walk(walk), "{walk}");
    }
    for search in [
        "SCAN CONSTANT ROW",
        "SCAN s VIRTUAL TABLE INDEX 0:M1",
        "SEARCH message USING PRIMARY KEY (workspace_id=? AND id=?)",
        "SEARCH message USING PRIMARY KEY (workspace_id=? AND id>?)",
        "USE TEMP B-TREE FOR ORDER BY",
    ] {
        assert!(!is_walk(search), "{search}");
    }
}

#[test]
fn reading_a_subquery_is_no_walk() {
    let plan = ["CO-ROUTINE w", "SCAN w", "SCAN message"].map(String::from);
    assert!(is_of_subquery("SCAN w", &plan));
    assert!(!is_of_subquery("SCAN message", &plan));
    assert!(!is_of_subquery("SEARCH w USING PRIMARY KEY (workspace_id=?)", &plan));
}

fn is_rare(statement: &Statement) -> bool {
    RARE.iter().any(|(path, _)| is(statement, path))
}

/// A list of statements goes by its name without the numbers.
fn is(statement: &Statement, path: &str) -> bool {
    statement.path().split('[').next() == Some(path)
}

/// Lines of the plan. The values say nothing, but the first is always a workspace.
async fn plan(session: &mut Session, sql: &str) -> Vec<String> {
    let sql = forever(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = session.all(sql, vec![Value::from(home())]).await.unwrap();
    rows.iter().map(|row| row.text(3).unwrap()).collect()
}

/// Whether a line reads what a subquery of the same plan gave: how that came about is told by lines
/// of its own.
fn is_of_subquery(line: &str, plan: &[String]) -> bool {
    let Some(name) = line.strip_prefix("SCAN ") else { return false };
    ["CO-ROUTINE", "MATERIALIZE"].iter().any(|made| plan.contains(&format!("{made} {name}")))
}

fn is_walk(line: &str) -> bool {
    if let Some((_, index)) = line.split_once(" VIRTUAL TABLE INDEX ") {
        // What follows the colon says what the search index is asked for; nothing means all of it.
        return index.ends_with(':');
    }
    (line.starts_with("SCAN ") && line != "SCAN CONSTANT ROW")
        || line.ends_with("(workspace_id=?)")
        || line.ends_with("(workspace_id=? AND kind=?)")
        || line.contains(" AUTOMATIC ")
}
