//! The large model against an endpoint on this machine: what it gets to hear, and what becomes of all
//! that can go wrong.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kamerton_app::brand::Address;
use kamerton_app::large_model::{
    self, Finding, Key, LargeModels, Prompt, Settings, Setup, Trouble, Use,
};
use kamerton_app::places::Sight;
use kamerton_app::sealed::Seal;
use kamerton_core::fact::{MessageFact, PlaceRef};
use kamerton_core::reading::Label;
use kamerton_core::role::Role;
use kamerton_core::time::{Instant, MINUTE};
use kamerton_store::large_model as stored;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::harness::{Kind, World, account, kinds, place, rules, with};

/// What the endpoint does with a request.
#[derive(Clone)]
struct Does {
    status: u16,
    head: String,
    body: String,
    wait: Duration,
}

fn status(status: u16, head: &str) -> Does {
    Does { status, head: head.to_owned(), body: "{}".to_owned(), wait: Duration::ZERO }
}

fn says(text: &str) -> Does {
    let body = json!({
        "choices": [{"message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20},
    });
    Does { body: body.to_string(), ..status(200, "") }
}

/// An endpoint: it does what it is told, the last thing again and again, and keeps what it heard.
struct Fake {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    async fn new(does: Vec<Does>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let (ears, does) = (Arc::clone(&heard), Arc::new(Mutex::new(does)));
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (ears, does) = (Arc::clone(&ears), Arc::clone(&does));
                tokio::spawn(async move {
                    let (mut bytes, mut piece) = (Vec::new(), [0; 4_096]);
                    while !is_whole(&bytes) {
                        match stream.read(&mut piece).await {
                            Ok(count) if count > 0 => bytes.extend_from_slice(&piece[..count]),
                            _ => return,
                        }
                        // Somebody begins with TLS: that is not spoken here.
                        if bytes.first() == Some(&0x16) {
                            let _ = stream.write_all(b"HTTP/1.1 400 X\r\n\r\n").await;
                            return;
                        }
                    }
                    let next = {
                        ears.lock().unwrap().push(String::from_utf8_lossy(&bytes).into_owned());
                        let mut does = does.lock().unwrap();
                        if does.len() > 1 { does.remove(0) } else { does[0].clone() }
                    };
                    tokio::time::sleep(next.wait).await;
                    let answer = format!(
                        "HTTP/1.1 {} X\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{}",
                        next.status,
                        next.body.len(),
                        next.head,
                        next.body
                    );
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        Self { url, heard }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    fn setup(&self) -> Setup {
        let settings = Settings {
            url: self.url.clone(),
            model: "small-large".to_owned(),
            near: true,
            judgements: true,
            drafts: true,
            summaries: true,
            ..Settings::default()
        };
        Setup { settings, key: Key::Known("sk-quokka".to_owned()) }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
    let begin = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(0) + 4;
    bytes.len() >= begin + length
}

fn prompt() -> Prompt {
    Prompt { system: "Система".to_owned(), user: "Вопрос".to_owned(), most: 50 }
}

impl World {
    async fn ask(&self, models: &LargeModels, setup: &Setup) -> Result<String, Trouble> {
        self.ask_at(models, setup, self.now).await
    }

    async fn ask_at(
        &self,
        models: &LargeModels,
        setup: &Setup,
        now: Instant,
    ) -> Result<String, Trouble> {
        let prompt = prompt();
        let asked = models.ask(&self.store, &self.brand, setup, Use::Drafts, &prompt, now);
        asked.await.unwrap().map(|reply| reply.text)
    }
}

/// A talk full of what must not leave, and one in private.
async fn talking(kind: Kind) -> World {
    let world = World::new(kind).await;
    let at = |minutes: i64| world.now.plus(-MINUTE * (100 - minutes));
    let said = |key: &str, name: &str, minutes: i64, text: &str, to: Option<&str>| {
        let fact = MessageFact {
            key: format!("telegram:1:{key}"),
            place: place("чат"),
            author: Some(account(name)),
            sent_at: at(minutes),
            text: text.to_owned(),
            reply_to: to.map(|to| format!("telegram:1:{to}")),
            ..MessageFact::default()
        };
        with(fact, &[Label::Question])
    };
    let mut alone = said("9", "Дина", 1, "Это между нами, пароль выдра", None);
    if let kamerton_core::fact::Fact::Message(fact) = &mut alone.fact {
        fact.place = PlaceRef { private: true, ..place("личка") };
    }
    let facts = [
        said("1", "Вера", 1, "Здравствуйте, я Вера Соловьёва, тел. +7 (916) 223-30-42", None),
        said("2", "Борис", 2, "Всем привет, я о другом: жираф", None),
        said("3", "Глеб", 3, "Вера, добрый день! Пишите на olga@shop.example", Some("1")),
        said(
            "4",
            "Вера",
            4,
            "Заказ №48151, карта 4111 1111 1111 1111, @vera_k, t.me/vera?x=1",
            None,
        ),
        said("5", "Вера", 5, "Живу: ул. Ленина, д. 5, кв. 12. Где посылка?", Some("3")),
        alone,
    ];
    world.apply(&facts, 10, &rules(&[(Role::Staff, "Глеб")])).await.unwrap();
    world
}

const SECRETS: [&str; 14] = [
    "Вера",
    "Соловь",
    "916",
    "223",
    "30-42",
    "Глеб",
    "olga",
    "shop.example",
    "48151",
    "4111",
    "vera",
    "Ленина",
    "жираф",
    "выдра",
];

#[tokio::test]
async fn nothing_by_which_somebody_could_be_found_leaves() {
    for kind in kinds() {
        let world = talking(kind).await;
        let fake =
            Fake::new(vec![says("«Участник 1, звоню на [телефон 1]. Поставьте нам 5 звёзд!»")])
                .await;
        let (models, setup) = (LargeModels::default(), fake.setup());
        let person = world.person("Вера").await.id;
        let mut session = world.store.read().await.unwrap();
        let (brand, settings) = (&world.brand, &setup.settings);
        let talk = large_model::of_person(
            &mut session,
            brand,
            settings,
            person,
            Sight::Private,
            world.now,
        );
        let mut talk = talk.await.unwrap().unwrap();
        drop(session);
        assert_eq!(talk.lines.len(), 4, "{:?}", talk.lines);
        let why = "Вера ждёт ответа: vera@mail.example";
        let prompt = large_model::draft_prompt(brand, Address::Vy, &mut talk, why);
        let asked = models.ask(&world.store, brand, &setup, Use::Drafts, &prompt, world.now);
        let reply = asked.await.unwrap().unwrap();
        let heard = fake.heard().remove(0);
        assert!(heard.contains("authorization: Bearer sk-quokka"), "{heard}");
        assert!(heard.starts_with("POST /v1/chat/completions "), "{heard}");
        for secret in SECRETS {
            assert!(!heard.contains(secret), "{secret}: {heard}");
        }
        for kept in ["Участник 1", "Мы", "[телефон 1]", "[карта 1]", "[адрес 1]", "посылка"]
        {
            assert!(heard.contains(kept), "{kept}: {heard}");
        }
        let draft = large_model::draft(&talk, Address::Vy, &reply);
        assert_eq!(
            draft.text,
            "Вера, звоню на тел. +7 (916) 223-30-42. Поставьте нам 5 звёзд!".replace("тел. ", "")
        );
        assert!(draft.findings.contains(&Finding::Begs), "{:?}", draft.findings);
    }
}

#[tokio::test]
async fn private_talk_leaves_only_where_both_allow_it() {
    for kind in kinds() {
        let world = talking(kind).await;
        let person = world.person("Дина").await.id;
        for (private, sight, leaves) in [
            (false, Sight::Private, false),
            (true, Sight::Community, false),
            (true, Sight::Private, true),
        ] {
            let settings = Settings { private, ..Settings::default() };
            let mut session = world.store.read().await.unwrap();
            let talk = large_model::of_person(
                &mut session,
                &world.brand,
                &settings,
                person,
                sight,
                world.now,
            );
            assert_eq!(talk.await.unwrap().is_some(), leaves, "{private} {sight:?}");
        }
    }
}

#[tokio::test]
async fn budgets_end_it_before_anything_is_sent() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let fake = Fake::new(vec![says("Да")]).await;
        let models = LargeModels::default();
        let mut setup = fake.setup();
        setup.settings.requests_a_day = 2;
        for _ in 0..2 {
            assert_eq!(world.ask(&models, &setup).await.as_deref(), Ok("Да"));
        }
        assert_eq!(world.ask(&models, &setup).await, Err(Trouble::SpentRequests));
        let spent = async || {
            let mut session = world.store.read().await.unwrap();
            large_model::spent(&mut session, &world.brand, world.now).await.unwrap()
        };
        let now = spent().await;
        assert_eq!(
            (now.requests, now.tokens, now.cost),
            (2, 240, 0),
            "what the endpoint says counts"
        );
        setup.settings.requests_a_day = 100;
        setup.settings.tokens_a_day = 250;
        assert_eq!(world.ask(&models, &setup).await, Err(Trouble::SpentTokens));
        setup.settings.tokens_a_day = 100_000;
        (setup.settings.price_in, setup.settings.price_out) = (10_000_000, 50_000_000);
        setup.settings.cost_a_month = Some(5_000);
        assert_eq!(world.ask(&models, &setup).await.as_deref(), Ok("Да"));
        assert_eq!(spent().await.cost, 2_000);
        setup.settings.cost_a_month = Some(4_000);
        assert_eq!(world.ask(&models, &setup).await, Err(Trouble::SpentMoney));
        assert_eq!((fake.heard().len(), spent().await.requests), (3, 3));
        let tomorrow = world.now.plus(24 * 60 * MINUTE);
        setup.settings.cost_a_month = None;
        setup.settings.requests_a_day = 1;
        assert!(world.ask_at(&models, &setup, tomorrow).await.is_ok(), "another day");
    }
}

#[tokio::test]
async fn whatever_an_endpoint_does_is_said_precisely() {
    let world = World::new(Kind::Sqlite).await;
    let other = Fake::new(vec![says("Нет")]).await;
    let leads = format!("Location: {}/chat/completions\r\n", other.url);
    let huge = Does { body: "x".repeat(300_000), ..status(200, "") };
    let slow = Does { wait: Duration::from_secs(20), ..says("Да") };
    for (does, wanted, heard) in [
        (vec![status(401, "")], Err(Trouble::WrongKey), 1),
        (vec![status(404, "")], Err(Trouble::NoModel), 1),
        (vec![status(429, "Retry-After: 60\r\n")], Err(Trouble::Busy), 1),
        (vec![status(429, "Retry-After: 0\r\n"), says("Да")], Ok("Да"), 2),
        (vec![status(500, "Retry-After: 0\r\n")], Err(Trouble::Status(500)), 2),
        (vec![status(400, "")], Err(Trouble::Status(400)), 1),
        (
            vec![
                Does { body: "use max_completion_tokens".to_owned(), ..status(400, "") },
                says("Да"),
            ],
            Ok("Да"),
            2,
        ),
        (vec![status(200, "")], Err(Trouble::NotJson), 1),
        (vec![Does { body: "<html>".to_owned(), ..status(200, "") }], Err(Trouble::NotJson), 1),
        (vec![says("  ")], Err(Trouble::Empty), 1),
        (vec![huge], Err(Trouble::TooLarge), 1),
        (vec![slow], Err(Trouble::Late), 1),
        (vec![status(307, &leads)], Err(Trouble::Redirected), 1),
        (vec![status(302, "Location: http://169.254.169.254/\r\n")], Err(Trouble::Redirected), 1),
    ] {
        let fake = Fake::new(does).await;
        let mut setup = fake.setup();
        setup.settings.seconds = 2;
        let asked = world.ask(&LargeModels::default(), &setup).await;
        assert_eq!(asked, wanted.map(str::to_owned));
        assert_eq!(fake.heard().len(), heard, "{asked:?}");
    }
    assert_eq!(other.heard().len(), 0, "nobody is led elsewhere");
}

#[tokio::test]
async fn only_what_was_allowed_is_asked() {
    let world = World::new(Kind::Sqlite).await;
    let fake = Fake::new(vec![says("Да")]).await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let secure = fake.url.replace("http://", "https://");
    for (url, near, wanted) in [
        (fake.url.as_str(), false, Trouble::Plain),
        (&secure, false, Trouble::Private),
        (&secure, true, Trouble::Tls),
        ("http://169.254.169.254/v1", true, Trouble::NotNear),
        ("http://8.8.8.8/v1", true, Trouble::NotNear),
        (&nobody, true, Trouble::RefusedConnection),
        ("ftp://localhost", true, Trouble::NoAddress),
        ("", true, Trouble::NotSetUp),
    ] {
        let mut setup = fake.setup();
        (setup.settings.url, setup.settings.near) = (url.to_owned(), near);
        assert_eq!(world.ask(&LargeModels::default(), &setup).await, Err(wanted), "{url} {near}");
    }
    let off =
        Setup { settings: Settings { drafts: false, ..fake.setup().settings }, ..fake.setup() };
    assert_eq!(world.ask(&LargeModels::default(), &off).await, Err(Trouble::Off));
    let broken = Setup { key: Key::Broken, ..fake.setup() };
    assert_eq!(world.ask(&LargeModels::default(), &broken).await, Err(Trouble::KeyBroken));
    assert_eq!(fake.heard().len(), 0);
}

#[tokio::test]
async fn what_fails_again_and_again_is_left_alone_for_a_while() {
    let world = World::new(Kind::Sqlite).await;
    let fake = Fake::new(vec![status(401, "")]).await;
    let (models, setup) = (LargeModels::default(), fake.setup());
    for _ in 0..3 {
        assert_eq!(world.ask(&models, &setup).await, Err(Trouble::WrongKey));
    }
    let pause = models.pause(world.brand.id, world.now).unwrap();
    assert_eq!(pause.trouble, Trouble::WrongKey);
    assert_eq!(world.ask(&models, &setup).await, Err(Trouble::Paused(pause.until)));
    assert_eq!(fake.heard().len(), 3);
    assert_eq!(world.ask_at(&models, &setup, pause.until).await, Err(Trouble::WrongKey));
    // A check is asked whatever has failed, and settings that were changed begin anew.
    let checked = models.check(&world.store, &world.brand, &setup, world.now).await.unwrap();
    assert_eq!(checked, Err(Trouble::WrongKey));
    models.forget(world.brand.id);
    assert_eq!(models.pause(world.brand.id, world.now), None);
}

#[tokio::test]
async fn two_are_on_their_way_and_no_third() {
    let world = World::new(Kind::Sqlite).await;
    let fake = Fake::new(vec![Does { wait: Duration::from_millis(800), ..says("Да") }]).await;
    let (models, setup) = (LargeModels::default(), fake.setup());
    let late = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        world.ask(&models, &setup).await
    };
    let (one, two, three) =
        tokio::join!(world.ask(&models, &setup), world.ask(&models, &setup), late);
    assert_eq!((one.as_deref(), two.as_deref()), (Ok("Да"), Ok("Да")));
    assert_eq!(three, Err(Trouble::Crowded));
    assert!(world.ask(&models, &setup).await.is_ok(), "room again");
}

#[tokio::test]
async fn a_key_is_sealed_and_goes_where_it_was_given_for() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let seal = Seal::of_text(&"A".repeat(43)).unwrap();
        let of = |url: &str| Settings { url: url.to_owned(), ..Settings::default() };
        let save = async |settings: Settings, key: Option<&str>| {
            let mut session = world.store.write().await.unwrap();
            let (id, now) = (world.brand.id, world.now);
            let saved = large_model::save(&mut session, &seal, id, settings, key, now).await;
            session.commit().await.unwrap();
            saved.unwrap()
        };
        let load = async |seal: &Seal| {
            let mut session = world.store.read().await.unwrap();
            large_model::load(&mut session, seal, world.brand.id).await.unwrap()
        };
        assert_eq!(load(&seal).await.key, Key::None);
        save(of("https://a.example/v1"), Some("sk-quokka")).await.unwrap();
        save(of("https://a.example/v2"), None).await.unwrap();
        let known = load(&seal).await;
        assert_eq!(known.key, Key::Known("sk-quokka".to_owned()));
        assert!(!format!("{known:?}").contains("quokka"), "{known:?}");
        let mut session = world.store.read().await.unwrap();
        let row = stored::of_workspace(&mut session, world.brand.id).await.unwrap().unwrap();
        drop(session);
        assert!(!format!("{row:?}").contains("quokka"), "{row:?}");
        let other = Seal::of_text(&format!("B{}", "A".repeat(42))).unwrap();
        assert_eq!(load(&other).await.key, Key::Broken);
        assert!(save(of("https://a.example"), Some("ключ с пробелами")).await.is_err());
        save(of("https://b.example/v1"), None).await.unwrap();
        assert_eq!(load(&seal).await.key, Key::None, "another host gets no key of the first");
    }
}

#[tokio::test]
async fn a_message_is_judged_beside_ours() {
    let world = talking(Kind::Sqlite).await;
    let fake = Fake::new(vec![says(
        "```json\n{\"sentiment\": -70, \"irony\": true, \"acts\": [\"complaint\"], \"why\": \"Участник 1 недоволен\"}\n```",
    )])
    .await;
    let (models, setup) = (LargeModels::default(), fake.setup());
    let person = world.person("Вера").await.id;
    let mut session = world.store.read().await.unwrap();
    let filter = kamerton_app::messages::Filter { person: Some(person), ..Default::default() };
    let (brand, now, sight) = (&world.brand, world.now, Sight::Community);
    let page = kamerton_app::messages::page(&mut session, brand, sight, &filter, None, 5, now);
    let second = page.await.unwrap().messages.remove(1);
    let talk =
        large_model::about_message(&mut session, brand, &setup.settings, second.id, sight, now);
    let talk = talk.await.unwrap().unwrap();
    drop(session);
    let prompt = large_model::opinion_prompt(brand, &talk);
    let asked = models.ask(&world.store, brand, &setup, Use::Judgements, &prompt, now);
    let opinion = large_model::opinion(&talk, &asked.await.unwrap().unwrap()).unwrap();
    assert_eq!((opinion.sentiment, opinion.irony), (-70, true));
    assert_eq!((opinion.labels, opinion.why.as_str()), (vec![Label::Complaint], "Вера недоволен"));
    assert_eq!(talk.labels, [Label::Question]);
}
