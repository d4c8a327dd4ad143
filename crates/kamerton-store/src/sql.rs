//! Texts of statements: constants, and what is made of them for lists of columns and values.

use std::borrow::Cow;

use crate::repeats::distinct;
use crate::stored::Stored;
use crate::value::Value;

/// SQL text: a constant, or one made of a constant by [`expand`] or [`Table`]. Nothing else can
/// become one, so no value ever gets into the text of a statement.
pub struct Sql(pub(crate) Cow<'static, str>);

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self(text.into())
    }
}

impl Sql {
    /// Text made of names that the live schema gave, quoted by whoever makes it.
    pub(crate) const fn of_names(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

/// The columns of a row after `workspace_id`, parted by commas.
pub(crate) fn columns_of<T: Stored>() -> String {
    let names: Vec<&str> = T::COLUMNS.iter().skip(1).map(|(name, _)| *name).collect();
    names.join(", ")
}

/// Puts the columns of a row in place of `{columns}`.
pub(crate) fn with_columns<T: Stored>(sql: &'static str) -> Sql {
    Sql(sql.replace("{columns}", &columns_of::<T>()).into())
}

/// Lengths of the pieces that lists are cut into. Not longer: SQLite finds the number of a named
/// parameter by walking over all of them, so that the cost of a list grows with its square.
const PIECES: [usize; 4] = [1, 8, 32, LONGEST_PIECE];
const LONGEST_PIECE: usize = 128;

/// Cuts a list into pieces of a few fixed lengths, what is wanted twice taken once.
pub(crate) fn pieces(wanted: impl IntoIterator<Item = Value>) -> Vec<Vec<Value>> {
    let wanted = distinct(wanted);
    let mut pieces = Vec::new();
    for chunk in wanted.chunks(LONGEST_PIECE) {
        let length =
            PIECES.into_iter().find(|length| *length >= chunk.len()).unwrap_or(LONGEST_PIECE);
        let mut piece = chunk.to_vec();
        if let Some(last) = chunk.last() {
            piece.resize(length, last.clone());
        }
        pieces.push(piece);
    }
    pieces
}

/// Puts `count` placeholders after the first `fixed` ones in place of `{in}`.
pub(crate) fn expand(sql: &'static str, fixed: usize, count: usize) -> Sql {
    let list: Vec<String> = (1..=count).map(|at| format!("${}", fixed + at)).collect();
    Sql(sql.replace("{in}", &list.join(", ")).into())
}
