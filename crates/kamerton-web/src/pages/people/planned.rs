//! The page that says what a merge or a split would do.

use askama::Template;
use kamerton_app::people::plan::{Clash, Look, Plan};
use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::state::{Stage, State as Loyalty};

use super::stage;
use crate::format;
use crate::pages::page::{Markup, Page};
use crate::words::Arg;

/// A person before and after.
pub(super) struct Side {
    name: String,
    before: Option<Standing>,
    after: Option<Standing>,
}

/// How a person stands.
struct Standing {
    /// A member's; others have no state.
    loyalty: Option<(Loyalty, Stage)>,
    role: &'static str,
    words: String,
}

/// An account, and whether it moves.
pub(super) struct Account {
    kind: String,
    name: String,
    moves: bool,
}

#[derive(Template)]
#[template(path = "people/plan.html")]
pub(super) struct PlanPage {
    page: Page,
    id: PersonId,
    /// Who would become part of them; of a split nobody.
    other: Option<PersonId>,
    /// Who is left, and the other.
    sides: [Side; 2],
    moves: Vec<String>,
    accounts: Vec<Account>,
    clashes: Vec<String>,
    /// What a split would take.
    taken: Vec<IdentityId>,
}

impl PlanPage {
    pub(super) fn of(
        page: Page,
        plan: &Plan,
        id: PersonId,
        other: Option<PersonId>,
        taken: Vec<IdentityId>,
    ) -> Self {
        let side = |side: &kamerton_app::people::plan::Side| Side {
            name: side.name.clone(),
            before: side.before.as_ref().map(|look| standing(&page, look)),
            after: side.after.as_ref().map(|look| standing(&page, look)),
        };
        let (left, right) = (side(&plan.left), side(&plan.right));
        Self {
            moves: moves(&page, plan),
            accounts: plan
                .accounts
                .iter()
                .map(|one| Account {
                    kind: page.word_or_raw("channel", &one.kind),
                    name: one.name.clone(),
                    moves: one.moves,
                })
                .collect(),
            clashes: plan.clashes.iter().map(|clash| clash_words(&page, clash)).collect(),
            id,
            other,
            sides: [left, right],
            taken,
            page,
        }
    }

    /// A person's state, as a badge.
    fn badge(&self, standing: &Standing) -> Option<Markup> {
        standing.loyalty.as_ref().map(|(state, stage)| self.page.state(state, stage))
    }

    fn left(&self) -> &str {
        &self.sides[0].name
    }

    fn right(&self) -> &str {
        &self.sides[1].name
    }

    /// Both names in a sentence.
    fn lead(&self) -> String {
        let [left, right] = &self.sides;
        let names = [("left", Arg::Text(&left.name)), ("right", Arg::Text(&right.name))];
        let id = if self.other.is_some() { "plan-join-lead" } else { "plan-split-lead" };
        self.page.words().say(id, &names)
    }
}

fn standing(page: &Page, look: &Look) -> Standing {
    let is_community = matches!(look.role, "member" | "unknown");
    let charge = format::decimal(page.lang, look.charge, 1);
    let mut words = Vec::new();
    if is_community {
        words.push(page.with("plan-charge", "charge", &charge));
    }
    words.push(page.count("messages-count", &look.messages));
    if look.orders > 0 {
        words.push(page.count("plan-orders", &look.orders));
    }
    let loyalty = Loyalty::parse(look.state).ok().filter(|_| is_community);
    Standing {
        loyalty: loyalty.map(|state| (state, stage(look.stage))),
        role: look.role,
        words: words.join(", "),
    }
}

fn moves(page: &Page, plan: &Plan) -> Vec<String> {
    let all = [
        ("plan-accounts", plan.moves.accounts),
        ("messages-count", plan.moves.messages),
        ("plan-orders", plan.moves.orders),
        ("plan-notes", plan.moves.notes),
        ("plan-tags", plan.moves.tags),
        ("plan-steps", plan.moves.steps),
        ("plan-consents", plan.moves.consents),
        ("plan-corrections", plan.moves.corrections),
        ("plan-relationships", plan.moves.relationships),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).map(|(id, n)| page.count(id, &n)).collect()
}

fn clash_words(page: &Page, clash: &Clash) -> String {
    let say = |id: &str, words: [(&'static str, String); 3]| {
        let words = words.each_ref().map(|(name, word)| (*name, Arg::Text(word)));
        page.words().say(id, &words)
    };
    match clash {
        Clash::Platform { kind, left, right } => {
            let kind = page.word_or_raw("channel", kind);
            let words = [("kind", kind), ("left", left.clone()), ("right", right.clone())];
            say("clash-platform", words)
        }
        Clash::Role { left, right } => {
            let role = |word: &str| page.word("person-role", word);
            let words = [("kind", String::new()), ("left", role(left)), ("right", role(right))];
            say("clash-role", words)
        }
        Clash::Correction { field, left, right } => {
            let word = |word: &str| match field.as_str() {
                "state" => page.word("state", word),
                "stage" => word.to_owned(),
                _ => page.word("clash-bought", word),
            };
            let field = page.word("clash-field", field);
            let words = [("kind", field), ("left", word(left)), ("right", word(right))];
            say("clash-correction", words)
        }
    }
}
