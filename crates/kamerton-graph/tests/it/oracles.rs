//! Known graphs against what networkx says of them, where their files lie; `KAMERTON_GRAPHS` names the
//! folder that holds `graph-oracles` and `twitch-graph`.

use std::collections::HashMap;
use std::path::PathBuf;

use kamerton_graph::{
    Colour, Search, Settings, communities, components, cores, degree_assortativity, eigenvector,
    exchanges, mixing, pagerank, paths, triangles,
};
use serde_json::Value;

use crate::made::{graph, same};

fn folder() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = PathBuf::from(std::env::var("KAMERTON_GRAPHS").unwrap_or(beside.to_owned()));
    if folder.join("graph-oracles/summary.json").exists() {
        return Some(folder);
    }
    eprintln!(
        "skipped: no graph-oracles in {}; KAMERTON_GRAPHS names their folder",
        folder.display()
    );
    None
}

/// Names and edges of a file with two columns.
fn read(file: &PathBuf, separator: char, has_header: bool) -> (Vec<String>, Vec<(u32, u32, f64)>) {
    let text = std::fs::read_to_string(file).unwrap();
    let (mut names, mut numbers) = (Vec::new(), HashMap::new());
    let mut number = |name: &str| {
        *numbers.entry(name.to_owned()).or_insert_with(|| {
            names.push(name.to_owned());
            names.len() as u32 - 1
        })
    };
    let edges = text
        .lines()
        .skip(usize::from(has_header))
        .map(|line| {
            let (from, to) = line.split_once(separator).unwrap();
            (number(from), number(to), 1.0)
        })
        .collect();
    (names, edges)
}

fn check(name: &str, oracle: &PathBuf, names: &[String], edges: &[(u32, u32, f64)], said: &Value) {
    let text = std::fs::read_to_string(oracle).unwrap();
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let columns = lines.next().unwrap();
    let rows: HashMap<&str, Vec<&str>> = lines.map(|row| (row[0], row)).collect();
    let expected = |what: &str| -> Vec<f64> {
        let column = columns.iter().position(|column| *column == what).unwrap();
        names.iter().map(|name| rows[name.as_str()][column].parse().unwrap()).collect()
    };
    let graph = graph(names.len(), false, edges);
    let matches = |what: &str, values: &[f64]| {
        same(&format!("{name}: {what}"), values, &expected(what), 1e-6)
    };
    let floats = |values: Vec<u32>| values.into_iter().map(f64::from).collect::<Vec<_>>();
    matches("degree", &floats(graph.degrees()));
    matches("pagerank", &pagerank(&graph, &Settings::default()).unwrap());
    let paths = paths(&graph);
    matches("betweenness", &paths.betweenness);
    matches("closeness", &paths.closeness);
    matches("eigenvector", &eigenvector(&graph).values);
    matches("core", &floats(cores(&graph)));
    let triangles = triangles(&graph);
    matches("clustering", &triangles.clustering);
    let number = |what: &str| said[what].as_f64().unwrap();
    same(
        name,
        &[graph.nodes() as f64, graph.edges() as f64],
        &[number("nodes"), number("edges")],
        0.0,
    );
    same(name, &[components(&graph).sizes.len() as f64], &[number("components")], 0.0);
    same(name, &[triangles.transitivity], &[number("transitivity")], 1e-6);
    same(name, &[degree_assortativity(&graph).unwrap()], &[number("assortativity")], 1e-6);
    let found = communities(&graph, &Search::default());
    let least = number("louvain_best_of_5") - 0.01;
    eprintln!("{name}: modularity {:.6}, Louvain {:.6}", found.modularity, least + 0.01);
    assert!(found.modularity >= least, "{name}: {} < {least}", found.modularity);
}

#[test]
fn known_graphs_are_measured_as_networkx_measures_them() {
    let Some(folder) = folder() else { return };
    let oracles = folder.join("graph-oracles");
    let summary = std::fs::read_to_string(oracles.join("summary.json")).unwrap();
    let summary: Value = serde_json::from_str(&summary).unwrap();
    for name in ["karate", "les_miserables", "florentine", "twitch_RU"] {
        let (names, edges) = if name == "twitch_RU" {
            read(&folder.join("twitch-graph/RU_edges.csv"), ',', true)
        } else {
            read(&oracles.join(format!("{name}_edges.tsv")), '\t', false)
        };
        let oracle = oracles.join(format!("{name}_expected.tsv"));
        check(name, &oracle, &names, &edges, &summary[name]);
    }
}

/// Zachary's club fell apart into two: its members keep to their side.
#[test]
fn the_sides_of_the_karate_club_do_not_mix() {
    let Some(folder) = folder() else { return };
    let (names, edges) = read(&folder.join("graph-oracles/karate_edges.tsv"), '\t', false);
    let clubs = std::fs::read_to_string(folder.join("graph-oracles/karate_clubs.tsv")).unwrap();
    let clubs: HashMap<&str, &str> =
        clubs.lines().filter_map(|line| line.split_once('\t')).collect();
    let colour = |name: &String| match clubs[name.as_str()] {
        "Officer" => Colour::Loyal,
        _ => Colour::Potential,
    };
    let colours: Vec<Colour> = names.iter().map(colour).collect();
    let found = mixing(&exchanges(&graph(names.len(), false, &edges), &colours)).unwrap();
    let (index, assortativity) = (found.index.unwrap(), found.assortativity.unwrap());
    assert!(index.high < 0.6, "{index:?}");
    // By hand: 11 of 78 ties lead across, 35 lie among Mr. Hi's and 32 among the officer's.
    assert!((assortativity.coefficient - 0.717_530_5).abs() < 1e-6, "{assortativity:?}");
    assert!(assortativity.error < 0.1, "{assortativity:?}");
}
