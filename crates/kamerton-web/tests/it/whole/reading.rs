//! A feed: a site of files that is read. It cannot be answered, so the way ends at the link that leads there.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use kamerton_core::id::MessageId;
use kamerton_core::time::Instant;
use kamerton_store::message_lists;
use tokio::net::TcpListener;

use super::Way;
use crate::channels::until;
use crate::harness::kinds;

/// A site of files.
async fn site(folder: &Path) -> String {
    let router = Router::new().fallback(file).with_state(folder.to_owned());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

async fn file(State(folder): State<PathBuf>, uri: Uri) -> Response {
    let path = folder.join(uri.path().trim_start_matches('/'));
    let kind = match path.extension().and_then(|end| end.to_str()) {
        Some("xml") => "application/rss+xml",
        _ => "text/html; charset=utf-8",
    };
    match std::fs::read(&path) {
        Ok(bytes) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Writes the page of a blog that names its feed, the feed with one entry, and the entry's own page.
fn publish(folder: &Path, address: &str, text: &str) {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let at = Instant::from_seconds(i64::try_from(since).unwrap()).rfc3339();
    let page = "<!doctype html><title>Блог</title>\
                <link rel=\"alternate\" type=\"application/atom+xml\" href=\"/feed.xml\">";
    std::fs::write(folder.join("blog.html"), page).unwrap();
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Блог о чае</title><id>tag:blog</id>\
         <updated>{at}</updated><entry><id>tag:blog:1</id><title>Чайник</title>\
         <link rel=\"alternate\" href=\"{address}/entry.html\"/><author><name>Вера</name></author>\
         <published>{at}</published><updated>{at}</updated><content type=\"text\">{text}</content>\
         </entry></feed>"
    );
    std::fs::write(folder.join("feed.xml"), feed).unwrap();
    std::fs::write(folder.join("entry.html"), format!("<!doctype html><p>{text}</p>")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_a_mention_whose_link_leads_to_where_it_is_answered() {
    let text = "Хочу купить чайник «Ромашка», подскажите, где заказать?";
    for kind in kinds() {
        let way = Way::on(kind).await;
        let folder = tempfile::tempdir().unwrap();
        let address = site(folder.path()).await;
        publish(folder.path(), &address, text);
        // The page of the blog is filled in: the feed that it names is found.
        let page = way.connect("feed", &[("addresses", &format!("{address}/blog.html"))]).await;
        let id = until("the entry has come", async || {
            let mut session = way.world.store.read().await.unwrap();
            let places = kamerton_store::places::all(&mut session, way.brand.id).await.unwrap();
            let place = places.first()?.id;
            let (from, before) =
                (Instant::from_micros(0), (Instant::from_micros(i64::MAX), MessageId::NIL));
            let rows =
                message_lists::in_place(&mut session, way.brand.id, place, from, before, 10).await;
            rows.unwrap().first().map(|row| row.id)
        })
        .await;
        let step = way.step("Хочу купить чайник").await;
        let shown = way.owner().await.get(&format!("/messages/{id}")).await.text;
        let link = format!("{address}/entry.html");
        assert!(shown.contains(&format!("href=\"{link}\" rel=\"noreferrer\"")), "{shown}");
        assert!(!shown.contains(&format!("/messages/{id}/reply\"")), "{shown}");
        let refused = format!("/messages/{id}/reply");
        let refused = way.owner().await.post(&refused, &[("text", "да")]).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        // There it stands, to be answered by hand.
        let there = std::fs::read_to_string(folder.path().join("entry.html")).unwrap();
        assert!(there.contains(text));
        let card = way.owner().await.get(&page).await.text;
        assert!(card.contains("Отвечать через ленту нельзя"), "{card}");
        way.done(&step).await;
        way.end().await;
    }
}
