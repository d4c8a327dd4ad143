//! Lists of people as files: everybody who was asked for, nothing that a spreadsheet would run, and a
//! line in the audit log.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use kamerton_app::Brand;
use kamerton_core::access::UserRole;
use kamerton_core::id::TokenId;
use kamerton_core::time::Instant;
use kamerton_store::audit_log::{self, AuditRow};
use serde_json::json;

use crate::harness::{Answer, World};
use crate::programs::{ask, call, message, token};

/// What people may be called, and what a spreadsheet would do with it.
const HOSTILE: [&str; 7] = [
    "=HYPERLINK(\"http://evil.test\";\"x\")",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(1+1)",
    "а;б\"в",
    "+7 917 223-30-45",
    "Вера",
];

async fn world() -> (World, Brand) {
    let (world, brand) = World::with_brand().await;
    let token = token(&world, &brand, &["events:write"]).await;
    let events: Vec<_> = (0..)
        .zip(HOSTILE)
        .map(|(number, name)| {
            let mut one = message(number);
            one["author"] = json!({"id": number.to_string(), "name": name});
            one
        })
        .collect();
    let events = json!({"events": events}).to_string();
    assert_eq!(call(&world, "/api/v1/events", &token, &events).await.status, 202);
    world.app.intake(&brand).settle().await.unwrap();
    (world, brand)
}

async fn deeds(world: &World, brand: &Brand, what: &str) -> Vec<AuditRow> {
    let mut session = world.store.read().await.unwrap();
    let rows = audit_log::latest(&mut session, brand.id, Instant::from_micros(i64::MAX), 50);
    let mut rows = rows.await.unwrap();
    rows.retain(|row| row.what == what);
    rows
}

/// The cells of a workbook.
fn rows(answer: &Answer) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(answer.bytes.clone())).unwrap();
    let names = book.sheet_names();
    assert!(book.worksheet_formula(&names[0]).unwrap().is_empty(), "nothing is computed");
    let range = book.worksheet_range(&names[0]).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_a_csv_that_excel_opens_and_does_not_run() {
    let (world, brand) = world().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/people?sort=name").await.text;
    assert!(page.contains("href=\"/people/export.csv?sort=name\" download"), "{page}");
    let file = owner.get("/people/export.csv?sort=name").await;
    assert_eq!(file.status, 200, "{}", file.text);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"people-2026-09-21.csv\""
    );
    assert_eq!(file.header("content-length"), file.bytes.len().to_string());
    assert!(file.text.starts_with("\u{feff}Идентификатор;Имя;Состояние;"), "{}", file.text);
    let lines: Vec<&str> = file.text.lines().skip(1).collect();
    assert_eq!(lines.len(), HOSTILE.len());
    for shown in [
        ";\"'=HYPERLINK(\"\"http://evil.test\"\";\"\"x\"\")\";",
        ";'+cmd|' /C calc'!A0;",
        ";'-2+3+cmd;",
        ";'@SUM(1+1);",
        ";\"а;б\"\"в\";",
        ";+7 917 223-30-45;",
    ] {
        assert!(file.text.contains(shown), "{shown}: {}", file.text);
    }
    owner.post("/me", &[("lang", "en")]).await;
    let english = owner.get("/people/export.csv?q=Вера").await.text;
    assert!(english.starts_with("\u{feff}Id,Name,State,"), "{english}");
    assert_eq!(english.lines().count(), 2, "filters hold: {english}");
    let deeds = deeds(&world, &brand, "people.export").await;
    let told: Vec<(&str, i64)> = deeds.iter().map(|row| (row.object.as_str(), row.count)).collect();
    assert!(told.contains(&("csv sort=name", 7)), "{told:?}");
    assert!(told.contains(&("csv sort=charge name=*", 1)), "no name is in the log: {told:?}");
    let left = std::fs::read_dir(&world.app.options().uploads).map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing stays on the disk");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_has_typed_cells() {
    let (world, brand) = world().await;
    let owner = world.signed_in("owner@example.org").await;
    let file = owner.get("/people/export.xlsx?sort=name").await;
    assert_eq!(file.status, 200, "{}", file.text);
    assert!(file.header("content-disposition").ends_with(".xlsx\""));
    let rows = rows(&file);
    assert_eq!(rows.len(), HOSTILE.len() + 1);
    assert_eq!(rows[0][1], Data::String("Имя".to_owned()));
    let mut names: Vec<String> = rows[1..].iter().map(|row| row[1].to_string()).collect();
    let mut expected = HOSTILE.map(str::to_owned).to_vec();
    names.sort();
    expected.sort();
    assert_eq!(names, expected, "names are as they are");
    for row in &rows[1..] {
        assert!(matches!(row[1], Data::String(_)), "{row:?}");
        assert!(matches!(row[6], Data::Float(_) | Data::Int(_)), "{row:?}");
        assert!(matches!(row[8], Data::DateTime(_)), "{row:?}");
        assert_eq!(row[11], Data::Float(1.0), "{row:?}");
    }
    assert_eq!(deeds(&world, &brand, "people.export").await[0].count, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_whoever_may_takes_lists_out_and_only_of_their_brand() {
    let (world, brand) = world().await;
    for role in UserRole::ALL {
        let email = format!("{role}@roles.example");
        world.user(&email, &brand, role).await;
        let browser = world.signed_in(&email).await;
        let may = [UserRole::Owner, UserRole::Cm].contains(&role);
        let status = if may { 200 } else { 403 };
        assert_eq!(browser.get("/people/export.csv").await.status, status, "{role}");
        assert_eq!(browser.get("/people").await.text.contains("export.csv"), may, "{role}");
    }
    let other = world.brand("Другой").await;
    world.user("stranger@example.org", &other, UserRole::Owner).await;
    let stranger = world.signed_in("stranger@example.org").await;
    let theirs = stranger.get("/people/export.csv").await.text;
    assert_eq!(theirs.lines().count(), 1, "{theirs}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_takes_out_is_written_down() {
    let (world, brand) = world().await;
    let token = token(&world, &brand, &["people:read", "messages:read"]).await;
    for (path, what) in [("people", "people.read"), ("messages", "messages.read")] {
        assert!(deeds(&world, &brand, what).await.is_empty());
        for _ in 0..3 {
            let answer = ask(&world, &format!("/api/v1/{path}?limit=5"), &token).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        let written = deeds(&world, &brand, what).await;
        let told: Vec<_> = written.iter().map(|row| (row.user, row.count)).collect();
        assert_eq!(told, [(None, 5)], "{what}: once an hour");
        assert!(!written[0].by.is_empty() && written[0].object.parse::<TokenId>().is_ok());
    }
}
