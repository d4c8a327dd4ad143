//! Consents to read somebody's own page, on the person's page and by programs.

use kamerton_app::accounts::audit::Actor;
use kamerton_app::brand::Brand;
use kamerton_app::channels::Filled;
use kamerton_app::live::Settings;
use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef};
use kamerton_core::id::PersonId;
use kamerton_core::time::MINUTE;
use kamerton_store::{consents, identities};

use crate::harness::{World, clock, kinds};

async fn person(world: &World, brand: &Brand) -> PersonId {
    let kind = "vk".to_owned();
    let fact = Fact::Message(MessageFact {
        place: PlaceRef {
            kind: kind.clone(),
            remote_id: "wall-1001".to_owned(),
            title: "Клуб".to_owned(),
            private: false,
        },
        key: "vk:wall-1001:7".to_owned(),
        author: Some(Account {
            kind,
            remote_id: "77".to_owned(),
            display_name: Some("Вера Лис".to_owned()),
            ..Account::default()
        }),
        sent_at: clock().plus(-MINUTE),
        text: "Читайте мою страницу, конечно".to_owned(),
        ..MessageFact::default()
    });
    let intake = world.app.intake(brand);
    intake.submit("test", &fact).await.unwrap();
    intake.settle().await.unwrap();
    let mut session = world.store.read().await.unwrap();
    let rows = identities::by_remote(&mut session, brand.id, "vk", ["77".to_owned()]).await;
    rows.unwrap().pop().and_then(|row| row.person).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_is_written_down_shown_withdrawn_and_taken_back() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let person = person(&world, &brand).await;
        let owner = world.signed_in("owner@example.org").await;
        let path = format!("/people/{person}");
        let before = owner.get(&path).await;
        assert!(!before.text.contains("Согласия"), "nothing connected could follow anybody");
        let settings = [("group", "1001"), ("token", "vk1.a.key"), ("mode", "longpoll")];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let filled = Filled { name: "ВК".to_owned(), settings: Settings::new(settings) };
        let by = Actor { user: None, name: "Аня".to_owned() };
        world.app.channels().create(&brand, "vk", &filled, &by).await.unwrap();
        let shown = owner.get(&path).await;
        assert!(shown.text.contains("Записать согласие"), "{}", shown.text);

        let wordless = [("manner", "paper"), ("words", " ")];
        let refused = owner.post(&format!("{path}/consents"), &wordless).await;
        assert!(!refused.status.is_success() && !refused.status.is_redirection());
        let typed = [("manner", "paper"), ("words", "Читайте <мою> страницу")];
        let given = owner.post(&format!("{path}/consents"), &typed).await;
        let undo = given.leads_to().to_owned();
        assert!(undo.starts_with(&format!("{path}?did=consent&undo=")), "{undo}");
        let shown = owner.get(&undo).await;
        assert!(shown.text.contains("читаем страницу"), "{}", shown.text);
        assert!(!shown.text.contains("<мою>"), "what somebody said is text");
        assert!(!shown.text.contains("consent-account"), "there is no second page to follow");
        let id = undo.rsplit('=').next().unwrap().to_owned();

        let withdraw = format!("{path}/consents/{id}/withdraw");
        let answer = owner.post(&withdraw, &[("words", "Хватит"), ("posts", "kept")]).await;
        let shown = owner.get(answer.leads_to()).await;
        assert!(shown.text.contains("отозвано") && shown.text.contains("Хватит"), "{}", shown.text);
        owner.post(&format!("{path}/consents/{id}/restore"), &[]).await.leads_to();
        let mut session = world.store.read().await.unwrap();
        assert_eq!(consents::open(&mut session, brand.id).await.unwrap().len(), 1);
        drop(session);
        owner.post(&withdraw, &[("posts", "deleted")]).await.leads_to();
        let again = owner.post(&format!("{path}/consents/{id}/restore"), &[]).await;
        assert_eq!(again.status, 404, "what was deleted does not come back");
        let nobody = format!("/people/{}/consents/{id}/withdraw", PersonId::NIL);
        assert_eq!(owner.post(&nobody, &[]).await.status, 404, "a consent is of one person");
    }
}
