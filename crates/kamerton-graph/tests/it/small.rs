//! Graphs small enough to be counted by hand, and what cannot be measured.

use kamerton_graph::{
    EdgeError, Edges, Graph, RankError, Search, Settings, communities, components, cores,
    degree_assortativity, eigenvector, gini, median, modularity, pagerank, paths, personalised,
    residual, sampled_paths, share, triangles,
};

use crate::made::{edges, graph, groups, same, unit};

/// A star: one in the middle, four around.
fn star() -> Graph {
    graph(5, false, &unit(&[(0, 1), (0, 2), (3, 0), (4, 0)]))
}

#[test]
fn a_star_is_as_counted_by_hand() {
    let star = star();
    assert_eq!(star.degrees(), [4, 1, 1, 1, 1]);
    let found = paths(&star);
    // All six pairs of rays meet in the middle.
    same("betweenness", &found.betweenness, &[1.0, 0.0, 0.0, 0.0, 0.0], 1e-12);
    // A ray is one step from the middle and two from three others: 4 / 7.
    let ray = 4.0 / 7.0;
    same("closeness", &found.closeness, &[1.0, ray, ray, ray, ray], 1e-12);
    // x = .03 + .85 * 4 y and y = .03 + .85 x / 4.
    let middle = (0.03 + 0.85 * 4.0 * 0.03) / (1.0 - 0.85 * 0.85);
    let rank = 0.03 + 0.85 * middle / 4.0;
    let ranks = pagerank(&star, &Settings::default()).unwrap();
    same("pagerank", &ranks, &[middle, rank, rank, rank, rank], 1e-9);
    let half = 0.5_f64.sqrt();
    same(
        "eigenvector",
        &eigenvector(&star).values,
        &[half, half / 2.0, half / 2.0, half / 2.0, half / 2.0],
        1e-8,
    );
    assert_eq!(cores(&star), [1; 5]);
    assert_eq!(triangles(&star).clustering, [0.0; 5]);
    assert!((degree_assortativity(&star).unwrap() + 1.0).abs() < 1e-12);
}

#[test]
fn two_triangles_on_a_bridge_are_two_communities() {
    let bridge = graph(6, false, &unit(&[(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)]));
    let found = communities(&bridge, &Search::default());
    assert_eq!(found.of, [0, 0, 0, 1, 1, 1]);
    // 6 of 7 edges inside; each has half of all ends.
    assert!((found.modularity - (6.0 / 7.0 - 0.5)).abs() < 1e-12);
    let triangles = triangles(&bridge);
    let third = 1.0 / 3.0;
    same("clustering", &triangles.clustering, &[1.0, 1.0, third, third, 1.0, 1.0], 1e-12);
    // Six closed of 1 + 1 + 3 + 3 + 1 + 1 pairs.
    assert!((triangles.transitivity - 0.6).abs() < 1e-12);
    assert_eq!(cores(&bridge), [2; 6]);
    // Of ten pairs of others, the six of 0, 1 with 3, 4, 5 go over 2.
    assert!((paths(&bridge).betweenness[2] - 0.6).abs() < 1e-12);
}

#[test]
fn nothing_is_measured_of_nothing() {
    for is_directed in [false, true] {
        let none = graph(0, is_directed, &[]);
        assert_eq!(pagerank(&none, &Settings::default()), Ok(vec![]));
        assert!(
            paths(&none).betweenness.is_empty() && sampled_paths(&none, 5, 1).closeness.is_empty()
        );
        assert!(eigenvector(&none).values.is_empty() && cores(&none).is_empty());
        assert_eq!(triangles(&none).transitivity, 0.0);
        assert_eq!(degree_assortativity(&none), None);
        assert_eq!(components(&none).sizes.len(), 0);
        let found = communities(&none, &Search::default());
        assert_eq!((found.of.len(), found.modularity), (0, 0.0));
    }
}

#[test]
fn one_node_and_loops_alone_have_values() {
    for (nodes, list) in
        [(1, vec![]), (1, unit(&[(0, 0)])), (3, unit(&[(0, 0), (1, 1), (2, 2), (2, 2)]))]
    {
        for is_directed in [false, true] {
            let graph = graph(nodes, is_directed, &list);
            let equal = vec![1.0 / nodes as f64; nodes];
            same("pagerank", &pagerank(&graph, &Settings::default()).unwrap(), &equal, 1e-8);
            assert_eq!(paths(&graph).betweenness, vec![0.0; nodes]);
            assert_eq!(paths(&graph).closeness, vec![0.0; nodes]);
            assert_eq!(cores(&graph), vec![0; nodes]);
            assert_eq!(triangles(&graph).clustering, vec![0.0; nodes]);
            assert_eq!(graph.loops(), if list.is_empty() { 0 } else { nodes });
            assert_eq!(communities(&graph, &Search::default()).sizes, vec![1; nodes]);
            assert!(eigenvector(&graph).values.iter().all(|value| *value > 0.0));
        }
    }
}

#[test]
fn weights_that_are_none_are_refused() {
    let mut edges = Edges::new();
    for weight in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -1e-300] {
        let refused = edges.push(0, 1, weight).unwrap_err();
        assert!(refused.to_string().contains(&weight.to_string()), "{refused}");
    }
    assert!(edges.is_empty());
    edges.push(0, 1, f64::MAX).unwrap();
    edges.push(0, 1, f64::MAX).unwrap();
    assert_eq!(Graph::undirected(2, edges).unwrap_err(), EdgeError::TooHeavy);
    let beyond = Graph::directed(2, crate::made::edges(&unit(&[(0, 2)]))).unwrap_err();
    assert_eq!(beyond, EdgeError::Node { node: 2, nodes: 2 });
}

#[test]
fn seeds_that_are_none_are_refused() {
    let settings = Settings::default();
    let graph = graph(2, true, &unit(&[(0, 1)]));
    let refused = |seeds: &[f64]| personalised(&graph, &settings, seeds).unwrap_err();
    assert_eq!(refused(&[0.0, 0.0]), RankError::Seeds { nodes: 2, given: 2 });
    assert_eq!(refused(&[1.0]), RankError::Seeds { nodes: 2, given: 1 });
    assert_eq!(refused(&[1.0, -1.0]), RankError::Seed { node: 1, seed: -1.0 });
    assert!(matches!(refused(&[f64::NAN, 1.0]), RankError::Seed { node: 0, .. }));
    let alpha = Settings { alpha: 1.0, ..settings };
    assert_eq!(pagerank(&graph, &alpha), Err(RankError::Alpha(1.0)));
}

#[test]
fn edges_of_weight_nothing_lead_nowhere_and_are_ties_all_the_same() {
    let graph = graph(3, true, &[(0, 1, 0.0), (1, 2, 1.0)]);
    let without = crate::made::graph(3, true, &[(1, 2, 1.0)]);
    let settings = Settings::default();
    same(
        "pagerank",
        &pagerank(&graph, &settings).unwrap(),
        &pagerank(&without, &settings).unwrap(),
        1e-12,
    );
    assert_eq!(graph.degrees(), [1, 2, 1]);
    let weightless = crate::made::graph(2, false, &[(0, 1, 0.0)]);
    assert_eq!(communities(&weightless, &Search::default()).modularity, 0.0);
}

/// Halves of the weights of each kind: none, some that 32 bits hold, some that they do not.
#[test]
fn weights_are_kept_exactly() {
    let thirds = [(0, 1, 1.0 / 3.0), (0, 2, 1e-200), (1, 2, 16_777_217.0)];
    let graph = graph(3, false, &thirds);
    assert_eq!(graph.out().weight(1, 0), Some(1.0 / 3.0));
    assert_eq!(graph.out().weight(2, 0), Some(1e-200));
    assert_eq!(graph.out().weight(1, 2), Some(16_777_217.0));
    assert_eq!(graph.out().weight(0, 0), None);
}

#[test]
fn a_sample_of_all_is_exact_and_a_small_one_near() {
    let list = groups(10, 60, 3000, 0.2, 3);
    let graph = graph(600, false, &list);
    let exact = paths(&graph);
    assert_eq!((exact.error, exact.sources), (0.0, 600));
    assert_eq!(sampled_paths(&graph, 600, 1), exact);
    let near = sampled_paths(&graph, 200, 1);
    assert!(near.error > 0.0 && near.sources >= 200 && near.sources < 210);
    same("betweenness", &near.betweenness, &exact.betweenness, near.error);
    // What is really missed is far less than what is promised.
    same("betweenness", &near.betweenness, &exact.betweenness, near.error / 20.0);
    same("closeness", &near.closeness, &exact.closeness, 0.02);
    assert_eq!(sampled_paths(&graph, 200, 1), near, "the same seed");
}

#[test]
fn small_islands_are_exact_in_any_sample() {
    let mut list = groups(5, 40, 900, 0.3, 4);
    list.extend(unit(&[(200, 201), (202, 203)]));
    let graph = graph(204, false, &list);
    let (near, exact) = (sampled_paths(&graph, 20, 9), paths(&graph));
    same("closeness", &near.closeness[200..], &exact.closeness[200..], 1e-15);
}

#[test]
fn every_community_is_in_one_piece() {
    let list = groups(12, 30, 900, 0.4, 8);
    for is_directed in [false, true] {
        let graph = graph(360, is_directed, &list);
        let found = communities(&graph, &Search::default());
        assert!((modularity(&graph, &found.of) - found.modularity).abs() < 1e-12);
        assert!(found.sizes.windows(2).all(|pair| pair[0] >= pair[1]));
        for community in 0..found.sizes.len() as u32 {
            let inside = |node: u32| found.of[node as usize] == community;
            let own: Vec<_> =
                list.iter().filter(|(a, b, _)| inside(*a) && inside(*b)).copied().collect();
            let members = (0..360).filter(|node| inside(*node)).count();
            let islands = components(&crate::made::graph(360, false, &own)).sizes;
            assert_eq!(islands.iter().max().copied(), Some(members as u32));
            assert_eq!(found.sizes[community as usize], members as u32);
        }
    }
}

#[test]
fn planted_communities_are_found() {
    let list = groups(20, 50, 12_000, 0.1, 2);
    let graph = graph(1000, false, &list);
    let found = communities(&graph, &Search::default());
    let planted: Vec<u32> = (0..1000).map(|node| node / 50).collect();
    assert_eq!(found.sizes, [50; 20]);
    assert!(found.modularity >= modularity(&graph, &planted) - 1e-12);
}

#[test]
fn pagerank_keeps_its_promise_where_it_settles_slowly() {
    let ring: Vec<(u32, u32)> = (0..1000).map(|node| (node, (node + 1) % 1000)).collect();
    let mut list = unit(&ring);
    list.push((0, 500, 0.5));
    let graph = graph(1000, true, &list);
    let ranks = pagerank(&graph, &Settings::default()).unwrap();
    assert!(residual(&graph, 0.85, &ranks) < 1e-8 * 0.15);
}

#[test]
fn shares_and_middles_are_as_counted_by_hand() {
    // Wilson for 8 of 10, as in many a textbook: 0.490 to 0.943.
    let eight = share(8.0, 10.0).unwrap();
    assert_eq!(eight.share, 0.8);
    assert!(
        (eight.low - 0.490_16).abs() < 1e-5 && (eight.high - 0.943_31).abs() < 1e-5,
        "{eight:?}"
    );
    assert_eq!(share(0.0, 5.0).unwrap().low, 0.0);
    assert_eq!((share(0.0, 0.0), share(3.0, 2.0), share(f64::NAN, 2.0)), (None, None, None));
    assert_eq!(gini(&[1.0, 1.0, 1.0]), Some(0.0));
    assert!((gini(&[0.0, 0.0, 0.0, 8.0]).unwrap() - 0.75).abs() < 1e-12);
    assert_eq!((gini(&[]), gini(&[0.0]), gini(&[-1.0, 2.0])), (None, None, None));
    let middle = median(&[3.0, 1.0, 2.0, 10.0]).unwrap();
    assert_eq!((middle.median, middle.low, middle.high), (2.5, 1.0, 10.0));
    assert_eq!(median(&[]), None);
    let hundred: Vec<f64> = (1..=101).map(f64::from).collect();
    let middle = median(&hundred).unwrap();
    assert_eq!((middle.median, middle.low, middle.high), (51.0, 41.0, 61.0));
    let _ = edges(&[]);
}
