//! C3, C4, C5: servers in trouble, connections that break, answers that are none.

use std::time::{Duration, Instant};

use kamerton_channels::live::{Link, Settings, Trouble};
use kamerton_fakes::{AUTHORITY, Fault, NOBODY, Secure};

use crate::stage::{Findings, Joined, PATIENCE, now, reply, trusting};
use crate::subjects::Subject;

/// What may be said of something that was asked, and of something that was to be done.
struct Wanted {
    asking: &'static [&'static str],
    doing: &'static [&'static str],
}

/// Meets every fault, asking and doing.
async fn meet(subject: Subject, cases: Vec<(Fault, Wanted)>) {
    let mut joined = Joined::of(subject).await;
    let learnt = joined.learn_group().await;
    let mut findings = Findings::default();
    for (number, (fault, wanted)) in cases.into_iter().enumerate() {
        let what = short(&fault);
        let faults = joined.subject.fake.faults();
        let began = Instant::now();
        faults.always(fault.clone());
        let asked = joined.ask().await;
        faults.clear();
        findings.one_of(&format!("{what}, asking"), &asked, wanted.asking);
        let before = joined.subject.fake.ledger().count(joined.subject.says);
        faults.always_of(joined.subject.says, fault);
        let done = joined.act(&reply(&learnt.said, &format!("ответ {number}"))).await;
        faults.clear();
        findings.one_of(&format!("{what}, doing"), &done, wanted.doing);
        let tries = joined.subject.fake.ledger().count(joined.subject.says) - before;
        findings.demand(tries == 1, || format!("{what}: said {tries} times"));
        findings.demand(began.elapsed() < PATIENCE * 2 + Duration::from_secs(2), || {
            format!("{what}: took {:?}", began.elapsed())
        });
        // And then all is well again.
        let after = joined.ask().await;
        findings.one_of(&format!("after {what}"), &after, &["done"]);
    }
    findings.end();
}

fn short(fault: &Fault) -> String {
    format!("{fault:?}").chars().take(90).collect()
}

const BROKEN: Wanted = Wanted { asking: &["passing"], doing: &["unknown"] };

/// 5xx: the next look may work; whether something was done is not known, or certainly not.
pub async fn trouble_of_the_server_passes(subject: Subject) {
    let page = "<html><body><h1>Bad gateway</h1></body></html>";
    let mut cases = Vec::new();
    for code in [500, 502, 503, 504, 520] {
        for body in ["", page, "{}"] {
            let fault = Fault::Status { code, headers: Vec::new(), body: body.to_owned() };
            let doing: &[&str] = if code == 503 { &["unknown", "passing"] } else { &["unknown"] };
            cases.push((fault, Wanted { asking: &["passing"], doing }));
        }
    }
    meet(subject, cases).await;
}

/// Connections that are reset, before and amid the answer.
pub async fn a_connection_that_breaks_is_told_apart(subject: Subject) {
    let faults =
        [Fault::ResetAtOnce, Fault::ResetBeforeBody, Fault::ResetMidBody, Fault::BadChunks];
    meet(subject, faults.into_iter().map(|fault| (fault, BROKEN)).collect()).await;
}

/// Answers that come too slowly, or of which there is no end: they end at the deadline or at the limit of
/// bytes, and memory stays as it was.
pub async fn answers_without_end_end(subject: Subject) {
    let large = Wanted { asking: &["unreadable"], doing: &["unknown"] };
    let slow = || Wanted { asking: &["passing"], doing: &["unknown"] };
    let either = Wanted { asking: &["unreadable", "passing"], doing: &["unknown"] };
    let before = most_memory();
    meet(
        subject,
        vec![
            (Fault::Drip(Duration::from_secs(1)), slow()),
            (Fault::Silence, slow()),
            (Fault::EndlessHeaders, either),
            (Fault::Huge(5 << 30, true), large),
            (Fault::Huge(5 << 30, false), Wanted { asking: &["unreadable"], doing: &["unknown"] }),
            // What is packed stays packed: it is no answer that can be read.
            (
                Fault::GzipBomb(5 << 30),
                Wanted { asking: &["unreadable"], doing: &["unknown", "unreadable"] },
            ),
        ],
    )
    .await;
    if let (Some(before), Some(after)) = (before, most_memory()) {
        assert!(after - before < 200_000, "memory rose by {} kB", after - before);
    }
}

/// The most memory that this process had, in kB.
pub fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Pages of a provider, halves, other things in JSON: never a panic, never taken for an answer.
pub async fn what_is_no_answer_is_unreadable(subject: Subject) {
    let deep = "[".repeat(100_000);
    let mut texts = vec![deep, "\u{feff}{}".to_owned(), "\0\0\0".to_owned()];
    for text in ["", "{", "null", "[]", "[1]", "\"ok\"", "7", "1e999", "{}", "true", "\u{200b}"] {
        texts.push(text.to_owned());
    }
    let mut cases = vec![(Fault::page(), garbage())];
    cases.extend(texts.into_iter().map(|text| (Fault::Garbage(text), garbage())));
    meet(subject, cases).await;
}

/// A right answer that calls itself something else is taken, or at least not taken for something else.
pub async fn a_wrong_kind_is_forgiven(subject: Subject) {
    let kinds = ["text/html; charset=utf-8", "", "application/octet-stream", "strange"];
    let wanted = || Wanted { asking: &["done", "unreadable"], doing: &["done", "unknown"] };
    let fault = |kind: &str| (Fault::WrongType(kind.to_owned()), wanted());
    meet(subject, kinds.into_iter().map(fault).collect()).await;
}

/// That something was not done is not known from a page.
const fn garbage() -> Wanted {
    Wanted { asking: &["unreadable"], doing: &["unknown", "unreadable"] }
}

/// Looks and says something with other settings.
async fn elsewhere(
    joined: &Joined,
    settings: &Settings,
    certificates: &str,
) -> (Result<(), Trouble>, Result<(), Trouble>) {
    let out = trusting(&joined.subject, settings, certificates);
    let link = Link { settings, about: &joined.about, out: &out, now };
    let connector = joined.subject.connector;
    let asked = match connector.poll() {
        Some(poll) => poll.poll(&link, &joined.cursor, Duration::ZERO).await.map(drop),
        None => connector.check(&link).await.map(drop),
    };
    let group = joined.subject.fake.group();
    let learnt = crate::stage::Learnt { said: joined.last_said(&group), author: String::new() };
    let done = connector.send().unwrap().send(&link, &reply(&learnt.said, "мимо")).await;
    (asked, done.map(drop))
}

/// A name that nobody knows, a port where nobody listens, a secure connection to what knows none: it was
/// certainly not done.
pub async fn who_is_not_there_did_nothing(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    joined.learn_group().await;
    let mut findings = Findings::default();
    let secure = joined.subject.fake.base().replace("http://", "https://");
    for address in ["http://kamerton-test.invalid".to_owned(), NOBODY.to_owned(), secure] {
        let settings = joined.subject.settings_with(joined.subject.address, &address);
        let (asked, done) = elsewhere(&joined, &settings, "").await;
        findings.one_of(&format!("{address}, asking"), &asked, &["passing"]);
        findings.one_of(&format!("{address}, doing"), &done, &["passing"]);
    }
    findings.end();
}

/// A certificate of an authority that is not trusted: nothing is said to that server. Once the authority is
/// trusted, all is well: so it is with that of the Минцифры.
pub async fn a_certificate_has_to_be_trusted(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    joined.learn_group().await;
    let door = Secure::before(joined.subject.fake.stage()).unwrap();
    let settings = joined.subject.settings_with(joined.subject.address, door.base());
    let mut findings = Findings::default();
    let before = joined.subject.fake.ledger().len();
    let (asked, done) = elsewhere(&joined, &settings, "").await;
    findings.one_of("not trusted, asking", &asked, &["passing"]);
    findings.one_of("not trusted, doing", &done, &["passing"]);
    findings.demand(joined.subject.fake.ledger().len() == before, || "it was asked".to_owned());
    let (asked, done) = elsewhere(&joined, &settings, AUTHORITY).await;
    findings.one_of("trusted, asking", &asked, &["done"]);
    findings.one_of("trusted, doing", &done, &["done"]);
    findings.end();
}

/// A redirect to another server, or an address of elsewhere in an answer, takes no token there.
pub async fn a_token_goes_to_nobody_else(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    let learnt = joined.learn_group().await;
    let other = kamerton_fakes::Telegram::start().unwrap();
    let base = kamerton_fakes::Platform::base(&other).to_owned();
    for code in [301, 302, 307, 308] {
        let headers = vec![("location".to_owned(), format!("{base}/elsewhere"))];
        let fault = Fault::Status { code, headers, body: String::new() };
        let faults = joined.subject.fake.faults();
        faults.times(2, fault);
        let asked = joined.ask().await;
        let done = joined.act(&reply(&learnt.said, "туда")).await;
        faults.clear();
        assert!(asked.is_err() && done.is_err(), "{code}: {asked:?}, {done:?}");
    }
    assert!(kamerton_fakes::Platform::ledger(&other).is_empty(), "somebody else was asked");
}

/// No error holds a token, an address or the path of one.
pub async fn trouble_names_no_secret(subject: Subject) {
    let mut joined = Joined::of(subject).await;
    let learnt = joined.learn_group().await;
    let token = joined.subject.settings.get(joined.subject.token).to_owned();
    // A platform that says our own token back to us.
    let telling = format!(
        "{{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: {token}\",\
          \"error\":{{\"error_code\":100,\"error_msg\":\"{token}\"}},\"code\":\"{token}\",\
          \"message\":\"{token}\"}}"
    );
    for fault in [
        Fault::ResetAtOnce,
        Fault::status(500),
        Fault::status(404),
        Fault::page(),
        Fault::Silence,
        Fault::Status { code: 400, headers: Vec::new(), body: telling.clone() },
        Fault::Garbage(telling),
        Fault::Garbage(token.clone()),
    ] {
        joined.subject.fake.faults().times(2, fault.clone());
        let asked = joined.ask().await;
        let done = joined.act(&reply(&learnt.said, "тише")).await.map(drop);
        joined.subject.fake.faults().clear();
        for trouble in [asked, done].into_iter().filter_map(Result::err) {
            for text in [trouble.to_string(), format!("{trouble:?}")] {
                assert!(!text.contains(&token), "{fault:?}: {text}");
                assert!(!text.contains("/bot"), "{fault:?}: {text}");
            }
        }
    }
}
