//! The large model on pages: set up by owners only, shown before it is sent, and never in the way.

use std::sync::{Arc, Mutex};

use kamerton_core::access::UserRole;
use kamerton_core::time::Instant;
use kamerton_store::{audit_log, large_model, workspaces};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::harness::{Browser, World};
use crate::today::demo;

const KEY: &str = "sk-quokka-7351";

/// An endpoint that says the same to everybody, and what it heard.
async fn fake(text: &str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let ears = Arc::clone(&heard);
    let content = serde_json::to_string(text).unwrap();
    let body = format!("{{\"choices\":[{{\"message\":{{\"content\":{content}}}}}]}}");
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (mut bytes, mut piece) = (Vec::new(), vec![0; 65_536]);
            // The body ends with the last field of the request.
            while !String::from_utf8_lossy(&bytes).trim_end().ends_with('}') {
                match stream.read(&mut piece).await {
                    Ok(count) if count > 0 => bytes.extend_from_slice(&piece[..count]),
                    _ => break,
                }
            }
            ears.lock().unwrap().push(String::from_utf8_lossy(&bytes).into_owned());
            let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ";
            let answer = format!("{head}{}\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, heard)
}

async fn set_up(browser: &Browser<'_>, url: &str) {
    let form = [
        ("url", url),
        ("model", "qwen"),
        ("key", KEY),
        ("near", "1"),
        ("judgements", "1"),
        ("drafts", "1"),
        ("summaries", "1"),
    ];
    let saved = browser.post("/settings/large-model", &form).await;
    assert_eq!(saved.leads_to(), "/settings/large-model?saved=large-model");
}

/// Addresses of the forms on a page that begin so.
fn forms(text: &str, begin: &str) -> Vec<String> {
    let actions = text.split(" action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    actions.filter(|path| path.starts_with(begin)).map(str::to_owned).collect()
}

async fn first_person(browser: &Browser<'_>) -> String {
    let page = browser.get("/people").await.text;
    let link = page.split("<th scope=\"row\"><a href=\"/people/").nth(1).unwrap();
    link.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn it_is_set_up_by_owners_and_its_key_is_never_shown() {
    let (world, brand) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/settings/large-model").await.text;
    assert!(page.contains("Ключа нет") && !page.contains(" checked"), "all off: {page}");
    let (url, heard) = fake("да").await;
    set_up(&owner, &url).await;
    let page = owner.get("/settings/large-model?saved=large-model").await.text;
    assert!(page.contains("Ключ есть") && page.contains(&url), "{page}");
    assert!(page.contains("Сохранено: большая модель") && !page.contains(KEY), "{page}");
    let checked = owner.post("/settings/large-model/check", &[]).await.text;
    assert!(checked.contains("Отвечает: да") && !checked.contains(KEY), "{checked}");
    assert!(checked.contains("запросов 1 из 100"), "{checked}");
    assert!(heard.lock().unwrap()[0].contains(KEY));
    let row = large_model::of_workspace(&mut world.store.read().await.unwrap(), brand.id)
        .await
        .unwrap()
        .unwrap();
    assert!(!format!("{row:?}").contains(KEY), "{row:?}");
    let mut session = world.store.read().await.unwrap();
    let late = Instant::from_micros(i64::MAX);
    let deeds = audit_log::latest(&mut session, brand.id, late, 50).await.unwrap();
    for what in ["large_model.change", "large_model.check"] {
        assert!(deeds.iter().any(|row| row.what == what), "{what}");
    }
    drop(session);
    for wrong in [
        [("url", "http://models.example/v1"), ("model", "x")],
        [("url", "не адрес"), ("model", "x")],
        [("url", "https://u:p@models.example"), ("model", "x")],
        [("url", "https://models.example"), ("seconds", "скоро")],
        [("url", ""), ("drafts", "1")],
    ] {
        let answer = owner.post("/settings/large-model", &wrong).await;
        assert_eq!(answer.status, 422, "{wrong:?}");
        assert!(answer.text.contains("Ничего не изменено"), "{}", answer.text);
    }
    world.user("cm@example.org", &brand, UserRole::Cm).await;
    let cm = world.signed_in("cm@example.org").await;
    assert_eq!(cm.get("/settings/large-model").await.status, 403);
    assert_eq!(cm.post("/settings/large-model", &[]).await.status, 403);
}

#[tokio::test]
async fn words_are_proposed_for_a_step_and_marked() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    assert!(!owner.get("/").await.text.contains("/large/"), "off by default");
    let (url, heard) = fake("Здравствуйте! <script>alert(1)</script> Как вы?").await;
    set_up(&owner, &url).await;
    let step = forms(&owner.get("/").await.text, "/large/step/").remove(0);
    let look = owner.get(&step).await;
    assert!(look.text.contains("Что уйдёт") && look.text.contains("max_tokens"), "{}", look.text);
    assert_eq!(heard.lock().unwrap().len(), 0, "to look sends nothing");
    let said = owner.post(&step, &[]).await;
    assert_eq!((said.status.as_u16(), heard.lock().unwrap().len()), (200, 1));
    assert!(said.text.contains("Предложено большой моделью"), "{}", said.text);
    assert!(said.text.contains("&#60;script&#62;") && !said.text.contains("<script>alert"));
}

#[tokio::test]
async fn a_talk_is_summed_up_and_a_message_judged() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let person = first_person(&owner).await;
    let (url, _) = fake("- О доставке\n- Участник 1 ждёт ответа").await;
    set_up(&owner, &url).await;
    let page = owner.get(&format!("/people/{person}")).await.text;
    assert!(page.contains(&format!("/large/summary/{person}")), "{page}");
    let said = owner.post(&format!("/large/summary/{person}"), &[]).await.text;
    assert!(said.contains("О доставке") && !said.contains("Участник 1 ждёт"), "{said}");
    let list = owner.get("/messages").await.text;
    let mut path = String::new();
    for message in list.split("href=\"/messages/").skip(1) {
        let message = message.split('"').next().unwrap();
        path = format!("/large/message/{message}");
        let reading = owner.get(&format!("/messages/{message}")).await.text;
        // Of what we said ourselves nobody asks.
        if reading.contains(&path) {
            break;
        }
        path.clear();
    }
    assert!(!path.is_empty(), "a reading leads to a second opinion on it");
    let odd = owner.post(&path, &[]).await.text;
    assert!(odd.contains("Ответ не в том виде"), "{odd}");
    let (url, _) =
        fake(r#"{"sentiment": 35, "irony": true, "acts": ["thanks"], "why": "Шутит"}"#).await;
    set_up(&owner, &url).await;
    let said = owner.post(&path, &[]).await.text;
    assert!(said.contains("тон 35 из 100") && said.contains("ирония"), "{said}");
    assert!(said.contains("Наши модели") && said.contains("Шутит"), "{said}");
}

#[tokio::test]
async fn when_it_is_gone_pages_go_on_and_say_so() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let person = first_person(&owner).await;
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    set_up(&owner, &url).await;
    let path = format!("/large/person/{person}");
    for _ in 0..3 {
        let said = owner.post(&path, &[]).await;
        assert_eq!(said.status, 200);
        assert!(said.text.contains("там никто не слушает"), "{}", said.text);
        assert!(said.text.contains("Остальное работает как прежде"), "{}", said.text);
    }
    let paused = owner.post(&path, &[]).await.text;
    assert!(paused.contains("не спрашиваем до"), "{paused}");
    assert!(owner.get("/settings/large-model").await.text.contains("Не спрашиваем до"));
    for page in ["/", "/messages", &format!("/people/{person}")] {
        assert_eq!(owner.get(page).await.status, 200, "{page}");
    }
}

#[tokio::test]
async fn each_role_asks_about_what_it_may_read() {
    let world = demo().await;
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let brand = kamerton_app::Brand::of(&row).unwrap();
    let owner = world.signed_in("owner@example.org").await;
    let (url, heard) = fake("Да").await;
    set_up(&owner, &url).await;
    let person = first_person(&owner).await;
    for (role, status) in [(UserRole::Director, 403), (UserRole::Smm, 200), (UserRole::Cm, 200)] {
        let email = format!("{role}@example.org");
        world.user(&email, &brand, role).await;
        let browser = world.signed_in(&email).await;
        let asked = browser.post(&format!("/large/summary/{person}"), &[]).await;
        assert_eq!(asked.status.as_u16(), status, "{role}");
        let shown = browser.get(&format!("/people/{person}")).await.text.contains("/large/");
        assert_eq!(shown, status == 200, "{role}");
    }
    let other = world.brand("Другой").await;
    world.user("stranger@example.org", &other, UserRole::Owner).await;
    let stranger = world.signed_in("stranger@example.org").await;
    let before = heard.lock().unwrap().len();
    for path in [format!("/large/person/{person}"), "/large/nonsense/1".to_owned()] {
        assert_eq!(stranger.post(&path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(heard.lock().unwrap().len(), before);
}
