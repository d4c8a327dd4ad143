//! Pictures of a place: all people on one, or groups of which each opens into a picture of its own.
//!
//! A picture follows from what passed and nothing else, so it is the same whether it was drawn while people
//! talked or afterwards, and one whose digest has not changed is not drawn again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use kamerton_core::community_map::{MOST_GROUPS, MOST_PEOPLE, MOST_TIES, Month, left_of};
use kamerton_core::id::{PersonId, PlaceId};
use kamerton_graph::{
    Components, Edges, Graph, Point, Search, apart, communities, components, layout,
};
use sha2::{Digest, Sha256};

use super::body::{Body, Cluster, Line, Spot};
use super::talk::{Passed, Talk};
use crate::error::{AppError, Result};

/// Places of people are kept to a hundredth of what lies between neighbours.
const HUNDRED: f64 = 100.0;
/// People by whom a group is called.
const FIRST: usize = 3;
/// How far groups stand from each other, measured by the mean size of one.
const STRIDE: f64 = 2.6;

/// A picture.
pub(super) struct Picture {
    /// 0 for the whole place, else the number of a group.
    pub part: i64,
    /// Of what it was drawn.
    pub digest: String,
    /// What is on it; nothing where that is known already.
    pub body: Option<Body>,
}

/// A picture that is to be drawn.
struct Wanted {
    part: i64,
    within: Option<i64>,
    passed: Vec<Passed>,
}

impl Wanted {
    fn digest(&self, talk: &Talk) -> String {
        let mut hash = Sha256::new();
        hash.update(talk.now.0.to_le_bytes());
        hash.update(self.within.unwrap_or(-1).to_le_bytes());
        for passed in &self.passed {
            let Passed { place: _, one, other, month, strength } = passed;
            hash.update(one.0.as_bytes());
            hash.update(other.0.as_bytes());
            hash.update(month.0.to_le_bytes());
            hash.update(strength.to_le_bytes());
            for person in [one, other] {
                hash.update([u8::from(talk.loyal.contains(person))]);
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// All pictures of a place, the whole of it first; those whose digest is as before are without a body.
pub(super) fn pictures(
    talk: &Talk,
    place: PlaceId,
    before: &HashMap<i64, String>,
) -> Result<Vec<Picture>> {
    let whole = Wanted { part: 0, within: None, passed: talk.of(place) };
    if before.get(&0) == Some(&whole.digest(talk)) {
        let known = |(part, digest): (&i64, &String)| Picture {
            part: *part,
            digest: digest.clone(),
            body: None,
        };
        return Ok(before.iter().map(known).collect());
    }
    let mut queue = VecDeque::from([whole]);
    let mut drawn = Vec::new();
    let mut next = 1;
    while let Some(wanted) = queue.pop_front() {
        let digest = wanted.digest(talk);
        let people = people(&wanted.passed);
        let is_known = before.get(&wanted.part) == Some(&digest);
        if is_known && people.len() <= MOST_PEOPLE {
            drawn.push(Picture { part: wanted.part, digest, body: None });
            continue;
        }
        let (body, parts) = Drawing::of(talk, place, &wanted, people)?.draw(next)?;
        next += parts.len() as i64;
        queue.extend(parts);
        drawn.push(Picture { part: wanted.part, digest, body: Some(body) });
    }
    Ok(drawn)
}

fn people(passed: &[Passed]) -> Vec<PersonId> {
    let all: BTreeSet<PersonId> = passed.iter().flat_map(|one| [one.one, one.other]).collect();
    all.into_iter().collect()
}

/// What passed between two of those on a picture.
struct Pair {
    a: u32,
    b: u32,
    /// By months before the picture's, the earliest first.
    months: Vec<(i32, i64)>,
    /// What is left of it in the picture's month.
    left: f64,
}

/// Everything of which a picture is drawn.
struct Drawing<'a> {
    talk: &'a Talk,
    place: PlaceId,
    wanted: &'a Wanted,
    people: Vec<PersonId>,
    pairs: Vec<Pair>,
    graph: Graph,
    /// How strongly each is tied to others on it.
    held: Vec<f64>,
    /// How many months before the picture's each was first there.
    since: Vec<i32>,
}

fn wrong(error: impl std::fmt::Display) -> AppError {
    AppError::Asked(format!("the map cannot be drawn: {error}"))
}

/// A graph of these pairs.
fn graph(nodes: usize, pairs: &[Pair]) -> Result<Graph> {
    let mut edges = Edges::with_capacity(pairs.len());
    for pair in pairs {
        edges.push(pair.a, pair.b, pair.left).map_err(wrong)?;
    }
    Graph::undirected(nodes, edges).map_err(wrong)
}

/// What passed, by pairs of numbers; `number` gives those of people who are on the picture.
fn pairs(passed: &[Passed], now: Month, number: impl Fn(&PersonId) -> Option<u32>) -> Vec<Pair> {
    let mut found: BTreeMap<(u32, u32), BTreeMap<Reverse<i32>, i64>> = BTreeMap::new();
    for one in passed {
        let Some((a, b)) = number(&one.one).zip(number(&one.other)) else { continue };
        if a == b {
            continue;
        }
        let months = found.entry((a.min(b), a.max(b))).or_default();
        *months.entry(Reverse(now.0 - one.month.0)).or_default() += one.strength;
    }
    let pair = |((a, b), months): ((u32, u32), BTreeMap<Reverse<i32>, i64>)| {
        let months: Vec<(i32, i64)> =
            months.into_iter().map(|(Reverse(ago), strength)| (ago, strength)).collect();
        let left = months.iter().map(|(ago, strength)| left_of(*strength, *ago)).sum();
        Pair { a, b, months, left }
    };
    found.into_iter().map(pair).collect()
}

impl<'a> Drawing<'a> {
    fn of(
        talk: &'a Talk,
        place: PlaceId,
        wanted: &'a Wanted,
        people: Vec<PersonId>,
    ) -> Result<Self> {
        let number = |person: &PersonId| people.binary_search(person).ok().map(|at| at as u32);
        let pairs = pairs(&wanted.passed, talk.now, number);
        let graph = graph(people.len(), &pairs)?;
        let mut held = vec![0.0; people.len()];
        let mut since = vec![0; people.len()];
        for pair in &pairs {
            let first = pair.months.first().map_or(0, |(ago, _)| *ago);
            for end in [pair.a as usize, pair.b as usize] {
                if let (Some(held), Some(since)) = (held.get_mut(end), since.get_mut(end)) {
                    *held += pair.left;
                    *since = first.max(*since);
                }
            }
        }
        Ok(Self { talk, place, wanted, people, pairs, graph, held, since })
    }

    /// The picture, and the parts into which it opens; these get numbers from `next` on.
    fn draw(self, next: i64) -> Result<(Body, Vec<Wanted>)> {
        if self.people.len() <= MOST_PEOPLE {
            return Ok((self.of_people(), Vec::new()));
        }
        let groups = communities(&self.graph, &Search::default());
        if groups.sizes.len() > 1 {
            return self.of_groups(&groups.of, groups.sizes.len(), next);
        }
        // What cannot be divided is shown by those who are tied most.
        let mut order: Vec<usize> = (0..self.people.len()).collect();
        let held = |one: &usize| self.held.get(*one).copied().unwrap_or_default();
        order.sort_by(|one, other| held(other).total_cmp(&held(one)).then(one.cmp(other)));
        order.truncate(MOST_PEOPLE);
        let kept: BTreeSet<PersonId> =
            order.iter().filter_map(|one| self.people.get(*one).copied()).collect();
        let is_kept = |one: &&Passed| kept.contains(&one.one) && kept.contains(&one.other);
        let passed: Vec<Passed> = self.wanted.passed.iter().filter(is_kept).copied().collect();
        let Wanted { part, within, .. } = *self.wanted;
        let few = Wanted { part, within, passed };
        let people = people(&few.passed);
        let left = self.people.len() - people.len();
        let body = Drawing::of(self.talk, self.place, &few, people)?.of_people();
        Ok((Body { people_left: left as i64, ..body }, Vec::new()))
    }

    fn of_people(&self) -> Body {
        let places = layout(&self.graph);
        let islands = islands(&self.graph);
        let groups = communities(&self.graph, &Search::default());
        let cell = |cells: &[u32], at: usize| cells.get(at).copied().unwrap_or_default();
        let spot = |(number, (person, point)): (usize, (&PersonId, &Point))| Spot {
            person: *person,
            x: hundredths(point.x),
            y: hundredths(point.y),
            group: cell(&groups.of, number),
            island: cell(&islands.of, number),
            since: self.since.get(number).copied().unwrap_or_default(),
        };
        let dots: Vec<Spot> = self.people.iter().zip(&places).enumerate().map(spot).collect();
        let mut clusters = self.clusters(&groups.of, groups.sizes.len(), &islands);
        for (number, cluster) in clusters.iter_mut().enumerate() {
            let own = groups.of.iter().zip(&places);
            let own: Vec<Point> =
                own.filter(|(of, _)| **of as usize == number).map(|(_, point)| *point).collect();
            let (middle, radius) = around(&own);
            (cluster.x, cluster.y) = (hundredths(middle.x), hundredths(middle.y));
            cluster.radius = hundredths(radius);
        }
        let (ties, ties_left) = strongest(&self.pairs);
        Body {
            now: self.talk.now.0,
            within: self.wanted.within,
            dots,
            groups: clusters,
            ties,
            ties_left,
            ..Body::default()
        }
    }

    fn of_groups(&self, of: &[u32], count: usize, next: i64) -> Result<(Body, Vec<Wanted>)> {
        let islands = islands(&self.graph);
        let shown = count.min(MOST_GROUPS);
        let all = self.clusters(of, count, &islands);
        let people_left = all.iter().skip(shown).map(|cluster| cluster.people).sum();
        let mut clusters: Vec<Cluster> = all.into_iter().take(shown).collect();
        let number = |person: &PersonId| {
            let at = self.people.binary_search(person).ok()?;
            of.get(at).copied().filter(|group| (*group as usize) < shown)
        };
        let pairs = pairs(&self.wanted.passed, self.talk.now, number);
        let mean = clusters.iter().map(|one| one.people as f64).sum::<f64>() / shown.max(1) as f64;
        let radii: Vec<f64> =
            clusters.iter().map(|one| (one.people as f64 / mean.max(1.0)).sqrt()).collect();
        let places = layout(&graph(shown, &pairs)?);
        let wide: Vec<Point> =
            places.iter().map(|point| Point { x: point.x * STRIDE, y: point.y * STRIDE }).collect();
        let places = apart(&wide, &radii.iter().map(|radius| radius * 1.15).collect::<Vec<_>>());
        let mut parts: Vec<Wanted> = Vec::with_capacity(shown);
        for (at, cluster) in clusters.iter_mut().enumerate() {
            let point = places.get(at).copied().unwrap_or_default();
            (cluster.x, cluster.y) = (hundredths(point.x), hundredths(point.y));
            cluster.radius = hundredths(radii.get(at).copied().unwrap_or(1.0));
            let part = next + at as i64;
            cluster.part = Some(part);
            parts.push(Wanted { part, within: Some(self.wanted.part), passed: Vec::new() });
        }
        for one in &self.wanted.passed {
            let Some(group) = number(&one.one).filter(|own| number(&one.other) == Some(*own))
            else {
                continue;
            };
            if let Some(part) = parts.get_mut(group as usize) {
                part.passed.push(*one);
            }
        }
        let (ties, ties_left) = strongest(&pairs);
        let body = Body {
            now: self.talk.now.0,
            within: self.wanted.within,
            groups: clusters,
            ties,
            ties_left,
            people_left,
            groups_left: (count - shown) as i64,
            ..Body::default()
        };
        Ok((body, parts))
    }

    /// What there is to say of groups; where they stand is said by whoever places them.
    fn clusters(&self, of: &[u32], count: usize, islands: &Components) -> Vec<Cluster> {
        let mut clusters = vec![Cluster::default(); count];
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (number, group) in of.iter().enumerate() {
            if let Some(own) = members.get_mut(*group as usize) {
                own.push(number);
            }
        }
        let places = self.places(of, count);
        let held = |one: &usize| self.held.get(*one).copied().unwrap_or_default();
        for ((cluster, mut own), place) in clusters.iter_mut().zip(members).zip(places) {
            own.sort_by(|one, other| held(other).total_cmp(&held(one)).then(one.cmp(other)));
            let person = |one: &usize| self.people.get(*one).copied();
            cluster.people = own.len() as i64;
            cluster.first = own.iter().take(FIRST).filter_map(person).collect();
            let loyal = own.iter().filter_map(person).filter(|one| self.talk.loyal.contains(one));
            cluster.loyal = loyal.count() as i64;
            cluster.place = place;
            let island = own.first().and_then(|one| islands.of.get(*one)).copied();
            cluster.island = island.unwrap_or_default();
            let mut came: BTreeMap<Reverse<i32>, i64> = BTreeMap::new();
            for one in &own {
                let ago = self.since.get(*one).copied().unwrap_or_default();
                *came.entry(Reverse(ago)).or_default() += 1;
            }
            let mut sum = 0;
            cluster.grew = came
                .into_iter()
                .map(|(Reverse(ago), count)| {
                    sum += count;
                    (ago, sum)
                })
                .collect();
        }
        clusters
    }

    /// In which place most of what passes within each group passes, if more than half does.
    fn places(&self, of: &[u32], count: usize) -> Vec<Option<PlaceId>> {
        let mut found = vec![None; count];
        if self.place != PlaceId::NIL {
            return found;
        }
        let number = |person: &PersonId| {
            self.people.binary_search(person).ok().and_then(|at| of.get(at).copied())
        };
        let mut sums: Vec<BTreeMap<PlaceId, i64>> = vec![BTreeMap::new(); count];
        for one in &self.talk.passed {
            let Some(group) = number(&one.one).filter(|own| number(&one.other) == Some(*own))
            else {
                continue;
            };
            if let Some(sums) = sums.get_mut(group as usize) {
                *sums.entry(one.place).or_default() += one.strength;
            }
        }
        for (found, sums) in found.iter_mut().zip(sums) {
            let all: i64 = sums.values().sum();
            let most = sums.into_iter().max_by_key(|(place, sum)| (*sum, Reverse(*place)));
            *found = most.filter(|(_, sum)| 2 * sum > all).map(|(place, _)| place);
        }
        found
    }
}

/// The islands, numbered from the largest on.
fn islands(graph: &Graph) -> Components {
    let Components { of, sizes } = components(graph);
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|island| (Reverse(sizes.get(*island).copied()), *island));
    let mut numbers = vec![0_u32; sizes.len()];
    for (number, island) in order.iter().enumerate() {
        if let Some(cell) = numbers.get_mut(*island) {
            *cell = number as u32;
        }
    }
    let number = |island: u32| numbers.get(island as usize).copied().unwrap_or_default();
    Components {
        of: of.into_iter().map(number).collect(),
        sizes: order.iter().filter_map(|island| sizes.get(*island).copied()).collect(),
    }
}

/// The strongest pairs as they are kept, in order of their ends, and how many are left out.
fn strongest(pairs: &[Pair]) -> (Vec<Line>, i64) {
    let mut order: Vec<&Pair> = pairs.iter().collect();
    order.sort_by(|one, other| {
        other.left.total_cmp(&one.left).then((one.a, one.b).cmp(&(other.a, other.b)))
    });
    let left = order.len().saturating_sub(MOST_TIES);
    order.truncate(MOST_TIES);
    order.sort_by_key(|pair| (pair.a, pair.b));
    let line = |pair: &&Pair| Line { a: pair.a, b: pair.b, months: pair.months.clone() };
    (order.iter().map(line).collect(), left as i64)
}

/// The middle of points, and how far they reach from it.
fn around(points: &[Point]) -> (Point, f64) {
    let count = points.len().max(1) as f64;
    let middle = Point {
        x: points.iter().map(|point| point.x).sum::<f64>() / count,
        y: points.iter().map(|point| point.y).sum::<f64>() / count,
    };
    let far = points.iter().map(|point| (point.x - middle.x).hypot(point.y - middle.y));
    (middle, far.fold(0.0, f64::max))
}

fn hundredths(value: f64) -> i32 {
    (value * HUNDRED).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: usize) -> PersonId {
        PersonId::derived(&[&number.to_le_bytes()])
    }

    /// So many groups of ninety, each a ring with a hub; the groups are a chain by single ties.
    fn talk(groups: usize) -> Talk {
        let now = Month(24_000);
        let place = PlaceId::derived(&[b"somewhere"]);
        let mut passed = Vec::new();
        let mut add = |one: usize, other: usize, ago: i32, strength: i64| {
            let (one, other) = (person(one), person(other));
            let (one, other) = (one.min(other), one.max(other));
            passed.push(Passed { place, one, other, month: now.plus(-ago), strength });
        };
        for group in 0..groups {
            let first = group * 90;
            for one in 1..90 {
                add(first, first + one, 1, 8);
                add(first + one, first + one % 89 + 1, 0, 8);
            }
            if group > 0 {
                add(first, first - 90, 3, 1);
            }
        }
        passed.sort_unstable();
        Talk { now, passed, loyal: BTreeSet::from([person(0), person(1)]) }
    }

    fn everywhere(talk: &Talk, before: &HashMap<i64, String>) -> Vec<Picture> {
        pictures(talk, PlaceId::NIL, before).unwrap_or_default()
    }

    #[test]
    fn a_large_community_is_shown_by_groups_of_which_each_opens() {
        let talk = talk(60);
        let drawn = everywhere(&talk, &HashMap::new());
        let bodies: Vec<&Body> = drawn.iter().filter_map(|one| one.body.as_ref()).collect();
        let whole = bodies[0];
        assert!(whole.dots.is_empty() && whole.groups.len() > 10, "{}", whole.groups.len());
        let people: i64 = whole.groups.iter().map(|group| group.people).sum();
        assert_eq!(people, 5_400);
        assert_eq!(whole.groups.iter().map(|group| group.loyal).sum::<i64>(), 2);
        assert_eq!(drawn.len(), 1 + whole.groups.len());
        for (group, part) in whole.groups.iter().zip(&drawn[1..]) {
            assert_eq!(group.part, Some(part.part));
            let body = part.body.as_ref().expect("it was not drawn before");
            assert_eq!((body.dots.len() as i64, body.within), (group.people, Some(0)));
            assert!(body.ties.iter().all(|tie| tie.a < tie.b && tie.b < body.dots.len() as u32));
            assert_eq!(group.grew.last(), Some(&(1, group.people)));
        }
        for one in 0..whole.groups.len() {
            for other in 0..one {
                let (one, other) = (&whole.groups[one], &whole.groups[other]);
                let apart = f64::from(one.x - other.x).hypot(f64::from(one.y - other.y));
                let radii = f64::from(one.radius + other.radius);
                assert!(apart > 0.95 * radii, "{apart} {radii}");
            }
        }
    }

    #[test]
    fn what_has_not_changed_is_not_drawn_again() {
        let mut talk = talk(3);
        let drawn = everywhere(&talk, &HashMap::new());
        assert_eq!(drawn.len(), 1);
        let before: HashMap<i64, String> =
            drawn.iter().map(|one| (one.part, one.digest.clone())).collect();
        assert!(everywhere(&talk, &before).iter().all(|one| one.body.is_none()));
        talk.passed[0].strength += 1;
        let again = everywhere(&talk, &before);
        assert!(again[0].body.is_some() && again[0].digest != drawn[0].digest);
    }

    #[test]
    fn a_tie_keeps_its_months_and_people_their_first() {
        let now = Month(24_000);
        let place = PlaceId::derived(&[b"somewhere"]);
        let (one, other) = (person(1).min(person(2)), person(1).max(person(2)));
        let passed =
            |ago: i32, strength| Passed { place, one, other, month: now.plus(-ago), strength };
        let mut all = vec![passed(5, 4), passed(0, 2)];
        all.sort_unstable();
        let talk = Talk { now, passed: all, loyal: BTreeSet::new() };
        let drawn = everywhere(&talk, &HashMap::new());
        let body = drawn[0].body.as_ref().expect("it was drawn");
        assert_eq!(body.ties, [Line { a: 0, b: 1, months: vec![(5, 4), (0, 2)] }]);
        assert!(body.dots.iter().all(|dot| dot.since == 5 && dot.island == 0));
        assert_eq!(body.groups[0].place, Some(place));
        assert_eq!(Body::of(&body.text()), *body);
    }

    #[test]
    fn of_nothing_there_is_an_empty_picture() {
        let talk = Talk { now: Month(1), passed: Vec::new(), loyal: BTreeSet::new() };
        let drawn = everywhere(&talk, &HashMap::new());
        assert_eq!(drawn[0].body, Some(Body { now: 1, ..Body::default() }));
    }
}
