//! The amounts of one offer for one company: cap, floor, rate, fee, term, and the estimate that follows.

use super::{
    amount::{Span, evaluate, whole_yen},
    known::{Situation, State},
};
use crate::content::{Amount, FactId, Terms};

/// The amounts of an offer, worked out as far as possible.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Money<'c> {
    pub cap_yen: Option<Span>,
    pub floor_yen: Option<Span>,
    /// A share of the cost; of a tiered rate only the tiers are meaningful.
    pub rate: Option<Rate<'c>>,
    pub fee_yen: Option<Span>,
    pub term_years: Option<Span>,
    pub estimate: Option<Estimate>,
}

/// A rate for one company.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate<'c> {
    Plain(Span),
    Tiered(&'c crate::content::Tiers),
}

/// What may be expected (目安).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimate {
    /// In yen, as far as it can be told.
    Yen(Span),
    /// The cost is too small: the share stays under the floor.
    BelowFloor,
}

impl Estimate {
    /// Whole yen, where only one value is possible.
    pub fn exact_yen(self) -> Option<i64> {
        match self {
            Estimate::Yen(span) => span.exact().and_then(whole_yen),
            Estimate::BelowFloor => None,
        }
    }
}

/// Works out the terms of an offer; `investment` is the fact that holds the planned cost.
pub fn money<'c>(terms: &'c Terms, investment: Option<FactId>, situation: &Situation<'c>) -> Money<'c> {
    let worked = |amount: &'c Option<Amount>| amount.as_ref().and_then(|amount| evaluate(amount, situation));
    let mut money = Money {
        cap_yen: worked(&terms.cap_yen),
        floor_yen: worked(&terms.floor_yen),
        rate: terms.rate.as_ref().and_then(|rate| rate_of(rate, situation)),
        fee_yen: worked(&terms.fee_yen),
        term_years: worked(&terms.term_years),
        estimate: None,
    };
    money.estimate = match &terms.estimate_yen {
        Some(amount) => evaluate(amount, situation).map(Estimate::Yen),
        None => usual_estimate(terms, investment, situation, &money),
    };
    money
}

/// The rate that holds for the company: through tables, down to a plain number or tiers.
fn rate_of<'c>(rate: &'c Amount, situation: &Situation<'c>) -> Option<Rate<'c>> {
    match decided(rate, situation) {
        Amount::Tiers(tiers) => Some(Rate::Tiered(tiers)),
        other => evaluate(other, situation).filter(|_| !has_tiers(other)).map(Rate::Plain),
    }
}

/// Follows tables as long as everything they ask is known.
fn decided<'c>(amount: &'c Amount, situation: &Situation) -> &'c Amount {
    let Amount::Table(table) = amount else { return amount };
    for row in &table.rows {
        let mut all = true;
        for (cell, fact) in row.cells.iter().zip(&table.by) {
            let Some(accept) = cell else { continue };
            match situation.state(*fact) {
                State::Is(value) => all &= accept.iter().any(|accept| accept.takes(value)),
                State::DoesNotApply => all = false,
                // Not decided: the table as a whole gives the range.
                State::Unknown | State::Unsure => return amount,
            }
        }
        if all {
            return decided(&row.value, situation);
        }
    }
    amount
}

fn has_tiers(amount: &Amount) -> bool {
    let mut tiers = false;
    amount.each(&mut |part| tiers |= matches!(part, Amount::Tiers(_)));
    tiers
}

/// Cost times rate, up to the cap; nothing below the floor.
fn usual_estimate(terms: &Terms, investment: Option<FactId>, situation: &Situation, money: &Money) -> Option<Estimate> {
    let cost = Amount::Fact(investment?);
    situation.value(investment?)?;
    let share = match decided(terms.rate.as_ref()?, situation) {
        tiers @ Amount::Tiers(_) => tiers.clone(),
        rate if has_tiers(rate) => return None,
        rate => Amount::Times(vec![cost, rate.clone()]),
    };
    let share = evaluate(&share, situation)?;
    if let (Some(high), Some(floor)) = (share.high, money.floor_yen.and_then(Span::exact))
        && high < floor
    {
        return Some(Estimate::BelowFloor);
    }
    let Some(cap) = money.cap_yen else { return terms.cap_yen.is_none().then_some(Estimate::Yen(share)) };
    let upto = |a: Option<crate::content::Exact>, b: Option<crate::content::Exact>| match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let low = share.low.zip(cap.low).map(|(a, b)| a.min(b));
    Some(Estimate::Yen(Span { low, high: upto(share.high, cap.high) }))
}
