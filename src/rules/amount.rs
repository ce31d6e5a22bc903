//! Amounts worked out exactly; where something is unknown, as the range of what is possible.

use num_traits::{CheckedAdd, CheckedMul, CheckedSub, ToPrimitive};

use super::{
    judge::{Verdict, truth},
    known::{Situation, State},
};
use crate::content::{Accept, Amount, Exact, FactId, Row, Table, Tiers};

/// From the least to the greatest possible value; an absent end is not known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// The least possible value, in the unit of the amount.
    pub low: Option<Exact>,
    /// The greatest possible value, in the unit of the amount.
    pub high: Option<Exact>,
}

impl Span {
    /// The span of one possible value.
    pub fn exactly(value: Exact) -> Self {
        Self { low: Some(value), high: Some(value) }
    }

    /// The value, where only one is possible.
    pub fn exact(self) -> Option<Exact> {
        self.low.filter(|_| self.low == self.high)
    }

    fn hull(self, other: Self) -> Self {
        Self { low: least(self.low, other.low), high: greatest(self.high, other.high) }
    }
}

/// Whole yen of an exact amount: fractions of a yen are not paid.
pub fn whole_yen(value: Exact) -> Option<i64> {
    value.floor().to_integer().to_i64()
}

/// Works out an amount. `None` where no row of a table fits, or where the numbers are beyond reason.
pub fn evaluate(amount: &Amount, situation: &Situation) -> Option<Span> {
    let all = |parts: &[Amount]| parts.iter().map(|part| evaluate(part, situation)).collect::<Option<Vec<_>>>();
    match amount {
        Amount::Number(value) => Some(Span::exactly(*value)),
        Amount::Fact(fact) => of_fact(*fact, situation),
        Amount::Table(table) => of_table(table, situation),
        Amount::Sum(parts) => fold(all(parts)?, |a, b| {
            Some(Span {
                low: both(a.low, b.low, |a, b| a.checked_add(&b))?,
                high: both(a.high, b.high, |a, b| a.checked_add(&b))?,
            })
        }),
        Amount::Minus(parts) => fold(all(parts)?, |a, b| {
            Some(Span {
                low: both(a.low, b.high, |a, b| a.checked_sub(&b))?,
                high: both(a.high, b.low, |a, b| a.checked_sub(&b))?,
            })
        }),
        Amount::Times(parts) => fold(all(parts)?, times),
        Amount::Least(parts) => fold(all(parts)?, |a, b| {
            Some(Span { low: least(a.low, b.low), high: known_only(a.high, b.high, Exact::min) })
        }),
        Amount::Greatest(parts) => fold(all(parts)?, |a, b| {
            Some(Span { low: known_only(a.low, b.low, Exact::max), high: greatest(a.high, b.high) })
        }),
        Amount::Tiers(tiers) => {
            let of = evaluate(&tiers.of, situation)?;
            let at = |end: Option<Exact>| end.map_or(Some(None), |value| in_tiers(tiers, value).map(Some));
            Some(Span { low: at(of.low)?, high: at(of.high)? })
        }
    }
}

fn of_fact(fact: FactId, situation: &Situation) -> Option<Span> {
    match situation.state(fact) {
        State::Is(value) => value.measure().map(Span::exactly),
        // A company of which it can't be known has none of it.
        State::DoesNotApply => Some(Span::exactly(Exact::from_integer(0))),
        State::Unknown | State::Unsure => {
            let declared = situation.facts().get(fact);
            // Whoever it may turn out not to apply to may have none.
            let none = (truth(&declared.applies, situation) < Verdict::Likely).then(|| Exact::from_integer(0));
            Some(Span { low: declared.min.map(|min| none.map_or(min, |none| min.min(none))), high: None })
        }
    }
}

/// What becomes of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decided<'t> {
    /// This is what the table comes to.
    Row(&'t Amount),
    /// Several rows are still possible.
    Open,
    /// No row fits.
    Nothing,
}

/// Follows tables as long as what is known decides them. Anything but a table is decided.
pub fn decide<'t>(amount: &'t Amount, situation: &Situation) -> Decided<'t> {
    let Amount::Table(table) = amount else { return Decided::Row(amount) };
    for row in &table.rows {
        let fits = fits(row, table, situation);
        if fits.contains(&Some(false)) {
            continue;
        }
        return if fits.contains(&None) { Decided::Open } else { decide(&row.value, situation) };
    }
    Decided::Nothing
}

/// Cell by cell: fits, doesn't fit, or cannot be told.
fn fits(row: &Row, table: &Table, situation: &Situation) -> Vec<Option<bool>> {
    row.cells.iter().zip(&table.by).map(|(cell, fact)| cell_fits(cell.as_deref(), *fact, situation)).collect()
}

/// The rows that can still be the first to fit; with everything known, exactly one.
fn of_table(table: &Table, situation: &Situation) -> Option<Span> {
    let mut possible: Option<Span> = None;
    for row in &table.rows {
        let fits = fits(row, table, situation);
        if fits.contains(&Some(false)) {
            continue;
        }
        if let Some(value) = evaluate(&row.value, situation) {
            possible = Some(possible.map_or(value, |before| before.hull(value)));
        }
        if fits.iter().all(|fit| *fit == Some(true)) {
            break;
        }
    }
    possible
}

fn cell_fits(cell: Option<&[Accept]>, fact: FactId, situation: &Situation) -> Option<bool> {
    let Some(accept) = cell else { return Some(true) };
    match situation.state(fact) {
        State::Is(value) => Some(accept.iter().any(|accept| accept.takes(value))),
        State::DoesNotApply => Some(false),
        State::Unknown | State::Unsure => None,
    }
}

/// Each part of the height at the rate of its tier.
fn in_tiers(tiers: &Tiers, height: Exact) -> Option<Exact> {
    let zero = Exact::from_integer(0);
    let (mut paid, mut from) = (zero, zero);
    for (end, rate) in &tiers.steps {
        let part = height.min(*end).checked_sub(&from)?.max(zero);
        paid = paid.checked_add(&part.checked_mul(rate)?)?;
        from = *end;
    }
    let above = height.checked_sub(&from)?.max(zero);
    paid.checked_add(&above.checked_mul(&tiers.rest)?)
}

fn fold(spans: Vec<Span>, join: impl Fn(Span, Span) -> Option<Span>) -> Option<Span> {
    let mut spans = spans.into_iter();
    let first = spans.next()?;
    spans.try_fold(first, join)
}

/// Multiplies ranges. With an open end only factors that cannot be negative have a range at all.
fn times(a: Span, b: Span) -> Option<Span> {
    if let (Some(a_low), Some(a_high), Some(b_low), Some(b_high)) = (a.low, a.high, b.low, b.high) {
        let corners = [
            a_low.checked_mul(&b_low)?,
            a_low.checked_mul(&b_high)?,
            a_high.checked_mul(&b_low)?,
            a_high.checked_mul(&b_high)?,
        ];
        return Some(Span { low: corners.into_iter().min(), high: corners.into_iter().max() });
    }
    let zero = Exact::from_integer(0);
    if a.exact() == Some(zero) || b.exact() == Some(zero) {
        return Some(Span::exactly(zero));
    }
    let low = match (a.low, b.low) {
        (Some(a), Some(b)) if a >= zero && b >= zero => Some(a.checked_mul(&b)?),
        _ => None,
    };
    Some(Span { low, high: None })
}

/// Joins two ends of which neither may be missing; `None` outside is an overflow.
fn both(a: Option<Exact>, b: Option<Exact>, join: impl Fn(Exact, Exact) -> Option<Exact>) -> Option<Option<Exact>> {
    match (a, b) {
        (Some(a), Some(b)) => join(a, b).map(Some),
        _ => Some(None),
    }
}

fn least(a: Option<Exact>, b: Option<Exact>) -> Option<Exact> {
    a.zip(b).map(|(a, b)| a.min(b))
}

fn greatest(a: Option<Exact>, b: Option<Exact>) -> Option<Exact> {
    a.zip(b).map(|(a, b)| a.max(b))
}

/// Joins two ends of which one known end is enough.
fn known_only(a: Option<Exact>, b: Option<Exact>, join: impl Fn(Exact, Exact) -> Exact) -> Option<Exact> {
    match (a, b) {
        (Some(a), Some(b)) => Some(join(a, b)),
        (a, b) => a.or(b),
    }
}
