//! What goes out: once, with a proof, and never again blindly.

use std::time::Duration;

use kamerton_app::AppError;
use kamerton_app::Refusal;
use kamerton_app::channels::{Answer, ChannelRefusal, Settled, Why, Wish, state};
use kamerton_app::live::{Act, ActKind, File, Say, To, Trouble};
use kamerton_app::places::Sight;
use kamerton_core::fact::{Fact, MessageFact};
use kamerton_core::id::{ConnectionId, MessageId, OutgoingId};
use kamerton_store::outgoing::{self, OutgoingRow};
use kamerton_store::{connection_places, messages};

use crate::script::{Platform, Sending, WORD, me, payload};
use crate::world::{World, by, message, now, said, targets, until};

fn post(room: &str, text: &str) -> Act {
    let to = To::Place { place: room.to_owned(), thread: None };
    Act::Say(Say { to, text: text.to_owned(), files: Vec::new(), at: None })
}

fn wish(connection: ConnectionId, number: u8, act: Act) -> Wish {
    Wish {
        id: OutgoingId::derived(&[&[number]]),
        connection,
        kind: ActKind::Post,
        act,
        reason: String::new(),
        about: None,
        by: by(),
    }
}

async fn row(world: &World, id: OutgoingId) -> OutgoingRow {
    let mut session = world.store.read().await.unwrap();
    outgoing::by_id(&mut session, world.brand.id, [id]).await.unwrap().pop().unwrap()
}

async fn becomes(world: &World, id: OutgoingId, state: &str) -> OutgoingRow {
    until(state, async || row(world, id).await.state == state).await;
    row(world, id).await
}

async fn stored(world: &World, key: &str) -> Option<(MessageId, messages::MessageRow)> {
    let mut session = world.store.read().await.unwrap();
    let channel = world.brand.channel(WORD);
    let found = messages::by_key(&mut session, world.brand.id, channel, [key.to_owned()]).await;
    let (_, id) = found.unwrap().pop()?;
    let row = messages::by_id(&mut session, world.brand.id, [id]).await.unwrap().pop()?;
    Some((id, row))
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_out_once_and_is_in_our_history_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        let id = world.connect(&settings).await;
        let wish = wish(id, 1, post("a", "Здравствуйте!"));
        assert!(world.channels.say(&world.brand, &wish).await.unwrap());
        assert!(!world.channels.say(&world.brand, &wish).await.unwrap(), "the same wish is one");
        let working = world.work();
        let sent = becomes(&world, wish.id, state::SENT).await;
        assert_eq!(sent.remote_key.as_deref(), Some("script:a:sent1"));
        assert_eq!((sent.by.as_str(), sent.tries), ("Аня", 1));
        world.settle().await;
        let (_, own) = stored(&world, "script:a:sent1").await.unwrap();
        assert_eq!(own.text, "Здравствуйте!");
        let role = "SELECT role FROM identity WHERE workspace_id = $1 AND remote_id = 'bot'";
        let mut session = world.store.read().await.unwrap();
        let brand = kamerton_store::values![world.brand.id];
        let role = session.one(role, brand).await.unwrap().int(0).unwrap();
        assert_eq!(role, kamerton_core::role::Role::Brand.code());
        drop(session);
        // The platform tells of it as well.
        let echo = MessageFact {
            key: "script:a:sent1".to_owned(),
            author: Some(me()),
            text: "Здравствуйте!".to_owned(),
            ..message("a", 0, "bot", 0)
        };
        platform.lock().updates.push(payload(&[Fact::Message(echo)]));
        until("the echo has come", async || world.count("raw_event").await == 2).await;
        world.settle().await;
        assert_eq!(world.count("message").await, 1);
        assert_eq!(world.count("message_version").await, 0);
        working.end().await;
        assert_eq!(platform.lock().done.len(), 1);
        world.expect_right().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_knows_is_proven_or_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        let id = world.connect(&settings).await;
        let say = async |number: u8, how: Sending, proves: bool| {
            platform.lock().sending.push_back(how);
            platform.lock().proves = proves;
            let wish = wish(id, number, post("a", "да"));
            world.channels.say(&world.brand, &wish).await.unwrap();
            wish.id
        };
        let working = world.work();
        let lost = || Sending::Fails(Trouble::Unknown("lost".to_owned().into()));
        // It was done, and the platform knows it.
        let one = say(1, Sending::Lost, true).await;
        assert_eq!(becomes(&world, one, state::SENT).await.tries, 1);
        // It was not done, and the platform knows it: then it is sent.
        let two = say(2, lost(), true).await;
        assert_eq!(becomes(&world, two, state::SENT).await.tries, 2);
        assert_eq!(platform.lock().done.len(), 2);
        // The platform cannot tell: it is asked once, and then nothing happens by itself.
        let three = say(3, Sending::Lost, false).await;
        becomes(&world, three, state::UNKNOWN).await;
        let four = say(4, lost(), false).await;
        becomes(&world, four, state::UNKNOWN).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(platform.lock().asked_for_proof, 4);
        assert_eq!(platform.lock().done.len(), 3, "nothing was sent again");
        world.channels.settle(&world.brand, three, Settled::Sent, &by()).await.unwrap();
        world.channels.settle(&world.brand, four, Settled::SendAgain, &by()).await.unwrap();
        becomes(&world, four, state::SENT).await;
        assert_eq!(platform.lock().done.len(), 4);
        let again = world.channels.settle(&world.brand, three, Settled::SendAgain, &by()).await;
        let moved = ChannelRefusal::MovedOn { state: state::SENT.to_owned() };
        assert!(matches!(again, Err(AppError::Refused(Refusal::Channel(why))) if why == moved));
        working.end().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_being_sent_when_the_program_died_is_never_sent_again_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (platform, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let first = wish(id, 1, post("a", "да"));
    world.channels.say(&world.brand, &first).await.unwrap();
    let mut dying = row(&world, first.id).await;
    dying.state = state::SENDING.to_owned();
    let mut session = world.store.write().await.unwrap();
    outgoing::move_on(&mut session, world.brand.id, state::QUEUED, &dying).await.unwrap();
    session.commit().await.unwrap();
    let working = world.work();
    becomes(&world, first.id, state::UNKNOWN).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    working.end().await;
    let working = world.work();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(platform.lock().done.len(), 0);
    assert_eq!(platform.lock().asked_for_proof, 1, "once");
    working.end().await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_sign_ins_and_refusals_mean_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (platform, mut settings) = Platform::new();
    let id = world.connect(&settings).await;
    let say = async |number: u8, room: &str| {
        let wish = wish(id, number, post(room, "да"));
        world.channels.say(&world.brand, &wish).await.unwrap();
        wish.id
    };
    let after = Duration::from_millis(700);
    let limited = Trouble::Limited { after, bucket: "a".to_owned(), why: "slow".to_owned().into() };
    platform.lock().sending.push_back(Sending::Fails(limited));
    let (one, two, other) = (say(1, "a").await, say(2, "a").await, say(3, "b").await);
    let begun = std::time::Instant::now();
    let working = world.work();
    becomes(&world, other, state::SENT).await;
    becomes(&world, two, state::SENT).await;
    assert!(begun.elapsed() >= after);
    assert_eq!(row(&world, one).await.state, state::SENT);
    let order: Vec<String> = platform.lock().done.iter().map(|(id, _)| id.clone()).collect();
    let wanted = [other, one, two].map(|id| id.0.simple().to_string());
    assert_eq!(order, wanted, "in the order in which it was said");

    let refused = Trouble::Refused("banned there".to_owned().into());
    platform.lock().sending.push_back(Sending::Fails(refused));
    let four = say(4, "a").await;
    let failed = becomes(&world, four, state::FAILED).await;
    let why = Why::read(&failed.problem.unwrap());
    assert_eq!((why.kind.as_str(), why.said.as_str()), ("refused", "banned there"));
    world.channels.retry(&world.brand, four, &by()).await.unwrap();
    becomes(&world, four, state::SENT).await;

    let passing = Trouble::Passing("no connection".to_owned().into());
    platform.lock().sending.push_back(Sending::Fails(passing));
    let five = say(5, "a").await;
    assert_eq!(becomes(&world, five, state::SENT).await.tries, 2);

    let done = platform.lock().done.len();
    platform.lock().sending.push_back(Sending::Fails(Trouble::SignIn("revoked".to_owned().into())));
    let six = say(6, "a").await;
    until("it stopped", async || world.row(id).await.sign_in_problem.is_some()).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(row(&world, six).await.state, state::QUEUED);
    assert_eq!(platform.lock().done.len(), done);
    settings.set("pause", "2");
    let filled = kamerton_app::channels::Filled { name: String::new(), settings };
    world.channels.change(&world.brand, id, &filled, &by()).await.unwrap();
    becomes(&world, six, state::SENT).await;
    working.end().await;
    world.close().await;
}

async fn came(world: &World, id: ConnectionId, facts: &[MessageFact]) -> Vec<MessageId> {
    let secret = world.hook_secret(id).await;
    let mut ids = Vec::new();
    for fact in facts {
        world.call(id, &secret, &said(fact)).await.unwrap();
    }
    world.settle().await;
    for fact in facts {
        ids.push(stored(world, &fact.key).await.unwrap().0);
    }
    ids
}

fn answer(message: MessageId, text: &str) -> Answer {
    Answer { message, text: text.to_owned(), files: Vec::new(), by: by(), id: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_leaves_by_the_channel_the_message_came_to() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (other, settings) = Platform::new();
    world.connect(&settings).await;
    let (platform, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let facts = [
        message("a", 1, "u1", 30),
        message("dm-u2", 1, "u2", 30),
        message("dm-u3", 1, "u3", 3_000),
    ];
    let ids = came(&world, id, &facts).await;
    let working = world.work();
    let back = world.channels.way_back(&world.brand, Sight::Private, ids[1]).await.unwrap();
    assert!(back.private && back.until > Some(now()) && back.connection == id);
    assert_eq!(back.account, "Маяк");
    let open = world.channels.reply_to(&world.brand, Sight::Private, &answer(ids[0], "да")).await;
    let open = becomes(&world, open.unwrap(), state::SENT).await;
    assert_eq!(open.about, Some(ids[0]));
    let close = world.channels.reply_to(&world.brand, Sight::Private, &answer(ids[1], "да")).await;
    becomes(&world, close.unwrap(), state::SENT).await;
    let twice = world.channels.reply_to(&world.brand, Sight::Private, &answer(ids[0], "да ")).await;
    assert_eq!(twice.unwrap(), open.id, "pressed twice is one");
    working.end().await;
    world.settle().await;
    assert!(other.lock().done.is_empty());
    let acts: Vec<Act> = platform.lock().done.iter().map(|(_, act)| act.clone()).collect();
    let to = |act: &Act| match act {
        Act::Say(say) => say.to.clone(),
        _ => unreachable!(),
    };
    let message = "script:a:1".to_owned();
    assert_eq!(to(&acts[0]), To::Message { place: "a".to_owned(), message, thread: None });
    assert_eq!(to(&acts[1]), To::Person { account: "u2".to_owned() });
    let (_, own) = stored(&world, "script:a:sent1").await.unwrap();
    assert_eq!(own.reply_to, Some(ids[0]), "and it is an answer in our history");
    let (_, own) = stored(&world, "script:dm-u2:sent2").await.unwrap();
    assert_eq!(own.text, "да");

    let refused = async |answer: &Answer, sight| match world
        .channels
        .reply_to(&world.brand, sight, answer)
        .await
    {
        Err(AppError::Refused(Refusal::Channel(why))) => why,
        other => panic!("{other:?}"),
    };
    let why = refused(&answer(ids[2], "да"), Sight::Private).await;
    assert_eq!(why, ChannelRefusal::WindowOver { hours: 24 });
    let why = refused(&answer(ids[0], &"я".repeat(41)), Sight::Private).await;
    assert_eq!(why, ChannelRefusal::TooLong { has: 41, most: 40 });
    let why = refused(&answer(ids[0], "  "), Sight::Private).await;
    assert_eq!(why, ChannelRefusal::NothingToSay);
    let bytes = std::sync::Arc::from(vec![0_u8; 11]);
    let file = File { name: "x".to_owned(), kind: "image/png".to_owned(), bytes };
    let large = Answer { files: vec![file], ..answer(ids[0], "да") };
    let why = refused(&large, Sight::Private).await;
    assert_eq!(why, ChannelRefusal::FileTooLarge { name: "x".to_owned(), most: 10 });
    let private = answer(ids[1], "да");
    let hidden = world.channels.reply_to(&world.brand, Sight::Community, &private);
    assert!(matches!(hidden.await, Err(AppError::Refused(Refusal::NoMessage { .. }))));
    let mut places = world.channels.show(&world.brand, id).await.unwrap().places;
    places.retain(|place| place.remote_id == "a");
    places[0].writable = false;
    let mut session = world.store.write().await.unwrap();
    connection_places::seen(&mut session, world.brand.id, &places).await.unwrap();
    session.commit().await.unwrap();
    let why = refused(&answer(ids[0], "нет"), Sight::Private).await;
    let (channel, place) = ("Бот".to_owned(), "Чат a".to_owned());
    assert_eq!(why, ChannelRefusal::NotWritable { channel, place });
    world.channels.enable(&world.brand, id, false, &by()).await.unwrap();
    let why = refused(&answer(ids[1], "да!"), Sight::Private).await;
    assert_eq!(why, ChannelRefusal::SwitchedOff { channel: "Бот".to_owned() });
    world.channels.remove(&world.brand, id, &by()).await.unwrap();
    let why = refused(&answer(ids[0], "да"), Sight::Private).await;
    assert_eq!(why, ChannelRefusal::NotConnected { place: "Чат a".to_owned() });
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_along_and_are_forgotten_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (platform, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let bytes = std::sync::Arc::from(vec![0_u8, 1, 255]);
    let file = File { name: "к.png".to_owned(), kind: "image/png".to_owned(), bytes };
    let to = To::Place { place: "a".to_owned(), thread: None };
    let act = Act::Say(Say { to, text: String::new(), files: vec![file], at: None });
    let wish = wish(id, 1, act.clone());
    world.channels.say(&world.brand, &wish).await.unwrap();
    assert_eq!(world.count("outgoing_file").await, 1);
    let working = world.work();
    becomes(&world, wish.id, state::SENT).await;
    working.end().await;
    assert_eq!(platform.lock().done[0].1, act);
    assert_eq!(world.count("outgoing_file").await, 0);
    world.close().await;
}
