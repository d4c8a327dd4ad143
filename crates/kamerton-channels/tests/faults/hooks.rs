//! C9 and what of C6 shows without a store: who may call the webhook, and what calls bring.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kamerton_channels::live::{Link, Raw, Reply as Said, Settings};
use kamerton_fakes::{Asked, Behaviour, Clock, Delivery, Order, Reply, Stage, Work};

use crate::stage::{Findings, Joined, now, out, set};
use crate::subjects::{Signs, Subject};

/// Anna writes in public and in private, changes her mind, takes something back.
fn some_talk(joined: &Joined) {
    let fake = &joined.subject.fake;
    let (anna, boris) = (fake.person("Анна Кот"), fake.person("Борис"));
    let first = fake.say(&anna, &fake.group(), "где купить?");
    fake.answer(&boris, &first, "в магазине на углу");
    fake.edit(&first, "где купить маяк?");
    let gone = fake.say(&anna, &fake.group(), "это лишнее");
    fake.delete(&gone);
    fake.say(&anna, &fake.private(&anna), "можно лично?");
}

/// Nobody but the platform is let in, whatever is missing or empty.
pub async fn only_the_platform_is_let_in(subject: Subject) {
    let joined = Joined::of(subject).await;
    let Some(_) = joined.subject.connector.webhook() else { return };
    some_talk(&joined);
    let (mut findings, settings) = (Findings::default(), &joined.subject.settings);
    let asked = joined.subject.fake.ledger().len();
    let right = joined.subject.fake.sent();
    assert!(!right.is_empty());
    for delivery in &right {
        match joined.receive(delivery, settings) {
            Err(refused) => findings.demand(false, || format!("a right call: {refused}")),
            Ok(received) => {
                findings.demand(!received.raws.is_empty(), || "a right call brings nothing".into());
                let said = match &received.reply {
                    Said::Empty => String::new(),
                    Said::Text(text) => text.clone(),
                };
                findings.demand(said.len() < 64 && !said.contains("method"), || {
                    format!("it is answered {said}")
                });
            }
        }
    }
    let mut refuse = |what: &str, deliveries: &[Delivery], settings: &Settings| {
        for delivery in deliveries {
            let received = joined.receive(delivery, settings);
            findings.demand(received.is_err(), || format!("{what} is let in: {received:?}"));
        }
    };
    let secret = joined.subject.secret;
    for (what, value) in [("an empty secret", ""), ("a blank secret", "  "), ("another", "other")] {
        refuse(what, &right, &joined.subject.settings_with(secret, value));
    }
    for (what, wrong) in [
        ("a wrong secret", "wrong"),
        ("no secret", ""),
        ("a longer secret", "s3cret_of-ours1"),
        ("a shorter secret", "s3cret_of-our"),
        ("a secret in capitals", "S3CRET_OF-OURS"),
    ] {
        joined.subject.fake.secret(wrong);
        let deliveries = joined.subject.fake.sent();
        refuse(what, &deliveries, settings);
        // What is missing on both sides fits nobody.
        refuse(what, &deliveries, &joined.subject.settings_with(secret, ""));
    }
    if joined.subject.signs != Signs::Body {
        let bare: Vec<Delivery> = right.iter().cloned().map(without_headers).collect();
        refuse("a call without headers", &bare, settings);
        refuse("a call without headers", &bare, &joined.subject.settings_with(secret, ""));
    }
    if joined.subject.signs == Signs::Bytes {
        let other: Vec<Delivery> = right.iter().cloned().map(written_anew).collect();
        refuse("a body that was written anew", &other, settings);
    }
    for body in ["", "{", "null", "[]", "{}", "\u{0}", &"[".repeat(100_000)] {
        // Signed or not: no panic, and nothing that claims to be a message.
        let delivery = Delivery { body: body.as_bytes().to_vec(), ..right[0].clone() };
        if let Ok(received) = joined.receive(&delivery, settings) {
            findings.demand(joined.readable(&received.raws).is_empty(), || {
                format!("{body:.20}: {received:?}")
            });
        }
    }
    let after = joined.subject.fake.ledger().len();
    findings.demand(after == asked, || "a call made us ask the platform".to_owned());
    findings.end();
}

fn without_headers(mut delivery: Delivery) -> Delivery {
    delivery.headers.retain(|(name, _)| name == "content-type");
    delivery
}

/// The same JSON in other bytes.
fn written_anew(mut delivery: Delivery) -> Delivery {
    let value: serde_json::Value = serde_json::from_slice(&delivery.body).unwrap();
    delivery.body = serde_json::to_vec_pretty(&value).unwrap();
    delivery
}

impl Joined {
    /// Facts of payloads that may be anything.
    fn readable(&self, raws: &[Raw]) -> Vec<kamerton_core::fact::Fact> {
        let read = |raw: &Raw| self.subject.connector.convert(&raw.body, &self.about).ok();
        raws.iter().filter_map(read).flatten().collect()
    }
}

/// Each delivery once to five times, shuffled, a day late: the same payloads under the same keys, and of
/// each the same facts.
pub async fn repetition_and_disorder_bring_the_same(subject: Subject) {
    let joined = Joined::of(subject).await;
    let Some(_) = joined.subject.connector.webhook() else { return };
    some_talk(&joined);
    let gather = |order: Order| {
        let mut raws = Vec::new();
        for delivery in joined.subject.fake.deliveries(order) {
            raws.extend(joined.receive(&delivery, &joined.subject.settings).unwrap().raws);
        }
        raws
    };
    let once = gather(Order::AsHappened);
    assert_eq!(set(&once).len(), once.len(), "every payload has its own key");
    let keys: std::collections::BTreeSet<&String> = once.iter().map(|raw| &raw.key).collect();
    assert_eq!(keys.len(), once.len(), "no two payloads share a key");
    for seed in 0..200 {
        for order in
            [Order::Shuffled(seed), Order::Repeated(seed), Order::Late(seed), Order::Wild(seed)]
        {
            assert_eq!(set(&gather(order)), set(&once), "{order:?}");
        }
    }
    assert_eq!(joined.facts(&once), joined.facts(&once));
}

/// The door of a little house: what is let in is kept.
struct Door {
    joined: Joined,
    kept: Mutex<Vec<Raw>>,
    refused: Mutex<usize>,
}

impl Behaviour for Door {
    fn name(&self, _: &Asked) -> String {
        "webhook".to_owned()
    }

    fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
        Box::pin(async move {
            let delivery = Delivery {
                headers: asked.headers.clone(),
                query: asked.query.clone(),
                body: asked.body.clone(),
                at: asked.at,
                late: Duration::ZERO,
            };
            match self.joined.receive(&delivery, &self.joined.subject.settings) {
                Err(_) => {
                    *self.refused.lock().unwrap() += 1;
                    Reply::text(401, "text/plain", "")
                }
                Ok(received) => {
                    self.kept.lock().unwrap().extend(received.raws);
                    match received.reply {
                        Said::Empty => Reply::text(200, "", ""),
                        Said::Text(text) => Reply::text(200, "text/plain", text),
                    }
                }
            }
        })
    }

    fn too_many(&self, _: Duration) -> Reply {
        Reply::text(429, "", "")
    }
}

/// Registered by us, called by the platform, let in, understood; and called no more in the end.
pub async fn a_webhook_works_from_end_to_end(subject: Subject) {
    let joined = Joined::of(subject).await;
    let Some(webhook) = joined.subject.connector.webhook() else { return };
    let door = Arc::new(Door { joined, kept: Mutex::default(), refused: Mutex::default() });
    let stage = Stage::start(door.clone(), Clock::default()).unwrap();
    let address = format!("{}/hooks/some-secret-path", stage.base());
    let settings = &door.joined.subject.settings;
    let out = out(&door.joined.subject, settings);
    let link = Link { settings, about: &door.joined.about, out: &out, now };
    webhook.register(&link, &address).await.unwrap();
    webhook.register(&link, &address).await.unwrap();
    for _ in 0..600 {
        if door.joined.subject.fake.tells() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(door.joined.subject.fake.tells(), "the address was not confirmed");
    some_talk(&door.joined);
    let wanted = ["где купить?", "в магазине на углу", "где купить маяк?", "можно лично?"];
    let mut texts = Vec::new();
    for _ in 0..600 {
        let kept = door.kept.lock().unwrap().clone();
        let found = door.joined.messages(&kept);
        texts = found.into_iter().map(|message| message.text).collect::<Vec<_>>();
        if wanted.iter().all(|text| texts.iter().any(|found| found == text)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for text in wanted {
        assert!(texts.iter().any(|found| found == text), "«{text}» did not come: {texts:?}");
    }
    assert_eq!(*door.refused.lock().unwrap(), 0, "the platform was refused");
    webhook.unregister(&link).await.unwrap();
    let anna = door.joined.subject.fake.person("Анна");
    door.joined.subject.fake.say(&anna, &door.joined.subject.fake.group(), "silence");
    tokio::time::sleep(Duration::from_millis(300)).await;
    // What was on its way when the webhook was taken back may still arrive; what came later may not.
    let told = |asked: &Asked| String::from_utf8_lossy(&asked.body).contains("silence");
    let ledger = stage.ledger().entries();
    assert!(!ledger.iter().any(|call| told(&call.asked)), "called after it was taken back");
}
