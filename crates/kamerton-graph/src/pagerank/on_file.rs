//! PageRank of ties that lie on a file: memory grows with people and not with what is between them.
//!
//! Ties are entered by whom they lead to and read from the beginning in each round. What comes into a
//! node may stand in several rows; its value is computed with the last of them, from the values as they
//! are then. Such a mixture of old and new values converges as walking does (Chazan and Miranker,
//! *Chaotic relaxation*, 1969), and the bound of the error is the same.

use std::collections::HashMap;
use std::io::{self, Read, Seek, Write};

use super::{RankError, Seeds, Settings, Walk, check, check_seeds, is_settled, normalised};
use crate::cells::{add, at, put};
use crate::edges::EdgeError;

/// Bytes of an arc: a node and a weight of 32 bits each.
const ARC: usize = 8;
/// Bytes that are read or written at a time.
const BLOCK: usize = 1 << 16;

/// Why ties on a file have no PageRank.
#[derive(Debug, thiserror::Error)]
pub enum OnFileError {
    /// The file cannot be written or read.
    #[error("the file of ties cannot be used: {0}")]
    File(#[from] io::Error),
    /// A tie is refused.
    #[error(transparent)]
    Edge(#[from] EdgeError),
    /// The ties have none.
    #[error(transparent)]
    Rank(#[from] RankError),
}

/// Ties on a file, by whom they lead to. Weights are kept in 32 bits.
#[derive(Debug)]
pub struct TiesOnFile<F: Write> {
    file: io::BufWriter<F>,
    /// The weight of what goes out of each node.
    out: Vec<f64>,
    /// How many rows each node has that has any.
    rows: Vec<u16>,
    ties: u64,
}

impl<F: Read + Write + Seek> TiesOnFile<F> {
    /// No ties between so many nodes, on an empty file.
    ///
    /// # Errors
    /// When there are more nodes than numbers.
    pub fn new(nodes: usize, file: F) -> Result<Self, OnFileError> {
        if u32::try_from(nodes).is_err() {
            return Err(EdgeError::TooMany(nodes).into());
        }
        let file = io::BufWriter::with_capacity(BLOCK, file);
        Ok(Self { file, out: vec![0.0; nodes], rows: vec![0; nodes], ties: 0 })
    }

    /// Enters who turns to a node, each of them once, and how much. Another row of the same node adds to
    /// it; what comes from the node itself is left out.
    ///
    /// # Errors
    /// When a number or a weight cannot be, a node has more than 65,535 rows, or the file cannot be written:
    /// the ties are then of no more use.
    pub fn push(&mut self, to: u32, from: &[(u32, f64)]) -> Result<(), OnFileError> {
        let nodes = self.out.len();
        let bad = from.iter().map(|(node, _)| *node).chain([to]).find(|one| *one as usize >= nodes);
        if let Some(node) = bad {
            return Err(EdgeError::Node { node, nodes }.into());
        }
        let is_tie = |(node, weight): &&(u32, f64)| *node != to && *weight != 0.0;
        let count = from.iter().filter(is_tie).count();
        if count == 0 {
            return Ok(());
        }
        let rows = at(&self.rows, to as usize).checked_add(1);
        let rows = rows.ok_or_else(|| io::Error::other("a node has more than 65,535 rows"))?;
        self.file.write_all(&to.to_le_bytes())?;
        self.file.write_all(&(count as u32).to_le_bytes())?;
        for (node, weight) in from.iter().filter(is_tie) {
            let kept = *weight as f32;
            if !kept.is_finite() || kept < 0.0 {
                return Err(EdgeError::Weight(*weight).into());
            }
            self.file.write_all(&node.to_le_bytes())?;
            self.file.write_all(&kept.to_le_bytes())?;
            add(&mut self.out, *node as usize, f64::from(kept));
        }
        put(&mut self.rows, to as usize, rows);
        self.ties += count as u64;
        Ok(())
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.out.len()
    }

    /// How many ties were entered.
    pub const fn ties(&self) -> u64 {
        self.ties
    }

    /// Whether a tie leads from or to a node.
    pub fn is_tied(&self, node: u32) -> bool {
        let node = node as usize;
        self.out.get(node).is_some_and(|out| *out > 0.0)
            || self.rows.get(node).is_some_and(|r| *r > 0)
    }

    /// How many nodes turn to each.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn listeners(&mut self) -> Result<Vec<u32>, OnFileError> {
        let mut counts = vec![0; self.out.len()];
        let mut several: HashMap<u32, Vec<u32>> = HashMap::new();
        let rows = std::mem::take(&mut self.rows);
        let read = self.each_row(|to, arcs| {
            if at(&rows, to as usize) == 1 {
                put(&mut counts, to as usize, (arcs.len() / ARC) as u32);
            } else {
                several.entry(to).or_default().extend(read_arcs(arcs).map(|(node, _)| node));
            }
        });
        self.rows = rows;
        read?;
        for (to, mut from) in several {
            from.sort_unstable();
            from.dedup();
            put(&mut counts, to as usize, from.len() as u32);
        }
        Ok(counts)
    }

    /// The PageRank of each node as seen from seeds, as [`crate::personalised`] gives it for the same ties.
    ///
    /// # Errors
    /// When alpha or a seed cannot be, all seeds are zero, or the file cannot be read.
    pub fn personalised(
        &mut self,
        settings: &Settings,
        seeds: &[f64],
    ) -> Result<Vec<f64>, OnFileError> {
        check(settings)?;
        let sum = check_seeds(self.out.len(), seeds)?;
        let seed = |node: usize| at(seeds, node) / sum;
        let mut walk = Walk::new(settings.alpha, &Seeds::By(&seed), &self.out);
        let rows = std::mem::take(&mut self.rows);
        let walked = self.walk(settings, &mut walk, &rows, &seed);
        self.rows = rows;
        walked?;
        Ok(normalised(walk.values))
    }

    fn walk(
        &mut self,
        settings: &Settings,
        walk: &mut Walk,
        rows: &[u16],
        seed: &dyn Fn(usize) -> f64,
    ) -> Result<(), OnFileError> {
        // What the first rows of a node brought, and how many they were.
        let mut begun: HashMap<u32, (u16, f64)> = HashMap::new();
        for _ in 0..settings.rounds {
            let mut change = 0.0;
            self.each_row(|to, arcs| {
                let node = to as usize;
                let coming = read_arcs(arcs).map(|(from, weight)| walk.coming(from, weight)).sum();
                let rows = at(rows, node);
                if rows == 1 {
                    change += walk.set(node, seed(node), coming);
                    return;
                }
                let (seen, before) = begun.remove(&to).unwrap_or_default();
                if seen + 1 < rows {
                    begun.insert(to, (seen + 1, before + coming));
                } else {
                    change += walk.set(node, seed(node), before + coming);
                }
            })?;
            if is_settled(settings, change, &walk.values) {
                break;
            }
        }
        Ok(())
    }

    /// Reads the file from its beginning: each row with whom it leads to.
    fn each_row(&mut self, mut row: impl FnMut(u32, &[u8])) -> Result<(), OnFileError> {
        self.file.flush()?;
        let file = self.file.get_mut();
        file.rewind()?;
        let mut reader = io::BufReader::with_capacity(BLOCK, file);
        let mut arcs = Vec::new();
        let mut read = 0;
        while read < self.ties {
            let mut head = [0; ARC];
            reader.read_exact(&mut head)?;
            let (to, count) = split(&head);
            let count = u32::from_le_bytes(count);
            arcs.resize(count as usize * ARC, 0);
            reader.read_exact(&mut arcs)?;
            row(u32::from_le_bytes(to), &arcs);
            read += u64::from(count.max(1));
        }
        // What is entered next stands behind the last row.
        reader.into_inner().seek(io::SeekFrom::End(0))?;
        Ok(())
    }
}

fn split(bytes: &[u8]) -> ([u8; 4], [u8; 4]) {
    let (first, second) = bytes.split_at(bytes.len().min(4));
    (first.try_into().unwrap_or_default(), second.try_into().unwrap_or_default())
}

fn read_arcs(bytes: &[u8]) -> impl Iterator<Item = (u32, f32)> {
    bytes.chunks_exact(ARC).map(|arc| {
        let (node, weight) = split(arc);
        (u32::from_le_bytes(node), f32::from_le_bytes(weight))
    })
}
