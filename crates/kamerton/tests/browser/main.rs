//! The pages in a real browser: the built program serves, Chromium looks, Node holds the list of
//! what is looked at.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod browser;
mod server;

use browser::Browser;
use server::Server;

/// Every page, by the rules of accessibility and by what a page may weigh; then the keyboard, how the
/// Russian language is set, and what some cannot do without.
#[test]
fn pages_of_the_demo_are_fit_for_everybody() {
    let Some(browser) = Browser::find() else { return };
    let server = Server::with_demo();
    browser.run("walk", &server.given());
    browser.run("keyboard", &server.given());
    browser.run("russian", &server.given());
    browser.run("needs", &server.given());
}

/// A form and a chat on somebody's site, and what is added in passing on a phone.
#[test]
fn visitors_of_a_site_are_heard_and_answered() {
    let Some(browser) = Browser::find() else { return };
    let server = Server::with_demo();
    browser.run("site", &server.given());
}

/// From an empty directory to the first steps that are done.
#[test]
fn the_first_morning_goes_well() {
    let Some(browser) = Browser::find() else { return };
    let server = Server::empty();
    browser.run("morning", &server.given());
}
