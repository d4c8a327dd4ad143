//! Search text: the same words find the same messages on both databases.

use kamerton_store::messages::{self, MessageRow};
use kamerton_store::search::{Piece, Wanted};
use kamerton_store::{Session, search};

use crate::harness::{both, both_in};
use crate::samples::{abroad, home, message, message_id};

fn words(text: &str) -> Vec<String> {
    text.split(' ').filter(|word| !word.is_empty()).map(String::from).collect()
}

async fn index(session: &mut Session, documents: &[(i64, &str)]) {
    let rows: Vec<MessageRow> = documents.iter().map(|(n, _)| message(*n)).collect();
    messages::save(session, home(), &rows).await.unwrap();
    let documents = documents.iter().map(|(n, text)| (*n, words(text))).collect();
    search::insert(session, home(), documents).await.unwrap();
}

async fn find(session: &mut Session, text: &str, all: bool) -> Vec<i64> {
    let found = search::find(session, home(), &words(text), all, 100).await.unwrap();
    found.into_iter().map(|id| (0..2_000).find(|n| message_id(*n) == id).unwrap()).collect()
}

#[test]
fn words_find_messages_newest_first() {
    both_in(async |session| {
        index(session, &[(1, "ёж щука"), (2, "щука рак"), (3, "лебедь 𝄞 x1 ёж")]).await;
        assert_eq!(find(session, "щука", true).await, [2, 1]);
        assert_eq!(find(session, "ёж щука", true).await, [1]);
        assert_eq!(find(session, "ёж щука", false).await, [3, 2, 1]);
        assert_eq!(find(session, "𝄞", true).await, [3]);
        assert_eq!(find(session, "x1", true).await, [3]);
        assert_eq!(find(session, "нет", false).await, [0; 0]);
        assert_eq!(find(session, "", true).await, [0; 0]);
        let limited = search::find(session, home(), &words("щука"), true, 1).await.unwrap();
        assert_eq!(limited, [message_id(2)]);
        let older = search::find_before(session, home(), &words("щука"), true, 2, 9).await.unwrap();
        assert_eq!(older, [message_id(1)], "before the second");
        let other = search::find(session, abroad(), &words("щука"), true, 9).await.unwrap();
        assert_eq!(other, []);
    });
}

#[test]
fn operators_are_words_and_nothing_typed_breaks_a_query() {
    both_in(async |session| {
        index(session, &[(1, "and or not near"), (2, "щука")]).await;
        assert_eq!(find(session, "and", true).await, [1]);
        assert_eq!(find(session, "or not", true).await, [1]);
        assert_eq!(find(session, "near and", false).await, [1]);
        let odd = ["'", "\"", "\\", "''", "", " ", "a\"b", "it's", "щ:*", "!щ", "(", "a-b", "-"];
        for token in odd {
            for all in [true, false] {
                let tokens = [token.to_owned(), "щука".to_owned()];
                let found = search::find(session, home(), &tokens, all, 9).await;
                let found = found.unwrap_or_else(|error| panic!("{token:?}: {error}"));
                assert!(all || found == [message_id(2)], "{token:?}");
            }
            search::find(session, home(), &[token.to_owned()], true, 9).await.unwrap();
        }
    });
}

#[test]
fn a_changed_document_is_found_by_its_new_words_only() {
    both_in(async |session| {
        index(session, &[(1, "ёж"), (2, "ёж")]).await;
        for _ in 0..2 {
            search::replace(session, home(), (1, words("рак рак"))).await.unwrap();
        }
        assert_eq!(find(session, "ёж", true).await, [2]);
        assert_eq!(find(session, "рак", true).await, [1]);
        search::replace(session, home(), (1, vec![])).await.unwrap();
        assert_eq!(find(session, "рак", true).await, [0; 0]);
        search::replace(session, home(), (1, words("лебедь"))).await.unwrap();
        assert_eq!(find(session, "лебедь", true).await, [1]);
    });
}

#[test]
fn documents_without_words_are_no_error() {
    both_in(async |session| {
        search::insert(session, home(), vec![]).await.unwrap();
        index(session, &[(1, "")]).await;
        index(session, &[(2, ""), (3, "")]).await;
        index(session, &[(4, "ёж"), (5, "")]).await;
        assert_eq!(find(session, "ёж", true).await, [4]);
    });
}

#[test]
fn many_documents_at_once() {
    both_in(async |session| {
        let texts: Vec<String> = (0..1_500).map(|n| format!("общее ч{}", n % 500)).collect();
        let documents: Vec<(i64, &str)> = (0..).zip(texts.iter().map(String::as_str)).collect();
        index(session, &documents).await;
        assert_eq!(find(session, "ч7", true).await, [1_007, 507, 7]);
        let all = search::find(session, home(), &words("общее"), true, 9_999).await.unwrap();
        assert_eq!(all.len(), 1_500);
    });
}

#[test]
fn document_keys_grow_with_time_and_number() {
    let micros = 1_600_000_000_000_000;
    assert!(search::doc_id(micros, 1) < search::doc_id(micros, 2));
    assert!(search::doc_id(micros, 0xF_FFFF) < search::doc_id(micros + 1_000, 0));
    assert_eq!(search::doc_id(i64::MIN, 5), 5);
    assert!(search::doc_id(4_000_000_000_000_000, 0) > 0);
}

#[test]
fn documents_without_a_message_are_seen() {
    both_in(async |session| {
        let document = (77_i64 << 20, vec!["слово".to_owned()]);
        search::insert(session, home(), vec![document.clone()]).await.unwrap();
        let found = search::documents(session, home(), [document.0, 1]).await.unwrap();
        assert_eq!(found, [document.0]);
        let stray = search::stray_documents(session, home(), 10).await.unwrap();
        assert_eq!(stray, [document.0]);
    });
}

fn token(text: &str) -> Piece {
    Piece::Token(text.to_owned())
}

fn beginning(text: &str) -> Piece {
    Piece::Beginning(text.to_owned())
}

async fn wanted(session: &mut Session, all: &[&[Piece]], none: &[&[Piece]]) -> Vec<i64> {
    let lists = |lists: &[&[Piece]]| lists.iter().map(|list| list.to_vec()).collect();
    let wanted = Wanted { all: lists(all), none: lists(none) };
    let found = search::find_wanted(session, home(), &wanted, i64::MAX, 100).await.unwrap();
    found.into_iter().map(|id| (0..2_000).find(|n| message_id(*n) == id).unwrap()).collect()
}

#[test]
fn words_may_be_left_out_stand_for_each_other_and_go_on() {
    both_in(async |session| {
        let texts = [(1, "еж щук"), (2, "щук рак"), (3, "лебед ежик"), (4, "рак лебед")];
        index(session, &texts).await;
        let (hedgehog, pike, crab) = (token("еж"), token("щук"), token("рак"));
        let swan = token("лебед");
        let one = std::slice::from_ref;
        assert_eq!(wanted(session, &[one(&pike)], &[one(&crab)]).await, [1]);
        assert_eq!(wanted(session, &[&[hedgehog.clone(), crab.clone()]], &[]).await, [4, 2, 1]);
        let both = [crab.clone(), swan.clone()];
        assert_eq!(wanted(session, &[one(&crab)], &[&both]).await, [2], "not both at once");
        assert_eq!(wanted(session, &[one(&crab)], &[one(&pike), one(&swan)]).await, [0; 0]);
        assert_eq!(wanted(session, &[&[beginning("еж")]], &[]).await, [3, 1]);
        assert_eq!(wanted(session, &[&[beginning("еж")], one(&swan)], &[]).await, [3]);
        assert_eq!(wanted(session, &[&[swan]], &[&[beginning("ежи")]]).await, [4]);
        assert_eq!(wanted(session, &[], &[one(&pike)]).await, [0; 0]);
        assert_eq!(wanted(session, &[one(&pike)], &[&[token("'\"")]]).await, [2, 1]);
    });
}

#[test]
fn readers_know_the_words_that_begin_so() {
    both(|store| async move {
        let mut session = store.write().await.unwrap();
        let texts: Vec<String> = (100..300).map(|n| format!("ежик{n} общ")).collect();
        let documents: Vec<(i64, &str)> = (0..).zip(texts.iter().map(String::as_str)).collect();
        index(&mut session, &documents).await;
        session.commit().await.unwrap();
        let mut session = store.read().await.unwrap();
        let begun = wanted(&mut session, &[&[beginning("ежик1")]], &[]).await;
        let most = if store.is_postgres() { 100 } else { 64 };
        assert_eq!(begun.len(), most, "of many words an embedded database takes the first");
        assert_eq!(wanted(&mut session, &[&[beginning("ежик29")]], &[]).await.len(), 10);
        let common = &[token("общ")][..];
        let left = wanted(&mut session, &[common], &[&[beginning("ежик1")]]).await;
        assert_eq!(left.len(), 100, "none of them, however many words begin so");
        let left = wanted(&mut session, &[common], &[&[beginning("ежик29")]]).await;
        assert_eq!(left.len(), 100, "at most a hundred are asked for");
        assert!(left.iter().all(|number| *number < 190));
        let pieces = [beginning("ежик29"), beginning("нет"), beginning("'")];
        let counts = search::count(&mut session, home(), &pieces, 99).await.unwrap();
        assert_eq!(counts, [10, 0, 0]);
    });
}

#[test]
fn pieces_are_counted_as_far_as_it_matters() {
    both_in(async |session| {
        let documents: Vec<(i64, &str)> = (0..60).map(|n| (n, "общ ежик")).collect();
        index(session, &documents).await;
        let pieces = [token("общ"), token("нет"), token("'"), beginning("еж"), beginning("нет")];
        let counts = search::count(session, home(), &pieces, 25).await.unwrap();
        assert_eq!(counts, [25, 0, 0, 25, 0]);
        let counts = search::count(session, home(), &pieces, 100).await.unwrap();
        assert_eq!(counts, [60, 0, 0, 60, 0]);
        assert_eq!(search::count(session, abroad(), &pieces, 9).await.unwrap(), [0; 5]);
        assert_eq!(search::count(session, home(), &[], 9).await.unwrap(), [0; 0]);
        let many: Vec<Piece> = (0..1_500).map(|n| token(&format!("слово{n}"))).collect();
        assert_eq!(search::count(session, home(), &many, 9).await.unwrap(), [0; 1_500]);
    });
}
