//! Whatever somebody changes stands in the audit log, whichever form they sent.

use std::collections::BTreeSet;

use axum::http::Method;
use kamerton_core::access::UserRole;
use kamerton_store::copy;
use kamerton_web::http::route::Who;

use crate::harness::{World, kinds};
use crate::origins::{there, with_ids};

/// Fields of many forms at once, each such that it changes something.
const FIELDS: &str = "text=Заметка&tag=новый&name=Имя&product=Кофе&zone=UTC&lang=en\
                      &email=new%40b.example&scope=events%3Awrite&days=30&amount=1\
                      &day=2026-01-05&question=Что&state=warm&stage=2&purchase=yes\
                      &comfort=comfortable&ask=yes";

/// What one form calls by a word that another understands otherwise.
fn own(path: &str) -> &'static str {
    match path {
        "/people/{person}/role" => "role=staff",
        "/settings/team" | "/settings/team/{user}/roles" => "role=cm",
        _ => "",
    }
}

/// What comes and goes with every request and is nobody's deed.
const IN_PASSING: [&str; 2] = ["audit_log", "user_session"];

/// What changes how one sees the pages oneself is no deed within the brand; demos and backups are made
/// elsewhere.
const APART: [&str; 3] = ["/me", "/demo", "/settings/data/backup"];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_form_changes_stands_in_the_audit_log() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let mut ids = there(&world, &brand).await;
        let colleague = world.user("seller@example.org", &brand, UserRole::Seller).await;
        ids.push(("{user}", colleague.to_string()));
        let mut owner = world.signed_in("owner@example.org").await;
        let sums = async || copy::sums(&mut world.store.read().await.unwrap()).await.unwrap();
        let mut changed = BTreeSet::new();
        for route in kamerton_web::routes() {
            let is_inside = matches!(route.who, Who::May(_) | Who::Member);
            if !is_inside || route.method == Method::GET || APART.contains(&route.path) {
                continue;
            }
            let before = sums().await;
            let path = with_ids(route.path, &ids);
            let ours = owner.clone().with("sec-fetch-site", "same-origin");
            let fields = format!("{FIELDS}&{}", own(route.path));
            let answer = ours.ask("POST", &path, Some(fields)).await;
            assert!(answer.status.as_u16() < 500, "{kind:?} {path}: {}", answer.text);
            let after = sums().await;
            let touched: Vec<&String> = after
                .keys()
                .filter(|table| !IN_PASSING.contains(&table.as_str()))
                .filter(|table| after[*table] != before[*table])
                .collect();
            let is_noted = after["audit_log"] != before["audit_log"];
            assert!(touched.is_empty() || is_noted, "{kind:?} {path} changed {touched:?} unseen");
            if !touched.is_empty() {
                changed.insert(route.path);
            }
            if owner.get("/settings/me").await.status != 200 {
                owner = world.signed_in("owner@example.org").await;
            }
        }
        assert!(changed.len() > 18, "{changed:?}");
    }
}
