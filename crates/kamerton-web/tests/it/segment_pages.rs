//! Segments: put together by words and buttons, stored, counted, opened among people, taken out.

use kamerton_app::Brand;
use kamerton_core::access::UserRole;
use serde_json::json;

use crate::harness::{Browser, Kind, World, kinds};
use crate::programs::{call, message, token};

const NAMES: [&str; 4] = ["Вера", "Анна", "Пётр", "Зөһрә"];

/// A brand where four people have written.
async fn world(kind: Kind) -> (World, Brand) {
    let (world, brand) = World::with_brand_on(kind).await;
    let token = token(&world, &brand, &["events:write"]).await;
    let events: Vec<_> = (0..)
        .zip(NAMES)
        .map(|(number, name)| {
            let mut one = message(number);
            one["author"] = json!({"id": number.to_string(), "name": name});
            one
        })
        .collect();
    let events = json!({"events": events}).to_string();
    assert_eq!(call(&world, "/api/v1/events", &token, &events).await.status, 202);
    world.app.intake(&brand).settle().await.unwrap();
    (world, brand)
}

async fn person(browser: &Browser<'_>, name: &str) -> String {
    let page = browser.get(&format!("/people?q={}", escaped(name))).await.text;
    let link = page.split("<th scope=\"row\"><a href=\"").nth(1).unwrap();
    link.split('"').next().unwrap().to_owned()
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The address of the form with fields in it.
fn form(path: &str, fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    format!("{path}?{}", fields.join("&"))
}

/// What stands in the field of the condition.
fn condition(page: &str) -> String {
    let (_, rest) = page.split_once("<textarea").unwrap();
    let (_, text) = rest.split_once('>').unwrap();
    let text = text.split("</textarea>").next().unwrap();
    text.replace("&#62;", ">").replace("&#60;", "<").replace("&#34;", "\"")
}

/// Presses a button of the builder; gives what stands in the field then.
async fn press(browser: &Browser<'_>, text: &str, fields: &[(&str, &str)]) -> String {
    let all: Vec<(&str, &str)> =
        [("text", text)].into_iter().chain(fields.iter().copied()).collect();
    let page = browser.get(&form("/segments/new", &all)).await;
    assert_eq!(page.status, 200, "{}", page.text);
    condition(&page.text)
}

fn count(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("id=\"found\"").unwrap();
    let (head, _) = rest.split_once("</h2>").unwrap();
    head.split_once("<strong>").map(|(_, rest)| rest.split('<').next().unwrap())
}

async fn save(browser: &Browser<'_>, name: &str, text: &str, kind: &str) -> String {
    let answer = browser.post("/segments", &[("name", name), ("text", text), ("kind", kind)]).await;
    answer.leads_to().split('?').next().unwrap().to_owned()
}

/// Names in a table of people.
fn named(page: &str) -> usize {
    page.matches("<tr data-row>").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_is_put_together_by_buttons_alone() {
    for kind in kinds() {
        let (world, _) = world(kind).await;
        let owner = world.signed_in("owner@example.org").await;
        let add = |what, value| [("what", what), ("value", value), ("press", "add")];
        let warm = press(&owner, "", &add("state", "warm")).await;
        assert_eq!(warm, "состояние: тёплый");
        let both = press(&owner, &warm, &add("tag", "вип")).await;
        assert!(both.starts_with("состояние: тёплый и ") && both.ends_with(": «вип»"), "{both}");
        let mut or = add("wrote", "30").to_vec();
        or.extend([("joint", "or"), ("to", "1"), ("not", "yes")]);
        let tied = press(&owner, &both, &or).await;
        assert!(
            tied.contains(" и (") && tied.contains(" или не ") && tied.contains("30"),
            "{tied}"
        );
        let mut whole = add("charge", "2,5").to_vec();
        whole.extend([("joint", "or"), ("than", "below")]);
        let either = press(&owner, &both, &whole).await;
        assert!(either.starts_with('(') && either.ends_with("заряд < 2.5"), "{either}");
        let turned = press(&owner, &both, &[("press", "turn:0")]).await;
        assert!(turned.starts_with("не состояние: тёплый и "), "{turned}");
        assert_eq!(press(&owner, &turned, &[("press", "turn:0")]).await, both);
        assert_eq!(press(&owner, &both, &[("press", "drop:1")]).await, warm);
        assert_eq!(press(&owner, &warm, &[("press", "drop:")]).await, "");
        let page = owner.get(&form("/segments/new", &add("orders", "много"))).await;
        assert!(page.status == 200 && page.text.contains("Напишите число"), "{}", page.text);
        let chosen = owner.get("/segments/new?what=orders").await.text;
        assert!(chosen.contains("name=\"than\"") && !chosen.contains("id=\"values\""), "{chosen}");
        let other = owner.get("/segments/new?what=tag&of=state&value=warm").await.text;
        assert!(!other.contains("value=\"warm\""), "a value of something else: {other}");
        let places = owner.get("/segments/new?what=place").await.text;
        assert!(places.contains("<option value=\"Отзывы\">"), "{places}");
        // The first button of the form is the one that Enter presses.
        let (_, rest) = places.split_once("id=\"segment\"").unwrap();
        let first = rest.split("<button").nth(1).unwrap();
        assert!(!first.split('>').next().unwrap().contains("name="), "{first}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_holds_who_fits_and_is_opened_taken_out_and_removed() {
    for kind in kinds() {
        let (world, _) = world(kind).await;
        let owner = world.signed_in("owner@example.org").await;
        let empty = owner.get("/segments").await.text;
        assert_eq!(empty.matches("/segments/new?name=").count(), 4, "{empty}");
        for name in ["Вера", "Анна"] {
            let path = person(&owner, name).await;
            owner.post(&format!("{path}/tag"), &[("tag", "вип")]).await.leads_to();
        }
        let typed = owner.get(&form("/segments/new", &[("text", "метка: вип")])).await.text;
        assert_eq!(count(&typed), Some("2"), "{typed}");
        assert_eq!(named(&typed), 2, "{typed}");
        let living = save(&owner, " Друзья ", "метка: вип", "living").await;
        let fixed = save(&owner, "Как есть", "метка: вип", "static").await;
        let path = person(&owner, "Анна").await;
        owner.post(&format!("{path}/untag"), &[("tag", "вип")]).await.leads_to();
        for (segment, holds) in [(&living, 1), (&fixed, 2)] {
            let page = owner.get(segment).await.text;
            assert_eq!(count(&page), Some(holds.to_string().as_str()), "{page}");
            assert_eq!(named(&page), holds, "{page}");
            let id = segment.trim_start_matches("/segments/");
            let people = owner.get(&format!("/people?segment={id}")).await.text;
            assert_eq!(named(&people), holds, "{people}");
            assert!(people.contains(&format!("<option value=\"{id}\" selected>")), "{people}");
            assert!(people.contains(&format!("export.csv?segment={id}")), "{people}");
            let file = owner.get(&format!("/people/export.csv?segment={id}")).await;
            assert_eq!(file.text.lines().count(), holds + 1, "{}", file.text);
            let narrowed = owner.get(&format!("/people?segment={id}&q={}", escaped("Вера"))).await;
            assert_eq!(named(&narrowed.text), 1, "{}", narrowed.text);
        }
        let list = owner.get("/segments").await.text;
        assert!(list.contains("<bdi>Друзья</bdi>") && list.contains("постоянный"), "{list}");
        assert!(list.contains("метка: «вип»") || list.contains("тег: «вип»"), "{list}");
        // Another name alone leaves the members of a static one.
        let form = [("name", "Иначе"), ("text", "метка: вип"), ("kind", "static")];
        let saved = owner.post(&fixed, &form).await.leads_to().to_owned();
        let page = owner.get(&saved).await.text;
        assert!(page.contains("Сегмент сохранён") && page.contains("<bdi>Иначе</bdi>"), "{page}");
        assert_eq!(count(&page), Some("2"), "{page}");
        let form = [("name", "Иначе"), ("text", "метка: вип"), ("kind", "living")];
        owner.post(&fixed, &form).await.leads_to();
        assert_eq!(count(&owner.get(&fixed).await.text), Some("1"));
        let gone = owner.post(&format!("{fixed}/remove"), &[]).await;
        assert!(owner.get(gone.leads_to()).await.text.contains("Сегмент удалён"));
        assert_eq!(owner.get(&fixed).await.status, 404);
        let id = fixed.trim_start_matches("/segments/");
        let people = owner.get(&format!("/people?segment={id}")).await.text;
        assert_eq!(named(&people), NAMES.len(), "a segment that is gone is not asked: {people}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_in_its_place_and_nothing_typed_is_lost() {
    for kind in kinds() {
        let (world, _) = world(kind).await;
        let owner = world.signed_in("owner@example.org").await;
        let path = save(&owner, "Друзья", "метка: вип", "living").await;
        let post = |name, text| [("name", name), ("text", text), ("kind", "living")];
        let wrong = owner.post("/segments", &post("Новый", "стадиа: лояльный")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("Знак 1: ") && wrong.text.contains("<mark>стадиа</mark>"));
        assert!(wrong.text.contains("value=\"Новый\"") && wrong.text.contains("value=\"fix\""));
        assert_eq!(condition(&wrong.text), "стадиа: лояльный");
        assert_eq!(count(&wrong.text), None);
        let fixed = press(&owner, "стадиа: лояльный", &[("press", "fix")]).await;
        assert_eq!(fixed, "стадия: лояльный");
        let place = press(&owner, "площадка: Отзыфы", &[("press", "fix")]).await;
        assert!(place.ends_with("«Отзывы»"), "{place}");
        for (name, text, told) in [
            ("", "писал", "Назовите сегмент"),
            ("Новый", "  ", "Напишите условие"),
            ("друзья", "писал", "уже есть"),
        ] {
            let refused = owner.post("/segments", &post(name, text)).await;
            assert!(
                refused.status == 422 && refused.text.contains(told),
                "{told}: {}",
                refused.text
            );
            assert_eq!(condition(&refused.text), text);
        }
        // Enter in the builder's field adds; it does not save without what was typed there.
        let mut typed = post("Новый", "писал").to_vec();
        typed.extend([("what", "tag"), ("value", "вип")]);
        let added = owner.post("/segments", &typed).await;
        assert!(added.status == 422 && added.text.contains("добавлено"), "{}", added.text);
        assert!(condition(&added.text).ends_with("«вип»"), "{}", added.text);
        let hostile = owner.get(&form("/segments/new", &[("text", "метка: \"<b>\" и")])).await.text;
        assert!(!hostile.contains("<b>"), "{hostile}");
        let long = "писал и ".repeat(900);
        let refused = owner.post("/segments", &post("Длинный", &long)).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        for nobody in ["/segments/nonsense", "/segments/00000000-0000-0000-0000-000000000000"] {
            assert_eq!(owner.get(nobody).await.status, 404, "{nobody}");
            assert_eq!(owner.post(nobody, &post("Друзья", "писал")).await.status, 404);
        }
        assert_eq!(owner.get(&path).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_only_look_sees_and_changes_nothing() {
    let (world, brand) = world(Kind::Sqlite).await;
    let owner = world.signed_in("owner@example.org").await;
    let path = save(&owner, "Друзья", "писал", "living").await;
    world.user("director@example.org", &brand, UserRole::Director).await;
    let director = world.signed_in("director@example.org").await;
    let page = director.get(&path).await;
    assert!(page.status == 200 && page.text.contains("Менять сегменты могут"), "{}", page.text);
    assert!(!page.text.contains("<textarea") && !page.text.contains("/remove\""));
    assert_eq!(count(&page.text), Some("4"));
    assert_eq!(director.get("/segments").await.status, 200);
    assert_eq!(director.get("/segments/new").await.status, 403);
    let form = [("name", "Иначе"), ("text", "писал")];
    for to in ["/segments", &path, &format!("{path}/remove")] {
        assert_eq!(director.post(to, &form).await.status, 403, "{to}");
        let foreign = owner.clone().with("sec-fetch-site", "cross-site");
        assert_eq!(foreign.post(to, &form).await.status, 403, "{to}");
    }
    let other = world.brand("Другой").await;
    world.user("stranger@example.org", &other, UserRole::Owner).await;
    let stranger = world.signed_in("stranger@example.org").await;
    assert_eq!(stranger.get(&path).await.status, 404);
    assert_eq!(stranger.post(&path, &form).await.status, 404);
    assert_eq!(stranger.post(&format!("{path}/remove"), &[]).await.status, 404);
    assert_eq!(owner.get(&path).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_reads_in_the_language_of_whoever_looks() {
    let (world, _) = world(Kind::Sqlite).await;
    let owner = world.signed_in("owner@example.org").await;
    let path = save(&owner, "Друзья", "состояние: тёплый и не писал за 30 дней", "living").await;
    owner.post("/me", &[("lang", "en")]).await;
    let page = owner.get(&path).await.text;
    assert_eq!(condition(&page), "state: warm and not wrote for 30 days");
    assert!(page.contains("Put together with buttons"), "{page}");
    let wrong = owner.get(&form("/segments/new", &[("text", "stage: loyl")])).await.text;
    assert!(wrong.contains("Character 8: ") && wrong.contains("Correct to “loyal”"), "{wrong}");
    let list = owner.get("/segments").await.text;
    assert!(list.contains("state: warm and not wrote for 30 days"), "{list}");
    // Filters of people become a condition.
    let people = owner.get("/people?list=warm-without-contact").await.text;
    let people = if people.contains("Save as a segment") {
        people
    } else {
        owner.get("/people?list=new-this-month").await.text
    };
    let link = people.split("href=\"/segments/new?").nth(1).unwrap().split('"').next().unwrap();
    let begun = owner.get(&format!("/segments/new?{}", link.replace("&#38;", "&"))).await.text;
    assert_eq!(condition(&begun), "new: 30 days");
}
