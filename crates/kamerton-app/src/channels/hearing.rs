//! By what we hear of news: the platform calls us, or we ask it.

use std::time::Duration;

use kamerton_channels::live::Trouble;

use super::Why;
use super::keeper::Keeper;

/// So often a platform is asked whether its calls arrive before it is told anew where to call.
const LOOKS: u32 = 12;
/// In so many times that span an address that is called in vain is tried again.
const IN_VAIN: u32 = 6;

/// By what we hear of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hearing {
    /// The platform calls us.
    Called,
    /// We ask.
    Asking,
}

impl Keeper {
    /// Tells the platform where to call, now and every hour: some forget it, and some give up calling
    /// after an absence of ours. Where that does not work, we ask.
    pub async fn keep_hearing(&self) {
        let Ok(open) = self.opened().await else { return self.end() };
        let can_ask = open.connector.poll().is_some();
        let Some(webhook) = open.connector.webhook() else {
            self.hears(Hearing::Asking);
            return;
        };
        if webhook.is_told_by_hand() {
            self.hears(Hearing::Called);
            self.went_well().await;
            return;
        }
        // Whoever has no public address is asked for news, also where calls were wished for.
        let address = self.channels.hook_address(self.brand.id, self.id);
        let wanted = !can_ask || webhook.is_wanted(&open.settings);
        let Some(address) = address.filter(|_| wanted) else {
            if can_ask {
                // Where a platform was told to call, it does not let itself be asked.
                let _ = self.unless_ended(webhook.unregister(&open.link())).await;
                self.hears(Hearing::Asking);
            } else {
                self.note_broken(&Why::of("channel-why-no-public")).await;
            }
            return;
        };
        let (mut failures, mut looks) = (0, 0);
        loop {
            if !self.until_allowed().await {
                return;
            }
            let Ok(open) = self.opened().await else { return self.end() };
            let link = open.link();
            if looks > 0 {
                looks -= 1;
                let in_vain = self.unless_ended(webhook.is_in_vain(&link, &address)).await;
                let mut wait = self.tempo().register / LOOKS;
                if can_ask && matches!(in_vain, Some(Ok(true))) {
                    // What waits there is not lost: it is asked for, and the address tried again later.
                    let _ = self.unless_ended(webhook.unregister(&link)).await;
                    self.hears(Hearing::Asking);
                    (looks, wait) = (0, self.tempo().register * IN_VAIN);
                }
                if !self.rest(wait).await {
                    return;
                }
                continue;
            }
            let told = self.unless_ended(webhook.register(&link, &address)).await;
            let wait = match told {
                None => return,
                Some(Ok(())) => {
                    failures = 0;
                    self.hears(Hearing::Called);
                    self.went_well().await;
                    looks = LOOKS;
                    self.tempo().register / LOOKS
                }
                // It is done by hand, and perhaps is already.
                Some(Err(Trouble::Settings(_))) => {
                    self.hears(if can_ask { Hearing::Asking } else { Hearing::Called });
                    self.tempo().register
                }
                Some(Err(trouble)) => {
                    failures += 1;
                    let Some(wait) = self.failed(&trouble, failures, !can_ask).await else {
                        return;
                    };
                    if can_ask && gives_up(&trouble, failures) {
                        self.hears(Hearing::Asking);
                        self.tempo().register.min(Duration::from_secs(3_600))
                    } else {
                        wait
                    }
                }
            };
            if !self.rest(wait).await {
                return;
            }
        }
    }

    fn hears(&self, by: Hearing) {
        self.hearing.send_replace(Some(by));
    }

    /// Asks for what is new for as long as nobody calls us.
    pub async fn keep_polling(&self) {
        let mut hearing = self.hearing.subscribe();
        let mut failures = 0;
        let mut cursor = None;
        loop {
            let asking = hearing.wait_for(|by| *by == Some(Hearing::Asking));
            if self.unless_ended(async { asking.await.is_ok() }).await != Some(true)
                || !self.until_allowed().await
            {
                return;
            }
            let Ok(open) = self.opened().await else { return self.end() };
            let Some(poll) = open.connector.poll() else { return };
            if cursor.is_none() {
                cursor = self.begin("poll").await;
            }
            let Some(at) = cursor.as_mut() else {
                // The store could not: what is asked now would not know from where.
                if self.rest(self.tempo().first_wait).await {
                    continue;
                }
                return;
            };
            let link = open.link();
            let position = at.position.clone();
            if self.unless_ended(self.channels.0.held.room()).await.is_none() {
                return;
            }
            let polled = self.unless_ended(poll.poll(&link, &position, self.tempo().wait)).await;
            let wait = match polled {
                None => return,
                Some(Ok(polled)) => {
                    let pause = if polled.more { Duration::ZERO } else { polled.pause };
                    if self.take(&open, polled, at).await.is_ok() {
                        failures = 0;
                        self.went_well().await;
                        pause
                    } else {
                        failures += 1;
                        // From where it was kept: what came is asked for again.
                        at.position = position;
                        self.tempo().after(failures)
                    }
                }
                Some(Err(trouble)) => {
                    failures += 1;
                    match self.failed(&trouble, failures, true).await {
                        Some(wait) => wait,
                        None => return,
                    }
                }
            };
            if !self.rest(wait).await {
                return;
            }
        }
    }
}

/// Whether asking is tried instead of being called.
const fn gives_up(trouble: &Trouble, failures: u32) -> bool {
    match trouble {
        Trouble::Limited { .. } | Trouble::SignIn(_) => false,
        Trouble::Passing(_) | Trouble::Unknown(_) => failures > 2,
        Trouble::Refused(_) | Trouble::Unreadable(_) | Trouble::Settings(_) => true,
    }
}
