//! Reading and writing cells of arrays by number.
//!
//! Numbers of nodes are checked where they come in, so a number out of bounds is a fault of ours: loud
//! in tests, and without a panic in service.

/// The cell, or the type's zero where there is none.
#[inline(always)]
pub fn at<T: Copy + Default>(cells: &[T], number: usize) -> T {
    debug_assert!(number < cells.len(), "cell {number} of {}", cells.len());
    cells.get(number).copied().unwrap_or_default()
}

/// Sets a cell.
#[inline(always)]
pub fn put<T>(cells: &mut [T], number: usize, value: T) {
    debug_assert!(number < cells.len(), "cell {number} of {}", cells.len());
    if let Some(cell) = cells.get_mut(number) {
        *cell = value;
    }
}

/// Adds to a cell.
#[inline(always)]
pub fn add<T: std::ops::AddAssign>(cells: &mut [T], number: usize, value: T) {
    debug_assert!(number < cells.len(), "cell {number} of {}", cells.len());
    if let Some(cell) = cells.get_mut(number) {
        *cell += value;
    }
}
