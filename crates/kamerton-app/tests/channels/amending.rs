//! What we said is changed and taken back by the account that said it.

use kamerton_app::channels::{Amendment, ChannelRefusal, Wish, state};
use kamerton_app::live::{Act, ActKind, Say, To};
use kamerton_app::places::Sight;
use kamerton_app::{AppError, Refusal};
use kamerton_core::fact::{Fact, MessageFact};
use kamerton_core::id::{MessageId, OutgoingId};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::outgoing;

use crate::script::{Platform, WORD, me, payload};
use crate::world::{World, by, message, targets, until};

async fn stored(world: &World, key: &str) -> Option<MessageRow> {
    let mut session = world.store.read().await.unwrap();
    let channel = world.brand.channel(WORD);
    let found = messages::by_key(&mut session, world.brand.id, channel, [key.to_owned()]).await;
    let (_, id) = found.unwrap().pop()?;
    messages::by_id(&mut session, world.brand.id, [id]).await.unwrap().pop()
}

async fn amend(world: &World, id: MessageId, text: Option<&str>) -> Result<OutgoingId, AppError> {
    let text = text.map(str::to_owned);
    let amendment = Amendment { message: id, text, by: by() };
    world.channels.amend(&world.brand, Sight::Private, &amendment).await
}

async fn is_sent(world: &World, id: OutgoingId) {
    until("sent", async || {
        let mut session = world.store.read().await.unwrap();
        let row = outgoing::by_id(&mut session, world.brand.id, [id]).await.unwrap().pop();
        row.unwrap().state == state::SENT
    })
    .await;
    world.settle().await;
}

fn refused<T: std::fmt::Debug>(tried: Result<T, AppError>) -> ChannelRefusal {
    match tried {
        Err(AppError::Refused(Refusal::Channel(why))) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_words_are_changed_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        let connection = world.connect(&settings).await;
        let old = MessageFact { author: Some(me()), ..message("a", 2, "bot", 90) };
        let facts = [Fact::Message(message("a", 1, "7", 100)), Fact::Message(old)];
        platform.lock().updates.push(payload(&facts));
        let working = world.work();
        until("came", async || world.count("message").await == 2).await;
        let to = To::Place { place: "a".to_owned(), thread: None };
        let say = Say { to, text: "Открыты до 9".to_owned(), files: Vec::new(), at: None };
        let id = OutgoingId::derived(&[b"1"]);
        let wish = Wish {
            id,
            connection,
            kind: ActKind::Post,
            act: Act::Say(say),
            reason: String::new(),
            about: None,
            by: by(),
        };
        world.channels.say(&world.brand, &wish).await.unwrap();
        is_sent(&world, id).await;
        let own = stored(&world, "script:a:sent1").await.unwrap();

        let can = world.channels.amendable(&world.brand, Sight::Private, own.id).await.unwrap();
        assert_eq!((can.longest_text, can.deletes), (Some(40), true));
        assert!(can.until.is_some());
        let first = amend(&world, own.id, Some("Открыты до 21")).await.unwrap();
        assert_eq!(amend(&world, own.id, Some("Открыты до 21 ")).await.unwrap(), first);
        is_sent(&world, first).await;
        let changed = stored(&world, "script:a:sent1").await.unwrap();
        assert_eq!(changed.text, "Открыты до 21");
        assert!(changed.edited_at.is_some());
        assert_eq!(world.count("message_version").await, 1, "what it said before is kept");
        // The first text again is another change.
        let back = amend(&world, own.id, Some("Открыты до 9")).await.unwrap();
        assert_ne!(back, first);
        is_sent(&world, back).await;
        assert_eq!(stored(&world, "script:a:sent1").await.unwrap().text, "Открыты до 9");

        // And so to and fro, however often.
        for text in ["Открыты до 21", "Открыты до 9"] {
            is_sent(&world, amend(&world, own.id, Some(text)).await.unwrap()).await;
            assert_eq!(stored(&world, "script:a:sent1").await.unwrap().text, text);
        }

        is_sent(&world, amend(&world, own.id, None).await.unwrap()).await;
        until("deleted", async || {
            stored(&world, "script:a:sent1").await.unwrap().deleted_at.is_some()
        })
        .await;

        let theirs = stored(&world, "script:a:1").await.unwrap();
        let why = refused(amend(&world, theirs.id, None).await);
        assert_eq!(why, ChannelRefusal::NotOurs { channel: "Бот".to_owned() });
        let old = stored(&world, "script:a:2").await.unwrap();
        let why = refused(amend(&world, old.id, Some("иначе")).await);
        assert_eq!(why, ChannelRefusal::EditsOver { hours: 1 });
        let can = world.channels.amendable(&world.brand, Sight::Private, old.id).await.unwrap();
        assert_eq!((can.longest_text, can.deletes), (None, true));
        assert_eq!(refused(amend(&world, old.id, Some(" ")).await), ChannelRefusal::NothingToSay);
        working.end().await;
        assert_eq!(platform.lock().done.len(), 6);
        world.expect_right().await;
        world.close().await;
    }
}
