//! What has been done to programs like this one, done to this one: each of these has been a hole
//! somewhere (`docs/security.md` names which is which).

use axum::body::Body;
use axum::http::{Method, Request};
use kamerton_app::Brand;
use kamerton_app::accounts::users;
use kamerton_core::access::UserRole;
use kamerton_web::http::route::Who;
use serde_json::{Value, json};

use crate::harness::{Browser, PASSWORD, World};
use crate::programs::{ask, call, token};

/// Ends a quoted attribute and a comment, and would be an element of its own.
const MARKUP: &str = "\"'--></textarea></title><xss-probe onmouseover=alert(1)>{{7*7}}";
/// A word that stands in another brand only.
const FOREIGN: &str = "Кварцетин";

/// Events with `text` wherever a program may write something.
fn events(text: &str) -> Value {
    let place = json!({"kind": "shop", "id": text, "title": text});
    let author = json!({"id": text, "name": text});
    let at = "2026-08-20T10:00:00Z";
    json!({"events": [
        {"type": "message", "place": place, "id": "1", "author": author, "sent_at": at,
         "text": format!("Где купить? {text}"), "thread": text,
         "attachments": [{"kind": "file", "name": text}]},
        {"type": "reaction", "place": place, "message": "1", "emoji": text.chars().take(90)
         .collect::<String>(), "account": {"id": "2", "name": text}, "at": at},
        {"type": "joined", "place": place, "account": author, "at": at},
        {"type": "order", "id": text, "at": at, "amount_minor": 100, "currency": "RUB",
         "product": text, "buyer": {"crm": text, "accounts": [{"kind": "shop", "id": text}]}},
        {"type": "profile", "person": {"crm": text, "accounts": [{"kind": "shop", "id": text}]},
         "name": text, "tags": [text], "note": text},
    ]})
}

/// A brand in which everything that can be named is called so.
async fn filled(world: &World, brand: &Brand, text: &str) -> Vec<String> {
    let token = token(world, brand, &["events:write", "people:read", "places:read"]).await;
    let answer = call(world, "/api/v1/events", &token, &events(text).to_string()).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    world.app.intake(brand).settle().await.unwrap();
    let mut ids = Vec::new();
    for (path, name) in [("/api/v1/people", "people"), ("/api/v1/places", "places")] {
        let list: Value = serde_json::from_str(&ask(world, path, &token).await.text).unwrap();
        let rows = list[name].as_array().unwrap();
        ids.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
    }
    ids
}

/// What every page is asked for: as it is, and with each id in its path.
fn pages(ids: &[String]) -> Vec<String> {
    let shown = |route: &kamerton_web::http::route::Route| {
        let inside = matches!(route.who, Who::May(_) | Who::Member | Who::Anyone);
        route.method == Method::GET && inside && route.path != "/live"
    };
    let mut paths = Vec::new();
    for route in kamerton_web::routes().iter().filter(|route| shown(route)) {
        if !route.path.contains('{') {
            paths.push(route.path.to_owned());
            continue;
        }
        for id in ids {
            let parts = route
                .path
                .split('/')
                .map(|part| if part.starts_with('{') { id.as_str() } else { part });
            paths.push(parts.collect::<Vec<_>>().join("/"));
        }
    }
    for id in ids {
        paths.extend(["orders", "data"].map(|view| format!("/people/{id}?view={view}")));
    }
    paths.extend(["/messages?view=waiting", "/people?sort=name", "/?all=true"].map(str::to_owned));
    paths
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_others_wrote_becomes_part_of_a_page() {
    let (world, brand) = World::with_brand().await;
    let ids = filled(&world, &brand, MARKUP).await;
    let owner = world.signed_in("owner@example.org").await;
    for (path, form) in [
        ("/settings", [("name", MARKUP), ("zone", "Europe/Moscow"), ("terms", MARKUP)]),
        ("/settings/voice", [("audience", MARKUP), ("say", MARKUP), ("examples", MARKUP)]),
        ("/settings/team", [("email", "a@b.example"), ("name", MARKUP), ("role", "cm")]),
        ("/settings/tokens", [("name", MARKUP), ("scope", "events:write"), ("days", "30")]),
        ("/settings/webhooks", [("name", MARKUP), ("", ""), ("", "")]),
    ] {
        let answer = owner.post(path, &form).await;
        assert!(answer.status.as_u16() < 400, "{path}: {}", answer.text);
        check_markup(path, &answer.text);
    }
    let mut seen = 0;
    let query = MARKUP.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let mut paths = pages(&ids);
    for path in ["/people?q=", "/messages?q=", "/find?q=", "/sign-in?next=/", "/people?list="] {
        paths.push(format!("{path}{query}"));
    }
    for path in paths {
        let answer = owner.get(&path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text);
        if answer.header("content-type").starts_with("text/html") {
            check_markup(&path, &answer.text);
            seen += usize::from(answer.text.contains("&#60;xss-probe"));
        }
    }
    assert!(seen >= 8, "it was shown, and harmless: {seen}");
}

fn check_markup(path: &str, page: &str) {
    for raw in ["<xss-probe", "href=\"javascript:", "{{49", ">49<"] {
        if let Some(at) = page.find(raw) {
            let from = page[..at].char_indices().rev().nth(200).map_or(0, |(at, _)| at);
            panic!("{path}: {}", &page[from..at + raw.len()]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_another_brand_not_a_byte_is_told() {
    let (world, _) = World::with_brand().await;
    let other = world.brand("Другой").await;
    let ids = filled(&world, &other, FOREIGN).await;
    let owner = world.signed_in("owner@example.org").await;
    let mut paths = pages(&ids);
    for (path, id) in ["/people?place=", "/messages?place=", "/messages?person="]
        .iter()
        .flat_map(|path| ids.iter().map(move |id| (path, id)))
    {
        paths.push(format!("{path}{id}"));
    }
    let query = FOREIGN.chars().take(5).collect::<String>();
    let query = query.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    paths.extend(["/people?q=", "/messages?q=", "/find?q="].map(|path| format!("{path}{query}")));
    for path in paths {
        let answer = owner.get(&path).await;
        assert!(answer.status.as_u16() < 500, "{path}");
        let told = String::from_utf8_lossy(&answer.bytes);
        assert!(!told.contains(FOREIGN) && !told.contains("кварцетин"), "{path}: {told}");
        let named = path.split(['/', '=', '?']).any(|part| ids.iter().any(|id| id == part));
        if named && !path.contains('=') {
            let nothing = "00000000-0000-0000-0000-000000000000";
            let missing = ids.iter().fold(path.clone(), |path, id| path.replace(id, nothing));
            let missing = owner.get(&missing).await;
            assert_eq!((answer.status, answer.text), (missing.status, missing.text), "{path}");
        }
    }
}

#[tokio::test]
async fn a_session_is_never_one_that_somebody_else_chose() {
    let (world, _) = World::with_brand().await;
    let mut browser = world.browser();
    browser.cookie =
        Some("kamerton=chosenchosenchosenchosenchosenchosenchosenchosenchos".to_owned());
    let form = [("email", "owner@example.org"), ("password", PASSWORD)];
    let entered = browser.post("/sign-in", &form).await;
    let given = entered.cookie().unwrap();
    assert_ne!(Some(&given), browser.cookie.as_ref());
    assert_eq!(browser.get("/people").await.status, 303, "what was chosen opens nothing");
    browser.cookie = Some(given);
    assert_eq!(browser.get("/people").await.status, 200);
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let (world, _) = World::with_brand().await;
    for next in [
        "//evil.test",
        "/\\evil.test",
        "\\/evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "\t//evil.test",
        "https:evil.test",
        "https://evil.test",
        "javascript:alert(1)",
        "/\u{0}/evil.test",
        " //evil.test",
        "evil.test",
    ] {
        let form = [("email", "owner@example.org"), ("password", PASSWORD), ("next", next)];
        assert_eq!(world.browser().post("/sign-in", &form).await.leads_to(), "/", "{next:?}");
        let query: String = next.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let page = world.browser().get(&format!("/sign-in?next={query}")).await;
        assert!(!page.text.contains("evil.test"), "{next:?}: {}", page.text);
    }
    // What looks like a path to us looks like one to a browser: it is encoded, and stays here.
    let guest = world.browser().get("//evil.test/%2f%2fevil.test").await;
    assert!(guest.status == 404 || guest.leads_to().starts_with("/sign-in"), "{}", guest.text);
}

#[tokio::test]
async fn what_a_request_says_of_the_host_is_written_nowhere() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    for header in ["host", "x-forwarded-host", "x-forwarded-server", "forwarded", "x-host"] {
        let browser = owner.clone().with(header, "evil.test");
        for path in ["/", "/people", "/settings/webhooks", "/api/docs", "/nothing"] {
            let answer = browser.get(path).await;
            let told = format!("{:?}{}", answer.headers, answer.text);
            assert!(!told.contains("evil.test"), "{header} {path}");
        }
    }
}

#[tokio::test]
async fn sign_in_is_counted_by_the_address_of_the_peer_whatever_is_said_of_it() {
    let (world, _) = World::with_brand().await;
    let from = world.browser().from("203.0.113.9");
    const SAID: [&str; 4] = ["1.1.1.1", "8.8.8.8, 9.9.9.9", "::1", "127.0.0.1"];
    for number in 0..30 {
        let liar = from.clone().with("x-forwarded-for", SAID[number % SAID.len()]);
        let liar = liar.with("x-real-ip", SAID[(number + 1) % SAID.len()]);
        let email = format!("{number}@liar.example");
        liar.post("/sign-in", &[("email", &email), ("password", "x")]).await;
    }
    let form = [("email", "owner@example.org"), ("password", PASSWORD)];
    let right = from.with("x-forwarded-for", "198.51.100.1").post("/sign-in", &form).await;
    assert!(right.text.contains("Слишком много попыток"), "{}", right.text);
}

#[tokio::test]
async fn the_counters_are_for_this_machine_only() {
    let (world, _) = World::with_brand().await;
    let far = world.browser().from("203.0.113.9");
    assert_eq!(far.get("/metrics").await.status, 404);
    assert_eq!(far.with("x-forwarded-for", "127.0.0.1").get("/metrics").await.status, 404);
}

#[tokio::test]
async fn fields_that_a_form_does_not_have_change_nothing() {
    let (world, brand) = World::with_brand().await;
    let user = world.user("smm@example.org", &brand, UserRole::Smm).await;
    let smm = world.signed_in("smm@example.org").await;
    let more = [
        ("lang", "en"),
        ("role", "owner"),
        ("roles", "owner"),
        ("email", "evil@example.org"),
        ("workspace_id", "00000000-0000-0000-0000-000000000000"),
        ("disabled_at", "1"),
        ("password_hash", "x"),
        ("is_admin", "true"),
    ];
    smm.post("/me", &more).await.leads_to();
    let mut session = world.store.read().await.unwrap();
    let team = users::team(&mut session, brand.id).await.unwrap();
    let member = team.into_iter().find(|member| member.user.id == user).unwrap();
    assert_eq!(member.roles, [UserRole::Smm]);
    assert_eq!(member.user.email, "smm@example.org");
    let owner = world.signed_in("owner@example.org").await;
    let voice = [("audience", "Все"), ("name", "Чужое"), ("zone", "UTC"), ("demo", "true")];
    owner.post("/settings/voice", &voice).await.leads_to();
    let page = owner.get("/settings").await.text;
    assert!(page.contains("Ромашка") && page.contains("Europe/Moscow") && !page.contains("Чужое"));
}

#[tokio::test]
async fn names_have_an_end() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let long = format!("Я{}", "э".repeat(20_000));
    let forms = [
        ("/settings", [("name", long.as_str()), ("zone", "UTC"), ("lang", "ru")]),
        ("/settings/team", [("name", &long), ("email", "long@example.org"), ("role", "cm")]),
        ("/settings/tokens", [("name", &long), ("scope", "events:write"), ("days", "1")]),
        ("/settings/webhooks", [("name", &long), ("", ""), ("", "")]),
    ];
    for (path, form) in forms {
        assert!(owner.post(path, &form).await.status.as_u16() < 500, "{path}");
        let page = owner.get(path).await.text;
        assert!(page.contains('э') && !page.contains(&"э".repeat(101)), "{path}");
    }
}

/// A file under a name of somebody else's choosing.
async fn upload(owner: &Browser<'_>, name: &str, content: &str) -> String {
    let body = format!(
        "--ours\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
         Content-Type: text/html\r\n\r\n{content}\r\n--ours--\r\n"
    );
    let ours = owner.clone().with("sec-fetch-site", "same-origin");
    let ours = ours.with("content-type", "multipart/form-data; boundary=ours");
    ours.ask("POST", "/imports", Some(body)).await.leads_to().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_lies_where_files_lie_whatever_it_is_called() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let folder = world.app.options().uploads.clone();
    let around = |folder: &std::path::Path| {
        let mut names: Vec<_> = std::fs::read_dir(folder.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    std::fs::create_dir_all(&folder).unwrap();
    let before = around(&folder);
    for name in [
        "../../evil.csv",
        "..\\..\\evil.csv",
        "/etc/cron.d/evil",
        "C:\\evil.csv",
        "....//evil.csv",
        ".",
        "..",
        "con.csv",
    ] {
        let path = upload(&owner, name, "<script>alert(1)</script>;x\n1;2\n").await;
        let page = owner.get(&path).await;
        assert!(!page.text.contains("<script>alert"), "{name}: {}", page.text);
        owner.post(&format!("{path}/discard"), &[]).await.leads_to();
        assert_eq!(around(&folder), before, "{name}");
    }
    assert!(!std::path::Path::new("/etc/cron.d/evil").exists());
}

#[tokio::test]
async fn no_file_of_the_machine_is_served() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    for path in [
        "/assets/../../../etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/kamerton.db",
        "/assets/kamerton.db",
        "/settings/data/backup/..%2f..%2fkamerton.db",
        "/imports/..%2f..%2fkamerton.db/refused.csv",
        "/uploads",
        "/data/kamerton.db",
        "/.env",
        "/.git/config",
    ] {
        let answer = owner.get(path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn files_that_are_handed_out_are_files_and_nothing_else() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    for path in ["/people/export.csv", "/people/export.xlsx"] {
        let answer = owner.get(path).await;
        assert!(answer.header("content-disposition").starts_with("attachment; "), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_path_or_a_query_of_any_length_is_answered() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let long = "x".repeat(60_000);
    for path in [format!("/{long}"), format!("/people?q={long}"), format!("/people/{long}")] {
        assert!(owner.get(&path).await.status.as_u16() < 500);
    }
    let request = Request::builder().uri("/people").header("cookie", long.as_str());
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    assert!(answer.status.as_u16() < 500);
}
