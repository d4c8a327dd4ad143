//! Reads the crate's SQL out of its own sources, so that no statement can be forgotten.
//!
//! Not a Rust parser: it knows strings, words and signs, and the few shapes in which this crate
//! writes its statements down. A shape that it does not know makes it fail, not pass.

use std::collections::HashMap;

use crate::coverage;

/// A statement of the crate, ready for a database but for its values.
pub struct Statement {
    /// The source file's noun.
    pub module: String,
    /// The constant, for one of a list with its number; for rows that are saved, the table.
    pub name: String,
    /// The text, with placeholders for values only.
    pub sql: String,
}

/// Which databases a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    Both,
    Sqlite,
    Postgres,
}

/// Locks of transactions: SQLite has one writer and needs none.
const LOCKS: [(&str, &str); 2] = [("workspaces", "WORKSPACE_LOCK"), ("migrate", "MIGRATION_LOCK")];

impl Statement {
    /// The named places with two texts carry the database in their names.
    pub fn is_for(&self) -> For {
        if self.name.contains("SQLITE") {
            For::Sqlite
        } else if self.name.contains("POSTGRES") || LOCKS.contains(&(&self.module, &self.name)) {
            For::Postgres
        } else {
            For::Both
        }
    }

    /// `module::NAME`.
    pub fn path(&self) -> String {
        format!("{}::{}", self.module, self.name)
    }
}

/// Modules whose statements are not read here: those of `backup` speak of tables of a backup file,
/// those of `people_lists_sql` are put together by macros. Tests of the use cases run all of them.
const ELSEWHERE: [&str; 2] = ["backup", "people_lists_sql"];

/// All statements of the crate.
pub fn statements() -> Vec<Statement> {
    let files: Vec<(String, Vec<Token>)> =
        coverage::sources().into_iter().map(|(module, text)| (module, tokens(&text))).collect();
    let structs = files.iter().flat_map(|(module, tokens)| structs(module, tokens)).collect();
    files
        .iter()
        .filter(|(module, _)| !ELSEWHERE.contains(&module.as_str()))
        .flat_map(|(module, tokens)| of_file(module, tokens, &structs))
        .collect()
}

/// Columns of each row struct after `workspace_id`, by module and name.
type Structs = HashMap<(String, String), Vec<String>>;

fn of_file(module: &str, tokens: &[Token], structs: &Structs) -> Vec<Statement> {
    let mut statements = Vec::new();
    let constants = constants(module, tokens);
    for (name, text) in &constants {
        if !is_statement(text) {
            continue;
        }
        let columns = columns_for(module, tokens, structs, name);
        let sql = fill(text, &columns.unwrap_or_else(|| vec!["workspace_id".into()]));
        statements.push(Statement { module: module.into(), name: name.clone(), sql });
    }
    statements.extend(saves(module, tokens, structs, &constants));
    statements
}

fn is_statement(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(&first)
}

/// Fills in columns and a list of eight.
fn fill(text: &str, columns: &[String]) -> String {
    let highest = text
        .split('$')
        .skip(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
        .filter_map(|digits| digits.parse::<usize>().ok())
        .max()
        .unwrap_or(0);
    let list: Vec<String> = (highest + 1..=highest + 8).map(|n| format!("${n}")).collect();
    text.replace("{columns}", &columns.join(", ")).replace("{in}", &list.join(", "))
}

/// The statements of `session.save("table", CONFLICT, …)`.
fn saves(
    module: &str,
    tokens: &[Token],
    structs: &Structs,
    constants: &[(String, String)],
) -> Vec<Statement> {
    let mut statements = Vec::new();
    for at in 0..tokens.len() {
        let [Token::Word(save), Token::Sign('('), Token::Text(table), Token::Sign(','), then, ..] =
            &tokens[at..]
        else {
            continue;
        };
        let conflict = match then {
            Token::Word(name) => constants.iter().find(|(other, _)| other == name).map(|c| &c.1),
            Token::Text(text) => Some(text),
            Token::Sign(_) => None,
        };
        let (true, Some(conflict)) = (save == "save", conflict) else { continue };
        let from = start_of_function(tokens, at);
        let row = struct_in(module, &tokens[from..], structs);
        let columns = row.unwrap_or_else(|| panic!("what is saved to {table} in {module}?"));
        let values: Vec<String> = (1..=columns.len() + 1).map(|n| format!("${n}")).collect();
        let (names, values) = (columns.join(", "), values.join(", "));
        let sql =
            format!("INSERT INTO {table} (workspace_id, {names}) VALUES ({values}) {conflict}");
        statements.push(Statement { module: module.into(), name: format!("save {table}"), sql });
    }
    statements
}

/// The columns of the struct that `rows(NAME, …)` or `rows_in(NAME, …)` gives.
fn columns_for(
    module: &str,
    tokens: &[Token],
    structs: &Structs,
    name: &str,
) -> Option<Vec<String>> {
    let at = tokens.windows(3).position(|three| {
        matches!(three, [Token::Word(rows), Token::Sign('('), Token::Word(wanted)]
            if (rows == "rows" || rows == "rows_in") && wanted == name)
    })?;
    let from = start_of_function(tokens, at);
    let arrow =
        tokens[from..at].windows(2).position(|two| two == [Token::Sign('-'), Token::Sign('>')])?;
    struct_in(module, &tokens[from + arrow..at], structs)
}

fn start_of_function(tokens: &[Token], at: usize) -> usize {
    tokens[..at].iter().rposition(|token| *token == Token::Word("fn".into())).unwrap_or(0)
}

/// The first word that is a row struct: of this module, or else of any.
fn struct_in(module: &str, tokens: &[Token], structs: &Structs) -> Option<Vec<String>> {
    tokens.iter().find_map(|token| {
        let Token::Word(word) = token else { return None };
        let own = structs.get(&(module.to_owned(), word.clone()));
        own.or_else(|| structs.iter().find(|((_, name), _)| name == word).map(|(_, c)| c)).cloned()
    })
}

/// Row structs: `stored! { pub struct NAME { field: Type = "column", … } }`.
fn structs(module: &str, tokens: &[Token]) -> Vec<((String, String), Vec<String>)> {
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        let [Token::Word(word), Token::Word(name)] = pair else { continue };
        if word != "struct" || tokens.get(at + 2) != Some(&Token::Sign('{')) {
            continue;
        }
        let body = tokens[at + 2..].iter().take_while(|token| **token != Token::Sign('}'));
        let body: Vec<&Token> = body.collect();
        let columns: Vec<String> = body
            .windows(2)
            .filter_map(|two| match two {
                [Token::Sign('='), Token::Text(column)] => Some(column.clone()),
                _ => None,
            })
            .collect();
        if !columns.is_empty() {
            found.push(((module.to_owned(), name.clone()), columns));
        }
    }
    found
}

/// Constant texts by name; those of a list are numbered.
fn constants(module: &str, tokens: &[Token]) -> Vec<(String, String)> {
    let macros = macros(tokens);
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        let [Token::Word(word), Token::Word(name)] = pair else { continue };
        if word != "const" || tokens.get(at + 2) != Some(&Token::Sign(':')) {
            continue;
        }
        let Some(equals) = tokens[at..].iter().position(|token| *token == Token::Sign('=')) else {
            continue;
        };
        let kind = &tokens[at..at + equals];
        let is_text = kind.contains(&Token::Word("str".into()));
        if !is_text || kind.contains(&Token::Sign('(')) || kind.contains(&Token::Sign('{')) {
            continue;
        }
        let value = tokens[at + equals + 1..].iter();
        let value: Vec<&Token> = value.take_while(|token| **token != Token::Sign(';')).collect();
        found.extend(read_constant(name, &value, &macros).unwrap_or_else(|| {
            panic!("{module}::{name} is written in a way that this test cannot read")
        }));
    }
    found
}

fn read_constant(
    name: &str,
    value: &[&Token],
    macros: &HashMap<String, String>,
) -> Option<Vec<(String, String)>> {
    let texts: Vec<&String> = value
        .iter()
        .filter_map(|token| if let Token::Text(text) = token { Some(text) } else { None })
        .collect();
    let joined: String = texts.iter().map(|text| text.as_str()).collect();
    match value {
        [Token::Text(text)] => Some(vec![(name.into(), text.clone())]),
        [Token::Word(word), Token::Sign('!'), ..] if word == "concat" => {
            Some(vec![(name.into(), joined)])
        }
        [Token::Word(word), Token::Sign('!'), ..] => {
            Some(vec![(name.into(), format!("{}{joined}", macros.get(word)?))])
        }
        // A list of names and texts of anything: each may be a statement.
        [Token::Sign('[') | Token::Sign('&'), ..] => {
            let numbered = texts.into_iter().enumerate();
            Some(numbered.map(|(n, text)| (format!("{name}[{n}]"), text.clone())).collect())
        }
        _ => None,
    }
}

/// `macro_rules! NAME { … concat!("text", …) … }`: the text before what the macro is given.
fn macros(tokens: &[Token]) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for (at, three) in tokens.windows(3).enumerate() {
        let [Token::Word(word), Token::Sign('!'), Token::Word(name)] = three else { continue };
        if word != "macro_rules" {
            continue;
        }
        let body = tokens[at..].iter().skip_while(|token| **token != Token::Word("concat".into()));
        let text = body
            .take_while(|token| **token != Token::Sign('$') && **token != Token::Sign(')'))
            .filter_map(
                |token| if let Token::Text(text) = token { Some(text.as_str()) } else { None },
            )
            .collect();
        found.insert(name.clone(), text);
    }
    found
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A name, keyword or number.
    Word(String),
    /// What a string literal stands for.
    Text(String),
    /// Anything else but blanks and comments.
    Sign(char),
}

fn tokens(source: &str) -> Vec<Token> {
    let (mut tokens, mut rest) = (Vec::new(), source);
    while let Some(first) = rest.chars().next() {
        rest = if rest.starts_with("//") {
            rest.split_once('\n').map_or("", |(_, after)| after)
        } else if first == '"' {
            let (text, after) = string(&rest[1..]);
            tokens.push(Token::Text(text));
            after
        } else if first == '\'' {
            after_quote(&rest[1..])
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            &rest[end..]
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Sign(first));
            }
            &rest[first.len_utf8()..]
        };
    }
    tokens
}

/// Reads a string literal up to its closing quote; gives what follows too.
fn string(source: &str) -> (String, &str) {
    let (mut text, mut rest) = (String::new(), source);
    while let Some(first) = rest.chars().next() {
        rest = &rest[first.len_utf8()..];
        match first {
            '"' => break,
            '\\' if rest.starts_with('\n') => rest = rest.trim_start(),
            '\\' => {
                let escaped = rest.chars().next().unwrap_or('\\');
                text.push(if escaped == 'n' { '\n' } else { escaped });
                rest = &rest[escaped.len_utf8()..];
            }
            other => text.push(other),
        }
    }
    (text, rest)
}

/// Behind a character literal, or behind the quote of a lifetime.
fn after_quote(rest: &str) -> &str {
    if let Some(escaped) = rest.strip_prefix('\\') {
        let end = escaped[1..].find('\'').map_or(escaped.len(), |at| at + 2);
        return &escaped[end..];
    }
    let Some(first) = rest.chars().next() else { return rest };
    rest[first.len_utf8()..].strip_prefix('\'').unwrap_or(rest)
}

#[test]
fn statements_are_read_as_they_are_written() {
    let all = statements();
    let text = |path: &str| {
        let found = all.iter().find(|statement| statement.path() == path);
        found.map(|statement| statement.sql.clone()).unwrap_or_else(|| panic!("{path} is not seen"))
    };
    assert!(
        text("notes::OF_PERSON")
            .starts_with("SELECT id, person_id, home_id, at, by_name, text FROM")
    );
    assert!(text("notes::UNTAG").ends_with("person_id = $2 AND tag_key = $3"));
    assert!(text("message_links::GROUNDS").contains("IN ($2, $3, $4, $5, $6, $7, $8, $9)"));
    assert!(text("message_links::GROUNDS_AFTER").ends_with("ORDER BY m.id LIMIT $3"));
    assert!(text("notes::save person_tag").contains("(workspace_id, tag_key, person_id, tag)"));
    assert!(text("workspaces::DELETES[0]").starts_with("DELETE FROM pending_fact"));
    assert!(all.len() > 90, "{}", all.len());
}
