//! Who falls silent against their own rhythm, and who reads along and never wrote.

use kamerton_app::people::silent::{self, Fading, Quiet};
use kamerton_core::fact::{Account, Fact, MembershipFact, MessageFact, PlaceRef};
use kamerton_core::id::PlaceId;
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, Instant};

use crate::house::{House, at, member, message, place, reaction};

fn fact(message: MessageFact) -> Fact {
    Fact::Message(message)
}

/// Words of somebody on every so-manieth of the first sixty days.
fn speaks(who: &str, every: i64, first: u32) -> Vec<Fact> {
    let days = (0..60).step_by(every as usize);
    let said = days.zip(first..).map(|(day, number)| {
        let text = "Советую всем фонарь, берите, не пожалеете";
        fact(message(number, &member(who), at(day, i64::from(first % 50)), text))
    });
    said.collect()
}

async fn fading(house: &House, now: Instant) -> Vec<Fading> {
    let mut session = house.store.read().await.expect("a session");
    silent::fading(&mut session, &house.brand, now).await.expect("a list")
}

async fn lurkers(house: &House, place: PlaceId, now: Instant) -> Vec<Quiet> {
    let mut session = house.store.read().await.expect("a session");
    silent::lurkers(&mut session, &house.brand, place, now).await.expect("a list")
}

#[tokio::test]
async fn somebody_is_missed_by_their_own_rhythm() {
    for house in House::on_both().await {
        let mut facts = speaks("1", 2, 1_000);
        facts.extend(speaks("2", 10, 2_000));
        house.feed(facts, at(60, 0)).await;
        // The first spoke last on day 58, the second on day 50.
        assert_eq!(fading(&house, at(62, 0)).await, []);
        let now = at(58 + 12, 0);
        let found = fading(&house, now).await;
        let told: Vec<(bool, i32)> =
            found.iter().map(|one| (one.name.ends_with('1'), one.silent_days)).collect();
        assert_eq!(told, [(true, 12)], "{found:?}");
        assert_eq!(found[0].rhythm.usual_days(), 2.0);
        assert!(found[0].bond > 0.0);
        let both = fading(&house, at(50 + 60, 0)).await;
        assert_eq!(both.len(), 2, "{both:?}");
        assert_eq!(fading(&house, at(58 + 200, 0)).await, [], "gone is not fading");
    }
}

fn joins(who: &str, place: PlaceRef, at: Instant, joined: bool) -> Fact {
    Fact::Membership(MembershipFact {
        key: format!("{who} {}", at.micros()),
        place,
        account: member(who),
        at,
        joined,
        invited_by: None::<Account>,
        invitation: None,
    })
}

#[tokio::test]
async fn who_reads_along_and_never_wrote_is_invited() {
    let now = at(40, 0);
    for house in House::on_both().await {
        let mut facts = vec![fact(message(1, &member("1"), at(20, 0), "Смотрите, какой закат"))];
        // 2 reacts, 3 joined, 4 joined and left, 5 joined and wrote, 6 joined yesterday.
        facts.push(reaction(1, &member("2"), at(30, 0), true));
        facts.extend(["3", "4", "5"].map(|who| joins(who, place(), at(10, 0), true)));
        facts.push(joins("4", place(), at(11, 0), false));
        facts.push(fact(message(2, &member("5"), at(12, 0), "Привет")));
        facts.push(joins("6", place(), now.plus(-DAY), true));
        house.feed(facts, now).await;
        let mut session = house.store.read().await.expect("a session");
        let there = silent::where_to_look(&mut session, &house.brand).await.expect("places");
        drop(session);
        let [(id, _)] = there.places[..] else { panic!("{there:?}") };
        let (last, today) = (house.brand.zone.day(at(20, 0)), house.brand.zone.day(now));
        assert_eq!((there.last, there.ended(today)), (Some(last), None));
        assert_eq!(there.ended(last.plus(200)), Some(last), "an archive that ended long ago");
        let found = lurkers(&house, id, now).await;
        let names: Vec<char> = found.iter().filter_map(|one| one.name.chars().last()).collect();
        assert_eq!(names, ['2', '3'], "{found:?}");
        assert_eq!(found[0].lurker.reactions, 1);
        let liked = found[0].liked.as_ref().map(|(_, text)| text.as_str());
        assert_eq!(liked, Some("Смотрите, какой закат"));
        assert_eq!(found[1].liked, None);
        let staff = found[1].id.to_string();
        let (store, brand) = (&house.store, &house.brand);
        kamerton_app::people::by_hand::role(store, brand, &staff, Role::Staff, now)
            .await
            .expect("a role");
        assert_eq!(lurkers(&house, id, now).await.len(), 1, "ours are nobody to invite");
        assert_eq!(lurkers(&house, id, now.plus(100 * DAY)).await, []);
    }
}
