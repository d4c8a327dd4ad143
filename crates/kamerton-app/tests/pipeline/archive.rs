//! A real archive, whole.

use std::path::Path;

use crate::house::{House, at};
use crate::import::whole;
use kamerton_app::check;

#[tokio::test(flavor = "multi_thread")]
async fn a_real_archive_is_imported_whole_and_stands_a_recount() {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/qaload-telegram-ru/messages.jsonl.zst");
    if !archive.is_file() {
        eprintln!("skipped: {} is not here", archive.display());
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("messages.jsonl");
    let packed = std::fs::File::open(archive).expect("the archive");
    let mut unpacked = std::fs::File::create(&path).expect("a file");
    zstd::stream::copy_decode(packed, &mut unpacked).expect("its text");
    let house = House::new().await;
    let report = whole(&house, "telegram", &path).await;
    assert_eq!(
        (report.brought.messages, report.brought.replies, report.brought.service),
        (78_744, 34_134, 6_652)
    );
    let again = whole(&house, "telegram", &path).await;
    assert_eq!((again.brought.messages, again.brought.people, again.brought.replies), (0, 0, 0));
    assert_eq!(again.brought.duplicates + again.refused_count, again.read);
    let found = check::run(&house.store, &house.brand, false, at(40, 0), |_| {}).await;
    let found = found.expect("a recount");
    assert_eq!(found.differences, 0, "{:#?}", found.examples);
    assert_eq!(found.checked.get("messages"), Some(&(78_744 + 6_652)));
}
