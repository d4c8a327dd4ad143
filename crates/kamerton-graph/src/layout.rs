//! Where to draw nodes, so that those who talk with each other stand together.
//!
//! Each island is laid out by itself with the forces of ForceAtlas2 (Jacomy, Venturini, Heymann and Bastian,
//! PLoS ONE 9(6), 2014): nodes push each other away by their degrees, edges pull, and each node's speed
//! falls when it swings. Its beginning is not drawn by chance but a sunflower (Vogel, Mathematical
//! Biosciences 44, 1979) in the order in which the island is walked from its strongest node. Pushes between
//! nodes far apart are those of whole cells of a grid, by their centres (the idea of Barnes and Hut, Nature
//! 324, 1986). The largest island lies in the middle, the others around it without touching.
//!
//! The same graph gives the same places.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::f64::consts::{PI, TAU};

use crate::cells::{add, at, put};
use crate::components::components;
use crate::graph::Graph;

/// Where a node stands: distances of one are about those between neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    fn minus(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    fn plus(self, other: Self, times: f64) -> Self {
        Self { x: self.x + other.x * times, y: self.y + other.y * times }
    }

    fn length(self) -> f64 {
        self.x.hypot(self.y)
    }
}

/// Moves nodes are given: fewer where there are many, which need a part of the way each.
const MOVES: usize = 240;
const MOVES_OF_MANY: usize = 140;
/// From so many nodes on there are many.
const MANY: usize = 1_500;
/// How strongly nodes push, edges pulling by one.
const PUSH: f64 = 2.0;
/// How strongly everything is drawn to the middle of its island.
const GRAVITY: f64 = 0.08;
/// Nodes that stand in one place are pushed apart as if they were so far from each other.
const NEAR: f64 = 0.01;
/// How far from the middle a node of an island of so many stands on the mean, in roots of their number.
const SPREAD: f64 = 0.75;
/// Room around an island.
const MARGIN: f64 = 1.5;
/// The angle of the sunflower.
const GOLDEN: f64 = PI * 0.763_932_022_500_210_3;

/// Places the nodes of a graph. Directions do not matter; heavier edges pull more, by the logarithm.
pub fn layout(graph: &Graph) -> Vec<Point> {
    let plain = graph.without_direction();
    let islands = components(&plain);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); islands.sizes.len()];
    for (node, island) in islands.of.iter().enumerate() {
        if let Some(members) = members.get_mut(*island as usize) {
            members.push(node as u32);
        }
    }
    members.sort_by_key(|members| (Reverse(members.len()), members.first().copied()));
    let mut numbers = vec![0_u32; plain.nodes()];
    let mut places = vec![Point::default(); plain.nodes()];
    let mut circles: Vec<(Point, f64)> = Vec::with_capacity(members.len());
    let mut spiral = Spiral::default();
    for members in &members {
        for (number, node) in members.iter().enumerate() {
            put(&mut numbers, *node as usize, number as u32);
        }
        let own = island(&plain, members, &numbers);
        let radius = own.iter().map(|point| point.length()).fold(0.0, f64::max) + MARGIN;
        let middle = spiral.room(&circles, radius);
        circles.push((middle, radius));
        for (node, point) in members.iter().zip(own) {
            put(&mut places, *node as usize, point.plus(middle, 1.0));
        }
    }
    places
}

/// Pushes circles apart that overlap, as little as is needed; where each is.
pub fn apart(places: &[Point], radii: &[f64]) -> Vec<Point> {
    let mut places = places.to_vec();
    for _ in 0..MOVES {
        let mut moved = false;
        for one in 0..places.len() {
            for other in 0..one {
                let needed = at(radii, one) + at(radii, other);
                let gap = at(&places, one).minus(at(&places, other));
                let distance = gap.length();
                if distance >= needed {
                    continue;
                }
                moved = true;
                let way = if distance < NEAR { sunflower(one + 1) } else { gap };
                let half = (needed - distance) * 0.505 / way.length().max(NEAR);
                let (first, second) = (at(&places, one), at(&places, other));
                put(&mut places, one, first.plus(way, half));
                put(&mut places, other, second.plus(way, -half));
            }
        }
        if !moved {
            break;
        }
    }
    places
}

/// Where there is room for circle after circle, each no larger than the one before: rings around the first,
/// each gone round once.
#[derive(Default)]
struct Spiral {
    ring: f64,
    angle: f64,
}

impl Spiral {
    fn room(&mut self, circles: &[(Point, f64)], radius: f64) -> Point {
        let Some((_, first)) = circles.first() else { return Point::default() };
        self.ring = self.ring.max(first + radius);
        loop {
            let point = Point { x: self.ring * self.angle.cos(), y: self.ring * self.angle.sin() };
            let touches =
                |(middle, other): &(Point, f64)| middle.minus(point).length() < other + radius;
            self.angle += (radius / self.ring).min(0.5);
            if self.angle > TAU {
                self.angle -= TAU;
                self.ring += radius;
            }
            if !circles.iter().any(touches) {
                return point;
            }
        }
    }
}

fn sunflower(number: usize) -> Point {
    let (distance, angle) = ((number as f64).sqrt(), number as f64 * GOLDEN);
    Point { x: distance * angle.cos(), y: distance * angle.sin() }
}

/// An edge within an island: its ends by their numbers there, and how strongly it pulls.
type Pull = (usize, usize, f64);

/// One island around the point zero; `numbers`: the number of each of its nodes within it.
fn island(graph: &Graph, members: &[u32], numbers: &[u32]) -> Vec<Point> {
    let mut pulls: Vec<Pull> = Vec::new();
    let mut masses = vec![1.0; members.len()];
    for (number, node) in members.iter().enumerate() {
        for (other, weight) in graph.out().arcs(*node as usize) {
            let other = at(numbers, other as usize) as usize;
            if other < number {
                pulls.push((number, other, weight.max(0.0).ln_1p()));
                add(&mut masses, number, 1.0);
                add(&mut masses, other, 1.0);
            }
        }
    }
    let mut places = beginning(members.len(), &pulls, &masses);
    if members.len() > 2 {
        settle(&mut places, &pulls, &masses);
    }
    scaled(places)
}

/// A sunflower in the order in which the island is walked from its node of the highest degree.
fn beginning(count: usize, pulls: &[Pull], masses: &[f64]) -> Vec<Point> {
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (one, other, _) in pulls {
        for (from, to) in [(*one, *other), (*other, *one)] {
            if let Some(known) = neighbours.get_mut(from) {
                known.push(to);
            }
        }
    }
    let mut places = vec![Point::default(); count];
    let mut seen = vec![false; count];
    let strongest =
        (0..count).rev().max_by(|one, other| at(masses, *one).total_cmp(&at(masses, *other)));
    let mut waiting: VecDeque<usize> = strongest.into_iter().collect();
    waiting.iter().for_each(|node| put(&mut seen, *node, true));
    let mut number = 0;
    while let Some(node) = waiting.pop_front() {
        put(&mut places, node, sunflower(number));
        number += 1;
        for other in neighbours.get(node).into_iter().flatten() {
            if !at(&seen, *other) {
                put(&mut seen, *other, true);
                waiting.push_back(*other);
            }
        }
    }
    places
}

/// Moves the nodes until they have been given all their moves.
fn settle(places: &mut [Point], pulls: &[Pull], masses: &[f64]) {
    let mut before = vec![Point::default(); places.len()];
    let mut speed = 1.0_f64;
    let moves = if places.len() >= MANY { MOVES_OF_MANY } else { MOVES };
    for _ in 0..moves {
        let forces = forces(places, pulls, masses);
        let (mut swing, mut traction) = (0.0, 0.0);
        for ((now, then), mass) in forces.iter().zip(&before).zip(masses) {
            swing += mass * now.minus(*then).length();
            traction += mass * now.plus(*then, 1.0).length() / 2.0;
        }
        let wanted = traction / swing.max(1e-9);
        speed = wanted.min(speed * 1.5).max(1e-3);
        for ((place, now), then) in places.iter_mut().zip(&forces).zip(&before) {
            let own = speed / (1.0 + speed * now.minus(*then).length().sqrt());
            let most = 10.0 / now.length().max(1e-9);
            *place = place.plus(*now, own.min(most));
        }
        before = forces;
    }
}

fn forces(places: &[Point], pulls: &[Pull], masses: &[f64]) -> Vec<Point> {
    let grid = Grid::of(places, masses);
    let mut forces: Vec<Point> = places
        .iter()
        .zip(masses)
        .enumerate()
        .map(|(node, (place, mass))| {
            let pushed = grid.push(node, *place, places, masses);
            let drawn = GRAVITY * mass / place.length().max(1.0);
            Point { x: PUSH * mass * pushed.x, y: PUSH * mass * pushed.y }.plus(*place, -drawn)
        })
        .collect();
    for (one, other, pull) in pulls {
        let gap = at(places, *one).minus(at(places, *other));
        let (first, second) = (at(&forces, *one), at(&forces, *other));
        put(&mut forces, *one, first.plus(gap, -pull));
        put(&mut forces, *other, second.plus(gap, *pull));
    }
    forces
}

/// The nodes by the cells of a grid over them.
struct Grid {
    side: usize,
    corner: Point,
    cell: f64,
    cells: Vec<Cell>,
}

#[derive(Clone, Default)]
struct Cell {
    nodes: Vec<u32>,
    middle: Point,
    mass: f64,
}

impl Grid {
    fn of(places: &[Point], masses: &[f64]) -> Self {
        let least = |of: fn(&Point) -> f64| places.iter().map(of).fold(f64::INFINITY, f64::min);
        let corner = Point { x: least(|one| one.x), y: least(|one| one.y) };
        let wide = places.iter().map(|one| (one.x - corner.x).max(one.y - corner.y));
        // The work of a node is that of all cells and of the nodes in nine of them.
        let side = ((places.len() as f64).powf(0.25) * 3.0).ceil().max(1.0) as usize;
        let cell = wide.fold(NEAR, f64::max) / side as f64;
        let mut grid = Self { side, corner, cell, cells: vec![Cell::default(); side * side] };
        for (node, (place, mass)) in places.iter().zip(masses).enumerate() {
            let (column, row) = grid.cell_of(*place);
            let number = row * side + column;
            if let Some(cell) = grid.cells.get_mut(number) {
                cell.nodes.push(node as u32);
                cell.middle = cell.middle.plus(*place, *mass);
                cell.mass += mass;
            }
        }
        for cell in grid.cells.iter_mut().filter(|cell| cell.mass > 0.0) {
            let Point { x, y } = cell.middle;
            cell.middle = Point { x: x / cell.mass, y: y / cell.mass };
        }
        grid
    }

    fn cell_of(&self, place: Point) -> (usize, usize) {
        let number = |along: f64| ((along / self.cell).max(0.0) as usize).min(self.side - 1);
        (number(place.x - self.corner.x), number(place.y - self.corner.y))
    }

    /// How all others push a node of mass one: those in the nine cells around it each by itself.
    fn push(&self, node: usize, place: Point, places: &[Point], masses: &[f64]) -> Point {
        let (column, row) = self.cell_of(place);
        let mut sum = Point::default();
        for (number, cell) in self.cells.iter().enumerate().filter(|(_, cell)| cell.mass > 0.0) {
            let near = (number % self.side).abs_diff(column) <= 1
                && (number / self.side).abs_diff(row) <= 1;
            if !near {
                sum = pushed(sum, place.minus(cell.middle), cell.mass);
                continue;
            }
            for other in cell.nodes.iter().map(|other| *other as usize).filter(|one| *one != node) {
                let mut gap = place.minus(at(places, other));
                if gap.length() < NEAR {
                    let way = sunflower(1 + node.abs_diff(other));
                    let side = if node > other { NEAR } else { -NEAR };
                    gap = Point { x: way.x * side / way.length(), y: way.y * side / way.length() };
                }
                sum = pushed(sum, gap, at(masses, other));
            }
        }
        sum
    }
}

fn pushed(sum: Point, gap: Point, mass: f64) -> Point {
    let square = (gap.x * gap.x + gap.y * gap.y).max(NEAR * NEAR);
    sum.plus(gap, mass / square)
}

/// Around their centre, as far from it on the mean as their number wants.
fn scaled(mut places: Vec<Point>) -> Vec<Point> {
    let count = places.len().max(1) as f64;
    let sum = places.iter().fold(Point::default(), |sum, place| sum.plus(*place, 1.0 / count));
    places.iter_mut().for_each(|place| *place = place.minus(sum));
    let square: f64 = places.iter().map(|place| place.length().powi(2)).sum();
    let mean = (square / count).sqrt();
    if mean > 0.0 {
        let times = SPREAD * count.sqrt() / mean;
        places
            .iter_mut()
            .for_each(|place| *place = Point { x: place.x * times, y: place.y * times });
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edges::Edges;

    fn graph(nodes: usize, pairs: &[(u32, u32)]) -> Graph {
        let mut edges = Edges::new();
        for (from, to) in pairs {
            edges.push(*from, *to, 1.0).unwrap();
        }
        Graph::undirected(nodes, edges).unwrap()
    }

    /// Two groups of six who all know each other, and one bridge.
    fn two_groups() -> Graph {
        let mut pairs = vec![(0, 6)];
        for first in [0, 6] {
            for one in first..first + 6 {
                pairs.extend((first..one).map(|other| (one, other)));
            }
        }
        graph(12, &pairs)
    }

    fn mean(places: &[Point], pairs: impl Iterator<Item = (usize, usize)>) -> f64 {
        let all: Vec<f64> =
            pairs.map(|(one, other)| places[one].minus(places[other]).length()).collect();
        all.iter().sum::<f64>() / all.len() as f64
    }

    #[test]
    fn who_talk_with_each_other_stand_together() {
        let places = layout(&two_groups());
        let within = mean(&places, (0..6).flat_map(|one| (0..one).map(move |other| (one, other))));
        let across = mean(&places, (0..6).flat_map(|one| (6..12).map(move |other| (one, other))));
        assert!(across > 1.8 * within, "{within} {across}");
        assert!(places.iter().all(|place| place.x.is_finite() && place.y.is_finite()));
    }

    #[test]
    fn the_same_graph_gives_the_same_places() {
        assert_eq!(layout(&two_groups()), layout(&two_groups()));
        assert_eq!(layout(&graph(0, &[])), []);
        assert_eq!(layout(&graph(1, &[])), [Point::default()]);
    }

    #[test]
    fn islands_do_not_touch() {
        // A ring of thirty, a star of ten, three pairs and five alone.
        let mut pairs: Vec<(u32, u32)> = (0..30).map(|one| (one, (one + 1) % 30)).collect();
        pairs.extend((31..40).map(|one| (30, one)));
        pairs.extend([(40, 41), (42, 43), (44, 45)]);
        let graph = graph(51, &pairs);
        let islands = components(&graph);
        let places = layout(&graph);
        let count = islands.sizes.len();
        let of = |island: usize| -> Vec<Point> {
            let own = islands.of.iter().zip(&places);
            own.filter(|(of, _)| **of as usize == island).map(|(_, place)| *place).collect()
        };
        for one in 0..count {
            for other in 0..one {
                let nearest = of(one)
                    .iter()
                    .flat_map(|place| of(other).into_iter().map(|far| place.minus(far).length()))
                    .fold(f64::INFINITY, f64::min);
                assert!(nearest >= 2.0 * MARGIN - 1e-9, "{one} {other}: {nearest}");
            }
        }
        let farthest = of(0).iter().map(|place| place.length()).fold(0.0, f64::max);
        assert!(places[50].length() > farthest, "the largest lies in the middle");
    }

    #[test]
    fn circles_are_pushed_apart() {
        let places = vec![Point::default(); 5];
        let radii = [1.0, 2.0, 1.0, 3.0, 1.0];
        let apart = apart(&places, &radii);
        for one in 0..5 {
            for other in 0..one {
                let gap = apart[one].minus(apart[other]).length();
                assert!(gap >= 0.95 * (radii[one] + radii[other]), "{one} {other} {gap}");
            }
        }
    }

    #[test]
    fn nodes_do_not_lie_upon_each_other() {
        // A star: nothing but the push keeps its ends apart.
        let star = graph(200, &(1..200).map(|one| (0, one)).collect::<Vec<_>>());
        let places = layout(&star);
        let mut close = 0;
        for one in 0..200 {
            close +=
                (0..one).filter(|other| places[one].minus(places[*other]).length() < 0.1).count();
        }
        assert!(close <= 4, "{close} pairs");
    }
}
