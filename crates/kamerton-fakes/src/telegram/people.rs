//! What people do: they write, come, go, react, begin topics, run channels.

use serde_json::{Map, Value, json};

use super::state::{ANONYMOUS, Kind, Member, State};

/// The place and number that a remote id names.
pub(super) fn split(id: &str) -> (i64, i64) {
    let (chat, message) = id.split_once(':').unwrap_or((id, ""));
    (chat.parse().unwrap_or(0), message.parse().unwrap_or(0))
}

/// The remote id of a message.
pub(super) fn remote(chat: i64, message: i64) -> String {
    format!("{chat}:{message}")
}

impl State {
    pub(super) fn new_person(&mut self, name: &str) -> i64 {
        self.last_user += 1;
        let id = self.last_user;
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        let mut user = json!({"id": id, "is_bot": false, "first_name": first});
        if let Some(user) = user.as_object_mut() {
            if !last.is_empty() {
                user.insert("last_name".to_owned(), json!(last));
            }
            user.insert("username".to_owned(), json!(format!("fake_{id}")));
            user.insert("language_code".to_owned(), json!("ru"));
        }
        self.users.insert(id, user);
        id
    }

    /// Somebody writes. Whoever is not in the chat comes in first; who may not write does not.
    pub(super) fn write(
        &mut self,
        user: i64,
        chat: i64,
        reply_to: Option<i64>,
        mut fields: Map<String, Value>,
    ) -> i64 {
        if chat > 0 && !self.chats.contains_key(&chat) {
            self.begin(chat);
        }
        let Some(kind) = self.chats.get(&chat).map(|chat| chat.kind) else { return 0 };
        if kind == Kind::Private {
            if let Some(place) = self.chats.get_mut(&chat) {
                place.begun = true;
            }
        } else if kind != Kind::Channel {
            match self.standing(chat, user) {
                "kicked" => return 0,
                "left" => self.come(user, chat, None),
                "restricted" => {
                    let member = self.chats.get(&chat).and_then(|chat| chat.members.get(&user));
                    if member.is_some_and(|member| !member.writes) {
                        return 0;
                    }
                }
                _ => {}
            }
        }
        let reply_to = self.within_topic(chat, reply_to, &mut fields);
        let id = self.put(chat, user, reply_to, fields);
        let told = if kind == Kind::Channel { "channel_post" } else { "message" };
        self.tell_message(told, chat, id);
        self.forward_into_discussion(chat, id);
        id
    }

    /// In a topic, what answers nobody answers the message that opened it.
    fn within_topic(
        &self,
        chat: i64,
        reply_to: Option<i64>,
        fields: &mut Map<String, Value>,
    ) -> Option<i64> {
        let thread = fields.get("message_thread_id").and_then(Value::as_i64);
        let topic = thread.filter(|thread| {
            self.chats.get(&chat).is_some_and(|chat| chat.topics.contains_key(thread))
        });
        if topic.is_some() {
            fields.insert("is_topic_message".to_owned(), json!(true));
        }
        reply_to.or(topic)
    }

    /// Somebody opens the private chat and presses the button.
    pub(super) fn begin(&mut self, user: i64) {
        if !self.chats.contains_key(&user) {
            self.add_chat(user, Kind::Private, "", "member");
        }
        if let Some(chat) = self.chats.get_mut(&user) {
            chat.begun = true;
            chat.members.insert(user, Member::of("member"));
        }
    }

    pub(super) fn change_text(&mut self, chat: i64, id: i64, text: &str) {
        let now = self.clock.seconds();
        let Some(place) = self.chats.get_mut(&chat) else { return };
        let kind = place.kind;
        let Some(message) = place.messages.get_mut(&id) else { return };
        let field = if message.body.contains_key("text") { "text" } else { "caption" };
        message.body.insert(field.to_owned(), json!(text));
        message.body.insert("edit_date".to_owned(), json!(now));
        message.edited = true;
        let told = if kind == Kind::Channel { "edited_channel_post" } else { "edited_message" };
        self.tell_message(told, chat, id);
    }

    /// Somebody comes in.
    pub(super) fn come(&mut self, user: i64, chat: i64, link: Option<Value>) {
        self.move_member(chat, user, user, Member::of("member"), link);
        if self.chats.get(&chat).is_some_and(|chat| chat.kind != Kind::Channel) {
            let who = self.user(user);
            let fields = fields([("new_chat_members", json!([who]))]);
            let id = self.put(chat, user, None, fields);
            self.tell_message("message", chat, id);
        }
    }

    /// Somebody goes.
    pub(super) fn go(&mut self, user: i64, chat: i64) {
        self.move_member(chat, user, user, Member::of("left"), None);
        if self.chats.get(&chat).is_some_and(|chat| chat.kind != Kind::Channel) {
            let who = self.user(user);
            let id = self.put(chat, user, None, fields([("left_chat_member", who)]));
            self.tell_message("message", chat, id);
        }
    }

    /// Somebody reacts, or takes all of it back.
    pub(super) fn react(&mut self, user: i64, chat: i64, id: i64, old: &[&str], new: &[&str]) {
        let list = |emoji: &[&str]| -> Vec<Value> {
            emoji.iter().map(|emoji| json!({"type": "emoji", "emoji": emoji})).collect()
        };
        let date = self.clock.seconds();
        if !matches!(self.standing(chat, self.bot), "administrator" | "creator") {
            return;
        }
        if self.chats.get(&chat).is_some_and(|chat| chat.kind == Kind::Channel) {
            let counts: Vec<Value> = new
                .iter()
                .map(|emoji| json!({"type": {"type": "emoji", "emoji": emoji}, "total_count": 1}))
                .collect();
            let update = json!({"chat": self.short(chat), "message_id": id, "date": date,
                "reactions": counts});
            self.tell("message_reaction_count", chat, update);
            return;
        }
        let update = json!({
            "chat": self.short(chat), "message_id": id, "user": self.user(user), "date": date,
            "old_reaction": list(old), "new_reaction": list(new),
        });
        self.tell("message_reaction", chat, update);
    }

    /// Somebody opens a topic; its number is that of the message that says so.
    pub(super) fn open_topic(&mut self, user: i64, chat: i64, name: &str) -> i64 {
        if let Some(place) = self.chats.get_mut(&chat) {
            place.forum = true;
        }
        let opened = json!({"name": name, "icon_color": 7_322_096});
        let id = self.put(chat, user, None, fields([("forum_topic_created", opened)]));
        if let Some(place) = self.chats.get_mut(&chat) {
            place.topics.insert(id, true);
            if let Some(message) = place.messages.get_mut(&id) {
                message.body.insert("message_thread_id".to_owned(), json!(id));
                message.body.insert("is_topic_message".to_owned(), json!(true));
            }
        }
        self.tell_message("message", chat, id);
        id
    }

    /// An administrator writes in the name of the group.
    pub(super) fn write_anonymously(&mut self, chat: i64, text: &str) -> i64 {
        let sender = self.short(chat);
        let fields = fields([("sender_chat", sender), ("text", json!(text))]);
        let id = self.put(chat, ANONYMOUS, None, fields);
        self.tell_message("message", chat, id);
        id
    }

    /// A basic group becomes a supergroup with another number.
    pub(super) fn migrate(&mut self, group: i64) -> i64 {
        let new = self.next_chat();
        let Some(old) = self.chats.get(&group).cloned() else { return 0 };
        let mut moved = old;
        (moved.id, moved.kind, moved.last_message) = (new, Kind::Supergroup, 0);
        (moved.messages, moved.pinned) = Default::default();
        let by = self.bot;
        self.chats.insert(new, moved);
        let id = self.put(group, by, None, fields([("migrate_to_chat_id", json!(new))]));
        self.tell_message("message", group, id);
        let id = self.put(new, by, None, fields([("migrate_from_chat_id", json!(group))]));
        self.tell_message("message", new, id);
        if let Some(old) = self.chats.get_mut(&group) {
            old.migrated_to = Some(new);
        }
        new
    }
}

/// Fields of a message.
pub(super) fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
