//! Merges of before: what they had moved finds its home.

use kamerton_core::id::{IdentityId, MergeId, NoteId, PersonId};
use kamerton_store::people::{self, MERGED, PersonRow};
use kamerton_store::{
    Session, Store, Value, identities, merges, notes, sayings, steps, values, workspaces,
};
use serde_json::json;

use crate::harness::{for_each, runtime};
use crate::samples::{home, identity_id, note_id, person, person_id, step_id, workspace};
use crate::upgrade::save_old_people;

async fn run(session: &mut Session, sql: &'static str, values: Vec<Value>) {
    session.execute(sql, values).await.unwrap();
}

/// An account, a note, a tag and a step, as the program before kept them.
async fn papers(session: &mut Session, n: i64, person: PersonId) {
    let identity = "INSERT INTO identity (workspace_id, id, kind, remote_id, person_id, name_only, \
         deleted, role, role_source, source, basis, purpose, retention, first_seen_at) \
         VALUES ($1, $2, 'x', $3, $4, 0, 0, 0, '', '', '', '', '', 0)";
    let remote = n.to_string();
    run(session, identity, values![home(), identity_id(n), remote.as_str(), person]).await;
    let note = "INSERT INTO note (workspace_id, id, person_id, at, by_name, text) \
         VALUES ($1, $2, $3, 0, '', '')";
    run(session, note, values![home(), note_id(n), person]).await;
}

async fn tag(session: &mut Session, key: &str, person: PersonId) {
    let tag = "INSERT INTO person_tag (workspace_id, tag_key, person_id, tag) \
         VALUES ($1, $2, $3, $2)";
    run(session, tag, values![home(), key, person]).await;
}

#[test]
fn what_merges_had_moved_finds_its_home() {
    for_each(|database| {
        runtime().block_on(async {
            let store = Store::create_as_of(&database.target(), 16).await.unwrap();
            before(&store).await;
            store.close().await;
            let store = Store::open(&database.target()).await.unwrap();
            after(&store).await;
            store.close().await;
        });
    });
}

/// 1 became part of 2, and 2 of 3; 5 became part of 3 and was taken out again.
async fn before(store: &Store) {
    let [one, two, three, five] = [1, 2, 3, 5].map(person_id);
    let mut session = store.write().await.unwrap();
    workspaces::insert(&mut session, &workspace(1)).await.unwrap();
    let gone = |n: i64, into| PersonRow {
        role: MERGED,
        merged_into: Some(into),
        corrections: String::new(),
        ..person(n)
    };
    let left = PersonRow {
        merged_into: None,
        corrections: r#"{"state":"warm","stage":"II","purchase":null}"#.to_owned(),
        ..person(3)
    };
    let apart = PersonRow { merged_into: None, corrections: String::new(), ..person(5) };
    save_old_people(&mut session, &[gone(1, two), gone(2, three), left, apart]).await;
    for (n, whose) in [(1, three), (2, three), (3, three), (5, five)] {
        papers(&mut session, n, whose).await;
    }
    for key in ["a", "b", "c"] {
        tag(&mut session, key, three).await;
    }
    let step = "INSERT INTO step (workspace_id, id, day, rank, playbook, person_id, ground_id, \
         body, due_at, status) VALUES ($1, $2, 0, 1, '', $3, $2, '', 0, 'done')";
    run(&mut session, step, values![home(), step_id(1), one]).await;
    let merge = "INSERT INTO merge_log (workspace_id, id, from_person_id, into_person_id, moved, \
         at, by_name, undone_at) VALUES ($1, $2, $3, $4, $5, $6, 'я', $7)";
    let moved = [
        json!({"accounts": [identity_id(1)], "notes": [note_id(1)], "tags": [["a", "A"], ["c", "c"]],
            "new_tags": ["a", "c"], "before": "", "after": "{\"state\":\"cold\"}",
            "absorbed": "{\"state\":\"cold\",\"stage\":null,\"purchase\":true}"}),
        json!({"accounts": [identity_id(1), identity_id(2)], "notes": [note_id(1), note_id(2)],
            "tags": [["a", "A"], ["b", "B"], ["c", "c"]], "new_tags": ["a", "b"],
            "before": "{\"stage\":\"II\"}",
            "after": "{\"state\":\"warm\",\"stage\":\"II\",\"purchase\":null}",
            "absorbed": ""}),
        json!({"accounts": [identity_id(5)], "notes": [note_id(5)], "tags": [], "new_tags": [],
            "before": "", "after": "", "absorbed": ""}),
    ];
    let undone = [None, None, Some(9_i64)];
    for (n, (from, into)) in [(one, two), (two, three), (five, three)].into_iter().enumerate() {
        let (id, moved) = (MergeId(note_id(n as i64).0), moved[n].to_string());
        let values = values![home(), id, from, into, moved.as_str(), n as i64, undone[n]];
        run(&mut session, merge, values).await;
    }
    session.commit().await.unwrap();
}

async fn after(store: &Store) {
    let [one, two, three, five] = [1, 2, 3, 5].map(person_id);
    let mut session = store.read().await.unwrap();
    let all = [1, 2, 3, 5].map(identity_id);
    let mut found = identities::by_id(&mut session, home(), all).await.unwrap();
    found.sort_by(|a, b| a.remote_id.cmp(&b.remote_id));
    let homes: Vec<(IdentityId, Option<PersonId>, Option<PersonId>)> =
        found.iter().map(|row| (row.id, row.home, row.person)).collect();
    let account = |n: i64, home, now| (identity_id(n), Some(home), Some(now));
    let wanted = [
        account(1, one, three),
        account(2, two, three),
        account(3, three, three),
        account(5, five, five),
    ];
    assert_eq!(homes, wanted);
    let found = notes::of_homes(&mut session, home(), [one, two, three, five]).await.unwrap();
    let mut found: Vec<(NoteId, PersonId)> = found.iter().map(|row| (row.id, row.home)).collect();
    found.sort();
    let mut wanted = [(1, one), (2, two), (3, three), (5, five)].map(|(n, p)| (note_id(n), p));
    wanted.sort();
    assert_eq!(found, wanted);
    let mut said = Vec::new();
    for whose in [one, two, three] {
        let rows = sayings::of_homes(&mut session, home(), [whose]).await.unwrap();
        let mut rows: Vec<String> =
            rows.iter().map(|row| format!("{} {}={}", row.what, row.key, row.said)).collect();
        rows.sort();
        said.push(rows);
    }
    assert_eq!(
        said[0],
        ["correction purchase=true", "correction state=cold", "tag a=A", "tag c=c"]
    );
    assert_eq!(said[1], ["tag b=B"], "what came with the first is not the second's");
    assert_eq!(said[2], ["correction stage=2", "tag c=c"], "before they took anybody in");
    let moved = steps::of_people(&mut session, home(), [three]).await.unwrap();
    assert_eq!(moved[0].identity, Some(identity_id(1)));
    let merged = people::by_id(&mut session, home(), [one]).await.unwrap();
    assert_eq!(merged[0].merged_into, Some(three), "whoever is left");
    let log = merges::of_people(&mut session, home(), &[two, three]).await.unwrap();
    let log: Vec<(i64, &str, bool)> =
        log.iter().map(|row| (row.number, row.act.as_str(), row.deed().holds)).collect();
    assert_eq!(log, [(1, "merge", true), (2, "merge", true), (3, "merge", false)]);
}
