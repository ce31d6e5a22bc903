//! Which question to ask next: the fact that could still change the most verdicts; none when nothing can.

use std::collections::BTreeMap;

use super::{
    amount::evaluate,
    judge::{Verdict, add_missing, truth},
    known::{Answer, Situation, State},
};
use crate::content::{
    Accept, Amount, ChoiceSet, Condition, Content, Exact, FactId, FactKind, Offer, ProgramId, Test, Value,
};

/// The most telling fact that can still be asked about these programs.
///
/// Verdicts count first, amounts after them; of equals the one that the programs name first.
pub fn next_question(content: &Content, programs: &[ProgramId], situation: &Situation) -> Option<FactId> {
    let before = outcomes(content, programs, situation);
    let mut candidates = Vec::new();
    for id in programs {
        let offer = &content.program(*id).offer;
        if truth(&offer.who, situation) != Verdict::NotEligible {
            missing_in(offer, situation, &mut candidates);
        }
    }
    candidates.retain(|fact| is_askable(*fact, situation));
    let boundaries = boundaries(content, programs);
    let mut best: Option<((usize, usize), FactId)> = None;
    for fact in candidates {
        let changes = most_changes(content, programs, situation, &before, fact, &boundaries);
        if changes > (0, 0) && best.is_none_or(|(most, _)| changes > most) {
            best = Some((changes, fact));
        }
    }
    best.map(|(_, fact)| fact)
}

fn is_askable(fact: FactId, situation: &Situation) -> bool {
    let declared = situation.facts().get(fact);
    *situation.state(fact) == State::Unknown
        && declared.question.is_some()
        && truth(&declared.applies, situation) != Verdict::NotEligible
}

/// Facts that are missing anywhere in an offer that has not failed, in the order met: conditions, then amounts.
fn missing_in(offer: &Offer, situation: &Situation, into: &mut Vec<FactId>) {
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
    if let Some(fact) = offer.investment {
        add(fact);
    }
    offer.benefits.iter().for_each(|benefit| missing_in(benefit, situation, into));
}

/// Verdict of every offer of these programs, and its amounts in one printable form.
type Outcome = (Verdict, Vec<Option<super::Span>>);

fn outcomes(content: &Content, programs: &[ProgramId], situation: &Situation) -> Vec<Outcome> {
    fn of(offer: &Offer, above: Verdict, situation: &Situation, into: &mut Vec<Outcome>) {
        let verdict = above.min(truth(&offer.who, situation));
        let amounts = match verdict {
            Verdict::NotEligible => Vec::new(),
            _ => offer.terms.each().map(|amount| evaluate(amount, situation)).collect(),
        };
        into.push((verdict, amounts));
        offer.benefits.iter().for_each(|benefit| of(benefit, verdict, situation, into));
    }
    let mut all = Vec::new();
    programs.iter().for_each(|id| of(&content.program(*id).offer, Verdict::Eligible, situation, &mut all));
    all
}

/// How many verdicts, and how many amounts, some answer to `fact` would change.
fn most_changes(
    content: &Content,
    programs: &[ProgramId],
    situation: &Situation,
    before: &[Outcome],
    fact: FactId,
    boundaries: &BTreeMap<FactId, Vec<Exact>>,
) -> (usize, usize) {
    let mut verdicts = vec![false; before.len()];
    let mut amounts = vec![false; before.len()];
    for value in telling_values(content, fact, boundaries) {
        let after = outcomes(content, programs, &situation.with(fact, Answer::Is(value)));
        for (place, (was, is)) in before.iter().zip(&after).enumerate() {
            verdicts[place] |= was.0 != is.0;
            amounts[place] |= is.0 != Verdict::NotEligible && was.1 != is.1;
        }
    }
    let count = |changed: &[bool]| changed.iter().filter(|changed| **changed).count();
    (count(&verdicts), count(&amounts))
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
