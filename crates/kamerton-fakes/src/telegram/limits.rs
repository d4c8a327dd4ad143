//! How much a bot may send: about 30 messages a second, one a second into one chat, 20 a minute into a group
//! (core.telegram.org/bots/faq, "My bot is hitting limits").

use std::collections::BTreeMap;

/// Limits with what was sent lately.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Messages a second in all.
    pub second: usize,
    /// Messages a second into one chat.
    pub chat: usize,
    /// Messages a minute into one group or channel.
    pub group: usize,
    sent: Vec<(i64, i64)>,
    /// Until when a chat, or everything by 0, is refused.
    held: BTreeMap<i64, i64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { second: 30, chat: 1, group: 20, sent: Vec::new(), held: BTreeMap::new() }
    }
}

impl Limits {
    /// No limits.
    pub fn off() -> Self {
        Self { second: usize::MAX, chat: usize::MAX, group: usize::MAX, ..Self::default() }
    }

    /// Sends into a chat at a moment in microseconds, or says for how many seconds not.
    pub(super) fn send(&mut self, chat: i64, is_group: bool, now: i64) -> Result<(), i64> {
        self.sent.retain(|(at, _)| now - at < 60_000_000);
        let held = [0, chat].iter().filter_map(|name| self.held.get(name)).max().copied();
        if let Some(until) = held.filter(|until| *until > now) {
            return Err(seconds(until - now));
        }
        let within = |micros: i64, one: Option<i64>| {
            let fits =
                |entry: &&(i64, i64)| now - entry.0 < micros && one.is_none_or(|c| c == entry.1);
            let found: Vec<i64> = self.sent.iter().filter(fits).map(|(at, _)| *at).collect();
            found
        };
        let bounds = [
            (0, within(1_000_000, None), self.second, 1_000_000),
            (chat, within(1_000_000, Some(chat)), self.chat, 1_000_000),
            (
                chat,
                within(60_000_000, Some(chat)),
                if is_group { self.group } else { usize::MAX },
                60_000_000,
            ),
        ];
        for (name, sent, most, window) in bounds {
            if sent.len() >= most {
                let free = sent.first().map_or(now, |first| first + window);
                self.held.insert(name, free);
                return Err(seconds(free - now));
            }
        }
        self.sent.push((now, chat));
        Ok(())
    }
}

fn seconds(micros: i64) -> i64 {
    (micros + 999_999) / 1_000_000
}
