//! `kamerton serve`: it says where it is, answers, and ends when it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command};

use crate::harness::Place;
use crate::node::Node;
use crate::nodes::{event, token};

const EMAIL: &str = "cm@example.org";
const PASSWORD: &str = "long enough";

/// A program that serves; it is gone when the test has ended.
struct Served {
    child: Child,
    first_line: serde_json::Value,
}

impl Served {
    fn start(place: &Place, data: &str) -> Self {
        Self::start_with(place, &["--data", data, "--listen", "127.0.0.1:0"], &[])
    }

    /// The same with other options and something in its environment.
    fn start_with(place: &Place, options: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = place.spawn_with(&[&["serve", "--json"], options].concat(), environment);
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { first_line: serde_json::from_str(&line).unwrap(), child }
    }

    /// Asks for a path; gives the whole answer.
    fn get(&self, path: &str) -> String {
        let address = self.first_line["address"].as_str().unwrap().trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Tells it to end; gives its exit code.
    fn end(&mut self, signal: &str) -> i32 {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_empty_directory_is_served_and_leads_to_the_first_steps() {
    let place = Place::new();
    let mut served = Served::start(&place, "data");
    let start = served.first_line["start"].as_str().unwrap();
    assert!(start.contains("/welcome?key="), "{start}");
    assert!(served.get("/healthz").ends_with("ok\n"));
    assert!(served.get("/readyz").starts_with("HTTP/1.1 200"));
    let door = served.get("/");
    assert!(door.starts_with("HTTP/1.1 303") && door.contains("location: /welcome"), "{door}");
    assert_eq!(served.end("-TERM"), 0);
}

#[test]
fn what_is_there_asks_for_a_password() {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    let mut served = Served::start(&place, "data");
    assert!(served.first_line["start"].is_null());
    assert!(served.get("/people").contains("location: /sign-in?next=%2Fpeople"));
    assert_eq!(served.end("-INT"), 0);
}

#[test]
fn an_address_that_is_taken_is_named() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let error = place.run(&["serve", "--data", "data", "--listen", &address]).failed();
    assert!(error.contains(&address) && error.contains("--listen"), "{error}");
}

#[test]
fn open_pages_hear_of_an_import_by_the_command_line_beside_it() {
    let place = Place::new();
    let init = ["init", "--data", "data", "--brand", "Ромашка", "--admin", EMAIL];
    place.run_with(&init, PASSWORD).ok();
    let served = Node::start(&place, &["--data", "data"]);
    let cookie = served.address.sign_in(EMAIL, PASSWORD);
    let mut heard = served.address.live(&cookie);
    let table = "id,date,author_id,author,text\n1,2026-01-01 10:00:00,1,Вера,чайник поёт\n";
    std::fs::write(place.path("chat.csv"), table).unwrap();
    let options = ["--place", "Чат", "--zone", "UTC", "--data", "data", "--json"];
    place.run(&[&["import", "messages", "chat.csv"], &options[..]].concat()).ok();
    heard.wait_for("missed");
    let people = served.address.ask("/people", &cookie).unwrap();
    assert!(people.body.contains("Вера"), "{people:?}");
}

#[test]
fn limits_are_set_in_the_file() {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    std::fs::write(place.path("kamerton.toml"), "[limits]\naddresses = 2\n").unwrap();
    let served = Served::start(&place, "data");
    let statuses: Vec<String> = (0..3).map(|_| served.get("/sign-in")[9..12].to_owned()).collect();
    assert_eq!(statuses, ["200", "200", "429"]);
    assert!(served.get("/sign-in").contains("retry-after: "));
    std::fs::write(place.path("kamerton.toml"), "[limits]\nadresses = 2\n").unwrap();
    let error = place.run(&["serve", "--data", "data"]).failed();
    assert!(error.contains("kamerton.toml"), "{error}");
}

#[test]
fn limits_in_the_environment_outweigh_those_in_the_file() {
    let place = Place::new();
    let options = ["--data", "data"];
    let init = ["init", "--brand", "Ромашка", "--admin", EMAIL, options[0], options[1]];
    place.run_with(&init, PASSWORD).ok();
    let program = token(&place, options, "events:write,people:read");
    let file = "[limits]\naddresses = 1\nusers = 1\nprograms = 1\nevents = 1\nvisitors = 1\n";
    std::fs::write(place.path("kamerton.toml"), file).unwrap();
    let named = [
        ("KAMERTON_LIMIT_ADDRESSES", "0"),
        ("KAMERTON_LIMIT_USERS", "2"),
        ("KAMERTON_LIMIT_PROGRAMS", "3"),
        ("KAMERTON_LIMIT_EVENTS", "4"),
        ("KAMERTON_LIMIT_VISITORS", "5"),
    ];
    let node = Node::start_with(&place, &options, &named);
    let cookie = node.address.sign_in(EMAIL, PASSWORD);
    let asked = |times: usize, path: &str, header: &str| -> Vec<u16> {
        (0..times).map(|_| node.address.ask(path, header).unwrap().status).collect()
    };
    assert_eq!(asked(9, "/sign-in", ""), [200; 9], "0 is no limit");
    assert_eq!(asked(3, "/people/export.csv", &cookie), [200, 200, 429]);
    assert_eq!(asked(4, "/api/v1/people", &program), [200, 200, 200, 429]);
    let hand_in = |number| node.address.post("/api/v1/events", &program, &event("d", number));
    let handed: Vec<u16> = (0..5).map(|number| hand_in(number).unwrap().status).collect();
    assert_eq!(handed, [202, 202, 202, 202, 429]);
    for (name, _) in named {
        let error = place.run_in(&["doctor", "--data", "data"], &[(name, "много")]).failed();
        assert!(error.contains(name) && error.contains("много"), "{error}");
    }
}

#[test]
fn where_it_lies_and_listens_the_environment_says_before_the_file() {
    let place = Place::new();
    place.init("data", "Ромашка").ok();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let file = format!("data = \"other\"\nlisten = \"{address}\"\n");
    std::fs::write(place.path("kamerton.toml"), file).unwrap();
    let named = [("KAMERTON_DATA", "data"), ("KAMERTON_LISTEN", "127.0.0.1:0")];
    let served = Served::start_with(&place, &[], &named);
    assert!(served.get("/people").contains("location: /sign-in"), "there is a brand in it");
    assert!(!place.path("other").exists());
    // Where the environment says nothing, the file does.
    let error = place.run(&["serve"]).failed();
    assert!(error.contains(&address), "{error}");
    assert!(place.path("other/kamerton.db").is_file());
}

#[test]
fn a_database_that_cannot_be_opened_is_named() {
    let place = Place::new();
    std::fs::create_dir_all(place.path("data/kamerton.db")).unwrap();
    let error = place.run(&["serve", "--data", "data", "--listen", "127.0.0.1:0"]).failed();
    assert!(error.contains("cannot write data/kamerton.db"), "{error}");
}
