//! The mark and the word of a person's state: never colour alone.

use kamerton_core::state::{Stage, State};

use super::page::{Markup, Page};

const FORK: &str = "<path d=\"M3 1v4.5a3 3 0 0 0 6 0V1M6 8.5V12\" stroke-width=\"2\"/>";
const FULL: &str = "<circle class=\"f\" cx=\"6\" cy=\"6\" r=\"4.5\"/>";
const HALF: &str = "<circle cx=\"6\" cy=\"6\" r=\"4.5\"/>\
                    <path class=\"f\" stroke=\"none\" d=\"M6 1.5a4.5 4.5 0 0 1 0 9z\"/>";
const EMPTY: &str = "<circle cx=\"6\" cy=\"6\" r=\"4.5\"/>";
const DIAMOND: &str = "<path d=\"M6 1 11 6 6 11 1 6z\"/>";
const TRIANGLE: &str = "<path class=\"f\" d=\"M6 1.5 11 10.5H1z\"/>";

impl Page {
    /// The state with its mark. Whoever has not bought and is not loyal is a potential client.
    pub fn state(&self, state: &State, stage: &Stage) -> Markup {
        let potential = *stage == Stage::I && !state.is_loyal();
        let (class, mark) = match state {
            State::Kamerton => (" state-loyal", FORK),
            State::PassivePromoter => (" state-loyal", FULL),
            State::Detractor => (" state-negative", TRIANGLE),
            State::Warm | State::Cold if potential => (" state-potential", DIAMOND),
            State::Warm => ("", HALF),
            State::Cold => ("", EMPTY),
        };
        let word = self.word("state", state.word());
        let text = match state {
            State::Warm | State::Cold if potential => self.with("badge-potential", "state", &word),
            _ => word,
        };
        Markup(format!(
            "<span class=\"state{class}\"><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">{mark}\
             </svg>{text}</span>"
        ))
    }
}
