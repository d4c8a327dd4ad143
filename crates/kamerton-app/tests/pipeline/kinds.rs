//! What is read, not called, ends alike too in whatever order it comes: mails, entries of feeds, what
//! visitors of a site write; by their own connectors and through the intake, each once to five times,
//! shuffled, some of it late: a bounce before the mail it is about, an answer before its parent, a change
//! before what it changes.

use kamerton_app::accounts::audit::Actor;
use kamerton_app::channels::{Filled, source};
use kamerton_app::live::{About, Policy, Raw, Settings, Surface, Written};
use kamerton_channels::email::raw::Kept;
use kamerton_core::fact::Account;
use kamerton_core::id::ConnectionId;
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, Instant, MINUTE};
use kamerton_store::{Target, connections};
use serde_json::json;

use crate::deliveries::{Chance, Side, folder, now, same};
use crate::dump::dump;
use crate::house::{BEGIN, House};
use crate::world::TEXTS;

const US: &str = "help@lighthouse.example";

fn connector(word: &str) -> &'static dyn kamerton_app::live::Connector {
    kamerton_channels::connector(word).unwrap()
}

/// A moment as mails write it.
fn date(at: Instant) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap();
    at.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// A mailbox: people ask, we answer, they answer that, some mails bounce, some go through a list.
fn mails(chance: &mut Chance) -> Vec<Raw> {
    let mut raws = Vec::new();
    let count = 3 + chance.below(6);
    for number in 0..count {
        let at = BEGIN.plus(number as i64 * 11 * MINUTE + chance.below(3) as i64 * DAY);
        let ours = chance.below(3) == 0;
        let person = ["anna", "boris", "vera"][chance.below(3)];
        let (from, to) = match ours {
            true => (US.to_owned(), format!("{person}@example.org")),
            false => (format!("{person}@example.org"), US.to_owned()),
        };
        let answers = match chance.below(3) {
            0 => String::new(),
            _ => {
                let id = format!("<{}@example.org>", chance.below(count));
                format!("In-Reply-To: {id}\r\nReferences: <0@example.org> {id}\r\n")
            }
        };
        let list = match chance.below(5) {
            0 => "List-Id: Club <club.example.org>\r\nList-Post: <mailto:club@example.org>\r\n",
            _ => "",
        };
        let text = TEXTS[chance.below(TEXTS.len())];
        let mail = format!(
            "Received: from a by mx; {}\r\nFrom: <{from}>\r\nTo: <{to}>\r\nSubject: Re: order\r\n\
             Date: {}\r\nMessage-ID: <{number}@example.org>\r\n{answers}{list}\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
            date(at.plus(MINUTE)),
            date(at)
        );
        raws.push(lying(mail, chance));
        if ours && chance.below(2) == 0 {
            let later = date(at.plus(2 * MINUTE));
            let bounce = format!(
                "From: MAILER-DAEMON@mx.example\r\nTo: {US}\r\nSubject: Undelivered\r\nDate: {later}\r\n\
                 Message-ID: <bounce-{number}@mx.example>\r\nAuto-Submitted: auto-replied\r\n\
                 Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
                 --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
                 Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n\
                 Content-Type: message/rfc822\r\n\r\nMessage-ID: <{number}@example.org>\r\n\
                 Subject: order\r\n\r\nx\r\n--b--\r\n"
            );
            raws.push(lying(bounce, chance));
        }
    }
    raws
}

/// A mail somewhere in a mailbox.
fn lying(mail: String, chance: &mut Chance) -> Raw {
    let kept = Kept {
        mailbox: ["INBOX", "Sent", "Заказы"][chance.below(3)].to_owned(),
        uidvalidity: chance.below(3) as u32,
        uid: chance.below(1_000) as u32,
        flags: Vec::new(),
        arrived: Some(BEGIN.plus(4 * DAY).micros() / 1_000_000),
        mail: mail.into_bytes(),
    };
    kept.to_raw()
}

/// A feed: entries appear, answer each other and change, with a date and without.
fn entries(chance: &mut Chance) -> Vec<Raw> {
    let mut raws = Vec::new();
    for number in 0..3 + chance.below(5) {
        let at = BEGIN.plus(number as i64 * 13 * MINUTE);
        let seen = |at: Instant| at.micros() / 1_000_000;
        let author = ["Вера Лугова", "Анна Кот"][chance.below(2)];
        let answers =
            if chance.below(3) == 0 { format!("tag:{}", chance.below(6)) } else { String::new() };
        let tells = chance.below(2) == 0;
        for change in 0..=chance.below(3) as i64 {
            let changed = at.plus(change * 20 * MINUTE);
            let mut entry = json!({
                "id": format!("tag:{number}"),
                "content": {"text": TEXTS[chance.below(TEXTS.len())]},
                "authors": [{"name": author}],
                "published": at.rfc3339(),
                "answers": answers,
            });
            if tells {
                entry["updated"] = json!(changed.rfc3339());
            }
            let body = json!({
                "form": 1,
                "seen": seen(changed),
                "changed": if change > 0 && !tells { seen(changed) } else { 0 },
                "feed": {"place": "lighthouse-1", "title": "Маяк", "hosts": ["lighthouse.example"]},
                "entry": entry,
            });
            let key = format!("lighthouse-1:{number}:{change}");
            raws.push(Raw { key, at: Some(at), body: body.to_string() });
        }
    }
    raws
}

/// The pages of a site: some fill in the form, some talk.
fn writings(chance: &mut Chance) -> Vec<Raw> {
    let mut raws = Vec::new();
    for number in 0..4 + chance.below(6) {
        let which = chance.below(3);
        let visitor = ["3f2a", "77b0", "c001"][which].to_owned();
        let form = chance.below(3) == 0;
        let contact = chance.below(3);
        let email = (contact > 0).then(|| format!("{visitor}@example.org"));
        let written = Written {
            connection: "c1".to_owned(),
            surface: if form { Surface::Form } else { Surface::Talk { visitor: visitor.clone() } },
            id: format!("{number:032x}"),
            at: BEGIN.plus(number as i64 * 3 * MINUTE + chance.below(2) as i64 * DAY),
            text: TEXTS[chance.below(TEXTS.len())].to_owned(),
            name: (chance.below(2) == 0).then(|| format!("Вера {visitor}")),
            unnamed: format!("гость {visitor}"),
            // Each has their own: of two names of one account the first that came stays (decision 0004).
            phone: (form && email.is_none()).then(|| format!("+7912345678{which}")),
            email,
            place: if form { "Форма".to_owned() } else { format!("Чат: {visitor}") },
            remark: form.then(|| "Согласие дано".to_owned()),
            policy: form.then(|| Policy {
                address: "https://lighthouse.example/policy".to_owned(),
                text: String::new(),
                // A wording stands under the moment at which it was agreed to first: each has one here.
                version: format!("{number:08x}"),
            }),
        };
        raws.push(connector("site").visit().unwrap().raw(&written));
    }
    raws
}

/// A kind of channel: its word, what is filled in, what comes.
type Kind = (&'static str, &'static [(&'static str, &'static str)], fn(&mut Chance) -> Vec<Raw>);

static KINDS: [Kind; 3] = [
    ("email", &[("address", US), ("password", "x")], mails),
    ("feed", &[("addresses", "https://lighthouse.example/feed")], entries),
    ("site", &[("title", "Маяк")], writings),
];

async fn connect(side: &Side, house: &House, kind: &Kind) -> ConnectionId {
    let fields = kind.1.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let filled = Filled { name: String::new(), settings: Settings::new(fields) };
    let by = Actor { user: None, name: String::new() };
    let id = side.channels.create(&house.brand, kind.0, &filled, &by).await.unwrap();
    let me = Account {
        kind: "email".to_owned(),
        remote_id: US.to_owned(),
        role: Some(Role::Brand),
        ..Account::default()
    };
    let about = About { me: Some(me), title: US.to_owned(), ..About::default() };
    let mut session = side.store.write().await.unwrap();
    let about = serde_json::to_string(&about).unwrap();
    connections::set_about(&mut session, house.brand.id, id, &about).await.unwrap();
    session.commit().await.unwrap();
    id
}

async fn deliver(side: &Side, house: &House, id: ConnectionId, raws: &[Raw], size: usize) {
    for piece in raws.chunks(size.max(1)) {
        let intake = side.intakes.of(&house.brand);
        intake.submit_raws(&source(id), piece.to_vec()).await.unwrap();
        intake.settle().await.unwrap();
    }
}

/// Tells the same in order and in disorder; both have to end alike and stand a recount.
async fn ends_alike(orderly: &Side, other: &Side, kind: &Kind, seed: u64) {
    let mut chance = Chance(seed);
    let raws = (kind.2)(&mut chance);
    let house = orderly.brand(seed).await;
    let id = connect(orderly, &house, kind).await;
    deliver(orderly, &house, id, &raws, raws.len()).await;
    let wanted = dump(&house).await;
    let messages = wanted.lines().filter(|line| line.starts_with("MessageRow")).count();
    assert!(messages > 0, "{} {seed}: nothing came of {raws:#?}", kind.0);

    let mut told: Vec<Raw> = Vec::new();
    for raw in &raws {
        told.extend(std::iter::repeat_n(raw.clone(), 1 + chance.below(5)));
    }
    chance.shuffle(&mut told);
    let house = other.brand(seed).await;
    let id = connect(other, &house, kind).await;
    let size = 1 + chance.below(told.len());
    // Some of it is a day late: what was folded before knows nothing of it.
    let late = told.split_off(told.len() - told.len() / 4);
    deliver(other, &house, id, &told, size.max(4)).await;
    deliver(other, &house, id, &late, late.len()).await;
    same(&wanted, &dump(&house).await, &format!("{} {seed}", kind.0));
    if seed.is_multiple_of(25) {
        house.expect_right(now()).await;
    }
}

async fn run(targets: [Target; 2], kind: &Kind, seeds: impl Iterator<Item = u64>) {
    let [first, second] = targets;
    let orderly = Side::on(&first, kamerton_app::CONNECTORS).await;
    let other = Side::on(&second, kamerton_app::CONNECTORS).await;
    for seed in seeds {
        ends_alike(&orderly, &other, kind, seed).await;
        orderly.intakes.settle().await;
        other.intakes.settle().await;
    }
}

/// How many seeds of each kind: as the environment says, else a hundred and fifty.
fn seeds() -> u64 {
    std::env::var("KAMERTON_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(150)
}

/// Stores that are worked in side by side, for each kind.
const SIDE_BY_SIDE: u64 = 4;

async fn on_sqlite(kind: &Kind) {
    let runs = (0..SIDE_BY_SIDE).map(|first| async move {
        let folders = [folder(), folder()];
        let targets = folders.each_ref().map(|one| Target::Directory(one.path().to_owned()));
        run(targets, kind, (first..seeds()).step_by(SIDE_BY_SIDE as usize)).await;
    });
    futures_util::future::join_all(runs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_in_any_order_end_alike() {
    on_sqlite(&KINDS[0]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_feeds_in_any_order_end_alike() {
    on_sqlite(&KINDS[1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writings_of_visitors_in_any_order_end_alike() {
    on_sqlite(&KINDS[2]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_them_in_any_order_end_alike_on_postgres() {
    for kind in &KINDS {
        let (Some(first), Some(second)) =
            (crate::postgres::database(), crate::postgres::database())
        else {
            return;
        };
        run([first, second], kind, 0..seeds().min(20)).await;
    }
}
