//! Who may use which route: what the live program does, compared with `authorisation.tsv`. Its last
//! column says by what a program comes in.
//!
//! A route without a row fails, and so does a row without a route. With `KAMERTON_WRITE_MATRIX=1`
//! the file is written anew from the routes; what changed is then for the reviewer to see.

use std::fmt::Write as _;

use axum::http::{Method, StatusCode};
use kamerton_core::access::{Action, UserRole};
use kamerton_web::http::route::{Route, Who};

use crate::harness::World;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/authorisation.tsv");

/// Rows of the file: method, path, and a cell for nobody and for each role.
fn rows() -> Vec<(String, String, Vec<bool>)> {
    let text = std::fs::read_to_string(FILE).unwrap_or_default();
    let lines = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    lines
        .map(|cells| {
            let allowed = cells[2..cells.len() - 1].iter().map(|cell| *cell == "yes").collect();
            (cells[0].to_owned(), cells[1].to_owned(), allowed)
        })
        .collect()
}

fn written(routes: &[Route]) -> String {
    let mut text = String::from("method\tpath\tanonymous");
    for role in UserRole::ALL {
        let _ = write!(text, "\t{role}");
    }
    text.push_str("\tprogram\n");
    for route in routes {
        let _ =
            write!(text, "{}\t{}\t{}", route.method, route.path, word(route.who == Who::Anyone));
        for role in UserRole::ALL {
            let _ = write!(text, "\t{}", word(is_meant_for(route.who, role)));
        }
        let _ = writeln!(text, "\t{}", program(route.who));
    }
    text
}

const fn word(allowed: bool) -> &'static str {
    if allowed { "yes" } else { "no" }
}

fn is_meant_for(who: Who, role: UserRole) -> bool {
    match who {
        Who::Anyone | Who::Member => true,
        // These doors are shut as soon as there are a user and a brand.
        Who::First | Who::Founder => false,
        // No session counts where a program is asked for its token or its signature.
        Who::Token(_) | Who::Signed => false,
        Who::May(action) => role.allows(action),
    }
}

/// By what a program comes in.
fn program(who: Who) -> String {
    match who {
        Who::Token(scope) => format!("token with {scope}"),
        Who::Signed => "signature".to_owned(),
        Who::Anyone => "yes".to_owned(),
        _ => "no".to_owned(),
    }
}

#[test]
fn every_route_has_its_row_and_every_row_its_route() {
    let routes = kamerton_web::routes();
    let text = written(&routes);
    if std::env::var_os("KAMERTON_WRITE_MATRIX").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    let listed: Vec<String> =
        rows().into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let live: Vec<String> =
        routes.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let missing: Vec<&String> = live.iter().filter(|one| !listed.contains(one)).collect();
    let gone: Vec<&String> = listed.iter().filter(|one| !live.contains(one)).collect();
    assert!(missing.is_empty() && gone.is_empty(), "without a row: {missing:?}; gone: {gone:?}");
}

#[test]
fn what_changes_something_is_never_open_to_all_who_can_read() {
    for route in kamerton_web::routes() {
        let reads = matches!(route.who, Who::May(Action::ReadCommunity));
        assert!(route.method == Method::GET || !reads, "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn the_live_program_lets_in_whom_the_table_names() {
    let (world, brand) = World::with_brand().await;
    let mut users = vec![None];
    for role in UserRole::ALL {
        let email = format!("{role}@roles.example");
        users.push(Some(world.user(&email, &brand, role).await));
    }
    let mut wrong = String::new();
    for (method, path, allowed) in rows() {
        for (user, allowed) in users.iter().zip(allowed) {
            let mut browser = world.browser();
            if let Some(user) = user {
                // A session of its own for each: signing out ends it.
                browser.cookie = Some(world.session(*user).await);
            }
            let named = path
                .split('/')
                .map(|part| {
                    if part.starts_with('{') {
                        "00000000-0000-0000-0000-000000000000"
                    } else {
                        part
                    }
                })
                .collect::<Vec<_>>()
                .join("/");
            let answer = match method.as_str() {
                "GET" => browser.get(&named).await,
                _ => browser.post(&named, &[]).await,
            };
            let leads_away = answer.status == StatusCode::SEE_OTHER
                && (answer.header("location").starts_with("/sign-in") && named != "/sign-out"
                    || named.starts_with("/welcome") && !allowed);
            let refused =
                [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&answer.status);
            if allowed == (refused || leads_away) {
                let _ = writeln!(
                    wrong,
                    "{method} {path}: {} for {user:?}, meant {allowed}",
                    answer.status
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
