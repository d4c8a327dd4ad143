//! `kamerton channel say`, `ask`, `repost`, `pin`, `delete`, `restrict` and `invite`.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use kamerton_app::Brand;
use kamerton_app::channels::{Channels, Doing, Intent, Invitation};
use kamerton_app::live::{File, Restriction};
use kamerton_app::places::{Known, Sight};
use kamerton_core::id::{MessageId, PlaceId};
use kamerton_store::Store;
use kamerton_web::channel_words;
use kamerton_web::words::Words;
use serde_json::json;

use super::channel::outgoing;
use super::now;
use super::user::actor;
use crate::cli::ChannelAct;
use crate::config::Config;
use crate::output;

/// What every act works with.
pub struct Place<'a> {
    pub config: &'a Config,
    pub brand: &'a Brand,
    pub channels: &'a Channels,
    pub store: &'a Store,
}

impl Place<'_> {
    /// Writes down what is to be done: a running `serve` does it.
    pub async fn act(&self, act: ChannelAct) -> Result<()> {
        let doing = match act {
            ChannelAct::Say { place, text, files, at } => Doing::Post {
                place: self.place(&place).await?,
                thread: None,
                text,
                files: files.iter().map(|path| file(path)).collect::<Result<_>>()?,
                at: match at {
                    Some(text) => Some(self.brand.zone.parse_clock(&text).ok_or_else(|| {
                        anyhow!("«{text}» is no date and time: write it as 2026-11-30T09:00")
                    })?),
                    None => None,
                },
            },
            ChannelAct::Ask { place, question, answers, anonymous, several } => Doing::Ask {
                place: self.place(&place).await?,
                thread: None,
                question,
                answers,
                anonymous,
                several,
            },
            ChannelAct::Repost { message, place, text } => Doing::Repost {
                message: self::message(&message)?,
                place: self.place(&place).await?,
                text,
            },
            ChannelAct::Pin { message, off } => {
                Doing::Pin { message: self::message(&message)?, pinned: !off }
            }
            ChannelAct::Delete { message, reason } => {
                Doing::Delete { message: self::message(&message)?, reason }
            }
            ChannelAct::Restrict { message, how, hours, reason } => Doing::Restrict {
                message: self::message(&message)?,
                restriction: match how.as_str() {
                    "silent" => Restriction::Silent,
                    "out" => Restriction::Out,
                    _ => Restriction::Lifted,
                },
                hours,
                reason,
            },
            ChannelAct::Invite { place, name } => {
                let place = self.place(&place).await?;
                return match name {
                    Some(name) => self.invite(place, &name).await,
                    None => self.invitations(place).await,
                };
            }
        };
        self.carry_out(doing).await
    }

    async fn carry_out(&self, doing: Doing) -> Result<()> {
        // Each time it is typed it is wanted anew.
        let intent = Intent { name: now().micros().to_string(), doing, by: actor() };
        // Whoever has the command line has the database: nothing is hidden from them.
        let id = self.channels.carry_out(self.brand, Sight::Private, &intent).await?;
        if self.config.json {
            let row = self.channels.outgoing(self.brand, id).await?;
            return output::json(&outgoing(&self.words(), &row));
        }
        output::line(&id.to_string())
    }

    async fn invite(&self, place: PlaceId, name: &str) -> Result<()> {
        let made = self.channels.invite(self.brand, place, name, &actor()).await?;
        let made = match made {
            Ok(made) => made,
            Err(why) => bail!(channel_words::why(&self.words(), &why)),
        };
        match self.config.json {
            true => output::json(&json!({ "name": made.name, "address": made.address })),
            false => output::line(&made.address),
        }
    }

    async fn invitations(&self, place: PlaceId) -> Result<()> {
        let all = self.channels.invitations(self.brand, place).await?;
        if self.config.json {
            let shown = |one: &Invitation| {
                json!({
                    "name": one.made.name,
                    "address": one.made.address,
                    "by": one.made.by,
                    "created_at": one.made.created_at.rfc3339(),
                    "came": one.came,
                    "more": one.more,
                })
            };
            return output::json(&all.iter().map(shown).collect::<Vec<_>>());
        }
        all.iter().try_for_each(|one| {
            let more = if one.more { "+" } else { "" };
            output::line(&format!("{}  {}{more}  {}", one.made.address, one.came, one.made.name))
        })
    }

    /// The place of an id or a title.
    async fn place(&self, text: &str) -> Result<PlaceId> {
        if let Ok(id) = text.parse() {
            return Ok(id);
        }
        let mut session = self.store.read().await?;
        let known = Known::of(&mut session, self.brand, Sight::Private).await?;
        match known.titled(text).as_slice() {
            [id] => Ok(*id),
            [] => bail!("«{text}» is neither the title nor the id of a place"),
            _ => bail!("«{text}» is the title of several places: name one by its id"),
        }
    }

    fn words(&self) -> Words {
        Words::new(self.config.lang.as_deref().unwrap_or(&self.brand.lang))
    }
}

fn message(id: &str) -> Result<MessageId> {
    id.parse().map_err(|_| anyhow!("«{id}» is no id of a message: see `kamerton --json messages`"))
}

/// A file to go along; its kind is told by its name.
fn file(path: &Path) -> Result<File> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(File { name: name.unwrap_or_default(), kind: kind(path).to_owned(), bytes: bytes.into() })
}

fn kind(path: &Path) -> &'static str {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("mp4") => "video/mp4",
        Some("mp3") => "audio/mpeg",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    }
}
