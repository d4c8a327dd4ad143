//! Names as they stand in a line.

use askama::filters::{Html, escape};

use super::page::{Markup, Page};
use crate::format;

impl Page {
    /// A name as it stands in a line. Whoever is known by mail alone goes by the address, which on a phone is
    /// longer than the line: it may break after its signs, so that it does not break within a word.
    pub fn name(&self, name: &str) -> Markup {
        Markup(breaking(&format::name(name)))
    }
}

fn breaking(name: &str) -> String {
    let is_address = name.split_once('@').is_some_and(|(local, _)| !local.is_empty())
        && !name.contains(char::is_whitespace);
    let pieces = name.split_inclusive(['@', '.']).map(|piece| {
        let Ok(piece) = escape(piece, Html);
        piece.to_string()
    });
    pieces.collect::<Vec<_>>().join(if is_address { "<wbr>" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_break_after_their_signs() {
        let address = "anna.petrova@mail.example.org";
        assert_eq!(breaking(address), "anna.<wbr>petrova@<wbr>mail.<wbr>example.<wbr>org");
        for name in ["Анна П. Петрова", "@anna.p", "анна@дома вечером", ""]
        {
            assert_eq!(breaking(name), name, "no address stays as it is");
        }
        assert_eq!(breaking("<b>@x.y"), "&#60;b&#62;@<wbr>x.<wbr>y", "nothing of it is markup");
    }
}
