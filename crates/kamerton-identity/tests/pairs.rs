//! Invented people: who is found, who is kept apart, and why.

use kamerton_identity::{
    Account, Contact, How, Index, Kind, Linkage, Reason, Settings, cluster, suggest,
};

/// A crowd of other people, so that names have frequencies.
fn crowd() -> Vec<Account> {
    const GIVEN: [&str; 12] = [
        "Александр",
        "Сергей",
        "Елена",
        "Ольга",
        "Дмитрий",
        "Мария",
        "Иван",
        "Анна",
        "Наталья",
        "Андрей",
        "Павел",
        "Юлия",
    ];
    const SURNAMES: [&str; 15] = [
        "Ивановский",
        "Петровых",
        "Сидорчук",
        "Кузьмичёв",
        "Соколенко",
        "Лебедюк",
        "Козловцев",
        "Новикович",
        "Морозко",
        "Волченко",
        "Павленко",
        "Семёнкин",
        "Голубцев",
        "Виноградских",
        "Богданчук",
    ];
    let mut people = Vec::new();
    for (row, given) in GIVEN.iter().enumerate() {
        for (column, surname) in SURNAMES.iter().enumerate() {
            let mut account =
                Account::named(&format!("crowd-{row}-{column}"), &format!("{given} {surname}"));
            account.platform = "crowd".to_owned();
            people.push(account);
        }
    }
    // Some of them are on two platforms, as in any brand.
    let starts = ["Жар", "Мор", "Тун", "Вел", "Гро", "Пыж", "Дуб", "Сер"];
    let ends = ["янов", "ыхин", "евец", "онько", "улин"];
    for (row, start) in starts.iter().enumerate() {
        for (column, end) in ends.iter().enumerate() {
            let (full, short) = [("Александр", "Саша"), ("Мария", "Мария"), ("Дмитрий", "Дима")]
                [(row + column) % 3];
            for (platform, given) in [("crowd", full), ("crowd2", short)] {
                let id = format!("{platform}-pair-{row}-{column}");
                people.push(Account {
                    platform: platform.to_owned(),
                    ..Account::named(&id, &format!("{given} {start}{end}"))
                });
            }
        }
    }
    people
}

fn on(platform: &str, id: &str, name: &str) -> Account {
    Account { platform: platform.to_owned(), ..Account::named(id, name) }
}

fn with_handle(mut account: Account, handle: &str) -> Account {
    account.handles.push(handle.to_owned());
    account
}

fn with_mail(mut account: Account, mail: &str) -> Account {
    account.emails.push(Contact::from(mail));
    account
}

/// How likely the two are one person, among the crowd.
fn likely(a: Account, b: Account) -> f32 {
    let ids = (a.id.clone(), b.id.clone());
    let mut accounts = crowd();
    accounts.push(a);
    accounts.push(b);
    let settings = Settings { threshold: 0.0, ..Settings::default() };
    Linkage::new(&accounts, &[], settings)
        .suggestions()
        .into_iter()
        .find(|found| {
            (&found.a, &found.b) == (&ids.0, &ids.1) || (&found.a, &found.b) == (&ids.1, &ids.0)
        })
        .map_or(0.0, |found| found.probability)
}

#[track_caller]
fn same(a: Account, b: Account) {
    let about = format!("{} / {}", a.name, b.name);
    let found = likely(a, b);
    assert!(found > 0.5, "{about}: {found}");
}

#[track_caller]
fn apart(a: Account, b: Account) {
    let about = format!("{} / {}", a.name, b.name);
    let found = likely(a, b);
    assert!(found < 0.5, "{about}: {found}");
}

#[test]
fn names_across_scripts() {
    for latin in [
        "Yuliya Shchukhina",
        "Iuliia Shchukhina",
        "Julia Schuchina",
        "Yulia Shchukhina",
        "Ûliâ Ŝuhina",
        "Iuliia Scuhina",
    ] {
        same(on("vk", "a", "Юлия Щухина"), on("telegram", "b", latin));
    }
}

#[test]
fn short_forms_of_given_names() {
    for (full, short) in [
        ("Александр", "Шурик"),
        ("Александр", "Саша"),
        ("Мария", "Маруся"),
        ("Дмитрий", "Димон"),
        ("Екатерина", "Катюша"),
    ] {
        same(
            on("vk", "a", &format!("{full} Ждахин")),
            on("telegram", "b", &format!("{short} Ждахин")),
        );
    }
}

#[test]
fn words_in_any_order_and_patronymics() {
    same(on("vk", "a", "Ждахин Пётр"), on("telegram", "b", "Пётр Ждахин"));
    same(on("vk", "a", "Ждахин Пётр Сергеевич"), on("telegram", "b", "Пётр Ждахин"));
    same(on("vk", "a", "Ждахин Пётр Сергеевич"), on("telegram", "b", "Petr Sergeevich Zhdakhin"));
    let father =
        likely(on("vk", "a", "Ждахин Пётр Сергеевич"), on("telegram", "b", "Ждахин Пётр Иванович"));
    let himself = likely(
        on("vk", "a", "Ждахин Пётр Сергеевич"),
        on("telegram", "b", "Ждахин Пётр Сергеевич"),
    );
    assert!(father < himself, "{father} {himself}");
}

#[test]
fn handles_made_of_names() {
    // A handle tells less than a name: among some 270 accounts it stands on the edge.
    let found = likely(
        on("vk", "a", "Александр Ждахин"),
        with_handle(on("telegram", "b", ""), "sasha_zhdahin_92"),
    );
    assert!(found > 0.4, "{found}");
    let other = likely(
        on("vk", "a", "Александр Ждахин"),
        with_handle(on("telegram", "b", ""), "ZhdakhinAlex"),
    );
    assert!((other - found).abs() < 0.05, "{other} {found}");
    let nothing = likely(
        on("vk", "a", "Александр Ждахин"),
        with_handle(on("telegram", "b", ""), "lesnik_vasya"),
    );
    assert!(nothing < 0.05, "{nothing}");
    same(
        with_handle(on("vk", "a", ""), "mrak_iz_bolota7"),
        with_handle(on("telegram", "b", "Пётр"), "mrak_iz_bolota7"),
    );
}

#[test]
fn namesakes_are_kept_apart() {
    apart(on("vk", "a", "Сергей"), on("telegram", "b", "Сергей"));
    apart(
        on("vk", "a", "Сергей Иванов").with(Kind::Birth, "1980-02-01"),
        on("telegram", "b", "Сергей Иванов").with(Kind::Birth, "1997-11-23"),
    );
    apart(on("vk", "a", "Александр Ждахин"), on("telegram", "b", "Александра Ждахина"));
}

#[test]
fn contradictions_lower_and_agreement_raises() {
    let pair = |one: &str, other: &str| {
        likely(
            on("vk", "a", "Вера Ждахина").with(Kind::City, one),
            on("telegram", "b", "Вера Ждахина").with(Kind::City, other),
        )
    };
    assert!(pair("Пермь", "Пермь") > pair("Пермь", "Томск"));
    let picture =
        |hash: &str| Account { pictures: vec![hash.to_owned()], ..on("telegram", "b", "Лёля") };
    let other = Account { pictures: vec!["77aa".to_owned()], ..on("vk", "a", "Ольга") };
    assert!(likely(other.clone(), picture("77aa")) > likely(other, picture("12cd")));
}

#[test]
fn rare_names_count_more() {
    let rare = likely(on("vk", "a", "Пётр Ждахин"), on("telegram", "b", "Пётр Ждахин"));
    let common = likely(on("vk", "a", "Сергей Иванов"), on("telegram", "b", "Сергей Иванов"));
    assert!(rare > common, "{rare} {common}");
}

#[test]
fn one_platform_blocks() {
    let pair = [on("vk", "a", "Пётр Ждахин"), on("vk", "b", "Пётр Ждахин")];
    assert!(suggest(&[crowd().as_slice(), &pair].concat(), &[]).iter().all(|found| found.a != "a"));
    // Nor by way of a third.
    let three = [
        on("vk", "a", "Пётр Ждахин"),
        on("vk", "b", "Пётр Ждахин"),
        on("telegram", "c", "Пётр Ждахин"),
    ];
    let accounts = [crowd().as_slice(), &three].concat();
    for group in cluster(&accounts, &[], Settings::default()) {
        let ids: Vec<&str> = group.members.iter().map(|at| accounts[*at].id.as_str()).collect();
        assert!(!(ids.contains(&"a") && ids.contains(&"b")), "{ids:?}");
    }
}

#[test]
fn nobody_is_found_by_shared_mail_or_deleted_names() {
    for shared in ["info@zhdahin-les.ru", "root@localhost", "noreply@les.ru", "support@les.ru"] {
        apart(
            with_mail(on("vk", "a", "Пётр Ждахин"), shared),
            with_mail(on("telegram", "b", "Зоя Мрачко"), shared),
        );
    }
    for nobody in ["DELETED", "Deleted Account", "Удалённый аккаунт", "Your Name", "root"]
    {
        apart(on("vk", "a", nobody), on("telegram", "b", nobody));
    }
}

#[test]
fn a_family_mailbox_is_no_proof() {
    let mut accounts = crowd();
    for (at, name) in ["Пётр Ждахин", "Зоя Мрачко", "Глеб Топин", "Инна Луговая", "Фома Речнов"]
        .iter()
        .enumerate()
    {
        accounts.push(with_mail(
            on(&format!("p{at}"), &format!("m{at}"), name),
            "semya.za.rekoi@les.ru",
        ));
    }
    let found = suggest(&accounts, &[]);
    assert!(found.iter().all(|found| !found.a.starts_with('m')), "{found:?}");
}

#[test]
fn never_is_remembered() {
    let accounts = [
        crowd().as_slice(),
        &[
            on("vk", "a", "Пётр Ждахин"),
            on("telegram", "b", "Пётр Ждахин"),
            on("max", "c", "Пётр Ждахин"),
        ],
    ]
    .concat();
    assert!(suggest(&accounts, &[]).iter().any(|found| found.a == "a" && found.b == "b"));
    let never = [("b".to_owned(), "a".to_owned())];
    assert!(suggest(&accounts, &never).iter().all(|found| !(found.a == "a" && found.b == "b")));
    for group in cluster(&accounts, &never, Settings::default()) {
        let ids: Vec<&str> = group.members.iter().map(|at| accounts[*at].id.as_str()).collect();
        assert!(!(ids.contains(&"a") && ids.contains(&"b")), "{ids:?}");
    }
}

#[test]
fn reasons_are_given() {
    let accounts = [
        crowd().as_slice(),
        &[on("vk", "a", "Александр Ждахин"), on("telegram", "b", "Шурик Zhdakhin")],
    ]
    .concat();
    let found = suggest(&accounts, &[]);
    let found = found.iter().find(|found| found.a == "a").unwrap();
    assert!(
        found
            .reasons
            .iter()
            .any(|because| matches!(&because.reason, Reason::Given { how: How::Variant, .. })
                && because.bits > 0.0),
        "{found:?}"
    );
    assert!(
        found
            .reasons
            .iter()
            .any(|because| matches!(&because.reason, Reason::Surname { how: How::Variant, .. })),
        "{found:?}"
    );
}

#[test]
fn a_new_account_finds_its_like() {
    let mut index = Index::new(None, Settings::default());
    for account in crowd() {
        index.insert(&account);
    }
    index.insert(&with_handle(on("vk", "old", "Пётр Ждахин"), "zhdahin_lesnik"));
    let new = with_handle(on("telegram", "new", "Petya Zhdakhin"), "zhdahin_lesnik");
    let found = index.candidates(&new, &[]);
    assert_eq!(found.first().map(|found| found.b.as_str()), Some("old"), "{found:?}");
    assert!(index.candidates(&new, &["old".to_owned()]).is_empty());
    assert_eq!(index.len(), crowd().len() + 1);
}
