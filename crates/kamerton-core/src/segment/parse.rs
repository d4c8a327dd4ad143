//! From a text to a tree.

use super::error::{Expected, Trouble, Wrong};
use super::words::{
    AND, COMPARISONS, EVER, EVERYBODY, FIELDS, FROM, NOT, Names, OR, Sign, TO, UNITS, WITHIN,
    nearest, plain, whole,
};
use super::{CONDITIONS, Condition, DAYS, Field, HIGHEST, LENGTH, Lately, Measure, Shape, Tree};

/// Deeper parentheses are not followed; most of them say nothing.
const NESTED: usize = 64;
/// So many words a name has at most.
const WORDS: usize = 4;

type Result<T> = std::result::Result<T, Wrong>;

/// A tree, and where each of its conditions stands in the text, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The tree.
    pub tree: Tree,
    /// First byte of each condition's value, and the first after it.
    pub spans: Vec<(usize, usize)>,
}

/// The tree of a text in either language.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse(text: &str) -> Result<Tree> {
    parse_located(text).map(|located| located.tree)
}

/// The tree of a text, and where its conditions stand.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse_located(text: &str) -> Result<Located> {
    if let Some((at, _)) = text.char_indices().nth(LENGTH) {
        return Err(Wrong { at, end: text.len(), trouble: Trouble::TooLong });
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(Wrong { at: 0, end: text.len(), trouble: Trouble::Empty });
    }
    let mut parser = Parser { tokens, next: 0, spans: Vec::new(), length: text.len() };
    let tree = parser.either(0)?;
    if parser.next < parser.tokens.len() {
        return Err(parser.no_joint());
    }
    if let Err(trouble) = tree.check() {
        let conditions = tree.conditions();
        let own = |one: &&Condition| match trouble {
            Trouble::RoleWithin => one.field() == Field::Role,
            _ => !one.is_sound(),
        };
        let at = conditions.iter().rposition(own).and_then(|at| parser.spans.get(at));
        let (at, end) = at.copied().unwrap_or((0, text.len()));
        return Err(Wrong { at, end, trouble });
    }
    Ok(Located { tree, spans: parser.spans })
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Word(String),
    Quoted(String),
    Sign(Sign),
    Open,
    Close,
    Comma,
    Colon,
}

#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    at: usize,
    end: usize,
}

fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        let two: String = rest.chars().take(2).collect();
        let sign = match two.as_str() {
            ">=" | "=>" => Some((Sign::AtLeast, 2)),
            "<=" | "=<" => Some((Sign::AtMost, 2)),
            _ => match first {
                '≥' => Some((Sign::AtLeast, first.len_utf8())),
                '≤' => Some((Sign::AtMost, first.len_utf8())),
                '>' => Some((Sign::Above, 1)),
                '<' => Some((Sign::Below, 1)),
                '=' => Some((Sign::Equal, 1)),
                _ => None,
            },
        };
        let (kind, length) = match (sign, first) {
            (Some((sign, length)), _) => (Kind::Sign(sign), length),
            (_, '(') => (Kind::Open, 1),
            (_, ')') => (Kind::Close, 1),
            (_, ',') => (Kind::Comma, 1),
            (_, ':') => (Kind::Colon, 1),
            (_, '"' | '«' | '“' | '„' | '”' | '»') => {
                let wrong = Wrong { at, end: text.len(), trouble: Trouble::OpenQuote };
                let (quoted, length) = quoted(rest).ok_or(wrong)?;
                (Kind::Quoted(quoted), length)
            }
            _ => {
                let length = rest.find(ends).unwrap_or(rest.len());
                (Kind::Word(rest.get(..length).unwrap_or_default().to_owned()), length)
            }
        };
        tokens.push(Token { kind, at, end: at + length });
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn ends(letter: char) -> bool {
    letter.is_whitespace() || "(),:\"«»“”„<>=≤≥".contains(letter)
}

/// What stands in quotes, and how many bytes it takes with them.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut letters = text.char_indices();
    let closing: &[char] = match letters.next()?.1 {
        '"' => &['"'],
        '«' => &['»'],
        '“' | '„' => &['”', '“'],
        _ => return None,
    };
    let mut inside = String::new();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            inside.push(letters.next()?.1);
        } else if closing.contains(&letter) {
            return Some((inside.trim().to_owned(), at + letter.len_utf8()));
        } else {
            inside.push(letter);
        }
    }
    None
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    spans: Vec<(usize, usize)>,
    length: usize,
}

impl Parser {
    fn either(&mut self, depth: usize) -> Result<Tree> {
        let mut parts = vec![self.both(depth)?];
        while self.skips(&OR) {
            parts.push(self.both(depth)?);
        }
        Ok(Tree::any(parts))
    }

    fn both(&mut self, depth: usize) -> Result<Tree> {
        let mut parts = vec![self.single(depth)?];
        while self.skips(&AND) {
            parts.push(self.single(depth)?);
        }
        Ok(Tree::all(parts))
    }

    fn single(&mut self, depth: usize) -> Result<Tree> {
        if depth > NESTED {
            return Err(self.wrong(Trouble::TooDeep));
        }
        // «Not» before a comparison belongs to that, and no field begins with it.
        if self.skips(&NOT) {
            return Ok(Tree::none_of(self.single(depth + 1)?));
        }
        if self.takes(&Kind::Open) {
            let inner = self.either(depth + 1)?;
            if self.takes(&Kind::Close) {
                return Ok(inner);
            }
            return Err(match self.kind() {
                None => self.expected(Expected::Closing, None),
                Some(_) => self.no_joint(),
            });
        }
        if self.skips(&EVERYBODY) {
            return Ok(Tree::everybody());
        }
        self.condition()
    }

    fn condition(&mut self) -> Result<Tree> {
        let known = FIELDS.iter().flat_map(|(field, names)| names.all().map(|name| (*field, name)));
        let Some(field) = self.named(known) else { return Err(self.no_condition()) };
        match field.shape() {
            Shape::Choice | Shape::Text => self.list(field),
            Shape::Number => {
                let at = self.next;
                self.takes(&Kind::Colon);
                let measure = self.measure(field)?;
                let condition = match field {
                    Field::Charge => Condition::Charge(measure),
                    Field::Orders => Condition::Orders(measure),
                    Field::Messages => Condition::Messages(measure),
                    _ => Condition::Listeners(measure),
                };
                self.one(condition, at)
            }
            Shape::Lately => {
                let at = self.next;
                let lately = self.lately(field)?;
                let condition = match field {
                    Field::Wrote => Condition::Wrote(lately),
                    Field::Talked => Condition::Talked(lately),
                    Field::Bought => Condition::Bought(lately),
                    Field::Joined => Condition::Joined(lately),
                    _ => Condition::Helped(lately),
                };
                self.one(condition, at)
            }
            Shape::Days => {
                let at = self.next;
                self.takes(&Kind::Colon);
                self.skips(&WITHIN);
                let days = self.days(field)?;
                self.one(Condition::New(days), at)
            }
            Shape::Flag => self.one(Condition::Leader, self.next),
        }
    }

    /// A condition whose value begins with token `from` and ends before the next one.
    fn one(&mut self, condition: Condition, from: usize) -> Result<Tree> {
        let last = self.next.saturating_sub(1);
        let first = from.min(last);
        let at = self.tokens.get(first).map_or(self.length, |token| token.at);
        let end = self.tokens.get(last).map_or(self.length, |token| token.end);
        if self.spans.len() == CONDITIONS {
            return Err(Wrong { at, end, trouble: Trouble::TooMany });
        }
        self.spans.push((at, end));
        Ok(Tree::One(condition))
    }

    /// One or several values of a choice or a text.
    fn list(&mut self, field: Field) -> Result<Tree> {
        self.takes(&Kind::Colon);
        let mut parts = Vec::new();
        loop {
            let at = self.next;
            let condition = self.value(field)?;
            parts.push(self.one(condition, at)?);
            if !self.takes(&Kind::Comma) {
                return Ok(Tree::any(parts));
            }
        }
    }

    fn value(&mut self, field: Field) -> Result<Condition> {
        if field.shape() == Shape::Choice {
            return self.choice(field);
        }
        let text = match self.kind() {
            Some(Kind::Word(text) | Kind::Quoted(text)) if !text.is_empty() => text.clone(),
            _ => return Err(self.expected(Expected::Value(field), None)),
        };
        self.next += 1;
        Ok(match field {
            Field::Place => Condition::Place(text),
            Field::Tag => Condition::Tag(text),
            Field::Name => Condition::Name(text),
            _ => Condition::Account(text),
        })
    }

    fn choice(&mut self, field: Field) -> Result<Condition> {
        let known = field.values();
        let known = known.flat_map(|(one, names)| names.all().map(move |name| (one, name)));
        if let Some(found) = self.named(known) {
            return Ok(found.clone());
        }
        let words: Vec<&str> = field.values().flat_map(|(_, names)| names.all()).collect();
        match self.kind() {
            Some(Kind::Word(word) | Kind::Quoted(word)) => {
                let word = word.clone();
                // A name of two words may have a mistake in either.
                let more = self.joined(2).map(|(text, _)| text).unwrap_or_default();
                let proposal = nearest(&more, words.iter().copied())
                    .or_else(|| nearest(&word, words.iter().copied()));
                Err(self.wrong(Trouble::Value { field, word, proposal }))
            }
            _ => Err(self.expected(Expected::Value(field), None)),
        }
    }

    fn measure(&mut self, field: Field) -> Result<Measure> {
        let sign = match self.kind() {
            Some(Kind::Sign(sign)) => Some(*sign),
            _ => None,
        };
        if sign.is_some() {
            self.next += 1;
        }
        let known =
            COMPARISONS.iter().flat_map(|(sign, names)| names.all().map(|name| (*sign, name)));
        let sign = sign.or_else(|| self.named(known));
        if let Some(sign) = sign {
            let number = self.number(field)?;
            return Ok(match sign {
                Sign::AtLeast => Measure::AtLeast(number),
                Sign::Above => Measure::AtLeast(number + 1),
                Sign::AtMost => Measure::Below(number + 1),
                Sign::Below => Measure::Below(number),
                Sign::Equal => Measure::Between(number, number),
            });
        }
        if self.skips(&FROM) {
            let low = self.number(field)?;
            if self.skips(&TO) {
                return Ok(Measure::Between(low, self.number(field)?));
            }
            return Ok(Measure::AtLeast(low));
        }
        if self.skips(&TO) {
            return Ok(Measure::Below(self.number(field)? + 1));
        }
        if let Some(Kind::Word(word)) = self.kind()
            && let Some((low, high)) = range(word)
            && let Some(low) = number(low, field)
            && let Some(high) = number(high, field)
        {
            self.next += 1;
            return Ok(Measure::Between(low, high));
        }
        let number = self.number(field)?;
        Ok(Measure::Between(number, number))
    }

    fn number(&mut self, field: Field) -> Result<i64> {
        let Some(Kind::Word(word)) = self.kind() else {
            return Err(self.expected(Expected::Comparison(field), None));
        };
        let mut word = word.clone();
        let mut count = 1;
        // «3,5»: a comma between digits, nothing else between them.
        if field == Field::Charge
            && let [first, comma, tenths, ..] = self.tokens.get(self.next..).unwrap_or_default()
            && comma.kind == Kind::Comma
            && first.end == comma.at
            && comma.end == tenths.at
            && let Kind::Word(tenths) = &tenths.kind
        {
            word = format!("{word}.{tenths}");
            count = 3;
        }
        let found = number(&word, field);
        let found = found.ok_or_else(|| self.expected(Expected::Comparison(field), None))?;
        if found > HIGHEST {
            return Err(self.wrong(Trouble::OutOfRange(field)));
        }
        self.next += count;
        Ok(found)
    }

    fn lately(&mut self, field: Field) -> Result<Lately> {
        let colon = self.takes(&Kind::Colon);
        if self.skips(&EVER) {
            return Ok(Lately::Ever);
        }
        let within = self.skips(&WITHIN);
        let counted = matches!(self.kind(), Some(Kind::Word(word)) if word.starts_with(|letter: char| letter.is_ascii_digit()));
        if colon || within || counted {
            return self.days(field).map(Lately::Days);
        }
        Ok(Lately::Ever)
    }

    fn days(&mut self, field: Field) -> Result<u32> {
        let expected = Expected::Days(field);
        let Some(Kind::Word(word)) = self.kind() else {
            return Err(self.expected(expected, None));
        };
        let digits = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
        let (digits, unit) = word.split_at(digits);
        let (unit, number) = (unit.to_owned(), digits.parse::<u32>());
        if digits.is_empty() {
            return Err(self.expected(expected, None));
        }
        let names = || UNITS.iter().flat_map(|(days, names)| names.all().map(|name| (*days, name)));
        let each = if unit.is_empty() {
            self.next += 1;
            match self.named(names()) {
                Some(each) => each,
                None => {
                    self.no_unit(expected)?;
                    1
                }
            }
        } else {
            let each = names().find(|(_, name)| plain(name) == plain(&unit)).map(|(each, _)| each);
            let Some(each) = each else { return Err(self.expected(expected, None)) };
            self.next += 1;
            each
        };
        let days = number.ok().and_then(|number| number.checked_mul(each));
        days.filter(|days| (1..=DAYS).contains(days)).ok_or_else(|| {
            self.next = self.next.saturating_sub(1);
            self.wrong(Trouble::OutOfRange(field))
        })
    }

    /// Looks whether a word after a number is a unit with a mistake.
    fn no_unit(&self, expected: Expected) -> Result<()> {
        let Some(Kind::Word(word)) = self.kind() else { return Ok(()) };
        if AND.all().chain(OR.all()).any(|joint| plain(joint) == plain(word)) {
            return Ok(());
        }
        let near = nearest(word, UNITS.iter().flat_map(|(_, names)| names.all()));
        if near.is_some() { Err(self.expected(expected, near)) } else { Ok(()) }
    }

    fn kind(&self) -> Option<&Kind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    fn takes(&mut self, kind: &Kind) -> bool {
        let is = self.kind() == Some(kind);
        self.next += usize::from(is);
        is
    }

    fn skips(&mut self, names: &Names) -> bool {
        self.named(names.all().map(|name| ((), name))).is_some()
    }

    /// Up to `most` words from here as one, and how many they are.
    fn joined(&self, most: usize) -> Option<(String, usize)> {
        let rest = self.tokens.get(self.next..)?.iter().take(most);
        let words: Vec<String> = rest
            .map_while(|token| match &token.kind {
                Kind::Word(word) => Some(plain(word)),
                _ => None,
            })
            .collect();
        (words.len() == most).then(|| (words.join(" "), most))
    }

    /// What is called by the next words, by as many of them as can be; they are taken.
    fn named<T: Copy>(&mut self, known: impl Iterator<Item = (T, &'static str)>) -> Option<T> {
        let known: Vec<(T, String)> = known.map(|(one, name)| (one, plain(name))).collect();
        let quoted = match self.kind() {
            Some(Kind::Quoted(text)) => Some((plain(text), 1)),
            _ => None,
        };
        let texts = quoted.into_iter().chain((1..=WORDS).rev().filter_map(|n| self.joined(n)));
        let texts: Vec<(String, usize)> = texts.collect();
        for (text, count) in texts {
            if let Some((one, _)) = known.iter().find(|(_, name)| *name == text) {
                self.next += count;
                return Some(*one);
            }
        }
        None
    }

    fn wrong(&self, trouble: Trouble) -> Wrong {
        let token = self.tokens.get(self.next);
        let (at, end) = token.map_or((self.length, self.length), |token| (token.at, token.end));
        Wrong { at, end, trouble }
    }

    /// The text of the next token; nothing at the end.
    fn found(&self) -> String {
        match self.kind() {
            None => String::new(),
            Some(Kind::Word(word) | Kind::Quoted(word)) => word.clone(),
            Some(Kind::Open) => "(".to_owned(),
            Some(Kind::Close) => ")".to_owned(),
            Some(Kind::Comma) => ",".to_owned(),
            Some(Kind::Colon) => ":".to_owned(),
            Some(Kind::Sign(sign)) => match sign {
                Sign::AtLeast => "≥",
                Sign::Above => ">",
                Sign::AtMost => "≤",
                Sign::Below => "<",
                Sign::Equal => "=",
            }
            .to_owned(),
        }
    }

    fn expected(&self, what: Expected, proposal: Option<String>) -> Wrong {
        self.wrong(Trouble::Expected { what, found: self.found(), proposal })
    }

    fn no_joint(&self) -> Wrong {
        if self.kind() == Some(&Kind::Close) {
            return self.wrong(Trouble::Closing);
        }
        let proposal = match self.kind() {
            Some(Kind::Word(word)) => match plain(word).as_str() {
                "adn" | "an" | "&" | "&&" | "+" => Some("and".to_owned()),
                "ro" | "|" | "||" => Some("or".to_owned()),
                "илм" | "ли" | "иль" => Some("или".to_owned()),
                _ => nearest(word, AND.all().chain(OR.all())),
            },
            _ => None,
        };
        self.expected(Expected::Joint, proposal)
    }

    fn no_condition(&self) -> Wrong {
        let Some(Kind::Word(word)) = self.kind() else {
            return self.expected(Expected::Condition, None);
        };
        let fields = || FIELDS.iter().flat_map(|(_, names)| names.all());
        let proposal = whole(word)
            .or_else(|| nearest(word, fields()))
            .or_else(|| self.joined(2).and_then(|(two, _)| nearest(&two, fields())))
            .or_else(|| nearest(word, NOT.all()));
        self.wrong(Trouble::Unknown { word: word.clone(), proposal })
    }
}

/// Both ends of `3..5`, `3–5` or `3-5`.
fn range(word: &str) -> Option<(&str, &str)> {
    word.split_once("..").or_else(|| word.split_once(['–', '—', '-']))
}

/// A number as a field counts it: charge in tenths.
fn number(word: &str, field: Field) -> Option<i64> {
    let (whole, tenths) = word.split_once('.').unwrap_or((word, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(tenths) || whole.len() > 9 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    if field != Field::Charge {
        return word.bytes().all(|byte| byte.is_ascii_digit()).then_some(whole);
    }
    let tenths: i64 = (tenths.len() == 1).then(|| tenths.parse().ok())??;
    Some(whole * 10 + tenths)
}
