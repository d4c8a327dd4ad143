//! Linear support vector machines with squared hinge loss by dual coordinate descent (Hsieh et al.,
//! "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008).

/// Messages as sparse rows: the numbers of their features and their values.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    /// How far each feature is spread over the sources, up to 1.
    spread: Vec<f32>,
}

impl Rows {
    /// No rows yet of features that are spread so far.
    pub fn new(spread: Vec<f32>) -> Self {
        Self { starts: vec![0], spread, ..Self::default() }
    }

    /// How many features there are.
    fn width(&self) -> usize {
        self.spread.len()
    }

    /// Adds a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        for (column, value) in row {
            self.columns.push(column);
            self.values.push(value);
        }
        self.starts.push(self.columns.len());
    }

    /// A row: numbers of features, values.
    pub fn row(&self, number: usize) -> (&[u32], &[f32]) {
        let from = self.starts.get(number).copied().unwrap_or_default();
        let to = self.starts.get(number + 1).copied().unwrap_or(from);
        (self.columns.get(from..to).unwrap_or(&[]), self.values.get(from..to).unwrap_or(&[]))
    }
}

/// What one judgement is learnt from: the rows that it is known of, whether it holds, what each
/// counts.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// Number of the row, whether it holds, cost.
    pub known: Vec<(u32, bool, f32)>,
    /// Whether a feature may weigh the less the fewer sources have it.
    pub spread: bool,
}

/// Weights and bias of one judgement.
#[derive(Clone, Debug, Default)]
pub struct Plane {
    /// A weight for each feature.
    pub weights: Vec<f32>,
    /// The bias.
    pub bias: f32,
}

/// Rounds over all rows.
const ROUNDS: usize = 25;
/// The value of the feature that carries the bias.
const BIAS: f32 = 1.0;

/// Learns one judgement. The order of rows is drawn by a generator of its own, so that the same data
/// give the same weights.
pub fn learn(rows: &Rows, task: &Task) -> Plane {
    let ratios = ratios(rows, task);
    let ratio = |column: &u32| ratios.get(*column as usize).copied().unwrap_or(1.0);
    let mut weights = vec![0_f32; rows.width()];
    let mut bias = 0_f32;
    let mut alphas = vec![0_f32; task.known.len()];
    let squares: Vec<f32> = task
        .known
        .iter()
        .map(|(row, ..)| {
            let (columns, values) = rows.row(*row as usize);
            columns.iter().zip(values).map(|(c, value)| (value * ratio(c)).powi(2)).sum::<f32>()
                + BIAS * BIAS
        })
        .collect();
    let mut order: Vec<usize> = (0..task.known.len()).collect();
    let mut draw = Draw(0x2545_f491_4f6c_dd1d);
    for _ in 0..ROUNDS {
        draw.shuffle(&mut order);
        let mut most = 0_f32;
        for at in &order {
            let (Some((row, holds, cost)), Some(square), Some(alpha)) =
                (task.known.get(*at), squares.get(*at), alphas.get_mut(*at))
            else {
                continue;
            };
            let sign = if *holds { 1.0 } else { -1.0 };
            let soft = 0.5 / cost;
            let (columns, values) = rows.row(*row as usize);
            let mut sum = bias * BIAS;
            for (column, value) in columns.iter().zip(values) {
                sum += weights.get(*column as usize).copied().unwrap_or_default()
                    * value
                    * ratio(column);
            }
            let gradient = sign * sum - 1.0 + *alpha * soft;
            let before = *alpha;
            *alpha = (before - gradient / (square + soft)).max(0.0);
            let step = (*alpha - before) * sign;
            if step == 0.0 {
                continue;
            }
            most = most.max(gradient.abs());
            for (column, value) in columns.iter().zip(values) {
                if let Some(weight) = weights.get_mut(*column as usize) {
                    *weight += step * value * ratio(column);
                }
            }
            bias += step * BIAS;
        }
        if most < 0.02 {
            break;
        }
    }
    for (weight, ratio) in weights.iter_mut().zip(&ratios) {
        *weight *= ratio;
    }
    Plane { weights, bias: bias * BIAS }
}

/// Learns several judgements on the cores of the machine. How many there are changes nothing.
pub fn learn_all(rows: &Rows, tasks: &[Task]) -> Vec<Plane> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut planes: Vec<(usize, Plane)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let Some(task) = tasks.get(at) else { break done };
                        done.push((at, learn(rows, task)));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    planes.sort_by_key(|(at, _)| *at);
    planes.into_iter().map(|(_, plane)| plane).collect()
}

/// Numbers by xorshift.
pub struct Draw(pub u64);

impl Draw {
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Shuffles.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = ((u128::from(self.draw()) * (at as u128 + 1)) >> 64) as usize;
            items.swap(at, other);
        }
    }
}

/// How much each feature tells by itself: the size of its log-count ratio between the messages that
/// have the judgement and those that have not, drawn towards 1 (Wang and Manning, "Baselines and
/// Bigrams", ACL 2012). What tells much may weigh much.
fn ratios(rows: &Rows, task: &Task) -> Vec<f32> {
    /// How far the ratios go; the rest is the same for all features.
    const PART: f32 = 0.7;
    let mut counts = vec![[1.0_f32, 1.0]; rows.width()];
    let mut all = [1.0_f32, 1.0];
    for (row, holds, _) in &task.known {
        let (columns, _) = rows.row(*row as usize);
        let side = usize::from(*holds);
        if let Some(sum) = all.get_mut(side) {
            *sum += 1.0;
        }
        for column in columns {
            if let Some(count) = counts.get_mut(*column as usize).and_then(|c| c.get_mut(side)) {
                *count += 1.0;
            }
        }
    }
    let [without, with] = all;
    let sizes: Vec<f32> =
        counts.iter().map(|[no, yes]| libm::logf(yes / no * without / with).abs()).collect();
    let mean = (sizes.iter().sum::<f32>() / sizes.len().max(1) as f32).max(f32::MIN_POSITIVE);
    let spread = |spread: &f32| if task.spread { *spread } else { 1.0 };
    sizes
        .iter()
        .zip(&rows.spread)
        .map(|(size, far)| (1.0 - PART + PART * size / mean) * spread(far))
        .collect()
}
