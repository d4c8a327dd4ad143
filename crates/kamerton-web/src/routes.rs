//! Every route of the program, with who may use it.

use std::time::Duration;

use kamerton_core::access::Action::{DoSteps, Import, ManageTeam, ReadCommunity};

use crate::app::MOST_UPLOADED;
use crate::http::route::Route;
use crate::http::route::Who::{Anyone, First, Founder, May, Member};
use crate::http::{assets, health, metrics};
use crate::pages::{find, imports, later, me, sign_in, today, welcome};

/// All routes.
pub fn all() -> Vec<Route> {
    let mut routes = outside();
    routes.extend(first_steps());
    routes.extend(inside());
    routes.extend(imported());
    routes
}

/// What anyone may ask.
fn outside() -> Vec<Route> {
    vec![
        Route::get("/healthz", Anyone, health::lives),
        Route::get("/readyz", Anyone, health::ready),
        Route::get("/metrics", Anyone, metrics::show),
        Route::get("/assets/{file}", Anyone, assets::show),
        Route::get("/sign-in", Anyone, sign_in::show),
        Route::post("/sign-in", Anyone, sign_in::enter),
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
        Route::get("/", May(ReadCommunity), today::show),
        Route::post("/steps/{step}/done", May(DoSteps), today::done),
        Route::post("/steps/{step}/later", May(DoSteps), today::later),
        Route::post("/steps/{step}/never", May(DoSteps), today::never),
        Route::post("/steps/{step}/undo", May(DoSteps), today::undo),
        Route::get("/content", Member, later::content),
        Route::get("/activities", Member, later::activities),
        Route::get("/results", Member, later::results),
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
