//! A platform is connected in the browser, and somebody there is answered.

use std::time::Duration;

use kamerton_app::brand::Brand;
use kamerton_core::id::{ConnectionId, MessageId};
use kamerton_fakes::{Platform, Telegram};
use kamerton_store::messages;

use crate::harness::{Answer, Browser, World, clock, kinds};
use crate::programs;

pub async fn until<T>(what: &str, mut found: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..1_500 {
        if let Some(found) = found().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not become so: {what}");
}

async fn id_of(world: &World, brand: &Brand, remote_id: &str) -> Option<MessageId> {
    let mut session = world.store.read().await.unwrap();
    // Exports and so our keys carry the bare number of a group.
    let keys = [format!("telegram:{}", remote_id.trim_start_matches("-100"))];
    let found = messages::by_key(&mut session, brand.id, brand.channel("telegram"), keys).await;
    found.unwrap().pop().map(|(_, id)| id)
}

/// An answer with a file, as a browser sends it.
pub async fn with_file(browser: &Browser<'_>, path: &str, text: &str, file: &str) -> Answer {
    let part = |head: &str, body: &str| {
        format!("--ours\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let nameless = part("name=\"files\"; filename=\"\"", "");
    let named = "name=\"files\"; filename=\"часы.txt\"\r\nContent-Type: text/plain";
    let text = part("name=\"text\"", text);
    let body = format!("{text}{}{nameless}--ours--\r\n", part(named, file));
    let ours = browser.clone().with("sec-fetch-site", "same-origin");
    let ours = ours.with("content-type", "multipart/form-data; boundary=ours");
    ours.ask("POST", path, Some(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_is_connected_answers_changes_and_takes_back() {
    for kind in kinds() {
        let (world, brand) = World::at_this_hour(kind).await;
        let fake = Telegram::start().unwrap();
        let (group, anna) = (fake.group(), fake.person("Анна"));
        let owner = world.signed_in("owner@example.org").await;
        let new = owner.get("/settings/channels/new/telegram").await;
        assert!(new.text.contains("BotFather"), "the guide is there: {}", new.text);
        let fields = |token: &str| {
            [("name", "Бот клуба"), ("field-mode", "poll"), ("field-address", fake.base())]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into_iter()
                .chain([("field-token".to_owned(), token.to_owned())])
                .collect::<Vec<_>>()
        };
        let make = async |token: &str| {
            let fields = fields(token);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            owner.post("/settings/channels/new/telegram", &fields).await
        };
        let refused = make("").await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains("aria-invalid=\"true\""), "{}", refused.text);
        let made = make(&fake.token()).await.leads_to().to_owned();
        let path = made.split('?').next().unwrap().to_owned();
        let checked = owner.post(&format!("{path}/check"), &[]).await;
        assert_eq!(checked.status, 200, "{}", checked.text);
        assert!(!checked.text.contains(&fake.token()), "the token is never shown");
        world.app.begin().await.unwrap();

        let question = fake.say(&anna, &group, "Вы сегодня открыты?");
        let id = until("it came", async || id_of(&world, &brand, &question).await).await;
        let page = format!("/messages/{id}");
        let shown = owner.get(&page).await;
        assert!(shown.text.contains("Бот клуба"), "{}", shown.text);
        let reply = format!("{page}/reply");
        let gap = with_file(&owner, &reply, "Мы работаем так: [дни и часы].", "10-20").await;
        assert_eq!(gap.status, 422, "{}", gap.text);
        assert!(gap.text.contains("остался пропуск [дни и часы]"), "{}", gap.text);
        let answered = with_file(&owner, &reply, "Да, до восьми", "10-20").await;
        assert_eq!(answered.leads_to(), format!("{page}?did=reply"));
        let ours = || fake.seen(&group).into_iter().find(|seen| seen.ours);
        let seen = until("it is there", async || ours()).await;
        assert_eq!((seen.text.as_str(), seen.files.len()), ("Да, до восьми", 1));
        assert_eq!(seen.reply_to.as_deref(), Some(question.as_str()));

        let own = until("it is here", async || id_of(&world, &brand, &seen.id).await).await;
        let page = format!("/messages/{own}");
        let shown = until("it may be changed", async || {
            let shown = owner.get(&page).await;
            shown.text.contains(&format!("{page}/amend")).then_some(shown)
        })
        .await;
        assert!(shown.text.contains("Да, до восьми"), "{}", shown.text);
        let empty = owner.post(&format!("{page}/amend"), &[("text", " ")]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text.contains("напишите текст"), "{}", empty.text);
        owner.post(&format!("{page}/amend"), &[("text", "Да, до девяти")]).await.leads_to();
        until("it is changed there", async || {
            ours().filter(|seen| seen.edited && seen.text == "Да, до девяти")
        })
        .await;
        owner.post(&format!("{page}/take-back"), &[]).await.leads_to();
        until("it is gone there", async || ours().is_none().then_some(())).await;

        fake.revoke_token();
        until("we are told", async || {
            let shown = owner.get(&path).await;
            shown.text.contains("Нужен новый вход").then_some(())
        })
        .await;
    }
}

/// What a card has to say of changing what was said, of files that go out, and of files that come in.
const CARDS: [(&str, [&str; 3]); 6] = [
    (
        "telegram",
        [
            "Отправленное можно изменить в любое время.",
            "до 10 файлов, вместе до 32 МБ",
            "можно скачать отсюда, если они не больше 20 МБ",
        ],
    ),
    (
        "vk",
        [
            "Отправленное можно изменить в течение суток после отправки.",
            "до 10 файлов, вместе до",
            "",
        ],
    ),
    (
        "max",
        [
            "Отправленное можно изменить в течение 7 дней после отправки.",
            "до 12 фото и видео, вместе до",
            "",
        ],
    ),
    (
        "email",
        [
            "Отправленное письмо нельзя ни изменить, ни отозвать.",
            "до 20 файлов, вместе обычно до 17 МБ",
            "можно скачать отсюда, если они не больше 20 МБ",
        ],
    ),
    ("site", ["Отправленный ответ не меняем", "Файлы в чате и форме не передаём", ""]),
    (
        "generic",
        [
            "Отправленное можно изменить в любое время.",
            "до 10 файлов, каждый до 10 МБ, вместе до 32 МБ",
            "",
        ],
    ),
];

#[tokio::test]
async fn every_card_says_what_there_is_of_changes_and_files() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    for (kind, wanted) in CARDS {
        let page = owner.get(&format!("/settings/channels/new/{kind}")).await.text;
        for sentence in wanted {
            assert!(page.contains(sentence), "{kind}: {sentence}: {page}");
        }
        assert_eq!(page.contains("можно скачать отсюда"), !wanted[2].is_empty(), "{kind}");
    }
    // A feed says nothing, so it has nothing to change either.
    let page = owner.get("/settings/channels/new/feed").await.text;
    for sentence in ["изменить", "файлов, каждый", "файлов, вместе"]
    {
        assert!(!page.contains(sentence), "{sentence}: {page}");
    }
}

#[tokio::test]
async fn a_card_tells_limits_of_the_platform_from_ours() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let card = async |kind: &str| owner.get(&format!("/settings/channels/new/{kind}")).await.text;
    let (theirs, ours) = ("Чего не позволяет площадка", "Чего Камертон здесь не делает");
    let telegram = card("telegram").await;
    assert!(telegram.contains(theirs) && !telegram.contains(ours), "{telegram}");
    assert!(!telegram.contains("откладывать публикации"), "nothing is said to be both: {telegram}");
    let max = card("max").await;
    assert!(max.contains("удалять участников") && !max.contains("запрещать писать"), "{max}");
    let vk = card("vk").await;
    assert!(vk.contains("удалять участников и снимать ограничения."), "{vk}");
    let limits = vk.split(ours).nth(1).unwrap_or_default();
    assert!(limits.contains("Список участников не читаем"), "{vk}");
    // Where no platform stands behind a channel, none is blamed.
    for kind in ["email", "feed", "site", "generic"] {
        let page = card(kind).await;
        assert!(!page.contains(theirs) && !page.contains("Прошлого площадка"), "{kind}: {page}");
    }
}

#[tokio::test]
async fn ways_to_choose_from_are_no_steps() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/settings/channels/new/email").await.text;
    let guide =
        page.split("<ol class=\"guide\">").nth(1).and_then(|rest| rest.split("</ol>").next());
    let guide = guide.unwrap();
    let ways = guide.split("<ul").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap();
    assert_eq!(ways.matches("<li>").count(), 5, "{guide}");
    assert!(ways.contains("Яндекс:") && ways.contains("Свой сервер:"), "{guide}");
    assert_eq!(guide.matches("<li>").count(), 3 + 5, "{guide}");
}

#[tokio::test]
async fn how_many_saw_it_stands_on_the_page_and_in_the_api() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let token = programs::token(&world, &brand, &["events:write", "messages:read"]).await;
        let event = programs::message(1).to_string();
        assert_eq!(programs::call(&world, "/api/v1/events", &token, &event).await.status, 202);
        world.app.intake(&brand).settle().await.unwrap();
        let told = async || {
            let told = programs::ask(&world, "/api/v1/messages", &token).await;
            let told: serde_json::Value = serde_json::from_slice(&told.bytes).unwrap();
            told["messages"][0].clone()
        };
        let found = told().await;
        assert_eq!(found["reach"], serde_json::Value::Null);
        let message: MessageId = found["id"].as_str().unwrap().parse().unwrap();
        let counted = kamerton_store::reach::ReachRow {
            message,
            connection: ConnectionId::derived(&[b"one"]),
            remote_key: "shop:reviews:1".to_owned(),
            sent_at: clock(),
            views: Some(1_240),
            shares: Some(3),
            reactions: None,
            comments: Some(0),
            counted_at: Some(clock()),
            due_at: None,
        };
        let mut session = world.store.write().await.unwrap();
        kamerton_store::reach::counted(&mut session, brand.id, &[counted]).await.unwrap();
        session.commit().await.unwrap();
        let owner = world.signed_in("owner@example.org").await;
        let page = owner.get(&format!("/messages/{message}")).await.text;
        for sentence in ["просмотров: 1 240", "поделились: 3", "комментариев: 0", "посчитано"]
        {
            assert!(page.contains(sentence), "{sentence}: {page}");
        }
        assert!(!page.contains("реакций:"), "what was not counted is not said: {page}");
        let reach = told().await["reach"].clone();
        assert_eq!(
            (&reach["views"], &reach["reactions"]),
            (&1_240.into(), &serde_json::Value::Null),
            "{reach}"
        );
    }
}
