//! Counts, shown so that nobody can be picked out of them.
//!
//! Each count of a month is rounded to a multiple of five, up or down by a lot that is drawn once for each cell of each
//! month, so that sums over many of them stay right. How many there are in all in a month is what a report is made of: it
//! is shown to the number where no small count follows from it. A longer period is the sum of what its months show:
//! comparing periods tells nothing that the months do not tell.
//!
//! Within a month, what adds up to the same (the same cases by theme, by size, …) is looked through as somebody would who
//! adds and subtracts all of it. Where that would tell a small count to the number, the whole month is rounded down
//! instead. Then it cannot: leave out any one case, and each table could still show what it shows, since what is rounded
//! down could be four less, or is below five and could be none.

use ring::hmac;

/// What is shown are multiples of this. Smaller counts than this are those of which nobody may know which it is.
pub const STEP: u64 = 5;

/// The lots by which counts are rounded. Who knows them could watch counts grow one by one, so they are secret.
pub struct Lots(hmac::Key);

impl Lots {
    /// Lots that hang on this secret alone: the same cell is rounded in the same way whenever it is looked at.
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// From 0 to below [`STEP`], each as likely (but for one in ten million).
    fn of(&self, cell: &str) -> u64 {
        let tag = hmac::sign(&self.0, cell.as_bytes());
        let bytes = tag.as_ref().first_chunk().expect("a tag has 32 bytes");
        u64::from(u32::from_be_bytes(*bytes)) % STEP
    }
}

/// A count of a month, with a name that no other cell has.
#[derive(Clone, Debug)]
pub struct Counted {
    /// By which its lot is drawn.
    pub name: String,
    /// How many.
    pub count: u64,
    /// Shown to the number, where that gives no small count away.
    pub whole: bool,
}

/// What is known of the counts of a month without seeing them: places in the list of all.
#[derive(Clone, Debug)]
pub enum Sums {
    /// Each of these adds up to the same.
    Same(Vec<Vec<usize>>),
    /// The first add up to the sum of the second at most.
    Within(Vec<usize>, Vec<usize>),
    /// This one is that many: it is shown to the number.
    Known(usize, u64),
}

/// So many lots are drawn for a month at most, for one with which the numbers of all can be shown.
const DRAWS: usize = 32;

/// What is shown of the counts of one month.
pub fn protect(counts: &[Counted], sums: &[Sums], lots: &Lots) -> Vec<u64> {
    let drawn = |draw: usize| {
        let one = |one: &Counted| match (one.count, draw) {
            (0, _) => 0,
            (count, 0) => (count + lots.of(&one.name)) / STEP * STEP,
            (count, draw) => (count + lots.of(&format!("{} {draw}", one.name))) / STEP * STEP,
        };
        counts.iter().map(one).collect::<Vec<u64>>()
    };
    let whole = counts.iter().enumerate().filter(|(_, one)| one.whole && one.count >= STEP);
    let known: Vec<Sums> = whole.map(|(place, one)| Sums::Known(place, one.count)).collect();
    if !known.is_empty() {
        let told = [sums, &known].concat();
        if let Some(mut shown) = (0..DRAWS).map(drawn).find(|shown| gives_none_away(shown, &told)) {
            for one in &known {
                if let Sums::Known(place, count) = one {
                    shown[*place] = *count;
                }
            }
            return shown;
        }
    }
    let shown = drawn(0);
    if gives_none_away(&shown, sums) {
        return shown;
    }
    counts.iter().map(|one| one.count / STEP * STEP).collect()
}

/// Whether no small count can be told from what is shown and what is known of sums.
pub fn gives_none_away(shown: &[u64], sums: &[Sums]) -> bool {
    could_be(shown, sums).iter().all(|(least, most)| least < most || least == most && *least >= STEP)
}

/// The least and the most that each count can be for somebody who sees this, and knows the rule but not the lots.
pub fn could_be(shown: &[u64], sums: &[Sums]) -> Vec<(u64, u64)> {
    let mut can: Vec<(u64, u64)> =
        shown.iter().map(|shown| (shown.saturating_sub(STEP - 1), shown + STEP - 1)).collect();
    loop {
        let before = can.clone();
        for sums in sums {
            let ends = |of: &[usize], can: &[(u64, u64)]| {
                of.iter().fold((0, 0), |(least, most), place| (least + can[*place].0, most + can[*place].1))
            };
            match sums {
                Sums::Same(parts) => {
                    let all: Vec<(u64, u64)> = parts.iter().map(|of| ends(of, &can)).collect();
                    let least = all.iter().map(|(least, _)| *least).max().unwrap_or(0);
                    let most = all.iter().map(|(_, most)| *most).min().unwrap_or(0);
                    parts.iter().for_each(|of| narrow(&mut can, of, least, most));
                }
                Sums::Within(inner, outer) => {
                    let (least, most) = (ends(inner, &can).0, ends(outer, &can).1);
                    narrow(&mut can, inner, 0, most);
                    narrow(&mut can, outer, least, u64::MAX);
                }
                Sums::Known(place, count) => narrow(&mut can, &[*place], *count, *count),
            }
        }
        // Where a month does not keep to the sums (a question of one month is answered in the next), nothing follows.
        if can == before || can.iter().any(|(least, most)| least > most) {
            return can;
        }
    }
}

/// What each of these can be where they add up to something between these.
fn narrow(can: &mut [(u64, u64)], of: &[usize], least: u64, most: u64) {
    let (all_least, all_most) =
        of.iter().fold((0, 0), |(least, most), place| (least + can[*place].0, most + can[*place].1));
    for place in of {
        let (lower, upper) = can[*place];
        let lower_still = least.saturating_sub(all_most - upper).max(lower);
        let upper_still = most.saturating_sub(all_least - lower).min(upper);
        can[*place] = (lower_still, upper_still);
    }
}
