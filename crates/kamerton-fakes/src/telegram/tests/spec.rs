//! Whether the fake speaks as the machine-readable description of the Bot API says: every update and every
//! answer is looked at, field by field. Skipped where the description is not at hand.

use serde_json::{Value, json};

use super::super::{Kind, Limits, Telegram, split};
use super::ask;
use crate::Platform;

const DESCRIPTION: &str = "../../../shared/data/api-specs/telegram/bot-api.json.zst";

fn description() -> Option<Value> {
    let packed = std::fs::File::open(DESCRIPTION).ok()?;
    let plain = zstd::decode_all(packed).unwrap();
    Some(serde_json::from_slice(&plain).unwrap())
}

/// What of a value is not of this type.
fn wrong(spec: &Value, name: &str, value: &Value, here: &str) -> Vec<String> {
    let not = |is: bool| match is {
        true => Vec::new(),
        false => vec![format!("{here}: {value} is no {name}")],
    };
    if let Some(of) = name.strip_prefix("Array of ") {
        let Value::Array(list) = value else { return not(false) };
        let each = list.iter().enumerate();
        return each.flat_map(|(at, one)| wrong(spec, of, one, &format!("{here}/{at}"))).collect();
    }
    match name {
        "Integer" => return not(value.is_i64()),
        "Float" => return not(value.is_number()),
        "String" => return not(value.is_string()),
        "Boolean" => return not(value.is_boolean()),
        _ => {}
    }
    let kind = &spec["types"][name];
    assert!(kind.is_object(), "{name} is not described");
    if let Some(subtypes) = kind["subtypes"].as_array() {
        let all: Vec<Vec<String>> = subtypes
            .iter()
            .map(|subtype| wrong(spec, subtype.as_str().unwrap(), value, here))
            .collect();
        return all.into_iter().min_by_key(Vec::len).unwrap_or_default();
    }
    let Value::Object(object) = value else { return not(false) };
    let mut found = Vec::new();
    let none = Vec::new();
    let fields = kind["fields"].as_array().unwrap_or(&none);
    for field in fields {
        let name = field["name"].as_str().unwrap();
        match object.get(name) {
            None if field["required"] == true => found.push(format!("{here}: {name} is missing")),
            None => {}
            Some(value) => {
                let here = format!("{here}/{name}");
                let types = field["types"].as_array().unwrap();
                let all = types.iter().map(|t| wrong(spec, t.as_str().unwrap(), value, &here));
                found.extend(all.min_by_key(Vec::len).unwrap_or_default());
            }
        }
    }
    let known = |name: &String| fields.iter().any(|field| field["name"] == name.as_str());
    found.extend(
        object
            .keys()
            .filter(|name| !known(name))
            .map(|name| format!("{here}: {} knows no {name}", kind["name"])),
    );
    found
}

#[tokio::test]
async fn it_speaks_as_is_described() {
    let Some(spec) = description() else {
        eprintln!("skipped: {DESCRIPTION} is not there");
        return;
    };
    let fake = Telegram::start().unwrap();
    fake.limits(Limits::off());
    let (group, anna) = (fake.group(), fake.person("Анна Кот"));
    let names = json!([
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "message_reaction",
        "message_reaction_count",
        "my_chat_member",
        "chat_member"
    ]);
    ask(&fake, "getUpdates", json!({"allowed_updates": names})).await;
    let channel = fake.place(Kind::Channel, "Маяк", "administrator");
    fake.link(&channel, &group);
    let post = fake.post(&channel, "новость");
    fake.edit(&post, "новость дня");
    fake.react(&anna, &post, &[], &["👍"]);
    let said = fake.answer(&anna, &fake.last(&group), "ура");
    fake.edit(&said, "ура!");
    fake.react(&anna, &said, &[], &["🔥"]);
    fake.say_anonymously(&group, "порядок");
    fake.leave(&anna, &group);
    fake.say(&anna, &anna, "/start");
    fake.block(&anna);
    let other = fake.place(Kind::Supergroup, "Форум", "administrator");
    let topic = fake.topic(&anna, &other, "Рецепты");
    fake.say_in(&anna, &other, &topic, "пирог");
    let old = fake.place(Kind::Group, "Кружок", "administrator");
    fake.say(&anna, &old, "привет");
    fake.stand(&old, "member");
    fake.stand(&old, "administrator");
    fake.migrate(&old);
    let mut found = Vec::new();
    for update in fake.updates() {
        found.extend(wrong(&spec, "Update", &update, &update["update_id"].to_string()));
    }
    let sent = ask(&fake, "sendMessage", json!({"chat_id": group, "text": "a"})).await;
    let ours = sent["result"]["message_id"].clone();
    let theirs = split(&said).1;
    let user: i64 = anna.parse().unwrap();
    let at = |more: Value| {
        let mut all = json!({"chat_id": group, "user_id": user, "message_id": ours});
        all.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        all
    };
    let media = json!([{"type": "photo", "media": "known"}, {"type": "photo", "media": "known"}]);
    for (method, parameters) in [
        ("getMe", at(json!({}))),
        ("getWebhookInfo", at(json!({}))),
        ("sendMessage", at(json!({"text": "b", "reply_parameters": {"message_id": theirs}}))),
        ("sendPhoto", at(json!({"photo": "known", "caption": "c"}))),
        ("sendDocument", at(json!({"document": "known"}))),
        ("sendMediaGroup", at(json!({"media": media}))),
        ("sendPoll", at(json!({"question": "?", "options": [{"text": "a"}, {"text": "b"}]}))),
        ("copyMessage", at(json!({"from_chat_id": group}))),
        ("forwardMessage", at(json!({"from_chat_id": group, "message_id": theirs}))),
        ("editMessageText", at(json!({"text": "d"}))),
        ("pinChatMessage", at(json!({}))),
        ("getChat", at(json!({}))),
        ("getChatMember", at(json!({}))),
        ("getChatMemberCount", at(json!({}))),
        ("getChatAdministrators", at(json!({}))),
        ("restrictChatMember", at(json!({"permissions": {"can_send_messages": false}}))),
        ("getChatMember", at(json!({}))),
        ("banChatMember", at(json!({}))),
        ("getChatMember", at(json!({}))),
        ("unbanChatMember", at(json!({}))),
        ("createChatInviteLink", at(json!({"name": "листовка"}))),
        ("deleteMessage", at(json!({}))),
    ] {
        let answer = ask(&fake, method, parameters).await;
        let result = answer.get("result");
        let Some(result) = result else { panic!("{method}: {answer}") };
        let returns = spec["methods"][method]["returns"].as_array().unwrap();
        let all = returns.iter().map(|one| wrong(&spec, one.as_str().unwrap(), result, method));
        found.extend(all.min_by_key(Vec::len).unwrap_or_default());
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}
