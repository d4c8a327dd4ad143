//! What is written on our pages, as facts; what may show them; what an answer is.

use std::collections::BTreeMap;

use kamerton_core::fact::Fact;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use proptest::prelude::*;

use super::live::LIVE;
use crate::live::{
    About, Act, Connector, Grade, Link, Outgoing, Policy, Prove, Say, Send, Settings, Surface, To,
    Trouble, Visit, Written,
};
use crate::outbound::{Allowed, Outbound};

fn now() -> Instant {
    Instant::from_seconds(1_790_000_000)
}

fn settings(fields: &[(&str, &str)]) -> Settings {
    Settings::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

fn written(surface: Surface) -> Written {
    Written {
        connection: "c1".to_owned(),
        surface,
        id: "77".to_owned(),
        at: now(),
        text: "Здравствуйте! <b>Есть места?</b>".to_owned(),
        name: Some("Вера".to_owned()),
        unnamed: "guest-3f2a".to_owned(),
        email: Some("vera@example.org".to_owned()),
        phone: Some("+79123456789".to_owned()),
        place: "Форма на сайте".to_owned(),
        remark: Some("Почта: vera@example.org".to_owned()),
        policy: Some(Policy {
            address: "https://club.example/policy".to_owned(),
            text: "Согласие".to_owned(),
            version: "0a1b2c3d".to_owned(),
        }),
    }
}

fn facts(written: &Written) -> Vec<Fact> {
    let raw = LIVE.raw(written);
    LIVE.convert(&raw.body, &About::default()).unwrap()
}

fn talk() -> Surface {
    Surface::Talk { visitor: "3f2a".to_owned() }
}

#[test]
fn a_form_is_a_person_a_message_and_what_was_agreed_to() {
    let found = facts(&written(Surface::Form));
    let [
        Fact::Profile(profile),
        Fact::Message(said),
        Fact::Message(remark),
        Fact::Message(wording),
    ] = found.as_slice()
    else {
        panic!("{found:?}")
    };
    let kinds: Vec<&str> = profile.accounts.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!((kinds, profile.name.as_deref()), (vec!["email", "phone"], Some("Вера")));
    assert_eq!(said.key, "site:form-c1:v77");
    assert_eq!((said.place.remote_id.as_str(), said.place.private), ("form-c1", true));
    assert_eq!(said.text, "Здравствуйте! <b>Есть места?</b>");
    assert_eq!(said.author.as_ref().unwrap().remote_id, "vera@example.org");
    assert!(!said.service && remark.service && wording.service);
    assert_eq!(
        (remark.key.as_str(), wording.key.as_str()),
        ("site:form-c1:r77", "site:form-c1:p0a1b2c3d")
    );
    assert!(wording.text.contains("https://club.example/policy\nСогласие"));
    assert_eq!(wording.author, None);
}

#[test]
fn who_claims_an_address_in_a_talk_becomes_nobody_else() {
    let found = facts(&Written { policy: None, ..written(talk()) });
    let [Fact::Message(said), Fact::Message(remark)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (said.key.as_str(), remark.key.as_str()),
        ("site:talk-3f2a:v77", "site:talk-3f2a:r77")
    );
    let author = said.author.as_ref().unwrap();
    assert_eq!((author.kind.as_str(), author.remote_id.as_str()), ("site", "3f2a"));
    assert_eq!(author.handle.as_deref(), Some("guest-3f2a"));
    assert_eq!(LIVE.talk("3f2a"), said.place.remote_id);
}

#[test]
fn the_same_writing_is_kept_once() {
    let first = LIVE.raw(&written(talk()));
    let again = LIVE.raw(&Written { at: now().plus(7), ..written(talk()) });
    assert_eq!(first.key, again.key);
    let other = LIVE.raw(&Written { id: "78".to_owned(), ..written(talk()) });
    assert_ne!(first.key, other.key);
}

#[test]
fn a_form_without_a_key_is_kept_unread() {
    let nobody = Written { email: None, phone: None, ..written(Surface::Form) };
    assert!(LIVE.convert(&LIVE.raw(&nobody).body, &About::default()).is_err());
}

fn answer(to: To) -> Outgoing {
    let say = Say { to, text: "Есть".to_owned(), files: Vec::new(), at: None };
    Outgoing { id: "ab".repeat(16), act: Act::Say(say) }
}

fn to(place: &str) -> To {
    let message = format!("site:{place}:v77");
    To::Message { place: place.to_owned(), message, thread: None }
}

#[tokio::test]
async fn an_answer_in_a_talk_is_proven_and_elsewhere_refused() {
    let (settings, about) = (settings(&[("title", "Клуб")]), About::default());
    let out = Outbound::new(Allowed::default()).unwrap();
    let link = Link { settings: &settings, about: &about, out: &out, now };
    let sent = Send::send(&LIVE, &link, &answer(to("talk-3f2a"))).await.unwrap();
    assert_eq!(sent.key, Some(format!("site:talk-3f2a:o{}", "ab".repeat(16))));
    let proven = Prove::prove(&LIVE, &link, &answer(to("talk-3f2a")), now()).await.unwrap();
    assert_eq!(proven, Some(sent));
    assert!(LIVE.answers("talk-3f2a") && !LIVE.answers("form-c1"));
    for elsewhere in [to("form-c1"), To::Person { account: "3f2a".to_owned() }] {
        let refused = Send::send(&LIVE, &link, &answer(elsewhere)).await;
        assert!(matches!(refused, Err(Trouble::Refused(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn what_was_filled_in_is_looked_at() {
    let about = About::default();
    let out = Outbound::new(Allowed::default()).unwrap();
    let grades = async |fields: &[(&str, &str)]| {
        let settings = settings(fields);
        let link = Link { settings: &settings, about: &about, out: &out, now };
        let report = LIVE.check(&link).await.unwrap();
        let me = report.about.as_ref().unwrap().me.clone().unwrap();
        assert_eq!((me.role, me.display_name.as_deref()), (Some(Role::Brand), Some("Клуб")));
        report.findings.iter().map(|one| one.grade).collect::<Vec<_>>()
    };
    assert_eq!(grades(&[("title", "Клуб")]).await, [Grade::Lacking, Grade::Lacking]);
    let whole =
        [("title", "Клуб"), ("sites", "club.example\nhttps://club.example"), ("policy-text", "Да")];
    assert_eq!(grades(&whole).await, [Grade::Good, Grade::Good]);
    let broken = [("title", "Клуб"), ("sites", "club.example\nwhat is this")];
    assert_eq!(grades(&broken).await, [Grade::Broken, Grade::Good, Grade::Lacking]);
}

#[test]
fn another_wording_has_another_name() {
    let version = |text| LIVE.pages(&settings(&[("policy-text", text)])).policy.version;
    assert_eq!(version(""), "");
    assert_eq!((version("a"), version("a").len()), (version("a"), 8));
    assert_ne!(version("a"), version("b"));
    let sites = LIVE.pages(&settings(&[("sites", "b.example\n*\na.example\nhttps://b.example/x")]));
    assert_eq!(sites.sites, ["https://a.example", "https://b.example"]);
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::btree_map("[a-z]{1,10}", inner, 0..5)
                .prop_map(|map: BTreeMap<String, serde_json::Value>| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_breaks_it(value in any_json(), field in 0usize..13, other in any_json()) {
        let _ = LIVE.convert(&value.to_string(), &About::default());
        let mut known = serde_json::to_value(written(Surface::Form)).unwrap();
        let fields = known.as_object_mut().unwrap();
        if let Some(name) = fields.keys().nth(field % fields.len()).cloned() {
            fields.insert(name, other);
        }
        let _ = LIVE.convert(&known.to_string(), &About::default());
    }
}
