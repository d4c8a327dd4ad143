//! A drawn ring as the SVG that pages put beside a name.

use std::fmt::Write;

use super::{Ring, Tint};
use crate::words::Words;

impl Ring {
    /// The drawing with its name. It holds numbers and our own words only, so that pages may put it
    /// in as it is.
    pub fn svg(&self, tint: Tint, words: &Words) -> String {
        let (width, height) = (self.width, self.height);
        let mut svg = format!(
            "<svg class=\"{}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-label=\"{}\">",
            tint.class(),
            self.label.say(words),
        );
        for (class, path) in [
            ("bar", self.threshold.as_str()),
            ("env", &self.envelope),
            ("wave", &self.wave),
            ("strike", &self.strikes),
            ("rattle", &self.rattle),
            ("air", self.air),
        ] {
            if !path.is_empty() {
                // Writing to a string cannot fail.
                let _ = write!(svg, "<path class=\"{class}\" d=\"{path}\"/>");
            }
        }
        for hit in &self.hits {
            let class = if hit.negative { "hit-n" } else { "hit" };
            let (x, y) = (hit.x, hit.y);
            let _ = write!(svg, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"2\"/>");
        }
        svg.push_str("</svg>");
        svg
    }
}

#[cfg(test)]
mod tests {
    use kamerton_core::ringing::{Ringing, Strike};

    use super::super::Size;
    use super::*;

    #[test]
    fn only_what_is_there_is_drawn() {
        let words = Words::new("ru");
        let strikes = vec![Strike { ago: 80, weight: 10.0 }];
        let ringing = Ringing { charge: 1.575, before: 0.0, strikes };
        let svg = Ring::draw(&ringing, 6.0, false, Size::Inline).svg(Tint::Potential, &words);
        let begins = "<svg class=\"ring potential\" width=\"64\" height=\"20\" viewBox=\"0 0 64 20\" \
             role=\"img\" aria-label=\"Заряд 1,6: 1 удар за 90 дней\"><path class=\"env\" d=\"M0 9.5";
        assert!(svg.starts_with(begins), "{svg}");
        assert!(svg.ends_with("<path class=\"strike\" d=\"M6.2 2.5V17.5\"/></svg>"), "{svg}");
        assert_eq!((svg.matches("rattle").count(), svg.matches("air").count()), (0, 0));
        let card = Ring::draw(&ringing, 6.0, true, Size::Card).svg(Tint::Loyal, &words);
        assert!(card.contains("<circle class=\"hit\" cx=\"26.7\" cy=\"70\" r=\"2\"/>"), "{card}");
    }
}
