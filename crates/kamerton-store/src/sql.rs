//! Texts of statements: constants, and what is made of them for lists of columns and values.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use kamerton_core::segment::{Test, Tree};

use crate::people_lists_tree::condition;
use crate::repeats::distinct;
use crate::stored::Stored;
use crate::value::Value;

/// SQL text: a constant, or one made of constants by [`expand`], [`Table`] or [`with_tree`]. Nothing
/// else can become one, so no value ever gets into the text of a statement.
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

/// What a text was made of: where a constant lies, and by which form.
type Made = (usize, usize, Form);

/// How a text is made of a constant.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    /// With the columns that lie there, and so many placeholders after so many fixed ones.
    Filled { columns: (usize, usize), fixed: usize, count: usize },
    /// As the driver that reads directly wants it.
    Numbered,
}

/// Every text that was made. There are as many as constants and forms, a few hundred, so that each is
/// kept for good: a page asks a score of questions, and to make their texts each time took longer
/// than to answer some of them.
static TEXTS: LazyLock<RwLock<HashMap<Made, &'static str>>> = LazyLock::new(RwLock::default);

/// Where the columns of a row lie, and how many they are.
fn place_of<T: Stored>() -> (usize, usize) {
    (T::COLUMNS.as_ptr() as usize, T::COLUMNS.len())
}

/// The text that is made of a constant in this form.
fn made(of: &'static str, form: Form, make: impl FnOnce() -> String) -> &'static str {
    let key = (of.as_ptr() as usize, of.len(), form);
    let known = TEXTS.read().unwrap_or_else(PoisonError::into_inner).get(&key).copied();
    known.unwrap_or_else(|| {
        let mut texts = TEXTS.write().unwrap_or_else(PoisonError::into_inner);
        texts.entry(key).or_insert_with(|| Box::leak(make().into_boxed_str()))
    })
}

/// The text as SQLite is to have it: it takes `$2` for a name, whose number is its place among the
/// names; the number of `?2` is 2.
pub(crate) fn numbered(sql: &Sql) -> Cow<'static, str> {
    let as_numbers = |text: &str| text.replace('$', "?");
    match &sql.0 {
        Cow::Borrowed(text) => made(text, Form::Numbered, || as_numbers(text)).into(),
        Cow::Owned(text) => as_numbers(text).into(),
    }
}

/// The columns of a row after `workspace_id`, parted by commas.
pub(crate) fn columns_of<T: Stored>() -> String {
    let names: Vec<&str> = T::COLUMNS.iter().skip(1).map(|(name, _)| *name).collect();
    names.join(", ")
}

/// Puts the columns of a row in place of `{columns}`.
pub(crate) fn with_columns<T: Stored>(sql: &'static str) -> Sql {
    let form = Form::Filled { columns: place_of::<T>(), fixed: 0, count: 0 };
    Sql(made(sql, form, || sql.replace("{columns}", &columns_of::<T>())).into())
}

/// Puts a tree of tests where a text of lists says `/*p*/` or `/*w*/`, after the name that it has for a
/// person; the values of the tree come behind those that are there.
pub(crate) fn with_tree(sql: &'static str, tree: &Tree<Test>, values: &mut Vec<Value>) -> Sql {
    let mut text = sql.to_owned();
    for (mark, person) in [("/*p*/", "p"), ("/*w*/", "w")] {
        if sql.contains(mark) {
            text = text.replace(mark, &condition(tree, person, values));
        }
    }
    Sql(Cow::Owned(text))
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
    let form = Form::Filled { columns: (0, 0), fixed, count };
    Sql(made(sql, form, || with_list(sql, fixed, count)).into())
}

/// As [`expand`], with the columns of a row in place of `{columns}`.
pub(crate) fn expand_rows<T: Stored>(sql: &'static str, fixed: usize, count: usize) -> Sql {
    let form = Form::Filled { columns: place_of::<T>(), fixed, count };
    let text = || with_list(sql, fixed, count).replace("{columns}", &columns_of::<T>());
    Sql(made(sql, form, text).into())
}

fn with_list(sql: &str, fixed: usize, count: usize) -> String {
    let list: Vec<String> = (1..=count).map(|at| format!("${}", fixed + at)).collect();
    sql.replace("{in}", &list.join(", "))
}
