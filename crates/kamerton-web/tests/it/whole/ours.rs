//! What has no platform behind it: the pages of a site, and programs that call and are called.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kamerton_app::webhooks::Secret;
use kamerton_core::time::{Instant, SECOND};
use kamerton_fakes::{Asked, Behaviour, Clock, Reply, Stage, Work, call};
use serde_json::{Value, json};

use super::{OTHER, WISH, Way, is_refused};
use crate::channels::until;
use crate::harness::{World, kinds};
use crate::visits::{self, SECRET, WELL, lines, visitor};

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_of_a_site_reads_the_answer_where_they_asked() {
    for kind in kinds() {
        let way = Way::on(kind).await;
        let connection = visits::connect(&way.world, &way.brand, &[]).await;
        way.world.app.begin().await.unwrap();
        let chat = visits::path(&way.brand, connection, "chat");
        let anna = visitor(&way.world, SECRET);
        let said = json!({"id": "a".repeat(32), "text": WISH});
        assert_eq!(visits::say(&anna, &chat, &said).await.status, 202);
        let name = kamerton_app::channels::visitor(connection, SECRET).unwrap();
        let rows = visits::said(&way.world, &way.brand, &format!("talk-{name}")).await;
        let id = rows.iter().find(|row| row.text == WISH).unwrap().id;
        let step = way.step(WISH).await;
        way.answer(id, "Оформим прямо в чате.").await;
        until("the visitor reads it", async || {
            let told = lines(&anna, &chat).await;
            told.contains(&(false, "Оформим прямо в чате.".to_owned())).then_some(())
        })
        .await;
        way.is_answered(id, "Оформим прямо в чате.").await;
        way.done(&step).await;
        way.is_hidden_from_others(id).await;
        way.end().await;
    }
}

/// Nobody sits behind a form any more when it is read: the step says with whom to talk, and the page where.
#[tokio::test(flavor = "multi_thread")]
async fn who_filled_in_a_form_is_answered_by_the_address_they_left() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let connection = visits::connect(&world, &brand, &[]).await;
        let form = visits::path(&brand, connection, "form");
        let mut filled = WELL;
        filled[0] = ("text", WISH);
        let (thanks, _) = visits::write(&world.browser(), &form, &filled).await;
        assert_eq!(thanks.status, 200, "{}", thanks.text);
        let rows = visits::said(&world, &brand, &visits::form_place(connection)).await;
        let id = rows.iter().find(|row| row.text == WISH).unwrap().id;
        let way = Way { world, brand };
        // What is said this very moment is not yet said.
        World::wait(1);
        let step = way.step(WISH).await;
        let page = way.owner().await.get(&format!("/messages/{id}")).await;
        assert!(page.text.contains("ответ никто не прочтёт"), "{}", page.text);
        let refused = format!("/messages/{id}/reply");
        let refused = way.owner().await.post(&refused, &[("text", "да")]).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        way.done(&step).await;
        way.end().await;
    }
}

const OURS: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A program that keeps what it is told, where the signature is right.
#[derive(Default)]
struct Program(Mutex<Vec<Value>>);

impl Behaviour for Program {
    fn name(&self, asked: &Asked) -> String {
        asked.path.clone()
    }

    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
        let header = |name| asked.header(name).unwrap_or_default();
        let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
        let wanted = Secret::parse(OURS).unwrap().sign(id, at, &asked.body);
        let told: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let signed = header("webhook-signature") == wanted && told["id"] == id;
        let mut all = self.0.lock().unwrap();
        let number = all.len();
        if signed {
            all.push(told);
        }
        let key = json!({"place": "desk", "id": format!("ours-{number}")});
        Box::pin(
            async move { if signed { Reply::json(200, &key) } else { Reply::text(403, "", "") } },
        )
    }

    fn too_many(&self, _: Duration) -> Reply {
        Reply::text(429, "", "")
    }
}

fn now() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Instant::from_seconds(i64::try_from(since.as_secs()).unwrap())
}

/// What the program says to us, signed.
async fn said(hook: &str, number: u32, text: &str) -> (u16, Vec<u8>) {
    let event = json!({
        "type": "message", "place": {"kind": "generic", "id": "desk", "title": "Стойка"},
        "id": number.to_string(), "author": {"id": number.to_string(), "name": "Вера"},
        "sent_at": now().rfc3339(), "text": text,
    });
    let (id, at) = (format!("call-{number}"), (now().micros() / SECOND).to_string());
    let body = event.to_string().into_bytes();
    let signature = Secret::parse(OURS).unwrap().sign(&id, &at, &body);
    let headers = [
        ("webhook-id".to_owned(), id),
        ("webhook-timestamp".to_owned(), at),
        ("webhook-signature".to_owned(), signature),
    ];
    let called = call(hook, &headers, &body, Duration::from_secs(20)).await.unwrap();
    (called.status, called.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_calls_signed_and_is_called_signed() {
    for kind in kinds() {
        let way = Way::on(kind).await;
        let program = Arc::new(Program::default());
        let stage = Stage::start(program.clone(), Clock::default()).unwrap();
        let page = way.connect("generic", &[("secret", OURS), ("address", stage.base())]).await;
        let hook = way.hook(&page);
        assert_eq!(said(&hook, 1, WISH).await, (200, Vec::new()));
        let id = way.stored("generic", "generic:desk:1").await;
        let step = way.step(WISH).await;
        way.answer(id, "Оформим у стойки.").await;
        let told =
            until("the program was told", async || program.0.lock().unwrap().first().cloned())
                .await;
        assert_eq!((&told["act"], &told["text"]), (&json!("say"), &json!("Оформим у стойки.")));
        assert_eq!(told["to"]["message"], "generic:desk:1");
        way.is_answered(id, "Оформим у стойки.").await;
        // Under the key that it answered it is in our history.
        way.stored("generic", "generic:desk:ours-0").await;
        way.done(&step).await;
        assert_eq!(said(&hook, 2, OTHER).await, (200, Vec::new()));
        let other = way.stored("generic", "generic:desk:2").await;
        way.answer_by_program(other, "Кружки есть.").await;
        assert_eq!(program.0.lock().unwrap()[1]["text"], "Кружки есть.");
        // The same call once more, and one that nobody signed.
        way.world.app.intake(&way.brand).settle().await.unwrap();
        let before = way.messages().await;
        assert_eq!(said(&hook, 2, OTHER).await, (200, Vec::new()));
        way.world.app.intake(&way.brand).settle().await.unwrap();
        assert_eq!(way.messages().await, before);
        let unsigned = call(&hook, &[], b"{}", Duration::from_secs(20)).await.unwrap();
        is_refused(&unsigned);
        way.end().await;
    }
}
