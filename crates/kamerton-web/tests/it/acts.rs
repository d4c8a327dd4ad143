//! What a brand does in a place, from the page to the platform and back into our history: Telegram, VK, MAX.

use std::sync::Arc;
use std::time::Duration;

use kamerton_app::accounts::tokens::{self, NewToken};
use kamerton_app::brand::Brand;
use kamerton_core::id::{MessageId, PlaceId};
use kamerton_fakes::{Fault, Max, Platform, Seen, Telegram, Vk};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{adoption, copy};
use serde_json::{Value, json};

use crate::harness::{Answer, Browser, Kind, World, kinds};
use crate::programs;

async fn until<T>(what: &str, mut found: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..3_000 {
        if let Some(found) = found().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not become so: {what}");
}

/// A platform that is connected, and what it cannot do.
struct Case {
    word: &'static str,
    fake: Arc<dyn Platform + Send>,
    fields: Vec<(&'static str, String)>,
    /// The method that says something in the usual place.
    says: &'static str,
    /// Whether the platform can be asked what became of it when the answer was lost.
    proves: bool,
    /// Whether what people say in the usual place can be pinned.
    pins: bool,
    /// Whether somebody can be restricted for a time.
    for_a_time: bool,
    /// Whether a question can be asked without telling who chose what.
    anonymous: bool,
}

fn telegram(fake: Arc<Telegram>) -> Case {
    let (base, token) = (fake.base().to_owned(), fake.token());
    Case {
        word: "telegram",
        fake,
        fields: vec![("mode", "poll".to_owned()), ("address", base), ("token", token)],
        says: "sendMessage",
        proves: false,
        pins: true,
        for_a_time: true,
        anonymous: true,
    }
}

fn vk() -> Case {
    let fake = Vk::start().unwrap();
    Case {
        word: "vk",
        fields: vec![
            ("address", fake.base().to_owned()),
            ("group", fake.community()),
            ("token", fake.token()),
            ("user-token", fake.user_token()),
            ("service-token", fake.service_token()),
            ("mode", "longpoll".to_owned()),
        ],
        fake: Arc::new(fake),
        says: "wall.post",
        proves: true,
        // People write comments there, and VK pins posts only.
        pins: false,
        for_a_time: true,
        anonymous: true,
    }
}

fn max() -> Case {
    let fake = Max::start().unwrap();
    Case {
        word: "max",
        fields: vec![("address", fake.base().to_owned()), ("token", fake.token())],
        fake: Arc::new(fake),
        says: "sendMessage",
        proves: true,
        pins: true,
        for_a_time: false,
        anonymous: false,
    }
}

/// A brand with a channel connected to a platform.
struct Stage {
    world: World,
    brand: Brand,
    case: Case,
}

impl Stage {
    async fn of(kind: Kind, case: Case) -> Self {
        let (world, brand) = World::at_this_hour(kind).await;
        let owner = world.signed_in("owner@example.org").await;
        let mut fields = vec![("name".to_owned(), "Наш канал".to_owned())];
        fields.extend(
            case.fields.iter().map(|(name, value)| (format!("field-{name}"), value.clone())),
        );
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let new = format!("/settings/channels/new/{}", case.word);
        let made = owner.post(&new, &fields).await.leads_to().to_owned();
        let path = made.split('?').next().unwrap();
        assert_eq!(owner.post(&format!("{path}/check"), &[]).await.status, 200);
        world.app.begin().await.unwrap();
        Self { world, brand, case }
    }

    async fn owner(&self) -> Browser<'_> {
        self.world.signed_in("owner@example.org").await
    }

    /// Our message of what stands there.
    async fn row(&self, remote_id: &str) -> Option<MessageRow> {
        let mut session = self.world.store.read().await.unwrap();
        // Exports and so our keys of Telegram carry the bare number of a group.
        let bare = match self.case.word {
            "telegram" => remote_id.trim_start_matches("-100"),
            _ => remote_id,
        };
        let keys = [format!("{}:{bare}", self.case.word)];
        let channel = self.brand.channel(self.case.word);
        let found = messages::by_key(&mut session, self.brand.id, channel, keys).await;
        let (_, id) = found.unwrap().pop()?;
        messages::by_id(&mut session, self.brand.id, [id]).await.unwrap().pop()
    }

    async fn comes(&self, remote_id: &str) -> MessageRow {
        until("it came", async || self.row(remote_id).await).await
    }

    async fn said_in(&self, place: PlaceId) -> Vec<MessageRow> {
        let mut session = self.world.store.read().await.unwrap();
        adoption::of_place(&mut session, self.brand.id, place, 1_000).await.unwrap()
    }

    fn seen(&self, text: &str) -> Vec<Seen> {
        let all = self.case.fake.seen(&self.case.fake.group());
        all.into_iter().filter(|seen| seen.ours && seen.text == text).collect()
    }

    async fn outgoing(&self) -> i64 {
        copy::counts(&mut self.world.store.read().await.unwrap()).await.unwrap()["outgoing"]
    }
}

/// The value by which a page is told from another.
fn wish(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("name=\"wish\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// A post with a picture, as a browser sends it.
async fn with_picture(browser: &Browser<'_>, path: &str, wish: &str, text: &str) -> Answer {
    let part = |head: &str, body: &str| {
        format!("--ours\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let picture = "name=\"files\"; filename=\"маяк.jpg\"\r\nContent-Type: image/jpeg";
    let body = format!(
        "{}{}{}{}--ours--\r\n",
        part("name=\"wish\"", wish),
        part("name=\"text\"", text),
        part("name=\"at\"", ""),
        part(picture, "JFIF")
    );
    let ours = browser.clone().with("sec-fetch-site", "same-origin");
    let ours = ours.with("content-type", "multipart/form-data; boundary=ours");
    ours.ask("POST", path, Some(body)).await
}

async fn whole_way(kind: Kind, case: Case) {
    let stage = Stage::of(kind, case).await;
    let (fake, word) = (stage.case.fake.clone(), stage.case.word);
    let group = fake.group();
    let (anna, troll) = (fake.person("Анна"), fake.person("Грубиян"));
    let question = stage.comes(&fake.say(&anna, &group, "Вы сегодня открыты?")).await;
    let rude = fake.say(&troll, &group, "гадость");
    let rude_row = stage.comes(&rude).await;
    let owner = stage.owner().await;
    let place = format!("/places/{}", question.place);
    let write = format!("{place}/write");
    until("it can be written to", async || {
        owner.get(&place).await.text.contains(&write).then_some(())
    })
    .await;

    // A post with a picture, pressed twice.
    let page = owner.get(&write).await;
    let (name, text) = (wish(&page), "Открыты до девяти");
    for _ in 0..2 {
        let answer = with_picture(&owner, &format!("{place}/post"), &name, text).await;
        assert_eq!(answer.leads_to(), format!("{write}?did=post"), "{}", answer.text);
    }
    let post = until("the post is there", async || stage.seen(text).pop()).await;
    assert_eq!(post.files.len(), 1, "{word}: {post:?}");
    let own = stage.comes(&post.id).await;
    assert_eq!(own.text, text);
    until("it is told that it was sent", async || {
        owner.get(&write).await.text.contains("отправлено").then_some(())
    })
    .await;
    assert_eq!(
        (stage.seen(text).len(), stage.outgoing().await),
        (1, 1),
        "{word}: pressed twice is one"
    );

    // A question.
    let name = wish(&owner.get(&write).await);
    let ask = |answers: &'static str, anonymous: &'static str| {
        [
            ("wish", name.clone()),
            ("question", "Где собираемся?".to_owned()),
            ("answers", answers.to_owned()),
            ("anonymous", anonymous.to_owned()),
        ]
    };
    let ask = async |answers: &'static str, anonymous: &'static str| {
        let fields = ask(answers, anonymous);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        owner.post(&format!("{place}/ask"), &fields).await
    };
    let refused = ask("У маяка", "").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("разных вариантов ответа"), "{}", refused.text);
    assert!(refused.text.contains("У маяка"), "what was typed stays");
    if !stage.case.anonymous {
        let refused = ask("У маяка\nВ кафе", "1").await;
        assert!(refused.text.contains("спросите открыто"), "{}", refused.text);
        assert!(!owner.get(&write).await.text.contains("name=\"anonymous\""), "not offered");
    }
    ask("У маяка\nВ кафе\n", "").await.leads_to();
    let before = post.id.clone();
    let poll = until("the question is there", async || {
        let all = fake.seen(&group);
        all.into_iter().rfind(|seen| seen.ours && seen.id != before && !seen.files.is_empty())
    })
    .await;
    let poll = stage.comes(&poll.id).await;
    let shown = owner.get(&format!("/messages/{}", poll.id)).await;
    assert!(shown.text.contains("Где собираемся?"), "{word}: {}", shown.text);

    // A pin of what somebody said.
    let message = format!("/messages/{}", question.id);
    let shown = owner.get(&message).await;
    let name = wish(&shown);
    let pin = [("wish", name.as_str()), ("pinned", "1")];
    assert_eq!(
        owner.post(&format!("{message}/pin"), &pin).await.leads_to(),
        format!("{message}?did=pin")
    );
    if stage.case.pins {
        until("it is pinned", async || {
            let all = fake.seen(&group);
            all.into_iter().find(|seen| seen.pinned && seen.text == question.text).map(drop)
        })
        .await;
    } else {
        until("it is refused in words", async || {
            owner.get(&message).await.text.contains("Причина:").then_some(())
        })
        .await;
    }

    // Somebody's message goes, with a reason; they are shut out.
    let message = format!("/messages/{}", rude_row.id);
    let shown = owner.get(&message).await;
    let name = wish(&shown);
    assert_eq!(shown.text.contains("name=\"hours\""), stage.case.for_a_time, "{word}");
    let reasonless = [("wish", name.as_str()), ("text", " ")];
    let refused = owner.post(&format!("{message}/delete"), &reasonless).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Скажите почему"), "{}", refused.text);
    if !stage.case.for_a_time {
        let day = [("wish", name.as_str()), ("how", "out"), ("hours", "24"), ("text", "ругань")];
        let refused = owner.post(&format!("{message}/restrict"), &day).await;
        assert!(refused.text.contains("только навсегда"), "{}", refused.text);
    }
    let shut = [("wish", name.as_str()), ("how", "out"), ("hours", ""), ("text", "ругань")];
    owner.post(&format!("{message}/restrict"), &shut).await.leads_to();
    until("they are out", async || {
        let shown = owner.get(&message).await.text;
        (shown.contains("Почему: ругань") && shown.contains("отправлено")).then_some(())
    })
    .await;
    let more = fake.say(&troll, &group, "ещё гадость");
    assert!(!fake.seen(&group).iter().any(|seen| seen.text == "ещё гадость"), "{word}: {more}");
    let gone = [("wish", name.as_str()), ("text", "оскорбление")];
    owner.post(&format!("{message}/delete"), &gone).await.leads_to();
    until("it is gone there", async || {
        (!fake.seen(&group).iter().any(|seen| seen.text == "гадость")).then_some(())
    })
    .await;
    until("it is gone here", async || {
        stage.row(&rude).await.and_then(|row| row.deleted_at).map(drop)
    })
    .await;

    // The answer is lost: it is asked about, by the platform where it can say, else by us.
    let lost = "Завтра выходной";
    fake.faults().next_of(stage.case.says, Fault::AcceptThenLoseAnswer);
    let name = wish(&owner.get(&write).await);
    owner.post(&format!("{place}/post"), &[("wish", &name), ("text", lost)]).await.leads_to();
    if stage.case.proves {
        let seen = until("it is there", async || stage.seen(lost).pop()).await;
        stage.comes(&seen.id).await;
    } else {
        until("we are asked", async || {
            owner.get(&write).await.text.contains("неизвестно, дошло ли").then_some(())
        })
        .await;
        let (_, rest) = owner
            .get(&write)
            .await
            .text
            .split_once("/outgoing/")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        let id = rest.split('/').next().unwrap().to_owned();
        owner.post(&format!("/outgoing/{id}/was"), &[]).await.leads_to();
        until("it is settled", async || {
            (!owner.get(&write).await.text.contains("неизвестно, дошло ли")).then_some(())
        })
        .await;
    }
    assert_eq!(stage.seen(lost).len(), 1, "{word}: it was sent once");

    // Whatever the platform told of it as well: each stands once.
    let marker = stage.comes(&fake.say(&anna, &group, "Спасибо!")).await;
    stage.world.app.intake(&stage.brand).settle().await.unwrap();
    let all = stage.said_in(marker.place).await;
    let mut keys: Vec<&str> = all.iter().map(|row| row.remote_key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all.len());
    for text in [text, lost].into_iter().take(if stage.case.proves { 2 } else { 1 }) {
        assert_eq!(all.iter().filter(|row| row.text == text).count(), 1, "{word}: {text}");
    }
    let counts = copy::counts(&mut stage.world.store.read().await.unwrap()).await.unwrap();
    assert_eq!(counts["message_version"], 0, "{word}: what came back says the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn telegram_from_the_page_to_the_platform_and_back() {
    for kind in kinds() {
        whole_way(kind, telegram(Arc::new(Telegram::start().unwrap()))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vk_from_the_page_to_the_platform_and_back() {
    for kind in kinds() {
        whole_way(kind, vk()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn max_from_the_page_to_the_platform_and_back() {
    for kind in kinds() {
        whole_way(kind, max()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_its_time_is_kept_by_the_platform() {
    let stage = Stage::of(Kind::Sqlite, vk()).await;
    let fake = stage.case.fake.clone();
    let question = stage.comes(&fake.say(&fake.person("Анна"), &fake.group(), "Когда?")).await;
    let owner = stage.owner().await;
    let place = format!("/places/{}", question.place);
    let write = format!("{place}/write");
    let page = until("it can be written to", async || {
        let page = owner.get(&write).await;
        page.text.contains("type=\"datetime-local\"").then_some(page)
    })
    .await;
    let zone = &stage.brand.zone;
    let at = |hours: i64| zone.clock(stage.world.app.now().plus(hours * kamerton_core::time::HOUR));
    let post = async |at: &str| {
        let name = wish(&page);
        let fields = [("wish", name.as_str()), ("text", "Скоро открытие"), ("at", at)];
        owner.post(&format!("{place}/post"), &fields).await
    };
    let past = post(&at(-1).unwrap()).await;
    assert_eq!(past.status, 422);
    assert!(past.text.contains("время уже прошло"), "{}", past.text);
    assert_eq!(post("послезавтра").await.status, 422);
    post(&at(30).unwrap()).await.leads_to();
    let shown = until("it is kept", async || {
        let shown = owner.get(&write).await.text;
        shown.contains("отправлено").then_some(shown)
    })
    .await;
    assert!(shown.contains("Появится"), "{shown}");
    assert!(stage.seen("Скоро открытие").is_empty(), "it was not said yet");
    let all = stage.said_in(question.place).await;
    assert!(!all.iter().any(|row| row.text == "Скоро открытие"), "nor here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_shown_elsewhere_and_people_come_by_an_invitation() {
    for kind in kinds() {
        let fake = Arc::new(Telegram::start().unwrap());
        let stage = Stage::of(kind, telegram(fake.clone())).await;
        let other =
            fake.place(kamerton_fakes::telegram::Kind::Supergroup, "Второй клуб", "administrator");
        let (anna, boris) = (fake.person("Анна"), fake.person("Борис"));
        let praise = stage.comes(&fake.say(&anna, &fake.group(), "Лучший кофе в городе")).await;
        fake.join(&boris, &other);
        let there = stage.comes(&fake.say(&boris, &other, "А у нас тихо")).await;
        let owner = stage.owner().await;
        let message = format!("/messages/{}", praise.id);
        let place = there.place.to_string();
        let shown = until("it can be shown there", async || {
            let shown = owner.get(&message).await;
            shown.text.contains(&format!("value=\"{place}\"")).then_some(shown)
        })
        .await;
        let name = wish(&shown);
        let show = [("wish", name.as_str()), ("place", place.as_str()), ("text", "")];
        for _ in 0..2 {
            owner.post(&format!("{message}/repost"), &show).await.leads_to();
        }
        let seen =
            until("it is there", async || fake.seen(&other).into_iter().find(|seen| seen.ours))
                .await;
        let own = stage.comes(&seen.id).await;
        assert_eq!(own.text, "Лучший кофе в городе");
        assert_eq!(own.forwarded_from.as_deref(), Some("Анна"), "with credit");
        assert_eq!(fake.seen(&other).into_iter().filter(|seen| seen.ours).count(), 1);
        // From the page of the place, by the address of the message's page.
        let write = format!("/places/{place}/write");
        let name = wish(&owner.get(&write).await);
        let address = format!("https://kamerton.example{message}?did=pin");
        let fields = [("wish", name.as_str()), ("message", &address), ("text", "Слышали?")];
        owner.post(&format!("/places/{place}/repost"), &fields).await.leads_to();
        until("it is said to it", async || {
            let all = fake.seen(&other);
            all.into_iter().find(|seen| seen.ours && seen.text.starts_with("Слышали?"))
        })
        .await;
        let nothing = [("wish", name.as_str()), ("message", "кофе"), ("text", "")];
        assert_eq!(owner.post(&format!("/places/{place}/repost"), &nothing).await.status, 422);

        // An invitation with a name; pressed twice is one.
        for _ in 0..2 {
            let made =
                owner.post(&format!("/places/{place}/invite"), &[("invitation", "Афиша")]).await;
            assert_eq!(made.leads_to(), format!("{write}?did=invite"), "{}", made.text);
        }
        let page = owner.get(&write).await.text;
        assert_eq!(page.matches("https://t.me/+fake").count(), 1, "{page}");
        assert!(page.contains("пока никто не пришёл"), "{page}");
        let (_, rest) = page.split_once("https://t.me/+fake").unwrap();
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let vera = fake.person("Вера");
        fake.join_by(&vera, &other, &format!("https://t.me/+fake{number}"), "Афиша");
        let hello = stage.comes(&fake.say(&vera, &other, "Всем привет")).await;
        until("they are counted", async || {
            owner.get(&write).await.text.contains("пришёл 1 человек").then_some(())
        })
        .await;
        let mut session = stage.world.store.read().await.unwrap();
        let who = hello.identity.unwrap();
        let who = kamerton_store::identities::by_id(&mut session, stage.brand.id, [who]).await;
        let person = who.unwrap().pop().unwrap().person.unwrap();
        drop(session);
        let card = owner.get(&format!("/people/{person}")).await.text;
        assert!(card.contains("по приглашению «Афиша»"), "{card}");
        let nameless = owner.post(&format!("/places/{place}/invite"), &[("invitation", " ")]).await;
        assert_eq!(nameless.status, 422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_do_the_same() {
    let fake = Arc::new(Telegram::start().unwrap());
    let stage = Stage::of(Kind::Sqlite, telegram(fake.clone())).await;
    let (group, troll) = (fake.group(), fake.person("Грубиян"));
    let rude = fake.say(&troll, &group, "гадость");
    let row = stage.comes(&rude).await;
    let (world, brand) = (&stage.world, &stage.brand);
    let token = async |scopes: &[&str]| {
        let new = NewToken {
            name: "Планировщик".to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            by: "Мы".to_owned(),
            expires_at: None,
        };
        let mut session = world.store.write().await.unwrap();
        let (text, _) = tokens::make(&mut session, brand.id, new, world.app.now()).await.unwrap();
        session.commit().await.unwrap();
        text
    };
    let writes = token(&["places:read", "places:write"]).await;
    let moderates = token(&["messages:moderate"]).await;
    let body = |answer: &Answer| -> Value { serde_json::from_str(&answer.text).unwrap() };
    let place = format!("/api/v1/places/{}", row.place);
    let can = until("it can be written to", async || {
        let can = body(&programs::ask(world, &format!("{place}/acts"), &writes).await);
        (can["posts"] == true).then_some(can)
    })
    .await;
    assert_eq!((&can["most_answers"], &can["schedules"]), (&json!(10), &json!(false)));

    let post = json!({"id": "утро-1", "text": "Доброе утро"}).to_string();
    let posts = format!("{place}/posts");
    let said = programs::call(world, &posts, &writes, &post).await;
    assert_eq!(said.status, 202, "{}", said.text);
    let id = body(&said)["id"].as_str().unwrap().to_owned();
    assert_eq!(body(&programs::call(world, &posts, &writes, &post).await)["id"], id);
    until("it is sent", async || {
        let act = body(&programs::ask(world, &format!("/api/v1/acts/{id}"), &writes).await);
        (act["state"] == "sent").then_some(())
    })
    .await;
    assert_eq!(stage.seen("Доброе утро").len(), 1, "the same name is one");
    let nameless = json!({"id": "", "text": "x"}).to_string();
    assert_eq!(programs::call(world, &posts, &writes, &nameless).await.status, 422);
    let later = json!({"id": "2", "text": "x", "at": "2099-01-01T09:00:00Z"}).to_string();
    assert_eq!(programs::call(world, &posts, &writes, &later).await.status, 422);
    assert_eq!(programs::call(world, &posts, &moderates, &post).await.status, 403);

    let poll = json!({"id": "1", "question": "Где?", "answers": ["Тут", "Там"]}).to_string();
    assert_eq!(programs::call(world, &format!("{place}/polls"), &writes, &poll).await.status, 202);
    until("it is asked", async || {
        fake.seen(&group).into_iter().find(|seen| seen.files == ["poll"])
    })
    .await;
    let message = format!("/api/v1/messages/{}", row.id);
    let pin = json!({"id": "1", "pinned": true}).to_string();
    assert_eq!(programs::call(world, &format!("{message}/pin"), &writes, &pin).await.status, 202);
    until("it is pinned", async || fake.seen(&group).into_iter().find(|seen| seen.pinned)).await;
    let shut = json!({"id": "1", "how": "silent", "hours": 24, "reason": "ругань"}).to_string();
    let restrict = format!("{message}/restrict");
    assert_eq!(programs::call(world, &restrict, &writes, &shut).await.status, 403);
    assert_eq!(programs::call(world, &restrict, &moderates, &shut).await.status, 202);
    let gone = json!({"id": "1", "reason": "ругань"}).to_string();
    let delete = format!("{message}/delete");
    assert_eq!(programs::call(world, &delete, &moderates, &gone).await.status, 202);
    until("it is gone", async || {
        (!fake.seen(&group).iter().any(|seen| seen.text == "гадость")).then_some(())
    })
    .await;
    let new = json!({"name": "Афиша"}).to_string();
    let invitations = format!("{place}/invitations");
    let made = programs::call(world, &invitations, &writes, &new).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let listed = body(&programs::ask(world, &invitations, &writes).await);
    assert_eq!(listed["invitations"][0]["name"], "Афиша");
    assert_eq!(listed["invitations"][0]["address"], body(&made)["address"]);
    let nobody = format!("/api/v1/messages/{}/pin", MessageId::NIL);
    assert_eq!(programs::call(world, &nobody, &writes, &pin).await.status, 404);
}
