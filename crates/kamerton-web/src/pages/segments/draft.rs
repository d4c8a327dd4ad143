//! A segment while it is being put together: what the form holds, and what its buttons do with it.
//! Nothing of it is stored before it is saved, so everything stands in the address.

use kamerton_core::segment::{
    self, Condition, Field, HIGHEST, LENGTH, Lately, Measure, Shape, Tree, Wrong,
};
use serde::Deserialize;

use super::tree::{self, Joint};
use crate::format::Language;

/// A number without a limit of its own is compared in this way.
pub const COMPARED: [&str; 3] = ["least", "below", "equal"];

/// What the form holds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// What the segment is called.
    pub name: String,
    /// The condition; nothing where the form was not sent yet.
    pub text: Option<String>,
    /// Living or static.
    pub kind: String,
    /// What the builder adds a condition about, by the key of its field.
    pub what: String,
    /// The value of it.
    pub value: String,
    /// What the value was asked for: another one may have been chosen meanwhile.
    pub of: String,
    /// How a number is compared.
    pub than: String,
    /// How it is tied.
    pub joint: String,
    /// To which line.
    pub to: String,
    /// Whether it is not to hold.
    pub not: String,
    /// Which button was pressed.
    pub press: String,
}

impl Draft {
    /// The condition as it stands in the form.
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// The condition; nothing where there is none yet.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn tree(&self) -> Result<Option<Tree>, Wrong> {
        if self.text().trim().is_empty() {
            return Ok(None);
        }
        segment::parse(self.text()).map(Some)
    }

    /// What the builder's condition is about.
    pub fn field(&self) -> Field {
        Field::of_key(&self.what).unwrap_or(Field::State)
    }

    /// Whether something was typed into the builder and not added yet.
    pub fn is_half_added(&self) -> bool {
        let typed = !matches!(self.field().shape(), Shape::Choice | Shape::Flag);
        typed && !self.value.trim().is_empty()
    }

    /// Does what the pressed button says.
    ///
    /// # Errors
    /// Which sentence says why the builder's condition is none.
    pub fn press(&mut self, lang: Language) -> Result<(), &'static str> {
        let press = std::mem::take(&mut self.press);
        let (deed, at) = press.split_once(':').unwrap_or((&press, ""));
        match deed {
            "add" => return self.add(lang),
            "drop" => self.change(lang, |tree| tree::without(tree, at)),
            "turn" => self.change(lang, |tree| Some(tree::turned(tree, at))),
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, lang: Language, change: impl FnOnce(Tree) -> Option<Tree>) {
        // What is not understood stays as it was typed.
        let Ok(Some(tree)) = self.tree() else { return };
        self.text = Some(change(tree).map_or_else(String::new, |tree| written(&tree, lang)));
    }

    /// Adds the builder's condition; its fields are empty afterwards.
    ///
    /// # Errors
    /// Which sentence says why it is none.
    pub fn add(&mut self, lang: Language) -> Result<(), &'static str> {
        let condition = self.condition()?;
        let tree = self.tree().map_err(|_| "segments-wrong-first")?;
        let tree = tree.filter(|tree| !tree.is_everybody());
        let new = Tree::One(condition);
        let new = if self.not.is_empty() { new } else { Tree::none_of(new) };
        let tree = tree::with(tree, &self.to, Joint::of(&self.joint), new);
        if let Err(trouble) = tree.check() {
            return Err(match trouble {
                segment::Trouble::RoleWithin => "segments-wrong-role",
                segment::Trouble::TooDeep => "segments-wrong-too-deep",
                _ => "segments-wrong-too-many",
            });
        }
        self.text = Some(written(&tree, lang));
        for field in [&mut self.value, &mut self.to, &mut self.not] {
            field.clear();
        }
        Ok(())
    }

    /// The builder's condition.
    fn condition(&self) -> Result<Condition, &'static str> {
        let field = self.field();
        let text = self.value.trim();
        let condition = match field.shape() {
            Shape::Choice => chosen(field, text).ok_or("segments-wrong-choice")?,
            Shape::Text if text.is_empty() => return Err("segments-wrong-word"),
            Shape::Text => named(field, text.to_owned()),
            Shape::Number => counted(field, self.measure(field).ok_or("segments-wrong-number")?),
            Shape::Lately if text.is_empty() => since(field, Lately::Ever),
            Shape::Lately => since(field, Lately::Days(days(text).ok_or("segments-wrong-days")?)),
            Shape::Days => Condition::New(days(text).ok_or("segments-wrong-days")?),
            Shape::Flag => Condition::Leader,
        };
        let unsound = match field.shape() {
            Shape::Text => "segments-wrong-word",
            Shape::Number => "segments-wrong-number",
            _ => "segments-wrong-days",
        };
        condition.is_sound().then_some(condition).ok_or(unsound)
    }

    fn measure(&self, field: Field) -> Option<Measure> {
        let number: f64 = self.value.trim().replace(',', ".").parse().ok()?;
        // Charge is counted in tenths.
        let number = if field == Field::Charge { number * 10.0 } else { number };
        if !(0.0..=HIGHEST as f64).contains(&number) || number.fract().abs() > 1e-6 {
            return None;
        }
        let number = number.round() as i64;
        Some(match self.than.as_str() {
            "below" => Measure::Below(number),
            "equal" => Measure::Between(number, number),
            _ => Measure::AtLeast(number),
        })
    }

    /// Puts what was proposed where it was not understood.
    pub fn fix(&mut self, wrong: &Wrong) {
        let Some(proposal) = wrong.trouble.proposal() else { return };
        let text = self.text();
        let (Some(before), Some(after)) = (text.get(..wrong.at), text.get(wrong.end..)) else {
            return;
        };
        let is_text = wrong.trouble.field().is_some_and(|field| field.shape() == Shape::Text);
        // A title of several words is read as one in quotes only.
        let proposal = match wrong.trouble {
            segment::Trouble::Value { .. } if is_text => {
                format!("«{}»", proposal.replace('\\', "\\\\").replace('»', "\\»"))
            }
            _ => proposal.to_owned(),
        };
        self.text = Some(format!("{before}{proposal}{after}"));
    }

    /// The address of the form with this in it.
    pub fn address(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let pairs = [("name", self.name.as_str()), ("text", self.text())];
        query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The same within the bounds of what is stored.
    #[must_use]
    pub fn cut(mut self) -> Self {
        self.name = self.name.trim().chars().take(super::NAME_LENGTH).collect();
        if !self.of.is_empty() && self.of != self.field().key() {
            self.value.clear();
        }
        // A letter more than there may be, so that it is told that there are too many.
        self.text = self.text.map(|text| text.chars().take(LENGTH + 1).collect());
        self
    }
}

/// A condition in the words of a language.
pub fn written(tree: &Tree, lang: Language) -> String {
    segment::write(tree, language(lang))
}

/// The language of conditions.
pub const fn language(lang: Language) -> segment::Language {
    match lang {
        Language::Ru => segment::Language::Russian,
        Language::En => segment::Language::English,
    }
}

fn chosen(field: Field, word: &str) -> Option<Condition> {
    let english = segment::Language::English;
    field.choices().into_iter().find(|one| one.value_word(english) == Some(word))
}

fn days(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn named(field: Field, text: String) -> Condition {
    match field {
        Field::Place => Condition::Place(text),
        Field::Name => Condition::Name(text),
        Field::Account => Condition::Account(text),
        _ => Condition::Tag(text),
    }
}

const fn counted(field: Field, measure: Measure) -> Condition {
    match field {
        Field::Charge => Condition::Charge(measure),
        Field::Messages => Condition::Messages(measure),
        Field::Listeners => Condition::Listeners(measure),
        _ => Condition::Orders(measure),
    }
}

const fn since(field: Field, lately: Lately) -> Condition {
    match field {
        Field::Talked => Condition::Talked(lately),
        Field::Bought => Condition::Bought(lately),
        Field::Joined => Condition::Joined(lately),
        Field::Helped => Condition::Helped(lately),
        _ => Condition::Wrote(lately),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(text: &str, what: &str, value: &str, press: &str) -> Result<String, &'static str> {
        let mut draft = Draft {
            text: Some(text.to_owned()),
            what: what.to_owned(),
            value: value.to_owned(),
            press: press.to_owned(),
            ..Draft::default()
        };
        draft.press(Language::En).map(|()| draft.text().to_owned())
    }

    #[test]
    fn every_field_makes_its_condition() {
        for (what, value, expected) in [
            ("state", "warm", "state: warm"),
            ("place", "Чат", "place: \"Чат\""),
            ("charge", "3,5", "charge ≥ 3.5"),
            ("orders", "2", "orders ≥ 2"),
            ("wrote", "", "wrote"),
            ("helped", "30", "helped others within 30 days"),
            ("new", "7", "new: 7 days"),
            ("leader", "", "leader"),
        ] {
            let text = pressed("", what, value, "add").unwrap();
            assert_eq!(segment::parse(&text), segment::parse(expected), "{what}: {text}");
        }
        for field in Field::ALL {
            assert!(matches!(Field::of_key(field.key()), Some(own) if own == field));
        }
    }

    #[test]
    fn what_is_no_value_is_told_and_nothing_changes() {
        for (what, value, why) in [
            ("state", "x", "segments-wrong-choice"),
            ("tag", " ", "segments-wrong-word"),
            ("orders", "many", "segments-wrong-number"),
            ("orders", "1,5", "segments-wrong-number"),
            ("orders", "-1", "segments-wrong-number"),
            ("wrote", "soon", "segments-wrong-days"),
            ("new", "0", "segments-wrong-days"),
        ] {
            assert_eq!(pressed("wrote", what, value, "add"), Err(why), "{what} {value}");
        }
        assert_eq!(pressed("wrote or", "leader", "", "add"), Err("segments-wrong-first"));
        assert_eq!(pressed("wrote or", "", "", "drop:0").unwrap(), "wrote or");
    }

    #[test]
    fn a_proposal_takes_the_place_of_what_was_not_understood() {
        let text = "wrote and stage: loyl";
        let mut draft = Draft { text: Some(text.to_owned()), ..Draft::default() };
        draft.fix(&draft.tree().unwrap_err());
        assert_eq!(draft.text(), "wrote and stage: loyal");
        let trouble = segment::Trouble::Value {
            field: Field::Place,
            word: "x".to_owned(),
            proposal: Some("Чат «Ромашки»".to_owned()),
        };
        let mut draft = Draft { text: Some("place: x".to_owned()), ..Draft::default() };
        draft.fix(&Wrong { at: 7, end: 8, trouble });
        let place = Tree::One(Condition::Place("Чат «Ромашки»".to_owned()));
        assert_eq!(draft.tree(), Ok(Some(place)), "{}", draft.text());
    }
}
