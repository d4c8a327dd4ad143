//! The platform's own description of its API, and what follows from it: whether a call is as it should be,
//! and objects as they may come.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::server::{Asked, within};

const FOLDER: &str = "../../../shared/data/api-specs/vk";

/// Parameters that the description merged into another: it has `domain` as text or number.
const MERGED: &[(&str, &str)] = &[("wall.get", "owner_id"), ("wall.search", "owner_id")];

/// The description.
pub(super) struct Schema {
    files: BTreeMap<String, Value>,
}

/// The description, where it is at hand.
pub(super) fn schema() -> Option<&'static Schema> {
    static SCHEMA: OnceLock<Option<Schema>> = OnceLock::new();
    let schema = SCHEMA.get_or_init(Schema::load).as_ref();
    if schema.is_none() {
        eprintln!("skipped: {FOLDER} is not here");
    }
    schema
}

impl Schema {
    fn load() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER.trim_start_matches("../"));
        let root = if root.is_dir() { root } else { Path::new(FOLDER).to_owned() };
        let mut files = BTreeMap::new();
        let mut read = |name: String, path: &Path| {
            let value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
            files.insert(name, value);
            Some(())
        };
        read("errors.json".to_owned(), &root.join("errors.json"))?;
        for folder in std::fs::read_dir(&root).ok()?.flatten().filter(|one| one.path().is_dir()) {
            for file in std::fs::read_dir(folder.path()).ok()?.flatten() {
                let (folder, file_name) = (folder.file_name(), file.file_name());
                let name = format!("{}/{}", folder.to_string_lossy(), file_name.to_string_lossy());
                read(name, &file.path());
            }
        }
        Some(Self { files })
    }

    fn resolve(&self, reference: &str) -> &Value {
        let (file, pointer) = reference.split_once('#').unwrap();
        let file = file.trim_start_matches("../");
        self.files
            .get(file)
            .and_then(|file| file.pointer(pointer))
            .unwrap_or_else(|| panic!("{reference}"))
    }

    fn method(&self, name: &str) -> Option<&Value> {
        let section = name.split('.').next()?;
        let methods = self.files.get(&format!("{section}/methods.json"))?["methods"].as_array()?;
        methods.iter().find(|method| method["name"] == name)
    }

    /// The kinds of events.
    pub fn kinds(&self) -> Vec<String> {
        let kinds = self.resolve("../callback/objects.json#/definitions/callback_type");
        kinds["enum"]
            .as_array()
            .unwrap()
            .iter()
            .map(|kind| kind.as_str().unwrap().to_owned())
            .collect()
    }

    /// Whether a call is as the description wants it.
    pub fn check(&self, asked: &Asked) {
        let name = &asked.method;
        if name == "execute" {
            let calls = within(asked);
            assert!(!calls.is_empty() && calls.len() <= 25, "{}", asked.get("code"));
            calls.iter().for_each(|call| self.check(call));
            return;
        }
        let method = self.method(name).unwrap_or_else(|| panic!("there is no method {name}"));
        let known = method["parameters"].as_array().map_or(&[][..], Vec::as_slice);
        for (given, value) in &asked.params {
            if matches!(given.as_str(), "v" | "access_token")
                || MERGED.contains(&(name.as_str(), given.as_str()))
            {
                continue;
            }
            let parameter = known.iter().find(|one| one["name"] == given.as_str());
            let parameter = parameter.unwrap_or_else(|| panic!("{name} takes no {given}"));
            self.check_value(&format!("{name} {given}={value}"), parameter, value);
        }
        for one in known.iter().filter(|one| one["required"] == true) {
            let needed = one["name"].as_str().unwrap();
            assert!(asked.params.contains_key(needed), "{name} needs {needed}");
        }
    }

    fn check_value(&self, what: &str, parameter: &Value, value: &str) {
        let resolved = parameter["$ref"].as_str().map(|reference| self.resolve(reference));
        let field = |name: &str| match &parameter[name] {
            Value::Null => resolved.map_or(&Value::Null, |resolved| &resolved[name]),
            value => value,
        };
        match field("type") {
            Value::String(kind) => match kind.as_str() {
                "integer" => {
                    let number: i64 =
                        value.parse().unwrap_or_else(|_| panic!("{what} is no number"));
                    assert!(
                        field("minimum").as_i64().is_none_or(|least| number >= least),
                        "{what}"
                    );
                    assert!(field("maximum").as_i64().is_none_or(|most| number <= most), "{what}");
                }
                "boolean" => assert!(matches!(value, "0" | "1"), "{what}"),
                "array" => {
                    for one in value.split(',') {
                        self.check_value(what, &parameter["items"], one);
                    }
                }
                "number" => assert!(value.parse::<f64>().is_ok(), "{what}"),
                _ => {
                    let longest = field("maxLength").as_u64().unwrap_or(u64::MAX);
                    assert!(value.chars().count() as u64 <= longest, "{what}");
                }
            },
            Value::Null if resolved.is_some() => {}
            _ => {}
        }
        if let Some(all) = field("enum").as_array() {
            let text = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
            assert!(all.iter().any(|one| text(one) == value), "{what} is none of {all:?}");
        }
    }

    /// A whole answer of a method, as the description has it.
    pub fn answer(&self, method: &str) -> Value {
        let responses = &self.method(method).unwrap()["responses"];
        let reference = responses["extendedResponse"]["$ref"].as_str();
        let reference = reference.or_else(|| responses["response"]["$ref"].as_str());
        let reference =
            reference.or_else(|| responses["userIdsResponse"]["$ref"].as_str()).unwrap();
        self.object(self.resolve(reference), true)
    }

    /// An object of a definition: with all that it may have, or with what it must have.
    pub fn made(&self, file: &str, definition: &str, full: bool) -> Value {
        self.object(
            self.resolve(&format!("../{file}/objects.json#/definitions/{definition}")),
            full,
        )
    }

    fn object(&self, definition: &Value, full: bool) -> Value {
        self.value("", definition, full, if full { 5 } else { 12 })
    }

    fn value(&self, name: &str, definition: &Value, full: bool, deeper: usize) -> Value {
        if let Some(reference) = definition["$ref"].as_str() {
            return self.value(name, self.resolve(reference), full, deeper);
        }
        if let Some(parts) = definition["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                if let Value::Object(members) = self.value(name, part, full, deeper) {
                    whole.extend(members);
                }
            }
            return Value::Object(whole);
        }
        for either in ["oneOf", "anyOf"] {
            if let Some(first) = definition[either].as_array().and_then(|all| all.first()) {
                return self.value(name, first, full, deeper);
            }
        }
        if let Some(first) = definition["enum"].as_array().and_then(|all| all.first()) {
            return first.clone();
        }
        let kind = match &definition["type"] {
            Value::Array(kinds) => kinds[0].as_str().unwrap(),
            kind => kind.as_str().unwrap_or("object"),
        };
        match kind {
            "integer" if name.contains("date") || name.contains("time") => json!(1_750_000_000),
            "integer" => json!(definition["minimum"].as_i64().unwrap_or(0).max(7)),
            "number" => json!(1.5),
            "boolean" => json!(true),
            "string" => json!(format!("text of {name}")),
            "array" if deeper == 0 => json!([]),
            "array" => json!([self.value(name, &definition["items"], full, deeper - 1)]),
            _ => self.members(definition, full, deeper),
        }
    }

    fn members(&self, definition: &Value, full: bool, deeper: usize) -> Value {
        let mut members = Map::new();
        for (name, one) in definition["properties"].as_object().into_iter().flatten() {
            let required = one["required"] == true;
            if required || (full && deeper > 0) {
                members.insert(name.clone(), self.value(name, one, full, deeper.saturating_sub(1)));
            }
        }
        Value::Object(members)
    }
}
