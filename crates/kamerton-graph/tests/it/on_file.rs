//! Ties on a file give what a graph in memory gives.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use kamerton_graph::{Edges, Graph, OnFileError, Settings, TiesOnFile, personalised};
use proptest::prelude::*;

/// A node, and who turns to it how much.
type Row = (u32, Vec<(u32, f64)>);

fn rows() -> impl Strategy<Value = (usize, Vec<Row>, Vec<f64>)> {
    (2_u32..20).prop_flat_map(|nodes| {
        let weight = prop_oneof![Just(0.0), Just(1.0), Just(0.25), Just(3.0)];
        let row = (0..nodes, prop::collection::btree_map(0..nodes, weight, 0..6))
            .prop_map(|(to, from)| (to, from.into_iter().collect()));
        let seeds =
            prop::collection::vec(prop_oneof![Just(0.0), Just(1.0), Just(2.0)], nodes as usize);
        (Just(nodes as usize), prop::collection::vec(row, 0..40), seeds)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_file_gives_what_memory_gives((nodes, rows, mut seeds) in rows()) {
        seeds[0] += 1.0;
        let mut ties = TiesOnFile::new(nodes, Cursor::new(Vec::new())).unwrap();
        let (mut edges, mut from) = (Edges::new(), BTreeMap::<u32, BTreeSet<u32>>::new());
        for (at, (to, row)) in rows.iter().enumerate() {
            ties.push(*to, row).unwrap();
            for (node, weight) in row.iter().filter(|(node, weight)| node != to && *weight > 0.0) {
                edges.push(*node, *to, *weight).unwrap();
                from.entry(*to).or_default().insert(*node);
            }
            if at == rows.len() / 2 {
                // It may be read between.
                ties.personalised(&Settings::default(), &seeds).unwrap();
            }
        }
        let graph = Graph::directed(nodes, edges).unwrap();
        let expected = personalised(&graph, &Settings::default(), &seeds).unwrap();
        let found = ties.personalised(&Settings::default(), &seeds).unwrap();
        for (one, other) in expected.iter().zip(&found) {
            prop_assert!((one - other).abs() < 3e-8, "{expected:?} {found:?}");
        }
        let listeners = ties.listeners().unwrap();
        for (node, count) in listeners.iter().enumerate() {
            let node = node as u32;
            prop_assert_eq!(*count as usize, from.get(&node).map_or(0, BTreeSet::len));
            let turns = from.values().any(|from| from.contains(&node));
            prop_assert_eq!(ties.is_tied(node), turns || *count > 0);
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let new = || TiesOnFile::new(2, Cursor::new(Vec::new())).unwrap();
    assert!(matches!(new().push(2, &[(0, 1.0)]), Err(OnFileError::Edge(_))));
    assert!(matches!(new().push(0, &[(1, f64::NAN)]), Err(OnFileError::Edge(_))));
    assert!(matches!(new().push(0, &[(1, -1.0)]), Err(OnFileError::Edge(_))));
    assert!(matches!(new().push(0, &[(1, 1e300)]), Err(OnFileError::Edge(_))));
    let nobody = new().personalised(&Settings::default(), &[0.0, 0.0]);
    assert!(matches!(nobody, Err(OnFileError::Rank(_))));
}

#[test]
fn a_file_that_was_cut_is_no_graph() {
    // A file that forgets what is written behind its tenth byte.
    struct Short(Cursor<Vec<u8>>);
    impl std::io::Write for Short {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let written = self.0.write(bytes)?;
            self.0.get_mut().truncate(10);
            Ok(written)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    impl std::io::Read for Short {
        fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(bytes)
        }
    }
    impl std::io::Seek for Short {
        fn seek(&mut self, at: std::io::SeekFrom) -> std::io::Result<u64> {
            self.0.seek(at)
        }
    }
    let mut ties = TiesOnFile::new(2, Short(Cursor::new(Vec::new()))).unwrap();
    ties.push(1, &[(0, 1.0)]).unwrap();
    let found = ties.personalised(&Settings::default(), &[1.0, 1.0]);
    assert!(matches!(found, Err(OnFileError::File(_))));
}
