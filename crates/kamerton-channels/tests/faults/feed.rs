//! Feeds on their bad days. Nobody signs in and nothing is sent, so of the fault table there are waiting,
//! broken and endless answers, garbage, disorder and absence; what one feed does harms no other.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use kamerton_channels::live::{About, Connector, Finding, Grade, Link, Polled, Raw, Settings};
use kamerton_channels::outbound::{Allowed, Outbound, Way};
use kamerton_core::fact::{Fact, MessageFact};
use kamerton_fakes::blog::{ATOM, RSS};
use kamerton_fakes::{Blog, Chance, Fault, Form, NOBODY, Secure};

use crate::clock::{self, now};
use crate::stage::{Findings, PATIENCE};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

fn connector() -> &'static dyn Connector {
    kamerton_channels::connector("feed").unwrap()
}

/// A reader of feeds.
struct Reader {
    blog: Blog,
    settings: Settings,
    out: Outbound,
    cursor: String,
    /// Keys of what came: the house keeps each once.
    known: BTreeSet<String>,
}

impl Reader {
    fn of(blog: Blog, addresses: &[String]) -> Self {
        clock::begin();
        let way = Way {
            allowed: Allowed::parse(["127.0.0.0/8"]).unwrap(),
            patience: Some(PATIENCE),
            ..Way::default()
        };
        let settings = Settings::new([("addresses".to_owned(), addresses.join("\n"))]);
        Self {
            blog,
            settings,
            out: Outbound::by(way).unwrap(),
            cursor: String::new(),
            known: BTreeSet::new(),
        }
    }

    /// A reader of one feed.
    fn new(path: &str) -> Self {
        let blog = Blog::start().unwrap();
        let address = format!("{}{path}", blog.stage().base());
        Self::of(blog, &[address])
    }

    async fn look(&mut self) -> Polled {
        let about = About::default();
        let link = Link { settings: &self.settings, about: &about, out: &self.out, now };
        let poll = connector().poll().unwrap();
        let mut polled = poll.poll(&link, &self.cursor, Duration::ZERO).await.unwrap();
        polled.raws.retain(|raw| self.known.insert(raw.key.clone()));
        self.cursor.clone_from(&polled.cursor);
        polled
    }

    /// Looks as the house does, for so long.
    async fn looks(&mut self, time: Duration) -> Vec<Raw> {
        let until = now().plus(i64::try_from(time.as_micros()).unwrap());
        let mut found = Vec::new();
        while now() < until {
            let polled = self.look().await;
            found.extend(polled.raws);
            self.pass(polled.pause.max(Duration::from_secs(1)));
        }
        found
    }

    fn pass(&self, time: Duration) {
        clock::pass(self.blog.stage().clock(), time);
    }

    fn asked(&self) -> usize {
        self.blog.stage().ledger().len()
    }

    fn standing(&self) -> Vec<Finding> {
        connector().poll().unwrap().standing(&self.settings, &self.cursor)
    }

    fn says(&self) -> Vec<&'static str> {
        self.standing().iter().map(|finding| finding.message).collect()
    }
}

fn messages(raws: &[Raw]) -> Vec<MessageFact> {
    let facts = |raw: &Raw| connector().convert(&raw.body, &About::default()).unwrap();
    let message = |fact| match fact {
        Fact::Message(message) => Some(message),
        _ => None,
    };
    raws.iter().flat_map(facts).filter_map(message).collect()
}

fn texts(raws: &[Raw]) -> Vec<String> {
    messages(raws).into_iter().map(|message| message.text).collect()
}

/// 429 and 503 in every form: not asked again before, by no feed of that host, and then all comes.
#[tokio::test]
async fn c1_a_wait_is_kept_for_the_whole_host() {
    let two_hours = HOUR * 2;
    let unavailable = |after: &str| Fault::Status {
        code: 503,
        headers: vec![("Retry-After".to_owned(), after.to_owned())],
        body: String::new(),
    };
    let too_many = |form| Fault::TooMany { after: two_hours, form };
    for (fault, wait) in [
        (too_many(Form::Own), two_hours),
        (too_many(Form::Seconds), two_hours),
        (too_many(Form::Date), two_hours),
        (unavailable("7200"), two_hours),
        // Nothing is named: as after any failure.
        (too_many(Form::Silent), HOUR),
        // What cannot be meant is not believed for ever.
        (unavailable("99999999999"), DAY * 7),
        (unavailable("-5"), HOUR),
        (unavailable("soon"), HOUR),
    ] {
        let blog = Blog::start().unwrap();
        let addresses = [RSS, ATOM].map(|path| format!("{}{path}", blog.stage().base()));
        let mut reader = Reader::of(blog, &addresses);
        reader.look().await;
        reader.blog.publish("1", "новость");
        reader.pass(HOUR);
        let named = wait != HOUR;
        reader.blog.stage().faults().next_of(RSS, fault.clone());
        reader.look().await;
        reader.blog.stage().faults().clear();
        let before = reader.blog.stage().ledger().count(RSS);
        let other = reader.blog.stage().ledger().count(ATOM);
        // A date knows whole seconds only, and dates go by the clock of the machine.
        let slack = if fault == too_many(Form::Date) { HOUR + MINUTE } else { MINUTE };
        let mut left = wait.saturating_sub(slack);
        while left > Duration::ZERO {
            let step = left.min(MINUTE * 20);
            reader.pass(step);
            reader.look().await;
            left -= step;
        }
        let ledger = reader.blog.stage().ledger();
        assert_eq!(ledger.count(RSS), before, "{fault:?}: asked too soon");
        if named {
            assert_eq!(ledger.count(ATOM), other, "{fault:?}: another feed of the host was asked");
        }
        reader.pass(slack + MINUTE * 2);
        let came = texts(&reader.look().await.raws);
        assert!(came.contains(&"новость".to_owned()), "{fault:?}: {came:?}");
    }
}

/// There is no sign-in that could be revoked; what refuses is asked ever more seldom, and said.
#[tokio::test]
async fn c2_what_refuses_is_asked_ever_more_seldom() {
    for code in [401, 403, 404, 451] {
        let mut reader = Reader::new(RSS);
        reader.look().await;
        reader.blog.stage().faults().always(Fault::status(code));
        let before = reader.asked();
        assert!(reader.looks(DAY * 30).await.is_empty());
        let asked = reader.asked() - before;
        assert!((28..=40).contains(&asked), "{code}: asked {asked} times in thirty days");
        assert_eq!(reader.says(), ["channel-feed-found-refused"], "{code}");
        reader.blog.stage().faults().clear();
        reader.blog.publish("1", "снова тут");
        assert_eq!(texts(&reader.looks(DAY * 2).await), ["снова тут"]);
        assert!(reader.says().is_empty());
    }
}

/// Servers in trouble and broken connections: asked once, later again; the good feed beside is read.
#[tokio::test]
async fn c3_c4_a_broken_feed_is_asked_later_and_delays_no_other() {
    let before = crate::answers::most_memory();
    let large = 5 << 30;
    let mut faults: Vec<(Fault, &str)> = [500, 502, 503, 504, 520]
        .map(|code| (Fault::status(code), "channel-feed-found-refused"))
        .to_vec();
    for fault in [
        Fault::ResetAtOnce,
        Fault::ResetBeforeBody,
        Fault::ResetMidBody,
        Fault::BadChunks,
        Fault::Silence,
        Fault::Drip(Duration::from_secs(1)),
    ] {
        faults.push((fault, "channel-feed-found-unreachable"));
    }
    for fault in [Fault::Huge(large, true), Fault::Huge(large, false), Fault::GzipBomb(large)] {
        faults.push((fault, "channel-feed-found-large"));
    }
    faults.push((Fault::EndlessHeaders, "channel-feed-found-unreachable"));
    let mut findings = Findings::default();
    for (fault, said) in faults {
        let what: String = format!("{fault:?}").chars().take(60).collect();
        let good = Blog::start().unwrap();
        good.publish("1", "рядом всё хорошо");
        let bad = Blog::start().unwrap();
        bad.publish("1", "до беды");
        let addresses = [&bad, &good].map(|blog| format!("{}{RSS}", blog.stage().base()));
        let mut reader = Reader::of(bad, &addresses);
        reader.blog.stage().faults().always(fault);
        let began = std::time::Instant::now();
        let came = texts(&reader.look().await.raws);
        findings.demand(came == ["рядом всё хорошо"], || format!("{what}: {came:?}"));
        findings.demand(began.elapsed() < PATIENCE * 2, || format!("{what}: {began:?}"));
        let asked = reader.asked();
        findings.demand(asked == 1, || format!("{what}: asked {asked} times"));
        findings.demand(reader.says() == [said], || format!("{what}: {:?}", reader.standing()));
        reader.blog.stage().faults().clear();
        let after = texts(&reader.looks(HOUR * 2).await);
        findings.demand(after == ["до беды"], || format!("after {what}: {after:?}"));
        findings.demand(reader.says().is_empty(), || format!("after {what}: it is said still"));
    }
    findings.end();
    if let (Some(before), Some(after)) = (before, crate::answers::most_memory()) {
        assert!(after - before < 200_000, "memory rose by {} kB", after - before);
    }
}

/// A name that nobody knows, a port where nobody listens, a certificate that nobody trusts.
#[tokio::test]
async fn c3_who_is_not_there_is_said() {
    let blog = Blog::start().unwrap();
    let door = Secure::before(blog.stage()).unwrap();
    for address in ["http://kamerton-test.invalid/feed", NOBODY, &format!("{}{RSS}", door.base())] {
        let mut reader = Reader::of(Blog::start().unwrap(), &[address.to_owned()]);
        assert!(reader.look().await.raws.is_empty());
        assert_eq!(reader.says(), ["channel-feed-found-unreachable"], "{address}");
    }
    assert!(blog.stage().ledger().is_empty());
}

/// Pages, halves, other things: never taken for entries, and the feed is read again when it is one.
#[tokio::test]
async fn c5_what_is_no_feed_is_none() {
    for text in [
        "<!doctype html><html><body>Доступ ограничен</body></html>",
        "",
        "{",
        "null",
        "[]",
        "{\"items\":7}",
        "\u{0}\u{0}\u{0}",
        "\u{feff}",
        "7",
        &"<".repeat(100_000),
        &"[".repeat(100_000),
    ] {
        let what: String = text.chars().take(30).collect();
        let mut reader = Reader::new(RSS);
        reader.blog.publish("1", "раньше");
        assert_eq!(texts(&reader.look().await.raws), ["раньше"]);
        reader.blog.publish("2", "потом");
        reader.blog.stage().faults().always(Fault::Garbage(text.to_owned()));
        assert!(reader.looks(HOUR * 5).await.is_empty(), "{what}");
        assert_eq!(reader.says(), ["channel-feed-found-no-feed"], "{what}");
        reader.blog.stage().faults().clear();
        let came = reader.looks(DAY).await;
        assert!(texts(&came).contains(&"потом".to_owned()), "{what}: {:?}", texts(&came));
    }
}

/// A feed that calls itself something else is one all the same.
#[tokio::test]
async fn c5_a_wrong_kind_is_forgiven() {
    for kind in ["text/html; charset=utf-8", "", "application/octet-stream", "strange"] {
        let mut reader = Reader::new(ATOM);
        reader.blog.publish("1", "новость");
        reader.blog.stage().faults().next(Fault::WrongType(kind.to_owned()));
        assert_eq!(texts(&reader.look().await.raws), ["новость"], "{kind}");
    }
}

#[tokio::test]
async fn c5_odd_payloads_are_survived() {
    let mut reader = Reader::new(ATOM);
    reader.blog.publish("1", "новость");
    reader.blog.publish("2", "ещё одна");
    for raw in reader.look().await.raws {
        crate::odd::survived(connector(), &About::default(), &raw.body);
    }
}

/// What the house makes of deliveries in any order: of each message the text that was changed last.
fn folded(raws: &[Raw]) -> BTreeMap<String, String> {
    let mut known: BTreeMap<String, MessageFact> = BTreeMap::new();
    for message in messages(raws) {
        let stands = known.get(&message.key);
        let later = stands.is_none_or(|stands| {
            (stands.edited_at, &stands.text) < (message.edited_at, &message.text)
        });
        if later {
            known.insert(message.key.clone(), message);
        }
    }
    known.into_values().map(|message| (message.key, message.text)).collect()
}

/// Entries are published, changed and taken away while somebody looks now and then; what came, each once to
/// five times and shuffled, ends as the site has it. Three hundred histories, for each is told by HTTP.
#[tokio::test]
async fn c6_repetition_and_disorder_bring_the_same() {
    for seed in 0..300 {
        let chance = &mut Chance::of(seed);
        let mut reader = Reader::new([RSS, ATOM][chance.below(2)]);
        reader.blog.marks(chance.below(2) == 0);
        let mut raws = Vec::new();
        let mut names = Vec::new();
        for step in 0..12 {
            match chance.below(4) {
                0 | 1 => {
                    names.push(format!("entry-{step}"));
                    reader.blog.publish(&names[names.len() - 1], &word(chance, step));
                }
                2 if !names.is_empty() => {
                    let name = &names[chance.below(names.len())];
                    reader.blog.edit(name, &word(chance, step));
                }
                _ => {}
            }
            // Changed before it was first seen, or after.
            if chance.below(3) > 0 {
                reader.pass(DAY);
                raws.extend(reader.look().await.raws);
            }
            reader.pass(HOUR);
        }
        reader.pass(DAY);
        raws.extend(reader.look().await.raws);
        let shown: BTreeMap<String, String> =
            reader.blog.shown().into_iter().map(|entry| (entry.id, entry.text)).collect();
        let orderly = folded(&raws);
        let mut told: Vec<Raw> = Vec::new();
        for raw in &raws {
            told.extend(std::iter::repeat_n(raw.clone(), 1 + chance.below(5)));
        }
        chance.shuffle(&mut told);
        assert_eq!(folded(&told), orderly, "seed {seed}");
        let mut ends: Vec<&String> = orderly.values().collect();
        ends.sort();
        let mut wanted: Vec<&String> = shown.values().collect();
        wanted.sort();
        wanted
            .iter()
            .for_each(|text| assert!(ends.contains(text), "seed {seed}: «{text}»: {ends:?}"));
        assert_eq!(ends.len(), names.len(), "seed {seed}: each entry is one message");
    }
}

/// A word that stands anywhere among others, so that a later text is not always the greater one.
fn word(chance: &mut Chance, step: usize) -> String {
    format!("{} {step}", ["якорь", "буря", "маяк", "гавань"][chance.below(4)])
}

/// An entry that was changed before anybody saw it is one message that says what it says now.
#[tokio::test]
async fn c6_changed_before_it_was_seen_it_is_one_message() {
    for path in [RSS, ATOM] {
        let mut reader = Reader::new(path);
        reader.blog.publish("1", "с ошибкай");
        reader.pass(MINUTE);
        reader.blog.edit("1", "без ошибки");
        let first = messages(&reader.look().await.raws);
        assert_eq!((first.len(), first[0].text.as_str()), (1, "без ошибки"));
        reader.pass(DAY);
        reader.blog.edit("1", "а теперь иначе");
        let then = messages(&reader.look().await.raws);
        assert_eq!((&then[0].key, then[0].text.as_str()), (&first[0].key, "а теперь иначе"));
        assert!(then[0].edited_at > first[0].edited_at, "{path}: it is the later one");
    }
}

/// Thirty days away: what is still shown comes once, what was pushed out meanwhile is said, and all goes on.
#[tokio::test]
async fn c10_a_month_away_and_back() {
    for path in [RSS, ATOM] {
        let mut reader = Reader::new(path);
        for number in 0..10 {
            reader.pass(HOUR);
            reader.blog.publish(&format!("before-{number}"), &format!("раньше {number}"));
        }
        reader.pass(HOUR);
        assert_eq!(reader.look().await.raws.len(), 10);
        assert!(reader.says().is_empty());
        for number in 0..60 {
            reader.pass(HOUR * 12);
            reader.blog.publish(&format!("away-{number}"), &format!("без вас {number}"));
        }
        let mut came = texts(&reader.look().await.raws);
        came.sort();
        let wanted: Vec<String> = (50..60).map(|number| format!("без вас {number}")).collect();
        assert_eq!(came, wanted, "what the feed still shows");
        let said = reader.standing();
        assert_eq!((said.len(), said[0].message), (1, "channel-feed-found-gap"));
        assert_eq!(said[0].grade, Grade::Lacking);
        let named: Vec<&str> = said[0].arguments.iter().map(|(name, _)| *name).collect();
        assert_eq!(named, ["address", "since", "until"]);
        assert!(said[0].arguments[1].1 < said[0].arguments[2].1, "{said:?}");
        reader.blog.publish("after", "и дальше");
        assert_eq!(texts(&reader.looks(DAY).await), ["и дальше"]);
        assert_eq!(reader.says(), ["channel-feed-found-gap"], "it is said for a week");
        reader.looks(DAY * 8).await;
        assert!(reader.says().is_empty());
    }
}

/// Nothing is said of a gap where there is none: little came, or what was there before is there still.
#[tokio::test]
async fn c10_no_gap_is_said_where_none_is() {
    let mut reader = Reader::new(RSS);
    reader.look().await;
    reader.pass(DAY * 30);
    reader.blog.publish("1", "первая");
    reader.look().await;
    for number in 2..8 {
        reader.pass(DAY);
        reader.blog.publish(&number.to_string(), "ещё");
    }
    reader.pass(DAY * 30);
    assert_eq!(reader.look().await.raws.len(), 6);
    reader.blog.remove("7");
    reader.blog.publish("8", "вместо неё");
    reader.pass(DAY);
    reader.look().await;
    assert!(reader.says().is_empty(), "{:?}", reader.standing());
}
