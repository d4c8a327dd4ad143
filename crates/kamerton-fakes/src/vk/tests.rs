//! What the fake does and refuses, by raw HTTP.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Limits, Vk};
use crate::clock::Clock;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::request::Asked;
use crate::stage::{Behaviour, Stage, Work};
use crate::webhook::call;

async fn ask(vk: &Vk, method: &str, token: &str, params: &[(&str, &str)]) -> Value {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(params).append_pair("v", "5.199").append_pair("access_token", token);
    let kind = ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned());
    let address = format!("{}/method/{method}", vk.base());
    let called =
        call(&address, &[kind], form.finish().as_bytes(), Duration::from_secs(5)).await.unwrap();
    serde_json::from_slice(&called.body).unwrap()
}

fn code(answer: &Value) -> i64 {
    answer["error"]["error_code"].as_i64().unwrap_or(0)
}

#[tokio::test]
async fn keys_may_what_they_may() {
    let vk = Vk::start().unwrap();
    let wall = [("owner_id", "-31415"), ("count", "5")];
    assert_eq!(code(&ask(&vk, "wall.get", &vk.token(), &wall).await), 27);
    assert_eq!(code(&ask(&vk, "wall.get", "stolen", &wall).await), 5);
    let answer = ask(&vk, "wall.get", &vk.service_token(), &wall).await;
    assert_eq!(answer["response"]["count"], 1);
    assert_eq!(code(&ask(&vk, "messages.getConversations", &vk.service_token(), &[]).await), 28);
    vk.revoke_token();
    assert_eq!(code(&ask(&vk, "groups.getTokenPermissions", &vk.token(), &[]).await), 5);
}

#[tokio::test]
async fn too_much_is_refused() {
    let vk = Vk::start().unwrap();
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(code(&ask(&vk, "users.get", &vk.user_token(), &[]).await));
    }
    assert_eq!(codes, [0, 0, 0, 6, 6]);
    vk.clock().pass(Duration::from_secs(1));
    assert_eq!(code(&ask(&vk, "users.get", &vk.user_token(), &[]).await), 0);

    let post = [("owner_id", "-31415"), ("from_group", "1"), ("message", "the same")];
    let mut codes = Vec::new();
    for _ in 0..6 {
        codes.push(code(&ask(&vk, "wall.post", &vk.token(), &post).await));
    }
    assert_eq!(codes, [0, 0, 0, 0, 0, 9]);
}

#[tokio::test]
async fn the_same_number_sends_nothing_twice() {
    let vk = Vk::start().unwrap();
    vk.limits(Limits::off());
    let (anna, boris) = (vk.person("Анна Кот"), vk.person("Борис"));
    vk.say(&anna, &vk.private(&anna), "Привет");
    let token = vk.token();
    let send = async |peer: &str, random: &str| {
        let params = [("peer_ids", peer), ("random_id", random), ("message", "Добрый день")];
        ask(&vk, "messages.send", &token, &params).await["response"][0].clone()
    };
    let (first, again) = (send(&anna, "7").await, send(&anna, "7").await);
    assert_eq!(first, again);
    assert_eq!(first["conversation_message_id"], 2);
    assert_eq!(send(&anna, "8").await["conversation_message_id"], 3);
    assert_eq!(send(&boris, "9").await["error"]["code"], 901);
    assert_eq!(vk.seen(&vk.private(&anna)).len(), 3);
}

#[tokio::test]
async fn sessions_of_long_poll_end() {
    let vk = Vk::start().unwrap();
    let anna = vk.person("Анна");
    let server = ask(&vk, "groups.getLongPollServer", &vk.token(), &[("group_id", "31415")]).await;
    let (key, ts) = (server["response"]["key"].clone(), server["response"]["ts"].clone());
    vk.say(&anna, &vk.group(), "Привет");
    let look = async |ts: &str, key: &str| {
        let address = format!("{}/lp?act=a_check&key={key}&ts={ts}&wait=0", vk.base());
        let called = call(&address, &[], b"", Duration::from_secs(5)).await.unwrap();
        serde_json::from_slice::<Value>(&called.body).unwrap()
    };
    let (key, ts) = (key.as_str().unwrap(), ts.as_str().unwrap());
    let news = look(ts, key).await;
    assert_eq!(news["updates"][0]["type"], "wall_reply_new");
    assert_eq!(look("900", key).await["failed"], 1);
    assert_eq!(look(ts, "other").await["failed"], 2);
    vk.clock().pass(Duration::from_secs(2 * 3_600));
    assert_eq!(look(ts, key).await["failed"], 2);
    vk.long_poll(false);
    let server = ask(&vk, "groups.getLongPollServer", &vk.token(), &[("group_id", "31415")]).await;
    assert_eq!(code(&server), 100);
}

/// A server that answers with these, and with the last of them for ever.
struct Answers(Mutex<(Vec<Value>, Vec<&'static str>)>);

impl Behaviour for Answers {
    fn name(&self, _: &Asked) -> String {
        "hook".to_owned()
    }

    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
        let mut known = self.0.lock().unwrap();
        let body: Value = serde_json::from_slice(&asked.body).unwrap();
        let retry = asked.header("x-retry-counter").map(str::to_owned);
        known.0.push(json!({ "body": body, "retry": retry }));
        let said = if known.1.len() > 1 { known.1.remove(0) } else { known.1[0] };
        Box::pin(async move { Reply::text(200, "text/plain", said) })
    }

    fn too_many(&self, _: Duration) -> Reply {
        Reply::text(429, "", "")
    }
}

#[tokio::test]
async fn a_server_is_confirmed_and_called_until_it_says_ok() {
    let vk = Vk::start().unwrap();
    vk.confirmation("c0de");
    vk.retries_after(Duration::from_millis(20));
    let answers = Arc::new(Answers(Mutex::new((Vec::new(), vec!["c0de", "no", "", "ok"]))));
    let stage = Stage::start(answers.clone(), Clock::default()).unwrap();
    let params =
        [("group_id", "31415"), ("url", stage.base()), ("title", "Ours"), ("secret_key", "s")];
    ask(&vk, "groups.addCallbackServer", &vk.token(), &params).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let anna = vk.person("Анна");
    vk.say(&anna, &vk.group(), "Привет");
    for _ in 0..100 {
        if vk.waiting() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(vk.calls(), ["200 c0de", "200 no", "200 ", "200 ok"]);
    let came = answers.0.lock().unwrap().0.clone();
    assert_eq!(
        (&came[0]["body"]["type"], &came[1]["body"]["secret"]),
        (&json!("confirmation"), &json!("s"))
    );
    assert_eq!(came[1]["body"]["event_id"], came[3]["body"]["event_id"]);
    assert_eq!((&came[1]["retry"], &came[3]["retry"]), (&Value::Null, &json!("2")));
}
