//! `kamerton messages`.

use std::process::ExitCode;

use anyhow::Result;
use kamerton_app::messages::{self, Filter, Listed, Order, Page};
use kamerton_app::places::Sight;
use kamerton_web::search_words;
use kamerton_web::words::{Arg, Words};
use serde::Serialize;

use super::{now, open};
use crate::cli;
use crate::config::Config;
use crate::output;

/// A page as JSON.
#[derive(Serialize)]
struct Printed {
    #[serde(flatten)]
    page: Page,
    notices: Vec<String>,
}

/// Prints what is found.
pub async fn run(config: &Config, args: cli::Messages) -> Result<ExitCode> {
    let (store, brand) = open(config).await?;
    let mut session = store.read().await?;
    let words = Words::new(config.lang.as_deref().unwrap_or(&brand.lang));
    let filter = Filter {
        words: args.query.join(" "),
        order: Order::parse(&args.sort).unwrap_or_default(),
        ..Filter::default()
    };
    let (after, limit) = (args.after.as_deref(), usize::from(args.limit));
    let page =
        messages::page(&mut session, &brand, Sight::Private, &filter, after, limit, now()).await?;
    let notices: Vec<String> =
        page.notices.iter().map(|notice| search_words::notice(&words, notice)).collect();
    if config.json {
        output::json(&Printed { page, notices })?;
        return Ok(ExitCode::SUCCESS);
    }
    notices.iter().for_each(|notice| output::note(notice));
    for reading in &page.readings {
        let args = [
            ("shown", Arg::Text(reading.shown.as_str())),
            ("typed", Arg::Text(reading.typed.as_str())),
        ];
        output::note(&words.say("search-reading", &args));
    }
    if page.messages.is_empty() && page.next.is_none() {
        output::note(&words.say("messages-none", &[]));
    }
    for message in &page.messages {
        output::line(&line(message))?;
    }
    if let Some(next) = &page.next {
        output::note(&format!("--after {next}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// A message on a line: when, where, who, what, with what was sought in brackets.
fn line(message: &Listed) -> String {
    let name = message.author.as_ref().map_or("", |author| author.name.as_str());
    let pieces = search_words::pieces(&message.text, &message.marks);
    let shown: String = pieces
        .iter()
        .map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() })
        .collect();
    let text = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}\t{}\t{name}\t{text}", message.at.rfc3339(), message.place_title)
}
