//! C5: payloads that are not quite what the platform describes.

use kamerton_channels::live::{About, Connector};
use serde_json::{Value, json};

use crate::stage::Joined;
use crate::subjects::Subject;

/// Payloads of an ordinary day.
async fn ordinary(joined: &mut Joined) -> Vec<String> {
    let fake = &joined.subject.fake;
    let (anna, boris) = (fake.person("Анна Кот"), fake.person("Борис"));
    let said = fake.say(&anna, &fake.group(), "где купить?");
    fake.answer(&boris, &said, "на углу");
    fake.edit(&said, "где купить маяк?");
    fake.say(&anna, &fake.private(&anna), "лично");
    let raws = joined.look().await.unwrap();
    raws.into_iter().map(|raw| raw.body).collect()
}

/// The paths of everything in a value.
fn paths(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                paths(
                    value,
                    &format!("{here}/{}", name.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                paths(value, &format!("{here}/{at}"), found);
            }
        }
        _ => {}
    }
}

/// Every part of a payload in turn is missing, null, or something else: it is read or kept, without panic.
pub async fn odd_payloads_are_survived(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    for body in &ordinary(&mut joined).await {
        survived(joined.subject.connector, &joined.about, body);
    }
}

/// Every part of a payload in turn is missing, null, or something else.
pub fn survived(connector: &dyn Connector, about: &About, body: &str) {
    let others = [
        Value::Null,
        json!(""),
        json!("что-то новое"),
        json!(-1),
        json!(u64::MAX),
        json!(1.5e300),
        json!([]),
        json!({}),
        json!([[], {}, null, 7]),
        json!(true),
    ];
    let whole: Value = serde_json::from_str(body).unwrap();
    let mut all = Vec::new();
    paths(&whole, "", &mut all);
    for path in &all {
        for other in &others {
            let mut changed = whole.clone();
            *changed.pointer_mut(path).unwrap() = other.clone();
            let _ = connector.convert(&changed.to_string(), about);
        }
        let Some((above, name)) = path.rsplit_once('/') else { continue };
        let mut changed = whole.clone();
        if let Some(Value::Object(object)) = changed.pointer_mut(above) {
            object.remove(name);
            object.insert("поле_завтрашнего_дня".to_owned(), json!({"new": [1]}));
        }
        let _ = connector.convert(&changed.to_string(), about);
    }
    for end in 0..body.len().min(400) {
        let half = String::from_utf8_lossy(&body.as_bytes()[..end]).into_owned();
        let _ = connector.convert(&half, about);
    }
}

/// Ids written as texts say the same as numbers; what nobody knows yet changes nothing.
pub async fn numbers_as_texts_say_the_same(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    for body in ordinary(&mut joined).await {
        let whole: Value = serde_json::from_str(&body).unwrap();
        let facts = joined.subject.connector.convert(&body, &joined.about).unwrap();
        let mut changed = whole.clone();
        ids_as_texts(&mut changed);
        assert_ne!(changed, whole);
        let read = joined.subject.connector.convert(&changed.to_string(), &joined.about);
        assert_eq!(read.as_ref(), Ok(&facts), "{changed}");
        let mut more = whole.clone();
        with_news(&mut more);
        let read = joined.subject.connector.convert(&more.to_string(), &joined.about);
        assert_eq!(read.as_ref(), Ok(&facts), "{more}");
    }
}

fn ids_as_texts(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let is_id = name == "id" || name.ends_with("_id");
                match value.as_i64() {
                    Some(number) if is_id => *value = json!(number.to_string()),
                    _ => ids_as_texts(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(ids_as_texts),
        _ => {}
    }
}

/// Fields of tomorrow everywhere.
fn with_news(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(with_news);
            object.insert("field_of_tomorrow".to_owned(), json!({"a": [null, {"b": "c"}]}));
        }
        Value::Array(list) => list.iter_mut().for_each(with_news),
        _ => {}
    }
}
