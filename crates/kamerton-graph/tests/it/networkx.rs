//! Small graphs of every kind against what networkx 3.6.1 says of them (its pure Python functions;
//! cores without self loops, which it refuses).

use kamerton_graph::{
    Settings, components, cores, degree_assortativity, eigenvector, modularity, pagerank, paths,
    personalised, triangles,
};
use serde_json::Value;

use crate::made::{graph, same};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn floats(values: impl IntoIterator<Item = u32>) -> Vec<f64> {
    values.into_iter().map(f64::from).collect()
}

#[test]
fn measures_are_those_of_networkx() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("networkx.json")).unwrap();
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let edges: Vec<(u32, u32, f64)> = serde_json::from_value(case["edges"].clone()).unwrap();
        let nodes = case["nodes"].as_u64().unwrap() as usize;
        let graph = graph(nodes, case["directed"].as_bool().unwrap(), &edges);
        let check = |what: &str, values: &[f64], within: f64| {
            same(&format!("{name}: {what}"), values, &numbers(&case[what]), within);
        };
        let one = |what: &str, value: Option<f64>| {
            let expected = case[what].as_f64();
            let is_same = match (value, expected) {
                (Some(one), Some(other)) => (one - other).abs() < 1e-12,
                (one, other) => one == other,
            };
            assert!(is_same, "{name}: {what}: {value:?}, not {expected:?}");
        };
        assert_eq!(graph.edges(), case["edge_count"].as_u64().unwrap() as usize, "{name}");
        check("degree", &floats(graph.degrees()), 0.0);
        check("strength", &graph.strengths(), 1e-12);
        let exact = Settings { tolerance: 1e-14, ..Settings::default() };
        check("pagerank", &pagerank(&graph, &exact).unwrap(), 1e-12);
        let seeds = numbers(&case["seeds"]);
        check("personalised", &personalised(&graph, &exact, &seeds).unwrap(), 1e-12);
        let paths = paths(&graph);
        check("betweenness", &paths.betweenness, 1e-12);
        check("closeness", &paths.closeness, 1e-12);
        if !case["eigenvector"].is_null() {
            check("eigenvector", &eigenvector(&graph).values, 1e-8);
        }
        check("core", &floats(cores(&graph)), 0.0);
        let triangles = triangles(&graph);
        check("clustering", &triangles.clustering, 1e-12);
        one("transitivity", Some(triangles.transitivity));
        one("assortativity", degree_assortativity(&graph));
        if graph.is_directed() {
            one("reciprocity", graph.reciprocity());
        }
        let partition: Vec<u32> = serde_json::from_value(case["partition"].clone()).unwrap();
        one("modularity", Some(modularity(&graph, &partition)));
        one("components", Some(components(&graph).sizes.len() as f64));
    }
}
