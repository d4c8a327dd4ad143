//! Weights gathered by community, for one node at a time.

/// A table of sums that is as large as what was gathered last needs, so that it stays near the processor.
pub struct Tally {
    keys: Vec<u32>,
    sums: Vec<f64>,
    /// Places in use.
    used: Vec<u32>,
    mask: usize,
}

const FREE: u32 = u32::MAX;

impl Tally {
    pub fn new() -> Self {
        Self { keys: Vec::new(), sums: Vec::new(), used: Vec::new(), mask: 0 }
    }

    /// Forgets everything and makes room for so many keys.
    #[inline]
    pub fn clear(&mut self, most: usize) {
        for place in self.used.drain(..) {
            if let Some(key) = self.keys.get_mut(place as usize) {
                *key = FREE;
            }
        }
        let room = (2 * most).next_power_of_two().max(16);
        if room > self.keys.len() {
            self.keys.resize(room, FREE);
            self.sums.resize(room, 0.0);
        }
        self.mask = room - 1;
    }

    /// Adds to the sum of a key.
    #[inline]
    pub fn add(&mut self, key: u32, weight: f64) {
        let mut place = (key.wrapping_mul(0x9e37_79b1) >> 7) as usize & self.mask;
        // Half of the places are free, so that the search ends.
        while let (Some(found), Some(sum)) = (self.keys.get_mut(place), self.sums.get_mut(place)) {
            if *found == key {
                *sum += weight;
                return;
            }
            if *found == FREE {
                *found = key;
                *sum = weight;
                self.used.push(place as u32);
                return;
            }
            place = (place + 1) & self.mask;
        }
    }

    /// Keys and sums in the order in which keys first came.
    #[inline]
    pub fn sums(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.used.iter().filter_map(|place| {
            Some((*self.keys.get(*place as usize)?, *self.sums.get(*place as usize)?))
        })
    }
}
