//! What holds of every graph.

use kamerton_graph::{
    Chance, Search, Settings, communities, components, cores, degree_assortativity, eigenvector,
    modularity, pagerank, paths, residual, triangles,
};
use proptest::prelude::*;

use crate::made::{graph, same};

fn graphs() -> impl Strategy<Value = (usize, bool, Vec<(u32, u32, f64)>)> {
    (1_u32..25, any::<bool>()).prop_flat_map(|(nodes, is_directed)| {
        let weight = prop_oneof![Just(1.0), Just(2.0), Just(0.3)];
        let edge = (0..nodes, 0..nodes, weight);
        (Just(nodes as usize), Just(is_directed), prop::collection::vec(edge, 0..80))
    })
}

fn renamed<T: Copy + Default>(values: &[T], names: &[u32]) -> Vec<T> {
    let mut moved = vec![T::default(); values.len()];
    for (value, name) in values.iter().zip(names) {
        moved[*name as usize] = *value;
    }
    moved
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn values_keep_within_their_bounds((nodes, is_directed, list) in graphs()) {
        let graph = graph(nodes, is_directed, &list);
        let ranks = pagerank(&graph, &Settings::default()).unwrap();
        prop_assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!(residual(&graph, 0.85, &ranks) <= 1e-8);
        prop_assert!(ranks.iter().all(|rank| *rank >= 0.15 / nodes as f64 - 1e-9));
        let found = paths(&graph);
        let all = found.betweenness.iter().chain(&found.closeness);
        prop_assert!(all.into_iter().all(|value| (-1e-12..=1.0 + 1e-12).contains(value)));
        let triangles = triangles(&graph);
        prop_assert!(triangles.clustering.iter().all(|value| (0.0..=1.0).contains(value)));
        prop_assert!((0.0..=1.0).contains(&triangles.transitivity));
        if let Some(value) = degree_assortativity(&graph) {
            prop_assert!((-1.0 - 1e-9..=1.0 + 1e-9).contains(&value));
        }
        let degrees = graph.degrees();
        prop_assert_eq!(degrees.iter().sum::<u32>() as usize, 2 * graph.edges());
        prop_assert!(cores(&graph).iter().zip(&degrees).all(|(core, degree)| core <= degree));
        let length: f64 = eigenvector(&graph).values.iter().map(|value| value * value).sum();
        prop_assert!((length - 1.0).abs() < 1e-9);
        let communities = communities(&graph, &Search::default());
        prop_assert!((-0.5..1.0).contains(&communities.modularity));
        let alone: Vec<u32> = (0..nodes as u32).collect();
        let plain = graph.without_direction();
        prop_assert!(modularity(&plain, &communities.of) >= modularity(&plain, &alone) - 1e-12);
    }

    #[test]
    fn names_do_not_matter((nodes, is_directed, list) in graphs(), seed in any::<u64>()) {
        let mut names: Vec<u32> = (0..nodes as u32).collect();
        Chance::new(seed).draw(&mut names, nodes);
        let mut other: Vec<(u32, u32, f64)> = list
            .iter()
            .map(|(from, to, weight)| (names[*from as usize], names[*to as usize], *weight))
            .collect();
        Chance::new(!seed).draw(&mut other, list.len());
        let (one, other) = (graph(nodes, is_directed, &list), graph(nodes, is_directed, &other));
        let exact = Settings { tolerance: 1e-13, ..Settings::default() };
        let (ranks, moved) = (pagerank(&one, &exact).unwrap(), pagerank(&other, &exact).unwrap());
        same("pagerank", &renamed(&ranks, &names), &moved, 1e-12);
        let (found, moved) = (paths(&one), paths(&other));
        same("betweenness", &renamed(&found.betweenness, &names), &moved.betweenness, 1e-12);
        same("closeness", &renamed(&found.closeness, &names), &moved.closeness, 1e-12);
        same("clustering", &renamed(&triangles(&one).clustering, &names), &triangles(&other).clustering, 1e-12);
        prop_assert_eq!(renamed(&cores(&one), &names), cores(&other));
        prop_assert_eq!(renamed(&one.degrees(), &names), other.degrees());
        let (mut sizes, mut moved) = (components(&one).sizes, components(&other).sizes);
        sizes.sort_unstable();
        moved.sort_unstable();
        prop_assert_eq!(sizes, moved);
    }

    /// An edge of weight 3 and three of weight 1 are one and the same.
    #[test]
    fn a_weight_is_so_many_edges((nodes, is_directed, list) in graphs()) {
        let times = |weight: f64| if weight < 1.0 { 3 } else { weight as usize };
        let heavy: Vec<_> = list.iter().map(|(a, b, w)| (*a, *b, times(*w) as f64)).collect();
        let often: Vec<_> =
            list.iter().flat_map(|(a, b, w)| std::iter::repeat_n((*a, *b, 1.0), times(*w))).collect();
        let (heavy, often) = (graph(nodes, is_directed, &heavy), graph(nodes, is_directed, &often));
        prop_assert_eq!(heavy.strengths(), often.strengths());
        prop_assert_eq!(heavy.degrees(), often.degrees());
        let settings = Settings::default();
        prop_assert_eq!(pagerank(&heavy, &settings), pagerank(&often, &settings));
        prop_assert_eq!(
            communities(&heavy, &Search::default()),
            communities(&often, &Search::default())
        );
    }

    /// What lies apart is measured as if the other were not there, but for its size.
    #[test]
    fn islands_do_not_reach_each_other((nodes, is_directed, list) in graphs()) {
        let shift = nodes as u32;
        let twice: Vec<_> = list
            .iter()
            .flat_map(|(a, b, w)| [(*a, *b, *w), (a + shift, b + shift, *w)])
            .collect();
        let (one, two) = (graph(nodes, is_directed, &list), graph(2 * nodes, is_directed, &twice));
        prop_assert_eq!(components(&two).sizes.len(), 2 * components(&one).sizes.len());
        prop_assert_eq!(&cores(&two)[..nodes], &cores(&one)[..]);
        prop_assert_eq!(&triangles(&two).clustering[nodes..], &triangles(&one).clustering[..]);
        let exact = Settings { tolerance: 1e-13, ..Settings::default() };
        let halves: Vec<f64> = pagerank(&one, &exact).unwrap().iter().map(|rank| rank / 2.0).collect();
        same("pagerank", &pagerank(&two, &exact).unwrap()[nodes..], &halves, 1e-12);
    }
}
