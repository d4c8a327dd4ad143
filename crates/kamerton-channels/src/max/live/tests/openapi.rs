//! The platform's own description of itself: whether requests keep to it, and payloads made from it.

use std::path::Path;
use std::sync::LazyLock;

use reqwest::Url;
use serde_json::{Map, Value, json};

use crate::live::Request;

/// A description in OpenAPI 3.0.
pub(super) struct OpenApi {
    root: Value,
}

/// How much of a payload is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// What is required; nothing where nothing is allowed.
    Least,
    /// Everything.
    All,
}

/// What a schema says with everything that it is made of.
#[derive(Default)]
struct Flat<'a> {
    properties: Map<String, Value>,
    required: Vec<&'a str>,
    parts: Vec<&'a Value>,
}

impl OpenApi {
    /// The description of the platform, which is read once; nothing where it is absent.
    pub(super) fn of_max() -> Option<&'static Self> {
        static READ: LazyLock<Option<OpenApi>> = LazyLock::new(|| OpenApi::shared("max-messenger"));
        READ.as_ref()
    }

    /// The description in a folder of shared data; nothing where it is absent.
    pub(super) fn shared(folder: &str) -> Option<Self> {
        let shared = Path::new("../../../shared/data/api-specs").join(folder).join("schema.yaml");
        let Ok(text) = std::fs::read_to_string(&shared) else {
            eprintln!("skipped: {} is not there", shared.display());
            return None;
        };
        Some(Self { root: serde_saphyr::from_str(&text).unwrap() })
    }

    /// A schema by its name.
    pub(super) fn schema(&self, name: &str) -> &Value {
        &self.root["components"]["schemas"][name]
    }

    /// The words of a schema's discriminator.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        let mapping = self.schema(name)["discriminator"]["mapping"].as_object().unwrap();
        mapping.keys().cloned().collect()
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => {
                let pointer = reference.strip_prefix('#').unwrap();
                self.resolve(self.root.pointer(pointer).unwrap())
            }
            None => schema,
        }
    }

    fn flatten<'a>(&'a self, schema: &'a Value, flat: &mut Flat<'a>) {
        let schema = self.resolve(schema);
        flat.parts.push(schema);
        if let Some(properties) = schema["properties"].as_object() {
            flat.properties.extend(properties.clone());
        }
        if let Some(required) = schema["required"].as_array() {
            flat.required.extend(required.iter().filter_map(Value::as_str));
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.flatten(part, flat);
        }
    }

    fn flat<'a>(&'a self, schema: &'a Value) -> Flat<'a> {
        let mut flat = Flat::default();
        self.flatten(schema, &mut flat);
        flat
    }

    /// What a schema of many forms means for a value.
    fn form<'a>(&'a self, schema: &'a Value, value: &Value) -> Result<&'a Value, String> {
        let schema = self.resolve(schema);
        let single = schema["allOf"].as_array().filter(|parts| parts.len() == 1);
        if let Some(parts) = single.filter(|_| schema.get("properties").is_none()) {
            return self.form(&parts[0], value);
        }
        let Some(mapping) = schema["discriminator"]["mapping"].as_object() else {
            return Ok(schema);
        };
        let name = schema["discriminator"]["propertyName"].as_str().unwrap();
        let word = value[name].as_str().unwrap_or_default();
        let form = mapping.get(word).ok_or_else(|| format!("{name} cannot be «{word}»"))?;
        Ok(self.root.pointer(form.as_str().unwrap().strip_prefix('#').unwrap()).unwrap())
    }

    /// What is wrong with a value.
    pub(super) fn faults(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let outer = self.resolve(schema);
        let form = match self.form(outer, value) {
            Ok(form) => form,
            Err(_) if value.is_null() && outer["nullable"] == true => return Vec::new(),
            Err(fault) => return vec![format!("{at}: {fault}")],
        };
        let flat = self.flat(form);
        let says = |name: &str| {
            flat.parts.iter().chain([&outer]).map(|part| &part[name]).find(|value| !value.is_null())
        };
        if value.is_null() {
            let nullable = says("nullable").is_some_and(|nullable| *nullable == true);
            return if nullable { Vec::new() } else { vec![format!("{at}: null")] };
        }
        let mut faults = Vec::new();
        let kind = says("type").and_then(Value::as_str);
        let kind = kind.unwrap_or(if flat.properties.is_empty() { "any" } else { "object" });
        let fits = match kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            _ => true,
        };
        if !fits {
            return vec![format!("{at}: {value} is no {kind}")];
        }
        if let Some(words) = says("enum").and_then(Value::as_array)
            && !words.contains(value)
        {
            faults.push(format!("{at}: {value} is none of {words:?}"));
        }
        let size = |name: &str| says(name).and_then(Value::as_u64);
        let length = value.as_str().map(|text| text.chars().count() as u64);
        if length > size("maxLength").or(length)
            || length < size("minLength").filter(|_| length.is_some())
        {
            faults.push(format!("{at}: {length:?} letters"));
        }
        let bound = |name: &str| says(name).and_then(Value::as_i64);
        if let Some(number) = value.as_i64()
            && (bound("minimum").is_some_and(|least| number < least)
                || bound("maximum").is_some_and(|most| number > most))
        {
            faults.push(format!("{at}: {number} is out of bounds"));
        }
        if let Some(items) = value.as_array() {
            if size("minItems").is_some_and(|least| (items.len() as u64) < least) {
                faults.push(format!("{at}: too few"));
            }
            if says("uniqueItems").is_some_and(|unique| *unique == true) {
                let unique: std::collections::HashSet<String> =
                    items.iter().map(Value::to_string).collect();
                if unique.len() < items.len() {
                    faults.push(format!("{at}: the same twice"));
                }
            }
            for (number, item) in items.iter().enumerate() {
                let items = says("items").unwrap_or(&Value::Null);
                faults.extend(self.faults(items, item, &format!("{at}[{number}]")));
            }
        }
        if let (Some(fields), "object") = (value.as_object(), kind) {
            let others = says("additionalProperties");
            for name in &flat.required {
                // One schema requires what it does not describe.
                if flat.properties.contains_key(*name) && !fields.contains_key(*name) {
                    faults.push(format!("{at}: lacks {name}"));
                }
            }
            for (name, field) in fields {
                let at = format!("{at}.{name}");
                match (flat.properties.get(name), others) {
                    (Some(schema), _) => faults.extend(self.faults(schema, field, &at)),
                    (None, Some(schema)) => faults.extend(self.faults(schema, field, &at)),
                    // The word by which forms are told apart is not always described.
                    (None, None) if name == "type" => {}
                    (None, None) => faults.push(format!("{at} is unknown")),
                }
            }
        }
        faults
    }

    /// What is wrong with a request; the token is `token`.
    pub(super) fn request_faults(&self, request: &Request) -> Vec<String> {
        let url = Url::parse(&request.url).unwrap();
        let path: Vec<String> = url.path_segments().unwrap().map(unescape).collect();
        let Some((template, operation)) = self.operation(request.method, &path) else {
            return vec![format!("there is no {} {}", request.method, url.path())];
        };
        let mut faults = Vec::new();
        let keys: Vec<_> =
            request.headers.iter().filter(|(name, _)| *name == "authorization").collect();
        if keys.len() != 1 || keys[0].1 != "token" || request.url.contains("token=") {
            faults.push("the token stands in the header only, and once".to_owned());
        }
        let empty = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&empty);
        let parameters: Vec<&Value> = parameters.iter().map(|one| self.resolve(one)).collect();
        let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        for parameter in &parameters {
            let name = parameter["name"].as_str().unwrap();
            let given: Vec<&str> = match parameter["in"].as_str().unwrap() {
                "path" => {
                    let at = template.iter().position(|part| part[1..] == *format!("{name}}}"));
                    at.map(|at| vec![path[at].as_str()]).unwrap_or_default()
                }
                _ => query
                    .iter()
                    .filter(|(known, _)| known == name)
                    .map(|(_, value)| value.as_str())
                    .collect(),
            };
            match given.as_slice() {
                [] if parameter["required"] == true => faults.push(format!("{name} is missing")),
                [] => {}
                [value] => {
                    let value = self.typed(&parameter["schema"], value);
                    faults.extend(self.faults(&parameter["schema"], &value, name));
                }
                _ => faults.push(format!("{name} is there more than once")),
            }
        }
        for (name, _) in &query {
            let known = |one: &&Value| one["name"] == name.as_str() && one["in"] == "query";
            if !parameters.iter().any(known) {
                faults.push(format!("the parameter {name} is unknown"));
            }
        }
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        match (&request.body, schema.is_null()) {
            (None, true) => {}
            (Some((kind, body)), false) if kind == "application/json" => {
                let body: Value = serde_json::from_slice(body).unwrap();
                faults.extend(self.faults(schema, &body, "body"));
            }
            (body, wanted) => faults.push(format!("body {}, none wanted {wanted}", body.is_some())),
        }
        faults
    }

    fn operation(&self, method: &str, path: &[String]) -> Option<(Vec<String>, &Value)> {
        let paths = self.root["paths"].as_object().unwrap();
        let mut fitting = Vec::new();
        for (template, item) in paths {
            let template: Vec<String> = template.split('/').skip(1).map(str::to_owned).collect();
            let fits = template.len() == path.len()
                && template.iter().zip(path).all(|(part, given)| match part.as_str() {
                    // A chat is named by its number, or by its link.
                    "{chatLink}" => given.parse::<i64>().is_err(),
                    part => part.starts_with('{') || part == given,
                });
            let operation = &item[method.to_lowercase()];
            if fits && !operation.is_null() {
                let exact = template.iter().filter(|part| !part.starts_with('{')).count();
                fitting.push((exact, template, operation));
            }
        }
        fitting.sort_by_key(|(exact, ..)| *exact);
        fitting.pop().map(|(_, template, operation)| (template, operation))
    }

    /// A parameter as the type that it is to be.
    fn typed(&self, schema: &Value, text: &str) -> Value {
        let schema = self.resolve(schema);
        match schema["type"].as_str().unwrap_or(if schema["items"].is_null() {
            "any"
        } else {
            "array"
        }) {
            "integer" => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
            "boolean" => text.parse::<bool>().map_or_else(|_| json!(text), |flag| json!(flag)),
            "array" => text.split(',').map(|item| self.typed(&schema["items"], item)).collect(),
            _ => json!(text),
        }
    }

    /// A value that keeps to a schema. Of many forms each is made: all of them where there is a list,
    /// the one at `turn` where there is one.
    pub(super) fn make(&self, schema: &Value, fill: Fill, turn: usize, at: &str) -> Value {
        let schema = self.resolve(schema);
        if fill == Fill::Least && schema["nullable"] == true {
            return Value::Null;
        }
        if let Some(mapping) = schema["discriminator"]["mapping"].as_object() {
            let (word, form) = mapping.iter().nth(turn % mapping.len()).unwrap();
            let form =
                self.root.pointer(form.as_str().unwrap().strip_prefix('#').unwrap()).unwrap();
            let mut made = self.fields(form, fill, turn, at);
            let name = schema["discriminator"]["propertyName"].as_str().unwrap();
            made[name] = json!(word);
            return made;
        }
        let flat = self.flat(schema);
        let says =
            |name: &str| flat.parts.iter().map(|part| &part[name]).find(|value| !value.is_null());
        if let Some(words) = says("enum").and_then(Value::as_array) {
            return words[turn % words.len()].clone();
        }
        match says("type").and_then(Value::as_str).unwrap_or("object") {
            "string" => json!(format!("{at} ё{turn}")),
            "boolean" => json!(turn.is_multiple_of(2)),
            "integer" if at.contains("time") => json!(1_700_000_000_000_i64 + turn as i64 * 1_000),
            "integer" => json!(at.len() as i64 * 1_000 + turn as i64),
            "number" => json!(55.75),
            "array" => {
                let items = says("items").unwrap_or(&Value::Null);
                let forms = self.resolve(items)["discriminator"]["mapping"].as_object();
                let count = if fill == Fill::Least { 0 } else { forms.map_or(1, Map::len) };
                (0..count).map(|turn| self.make(items, fill, turn, at)).collect()
            }
            _ => self.fields(schema, fill, turn, at),
        }
    }

    fn fields(&self, schema: &Value, fill: Fill, turn: usize, at: &str) -> Value {
        let flat = self.flat(schema);
        let mut made = Map::new();
        for (name, schema) in &flat.properties {
            if fill == Fill::All || flat.required.contains(&name.as_str()) {
                made.insert(name.clone(), self.make(schema, fill, turn, &format!("{at}.{name}")));
            }
        }
        Value::Object(made)
    }
}

fn unescape(part: &str) -> String {
    let pair = format!("a={}", part.replace('+', "%2B"));
    let url = Url::parse(&format!("http://a/?{pair}")).unwrap();
    url.query_pairs().next().unwrap().1.into_owned()
}
