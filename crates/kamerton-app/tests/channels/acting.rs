//! What a brand does in a place beside answering: said once, refused with the reason, and in our history.

use kamerton_app::channels::{ChannelRefusal, Doing, Intent, LONGEST_HOURS, Settled, needs, state};
use kamerton_app::live::{Act, Restriction, Trouble};
use kamerton_app::places::Sight;
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::Action;
use kamerton_core::fact::{AttachmentKind, Fact, Invited, MembershipFact, MessageFact};
use kamerton_core::id::{MessageId, OutgoingId, PlaceId};
use kamerton_core::time::HOUR;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::outgoing::{self, OutgoingRow};

use crate::script::{Platform, Sending, WORD, me, payload};
use crate::world::{World, author, by, message, now, place, targets, until};

fn room(world: &World, id: &str) -> PlaceId {
    world.brand.place(world.brand.channel(WORD), id)
}

fn post(place: PlaceId, text: &str) -> Doing {
    Doing::Post { place, thread: None, text: text.to_owned(), files: Vec::new(), at: None }
}

fn ask(place: PlaceId, answers: &[&str]) -> Doing {
    Doing::Ask {
        place,
        thread: None,
        question: "Где?".to_owned(),
        answers: answers.iter().map(|text| (*text).to_owned()).collect(),
        anonymous: false,
        several: false,
    }
}

async fn act(world: &World, name: &str, doing: Doing) -> Result<OutgoingId, AppError> {
    let intent = Intent { name: name.to_owned(), doing, by: by() };
    world.channels.carry_out(&world.brand, Sight::Private, &intent).await
}

async fn refused(world: &World, doing: Doing) -> ChannelRefusal {
    let before = world.count("outgoing").await;
    let why = match act(world, "refused", doing).await {
        Err(AppError::Refused(Refusal::Channel(why))) => why,
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(world.count("outgoing").await, before, "nothing is written down");
    why
}

async fn row(world: &World, id: OutgoingId) -> OutgoingRow {
    let mut session = world.store.read().await.unwrap();
    outgoing::by_id(&mut session, world.brand.id, [id]).await.unwrap().pop().unwrap()
}

async fn becomes(world: &World, id: OutgoingId, state: &str) -> OutgoingRow {
    until(state, async || row(world, id).await.state == state).await;
    world.settle().await;
    row(world, id).await
}

async fn stored(world: &World, key: &str) -> Option<MessageRow> {
    let mut session = world.store.read().await.unwrap();
    let channel = world.brand.channel(WORD);
    let found = messages::by_key(&mut session, world.brand.id, channel, [key.to_owned()]).await;
    let (_, id) = found.unwrap().pop()?;
    messages::by_id(&mut session, world.brand.id, [id]).await.unwrap().pop()
}

/// Two places, one message of somebody in each, one in private; gives the ids of the messages.
async fn begun(world: &World, platform: &Platform) -> [MessageId; 3] {
    let facts =
        [message("a", 1, "u1", 30), message("b", 2, "u2", 20), message("dm-u3", 3, "u3", 9)];
    let all: Vec<Fact> = facts.iter().cloned().map(Fact::Message).collect();
    platform.lock().updates.push(payload(&all));
    until("they came", async || world.count("message").await == 3).await;
    world.settle().await;
    let mut ids = [MessageId::NIL; 3];
    for (id, fact) in ids.iter_mut().zip(&facts) {
        *id = stored(world, &fact.key).await.unwrap().id;
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_questions_and_reposts_are_done_once_and_are_in_our_history() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        world.connect(&settings).await;
        let working = world.work();
        let [one, _, _] = begun(&world, &platform).await;
        let (a, b) = (room(&world, "a"), room(&world, "b"));
        let can = world.channels.possible(&world.brand, a).await.unwrap();
        assert!(can.posts && can.reposts && !can.schedules && !can.invites, "{can:?}");
        assert_eq!((can.account.as_str(), can.asks.unwrap().most_answers), ("Маяк", 3));

        let first = act(&world, "1", post(a, " Открыты до 9 ")).await.unwrap();
        let again = act(&world, "1", post(a, " Открыты до 9 ")).await.unwrap();
        assert_eq!(first, again, "pressed twice is one");
        let sent = becomes(&world, first, state::SENT).await;
        assert_eq!((sent.kind.as_str(), needs(&sent)), ("post", Action::Publish));
        assert_eq!(stored(&world, "script:a:sent1").await.unwrap().text, "Открыты до 9");
        let tomorrow = act(&world, "2", post(a, " Открыты до 9 ")).await.unwrap();
        assert_ne!(first, tomorrow, "wanted twice is two");
        becomes(&world, tomorrow, state::SENT).await;

        let asked = act(&world, "3", ask(a, &["Тут", " ", "Там", "Тут"])).await.unwrap();
        becomes(&world, asked, state::SENT).await;
        let poll = stored(&world, "script:a:sent3").await.unwrap();
        assert!(poll.text.is_empty());
        let attached: Vec<kamerton_core::fact::Attachment> =
            serde_json::from_str(&poll.attachments.unwrap()).unwrap();
        assert_eq!(attached[0].kind, AttachmentKind::Poll);
        assert_eq!(attached[0].name.as_deref(), Some("Где?"));
        match &platform.lock().done[2].1 {
            Act::Ask { answers, .. } => assert_eq!(answers, &["Тут", "Там"]),
            other => panic!("{other:?}"),
        }

        let shown = Doing::Repost { message: one, place: b, text: String::new() };
        let shown = becomes(&world, act(&world, "4", shown).await.unwrap(), state::SENT).await;
        assert_eq!(shown.about, Some(one));
        let passed = stored(&world, "script:b:sent4").await.unwrap();
        assert_eq!(passed.forwarded_from.as_deref(), Some("Имя u1"), "with credit");
        assert_eq!(passed.text, "спасибо, сообщение 1");
        let said = Doing::Repost { message: one, place: b, text: "Смотрите".to_owned() };
        becomes(&world, act(&world, "5", said).await.unwrap(), state::SENT).await;
        let own = stored(&world, "script:b:sent5").await.unwrap();
        assert_eq!((own.text.as_str(), own.forwarded_from), ("Смотрите", None));

        // The platform tells of the first as well: it is met, and does not stand twice.
        let echo = MessageFact {
            key: "script:a:sent1".to_owned(),
            author: Some(me()),
            text: "Открыты до 9".to_owned(),
            ..message("a", 0, "bot", 0)
        };
        platform.lock().updates.push(payload(&[Fact::Message(echo)]));
        until("the echo has come", async || world.count("raw_event").await == 7).await;
        world.settle().await;
        assert_eq!(world.count("message").await, 8);
        let there = world.channels.sent_to(&world.brand, a, 9).await.unwrap();
        assert_eq!(there.iter().map(|row| row.id).collect::<Vec<_>>(), [asked, tomorrow, first]);
        working.end().await;
        assert_eq!(platform.lock().done.len(), 5);
        world.expect_right().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pins_deletions_and_restrictions_say_why() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        world.connect(&settings).await;
        let working = world.work();
        let [one, two, private] = begun(&world, &platform).await;
        let can = world.channels.handling(&world.brand, Sight::Private, one).await.unwrap();
        assert!(can.pins && can.deletes && can.for_a_time);
        assert_eq!(can.restricts, [Restriction::Out, Restriction::Lifted]);
        assert_eq!(can.shows_in, [(room(&world, "b"), "Чат b".to_owned())]);

        for (name, pinned) in [("1", true), ("2", false), ("3", true)] {
            let pin = Doing::Pin { message: one, pinned };
            becomes(&world, act(&world, name, pin).await.unwrap(), state::SENT).await;
        }
        let out = |hours| Doing::Restrict {
            message: one,
            restriction: Restriction::Out,
            hours,
            reason: "ругается".to_owned(),
        };
        let first = act(&world, "4", out(Some(24))).await.unwrap();
        assert_eq!(act(&world, "4", out(Some(24))).await.unwrap(), first, "pressed twice is one");
        let sent = becomes(&world, first, state::SENT).await;
        assert_eq!((sent.reason.as_str(), needs(&sent)), ("ругается", Action::Moderate));
        match platform.lock().done[3].1.clone() {
            Act::Restrict { place, account, until, .. } => {
                assert_eq!((place.as_str(), account.as_str()), ("a", "u1"));
                let until = until.unwrap();
                assert!(until > now().plus(23 * HOUR) && until < now().plus(25 * HOUR));
            }
            other => panic!("{other:?}"),
        }
        // However long somebody asks for, it is a time that can be told.
        becomes(&world, act(&world, "4", out(Some(u32::MAX))).await.unwrap(), state::SENT).await;
        match platform.lock().done[4].1.clone() {
            Act::Restrict { until, .. } => {
                let longest = i64::from(LONGEST_HOURS + 1) * HOUR;
                assert!(until.unwrap() < now().plus(longest));
            }
            other => panic!("{other:?}"),
        }
        let delete = |message| Doing::Delete { message, reason: " спам ".to_owned() };
        let gone = becomes(&world, act(&world, "5", delete(two)).await.unwrap(), state::SENT).await;
        assert_eq!((gone.kind.as_str(), gone.reason.as_str()), ("moderate", "спам"));
        assert!(stored(&world, "script:b:2").await.unwrap().deleted_at.is_some());

        // What cannot be done is refused, and nothing of it is written down.
        let reasonless = Doing::Delete { message: one, reason: "  ".to_owned() };
        assert_eq!(refused(&world, reasonless).await, ChannelRefusal::NoReason);
        let channel = || "Бот".to_owned();
        let silent = Doing::Restrict {
            message: one,
            restriction: Restriction::Silent,
            hours: None,
            reason: "шум".to_owned(),
        };
        let why = refused(&world, silent).await;
        assert_eq!(why, ChannelRefusal::NoSuchRestriction { channel: channel() });
        let talk = "Чат dm-u3".to_owned();
        let why = refused(&world, delete(private)).await;
        assert_eq!(why, ChannelRefusal::PrivateTalk { place: talk.clone() });
        let spread = Doing::Repost { message: private, place: room(&world, "a"), text: "!".into() };
        assert_eq!(refused(&world, spread).await, ChannelRefusal::PrivateTalk { place: talk });
        let later = |at| Doing::Post {
            place: room(&world, "a"),
            thread: None,
            text: "позже".to_owned(),
            files: Vec::new(),
            at: Some(at),
        };
        let why = refused(&world, later(now().plus(HOUR))).await;
        assert_eq!(why, ChannelRefusal::CannotDo { channel: channel(), what: "schedule" });
        let a = room(&world, "a");
        assert_eq!(refused(&world, post(a, " ")).await, ChannelRefusal::NothingToSay);
        let why = refused(&world, post(a, &"я".repeat(41))).await;
        assert_eq!(why, ChannelRefusal::TooLong { has: 41, most: 40 });
        let why = refused(&world, ask(a, &["да", "да "])).await;
        assert_eq!(why, ChannelRefusal::NoAnswers { most: 3 });
        let why = refused(&world, ask(a, &["да", "очень длинный"])).await;
        let text = "очень длинный".to_owned();
        assert_eq!(why, ChannelRefusal::LongAnswer { text, most: 10 });
        let Doing::Ask { place, thread, question, answers, several, .. } = ask(a, &["да", "нет"])
        else {
            unreachable!()
        };
        let secret = Doing::Ask { place, thread, question, answers, anonymous: true, several };
        assert_eq!(refused(&world, secret).await, ChannelRefusal::OpenOnly { channel: channel() });

        let ours =
            becomes(&world, act(&world, "6", post(a, "да")).await.unwrap(), state::SENT).await;
        let ours = stored(&world, &ours.remote_key.unwrap()).await.unwrap().id;
        assert_eq!(refused(&world, delete(ours)).await, ChannelRefusal::OursToTakeBack);
        let can = world.channels.handling(&world.brand, Sight::Private, ours).await.unwrap();
        assert!(can.pins && !can.deletes && can.restricts.is_empty());
        let shut = Doing::Restrict {
            message: ours,
            restriction: Restriction::Out,
            hours: None,
            reason: "?".to_owned(),
        };
        assert_eq!(refused(&world, shut).await, ChannelRefusal::NobodyToRestrict);
        let hidden = Intent { name: "7".to_owned(), doing: delete(private), by: by() };
        let hidden = world.channels.carry_out(&world.brand, Sight::Community, &hidden).await;
        assert!(matches!(hidden, Err(AppError::Refused(Refusal::NoMessage { .. }))));
        working.end().await;
        assert_eq!(platform.lock().done.len(), 7);
        world.expect_right().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_knows_of_a_post_is_asked_about_and_two_nodes_send_it_once() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        world.connect(&settings).await;
        let other = world.another(None);
        let (working, beside) = (world.work(), other.work());
        begun(&world, &platform).await;
        let a = room(&world, "a");
        platform.lock().sending.push_back(Sending::Lost);
        let lost = act(&world, "1", post(a, "да")).await.unwrap();
        becomes(&world, lost, state::UNKNOWN).await;
        assert!(stored(&world, "script:a:sent1").await.is_none(), "nothing is said without proof");
        let next = act(&other, "2", post(a, "нет")).await.unwrap();
        becomes(&world, next, state::SENT).await;
        assert_eq!(platform.lock().done.len(), 2, "what is unknown is not sent again");
        world.channels.settle(&world.brand, lost, Settled::SendAgain, &by()).await.unwrap();
        becomes(&world, lost, state::SENT).await;
        let why = Trouble::Refused("banned there".to_owned().into());
        platform.lock().sending.push_back(Sending::Fails(why));
        let failed = act(&world, "3", post(a, "ещё")).await.unwrap();
        becomes(&world, failed, state::FAILED).await;
        world.channels.retry(&world.brand, failed, &by()).await.unwrap();
        becomes(&world, failed, state::SENT).await;
        working.end().await;
        beside.end().await;
        assert_eq!(platform.lock().done.len(), 4);
        world.close().await;
        let _ = other;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_which_invitation_somebody_came_is_kept_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        world.connect(&settings).await;
        let working = world.work();
        let came = |who: &str, name: Option<&str>| {
            Fact::Membership(MembershipFact {
                place: place("a"),
                key: format!("script:a:{who}:joined"),
                account: author(who),
                at: now(),
                joined: true,
                invited_by: None,
                invitation: name.map(|name| Invited {
                    address: format!("https://script.example/+{name}"),
                    name: name.to_owned(),
                }),
            })
        };
        let told = [
            payload(&[came("u1", None)]),
            payload(&[came("u1", Some("афиша")), came("u2", Some("афиша"))]),
            payload(&[came("u2", None), came("u3", None), came("u3", Some("сайт"))]),
        ];
        platform.lock().updates.extend(told);
        until("they came", async || world.count("raw_event").await == 3).await;
        world.settle().await;
        assert_eq!(world.count("membership").await, 3);
        let mut session = world.store.read().await.unwrap();
        for (name, count) in [("афиша", 2), ("сайт", 1), ("иное", 0)] {
            let address = format!("https://script.example/+{name}");
            let found = messages::came_by(&mut session, world.brand.id, &address, 9).await;
            assert_eq!(found.unwrap(), count, "{name}");
        }
        drop(session);
        working.end().await;
        world.expect_right().await;
        world.close().await;
    }
}
