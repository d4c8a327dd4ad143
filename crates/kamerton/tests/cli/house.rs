//! A house with a bot, served by one node or several.

use std::time::{Duration, Instant};

use kamerton_fakes::{Platform, Telegram};
use serde_json::Value;

use crate::harness::{Ended, Place};
use crate::node::Node;

/// What somebody writes who wants to buy: it is a step at once.
pub const WISH: &str = "Хочу купить у вас чайник, подскажите, как заказать?";

/// Who has made the house, and by what they sign in.
pub const OWNER: &str = "owner@example.org";
pub const PASSWORD: &str = "long enough";

/// Waits until something is found.
pub fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{what}: it did not come to that");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A house with a bot, and one that is served with this in its environment.
pub struct House {
    pub place: Place,
    target: Vec<String>,
}

impl House {
    pub fn new(target: &[&str]) -> Self {
        let place = Place::new();
        let here = "[allow_private]\nchannels = [\"127.0.0.1\"]\n";
        std::fs::write(place.path("kamerton.toml"), here).unwrap();
        let target: Vec<String> = target.iter().map(|part| (*part).to_owned()).collect();
        let house = Self { place, target };
        let init = ["init", "--brand", "Ромашка", "--admin", OWNER];
        house.place.run_with(&house.with(&init), PASSWORD).ok();
        house
    }

    fn with<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        arguments.iter().copied().chain(self.target.iter().map(String::as_str)).collect()
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.place.run(&self.with(arguments))
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        self.run(&[arguments, &["--json"]].concat()).json()
    }

    /// Connects a bot of this platform.
    pub fn connect(&self, fake: &Telegram, more: &[&str]) {
        // A token in a file is in no list of processes.
        std::fs::write(self.place.path("token"), fake.token()).unwrap();
        let address = format!("address={}", fake.base());
        let usual = ["--set", "token=@token", "--set", "mode=poll", "--set", &address];
        let add = ["channel", "add", "telegram", "--name", "Бот"];
        self.run(&[&add[..], &usual[..], more].concat()).ok();
    }

    pub fn serve(&self, environment: &[(&str, &str)]) -> Node {
        let options: Vec<&str> = self.target.iter().map(String::as_str).collect();
        Node::start_with(&self.place, &options, environment)
    }

    /// The number in today's list of the step about this text.
    pub fn step(&self, text: &str) -> String {
        let rank = until("it is a step of today", || {
            let today = self.json(&["today", "--again"]);
            let mut steps = today.as_array().unwrap().iter();
            let step = steps.find(|step| step["last_words"] == text)?;
            step["rank"].as_u64()
        });
        rank.to_string()
    }
}
