//! What a large model is asked, and what it has said: shown before it goes out, and marked as not ours
//! when it has come.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::brand::Address;
use kamerton_app::large_model::{self, Opinion, Prompt, Setup, Talk, Trouble, Use};
use kamerton_app::today;
use kamerton_core::access::Action;
use kamerton_core::id::{MessageId, PersonId, StepId};
use kamerton_store::Session;

use super::page::{Page, Section};
use super::render;
use crate::app::App;
use crate::beside::reading;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::step_words;

/// For what a large model may be asked by whoever looks at a page.
#[derive(Clone, Copy, Default)]
pub struct Offers {
    /// Second opinions.
    pub judgements: bool,
    /// Drafts.
    pub drafts: bool,
    /// Summaries.
    pub summaries: bool,
    /// What was said in private, too.
    pub private: bool,
}

impl Offers {
    /// What is switched on, for whoever may do something with it. A setting that cannot be read offers
    /// nothing: no page is kept back by it.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn of(
        app: &App,
        session: &mut Session,
        visitor: &Visitor,
    ) -> Result<Self, kamerton_store::StoreError> {
        if !visitor.who.may(Action::DoSteps) {
            return Ok(Self::default());
        }
        let setup = large_model::load(session, &app.options().seal, visitor.brand.id).await;
        let settings = setup.map(|setup| setup.settings).unwrap_or_default();
        Ok(Self {
            judgements: settings.judgements,
            drafts: settings.drafts,
            summaries: settings.summaries,
            private: settings.private && visitor.may_read_private(),
        })
    }
}

/// What it is asked about.
#[derive(Clone, Copy)]
enum What {
    Step(StepId),
    Person(PersonId),
    Summary(PersonId),
    Message(MessageId),
}

impl What {
    fn parse(what: &str, id: &str) -> Result<Self, WebError> {
        let parsed = match what {
            "step" => id.parse().ok().map(Self::Step),
            "person" => id.parse().ok().map(Self::Person),
            "summary" => id.parse().ok().map(Self::Summary),
            "message" => id.parse().ok().map(Self::Message),
            _ => None,
        };
        parsed.ok_or(WebError::NotFound)
    }

    const fn is_for(self) -> Use {
        match self {
            Self::Step(_) | Self::Person(_) => Use::Drafts,
            Self::Summary(_) => Use::Summaries,
            Self::Message(_) => Use::Judgements,
        }
    }
}

/// All that is needed to ask.
struct Ready {
    setup: Setup,
    /// What is sent; nothing when nothing may be.
    question: Result<(Talk, Prompt), Trouble>,
    address: Address,
    /// Where one came from.
    back: String,
}

/// A second opinion, with ours beside it.
struct Beside {
    theirs: String,
    their_labels: Vec<String>,
    ours: String,
    our_labels: Vec<String>,
    irony: bool,
    why: String,
}

/// What has come.
#[derive(Default)]
struct Said {
    draft: Option<String>,
    findings: Vec<String>,
    summary: Vec<String>,
    opinion: Option<Beside>,
}

#[derive(Template)]
#[template(path = "large.html")]
struct LargePage {
    page: Page,
    action: String,
    back: String,
    host: String,
    hidden: usize,
    /// Exactly what is sent.
    sent: Option<String>,
    trouble: Option<String>,
    said: Option<Said>,
}

/// Shows what would be sent. Nothing is.
///
/// # Errors
/// When there is no such thing, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((what, id)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let what = What::parse(&what, &id)?;
    let ready = prepare(&app, &visitor, what).await?;
    let off = (!ready.setup.settings.is_on(what.is_for())).then_some(Trouble::Off);
    render(&put_together(&app, &visitor, what, &id, ready, Err(off)))
}

/// Asks, and shows what has come or why nothing has.
///
/// # Errors
/// When there is no such thing, or the store cannot.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path((what, id)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let what = What::parse(&what, &id)?;
    let ready = prepare(&app, &visitor, what).await?;
    let said = match &ready.question {
        Ok((talk, prompt)) if ready.setup.settings.is_on(what.is_for()) => {
            let (actor, kind) = (visitor.who.actor(), what.is_for());
            let deed = Deed::one("large_model.ask", kind.word());
            audit::note(app.store(), &visitor.brand, &actor, &deed, app.now()).await?;
            let (models, now) = (app.large_models(), app.now());
            let asked = models.ask(app.store(), &visitor.brand, &ready.setup, kind, prompt, now);
            let page = Page::of(&app, &visitor, Section::Elsewhere, "large-title");
            match asked.await? {
                Ok(reply) => understood(&page, what, ready.address, talk, &reply).map_err(Some),
                Err(trouble) => Err(Some(trouble)),
            }
        }
        Ok(_) => Err(Some(Trouble::Off)),
        Err(_) => Err(None),
    };
    render(&put_together(&app, &visitor, what, &id, ready, said))
}

/// What has come, in words.
fn understood(
    page: &Page,
    what: What,
    address: Address,
    talk: &Talk,
    reply: &large_model::Reply,
) -> Result<Said, Trouble> {
    match what {
        What::Step(_) | What::Person(_) => {
            let draft = large_model::draft(talk, address, reply);
            let findings = draft.findings.iter();
            let findings = findings.map(|one| page.word("draft", one.word())).collect();
            Ok(Said { draft: Some(draft.text), findings, ..Said::default() })
        }
        What::Summary(_) => {
            Ok(Said { summary: large_model::summary(talk, reply), ..Said::default() })
        }
        What::Message(_) => {
            let opinion = large_model::opinion(talk, reply)?;
            Ok(Said { opinion: Some(beside(page, talk, opinion)), ..Said::default() })
        }
    }
}

fn beside(page: &Page, talk: &Talk, opinion: Opinion) -> Beside {
    let words = |labels: &[kamerton_core::reading::Label]| {
        labels.iter().map(|label| page.word_or_raw("label", label.word())).collect()
    };
    Beside {
        theirs: opinion.sentiment.to_string(),
        their_labels: words(&opinion.labels),
        ours: talk.sentiment.to_string(),
        our_labels: words(&talk.labels),
        irony: opinion.irony,
        why: opinion.why,
    }
}

async fn prepare(app: &App, visitor: &Visitor, what: What) -> Result<Ready, WebError> {
    let now = app.now();
    let brand = &visitor.brand;
    let (mut why, mut address) = (String::new(), brand.settings.address);
    let mut person = None;
    let back = match what {
        What::Step(id) => {
            let steps = today::steps_of(app.store(), brand, brand.zone.day(now)).await?;
            let (_, view) =
                steps.into_iter().find(|(row, _)| row.id == id).ok_or(WebError::NotFound)?;
            if step_words::is_grave(&view) {
                return Err(WebError::NotFound);
            }
            let view = view.seen_with(visitor.sight());
            let words = app.words(format::Language::of(&brand.lang));
            why = format!("{} {}", step_words::why(words, &view), step_words::say(words, &view));
            address = view.address;
            person = Some(view.person);
            "/".to_owned()
        }
        What::Person(id) | What::Summary(id) => {
            person = Some(id);
            format!("/people/{id}")
        }
        // Where the reading is put right.
        What::Message(id) => format!("/messages/{id}"),
    };
    let (own, seal) = (visitor.clone(), app.options().seal.clone());
    let (setup, talk) = reading(app.store(), move |mut session| async move {
        let (brand, sight) = (&own.brand, own.sight());
        let setup = large_model::load(&mut session, &seal, brand.id).await?;
        let settings = &setup.settings;
        let talk = match (what, person) {
            (What::Message(id), _) => {
                large_model::about_message(&mut session, brand, settings, id, sight, now).await?
            }
            (_, Some(id)) => {
                large_model::of_person(&mut session, brand, settings, id, sight, now).await?
            }
            (_, None) => None,
        };
        Ok((setup, talk))
    })
    .await?;
    let question = match talk {
        None => Err(Trouble::Nothing),
        Some(talk) if what.is_for() == Use::Drafts && talk.is_grave() => Err(Trouble::Grave),
        Some(mut talk) => {
            let prompt = match what.is_for() {
                Use::Drafts => large_model::draft_prompt(brand, address, &mut talk, &why),
                Use::Summaries => large_model::summary_prompt(brand, &talk),
                Use::Judgements => large_model::opinion_prompt(brand, &talk),
            };
            Ok((talk, prompt))
        }
    };
    Ok(Ready { setup, question, address, back })
}

fn put_together(
    app: &App,
    visitor: &Visitor,
    what: What,
    id: &str,
    ready: Ready,
    said: Result<Said, Option<Trouble>>,
) -> LargePage {
    let (word, title) = match what {
        What::Step(_) => ("step", "large-propose"),
        What::Person(_) => ("person", "large-propose"),
        What::Summary(_) => ("summary", "large-summarise"),
        What::Message(_) => ("message", "large-second-opinion"),
    };
    let page = Page::of(app, visitor, Section::Elsewhere, title);
    let settings = &ready.setup.settings;
    let (said, trouble) = match said {
        Ok(said) => (Some(said), None),
        Err(trouble) => (None, trouble),
    };
    let trouble = trouble.as_ref().or(ready.question.as_ref().err());
    let trouble = trouble.map(|trouble| why_not(app, &page, visitor, trouble));
    let sent = ready.question.as_ref().ok().map(|(_, prompt)| {
        serde_json::to_string_pretty(&prompt.body(&settings.model)).unwrap_or_default()
    });
    LargePage {
        action: format!("/large/{word}/{id}"),
        back: ready.back,
        host: settings.host(),
        hidden: ready.question.as_ref().map_or(0, |(talk, _)| talk.mask.hidden()),
        sent,
        trouble,
        said,
        page,
    }
}

/// Why there is no answer, in one line.
pub fn why_not(app: &App, page: &Page, visitor: &Visitor, trouble: &Trouble) -> String {
    let id = format!("trouble-{}", trouble.word());
    match trouble {
        Trouble::Status(status) => page.with(&id, "status", &status.to_string()),
        Trouble::Paused(until) => {
            let zone = &visitor.brand.zone;
            page.with(&id, "when", &format::moment_near(page.lang, zone, *until, app.now()))
        }
        _ => page.say(&id),
    }
}
