//! A demo that is loaded in bulk: facts first, then everything that is derived from them.

use kamerton_app::brand;
use kamerton_app::demo_load::{self, Done, Report, Wanted};
use kamerton_core::time::Instant;
use kamerton_store::{Store, Target, indices};

use crate::dump::dump;
use crate::house::House;
use crate::postgres;

const WANTED: Wanted = Wanted { people: Some(200), messages: Some(4_000), seed: 3, until: None };

fn now() -> Instant {
    Instant::parse_rfc3339("2026-03-02T15:00:00Z").unwrap()
}

/// The demo on an empty target.
async fn demo(target: &Target, bulk_from: u64) -> (Report, House) {
    let store = Store::create(target).await.unwrap();
    let report = demo_load::make_from(&store, WANTED, bulk_from, now(), |_| {}).await.unwrap();
    let brand = brand::find(&store, None).await.unwrap();
    (report, House::of(store, brand))
}

async fn compare(plain: &Target, bulk: &Target) {
    let (plain_report, plain) = demo(plain, u64::MAX).await;
    let (bulk_report, bulk) = demo(bulk, 0).await;
    assert_eq!(bulk_report, plain_report);
    assert!(bulk_report.messages > 3_000 && bulk_report.reactions > 0, "{bulk_report:?}");
    let (plain_rows, bulk_rows) = (dump(&plain).await, dump(&bulk).await);
    assert!(plain_rows.lines().count() > 10_000);
    let differing = plain_rows.lines().zip(bulk_rows.lines()).find(|(one, other)| one != other);
    assert_eq!(differing, None);
    assert_eq!(plain_rows.len(), bulk_rows.len());
    bulk.expect_right(now()).await;
    assert_eq!(indices::make_all(&bulk.store).await.unwrap(), 0, "all indices are there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_made_in_bulk_has_the_same_rows() {
    let (plain, bulk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let target = |folder: &tempfile::TempDir| Target::Directory(folder.path().to_owned());
    compare(&target(&plain), &target(&bulk)).await;
    let Some((plain, bulk)) = postgres::database().zip(postgres::database()) else { return };
    compare(&plain, &bulk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_in_bulk_that_was_cut_off_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::Directory(folder.path().to_owned());
    let (_, house) = demo(&target, 0).await;
    let mut session = house.store.write().await.unwrap();
    session.execute("UPDATE import_run SET ended_at = NULL", vec![]).await.unwrap();
    session.execute("DELETE FROM entry", vec![]).await.unwrap();
    session.commit().await.unwrap();
    indices::set_aside(&house.store, &[]).await.unwrap();
    let again = demo_load::make_from(&house.store, WANTED, u64::MAX, now(), |_| {}).await.unwrap();
    assert_eq!(again.done, Done::Renewed);
    assert_eq!(indices::make_all(&house.store).await.unwrap(), 0, "all indices are there");
    let house = House::of(house.store.clone(), brand::find(&house.store, None).await.unwrap());
    house.expect_right(now()).await;
}
