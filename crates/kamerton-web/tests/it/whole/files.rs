//! Files that come with messages: shown with name and size, and fetched from their platform when somebody
//! wants to see one.

use axum::http::StatusCode;
use kamerton_core::access::UserRole;
use kamerton_fakes::{Fault, Platform, Telegram};
use serde_json::{Value, json};

use super::Way;
use crate::channels::until;
use crate::harness::kinds;
use crate::programs;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_shown_and_fetched_by_whoever_may_read_its_message() {
    for kind in kinds() {
        let way = Way::on(kind).await;
        let fake = Telegram::start().unwrap();
        let token = fake.token();
        let fields = [("mode", "poll"), ("address", fake.base()), ("token", token.as_str())];
        way.connect("telegram", &fields).await;
        let (anna, group) = (fake.person("Анна"), fake.group());
        let evil = b"<script>alert(1)</script>".to_vec();
        let said = [
            ("document", fake.file("счёт за чайник.pdf", b"%PDF-1.4".repeat(1_000))),
            ("document", fake.file("страница.html", evil.clone())),
            ("document", fake.file("фильм.mp4", vec![0; (20 << 20) + 1])),
        ];
        let mut pages = Vec::new();
        for (field, file) in said {
            let what = json!({field: file, "caption": "Вот, посмотрите"});
            let id = fake.say_with(&anna, &group, &what);
            let key = format!("telegram:{}", id.trim_start_matches("-100"));
            pages.push(format!("/messages/{}", way.stored("telegram", &key).await));
        }
        let owner = way.owner().await;
        let [bill, page, film] = pages.as_slice() else { panic!() };
        let shown = owner.get(bill).await.text;
        assert!(shown.contains("счёт за чайник.pdf") && shown.contains("7,8 КБ"), "{shown}");
        let path = format!("{bill}/files/0");
        assert!(shown.contains(&format!("href=\"{path}\"")), "{shown}");
        assert_eq!(
            fake.ledger().count("getFile"),
            0,
            "nothing is fetched before somebody wants it"
        );

        let given = owner.get(&path).await;
        assert_eq!((given.status, given.bytes.len()), (StatusCode::OK, 8_000));
        assert_eq!(given.header("content-type"), "application/pdf");
        assert_eq!(given.header("x-content-type-options"), "nosniff");
        assert_eq!(given.header("cache-control"), "no-store");
        let named = given.header("content-disposition");
        assert!(named.starts_with("attachment; filename=\"") && named.contains("%20"), "{named}");
        // What a browser could run is given out as bytes and nothing else.
        let given = owner.get(&format!("{page}/files/0")).await;
        assert_eq!((given.status, &given.bytes), (StatusCode::OK, &evil));
        assert_eq!(given.header("content-type"), "application/octet-stream");
        assert!(given.header("content-disposition").starts_with("attachment"));
        // What is too large is shown with its size, and opened on the platform.
        let shown = owner.get(film).await.text;
        assert!(shown.contains("фильм.mp4") && shown.contains("20 МБ"), "{shown}");
        assert!(!shown.contains(&format!("{film}/files/0")), "{shown}");
        assert_eq!(owner.get(&format!("{film}/files/0")).await.status, 422);
        assert_eq!(owner.get(&format!("{bill}/files/1")).await.status, 404);
        assert_eq!(owner.get(&format!("{bill}/files/x")).await.status, 404);

        // Lists, the timeline of the person and programs see the names too.
        assert!(owner.get("/messages").await.text.contains("счёт за чайник.pdf"));
        let person = shown.split("href=\"/people/").nth(1).unwrap().split('"').next().unwrap();
        assert!(owner.get(&format!("/people/{person}")).await.text.contains("фильм.mp4"));
        let reads = way.token(&["messages:read"]).await;
        let told = programs::ask(&way.world, "/api/v1/messages", &reads).await;
        let told: Value = serde_json::from_slice(&told.bytes).unwrap();
        let mut files = told["messages"].as_array().unwrap().iter().map(|one| &one["files"]);
        let bill_told = json!([{"kind": "file", "name": "счёт за чайник.pdf", "size": 8_000}]);
        assert!(files.any(|files| *files == bill_told), "{told}");

        // The platform is busy, then has the file no more: both are said, and no path or token with it.
        fake.faults().next_of("getFile", Fault::status(500));
        fake.forget_files();
        for _ in 0..2 {
            let refused = owner.get(&path).await;
            assert_eq!(refused.status, 422, "{}", refused.text);
            assert!(!refused.text.contains(&token) && !refused.text.contains("/file/bot"));
        }
        way.end().await;
    }
}

/// Who may not read what was said in private has none of its files either, and a stranger has nothing at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_private_file_is_nobody_elses() {
    let way = Way::on(crate::harness::Kind::Sqlite).await;
    let fake = Telegram::start().unwrap();
    let token = fake.token();
    let fields = [("mode", "poll"), ("address", fake.base()), ("token", token.as_str())];
    way.connect("telegram", &fields).await;
    let vera = fake.person("Вера");
    fake.begin(&vera);
    let photo = fake.file("passport.jpg", b"secret".to_vec());
    let id = fake.say_with(&vera, &fake.private(&vera), &json!({"photo": [photo]}));
    let key = format!("telegram:user{}", id.replace(':', &format!("@bot{}:", fake.bot())));
    let id = way.stored("telegram", &key).await;
    let path = format!("/messages/{id}/files/0");
    let given = way.owner().await.get(&path).await;
    assert_eq!((given.status, given.bytes.as_slice()), (StatusCode::OK, &b"secret"[..]));
    way.world.user("smm@example.org", &way.brand, UserRole::Smm).await;
    let before = fake.ledger().count("getFile");
    let smm = way.world.signed_in("smm@example.org").await;
    assert_eq!(smm.get(&path).await.status, 404);
    assert_eq!(way.world.browser().get(&path).await.status, StatusCode::SEE_OTHER);
    assert_eq!(fake.ledger().count("getFile"), before, "the platform is not even asked");
    // Nothing of the file is kept: without the platform there is none.
    fake.revoke_token();
    until("it is not given out", async || {
        let refused = way.owner().await.get(&path).await;
        (refused.status == 422).then_some(())
    })
    .await;
    way.end().await;
}

/// What a program sends along is sent once; what it cannot send is refused in a sentence, and nothing is sent.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_answers_with_files() {
    for kind in kinds() {
        let way = Way::on(kind).await;
        let fake = Telegram::start().unwrap();
        let token = fake.token();
        let fields = [("mode", "poll"), ("address", fake.base()), ("token", token.as_str())];
        way.connect("telegram", &fields).await;
        let question = fake.say(&fake.person("Анна"), &fake.group(), "Пришлёте прайс?");
        let key = format!("telegram:{}", question.trim_start_matches("-100"));
        let id = way.stored("telegram", &key).await;
        let path = format!("/api/v1/messages/{id}/reply");
        let writes = way.token(&["messages:write"]).await;
        let call = async |body: Value| {
            let answer = programs::call(&way.world, &path, &writes, &body.to_string()).await;
            let told: Value = serde_json::from_slice(&answer.bytes).unwrap();
            (answer.status.as_u16(), told)
        };
        let file = |name: &str, base64: &str| json!({"name": name, "base64": base64});
        let wrong = [
            (json!([file("a/b.txt", "YQ==")]), "files[0].name"),
            (json!([file("a.txt", "YQ=="), file("", "YQ==")]), "files[1].name"),
            (json!([file("a.txt", "это не base64")]), "files[0].base64"),
            (json!([file("a.txt", "")]), "files[0].base64"),
            (
                json!([{"name": "a.txt", "kind": "text/plain\r\nX: y", "base64": "YQ=="}]),
                "files[0].kind",
            ),
        ];
        for (files, at) in wrong {
            let (status, told) = call(json!({"text": "да", "files": files})).await;
            assert_eq!((status, told["errors"][0]["at"].as_str()), (422, Some(at)), "{told}");
        }
        let many: Vec<Value> =
            (0..11).map(|number| file(&format!("{number}.txt"), "YQ==")).collect();
        let (status, told) = call(json!({"text": "да", "files": many})).await;
        assert_eq!(status, 422, "{told}");
        assert!(told["detail"].as_str().unwrap().contains("10"), "{told}");
        assert_eq!(call(json!({})).await.0, 422, "neither words nor files");
        let large = file("a.bin", &"A".repeat(33 << 20));
        assert_eq!(call(json!({"text": "да", "files": [large]})).await.0, 413);
        assert!(fake.seen(&fake.group()).iter().all(|seen| !seen.ours), "nothing was sent");

        let right = json!({"text": "Вот прайс.", "files": [file("прайс.pdf", "JVBERi0xLjQ=")]});
        for _ in 0..2 {
            let (status, told) = call(right.clone()).await;
            assert_eq!(status, 202, "{told}");
        }
        let seen = until("it is seen there", async || {
            fake.seen(&fake.group()).into_iter().find(|seen| seen.ours)
        })
        .await;
        assert_eq!((seen.text.as_str(), seen.files.len()), ("Вот прайс.", 1));
        assert_eq!(seen.reply_to.as_deref(), Some(question.as_str()));
        let sent = fake.ledger().of("sendDocument");
        assert_eq!(sent.len(), 1, "the same call is one answer");
        let file = &sent[0].asked.files[0];
        let file = (file.name.as_str(), file.kind.as_str(), file.bytes.as_slice());
        assert_eq!(file, ("прайс.pdf", "application/pdf", &b"%PDF-1.4"[..]));
        // A picture alone says enough.
        let (status, _) =
            call(json!({"files": [{"name": "a", "kind": "image/png", "base64": "iVBORw0KGgo="}]}))
                .await;
        assert_eq!(status, 202);
        until("the picture is there", async || {
            (fake.ledger().count("sendPhoto") == 1).then_some(())
        })
        .await;
        way.end().await;
    }
}
