//! Rules about what may stand in which crate's code.

use super::Finding;
use super::repository::Repository;
use super::source::{Line, has_word, lines};

/// The rules of the community take whatever they need as an argument: only so can a decision be
/// replayed and a charge be recomputed bit by bit.
pub fn core_touches_no_world(repository: &Repository) -> Vec<Finding> {
    let forbidden = [
        "tokio",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "std::time::Instant",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "rand::",
        "HashMap",
        "HashSet",
        "Uuid::now_v7",
        "Uuid::new_v4",
    ];
    let advice = "kamerton-core reads no clock, file, network or chance and keeps one order \
                  (BTreeMap): take the value as an argument";
    find_words(repository, &forbidden, advice, |path| in_crate(path, &["kamerton-core"]))
}

/// Crates without I/O have nothing to wait for.
pub fn leaf_crates_are_not_async(repository: &Repository) -> Vec<Finding> {
    let pure = ["kamerton-core", "kamerton-text", "kamerton-graph", "kamerton-identity"];
    let advice = "this crate is pure functions: let kamerton-app wait";
    find_words(repository, &["async", ".await"], advice, |path| in_crate(path, &pure))
}

/// Files where a word of SQL in a string is no SQL, each with the reason.
const NO_SQL: &[(&str, &str)] =
    &[("crates/kamerton-text/src/code.rs", "recognises code that people paste into a message")];

/// All SQL is in the store, where every statement is tried on both databases.
pub fn sql_stays_in_the_store(repository: &Repository) -> Vec<Finding> {
    let statements = ["SELECT ", "INSERT INTO", "DELETE FROM", "CREATE TABLE", "ALTER TABLE"];
    let mut findings = Vec::new();
    let applies = |path: &str| {
        !in_crate(path, &["kamerton-store"]) && !NO_SQL.iter().any(|(listed, _)| *listed == path)
    };
    for (path, line) in shipped_lines(repository, applies) {
        if let Some(found) = statements.iter().find(|words| has_word(&line.quoted, words)) {
            let message = format!("«{}» in a string: SQL belongs in kamerton-store", found.trim());
            findings.push(Finding::new(path, line.number, message));
        }
    }
    findings
}

/// Addresses come from people and from what they send: whatever connects to one looks at it first, and
/// that is done in one place. The platforms in memory are for tests alone.
pub fn connections_go_the_one_way_out(repository: &Repository) -> Vec<Finding> {
    let words = [
        "TcpStream",
        "TcpSocket",
        "UdpSocket",
        "UnixStream",
        "ToSocketAddrs",
        "to_socket_addrs",
        "lookup_host",
        "reqwest::Client",
        "Client::builder",
        "Client::new",
    ];
    let advice =
        "connections to others go by kamerton_channels::outbound, where addresses are looked at";
    let applies = |path: &str| {
        !in_crate(path, &["kamerton-fakes"])
            && !path.starts_with("crates/kamerton-channels/src/outbound")
    };
    find_words(repository, &words, advice, applies)
}

/// What is begun is finished or not there.
pub fn nothing_is_left_unfinished(repository: &Repository) -> Vec<Finding> {
    let advice = "finish it or take it out";
    find_words(repository, &["todo!", "unimplemented!", "dbg!"], advice, |_| true)
}

/// What the head of a loop borrows lives until the loop ends: a session taken there is held by all that
/// the loop does, and two that do so with two readers wait for each other for ever.
pub fn no_loop_holds_a_session(repository: &Repository) -> Vec<Finding> {
    let takes = ["read().await", "write().await"];
    let mut findings = Vec::new();
    for (path, line) in shipped_lines(repository, |_| true) {
        let code = line.code.trim_start();
        if code.starts_with("for ") && takes.iter().any(|word| code.contains(word)) {
            let message = "a session in the head of a loop is held until its end: read before it";
            findings.push(Finding::new(path, line.number, message.to_owned()));
        }
    }
    findings
}

/// A library returns what it has to say; the binary decides who hears it, and in which language. The
/// trainer is a binary with a library for its tests.
pub fn only_the_binary_prints(repository: &Repository) -> Vec<Finding> {
    let macros = ["println!", "print!", "eprintln!", "eprint!"];
    let advice = "only the binary prints: return the value";
    find_words(repository, &macros, advice, |path| !in_crate(path, &["kamerton", "kamerton-train"]))
}

fn find_words(
    repository: &Repository,
    words: &[&str],
    advice: &str,
    applies: impl Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, line) in shipped_lines(repository, applies) {
        if let Some(word) = words.iter().find(|word| has_word(&line.code, word)) {
            let message = format!("«{}»: {advice}", word.trim_end_matches(':'));
            findings.push(Finding::new(path, line.number, message));
        }
    }
    findings
}

/// The lines of the crates' own sources that are not tests.
fn shipped_lines(
    repository: &Repository,
    applies: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&str, Line)> {
    repository
        .files("rs")
        .filter(move |(path, _)| is_shipped(path) && applies(path))
        .flat_map(|(path, text)| lines(text).into_iter().map(move |line| (path, line)))
        .filter(|(_, line)| !line.is_test)
}

/// Sources of the crates, without test modules in files of their own, examples, benchmarks and build
/// scripts, which talk to cargo by printing.
fn is_shipped(path: &str) -> bool {
    let aside = ["/build.rs", "/tests/", "/tests.rs", "/testing.rs", "/examples/", "/benches/"];
    path.starts_with("crates/") && !aside.iter().any(|part| path.contains(part))
}

fn in_crate(path: &str, names: &[&str]) -> bool {
    let inside = path.strip_prefix("crates/").and_then(|rest| rest.split('/').next());
    inside.is_some_and(|name| names.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::super::testing::places;
    use super::*;

    const CORE: &str = "crates/kamerton-core/src/a.rs";
    const APP: &str = "crates/kamerton-app/src/a.rs";
    const STORE: &str = "crates/kamerton-store/src/a.rs";

    #[test]
    fn core_may_not_read_the_clock() {
        let text = "// Instant::now is spoken of\nlet a = Instant::now();\nlet b = \"std::fs\";";
        assert_eq!(
            places(core_touches_no_world, &[(CORE, text), (APP, text)]),
            [format!("{CORE}:2")]
        );
    }

    #[test]
    fn core_may_not_wait() {
        let text = "async fn a() {}";
        assert_eq!(
            places(leaf_crates_are_not_async, &[(CORE, text), (APP, text)]),
            [format!("{CORE}:1")]
        );
    }

    #[test]
    fn sql_is_found_outside_the_store() {
        let text = "let a = \"\n  SELECT 1\";\n// SELECT 2\n#[cfg(test)]\nmod t { \"SELECT 3\" }";
        assert_eq!(
            places(sql_stays_in_the_store, &[(APP, text), (STORE, text)]),
            [format!("{APP}:2")]
        );
    }

    #[test]
    fn a_session_in_the_head_of_a_loop_is_found() {
        let text = "for row in all(&mut store.read().await?).await? {}\n\
             let rows = all(&mut store.read().await?).await?;\nfor row in rows {}";
        assert_eq!(places(no_loop_holds_a_session, &[(APP, text)]), [format!("{APP}:1")]);
    }

    #[test]
    fn nobody_connects_by_themselves() {
        let text = "use tokio::net::{TcpListener, TcpStream};\nlookup_host(a)\n// a TcpStream\n";
        let out = "crates/kamerton-channels/src/outbound/dial.rs";
        let fake = "crates/kamerton-fakes/src/stage.rs";
        assert_eq!(
            places(connections_go_the_one_way_out, &[(APP, text), (out, text), (fake, text)]),
            [format!("{APP}:1"), format!("{APP}:2")]
        );
    }

    #[test]
    fn unfinished_work_is_found_but_not_in_tests() {
        let files = [(APP, "todo!()"), ("crates/kamerton-app/tests/it/main.rs", "todo!()")];
        assert_eq!(places(nothing_is_left_unfinished, &files), [format!("{APP}:1")]);
    }

    #[test]
    fn a_library_does_not_print() {
        let files = [(APP, "println!()"), ("crates/kamerton/src/main.rs", "println!()")];
        assert_eq!(places(only_the_binary_prints, &files), [format!("{APP}:1")]);
    }
}
