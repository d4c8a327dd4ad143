//! Platforms that call us, or are asked: Telegram, VK, MAX.

use kamerton_fakes::{Max, Platform, Seen, Telegram, Vk};

use super::{OTHER, WISH, Way};
use crate::channels::until;
use crate::harness::kinds;

/// Waits until our answer to a message is seen at the other end.
async fn answered(fake: &dyn Platform, place: &str, question: &str, text: &str) -> Seen {
    until(text, async || {
        let mut all = fake.seen(place).into_iter();
        all.find(|seen| {
            seen.ours && seen.text == text && seen.reply_to.as_deref() == Some(question)
        })
    })
    .await
}

/// A platform, and how it names what was said.
struct Side<'a> {
    fake: &'a dyn Platform,
    kind: &'a str,
    key: &'a (dyn Fn(&str) -> String + Sync),
}

/// Two people write in the usual place: one is answered from the page that Today leads to, the other by a
/// program.
async fn both_are_answered(way: &Way, side: &Side<'_>) {
    let Side { fake, kind, key } = side;
    let (anna, boris, place) = (fake.person("Анна"), fake.person("Борис"), fake.group());
    let question = fake.say(&anna, &place, WISH);
    let id = way.stored(kind, &key(&question)).await;
    let step = way.step(WISH).await;
    way.answer(id, "Здравствуйте! Оформим прямо здесь.").await;
    answered(*fake, &place, &question, "Здравствуйте! Оформим прямо здесь.").await;
    way.is_answered(id, "Оформим прямо здесь").await;
    way.done(&step).await;
    let other = fake.say(&boris, &place, OTHER);
    let id = way.stored(kind, &key(&other)).await;
    way.answer_by_program(id, "Кружки есть, пишите адрес.").await;
    answered(*fake, &place, &other, "Кружки есть, пишите адрес.").await;
}

/// What somebody says in private is answered in private, and seen by those only who may read it.
async fn in_private(way: &Way, side: &Side<'_>, begun: &str, person: &str) {
    let Side { fake, kind, key } = side;
    let id = way.stored(kind, &key(begun)).await;
    way.is_hidden_from_others(id).await;
    way.answer(id, "Напишем вам лично.").await;
    let place = fake.private(person);
    until("it is seen in private", async || {
        let mut all = fake.seen(&place).into_iter();
        all.find(|seen| seen.ours && seen.text == "Напишем вам лично.")
    })
    .await;
    way.is_answered(id, "Напишем вам лично.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn telegram_calls_and_is_answered_with_nothing() {
    for kind in kinds() {
        let way = Way::on(kind).await;
        let fake = Telegram::start().unwrap();
        let token = fake.token();
        let fields = [("mode", "webhook"), ("address", fake.base()), ("token", token.as_str())];
        let page = way.connect("telegram", &fields).await;
        // Exports and so our keys carry the bare number of a group; in private the bot counts for itself.
        let bot = fake.bot();
        let key = |id: &str| match id.strip_prefix("-100") {
            Some(bare) => format!("telegram:{bare}"),
            None => format!("telegram:user{}", id.replace(':', &format!("@bot{bot}:"))),
        };
        let side = Side { fake: &fake, kind: "telegram", key: &key };
        both_are_answered(&way, &side).await;
        let vera = fake.person("Вера");
        fake.begin(&vera);
        let begun = fake.say(&vera, &fake.private(&vera), "Можно личный вопрос?");
        in_private(&way, &side, &begun, &vera).await;
        assert!(!fake.calls().is_empty() && fake.calls().iter().all(|status| *status == 200));
        assert!(fake.executed().is_empty(), "an answer with words in it would be executed");
        way.called_again(&page, &fake, b"").await;
        way.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vk_confirms_calls_and_is_told_ok() {
    for kind in kinds() {
        let way = Way::on(kind).await;
        let fake = Vk::start().unwrap();
        fake.confirmation("c0nf1rm");
        let page = way.connect("vk", &vk(&fake, "callback").each()).await;
        until("our server is confirmed", async || fake.tells().then_some(())).await;
        assert_eq!(fake.calls(), ["200 c0nf1rm"], "the string alone, and nothing before it");
        let side = Side { fake: &fake, kind: "vk", key: &|id: &str| format!("vk:{id}") };
        both_are_answered(&way, &side).await;
        let vera = fake.person("Вера");
        let begun = fake.say(&vera, &fake.private(&vera), "Можно личный вопрос?");
        in_private(&way, &side, &begun, &vera).await;
        let calls = fake.calls();
        assert!(calls.len() > 3 && calls.iter().skip(1).all(|said| said == "200 ok"), "{calls:?}");
        way.called_again(&page, &fake, b"ok").await;
        way.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn vk_is_asked_by_long_poll() {
    for kind in kinds() {
        let way = Way::on(kind).await;
        let fake = Vk::start().unwrap();
        way.connect("vk", &vk(&fake, "longpoll").each()).await;
        until("it is asked", async || (fake.ledger().count("longpoll") > 0).then_some(())).await;
        let side = Side { fake: &fake, kind: "vk", key: &|id: &str| format!("vk:{id}") };
        both_are_answered(&way, &side).await;
        assert!(fake.calls().is_empty(), "nobody is called");
        way.end().await;
    }
}

/// Fields of a community.
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn each(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
}

fn vk(fake: &Vk, mode: &str) -> Fields {
    Fields(vec![
        ("address", fake.base().to_owned()),
        ("group", fake.community()),
        ("token", fake.token()),
        ("user-token", fake.user_token()),
        ("mode", mode.to_owned()),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn max_calls_and_is_answered_with_200() {
    for kind in kinds() {
        let way = Way::on(kind).await;
        let fake = Max::start().unwrap();
        let token = fake.token();
        let fields = [("address", fake.base()), ("token", token.as_str())];
        let page = way.connect("max", &fields).await;
        until("our address is known", async || {
            (fake.subscribed() == [way.hook(&page)]).then_some(())
        })
        .await;
        let side = Side { fake: &fake, kind: "max", key: &|id: &str| format!("max:{id}") };
        both_are_answered(&way, &side).await;
        let vera = fake.person("Вера");
        let begun = fake.say(&vera, &fake.private(&vera), "Можно личный вопрос?");
        in_private(&way, &side, &begun, &vera).await;
        assert!(fake.calls().len() > 2 && fake.calls().iter().all(|status| *status == 200));
        way.called_again(&page, &fake, b"").await;
        way.end().await;
    }
}
