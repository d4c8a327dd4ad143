//! Imports from the file to the report.

use std::time::Duration;

use kamerton_core::access::UserRole;
use kamerton_store::copy;

use crate::harness::{Answer, Browser, World};

const BOUNDARY: &str = "----ours";

/// A form with files, as browsers send it.
fn form(files: &[(&str, &str)]) -> String {
    let parts = files.iter().map(|(name, content)| {
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files\"; \
             filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n"
        )
    });
    parts.collect::<String>() + &format!("--{BOUNDARY}--\r\n")
}

async fn send(browser: &Browser<'_>, files: &[(&str, &str)]) -> Answer {
    let ours = browser
        .clone()
        .with("sec-fetch-site", "same-origin")
        .with("content-type", "multipart/form-data; boundary=----ours");
    ours.ask("POST", "/imports", Some(form(files))).await
}

async fn ended(browser: &Browser<'_>, path: &str) -> Answer {
    for _ in 0..3_000 {
        let page = browser.get(path).await;
        if !page.text.contains("hx-trigger=\"every 1s\"") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never ends");
}

const PEOPLE: &str = "ФИО;Телефон;Заметка\n\
     Анна Первая;+7 912 000-00-01;=1+1\n\
     Борис;8 (912) 000-00-02;\n\
     ;;=cmd|' /C calc'!A0\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_handed_over_looked_at_and_brought_in() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let path = send(&owner, &[("люди.csv", PEOPLE)]).await.leads_to().to_owned();
    let page = owner.get(&path).await;
    assert_eq!(page.status, 200);
    for shown in [
        "люди.csv",
        "<option value=\"people\" selected>",
        "<option value=\"phone\" selected>",
        "Анна Первая",
        "Узнали по содержимому",
    ] {
        assert!(page.text.contains(shown), "{shown} is missing: {}", page.text);
    }
    assert!(owner.get("/imports").await.text.contains("Ждёт ваших ответов"));
    let fields = [
        ("kind", "people"),
        ("shown_kind", "people"),
        ("column", "name"),
        ("column", "phone"),
        ("column", ""),
    ];
    let place = owner.post(&format!("{path}/start"), &fields).await;
    assert_eq!(place.leads_to(), path);
    let report = ended(&owner, &path).await;
    assert!(report.text.contains("Готово: прочитаны"), "{}", report.text);
    assert!(report.text.contains("люди.csv: строка 4"), "{}", report.text);
    let file = owner.get(&format!("{path}/refused.csv")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text.starts_with("\u{feff}Где;Что не так;В файле\r\n"), "{}", file.text);
    assert!(file.text.contains("\r\nлюди.csv: строка 4;"), "{}", file.text);
    let list = owner.get("/imports").await.text;
    assert!(list.contains("2 человека"), "{list}");
}

/// The page of an import as soon as it shows this; it is asked for until then.
async fn shows(browser: &Browser<'_>, path: &str, wanted: &str) -> String {
    for _ in 0..3_000 {
        let page = browser.get(path).await.text;
        if page.contains(wanted) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never shows {wanted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_table_is_stopped_under_way_and_goes_on_where_it_stopped() {
    const ROWS: usize = 9_000;
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let rows = (0..ROWS).map(|number| format!("Имя {number};+7912{number:07};клуб\n"));
    let table: String = std::iter::once("ФИО;Телефон;Теги\n".to_owned()).chain(rows).collect();
    let path = send(&owner, &[("клиенты.csv", &table)]).await.leads_to().to_owned();
    let (start, stop) = (format!("{path}/start"), format!("{path}/stop"));
    let (kind, runs) = ([("kind", "people")], format!("action=\"{stop}\""));
    // Nothing can be stored meanwhile: it is under way for as long as we hold the store.
    let held = world.store.write().await.unwrap();
    let watched = async {
        let page = shows(&owner, &path, &runs).await;
        assert!(page.contains("hx-trigger=\"every 1s\"") && page.contains("<progress "), "{page}");
        let stopping = async {
            let page = shows(&owner, &path, "Останавливаем: дочитываем").await;
            assert!(!page.contains(&runs), "it is told once: {page}");
            drop(held);
        };
        let (stopped, ()) = tokio::join!(owner.post(&stop, &[]), stopping);
        assert_eq!(stopped.leads_to(), path);
    };
    let (begun, ()) = tokio::join!(owner.post(&start, &kind), watched);
    assert_eq!(begun.leads_to(), path);
    let page = ended(&owner, &path).await.text;
    let resume = format!("{path}/resume");
    for shown in ["Остановлено. Что загружено, сохранено", &format!("action=\"{resume}\"")]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(page.contains("id=\"run\" class=\"run\" data-live=\"imports\""), "{page}");
    let people = async || copy::counts(&mut world.store.read().await.unwrap()).await.unwrap();
    let before = people().await["person"];
    assert!((1..9_000).contains(&before), "{before}");
    assert!(owner.get("/imports").await.text.contains("Остановлено"));

    assert_eq!(owner.post(&resume, &[]).await.leads_to(), path);
    let report = ended(&owner, &path).await.text;
    assert!(report.contains("Готово: прочитано 9 000 записей."), "{report}");
    assert_eq!(people().await["person"], 9_000, "all of them, and nobody twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_asked_for() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let table = "Когда;Кто;Слова\n1.2.2024 10:00;Анна;Привет всем\n";
    let path = send(&owner, &[("чат.csv", table)]).await.leads_to().to_owned();
    let page = owner.get(&path).await.text;
    assert!(page.contains("узнать не удалось"), "{page}");
    let kind = [("kind", "messages")];
    let again = owner.post(&format!("{path}/start"), &kind).await;
    assert_eq!(again.status, 422);
    assert!(again.text.contains("Не нашли столбец"), "{}", again.text);
    let columns = [
        ("kind", "messages"),
        ("shown_kind", "messages"),
        ("column", "date"),
        ("column", "author"),
        ("column", "text"),
    ];
    let piece = owner.clone().with("hx-request", "true");
    let form = piece.post(&format!("{path}/look"), &columns).await;
    assert_eq!(form.status, 200);
    assert!(!form.text.contains("<html") && form.text.contains("value=\"Europe/Moscow\""));
    let all: Vec<(&str, &str)> = columns.into_iter().chain([("zone", "Europe/Moscow")]).collect();
    let wrong: Vec<(&str, &str)> = columns.into_iter().chain([("zone", "Марс")]).collect();
    assert_eq!(owner.post(&format!("{path}/start"), &wrong).await.status, 422);
    owner.post(&format!("{path}/start"), &all).await.leads_to();
    let report = ended(&owner, &path).await.text;
    assert!(report.contains("Новых сообщений"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_can_be_given_up_and_is_nobody_elses() {
    let (world, brand) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    assert_eq!(send(&owner, &[("", "")]).await.status, 422, "no file was chosen");
    let path = send(&owner, &[("люди.csv", PEOPLE), ("ещё.csv", PEOPLE)]).await;
    let path = path.leads_to().to_owned();
    assert!(owner.get(&path).await.text.contains("люди.csv и ещё 1 файл"));
    world.user("smm@example.org", &brand, UserRole::Smm).await;
    let smm = world.signed_in("smm@example.org").await;
    assert_eq!(smm.get(&path).await.status, 403);
    let other = world.brand("Другой").await;
    world.user("cm@example.org", &other, UserRole::Cm).await;
    let stranger = world.signed_in("cm@example.org").await;
    assert_eq!(stranger.get(&path).await.status, 404);
    assert_eq!(stranger.post(&format!("{path}/discard"), &[]).await.status, 404);
    assert_eq!(owner.post(&format!("{path}/discard"), &[]).await.leads_to(), "/imports");
    assert_eq!(owner.get(&path).await.status, 404);
    let uploads = world.app.options().uploads.clone();
    assert_eq!(std::fs::read_dir(uploads).unwrap().count(), 0);
}
