//! What is counted of consultations (相談実績), as tables. Pure: cases, counters and content go in.
//!
//! What concerns cases is counted from the cases themselves (`cases`), so that an erased owner is gone from here too; what
//! concerns all consultations from counters without a trace of an owner (`dialogs`). No small count is shown to the
//! number ([`protect`]).

mod cases;
pub mod csv;
mod dialogs;
mod protect;

pub use self::{
    cases::of_cases,
    dialogs::of_tallies,
    protect::{Counted, Lots, STEP, Sums, could_be, gives_none_away, protect},
};

use crate::consult::tally::Month;

/// The longest period, in months.
pub const MOST_MONTHS: i32 = 60;

/// Months from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    from: Month,
    to: Month,
}

impl Period {
    /// Between two months, whichever is the earlier; of too long ones the last [`MOST_MONTHS`].
    pub fn new(one: Month, other: Month) -> Self {
        let (from, to) = (one.min(other), one.max(other));
        Self { from: from.max(to.plus(1 - MOST_MONTHS)), to }
    }

    /// The first month.
    pub fn from(self) -> Month {
        self.from
    }

    /// The last month.
    pub fn to(self) -> Month {
        self.to
    }

    /// Whether a month is in it.
    pub fn holds(self, month: Month) -> bool {
        (self.from..=self.to).contains(&month)
    }

    /// Its months in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (0..MOST_MONTHS).map(move |count| self.from.plus(count)).take_while(move |month| *month <= self.to)
    }
}

/// A table of counts, all of them protected.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Tells it from the others: in addresses and in CSV.
    pub key: &'static str,
    /// What it counts.
    pub title: &'static str,
    /// What its rows are.
    pub rows_are: &'static str,
    /// The heads of its columns.
    pub columns: Vec<&'static str>,
    /// A label and a count for each column.
    pub rows: Vec<(String, Vec<u64>)>,
    /// The sum of what the rows show, where that says something.
    pub total: Option<u64>,
    /// What else there is to say of it.
    pub note: Option<String>,
}
