//! A store of an older program is brought up to date with all that is in it.

use std::fs;
use std::path::{Path, PathBuf};

use kamerton_store::db::FILE_NAME;
use kamerton_store::messages::{KeyRow, MessageRow};
use kamerton_store::people::PersonRow;
use kamerton_store::{
    Before, SCHEMA_VERSION, Session, Store, Target, backup, messages, people, places, workspaces,
};

use crate::full_disk::Disk;
use crate::harness::{Database, for_each, runtime};
use crate::samples::{channel_id, home, message, message_id, person, place, workspace};

#[test]
fn what_the_first_program_stored_is_all_there() {
    for version in 1..SCHEMA_VERSION {
        for_each(|database| {
            runtime().block_on(async {
                let made = make(&database.target(), version).await;
                let store = Store::open(&database.target()).await.unwrap();
                let upgrade = store.upgrade().expect("it was brought up to date").clone();
                assert_eq!((upgrade.from, upgrade.to), (made, SCHEMA_VERSION));
                assert_eq!(schema(&store).await, SCHEMA_VERSION);
                look(&store).await;
                assert_eq!(upgrade.before == Before::OnServer, store.is_postgres(), "{upgrade}");
                store.close().await;
                let again = Store::open(&database.target()).await.unwrap();
                assert_eq!(again.upgrade(), None, "nothing is left to do");
                again.close().await;
            });
        });
    }
}

#[test]
fn as_it_was_before_it_lies_beside_it() {
    let database = Database::sqlite();
    let folder = folder(&database);
    runtime().block_on(async {
        make(&database.target(), 1).await;
        let store = Store::open(&database.target()).await.unwrap();
        let file = folder.join(format!("kamerton-before-{SCHEMA_VERSION}.db"));
        assert_eq!(store.upgrade().unwrap().before, Before::Kept(file.clone()));
        store.close().await;
        assert_eq!(names(&folder), [file.file_name().unwrap().to_str().unwrap(), FILE_NAME]);
        // The program of before takes it as its database, this one as a backup.
        let before = folder.join("before");
        fs::create_dir(&before).unwrap();
        fs::copy(&file, before.join(FILE_NAME)).unwrap();
        let before = Store::create_as_of(&Target::Directory(before), 1).await.unwrap();
        assert_eq!(schema(&before).await, 1);
        look_at_the_rest(&before).await;
        before.close().await;
        let restored = Target::Directory(folder.join("restored"));
        backup::restore(&file, &restored, &|_| Vec::new(), &mut |_| {}).await.unwrap();
        let restored = Store::open(&restored).await.unwrap();
        assert_eq!(restored.upgrade(), None, "restoring has brought it up to date");
        look(&restored).await;
        restored.close().await;
        assert_eq!(names(&folder.join("restored")), [FILE_NAME], "and made no copy of a copy");
    });
}

#[test]
fn what_was_broken_off_goes_on() {
    for_each(|database| {
        runtime().block_on(async {
            make(&database.target(), 1).await;
            let store = Store::create_as_of(&database.target(), 1).await.unwrap();
            run(&store, "CREATE TABLE webhook (in_the_way BIGINT)").await;
            store.close().await;
            Store::open(&database.target()).await.err().expect("something is in the way");
            let store = Store::create_as_of(&database.target(), 1).await.unwrap();
            assert_eq!(schema(&store).await, 3, "what came before it stays done");
            run(&store, "DROP TABLE webhook").await;
            store.close().await;
            let store = Store::open(&database.target()).await.unwrap();
            let upgrade = store.upgrade().unwrap().clone();
            assert_eq!((upgrade.from, upgrade.to), (3, SCHEMA_VERSION));
            look(&store).await;
            store.close().await;
            if let Before::Kept(file) = upgrade.before {
                let kept = folder(database).join("kept");
                fs::create_dir(&kept).unwrap();
                fs::copy(file, kept.join(FILE_NAME)).unwrap();
                let kept = Store::create_as_of(&Target::Directory(kept), 1).await.unwrap();
                assert_eq!(schema(&kept).await, 1, "as it was before the first attempt");
            }
        });
    });
}

#[test]
fn without_room_there_is_no_copy_and_that_is_said() {
    let Some(disk) = Disk::mount(12) else { return };
    let data = disk.path().join("data");
    runtime().block_on(async {
        make(&Target::Directory(data.clone()), SCHEMA_VERSION - 1).await;
        let size = fs::metadata(data.join(FILE_NAME)).unwrap().len();
        let free = kamerton_store::health::free_bytes(&data).unwrap();
        fs::write(disk.path().join("ballast"), vec![0_u8; (free - size) as usize]).unwrap();
        let store = Store::open(&Target::Directory(data.clone())).await.unwrap();
        let said = store.upgrade().unwrap().to_string();
        assert!(said.contains("no copy was made") && said.contains("MB are free"), "{said}");
        look(&store).await;
        store.close().await;
        assert_eq!(names(&data), [FILE_NAME]);
    });
}

#[test]
fn a_new_store_was_not_brought_up_to_date() {
    for_each(|database| {
        runtime().block_on(async {
            let store = Store::create(&database.target()).await.unwrap();
            assert_eq!(store.upgrade(), None);
            store.close().await;
        });
    });
}

#[test]
fn mails_take_the_name_of_their_accounts() {
    for_each(|database| {
        runtime().block_on(async {
            let store = Store::create_as_of(&database.target(), 11).await.unwrap();
            let mut session = store.write().await.unwrap();
            workspaces::insert(&mut session, &workspace(1)).await.unwrap();
            places::ensure_channel(&mut session, home(), channel_id(0), "mail").await.unwrap();
            places::ensure(&mut session, home(), &[place(0)]).await.unwrap();
            let mail = |n: i64, key: &str, reply_to: Option<&str>| MessageRow {
                remote_key: key.to_owned(),
                reply_to_key: reply_to.map(str::to_owned),
                ..message(n)
            };
            let rows = [mail(0, "mail:a@b.example", None), mail(1, "mailing:1", Some("mail:c"))];
            save_old(&mut session, &rows).await;
            let key = |row: &MessageRow| KeyRow {
                channel: channel_id(0),
                key: row.remote_key.clone(),
                message: row.id,
                sent_at: row.sent_at,
            };
            messages::save_keys(&mut session, home(), &rows.each_ref().map(key)).await.unwrap();
            let fact = r#"{"fact":"deletion","kind":"mail","message":"mail:gone","at":"x"}"#;
            messages::keep_pending(&mut session, home(), channel_id(0), "mail:gone", 0, fact)
                .await
                .unwrap();
            session.commit().await.unwrap();
            store.close().await;

            let store = Store::open(&database.target()).await.unwrap();
            let mut session = store.write().await.unwrap();
            let channels = places::channels(&mut session, home()).await.unwrap();
            assert_eq!(channels, [(channel_id(0), "email".to_owned())]);
            let ids = [message_id(0), message_id(1)];
            let mut found = messages::by_id(&mut session, home(), ids).await.unwrap();
            found.sort_by_key(|row| row.id);
            let wanted =
                [mail(0, "email:a@b.example", None), mail(1, "mailing:1", Some("email:c"))];
            assert_eq!(found, wanted);
            let keys = ["email:a@b.example", "mail:a@b.example", "mailing:1"];
            let keys = keys.map(str::to_owned).to_vec();
            let mut found =
                messages::by_key(&mut session, home(), channel_id(0), keys).await.unwrap();
            found.sort();
            let wanted = [("email:a@b.example", message_id(0)), ("mailing:1", message_id(1))];
            assert_eq!(found, wanted.map(|(key, id)| (key.to_owned(), id)));
            let keys = vec!["email:gone".to_owned()];
            let pending =
                messages::take_pending(&mut session, home(), channel_id(0), keys).await.unwrap();
            let wanted = r#"{"fact":"deletion","kind":"email","message":"email:gone","at":"x"}"#;
            assert_eq!(pending, [wanted]);
            session.commit().await.unwrap();
            store.close().await;
        });
    });
}

/// A store as an older program left it, with a little of everything; gives its schema, which is less
/// where no migration has that number.
async fn make(target: &Target, version: i64) -> i64 {
    let store = Store::create_as_of(target, version).await.unwrap();
    let made = schema(&store).await;
    assert!(made == version || made == version - 1, "{made} was made for {version}");
    let mut session = store.write().await.unwrap();
    workspaces::insert(&mut session, &workspace(1)).await.unwrap();
    places::ensure_channel(&mut session, home(), channel_id(0), "irc").await.unwrap();
    places::ensure(&mut session, home(), &[place(0)]).await.unwrap();
    save_old_people(&mut session, &[named()]).await;
    save_old(&mut session, &[message(0), message(1)]).await;
    session.commit().await.unwrap();
    store.close().await;
    made
}

/// Somebody with two names, of which older programs knew the first.
fn named() -> PersonRow {
    let (sort_key, tail_key) = ("анна марченко".into(), "марченко".into());
    PersonRow { sort_key, tail_key, ..person(0) }
}

/// People as an older program stored them: without the column that came in version 20.
pub async fn save_old_people(session: &mut Session, rows: &[PersonRow]) {
    if kamerton_store::health::schema_version(session).await.unwrap() >= 20 {
        return people::save(session, home(), rows).await.unwrap();
    }
    session.execute("ALTER TABLE person ADD COLUMN tail_key TEXT", vec![]).await.unwrap();
    people::save(session, home(), rows).await.unwrap();
    session.execute("ALTER TABLE person DROP COLUMN tail_key", vec![]).await.unwrap();
}

/// Messages as an older program stored them: without the column that came in version 13.
async fn save_old(session: &mut Session, rows: &[MessageRow]) {
    if kamerton_store::health::schema_version(session).await.unwrap() >= 13 {
        return messages::save(session, home(), rows).await.unwrap();
    }
    session.execute("ALTER TABLE message ADD COLUMN extra TEXT", vec![]).await.unwrap();
    messages::save(session, home(), rows).await.unwrap();
    session.execute("ALTER TABLE message DROP COLUMN extra", vec![]).await.unwrap();
}

/// All that [`make`] has stored is there.
async fn look(store: &Store) {
    look_at_the_rest(store).await;
    let mut session = store.read().await.unwrap();
    let ids = [message_id(0), message_id(1)];
    let mut found = messages::by_id(&mut session, home(), ids).await.unwrap();
    found.sort_by_key(|row| row.id);
    assert_eq!(found, [message(0), message(1)]);
    let found = people::by_id(&mut session, home(), [person(0).id]).await.unwrap();
    assert_eq!(found, [named()]);
}

/// The same but for people and messages, of which older programs know fewer columns: they are counted.
async fn look_at_the_rest(store: &Store) {
    let mut session = store.read().await.unwrap();
    assert_eq!(workspaces::all(&mut session).await.unwrap(), [workspace(1)]);
    assert_eq!(places::all(&mut session, home()).await.unwrap(), [place(0)]);
    let counts = "SELECT (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM message)";
    let counts = session.one(counts, vec![]).await.unwrap();
    assert_eq!((counts.int(0).unwrap(), counts.int(1).unwrap()), (1, 2));
}

async fn schema(store: &Store) -> i64 {
    let mut session: Session = store.read().await.unwrap();
    kamerton_store::health::schema_version(&mut session).await.unwrap()
}

async fn run(store: &Store, sql: &'static str) {
    let mut session = store.write().await.unwrap();
    session.execute(sql, vec![]).await.unwrap();
    session.commit().await.unwrap();
}

fn folder(database: &Database) -> PathBuf {
    match database.target() {
        Target::Directory(folder) => folder,
        Target::Postgres(_) => unreachable!("an embedded store"),
    }
}

/// Names of the files in a folder, but for those that SQLite keeps beside a database in use.
fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().unwrap().is_file());
    let mut names: Vec<String> =
        files.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    names.sort();
    names
}
