//! The rules by which people are judged, to be read: what weighs how much, and from where on.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kamerton_core::entry::EntryKind;
use kamerton_core::policy::Policy;

use super::{Asked, Tabs};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::render;

/// A kind of entry with what it weighs.
struct Weight {
    word: &'static str,
    weight: String,
    /// How many count on one day.
    most: usize,
}

/// A threshold in words.
struct Rule {
    name: String,
    value: String,
}

#[derive(Template)]
#[template(path = "settings/policy.html")]
struct PolicyPage {
    page: Page,
    tabs: Tabs,
    version: i64,
    rules: Vec<Rule>,
    weights: Vec<Weight>,
}

/// Shows the policy in force.
///
/// # Errors
/// When the page cannot be put together.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    let page = super::page(&app, &visitor, &Asked::default());
    let policy = visitor.brand.policy();
    render(&PolicyPage {
        tabs: Tabs::of(&visitor, "policy"),
        version: policy.version,
        rules: rules(&page, policy),
        weights: weights(&page),
        page,
    })
}

/// What weighs anything, the heaviest first and what is held against us last.
fn weights(page: &Page) -> Vec<Weight> {
    let mut kinds: Vec<EntryKind> =
        EntryKind::ALL.into_iter().filter(|kind| Policy::weight(*kind) != 0).collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(Policy::weight(*kind)));
    let shown = |kind: EntryKind| Weight {
        word: kind.word(),
        weight: format::signed(page.lang, Policy::weight(kind) as f64 / 1_000.0, 1),
        most: Policy::cap(kind),
    };
    kinds.into_iter().map(shown).collect()
}

fn rules(page: &Page, policy: &Policy) -> Vec<Rule> {
    let number = |value: f64| format::decimal(page.lang, value, 1);
    let days = |count: i32| page.count("policy-days", &count);
    let states = &policy.states;
    let rules = [
        ("kamerton-ring", number(states.kamerton_ring)),
        ("kamerton-days", days(states.kamerton_days)),
        ("promoter-bond", number(states.promoter_bond)),
        ("warm-bond", number(states.warm_bond)),
        ("detractor-ring", number(states.detractor_ring)),
        ("hysteresis", format::share(page.lang, states.hysteresis)),
        ("question-due", page.count("policy-hours", &policy.question_due_hours)),
        ("steps", format::count(page.lang, policy.steps.most as i64)),
    ];
    rules.into_iter().map(|(word, value)| Rule { name: page.word("policy", word), value }).collect()
}
