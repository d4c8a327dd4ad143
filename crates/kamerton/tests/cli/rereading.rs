//! Reading the history again: by hand, and by whoever serves.

use std::time::{Duration, Instant};

use kamerton_app::brand;
use kamerton_store::{Store, Target, reread, values};

use crate::harness::{Place, postgres, runtime};
use crate::node::Node;

/// Makes a store as an older version of the analysis left it, which had found nothing.
fn read_before(target: &Target) {
    runtime().block_on(async {
        let store = Store::open(target).await.unwrap();
        let brand = brand::find(&store, None).await.unwrap();
        let mut session = store.write().await.unwrap();
        for sql in [
            "UPDATE message SET analyser = analyser - 1, labels = 0 WHERE workspace_id = $1",
            "DELETE FROM reread_run WHERE workspace_id = $1",
        ] {
            session.execute(sql, values![brand.id]).await.unwrap();
        }
        session.commit().await.unwrap();
        store.close().await;
    });
}

/// Waits until the new readings have taken over; gives how many messages were read.
fn wait(target: &Target) -> i64 {
    let began = Instant::now();
    runtime().block_on(async {
        let store = Store::open(target).await.unwrap();
        let brand = brand::find(&store, None).await.unwrap();
        loop {
            let mut session = store.read().await.unwrap();
            let run = reread::latest(&mut session, brand.id).await.unwrap();
            drop(session);
            if let Some(run) = run.filter(|run| run.switched_at.is_some()) {
                store.close().await;
                return run.looked;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "nobody reads it");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
}

#[test]
fn a_history_is_read_again_by_hand() {
    let place = Place::new();
    place.small_demo("data").ok();
    let said = place.run(&["reread", "--data", "data"]).ok();
    assert!(said.contains("everything is read by version"), "{said}");
    let target = Target::Directory(place.path("data"));
    read_before(&target);
    place.run(&["check", "--repair", "--data", "data"]);
    let compared = place.run(&["reread", "--dry-run", "--data", "data"]).ok();
    assert!(compared.contains("nothing was changed"), "{compared}");
    let found = place.run(&["reread", "--dry-run", "--json", "--data", "data"]).json();
    assert!(found["differing"].as_u64().unwrap() > 50, "{found}");
    let said = place.run(&["reread", "--data", "data"]).ok();
    for part in ["has taken over", "question: 0 -> ", "people have another state", "[+"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let seen = place.run(&["reread", "--json", "--data", "data"]).json();
    assert_eq!(seen["switched"], true, "{seen}");
    assert_eq!(seen["found"]["differing"], found["differing"]);
    assert_eq!(place.run(&["check", "--json", "--data", "data"]).json()["differences"], 0);
}

#[test]
fn whoever_serves_reads_it_again() {
    let place = Place::new();
    place.small_demo("data").ok();
    let target = Target::Directory(place.path("data"));
    read_before(&target);
    let node = Node::start(&place, &["--data", "data"]);
    wait(&target);
    drop(node);
    // The old readings were not derived from before: what they left behind is told first.
    place.run(&["check", "--repair", "--data", "data"]);
    assert_eq!(place.run(&["check", "--json", "--data", "data"]).json()["differences"], 0);
}

#[test]
fn two_nodes_read_it_once() {
    let Some(url) = postgres() else { return };
    let place = Place::new();
    let options = ["--database-url", &url];
    place.run(&["demo", "--people", "60", "--messages", "600", options[0], options[1]]).ok();
    let target = Target::Postgres(url.clone());
    read_before(&target);
    let nodes = [Node::start(&place, &options), Node::start(&place, &options)];
    let looked = wait(&target);
    drop(nodes);
    let messages = runtime().block_on(async {
        let store = Store::open(&target).await.unwrap();
        let mut session = store.read().await.unwrap();
        let count = session.one("SELECT COUNT(*) FROM message", vec![]).await.unwrap();
        count.int(0).unwrap()
    });
    assert_eq!(looked, messages);
}
