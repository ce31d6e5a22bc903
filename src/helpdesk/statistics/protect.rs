//! Small counts, shown so that nobody can be picked out of them.

use std::fmt;

/// From so many on a count is shown.
pub const MANY: u64 = 5;

/// A count as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// As it is: none, or many.
    Exactly(u64),
    /// More than none, and fewer than [`MANY`].
    Few,
    /// Not told: it would give a small one away.
    Hidden,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(count) => write!(f, "{count}"),
            Self::Few => write!(f, "1〜{}", MANY - 1),
            Self::Hidden => f.write_str("非公表"),
        }
    }
}

/// One count that stands for itself: nothing adds up to it.
pub fn few(count: u64) -> Cell {
    if (1..MANY).contains(&count) { Cell::Few } else { Cell::Exactly(count) }
}

/// Counts that add up to a total which is shown too. Where the total and the others would tell a small one to the number, the
/// smallest of the larger ones are hidden as well; where that does not help, all of them.
pub fn protect(counts: &[u64]) -> (Vec<Cell>, Cell) {
    let total = counts.iter().sum();
    if (1..MANY).contains(&total) {
        return (vec![Cell::Hidden; counts.len()], Cell::Few);
    }
    let mut cells: Vec<Cell> = counts.iter().map(|count| few(*count)).collect();
    let small: Vec<u64> = counts.iter().copied().filter(|count| (1..MANY).contains(count)).collect();
    let mut larger: Vec<(u64, usize)> =
        counts.iter().enumerate().filter(|(_, count)| **count >= MANY).map(|(place, count)| (*count, place)).collect();
    larger.sort_unstable();
    let mut larger = larger.into_iter();
    let (mut sum, mut hidden) = (small.iter().sum::<u64>(), 0);
    while !small.is_empty() && !is_safe(sum, small.len() as u64, hidden) {
        let Some((count, place)) = larger.next() else {
            return (vec![Cell::Hidden; counts.len()], Cell::Exactly(total));
        };
        cells[place] = Cell::Hidden;
        sum += count;
        hidden += 1;
    }
    (cells, Cell::Exactly(total))
}

/// Whether a small count could be more than one number where so many small ones and so many hidden larger ones have this
/// sum, which can be had from the total.
fn is_safe(sum: u64, small: u64, hidden: u64) -> bool {
    let others = small - 1;
    let most = (MANY - 1).min(sum.saturating_sub(others + MANY * hidden));
    let least = if hidden == 0 { sum.saturating_sub((MANY - 1) * others).max(1) } else { 1 };
    most > least
}
