//! Which column holds what.
//!
//! A column is found by what the person says (`--map FIELD=COLUMN`), else by the names such
//! columns usually have in Russian and English. Case, `ё`, spaces, dashes, underscores and what
//! stands in brackets or after a comma (`Сумма, ₽`) make no difference.

use std::path::Path;

use crate::import::ImportError;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Date,
    Author,
    AuthorId,
    Handle,
    Text,
    ReplyTo,
    Thread,
    Place,
    Channel,
    Role,
    Name,
    Surname,
    Email,
    Phone,
    Crm,
    Telegram,
    Vk,
    Max,
    Whatsapp,
    Discord,
    Tags,
    Note,
    Since,
    Number,
    Kind,
    Amount,
    Price,
    UnitPrice,
    Quantity,
    Currency,
    Product,
}

/// A field of one kind of table: its word for `--map` and the usual names of its column, best
/// first, in the form [`plain`] gives.
pub(super) struct Known {
    pub(super) field: Field,
    pub(super) word: &'static str,
    pub(super) names: &'static [&'static str],
}

/// The shape of one kind of table.
pub(super) struct Shape {
    /// Its fields.
    pub(super) fields: &'static [Known],
    /// Of each group at least one must be there.
    pub(super) needs: &'static [&'static [Field]],
    /// The fields that hold dates.
    pub(super) dates: &'static [Field],
    /// An example for `--map`.
    pub(super) example: &'static str,
}

/// Where the fields stand in a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    found: Vec<(Field, Vec<usize>)>,
}

impl Columns {
    /// Finds the columns of a table with this header.
    ///
    /// # Errors
    /// [`ImportError::Columns`] when a `--map` names no field or no column, or a column that is
    /// needed is missing.
    pub(super) fn resolve(
        path: &Path,
        header: &[String],
        shape: &Shape,
        map: &[(String, String)],
    ) -> Result<Self, ImportError> {
        let refuse = |message| ImportError::Columns { path: path.to_path_buf(), message };
        let columns = Self::seen(header, shape, map).map_err(refuse)?;
        let missing: Vec<String> =
            columns.missing(shape).iter().map(|group| group.join(" or ")).collect();
        if missing.is_empty() {
            return Ok(columns);
        }
        Err(refuse(format!(
            "no column was recognised for {}; the columns are {}. Say which one it is, for \
             example --map {}",
            missing.join(", and none for "),
            listed(header),
            shape.example
        )))
    }

    /// Finds the columns, also when one that is needed is missing.
    ///
    /// # Errors
    /// A sentence when the map names no field or no column.
    pub(super) fn seen(
        header: &[String],
        shape: &Shape,
        map: &[(String, String)],
    ) -> Result<Self, String> {
        let mut columns = Self::mapped(header, shape, map)?;
        columns.recognise(header, shape);
        Ok(columns)
    }

    /// Groups of fields of which one is needed and none is there, in their words.
    pub(super) fn missing(&self, shape: &Shape) -> Vec<Vec<&'static str>> {
        let lacking = |group: &&&[Field]| !group.iter().any(|field| self.has(*field));
        shape.needs.iter().filter(lacking).map(|group| words(shape, group)).collect()
    }

    /// The field that a column was found for.
    pub(super) fn field_of(&self, column: usize) -> Option<Field> {
        let holds = |(_, places): &&(Field, Vec<usize>)| places.contains(&column);
        self.found.iter().find(holds).map(|(field, _)| *field)
    }

    fn mapped(header: &[String], shape: &Shape, map: &[(String, String)]) -> Result<Self, String> {
        let mut columns = Self::default();
        for (word, column) in map {
            let wanted = word.trim().to_lowercase();
            let known =
                shape.fields.iter().find(|known| known.word == wanted).ok_or_else(|| {
                    let all: Vec<_> = shape.fields.iter().map(|known| known.word).collect();
                    format!("--map knows no field «{word}»; the fields are {}", all.join(", "))
                })?;
            if column.trim().is_empty() {
                // Said to be in none of the columns: it is not recognised in one either.
                columns.found.push((known.field, Vec::new()));
                continue;
            }
            let at = position(header, column).ok_or_else(|| {
                format!("there is no column «{column}»; the columns are {}", listed(header))
            })?;
            columns.add(known.field, at);
        }
        Ok(columns)
    }

    /// Gives the fields nobody mapped the columns that are named as they usually are.
    fn recognise(&mut self, header: &[String], shape: &Shape) {
        let names: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let taken: Vec<usize> = self.found.iter().flat_map(|(_, places)| places.clone()).collect();
        for known in shape.fields.iter() {
            if self.found.iter().any(|(field, _)| *field == known.field) {
                continue;
            }
            for usual in known.names {
                for (at, _) in names.iter().enumerate().filter(|(_, name)| name == usual) {
                    if !taken.contains(&at) {
                        self.add(known.field, at);
                    }
                }
            }
        }
    }

    fn add(&mut self, field: Field, at: usize) {
        match self.found.iter_mut().find(|(known, _)| *known == field) {
            Some((_, places)) => places.push(at),
            None => self.found.push((field, vec![at])),
        }
    }

    /// Whether there is a column for the field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.first(field).is_some()
    }

    /// The best column of the field.
    pub(super) fn first(&self, field: Field) -> Option<usize> {
        self.all(field).first().copied()
    }

    /// What the row says in the best column of the field; `None` when it is empty.
    pub(super) fn one<'a>(&self, cells: &'a [String], field: Field) -> Option<&'a str> {
        let cell = cells.get(self.first(field)?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// What the row says in all columns of the field (`Телефон`, `Мобильный`), without empty ones.
    pub(super) fn many<'a>(
        &'a self,
        cells: &'a [String],
        field: Field,
    ) -> impl Iterator<Item = &'a str> {
        self.all(field)
            .iter()
            .filter_map(|at| cells.get(*at))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    }

    fn all(&self, field: Field) -> &[usize] {
        let found = self.found.iter().find(|(known, _)| *known == field);
        found.map_or(&[], |(_, places)| places.as_slice())
    }
}

/// A column by its exact name, else by its plain one.
fn position(header: &[String], column: &str) -> Option<usize> {
    let exact = header.iter().position(|name| name.trim() == column.trim());
    exact.or_else(|| header.iter().position(|name| plain(name) == plain(column)))
}

fn words(shape: &Shape, fields: &[Field]) -> Vec<&'static str> {
    let known = shape.fields.iter().filter(|known| fields.contains(&known.field));
    known.map(|known| known.word).collect()
}

fn listed(header: &[String]) -> String {
    /// A table with a thousand columns is none; its names would fill the screen.
    const MOST: usize = 60;
    let mut names: Vec<String> =
        header.iter().take(MOST).map(|name| format!("«{}»", name.trim())).collect();
    if header.len() > MOST {
        names.push(format!("{} more", header.len() - MOST));
    }
    names.join(", ")
}

/// The letters and digits of a name, lower-case: `E-Mail` and `email` are one.
pub(super) fn plain(name: &str) -> String {
    let whole = name.trim();
    let head = whole.split(['(', ',', '[']).next().unwrap_or_default();
    let head = if head.trim().is_empty() { whole } else { head };
    let numbered = head.replace('№', "номер");
    let letters = numbered.chars().flat_map(char::to_lowercase);
    letters
        .map(|letter| if letter == 'ё' { 'е' } else { letter })
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape {
        fields: &[
            Known {
                field: Field::Date, word: "date", names: &["датазаказа", "дата", "date"]
            },
            Known {
                field: Field::Phone, word: "phone", names: &["телефон", "мобильный"]
            },
            Known { field: Field::Text, word: "text", names: &["text", "отзыв"] },
        ],
        needs: &[&[Field::Date], &[Field::Phone, Field::Text]],
        dates: &[Field::Date],
        example: "text=\"Текст\"",
    };

    fn resolve(header: &[&str], map: &[(&str, &str)]) -> Result<Columns, String> {
        let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        let map: Vec<_> = map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Columns::resolve(Path::new("t.csv"), &header, &SHAPE, &map).map_err(|e| e.to_string())
    }

    #[test]
    fn names_are_plain() {
        for (name, expected) in [
            ("E-Mail", "email"),
            (" Дата_заказа ", "датазаказа"),
            ("Счёт", "счет"),
            ("Сумма, ₽", "сумма"),
            ("Сумма (руб.)", "сумма"),
            ("№ заказа", "номерзаказа"),
            ("(id)", "id"),
        ] {
            assert_eq!(plain(name), expected);
        }
    }

    #[test]
    fn the_best_name_wins_and_phones_are_many() {
        let columns = resolve(&["Дата", "Мобильный", "Телефон", "Дата заказа"], &[]).unwrap();
        let cells = ["1", "2", "3", "4"].map(str::to_owned);
        assert_eq!(columns.one(&cells, Field::Date), Some("4"));
        assert_eq!(columns.many(&cells, Field::Phone).collect::<Vec<_>>(), ["3", "2"]);
        assert_eq!(columns.one(&cells, Field::Text), None);
    }

    #[test]
    fn a_map_wins_over_names() {
        let columns = resolve(&["Дата", "Отзыв", "Что"], &[("text", "что")]).unwrap();
        assert_eq!(columns.first(Field::Text), Some(2));
        let columns = resolve(&["Дата", "Отзыв"], &[("date", "Отзыв"), ("text", "Дата")]).unwrap();
        assert_eq!((columns.first(Field::Date), columns.first(Field::Text)), (Some(1), Some(0)));
    }

    #[test]
    fn a_field_can_be_said_to_be_nowhere() {
        let columns = resolve(&["Дата", "Отзыв", "Телефон"], &[("phone", "")]).unwrap();
        assert!(!columns.has(Field::Phone));
        assert_eq!(columns.field_of(1), Some(Field::Text));
        assert_eq!(columns.field_of(2), None);
    }

    #[test]
    fn errors_say_what_there_is() {
        let why = resolve(&["Дата", "Кто"], &[]).unwrap_err();
        assert!(why.contains("phone or text") && why.contains("«Кто»"), "{why}");
        assert!(why.contains("--map text="), "{why}");
        let why = resolve(&["Дата"], &[("colour", "Дата")]).unwrap_err();
        assert!(why.contains("«colour»") && why.contains("date, phone, text"), "{why}");
        let why = resolve(&["Дата"], &[("text", "Текст")]).unwrap_err();
        assert!(why.contains("no column «Текст»") && why.contains("«Дата»"), "{why}");
    }
}
