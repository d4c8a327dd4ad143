//! Accounts that are one person without any doubt: proven addresses, ids, and links on both sides.

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::{roster, shared};

/// How it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The same id on the same platform.
    RemoteId,
    /// The same mail address, proven by both.
    Email,
    /// The same telephone number, proven by both.
    Phone,
    /// The same id in a CRM.
    Crm,
    /// The profile of one names the other as its own, and the other is where it says.
    Link,
}

/// Two accounts that are one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Certain {
    /// The id of the one.
    pub a: String,
    /// The id of the other.
    pub b: String,
    /// How it is known.
    pub proof: Proof,
}

/// What more accounts share is a mailbox of an office or a number of a firm.
const CROWD: usize = 12;

/// Pairs that are one person by what was proven; never a pair of `never`. Addresses of offices and
/// deleted accounts prove nothing. Of what several accounts share, each is paired with the first.
pub fn certain(accounts: &[Account], never: &[(String, String)]) -> Vec<Certain> {
    let mut owners: HashMap<(Proof, String), Vec<usize>> = HashMap::default();
    for (at, account) in accounts.iter().enumerate() {
        for key in keys(account) {
            let list = owners.entry(key).or_default();
            if list.last() != Some(&at) {
                list.push(at);
            }
        }
    }
    let id = |at: usize| accounts.get(at).map(|account| account.id.as_str());
    let mut found: Vec<Certain> = Vec::new();
    for ((proof, _), mut list) in owners {
        if list.len() > CROWD && proof != Proof::RemoteId {
            continue;
        }
        list.sort_by_key(|at| id(*at));
        let Some((first, others)) = list.split_first() else { continue };
        for other in others {
            if let (Some(a), Some(b)) = (id(*first), id(*other)) {
                found.push(Certain { a: a.to_owned(), b: b.to_owned(), proof });
            }
        }
    }
    found.retain(|pair| {
        !never.iter().any(|(a, b)| (a, b) == (&pair.a, &pair.b) || (b, a) == (&pair.a, &pair.b))
    });
    found.sort();
    found.dedup_by(|one, other| one.a == other.a && one.b == other.b);
    found
}

fn keys(account: &Account) -> Vec<(Proof, String)> {
    let mut keys = Vec::new();
    let place = |id: &str| format!("{}:{}", account.platform, id.to_lowercase());
    let deleted = shared::is_placeholder(&account.remote_id);
    if !account.platform.is_empty() && !deleted {
        keys.push((Proof::RemoteId, place(&account.remote_id)));
        keys.push((Proof::Link, place(&account.remote_id)));
        keys.extend(
            account
                .handles
                .iter()
                .filter(|handle| !shared::is_placeholder(handle))
                .map(|handle| (Proof::Link, place(handle.trim_start_matches('@')))),
        );
    }
    keys.extend(account.links.iter().map(|link| (Proof::Link, link.to_lowercase())));
    let verified = account.emails.iter().filter(|mail| mail.verified);
    keys.extend(
        verified
            .filter_map(|mail| shared::mailbox(&mail.value).whole)
            .map(|mail| (Proof::Email, mail)),
    );
    let verified = account.phones.iter().filter(|phone| phone.verified);
    keys.extend(
        verified
            .filter_map(|number| roster::phone(&number.value))
            .map(|number| (Proof::Phone, number)),
    );
    keys.extend(
        account
            .crm
            .iter()
            .filter(|id| !shared::is_placeholder(id))
            .map(|id| (Proof::Crm, id.clone())),
    );
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Contact;

    fn proven(id: &str, mail: &str) -> Account {
        let mail = Contact { value: mail.to_owned(), verified: true };
        Account { emails: vec![mail], ..Account::named(id, "") }
    }

    #[test]
    fn proven_addresses_join_and_offices_do_not() {
        let pairs = certain(
            &[
                proven("a", "Zoya.M@gmail.com"),
                proven("b", "zoyam@gmail.com"),
                proven("c", "info@les.ru"),
                proven("d", "info@les.ru"),
            ],
            &[],
        );
        assert_eq!(pairs, [Certain { a: "a".into(), b: "b".into(), proof: Proof::Email }]);
        let unproven =
            Account { emails: vec![Contact::from("zoyam@gmail.com")], ..Account::named("e", "") };
        assert!(certain(&[proven("a", "zoyam@gmail.com"), unproven], &[]).is_empty());
        let never = [("b".to_owned(), "a".to_owned())];
        assert!(certain(&[proven("a", "z@les.ru"), proven("b", "z@les.ru")], &never).is_empty());
    }

    #[test]
    fn links_and_ids_join() {
        let on = |id: &str, platform: &str, remote: &str| Account {
            platform: platform.into(),
            remote_id: remote.into(),
            ..Account::named(id, "")
        };
        let mut linked = on("b", "vk", "17");
        linked.links.push("telegram:900".into());
        let pairs = certain(
            &[
                on("a", "telegram", "900"),
                linked,
                on("c", "telegram", "900"),
                on("d", "telegram", "DELETED"),
                on("e", "telegram", "DELETED"),
            ],
            &[],
        );
        let proofs: Vec<(&str, &str)> =
            pairs.iter().map(|pair| (pair.a.as_str(), pair.b.as_str())).collect();
        assert_eq!(proofs, [("a", "b"), ("a", "c")]);
    }
}
