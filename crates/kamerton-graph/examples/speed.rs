//! Measures the measures: `cargo run --release -p kamerton-graph --example speed -- WHAT [NODES [EDGES]]`.
//!
//! `random` and `preferential` are graphs of a million nodes and ten million edges unless said otherwise;
//! `influence` is a community of a hundred thousand people and a million messages, into which more come
//! one by one. Seconds are those of the processor, over all threads; memory is the most the process held.

use std::error::Error;
use std::fs;
use std::time::Instant;

use kamerton_graph::{
    Care, Chance, Edges, Graph, Influence, Search, Settings, communities, cores, eigenvector,
    pagerank, personalised, triangles,
};

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, usual: usize| {
        arguments.get(place).map_or(Ok(usual), |given| given.replace('_', "").parse())
    };
    match arguments.first().map(String::as_str) {
        Some("influence") => influence(number(1, 100_000)?, number(2, 1_000_000)?),
        Some(kind @ ("random" | "preferential")) => {
            whole(kind, number(1, 1_000_000)?, number(2, 10_000_000)?)
        }
        _ => Err("say random, preferential or influence".into()),
    }
}

fn whole(kind: &str, nodes: usize, edges: usize) -> Done {
    let list = if kind == "random" { random(nodes, edges)? } else { preferential(nodes, edges)? };
    println!("{kind}: {nodes} nodes, {} edges", list.len());
    let graph = timed("graph", || Graph::undirected(nodes, list))??;
    let ranks = timed("PageRank to 1e-8", || pagerank(&graph, &Settings::default()))??;
    let sum: f64 = ranks.iter().sum();
    let residual = kamerton_graph::residual(&graph, 0.85, &ranks);
    println!("  sum {sum:.12}, one more step would change {residual:.2e}");
    let found = timed("communities", || communities(&graph, &Search::default()))?;
    println!("  {} communities, modularity {:.4}", found.sizes.len(), found.modularity);
    timed("cores", || cores(&graph))?;
    timed("triangles", || triangles(&graph))?;
    timed("eigenvector", || eigenvector(&graph))?;
    Ok(())
}

/// Any two may be tied.
fn random(nodes: usize, edges: usize) -> Done<Edges> {
    let mut chance = Chance::new(1);
    let mut list = Edges::with_capacity(edges);
    for _ in 0..edges {
        list.push(chance.below(nodes) as u32, chance.below(nodes) as u32, 1.0)?;
    }
    Ok(list)
}

/// Whoever comes ties themselves to those who have many ties (Barabási and Albert).
fn preferential(nodes: usize, edges: usize) -> Done<Edges> {
    let each = (edges / nodes).max(1);
    let mut chance = Chance::new(1);
    let mut list = Edges::with_capacity(nodes * each);
    let mut ends: Vec<u32> = (0..each as u32).collect();
    for node in each..nodes {
        let before = ends.len();
        for _ in 0..each {
            let other = ends.get(chance.below(before)).copied().unwrap_or_default();
            list.push(node as u32, other, 1.0)?;
            ends.extend([node as u32, other]);
        }
    }
    Ok(list)
}

fn influence(people: usize, messages: usize) -> Done {
    let mut chance = Chance::new(1);
    let care = Care { half_life: Some(30.0), ..Care::default() };
    let mut kept = Influence::new(care)?;
    for person in 0..people {
        kept.add_person(f64::from(u8::from(person.is_multiple_of(10))))?;
    }
    // Groups of a hundred; in each few say much and many little.
    let mut message = |number: usize| {
        let unit = chance.unit();
        let from = chance.below(people) / 100 * 100 + (unit * unit * unit * 100.0) as usize;
        let near = from / 100 * 100 + (chance.unit().powi(3) * 100.0) as usize;
        let to = if chance.unit() < 0.1 { chance.below(people) } else { near };
        (
            from.min(people - 1) as u32,
            to.min(people - 1) as u32,
            number as f64 * 365.0 / messages as f64,
        )
    };
    for number in 0..messages {
        let (from, to, time) = message(number);
        kept.enter(from, to, 1.0, time)?;
    }
    println!("influence: {people} people, {messages} messages");
    timed("from nothing", || kept.settle())?;
    let (mut slowest, mut taken, begun) = (0.0_f64, 0_usize, Instant::now());
    const MORE: usize = 20_000;
    for number in messages..messages + MORE {
        let (from, to, time) = message(number);
        let start = Instant::now();
        kept.enter(from, to, 1.0, time)?;
        taken += kept.settle();
        slowest = slowest.max(start.elapsed().as_secs_f64());
    }
    let mean = begun.elapsed().as_secs_f64() / MORE as f64;
    println!(
        "  {MORE} more: {:.3} ms each, {:.2} ms the slowest, {} people taken up each",
        mean * 1e3,
        slowest * 1e3,
        taken / MORE
    );
    let time = 365.0 * (messages + MORE) as f64 / messages as f64;
    let mut edges = Edges::new();
    for person in 0..people as u32 {
        for (to, weight) in kept.ties(person, time) {
            edges.push(person, to, weight)?;
        }
    }
    let graph = Graph::directed(people, edges)?;
    let seeds: Vec<f64> = (0..people as u32).filter_map(|person| kept.seed(person)).collect();
    let whole = timed("computed anew", || {
        personalised(&graph, &Settings { tolerance: 1e-12, ..Settings::default() }, &seeds)
    })??;
    let values = timed("values", || kept.values())?;
    let off = values.iter().zip(&whole).map(|(one, other)| (one - other).abs() / other.max(1e-12));
    let worst = off.fold(0.0, f64::max);
    let mut best: Vec<u32> = (0..people as u32).collect();
    best.sort_by(|one, other| {
        let value = |who: &u32| whole.get(*who as usize).copied().unwrap_or_default();
        value(other).total_cmp(&value(one))
    });
    best.truncate(100);
    let top = timed("top 100", || kept.top(100))?;
    let same = top.iter().filter(|(person, _)| best.contains(person)).count();
    println!(
        "  no value is off by more than {:.4} %; {same} of the top 100 are the same",
        worst * 100.0
    );
    Ok(())
}

/// Runs something and says what it took.
fn timed<T>(name: &str, run: impl FnOnce() -> T) -> Done<T> {
    let before = processor_seconds()?;
    let value = run();
    let took = processor_seconds()? - before;
    println!("{name}: {took:.2} CPU-s, {} MB at most so far", most_memory()?);
    Ok(value)
}

/// Seconds of the processor so far, over all threads.
fn processor_seconds() -> Done<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

fn most_memory() -> Done<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    let kilobytes = line.split_whitespace().nth(1).unwrap_or_default();
    Ok(kilobytes.parse::<u64>()? / 1024)
}
