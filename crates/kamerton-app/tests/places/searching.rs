//! The search over messages: every kind of query over a small talk, on both databases.

use kamerton_app::messages::{self, BAND, Filter, Order, Page};
use kamerton_app::people::find;
use kamerton_app::places::Sight;
use kamerton_app::prepare::Read;
use kamerton_core::fact::{Attachment, AttachmentKind, Fact, MessageFact, PlaceRef};
use kamerton_core::reading::{Label, Labels};
use kamerton_core::role::Role;
use kamerton_core::search::{Field, Notice};
use kamerton_core::time::{DAY, Instant, MINUTE};

use super::harness::{Kind, Prepared, World, account, kinds, place, rules};

/// Who says what where on the days of March, from the first on.
const TALK: [(&str, &str, &str, &[Label]); 8] = [
    ("Анна Первая", "чат", "Где моя доставка? Жду третий день", &[Label::Question]),
    ("Борис", "чат", "Спасибо за доставку, всё пришло", &[Label::Thanks]),
    ("Вера", "чат", "Доставки бывают по средам", &[]),
    ("Глеб", "форум", "Купил чайник Philips, свистит", &[Label::Story]),
    ("Дина", "форум", "Добрый день! Ёлка пришла целой", &[Label::Delight]),
    ("Егор", "чат", "День добрый, а чайник когда?", &[Label::Question]),
    ("Жанна", "письма", "Доставка задержалась, добрый день", &[Label::Complaint]),
    ("Зоя", "чат", "см. https://example.org про чайник", &[]),
];

fn first() -> Instant {
    Instant::parse_rfc3339("2024-03-01T09:00:00Z").unwrap()
}

fn said(number: usize, name: &str, place_name: &str, at: Instant, text: &str) -> MessageFact {
    MessageFact {
        key: format!("telegram:1:{number}"),
        place: PlaceRef { private: place_name == "письма", ..place(place_name) },
        author: Some(account(name)),
        sent_at: at,
        text: text.to_owned(),
        ..MessageFact::default()
    }
}

fn read(fact: MessageFact, labels: &[Label]) -> Prepared {
    let tokens = kamerton_text::index_tokens(&fact.text);
    let read = Read { labels: Labels::of(labels), sentiment: 0, lang: 1, tokens };
    Prepared { fact: Fact::Message(fact), reading: Some(read) }
}

async fn talk(kind: Kind) -> World {
    let mut world = World::new(kind).await;
    let facts: Vec<Prepared> = (1..)
        .zip(TALK)
        .map(|(number, (name, place, text, labels))| {
            let at = first().plus((number as i64 - 1) * DAY);
            let mut fact = said(number, name, place, at, text);
            if number == 4 {
                let name = Some("чайник.jpg".to_owned());
                fact.attachments =
                    vec![Attachment { kind: AttachmentKind::Photo, name, ..Attachment::default() }];
            }
            fact.reply_to = (number == 6).then(|| "telegram:1:4".to_owned());
            read(fact, labels)
        })
        .collect();
    world.now = first().plus(9 * DAY);
    world.apply(&facts, 100, &rules(&[(Role::Staff, "Вера")])).await.unwrap();
    world
}

async fn page(world: &World, sight: Sight, filter: &Filter, after: Option<&str>) -> Page {
    let mut session = world.store.read().await.unwrap();
    let (brand, now) = (&world.brand, world.now);
    messages::page(&mut session, brand, sight, filter, after, 7, now).await.unwrap()
}

fn asks(words: &str) -> Filter {
    Filter { words: words.to_owned(), ..Filter::default() }
}

async fn all(world: &World, sight: Sight, filter: &Filter) -> Vec<String> {
    let (mut texts, mut after) = (Vec::new(), None::<String>);
    loop {
        let found = page(world, sight, filter, after.as_deref()).await;
        texts.extend(found.messages.into_iter().map(|one| one.text));
        after = found.next;
        if after.is_none() {
            return texts;
        }
    }
}

async fn days(world: &World, filter: &Filter) -> Vec<usize> {
    let texts = all(world, Sight::Private, filter).await;
    let day = |text: String| TALK.iter().position(|(_, _, said, _)| *said == text).unwrap() + 1;
    texts.into_iter().map(day).collect()
}

#[tokio::test]
async fn words_are_found_in_whatever_form_they_were_typed() {
    for kind in kinds() {
        let world = talk(kind).await;
        let delivery = [7, 3, 2, 1];
        for (words, expected, reading) in [
            ("доставка", delivery.as_slice(), None),
            ("ДОСТАВКОЙ", &delivery, None),
            ("елка", &[5], None),
            ("ёлки", &[5], None),
            ("доствка", &delivery, Some("доставка")),
            ("дотсавка", &delivery, Some("доставка")),
            ("даставке", &delivery, Some("доставке")),
            ("ljcnfdrf", &delivery, Some("доставка")),
            ("`krf", &[5], Some("елка")),
            ("dostavka", &delivery, Some("доставка")),
            ("spasibo", &[2], Some("спасибо")),
            ("чайник филипс", &[4], Some("philips")),
            ("зршдшзы", &[4], Some("philips")),
            ("достав*", &delivery, None),
            ("небывальщина", &[], None),
            ("доставка день", &[7, 1], None),
        ] {
            assert_eq!(days(&world, &asks(words)).await, expected, "{kind:?} {words}");
            let found = page(&world, Sight::Private, &asks(words), None).await;
            let shown = found.readings.iter().map(|reading| reading.shown.as_str()).next();
            assert_eq!(shown, reading, "{kind:?} {words}");
        }
    }
}

#[tokio::test]
async fn phrases_stand_just_so_and_what_is_excluded_is_not_there() {
    for kind in kinds() {
        let world = talk(kind).await;
        for (words, expected) in [
            ("\"добрый день\"", [7, 5].as_slice()),
            ("«День добрый»", &[6]),
            ("\"доставку\"", &[2]),
            ("\"доствка\"", &[]),
            ("день -чайник", &[7, 5, 1]),
            ("день -\"добрый день\"", &[6, 1]),
            ("чайник -доставка", &[8, 6, 4]),
            ("-доставка", &[8, 6, 5, 4]),
            ("-достав* -чайник", &[5]),
        ] {
            assert_eq!(days(&world, &asks(words)).await, expected, "{kind:?} {words}");
        }
    }
}

#[tokio::test]
async fn conditions_narrow_what_is_found() {
    for kind in kinds() {
        let world = talk(kind).await;
        for (words, expected) in [
            ("от:Борис", [2].as_slice()),
            ("от:Брис", &[2]),
            ("from:Dthf", &[3]),
            ("от:Anna", &[1]),
            ("от:Борис,Вера доставка", &[3, 2]),
            ("-от:Борис доставка", &[7, 3, 1]),
            ("место:форум", &[5, 4]),
            ("где:форум,письма", &[7, 5, 4]),
            ("-place:форум чайник", &[8, 6]),
            ("вид:вопросы", &[6, 1]),
            ("kind:question,thanks", &[6, 2, 1]),
            ("-kind:question чайник", &[8, 4]),
            ("есть:фото", &[4]),
            ("has:link", &[8]),
            ("has:reply", &[6]),
            ("-есть:ответ чайник", &[8, 4]),
            ("до:2024-03-03", &[2, 1]),
            ("с:07.03.2024", &[8, 7]),
            ("after:2024-03 before:02.03.2024", &[1]),
            ("-before:2024-03-07", &[8, 7]),
            ("answered:no", &[7, 1]),
        ] {
            let found = days(&world, &asks(words)).await;
            assert_eq!(found, expected, "{kind:?} {words}");
        }
        for condition in ["state:cold", "stage:1", "state:warm,kamerton", "answered:yes"] {
            let with = days(&world, &asks(condition)).await.len();
            let without = days(&world, &asks(&format!("-{condition}"))).await.len();
            let whole = if condition.starts_with("answered") { 2 } else { TALK.len() };
            assert_eq!(with + without, whole, "{kind:?} {condition}");
        }
    }
}

#[tokio::test]
async fn what_is_not_understood_is_said_and_the_rest_is_found() {
    for kind in kinds() {
        let world = talk(kind).await;
        for (words, notice) in [
            ("ёлка от:Никодим", Notice::Value(Field::From, "Никодим".to_owned())),
            ("ёлка место:Марс", Notice::Value(Field::Place, "Марс".to_owned())),
            ("ёлка state:злой", Notice::Value(Field::State, "злой".to_owned())),
        ] {
            let found = page(&world, Sight::Private, &asks(words), None).await;
            assert_eq!(found.notices, [notice], "{kind:?}");
            assert_eq!(found.messages.len(), 1, "{kind:?} {words}");
        }
        let hidden = page(&world, Sight::Community, &asks("место:письма ёлка"), None).await;
        assert_eq!(hidden.notices.len(), 1, "a private place is not known to everybody");
        let texts = all(&world, Sight::Community, &asks("доставка")).await;
        assert_eq!(texts.len(), 3, "nor what was said there");
    }
}

#[tokio::test]
async fn what_was_found_is_marked() {
    for kind in kinds() {
        let world = talk(kind).await;
        for (words, expected) in [
            ("доствка", vec!["Доставка"]),
            ("\"добрый день\"", vec!["добрый день"]),
            ("день доставка -чайник", vec!["Доставка", "день"]),
        ] {
            let found = page(&world, Sight::Private, &asks(words), None).await;
            let newest = &found.messages[0];
            let marked: Vec<&str> =
                newest.marks.iter().map(|mark| &newest.text[mark.clone()]).collect();
            assert_eq!(marked, expected, "{kind:?} {words}");
        }
    }
}

#[tokio::test]
async fn a_word_that_is_being_typed_may_go_on() {
    for kind in kinds() {
        let world = talk(kind).await;
        for typed in ["доста", "доставк", "ljcnf", "dosta", "доставка"] {
            let filter = Filter { typing: true, ..asks(typed) };
            assert_eq!(days(&world, &filter).await, [7, 3, 2, 1], "{kind:?} {typed}");
        }
        let filter = Filter { typing: true, ..asks("день доб") };
        assert_eq!(days(&world, &filter).await, [7, 6, 5], "{kind:?}");
    }
}

#[tokio::test]
async fn best_first_is_what_has_the_words_together_and_as_typed() {
    for kind in kinds() {
        let world = talk(kind).await;
        let best = |words: &str| Filter { order: Order::Best, ..asks(words) };
        let found = days(&world, &best("доставка")).await;
        assert_eq!(found.iter().copied().collect::<std::collections::BTreeSet<_>>().len(), 4);
        assert_eq!(found[..2], [7, 1], "{kind:?}: the form that was typed");
        let found = days(&world, &best("добрый день")).await;
        assert_eq!(found[..3], [5, 7, 6], "{kind:?}: in the order that was typed");
        assert_eq!(days(&world, &asks("чайник когда доставка")).await, [0; 0], "{kind:?}");
        let found = days(&world, &best("чайник когда доставка")).await;
        assert_eq!(found, [6], "{kind:?}: what lacks the commonest word");
        let found = days(&world, &best("чайник филипс от:Глеб")).await;
        assert_eq!(found, [4], "{kind:?}");
        assert_eq!(days(&world, &best("место:форум")).await, [5, 4], "without words");
        assert_eq!(days(&world, &best("\"добрый день\"")).await, [7, 5], "nor with phrases only");
    }
}

#[tokio::test]
async fn both_orders_give_every_message_once() {
    for kind in kinds() {
        let mut world = World::new(kind).await;
        let count = BAND + 60;
        let facts: Vec<Prepared> = (0..count)
            .map(|number| {
                let text = format!("чайник {number} {}", "и ещё слова ".repeat(number % 7));
                let at = first().plus(number as i64 * MINUTE);
                read(said(number, "Борис", "чат", at, text.trim()), &[])
            })
            .collect();
        world.now = first().plus(9 * DAY);
        world.apply(&facts, 500, &rules(&[])).await.unwrap();
        for order in [Order::Newest, Order::Best] {
            let filter = Filter { order, ..asks("чайники") };
            let mut texts = all(&world, Sight::Private, &filter).await;
            assert_eq!(texts.len(), count, "{kind:?} {order:?}");
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), count, "{kind:?} {order:?}");
        }
    }
}

#[tokio::test]
async fn people_are_found_by_what_was_meant() {
    for kind in kinds() {
        let world = talk(kind).await;
        let mut session = world.store.read().await.unwrap();
        for (typed, name) in [
            ("бор", "Борис"),
            (",jhbc", "Борис"),
            ("boris", "Борис"),
            ("Брис", "Борис"),
            ("анна пе", "Анна Первая"),
            ("Первая", "Анна Первая"),
            ("gthdfz", "Анна Первая"),
            ("анна превая", "Анна Первая"),
        ] {
            let found = find::called(&mut session, &world.brand, typed, 5).await.unwrap();
            assert_eq!(found, [world.person(name).await.id], "{kind:?} {typed}");
        }
        let found = find::called(&mut session, &world.brand, "никодим", 5).await.unwrap();
        assert_eq!(found, []);
        assert_eq!(find::called(&mut session, &world.brand, " ", 5).await.unwrap(), []);
    }
}
