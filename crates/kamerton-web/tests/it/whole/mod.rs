//! The whole way through every channel: somebody writes there, it is stored, it is a step on Today, one of us
//! answers from the page or by the API, and the answer is seen at the other end.

mod bots;
mod files;
mod mail;
mod ours;
mod reading;

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kamerton_app::accounts::tokens::{self, NewToken};
use kamerton_app::brand::Brand;
use kamerton_core::access::UserRole;
use kamerton_core::id::MessageId;
use kamerton_core::time::HOUR;
use kamerton_fakes::{Called, Platform, call};
use kamerton_store::{copy, messages};
use serde_json::{Value, json};

use crate::channels::until;
use crate::harness::{Browser, Kind, World};
use crate::programs;

/// What somebody writes who wants to buy: on Today at once, and nobody else answers it.
const WISH: &str = "Хочу купить у вас чайник, подскажите, как заказать?";
/// What another one writes.
const OTHER: &str = "А я хочу купить две кружки, где оформить заказ?";

/// A brand whose pages are served, and its owner.
struct Way {
    world: World,
    brand: Brand,
}

/// A call that is not the platform's is told so and nothing more: some platforms do what they are answered.
fn is_refused(called: &Called) {
    assert_eq!(called.status, 401);
    let told: Value = serde_json::from_slice(&called.body).unwrap();
    let names: Vec<&String> = told.as_object().unwrap().keys().collect();
    assert_eq!(names, ["detail", "status", "title", "type"], "{told}");
    assert_eq!(told["detail"], Value::Null);
}

impl Way {
    async fn on(kind: Kind) -> Self {
        let (world, brand) = World::served(kind).await;
        Self { world, brand }
    }

    async fn owner(&self) -> Browser<'_> {
        self.world.signed_in("owner@example.org").await
    }

    /// A token with these scopes, by the clock of this world.
    async fn token(&self, scopes: &[&str]) -> String {
        let now = self.world.app.now();
        let new = NewToken {
            name: "Касса".to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            by: "Мы".to_owned(),
            expires_at: Some(now.plus(HOUR)),
        };
        let mut session = self.world.store.write().await.unwrap();
        let (text, _) = tokens::make(&mut session, self.brand.id, new, now).await.unwrap();
        session.commit().await.unwrap();
        text
    }

    /// Connects a channel by its page, looks whether it works, and begins to work; gives its page.
    async fn connect(&self, kind: &str, fields: &[(&str, &str)]) -> String {
        let owner = self.owner().await;
        let new = format!("/settings/channels/new/{kind}");
        let named: Vec<(String, &str)> =
            fields.iter().map(|(name, value)| (format!("field-{name}"), *value)).collect();
        let mut form: Vec<(&str, &str)> =
            named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        form.push(("name", "Клуб"));
        let made = owner.post(&new, &form).await;
        let path = made.leads_to().split('?').next().unwrap().to_owned();
        let checked = owner.post(&format!("{path}/check"), &[]).await;
        assert_eq!(checked.status, 200, "{}", checked.text);
        self.world.app.begin().await.unwrap();
        path
    }

    /// Where the platform calls the channel of this page.
    fn hook(&self, page: &str) -> String {
        let connection = page.rsplit('/').next().unwrap();
        format!("{}/channel-hooks/{}/{connection}", self.world.address, self.brand.id)
    }

    /// Waits until a message is stored under this remote key.
    async fn stored(&self, kind: &str, key: &str) -> MessageId {
        until(key, async || {
            let mut session = self.world.store.read().await.unwrap();
            let (brand, channel) = (self.brand.id, self.brand.channel(kind));
            let found = messages::by_key(&mut session, brand, channel, [key.to_owned()]).await;
            found.unwrap().pop().map(|(_, id)| id)
        })
        .await
    }

    /// The step of Today that asks to answer this text: gives the address that says it is done.
    async fn step(&self, text: &str) -> String {
        let today = self.owner().await.get("/").await;
        let begun = text.split(',').next().unwrap();
        assert!(today.text.contains(begun), "it is no step of Today: {}", today.text);
        let actions = today.text.split(" action=\"").skip(1);
        let mut paths = actions.filter_map(|rest| rest.split('"').next());
        let path = paths.find(|path| path.ends_with("/done"));
        path.unwrap_or_else(|| panic!("no step: {}", today.text)).to_owned()
    }

    /// Answers from the page of the message, as the step leads there.
    async fn answer(&self, id: MessageId, text: &str) {
        let page = format!("/messages/{id}");
        let answered = self.owner().await.post(&format!("{page}/reply"), &[("text", text)]).await;
        assert_eq!(answered.leads_to(), format!("{page}?did=reply"));
    }

    /// Answers by the API, and waits until that says it was sent.
    async fn answer_by_program(&self, id: MessageId, text: &str) {
        let token = self.token(&["messages:write"]).await;
        let (path, body) = (format!("/api/v1/messages/{id}/reply"), json!({ "text": text }));
        let taken = programs::call(&self.world, &path, &token, &body.to_string()).await;
        assert_eq!(taken.status, StatusCode::ACCEPTED, "{}", taken.text);
        let taken: Value = serde_json::from_slice(&taken.bytes).unwrap();
        let path = format!("/api/v1/replies/{}", taken["id"].as_str().unwrap());
        until("it says that it was sent", async || {
            let asked = programs::ask(&self.world, &path, &token).await;
            let told: Value = serde_json::from_slice(&asked.bytes).unwrap();
            (told["state"] == "sent").then_some(())
        })
        .await;
    }

    /// Says that the step is done, and that nothing is left of the day.
    async fn done(&self, step: &str) {
        let owner = self.owner().await;
        owner.post(step, &[]).await.leads_to();
        let today = owner.get("/").await;
        assert!(!today.text.contains("/done\""), "{}", today.text);
    }

    /// The page of a message says that it was answered, by whom and with what.
    async fn is_answered(&self, id: MessageId, text: &str) {
        until("the page says so", async || {
            let page = self.owner().await.get(&format!("/messages/{id}")).await;
            let sent = !page.text.contains("не отправлено")
                && page.text.contains("отправлено")
                && page.text.contains(text);
            sent.then_some(())
        })
        .await;
    }

    async fn messages(&self) -> i64 {
        copy::counts(&mut self.world.store.read().await.unwrap()).await.unwrap()["message"]
    }

    /// Calls our door once more with all that the platform has to tell: every call is answered exactly so,
    /// and brings nothing twice. A call that is not signed is told nothing.
    async fn called_again(&self, page: &str, fake: &dyn Platform, answer: &[u8]) {
        self.world.app.intake(&self.brand).settle().await.unwrap();
        let (hook, before) = (self.hook(page), self.messages().await);
        let within = Duration::from_secs(20);
        let sent = fake.sent();
        assert!(!sent.is_empty());
        for delivery in &sent {
            let called = call(&hook, &delivery.headers, &delivery.body, within).await.unwrap();
            assert_eq!((called.status, called.body.as_slice()), (200, answer), "{called:?}");
        }
        self.world.app.intake(&self.brand).settle().await.unwrap();
        assert_eq!(self.messages().await, before, "nothing is there twice");
        let forged = br#"{"update_id": 1, "type": "message_new", "group_id": 1, "object": {}}"#;
        let json = ("content-type".to_owned(), "application/json".to_owned());
        let called = call(&hook, &[json], forged, within).await.unwrap();
        is_refused(&called);
    }

    /// Somebody of the team who may read nothing private sees nothing of this message.
    async fn is_hidden_from_others(&self, id: MessageId) {
        self.world.user("smm@example.org", &self.brand, UserRole::Smm).await;
        let other = self.world.signed_in("smm@example.org").await;
        assert_eq!(other.get(&format!("/messages/{id}")).await.status, 404);
        let token = self.token(&["messages:write", "messages:read"]).await;
        let path = format!("/api/v1/messages/{id}/reply");
        let request = Request::post(&path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::from("{\"text\": \"да\"}"));
        assert_eq!(self.world.send(request.unwrap()).await.status, 404);
    }

    async fn end(self) {
        self.world.app.end();
        self.world.app.settle().await;
    }
}
