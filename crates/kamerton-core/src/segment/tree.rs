//! Conditions joined by and, or and not.

use super::{CONDITIONS, Condition, DEPTH, Trouble};
use crate::role::Role;

/// Conditions joined by and, or and not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree<T = Condition> {
    /// All of these hold; of nothing it is everybody.
    All(Vec<Self>),
    /// One of these holds; of nothing it is nobody.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// One condition.
    One(T),
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        Self::everybody()
    }
}

impl<T> Tree<T> {
    /// The tree that everybody fits.
    pub const fn everybody() -> Self {
        Self::All(Vec::new())
    }

    /// Whether everybody fits, whatever is known of them.
    pub fn is_everybody(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    /// All of these, in the one form that they have.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Self::All(flat) }
    }

    /// One of these, in the one form that they have.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::Any(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Self::Not(Box::default()),
            1 => flat.remove(0),
            _ => Self::Any(flat),
        }
    }

    /// The contrary, in the one form that it has.
    pub fn none_of(part: Self) -> Self {
        match part {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// How many levels of and, or and not lie above its deepest condition.
    pub fn depth(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                1 + parts.iter().map(Self::depth).max().unwrap_or_default()
            }
            Self::Not(inner) => 1 + inner.depth(),
            Self::One(_) => 0,
        }
    }

    /// Its conditions, as they are written.
    pub fn conditions(&self) -> Vec<&T> {
        let mut found = Vec::new();
        self.gather(&mut found);
        found
    }

    fn gather<'a>(&'a self, found: &mut Vec<&'a T>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.gather(found));
            }
            Self::Not(inner) => inner.gather(found),
            Self::One(one) => found.push(one),
        }
    }

    /// The same tree of what `f` makes of each condition, as they are written.
    ///
    /// # Errors
    /// The first that `f` gives.
    pub fn try_map<U, E>(&self, f: &mut impl FnMut(&T) -> Result<U, E>) -> Result<Tree<U>, E> {
        let many = |parts: &[Self], f: &mut _| {
            parts.iter().map(|part| part.try_map(f)).collect::<Result<Vec<_>, E>>()
        };
        Ok(match self {
            Self::All(parts) => Tree::All(many(parts, f)?),
            Self::Any(parts) => Tree::Any(many(parts, f)?),
            Self::Not(inner) => Tree::Not(Box::new(inner.try_map(f)?)),
            Self::One(one) => Tree::One(f(one)?),
        })
    }

    /// Whether it holds where `f` says of each condition whether that does.
    pub fn holds(&self, f: &impl Fn(&T) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(f)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(f)),
            Self::Not(inner) => !inner.holds(f),
            Self::One(one) => f(one),
        }
    }
}

impl<T: Clone> Tree<T> {
    /// The one form of all trees that are written alike: nothing nested in its own kind, nothing joined
    /// that is alone, nothing denied twice.
    #[must_use]
    pub fn normal(&self) -> Self {
        match self {
            Self::All(parts) => Self::all(parts.iter().map(Self::normal)),
            Self::Any(parts) => Self::any(parts.iter().map(Self::normal)),
            Self::Not(inner) => Self::none_of(inner.normal()),
            Self::One(one) => Self::One(one.clone()),
        }
    }
}

impl Tree {
    /// The role that is asked for: members where it is not said.
    pub fn role(&self) -> Role {
        let role = |part: &Self| match part {
            Self::One(Condition::Role(role)) => Some(*role),
            _ => None,
        };
        match self {
            Self::All(parts) => parts.iter().find_map(role),
            other => role(other),
        }
        .unwrap_or_default()
    }

    /// Whether it is within bounds, and its role where one may stand.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), Trouble> {
        if self.depth() > DEPTH {
            return Err(Trouble::TooDeep);
        }
        let conditions = self.conditions();
        if conditions.len() > CONDITIONS {
            return Err(Trouble::TooMany);
        }
        if let Some(odd) = conditions.iter().find(|one| !one.is_sound()) {
            return Err(Trouble::OutOfRange(odd.field()));
        }
        let roles = |of: &Self| {
            of.conditions().iter().filter(|one| matches!(one, Condition::Role(_))).count()
        };
        let top = match self {
            Self::All(parts) => {
                parts.iter().filter(|one| matches!(one, Self::One(Condition::Role(_)))).count()
            }
            other => usize::from(matches!(other, Self::One(Condition::Role(_)))),
        };
        if top > 1 || roles(self) > top {
            return Err(Trouble::RoleWithin);
        }
        Ok(())
    }
}
