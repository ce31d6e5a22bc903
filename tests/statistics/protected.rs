//! Small counts cannot be had from what is shown.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sodan::helpdesk::statistics::{Counted, Lots, STEP, Sums, could_be, gives_none_away, protect};

/// Tables that count the same people, one after the other: how many rows each has.
fn laid_out(tables: &[usize], people: &[Vec<usize>]) -> (Vec<Counted>, Vec<Vec<usize>>) {
    let all = Counted { name: "all".to_owned(), count: people.len() as u64, whole: true };
    let (mut counts, mut parts) = (vec![all], vec![vec![0]]);
    for (table, rows) in tables.iter().enumerate() {
        parts.push((counts.len()..counts.len() + rows).collect());
        for row in 0..*rows {
            let count = people.iter().filter(|person| person[table] % rows == row).count() as u64;
            counts.push(Counted { name: format!("{table} {row}"), count, whole: false });
        }
    }
    (counts, parts)
}

/// Everything that the rows of a table may be, one by one.
fn all(shown: &[u64]) -> Vec<Vec<u64>> {
    let mut found: Vec<Vec<u64>> = vec![Vec::new()];
    for shown in shown {
        let longer = |one: &Vec<u64>| {
            let one = one.clone();
            (shown.saturating_sub(STEP - 1)..shown + STEP).map(move |count| [&one[..], &[count]].concat())
        };
        found = found.iter().flat_map(longer).collect();
    }
    found
}

proptest! {
    /// Whoever adds and subtracts all that is shown of a month, and tries everything that it could come from, is left with
    /// more than one number for each count below five.
    #[test]
    fn a_small_count_could_always_be_another_one(
        tables in prop::collection::vec(1..=4_usize, 1..=4),
        people in prop::collection::vec(prop::collection::vec(0..12_usize, 4), 0..24),
        secret in any::<[u8; 32]>(),
    ) {
        let (counts, parts) = laid_out(&tables, &people);
        let mut sums = vec![Sums::Same(parts.clone())];
        let shown = protect(&counts, &sums, &Lots::new(&secret));
        for (one, shown) in counts.iter().zip(&shown) {
            prop_assert!(one.whole || shown % STEP == 0);
            prop_assert!(one.count.abs_diff(*shown) < STEP);
        }
        let mut rows: Vec<Vec<Vec<u64>>> = parts.iter().map(|of| all(&shown[of[0]..of[0] + of.len()])).collect();
        // Whoever sees a multiple of five is not told whether it is the number itself: the worst is that they know.
        let whole = Sums::Known(0, people.len() as u64);
        if shown[0] == people.len() as u64 && gives_none_away(&shown, &[sums[0].clone(), whole.clone()]) {
            rows[0] = vec![vec![shown[0]]];
            sums.push(whole);
        }
        let totals = |rows: &Vec<Vec<u64>>| rows.iter().map(|row| row.iter().sum()).collect::<BTreeSet<u64>>();
        let together = rows.iter().map(totals).reduce(|a, b| &a & &b).unwrap();
        prop_assert!(together.contains(&(people.len() as u64)));
        for (of, rows) in parts.iter().zip(&rows) {
            for (at, place) in of.iter().enumerate() {
                let fitting = rows.iter().filter(|row| together.contains(&row.iter().sum::<u64>()));
                let may: BTreeSet<u64> = fitting.map(|row| row[at]).collect();
                let one = counts[*place].count;
                prop_assert!(may.contains(&one));
                prop_assert!(!(1..STEP).contains(&one) || may.len() > 1, "{counts:?} {shown:?}");
                let can = could_be(&shown, &sums)[*place];
                prop_assert_eq!(Some(&can.0).zip(Some(&can.1)), may.first().zip(may.last()), "it is found out in full");
            }
        }
    }

    /// The same where everything is at its worst, which lots bring about once in millions of years: rounded down, nothing
    /// can be told.
    #[test]
    fn rounded_down_nothing_is_given_away(
        tables in prop::collection::vec(1..=12_usize, 1..=6),
        people in prop::collection::vec(prop::collection::vec(0..12_usize, 6), 1..60),
        within in prop::collection::vec(any::<bool>(), 60),
    ) {
        let (counts, parts) = laid_out(&tables, &people);
        let mut shown: Vec<u64> = counts.iter().map(|one| one.count / STEP * STEP).collect();
        // Some of the people are in one more table.
        let some = people.iter().zip(&within).filter(|(_, within)| **within).count() as u64;
        shown.push(some / STEP * STEP);
        let sums = [Sums::Within(vec![shown.len() - 1], parts[0].clone()), Sums::Same(parts)];
        prop_assert!(gives_none_away(&shown, &sums));
    }
}

#[test]
fn what_would_be_told_by_sums_is_seen() {
    // Nine rows of at least one, and nine at most of all.
    let nine = Sums::Same(vec![(0..9).collect(), vec![9]]);
    assert!(!gives_none_away(&[5; 10], std::slice::from_ref(&nine)));
    assert_eq!(could_be(&[5; 10], &[nine]), [vec![(1, 1); 9], vec![(9, 9)]].concat());
    assert!(gives_none_away(&[5; 10], &[Sums::Same(vec![(0..8).collect(), vec![8], vec![9]])]));
    assert!(!gives_none_away(&[5, 5, 5, 5, 0], &[Sums::Within(vec![0, 1, 2, 3], vec![4])]));
}

#[test]
fn how_many_there_are_is_shown_to_the_number_unless_a_small_count_follows_from_it() {
    let counts = |all, rows: &[u64]| {
        let rows = rows.iter().enumerate().map(|(row, count)| (row.to_string(), *count, false));
        let all = std::iter::once(("all".to_owned(), all, true)).chain(rows);
        all.map(|(name, count, whole)| Counted { name, count, whole }).collect::<Vec<_>>()
    };
    let same = |rows: usize| [Sums::Same(vec![vec![0], (1..=rows).collect()])];
    let shown = |all, rows: &[u64], secret| protect(&counts(all, rows), &same(rows.len()), &Lots::new(&[secret]))[0];
    for secret in 0..100 {
        assert_eq!(shown(17, &[8, 7, 2], secret), 17);
        assert_eq!(shown(57, &[56, 1], secret), 57, "another lot hides the one");
        assert_eq!(shown(4, &[4], secret) % STEP, 0, "few in all are few");
    }
    // Nine in all, in nine rows of at least one each: one each.
    let nine = [same(9)[0].clone(), Sums::Known(0, 9)];
    assert!(!gives_none_away(&[[5].as_slice(), &[5; 9]].concat(), &nine));
}

#[test]
fn few_who_were_referred_cannot_be_had_from_what_ended() {
    let counts = [25, 16, 2, 7, 18].map(|count| Counted { name: format!("{count}"), count, whole: false });
    let sums = [Sums::Same(vec![vec![0], vec![1, 2, 3]]), Sums::Within(vec![4], vec![1, 2])];
    for secret in 0..200_u8 {
        let shown = protect(&counts, &sums, &Lots::new(&[secret]));
        let (least, most) = could_be(&shown, &sums)[2];
        assert!(least < most && (least..=most).contains(&2), "{shown:?}");
    }
}

#[test]
fn many_small_counts_add_up_to_what_there_is_and_stay_as_they_are() {
    let counts: Vec<Counted> =
        (0..2_000).map(|name| Counted { name: name.to_string(), count: 2, whole: false }).collect();
    let shown = protect(&counts, &[], &Lots::new(b"a secret"));
    let sum: u64 = shown.iter().sum();
    assert!((3_700..4_300).contains(&sum), "{sum}");
    assert_eq!(shown, protect(&counts, &[], &Lots::new(b"a secret")));
    assert_ne!(shown, protect(&counts, &[], &Lots::new(b"another")));
    let none = Counted { name: "none".to_owned(), count: 0, whole: false };
    assert_eq!(protect(&[none], &[], &Lots::new(b"a secret")), [0]);
}
