//! Measures of agreement.

/// Right and wrong answers to one yes-or-no question.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Said and true.
    pub hit: usize,
    /// Said and not true.
    pub false_alarm: usize,
    /// True and not said.
    pub missed: usize,
    /// Neither.
    pub rest: usize,
}

impl Counts {
    /// Adds one answer.
    pub fn add(&mut self, said: bool, holds: bool) {
        match (said, holds) {
            (true, true) => self.hit += 1,
            (true, false) => self.false_alarm += 1,
            (false, true) => self.missed += 1,
            (false, false) => self.rest += 1,
        }
    }

    /// Of what was said, the true share.
    pub fn precision(&self) -> f64 {
        share(self.hit, self.hit + self.false_alarm)
    }

    /// Of what is true, the share that was said.
    pub fn recall(&self) -> f64 {
        share(self.hit, self.hit + self.missed)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        share(2 * self.hit, 2 * self.hit + self.false_alarm + self.missed)
    }

    /// How many it holds for.
    pub fn having(&self) -> usize {
        self.hit + self.missed
    }
}

fn share(part: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

/// A table of answers to a question with several classes: rows true, columns said.
#[derive(Clone, Debug)]
pub struct Confusion(pub Vec<Vec<usize>>);

impl Confusion {
    /// None yet.
    pub fn new(classes: usize) -> Self {
        Self(vec![vec![0; classes]; classes])
    }

    /// Adds one answer.
    pub fn add(&mut self, holds: usize, said: usize) {
        if let Some(cell) = self.0.get_mut(holds).and_then(|row| row.get_mut(said)) {
            *cell += 1;
        }
    }

    /// The share of right answers.
    pub fn accuracy(&self) -> f64 {
        let right = self.0.iter().enumerate().filter_map(|(at, row)| row.get(at)).sum();
        share(right, self.0.iter().flatten().sum())
    }

    /// The mean of the classes' F1.
    pub fn macro_f1(&self) -> f64 {
        let of = |class: usize| {
            let hit = self.0.get(class).and_then(|row| row.get(class)).copied().unwrap_or_default();
            let holds: usize = self.0.get(class).map_or(0, |row| row.iter().sum());
            let said: usize = self.0.iter().filter_map(|row| row.get(class)).sum();
            share(2 * hit, holds + said)
        };
        (0..self.0.len()).map(of).sum::<f64>() / self.0.len().max(1) as f64
    }
}

/// Pearson's correlation.
pub fn pearson(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len().max(1) as f64;
    let (mx, my) =
        (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let cov: f64 = pairs.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum();
    let vx: f64 = pairs.iter().map(|p| (p.0 - mx).powi(2)).sum();
    let vy: f64 = pairs.iter().map(|p| (p.1 - my).powi(2)).sum();
    cov / (vx * vy).sqrt().max(1e-12)
}

/// The expected calibration error over ten bins: how far the probabilities are from the shares.
pub fn calibration_error(pairs: &[(f32, bool)]) -> f64 {
    let mut bins = [(0_usize, 0.0_f64, 0_usize); 10];
    for (probability, holds) in pairs {
        let bin = ((probability * 10.0) as usize).min(9);
        if let Some(bin) = bins.get_mut(bin) {
            *bin = (bin.0 + 1, bin.1 + f64::from(*probability), bin.2 + usize::from(*holds));
        }
    }
    let all = pairs.len().max(1) as f64;
    bins.iter()
        .map(|(count, sum, having)| {
            (sum - *having as f64).abs() / all * f64::from(u8::from(*count > 0))
        })
        .sum()
}
