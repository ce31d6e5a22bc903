//! Small counts cannot be had from what is shown.

use proptest::prelude::*;
use sodan::helpdesk::statistics::{Cell, MANY, protect};

/// Whether somebody who sees this may think of such counts.
fn fits(counts: &[u64], cells: &[Cell], total: Cell) -> bool {
    let fits = |count: u64, cell: Cell| match cell {
        Cell::Exactly(shown) => shown == count,
        Cell::Few => (1..MANY).contains(&count),
        Cell::Hidden => true,
    };
    fits(counts.iter().sum(), total) && counts.iter().zip(cells).all(|(count, cell)| fits(*count, *cell))
}

/// Everything that the counts may be.
fn all(cells: &[Cell], total: Cell, most: u64) -> Vec<Vec<u64>> {
    let mut found: Vec<Vec<u64>> = vec![Vec::new()];
    for cell in cells {
        let values: Vec<u64> = match cell {
            Cell::Exactly(count) => vec![*count],
            Cell::Few => (1..MANY).collect(),
            Cell::Hidden => (0..=most).collect(),
        };
        let longer = |one: &Vec<u64>| values.iter().map(|value| [&one[..], &[*value]].concat()).collect::<Vec<_>>();
        found = found.iter().flat_map(longer).filter(|one| one.iter().sum::<u64>() <= most).collect();
    }
    found.retain(|counts| fits(counts, cells, total));
    found
}

proptest! {
    #[test]
    fn a_small_count_could_always_be_another_one(counts in prop::collection::vec(0..14_u64, 0..6)) {
        let (cells, total) = protect(&counts);
        prop_assert!(fits(&counts, &cells, total), "what is shown is true");
        let sum: u64 = counts.iter().sum();
        let possible = all(&cells, total, sum.max(MANY));
        for (place, count) in counts.iter().enumerate().filter(|(_, count)| (1..MANY).contains(count)) {
            prop_assert!(!matches!(cells[place], Cell::Exactly(_)));
            prop_assert!(possible.iter().any(|other| other[place] != *count), "{counts:?} {cells:?}");
        }
        if !(1..MANY).contains(&sum) {
            prop_assert_eq!(total, Cell::Exactly(sum), "totals stay");
        }
    }

    #[test]
    fn where_no_count_is_small_all_are_shown(counts in prop::collection::vec(prop_oneof![Just(0), MANY..100], 0..8)) {
        let shown: Vec<Cell> = counts.iter().map(|count| Cell::Exactly(*count)).collect();
        prop_assert_eq!(protect(&counts).0, shown);
    }
}

#[test]
fn what_would_give_a_small_count_away_is_hidden_too() {
    use Cell::{Exactly, Few, Hidden};
    assert_eq!(protect(&[2, 30, 8]), (vec![Few, Exactly(30), Hidden], Exactly(40)));
    // 1 and 5 can be nothing else once 6 is known and 5 is the least that is hidden.
    assert_eq!(protect(&[1, 5, 30]), (vec![Few, Hidden, Hidden], Exactly(36)));
    assert_eq!(protect(&[1, 5]), (vec![Hidden, Hidden], Exactly(6)));
    assert_eq!(protect(&[1, 1, 0]), (vec![Hidden, Hidden, Hidden], Few));
    assert_eq!(protect(&[2, 3, 0]), (vec![Few, Few, Exactly(0)], Exactly(5)));
    assert_eq!(protect(&[]), (vec![], Exactly(0)));
}
