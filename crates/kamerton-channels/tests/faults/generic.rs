//! A program in between on its bad days. It is nobody's platform: it promises to do what has one name once,
//! so what was lost is sent again under the same name, and whoever calls signs with our secret.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kamerton_channels::live::{
    About, Call, Connector, Link, Outgoing, Raw, Received, Refused, Sent, Settings, To, Trouble,
};
use kamerton_channels::outbound::{Allowed, Outbound, Way};
use kamerton_channels::signed::Secret;
use kamerton_core::fact::Fact;
use kamerton_fakes::{Asked, Behaviour, Chance, Clock, Fault, Form, NOBODY, Reply, Stage, Work};
use serde_json::json;

use crate::clock::now;
use crate::stage::{Findings, PATIENCE, say};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn connector() -> &'static dyn Connector {
    kamerton_channels::connector("generic").unwrap()
}

/// A program that does what has one name once.
#[derive(Default)]
struct Program(Mutex<BTreeMap<String, usize>>);

impl Behaviour for Program {
    fn name(&self, _: &Asked) -> String {
        "act".to_owned()
    }

    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
        let name = asked.header("webhook-id").unwrap_or_default().to_owned();
        let mut done = self.0.lock().unwrap();
        let next = done.len() + 1;
        let number = *done.entry(name).or_insert(next);
        let reply =
            json!({"place": "desk", "id": number.to_string(), "at": "2026-11-20T10:00:00Z"});
        Box::pin(async move { Reply::json(200, &reply) })
    }

    fn too_many(&self, after: Duration) -> Reply {
        Reply::text(429, "", "").with("retry-after", after.as_secs().to_string())
    }
}

struct Joined {
    program: Arc<Program>,
    stage: Stage,
    settings: Settings,
    out: Outbound,
}

impl Joined {
    fn new() -> Self {
        let program = Arc::new(Program::default());
        let stage = Stage::start(program.clone(), Clock::default()).unwrap();
        let way = Way {
            allowed: Allowed::parse(["127.0.0.1"]).unwrap(),
            patience: Some(PATIENCE),
            ..Way::default()
        };
        let fields = [("secret", SECRET), ("address", stage.base())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { settings: Settings::new(fields), program, stage, out: Outbound::by(way).unwrap() }
    }

    async fn act(&self, outgoing: &Outgoing) -> Result<Sent, Trouble> {
        let about = About::default();
        let link = Link { settings: &self.settings, about: &about, out: &self.out, now };
        connector().send().unwrap().send(&link, outgoing).await
    }

    fn receive(&self, call: &Signed, settings: &Settings) -> Result<Received, Refused> {
        let about = About::default();
        let link = Link { settings, about: &about, out: &self.out, now };
        let call = Call { headers: &call.0, query: "", body: call.1.as_bytes(), from: None };
        connector().webhook().unwrap().receive(&call, &link)
    }
}

fn outgoing(text: &str) -> Outgoing {
    let message = "generic:desk:7".to_owned();
    say(To::Message { place: "desk".to_owned(), message, thread: None }, text)
}

/// C1, C2: waits as told, stops when it is refused; asked once each time.
#[tokio::test]
async fn c1_c2_waits_and_refusals_are_told_apart() {
    let joined = Joined::new();
    let mut findings = Findings::default();
    let seven = Duration::from_secs(7);
    let busy = |code: u16| Fault::Status {
        code,
        headers: vec![("Retry-After".to_owned(), "7".to_owned())],
        body: String::new(),
    };
    for (fault, wait) in [
        (Fault::TooMany { after: seven, form: Form::Seconds }, seven),
        (Fault::TooMany { after: seven, form: Form::Date }, seven),
        (Fault::TooMany { after: seven, form: Form::Silent }, Duration::from_secs(30)),
        (busy(429), seven),
        (busy(503), seven),
        (Fault::status(503), Duration::from_secs(30)),
    ] {
        joined.stage.faults().next(fault.clone());
        let done = joined.act(&outgoing("да")).await;
        findings.one_of(&format!("{fault:?}"), &done, &["limited"]);
        if let Err(Trouble::Limited { after, .. }) = done {
            let right = (wait - Duration::from_secs(1)..=wait).contains(&after);
            findings.demand(right, || format!("{fault:?}: {after:?}"));
        }
    }
    for code in [401, 403] {
        joined.stage.faults().next(Fault::status(code));
        findings.one_of("refused", &joined.act(&outgoing("да")).await, &["sign in"]);
    }
    findings.demand(joined.stage.ledger().len() == 8, || "it was asked again".to_owned());
    findings.end();
}

/// C3, C4, C5, C7: whatever breaks or never ends is tried again under the same name, so it is done once.
#[tokio::test]
async fn c3_c4_c5_c7_what_is_lost_is_done_once() {
    let joined = Joined::new();
    let mut findings = Findings::default();
    let large = 5 << 30;
    let mut faults: Vec<Fault> = [500, 502, 504, 520].map(Fault::status).to_vec();
    faults.extend([
        Fault::ResetAtOnce,
        Fault::ResetBeforeBody,
        Fault::ResetMidBody,
        Fault::AcceptThenLoseAnswer,
        Fault::BadChunks,
        Fault::Silence,
        Fault::Drip(Duration::from_secs(1)),
        Fault::EndlessHeaders,
        Fault::Huge(large, true),
        Fault::Huge(large, false),
        Fault::GzipBomb(large),
    ]);
    for (number, fault) in faults.into_iter().enumerate() {
        let outgoing = outgoing(&format!("ответ {number}"));
        joined.stage.faults().next(fault.clone());
        let done = joined.act(&outgoing).await;
        findings.one_of(&format!("{fault:?}"), &done, &["passing", "unreadable", "unknown"]);
        let again = joined.act(&outgoing).await;
        findings.one_of(&format!("after {fault:?}"), &again, &["done"]);
        let count = joined.program.0.lock().unwrap().len();
        findings.demand(count == number + 1, || format!("{fault:?}: done {count} times"));
        let names: BTreeSet<String> =
            joined.stage.ledger().entries().iter().map(|one| named(&one.asked)).collect();
        findings.demand(names.len() == number + 1, || format!("{fault:?}: another name"));
    }
    for text in ["<html>", "", "{", "null", "[]", "7", "{\"id\":7}", &"[".repeat(60_000)] {
        joined.stage.faults().next(Fault::Garbage(text.to_owned()));
        let done = joined.act(&outgoing("да")).await;
        findings
            .demand(!matches!(done, Err(Trouble::SignIn(_))), || format!("{text:.20}: {done:?}"));
        // Of what is no proof none is made.
        let key = done.ok().and_then(|sent| sent.key);
        findings.demand(key.is_none(), || format!("{text:.20}: {key:?}"));
    }
    findings.end();
    let way = Way { allowed: Allowed::parse(["127.0.0.1"]).unwrap(), ..Way::default() };
    let mut nobody = Joined { out: Outbound::by(way).unwrap(), ..Joined::new() };
    nobody.settings.set("address", NOBODY);
    let done = nobody.act(&outgoing("да")).await;
    assert!(matches!(done, Err(Trouble::Passing(_))), "{done:?}");
}

fn named(asked: &Asked) -> String {
    asked.header("webhook-id").unwrap_or_default().to_owned()
}

/// Headers and body of a call.
#[derive(Clone)]
struct Signed(Vec<(String, String)>, String);

/// A call about one message, signed so many seconds ago.
fn signed(secret: &str, id: &str, ago: i64, text: &str) -> Signed {
    let body = json!({"type": "message", "place": {"kind": "generic", "id": "desk"}, "id": id,
        "author": {"id": "1", "name": "Вера"}, "sent_at": "2026-11-20T10:00:00Z", "text": text});
    let body = body.to_string();
    let at = (now().micros() / 1_000_000 - ago).to_string();
    let name = format!("call-{id}-{}", text.len());
    let signature = Secret::parse(secret).unwrap().sign(&name, &at, body.as_bytes());
    let headers =
        [("webhook-id", &name), ("webhook-timestamp", &at), ("webhook-signature", &signature)];
    Signed(headers.map(|(name, value)| (name.to_owned(), value.clone())).into(), body)
}

/// C9: only who knows the secret is let in, with the bytes that were signed, and within five minutes.
#[tokio::test]
async fn c9_only_who_signs_is_let_in() {
    let joined = Joined::new();
    let right = signed(SECRET, "7", 0, "привет");
    assert!(joined.receive(&right, &joined.settings).is_ok());
    assert!(joined.receive(&signed(SECRET, "7", 240, "привет"), &joined.settings).is_ok());
    let pretty: serde_json::Value = serde_json::from_str(&right.1).unwrap();
    let mut wrong = vec![
        Signed(Vec::new(), right.1.clone()),
        signed(OTHER, "7", 0, "привет"),
        Signed(right.0.clone(), serde_json::to_string_pretty(&pretty).unwrap()),
        Signed(right.0.clone(), right.1.replace("привет", "прощай")),
    ];
    for ago in [301, 86_400, -301, -86_400] {
        wrong.push(signed(SECRET, "7", ago, "привет"));
    }
    for at in 0..3 {
        for other in ["", "x", "v1,", "9999999999"] {
            let mut changed = right.clone();
            changed.0[at].1 = other.to_owned();
            wrong.push(changed);
        }
    }
    for call in &wrong {
        let received = joined.receive(call, &joined.settings);
        assert!(matches!(received, Err(Refused::NotTheirs | Refused::Stale)), "{:?}", call.0);
    }
    for secret in ["", " ", "whsec_", OTHER] {
        let mut settings = joined.settings.clone();
        settings.set("secret", secret);
        assert!(joined.receive(&right, &settings).is_err(), "«{secret}»");
    }
}

/// C5, C6: calls in any order and number bring the same, and odd payloads are survived.
#[tokio::test]
async fn c5_c6_repetition_and_disorder_bring_the_same() {
    let joined = Joined::new();
    let calls: Vec<Signed> =
        (0..6).map(|number| signed(SECRET, &number.to_string(), 0, "привет")).collect();
    let facts = |raws: &BTreeMap<String, Raw>| -> Vec<Fact> {
        let about = About::default();
        raws.values().flat_map(|raw| connector().convert(&raw.body, &about).unwrap()).collect()
    };
    let gather = |calls: &[Signed]| {
        let mut kept = BTreeMap::new();
        for call in calls {
            for raw in joined.receive(call, &joined.settings).unwrap().raws {
                kept.entry(raw.key.clone()).or_insert(raw);
            }
        }
        kept
    };
    let orderly = gather(&calls);
    assert_eq!(facts(&orderly).len(), 6);
    for seed in 0..1_000 {
        let chance = &mut Chance::of(seed);
        let mut told: Vec<Signed> = Vec::new();
        for call in &calls {
            told.extend(std::iter::repeat_n(call.clone(), 1 + chance.below(5)));
        }
        chance.shuffle(&mut told);
        assert_eq!(gather(&told), orderly, "seed {seed}");
    }
    crate::odd::survived(connector(), &About::default(), &calls[0].1);
}
