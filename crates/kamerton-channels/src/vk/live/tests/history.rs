//! What was before, what was missed, what is said elsewhere, and looking around.

use std::collections::BTreeSet;

use kamerton_core::fact::Fact;
use kamerton_core::time::Instant;
use serde_json::{Value, json};

use super::schema::schema;
use super::server::{Asked, Server, error, within};
use super::{GROUP, Joined, convert};
use crate::live::{
    Backfill, Discover, Follow, Grade, Name, Polled, Reach, Reconcile, SearchMentions, Trouble,
};
use crate::vk::live::LIVE;

/// A comment that stands below no post.
fn comment_only(id: i64) -> Value {
    json!({ "id": id, "from_id": 55, "date": 1_700_000_000 + id - 5_900, "text": format!("o{id}") })
}

/// The community as it was: 150 comments on photos, 15 and 3 on two videos of three, 120 on one of two goods;
/// 120 posts; under post 5 there are 130 comments, the first of which has a thread
/// of 25; a discussion; a talk of 450 messages.
fn past(asked: &Asked) -> Value {
    let number = |name: &str| asked.get(name).parse::<i64>().unwrap_or(0);
    let page = |all: Vec<Value>| {
        let (offset, count) = (number("offset") as usize, number("count") as usize);
        let items: Vec<_> = all.iter().skip(offset).take(count).cloned().collect();
        json!({ "count": all.len(), "items": items, "groups": [],
                "profiles": [{ "id": 55, "first_name": "Анна", "last_name": "Синица" }] })
    };
    let date = |id: i64| 1_700_000_000 + id;
    let turned = |mut all: Vec<Value>| {
        if asked.get("sort") == "desc" {
            all.reverse();
        }
        all
    };
    let comment = |id: i64| {
        json!({ "id": id, "from_id": 55, "date": date(id), "text": format!("c{id}"), "post_id": 5,
                "owner_id": -GROUP })
    };
    match asked.method.as_str() {
        "execute" => {
            let answers: Vec<_> = within(asked).iter().map(past).collect();
            json!({ "response": answers })
        }
        "wall.get" => page((1..=120).rev().map(|id| {
            let comments = if id == 5 { 155 } else { 0 };
            json!({ "id": id, "from_id": -GROUP, "owner_id": -GROUP, "date": date(id),
              "text": format!("p{id}"),
                    "post_type": "post", "comments": { "count": comments } })
        }).collect()),
        "wall.getComments" if asked.get("comment_id") == "1001" => {
            let thread = (2_001..=2_025).map(|id| {
                let mut one = comment(id);
                one["parents_stack"] = json!([1_001]);
                one
            });
            page(thread.collect())
        }
        "wall.getComments" => page(turned((1_001..=1_130).map(|id| {
            let mut one = comment(id);
            if id == 1_001 {
                let items: Vec<_> = (2_001..=2_010).map(comment).collect();
                one["thread"] = json!({ "count": 25, "items": items });
            }
            one
        }).collect())),
        "board.getTopics" => page(vec![json!({ "id": 3, "title": "Вопросы", "updated": date(9_000) })]),
        "board.getComments" => page(turned((3_001..=3_003).map(|id| {
            json!({ "id": id, "from_id": 55, "date": date(id), "text": format!("b{id}") })
        }).collect())),
        "photos.getAllComments" => page((4_001..=4_150).rev().map(|id| {
            json!({ "id": id, "pid": 71, "from_id": 55, "date": date(id - 3_600), "text": format!("f{id}") })
        }).collect()),
        "video.get" => page((81..=83).map(|id| {
            let comments = if id == 82 { 0 } else { 12 };
            json!({ "id": id, "owner_id": -GROUP, "title": "Маяк", "comments": comments })
        }).collect()),
        "video.getComments" if asked.get("comment_id") == "5001" => {
            page((5_101..=5_114).map(comment_only).collect())
        }
        "video.getComments" if asked.get("video_id") == "81" => page(turned(vec![{
            let mut one = comment_only(5_001);
            one["thread"] = json!({ "count": 14, "items": [comment_only(5_101), comment_only(5_102)] });
            one
        }])),
        "video.getComments" => page(turned((5_201..=5_203).map(comment_only).collect())),
        "market.get" => page(vec![json!({ "id": 91 }), json!({ "id": 92 })]),
        "market.getComments" if asked.get("item_id") == "92" => page(vec![]),
        "market.getComments" => page(turned((6_001..=6_120).map(comment_only).collect())),
        "messages.getConversations" => page(vec![json!({
            "conversation": { "peer": { "id": 55, "type": "user" } }, "last_message": { "date": date(450) },
        })]),
        "messages.getHistory" => page((1..=450).rev().map(|id| {
            json!({ "id": 9_000 + id, "conversation_message_id": id, "from_id": 55, "peer_id": 55,
                    "date": date(id), "text": format!("m{id}") })
        }).collect()),
        other => panic!("{other}"),
    }
}

fn keys(polled: &[Polled]) -> BTreeSet<String> {
    let raws = polled.iter().flat_map(|polled| &polled.raws);
    raws.flat_map(|raw| convert(&raw.body))
        .map(|fact| match fact {
            Fact::Message(message) => message.key,
            other => panic!("{other:?}"),
        })
        .collect()
}

async fn walk(joined: &Joined) -> Vec<Polled> {
    let mut polled: Vec<Polled> = Vec::new();
    loop {
        let cursor = polled.last().map_or("", |last| last.cursor.as_str()).to_owned();
        polled.push(LIVE.backfill(&joined.link(), &cursor).await.unwrap());
        assert!(polled.len() < 200, "there is no end");
        if !polled.last().unwrap().more {
            return polled;
        }
    }
}

#[tokio::test]
async fn the_whole_past_is_read_and_can_be_gone_on_with() {
    for more in [("user-token", "vk1.a.person"), ("service-token", "service")] {
        let server = Server::new(past).await;
        let joined = Joined::new(&server.address, &[more]);
        let polled = walk(&joined).await;
        let found = keys(&polled);
        // Comments on photos, videos and goods are given to people only.
        let things = if more.0 == "user-token" { 150 + 15 + 3 + 120 } else { 0 };
        assert_eq!(found.len(), 120 + 130 + 25 + 3 + 450 + things, "{more:?}");
        for key in ["vk:photo-1001:4001", "vk:video-1001:5114", "vk:market-1001:6120"] {
            assert_eq!(found.contains(key), things > 0, "{key}");
        }
        assert!(found.contains("vk:wall-1001:5_2025") && found.contains("vk:board-1001:3_3002"));
        assert!(found.contains("vk:talk-1001_55:450"));
        let uses = server.methods().iter().any(|method| method == "execute");
        assert_eq!(uses, more.0 == "user-token");
        if let Some(schema) = schema() {
            server.asked().iter().for_each(|asked| schema.check(asked));
        }
        // Whoever stopped anywhere comes to the same end.
        let half = polled.len() / 2;
        let mut rest = vec![];
        let mut cursor = polled[half].cursor.clone();
        loop {
            let next = LIVE.backfill(&joined.link(), &cursor).await.unwrap();
            cursor = next.cursor.clone();
            let more = next.more;
            rest.push(next);
            if !more {
                break;
            }
        }
        assert_eq!(&keys(&polled[..=half]) | &keys(&rest), found);
    }
}

#[tokio::test]
async fn without_another_key_only_talks_are_read() {
    let server = Server::new(past).await;
    let joined = Joined::new(&server.address, &[]);
    assert_eq!(keys(&walk(&joined).await).len(), 450);
    assert!(server.methods().iter().all(|method| method.starts_with("messages.")));
}

#[tokio::test]
async fn what_was_missed_is_found_and_no_more() {
    let server = Server::new(past).await;
    let joined = Joined::new(&server.address, &[("user-token", "vk1.a.person")]);
    let since = Instant::from_seconds(1_700_000_000 + 440);
    let mut polled: Vec<Polled> = Vec::new();
    loop {
        let cursor = polled.last().map_or("", |last| last.cursor.as_str()).to_owned();
        polled.push(LIVE.reconcile(&joined.link(), since, &cursor).await.unwrap());
        if !polled.last().unwrap().more {
            break;
        }
    }
    let found = keys(&polled);
    // Of 440 on: comments on photos from 4,040, none on videos, those on goods from 6,340 – there are none.
    assert_eq!(found.len(), 130 + 25 + 3 + 11 + 111);
    let asked = server.asked();
    let of = |method: &str| asked.iter().filter(|asked| asked.method == method).count();
    assert!(of("messages.getHistory") <= 2, "{:?}", server.methods());
    if let Some(schema) = schema() {
        asked.iter().for_each(|asked| schema.check(asked));
    }
}

#[tokio::test]
async fn a_section_that_is_closed_ends_nothing_and_a_limit_ends_the_step() {
    let server = Server::new(|asked: &Asked| match asked.method.as_str() {
        "board.getTopics" => error(15),
        "messages.getConversations" => error(6),
        _ => past(asked),
    })
    .await;
    let joined = Joined::new(&server.address, &[("service-token", "service")]);
    let mut cursor = String::new();
    let trouble = loop {
        match LIVE.backfill(&joined.link(), &cursor).await {
            Ok(polled) => cursor = polled.cursor,
            Err(trouble) => break trouble,
        }
    };
    assert!(
        matches!(&trouble, Trouble::Limited { bucket, .. } if bucket == "community"),
        "{trouble}"
    );
}

#[tokio::test]
async fn the_brand_is_searched_for_in_news_and_on_walls() {
    let server = Server::new(|asked: &Asked| match (asked.method.as_str(), asked.get("start_from")) {
        ("newsfeed.search", "") => json!({ "items": [
            { "id": 1, "owner_id": 77, "from_id": 77, "date": 1_750_000_000,
              "text": "Камертон хорош", "post_type": "post" },
            { "id": 9, "owner_id": -5, "from_id": 55, "date": 1_750_000_000, "text": "И я",
              "post_type": "reply", "post_id": 2 },
        ], "profiles": [{ "id": 77, "first_name": "Яна" }], "groups": [], "next_from": "2/x", "count": 3 }),
        ("newsfeed.search", _) => json!({ "items": [], "profiles": [], "groups": [] }),
        _ => json!({ "count": 1, "items": [
            { "id": 4, "owner_id": -8, "from_id": -8, "date": 1_750_000_000, "text": "Камертон",
              "post_type": "post" },
        ] }),
    })
    .await;
    let joined = Joined::new(
        &server.address,
        &[("user-token", "vk1.a.person"), ("walls", "https://vk.com/club8\nsparrows")],
    );
    let names = ["Камертон".to_owned()];
    let since = Instant::from_seconds(1_740_000_000);
    let mut polled: Vec<Polled> = Vec::new();
    loop {
        let cursor = polled.last().map_or("", |last| last.cursor.as_str()).to_owned();
        polled.push(LIVE.search(&joined.link(), &names, since, &cursor).await.unwrap());
        if !polled.last().unwrap().more {
            break;
        }
    }
    let found: Vec<_> = keys(&polled).into_iter().collect();
    assert_eq!(found, ["vk:wall-5:2_9", "vk:wall-8:4", "vk:wall77:1"]);
    let methods = ["newsfeed.search", "newsfeed.search", "wall.search", "wall.search"];
    assert_eq!(server.methods(), methods);
    if let Some(schema) = schema() {
        server.asked().iter().for_each(|asked| schema.check(asked));
    }
    let joined = Joined::new(&server.address, &[]);
    let refused = LIVE.search(&joined.link(), &names, since, "").await;
    assert!(matches!(refused, Err(Trouble::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn a_person_who_agreed_is_followed() {
    let server = Server::new(past).await;
    let joined = Joined::new(&server.address, &[("service-token", "service")]);
    let first = LIVE.follow(&joined.link(), "55", "").await.unwrap();
    assert_eq!((first.raws.len(), first.cursor.as_str()), (50, "120"));
    assert_eq!(LIVE.follow(&joined.link(), "55", "119").await.unwrap().raws.len(), 1);
    assert!(LIVE.follow(&joined.link(), "anna", "").await.is_err());
}

fn settings(asked: &Asked) -> Value {
    match asked.method.as_str() {
        "groups.getById" => json!({ "groups": [
            { "id": GROUP, "name": "Птицы", "screen_name": "birds", "members_count": 321 },
        ] }),
        "users.get" => {
            json!([{ "id": 55, "first_name": "Анна", "last_name": "Синица", "screen_name": "tit" }])
        }
        "groups.getTokenPermissions" => {
            json!({ "mask": 1, "permissions": [{ "name": "messages", "setting": 4_096 }] })
        }
        "groups.getLongPollSettings" => {
            json!({ "is_enabled": true, "events": { "message_new": 1 } })
        }
        "groups.getCallbackConfirmationCode" => json!({ "code": "dec0de" }),
        "groups.getCallbackServers" => {
            json!({ "count": 1, "items": [{ "id": 1, "title": "Kamerton", "status": "wait" }] })
        }
        "wall.get" if asked.get("access_token") == "service" => error(5),
        "wall.getById" => json!({ "items": [
            { "id": 5, "owner_id": -GROUP, "views": { "count": 90 }, "likes": { "count": 3 },
              "comments": { "count": 1 } },
        ] }),
        "messages.getConversations" => json!({ "count": 2, "items": [
            { "conversation": { "peer": { "id": 55 } } },
            { "conversation": { "peer": { "id": 2_000_000_001_i64 }, "can_write": { "allowed": true },
                                "chat_settings": { "title": "Совы", "members_count": 4 } } },
        ] }),
        _ => json!({ "count": 0, "items": [] }),
    }
}

#[tokio::test]
async fn a_check_says_what_is_missing() {
    let server = Server::new(settings).await;
    for (more, wanted) in [
        (
            vec![],
            vec![
                "channel-vk-found-group",
                "channel-vk-found-no-rights",
                "channel-vk-found-no-events",
                "channel-vk-found-no-user-token",
            ],
        ),
        (
            vec![("mode", "callback"), ("user-token", "person"), ("service-token", "service")],
            vec![
                "channel-vk-found-group",
                "channel-vk-found-no-rights",
                "channel-vk-found-callback-waits",
                "channel-vk-found-user-token",
                "channel-vk-found-bad-service-token",
            ],
        ),
    ] {
        let joined = Joined::new(&server.address, &more);
        let report = crate::live::Connector::check(&LIVE, &joined.link()).await.unwrap();
        let found: Vec<_> = report.findings.iter().map(|finding| finding.message).collect();
        assert_eq!(found, wanted);
        assert!(report.is_usable());
        let about = report.about.unwrap();
        assert_eq!(
            (about.title.as_str(), about.me.unwrap().remote_id.as_str()),
            ("Птицы", "-1001")
        );
        assert_eq!(about.more.get("confirmation").map(String::as_str), Some("dec0de"));
    }
    let doing = ["set", "add", "edit", "delete", "post", "send", "create"];
    for asked in server.asked() {
        let name = asked.method.split_once('.').unwrap().1;
        assert!(!doing.iter().any(|word| name.starts_with(word)), "{name} has side effects");
        if let Some(schema) = schema() {
            schema.check(&asked);
        }
    }
    for (code, message) in [(5, "channel-vk-found-bad-token"), (15, "channel-vk-found-wrong-group")]
    {
        let server = Server::new(move |_: &Asked| error(code)).await;
        let report =
            crate::live::Connector::check(&LIVE, &Joined::new(&server.address, &[]).link())
                .await
                .unwrap();
        assert_eq!(
            (report.findings[0].message, report.findings[0].grade),
            (message, Grade::Broken)
        );
        assert!(!report.is_usable());
    }
    let server = Server::new(|_: &Asked| error(10)).await;
    let trouble = crate::live::Connector::check(&LIVE, &Joined::new(&server.address, &[]).link())
        .await
        .unwrap_err();
    assert!(matches!(trouble, Trouble::Passing(_)), "{trouble}");
}

#[tokio::test]
async fn places_names_and_counts_are_told() {
    let server = Server::new(settings).await;
    let joined = Joined::new(&server.address, &[("service-token", "other")]);
    let found = LIVE.discover(&joined.link(), &[]).await.unwrap();
    let places: Vec<_> =
        found.iter().map(|one| (one.place.remote_id.as_str(), one.people)).collect();
    assert_eq!(places, [("wall-1001", Some(321)), ("talk-1001_2000000001", Some(4))]);
    let names = LIVE
        .name(&joined.link(), &["55".to_owned(), "-1001".to_owned(), "x".to_owned()])
        .await
        .unwrap();
    let names: BTreeSet<_> = names.iter().filter_map(|one| one.display_name.as_deref()).collect();
    assert_eq!(names, BTreeSet::from(["Анна Синица", "Птицы"]));
    let keys = ["vk:wall-1001:5".to_owned(), "vk:talk-1001_55:1".to_owned()];
    let reached = LIVE.reach(&joined.link(), &keys).await.unwrap();
    assert_eq!((reached.len(), reached[0].views, reached[0].comments), (1, Some(90), Some(1)));
    if let Some(schema) = schema() {
        server.asked().iter().for_each(|asked| schema.check(asked));
    }
}
