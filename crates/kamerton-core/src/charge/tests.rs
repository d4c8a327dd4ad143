//! The fold against its definition, and its properties.

use proptest::prelude::*;

use super::*;
use crate::id::MessageId;

fn policy() -> Policy {
    Policy::default()
}

fn identity(name: u8) -> IdentityId {
    IdentityId::derived(&[&[name]])
}

fn entry(day: i32, kind: EntryKind) -> Entry {
    Entry {
        identity: identity(0),
        day: Day(day),
        kind,
        ground: MessageId::NIL,
        weight: Policy::weight(kind),
        other: IdentityId::NIL,
        since: Day(day),
    }
}

fn state_after(entries: &[Entry], day: i32) -> State {
    let sums = day_sums(entries, &[identity(0)]);
    let first = sums.first().map_or(Day(day), |sum| sum.day);
    fold(Checkpoint::before(first), &sums, Day(day), &policy()).end.state
}

#[test]
fn the_decays_have_their_half_lives() {
    assert!((RING_DAY.powi(30) - 0.5).abs() < 1e-12);
    assert!((BOND_DAY.powi(365) - 0.5).abs() < 1e-12);
}

#[test]
fn a_glowing_post_with_a_photo_rings_at_once() {
    let post = [
        entry(1, EntryKind::Delight),
        entry(1, EntryKind::BrandedPhoto),
        entry(1, EntryKind::ProductTalk),
    ];
    assert_eq!(state_after(&post, 1), State::Kamerton);
}

#[test]
fn forty_thanks_do_not_ring() {
    let thanks: Vec<Entry> = (0..40).map(|day| entry(day, EntryKind::ThanksToUs)).collect();
    assert_ne!(state_after(&thanks, 40), State::Kamerton);
    assert_eq!(state_after(&thanks, 40), State::Warm);
}

#[test]
fn one_kind_rings_when_somebody_answers() {
    let mut posts = vec![entry(1, EntryKind::Recommendation), entry(2, EntryKind::Recommendation)];
    assert_ne!(state_after(&posts, 2), State::Kamerton);
    posts.push(Entry { since: Day(1), other: identity(1), ..entry(2, EntryKind::Echo) });
    assert_eq!(state_after(&posts, 2), State::Kamerton);
}

#[test]
fn answering_oneself_by_another_account_is_void() {
    let posts = [
        entry(1, EntryKind::Recommendation),
        entry(2, EntryKind::Recommendation),
        Entry { since: Day(1), other: identity(1), ..entry(2, EntryKind::Echo) },
    ];
    let sums = day_sums(&posts, &[identity(0), identity(1)]);
    let folded = fold(Checkpoint::before(Day(1)), &sums, Day(2), &policy());
    assert_ne!(folded.end.state, State::Kamerton);
}

#[test]
fn a_kamerton_falls_silent_after_fourteen_days() {
    let post = [
        entry(1, EntryKind::Delight),
        entry(1, EntryKind::CoCreation),
        entry(1, EntryKind::Recommendation),
    ];
    assert_eq!(state_after(&post, 10), State::Kamerton);
    assert_eq!(state_after(&post, 14), State::Kamerton, "the fourteenth day still counts");
    assert_eq!(state_after(&post, 15), State::Warm);
}

#[test]
fn a_kamerton_rings_on_until_a_fifth_below_its_entry() {
    // 6.0 on day 1; under 4.8 when 2^(-n/30) < 0.8, that is after 9.66 days.
    let post = [
        entry(1, EntryKind::Delight),
        entry(1, EntryKind::ProductTalk),
        entry(1, EntryKind::UsageQuestion),
    ];
    assert_eq!(state_after(&post, 10), State::Kamerton);
    assert_eq!(state_after(&post, 11), State::Warm);
}

#[test]
fn a_detractor_is_one_at_once_and_not_forever() {
    assert_eq!(state_after(&[entry(1, EntryKind::Complaint)], 1), State::Detractor);
    // -4 * 2^(-n/30) > -3.2 after 9.66 days.
    assert_eq!(state_after(&[entry(1, EntryKind::Complaint)], 10), State::Detractor);
    assert_eq!(state_after(&[entry(1, EntryKind::Complaint)], 11), State::Cold);
}

#[test]
fn at_most_three_of_a_kind_count_a_day() {
    let many = vec![entry(1, EntryKind::Delight); 50];
    assert_eq!(day_sums(&many, &[])[0].sum, 12_000);
    let talk = vec![entry(1, EntryKind::ProductTalk); 50];
    assert_eq!(day_sums(&talk, &[])[0].sum, 1_000, "talk counts once");
    let took_part = vec![entry(1, EntryKind::TookPart); 50];
    assert_eq!(day_sums(&took_part, &[])[0].sum, 100);
}

#[test]
fn a_promoter_needs_two_days_of_confirmations() {
    let mut posts = vec![
        entry(1, EntryKind::Recommendation),
        entry(1, EntryKind::Delight),
        entry(1, EntryKind::CoCreation),
        entry(1, EntryKind::EventPhoto),
    ];
    assert_eq!(state_after(&posts, 40), State::Warm);
    posts.push(entry(2, EntryKind::OwnerMention));
    assert_eq!(state_after(&posts, 40), State::PassivePromoter);
}

#[test]
fn the_next_change_is_foretold() {
    let post = [
        entry(1, EntryKind::Delight),
        entry(1, EntryKind::ProductTalk),
        entry(1, EntryKind::UsageQuestion),
    ];
    let sums = day_sums(&post, &[]);
    let folded = fold(Checkpoint::before(Day(1)), &sums, Day(5), &policy());
    assert_eq!((folded.end.state, folded.due), (State::Kamerton, Some(Day(11))));
    let later = fold(folded.end, &[], Day(11), &policy());
    assert_eq!(later.moves, [Move { day: Day(11), state: State::Warm }]);
}

#[test]
fn ranks_keep_their_order_as_time_passes() {
    let (strong, weak) = (ring_rank(8.0, Day(100)), ring_rank(5.0, Day(100)));
    assert!(strong > weak);
    // 8.0 a month ago is 4.0 today.
    assert!(weak > ring_rank(8.0, Day(70)));
    assert_eq!(ring_rank(-1.0, Day(1)), i64::MIN);
}

fn any_entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (0..120_i32, 0..EntryKind::ALL.len(), 0..3_u8, 0..4_u8).prop_map(
        |(day, kind, other, back)| Entry {
            identity: identity(0),
            other: if other == 0 { IdentityId::NIL } else { identity(other) },
            since: Day(day - i32::from(back)),
            ..entry(day, EntryKind::ALL[kind])
        },
    );
    proptest::collection::vec(one, 0..80)
}

proptest! {
    #[test]
    fn resuming_gives_the_same_bits(entries in any_entries(), cut in 0..130_i32) {
        let policy = policy();
        let sums = day_sums(&entries, &[identity(0)]);
        let whole = fold(Checkpoint::before(Day(0)), &sums, Day(140), &policy);
        let split = sums.partition_point(|sum| sum.day < Day(cut));
        let first = fold(Checkpoint::before(Day(0)), &sums[..split], Day(140), &policy);
        // Resume as the store does: from the end of the day before the last one with entries.
        let from = first.base;
        let kept: Vec<Move> =
            first.moves.iter().copied().filter(|step| step.day <= from.day).collect();
        let rest = sums.partition_point(|sum| sum.day <= from.day);
        let second = fold(from, &sums[rest..], Day(140), &policy);
        prop_assert_eq!(&second.end, &whole.end);
        prop_assert_eq!(second.end.ring.to_bits(), whole.end.ring.to_bits());
        let moves: Vec<Move> = kept.into_iter().chain(second.moves).collect();
        prop_assert_eq!(moves, whole.moves);
        prop_assert_eq!(second.due, whole.due);
    }

    #[test]
    fn order_of_arrival_does_not_matter(entries in any_entries(), seed in any::<u64>()) {
        let mut shuffled = entries.clone();
        let mut seed = seed | 1;
        for at in (1..shuffled.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (seed >> 33) as usize % (at + 1));
        }
        let sort = |mut sums: Vec<DaySum>| {
            for sum in &mut sums { sum.echoes.sort_unstable(); }
            sums
        };
        prop_assert_eq!(sort(day_sums(&entries, &[])), sort(day_sums(&shuffled, &[])));
    }

    #[test]
    fn a_checkpoint_survives_being_written_down(entries in any_entries()) {
        let sums = day_sums(&entries, &[identity(0)]);
        let end = fold(Checkpoint::before(Day(0)), &sums, Day(140), &policy()).end;
        prop_assert_eq!(Checkpoint::decode(&end.encode()), Some(end));
    }

    #[test]
    fn the_curve_ends_where_the_fold_ends(entries in any_entries()) {
        let sums = day_sums(&entries, &[]);
        let end = fold(Checkpoint::before(Day(0)), &sums, Day(140), &policy()).end;
        let points = curve(&sums, Day(50), Day(140), &policy());
        prop_assert_eq!(points.len(), 91);
        if let Some(last) = points.last() {
            prop_assert_eq!(last.state, end.state);
        }
    }
}
