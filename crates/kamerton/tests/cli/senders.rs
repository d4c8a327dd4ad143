//! Senders of signed calls: made on the page, tried by the call that the page shows, renewed here.

use std::process::{Command, Stdio};

use crate::harness::Place;
use crate::node::Node;

const EMAIL: &str = "owner@example.org";
const PASSWORD: &str = "long enough";

fn is_there(program: &str) -> bool {
    let mut run = Command::new(program);
    run.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn plain(html: &str) -> String {
    let pairs = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    pairs.into_iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn the_call_that_the_page_shows_works_as_it_stands() {
    if !is_there("curl") || !is_there("openssl") {
        eprintln!("there is no curl or no openssl: the example was not tried");
        return;
    }
    let place = Place::new();
    let init = ["init", "--data", "data", "--brand", "Ромашка", "--admin", EMAIL];
    place.run_with(&init, PASSWORD).ok();
    let node = Node::start(&place, &["--data", "data"]);
    let cookie = node.address.sign_in(EMAIL, PASSWORD);
    let header = format!("{cookie}Content-Type: application/x-www-form-urlencoded\r\n");
    let page = node.address.post("/settings/webhooks", &header, "name=Shop").unwrap().body;
    let (_, example) = page.split_once("id=\"example\">").unwrap();
    let example = plain(example.split_once("</code>").unwrap().0);
    for accepted in [1, 1] {
        let run = Command::new("sh").args(["-c", &example]).output().unwrap();
        let answer = String::from_utf8(run.stdout).unwrap();
        let errors = String::from_utf8(run.stderr).unwrap();
        let answer: serde_json::Value =
            serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{answer} {errors}"));
        let taken = answer["accepted"].as_i64().unwrap() + answer["duplicates"].as_i64().unwrap();
        assert_eq!(taken, accepted, "{answer} {errors}");
    }
    drop(node);
    let list = place.run(&["webhook", "list", "--data", "data", "--json"]).json();
    let id = list[0]["id"].as_str().unwrap();
    assert!(list[0]["used_at"].is_string(), "{list}");
    let renewed = place.run(&["webhook", "renew", id, "--data", "data", "--json"]).json();
    assert!(renewed["secret"].as_str().unwrap().starts_with("whsec_"), "{renewed}");
    let nobody = place.run(&["webhook", "renew", &id.replace(|_| true, "0"), "--data", "data"]);
    nobody.failed();
}
