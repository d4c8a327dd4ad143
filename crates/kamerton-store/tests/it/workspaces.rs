//! Workspaces, counters; and that a deleted workspace leaves nothing behind.

use kamerton_core::entry::EntryKind;
use kamerton_core::id::MergeId;
use kamerton_store::merges::SplitAccountRow;
use kamerton_store::notes::{NoteRow, TagRow};
use kamerton_store::workspaces::{self, WorkspaceRow};
use kamerton_store::{
    Session, audit_log, awaiting, comfort, community_map, connection_cursors, connection_places,
    connections, consents, corrections, identities, imports, influence, interactions, large_model,
    ledger, merges, messages, notes, orders, outgoing, people, place_figures, place_indices,
    places, raw_events, reach, relationships, reread, rollups, sayings, search, segments, steps,
    tokens, unnamed, users, values, webhooks,
};
use uuid::Uuid;

use crate::following;
use crate::harness::{both, both_in, forever};
use crate::samples::{self, TEXT, abroad, at, home, user_id, workspace};
use crate::schema;

#[test]
fn a_workspace_comes_back_as_it_was_stored() {
    both_in(async |session| {
        assert_eq!(workspaces::all(session).await.unwrap(), []);
        workspaces::insert(session, &workspace(1)).await.unwrap();
        assert_eq!(workspaces::all(session).await.unwrap(), [workspace(1)]);
    });
}

#[test]
fn real_workspaces_come_first_by_age() {
    both_in(async |session| {
        let demo = WorkspaceRow { demo: true, ..workspace(0) };
        for row in [&demo, &workspace(3), &workspace(2)] {
            workspaces::insert(session, row).await.unwrap();
        }
        assert_eq!(workspaces::all(session).await.unwrap(), [workspace(2), workspace(3), demo]);
    });
}

#[test]
fn what_may_change_of_a_workspace_changes_and_the_rest_stays() {
    both_in(async |session| {
        workspaces::insert(session, &workspace(1)).await.unwrap();
        let changed = WorkspaceRow {
            name: "Иное".into(),
            zone: "+04:00".into(),
            lang: "en".into(),
            settings: "{}".into(),
            demo: true,
            created_at: at(99),
            ..workspace(1)
        };
        workspaces::update(session, &changed).await.unwrap();
        let kept = WorkspaceRow { demo: false, created_at: at(1), ..changed };
        assert_eq!(workspaces::all(session).await.unwrap(), [kept]);
        workspaces::update(session, &workspace(7)).await.unwrap();
        assert_eq!(workspaces::all(session).await.unwrap().len(), 1, "a missing one stays so");
    });
}

#[test]
fn numbers_are_given_once() {
    both_in(async |session| {
        assert_eq!(workspaces::take_numbers(session, "doc", 5).await.unwrap(), 0);
        assert_eq!(workspaces::take_numbers(session, "doc", 1).await.unwrap(), 5);
        assert_eq!(workspaces::take_numbers(session, "счёт", 3).await.unwrap(), 0);
        assert_eq!(workspaces::take_numbers(session, "doc", 0).await.unwrap(), 6);
    });
}

#[test]
fn the_lock_of_a_workspace_can_be_taken_twice_by_its_holder() {
    both_in(async |session| {
        workspaces::lock(session, home()).await.unwrap();
        workspaces::lock(session, home()).await.unwrap();
    });
}

#[test]
fn another_folder_waits_for_the_lock() {
    both(|store| async move {
        let mut first = store.write().await.unwrap();
        workspaces::lock(&mut first, home()).await.unwrap();
        let (number, held) = (workspaces::take_numbers(&mut first, "a", 1), store.clone());
        assert_eq!(number.await.unwrap(), 0);
        let second = tokio::spawn(async move {
            let mut session = held.write().await.unwrap();
            workspaces::lock(&mut session, home()).await.unwrap();
            workspaces::take_numbers(&mut session, "a", 1).await.unwrap()
        });
        tokio::task::yield_now().await;
        first.commit().await.unwrap();
        assert_eq!(second.await.unwrap(), 1, "it saw what the first had committed");
    });
}

#[test]
fn a_deleted_workspace_leaves_nothing_and_takes_nothing_else_along() {
    both_in(async |session| {
        fill(session, 1).await;
        fill(session, 2).await;
        let tables: Vec<String> = schema::tables(session).await;
        let of_workspaces: Vec<&String> =
            tables.iter().filter(|table| !schema::INSTALLATION.contains(&table.as_str())).collect();
        assert!(of_workspaces.len() > 20);
        for table in &of_workspaces {
            for workspace in [home(), abroad()] {
                assert!(rows_of(session, table, workspace.0).await > 0, "fill() forgets {table}");
            }
        }
        workspaces::delete(session, home()).await.unwrap();
        for table in &of_workspaces {
            assert_eq!(rows_of(session, table, home().0).await, 0, "{table} of the deleted one");
            assert!(rows_of(session, table, abroad().0).await > 0, "{table} of the other one");
        }
        assert_eq!(workspaces::all(session).await.unwrap(), [workspace(2)]);
        let found = search::find(session, abroad(), &["слово".into()], true, 9).await.unwrap();
        assert_eq!(found, [samples::message_id(2)]);
    });
}

async fn rows_of(session: &mut Session, table: &str, workspace: Uuid) -> i64 {
    let sql = forever(format!("SELECT COUNT(*) FROM {table} WHERE workspace_id = $1"));
    session.one(sql, values![workspace]).await.unwrap().int(0).unwrap()
}

/// Puts a row into every table of workspace `n`.
async fn fill(session: &mut Session, n: i64) {
    let id = samples::workspace_id(n);
    workspaces::insert(session, &workspace(n)).await.unwrap();
    users::add_role(session, id, user_id(n), "owner").await.unwrap();
    tokens::insert(session, id, &samples::token(n)).await.unwrap();
    audit_log::append(session, id, &[samples::audit(n)]).await.unwrap();
    places::ensure_channel(session, id, samples::channel_id(0), "telegram").await.unwrap();
    places::ensure(session, id, &[samples::place(1)]).await.unwrap();
    people::save(session, id, &[samples::person(1)]).await.unwrap();
    identities::save(session, id, &[samples::identity(1)]).await.unwrap();
    fill_messages(session, n).await;
    ledger::save(session, id, &[samples::entry(1, EntryKind::Delight)]).await.unwrap();
    awaiting::save(session, id, &[samples::awaiting(1)]).await.unwrap();
    reread::begin(session, id, &samples::reread_run(1)).await.unwrap();
    reread::save(session, id, &[samples::reread_change(1, 0)]).await.unwrap();
    reread::save_moves(session, id, &[samples::reread_move(1)]).await.unwrap();
    reread::touch(session, id, [samples::message_id(1)]).await.unwrap();
    let merge = "INSERT INTO merge_log (workspace_id, id, from_person_id, into_person_id, moved, \
         at, by_name) VALUES ($1, $1, $1, $1, '', 0, '')";
    session.execute(merge, values![id]).await.unwrap();
    orders::save(session, id, &[samples::order(1)]).await.unwrap();
    let person = samples::person_id(1);
    let note = NoteRow {
        id: samples::note_id(1),
        person,
        home: person,
        at: at(0),
        by: "Мы".into(),
        text: TEXT.into(),
    };
    notes::add(session, id, note).await.unwrap();
    let tag = TagRow { key: "ёж".into(), person, tag: "Ёж".into() };
    notes::put_tags(session, id, &[tag]).await.unwrap();
    let said = samples::saying(1);
    sayings::save(session, id, &[said]).await.unwrap();
    let split = MergeId(samples::note_id(1).0);
    let split = SplitAccountRow { split, identity: samples::identity_id(1) };
    merges::take(session, id, &[split]).await.unwrap();
    let step = samples::step(1);
    steps::save(session, id, std::slice::from_ref(&step)).await.unwrap();
    steps::record_act(session, id, step.id, at(0), "done", "{}").await.unwrap();
    steps::replan(session, id, kamerton_core::time::Day(1), at(0)).await.unwrap();
    imports::save(session, id, &samples::import(1)).await.unwrap();
    imports::save_refusals(session, id, &[samples::refusal(1)]).await.unwrap();
    webhooks::insert(session, id, &samples::webhook(1)).await.unwrap();
    connections::insert(session, id, &samples::connection(1)).await.unwrap();
    connection_cursors::save(session, id, &samples::cursor(1)).await.unwrap();
    connection_places::seen(session, id, &[samples::reached(1)]).await.unwrap();
    unnamed::note(session, id, &[samples::unnamed(1)]).await.unwrap();
    reach::note(session, id, &[following::reach(1)]).await.unwrap();
    consents::add(session, id, &following::consent(1)).await.unwrap();
    consents::note_posts(session, id, &[following::post(1)]).await.unwrap();
    outgoing::insert(session, id, &samples::outgoing(1)).await.unwrap();
    outgoing::add_files(session, id, &[samples::outgoing_file(1)]).await.unwrap();
    kamerton_store::invitations::add(session, id, &samples::invitation(1)).await.unwrap();
    large_model::save(session, id, &samples::large_model(1)).await.unwrap();
    large_model::add(session, id, &samples::spent(1)).await.unwrap();
    raw_events::keep(session, id, &[samples::raw_event(1)]).await.unwrap();
}

async fn fill_messages(session: &mut Session, n: i64) {
    let (id, message) = (samples::workspace_id(n), samples::message(n));
    messages::save(session, id, std::slice::from_ref(&message)).await.unwrap();
    messages::save_versions(session, id, &[samples::version(n, 0)]).await.unwrap();
    messages::save_keys(session, id, &[samples::key(n)]).await.unwrap();
    messages::save_reactions(session, id, &[samples::reaction(n)]).await.unwrap();
    messages::save_memberships(session, id, &[samples::membership(n)]).await.unwrap();
    let channel = samples::channel_id(0);
    messages::keep_pending(session, id, channel, "ключ", 0, "{}").await.unwrap();
    corrections::add(session, id, &samples::correction(n)).await.unwrap();
    search::insert(session, id, vec![(message.doc_id, vec!["слово".into()])]).await.unwrap();
    let (identity, place, day) = (samples::identity_id(1), message.place, message.day);
    let person_day = rollups::PersonDay { identity, day, place, messages: 1, reactions: 0 };
    rollups::add_person_days(session, id, &[person_day]).await.unwrap();
    interactions::add(session, id, &[samples::interaction(n)]).await.unwrap();
    influence::save(session, id, &[crate::influence::row(n)]).await.unwrap();
    influence::save_run(session, id, &crate::influence::influence_run()).await.unwrap();
    community_map::save(session, id, &crate::community_map::picture(n)).await.unwrap();
    community_map::save_drawn(session, id, &crate::community_map::drawn()).await.unwrap();
    relationships::save(session, id, &crate::influence::relationship(n)).await.unwrap();
    interactions::set_counted(session, id, interactions::Counted::UpTo(None)).await.unwrap();
    let place_day = rollups::PlaceDay { place, day, kind: rollups::kinds::MESSAGES, count: 1 };
    rollups::add_place_days(session, id, &[place_day]).await.unwrap();
    let progress = place_indices::ProgressRow {
        place,
        rule: 1,
        through: day,
        from: None,
        to: None,
        changed: 0,
    };
    place_indices::set_progress(session, id, &[progress]).await.unwrap();
    let row = place_indices::DayRow { place, day, figures: TEXT.into() };
    let span = place_figures::Span { from: day, to: day };
    place_indices::replace(session, id, place, span, &[row]).await.unwrap();
    let noted = place_indices::NotedRow { person: samples::person_id(1), from: day };
    place_indices::note_people(session, id, &[noted]).await.unwrap();
    comfort::save(session, id, &crate::comfort::answer(1)).await.unwrap();
    segments::add(session, id, &crate::segments::segment(n)).await.unwrap();
    segments::add_members(session, id, &[crate::segments::member(n, n)]).await.unwrap();
    crate::suggestions::fill(session, id).await;
}

#[test]
fn one_folds_at_a_time_and_others_need_not_wait() {
    both(async |store| {
        let mut one = store.write().await.unwrap();
        assert!(workspaces::try_lock(&mut one, home()).await.unwrap());
        if store.is_postgres() {
            let mut other = store.write().await.unwrap();
            assert!(!workspaces::try_lock(&mut other, home()).await.unwrap());
            assert!(workspaces::try_lock(&mut other, abroad()).await.unwrap());
        }
        one.commit().await.unwrap();
        let mut next = store.write().await.unwrap();
        assert!(workspaces::try_lock(&mut next, home()).await.unwrap());
    });
}
