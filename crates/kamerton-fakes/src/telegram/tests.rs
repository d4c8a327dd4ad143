//! The fake by itself: what it refuses and in which words, whom it tells what.

mod spec;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::*;
use crate::{Called, Fault, Order, call};

/// Asks by JSON and gives what came back.
async fn ask(fake: &Telegram, method: &str, parameters: Value) -> Value {
    let called = by_token(fake, &fake.token(), method, &parameters).await;
    serde_json::from_slice(&called.body).unwrap()
}

async fn by_token(fake: &Telegram, token: &str, method: &str, parameters: &Value) -> Called {
    let address = format!("{}/bot{token}/{method}", fake.base());
    let kind = [("content-type".to_owned(), "application/json".to_owned())];
    let body = parameters.to_string();
    call(&address, &kind, body.as_bytes(), Duration::from_secs(20)).await.unwrap()
}

/// Asks and gives code and words of the refusal.
async fn refused(fake: &Telegram, method: &str, parameters: Value) -> (i64, String) {
    let answer = ask(fake, method, parameters).await;
    let words = answer["description"].as_str().unwrap_or_default().to_owned();
    (answer["error_code"].as_i64().unwrap_or(0), words)
}

fn kinds(updates: &Value) -> Vec<String> {
    let kind = |update: &Value| {
        let names = update.as_object().unwrap().keys();
        names.filter(|name| *name != "update_id").cloned().collect::<String>()
    };
    updates["result"].as_array().unwrap().iter().map(kind).collect()
}

#[tokio::test]
async fn updates_wait_until_they_are_confirmed() {
    let fake = Telegram::start().unwrap();
    let anna = fake.person("Анна Кот");
    let said = fake.say(&anna, &fake.group(), "привет");
    fake.edit(&said, "привет!");
    let updates = ask(&fake, "getUpdates", json!({})).await;
    assert_eq!(kinds(&updates), ["message", "message", "edited_message"]);
    assert_eq!(updates, ask(&fake, "getUpdates", json!({})).await);
    let last = updates["result"][2]["update_id"].as_i64().unwrap();
    let rest = ask(&fake, "getUpdates", json!({"offset": last})).await;
    assert_eq!(rest["result"].as_array().unwrap().len(), 1);
    let rest = ask(&fake, "getUpdates", json!({"offset": last + 1})).await;
    assert_eq!(rest["result"], json!([]));
}

#[tokio::test]
async fn asking_waits_for_news_and_only_one_may_wait() {
    let fake = Arc::new(Telegram::start().unwrap());
    let first = {
        let fake = Arc::clone(&fake);
        tokio::spawn(async move { ask(&fake, "getUpdates", json!({"timeout": 20})).await })
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    let second = {
        let fake = Arc::clone(&fake);
        tokio::spawn(async move { ask(&fake, "getUpdates", json!({"timeout": 20})).await })
    };
    assert_eq!(first.await.unwrap()["error_code"], 409);
    let anna = fake.person("Анна");
    fake.say(&anna, &anna, "/start");
    assert_eq!(kinds(&second.await.unwrap()), ["message"]);
    let began = std::time::Instant::now();
    let id = fake.updates()[0]["update_id"].as_i64().unwrap();
    ask(&fake, "getUpdates", json!({"timeout": 1, "offset": id + 1})).await;
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn what_is_wrong_is_said_in_its_own_words() {
    let fake = Telegram::start().unwrap();
    fake.limits(Limits::off());
    let (group, anna, boris) = (fake.group(), fake.person("Анна"), fake.person("Борис"));
    let said = fake.say(&anna, &group, "привет");
    let answered = |method: &'static str, parameters| refused(&fake, method, parameters);
    for (method, parameters, code, words) in [
        ("sendMessage", json!({"text": "a"}), 400, "Bad Request: chat_id is empty"),
        ("sendMessage", json!({"chat_id": 1, "text": "a"}), 400, "Bad Request: chat not found"),
        (
            "sendMessage",
            json!({"chat_id": anna, "text": "a"}),
            403,
            "Forbidden: bot can't initiate conversation with a user",
        ),
        ("sendMessage", json!({"chat_id": boris, "text": "a"}), 400, "Bad Request: chat not found"),
        (
            "sendMessage",
            json!({"chat_id": group, "text": "  "}),
            400,
            "Bad Request: message text is empty",
        ),
        (
            "sendMessage",
            json!({"chat_id": group, "text": "я".repeat(4_097)}),
            400,
            "Bad Request: message is too long",
        ),
        (
            "sendMessage",
            json!({"chat_id": group, "text": "a", "reply_parameters": {"message_id": 99}}),
            400,
            "Bad Request: message to be replied not found",
        ),
        (
            "sendMessage",
            json!({"chat_id": group, "text": "a", "message_thread_id": 77}),
            400,
            "Bad Request: message thread not found",
        ),
        (
            "editMessageText",
            json!({"chat_id": group, "message_id": split(&said).1, "text": "a"}),
            400,
            "Bad Request: message can't be edited",
        ),
        (
            "deleteMessage",
            json!({"chat_id": group, "message_id": 999}),
            400,
            "Bad Request: message to delete not found",
        ),
        ("sendPigeon", json!({}), 404, "Not Found: method not found"),
        (
            "setWebhook",
            json!({"url": "http://a.b/"}),
            400,
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
    ] {
        assert_eq!(answered(method, parameters).await, (code, words.to_owned()), "{method}");
    }
    fake.begin(&anna);
    assert_eq!(ask(&fake, "sendMessage", json!({"chat_id": anna, "text": "a"})).await["ok"], true);
    fake.block(&anna);
    let told = refused(&fake, "sendMessage", json!({"chat_id": anna, "text": "a"})).await;
    assert_eq!(told, (403, "Forbidden: bot was blocked by the user".to_owned()));
    fake.stand(&group, "kicked");
    let told = refused(&fake, "sendMessage", json!({"chat_id": group, "text": "a"})).await;
    assert_eq!(told, (403, "Forbidden: bot was kicked from the supergroup chat".to_owned()));
    let called = by_token(&fake, "1:wrong", "getMe", &json!({})).await;
    assert_eq!(called.status, 401);
    fake.revoke_token();
    assert_eq!(refused(&fake, "getMe", json!({})).await, (401, "Unauthorized".to_owned()));
}

#[tokio::test]
async fn limits_are_kept_by_the_clock_of_the_fake() {
    let fake = Telegram::start().unwrap();
    let group = fake.group();
    let send = || ask(&fake, "sendMessage", json!({"chat_id": group, "text": "a"}));
    assert_eq!(send().await["ok"], true);
    let second = send().await;
    assert_eq!(second["error_code"], 429);
    assert_eq!(second["parameters"]["retry_after"], 1);
    for _ in 0..19 {
        fake.clock().pass(Duration::from_secs(1));
        assert_eq!(send().await["ok"], true);
    }
    fake.clock().pass(Duration::from_secs(1));
    let after = send().await["parameters"]["retry_after"].as_i64().unwrap();
    assert!((35..=42).contains(&after), "{after}");
    fake.clock().pass(Duration::from_secs(60));
    assert_eq!(send().await["ok"], true);
}

#[tokio::test]
async fn only_what_is_asked_for_by_name_tells_of_reactions_and_members() {
    let fake = Telegram::start().unwrap();
    let (group, anna) = (fake.group(), fake.person("Анна"));
    let said = fake.say(&anna, &group, "привет");
    fake.react(&anna, &said, &[], &["👍"]);
    fake.leave(&anna, &group);
    let all = ask(&fake, "getUpdates", json!({})).await;
    assert_eq!(kinds(&all), ["message", "message", "message"], "came, said, left");
    let wanted = json!({"offset": -1, "allowed_updates":
        ["message", "message_reaction", "chat_member"]});
    ask(&fake, "getUpdates", wanted).await;
    fake.join(&anna, &group);
    fake.react(&anna, &said, &["👍"], &["🔥"]);
    let all = ask(&fake, "getUpdates", json!({})).await;
    assert_eq!(kinds(&all), ["message", "chat_member", "message", "message_reaction"]);
}

#[tokio::test]
async fn a_post_appears_in_the_discussion() {
    let fake = Telegram::start().unwrap();
    let channel = fake.place(Kind::Channel, "Маяк", "administrator");
    fake.link(&channel, &fake.group());
    let post = fake.post(&channel, "новость");
    let copy = fake.last(&fake.group());
    let anna = fake.person("Анна");
    fake.answer(&anna, &copy, "ура");
    let all = ask(&fake, "getUpdates", json!({})).await;
    assert_eq!(kinds(&all), ["channel_post", "message", "message", "message"], "{all:#}");
    let forwarded = &all["result"][1]["message"];
    assert_eq!(forwarded["is_automatic_forward"], true);
    assert_eq!(forwarded["from"]["id"], 777_000);
    assert_eq!(forwarded["forward_origin"]["message_id"], split(&post).1);
    let comment = &all["result"][3]["message"];
    assert_eq!(comment["message_thread_id"], split(&copy).1);
    assert_eq!(comment["reply_to_message"]["message_id"], split(&copy).1);
}

#[tokio::test]
async fn topics_groups_that_move_and_privacy() {
    let fake = Telegram::start().unwrap();
    fake.limits(Limits::off());
    let (group, anna) = (fake.group(), fake.person("Анна"));
    let topic = fake.topic(&anna, &group, "Рецепты");
    fake.say_in(&anna, &group, &topic, "пирог");
    let told = &fake.updates().pop().unwrap()["message"];
    assert_eq!(
        (&told["is_topic_message"], &told["message_thread_id"].to_string()),
        (&json!(true), &topic)
    );
    assert!(told["reply_to_message"]["forum_topic_created"].is_object());
    let thread: i64 = topic.parse().unwrap();
    let sent = ask(
        &fake,
        "sendMessage",
        json!({"chat_id": group, "text": "a", "message_thread_id": thread}),
    )
    .await;
    assert_eq!(sent["result"]["is_topic_message"], true);
    let old = fake.place(Kind::Group, "Кружок", "member");
    fake.say(&anna, &old, "не слышно");
    fake.say(&anna, &old, "/help");
    assert_eq!(fake.updates().pop().unwrap()["message"]["text"], "/help");
    assert!(!fake.updates().iter().any(|update| update["message"]["text"] == "не слышно"));
    let new = fake.migrate(&old);
    let refused = ask(&fake, "sendMessage", json!({"chat_id": old, "text": "a"})).await;
    assert_eq!(refused["parameters"]["migrate_to_chat_id"].to_string(), new);
}

#[tokio::test]
async fn files_come_by_multipart() {
    let fake = Telegram::start().unwrap();
    let address = format!("{}/bot{}/sendPhoto", fake.base(), fake.token());
    let body = format!(
        "--q\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n{}\r\n--q\r\n\
         Content-Disposition: form-data; name=\"caption\"\r\n\r\nмаяк\r\n--q\r\n\
         Content-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\
         Content-Type: image/jpeg\r\n\r\nJPEG\r\n--q--\r\n",
        fake.group()
    );
    let kind = [("content-type".to_owned(), "multipart/form-data; boundary=q".to_owned())];
    let called = call(&address, &kind, body.as_bytes(), Duration::from_secs(5)).await.unwrap();
    assert_eq!(called.status, 200);
    let seen = fake.seen(&fake.group());
    assert_eq!((seen[0].text.as_str(), seen[0].files[0].as_str()), ("маяк", "photo"));
    assert!(seen[0].ours);
    assert_eq!(fake.ledger().of("sendPhoto")[0].asked.files[0].bytes, b"JPEG");
}

/// A webhook that fails at first and keeps what it gets.
struct Hook {
    fails: AtomicUsize,
    answer: &'static str,
    got: Mutex<Vec<(Option<String>, Value)>>,
}

impl Behaviour for Hook {
    fn name(&self, _: &Asked) -> String {
        "hook".to_owned()
    }

    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
        Box::pin(async move {
            let left = self.fails.load(Ordering::Relaxed);
            if left > 0 {
                self.fails.store(left - 1, Ordering::Relaxed);
                return Reply::text(500, "text/plain", "");
            }
            let secret = asked.header(SECRET).map(str::to_owned);
            let body = serde_json::from_slice(&asked.body).unwrap();
            self.got.lock().unwrap().push((secret, body));
            Reply::text(200, "application/json", self.answer)
        })
    }

    fn too_many(&self, _: Duration) -> Reply {
        Reply::text(429, "", "")
    }
}

async fn until(what: impl Fn() -> bool) {
    for _ in 0..500 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came");
}

#[tokio::test]
async fn a_webhook_is_called_in_order_until_it_answers() {
    let answer = "{\"method\": \"sendMessage\", \"chat_id\": 1, \"text\": \"x\"}";
    let hook = Arc::new(Hook { fails: AtomicUsize::new(3), answer, got: Mutex::default() });
    let stage = Stage::start(hook.clone(), Clock::default()).unwrap();
    let fake = Telegram::start().unwrap();
    fake.retries_after(Duration::from_millis(20));
    let url = format!("{}/hook/telegram", stage.base());
    let set = ask(&fake, "setWebhook", json!({"url": url, "secret_token": "s3-cret_"})).await;
    assert_eq!(set["ok"], true);
    assert_eq!(refused(&fake, "getUpdates", json!({})).await.0, 409);
    let anna = fake.person("Анна");
    for text in ["один", "два", "три"] {
        fake.say(&anna, &anna, text);
    }
    until(|| hook.got.lock().unwrap().len() == 3).await;
    let got = hook.got.lock().unwrap().clone();
    let texts: Vec<&str> =
        got.iter().map(|(_, update)| update["message"]["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["один", "два", "три"]);
    assert!(got.iter().all(|(secret, _)| secret.as_deref() == Some("s3-cret_")));
    until(|| fake.executed().len() == 3).await;
    assert!(fake.calls().starts_with(&[500, 500, 500]));
    let info = ask(&fake, "getWebhookInfo", json!({})).await;
    assert_eq!(info["result"]["pending_update_count"], 0);
    let sent = fake.deliveries(Order::AsHappened);
    assert_eq!(serde_json::from_slice::<Value>(&sent[0].body).unwrap(), got[0].1);
}

#[tokio::test]
async fn after_a_month_only_a_day_is_there() {
    let fake = Telegram::start().unwrap();
    let anna = fake.person("Анна");
    fake.say(&anna, &anna, "давно");
    fake.clock().pass(Duration::from_secs(30 * 86_400));
    fake.say(&anna, &anna, "теперь");
    let all = ask(&fake, "getUpdates", json!({})).await;
    assert_eq!(all["result"].as_array().unwrap().len(), 1);
    assert_eq!(all["result"][0]["message"]["text"], "теперь");
    let numbers: Vec<i64> =
        fake.updates().iter().map(|update| update["update_id"].as_i64().unwrap()).collect();
    assert_ne!(numbers[0] + 1, numbers[1], "numbers begin anywhere after a quiet week");
}

#[tokio::test]
async fn faults_meet_the_method_that_they_are_meant_for() {
    let fake = Telegram::start().unwrap();
    fake.faults().next_of("sendMessage", Fault::AcceptThenLoseAnswer);
    assert_eq!(ask(&fake, "getMe", json!({})).await["ok"], true);
    let address = format!("{}/bot{}/sendMessage", fake.base(), fake.token());
    let kind = [("content-type".to_owned(), "application/json".to_owned())];
    let body = json!({"chat_id": fake.group(), "text": "дошло"}).to_string();
    let lost = call(&address, &kind, body.as_bytes(), Duration::from_secs(5)).await;
    assert!(lost.is_err());
    assert_eq!(fake.seen(&fake.group())[0].text, "дошло");
    let entry = &fake.ledger().of("sendMessage")[0];
    assert_eq!((entry.fault, entry.status), (Some("answer lost"), Some(200)));
}

#[tokio::test]
async fn what_is_refused_was_not_accepted() {
    let fake = Telegram::start().unwrap();
    let text = |text: &str| json!({"chat_id": fake.group(), "text": text});
    assert_eq!(ask(&fake, "sendMessage", text("раз")).await["ok"], true);
    fake.faults().next_of("sendMessage", Fault::AcceptThenLoseAnswer);
    assert_eq!(ask(&fake, "sendMessage", text("слишком скоро")).await["error_code"], 429);
    fake.clock().pass(Duration::from_secs(5));
    let address = format!("{}/bot{}/sendMessage", fake.base(), fake.token());
    let kind = [("content-type".to_owned(), "application/json".to_owned())];
    let body = text("два").to_string();
    assert!(call(&address, &kind, body.as_bytes(), Duration::from_secs(5)).await.is_err());
    let faults: Vec<_> = fake.ledger().entries().iter().map(|entry| entry.fault).collect();
    assert_eq!(faults, [None, None, Some("answer lost")]);
    let said: Vec<String> = fake.seen(&fake.group()).into_iter().map(|seen| seen.text).collect();
    assert_eq!(said, ["раз", "два"]);
}
