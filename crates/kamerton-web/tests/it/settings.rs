//! Settings: what is changed stays changed, secrets are shown once, nobody locks themselves out.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kamerton_app::demo_load::{self, Wanted};
use kamerton_app::reread;
use kamerton_app::webhooks::Secret;
use kamerton_core::access::UserRole;
use kamerton_core::time::{Instant, SECOND};
use kamerton_store::{audit_log, workspaces};

use crate::harness::{Answer, PASSWORD, World, clock};
use crate::programs::message;

/// What stands between two pieces of a page.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let from = text.find(before).unwrap_or_else(|| panic!("no {before} in {text}")) + before.len();
    let length = text[from..].find(after).unwrap();
    &text[from..from + length]
}

fn secret(answer: &Answer) -> String {
    between(&answer.text, "id=\"secret\">", "<").to_owned()
}

async fn deeds(world: &World, brand: &kamerton_app::Brand) -> Vec<String> {
    let mut session = world.store.read().await.unwrap();
    let rows = audit_log::latest(&mut session, brand.id, Instant::from_micros(i64::MAX), 50)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.what).collect()
}

#[tokio::test]
async fn the_brand_is_changed() {
    let (world, brand) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let form = [
        ("name", "Лютик"),
        ("zone", "Asia/Yekaterinburg"),
        ("lang", "en"),
        ("terms", "лютик, lutik"),
    ];
    assert_eq!(owner.post("/settings", &form).await.leads_to(), "/settings?saved=brand");
    let rows = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap();
    let changed = kamerton_app::Brand::of(&rows[0]).unwrap();
    assert_eq!((changed.name.as_str(), changed.lang.as_str()), ("Лютик", "en"));
    assert_eq!(changed.settings.brand_terms, ["лютик", "lutik"]);
    assert_eq!(changed.policy(), brand.policy());
    assert!(deeds(&world, &brand).await.contains(&"brand.change".to_owned()));
    for wrong in [("name", ""), ("zone", "Марс")] {
        let form: Vec<(&str, &str)> = form
            .into_iter()
            .map(|(name, value)| if name == wrong.0 { wrong } else { (name, value) })
            .collect();
        assert_eq!(owner.post("/settings", &form).await.status, 422);
    }
    world.brand("Занято").await;
    let taken = owner.post("/settings", &[("name", "Занято"), ("zone", "UTC")]).await;
    assert_eq!(taken.status, 422);
}

#[tokio::test]
async fn the_voice_is_changed_and_the_rest_stays() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    owner.post("/settings", &[("name", "Ромашка"), ("zone", "UTC"), ("products", "чай")]).await;
    let form = [
        ("audience", "Кто любит чай"),
        ("address", "ty"),
        ("say", "чай\nпиала"),
        ("examples", "Привет, заварим?"),
    ];
    owner.post("/settings/voice", &form).await.leads_to();
    let page = owner.get("/settings/voice?saved=voice").await.text;
    for shown in ["Кто любит чай", "чай\nпиала", "Привет, заварим?", "Сохранено: как говорит"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(owner.get("/settings").await.text.contains(">чай</textarea>"));
}

#[tokio::test]
async fn whoever_may_only_read_cannot_change() {
    let (world, brand) = World::with_brand().await;
    world.user("director@example.org", &brand, UserRole::Director).await;
    let director = world.signed_in("director@example.org").await;
    let page = director.get("/settings").await.text;
    assert!(page.contains("disabled") && !page.contains("/settings/team"), "{page}");
    assert_eq!(director.post("/settings", &[("name", "Х")]).await.status, 403);
}

#[tokio::test]
async fn a_colleague_is_let_in_and_shut_out() {
    let (world, brand) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let form = [("email", "Anna@Example.org"), ("name", "Анна"), ("role", "cm")];
    let made = owner.post("/settings/team", &form).await;
    let password = secret(&made);
    assert!(!owner.get("/settings/team").await.text.contains(&password), "shown once");
    let sign_in = [("email", "anna@example.org"), ("password", password.as_str())];
    let door = world.browser().post("/sign-in", &sign_in).await;
    let mut anna = world.browser();
    anna.cookie = door.cookie();
    assert_eq!(anna.get("/imports").await.status, 200);
    let user = between(&made.text, "/settings/team/", "/password").to_owned();
    let user = user.rsplit('/').next().unwrap().to_owned();
    owner.post(&format!("/settings/team/{user}/shut"), &[]).await.leads_to();
    assert_eq!(anna.get("/imports").await.status, 303, "at once");
    owner.post(&format!("/settings/team/{user}/open"), &[]).await.leads_to();
    let again = owner.post(&format!("/settings/team/{user}/password"), &[]).await;
    assert_ne!(secret(&again), password);
    let other = world.brand("Другой").await;
    world.user("stranger@example.org", &other, UserRole::Owner).await;
    let stranger = world.signed_in("stranger@example.org").await;
    let shut = stranger.post(&format!("/settings/team/{user}/shut"), &[]).await;
    assert_eq!(shut.status, 404, "of another team nobody is shut out");
    let deeds = deeds(&world, &brand).await;
    for deed in ["user.roles", "user.disable", "user.enable", "user.password"] {
        assert!(deeds.contains(&deed.to_owned()), "{deed}: {deeds:?}");
    }
}

#[tokio::test]
async fn the_last_owner_stays() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/settings/team").await.text;
    let path = format!("/settings/team/{}/roles", between(&page, "/settings/team/", "/roles"));
    let answer = owner.post(&path, &[("role", "cm")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("последний владелец"), "{}", answer.text);
}

#[tokio::test]
async fn a_key_is_shown_once_and_revoked() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let form = [("name", "Сайт"), ("scope", "events:write"), ("days", "90")];
    let made = owner.post("/settings/tokens", &form).await;
    let token = secret(&made);
    assert!(token.starts_with("kam_"));
    let page = owner.get("/settings/tokens").await.text;
    assert!(page.contains("Сайт") && page.contains("присылать события") && !page.contains(&token));
    assert!(!page.contains("scope-"), "every scope has its words");
    let nothing = owner.post("/settings/tokens", &[("name", "Х"), ("scope", "все")]).await;
    assert_eq!(nothing.status, 422);
    let path = format!("{}/revoke", between(&page, "action=\"/settings/tokens/", "/revoke"));
    let path = format!("/settings/tokens/{path}");
    owner.post(&path, &[]).await.leads_to();
    assert_eq!(owner.post(&path, &[]).await.status, 404);
}

/// A signed call to a sender's address.
async fn call(world: &World, path: &str, secret: &str, number: usize) -> StatusCode {
    let body = message(number).to_string();
    let time = (clock().micros() / SECOND).to_string();
    let signature = Secret::parse(secret).unwrap().sign("msg_1", &time, body.as_bytes());
    let request = Request::post(path)
        .header("webhook-id", "msg_1")
        .header("webhook-timestamp", time)
        .header("webhook-signature", signature)
        .body(Body::from(body))
        .unwrap();
    world.send(request).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_is_made_renewed_and_removed() {
    let (world, brand) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await.with("origin", "http://here.test");
    assert!(owner.get("/settings/webhooks").await.text.contains("Отправителей пока нет"));
    assert_eq!(owner.post("/settings/webhooks", &[("name", " ")]).await.status, 422);
    let made = owner.post("/settings/webhooks", &[("name", "Магазин <b>")]).await;
    let first = secret(&made);
    assert!(first.starts_with("whsec_") && made.text.contains("Магазин &#60;b&#62;"));
    let path = between(&made.text, "<code>/hooks/", "<").to_owned();
    let path = format!("/hooks/{path}");
    assert!(made.text.contains(&format!("http://here.test{path}")), "{}", made.text);
    assert_eq!(call(&world, &path, &first, 1).await, StatusCode::ACCEPTED);
    let page = owner.get("/settings/webhooks").await.text;
    assert!(!page.contains(&first), "shown once");
    assert!(page.contains("последний вызов"), "{page}");

    let id = path.rsplit('/').next().unwrap();
    let renew = format!("/settings/webhooks/{id}/renew");
    let second = secret(&owner.post(&renew, &[("hours", "1")]).await);
    assert!(owner.get("/settings/webhooks").await.text.contains("прежний секрет работает"));
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(call(&world, &path, &second, 2).await, StatusCode::ACCEPTED);
    assert_eq!(call(&world, &path, &first, 3).await, StatusCode::ACCEPTED, "for an hour");
    let third = secret(&owner.post(&renew, &[("hours", "0")]).await);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(call(&world, &path, &second, 4).await, StatusCode::UNAUTHORIZED, "at once");
    assert_eq!(call(&world, &path, &third, 5).await, StatusCode::ACCEPTED);

    let other = world.brand("Другой").await;
    world.user("stranger@example.org", &other, UserRole::Owner).await;
    let stranger = world.signed_in("stranger@example.org").await;
    let revoke = format!("/settings/webhooks/{id}/revoke");
    for path in [&renew, &revoke] {
        assert_eq!(stranger.post(path, &[]).await.status, 404, "{path}");
    }
    owner.post(&revoke, &[]).await.leads_to();
    assert_eq!(owner.post(&revoke, &[]).await.status, 404);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(call(&world, &path, &third, 6).await, StatusCode::UNAUTHORIZED);
    let deeds = deeds(&world, &brand).await;
    for deed in ["webhook.make", "webhook.renew", "webhook.remove"] {
        assert!(deeds.contains(&deed.to_owned()), "{deed}: {deeds:?}");
    }
}

#[tokio::test]
async fn the_address_of_a_sender_is_not_what_somebody_says_of_the_host() {
    let world = World::with_url(Some("https://kamerton.example/")).await;
    let brand = world.brand("Ромашка").await;
    let owner = world.user("owner@example.org", &brand, UserRole::Owner).await;
    let mut browser = world.browser().with("x-forwarded-host", "evil.test");
    browser.cookie = Some(world.session(owner).await.replace("kamerton=", "__Host-kamerton="));
    let made = browser.post("/settings/webhooks", &[("name", "Сайт")]).await.text;
    assert!(made.contains("https://kamerton.example/hooks/"), "{made}");
    assert!(!made.contains("evil.test") && !made.contains("here.test"));
    let world = World::with_brand().await.0;
    let owner = world.signed_in("owner@example.org").await.with("origin", "http://x'$(id)");
    let made = owner.post("/settings/webhooks", &[("name", "Сайт")]).await.text;
    assert!(made.contains("http://127.0.0.1:8080/hooks/") && !made.contains("$(id)"));
}

#[tokio::test]
async fn a_password_is_changed_and_other_sessions_end() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let other = world.signed_in("owner@example.org").await;
    for wrong in [
        [("old", "не тот пароль"), ("new", "другой-пароль-2026")],
        [("old", PASSWORD), ("new", "мало")],
    ] {
        assert_eq!(owner.post("/settings/me/password", &wrong).await.status, 422);
    }
    let form = [("old", PASSWORD), ("new", "другой-пароль-2026")];
    let done = owner.post("/settings/me/password", &form).await;
    let mut here = world.browser();
    here.cookie = done.cookie();
    assert_eq!(here.get(done.leads_to()).await.status, 200);
    assert_eq!(other.get("/").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_fetched_once() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    owner.post("/settings/data/backup", &[]).await.leads_to();
    // A page that is open asks for this piece of itself until the file is there.
    let open = owner.clone().with("hx-request", "true");
    let mut page = open.get("/settings/data").await.text;
    for _ in 0..1_000 {
        assert!(page.contains("id=\"backup\""), "{page}");
        if page.contains("/settings/data/backup/") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        page = open.get("/settings/data").await.text;
    }
    let link = format!("/settings/data/backup/{}", between(&page, "/settings/data/backup/", "\""));
    let brand = kamerton_app::Brand::of(
        &workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap()[0],
    )
    .unwrap();
    world.user("second@example.org", &brand, UserRole::Owner).await;
    let second = world.signed_in("second@example.org").await;
    assert_eq!(second.get(&link).await.status, 404, "it is for whoever asked");
    let file = owner.get(&link).await;
    assert_eq!(file.status, 200);
    assert!(file.text.len() > 1_000 && file.header("content-disposition").contains(".backup"));
    assert_eq!(owner.get(&link).await.status, 404, "once");
    let left = std::fs::read_dir(&world.app.options().uploads).unwrap().count();
    assert_eq!(left, 0, "nothing stays behind");
    let other = world.brand("Другой").await;
    world.user("stranger@example.org", &other, UserRole::Owner).await;
    let stranger = world.signed_in("stranger@example.org").await;
    assert_eq!(stranger.post("/settings/data/backup", &[]).await.status, 403, "not all theirs");
}

#[tokio::test]
async fn the_demo_goes_in_one_click() {
    let (world, _) = World::with_brand().await;
    let wanted = Wanted { people: Some(60), messages: Some(300), seed: 1, until: None };
    demo_load::make(&world.store, wanted, world.app.now(), |_| {}).await.unwrap();
    let owner = world.signed_in("owner@example.org").await;
    assert!(owner.get("/settings/data").await.text.contains("Убрать демо"));
    owner.post("/settings/data/remove-demo", &[]).await.leads_to();
    let rows = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].demo);
}

#[tokio::test]
async fn the_policy_can_be_read() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/settings/policy").await.text;
    for shown in ["Версия правил: 2.", "Рекомендация", "+5,0", "−4,0", "14 дней", "80 %"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// Makes what was said look as if an older version had read it, and had found nothing.
async fn read_before(world: &World, brand: &kamerton_app::Brand) {
    let mut session = world.store.write().await.unwrap();
    for sql in [
        "UPDATE message SET analyser = analyser - 1, labels = 0 WHERE workspace_id = $1",
        "DELETE FROM reread_run WHERE workspace_id = $1",
    ] {
        session.execute(sql, kamerton_store::values![brand.id]).await.unwrap();
    }
    session.commit().await.unwrap();
    kamerton_app::check::run(&world.store, brand, true, clock(), |_| {}).await.unwrap();
}

async fn reread(world: &World) -> reread::Done {
    let brand = kamerton_app::brand::find(&world.store, None).await.unwrap();
    let reader = reread::Reader::new(&world.store, &brand, clock, &|| false);
    reader.run(reread::Asked::default(), &mut |_| {}).await.unwrap()
}

#[tokio::test]
async fn a_new_reading_is_shown_first_and_taken_over_when_one_says_so() {
    let (world, brand) = World::with_brand().await;
    world.user("director@example.org", &brand, UserRole::Director).await;
    let owner = world.signed_in("owner@example.org").await;
    let director = world.signed_in("director@example.org").await;
    let page = owner.get("/settings/reread").await.text;
    assert!(page.contains("Вся история прочитана версией анализа"), "{page}");
    say(&world, &brand).await;
    read_before(&world, &brand).await;
    let saved = owner.post("/settings/reread/ask", &[("ask", "yes")]).await;
    assert_eq!(saved.leads_to(), "/settings/reread?saved=reread-ask");
    assert_eq!(reread(&world).await, reread::Done::Waits);
    let page = owner.get("/settings/reread").await.text;
    for shown in [
        "Ждём вашего слова",
        "Перечитано 2 сообщения",
        "Подскажите, где купить чай?",
        "вопрос",
        "/settings/reread/now",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(page.contains("Тайный вопрос"), "the owner reads what was said in private");
    let page = director.get("/settings/reread").await.text;
    assert!(page.contains("Подскажите") && !page.contains("Тайный вопрос"), "{page}");
    assert!(!page.contains("/settings/reread/now"), "it is not theirs to say");
    assert_eq!(director.post("/settings/reread/now", &[]).await.status, 403);
    let wished = owner.post("/settings/reread/now", &[]).await;
    assert_eq!(wished.leads_to(), "/settings/reread?saved=reread-now");
    assert_eq!(reread(&world).await, reread::Done::Switched);
    let page = owner.get("/settings/reread").await.text;
    assert!(page.contains("По-новому читаем с") && page.contains("Подскажите"), "{page}");
    assert_eq!(owner.post("/settings/reread/later", &[]).await.leads_to(), "/settings/reread");
    let deeds = deeds(&world, &brand).await;
    assert!(deeds.contains(&"reread.now".to_owned()), "{deeds:?}");
    let settings = [("name", "Ромашка"), ("zone", "UTC")];
    owner.post("/settings", &settings).await.leads_to();
    let page = owner.get("/settings/reread").await.text;
    assert!(page.contains("value=\"yes\" checked"), "other settings leave it as it is: {page}");
}

/// A question to everybody and one in private.
async fn say(world: &World, brand: &kamerton_app::Brand) {
    use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef};
    let said = |key: &str, text: &str, private: bool| {
        Fact::Message(MessageFact {
            key: key.to_owned(),
            place: PlaceRef {
                kind: "telegram".to_owned(),
                remote_id: key.to_owned(),
                title: key.to_owned(),
                private,
            },
            author: Some(Account {
                kind: "telegram".to_owned(),
                remote_id: "1".to_owned(),
                display_name: Some("Вера".to_owned()),
                ..Account::default()
            }),
            sent_at: clock().plus(-SECOND * 3_600),
            text: text.to_owned(),
            ..MessageFact::default()
        })
    };
    let facts = [
        said("чат", "Подскажите, где купить чай?", false),
        said("личное", "Тайный вопрос: как заваривать чай?", true),
    ];
    let facts = facts.map(|fact| kamerton_app::prepare::prepare(brand, fact, clock()).unwrap());
    let origin = kamerton_app::ingest::Origin::live("test");
    kamerton_app::ingest::apply(&world.store, brand, &origin, facts.to_vec(), clock())
        .await
        .unwrap();
}
