//! A way out through a proxy of the operator's own: it is told its name and password, it alone knows where the
//! platform is, and nobody else learns any of that.

use std::time::Duration;

use kamerton_channels::live::{About, Link, Request, Settings};
use kamerton_channels::outbound::{Allowed, Outbound, OutboundError, Way};
use kamerton_fakes::{AUTHORITY, CREDENTIALS, Platform, Proxy, Secure, Telegram};

use crate::clock::now;
use crate::stage::PATIENCE;

fn by(proxy: String, host: &str) -> Outbound {
    let way = Way {
        allowed: Allowed::parse(["127.0.0.1"]).unwrap(),
        hosts: Some(vec![host.to_owned()]),
        certificates: AUTHORITY.to_owned(),
        proxy,
        patience: Some(PATIENCE),
    };
    Outbound::by(way).unwrap()
}

#[tokio::test]
async fn a_bot_works_through_it() {
    let fake = Telegram::start().unwrap();
    let proxy = Proxy::to(fake.stage().port()).unwrap();
    let fields = [("address", "http://bots.invalid"), ("token", &fake.token())];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (settings, about) = (Settings::new(fields), About::default());
    let connector = kamerton_channels::connector("telegram").unwrap();
    let out = by(proxy.address(), "bots.invalid");
    let link = Link { settings: &settings, about: &about, out: &out, now };
    let report = connector.check(&link).await.unwrap();
    assert!(report.is_usable(), "{report:?}");
    let (anna, group) = (fake.person("Анна"), fake.group());
    fake.say(&anna, &group, "где купить?");
    let polled = connector.poll().unwrap().poll(&link, "", Duration::ZERO).await.unwrap();
    assert!(polled.raws.iter().any(|raw| raw.body.contains("где купить?")), "{polled:?}");
    let asked = proxy.asked();
    assert!(
        !asked.is_empty() && asked.iter().all(|one| one.ends_with(" bots.invalid")),
        "{asked:?}"
    );
}

#[tokio::test]
async fn what_is_secured_goes_through_it_unread() {
    let fake = Telegram::start().unwrap();
    let door = Secure::before(fake.stage()).unwrap();
    let proxy = Proxy::to(door.port()).unwrap();
    let out = by(proxy.address(), "127.0.0.1");
    let url = format!("{}/bot{}/getMe", door.base(), fake.token());
    let answer = out.ask(Request::get(url)).await.unwrap();
    assert_eq!(answer.status, 200);
    // It learns the host and nothing of what is asked there.
    assert_eq!(proxy.asked(), [format!("CONNECT 127.0.0.1:{}", door.port())]);
}

#[tokio::test]
async fn a_proxy_that_refuses_or_is_gone_is_told_without_its_password() {
    let fake = Telegram::start().unwrap();
    let proxy = Proxy::to(fake.stage().port()).unwrap();
    let url = |base: &str| format!("{base}/bot{}/getMe", fake.token());
    let mut told = Vec::new();
    // Plainly asked, it answers itself; where a tunnel is wanted, there is none.
    let nameless = by(proxy.nameless(), "bots.invalid");
    let refused = nameless.ask(Request::get(url("http://bots.invalid"))).await;
    assert_eq!(refused.as_ref().map(|answer| answer.status).ok(), Some(407), "{refused:?}");
    let secured = by(proxy.address().replace("password", "wrong"), "127.0.0.1");
    let secured = secured.ask(Request::get(url("https://127.0.0.1:9"))).await.unwrap_err();
    told.push(format!("{secured} {secured:?}"));
    assert!(proxy.asked().iter().all(|one| one.starts_with("407 ")), "{:?}", proxy.asked());
    assert_eq!(fake.ledger().len(), 0, "nothing went on to the platform");
    let address = proxy.address();
    drop(proxy);
    for base in ["http://bots.invalid", "https://127.0.0.1:9"] {
        let out =
            by(address.clone(), if base.contains("bots") { "bots.invalid" } else { "127.0.0.1" });
        let gone: OutboundError = out.ask(Request::get(url(base))).await.unwrap_err();
        told.push(format!("{gone} {gone:?}"));
    }
    let token = fake.token();
    let secrets = CREDENTIALS.split(':').chain(token.split(':').skip(1)).chain(["proxy-wrong"]);
    for secret in secrets {
        assert!(told.iter().all(|one| !one.contains(secret)), "{secret}: {told:?}");
    }
}
