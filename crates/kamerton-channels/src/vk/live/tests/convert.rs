//! Events, written after the documentation with invented names, and what is made of them.

use kamerton_core::fact::{AttachmentKind, Fact, OrderKind};
use kamerton_core::role::Role;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{GROUP, NOW, about, convert, message, told};
use crate::live::Connector;
use crate::vk::live::LIVE;

fn post() -> Value {
    json!({
        "id": 5, "from_id": -GROUP, "owner_id": -GROUP, "date": 1_700_000_000,
          "text": "Кто видел [id55|Анну]?",
        "post_type": "post", "attachments": [
            { "type": "photo", "photo": { "id": 1, "owner_id": -GROUP } },
            { "type": "doc", "doc": { "id": 2, "owner_id": -GROUP, "ext": "gif", "title": "wing.gif" } },
            { "type": "something_new", "something_new": { "title": "new" } },
        ],
        "likes": { "count": 3 }, "comments": { "count": 0 },
    })
}

fn comment() -> Value {
    json!({
        "id": 7, "from_id": 55, "owner_id": -GROUP, "post_id": 5, "date": "1700000060",
        "text": "Я видела!", "reply_to_comment": 6, "parents_stack": [6], "reply_to_user": 77,
    })
}

fn talk() -> Value {
    json!({ "client_info": { "keyboard": true }, "message": {
        "id": 900, "conversation_message_id": 12, "peer_id": 55, "from_id": 55, "date": 1_700_000_100,
        "text": "Здравствуйте", "attachments": [{ "type": "audio_message", "audio_message": { "id": 3 } }],
        "reply_message": { "conversation_message_id": 11, "from_id": -GROUP, "text": "Привет" },
    } })
}

#[test]
fn a_post_becomes_a_message_of_the_brand() {
    let facts = told("wall_post_new", post());
    let post = message(&facts);
    assert_eq!((post.key.as_str(), post.place.remote_id.as_str()), ("vk:wall-1001:5", "wall-1001"));
    assert_eq!((post.text.as_str(), post.place.title.as_str()), ("Кто видел Анну?", "Птицы"));
    let author = post.author.as_ref().unwrap();
    assert_eq!((author.remote_id.as_str(), author.role), ("-1001", Some(Role::Brand)));
    let kinds: Vec<_> = post.attachments.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [AttachmentKind::Photo, AttachmentKind::Animation, AttachmentKind::File]);
    assert_eq!((post.reactions[0].emoji.as_str(), post.reactions[0].count), ("like", 3));
    assert_eq!((post.thread.as_deref(), post.place.private), (Some("5"), false));
}

#[test]
fn other_kinds_of_posts_are_told_apart() {
    let mut suggested = post();
    suggested["post_type"] = json!("suggest");
    suggested["from_id"] = json!(55);
    let facts = told("wall_post_new", suggested);
    assert_eq!(
        (message(&facts).key.as_str(), message(&facts).place.private),
        ("vk:suggest-1001:5", true)
    );

    let mut planned = post();
    planned["post_type"] = json!("postpone");
    assert_eq!(told("wall_post_new", planned), []);

    let mut passed_on = post();
    passed_on["text"] = json!("");
    passed_on["copy_history"] =
        json!([{ "id": 1, "owner_id": -9, "from_id": -9, "text": "Чужое" }]);
    let facts = told("wall_repost", passed_on);
    assert_eq!(
        (message(&facts).text.as_str(), message(&facts).forwarded_from.as_deref()),
        ("Чужое", Some("club9"))
    );
}

#[test]
fn a_comment_knows_where_it_stands() {
    let facts = told("wall_reply_new", comment());
    let comment_fact = message(&facts);
    assert_eq!(comment_fact.key, "vk:wall-1001:5_7");
    assert_eq!(comment_fact.reply_to.as_deref(), Some("vk:wall-1001:5_6"));
    assert_eq!(comment_fact.thread_root.as_deref(), Some("vk:wall-1001:5"));
    assert_eq!((comment_fact.thread.as_deref(), comment_fact.edited_at), (Some("5"), None));
    assert_eq!(comment_fact.sent_at.rfc3339(), "2023-11-14T22:14:20Z");

    let facts = told("wall_reply_edit", comment());
    assert_eq!(message(&facts).edited_at.map(|at| at.micros()), Some(NOW * 1_000_000));
    assert_eq!(message(&told("wall_reply_restore", comment())).key, "vk:wall-1001:5_7");

    let gone = json!({ "owner_id": -GROUP, "id": 7, "deleter_id": 55, "post_id": 5 });
    match told("wall_reply_delete", gone).as_slice() {
        [Fact::Deletion(gone)] => assert_eq!(gone.message, "vk:wall-1001:5_7"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn comments_elsewhere_have_places_of_their_own() {
    let comment = |more: Value| {
        let mut comment = json!({ "id": 7, "from_id": 55, "date": 1_700_000_060, "text": "Да" });
        comment.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        comment
    };
    for (kind, more, key, thread) in [
        (
            "photo_comment_new",
            json!({ "photo_id": 3, "photo_owner_id": -GROUP }),
            "vk:photo-1001:7",
            "3",
        ),
        (
            "video_comment_new",
            json!({ "video_id": 4, "video_owner_id": -GROUP }),
            "vk:video-1001:7",
            "4",
        ),
        (
            "market_comment_new",
            json!({ "item_id": 5, "market_owner_id": -GROUP }),
            "vk:market-1001:7",
            "5",
        ),
        (
            "board_post_new",
            json!({ "topic_id": 6, "topic_owner_id": -GROUP }),
            "vk:board-1001:6_7",
            "6",
        ),
        (
            "board_post_new",
            json!({ "topic_id": 6, "topic_owner_id": GROUP }),
            "vk:board-1001:6_7",
            "6",
        ),
    ] {
        let facts = told(kind, comment(more.clone()));
        assert_eq!(
            (message(&facts).key.as_str(), message(&facts).thread.as_deref()),
            (key, Some(thread))
        );
        let deleted = kind.replace("_new", "_delete");
        match told(&deleted, comment(more)).as_slice() {
            [Fact::Deletion(gone)] => assert_eq!(gone.message, key),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_message_becomes_one_of_a_private_place() {
    let facts = told("message_new", talk());
    let said = message(&facts);
    assert_eq!((said.key.as_str(), said.place.private), ("vk:talk-1001_55:12", true));
    assert_eq!(said.reply_to.as_deref(), Some("vk:talk-1001_55:11"));
    assert_eq!(said.attachments[0].kind, AttachmentKind::Voice);

    let answer = json!({
        "id": 901, "conversation_message_id": 13, "peer_id": 55, "from_id": -GROUP, "date": 1_700_000_200,
        "text": "Добрый день", "out": 1, "random_id": 77, "admin_author_id": 8, "update_time": 1_700_000_300,
    });
    let facts = told("message_reply", answer);
    assert_eq!(message(&facts).author.as_ref().unwrap().role, Some(Role::Brand));
    assert!(message(&facts).edited_at.is_some());

    let passed_on = json!({ "message": {
        "conversation_message_id": 14, "peer_id": 2_000_000_003_i64, "from_id": 55, "date": 1_700_000_400,
        "text": "", "fwd_messages": [
            { "from_id": 77, "text": "Раз", "fwd_messages": [{ "from_id": 78, "text": "Два" }] },
        ],
    } });
    let facts = told("message_new", passed_on);
    assert_eq!(message(&facts).text, "Раз\n\nДва");
    assert_eq!(message(&facts).forwarded_from.as_deref(), Some("id77"));
    assert_eq!(message(&facts).place.remote_id, "talk-1001_2000000003");
}

#[test]
fn what_happens_in_a_talk_is_membership_or_service() {
    let happened = |action: Value| {
        told(
            "message_new",
            json!({ "message": {
            "conversation_message_id": 1, "peer_id": 2_000_000_003_i64, "from_id": 55,
            "date": 1_700_000_400, "text": "", "action": action,
        } }),
        )
    };
    match happened(json!({ "type": "chat_invite_user", "member_id": 77 })).as_slice() {
        [Fact::Membership(came)] => {
            assert_eq!((came.account.remote_id.as_str(), came.joined), ("77", true));
            assert_eq!(came.invited_by.as_ref().unwrap().remote_id, "55");
        }
        other => panic!("{other:?}"),
    }
    let facts = happened(json!({ "type": "chat_title_update", "text": "Совы" }));
    assert_eq!((message(&facts).text.as_str(), message(&facts).service), ("Совы", true));
}

#[test]
fn likes_and_reactions_are_given_and_taken_back() {
    let like = json!({
        "liker_id": 55, "object_type": "comment", "object_owner_id": -GROUP, "object_id": 7, "post_id": 5,
        "thread_reply_id": 0,
    });
    match told("like_add", like.clone()).as_slice() {
        [Fact::Reaction(like)] => {
            assert_eq!(
                (like.message.as_str(), like.emoji.as_str(), like.given),
                ("vk:wall-1001:5_7", "like", true)
            );
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(told("like_remove", like).as_slice(), [Fact::Reaction(like)] if !like.given));
    let photo = json!({ "liker_id": 55, "object_type": "photo", "object_owner_id": -1,
      "object_id": 1, "post_id": 0 });
    assert_eq!(told("like_add", photo), []);

    let given = |reaction: Value| {
        let object =
            json!({ "reacted_id": 55, "peer_id": 55, "cmid": 12, "reaction_id": reaction });
        let facts = told("message_reaction_event", object);
        facts
            .into_iter()
            .filter_map(|fact| match fact {
                Fact::Reaction(one) if one.given => Some(format!("{} {}", one.message, one.emoji)),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(given(json!(4)), ["vk:talk-1001_55:12 👍"]);
    assert_eq!(given(Value::Null), Vec::<String>::new());
}

#[test]
fn coming_and_going_and_paying() {
    let member = |kind: &str, object: Value| match told(kind, object).as_slice() {
        [] => None,
        [Fact::Membership(one)] => Some((one.place.remote_id.clone(), one.joined)),
        other => panic!("{other:?}"),
    };
    let wall = || "wall-1001".to_owned();
    assert_eq!(
        member("group_join", json!({ "user_id": 55, "join_type": "join" })),
        Some((wall(), true))
    );
    assert_eq!(member("group_join", json!({ "user_id": 55, "join_type": "request" })), None);
    assert_eq!(member("group_leave", json!({ "user_id": 55, "self": 1 })), Some((wall(), false)));
    assert_eq!(
        member("user_block", json!({ "user_id": 55, "admin_id": 8 })),
        Some((wall(), false))
    );
    assert_eq!(
        member("message_deny", json!({ "user_id": 55 })),
        Some(("talk-1001_55".to_owned(), false))
    );
    match told("donut_subscription_create", json!({ "user_id": 55, "amount": 300 })).as_slice() {
        [Fact::Order(order)] => {
            assert_eq!((order.kind, order.amount_minor), (OrderKind::SubscriptionStart, 30_000));
            assert_eq!(order.key, "vk:donut-1001:e1");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        told(
            "poll_vote_new",
            json!({ "owner_id": -1, "poll_id": 1, "option_id": 1, "user_id": 1 })
        ),
        []
    );
}

#[test]
fn names_that_came_along_are_used() {
    let event = json!({ "type": "message_new", "group_id": GROUP, "object": talk() });
    let profiles =
        json!([{ "id": 55, "first_name": "Анна", "last_name": "Синица", "screen_name": "tit" }]);
    let facts = convert(&json!({ "at": NOW, "event": event, "profiles": profiles }).to_string());
    let author = message(&facts).author.as_ref().unwrap();
    assert_eq!(author.display_name.as_deref(), Some("Анна Синица"));
    assert_eq!(
        (author.handle.as_deref(), message(&facts).place.title.as_str()),
        (Some("tit"), "Анна Синица")
    );
}

#[test]
fn what_is_not_known_is_kept_unread() {
    for body in [
        "",
        "{}",
        "[]",
        "null",
        "7",
        "{\"type\":\"wall_sing_new\"}",
        "{\"type\":\"wall_post_new\"}",
    ] {
        assert!(LIVE.convert(body, &about()).is_err(), "{body}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        prop::sample::select(vec![
            "type",
            "object",
            "event",
            "message",
            "id",
            "from_id",
            "owner_id",
            "peer_id",
            "date",
            "text",
            "post_id",
            "attachments",
            "likes",
            "count",
            "action",
            "fwd_messages",
            "group_id",
            "at",
            "reactions",
            "profiles",
            "groups",
            "copy_history",
            "conversation_message_id",
            "member_id",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Puts something else in one place of a value.
fn changed(value: &mut Value, at: &mut usize, with: &Value) {
    if *at == 0 {
        *value = with.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| changed(one, at, with)),
        Value::Object(all) => all.values_mut().for_each(|one| changed(one, at, with)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(body in any_json(), text in ".{0,200}") {
        let _ = LIVE.convert(&body.to_string(), &about());
        let _ = LIVE.convert(&text, &about());
    }

    #[test]
    fn a_changed_event_makes_no_panic(
        kind in prop::sample::select(vec![
            "wall_post_new", "wall_reply_new", "message_new", "message_reaction_event", "like_add",
            "board_post_edit", "group_join", "donut_subscription_create", "market_comment_delete",
        ]),
        which in 0..3_usize,
        mut at in 0..40_usize,
        with in any_json(),
    ) {
        let object = [post(), comment(), talk()][which].clone();
        let event = json!({ "type": kind, "group_id": GROUP, "event_id": "e", "object": object });
        let mut body = json!({ "at": NOW, "event": event });
        changed(&mut body, &mut at, &with);
        let _ = LIVE.convert(&body.to_string(), &about());
    }
}
