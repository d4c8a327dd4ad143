//! A condition taken apart into lines, and what the builder's buttons do with it.

use kamerton_core::segment::{Shape, Tree};

/// How a part is tied to what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// Both are to hold.
    And,
    /// Either will do.
    Or,
}

impl Joint {
    /// Its word in forms and translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
        }
    }

    /// The joint of a word; whatever else is said means both.
    pub fn of(word: &str) -> Self {
        if word == "or" { Self::Or } else { Self::And }
    }
}

/// A line of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Where it stands: numbers from the whole inwards, `0.2`.
    pub path: String,
    /// How far in, from 0.
    pub depth: usize,
    /// What ties it to the line before.
    pub joint: Option<Joint>,
    /// Whether it is not to hold.
    pub negated: bool,
    /// A condition, or how the lines below it are tied.
    pub what: What<'a>,
}

/// What a line holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What<'a> {
    /// A condition.
    One(&'a Tree),
    /// A group, whose lines follow, further in.
    Group(Joint),
}

/// The lines of a condition, in order.
pub fn lines(tree: &Tree) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    match group(tree) {
        // What holds everything together needs no line of its own.
        Some((joint, parts)) => inside(&mut lines, "", 0, joint, parts),
        None => line(&mut lines, String::new(), 0, None, tree),
    }
    lines
}

fn inside<'a>(
    lines: &mut Vec<Line<'a>>,
    path: &str,
    depth: usize,
    joint: Joint,
    parts: &'a [Tree],
) {
    for (number, part) in parts.iter().enumerate() {
        let path = if path.is_empty() { number.to_string() } else { format!("{path}.{number}") };
        line(lines, path, depth, (number > 0).then_some(joint), part);
    }
}

fn line<'a>(
    lines: &mut Vec<Line<'a>>,
    path: String,
    depth: usize,
    joint: Option<Joint>,
    tree: &'a Tree,
) {
    let (negated, bare) = bare(tree);
    match group(bare) {
        Some((tied, parts)) => {
            let what = What::Group(tied);
            lines.push(Line { path: path.clone(), depth, joint, negated, what });
            inside(lines, &path, depth + 1, tied, parts);
        }
        None => lines.push(Line { path, depth, joint, negated, what: What::One(bare) }),
    }
}

/// A condition without what turns it round, and whether it is turned round.
fn bare(mut tree: &Tree) -> (bool, &Tree) {
    let mut negated = false;
    while let Tree::Not(inner) = tree {
        negated = !negated;
        tree = inner;
    }
    (negated, tree)
}

fn group(tree: &Tree) -> Option<(Joint, &[Tree])> {
    match tree {
        Tree::All(parts) => Some((Joint::And, parts)),
        // Several values of one thing are written as a list, and read as one condition.
        Tree::Any(parts) if !is_list(parts) => Some((Joint::Or, parts)),
        Tree::Any(_) | Tree::Not(_) | Tree::One(_) => None,
    }
}

fn is_list(parts: &[Tree]) -> bool {
    let field = |part: &Tree| match part {
        Tree::One(one) => Some(one.field()),
        _ => None,
    };
    let Some(first) = parts.first().and_then(field) else { return false };
    let listed = matches!(first.shape(), Shape::Choice | Shape::Text);
    listed && parts.iter().all(|part| field(part) == Some(first))
}

/// The same with a condition more, tied to the part at a path; the empty path is the whole.
pub fn with(tree: Option<Tree>, path: &str, joint: Joint, new: Tree) -> Tree {
    let Some(mut tree) = tree else { return new };
    match at(&mut tree, path) {
        Some(part) => tie(part, joint, new),
        // The part is gone meanwhile: nothing of what was asked is lost.
        None => tie(&mut tree, joint, new),
    }
    tree
}

fn tie(part: &mut Tree, joint: Joint, new: Tree) {
    match (&mut *part, joint) {
        (Tree::All(parts), Joint::And) | (Tree::Any(parts), Joint::Or) => parts.push(new),
        _ => {
            let both = vec![part.clone(), new];
            *part = if joint == Joint::And { Tree::All(both) } else { Tree::Any(both) };
        }
    }
}

/// The same with the part at a path turned round: what was to hold is not to.
pub fn turned(mut tree: Tree, path: &str) -> Tree {
    if let Some(part) = at(&mut tree, path) {
        let (negated, bare) = bare(part);
        let bare = bare.clone();
        *part = if negated { bare } else { Tree::Not(Box::new(bare)) };
    }
    tree
}

/// The same without the part at a path; nothing when nothing is left.
pub fn without(mut tree: Tree, path: &str) -> Option<Tree> {
    if path.is_empty() {
        return None;
    }
    let (above, number) = path.rsplit_once('.').unwrap_or(("", path));
    let number: usize = number.parse().ok()?;
    let holder = at(&mut tree, above)?;
    let holder = inner(holder);
    let (Tree::All(parts) | Tree::Any(parts)) = holder else { return Some(tree) };
    if number < parts.len() {
        parts.remove(number);
    }
    match parts.len() {
        // A group of none is gone with its last line.
        0 => return without(tree, above),
        1 => {
            let only = parts.remove(0);
            *holder = only;
        }
        _ => {}
    }
    Some(tree)
}

/// The part at a path.
fn at<'a>(tree: &'a mut Tree, path: &str) -> Option<&'a mut Tree> {
    if path.is_empty() {
        return Some(tree);
    }
    let (number, rest) = path.split_once('.').unwrap_or((path, ""));
    match inner(tree) {
        Tree::All(parts) | Tree::Any(parts) => {
            at(parts.get_mut(number.parse::<usize>().ok()?)?, rest)
        }
        Tree::Not(_) | Tree::One(_) => None,
    }
}

/// What is turned round, as it can be changed.
fn inner(mut tree: &mut Tree) -> &mut Tree {
    while let Tree::Not(part) = tree {
        tree = part;
    }
    tree
}

#[cfg(test)]
mod tests {
    use kamerton_core::segment::{Language, parse, write};

    use super::*;

    fn read(text: &str) -> Tree {
        parse(text).unwrap()
    }

    fn said(tree: Option<Tree>) -> String {
        tree.map_or_else(String::new, |tree| write(&tree, Language::English))
    }

    const NESTED: &str = "state: warm and not (wrote or bought) and tag: \"vip\", \"tea\"";

    #[test]
    fn a_condition_is_taken_apart_into_lines() {
        let tree = read(NESTED);
        let told: Vec<String> = lines(&tree)
            .iter()
            .map(|line| {
                let what = match line.what {
                    What::One(one) => write(one, Language::English),
                    What::Group(joint) => format!("[{}]", joint.word()),
                };
                let joint = line.joint.map_or("", Joint::word);
                let not = if line.negated { "not " } else { "" };
                format!("{} {} {joint} {not}{what}", line.path, line.depth)
            })
            .collect();
        assert_eq!(
            told,
            [
                "0 0  state: warm",
                "1 0 and not [or]",
                "1.0 1  wrote",
                "1.1 1 or bought",
                "2 0 and tag: \"vip\", \"tea\"",
            ]
        );
    }

    #[test]
    fn a_condition_is_tied_to_the_whole_or_to_a_line() {
        let new = || read("leader");
        let with =
            |text: &str, path: &str, joint| said(Some(with(Some(read(text)), path, joint, new())));
        assert_eq!(said(Some(super::with(None, "", Joint::Or, new()))), "leader");
        assert_eq!(with("wrote", "", Joint::And), "wrote and leader");
        assert_eq!(with("wrote and bought", "", Joint::And), "wrote and bought and leader");
        assert_eq!(with("wrote and bought", "", Joint::Or), "(wrote and bought) or leader");
        assert_eq!(with("wrote and bought", "1", Joint::Or), "wrote and (bought or leader)");
        let nested = with(NESTED, "1", Joint::Or);
        assert!(nested.contains("(not (wrote or bought) or leader)"), "{nested}");
        let inside = with(NESTED, "1.1", Joint::And);
        assert!(inside.contains("not (wrote or (bought and leader))"), "{inside}");
        // A line that is gone meanwhile loses nothing.
        assert_eq!(with("wrote", "7.7", Joint::And), "wrote and leader");
    }

    #[test]
    fn lines_are_removed_and_turned_round() {
        let without = |text: &str, path: &str| said(without(read(text), path));
        assert_eq!(without("wrote", ""), "");
        assert_eq!(without("wrote and bought", "0"), "bought");
        assert_eq!(without("wrote and (bought or leader)", "1.0"), "wrote and leader");
        assert_eq!(without("wrote and (bought or leader)", "1"), "wrote");
        assert_eq!(without("wrote and not (bought or leader)", "1.1"), "wrote and not bought");
        for nonsense in ["5", "0.0", "x", "1.9.9"] {
            let text = "wrote and (bought or leader)";
            let left = super::without(read(text), nonsense).unwrap_or_else(|| read(text));
            assert_eq!(said(Some(left)), text, "{nonsense}");
        }
        let turned = |text: &str, path: &str| said(Some(turned(read(text), path)));
        assert_eq!(turned("wrote", ""), "not wrote");
        assert_eq!(turned("not wrote", ""), "wrote");
        assert_eq!(turned("wrote and bought", "1"), "wrote and not bought");
        assert_eq!(turned("not (wrote and bought)", ""), "wrote and bought");
        assert_eq!(turned("wrote and bought", "9"), "wrote and bought");
    }
}
