//! Search text: the same words find the same messages on both databases.

use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Session, search};

use crate::harness::both_in;
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
