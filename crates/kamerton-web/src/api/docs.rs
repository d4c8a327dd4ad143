//! The API's documentation as a page: read out of the description itself, so that it says what the
//! program does, and works without any other server.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use super::openapi;
use crate::app::App;
use crate::http::errors::WebError;
use crate::lang;
use crate::pages::page::Page;
use crate::pages::render;

/// Kinds of problem with what they mean; their words are the anchors of this page.
const PROBLEMS: [(&str, &str); 15] = [
    ("no-json", "The body is no JSON. Nothing was stored."),
    (
        "invalid-events",
        "Some events are not as they should be: `errors` names each mistake with its place. Nothing was stored; mend them and send the call again.",
    ),
    ("invalid-parameter", "A parameter is not as it should be: `errors` names it."),
    (
        "sign-in",
        "There is no token, or it does not hold any more: send `Authorization: Bearer kam_…`.",
    ),
    ("forbidden", "The token lacks the scope that this call needs."),
    (
        "unsigned",
        "A header of the signature is missing: webhook-id, webhook-timestamp, webhook-signature.",
    ),
    (
        "stale",
        "The call was signed more than five minutes ago, or the clocks differ: sign it anew.",
    ),
    (
        "wrong-signature",
        "The signature is not that of this body with the secret of this address, or there is no such address.",
    ),
    ("not-found", "There is nothing of this name in the brand of this token."),
    (
        "too-large",
        "The body is larger than this call takes: 2 MiB of events, 32 MiB of an answer with files. Send less at a time.",
    ),
    ("timeout", "It took longer than 30 seconds. Send it again, which does no harm."),
    ("method", "This call is made by another method: `Allow` says which."),
    (
        "too-often",
        "Too many calls in a minute with this token, by this sender or from this address: `Retry-After` says in how many seconds to send it again. Nothing was stored. How many there may be is in the configuration, under `[limits]`.",
    ),
    ("disk-full", "The disk is full. Nothing was stored; send it again later."),
    (
        "failed",
        "Something broke on our side. Nothing was stored; send it again later, which does no harm.",
    ),
];

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    text: String,
    scope: Option<String>,
    parameters: Vec<Field>,
    body: Option<String>,
    answers: Vec<(String, String)>,
}

struct Field {
    name: String,
    kind: String,
    link: Option<String>,
    needed: bool,
    text: String,
    example: Option<String>,
}

struct Shape {
    name: String,
    text: String,
    fields: Vec<Field>,
    choices: Vec<String>,
    variants: Vec<String>,
}

struct Problems {
    word: &'static str,
    text: &'static str,
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct DocsPage {
    page: Page,
    operations: Vec<Operation>,
    shapes: Vec<Shape>,
    problems: Vec<Problems>,
}

/// Shows the documentation.
///
/// # Errors
/// When the page cannot be put together.
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response, WebError> {
    let lang = lang::of_guest(&headers, app.options().lang);
    let page = Page::of_guest(&app, lang, "api-docs");
    let described: Value = serde_json::from_str(openapi::text()).unwrap_or_default();
    let problems = PROBLEMS.map(|(word, text)| Problems { word, text }).into();
    render(&DocsPage {
        page,
        operations: operations(&described),
        shapes: shapes(&described),
        problems,
    })
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn operations(described: &Value) -> Vec<Operation> {
    let paths = described["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(|(method, of)| operation(path, method, of)).collect::<Vec<_>>()
        })
        .collect()
}

fn operation(path: &str, method: &str, of: &Value) -> Operation {
    let parameters = of["parameters"].as_array().into_iter().flatten();
    let answers = of["responses"].as_object().into_iter().flatten();
    let scope = of["security"][0]["token"][0].as_str().map(str::to_owned);
    Operation {
        id: text(of, "operationId"),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(of, "summary"),
        text: text(of, "description"),
        scope,
        parameters: parameters
            .map(|one| Field { needed: one["required"] == true, ..field(&text(one, "name"), one) })
            .collect(),
        body: name_of(&of["requestBody"]["content"]["application/json"]["schema"]),
        answers: answers.map(|(status, of)| (status.clone(), text(of, "description"))).collect(),
    }
}

fn shapes(described: &Value) -> Vec<Shape> {
    let schemas = described["components"]["schemas"].as_object().into_iter().flatten();
    schemas.map(|(name, of)| shape(name, of)).collect()
}

fn shape(name: &str, of: &Value) -> Shape {
    let needed: Vec<&str> =
        of["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = of["properties"].as_object().into_iter().flatten();
    let variants = of["oneOf"].as_array().into_iter().flatten();
    Shape {
        name: name.to_owned(),
        text: text(of, "description"),
        fields: properties
            .map(|(name, of)| Field { needed: needed.contains(&name.as_str()), ..field(name, of) })
            .collect(),
        choices: words(&of["enum"]),
        variants: variants.filter_map(variant).collect(),
    }
}

/// A variant of an event: the shape it is made of, and its word.
fn variant(of: &Value) -> Option<String> {
    let Some(parts) = of["allOf"].as_array() else { return name_of(of) };
    let name = parts.iter().find_map(name_of)?;
    let word = parts.iter().find_map(|part| part["properties"]["type"]["enum"][0].as_str())?;
    Some(format!("{word}: {name}"))
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn field(name: &str, of: &Value) -> Field {
    let schema = if of["schema"].is_object() { &of["schema"] } else { of };
    let link = link_of(schema);
    let example = [&of["example"], &schema["example"]].into_iter().find(|one| !one.is_null());
    Field {
        name: name.to_owned(),
        kind: link.clone().unwrap_or_else(|| kind_of(schema)),
        link,
        needed: false,
        text: text(of, "description"),
        example: example.map(ToString::to_string),
    }
}

/// The shape that a schema names, itself or as items or as one of what it may be.
fn link_of(schema: &Value) -> Option<String> {
    let choices =
        ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array());
    name_of(schema)
        .or_else(|| name_of(&schema["items"]))
        .or_else(|| choices.flatten().find_map(name_of))
}

fn name_of(schema: &Value) -> Option<String> {
    schema["$ref"].as_str()?.rsplit('/').next().map(str::to_owned)
}

fn kind_of(schema: &Value) -> String {
    let kind = match &schema["type"] {
        Value::String(kind) => kind.clone(),
        Value::Array(_) => {
            words(&schema["type"]).into_iter().find(|word| word != "null").unwrap_or_default()
        }
        _ => String::new(),
    };
    match (kind.as_str(), schema["format"].as_str()) {
        ("array", _) => format!("list of {}", kind_of(&schema["items"])),
        ("string", Some("date-time")) => "RFC 3339".to_owned(),
        _ => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_the_description_says() {
        let described: Value = serde_json::from_str(openapi::text()).unwrap();
        assert_eq!(described["openapi"].as_str().unwrap()[..3], *"3.1");
        let operations = operations(&described);
        let take = operations.iter().find(|one| one.path == "/api/v1/events").unwrap();
        assert_eq!((take.method.as_str(), take.scope.as_deref()), ("POST", Some("events:write")));
        assert_eq!(take.body.as_deref(), Some("Call"));
        let shapes = shapes(&described);
        let event = shapes.iter().find(|one| one.name == "Event").unwrap();
        assert_eq!(event.variants.len(), 7, "{:?}", event.variants);
        let message = shapes.iter().find(|one| one.name == "Message").unwrap();
        let sent_at = message.fields.iter().find(|one| one.name == "sent_at").unwrap();
        assert!(sent_at.needed && sent_at.kind == "RFC 3339", "{}", sent_at.kind);
        for operation in &operations {
            assert!(!operation.summary.is_empty(), "{}", operation.path);
        }
    }

    #[test]
    fn every_shape_that_is_named_is_there() {
        let described: Value = serde_json::from_str(openapi::text()).unwrap();
        let shapes = shapes(&described);
        let links =
            shapes.iter().flat_map(|shape| &shape.fields).filter_map(|one| one.link.clone());
        for link in links {
            assert!(shapes.iter().any(|shape| shape.name == link), "{link}");
        }
    }
}
