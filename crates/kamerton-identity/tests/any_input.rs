//! Whatever is given: no panic, and the order makes no difference.

use kamerton_identity::table;
use kamerton_identity::{
    Account, Contact, Index, Kind, Linkage, Population, Settings, candidates, lookup, suggest,
    terms,
};
use proptest::prelude::*;

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[А-Яа-яёA-Za-z ]{0,12}",
        "\\PC{0,16}",
        prop::sample::select(vec![
            "Саша",
            "Ivanov",
            "Иванова Мария Петровна",
            "sasha_ivanov_92",
            "DELETED",
            "",
            "İ",
            "ß",
            "J.",
            "Щ"
        ])
        .prop_map(str::to_owned),
    ]
}

prop_compose! {
    fn account()(id in 0_u16..9999, platform in "[ab]?", name in word(), given in word(), surname in word(), handle in word(), mail in word(), phone in "[0-9 +]{0,14}", birth in "[0-9.-]{0,10}", city in word()) -> Account {
        Account {
            platform,
            given: if id % 3 == 0 { given } else { String::new() },
            surname: if id % 3 == 0 { surname } else { String::new() },
            handles: vec![handle],
            emails: vec![Contact { value: format!("{mail}@les.ru"), verified: id % 2 == 0 }],
            phones: vec![Contact::from(phone.as_str())],
            ..Account::named(&format!("id{id}"), &name)
        }
        .with(Kind::Birth, &birth)
        .with(Kind::City, &city)
        .with(Kind::Address, &city)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_order_makes_no_difference(mut accounts in prop::collection::vec(account(), 0..30), turn in 0_usize..30) {
        accounts.sort_by(|one, other| one.id.cmp(&other.id));
        accounts.dedup_by(|one, other| one.id == other.id);
        let settings = Settings { threshold: 0.1, ..Settings::default() };
        let ids = |accounts: &[Account]| {
            let mut groups: Vec<Vec<String>> = Linkage::new(accounts, &[], settings.clone()).clusters().into_iter().map(|group| {
                let mut ids: Vec<String> = group.members.iter().map(|at| accounts[*at].id.clone()).collect();
                ids.sort();
                ids
            }).collect();
            groups.sort();
            groups
        };
        let (found, groups) = (suggest(&accounts, &[]), ids(&accounts));
        let places = accounts.len().max(1);
        accounts.rotate_left(turn % places);
        accounts.reverse();
        prop_assert_eq!(found, suggest(&accounts, &[]));
        prop_assert_eq!(groups, ids(&accounts));
    }

    #[test]
    fn an_index_takes_anything(accounts in prop::collection::vec(account(), 1..20)) {
        let mut index = Index::new(None, Settings { threshold: 0.0, ..Settings::default() });
        for account in &accounts {
            index.candidates(account, &[]);
            index.insert(account);
        }
        prop_assert_eq!(index.len(), accounts.len());
    }

    #[test]
    fn a_lookup_takes_anything(accounts in prop::collection::vec(account(), 1..20)) {
        let settings = Settings { threshold: 0.0, ..Settings::default() };
        let mut counted = Vec::new();
        for account in &accounts {
            let found = lookup(account, &settings);
            prop_assert!(found.kept.len() <= 16 && found.asked.len() <= 60);
            prop_assert!(found.kept.iter().all(|key| found.asked.contains(key)));
            counted.extend(found.terms);
        }
        let population = Population {
            accounts: 1_000_000,
            terms: counted.iter().map(|term| (*term, 7)).collect(),
        };
        let read = terms(&accounts[0], &accounts, &settings);
        prop_assert!(counted.iter().all(|term| read.contains(term)));
        let found = candidates(&accounts[0], &accounts, &population, &settings, None, &[]);
        prop_assert!(found.iter().all(|found| (0.0..=1.0).contains(&found.probability)));
    }

    #[test]
    fn a_table_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "(id|name|email|,|\t|\n|\r\n|\"|Вася|x@y.ru| ){0,40}") {
        let _ = table::read(&bytes, "id", &[], 0);
        let _ = table::read(text.as_bytes(), "id", &[], 0);
        let _ = table::read(format!("id,name\n{text}").as_bytes(), "id", &[], 0);
    }
}
