//! Train, dev and test: near-duplicates stay together, so that nothing is tested that was learnt
//! word for word.

use std::collections::HashMap;

use crate::corpus::Sample;

/// The parts of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the weights are learnt from: 80 of 100.
    Train,
    /// What thresholds and probabilities are set by: 10 of 100.
    Dev,
    /// What is only measured: 10 of 100.
    Test,
}

/// Two texts are near-duplicates when so much of their pieces is shared.
pub const NEAR: f32 = 0.5;
/// The letters of a piece.
const PIECE: usize = 4;

/// The part of each sample. Samples that share a text or a near-duplicate of one, as message or as
/// context, are in one part.
pub fn split(samples: &[Sample]) -> Vec<Part> {
    let mut groups = Groups((0..samples.len()).collect());
    let mut texts: Vec<(usize, Vec<u64>)> = Vec::new();
    for (number, sample) in samples.iter().enumerate() {
        texts.push((number, pieces(&sample.text)));
        if let Some(context) = &sample.context {
            texts.push((number, pieces(context)));
        }
    }
    let mut having: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, (_, pieces)) in texts.iter().enumerate() {
        for piece in pieces {
            having.entry(*piece).or_default().push(at);
        }
    }
    let many = |piece: &u64| having.get(piece).map_or(0, Vec::len);
    for (at, (number, own)) in texts.iter().enumerate() {
        // Two texts that share half of all their pieces share one among the rarer half of either.
        let mut rarest = own.clone();
        rarest.sort_by_key(|piece| (many(piece), *piece));
        rarest.truncate(own.len() / 2 + 1);
        let mut others: Vec<usize> = rarest
            .iter()
            .filter_map(|piece| having.get(piece))
            .flatten()
            .copied()
            .filter(|other| *other < at)
            .collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            let Some((owner, theirs)) = texts.get(other) else { continue };
            if groups.are_one(*number, *owner) {
                continue;
            }
            let shared = own.iter().filter(|piece| theirs.binary_search(piece).is_ok()).count();
            let all = own.len() + theirs.len() - shared;
            if shared as f32 >= NEAR * all as f32 {
                groups.join(*number, *owner);
            }
        }
    }
    let mut least: HashMap<usize, u64> = HashMap::new();
    for (number, sample) in samples.iter().enumerate() {
        let root = groups.root(number);
        let hashed = hash(&sample.text);
        least.entry(root).and_modify(|least| *least = hashed.min(*least)).or_insert(hashed);
    }
    (0..samples.len())
        .map(|number| part(least.get(&groups.root(number)).copied().unwrap_or_default()))
        .collect()
}

const fn part(hash: u64) -> Part {
    match hash % 10 {
        8 => Part::Dev,
        9 => Part::Test,
        _ => Part::Train,
    }
}

/// The part of what has no kin but those with the same text.
pub fn part_of(text: &str) -> Part {
    part(hash(text))
}

/// The distinct pieces of a text: runs of four letters and digits, without signs.
pub fn pieces(text: &str) -> Vec<u64> {
    let letters: Vec<char> =
        kamerton_text::fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect();
    let mut pieces: Vec<u64> = if letters.len() < PIECE {
        vec![hash(&letters.iter().collect::<String>())]
    } else {
        letters.windows(PIECE).map(|piece| hash(&piece.iter().collect::<String>())).collect()
    };
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

fn hash(text: &str) -> u64 {
    let state = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (state ^ (state >> 29)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 7
}

struct Groups(Vec<usize>);

impl Groups {
    fn root(&mut self, of: usize) -> usize {
        let above = self.0.get(of).copied().unwrap_or(of);
        if above == of {
            return of;
        }
        let root = self.root(above);
        if let Some(slot) = self.0.get_mut(of) {
            *slot = root;
        }
        root
    }

    fn are_one(&mut self, one: usize, other: usize) -> bool {
        self.root(one) == self.root(other)
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(slot) = self.0.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}
