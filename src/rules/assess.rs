//! Programs assessed for one company: verdicts of the whole and of each benefit, amounts, windows, and their order.

use std::cmp::Reverse;

use super::{
    judge::{Judgement, Reason, Verdict, judge},
    known::Situation,
    terms::{Estimate, Money, money},
    time::Moment,
    window::{WindowState, window_state},
};
use crate::content::{Content, FactId, Offer, Program, ProgramId, Value};

/// One program for one company.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment<'c> {
    /// What was assessed.
    pub program: &'c Program,
    /// Its own conditions together with the best of its benefits.
    pub verdict: Verdict,
    /// The conditions that decided; where no benefit fits, also those that barred the benefits.
    pub reasons: Vec<Reason<'c>>,
    /// Facts that would settle an unknown verdict.
    pub missing: Vec<FactId>,
    /// What a person must confirm, in the content's words.
    pub checks: Vec<&'c str>,
    /// How its windows stand on the day of `now`, in Japan.
    pub window: WindowState,
    /// What it pays and costs by its own terms, apart from its benefits.
    pub money: Money<'c>,
    /// In the order of the file.
    pub benefits: Vec<BenefitAssessment<'c>>,
    /// Whether it is about what the owner wants; true as long as that is not known.
    pub wanted: bool,
}

/// One benefit for one company.
#[derive(Clone, Debug, PartialEq)]
pub struct BenefitAssessment<'c> {
    /// What was assessed.
    pub offer: &'c Offer,
    /// Its own conditions, under those of all it belongs to.
    pub verdict: Verdict,
    /// The conditions that decided, without those of what it belongs to.
    pub reasons: Vec<Reason<'c>>,
    /// Facts that would settle it, apart from what it belongs to.
    pub missing: Vec<FactId>,
    /// What a person must confirm for it, apart from what it belongs to.
    pub checks: Vec<&'c str>,
    /// How its own windows stand; `None` where the program's hold.
    pub window: Option<WindowState>,
    /// What it pays and costs, whatever the verdict.
    pub money: Money<'c>,
    /// The benefits within it, in the order of the file.
    pub benefits: Vec<BenefitAssessment<'c>>,
}

/// Assesses one program.
pub fn assess<'c>(content: &'c Content, id: ProgramId, situation: &Situation<'c>, now: Moment) -> Assessment<'c> {
    let program = content.program(id);
    let usual = program.offer.investment.or_else(|| content.usual_investment());
    let own = judge(&program.offer.who, situation);
    let benefits: Vec<_> =
        program.offer.benefits.iter().map(|offer| benefit(offer, own.verdict, usual, situation, now)).collect();
    let whole = join(own, &benefits);
    Assessment {
        program,
        verdict: whole.verdict,
        reasons: whole.reasons,
        missing: whole.missing,
        checks: whole.checks,
        window: window_state(&program.windows, now.date()),
        money: money(&program.offer.terms, usual, situation),
        benefits,
        wanted: is_wanted(content, program, situation),
    }
}

fn benefit<'c>(
    offer: &'c Offer,
    above: Verdict,
    usual: Option<FactId>,
    situation: &Situation<'c>,
    now: Moment,
) -> BenefitAssessment<'c> {
    let usual = offer.investment.or(usual);
    let own = judge(&offer.who, situation);
    let here = above.min(own.verdict);
    let benefits: Vec<_> = offer.benefits.iter().map(|part| benefit(part, here, usual, situation, now)).collect();
    let whole = join(own, &benefits);
    BenefitAssessment {
        offer,
        verdict: above.min(whole.verdict),
        reasons: whole.reasons,
        missing: whole.missing,
        checks: whole.checks,
        window: offer.windows.as_ref().map(|windows| window_state(windows, now.date())),
        money: money(&offer.terms, usual, situation),
        benefits,
    }
}

/// Joins a judgement with the best of the benefits below it: one of them must be had.
fn join<'c>(mut own: Judgement<'c>, benefits: &[BenefitAssessment<'c>]) -> Judgement<'c> {
    // A benefit's verdict already holds everything above it.
    let Some(best) = benefits.iter().map(|benefit| benefit.verdict).max() else { return own };
    let own_verdict = own.verdict;
    // A benefit that needs nothing of its own will do: what the others need settles nothing.
    let one_will_do = benefits.iter().any(|benefit| benefit.verdict == best && benefit.missing.is_empty());
    own.verdict = own.verdict.min(best);
    for benefit in benefits.iter().filter(|benefit| benefit.verdict == best) {
        match best {
            // Failed by itself, or for want of any benefit that fits.
            Verdict::NotEligible if own_verdict != Verdict::NotEligible => add(&mut own.reasons, &benefit.reasons),
            Verdict::Unknown if !one_will_do => add(&mut own.missing, &benefit.missing),
            _ => {}
        }
    }
    if let (Verdict::Likely, Some(benefit)) = (best, benefits.iter().find(|benefit| benefit.verdict == best)) {
        add(&mut own.checks, &benefit.checks);
    }
    if own.verdict == Verdict::NotEligible {
        // Nothing more need be known or confirmed of what cannot be had.
        own.missing.clear();
        own.checks.clear();
    }
    own
}

fn add<T: Copy + PartialEq>(to: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !to.contains(item) {
            to.push(*item);
        }
    }
}

fn is_wanted(content: &Content, program: &Program, situation: &Situation) -> bool {
    match content.goals.and_then(|goals| situation.value(goals)) {
        Some(Value::Multi(wanted)) => program.offer.goals.meets(*wanted),
        _ => true,
    }
}

/// Of what use a program is to an owner, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It fits, and can be had now or soon.
    Reachable,
    /// It fits; the document doesn't say when it can be had.
    WindowUnknown,
    /// Whether it fits is open.
    Undecided,
    /// It may fit, but its last window is over: look for a successor.
    Closed,
    /// A condition failed.
    DoesNotFit,
}

impl Assessment<'_> {
    /// The verdict and the window as one rank.
    pub fn standing(&self) -> Standing {
        match (self.verdict, self.window) {
            (Verdict::NotEligible, _) => Standing::DoesNotFit,
            (_, WindowState::Closed) => Standing::Closed,
            (Verdict::Unknown, _) => Standing::Undecided,
            (_, WindowState::Unknown) => Standing::WindowUnknown,
            _ => Standing::Reachable,
        }
    }
}

/// Puts the best first: what fits, of that what the owner wants, of that what can be had now, then what may be had,
/// then what has closed.
pub fn rank(assessments: &mut [Assessment]) {
    assessments.sort_by_key(|one| {
        let fits = one.verdict != Verdict::NotEligible;
        (
            Reverse(fits),
            Reverse(one.wanted),
            one.standing(),
            Reverse(one.verdict),
            one.window,
            Reverse(most_expected(one)),
        )
    });
}

/// The largest estimate among the benefits that fit, in yen.
fn most_expected(one: &Assessment) -> i64 {
    fn of(benefits: &[BenefitAssessment]) -> i64 {
        benefits
            .iter()
            .filter(|benefit| benefit.verdict >= Verdict::Likely)
            .map(|benefit| yen(benefit.money.estimate).max(of(&benefit.benefits)))
            .max()
            .unwrap_or(0)
    }
    fn yen(estimate: Option<Estimate>) -> i64 {
        estimate.and_then(Estimate::exact_yen).unwrap_or(0)
    }
    yen(one.money.estimate).max(of(&one.benefits))
}
