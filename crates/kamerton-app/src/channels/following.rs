//! Following people's own pages: where a channel can, only by a consent that is recorded and holds, and
//! only what they write there themselves after they gave it.
//!
//! The consent is looked at before the platform is asked, and once more, in the transaction that notes
//! what was read, before anything of it is kept. Withdrawn meanwhile, it is dropped.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use kamerton_channels::live::{Polled, Raw, Trouble};
use kamerton_core::fact::{Fact, PlaceRef};
use kamerton_core::id::IdentityId;
use kamerton_store::connection_cursors::{self, CursorRow};
use kamerton_store::connection_places::{self, ReachedRow};
use kamerton_store::consents::{self, ConsentRow, PostRow};
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::{Session, connections};

use super::keeper::Keeper;
use super::names::Names;
use super::open::Open;
use super::source;
use crate::error::Result;

/// The cursors of followed pages, one for each account.
const FOLLOW: &str = "follow";
/// After so many failures in a row the page has to wait for its next time.
const PATIENCE: u32 = 3;

/// A page that may be read.
struct Page {
    consent: ConsentRow,
    account: IdentityRow,
}

impl Keeper {
    /// Reads the pages of those who agreed, one after the other and each at its times, until the work
    /// ends.
    pub async fn keep_following(&self) {
        let Ok(open) = self.opened().await else { return };
        if open.connector.follow_profile().is_none() {
            return;
        }
        drop(open);
        while self.until_allowed().await {
            // When the store cannot, it is looked again in a moment.
            for page in self.pages().await.unwrap_or_default() {
                if !self.read_page(&page).await || !self.rest(self.tempo().follow_gap).await {
                    return;
                }
            }
            if !self.rest(self.tempo().follow_look).await {
                return;
            }
        }
    }

    /// The pages that it is time to read. Where several channels of one kind could, the oldest does.
    async fn pages(&self) -> Result<Vec<Page>> {
        let (brand, now) = (&self.brand, self.now());
        let mut session = self.channels.store().read().await?;
        let all = connections::of_workspace(&mut session, brand.id).await?;
        let works = all
            .into_iter()
            .find(|row| row.kind == self.row.kind && row.enabled && row.sign_in_problem.is_none());
        if works.is_none_or(|row| row.id != self.id) {
            return Ok(Vec::new());
        }
        let holding = consents::open(&mut session, brand.id).await?;
        let ids: Vec<IdentityId> = holding.iter().map(|consent| consent.identity).collect();
        let accounts = identities::by_id(&mut session, brand.id, ids).await?;
        let mut pages = Vec::new();
        for consent in holding {
            let account = accounts.iter().find(|account| account.id == consent.identity);
            let fits = |account: &&IdentityRow| account.kind == self.row.kind && !account.deleted;
            let Some(account) = account.filter(fits).cloned() else { continue };
            let cursor = self.cursor_of(&mut session, &account).await?;
            let is_due = |cursor: CursorRow| now.since(cursor.updated_at) >= self.tempo().follow;
            if cursor.is_none_or(is_due) {
                pages.push(Page { consent, account });
            }
        }
        Ok(pages)
    }

    async fn cursor_of(
        &self,
        session: &mut Session,
        account: &IdentityRow,
    ) -> Result<Option<CursorRow>> {
        let (brand, part) = (self.brand.id, account.remote_id.as_str());
        Ok(connection_cursors::one(session, brand, self.id, FOLLOW, part).await?)
    }

    /// Reads what is new on a page; says whether the work goes on.
    async fn read_page(&self, page: &Page) -> bool {
        let mut failures = 0;
        while self.until_allowed().await {
            match self.read_some(page).await {
                Ok(Ok(Some(pause))) => {
                    if !self.rest(pause).await {
                        return false;
                    }
                }
                Ok(Ok(None)) => return self.goes_on(),
                Ok(Err(trouble)) => {
                    failures += 1;
                    let Some(wait) = self.failed(&trouble, failures, false).await else {
                        return false;
                    };
                    let is_over = !matches!(trouble, Trouble::Limited { .. } | Trouble::Passing(_));
                    if is_over || failures >= PATIENCE {
                        // One page that cannot be read keeps nobody from the others.
                        let _ = self.put_off(page).await;
                        return self.goes_on();
                    }
                    if !self.rest(wait).await {
                        return false;
                    }
                }
                Err(_) => return self.rest(self.tempo().first_wait).await,
            }
        }
        false
    }

    /// Reads one piece; gives how long to wait before the next, if there is more.
    async fn read_some(
        &self,
        page: &Page,
    ) -> Result<std::result::Result<Option<Duration>, Trouble>> {
        let mut session = self.channels.store().read().await?;
        let now = consents::by_id(&mut session, self.brand.id, page.consent.id).await?;
        let cursor = self.cursor_of(&mut session, &page.account).await?;
        drop(session);
        let open = self.opened().await?;
        let holds = now.is_some_and(|consent| consent.withdrawn_at.is_none());
        let (true, Some(follow)) = (holds, open.connector.follow_profile()) else {
            return Ok(Ok(None));
        };
        let mut cursor =
            cursor.unwrap_or_else(|| self.cursor(FOLLOW, &page.account.remote_id, self.now()));
        let link = open.link();
        let asked = follow.follow(&link, &page.account.remote_id, &cursor.position);
        let mut polled = match self.unless_ended(asked).await {
            None => return Ok(Ok(None)),
            Some(Err(trouble)) => return Ok(Err(trouble)),
            Some(Ok(polled)) => polled,
        };
        if !self.note_posts(&open, page, &mut polled).await? {
            return Ok(Ok(None));
        }
        let brought = polled.raws.len() as i64;
        if brought > 0 {
            let intake = self.channels.0.intakes.of(&self.brand);
            intake.submit_raws(&source(self.id), polled.raws).await?;
        }
        let is_new = cursor.position != polled.cursor;
        cursor.position.clone_from(&polled.cursor);
        cursor.brought += brought;
        cursor.updated_at = self.now();
        self.save_cursor(&cursor).await?;
        Ok(Ok((polled.more && is_new).then_some(polled.pause.max(self.tempo().follow_gap))))
    }

    /// Leaves of what came what they wrote themselves after they agreed, and notes it; says whether the
    /// consent still holds. What is noted here goes when the consent is withdrawn so.
    async fn note_posts(&self, open: &Open, page: &Page, polled: &mut Polled) -> Result<bool> {
        let brand = &self.brand;
        let mut keys = Vec::new();
        let mut places = BTreeMap::new();
        polled.raws.retain(|raw| {
            let own = own_posts(open, page, raw);
            let is_own = own.is_some();
            for (key, place) in own.into_iter().flatten() {
                keys.push(key);
                places.insert(place.remote_id.clone(), self.page_row(&place));
            }
            is_own
        });
        let mut session = self.channels.store().write().await?;
        if !consents::hold(&mut session, brand.id, page.consent.id).await?
            || !connections::hold(&mut session, brand.id, self.id, self.fence).await?
        {
            return Ok(false);
        }
        let names = Names::of(&mut session, brand, self.id, &self.row.kind).await?;
        let row =
            |key: &String| PostRow { consent: page.consent.id, remote_key: names.key_in(key) };
        let rows: Vec<PostRow> = keys.iter().map(row).collect();
        consents::note_posts(&mut session, brand.id, &rows).await?;
        // It is no place of ours, whoever speaks there.
        let places: Vec<ReachedRow> = places.into_values().collect();
        connection_places::note(&mut session, brand.id, &places).await?;
        session.commit().await?;
        Ok(true)
    }

    fn page_row(&self, place: &PlaceRef) -> ReachedRow {
        ReachedRow {
            connection: self.id,
            remote_id: place.remote_id.clone(),
            title: place.title.clone(),
            private: place.private,
            people: None,
            writable: true,
            adopted: None,
            hidden: true,
            seen_at: self.now(),
        }
    }

    /// Tries a page again at its next time.
    async fn put_off(&self, page: &Page) -> Result<()> {
        let mut session = self.channels.store().read().await?;
        let known = self.cursor_of(&mut session, &page.account).await?;
        drop(session);
        let now = self.now();
        let new = || self.cursor(FOLLOW, &page.account.remote_id, now);
        self.save_cursor(&CursorRow { updated_at: now, ..known.unwrap_or_else(new) }).await
    }
}

/// The keys and places of what a payload says, where all of it are posts of theirs since they agreed.
fn own_posts(open: &Open, page: &Page, raw: &Raw) -> Option<Vec<(String, PlaceRef)>> {
    // A connector never breaks off; if one does all the same, nothing is kept of what nobody can tell.
    let convert = || open.connector.convert(&raw.body, &open.about);
    let facts = catch_unwind(AssertUnwindSafe(convert)).ok()?.ok()?;
    let key = |fact: &Fact| match fact {
        Fact::Message(message) => {
            let author = message.author.as_ref()?;
            let theirs =
                author.kind == page.account.kind && author.remote_id == page.account.remote_id;
            let is_new = message.sent_at >= page.consent.given_at;
            (theirs && is_new).then(|| (message.key.clone(), message.place.clone()))
        }
        _ => None,
    };
    let keys: Option<Vec<(String, PlaceRef)>> = facts.iter().map(key).collect();
    keys.filter(|keys| !keys.is_empty())
}
