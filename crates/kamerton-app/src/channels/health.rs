//! How a connection is, as people see it.

use std::collections::HashMap;

use kamerton_core::time::Instant;
use kamerton_store::Session;
use kamerton_store::connections::ConnectionRow;
use kamerton_store::raw_events::{self, Backlog};

use super::{Why, source};
use crate::brand::Brand;
use crate::error::Result;

/// How a connection is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is switched off.
    Off,
    /// The platform refuses the sign-in; everything stands until somebody mends it.
    NeedsSignIn {
        /// Why.
        why: Why,
    },
    /// The platform wants us to wait.
    LimitedUntil {
        /// Until when.
        until: Instant,
        /// Why.
        why: Why,
    },
    /// It does not work.
    BrokenSince {
        /// Since when.
        since: Instant,
        /// Why.
        why: Why,
    },
    /// Nothing was heard yet.
    Waiting,
    /// It works.
    Connected,
}

impl State {
    /// Its word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::NeedsSignIn { .. } => "needs_sign_in",
            Self::LimitedUntil { .. } => "limited",
            Self::BrokenSince { .. } => "broken",
            Self::Waiting => "waiting",
            Self::Connected => "connected",
        }
    }

    /// Of a stored connection.
    pub fn of(row: &ConnectionRow, now: Instant) -> Self {
        let why = || row.problem.as_deref().map(Why::read).unwrap_or_default();
        if !row.enabled {
            return Self::Off;
        }
        if let Some(why) = &row.sign_in_problem {
            return Self::NeedsSignIn { why: Why::read(why) };
        }
        if let Some(until) = row.limited_until.filter(|until| *until > now) {
            return Self::LimitedUntil { until, why: why() };
        }
        if let Some(since) = row.broken_since {
            return Self::BrokenSince { since, why: why() };
        }
        if row.heard_at.is_none() { Self::Waiting } else { Self::Connected }
    }
}

/// How a connection is, with what waits of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// In short.
    pub state: State,
    /// When something came last.
    pub heard_at: Option<Instant>,
    /// When it was last asked with success.
    pub asked_at: Option<Instant>,
    /// How many payloads wait to be taken in.
    pub waiting: i64,
    /// When the oldest of them came.
    pub oldest_waiting: Option<Instant>,
    /// How many payloads were not understood.
    pub not_understood: i64,
}

/// What waits and what was not understood, of all sources.
pub(super) struct Backlogs {
    waiting: HashMap<String, Backlog>,
    strange: HashMap<String, Backlog>,
}

impl Backlogs {
    pub async fn of(session: &mut Session, brand: &Brand) -> Result<Self> {
        let by_source = |all: Vec<Backlog>| {
            all.into_iter().map(|one| (one.source.clone(), one)).collect::<HashMap<_, _>>()
        };
        let waiting = by_source(raw_events::backlog(session, brand.id).await?);
        let strange = by_source(raw_events::not_understood(session, brand.id).await?);
        Ok(Self { waiting, strange })
    }

    pub fn health(&self, row: &ConnectionRow, now: Instant) -> Health {
        let source = source(row.id);
        let waiting = self.waiting.get(&source);
        Health {
            state: State::of(row, now),
            heard_at: row.heard_at,
            asked_at: row.polled_at,
            waiting: waiting.map_or(0, |some| some.count),
            oldest_waiting: waiting.map(|some| some.oldest),
            not_understood: self.strange.get(&source).map_or(0, |some| some.count),
        }
    }
}
