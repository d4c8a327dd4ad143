//! What else a word that nobody wrote may have meant, and where words stand in a text.

mod cut;
mod layout;
mod translit;
mod typo;

pub use cut::{Cut, Found, Sought, closest};
pub use layout::on_the_other_keyboard;
pub use translit::in_the_other_script;
pub use typo::{Near, near, near_names};
