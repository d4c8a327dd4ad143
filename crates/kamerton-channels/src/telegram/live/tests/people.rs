//! Who came, who went, who reacted.

use serde_json::{Value, json};

use super::*;

fn changed(before: Value, after: Value, over: Value) -> Value {
    let mut inside = json!({"chat": club(), "from": robin(), "date": 1709366400,
        "old_chat_member": before, "new_chat_member": after});
    put(&mut inside, over);
    update("chat_member", inside)
}

fn member(status: &str) -> Value {
    json!({"status": status, "user": robin()})
}

#[test]
fn a_coming_told_twice_is_one() {
    let service = said(json!({"text": null, "from": wren(), "new_chat_members": [robin()]}));
    let service = memberships(&service);
    let change =
        changed(member("left"), member("member"), json!({"from": wren(), "date": 1709366401}));
    let change = memberships(&change);
    let ([one], [other]) = (service.as_slice(), change.as_slice()) else { panic!() };
    assert_eq!(one.key, other.key);
    assert_eq!(one.account, other.account);
    assert!(one.joined && other.joined);
    assert_eq!(one.invited_by.as_ref().unwrap().remote_id, "user11");
    assert_eq!(one.invited_by, other.invited_by);
    let left =
        memberships(&said(json!({"text": null, "from": robin(), "left_chat_member": robin()})));
    let kicked = memberships(&changed(member("member"), member("kicked"), json!({})));
    assert_eq!(left[0].key, kicked[0].key);
    assert!(!left[0].joined && left[0].invited_by.is_none());
    assert_ne!(left[0].key, one.key);
}

#[test]
fn only_coming_and_going_counts() {
    let count = |before, after| memberships(&changed(before, after, json!({}))).len();
    assert_eq!(count(member("member"), member("administrator")), 0);
    assert_eq!(count(member("left"), member("kicked")), 0);
    let inside = json!({"status": "restricted", "is_member": true, "user": robin()});
    let outside = json!({"status": "restricted", "is_member": false, "user": robin()});
    assert_eq!(count(member("left"), inside.clone()), 1);
    assert_eq!(count(member("member"), inside.clone()), 0);
    assert_eq!(count(inside, outside), 1);
    assert_eq!(count(member("left"), json!({"status": "levitating", "user": robin()})), 0);
}

#[test]
fn whoever_shuts_our_bot_out_of_their_dialogue_left_it() {
    let me = json!({"id": 777, "is_bot": true, "first_name": "Lighthouse"});
    let private = json!({"id": 12, "type": "private", "first_name": "Robin"});
    let inside = json!({"chat": private, "from": robin(), "date": 1709366400,
        "old_chat_member": {"status": "member", "user": me},
        "new_chat_member": {"status": "kicked", "user": me}});
    let facts = memberships(&update("my_chat_member", inside));
    assert_eq!(facts[0].account.remote_id, "user12");
    assert!(!facts[0].joined && facts[0].place.private);
}

#[test]
fn service_messages_are_readable() {
    let text = |over: Value| {
        let mut over = over;
        put(&mut over, json!({"text": "x"}));
        over["text"] = Value::Null;
        let message = message(&said(over));
        assert!(message.service);
        message.text
    };
    assert_eq!(text(json!({"new_chat_members": [robin()]})), "Wren invited Robin Red");
    assert_eq!(text(json!({"new_chat_members": [wren()]})), "Wren joined the group");
    assert_eq!(text(json!({"left_chat_member": robin()})), "Wren removed Robin Red");
    assert_eq!(text(json!({"left_chat_member": wren()})), "Wren left the group");
    assert_eq!(text(json!({"new_chat_title": "Birds"})), "Wren changed the title to «Birds»");
    assert_eq!(text(json!({"video_chat_started": {}})), "Wren: video chat started");
    let founded = said(json!({"text": null, "group_chat_created": true}));
    assert_eq!(memberships(&founded)[0].account.remote_id, "user11");
}

fn reacted(before: Value, after: Value, over: Value) -> Value {
    let mut inside = json!({"chat": club(), "message_id": 5, "user": robin(), "date": 1709366400,
        "old_reaction": before, "new_reaction": after});
    put(&mut inside, over);
    update("message_reaction", inside)
}

#[test]
fn reactions_are_given_and_taken_back() {
    let emoji = |emoji: &str| json!({"type": "emoji", "emoji": emoji});
    let custom = |id: &str| json!({"type": "custom_emoji", "custom_emoji_id": id});
    let list = |before, after| {
        let facts = reactions(&reacted(before, after, json!({})));
        let one =
            |fact: &ReactionFact| format!("{}{}", if fact.given { '+' } else { '-' }, fact.emoji);
        facts.iter().map(one).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(list(json!([]), json!([emoji("👍")])), "+👍");
    assert_eq!(list(json!([emoji("👍")]), json!([])), "-👍");
    assert_eq!(list(json!([emoji("👍")]), json!([emoji("👍"), emoji("🔥")])), "+🔥");
    assert_eq!(list(json!([emoji("👍")]), json!([emoji("👎")])), "-👍 +👎");
    assert_eq!(list(json!([custom("1")]), json!([custom("2")])), "");
    assert_eq!(list(json!([]), json!([{"type": "paid"}, {"type": "new"}])), "+paid +new");
    let facts = reactions(&reacted(json!([]), json!([emoji("👍")]), json!({})));
    assert_eq!(facts[0].message, "telegram:1234567890:5");
    assert_eq!(facts[0].account.remote_id, "user12");
    let over = json!({"user": null, "actor_chat": channel()});
    let anonymous = reactions(&reacted(json!([]), json!([emoji("👍")]), over));
    assert_eq!(anonymous[0].account.remote_id, "channel2000000001");
}

#[test]
fn readers_of_a_channel_are_counted() {
    let kind = |emoji: &str| json!({"type": "emoji", "emoji": emoji});
    let custom = |id: &str| json!({"type": "custom_emoji", "custom_emoji_id": id});
    let counted = json!({"chat": channel(), "message_id": 9, "date": 1709366400, "reactions": [
        {"type": kind("👍"), "total_count": 3},
        {"type": custom("1"), "total_count": 1},
        {"type": custom("2"), "total_count": 4}
    ]});
    let facts = facts(&update("message_reaction_count", counted));
    let [Fact::ReactionCounts(counted)] = facts.as_slice() else { panic!("{facts:?}") };
    assert_eq!(counted.message, "telegram:2000000001:9");
    let counts: Vec<_> =
        counted.counts.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(counts, [("custom_emoji", 5), ("👍", 3)]);
}
