//! The amounts of one offer for one company: cap, floor, rate, fee, term, and the estimate that follows.

use super::{
    amount::{Decided, Span, decide, evaluate, whole_yen},
    known::Situation,
};
use crate::content::{Amount, Exact, FactId, Terms, Tiers};

/// The amounts of an offer, worked out as far as possible.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Money<'c> {
    /// The most that is paid, in yen.
    pub cap_yen: Option<Span>,
    /// The least that is paid, in yen.
    pub floor_yen: Option<Span>,
    /// A share of the cost; of a tiered rate only the tiers are meaningful.
    pub rate: Option<Rate<'c>>,
    /// What the rate is called, where it is no 補助率.
    pub rate_name: Option<&'c str>,
    /// What the owner pays, in yen.
    pub fee_yen: Option<Span>,
    /// Years to repay, or of support.
    pub term_years: Option<Span>,
    /// The offer's own formula, or cost times rate up to the cap; `None` where neither can be worked out.
    pub estimate: Option<Estimate>,
}

/// A rate for one company.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate<'c> {
    /// The same share of the whole cost.
    Plain(Span),
    /// Another share for each part of the cost.
    Tiered(&'c Tiers),
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
        rate_name: terms.rate_name.as_deref(),
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
    match decide(rate, situation) {
        Decided::Row(Amount::Tiers(tiers)) => Some(Rate::Tiered(tiers)),
        Decided::Row(other) => evaluate(other, situation).map(Rate::Plain),
        Decided::Open => evaluate(rate, situation).filter(|_| !has_tiers(rate)).map(Rate::Plain),
        Decided::Nothing => None,
    }
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
    let rate = terms.rate.as_ref()?;
    let share = match decide(rate, situation) {
        Decided::Row(tiers @ Amount::Tiers(_)) => tiers.clone(),
        Decided::Row(row) => Amount::Times(vec![cost, row.clone()]),
        Decided::Open if has_tiers(rate) => return None,
        Decided::Open => Amount::Times(vec![cost, rate.clone()]),
        Decided::Nothing => return None,
    };
    let mut share = evaluate(&share, situation)?;
    if let Some(floor) = money.floor_yen.and_then(Span::exact) {
        if share.high.is_some_and(|high| high < floor) {
            return Some(Estimate::BelowFloor);
        }
        // Part of the range would not be paid at all.
        if share.low.is_some_and(|low| low < floor) {
            share.low = Some(Exact::from_integer(0));
        }
    }
    let Some(cap) = money.cap_yen else { return terms.cap_yen.is_none().then_some(Estimate::Yen(share)) };
    let upto = |a: Option<Exact>, b: Option<Exact>| match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let low = share.low.zip(cap.low).map(|(a, b)| a.min(b));
    Some(Estimate::Yen(Span { low, high: upto(share.high, cap.high) }))
}
