//! Every route of the program, with who may use it.

use std::time::Duration;

use kamerton_core::access::Action::{
    Answer, ChangeBrand, ChangePlaces, CorrectMessages, CorrectPeople, DoSteps, Export, Import,
    ManageChannels, ManageTeam, MergePeople, Moderate, NotePeople, Publish, ReadBrand,
    ReadCommunity,
};

use crate::api;
use crate::app::MOST_UPLOADED;
use crate::http::route::Who::{Anyone, First, Founder, May, Member, Signed, Token};
use crate::http::route::{Count, Route};
use crate::http::{assets, health, live, metrics};
use crate::pages::{
    add, find, imports, large, me, messages, people, places, segments, settings, sign_in, today,
    visits, welcome,
};

/// Everybody of a large brand is written out in so long, on a slow machine.
const EXPORTING: Duration = Duration::from_secs(10 * 60);

/// A large model takes its time: as long as its settings allow, and a little to put the page together.
const THINKING: Duration = Duration::from_secs(75);
/// How long a file of a message may take to come from its platform and to go on to the reader.
const FETCHING: Duration = Duration::from_secs(60);

/// All routes.
pub fn all() -> Vec<Route> {
    let mut routes = outside();
    routes.extend(visited());
    routes.extend(first_steps());
    routes.extend(inside());
    routes.extend(imported());
    routes.extend(set_up());
    routes.extend(for_programs());
    routes
}

/// What programs ask.
fn for_programs() -> Vec<Route> {
    vec![
        Route::get("/api/docs", Anyone, api::docs::show),
        Route::get("/api/v1/openapi.json", Anyone, api::openapi::show),
        Route::post("/api/v1/events", Token("events:write"), api::events::take)
            .with_body_of(api::events::MOST_BYTES)
            .counted(Count::Events),
        Route::get("/api/v1/messages", Token("messages:read"), api::messages::list),
        Route::post("/api/v1/messages/{id}/reply", Token("messages:write"), api::replies::answer)
            .with_body_of(api::replies::MOST_BYTES),
        Route::post("/api/v1/messages/{id}/amend", Token("messages:write"), api::replies::amend),
        Route::post(
            "/api/v1/messages/{id}/take-back",
            Token("messages:write"),
            api::replies::take_back,
        ),
        Route::post("/api/v1/messages/{id}/pin", Token("places:write"), api::acts::pin),
        Route::post("/api/v1/messages/{id}/delete", Token("messages:moderate"), api::acts::delete),
        Route::post(
            "/api/v1/messages/{id}/restrict",
            Token("messages:moderate"),
            api::acts::restrict,
        ),
        Route::get("/api/v1/acts/{id}", Token("places:read"), api::acts::show),
        Route::get("/api/v1/places/{id}/acts", Token("places:read"), api::acts::possible),
        Route::post("/api/v1/places/{id}/posts", Token("places:write"), api::acts::post),
        Route::post("/api/v1/places/{id}/polls", Token("places:write"), api::acts::ask),
        Route::post("/api/v1/places/{id}/reposts", Token("places:write"), api::acts::repost),
        Route::get("/api/v1/places/{id}/invitations", Token("places:read"), api::invitations::list),
        Route::post(
            "/api/v1/places/{id}/invitations",
            Token("places:write"),
            api::invitations::invite,
        )
        .within(THINKING),
        Route::get("/api/v1/replies/{id}", Token("messages:write"), api::replies::show),
        Route::get("/api/v1/leaders", Token("people:read"), api::leaders::list),
        Route::get("/api/v1/map", Token("people:read"), api::map::show),
        Route::get("/api/v1/people", Token("people:read"), api::people::list),
        Route::get("/api/v1/people/fading", Token("people:read"), api::silent::fading),
        Route::get("/api/v1/people/suggestions", Token("people:read"), api::suggestions::list),
        Route::post(
            "/api/v1/people/suggestions/never",
            Token("people:write"),
            api::suggestions::never,
        ),
        Route::post(
            "/api/v1/people/suggestions/maybe",
            Token("people:write"),
            api::suggestions::maybe,
        ),
        Route::get("/api/v1/people/{id}", Token("people:read"), api::people::show),
        Route::post("/api/v1/people/{id}/merge", Token("people:write"), api::merges::merge),
        Route::post("/api/v1/people/{id}/split", Token("people:write"), api::merges::split),
        Route::get("/api/v1/people/{id}/merges", Token("people:read"), api::merges::list),
        Route::post(
            "/api/v1/people/{id}/merges/{merge}/undo",
            Token("people:write"),
            api::merges::undo,
        ),
        Route::get("/api/v1/people/{id}/consents", Token("people:read"), api::consents::list),
        Route::post("/api/v1/people/{id}/consents", Token("people:write"), api::consents::give),
        Route::post(
            "/api/v1/people/{id}/consents/{consent}/withdraw",
            Token("people:write"),
            api::consents::withdraw,
        ),
        Route::get("/api/v1/places", Token("places:read"), api::places::list),
        Route::get("/api/v1/places/{id}/indices", Token("places:read"), api::indices::show),
        Route::get("/api/v1/places/{id}/lurkers", Token("people:read"), api::silent::lurkers),
        Route::get("/api/v1/segments", Token("people:read"), api::segments::list),
        Route::post("/api/v1/segments", Token("people:write"), api::segments::make),
        Route::get("/api/v1/segments/count", Token("people:read"), api::segments::count),
        Route::get("/api/v1/segments/{id}", Token("people:read"), api::segments::show),
        Route::post("/api/v1/segments/{id}", Token("people:write"), api::segments::change),
        Route::post("/api/v1/segments/{id}/delete", Token("people:write"), api::segments::delete),
        Route::get("/api/v1/segments/{id}/people", Token("people:read"), api::segments::people),
        Route::get("/api/v1/today", Token("steps:read"), api::today::show),
        Route::post("/channel-hooks/{workspace}/{connection}", Signed, api::channel_hooks::take)
            .with_body_of(api::channel_hooks::MOST_BYTES)
            .counted(Count::Events),
        Route::post("/hooks/{workspace}/{webhook}", Signed, api::hooks::take)
            .with_body_of(api::events::MOST_BYTES)
            .counted(Count::Events),
    ]
}

/// What anyone may ask.
fn outside() -> Vec<Route> {
    vec![
        Route::get("/healthz", Anyone, health::lives).counted(Count::Not),
        Route::get("/readyz", Anyone, health::ready).counted(Count::Not),
        Route::get("/metrics", Anyone, metrics::show).counted(Count::Not),
        Route::get("/assets/{file}", Anyone, assets::show).counted(Count::Not),
        Route::get("/sign-in", Anyone, sign_in::show),
        Route::post("/sign-in", Anyone, sign_in::enter),
    ]
}

/// What visitors of somebody's site come to.
fn visited() -> Vec<Route> {
    vec![
        Route::get("/site/{workspace}/{connection}/form", Anyone, visits::form::show),
        Route::post("/site/{workspace}/{connection}/form", Anyone, visits::form::write)
            .with_body_of(visits::MOST_BYTES),
        Route::get("/site/{workspace}/{connection}/chat", Anyone, visits::chat::show),
        Route::post("/site/{workspace}/{connection}/chat", Anyone, visits::chat::write)
            .with_body_of(visits::MOST_BYTES),
        Route::get("/site/{workspace}/{connection}/chat/said", Anyone, visits::chat::said)
            .within(visits::chat::LONGEST),
        Route::get("/site/{workspace}/{connection}/chat.js", Anyone, visits::script),
    ]
}

fn first_steps() -> Vec<Route> {
    vec![
        Route::get("/welcome", First, welcome::administrator::show),
        Route::post("/welcome", First, welcome::administrator::make),
        Route::get("/welcome/brand", Founder, welcome::brand::show),
        Route::post("/welcome/brand", Founder, welcome::brand::make),
        Route::post("/welcome/demo", Founder, welcome::demo::begin_as_founder),
        Route::get("/welcome/demo", Anyone, welcome::demo::show),
        Route::post("/demo", May(ManageTeam), welcome::demo::begin),
    ]
}

fn inside() -> Vec<Route> {
    vec![
        Route::post("/sign-out", Member, sign_in::leave),
        Route::post("/me", Member, me::choose),
        Route::post("/me/brand/{workspace}", Member, me::brand),
        Route::get("/find", May(ReadCommunity), find::show),
        Route::get("/live", Member, live::stream),
        Route::get("/", May(ReadCommunity), today::show),
        Route::post("/steps/{step}/done", May(DoSteps), today::done),
        Route::post("/steps/{step}/later", May(DoSteps), today::later),
        Route::post("/steps/{step}/never", May(DoSteps), today::never),
        Route::post("/steps/{step}/take", May(DoSteps), today::take),
        Route::post("/steps/{step}/undo", May(DoSteps), today::undo),
        Route::get("/add", May(NotePeople), add::show),
        Route::get("/add/who", May(NotePeople), add::who),
        Route::post("/add/person", May(NotePeople), add::person),
        Route::post("/add/visit", May(NotePeople), add::visit),
        Route::post("/add/order", May(CorrectPeople), add::order),
        Route::post("/add/undo", May(NotePeople), add::undo),
        Route::get("/people", May(ReadCommunity), people::show),
        Route::get("/people/counts", May(ReadCommunity), people::counts),
        Route::get("/people/export.csv", May(Export), people::export::csv).within(EXPORTING),
        Route::get("/people/export.xlsx", May(Export), people::export::xlsx).within(EXPORTING),
        Route::get("/people/leaders", May(ReadCommunity), people::leaders::show),
        Route::get("/people/map", May(ReadCommunity), people::map::show),
        Route::get("/people/map/data", May(ReadCommunity), people::map::data),
        Route::get("/people/silent", May(ReadCommunity), people::silent::show),
        Route::get("/people/suggestions", May(ReadCommunity), people::suggestions::show),
        Route::post("/people/suggestions/never", May(MergePeople), people::suggestions::never),
        Route::post("/people/suggestions/maybe", May(MergePeople), people::suggestions::maybe),
        Route::get("/people/{person}", May(ReadCommunity), people::person::show),
        Route::post("/people/{person}/note", May(NotePeople), people::act::note),
        Route::post("/people/{person}/notes/{note}/forget", May(NotePeople), people::act::forget),
        Route::post("/people/{person}/comfort", May(NotePeople), people::comfort::record),
        Route::post("/people/{person}/consents", May(NotePeople), people::consent::give),
        Route::post(
            "/people/{person}/consents/{consent}/withdraw",
            May(NotePeople),
            people::consent::withdraw,
        ),
        Route::post(
            "/people/{person}/consents/{consent}/restore",
            May(NotePeople),
            people::consent::restore,
        ),
        Route::post("/people/{person}/relationship", May(NotePeople), people::listened::write),
        Route::post("/people/{person}/tag", May(NotePeople), people::act::tag),
        Route::post("/people/{person}/untag", May(NotePeople), people::act::untag),
        Route::post("/people/{person}/order", May(CorrectPeople), people::correct::order),
        Route::post("/people/{person}/correct", May(CorrectPeople), people::correct::correct),
        Route::post("/people/{person}/role", May(CorrectPeople), people::correct::role),
        Route::post("/people/{person}/user", May(CorrectPeople), people::correct::user),
        Route::get("/people/{person}/join", May(MergePeople), people::join::show),
        Route::post("/people/{person}/join", May(MergePeople), people::join::join),
        Route::get("/people/{person}/join/{other}", May(MergePeople), people::join::plan),
        Route::get("/people/{person}/split", May(MergePeople), people::split::show),
        Route::post("/people/{person}/split", May(MergePeople), people::split::split),
        Route::post("/people/{person}/merges/{merge}/undo", May(MergePeople), people::join::undo),
        Route::get("/segments", May(ReadCommunity), segments::list),
        Route::post("/segments", May(NotePeople), segments::make),
        Route::get("/segments/new", May(NotePeople), segments::new),
        Route::get("/segments/{segment}", May(ReadCommunity), segments::show),
        Route::post("/segments/{segment}", May(NotePeople), segments::change),
        Route::post("/segments/{segment}/remove", May(NotePeople), segments::remove),
        Route::get("/large/{what}/{id}", May(DoSteps), large::show),
        Route::post("/large/{what}/{id}", May(DoSteps), large::ask).within(THINKING),
        Route::get("/messages", May(ReadCommunity), messages::show),
        Route::get("/messages/{message}", May(ReadCommunity), messages::reading::show),
        Route::get("/messages/{message}/files/{number}", May(ReadCommunity), messages::files::give)
            .within(FETCHING),
        Route::post(
            "/messages/{message}/reading",
            May(CorrectMessages),
            messages::reading::correct,
        ),
        Route::post("/messages/{message}/reply", May(Answer), messages::reply::answer)
            .with_body_of(messages::reply::MOST_BYTES),
        Route::post("/messages/{message}/amend", May(Answer), messages::amend::change),
        Route::post("/messages/{message}/take-back", May(Answer), messages::amend::take_back),
        Route::post("/messages/{message}/pin", May(Publish), messages::handle::pin),
        Route::post("/messages/{message}/repost", May(Publish), messages::handle::repost),
        Route::post("/messages/{message}/delete", May(Moderate), messages::handle::delete),
        Route::post("/messages/{message}/restrict", May(Moderate), messages::handle::restrict),
        Route::post("/outgoing/{outgoing}/{deed}", May(Answer), messages::reply::settle),
        Route::get("/places", May(ReadCommunity), places::all),
        Route::get("/places/compare", May(ReadCommunity), places::indices::compare),
        Route::get("/places/{place}", May(ReadCommunity), places::show::show),
        Route::get("/places/{place}/indices/{index}", May(ReadCommunity), places::indices::one),
        Route::get("/places/{place}/weeks.csv", May(ReadCommunity), places::weeks::file),
        Route::post("/places/{place}/speech", May(ChangePlaces), places::speech::save),
        Route::get("/places/{place}/write", May(Publish), places::write::show),
        Route::post("/places/{place}/post", May(Publish), places::write::post)
            .with_body_of(messages::reply::MOST_BYTES),
        Route::post("/places/{place}/ask", May(Publish), places::write::ask),
        Route::post("/places/{place}/repost", May(Publish), places::write::repost),
        Route::post("/places/{place}/invite", May(Publish), places::write::invite).within(THINKING),
    ]
}

fn imported() -> Vec<Route> {
    // A file of that size takes so long over a home's line.
    let longest = Duration::from_secs(6 * 60 * 60);
    let bytes = usize::try_from(MOST_UPLOADED).unwrap_or(usize::MAX);
    vec![
        Route::get("/imports", May(Import), imports::list),
        Route::post("/imports", May(Import), imports::upload).with_body_of(bytes).within(longest),
        Route::get("/imports/{import}", May(Import), imports::show),
        Route::post("/imports/{import}/look", May(Import), imports::look),
        Route::post("/imports/{import}/start", May(Import), imports::start),
        Route::post("/imports/{import}/resume", May(Import), imports::resume),
        Route::post("/imports/{import}/stop", May(Import), imports::stop),
        Route::post("/imports/{import}/discard", May(Import), imports::discard),
        Route::get("/imports/{import}/refused.csv", May(Import), imports::refused).within(longest),
    ]
}

fn set_up() -> Vec<Route> {
    // A backup of a large installation takes so long over a slow line.
    let longest = Duration::from_secs(6 * 60 * 60);
    vec![
        Route::get("/settings", May(ReadBrand), settings::brand::show),
        Route::post("/settings", May(ChangeBrand), settings::brand::save),
        Route::get("/settings/voice", May(ReadBrand), settings::voice::show),
        Route::post("/settings/voice", May(ChangeBrand), settings::voice::save),
        Route::get("/settings/policy", May(ReadBrand), settings::policy::show),
        Route::get("/settings/reread", May(ReadBrand), settings::reread::show),
        Route::post("/settings/reread/now", May(ManageTeam), settings::reread::switch),
        Route::post("/settings/reread/later", May(ManageTeam), settings::reread::later),
        Route::post("/settings/reread/ask", May(ManageTeam), settings::reread::ask),
        Route::get("/settings/me", Member, settings::me::show),
        Route::post("/settings/me/password", Member, settings::me::password),
        Route::get("/settings/team", May(ManageTeam), settings::team::show),
        Route::post("/settings/team", May(ManageTeam), settings::team::add),
        Route::post("/settings/team/{user}/roles", May(ManageTeam), settings::team::roles),
        Route::post("/settings/team/{user}/password", May(ManageTeam), settings::team::password),
        Route::post("/settings/team/{user}/shut", May(ManageTeam), settings::team::shut),
        Route::post("/settings/team/{user}/open", May(ManageTeam), settings::team::open),
        Route::get("/settings/tokens", May(ManageTeam), settings::tokens::show),
        Route::post("/settings/tokens", May(ManageTeam), settings::tokens::make),
        Route::post("/settings/tokens/{token}/revoke", May(ManageTeam), settings::tokens::revoke),
        Route::get("/settings/webhooks", May(ManageTeam), settings::webhooks::show),
        Route::post("/settings/webhooks", May(ManageTeam), settings::webhooks::make),
        Route::post(
            "/settings/webhooks/{webhook}/renew",
            May(ManageTeam),
            settings::webhooks::renew,
        ),
        Route::post(
            "/settings/webhooks/{webhook}/revoke",
            May(ManageTeam),
            settings::webhooks::revoke,
        ),
        Route::get("/settings/channels", May(ManageChannels), settings::channels::list),
        Route::get("/settings/channels/new/{kind}", May(ManageChannels), settings::channels::new),
        Route::post("/settings/channels/new/{kind}", May(ManageChannels), settings::channels::make),
        Route::get(
            "/settings/channels/{connection}",
            May(ManageChannels),
            settings::channels::show,
        ),
        Route::post(
            "/settings/channels/{connection}",
            May(ManageChannels),
            settings::channels::change,
        ),
        Route::post(
            "/settings/channels/{connection}/check",
            May(ManageChannels),
            settings::channels::check,
        )
        .within(THINKING),
        Route::post(
            "/settings/channels/{connection}/switch",
            May(ManageChannels),
            settings::channels::switch,
        ),
        Route::post(
            "/settings/channels/{connection}/again",
            May(ManageChannels),
            settings::channels::read_again,
        ),
        Route::get(
            "/settings/channels/{connection}/same",
            May(ManageChannels),
            settings::channels::same,
        ),
        Route::post(
            "/settings/channels/{connection}/same",
            May(ManageChannels),
            settings::channels::adopt,
        ),
        Route::post(
            "/settings/channels/{connection}/secrets",
            May(ManageChannels),
            settings::channels::secrets,
        ),
        Route::post(
            "/settings/channels/{connection}/remove",
            May(ManageChannels),
            settings::channels::remove,
        ),
        Route::get("/settings/large-model", May(ManageTeam), settings::large_model::show),
        Route::post("/settings/large-model", May(ManageTeam), settings::large_model::save),
        Route::post("/settings/large-model/check", May(ManageTeam), settings::large_model::check)
            .within(THINKING),
        Route::get("/settings/data", May(ManageTeam), settings::data::show),
        Route::post("/settings/data/backup", May(ManageTeam), settings::data::backup),
        Route::get("/settings/data/backup/{secret}", May(ManageTeam), settings::data::fetch)
            .within(longest),
        Route::post("/settings/data/remove-demo", May(ManageTeam), settings::data::remove_demo),
    ]
}
