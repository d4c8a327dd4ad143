//! People who come as bare ids get the names that the platform tells.

use kamerton_core::fact::{Account, Fact, MessageFact};
use kamerton_store::identities;

use crate::script::{Platform, WORD, payload};
use crate::world::{World, author, message, targets, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_bare_id_is_asked_for_once_and_named() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        platform.lock().names.insert("7".to_owned(), "Мария Лис".to_owned());
        world.connect(&settings).await;
        let bare = |id: &str| Account { display_name: None, ..author(id) };
        let from = |number: usize, account: Account| {
            Fact::Message(MessageFact { author: Some(account), ..message("a", number, "", 9) })
        };
        let facts = [from(1, bare("7")), from(2, bare("8")), from(3, author("9"))];
        platform.lock().updates.push(payload(&facts));
        let working = world.work();
        let name_of = async |id: &str| {
            let mut session = world.store.read().await.unwrap();
            let ids = [id.to_owned()];
            let rows = identities::by_remote(&mut session, world.brand.id, WORD, ids).await;
            rows.unwrap().pop().and_then(|row| row.name)
        };
        until("named", async || name_of("7").await.as_deref() == Some("Мария Лис")).await;
        let mut session = world.store.read().await.unwrap();
        let named = "SELECT COUNT(*) FROM person WHERE workspace_id = $1 AND name = 'Мария Лис'";
        let brand = kamerton_store::values![world.brand.id];
        assert_eq!(session.one(named, brand).await.unwrap().int(0).unwrap(), 1);
        drop(session);
        // They write again, still as bare ids: nobody is asked for twice.
        let facts = [from(4, bare("7")), from(5, bare("8"))];
        platform.lock().updates.push(payload(&facts));
        until("came", async || world.count("message").await == 5).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        working.end().await;
        let mut asked = platform.lock().asked_for_names.clone();
        asked.sort();
        assert_eq!(asked, ["7", "8"]);
        assert_eq!(name_of("7").await.as_deref(), Some("Мария Лис"), "it stays");
        world.expect_right().await;
        world.close().await;
    }
}
