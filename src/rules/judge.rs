//! Conditions judged in three-valued logic (Kleene), with reasons.
//!
//! The four verdicts are one order: not eligible < unknown < likely < eligible. *And* is the least of its parts,
//! *or* the greatest. "Likely" is "true, if a person confirms it"; it stands above "unknown", since no fact is
//! missing, and below "eligible".

use std::cmp::Reverse;

use super::known::{Situation, State};
use crate::content::{Condition, FactId, Test};

/// 判定.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 対象外: a condition failed.
    NotEligible,
    /// 未確認: facts are missing.
    Unknown,
    /// 条件付き: a person must check something.
    Likely,
    /// 対象.
    Eligible,
}

impl Verdict {
    /// As written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::NotEligible => "not_eligible",
            Verdict::Unknown => "unknown",
            Verdict::Likely => "likely",
            Verdict::Eligible => "eligible",
        }
    }

    /// The opposite, for *not*: what must be checked must still be checked.
    pub(super) fn negated(self) -> Self {
        match self {
            Verdict::NotEligible => Verdict::Eligible,
            Verdict::Eligible => Verdict::NotEligible,
            other => other,
        }
    }
}

/// One test that decided, as it turned out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason<'c> {
    /// The test, as written.
    pub test: &'c Test,
    /// The test stands below a *not*: what it accepts is what is barred.
    pub barred: bool,
    /// Whether it speaks for the company.
    pub ok: bool,
}

/// A verdict with everything that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement<'c> {
    /// How the condition is judged.
    pub verdict: Verdict,
    /// The tests that decided it, the nearest miss first where alternatives all failed.
    pub reasons: Vec<Reason<'c>>,
    /// Facts that would settle it, in the order in which they were met.
    pub missing: Vec<FactId>,
    /// What a person must confirm, in the content's words.
    pub checks: Vec<&'c str>,
}

impl Judgement<'_> {
    fn new(verdict: Verdict) -> Self {
        Self { verdict, reasons: Vec::new(), missing: Vec::new(), checks: Vec::new() }
    }
}

/// The verdict alone.
pub fn truth(condition: &Condition, situation: &Situation) -> Verdict {
    truth_as(condition, false, situation)
}

/// The verdict of a condition, or of its opposite where it stands below a *not*. Turning *and* into *or* on the way
/// down keeps "likely" above "unknown" on both sides: what a person may deny is as good as what they may confirm.
fn truth_as(condition: &Condition, barred: bool, situation: &Situation) -> Verdict {
    leaves(condition, barred, &|test, barred| {
        let plain = truth_of_test(test, situation);
        if barred { plain.negated() } else { plain }
    })
}

/// Joins what `of` says of every test, given whether the test is barred.
pub(super) fn leaves(condition: &Condition, barred: bool, of: &impl Fn(&Test, bool) -> Verdict) -> Verdict {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            let verdicts = parts.iter().map(|part| leaves(part, barred, of));
            if matches!(condition, Condition::All(_)) != barred {
                verdicts.min().unwrap_or(Verdict::Eligible)
            } else {
                verdicts.max().unwrap_or(Verdict::NotEligible)
            }
        }
        Condition::Not(part) => leaves(part, !barred, of),
        Condition::Test(test) => of(test, barred),
        Condition::Check(_) => Verdict::Likely,
    }
}

pub(super) fn truth_of_test(test: &Test, situation: &Situation) -> Verdict {
    match situation.state(test.fact) {
        State::Is(value) if test.accept.iter().any(|accept| accept.takes(value)) => Verdict::Eligible,
        State::Is(_) | State::DoesNotApply => Verdict::NotEligible,
        State::Unknown | State::Unsure => Verdict::Unknown,
    }
}

/// The verdict with its reasons.
pub fn judge<'c>(condition: &'c Condition, situation: &Situation<'c>) -> Judgement<'c> {
    let mut judgement = Judgement::new(truth(condition, situation));
    explain(condition, situation, false, &mut judgement);
    judgement
}

/// Adds the parts that decided. `barred` says that the condition stands below a *not*, which turns *and* into *or*.
fn explain<'c>(condition: &'c Condition, situation: &Situation<'c>, barred: bool, into: &mut Judgement<'c>) {
    let seen = |part: &Condition| truth_as(part, barred, situation);
    match condition {
        Condition::Not(part) => explain(part, situation, !barred, into),
        Condition::Check(text) => {
            if !into.checks.contains(&text.as_str()) {
                into.checks.push(text);
            }
        }
        Condition::Test(test) => match seen(condition) {
            Verdict::Unknown => add_missing(test.fact, situation, &mut into.missing),
            verdict => {
                let reason = Reason { test, barred, ok: verdict == Verdict::Eligible };
                if !into.reasons.contains(&reason) {
                    into.reasons.push(reason);
                }
            }
        },
        Condition::All(parts) | Condition::Any(parts) => {
            let all_needed = matches!(condition, Condition::All(_)) != barred;
            let whole = seen(condition);
            let decisive: Vec<&Condition> = match (all_needed, whole) {
                // The failed ones alone decided.
                (true, Verdict::NotEligible) => parts.iter().filter(|part| seen(part) == whole).collect(),
                (true, _) => parts.iter().collect(),
                // The first of the best is reason enough.
                (false, Verdict::Likely | Verdict::Eligible) => {
                    parts.iter().find(|part| seen(part) == whole).into_iter().collect()
                }
                (false, Verdict::Unknown) => {
                    // Which alternative it will be is open: what one of them would ask of a person, none asks yet.
                    let checks = into.checks.clone();
                    let open = parts.iter().filter(|part| seen(part) == whole);
                    open.for_each(|part| explain(part, situation, barred, into));
                    into.checks = checks;
                    return;
                }
                // All failed: the one that came nearest first.
                (false, Verdict::NotEligible) => {
                    let mut failed: Vec<&Condition> = parts.iter().collect();
                    failed.sort_by_key(|part| distance(part, situation));
                    failed
                }
            };
            decisive.into_iter().for_each(|part| explain(part, situation, barred, into));
        }
    }
}

/// How far a condition is from holding: few failed tests are near, and of as many the one with more that hold.
fn distance(condition: &Condition, situation: &Situation) -> (usize, Reverse<usize>) {
    let (mut failed, mut held) = (0, 0);
    condition.each_test(&mut |test| match truth_of_test(test, situation) {
        Verdict::NotEligible => failed += 1,
        Verdict::Eligible => held += 1,
        Verdict::Unknown | Verdict::Likely => {}
    });
    (failed, Reverse(held))
}

/// Adds a fact that is not known; for one that is never asked itself, those from which it would follow.
pub(super) fn add_missing(fact: FactId, situation: &Situation, missing: &mut Vec<FactId>) {
    let declared = situation.facts().get(fact);
    let before = missing.len();
    if *situation.state(fact) == State::Unknown && declared.question.is_none() {
        for rule in &declared.derive {
            if truth(&rule.when, situation) == Verdict::Unknown {
                judge(&rule.when, situation).missing.into_iter().for_each(|need| {
                    if !missing.contains(&need) {
                        missing.push(need);
                    }
                });
            }
        }
    }
    let follows = missing.len() > before || declared.is_derived() && !missing.is_empty() && declared.question.is_none();
    if !follows && !missing.contains(&fact) {
        missing.push(fact);
    }
}
