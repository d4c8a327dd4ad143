//! From messages to facts.

use kamerton_core::fact::{AttachmentKind, Fact};
use kamerton_core::role::Role;
use serde_json::{Value, json};

use super::*;
use crate::import::{Item, Options};
use crate::live::Unread;
use crate::telegram::import::open;

const EXPORT: &str = include_str!("../../fixtures/result.json");

fn imported(id: i64) -> MessageFact {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("result.json");
    std::fs::write(&path, EXPORT).unwrap();
    let options = Options { place: None, zone: None, columns: Vec::new() };
    let mut importer = open(&[path], &options).unwrap();
    let end = format!(":{id}");
    while let Some(item) = importer.next().unwrap() {
        if let Item::Fact(fact) = item
            && let Fact::Message(message) = *fact
            && message.key.ends_with(&end)
        {
            return message;
        }
    }
    panic!("there is no message {id}")
}

#[test]
fn a_message_is_the_same_imported_and_live() {
    let first =
        json!({"message_id": 2, "edit_date": 1709366700, "text": "A wren! https://example.org 😀"});
    let answer = json!({
        "message_id": 3, "date": 1709366460, "from": robin(), "text": "Where?",
        "message_thread_id": 2,
        "reply_to_message": {"message_id": 2, "date": 1709366400, "chat": club(), "text": "A wren!"}
    });
    let anonymous = json!({
        "message_id": 5, "date": 1709366580, "sender_chat": club(), "text": "Anonymous words",
        "from": {"id": 1087968824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"}
    });
    for (id, over) in [(2, first), (3, answer), (5, anonymous)] {
        let (imported, live) = (imported(id), message(&said(over)));
        let (one, other) = (imported.author.unwrap(), live.author.unwrap());
        assert_eq!(imported.key, live.key);
        assert_eq!(imported.place, live.place);
        assert_eq!(one.remote_id, other.remote_id);
        assert_eq!((one.kind, one.role, one.deleted), (other.kind, other.role, other.deleted));
        assert_eq!(imported.text, live.text);
        assert_eq!(imported.reply_to, live.reply_to);
        assert_eq!((imported.sent_at, imported.edited_at), (live.sent_at, live.edited_at));
    }
}

#[test]
fn chats_are_named_by_whose_counting_their_messages_have() {
    let place = |chat: Value| {
        let message = message(&said(json!({"chat": chat})));
        (message.place.remote_id, message.key, message.place.private)
    };
    let expected = |id: &str, key: &str, private| (id.to_owned(), key.to_owned(), private);
    assert_eq!(place(club()), expected("1234567890", "telegram:1234567890:5", false));
    let group = json!({"id": -4321, "type": "group", "title": "Small"});
    assert_eq!(place(group), expected("4321", "telegram:4321@bot777:5", false));
    let private = json!({"id": 11, "type": "private", "first_name": "Wren"});
    assert_eq!(place(private), expected("user11@bot777", "telegram:user11@bot777:5", true));
    let direct = json!({
        "id": -2002147483700_i64, "type": "supergroup", "title": "News", "is_direct_messages": true
    });
    assert_eq!(place(direct), expected("1002147483700", "telegram:1002147483700:5", true));
    // Numbers may come as texts.
    let text = json!({"id": "-1001234567890", "type": "supergroup", "title": "Bird Club"});
    assert_eq!(place(text), expected("1234567890", "telegram:1234567890:5", false));
}

#[test]
fn authors_have_a_role() {
    let author = |over: Value| message(&said(over)).author.unwrap();
    let wren = author(json!({}));
    assert_eq!((wren.handle.as_deref(), wren.role), (Some("wren_w"), None));
    assert_eq!(author(json!({"from": robin()})).display_name.as_deref(), Some("Robin Red"));
    let bot = json!({"id": 55, "is_bot": true, "first_name": "Helper"});
    assert_eq!(author(json!({"from": bot})).role, Some(Role::Bot));
    let me = json!({"id": 777, "is_bot": true, "first_name": "Lighthouse"});
    assert_eq!(author(json!({"from": me})).role, Some(Role::Brand));
    let deleted = author(json!({"from": {"id": 13, "is_bot": false, "first_name": ""}}));
    assert!(deleted.deleted && deleted.remote_id == "user13");
    let elsewhere = author(json!({"sender_chat": channel()}));
    assert_eq!((elsewhere.remote_id.as_str(), elsewhere.role), ("channel2000000001", None));
    let post = json!({"message_id": 9, "date": 1709366400, "chat": channel(), "text": "News"});
    let post = message(&update("channel_post", post)).author.unwrap();
    assert_eq!((post.remote_id.as_str(), post.role), ("channel2000000001", Some(Role::Brand)));
}

#[test]
fn a_topic_is_a_thread_and_what_opened_it_is_answered_by_nobody() {
    let opened = json!({"message_id": 40, "date": 1709366400, "chat": club(),
        "forum_topic_created": {"name": "Nests", "icon_color": 1}});
    let topic =
        json!({"message_thread_id": 40, "is_topic_message": true, "reply_to_message": opened});
    let first = message(&said(topic.clone()));
    assert_eq!(first.thread.as_deref(), Some("40"));
    assert_eq!(first.thread_root.as_deref(), Some("telegram:1234567890:40"));
    assert_eq!(first.reply_to, None);
    let mut answer = topic;
    put(&mut answer, json!({"reply_to_message": in_club(json!({"message_id": 41}))}));
    assert_eq!(message(&said(answer)).reply_to.as_deref(), Some("telegram:1234567890:41"));
    let created = json!({"message_id": 40, "message_thread_id": 40, "is_topic_message": true,
        "text": null, "forum_topic_created": {"name": "Nests", "icon_color": 1}});
    let created = message(&said(created));
    assert!(created.service);
    assert_eq!(created.text, "Wren created topic «Nests»");
    assert_eq!(created.thread_root.as_deref(), Some(created.key.as_str()));
}

#[test]
fn comments_hang_below_the_copy_of_the_post() {
    let copy = json!({"message_id": 70, "is_automatic_forward": true, "sender_chat": channel(),
        "from": {"id": 777000, "is_bot": false, "first_name": "Telegram"}, "text": "News",
        "forward_origin": {"type": "channel", "date": 1709366300, "chat": channel(), "message_id": 9}});
    let post = message(&said(copy.clone()));
    assert_eq!(post.author.as_ref().unwrap().role, Some(Role::Brand));
    assert_eq!(post.thread_root.as_deref(), Some(post.key.as_str()));
    let below =
        json!({"message_id": 71, "message_thread_id": 70, "reply_to_message": in_club(copy)});
    let comment = message(&said(below.clone()));
    assert_eq!(comment.thread_root.as_ref(), Some(&post.key));
    assert_eq!(comment.reply_to.as_ref(), Some(&post.key));
    let deeper =
        json!({"message_id": 72, "message_thread_id": 70, "reply_to_message": in_club(below)});
    let deeper = message(&said(deeper));
    assert_eq!(deeper.thread_root.as_ref(), Some(&post.key));
    assert_eq!(deeper.reply_to, Some(comment.key));
    assert_eq!([post.thread, comment.thread, deeper.thread], [None, None, None]);
}

#[test]
fn answers_to_elsewhere_are_no_answers_here() {
    let other = json!({"origin": {"type": "hidden_user", "date": 1, "sender_user_name": "X"},
        "chat": channel(), "message_id": 3});
    assert_eq!(message(&said(json!({"external_reply": other}))).reply_to, None);
    let here = json!({"origin": {"type": "hidden_user", "date": 1, "sender_user_name": "X"},
        "chat": club(), "message_id": 3});
    let here =
        message(&said(json!({"external_reply": here, "quote": {"text": "old", "position": 0}})));
    assert_eq!(here.reply_to.as_deref(), Some("telegram:1234567890:3"));
    assert_eq!(here.text, "A wren!", "what others said is left out");
}

#[test]
fn forwards_name_who_said_it_first() {
    let from = |over: Value| message(&said(over)).forwarded_from;
    let origin = |origin: Value| from(json!({"forward_origin": origin}));
    let user = json!({"type": "user", "date": 1, "sender_user": robin()});
    assert_eq!(origin(user).as_deref(), Some("Robin Red"));
    let hidden = json!({"type": "hidden_user", "date": 1, "sender_user_name": "Heron"});
    assert_eq!(origin(hidden).as_deref(), Some("Heron"));
    assert_eq!(
        origin(json!({"type": "chat", "date": 1, "sender_chat": club()})).as_deref(),
        Some("Bird Club")
    );
    let post = json!({"type": "channel", "date": 1, "chat": channel(), "message_id": 4});
    assert_eq!(origin(post).as_deref(), Some("Bird News"));
    assert_eq!(origin(json!({"type": "dream", "date": 1})).as_deref(), Some(""));
    // Before Bot API 7.0.
    assert_eq!(
        from(json!({"forward_from": robin(), "forward_date": 1})).as_deref(),
        Some("Robin Red")
    );
    assert_eq!(
        from(json!({"forward_sender_name": "Heron", "forward_date": 1})).as_deref(),
        Some("Heron")
    );
    assert_eq!(from(json!({"forward_from_chat": channel()})).as_deref(), Some("Bird News"));
    assert_eq!(from(json!({})), None);
}

#[test]
fn everything_attached_is_named() {
    let size = json!([{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]);
    let check = |over: Value, kind: AttachmentKind, name: Option<&str>| {
        let mut over = over;
        put(&mut over, json!({"text": ""}));
        let message = message(&said(over));
        let [one] = message.attachments.as_slice() else { panic!("{message:?}") };
        assert_eq!((one.kind, one.name.as_deref()), (kind, name));
        assert!(!message.service);
    };
    check(json!({"photo": size}), AttachmentKind::Photo, None);
    check(json!({"live_photo": {"file_id": "a"}, "photo": size}), AttachmentKind::Photo, None);
    check(json!({"document": {"file_name": "a.pdf"}}), AttachmentKind::File, Some("a.pdf"));
    let animation =
        json!({"animation": {"file_name": "a.mp4"}, "document": {"file_name": "a.mp4"}});
    check(animation, AttachmentKind::Animation, Some("a.mp4"));
    check(json!({"video": {"file_name": "v.mp4"}}), AttachmentKind::Video, Some("v.mp4"));
    check(json!({"video_note": {}}), AttachmentKind::Video, None);
    check(json!({"voice": {}}), AttachmentKind::Voice, None);
    check(
        json!({"audio": {"title": "Song", "file_name": "s.mp3"}}),
        AttachmentKind::Audio,
        Some("Song"),
    );
    check(json!({"sticker": {"emoji": "🐦"}}), AttachmentKind::Sticker, Some("🐦"));
    check(json!({"dice": {"emoji": "🎲", "value": 3}}), AttachmentKind::Sticker, Some("🎲"));
    let poll = json!({"poll": {"id": "1", "question": "Which bird?", "options": []}});
    check(poll, AttachmentKind::Poll, Some("Which bird?"));
    let venue =
        json!({"venue": {"title": "Park"}, "location": {"latitude": 1.0, "longitude": 2.0}});
    check(venue, AttachmentKind::Location, Some("Park"));
    check(json!({"location": {"latitude": 1.0, "longitude": 2.0}}), AttachmentKind::Location, None);
    let contact =
        json!({"contact": {"phone_number": "1", "first_name": "Ann", "last_name": "Lee"}});
    check(contact, AttachmentKind::Contact, Some("Ann Lee"));
    let paid = json!({"paid_media": {"star_count": 1, "paid_media": [{"type": "video"}]}});
    check(paid, AttachmentKind::Video, None);
}

#[test]
fn texts_that_are_no_plain_text_are_read_too() {
    let text = |over: Value| message(&said(over)).text;
    assert_eq!(text(json!({"text": null, "photo": [{}], "caption": " At dawn "})), "At dawn");
    let list = json!({"text": null, "checklist": {"title": "Pack", "tasks": [{"id": 1, "text": "Seeds"}]}});
    assert_eq!(text(list), "Pack\n- Seeds");
    let rich = json!({"text": null, "rich_message": {"blocks": [
        {"type": "heading", "size": 1, "text": ["A ", {"type": "bold", "text": "wren"}]},
        {"type": "list", "items": [{"label": "1.", "blocks": [{"type": "paragraph", "text": "one"}]}]},
        {"type": "blockquote", "blocks": [{"type": "paragraph", "text": "their words"}]},
        {"type": "photo", "photo": [], "caption": {"text": "a nest"}}
    ]}});
    assert_eq!(text(rich.clone()), "A wren\n1. one\na nest");
    assert_eq!(message(&said(rich)).attachments.len(), 1);
    assert_eq!(text(json!({"text": "a\u{0}b"})), "a\u{FFFD}b");
}

#[test]
fn business_dialogues_are_private_and_their_owner_is_one_of_us() {
    let chat = json!({"id": 12, "type": "private", "first_name": "Robin", "last_name": "Red"});
    let over = json!({"business_connection_id": "AbC-1", "chat": chat, "from": robin()});
    let theirs = message(&update("business_message", in_club(over.clone())));
    assert_eq!(theirs.place.remote_id, "user12@business-AbC-1");
    assert_eq!(theirs.place.title, "Robin Red");
    assert!(theirs.place.private);
    assert_eq!(theirs.author.unwrap().role, None);
    let mut over = over;
    put(&mut over, json!({"from": wren(), "edit_date": 1709366500}));
    let ours = message(&update("edited_business_message", in_club(over)));
    assert_eq!(ours.author.unwrap().role, Some(Role::Staff));
    assert_eq!(ours.edited_at.unwrap().rfc3339(), "2024-03-02T08:01:40Z");
    let gone = json!({"business_connection_id": "AbC-1", "chat": {"id": 12, "type": "private"},
        "message_ids": [5, "6"]});
    let gone = json!({"update_id": 1, "deleted_business_messages": gone, "kamerton": {"received": 1709366600}});
    let gone = super::facts(&gone);
    let [Fact::Deletion(first), Fact::Deletion(second)] = gone.as_slice() else {
        panic!("{gone:?}")
    };
    assert_eq!(first.message, theirs.key);
    assert_eq!(first.at.rfc3339(), "2024-03-02T08:03:20Z");
    assert!(second.message.ends_with(":6"));
}

#[test]
fn what_is_new_to_us_is_kept_and_what_says_nothing_gives_nothing() {
    let silent = update("poll", json!({"id": "1", "question": "?", "options": []}));
    assert_eq!(super::facts(&silent), []);
    let new = update("telepathy", json!({"thought": "x"}));
    let why = LIVE.convert(&new.to_string(), &about());
    assert_eq!(why, Err(Unread("updates of the kind «telepathy» are not known yet".to_owned())));
    let undated = said(json!({"date": null}));
    assert!(LIVE.convert(&undated.to_string(), &about()).is_err());
    let service = message(&said(json!({"text": null, "gift_exchanged": {"text": "a nest"}})));
    assert!(service.service);
    assert_eq!(service.text, "Wren: gift exchanged «a nest»");
    let moved = message(&said(json!({"text": null, "migrate_to_chat_id": -1009})));
    assert!(moved.service && moved.text.contains("supergroup"));
    let pinned = message(&said(json!({"text": null, "pinned_message": in_club(json!({}))})));
    assert_eq!((pinned.text.as_str(), pinned.service), ("Wren pinned this message", true));
}

#[test]
fn fields_of_tomorrow_change_nothing() {
    let news = json!({"a": [null, {"text": "b"}]});
    for over in [json!({}), json!({"text": null, "pinned_message": in_club(json!({}))})] {
        let today = said(over);
        let mut tomorrow = today.clone();
        tomorrow["a_field_of_tomorrow"] = news.clone();
        tomorrow["message"]["a_field_of_tomorrow"] = news.clone();
        tomorrow["message"]["from"]["a_field_of_tomorrow"] = news.clone();
        assert_eq!(super::facts(&today), super::facts(&tomorrow));
    }
}
