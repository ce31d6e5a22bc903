//! Values of facts, exact numbers, and what a condition accepts.

use chrono::{Datelike, NaiveDate};
use num_rational::Ratio;

/// An exact number: whole yen, decimals and fractions alike. Never a float.
pub type Exact = Ratio<i128>;

/// No number of content or of an owner has more digits than this, so that products of a few of them stay exact.
const MOST_DIGITS: usize = 15;

/// Reads `1_100_000`, `-3`, `12.5` or `9/10`.
pub fn exact(text: &str) -> Option<Exact> {
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    let denominator = decimal(denominator)?;
    if denominator == Exact::from_integer(0) {
        return None;
    }
    Some(decimal(numerator)? / denominator)
}

fn decimal(text: &str) -> Option<Exact> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: String = whole.chars().filter(|c| *c != '_').collect();
    let plain = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !plain(&whole) || !plain(fraction) || whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    if digits.ends_with('.') {
        return None;
    }
    let all: i128 = format!("{whole}{fraction}").parse().ok()?;
    Some(Exact::new(sign * all, 10_i128.pow(fraction.len() as u32)))
}

/// Reads `2023-06-30`, and nothing that only resembles it.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let plain = text.len() == 10 && text.starts_with(['1', '2']);
    plain.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// A choice, by its place in the fact's list.
pub type ChoiceNo = u16;

/// A set of choices of one fact; a fact has at most 64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ChoiceSet(pub u64);

impl ChoiceSet {
    /// The most choices that a fact can have.
    pub const MOST: usize = 64;

    /// Adds a choice below [`Self::MOST`].
    pub fn insert(&mut self, choice: ChoiceNo) {
        self.0 |= 1 << choice;
    }

    /// Adds a choice below [`Self::MOST`], or takes it out if it was in.
    pub fn toggle(&mut self, choice: ChoiceNo) {
        self.0 ^= 1 << choice;
    }

    /// Whether the choice is in it; none from [`Self::MOST`] on is.
    pub fn contains(self, choice: ChoiceNo) -> bool {
        choice < 64 && self.0 & (1 << choice) != 0
    }

    /// The choices in the fact's order.
    pub fn iter(self) -> impl Iterator<Item = ChoiceNo> {
        (0..64).filter(move |choice| self.contains(*choice))
    }

    /// Whether the two have a choice in common.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether nothing is chosen.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<ChoiceNo> for ChoiceSet {
    fn from_iter<I: IntoIterator<Item = ChoiceNo>>(choices: I) -> Self {
        let mut set = Self::default();
        choices.into_iter().for_each(|choice| set.insert(choice));
        set
    }
}

/// What is known of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Whole numbers, decimals and yen.
    Number(Exact),
    /// はい or いいえ.
    Bool(bool),
    /// A day of the calendar.
    Date(NaiveDate),
    /// The choice of a fact that takes one.
    Choice(ChoiceNo),
    /// The choices of a fact that takes several.
    Multi(ChoiceSet),
    /// The owner's own words.
    Text(String),
}

impl Value {
    /// Its place on a line: numbers as they are, dates as days.
    pub fn measure(&self) -> Option<Exact> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Date(date) => Some(day(*date)),
            _ => None,
        }
    }
}

/// A date's place on a line of days.
pub fn day(date: NaiveDate) -> Exact {
    Exact::from_integer(i128::from(date.num_days_from_ce()))
}

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// A number, or a date as [`day`].
    pub at: Exact,
    /// Whether `at` itself is accepted: `>=30` and `..20`, not `<1500`.
    pub included: bool,
}

/// What a condition takes of one fact; several are alternatives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accept {
    /// Numbers and dates (as days) between two ends.
    Range {
        /// The lower end; without it, anything down.
        low: Option<End>,
        /// The upper end; without it, anything up.
        high: Option<End>,
    },
    /// はい or いいえ.
    Bool(bool),
    /// This choice; of a fact with several choices, any set that has it.
    Choice(ChoiceNo),
    /// Exactly this text.
    Text(String),
}

impl Accept {
    /// Whether it accepts a value; one of another kind it never does.
    pub fn takes(&self, value: &Value) -> bool {
        match (self, value) {
            (Accept::Range { low, high }, value) => value.measure().is_some_and(|at| {
                low.is_none_or(|end| at > end.at || (end.included && at == end.at))
                    && high.is_none_or(|end| at < end.at || (end.included && at == end.at))
            }),
            (Accept::Bool(wanted), Value::Bool(is)) => wanted == is,
            (Accept::Choice(wanted), Value::Choice(is)) => wanted == is,
            (Accept::Choice(wanted), Value::Multi(set)) => set.contains(*wanted),
            (Accept::Text(wanted), Value::Text(is)) => wanted == is,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly() {
        assert_eq!(exact("1_100_000"), Some(Exact::from_integer(1_100_000)));
        assert_eq!(exact("12.5"), Some(Exact::new(25, 2)));
        assert_eq!(exact("-0.5"), Some(Exact::new(-1, 2)));
        assert_eq!(exact("9/10"), Some(Exact::new(9, 10)));
        for wrong in ["", "-", "1/0", "1,000", "1e3", ".5", "5.", "０", "9999999999999999", "1/2/3"] {
            assert_eq!(exact(wrong), None, "{wrong}");
        }
    }
}
