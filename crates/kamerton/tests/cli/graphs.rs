//! `kamerton analyse graph`: edges from files.

use serde_json::Value;

use crate::harness::{Ended, Place};

/// Runs it on edges with these bytes: what it ended with, and the file it wrote.
fn measure(arguments: &[&str], edges: &[u8]) -> (Ended, Option<String>) {
    let place = Place::new();
    std::fs::write(place.path("edges.csv"), edges).unwrap();
    let asked = ["analyse", "graph", "--edges", "edges.csv", "--output", "nodes.csv"];
    let ended = place.run(&[&asked, arguments].concat());
    assert!(!place.path("nodes.csv.part").exists());
    (ended, std::fs::read_to_string(place.path("nodes.csv")).ok())
}

fn rows(written: &str) -> Vec<Vec<&str>> {
    written.lines().map(|line| line.split(',').collect()).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

/// Two triangles on a bridge.
const BRIDGE: &str = "source,target\nb,a\na,c\nc,b\nc,d\nd,e\ne,f\nf,d\n";

#[test]
fn nodes_are_measured_in_the_order_they_come() {
    let (ended, written) = measure(&["--json"], BRIDGE.as_bytes());
    let said = ended.json();
    let written = written.unwrap();
    let rows = rows(&written);
    let header = "id,degree,pagerank,betweenness,closeness,eigenvector,core,clustering,community";
    assert_eq!(rows[0].join(","), header);
    let ids: Vec<&str> = rows[1..].iter().map(|row| row[0]).collect();
    assert_eq!(ids, ["b", "a", "c", "d", "e", "f"]);
    let c = &rows[3];
    assert_eq!((c[1], c[6]), ("3", "2"));
    assert!((number(c[3]) - 0.6).abs() < 1e-9 && (number(c[7]) - 1.0 / 3.0).abs() < 1e-9);
    // Five others, one step from three of them and two from two.
    assert!((number(c[4]) - 5.0 / 7.0).abs() < 1e-9);
    let communities: Vec<&str> = rows[1..].iter().map(|row| row[8]).collect();
    assert_eq!(communities, ["0", "0", "0", "1", "1", "1"]);
    let ranks: f64 = rows[1..].iter().map(|row| number(row[2])).sum();
    assert!((ranks - 1.0).abs() < 1e-9);
    let squares: f64 = rows[1..].iter().map(|row| number(row[5]).powi(2)).sum();
    assert!((squares - 1.0).abs() < 1e-9);
    assert_eq!((said["nodes"].as_u64(), said["edges"].as_u64()), (Some(6), Some(7)));
    assert_eq!((said["components"].as_u64(), said["communities"].as_u64()), (Some(1), Some(2)));
    assert!((said["transitivity"].as_f64().unwrap() - 0.6).abs() < 1e-9);
    assert!((said["modularity"].as_f64().unwrap() - (6.0 / 7.0 - 0.5)).abs() < 1e-9);
    assert!((said["assortativity"].as_f64().unwrap() + 1.0 / 6.0).abs() < 1e-9);
    assert_eq!(said["betweenness_error"].as_f64(), Some(0.0));
    assert_eq!(said["reciprocity"], Value::Null);
}

#[test]
fn tables_are_read_as_they_come() {
    let plain = measure(&[], b"source,target,weight\na,b c,2\nb c,d,1\n").1.unwrap();
    let tabs = measure(&[], b"\xef\xbb\xbfsource\ttarget\tweight\r\na\tb c\t2\r\nb c\td\t1\r\n").1;
    let quoted = measure(&[], b"time,\"Weight\",Target,SOURCE\n1,2,\"b c\",a\n\n2,1.0,d,\"b c\"").1;
    let semicolons = measure(&[], b"from;to;weight\na;b c;2e0\nb c;d;1\n").1;
    let apart = measure(&[], b"source,target,weight\na,b c,1\nb c,d,1\na,b c,1\n").1;
    for other in [tabs, quoted, semicolons, apart] {
        assert_eq!(other.unwrap(), plain);
    }
    let special = measure(&[], "source,target\n\"a,\"\"b\",ё\n".as_bytes()).1.unwrap();
    assert!(special.contains("\n\"a,\"\"b\",1,") && special.contains("\nё,1,"), "{special}");
}

#[test]
fn directions_count_when_asked_for() {
    let edges = b"source,target\na,b\nb,c\nc,a\na,c\n";
    let (ended, written) = measure(&["--directed", "--json"], edges);
    assert_eq!(ended.json()["reciprocity"].as_f64(), Some(0.5));
    let directed = written.unwrap();
    assert_ne!(directed, measure(&[], edges).1.unwrap());
    assert_eq!(rows(&directed)[1][1], "3");
}

#[test]
fn a_line_that_cannot_be_used_is_named_and_nothing_written() {
    let cases: [(&[u8], &str, &str); 10] = [
        (b"source,target,weight\na,b,1\na,c,-2\n", "line 3", "-2"),
        (b"source,target,weight\na,b,NaN\n", "line 2", "NaN"),
        (b"source,target,weight\na,b,inf\n", "line 2", "inf"),
        (b"source,target,weight\n\"a\nb\",c,1\na,b,many\n", "line 4", "many"),
        (b"source,target,weight\na,b,\n", "line 2", "weight is empty"),
        (b"source,target\na,b\nc\n", "line 3", "no target"),
        (b"source,target\n,b\n", "line 2", "source is empty"),
        (b"source,target\na,\xff\n", "line 2", "UTF-8"),
        (b"a,b\nb,c\n", "line 1", "source and target"),
        (b"", "line 1", "source and target"),
    ];
    for (edges, line, what) in cases {
        let (ended, written) = measure(&[], edges);
        let said = ended.failed();
        assert!(said.contains(line) && said.contains(what), "{said}");
        assert_eq!(written, None);
    }
    let gone = Place::new().run(&["analyse", "graph", "--edges", "/nowhere.csv", "--output", "o"]);
    assert!(gone.failed().contains("cannot open /nowhere.csv"));
    let nowhere = Place::new().run(&["analyse", "graph", "--edges", "-"]).failed();
    assert!(nowhere.contains("--output"), "{nowhere}");
}

#[test]
fn no_edges_and_loops_alone_are_graphs() {
    let (ended, written) = measure(&["--json"], b"source,target\n");
    assert_eq!(ended.json()["nodes"].as_u64(), Some(0));
    assert_eq!(written.unwrap().lines().count(), 1);
    let (ended, written) = measure(&["--json"], b"source,target\na,a\n");
    let said = ended.json();
    assert_eq!((said["self_loops"].as_u64(), said["assortativity"].is_null()), (Some(1), true));
    assert!(written.unwrap().contains("\na,2,1,0,0,1,0,0,0\n"));
}

#[test]
fn a_sample_says_what_it_may_be_off_by() {
    let ring: String = (0..500).map(|node| format!("{node},{}\n", (node + 1) % 500)).collect();
    let edges = format!("source,target\n{ring}");
    let (ended, _) = measure(&["--approximate", "50", "--json"], edges.as_bytes());
    let said = ended.json();
    assert_eq!(said["searched_from"].as_u64(), Some(50));
    assert!(said["betweenness_error"].as_f64().unwrap() > 0.0);
    let place = Place::new();
    let asked = ["analyse", "graph", "--edges", "-", "--output", "-"];
    let out = place.run_with(&asked, &edges);
    assert_eq!(out.out.lines().count(), 501);
    assert!(out.err.contains("nodes: 500"), "{}", out.err);
}
