//! The `d` of an SVG path, with coordinates rounded to a tenth.

/// A path that is being drawn.
#[derive(Default)]
pub struct Path {
    text: String,
}

impl Path {
    /// Begins at a point.
    pub fn start(&mut self, x: f64, y: f64) {
        self.put('M', &[x, y]);
    }

    /// Draws to a point.
    pub fn line(&mut self, x: f64, y: f64) {
        self.put('L', &[x, y]);
    }

    /// Draws straight across to `x`.
    pub fn across(&mut self, x: f64) {
        self.put('H', &[x]);
    }

    /// Draws straight down to `y`.
    pub fn down(&mut self, y: f64) {
        self.put('V', &[y]);
    }

    /// A point, which the round ends of a stroke make into a dot.
    pub fn point(&mut self, x: f64, y: f64) {
        self.start(x, y);
        self.put('h', &[0.1]);
    }

    /// Draws through all points.
    pub fn open(&mut self, points: impl Iterator<Item = (f64, f64)>) {
        for (at, (x, y)) in points.enumerate() {
            if at == 0 { self.start(x, y) } else { self.line(x, y) }
        }
    }

    /// Draws through all points and back to the first.
    pub fn closed(&mut self, points: impl Iterator<Item = (f64, f64)>) {
        self.open(points);
        self.text.push('Z');
    }

    /// What was drawn.
    pub fn text(self) -> String {
        self.text
    }

    fn put(&mut self, sign: char, numbers: &[f64]) {
        self.text.push(sign);
        for (at, number) in numbers.iter().enumerate() {
            if at > 0 {
                self.text.push(' ');
            }
            self.put_tenths(*number);
        }
    }

    /// Digit by digit: a page of rings has ten thousand coordinates.
    fn put_tenths(&mut self, number: f64) {
        let tenths = (number * 10.0).round() as i64;
        if tenths < 0 {
            self.text.push('-');
        }
        let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        let mut place = 1;
        while whole / place >= 10 {
            place *= 10;
        }
        while place > 0 {
            self.put_digit(whole / place);
            place /= 10;
        }
        if rest > 0 {
            self.text.push('.');
            self.put_digit(rest);
        }
    }

    /// The last digit of a number.
    fn put_digit(&mut self, number: u64) {
        self.text.push(char::from(b'0' + (number % 10) as u8));
    }
}

/// A coordinate to a tenth.
pub fn rounded(value: f64) -> f64 {
    // Adding zero makes the zero that is below nothing a plain one.
    (value * 10.0).round() / 10.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_written_as_they_are_rounded() {
        for value in [0.0, -0.04, 0.04, 0.05, 1.0, -1.25, 99.95, -0.5, 1_234.56, -20.0] {
            let mut path = Path::default();
            path.down(value);
            assert_eq!(path.text(), format!("V{}", rounded(value)), "{value}");
        }
    }
}
