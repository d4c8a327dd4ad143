//! As much of JSON Schema as the API's description uses: whether a value fits, and values that do.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// The schema behind a reference.
pub fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => {
            let found = root.pointer(name.trim_start_matches('#'));
            found.unwrap_or_else(|| panic!("{name} is not there"))
        }
        None => schema,
    }
}

/// Whether a value fits a schema; if not, where and why.
pub fn check(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let schema = resolve(root, schema);
    if let Some(parts) = schema["allOf"].as_array() {
        parts.iter().try_for_each(|part| check(root, part, value, at))?;
    }
    for word in ["oneOf", "anyOf"] {
        let Some(choices) = schema[word].as_array() else { continue };
        let fits = choices.iter().filter(|one| check(root, one, value, at).is_ok()).count();
        if fits == 0 || word == "oneOf" && fits > 1 {
            return Err(format!("{at}: {fits} of {word} fit {value}"));
        }
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Err(format!("{at}: {value} is none of {words:?}"));
    }
    let kinds = kinds(schema);
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind, value)) {
        return Err(format!("{at}: {value} is not {kinds:?}"));
    }
    if let (Some(fields), Some(known), Some(false)) = (
        value.as_object(),
        schema["properties"].as_object(),
        schema["additionalProperties"].as_bool(),
    ) && let Some(name) = fields.keys().find(|name| !known.contains_key(*name))
    {
        return Err(format!("{at}.{name} is not allowed"));
    }
    if let Some(fields) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            fields.get(name).ok_or_else(|| format!("{at}: {name} is missing"))?;
        }
        if let Some(known) = schema["properties"].as_object() {
            for (name, field) in fields {
                let at = format!("{at}.{name}");
                match known.get(name) {
                    Some(schema) => check(root, schema, field, &at)?,
                    // What is promised is described.
                    None if schema["allOf"].is_null() && at.starts_with('$') => {
                        return Err(format!("{at} is not described"));
                    }
                    None => {}
                }
            }
        }
    }
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        check(root, &schema["items"], item, &format!("{at}[{number}]"))?;
    }
    Ok(())
}

fn kinds(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}

/// A value that fits.
pub fn fitting(root: &Value, schema: &Value, random: &mut Random) -> Value {
    let schema = resolve(root, schema);
    if let Some(parts) = schema["allOf"].as_array() {
        let mut all = Map::new();
        for part in parts {
            if let Value::Object(fields) = fitting(root, part, random) {
                all.extend(fields);
            }
        }
        return Value::Object(all);
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[word].as_array() {
            return fitting(root, random.one_of(choices), random);
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        return random.one_of(words).clone();
    }
    let kinds = kinds(schema);
    match *random.one_of(&kinds) {
        "object" => object(root, schema, random),
        "array" => {
            let least = schema["minItems"].as_u64().unwrap_or(0) as usize;
            let count = least + random.below(3);
            (0..count).map(|_| fitting(root, &schema["items"], random)).collect()
        }
        "integer" => json!(random.below(1_000_000)),
        "number" => json!(random.below(1_000) as f64 / 8.0),
        "boolean" => json!(random.below(2) == 0),
        "null" => Value::Null,
        _ => text(schema, random),
    }
}

fn object(root: &Value, schema: &Value, random: &mut Random) -> Value {
    let needed: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut fields = Map::new();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        if needed.contains(&name.as_str()) || random.below(2) == 0 {
            fields.insert(name.clone(), fitting(root, field, random));
        }
    }
    Value::Object(fields)
}

fn text(schema: &Value, random: &mut Random) -> Value {
    if schema["format"] == "date-time" {
        let (month, day, hour) = (1 + random.below(8), 1 + random.below(28), random.below(24));
        return json!(format!("2026-{month:02}-{day:02}T{hour:02}:30:00+03:00"));
    }
    match schema["pattern"].as_str() {
        Some("^[A-Z]{3}$") => json!("RUB"),
        Some(_) => json!("shop"),
        None if !schema["example"].is_null() && random.below(2) == 0 => schema["example"].clone(),
        None => json!(format!("слово {}", random.below(50))),
    }
}
