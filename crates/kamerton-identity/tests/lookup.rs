//! Accounts in a database: whoever comes later finds the other, and rare names weigh more.

use std::collections::HashMap;

use kamerton_identity::{
    Account, Contact, Kind, LOOKUP_VERSION, Lookup, Population, Settings, Suggestion, candidates,
    lookup, terms,
};

fn on(platform: &str, name: &str) -> Account {
    Account { platform: platform.to_owned(), ..Account::named(platform, name) }
}

fn handle(handle: &str) -> Account {
    Account { handles: vec![handle.to_owned()], ..on("forum", "") }
}

fn of(account: &Account) -> Lookup {
    lookup(account, &Settings::default())
}

fn meets(later: &Account, earlier: &Account) -> bool {
    let kept = of(earlier).kept;
    of(later).asked.iter().any(|key| kept.contains(key))
}

/// Whichever comes later finds the other.
#[track_caller]
fn meet(one: &Account, other: &Account) {
    let told = |account: &Account| format!("{} {:?}", account.name, account.handles);
    assert!(meets(one, other), "{} does not find {}", told(one), told(other));
    assert!(meets(other, one), "{} does not find {}", told(other), told(one));
}

#[track_caller]
fn apart(one: &Account, other: &Account) {
    assert!(!meets(one, other) && !meets(other, one), "{one:?} {other:?}");
}

#[test]
fn names_meet_in_any_form() {
    for (one, other) in [
        ("Саша Иванов", "Александр Иванов"),
        ("Саша Иванов", "Иванов Шурик"),
        ("Ivanov Alexander", "Александр Иванов"),
        ("Aleksandr Ivanov", "Иванов Саня"),
        ("Александр Сергеевич Иванов", "Sasha Ivanov"),
        ("А. Иванов", "Александр Иванов"),
        ("Вера Щукина", "Vera Shchukina"),
        ("Вера Щукина", "Vera Schukina"),
        ("Vera Schukina", "Vera Shchukina"),
        ("Юлия Зимина", "Julia Zimina"),
        ("Юлия Зимина", "Yulia Zimina"),
        ("Julia Zimina", "Yulia Zimina"),
        ("Julia Zimina", "Юля Зимина"),
        ("Наталья Зимина", "Наташа Зимина"),
        ("Наташа Зимина", "Natalia Zimina"),
        ("Natalia Zimina", "Наталья Зимина"),
        ("Женя Жуков", "Jenya Jukov"),
        ("Пётр Жуков", "Petr Zhukov"),
        ("Swapnil Sabde", "Sabde Swapnil"),
        ("Swapnil Sabde", "Swapnil S."),
        ("Mary Ann Stone", "Ann Stone"),
        ("Stone, Mary", "Mary Ann Stone (they)"),
        ("Зимовка", "zimovka"),
        ("Евпраксия", "Evpraksiya"),
        ("Наташа", "Наталья"),
    ] {
        meet(&on("vk", one), &on("telegram", other));
    }
    apart(&on("vk", "Вера Зимина"), &on("telegram", "Пётр Лесной"));
    apart(&on("vk", "Александр Иванов"), &on("telegram", "Александр Петров"));
}

#[test]
fn handles_meet_names() {
    for (handle, names) in [
        ("sasha_ivanov_92", &["Александр Иванов", "Саша Иванов", "Ivanov Alexander"][..]),
        ("IvanovAlex", &["Иванов Алексей", "Александр Иванов", "Саша Иванов"]),
        ("sashaivanov", &["Александр Иванов", "Шура Иванов"]),
        ("ivanovsasha7", &["Александр Иванов"]),
        ("aivanov", &["Александр Иванов", "Ivanov Alexander", "А. Иванов", "Алексей Иванов"]),
        ("a.ivanov", &["Александр Иванов", "А. Иванов"]),
        ("ivanov_a_92", &["Александр Иванов"]),
        ("yzimina", &["Юлия Зимина", "Julia Zimina"]),
        ("vschukina", &["Вера Щукина", "Vera Shchukina"]),
        ("vera.shchukina", &["Вера Щукина", "Щукина Вера"]),
        ("swapnilsabde", &["Swapnil Sabde", "Sabde Swapnil"]),
        ("sabde_swapnil", &["Swapnil Sabde"]),
        ("zimovka92", &["Зимовка"]),
        ("evpraksia_77", &["Евпраксия"]),
    ] {
        for name in names {
            meet(&self::handle(handle), &on("telegram", name));
        }
    }
}

#[test]
fn handles_meet_handles() {
    for (one, other) in [
        ("zimovka_92", "zimovka77"),
        ("zimovka", "Zimovka92"),
        ("@kot1990", "kot1990"),
        ("kot", "kot"),
        ("sasha_ivanov", "IvanovAlexander"),
        ("aivanov", "alex_ivanov"),
        ("qwertasdf", "qwert_asdf_9"),
    ] {
        meet(&handle(one), &handle(other));
    }
    apart(&handle("zimovka_92"), &handle("lesovik_92"));
}

#[test]
fn addresses_meet() {
    let mail = |address: &str| Account { emails: vec![Contact::from(address)], ..on("mail", "") };
    let phone = |number: &str| Account { phones: vec![Contact::from(number)], ..on("max", "") };
    meet(&mail("Vera.Zimina+news@gmail.com"), &mail("verazimina@gmail.com"));
    meet(&mail("zimovka@ya.ru"), &mail("zimovka@yandex.ru"));
    meet(&mail("sasha.ivanov@mail.ru"), &on("vk", "Александр Иванов"));
    meet(&mail("zimovka92@les.ru"), &handle("zimovka"));
    meet(&phone("+7 912 345-67-89"), &phone("89123456789"));
    apart(&mail("info@les.ru"), &mail("info@les.ru"));
}

#[test]
fn whoever_is_nobody_has_no_keys() {
    for name in ["", "DELETED", "Deleted Account", "Удалённый аккаунт", "root", "user"]
    {
        assert_eq!(of(&on("vk", name)), Lookup::default(), "{name}");
    }
    let office = Account { emails: vec![Contact::from("info@les.ru")], ..on("mail", "Admin") };
    assert_eq!(of(&office), Lookup::default());
    assert_eq!(of(&handle("user")), Lookup::default());
}

#[test]
fn little_is_kept_and_all_of_it_is_asked() {
    for (account, most) in [
        (on("vk", "Вера Зимина"), 4),
        (on("vk", "Саша Иванов"), 3),
        (handle("zimovka_92"), 2),
        (handle("sasha_ivanov_92"), 5),
        (on("vk", "Слава Слава Слава Мила Женя Валя Alex Sasha"), 16),
    ] {
        let found = of(&account);
        assert!(found.kept.len() <= most && found.asked.len() <= 60, "{account:?} {found:?}");
        assert!(found.kept.iter().all(|key| found.asked.contains(key)), "{account:?}");
        assert_eq!(found, of(&account));
    }
}

#[test]
fn keys_and_terms_stay_what_they_are() {
    let account = Account {
        emails: vec![Contact::from("zimovka92@les.ru")],
        phones: vec![Contact::from("+7 912 345-67-89")],
        ..on("vk", "Саша Жуков")
    }
    .with(Kind::City, "Псков");
    let found = of(&account);
    let kept = [
        -8_797_390_175_630_661_254,
        6_219_443_721_620_478_708,
        2_277_971_011_012_149_891,
        -4_899_733_975_788_050_938,
        -373_549_904_382_457_378,
        6_775_789_454_048_721_024,
        6_274_264_365_923_202_372,
    ];
    let terms = [
        -5_256_039_324_574_956_841,
        -2_801_579_493_204_191_017,
        -1_437_936_554_337_319_440,
        4_215_505_837_385_134_884,
        6_020_946_933_339_116_487,
        6_290_667_334_878_078_891,
    ];
    // When this fails, what is kept in databases is found no more: raise the version with it.
    assert_eq!((LOOKUP_VERSION, found.kept, found.terms), (1, kept.to_vec(), terms.to_vec()));
}

/// A brand of a million, in which names are as frequent as said.
fn suggested(new: &Account, others: &[Account], frequent: &[(&str, u64)]) -> Vec<Suggestion> {
    let settings = Settings::default();
    let counts: HashMap<i64, u64> = frequent
        .iter()
        .flat_map(|(name, count)| {
            of(&on("vk", name)).terms.into_iter().map(move |term| (term, *count))
        })
        .collect();
    let asked = terms(new, others, &settings);
    let population = Population {
        accounts: 1_000_000,
        terms: asked.iter().filter_map(|term| Some((*term, *counts.get(term)?))).collect(),
    };
    candidates(new, others, &population, &settings, None, &[])
}

#[test]
fn rare_names_weigh_more_than_frequent_ones() {
    let others = [on("vk", "Вера Зоркая"), on("max", "Вера Лесовикина")];
    let new = on("telegram", "Vera Lesovikina");
    let found = suggested(&new, &others, &[("Лесовикина", 3), ("Вера", 20_000)]);
    assert_eq!(found.iter().map(|found| found.b.as_str()).collect::<Vec<_>>(), ["max"]);
    // The same others, the same names: only how many bear them differs.
    assert_eq!(suggested(&new, &others, &[("Лесовикина", 9000), ("Вера", 20_000)]), []);
}

#[test]
fn cities_are_as_rare_as_in_the_whole_brand() {
    let live = |platform: &str, name: &str| on(platform, name).with(Kind::City, "Москва");
    let (new, others) = (live("telegram", "Вера Зимина"), [live("vk", "Vera Zimina")]);
    let bits = |found: &[Suggestion]| -> f32 {
        found.iter().flat_map(|found| &found.reasons).map(|because| because.bits).sum()
    };
    let settings = Settings { threshold: 0.0, ..Settings::default() };
    let mut population = Population { accounts: 1_000_000, terms: HashMap::new() };
    let rare = candidates(&new, &others, &population, &settings, None, &[]);
    for term in of(&live("vk", "")).terms {
        population.terms.insert(term, 300_000);
    }
    let frequent = candidates(&new, &others, &population, &settings, None, &[]);
    assert!(bits(&rare) > bits(&frequent) + 10.0);
}

#[test]
fn refused_pairs_and_accounts_of_one_platform_are_none() {
    let frequent = [("Вера", 20_000), ("Лесовикина", 3)];
    let new = on("telegram", "Вера Лесовикина");
    let mut others = vec![on("vk", "Вера Лесовикина"), on("telegram", "Вера Лесовикина")];
    "telegram-2".clone_into(&mut others[1].id);
    others.push(new.clone());
    let found = suggested(&new, &others, &frequent);
    assert_eq!(found.iter().map(|found| found.b.as_str()).collect::<Vec<_>>(), ["vk"]);
    assert_eq!(found[0].a, "telegram");
    let population = Population { accounts: 1_000_000, terms: HashMap::new() };
    let never = ["vk".to_owned()];
    let settings = Settings::default();
    assert_eq!(candidates(&new, &others, &population, &settings, None, &never), []);
    assert_eq!(candidates(&new, &[], &population, &settings, None, &[]), []);
}
