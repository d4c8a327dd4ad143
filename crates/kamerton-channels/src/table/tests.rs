//! Tables as people export them, broken ones too.

use std::collections::HashSet;
use std::fs;

use kamerton_core::fact::{Account, MessageFact, OrderFact, OrderKind, ProfileFact};
use kamerton_core::role::Role;
use kamerton_core::time::{Instant, Zone};
use proptest::prelude::*;

use super::*;

type OpenTable = fn(&[PathBuf], &Options) -> Opened;

fn options(zone: Option<&str>, map: &[(&str, &str)]) -> Options {
    Options {
        place: None,
        zone: zone.map(|name| Zone::named(name).unwrap()),
        columns: map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
    }
}

fn all(open: OpenTable, path: &Path, options: &Options) -> (Vec<Fact>, Vec<Refusal>) {
    let mut import = open(&[path.to_path_buf()], options).unwrap();
    let (mut facts, mut refusals) = (Vec::new(), Vec::new());
    while let Some(item) = import.next().unwrap() {
        match item {
            Item::Fact(fact) => facts.push(*fact),
            Item::Refused(refusal) => refusals.push(refusal),
        }
    }
    let progress = import.progress();
    assert_eq!(progress.read, progress.total);
    (facts, refusals)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/table/fixtures").join(name)
}

fn text(open: OpenTable, content: &str, options: &Options) -> (Vec<Fact>, Vec<Refusal>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    fs::write(&path, content).unwrap();
    all(open, &path, options)
}

fn error(open: OpenTable, content: &str, options: &Options) -> ImportError {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    fs::write(&path, content).unwrap();
    open(&[path], options).err().unwrap()
}

fn messages(facts: Vec<Fact>) -> Vec<MessageFact> {
    let message = |fact| match fact {
        Fact::Message(message) => message,
        other => panic!("{other:?}"),
    };
    facts.into_iter().map(message).collect()
}

fn orders(facts: Vec<Fact>) -> Vec<OrderFact> {
    let order = |fact| match fact {
        Fact::Order(order) => order,
        other => panic!("{other:?}"),
    };
    facts.into_iter().map(order).collect()
}

fn profiles(facts: Vec<Fact>) -> Vec<ProfileFact> {
    let profile = |fact| match fact {
        Fact::Profile(profile) => profile,
        other => panic!("{other:?}"),
    };
    facts.into_iter().map(profile).collect()
}

fn whys(refusals: &[Refusal]) -> Vec<String> {
    refusals.iter().map(|refusal| format!("{}: {}", refusal.place, refusal.why)).collect()
}

/// Packed test data beside the repository, unpacked; `None` where it is absent.
fn data(packed: &str, name: &str) -> Option<(tempfile::TempDir, PathBuf)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(packed);
    let Ok(file) = fs::File::open(&path) else {
        eprintln!("skipped: {packed} is not here");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join(name);
    zstd::stream::copy_decode(file, fs::File::create(&target).unwrap()).unwrap();
    Some((folder, target))
}

#[test]
fn messages_are_read() {
    let moscow = options(Some("Europe/Moscow"), &[]);
    let (facts, refusals) = all(open_messages, &fixture("messages.csv"), &moscow);
    let found = messages(facts);
    let first = &found[0];
    assert_eq!((first.key.as_str(), first.place.title.as_str()), ("table:messages:1", "messages"));
    assert_eq!(first.text, "Спасибо, всё\nпришло вовремя");
    assert_eq!(first.sent_at.rfc3339(), "2022-11-01T09:30:00Z");
    let author = first.author.clone().unwrap();
    assert_eq!((author.kind.as_str(), author.remote_id.as_str()), ("table", ""));
    assert_eq!(author.handle.as_deref(), Some("olga_k"));
    assert_eq!(author.role, Some(Role::Member));
    assert_eq!(found[1].reply_to.as_deref(), Some("table:messages:1"));
    assert_eq!(found[2].author, None);
    assert_eq!(found.len(), 3);
    let whys = whys(&refusals);
    assert!(whys[0].starts_with("messages.csv: line 5: «когда-нибудь» is no date"), "{whys:?}");
    assert!(whys[1].ends_with("line 6: the text is empty"), "{whys:?}");
    assert!(whys[2].contains("«капитан» is no role; the rest"), "{whys:?}");
    assert!(refusals[0].raw.contains("Где мой заказ?"));
}

#[test]
fn equal_rows_are_two_messages_and_a_second_import_adds_none() {
    let content = "date,author,text\n2022-11-01,a,hi\n2022-11-01,a,hi\n2022-11-01,b,hi\n";
    let keys = || {
        let found = messages(text(open_messages, content, &options(None, &[])).0);
        found.into_iter().map(|message| message.key).collect::<Vec<_>>()
    };
    assert_eq!(keys(), keys());
    assert_eq!(keys().iter().collect::<HashSet<_>>().len(), 3);
}

#[test]
fn people_are_read() {
    let (facts, refusals) = all(open_people, &fixture("people.csv"), &options(None, &[]));
    let found = profiles(facts);
    let keys = |accounts: &[Account]| {
        let key = |account: &Account| {
            let handle = account.handle.clone().unwrap_or_default();
            format!("{}:{}{handle}", account.kind, account.remote_id)
        };
        accounts.iter().map(key).collect::<Vec<_>>()
    };
    assert_eq!(
        keys(&found[0].accounts),
        [
            "email:olga@example.org",
            "phone:+79123456789",
            "phone:+79123456780",
            "crm:12",
            "telegram:olga_k",
        ]
    );
    assert_eq!(found[0].name.as_deref(), Some("Ольга Тестова"));
    assert_eq!(found[0].tags, ["клуб", "бета"]);
    assert_eq!(found[0].since.map(Instant::rfc3339).as_deref(), Some("2020-02-01T12:00:00Z"));
    assert_eq!(keys(&found[1].accounts), ["list:"]);
    assert_eq!(found[1].accounts[0].display_name.as_deref(), Some("Пётр Пробный"));
    assert_eq!(keys(&found[2].accounts), ["email:ivan@example.org", "email:ivan@example.com"]);
    assert_eq!(found.len(), 3);
    let whys = whys(&refusals);
    assert!(whys[0].contains("line 3: «нет почты» is no e-mail address; the rest"), "{whys:?}");
    assert!(whys[1].contains("line 5: no e-mail, phone, handle or id: nobody"), "{whys:?}");
    assert!(whys[2].contains("«два слова» is no telegram handle"), "{whys:?}");
    assert!(whys[3].contains("«когда-то» is no date"), "{whys:?}");
    assert_eq!(whys.len(), 4);
}

#[test]
fn first_and_last_names_are_put_together() {
    let content = "Имя;Фамилия;Почта\nОльга;Тестова;a@example.org\n";
    let found = profiles(text(open_people, content, &options(None, &[])).0);
    assert_eq!(found[0].name.as_deref(), Some("Ольга Тестова"));
}

#[test]
fn orders_are_read() {
    let moscow = options(Some("Europe/Moscow"), &[]);
    let (facts, refusals) = all(open_orders, &fixture("orders.csv"), &moscow);
    let found = orders(facts);
    let lines: Vec<_> = found
        .iter()
        .map(|order| format!("{} {} {}", order.kind.word(), order.amount_minor, order.currency))
        .collect();
    assert_eq!(
        lines,
        [
            "purchase 123450 RUB",
            "purchase 9900 RUB",
            "purchase 9900 RUB",
            "refund -9900 RUB",
            "subscription_start 500 USD",
            "purchase 1000 RUB",
            "purchase 1000 RUB",
            "registration 0 RUB",
            "refund -1000 RUB",
        ]
    );
    assert_eq!(found.iter().map(|order| &order.key).collect::<HashSet<_>>().len(), found.len());
    assert_eq!(found[0].at.rfc3339(), "2022-11-05T07:15:00Z");
    assert_eq!(found[4].accounts[0].remote_id, "+79123456789");
    let whys = whys(&refusals);
    assert!(whys[0].contains("line 7: «бесплатно» is no amount"), "{whys:?}");
    assert!(whys[1].contains("line 8: no e-mail"), "{whys:?}");
    assert!(whys[2].contains("line 9: «обмен» is no kind of order"), "{whys:?}");
    assert!(whys[3].contains("line 10: «08.13.2022» is no date"), "{whys:?}");
    assert_eq!(whys.len(), 4);
}

#[test]
fn a_currency_may_stand_in_its_column_or_in_the_header() {
    let content = "date,email,amount,currency\n2022-11-01,a@example.org,5,\n\
                   2022-11-01,a@example.org,5,jpy\n2022-11-01,a@example.org,5 €,jpy\n\
                   2022-11-01,a@example.org,5,попугаи\n";
    let (facts, refusals) = text(open_orders, content, &options(None, &[]));
    let paid: Vec<_> =
        orders(facts).into_iter().map(|order| (order.amount_minor, order.currency)).collect();
    let expected = [(500, "RUB"), (5, "JPY"), (500, "EUR")];
    assert_eq!(paid, expected.map(|(minor, code)| (minor, code.to_owned())));
    assert!(refusals[0].why.contains("no currency"));
    let content = "date,email,Amount (USD)\n2022-11-01,a@example.org,5\n";
    assert_eq!(orders(text(open_orders, content, &options(None, &[])).0)[0].currency, "USD");
}

#[test]
fn a_price_beside_a_quantity_is_for_one() {
    let with = "date,email,price,qty\n2022-11-01,a@example.org,2.50,3\n";
    let without = "date,email,price\n2022-11-01,a@example.org,2.50\n";
    let paid = |content| orders(text(open_orders, content, &options(None, &[])).0)[0].amount_minor;
    assert_eq!((paid(with), paid(without)), (750, 250));
}

#[test]
fn the_order_of_lines_does_not_move_keys() {
    let head = "number,date,email,amount,product\n";
    let lines = ["1,2022-11-01,a@example.org,5,tea\n", "1,2022-11-01,a@example.org,6,cup\n"];
    let keys = |order: [usize; 2]| {
        let content = order.iter().fold(head.to_owned(), |text, at| text + lines[*at]);
        let found = orders(text(open_orders, &content, &options(None, &[])).0);
        found.into_iter().map(|order| (order.key, order.amount_minor)).collect::<HashSet<_>>()
    };
    assert_eq!(keys([0, 1]), keys([1, 0]));
}

#[test]
fn slashes_are_decided_for_the_file() {
    let read = |content: &str| {
        let (facts, refusals) = text(open_orders, content, &options(None, &[]));
        let days: Vec<_> =
            orders(facts).iter().map(|order| order.at.rfc3339()[..10].to_owned()).collect();
        (days, refusals.len())
    };
    let english = "date,email,amount\n1/2/2010,a@example.org,1\n";
    assert_eq!(read(english), (vec!["2010-01-02".to_owned()], 0));
    let semicolons = "date;email;amount\n1/2/2010;a@example.org;1\n";
    assert_eq!(read(semicolons), (vec!["2010-02-01".to_owned()], 0));
    let russian = "дата,почта,сумма\n1/2/2010,a@example.org,1\n";
    assert_eq!(read(russian), (vec!["2010-02-01".to_owned()], 0));
    let shown = format!("{russian}12/31/2010,a@example.org,1\n13/1/2010,a@example.org,1\n");
    assert_eq!(read(&shown), (vec!["2010-01-02".to_owned(), "2010-12-31".to_owned()], 1));
}

#[test]
fn a_time_without_zone_asks_for_one() {
    let local = "date,email,amount\n2022-11-01 10:00,a@example.org,1\n";
    let found = error(open_orders, local, &options(None, &[]));
    assert!(matches!(found, ImportError::ZoneNeeded { .. }), "{found}");
    let zoned = "date,email,amount\n2022-11-01 10:00 +03:00,a@example.org,1\n";
    assert_eq!(text(open_orders, zoned, &options(None, &[])).0.len(), 1);
}

#[test]
fn missing_columns_are_named() {
    let found = error(open_messages, "a,b\n1,2\n", &options(None, &[])).to_string();
    for part in ["date", "text", "author or author_id or handle", "«a», «b»", "--map text="] {
        assert!(found.contains(part), "{part}: {found}");
    }
    let mapped = options(None, &[("colour", "a")]);
    let found = error(open_people, "a,b\n1,2\n", &mapped).to_string();
    assert!(found.contains("«colour»") && found.contains("crm"), "{found}");
}

#[test]
fn what_is_no_table_is_refused_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let contents: [&[u8]; 6] =
        [b"", b"%PDF-1.4", b"\xD0\xCF\x11\xE0\xA1", b"a\0b", b"[ {\"text\":1}]", b"\x1F\x8B\x08"];
    for content in contents {
        let path = folder.path().join("t.csv");
        fs::write(&path, content).unwrap();
        let found = open_messages(&[path], &options(None, &[])).err().unwrap();
        assert!(matches!(found, ImportError::Foreign { .. }), "{found}");
    }
}

#[test]
fn objects_with_late_keys_are_read() {
    let mut content = String::new();
    for number in 0..1_500 {
        content +=
            &format!("{{\"id\":{number},\"date\":1667295000,\"user\":\"a\",\"text\":\"t\"}}\n");
    }
    content += "{\"id\":9999,\"date\":1667295000,\"text\":\"t\",\"reply_to\":7,\"user\":\"b\"}\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.jsonl");
    fs::write(&path, content).unwrap();
    let found = messages(all(open_messages, &path, &options(None, &[])).0);
    assert_eq!(found.len(), 1_501);
    assert_eq!(found[1_500].reply_to.as_deref(), Some("table:chat:7"));
}

#[test]
fn workbooks_carry_dates_as_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Продажи.xlsx");
    let mut writer = rust_xlsxwriter::Workbook::new();
    let sheet = writer.add_worksheet();
    for (column, name) in ["Дата", "Сумма", "Телефон"].iter().enumerate() {
        sheet.write_string(0, column as u16, *name).unwrap();
    }
    sheet.write_number(1, 0, 44_866.5).unwrap();
    sheet.write_number(1, 1, 1_234.56).unwrap();
    sheet.write_number(1, 2, 79_123_456_789.0).unwrap();
    sheet.write_string(2, 0, "02.11.2022").unwrap();
    sheet.write_string(2, 1, "1 000 ₽").unwrap();
    sheet.write_string(2, 2, "8 912 345-67-89").unwrap();
    writer.save(&path).unwrap();
    let found = orders(all(open_orders, &path, &options(Some("+03:00"), &[])).0);
    let days: Vec<_> = found.iter().map(|order| (order.at.rfc3339(), order.amount_minor)).collect();
    let expected = [("2022-11-01T09:00:00Z", 123_456), ("2022-11-02T09:00:00Z", 100_000)];
    assert_eq!(days, expected.map(|(at, minor)| (at.to_owned(), minor)));
    assert_eq!(found[0].accounts, found[1].accounts);
}

#[test]
fn online_retail_keeps_every_line() {
    let Some((_folder, path)) = data("online-retail/germany.csv.zst", "germany.csv") else {
        return;
    };
    let (facts, refusals) = all(open_orders, &path, &options(Some("Europe/London"), &[]));
    assert!(refusals.is_empty(), "{:?}", whys(&refusals[..1]));
    let found = orders(facts);
    assert_eq!(found.len(), 9_495);
    assert_eq!(found.iter().map(|order| &order.key).collect::<HashSet<_>>().len(), 9_495);
    let buyers: HashSet<_> = found.iter().map(|order| &order.accounts[0].remote_id).collect();
    assert_eq!(buyers.len(), 95);
    // December comes first in the file, and 12/1/2010 is its first day.
    assert_eq!(found[0].at.rfc3339(), "2010-12-01T13:04:00Z");
    assert_eq!((found[0].amount_minor, found[0].kind), (1_770, OrderKind::Purchase));
    let refunds = found.iter().filter(|order| order.kind == OrderKind::Refund).count();
    let sum: i64 = found.iter().map(|order| order.amount_minor).sum();
    assert_eq!((refunds, sum), (453, 22_169_821));
}

#[test]
fn support_tweets_are_read() {
    let Some((_folder, path)) = data("twcs-spotify-en/support_requests.tsv.zst", "twcs.tsv") else {
        return;
    };
    let (facts, refusals) = all(open_messages, &path, &options(None, &[]));
    assert!(whys(&refusals).iter().all(|why| why.ends_with("the text is empty")));
    // Of 15,103 rows six have no text and one nothing at all.
    assert_eq!(refusals.len(), 6);
    let found = messages(facts);
    let author = |message: &MessageFact| message.author.clone().unwrap().remote_id;
    let authors: HashSet<_> = found.iter().map(author).collect();
    assert_eq!((found.len(), authors.len()), (15_096, 8_723));
    assert_eq!(found[0].key, "table:twcs:849");
    assert_eq!(found[0].reply_to.as_deref(), Some("table:twcs:848"));
    assert_eq!(found[0].sent_at.rfc3339(), "2017-10-31T23:36:20Z");
}

proptest! {
    #[test]
    fn every_row_is_a_fact_or_a_refusal(cells in prop::collection::vec("\\PC{0,30}", 4)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["date", "email", "amount", "name"]).unwrap();
        writer.write_record(["2022-11-01", "a@example.org", "1", "x"]).unwrap();
        writer.write_record(&cells).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        fs::write(&path, writer.into_inner().unwrap()).unwrap();
        let zone = options(Some("+03:00"), &[]);
        for open in [open_orders as OpenTable, open_people] {
            let (facts, refusals) = all(open, &path, &zone);
            prop_assert!(!facts.is_empty());
            let empty = |cell: &String| cell.chars().all(|c| c.is_whitespace() || c == ',' || c == '"');
            prop_assert!(facts.len() + refusals.len() >= 2 || cells.iter().all(empty));
        }
    }
}
