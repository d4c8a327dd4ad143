use super::*;
use std::collections::HashMap;

fn now() -> Instant {
    Instant::parse_rfc3339("2026-03-02T15:00:00Z").unwrap()
}

/// Sixty messages of the chat and some of the other places, for reading by eye:
/// `cargo test -p kamerton-app --lib demo::tests::read -- --ignored --nocapture`.
#[test]
#[ignore = "prints for reading"]
fn read() {
    let skip: usize = std::env::var("SKIP").ok().and_then(|n| n.parse().ok()).unwrap_or(18_000);
    let place = std::env::var("PLACE").unwrap_or_else(|_| "1784402211".to_owned());
    let mut names = HashMap::new();
    let mut shown = 0;
    for fact in simulate(&Plan::brand(now())).skip(skip) {
        let Fact::Message(message) = fact else { continue };
        let name = message.author.as_ref().and_then(|a| a.display_name.clone());
        let name = name.unwrap_or_default();
        names.insert(message.key.clone(), name.clone());
        if message.place.remote_id != place {
            continue;
        }
        let to = message.reply_to.as_ref().map(|key| names.get(key).map_or("?", String::as_str));
        let to = to.map_or(String::new(), |to| format!(" -> {to}"));
        let media: Vec<_> = message.attachments.iter().map(|a| format!("{:?}", a.kind)).collect();
        let edited = if message.edited_at.is_some() { " (изм.)" } else { "" };
        let thread = message.thread.unwrap_or_default();
        println!(
            "{} {thread} [{name}{to}]{edited} {} {}",
            &message.sent_at.rfc3339()[5..16],
            message.text,
            media.join(",")
        );
        shown += 1;
        if shown == 60 {
            break;
        }
    }
}
