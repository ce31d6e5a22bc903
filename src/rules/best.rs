//! The benefit by whose amounts a program is told: the one that gives most, or costs least.

use super::{
    assess::{Assessment, BenefitAssessment},
    judge::Verdict,
    terms::{Estimate, Money},
    window::WindowState,
};
use crate::content::{Content, FactId};

/// What to tell of a program's amounts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best<'a, 'c> {
    /// Whose amounts these are; `None` for the program's own.
    pub benefit: Option<&'a BenefitAssessment<'c>>,
    /// The amounts.
    pub money: &'a Money<'c>,
    /// How the windows stand that hold for it: its own, else those of what it belongs to.
    pub window: WindowState,
    /// The fact that holds the planned cost of it.
    pub investment: Option<FactId>,
}

/// Chooses among the benefits that are still possible; without any that tells an amount, the program's own.
pub fn best<'a, 'c>(content: &Content, one: &'a Assessment<'c>) -> Best<'a, 'c> {
    let own = Best {
        benefit: None,
        money: &one.money,
        window: one.window,
        investment: one.program.offer.investment.or_else(|| content.usual_investment()),
    };
    // While nothing is decided, what is possible is worth naming; once something fits, only that.
    let floor = if one.verdict >= Verdict::Likely { Verdict::Likely } else { Verdict::Unknown };
    let mut benefits = Vec::new();
    each(&one.benefits, floor, own, &mut benefits);
    // While much is open, the largest amount of anything would be a promise.
    benefits.retain(|(benefit, _)| benefit.verdict >= Verdict::Likely || benefit.missing.len() <= 1);
    let most = benefits
        .iter()
        .filter(|(benefit, _)| gives(&benefit.money).is_some())
        .max_by_key(|(benefit, _)| (benefit.verdict, gives(&benefit.money)));
    // The cheapest is the fee only where no other is still possible.
    let fee = |(benefit, _): &&(&BenefitAssessment, Best)| benefit.money.fee_yen.and_then(|fee| fee.low);
    let decided = benefits.iter().filter(|(benefit, _)| benefit.verdict >= Verdict::Likely);
    most.or_else(|| decided.filter(|one| fee(one).is_some()).min_by_key(fee)).map_or(own, |(_, best)| *best)
}

/// An estimate for this owner says more than the cap of a larger frame; what stays under its floor says nothing.
fn gives(money: &Money) -> Option<(bool, crate::content::Exact)> {
    match money.estimate {
        Some(Estimate::Yen(span)) => span.high.map(|high| (true, high)),
        Some(Estimate::BelowFloor) => None,
        None => money.cap_yen.and_then(|cap| cap.high).map(|high| (false, high)),
    }
}

fn each<'a, 'c>(
    benefits: &'a [BenefitAssessment<'c>],
    floor: Verdict,
    above: Best<'a, 'c>,
    into: &mut Vec<(&'a BenefitAssessment<'c>, Best<'a, 'c>)>,
) {
    for benefit in benefits.iter().filter(|benefit| benefit.verdict >= floor) {
        let here = Best {
            benefit: Some(benefit),
            money: &benefit.money,
            window: benefit.window.unwrap_or(above.window),
            investment: benefit.offer.investment.or(above.investment),
        };
        into.push((benefit, here));
        each(&benefit.benefits, floor, here, into);
    }
}
