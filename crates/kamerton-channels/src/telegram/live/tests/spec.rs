//! Against the published schema of the Bot API, where it is at hand.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::api::Ask;
use super::super::ids::Target;
use super::super::{incoming, look};
use super::sending::everything;
use super::*;

const SPEC: &str = "../../../shared/data/api-specs/telegram/bot-api.json.zst";

struct Spec(Value);

impl Spec {
    fn load() -> Option<Self> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(SPEC);
        let Ok(file) = std::fs::File::open(&path) else {
            eprintln!("skipped: {} is not here", path.display());
            return None;
        };
        let bytes = zstd::decode_all(file).unwrap();
        Some(Self(serde_json::from_slice(&bytes).unwrap()))
    }

    fn fields<'a>(&'a self, kind: &str, name: &str) -> &'a [Value] {
        let fields =
            self.0.get(kind).and_then(|all| all.get(name)).and_then(|one| one.get("fields"));
        fields.and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn variants(&self, name: &str) -> Vec<String> {
        let variants = self.0["types"][name].get("subtypes").and_then(Value::as_array);
        variants.into_iter().flatten().map(|one| one.as_str().unwrap().to_owned()).collect()
    }
}

fn name(field: &Value) -> &str {
    field["name"].as_str().unwrap()
}

fn types(field: &Value) -> Vec<&str> {
    field["types"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

fn required(field: &Value) -> bool {
    field["required"].as_bool().unwrap()
}

/// The only word that a field may hold, where the schema names it.
fn constant(field: &Value) -> Option<String> {
    let text = field["description"].as_str()?;
    let rest = text.split_once("always \u{201c}").or_else(|| text.split_once("always \""))?.1;
    Some(rest.split(['\u{201d}', '"']).next()?.to_owned())
}

/// A value of a type; `full` fills in what may be left out, down to a depth.
fn value(spec: &Spec, kind: &str, full: bool, depth: usize, mark: &str) -> Value {
    if let Some(inner) = kind.strip_prefix("Array of ") {
        // Lists that contain themselves end somewhere.
        let is_plain = matches!(inner, "Integer" | "Float" | "String" | "Boolean");
        let ends = depth == 0 && !is_plain;
        return if ends { json!([]) } else { json!([value(spec, inner, full, depth, mark)]) };
    }
    match kind {
        "Integer" => json!(1_709_366_400),
        "Float" => json!(1.5),
        "String" => json!(mark),
        "Boolean" => json!(true),
        _ => {
            let variants = spec.variants(kind);
            if let Some(first) = variants.first() {
                return value(spec, first, full, depth, mark);
            }
            object(spec, kind, full, depth, mark)
        }
    }
}

fn object(spec: &Spec, kind: &str, full: bool, depth: usize, mark: &str) -> Value {
    let mut members = Map::new();
    for field in spec.fields("types", kind) {
        if required(field) || (full && depth > 0) {
            let made = match constant(field) {
                Some(word) => json!(word),
                None => {
                    value(spec, types(field)[0], full && depth > 1, depth.saturating_sub(1), mark)
                }
            };
            members.insert(name(field).to_owned(), made);
        }
    }
    if kind == "Chat" || kind == "ChatFullInfo" {
        members.insert("id".to_owned(), json!(-1001234567890_i64));
        members.insert("type".to_owned(), json!("supergroup"));
    }
    Value::Object(members)
}

fn converts(update: &Value) -> Vec<Fact> {
    let facts = LIVE.convert(&update.to_string(), &about());
    facts.unwrap_or_else(|why| panic!("{why}: {update}"))
}

#[test]
fn every_kind_of_update_is_understood() {
    let Some(spec) = Spec::load() else { return };
    let mut seen = 0;
    for field in spec.fields("types", "Update").iter().filter(|field| name(field) != "update_id") {
        for (full, depth) in [(false, 1), (true, 1), (true, 2), (true, 3)] {
            let inside = value(&spec, types(field)[0], full, depth, "mark");
            let facts = converts(&json!({"update_id": 1, name(field): inside}));
            let says = matches!(types(field)[0], "Message" | "BusinessMessagesDeleted");
            assert!(!says || !facts.is_empty(), "{}", name(field));
        }
        seen += 1;
    }
    assert!(seen >= 20);
    let known: BTreeSet<&str> = spec.fields("types", "Update").iter().map(name).collect();
    for wanted in incoming::WANTED {
        assert!(known.contains(wanted), "{wanted}");
    }
}

/// Fields whose text is somebody's own words, and where these are found.
fn words_of(fact: &MessageFact) -> String {
    let names: Vec<_> = fact.attachments.iter().filter_map(|one| one.name.clone()).collect();
    format!("{} {}", fact.text, names.join(" "))
}

#[test]
fn every_field_of_a_message_keeps_text_author_time_and_answer() {
    let Some(spec) = Spec::load() else { return };
    let silent = [
        "photo",
        "video",
        "voice",
        "video_note",
        "live_photo",
        "animation",
        "document",
        "location",
        "story",
        "paid_media",
    ];
    let content = [
        "text",
        "caption",
        "rich_message",
        "checklist",
        "contact",
        "dice",
        "game",
        "poll",
        "venue",
        "audio",
        "sticker",
        "invoice",
    ];
    for field in spec.fields("types", "Message") {
        let field_name = name(field);
        if matches!(field_name, "message_id" | "date" | "chat" | "from" | "sender_chat") {
            continue;
        }
        for variant in variants_of(&spec, types(field)[0]) {
            let inside = value(&spec, &variant, true, 4, "mark");
            let with_text = said(json!({"message_id": 5, field_name: inside.clone()}));
            let fact = messages(&with_text).remove(0);
            assert_eq!(fact.key, "telegram:1234567890:5", "{field_name}");
            assert_eq!(fact.author.as_ref().unwrap().remote_id, "user11", "{field_name}");
            assert_eq!(fact.sent_at.rfc3339(), "2024-03-02T08:00:00Z", "{field_name}");
            if field_name != "text" {
                assert!(fact.text.contains("A wren!"), "{field_name}: {}", fact.text);
            }
            let alone = messages(&said(json!({"text": null, field_name: inside}))).remove(0);
            if content.contains(&field_name) {
                assert!(!alone.service, "{field_name}");
                assert!(words_of(&alone).contains("mark"), "{field_name}: {alone:?}");
            } else if silent.contains(&field_name) {
                assert!(!alone.service && !alone.attachments.is_empty(), "{field_name}");
            } else {
                // Around the message, or a service message that says something.
                assert!(!alone.service || !alone.text.is_empty(), "{field_name}");
            }
        }
    }
}

fn variants_of(spec: &Spec, kind: &str) -> Vec<String> {
    let variants = spec.variants(kind);
    if variants.is_empty() { vec![kind.to_owned()] } else { variants }
}

#[test]
fn every_origin_member_and_reaction_is_understood() {
    let Some(spec) = Spec::load() else { return };
    for origin in spec.variants("MessageOrigin") {
        let origin = value(&spec, &origin, true, 2, "mark");
        let fact = message(&said(json!({"forward_origin": origin})));
        assert!(fact.forwarded_from.unwrap().contains("mark"));
    }
    for (kind, inside) in [
        ("ChatMemberMember", 1),
        ("ChatMemberOwner", 1),
        ("ChatMemberLeft", 0),
        ("ChatMemberBanned", 0),
        ("ChatMemberAdministrator", 1),
        ("ChatMemberRestricted", 1),
    ] {
        let after = value(&spec, kind, true, 2, "mark");
        let change = json!({"chat": club(), "from": wren(), "date": 1709366400,
            "old_chat_member": {"status": "left", "user": robin()}, "new_chat_member": after});
        assert_eq!(memberships(&update("chat_member", change)).len(), inside, "{kind}");
    }
    for kind in spec.variants("ReactionType") {
        let given = value(&spec, &kind, true, 2, "mark");
        let change = json!({"chat": club(), "message_id": 5, "user": robin(), "date": 1709366400,
            "old_reaction": [], "new_reaction": [given]});
        assert_eq!(reactions(&update("message_reaction", change)).len(), 1, "{kind}");
    }
}

/// Whether a value is of one of these types.
fn fits(spec: &Spec, value: &Value, kinds: &[&str], why: &mut String) -> bool {
    kinds.iter().any(|kind| {
        if let Some(inner) = kind.strip_prefix("Array of ") {
            let items = value.as_array();
            let inner: Vec<&str> = kinds
                .iter()
                .filter_map(|kind| kind.strip_prefix("Array of "))
                .chain([inner])
                .collect();
            return items.is_some_and(|all| all.iter().all(|one| fits(spec, one, &inner, why)));
        }
        match *kind {
            "Integer" => value.is_i64() || value.is_u64(),
            "Float" => value.is_number(),
            "String" | "InputFile" => value.is_string(),
            "Boolean" | "True" => value.is_boolean(),
            kind => {
                let variants = spec.variants(kind);
                if !variants.is_empty() {
                    let variants: Vec<&str> = variants.iter().map(String::as_str).collect();
                    return fits(spec, value, &variants, why);
                }
                match value.as_object() {
                    Some(members) => all_fit(spec, members, spec.fields("types", kind), why),
                    None => false,
                }
            }
        }
    })
}

fn all_fit(spec: &Spec, members: &Map<String, Value>, fields: &[Value], why: &mut String) -> bool {
    for (given, value) in members {
        let Some(field) = fields.iter().find(|field| name(field) == given) else {
            *why = format!("{given} is not known");
            return false;
        };
        if !fits(spec, value, &types(field), why) {
            *why = format!("{given} is {value}, not {:?}: {why}", types(field));
            return false;
        }
    }
    let missing = fields.iter().find(|field| required(field) && !members.contains_key(name(field)));
    if let Some(field) = missing {
        *why = format!("{} is missing", name(field));
    }
    missing.is_none()
}

fn check(spec: &Spec, ask: &Ask) {
    assert!(spec.0["methods"].get(ask.method).is_some(), "{}", ask.method);
    let mut given =
        if ask.target.is_some() { ask.in_chat(-1001).fields } else { ask.fields.clone() };
    for (name, _) in &ask.files {
        // The files of an album are named by its list.
        if ask.method != "sendMediaGroup" {
            given.insert(name.clone(), json!("file"));
        }
    }
    let mut why = String::new();
    assert!(
        all_fit(spec, &given, spec.fields("methods", ask.method), &mut why),
        "{}: {why}",
        ask.method
    );
}

#[test]
fn everything_asked_is_in_the_schema() {
    let Some(spec) = Spec::load() else { return };
    let mut asks = everything();
    let club = || Target::place("1234567890").unwrap();
    let wait = std::time::Duration::from_secs(30);
    asks.extend([
        incoming::updates_ask("", wait),
        incoming::updates_ask("5", wait),
        incoming::register_ask("https://example.org", "secret"),
        incoming::unregister_ask(),
        look::invite_ask(club(), &"я".repeat(60)),
        Ask::new("getMe"),
        Ask::new("getWebhookInfo"),
        Ask::about("getChat", club()),
        Ask::about("getChatMemberCount", club()),
        Ask::about("getChatMember", club()).with("user_id", 777),
    ]);
    asks.iter().for_each(|ask| check(&spec, ask));
    let methods: BTreeSet<&str> = asks.iter().map(|ask| ask.method).collect();
    assert!(methods.len() >= 24, "{methods:?}");
    let permissions: BTreeSet<&str> =
        spec.fields("types", "ChatPermissions").iter().map(name).collect();
    let silent = asks.iter().find(|ask| ask.method == "restrictChatMember").unwrap();
    let ours =
        silent.fields["permissions"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(permissions, ours, "who is silent may do nothing at all");
}
