//! What the platform sends, what it is sent, and how it behaves.

mod contract;
mod convert;
mod flows;
mod openapi;
mod server;

use kamerton_core::fact::{Account, PlaceRef};

use crate::live::{About, Settings};
use crate::max::KIND;

/// The bot Dudka, which knows the chat of the flute players.
fn about() -> About {
    let me = Account {
        kind: KIND.to_owned(),
        remote_id: "9001".to_owned(),
        handle: Some("dudka_bot".to_owned()),
        display_name: Some("Дудка".to_owned()),
        role: Some(kamerton_core::role::Role::Brand),
        deleted: false,
    };
    let place = PlaceRef {
        kind: KIND.to_owned(),
        remote_id: "-7001".to_owned(),
        title: "Флейтисты".to_owned(),
        private: true,
    };
    About { me: Some(me), title: "Дудка".to_owned(), places: vec![place], ..About::default() }
}

fn settings(address: &str) -> Settings {
    let fields = [("token", "token"), ("secret", "s3cret-word"), ("address", address)];
    Settings::new(fields.map(|(name, value)| (name.to_owned(), value.to_owned())))
}
