//! Sending what waits, one by one, within the limits of the platform.

use std::collections::HashSet;
use std::time::Duration;

use kamerton_channels::live::{Act, Outgoing, Sent, Trouble};
use kamerton_core::time::Instant;
use kamerton_store::notices::{self, Change};
use kamerton_store::outgoing::{self, OutgoingRow};

use super::keeper::Keeper;
use super::open::Open;
use super::outbox::{self, state};
use super::{Why, locked, said};
use crate::error::Result;

/// What waits, looked at together.
const PIECE: i64 = 100;
/// So often something is tried that certainly was not done.
const TRIES: i64 = 10;

/// What to do next.
enum Next {
    /// Send this.
    Send(Box<OutgoingRow>, Box<Outgoing>),
    /// Nothing for so long.
    Wait(Duration),
}

impl Keeper {
    /// Sends what waits until the work ends. What is being sent then comes to its end.
    pub async fn keep_sending(&self) {
        let Ok(open) = self.opened().await else { return };
        if open.connector.send().is_none() {
            return;
        }
        drop(open);
        while self.ask_about_broken_off().await.is_err() {
            if !self.rest(self.tempo().first_wait).await {
                return;
            }
        }
        while self.until_allowed().await {
            let next = self.next().await.unwrap_or(Next::Wait(self.tempo().first_wait));
            match next {
                Next::Send(row, outgoing) => self.send(*row, *outgoing).await,
                Next::Wait(wait) => {
                    let told = self.channels.0.wake.notified();
                    let _ = self
                        .unless_ended(async {
                            tokio::select! {
                                () = told => {}
                                () = tokio::time::sleep(wait) => {}
                            }
                        })
                        .await;
                }
            }
        }
    }

    /// What was being sent when whoever sent it ended may have been sent.
    async fn ask_about_broken_off(&self) -> Result<()> {
        let mut session = self.channels.store().read().await?;
        let rows = outgoing::open(&mut session, self.brand.id, self.id, PIECE * 10).await?;
        drop(session);
        for mut row in rows.into_iter().filter(|row| row.state == state::SENDING) {
            let tried_at = row.state_at;
            row.problem = Some(Why::of("channel-why-ended").stored());
            if self.move_on(state::SENDING, state::UNKNOWN, &mut row).await? {
                self.prove(row, tried_at).await?;
            }
        }
        Ok(())
    }

    /// The first that may go now. To each place and person things go in the order in which they were
    /// said; who has to wait delays nobody else.
    async fn next(&self) -> Result<Next> {
        let open = self.opened().await?;
        let Some(send) = open.connector.send() else { return Ok(Next::Wait(Duration::MAX)) };
        let mut session = self.channels.store().read().await?;
        let rows = outgoing::open(&mut session, self.brand.id, self.id, PIECE).await?;
        let now = self.now();
        let mut wait = self.tempo().outbox;
        let mut behind: HashSet<(String, String)> = HashSet::new();
        for row in rows.into_iter().filter(|row| row.state == state::QUEUED) {
            let target = (row.place.clone(), row.person.clone());
            if behind.contains(&target) {
                continue;
            }
            if row.not_before > now {
                wait = wait.min(until(row.not_before, now));
                behind.insert(target);
                continue;
            }
            let files = outgoing::files(&mut session, self.brand.id, row.id).await?;
            let outgoing = match outbox::act_of(&row, files) {
                Ok(act) => Outgoing { id: row.id.0.simple().to_string(), act },
                Err(error) => {
                    let why = Why::of("channel-why-act").saying(error.to_string());
                    self.give_up(row, &why).await?;
                    continue;
                }
            };
            let buckets = send.buckets(&outgoing, &open.about);
            let full = locked(&self.pace).wait(&buckets, now);
            if full.is_zero() {
                return Ok(Next::Send(Box::new(row), Box::new(outgoing)));
            }
            wait = wait.min(full);
            behind.insert(target);
        }
        Ok(Next::Wait(wait))
    }

    async fn give_up(&self, mut row: OutgoingRow, why: &Why) -> Result<()> {
        row.problem = Some(why.stored());
        self.move_on(state::QUEUED, state::FAILED, &mut row).await?;
        Ok(())
    }

    /// Sends one, once. Whatever fails here fails after it was written down that it is being sent.
    async fn send(&self, mut row: OutgoingRow, outgoing: Outgoing) {
        row.tries += 1;
        row.problem = None;
        match self.move_on(state::QUEUED, state::SENDING, &mut row).await {
            Ok(true) => {}
            Ok(false) | Err(_) => {
                self.rest(self.tempo().first_wait).await;
                return;
            }
        }
        if self.try_once(&mut row, &outgoing).await.is_err() {
            // The store could not note what came of it: it is `sending` on the disk, and asked about
            // by whoever takes the connection next.
            self.end();
        }
    }

    async fn try_once(&self, row: &mut OutgoingRow, outgoing: &Outgoing) -> Result<()> {
        let open = self.opened().await?;
        let Some(send) = open.connector.send() else { return Ok(()) };
        let tried_at = self.now();
        let buckets = send.buckets(outgoing, &open.about);
        locked(&self.pace).take(&buckets, tried_at);
        // Never broken off: whoever breaks it off does not know whether it was done.
        let sent = send.send(&open.link(), outgoing).await;
        match sent {
            Ok(sent) => {
                self.went_well().await;
                self.was_sent(&open, row, &outgoing.act, sent, state::SENDING).await
            }
            Err(trouble) => self.was_not_sent(row, &trouble, tried_at).await,
        }
    }

    /// Notes the proof, and puts what was said into our own history.
    async fn was_sent(
        &self,
        open: &Open,
        row: &mut OutgoingRow,
        act: &Act,
        sent: Sent,
        from: &str,
    ) -> Result<()> {
        row.remote_key.clone_from(&sent.key);
        row.address.clone_from(&sent.address);
        row.problem = None;
        // First into the history: it is known there when it comes back from the platform, and repeated
        // without harm when the next step fails.
        let fact = said::fact(&self.channels, &self.brand, open, act, &sent, self.now()).await?;
        if let Some(fact) = fact {
            let intake = self.channels.0.intakes.of(&self.brand);
            let kept = intake.submit(&said::source(self.id), &fact).await;
            // Where the platform is ourselves, what is not in the history was not delivered: it stays
            // `sending`, and is proven again by whoever takes the connection next.
            if open.connector.visit().is_some() {
                kept?;
            }
        }
        if self.move_on(from, state::SENT, row).await? {
            let mut session = self.channels.store().write().await?;
            outgoing::forget_files(&mut session, self.brand.id, row.id).await?;
            session.commit().await?;
        }
        Ok(())
    }

    async fn was_not_sent(
        &self,
        row: &mut OutgoingRow,
        trouble: &Trouble,
        tried_at: Instant,
    ) -> Result<()> {
        row.problem = Some(Why::from(trouble).stored());
        match trouble {
            Trouble::Limited { after, bucket, .. } => {
                self.limit(*after, bucket, trouble).await;
                // It was the platform's wish, and no failure.
                row.tries -= 1;
                row.not_before = later(self.now(), *after);
                self.move_on(state::SENDING, state::QUEUED, row).await?;
            }
            Trouble::SignIn(_) => {
                self.move_on(state::SENDING, state::QUEUED, row).await?;
                self.sign_out(trouble).await;
            }
            Trouble::Passing(_) if row.tries < TRIES => {
                let failures = u32::try_from(row.tries).unwrap_or(u32::MAX);
                row.not_before = later(self.now(), self.tempo().after(failures));
                self.move_on(state::SENDING, state::QUEUED, row).await?;
            }
            Trouble::Passing(_) | Trouble::Refused(_) | Trouble::Settings(_) => {
                self.move_on(state::SENDING, state::FAILED, row).await?;
            }
            Trouble::Unknown(_) | Trouble::Unreadable(_) => {
                if self.move_on(state::SENDING, state::UNKNOWN, row).await? {
                    self.prove(row.clone(), tried_at).await?;
                }
            }
        }
        Ok(())
    }

    /// Asks the platform, once, what became of something of which nobody knows.
    async fn prove(&self, mut row: OutgoingRow, tried_at: Instant) -> Result<()> {
        let open = self.opened().await?;
        let Some(prove) = open.connector.prove() else { return Ok(()) };
        let mut session = self.channels.store().read().await?;
        let files = outgoing::files(&mut session, self.brand.id, row.id).await?;
        drop(session);
        let Ok(act) = outbox::act_of(&row, files) else { return Ok(()) };
        let outgoing = Outgoing { id: row.id.0.simple().to_string(), act };
        let link = open.link();
        let proof = self.unless_ended(prove.prove(&link, &outgoing, tried_at)).await;
        match proof {
            Some(Ok(Some(sent))) => {
                self.was_sent(&open, &mut row, &outgoing.act, sent, state::UNKNOWN).await?;
            }
            Some(Ok(None)) => {
                // That it did not happen is proven: it is no blind repetition.
                row.not_before = later(self.now(), self.tempo().first_wait);
                let next = if row.tries < TRIES { state::QUEUED } else { state::FAILED };
                self.move_on(state::UNKNOWN, next, &mut row).await?;
            }
            Some(Err(trouble @ Trouble::SignIn(_))) => self.sign_out(&trouble).await,
            // One of us is asked.
            Some(Err(_)) | None => {}
        }
        Ok(())
    }

    /// Moves one on; says whether it was in that state and the connection is still ours.
    async fn move_on(&self, from: &str, to: &str, row: &mut OutgoingRow) -> Result<bool> {
        to.clone_into(&mut row.state);
        row.state_at = self.now();
        let mut session = self.channels.store().write().await?;
        let held = (self.id, self.fence);
        if !outbox::move_held(&mut session, &self.brand, held, from, row).await? {
            return Ok(false);
        }
        session.commit().await?;
        notices::tell(self.channels.store(), self.brand.id, Change::Channels).await;
        Ok(true)
    }
}

fn until(at: Instant, now: Instant) -> Duration {
    Duration::from_micros(u64::try_from(at.since(now)).unwrap_or(0))
}

fn later(now: Instant, after: Duration) -> Instant {
    now.plus(i64::try_from(after.as_micros()).unwrap_or(i64::MAX / 4))
}
