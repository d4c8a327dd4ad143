//! Merging and parting by programs.

use kamerton_app::brand::Brand;
use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef};
use kamerton_core::time::MINUTE;
use kamerton_store::identities;
use serde_json::{Value, json};

use crate::harness::{Answer, World, clock, kinds};
use crate::programs::{ask, call, token};

/// Somebody who wrote once on each of these platforms: their account and their person.
async fn somebody(world: &World, brand: &Brand, kind: &str, id: &str) -> (String, String) {
    let fact = Fact::Message(MessageFact {
        place: PlaceRef {
            kind: kind.to_owned(),
            remote_id: "1".to_owned(),
            title: "Клуб".to_owned(),
            private: false,
        },
        key: format!("{kind}:1:{id}"),
        author: Some(Account {
            kind: kind.to_owned(),
            remote_id: id.to_owned(),
            display_name: Some(format!("Вера {id}")),
            ..Account::default()
        }),
        sent_at: clock().plus(-MINUTE),
        text: "Советую всем, берите!".to_owned(),
        ..MessageFact::default()
    });
    let intake = world.app.intake(brand);
    intake.submit("test", &fact).await.unwrap();
    intake.settle().await.unwrap();
    let mut session = world.store.read().await.unwrap();
    let rows = identities::by_remote(&mut session, brand.id, kind, [id.to_owned()]).await;
    let row = rows.unwrap().pop().unwrap();
    (row.id.to_string(), row.person.unwrap().to_string())
}

fn body(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_are_joined_parted_and_as_they_were() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let write = token(&world, &brand, &["people:read", "people:write"]).await;
        let read = token(&world, &brand, &["people:read"]).await;
        let (_, into) = somebody(&world, &brand, "vk", "1").await;
        let (account, from) = somebody(&world, &brand, "telegram", "2").await;
        let (_, other) = somebody(&world, &brand, "vk", "3").await;
        let path = |who: &str, what: &str| format!("/api/v1/people/{who}/{what}");
        let merge = path(&into, "merge");

        // What would come of it is said and not done.
        let asked = json!({"with": from, "dry_run": true}).to_string();
        let plan = body(&call(&world, &merge, &write, &asked).await);
        assert_eq!((&plan["id"], &plan["moves"]["messages"]), (&Value::Null, &json!(1)));
        assert_eq!(plan["left"]["after"]["messages"], 2);
        assert_eq!(plan["right"]["after"], Value::Null);
        assert_eq!(plan["clashes"], json!([]));
        assert_eq!(call(&world, &merge, &read, &asked).await.status, 403);
        let clash = json!({"with": other, "dry_run": true}).to_string();
        let clash = body(&call(&world, &merge, &write, &clash).await);
        assert_eq!(clash["clashes"][0]["what"], "platform");
        assert_eq!(body(&ask(&world, &path(&into, "merges"), &read).await)["merges"], json!([]));

        let said = json!({"with": from, "reason": "одна рука"}).to_string();
        let done = body(&call(&world, &merge, &write, &said).await);
        assert_eq!(done["person"], into.as_str());
        let again = json!({"with": from}).to_string();
        assert_eq!(call(&world, &merge, &write, &again).await.status, 422, "they are one");
        let known = body(&ask(&world, &path(&from, "merges"), &read).await);
        assert_eq!(known["merges"][0]["reason"], "одна рука");
        assert_eq!(known["merges"][0]["by"], "Касса");

        // One account of the two is parted off, and then both are taken back, the first one first.
        let split = path(&into, "split");
        let said = json!({"accounts": [account], "reason": "другая рука"}).to_string();
        let parted = body(&call(&world, &split, &write, &said).await);
        let made = parted["person"].as_str().unwrap().to_owned();
        assert!(made != into && made != from);
        let nobody = json!({"accounts": []}).to_string();
        assert_eq!(call(&world, &split, &write, &nobody).await.status, 422);
        for line in [&done, &parted] {
            let undo = path(&into, &format!("merges/{}/undo", line["id"].as_str().unwrap()));
            body(&call(&world, &undo, &write, "").await);
            assert_eq!(call(&world, &undo, &write, "").await.status, 422, "only once");
        }
        for (who, messages) in [(&into, 1), (&from, 1)] {
            let shown = body(&ask(&world, &format!("/api/v1/people/{who}"), &read).await);
            assert_eq!(shown["messages"], messages);
        }
        let undo = path(&into, &format!("merges/{into}/undo"));
        assert_eq!(call(&world, &undo, &write, "").await.status, 404, "no such line");
    }
}
