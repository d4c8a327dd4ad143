//! Files that came with messages: <https://core.telegram.org/bots/api#getfile>.

use std::time::Duration;

use super::Live;
use super::api::{Aim, Ask, ask_plain, file_request};
use crate::fields;
use crate::live::{Fetch, File, Link, Reason, Trouble, Wanted, Work};

/// Bots are given files of up to so many bytes; a server of one's own gives larger ones from its own disk.
const LARGEST: u64 = 20 << 20;
/// How long a file may take to come.
const PATIENCE: Duration = Duration::from_secs(25);

impl Fetch for Live {
    fn has(&self, wanted: &Wanted<'_>) -> bool {
        let fits = wanted.attachment.size.is_none_or(|size| size <= LARGEST);
        fits && wanted.attachment.handle.is_some()
    }

    fn fetch<'a>(&'a self, link: &'a Link<'a>, wanted: &'a Wanted<'a>) -> Work<'a, File> {
        Box::pin(async move {
            let gone = || Trouble::Refused(Reason::of("channel-telegram-why-no-file"));
            let handle = wanted.attachment.handle.as_deref().ok_or_else(gone)?;
            let ask = Ask::new("getFile").with("file_id", handle);
            let found = ask_plain(link, &ask, Aim::Asking).await?;
            // Without a path it cannot be fetched; a path of a disk is that of a server of one's own.
            let path = fields::text(&found, "file_path").ok_or_else(gone)?;
            let request = file_request(link.settings, path)?.ok_or_else(gone)?;
            let request = request.within(PATIENCE).at_most(wanted.most);
            let answer = link.ask(request).await.map_err(|error| Trouble::asking(&error))?;
            match answer.status {
                200 => {}
                404 => return Err(gone()),
                _ => {
                    let why = Reason::of("channel-telegram-why-no-api");
                    return Err(Trouble::Passing(why.with("status", answer.status)));
                }
            }
            let last = path.rsplit('/').next().unwrap_or_default();
            let name = wanted.attachment.name.as_deref().unwrap_or(last);
            Ok(File::named(name, answer.body))
        })
    }
}
