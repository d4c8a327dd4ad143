//! Every derived row as text, without what may depend on the order of arrival: the numbers of
//! search documents and of versions, which account a person began as, and what a person with
//! several accounts is called.

use std::collections::BTreeMap;

use kamerton_core::id::{IdentityId, PersonId, WorkspaceId};
use kamerton_store::awaiting::AwaitingRow;
use kamerton_store::identities::IdentityRow;
use kamerton_store::interactions::InteractionRow;
use kamerton_store::ledger::EntryRow;
use kamerton_store::messages::{KeyRow, MembershipRow, MessageRow, ReactionRow, VersionRow};
use kamerton_store::orders::OrderRow;
use kamerton_store::people::PersonRow;
use kamerton_store::rollups::{PersonDay, PlaceDay};
use kamerton_store::{Session, places, values};

use crate::house::House;

/// The rows of a house, sorted.
pub async fn dump(house: &House) -> String {
    let mut session = house.store.read().await.expect("a session");
    let brand = house.brand.id;
    let mut lines = Vec::new();
    facts(&mut session, brand, &mut lines).await;
    derived(&mut session, brand, &mut lines).await;
    people(&mut session, brand, &mut lines).await;
    lines.sort();
    lines.join("\n")
}

macro_rules! rows {
    ($session:expr, $brand:expr, $type:ty, $table:literal) => {{
        let sql = concat!("SELECT {columns} FROM ", $table, " WHERE workspace_id = $1");
        let rows: Vec<$type> = $session.rows(sql, values![$brand]).await.expect("rows");
        rows
    }};
}

async fn facts(session: &mut Session, brand: WorkspaceId, lines: &mut Vec<String>) {
    for mut row in rows!(session, brand, MessageRow, "message") {
        row.doc_id = 0;
        lines.push(format!("{row:?}"));
    }
    for mut row in rows!(session, brand, VersionRow, "message_version") {
        row.version = 0;
        lines.push(format!("{row:?}"));
    }
    lines.extend(rows!(session, brand, ReactionRow, "reaction").iter().map(|r| format!("{r:?}")));
    lines.extend(rows!(session, brand, KeyRow, "remote_key").iter().map(|r| format!("{r:?}")));
    lines.extend(rows!(session, brand, OrderRow, "orders").iter().map(|r| format!("{r:?}")));
    for row in rows!(session, brand, MembershipRow, "membership") {
        lines.push(format!("{row:?}"));
    }
    let pending = "SELECT COUNT(*) FROM pending_fact WHERE workspace_id = $1";
    let pending = session.one(pending, values![brand]).await.expect("a count");
    lines.push(format!("pending {}", pending.int(0).expect("a number")));
}

async fn derived(session: &mut Session, brand: WorkspaceId, lines: &mut Vec<String>) {
    lines.extend(rows!(session, brand, EntryRow, "entry").iter().map(|r| format!("{r:?}")));
    lines.extend(rows!(session, brand, AwaitingRow, "awaiting").iter().map(|r| format!("{r:?}")));
    for row in rows!(session, brand, PersonDay, "person_day") {
        if row.messages != 0 || row.reactions != 0 {
            lines.push(format!("{row:?}"));
        }
    }
    for row in rows!(session, brand, InteractionRow, "interaction_day") {
        let turns = [row.replies, row.mentions, row.reposts, row.reactions];
        if turns != [0; 4] {
            lines.push(format!("{row:?}"));
        }
    }
    for row in rows!(session, brand, PlaceDay, "place_day") {
        if row.count != 0 {
            lines.push(format!("{row:?}"));
        }
    }
    for row in places::all(session, brand).await.expect("places") {
        lines.push(format!("{row:?}"));
    }
}

async fn people(session: &mut Session, brand: WorkspaceId, lines: &mut Vec<String>) {
    let mut accounts: BTreeMap<PersonId, Vec<IdentityId>> = BTreeMap::new();
    let mut identities = rows!(session, brand, IdentityRow, "identity");
    identities.sort_by_key(|row| row.id);
    for row in &mut identities {
        if row.home.take() != row.person {
            lines.push(format!("{:?} has moved", row.id));
        }
        if let Some(person) = row.person.take() {
            accounts.entry(person).or_default().push(row.id);
        }
        lines.push(format!("{row:?}"));
    }
    for mut row in rows!(session, brand, PersonRow, "person") {
        let own = accounts.remove(&row.id).unwrap_or_default();
        row.id = PersonId::NIL;
        if own.len() > 1 {
            row.name.clear();
            row.sort_key.clear();
            row.tail_key.clear();
            row.search_key.clear();
        }
        let bits = (row.charge_ring.to_bits(), row.charge_bond.to_bits());
        lines.push(format!("Person of {own:?} {bits:x?} {row:?}"));
    }
}
