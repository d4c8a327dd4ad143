//! Random numbers of our own: equal seeds must give equal facts on every platform and for ever,
//! which no foreign generator promises.

/// A splitmix64 generator.
#[derive(Clone, Debug)]
pub struct Random(u64);

/// Mixes two numbers into one that looks random; equal input, equal output.
pub fn mix(seed: u64, number: u64) -> u64 {
    scramble(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0xD1B5_4A32_D192_ED03))
}

fn scramble(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

impl Random {
    /// A generator that begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(scramble(seed ^ 0x6A09_E667_F3BC_C909))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        scramble(self.0)
    }

    /// A number from 0 to `limit - 1`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        // The high half of the product: no division, and a bias far below what anybody can see.
        ((u128::from(self.bits()) * u128::from(limit)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as u64) as i64
    }

    /// Whether something that happens `per_mille` times in a thousand happens now.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// A number below `limit`, small ones far more often: the density falls as the power -3/4.
    pub fn skewed(&mut self, limit: u64) -> u64 {
        // u^4 in fixed point of 32 bits.
        let unit = self.bits() >> 32;
        let square = (unit * unit) >> 32;
        let fourth = (square * square) >> 32;
        (fourth * (limit & 0xFFFF_FFFF)) >> 32
    }

    /// One of `items`, each as likely; the default when there is none.
    pub fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let at = self.below(items.len() as u64) as usize;
        items.get(at).copied().unwrap_or_default()
    }

    /// The place in `weights` of a weighted draw.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: u64 = weights.clone().map(u64::from).sum();
        let mut left = self.below(total);
        for (at, weight) in weights.enumerate() {
            match left.checked_sub(u64::from(weight)) {
                Some(rest) => left = rest,
                None => return at,
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_never_changes() {
        let mut random = Random::new(1);
        let first = [random.bits(), random.bits()];
        let mut again = Random::new(1);
        assert_eq!(first, [again.bits(), again.bits()]);
        assert_ne!(first[0], first[1]);
    }

    #[test]
    fn draws_stay_in_range() {
        let mut random = Random::new(7);
        for _ in 0..1_000 {
            assert!(random.below(7) < 7);
            assert!((-3..=3).contains(&random.between(-3, 3)));
            assert!(random.skewed(10) < 10);
            assert!(random.weighted([0, 3, 1].into_iter()) > 0);
        }
        assert_eq!(random.below(0), 0);
    }
}
