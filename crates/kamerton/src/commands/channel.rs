//! `kamerton channel`.

use std::io::Read;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use kamerton_app::channels::{
    Candidate, Channels, Connected, Filled, Looked, Options, Settled, State, Tempo, Why,
};
use kamerton_app::intake::Intakes;
use kamerton_app::live::{Ability, Grade, Report, Settings};
use kamerton_app::{Brand, CONNECTORS};
use kamerton_core::id::{ConnectionId, OutgoingId, PlaceId};
use kamerton_core::time::Instant;
use kamerton_store::Store;
use kamerton_store::connection_places::ReachedRow;
use kamerton_store::outgoing::OutgoingRow;
use kamerton_web::channel_words;
use kamerton_web::words::{Arg, Words};
use serde_json::{Value, json};

use super::user::actor;
use super::{act, now, open};
use crate::cli::ChannelAction;
use crate::config::Config;
use crate::output;

/// Live channels for one command: nobody works with them here, a running `serve` does.
pub fn channels(config: &Config, store: &Store) -> Result<Channels> {
    let options = Options {
        clock: now,
        seal: config.seal()?,
        allowed: config.channels_may_ask.clone(),
        public_url: config.public_url.clone(),
        tempo: Tempo::default(),
    };
    let intakes = Intakes::new(store.clone(), now, CONNECTORS);
    Ok(Channels::new(store.clone(), intakes, CONNECTORS, options))
}

/// Connects, lists, checks and removes channels.
pub async fn run(config: &Config, action: ChannelAction) -> Result<ExitCode> {
    if matches!(action, ChannelAction::Kinds) {
        kinds(config)?;
        return Ok(ExitCode::SUCCESS);
    }
    let (store, brand) = open(config).await?;
    let channels = channels(config, &store)?;
    let place = Place { config, brand: &brand, channels: &channels, store: &store };
    let done = place.act(action).await;
    store.close().await;
    done
}

/// What every action works with.
struct Place<'a> {
    config: &'a Config,
    brand: &'a Brand,
    channels: &'a Channels,
    store: &'a Store,
}

impl Place<'_> {
    async fn act(&self, action: ChannelAction) -> Result<ExitCode> {
        match action {
            ChannelAction::Kinds => {}
            ChannelAction::List => self.list().await?,
            ChannelAction::Add { kind, name, fields } => {
                return self.add(&kind, name, &fields).await;
            }
            ChannelAction::Set { id, fields } => self.set(connection(&id)?, &fields).await?,
            ChannelAction::Check { id } => return self.check(connection(&id)?).await,
            ChannelAction::On { id } => self.enable(connection(&id)?, true).await?,
            ChannelAction::Off { id } => self.enable(connection(&id)?, false).await?,
            ChannelAction::Remove { id } => {
                self.channels.remove(self.brand, connection(&id)?, &actor()).await?;
                self.say(json!({ "id": id }), &format!("{id} is removed; what came by it stays"))?;
            }
            ChannelAction::Places { id } => self.places(connection(&id)?).await?,
            ChannelAction::Adopt { id, place, into } => {
                self.adopt(connection(&id)?, &place, into.as_deref()).await?;
            }
            ChannelAction::ReadAgain { id } => {
                let count = self.channels.read_again(self.brand, connection(&id)?).await?;
                let said = format!("{count} payloads wait to be read again by a running `serve`");
                self.say(json!({ "waiting": count }), &said)?;
            }
            ChannelAction::Act(action) => {
                let place = act::Place {
                    config: self.config,
                    brand: self.brand,
                    channels: self.channels,
                    store: self.store,
                };
                place.act(action).await?;
            }
            ChannelAction::Sent { limit } => self.sent(limit).await?,
            ChannelAction::Settle { id, what } => self.settle(&id, &what).await?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn words(&self) -> Words {
        Words::new(self.config.lang.as_deref().unwrap_or(&self.brand.lang))
    }

    fn say(&self, value: Value, text: &str) -> Result<()> {
        if self.config.json { output::json(&value) } else { output::line(text) }
    }

    async fn list(&self) -> Result<()> {
        let all = self.channels.list(self.brand).await?;
        if self.config.json {
            let words = self.words();
            return output::json(&all.iter().map(|one| shown(&words, one)).collect::<Vec<_>>());
        }
        let words = self.words();
        all.iter().try_for_each(|one| {
            let told = told(&words, one);
            output::line(&format!("{}  {}  {}  {told}", one.id, one.kind, one.name))
        })
    }

    async fn add(&self, kind: &str, name: String, fields: &[String]) -> Result<ExitCode> {
        let filled = Filled { name, settings: filled(fields)? };
        let id = self.channels.create(self.brand, kind, &filled, &actor()).await?;
        if !self.config.json {
            output::line(&id.to_string())?;
            if let Some(hook) = self.channels.show(self.brand, id).await?.hook {
                output::line(&hook)?;
            }
        }
        self.check(id).await
    }

    async fn set(&self, id: ConnectionId, fields: &[String]) -> Result<()> {
        let known = self.channels.show(self.brand, id).await?;
        let mut settings = Settings::default();
        for field in &known.fields {
            settings.set(field.field.name, field.value.as_str());
        }
        for (name, value) in filled(fields)?.iter() {
            settings.set(name, value);
        }
        let filled = Filled { name: known.name, settings };
        self.channels.change(self.brand, id, &filled, &actor()).await?;
        self.say(json!({ "id": id }), &format!("{id} is changed"))
    }

    async fn enable(&self, id: ConnectionId, enabled: bool) -> Result<()> {
        self.channels.enable(self.brand, id, enabled, &actor()).await?;
        let word = if enabled { "on" } else { "off" };
        self.say(json!({ "id": id, "enabled": enabled }), &format!("{id} is {word}"))
    }

    async fn check(&self, id: ConnectionId) -> Result<ExitCode> {
        let looked: Looked = self.channels.check(self.brand, id).await?;
        let words = self.words();
        let report = looked.map_err(|trouble| {
            let why = channel_words::why(&words, &Why::from(&trouble));
            anyhow!(words.say("channels-unlearnt", &[("why", Arg::Text(&why))]))
        })?;
        let lines: Vec<(&str, String)> = findings(&words, &report);
        let usable = report.is_usable();
        if self.config.json {
            let findings: Vec<Value> =
                lines.iter().map(|(grade, text)| json!({ "grade": grade, "text": text })).collect();
            output::json(&json!({ "id": id, "works": usable, "findings": findings }))?;
        } else {
            lines.iter().try_for_each(|(grade, text)| output::line(&format!("{grade}  {text}")))?;
        }
        Ok(if usable { ExitCode::SUCCESS } else { ExitCode::from(output::FAILED) })
    }

    async fn places(&self, id: ConnectionId) -> Result<()> {
        let places = self.channels.show(self.brand, id).await?.places;
        if self.config.json {
            return output::json(&places.iter().map(reached).collect::<Vec<_>>());
        }
        places.iter().try_for_each(|one| {
            let adopted = one.adopted.map_or(String::new(), |place| format!("  is {place}"));
            output::line(&format!("{}  {}{adopted}", one.remote_id, one.title))
        })
    }

    async fn adopt(&self, id: ConnectionId, place: &str, into: Option<&str>) -> Result<()> {
        let Some(into) = into else {
            let found = self.channels.candidates(self.brand, id, place).await?;
            if self.config.json {
                return output::json(&found.iter().map(candidate).collect::<Vec<_>>());
            }
            return found.iter().try_for_each(|one| {
                let equal = one.same_words.max(one.same_numbers);
                output::line(&format!("{}  {}  {equal} equal messages", one.place, one.title))
            });
        };
        let into: PlaceId = into.parse().map_err(|_| anyhow!("«{into}» is no id of a place"))?;
        let moved = self.channels.adopt(self.brand, id, place, into, &actor()).await?;
        let said = format!("{place} is {into} from now on; {moved} messages were taken over");
        self.say(json!({ "place": into, "moved": moved }), &said)
    }

    async fn sent(&self, limit: i64) -> Result<()> {
        let rows = self.channels.sent(self.brand, limit).await?;
        let words = self.words();
        if self.config.json {
            let rows = rows.iter().map(|row| outgoing(&words, row));
            return output::json(&rows.collect::<Vec<_>>());
        }
        rows.iter().try_for_each(|row| {
            let to = if row.place.is_empty() { &row.person } else { &row.place };
            let why = row.problem.as_deref();
            let why = why
                .map_or(String::new(), |why| format!("  {}", channel_words::stored(&words, why)));
            let (id, at) = (row.id, row.created_at.rfc3339());
            output::line(&format!("{id}  {at}  {}  {to}  {}{why}", row.state, row.by))
        })
    }

    async fn settle(&self, id: &str, what: &str) -> Result<()> {
        let settled = match what {
            "sent" => Settled::Sent,
            "again" => Settled::SendAgain,
            _ => Settled::Dropped,
        };
        let id: OutgoingId =
            id.parse().map_err(|_| anyhow!("«{id}» is no id of an outgoing message"))?;
        self.channels.settle(self.brand, id, settled, &actor()).await?;
        self.say(json!({ "id": id, "settled": what }), &format!("{id}: {what}"))
    }
}

fn connection(id: &str) -> Result<ConnectionId> {
    id.parse().map_err(|_| anyhow!("«{id}» is no id of a channel: see `kamerton channel list`"))
}

/// Reads `FIELD=VALUE`, `FIELD=@FILE` and `FIELD=-`.
fn filled(fields: &[String]) -> Result<Settings> {
    let mut settings = Settings::default();
    for text in fields {
        let Some((name, value)) = text.split_once('=') else {
            bail!("«{text}» is not understood: write FIELD=VALUE");
        };
        let value = match value.strip_prefix('@') {
            Some(path) => {
                std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?
            }
            None if value == "-" => {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
                text
            }
            None => value.to_owned(),
        };
        settings.set(name.trim(), value.trim());
    }
    Ok(settings)
}

fn kinds(config: &Config) -> Result<()> {
    let kind = |one: &&'static dyn kamerton_app::live::Connector| {
        let fields: Vec<Value> = one
            .fields()
            .iter()
            .map(|field| {
                let kind = format!("{:?}", field.kind);
                json!({ "name": field.name, "kind": kind, "required": field.required })
            })
            .collect();
        let can: Vec<String> =
            Ability::of(*one).iter().map(|ability| format!("{ability:?}")).collect();
        json!({ "kind": one.word(), "fields": fields, "can": can })
    };
    if config.json {
        return output::json(&CONNECTORS.iter().map(kind).collect::<Vec<_>>());
    }
    CONNECTORS.iter().try_for_each(|one| {
        let fields: Vec<String> =
            one.fields()
                .iter()
                .map(|field| {
                    if field.required { field.name.to_owned() } else { format!("[{}]", field.name) }
                })
                .collect();
        output::line(&format!("{}  {}", one.word(), fields.join(" ")))
    })
}

fn findings(words: &Words, report: &Report) -> Vec<(&'static str, String)> {
    let finding = |one: &kamerton_app::live::Finding| {
        let grade = match one.grade {
            Grade::Good => "good",
            Grade::Lacking => "lacking",
            Grade::Broken => "broken",
        };
        (grade, channel_words::finding(words, one))
    };
    report.findings.iter().map(finding).collect()
}

fn at(at: Option<Instant>) -> Option<String> {
    at.map(Instant::rfc3339)
}

/// How a channel is, in a line.
fn told(words: &Words, one: &Connected) -> String {
    let health = &one.health;
    let label = words.say(&format!("channels-state-{}", health.state.word()), &[]);
    let (when, why) = match &health.state {
        State::NeedsSignIn { why } => (None, Some(why)),
        State::LimitedUntil { until: when, why } | State::BrokenSince { since: when, why } => {
            (Some(*when), Some(why))
        }
        State::Off | State::Waiting | State::Connected => (None, None),
    };
    let mut told = label;
    told.extend(when.map(|when| format!(" ({})", when.rfc3339())));
    told.extend(why.map(|why| format!(": {}", channel_words::why(words, why))));
    let counts = [
        ("channels-waiting-count", health.waiting),
        ("channels-strange-count", health.not_understood),
    ];
    for (id, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        told.push_str("; ");
        told.push_str(&words.say(id, &[("count", Arg::Number(count))]));
    }
    told
}

fn shown(words: &Words, one: &Connected) -> Value {
    let health = &one.health;
    json!({
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "enabled": one.enabled,
        "state": health.state.word(),
        "told": told(words, one),
        "heard_at": at(health.heard_at),
        "asked_at": at(health.asked_at),
        "waiting": health.waiting,
        "oldest_waiting": at(health.oldest_waiting),
        "not_understood": health.not_understood,
        "places": one.places.len(),
        "hook": one.hook,
        "created_at": one.created_at.rfc3339(),
    })
}

fn reached(one: &ReachedRow) -> Value {
    json!({
        "place": one.remote_id,
        "title": one.title,
        "private": one.private,
        "people": one.people,
        "writable": one.writable,
        "is": one.adopted,
        "hidden": one.hidden,
    })
}

fn candidate(one: &Candidate) -> Value {
    json!({
        "place": one.place,
        "title": one.title,
        "same_title": one.same_title,
        "same_words": one.same_words,
        "same_numbers": one.same_numbers,
        "last": at(one.last),
    })
}

/// Something that goes out, as printed; never its text.
pub fn outgoing(words: &Words, row: &OutgoingRow) -> Value {
    json!({
        "id": row.id,
        "channel": row.connection,
        "message": row.about,
        "place": row.place,
        "person": row.person,
        "by": row.by,
        "created_at": row.created_at.rfc3339(),
        "state": row.state,
        "state_at": row.state_at.rfc3339(),
        "tries": row.tries,
        "key": row.remote_key,
        "address": row.address,
        "problem": row.problem.as_deref().map(|why| channel_words::stored(words, why)),
    })
}
