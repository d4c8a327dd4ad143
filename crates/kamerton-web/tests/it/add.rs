//! Quick add: a person, a talk, a purchase; once, by whoever may, and taken back.

use kamerton_app::brand::Brand;
use kamerton_core::access::UserRole;
use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::time::Instant;
use kamerton_store::{identities, message_lists, notes, orders, people, places};

use crate::harness::{Browser, World, kinds};

/// What a form holds under a name, without being seen.
fn token(page: &str) -> String {
    let rest = page.split("name=\"token\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().unwrap().replace("&#43;", "+")
}

async fn add(
    browser: &Browser<'_>,
    what: &str,
    fields: &[(&str, &str)],
) -> (crate::harness::Answer, String) {
    let page = browser.get(&format!("/add?what={what}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let token = token(&page.text);
    let mut filled = vec![("token", token.as_str())];
    filled.extend(fields);
    (browser.post(&format!("/add/{what}"), &filled).await, token)
}

fn person_of(path: &str) -> PersonId {
    path.strip_prefix("/people/").unwrap().split('?').next().unwrap().parse().unwrap()
}

async fn count(world: &World, brand: &Brand) -> usize {
    let mut session = world.store.read().await.unwrap();
    people::called(&mut session, brand.id, "", 100).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_added_once_and_joined_by_their_keys() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let owner = world.signed_in("owner@example.org").await;
        let fields = [
            ("name", "Вера Кузнецова"),
            ("contact", "8 912 345-67-89"),
            ("note", "Играет на скрипке"),
            ("tag", "музыка"),
        ];
        let (answer, token) = add(&owner, "person", &fields).await;
        let path = answer.leads_to().to_owned();
        assert!(path.ends_with("?did=added"), "{path}");
        let mut again = vec![("token", token.as_str())];
        again.extend(fields);
        assert_eq!(
            owner.post("/add/person", &again).await.leads_to().split('?').next(),
            path.split('?').next()
        );
        let person = person_of(&path);
        let mut session = world.store.read().await.unwrap();
        let noted = notes::of_person(&mut session, brand.id, person).await.unwrap();
        assert_eq!(noted.len(), 1, "{noted:?}");
        let tags = notes::tags(&mut session, brand.id, person).await.unwrap();
        assert_eq!(tags.len(), 1);
        let own = identities::of_people(&mut session, brand.id, [person]).await.unwrap();
        assert_eq!((own[0].kind.as_str(), own[0].remote_id.as_str()), ("phone", "+79123456789"));
        drop(session);
        let page = owner.get(&path).await;
        assert!(page.text.contains("Человек добавлен") && page.text.contains("Играет на скрипке"));

        let (known, _) =
            add(&owner, "person", &[("name", "В. К."), ("contact", "+79123456789")]).await;
        assert_eq!(known.leads_to(), format!("/people/{person}?did=joined"));
        // A name alone names nobody else: two of one name are two.
        let (one, _) = add(&owner, "person", &[("name", "Иван")]).await;
        let (two, _) = add(&owner, "person", &[("name", "Иван")]).await;
        assert_ne!(one.leads_to(), two.leads_to());
        assert_eq!(count(&world, &brand).await, 3);
        for (fields, why) in [
            ([("name", ""), ("contact", "")], "Впишите имя"),
            ([("name", "Вера"), ("contact", "вера")], "Не похоже ни на почту"),
        ] {
            let (refused, _) = add(&owner, "person", &fields).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text.contains(why), "{}", refused.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_talk_is_written_down_and_taken_back() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let owner = world.signed_in("owner@example.org").await;
        let (added, _) = add(&owner, "person", &[("name", "Вера"), ("contact", "@vera")]).await;
        let person = person_of(added.leads_to());
        let when = brand.zone.clock(crate::harness::clock()).unwrap();
        let fields = [
            ("who", "Вера"),
            ("text", "Спасибо, это лучший кружок!"),
            ("heard", "all"),
            ("place", "Мастерская"),
            ("when", when.as_str()),
        ];
        // Somebody is called so: whom one means has to be said.
        let (asked, token) = add(&owner, "visit", &fields).await;
        assert_eq!(asked.status, 422);
        assert!(asked.text.contains(&person.to_string()) && asked.text.contains("value=\"new\""));
        assert!(asked.text.contains("лучший кружок"), "what was typed stays");
        let id = person.to_string();
        let mut whole = vec![("token", token.as_str()), ("person", id.as_str())];
        whole.extend(fields);
        let done = owner.post("/add/visit", &whole).await;
        let path = done.leads_to().to_owned();
        assert!(path.starts_with(&format!("/people/{person}?did=visit&undo=")), "{path}");
        owner.post("/add/visit", &whole).await.leads_to();

        let mut session = world.store.read().await.unwrap();
        let place = places::all(&mut session, brand.id).await.unwrap().remove(0);
        assert_eq!((place.title.as_str(), place.private), ("Мастерская", false));
        let before = (Instant::from_micros(i64::MAX), MessageId::NIL);
        let from = Instant::from_micros(0);
        let rows = message_lists::in_place(&mut session, brand.id, place.id, from, before, 9).await;
        let rows = rows.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].text, "Спасибо, это лучший кружок!");
        drop(session);

        let page = owner.get(&path).await;
        let undo = page.text.split("/add/undo?what=").nth(1).unwrap();
        let undo = format!("/add/undo?what={}", undo.split('"').next().unwrap());
        world.user("cm@example.org", &brand, UserRole::Cm).await;
        let other = world.signed_in("cm@example.org").await;
        assert_eq!(other.post(&undo, &[]).await.status, 404, "it is whose who did it");
        assert_eq!(owner.post(&undo, &[]).await.leads_to(), format!("/people/{person}?did=undone"));
        let mut session = world.store.read().await.unwrap();
        let rows = message_lists::in_place(&mut session, brand.id, place.id, from, before, 9).await;
        assert!(rows.unwrap().iter().all(|row| row.deleted_at.is_some()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_of_somebody_new_is_entered_once_and_taken_back() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let owner = world.signed_in("owner@example.org").await;
        let when = brand.zone.day(crate::harness::clock()).to_string();
        let fields = [
            ("who", "new@example.org"),
            ("amount", "1 200,50"),
            ("product", "Абонемент"),
            ("when", when.as_str()),
        ];
        let (done, token) = add(&owner, "order", &fields).await;
        let path = done.leads_to().to_owned();
        let person = person_of(&path);
        let mut again = vec![("token", token.as_str())];
        again.extend(fields);
        assert_eq!(person_of(owner.post("/add/order", &again).await.leads_to()), person);
        let stored = async || {
            let mut session = world.store.read().await.unwrap();
            let own = identities::of_people(&mut session, brand.id, [person]).await.unwrap();
            let ids = own.iter().map(|row| row.id);
            orders::of_identities(&mut session, brand.id, ids).await.unwrap()
        };
        let rows = stored().await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert_eq!(
            (rows[0].amount_minor, rows[0].product.as_deref()),
            (120_050, Some("Абонемент"))
        );
        // By their key they are known now, without a question.
        let mut second = fields;
        second[1] = ("amount", "300");
        let (done, _) = add(&owner, "order", &second).await;
        assert_eq!(person_of(done.leads_to()), person);
        let page = owner.get(&path).await;
        let undo = page.text.split("/add/undo?what=").nth(1).unwrap().split('"').next().unwrap();
        let undone = owner.post(&format!("/add/undo?what={undo}"), &[]).await;
        assert_eq!(undone.leads_to(), format!("/people/{person}?did=undone"));
        assert_eq!(stored().await.len(), 1);
        for (name, value, why) in
            [("amount", "много", "много"), ("when", "2999-01-01", "уже прошли")]
        {
            let fields: Vec<(&str, &str)> =
                fields.into_iter().map(|(n, v)| (n, if n == name { value } else { v })).collect();
            let (refused, _) = add(&owner, "order", &fields).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text.contains(why), "{}", refused.text);
        }
    }
}

#[tokio::test]
async fn who_may_not_enter_purchases_is_not_offered_them() {
    let (world, brand) = World::with_brand().await;
    world.user("seller@example.org", &brand, UserRole::Seller).await;
    let seller = world.signed_in("seller@example.org").await;
    let page = seller.get("/add").await;
    assert!(page.text.contains("/add?what=visit") && !page.text.contains("/add?what=order"));
    assert!(seller.get("/").await.text.contains("href=\"/add"));
    world.user("director@example.org", &brand, UserRole::Director).await;
    let director = world.signed_in("director@example.org").await;
    assert!(!director.get("/people").await.text.contains("href=\"/add"));
}
