//! Which question to ask next: the fact that could still change the most verdicts; none when nothing can.

use std::collections::BTreeMap;

use super::{
    judge::{Verdict, add_missing, leaves, truth, truth_of_test},
    known::{Answer, Situation, State},
    terms::{Money, money},
};
use crate::content::{
    Accept, Amount, ChoiceSet, Condition, Content, Exact, FactId, FactKind, FactSet, Offer, ProgramId, Test, Value,
};

/// The most telling fact that can still be asked about these programs.
///
/// The one that could change the most verdicts; where none could change any, the one that could change the most
/// amounts. Of equals the one that the programs name first. `only` bounds what may be asked.
pub fn next_question<'c>(
    content: &'c Content,
    programs: &[ProgramId],
    only: Option<&FactSet>,
    situation: &Situation<'c>,
) -> Option<FactId> {
    let mut candidates = Vec::new();
    for id in programs {
        missing_in(&content.program(*id).offer, content.usual_investment(), situation, &mut candidates);
    }
    candidates.retain(|fact| is_askable(*fact, situation) && only.is_none_or(|only| only.contains(*fact)));
    let boundaries = boundaries(content, programs);
    let usual = content.usual_investment();
    let amounts = |offer: &'c Offer, situation: &Situation<'c>| amounts(offer, usual, situation);
    most_telling(content, programs, situation, &candidates, &boundaries, verdicts)
        .or_else(|| needed_together(content, programs, only, situation))
        .or_else(|| most_telling(content, programs, situation, &candidates, &boundaries, amounts))
}

/// The candidate some of whose answers would change the most outcomes.
fn most_telling<'c, T: PartialEq>(
    content: &'c Content,
    programs: &[ProgramId],
    situation: &Situation<'c>,
    candidates: &[FactId],
    boundaries: &BTreeMap<FactId, Vec<Exact>>,
    outcomes: impl Fn(&'c Offer, &Situation<'c>) -> Vec<T>,
) -> Option<FactId> {
    let before: Vec<Vec<T>> = programs.iter().map(|id| outcomes(&content.program(*id).offer, situation)).collect();
    let mut best = (0, None);
    for fact in candidates {
        let reach = content.facts.reach(*fact);
        let touched: Vec<usize> =
            (0..programs.len()).filter(|place| content.program(programs[*place]).uses.meets(reach)).collect();
        let mut changed: Vec<Vec<bool>> = touched.iter().map(|place| vec![false; before[*place].len()]).collect();
        for value in telling_values(content, *fact, boundaries) {
            let after = situation.with(*fact, Answer::Is(value));
            for (place, changed) in touched.iter().zip(&mut changed) {
                let now = outcomes(&content.program(programs[*place]).offer, &after);
                for ((changed, was), is) in changed.iter_mut().zip(&before[*place]).zip(&now) {
                    *changed |= was != is;
                }
            }
        }
        let count = changed.iter().flatten().filter(|changed| **changed).count();
        if count > best.0 {
            best = (count, Some(*fact));
        }
    }
    best.1
}

/// Where no answer alone decides anything, the fact for which most open verdicts wait together with others.
fn needed_together(
    content: &Content,
    programs: &[ProgramId],
    only: Option<&FactSet>,
    situation: &Situation,
) -> Option<FactId> {
    fn of(offer: &Offer, situation: &Situation, waiting: &mut Vec<(FactId, usize)>) {
        if truth(&offer.who, situation) == Verdict::NotEligible {
            return;
        }
        let mut facts = Vec::new();
        collect(&offer.who, situation, &mut facts);
        for fact in facts {
            match waiting.iter_mut().find(|(known, _)| *known == fact) {
                Some((_, count)) => *count += 1,
                None => waiting.push((fact, 1)),
            }
        }
        offer.benefits.iter().for_each(|benefit| of(benefit, situation, waiting));
    }
    /// The facts of all parts that answers could still settle.
    fn collect(condition: &Condition, situation: &Situation, facts: &mut Vec<FactId>) {
        let (best, worst) = (possible(condition, true, situation), possible(condition, false, situation));
        if truth(condition, situation) != Verdict::Unknown || (best < Verdict::Likely && worst > Verdict::NotEligible) {
            return;
        }
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| collect(part, situation, facts));
            }
            Condition::Not(part) => collect(part, situation, facts),
            Condition::Check(_) => {}
            Condition::Test(test) => {
                for fact in settling(test.fact, situation) {
                    if !facts.contains(&fact) {
                        facts.push(fact);
                    }
                }
            }
        }
    }
    let mut waiting: Vec<(FactId, usize)> = Vec::new();
    programs.iter().for_each(|id| of(&content.program(*id).offer, situation, &mut waiting));
    waiting.retain(|(fact, _)| only.is_none_or(|only| only.contains(*fact)));
    let most = waiting.iter().map(|(_, count)| *count).max()?;
    waiting.into_iter().find(|(_, count)| *count == most).map(|(fact, _)| fact)
}

/// The best or the worst that a condition could come to if all that can be asked were known.
fn possible(condition: &Condition, best: bool, situation: &Situation) -> Verdict {
    leaves(condition, false, &|test, barred| match truth_of_test(test, situation) {
        Verdict::Unknown if settling(test.fact, situation).is_empty() => Verdict::Unknown,
        Verdict::Unknown if best => Verdict::Eligible,
        Verdict::Unknown => Verdict::NotEligible,
        decided if barred => decided.negated(),
        decided => decided,
    })
}

/// What can be asked to learn of a fact: itself, or those from which it follows.
fn settling(fact: FactId, situation: &Situation) -> Vec<FactId> {
    let mut facts = Vec::new();
    add_missing(fact, situation, &mut facts);
    facts.retain(|fact| is_askable(*fact, situation));
    facts
}

fn is_askable(fact: FactId, situation: &Situation) -> bool {
    let declared = situation.facts().get(fact);
    *situation.state(fact) == State::Unknown
        && declared.question.is_some()
        && truth(&declared.applies, situation) != Verdict::NotEligible
}

/// Facts that are missing anywhere in an offer that has not failed, in the order met: conditions, then amounts.
fn missing_in(offer: &Offer, usual: Option<FactId>, situation: &Situation, into: &mut Vec<FactId>) {
    let usual = offer.investment.or(usual);
    let mut add = |fact: FactId| {
        if matches!(situation.state(fact), State::Unknown) {
            add_missing(fact, situation, into);
        }
    };
    if truth(&offer.who, situation) == Verdict::NotEligible {
        return;
    }
    offer.who.each_test(&mut |test| add(test.fact));
    offer.terms.each().for_each(|amount| amount.each_fact(&mut add));
    if offer.terms.rate.is_some() && offer.terms.estimate_yen.is_none() {
        usual.into_iter().for_each(&mut add);
    }
    offer.benefits.iter().for_each(|benefit| missing_in(benefit, usual, situation, into));
}

/// The verdict of an offer and of every benefit in it.
fn verdicts(offer: &Offer, situation: &Situation) -> Vec<Verdict> {
    fn of(offer: &Offer, above: Verdict, situation: &Situation, into: &mut Vec<Verdict>) {
        let verdict = above.min(truth(&offer.who, situation));
        into.push(verdict);
        offer.benefits.iter().for_each(|benefit| of(benefit, verdict, situation, into));
    }
    let mut all = Vec::new();
    of(offer, Verdict::Eligible, situation, &mut all);
    all
}

/// The amounts of an offer and of every benefit in it, of those that have not failed.
fn amounts<'c>(offer: &'c Offer, usual: Option<FactId>, situation: &Situation<'c>) -> Vec<Option<Money<'c>>> {
    fn of<'c>(
        offer: &'c Offer,
        above: Verdict,
        usual: Option<FactId>,
        situation: &Situation<'c>,
        into: &mut Vec<Option<Money<'c>>>,
    ) {
        let verdict = above.min(truth(&offer.who, situation));
        let usual = offer.investment.or(usual);
        into.push((verdict != Verdict::NotEligible).then(|| money(&offer.terms, usual, situation)));
        offer.benefits.iter().for_each(|benefit| of(benefit, verdict, usual, situation, into));
    }
    let mut all = Vec::new();
    of(offer, Verdict::Eligible, usual, situation, &mut all);
    all
}

/// One value out of every stretch that conditions and tables tell apart.
fn telling_values(content: &Content, fact: FactId, boundaries: &BTreeMap<FactId, Vec<Exact>>) -> Vec<Value> {
    let declared = content.facts.get(fact);
    match &declared.kind {
        FactKind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        FactKind::Choice(choices) => (0..choices.len() as u16).map(Value::Choice).collect(),
        FactKind::Multi(choices) => {
            (0..choices.len() as u16).map(|choice| Value::Multi(ChoiceSet::from_iter([choice]))).collect()
        }
        FactKind::Text => vec![Value::Text(String::new())],
        FactKind::Date => numbers(declared.min, declared.max, boundaries.get(&fact))
            .into_iter()
            .filter_map(|day| chrono::NaiveDate::from_num_days_from_ce_opt(day.to_integer() as i32))
            .map(Value::Date)
            .collect(),
        FactKind::Int | FactKind::Decimal | FactKind::Money => {
            numbers(declared.min, declared.max, boundaries.get(&fact)).into_iter().map(Value::Number).collect()
        }
    }
}

fn numbers(min: Option<Exact>, max: Option<Exact>, ends: Option<&Vec<Exact>>) -> Vec<Exact> {
    let one = Exact::from_integer(1);
    let mut all: Vec<Exact> =
        ends.into_iter().flatten().flat_map(|end| [*end - one, *end, *end + one]).chain(min).collect();
    all.retain(|value| min.is_none_or(|min| *value >= min) && max.is_none_or(|max| *value <= max));
    all.sort_unstable();
    all.dedup();
    all
}

/// The ends of all ranges that anything about these programs names, by fact; through derived facts too.
fn boundaries(content: &Content, programs: &[ProgramId]) -> BTreeMap<FactId, Vec<Exact>> {
    let mut ends: BTreeMap<FactId, Vec<Exact>> = BTreeMap::new();
    let mut add = |fact: FactId, accept: &[Accept]| {
        for one in accept {
            if let Accept::Range { low, high } = one {
                ends.entry(fact).or_default().extend([low, high].into_iter().flatten().map(|end| end.at));
            }
        }
    };
    let mut see = |test: &Test| add(test.fact, &test.accept);
    let mut condition = |condition: &Condition| condition.each_test(&mut see);
    for fact in content.facts.iter() {
        fact.derive.iter().for_each(|rule| condition(&rule.when));
    }
    for id in programs {
        content.program(*id).offer.each(&mut |offer| condition(&offer.who));
    }
    for id in programs {
        content.program(*id).offer.each(&mut |offer| {
            for amount in offer.terms.each() {
                amount.each(&mut |part| {
                    if let Amount::Table(table) = part {
                        for row in &table.rows {
                            for (cell, fact) in row.cells.iter().zip(&table.by) {
                                add(*fact, cell.as_deref().unwrap_or_default());
                            }
                        }
                    }
                });
            }
        });
    }
    ends
}
