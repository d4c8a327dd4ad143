//! Lists of people that are taken out: everybody who fits, as one moment sees them.

use std::fmt::Write as _;

use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_store::Store;
use kamerton_store::people_lists::{Filter, Sort};

use super::list::{self, Listed};
use crate::brand::Brand;
use crate::error::Result;

/// People that are in memory at a time.
const PIECE: i64 = 500;

/// Hands on everybody of a list, one after the other; gives how many there were.
///
/// # Errors
/// When the store cannot, or whoever takes them.
pub async fn everybody(
    store: &Store,
    brand: &Brand,
    filter: &Filter,
    sort: Sort,
    now: Instant,
    mut take: impl FnMut(Listed) -> Result<()>,
) -> Result<i64> {
    // One moment: whoever moves in the order meanwhile comes neither twice nor never.
    let mut session = store.snapshot().await?;
    let (mut count, mut after) = (0, None::<String>);
    loop {
        let from = after.as_deref();
        let page = list::page(&mut session, brand, filter, sort, from, PIECE, now).await?;
        for person in page.people {
            take(person)?;
            count += 1;
        }
        after = page.next;
        if after.is_none() {
            return Ok(count);
        }
    }
}

/// By what a list was chosen, for the audit log: names and tags are said to be there, and not which.
pub fn chosen_by(filter: &Filter, sort: Sort) -> String {
    let mut text = format!("sort={}", format!("{sort:?}").to_lowercase());
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(text, " {name}={value}");
        }
    };
    let there = |is: bool| is.then(|| "*".to_owned());
    let at = |at: Option<Instant>| at.map(Instant::rfc3339);
    add("role", (filter.role != Role::default()).then(|| filter.role.word().to_owned()));
    add("state", filter.state.map(|state| state.word().to_owned()));
    add("stage", filter.stage.map(|stage| stage.word().to_owned()));
    add("commerce", filter.commerce.map(|commerce| commerce.word().to_owned()));
    add("orders", filter.orders.map(|orders| orders.to_string()));
    add("contact_from", at(filter.contact_from));
    add("contact_before", at(filter.contact_before));
    add("active_from", at(filter.active_from));
    add("active_before", at(filter.active_before));
    add("seen_from", at(filter.seen_from));
    add("place", filter.place.map(|place| place.to_string()));
    add("name", there(filter.name.is_some()));
    add("tag", there(filter.tag.is_some()));
    add("segment", there(filter.member.is_some() || filter.tree.is_some()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use kamerton_core::state::State;

    #[test]
    fn the_log_names_no_name() {
        let filter = Filter {
            state: Some(State::Warm),
            name: Some("анна".to_owned()),
            tag: Some("мама близнецов".to_owned()),
            active_from: Some(Instant::from_seconds(0)),
            tree: Some(kamerton_core::segment::Tree::everybody()),
            ..Filter::default()
        };
        assert_eq!(
            chosen_by(&filter, Sort::Name),
            "sort=name state=warm active_from=1970-01-01T00:00:00Z name=* tag=* segment=*"
        );
        assert_eq!(chosen_by(&Filter::default(), Sort::Charge), "sort=charge");
    }
}
