//! What is looked at: a connector, its fake and the settings by which they meet.

use std::sync::Arc;
use std::time::Duration;

use kamerton_channels::live::{Connector, Settings};
use kamerton_fakes::{Fault, Max, Platform, Telegram, Vk};

/// How a platform shows that a call is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "each platform has one of them")]
pub enum Signs {
    /// A secret in a header.
    Header,
    /// A secret in the body.
    Body,
    /// A signature over the bytes of the body, in a header.
    Bytes,
}

/// A channel under test.
pub struct Subject {
    /// The connector.
    pub connector: &'static dyn Connector,
    /// The platform.
    pub fake: Arc<dyn Platform + Send>,
    /// What is filled in.
    pub settings: Settings,
    /// The name of the field of the address of the API.
    pub address: &'static str,
    /// The name of the field of the secret of the webhook.
    pub secret: &'static str,
    /// The platform's method by which we say something.
    pub says: &'static str,
    /// The field whose value must never be named.
    pub token: &'static str,
    /// How calls are signed.
    pub signs: Signs,
    /// Whether one account may begin a private talk with a person.
    pub begins: bool,
    /// What of an act on the card the platform knows no way to do, and refuses: `silence`, `lift`,
    /// `anonymous`.
    pub cannot: &'static [&'static str],
    /// More ways in which the platform tells us to wait, and for how long.
    pub waits: Vec<(Fault, Duration)>,
    /// Whether the platform's own way of saying so names the time.
    pub names_wait: bool,
    /// Requests of a look that finds its sign-in revoked.
    pub looks: usize,
    /// What of the acts on the card the platform does not do in the usual place.
    pub refuses: &'static [&'static str],
}

impl Subject {
    /// The same with something else filled in.
    pub fn settings_with(&self, field: &str, value: &str) -> Settings {
        let mut settings = self.settings.clone();
        settings.set(field, value);
        settings
    }
}

fn settings(fields: &[(&str, &str)]) -> Settings {
    Settings::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

/// An answer in JSON.
fn bot_api(code: u16, body: &str) -> Fault {
    Fault::Status { code, headers: Vec::new(), body: body.to_owned() }
}

/// Telegram.
pub fn telegram() -> Subject {
    let fake = Arc::new(Telegram::start().unwrap());
    telegram_at(fake)
}

/// Telegram, where the test keeps the fake in hand.
pub fn telegram_at(fake: Arc<Telegram>) -> Subject {
    let secret = "s3cret_of-ours";
    fake.secret(secret);
    let settings =
        settings(&[("address", fake.base()), ("token", &fake.token()), ("webhook-secret", secret)]);
    let said = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 17",
        "parameters":{"retry_after":17}}"#;
    let as_text = said.replace("\"retry_after\":17", "\"retry_after\":\"17\"");
    Subject {
        connector: kamerton_channels::connector("telegram").unwrap(),
        fake,
        settings,
        address: "address",
        secret: "webhook-secret",
        says: "sendMessage",
        token: "token",
        signs: Signs::Header,
        begins: false,
        cannot: &[],
        waits: vec![
            (bot_api(429, said), Duration::from_secs(17)),
            (bot_api(429, &as_text), Duration::from_secs(17)),
            // The answer says it, the status was put right by something in between.
            (bot_api(200, said), Duration::from_secs(17)),
        ],
        names_wait: true,
        looks: 1,
        refuses: &[],
    }
}

/// VK.
pub fn vk() -> Subject {
    let fake = Vk::start().unwrap();
    let secret = "s3cret_of-ours";
    fake.secret(secret);
    let settings = settings(&[
        ("address", fake.base()),
        ("group", &fake.community()),
        ("token", &fake.token()),
        ("user-token", &fake.user_token()),
        ("service-token", &fake.service_token()),
        ("mode", "longpoll"),
        ("secret", secret),
    ]);
    let error = |code: u32| {
        let body = format!(r#"{{"error":{{"error_code":{code},"error_msg":"so it is"}}}}"#);
        Fault::Status { code: 200, headers: Vec::new(), body }
    };
    Subject {
        connector: kamerton_channels::connector("vk").unwrap(),
        fake: Arc::new(fake),
        settings,
        address: "address",
        secret: "secret",
        says: "wall.createComment",
        token: "token",
        signs: Signs::Body,
        begins: false,
        cannot: &[],
        waits: vec![
            (error(6), Duration::from_secs(1)),
            (error(9), Duration::from_secs(900)),
            (error(29), Duration::from_secs(3_600)),
        ],
        // Errors 6 and 9 say no more than that.
        names_wait: false,
        // The session of Long Poll has ended, and another one is refused.
        looks: 2,
        // Comments cannot be pinned, and whoever is shut up is shut out.
        refuses: &["pin", "silence"],
    }
}

/// MAX.
pub fn max() -> Subject {
    let fake = Max::start().unwrap();
    let secret = "s3cret_of-ours";
    fake.secret(secret);
    let settings =
        settings(&[("address", fake.base()), ("token", &fake.token()), ("secret", secret)]);
    let denied = r#"{"success":false,"code":"too.many.requests","message":"Too many requests"}"#;
    let headers = vec![("Retry-After".to_owned(), "11".to_owned())];
    let with_200 = Fault::Status { code: 200, headers: headers.clone(), body: denied.to_owned() };
    let unavailable = Fault::Status { code: 503, headers, body: String::new() };
    Subject {
        connector: kamerton_channels::connector("max").unwrap(),
        fake: Arc::new(fake),
        settings,
        address: "address",
        secret: "secret",
        says: "sendMessage",
        token: "token",
        signs: Signs::Header,
        begins: false,
        cannot: &["silence", "lift", "anonymous"],
        waits: vec![
            // Since November 2026 refusals may come with 200 and a code.
            (with_200, Duration::from_secs(11)),
            (unavailable, Duration::from_secs(11)),
        ],
        names_wait: true,
        looks: 1,
        refuses: &[],
    }
}
