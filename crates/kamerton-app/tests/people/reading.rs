//! What our people say of a message stands at once, outlives edits, teaches, and can be taken back.

use kamerton_app::ingest::roles::RoleRules;
use kamerton_app::places::Sight;
use kamerton_app::reading::{self, Read, Reading, Said};
use kamerton_app::{AppError, Refusal, prepare};
use kamerton_core::correction::Aspect;
use kamerton_core::fact::{Fact, MessageFact};
use kamerton_core::id::MessageId;
use kamerton_core::reading::Label;
use kamerton_core::time::{HOUR, Instant, MINUTE};
use kamerton_store::messages;

use super::harness::{Kind, World, bare, kinds, message, with};

const COMPLAINT: Aspect = Aspect::Label(Label::Complaint);
const DELIGHT: Aspect = Aspect::Label(Label::Delight);
const THANKS: Aspect = Aspect::Label(Label::Thanks);

fn start() -> Instant {
    Instant::parse_rfc3339("2024-05-28T09:00:00Z").unwrap()
}

impl World {
    fn id(&self, key: &str, at: Instant) -> MessageId {
        MessageId::at(self.brand.channel("telegram"), key, at)
    }

    async fn say(
        &self,
        message: MessageId,
        aspect: Aspect,
        holds: Option<i64>,
    ) -> kamerton_app::Result<Option<i64>> {
        let said = Said { message, aspect, holds, user: None, by: "Анна".into() };
        reading::correct(&self.store, &self.brand, Sight::Community, said, self.now).await
    }

    async fn reading(&self, message: MessageId) -> Reading {
        let mut session = self.store.read().await.unwrap();
        let sight = Sight::Community;
        reading::show(&mut session, &self.brand, sight, message, self.now).await.unwrap()
    }

    async fn labels(&self, message: MessageId) -> (Vec<Label>, i64) {
        let mut session = self.store.read().await.unwrap();
        let row = messages::by_id(&mut session, self.brand.id, [message]).await.unwrap().remove(0);
        (row.labels.iter().collect(), row.sentiment)
    }

    /// What is read in a text that comes now.
    async fn reads(&self, text: &str) -> (Vec<Label>, i64, i64) {
        let mut session = self.store.read().await.unwrap();
        let brand = reading::with_lessons(&mut session, &self.brand).await.unwrap();
        let read = prepare::read(&brand, &spoken("telegram:1:0", text));
        (read.labels.iter().collect(), read.sentiment, read.lang)
    }
}

fn spoken(key: &str, text: &str) -> MessageFact {
    let Fact::Message(fact) = message(key, "Борис", start(), &[]).fact else { unreachable!() };
    MessageFact { text: text.to_owned(), ..fact }
}

fn of(reading: &Reading, aspect: Aspect) -> &Read {
    reading.aspects.iter().find(|read| read.aspect == aspect).unwrap()
}

#[tokio::test]
async fn a_correction_restates_and_outlives_an_edit() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let plain = message("telegram:1:1", "Борис", start(), &[Label::Complaint]);
        world.apply(std::slice::from_ref(&plain), 1, &RoleRules::default()).await.unwrap();
        let before = world.person("Борис").await.charge_ring;
        assert!(before < 0.0);
        let id = world.id("telegram:1:1", start());
        assert_eq!(world.say(id, COMPLAINT, Some(0)).await.unwrap(), None);
        assert_eq!(world.say(id, DELIGHT, Some(1)).await.unwrap(), None);
        assert_eq!(world.say(id, Aspect::Sentiment, Some(1)).await.unwrap(), None);
        assert_eq!(world.labels(id).await, (vec![Label::Delight], 60));
        let corrected = world.person("Борис").await;
        assert!(corrected.charge_ring > 4.0, "{}", corrected.charge_ring);
        let Fact::Message(mut fact) = plain.fact else { unreachable!() };
        fact.text = "и всё же плохо".to_owned();
        fact.edited_at = Some(start().plus(HOUR));
        let edit = with(fact, &[Label::Complaint]);
        world.apply(&[edit], 1, &RoleRules::default()).await.unwrap();
        assert_eq!(world.labels(id).await, (vec![Label::Delight], 60));
        assert_eq!(world.person("Борис").await.charge_ring, corrected.charge_ring);
    }
}

#[tokio::test]
async fn a_correction_that_is_taken_back_leaves_what_is_read() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let fact = spoken("telegram:1:1", "Спасибо большое, всё пришло!");
        let read = prepare::read(&world.brand, &fact);
        let said: Vec<Label> = read.labels.iter().collect();
        assert!(said.contains(&Label::Thanks));
        world.apply(&[with(fact, &said)], 1, &RoleRules::default()).await.unwrap();
        let id = world.id("telegram:1:1", start());
        assert_eq!(world.say(id, THANKS, Some(0)).await.unwrap(), None);
        let shown = world.reading(id).await;
        let thanks = of(&shown, THANKS);
        assert_eq!((thanks.holds, thanks.said.as_ref().unwrap().0.as_str()), (0, "Анна"));
        assert_eq!(world.say(id, THANKS, Some(0)).await.unwrap(), Some(0), "said already");
        assert_eq!(world.say(id, THANKS, None).await.unwrap(), Some(0));
        assert!(world.labels(id).await.0.contains(&Label::Thanks));
        let shown = world.reading(id).await;
        let thanks = of(&shown, THANKS);
        assert_eq!((thanks.holds, &thanks.said), (1, &None));
        assert!(thanks.probability.unwrap() > 0.5);
        assert!(thanks.words.iter().any(|word| word.contains("Спасибо")), "{:?}", thanks.words);
        let whole: String = shown.runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(whole, "Спасибо большое, всё пришло!");
        assert!(shown.runs.iter().any(|run| run.decided && run.text.contains("Спасибо")));
    }
}

#[tokio::test]
async fn corrections_teach_what_comes_later() {
    // Praise as the regulars of one place say it: no list has it.
    const PRAISE: [&str; 12] = [
        "ну это дичайший разнос",
        "вчерашний эфир дичайший разнос",
        "новая обжарка просто разнос",
        "разнос, иначе не скажешь",
        "такой разнос что я молчу",
        "дичайший разнос а не обжарка",
        "эфир разнос",
        "разнос вчера был дичайший",
        "полный разнос ребята",
        "опять разнос",
        "это разнос",
        "снова разнос, как всегда",
    ];
    const LATER: &str = "сегодня просто разнос";
    for kind in kinds() {
        let world = World::new(kind).await;
        let untaught = world.reads(LATER).await;
        assert!(untaught.1 < 25, "nobody has taught this word: {untaught:?}");
        let mut ids = Vec::new();
        for (number, text) in PRAISE.iter().enumerate() {
            let (key, at) = (format!("telegram:1:{number}"), start().plus(number as i64 * MINUTE));
            let fact = MessageFact { sent_at: at, ..spoken(&key, text) };
            world.apply(&[with(fact, &[])], 1, &RoleRules::default()).await.unwrap();
            ids.push(world.id(&key, at));
        }
        for id in &ids {
            world.say(*id, Aspect::Sentiment, Some(1)).await.unwrap();
        }
        let taught = world.reads(LATER).await;
        assert!(taught.1 >= 25, "{taught:?}");
        let plain = "Второй день не работает оплата, деньги списали, никто не отвечает";
        let before = prepare::read(&world.brand, &spoken("telegram:1:0", plain));
        assert_eq!(world.reads(plain).await.1, before.sentiment, "what is plain stays");
        for id in &ids {
            world.say(*id, Aspect::Sentiment, None).await.unwrap();
        }
        assert_eq!(world.reads(LATER).await, untaught, "taken back without a trace");
    }
}

#[tokio::test]
async fn only_what_stands_teaches() {
    let world = World::new(Kind::Sqlite).await;
    let mut ids = Vec::new();
    for number in 0..3 {
        let (key, at) = (format!("telegram:1:{number}"), start().plus(number * MINUTE));
        let fact = MessageFact { sent_at: at, ..spoken(&key, "слова") };
        world.apply(&[with(fact, &[])], 1, &RoleRules::default()).await.unwrap();
        ids.push(world.id(&key, at));
    }
    world.say(ids[0], THANKS, Some(1)).await.unwrap();
    world.say(ids[1], THANKS, Some(1)).await.unwrap();
    world.say(ids[1], THANKS, None).await.unwrap();
    world.say(ids[2], THANKS, Some(1)).await.unwrap();
    world.say(ids[2], THANKS, Some(0)).await.unwrap();
    world.say(ids[2], COMPLAINT, Some(1)).await.unwrap();
    let gone = bare(Fact::Deletion(kamerton_core::fact::DeletionFact {
        kind: "telegram".into(),
        message: "telegram:1:0".into(),
        at: start().plus(HOUR),
    }));
    world.apply(&[gone], 1, &RoleRules::default()).await.unwrap();
    let mut session = world.store.read().await.unwrap();
    let lessons = reading::lessons(&mut session, &world.brand).await.unwrap();
    let [(row, said)] = lessons.as_slice() else { panic!("{lessons:?}") };
    assert_eq!(row.id, ids[2]);
    let said: Vec<(&str, Option<i64>)> =
        said.iter().map(|one| (one.aspect.as_str(), one.holds)).collect();
    assert_eq!(said, [("thanks", Some(0)), ("complaint", Some(1))]);
}

#[tokio::test]
async fn what_cannot_be_said_changes_nothing() {
    for kind in kinds() {
        let world = World::new(kind).await;
        let Fact::Message(mut fact) = message("telegram:1:1", "Борис", start(), &[]).fact
        else {
            unreachable!()
        };
        fact.place.private = true;
        world.apply(&[with(fact, &[])], 1, &RoleRules::default()).await.unwrap();
        let private = world.id("telegram:1:1", start());
        for id in [private, world.id("telegram:1:404", start())] {
            let refused = world.say(id, THANKS, Some(1)).await.unwrap_err();
            assert!(matches!(refused, AppError::Refused(Refusal::NoMessage { .. })), "{refused:?}");
        }
        let said = Said {
            message: private,
            aspect: THANKS,
            holds: Some(-1),
            user: None,
            by: "Анна".into(),
        };
        let sight = Sight::Private;
        let refused = reading::correct(&world.store, &world.brand, sight, said, world.now).await;
        let refused = refused.unwrap_err();
        assert!(matches!(refused, AppError::Refused(Refusal::NoJudgement { .. })), "{refused:?}");
        assert_eq!(world.labels(private).await, (vec![], 0));
    }
}
