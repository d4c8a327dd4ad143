//! An import and its live place are one history: nothing is there twice.

use kamerton_app::channels::ChannelRefusal;
use kamerton_app::ingest::{self, Origin, roles::RoleRules};
use kamerton_app::people::merge;
use kamerton_app::places::Sight;
use kamerton_app::prepare::prepare;
use kamerton_app::{AppError, Refusal};
use kamerton_core::fact::{Account, DeletionFact, Fact, MessageFact, PlaceRef, ReactionFact};
use kamerton_core::id::{ConnectionId, PlaceId};
use kamerton_core::time::MINUTE;
use kamerton_store::{identities, merges};

use crate::script::{Platform, WORD, payload};
use crate::world::{World, author, by, message, now, said, targets};

/// The same message as an export has it: the place has another name, the author only a name.
fn exported(live: &MessageFact) -> MessageFact {
    let number = live.key.rsplit(':').next().unwrap();
    let who = live.author.clone().unwrap();
    MessageFact {
        place: PlaceRef {
            remote_id: "club".to_owned(),
            title: "Клуб".to_owned(),
            ..live.place.clone()
        },
        key: format!("{WORD}:club:{number}"),
        author: Some(Account { remote_id: String::new(), ..who }),
        reply_to: live.reply_to.as_ref().map(|key| key.replace(":a:", ":club:")),
        ..live.clone()
    }
}

async fn import(world: &World, messages: Vec<MessageFact>) {
    let facts = messages
        .into_iter()
        .map(|one| prepare(&world.brand, Fact::Message(one), now()).unwrap())
        .collect();
    let origin = Origin::import(WORD, RoleRules::default());
    ingest::apply(&world.store, &world.brand, &origin, facts, now()).await.unwrap();
}

async fn come(world: &World, id: ConnectionId, bodies: impl IntoIterator<Item = String>) {
    let secret = world.hook_secret(id).await;
    for body in bodies {
        world.call(id, &secret, &body).await.unwrap();
    }
    world.settle().await;
}

fn club(world: &World) -> PlaceId {
    world.brand.place(world.brand.channel(WORD), "club")
}

/// Messages 1 to 9 of three people, each answering the one before.
fn talk() -> Vec<MessageFact> {
    (1..=9)
        .map(|n| MessageFact {
            reply_to: (n > 1).then(|| format!("{WORD}:a:{}", n - 1)),
            text: format!("спасибо, сообщение {n}"),
            ..message("a", n, ["u1", "u2", "u3"][n % 3], 200 - 9 * n as i64)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_of_the_same_id_is_the_same_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let talk = talk();
        import(&world, talk[..6].to_vec()).await;
        let (_, settings) = Platform::new();
        let id = world.connect(&settings).await;
        come(&world, id, talk.iter().map(said)).await;
        assert_eq!(world.count("message").await, 9);
        assert_eq!(world.count("place").await, 1);
        let shown = world.channels.show(&world.brand, id).await.unwrap();
        let own = world.brand.place(world.brand.channel(WORD), "a");
        assert_eq!(shown.places[0].adopted, Some(own));
        world.expect_right().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_of_another_name_is_adopted_by_hand_and_nothing_is_doubled() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let talk = talk();
        // The export ends with the sixth; what is live begins with the fourth.
        import(&world, talk[..6].iter().map(exported).collect()).await;
        let elsewhere = MessageFact {
            place: PlaceRef { remote_id: "other".to_owned(), ..talk[0].place.clone() },
            key: format!("{WORD}:other:1"),
            ..talk[0].clone()
        };
        import(&world, vec![elsewhere]).await;
        let (_, settings) = Platform::new();
        let id = world.connect(&settings).await;
        let edit = MessageFact {
            text: "иначе".to_owned(),
            edited_at: Some(now().plus(-MINUTE)),
            ..talk[6].clone()
        };
        let reaction = |number: usize| {
            Fact::Reaction(ReactionFact {
                message: format!("{WORD}:a:{number}"),
                emoji: "🔥".to_owned(),
                account: author("u1"),
                at: now().plus(-3 * MINUTE),
                given: true,
            })
        };
        let gone = Fact::Deletion(DeletionFact {
            kind: WORD.to_owned(),
            message: format!("{WORD}:a:8"),
            at: now().plus(-2 * MINUTE),
        });
        come(&world, id, talk[3..8].iter().map(said)).await;
        come(&world, id, [said(&edit), payload(&[reaction(5), reaction(7), gone])]).await;
        assert_eq!(world.count("message").await, 6 + 1 + 5, "so far they are two places");

        let found = world.channels.candidates(&world.brand, id, "a").await.unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].place, club(&world));
        assert_eq!((found[0].same_words, found[0].same_numbers), (3, 3));
        assert_eq!((found[1].same_words, found[1].same_numbers), (0, 0));

        let moved = world.channels.adopt(&world.brand, id, "a", club(&world), &by()).await;
        assert_eq!(moved.unwrap(), 5);
        assert_eq!(world.count("message").await, 8 + 1);
        assert_eq!(world.count("place").await, 2);
        assert_eq!(world.count("message_version").await, 1);
        world.expect_right().await;

        // From then on all that comes is of that place, whatever comes again.
        come(&world, id, talk.iter().map(said)).await;
        assert_eq!(world.count("message").await, 9 + 1);
        assert_eq!(world.count("place").await, 2);
        world.expect_right().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_known_by_name_become_those_that_wrote_the_same_messages() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let mut talk = talk();
        // Two people are called alike: the name is nobody's alone.
        for one in &mut talk {
            let who = one.author.as_mut().unwrap();
            if who.remote_id != "u1" {
                who.display_name = Some("Анна".to_owned());
            }
        }
        import(&world, talk[..6].iter().map(exported).collect()).await;
        let (_, settings) = Platform::new();
        let id = world.connect(&settings).await;
        come(&world, id, [said(&talk[8])]).await;
        world.channels.adopt(&world.brand, id, "a", club(&world), &by()).await.unwrap();
        come(&world, id, talk.iter().map(said)).await;
        world.settle().await;
        let person = async |kind_id: &str| {
            let mut session = world.store.read().await.unwrap();
            let ids = [kind_id.to_owned()];
            let found = identities::by_remote(&mut session, world.brand.id, WORD, ids).await;
            found.unwrap()[0].person.unwrap()
        };
        let by_name = person("~club/Имя u1").await;
        assert_eq!(person("u1").await, by_name, "who wrote the same is the same");
        let anna = person("~club/Анна").await;
        let borne = [person("u2").await, person("u3").await];
        let joined = borne.iter().filter(|one| **one == anna).count();
        assert!(joined <= 1 && borne[0] != borne[1], "two who are called alike stay two");
        world.expect_right().await;
        // It can be taken back like any merge.
        let mut session = world.store.read().await.unwrap();
        let made = merges::of_people(&mut session, world.brand.id, &[by_name]).await.unwrap();
        drop(session);
        assert_eq!(made.len(), 1);
        let line = made[0].id.to_string();
        merge::undo(&world.store, &world.brand, &line, "Мы", now()).await.unwrap();
        assert_ne!(person("u1").await, person("~club/Имя u1").await);
        world.expect_right().await;
        // And stays taken back, whatever shows the same again.
        come(&world, id, talk.iter().map(said)).await;
        assert_ne!(person("u1").await, person("~club/Имя u1").await);
        world.expect_right().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_imported_is_answered_in_the_live_place() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let talk = talk();
    import(&world, vec![exported(&talk[0])]).await;
    let (platform, settings) = Platform::new();
    let id = world.connect(&settings).await;
    come(&world, id, [said(&talk[8])]).await;
    world.channels.adopt(&world.brand, id, "a", club(&world), &by()).await.unwrap();
    let key = vec![format!("{WORD}:club:1")];
    let mut session = world.store.read().await.unwrap();
    let channel = world.brand.channel(WORD);
    let found =
        kamerton_store::messages::by_key(&mut session, world.brand.id, channel, key).await.unwrap();
    drop(session);
    let answer = kamerton_app::channels::Answer {
        message: found[0].1,
        text: "да".to_owned(),
        files: Vec::new(),
        by: by(),
        id: None,
    };
    world.channels.reply_to(&world.brand, Sight::Community, &answer).await.unwrap();
    let working = world.work();
    crate::world::until("it is sent", async || platform.lock().done.len() == 1).await;
    crate::world::until("it is here", async || world.count("message").await == 3).await;
    working.end().await;
    let sent = format!("{:?}", platform.lock().done[0].1);
    assert!(sent.contains("script:a:1") && !sent.contains("club"), "{sent}");
    assert_eq!(world.count("place").await, 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let mut foreign = message("z", 1, "u1", 9);
    foreign.place.kind = "telegram".to_owned();
    foreign.key = "telegram:z:1".to_owned();
    import(&world, vec![foreign]).await;
    let (_, settings) = Platform::new();
    let id = world.connect(&settings).await;
    come(&world, id, [said(&message("a", 1, "u1", 9)), said(&message("b", 1, "u1", 9))]).await;
    let adopt = async |live: &str, kind: &str, place: &str| {
        let place = world.brand.place(world.brand.channel(kind), place);
        match world.channels.adopt(&world.brand, id, live, place, &by()).await {
            Err(AppError::Refused(Refusal::Channel(why))) => why,
            other => panic!("{other:?}"),
        }
    };
    let title = || "Чат z".to_owned();
    assert_eq!(adopt("a", "telegram", "z").await, ChannelRefusal::OtherKind { place: title() });
    let title = || "Чат b".to_owned();
    assert_eq!(adopt("a", WORD, "b").await, ChannelRefusal::AlreadyLive { place: title() });
    let text = "q".to_owned();
    assert_eq!(adopt("q", WORD, "b").await, ChannelRefusal::NotReached { text });
    world.close().await;
}
