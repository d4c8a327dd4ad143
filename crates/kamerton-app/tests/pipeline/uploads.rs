//! Uploads: kept, looked at, imported in the background, stopped, gone on with, given up.

use std::time::Duration;

use kamerton_app::uploads::{Asked, Folder, Standing, Trouble, Upload, Uploads};
use kamerton_core::time::Instant;
use kamerton_store::imports;

use crate::house::{House, at};

fn clock() -> Instant {
    at(40, 0)
}

struct Yard {
    house: House,
    uploads: Uploads,
    directory: tempfile::TempDir,
}

impl Yard {
    async fn new(house: House) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::new(directory.path().join("uploads"), 1 << 20);
        let uploads = Uploads::new(folder, house.store.clone(), clock);
        Self { house, uploads, directory }
    }

    /// As after a restart: what is on the disk and in the database is known, what ran is not.
    fn restarted(&self) -> Uploads {
        Uploads::new(self.uploads.folder.clone(), self.house.store.clone(), clock)
    }

    async fn upload(&self, name: &str, content: &str) -> Upload {
        let folder = &self.uploads.folder;
        let mut writing = folder.begin(self.house.brand.id, clock()).await.unwrap();
        writing.file(name).await.unwrap();
        // In pieces, as it comes from the network.
        for piece in content.as_bytes().chunks(1_000) {
            writing.write(piece).await.unwrap();
        }
        writing.keep().await.unwrap()
    }

    async fn known(&self, upload: &Upload) -> Option<Upload> {
        self.uploads.folder.find(self.house.brand.id, upload.id).await.unwrap()
    }

    async fn settled(&self, uploads: &Uploads, upload: &Upload) -> Option<Standing> {
        for _ in 0..6_000 {
            let known = self.known(upload).await?;
            let standing = uploads.standing(&self.house.brand, &known).await.unwrap();
            if !matches!(standing, Standing::Runs { .. }) {
                // The folder goes before the run is forgotten.
                return self.known(upload).await.map(|_| standing);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it never ends");
    }
}

fn people(count: usize) -> String {
    let rows = (0..count).map(|n| format!("Имя {n};+7912{n:07};клуб\n"));
    std::iter::once("ФИО;Телефон;Теги\n".to_owned()).chain(rows).collect()
}

async fn start(uploads: &Uploads, house: &House, upload: &Upload) {
    let seen = uploads.look(upload, &upload.asked).await.unwrap();
    let asked = Asked { kind: seen.kind.to_owned(), ..upload.asked.clone() };
    uploads.start(&house.brand, Upload { asked, ..upload.clone() }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_imported_and_cleared_away() {
    for house in House::on_both().await {
        let yard = Yard::new(house).await;
        let upload = yard.upload("../клиенты.csv", &(people(300) + "Пётр;;\n;;клуб\n")).await;
        assert_eq!(upload.files, ["клиенты.csv"]);
        let seen = yard.uploads.look(&upload, &Asked::default()).await.unwrap();
        assert_eq!((seen.kind, seen.takes_place, seen.stopped), ("people", false, None));
        assert_eq!(seen.table.unwrap().header, ["ФИО", "Телефон", "Теги"]);
        assert_eq!(
            yard.uploads.standing(&yard.house.brand, &upload).await.unwrap(),
            Standing::Asks
        );
        start(&yard.uploads, &yard.house, &upload).await;
        assert_eq!(yard.settled(&yard.uploads, &upload).await, None, "it is gone");
        let mut session = yard.house.store.read().await.unwrap();
        let run = imports::by_id(&mut session, yard.house.brand.id, upload.id).await.unwrap();
        let run = run.unwrap();
        assert!(run.ended_at.is_some() && run.report.contains("клиенты.csv"), "{run:?}");
        let refused =
            imports::refusals(&mut session, yard.house.brand.id, upload.id, -1, 9).await.unwrap();
        assert_eq!(refused.len(), 1, "{refused:?}");
        let left = std::fs::read_dir(yard.directory.path().join("uploads")).unwrap().count();
        assert_eq!(left, 0, "no file stays behind");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stopped_goes_on_after_a_restart() {
    let yard = Yard::new(House::new().await).await;
    let upload = yard.upload("клиенты.csv", &people(9_000)).await;
    start(&yard.uploads, &yard.house, &upload).await;
    yard.uploads.stop(upload.id);
    let standing = yard.settled(&yard.uploads, &upload).await;
    let Some(Standing::Stopped { report }) = standing else { panic!("{standing:?}") };
    assert!(report.read < 9_000);
    yard.uploads.stop_all().await;
    let again = yard.restarted();
    let known = yard.known(&upload).await.unwrap();
    assert!(known.begun);
    again.start(&yard.house.brand, known).await.unwrap();
    assert_eq!(yard.settled(&again, &upload).await, None);
    let mut session = yard.house.store.read().await.unwrap();
    let runs = imports::all(&mut session, yard.house.brand.id, 9).await.unwrap();
    assert_eq!(runs.len(), 1, "the same run went on");
    assert!(runs[0].ended_at.is_some() && runs[0].report.contains("\"read\":9000"), "{runs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_go_on_says_why_and_can_be_given_up() {
    let yard = Yard::new(House::new().await).await;
    let upload =
        yard.upload("заказы.csv", "Дата;Телефон;Сумма\n1.2.2024 10:00;+79121234567;5\n").await;
    let seen = yard.uploads.look(&upload, &Asked::default()).await.unwrap();
    assert_eq!(seen.kind, "orders");
    assert_eq!(seen.stopped.map(|stopped| stopped.trouble), Some(Trouble::Zone));
    start(&yard.uploads, &yard.house, &upload).await;
    let standing = yard.settled(&yard.uploads, &upload).await;
    let Some(Standing::Failed { why, .. }) = standing else { panic!("{standing:?}") };
    assert_eq!(why.trouble, Trouble::Zone);
    let known = yard.known(&upload).await.unwrap();
    yard.uploads.discard(&yard.house.brand, &known).await.unwrap();
    assert_eq!(yard.known(&upload).await, None);
    let foreign = yard.upload("фото.png", "\u{89}PNG").await;
    let seen = yard.uploads.look(&foreign, &Asked::default()).await.unwrap();
    assert_eq!(seen.kind, "", "none that we know");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_much_is_taken_and_broken_off_uploads_leave_nothing() {
    let yard = Yard::new(House::new().await).await;
    let folder = &yard.uploads.folder;
    let mut writing = folder.begin(yard.house.brand.id, clock()).await.unwrap();
    writing.file("большой.csv").await.unwrap();
    writing.write(&vec![b'a'; 1 << 20]).await.unwrap();
    assert!(writing.write(b"b").await.is_err(), "one byte too many");
    drop(writing);
    let empty = folder.begin(yard.house.brand.id, clock()).await.unwrap();
    assert!(empty.keep().await.is_err(), "nothing came");
    assert_eq!(folder.all(yard.house.brand.id).await.unwrap(), []);
    assert_eq!(std::fs::read_dir(yard.directory.path().join("uploads")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_program_left_is_cleared_away() {
    let yard = Yard::new(House::new().await).await;
    let folder = &yard.uploads.folder;
    folder.tidy().await.unwrap();
    let kept = yard.upload("а.csv", &people(2)).await;
    let root = yard.directory.path().join("uploads");
    let half = root.join("0190c0ffee00700080000000000000aa/files");
    std::fs::create_dir_all(&half).unwrap();
    std::fs::write(half.join("б.csv"), "б").unwrap();
    std::fs::write(root.join(format!("{}.backup", "ab".repeat(32))), "в").unwrap();
    std::fs::write(root.join("чужое.backup"), "г").unwrap();
    folder.tidy().await.unwrap();
    assert_eq!(std::fs::read_dir(&root).unwrap().count(), 2, "what is not ours stays");
    assert_eq!(yard.known(&kept).await, Some(kept));
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_belong_to_one_brand() {
    let yard = Yard::new(House::new().await).await;
    let upload = yard.upload("а.csv", &people(2)).await;
    let folder = &yard.uploads.folder;
    assert_eq!(folder.all(yard.house.brand.id).await.unwrap(), std::slice::from_ref(&upload));
    let stranger = kamerton_core::id::WorkspaceId::derived(&[b"other"]);
    assert_eq!(folder.find(stranger, upload.id).await.unwrap(), None);
    assert_eq!(folder.all(stranger).await.unwrap(), []);
}
