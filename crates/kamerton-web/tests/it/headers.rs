//! What every answer carries, whatever became of the request.

use crate::harness::World;

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let (world, _) = World::with_brand().await;
    let guest = world.browser();
    let owner = world.signed_in("owner@example.org").await;
    let foreign = guest.clone().with("sec-fetch-site", "cross-site");
    let huge = "a".repeat(300_000);
    let answers = [
        (200, guest.get("/sign-in").await),
        (200, guest.get("/healthz").await),
        (200, owner.get("/").await),
        (303, guest.get("/").await),
        (401, guest.post("/me", &[]).await),
        (403, foreign.post("/sign-in", &[]).await),
        (404, owner.get("/nothing/here").await),
        (404, guest.get("/assets/none.js").await),
        (405, owner.clone().with("sec-fetch-site", "same-origin").ask("PUT", "/", None).await),
        (422, owner.post("/sign-in", &[("email", "a"), ("password", &huge)]).await),
        (404, guest.get("/api/v1/none").await),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{status}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cache-control"), "no-store", "{status}");
    }
}

#[tokio::test]
async fn files_of_the_browser_are_kept_for_ever() {
    let world = World::empty().await;
    for asset in kamerton_ui::ASSETS {
        let packed = world.browser().with("accept-encoding", "gzip, br");
        let answer = packed.get(&format!("/assets/{}", asset.file)).await;
        assert_eq!(answer.status, 200, "{}", asset.file);
        assert!(answer.header("cache-control").contains("immutable"));
        assert_eq!(answer.header("content-type"), asset.kind);
        assert_eq!(answer.header("content-encoding") == "br", asset.brotli.is_some());
    }
}

#[tokio::test]
async fn browsers_are_held_to_https_where_they_come_by_it() {
    let plain = World::empty().await.browser_get("/healthz").await;
    assert_eq!(plain.header("strict-transport-security"), "");
    let world = World::with_url(Some("https://here.test")).await;
    let answer = world.browser_get("/healthz").await;
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

impl World {
    async fn browser_get(&self, path: &str) -> crate::harness::Answer {
        self.browser().get(path).await
    }
}

#[tokio::test]
async fn refusals_are_dressed_for_who_asks() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/nothing").await;
    assert!(page.text.contains("<h1>Здесь ничего нет</h1>"), "{}", page.text);
    let english = world.browser().with("accept-language", "en").get("/nothing").await;
    assert!(english.text.contains("There is nothing here"));
    let htmx = owner.clone().with("hx-request", "true").get("/nothing").await;
    assert_eq!(htmx.header("hx-retarget"), "#toasts");
    assert!(htmx.text.contains("class=\"toast\"") && !htmx.text.contains("<html"));
    let program = world.browser().get("/api/v1/none").await;
    assert_eq!(program.header("content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&program.text).unwrap();
    assert_eq!(problem["status"], 404);
    assert_eq!(problem["title"], "There is nothing here");
    let method = owner.clone().with("sec-fetch-site", "same-origin").ask("PUT", "/", None).await;
    assert!(method.header("allow").contains("GET"), "{:?}", method.headers);
}

#[tokio::test]
async fn it_says_that_it_lives_and_can_work() {
    let world = World::empty().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(world.browser().get(path).await.text, "ok\n");
        let head = world.browser().ask("HEAD", path, None).await;
        assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    }
    let metrics = world.browser().get("/metrics").await;
    assert!(metrics.text.contains("kamerton_answers_total{status=\"2xx\"} 4"), "{}", metrics.text);
}
