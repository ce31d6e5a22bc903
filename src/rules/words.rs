//! Values, conditions and amounts in an owner's words. The words themselves are phrases of the content.

use chrono::{Datelike, NaiveDate};

use super::{
    amount::{Decided, Span, decide, evaluate, whole_yen},
    judge::{Reason, Verdict, judge, truth},
    known::{Situation, State},
    terms::{Estimate, Rate},
    time::Moment,
};
use crate::{
    content::{
        Accept, Amount, Condition, Content, End, Exact, Fact, FactId, FactKind, Part, Phrase, Sentence, Terms, Tiers,
        Value, WEEK,
    },
    understand::{date, number},
};

/// A value as an owner would say it: 14人, 1,500万円, 製造業.
pub fn value(content: &Content, fact: &Fact, value: &Value) -> String {
    let say = |phrase| content.phrases.say(phrase, &[]);
    let label = |place: u16| fact.choices().get(usize::from(place)).map_or("?", |choice| choice.label.as_str());
    match value {
        Value::Number(number) => measure(fact, *number),
        Value::Bool(true) => say(Phrase::Yes),
        Value::Bool(false) => say(Phrase::No),
        Value::Date(day) => date::show(*day),
        Value::Choice(choice) => label(*choice).to_owned(),
        Value::Multi(set) => set.iter().map(label).collect::<Vec<_>>().join(&say(Phrase::ListAnd)),
        Value::Text(text) => text.clone(),
    }
}

/// How a fact stands, in words; `None` where nothing is known.
pub fn state(content: &Content, fact: FactId, situation: &Situation) -> Option<String> {
    match situation.state(fact) {
        State::Is(is) => Some(value(content, content.facts.get(fact), is)),
        State::Unsure => Some(content.phrases.say(Phrase::Unsure, &[])),
        State::Unknown | State::DoesNotApply => None,
    }
}

/// A sentence of a dialog, filled with what is known.
pub fn sentence(content: &Content, sentence: &Sentence, situation: &Situation) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Fact(fact) => {
            state(content, *fact, situation).unwrap_or_else(|| content.phrases.say(Phrase::NotKnown, &[]))
        }
    };
    sentence.0.iter().map(part).collect()
}

/// A number with its unit.
fn measure(fact: &Fact, value: Exact) -> String {
    match fact.kind {
        FactKind::Money => yen(value),
        FactKind::Date => day_of(value).map(date::show).unwrap_or_default(),
        _ => format!("{}{}", number::plain(value), fact.unit),
    }
}

fn day_of(value: Exact) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(value.to_integer()).ok()?)
}

/// Yen in the usual form: 190万円.
pub fn yen(value: Exact) -> String {
    whole_yen(value).map(|yen| number::money(yen.into())).unwrap_or_default()
}

/// What is accepted of a fact: 20人以下, 製造業か小売業.
pub fn accepted(content: &Content, fact: &Fact, accept: &[Accept]) -> String {
    let parts: Vec<String> = accept.iter().map(|one| one_accepted(content, fact, one)).collect();
    parts.join(&content.phrases.say(Phrase::ListOr, &[]))
}

fn one_accepted(content: &Content, fact: &Fact, accept: &Accept) -> String {
    let ends = |low: &Option<End>, high: &Option<End>| {
        let said = |phrase, end: &End| content.phrases.say(phrase, &[("value", &measure(fact, end.at))]);
        let low_said = |end: &End| said(if end.included { Phrase::AtLeast } else { Phrase::MoreThan }, end);
        let high_said = |end: &End| said(if end.included { Phrase::AtMost } else { Phrase::LessThan }, end);
        match (low, high) {
            (Some(low), Some(high)) if low.at == high.at => measure(fact, low.at),
            (Some(low), Some(high)) => {
                content.phrases.say(Phrase::Between, &[("low", &low_said(low)), ("high", &high_said(high))])
            }
            (Some(low), None) => low_said(low),
            (None, Some(high)) => high_said(high),
            (None, None) => String::new(),
        }
    };
    match accept {
        Accept::Range { low, high } => ends(low, high),
        Accept::Bool(yes) => value(content, fact, &Value::Bool(*yes)),
        Accept::Choice(choice) => value(content, fact, &Value::Choice(*choice)),
        Accept::Text(text) => text.clone(),
    }
}

/// A reason as a sentence: 従業員が14人で、条件（20人以下）に合います.
pub fn reason(content: &Content, reason: &Reason, situation: &Situation) -> String {
    let fact = content.facts.get(reason.test.fact);
    let accepted = accepted(content, fact, &reason.test.accept);
    let expected = if reason.barred { content.phrases.say(Phrase::Barred, &[("value", &accepted)]) } else { accepted };
    if let Some(derived) = reason.ok.then(|| from_basis(content, fact, situation)).flatten() {
        return derived;
    }
    let Some(is) = state(content, fact.id, situation) else {
        let phrase = if reason.ok { Phrase::ReasonOkWithout } else { Phrase::ReasonFailedWithout };
        return content.phrases.say(phrase, &[("label", &fact.label), ("expected", &expected)]);
    };
    if reason.ok
        && let State::Is(Value::Bool(yes)) = situation.state(fact.id)
    {
        let phrase = if *yes { Phrase::ReasonYes } else { Phrase::ReasonNo };
        return content.phrases.say(phrase, &[("label", &fact.label)]);
    }
    let phrase = match (reason.ok, reason.test.accept.as_slice()) {
        (false, _) => Phrase::ReasonFailed,
        (true, _) if expected == is => Phrase::ReasonOkSame,
        // Naming a whole list of what else would do says nothing more.
        (true, [Accept::Choice(_), _, ..]) if !reason.barred => Phrase::ReasonOkAmong,
        (true, _) => Phrase::ReasonOk,
    };
    content.phrases.say(phrase, &[("label", &fact.label), ("value", &is), ("expected", &expected)])
}

/// A derived fact with what it follows from: 従業員が14人なので、会社の規模は中小企業です.
fn from_basis(content: &Content, fact: &Fact, situation: &Situation) -> Option<String> {
    if !fact.is_derived() || situation.known().contains_key(&fact.id) {
        return None;
    }
    let rule = fact.derive.iter().find(|rule| truth(&rule.when, situation) >= Verdict::Likely)?;
    let mut parts: Vec<String> = Vec::new();
    for reason in judge(&rule.when, situation).reasons.iter().filter(|reason| reason.ok && !reason.barred) {
        let from = content.facts.get(reason.test.fact);
        if let (false, Some(value)) = (from.is_derived(), state(content, from.id, situation)) {
            parts.push(content.phrases.say(Phrase::ReasonBasisPart, &[("label", &from.label), ("value", &value)]));
        }
    }
    if parts.is_empty() {
        return None;
    }
    let basis = parts.join(&content.phrases.say(Phrase::ListComma, &[]));
    if situation.value(fact.id) == Some(&Value::Bool(true)) {
        return Some(content.phrases.say(Phrase::ReasonBasisYes, &[("basis", &basis), ("label", &fact.label)]));
    }
    let value = state(content, fact.id, situation)?;
    Some(content.phrases.say(Phrase::ReasonBasis, &[("basis", &basis), ("label", &fact.label), ("value", &value)]))
}

/// A condition as lines, each of which must hold, whoever asks: 従業員が20人以下.
pub fn condition(content: &Content, condition: &Condition) -> Vec<String> {
    match condition {
        Condition::All(parts) => parts.iter().flat_map(|part| self::condition(content, part)).collect(),
        other => vec![in_one(content, other)],
    }
}

/// A condition in one line.
fn in_one(content: &Content, condition: &Condition) -> String {
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    let joined = |parts: &[Condition], with| {
        parts.iter().map(|part| in_one(content, part)).collect::<Vec<_>>().join(&say(with, &[]))
    };
    match condition {
        Condition::All(parts) => {
            // What a person must confirm stands behind what it is about.
            let (checks, tests): (Vec<_>, Vec<_>) =
                parts.iter().cloned().partition(|part| matches!(part, Condition::Check(_)));
            let checks: String =
                checks.iter().map(|check| say(Phrase::ConditionCheck, &[("text", &in_one(content, check))])).collect();
            joined(&tests, Phrase::ConditionAnd) + &checks
        }
        Condition::Any(parts) => say(Phrase::ConditionAny, &[("parts", &joined(parts, Phrase::ConditionOr))]),
        Condition::Not(part) => say(Phrase::ConditionNot, &[("part", &in_one(content, part))]),
        Condition::Check(text) => text.clone(),
        Condition::Test(test) => {
            let fact = content.facts.get(test.fact);
            match test.accept.as_slice() {
                [Accept::Bool(true)] => say(Phrase::ConditionYes, &[("label", &fact.label)]),
                [Accept::Bool(false)] => say(Phrase::ConditionNo, &[("label", &fact.label)]),
                accept => {
                    let expected = accepted(content, fact, accept);
                    say(Phrase::ConditionIs, &[("label", &fact.label), ("expected", &expected)])
                }
            }
        }
    }
}

/// An amount of yen, a range where it isn't decided: 30万円〜600万円.
pub fn yen_span(content: &Content, span: Span) -> Option<String> {
    spanned(content, span, &yen)
}

/// A number with a range where it isn't decided.
pub fn number_span(content: &Content, span: Span) -> Option<String> {
    spanned(content, span, &number::plain)
}

fn spanned(content: &Content, span: Span, show: &dyn Fn(Exact) -> String) -> Option<String> {
    if let Some(value) = span.exact() {
        return Some(show(value));
    }
    let zero = Exact::from_integer(0);
    match (span.low.filter(|low| *low > zero), span.high) {
        (Some(low), Some(high)) => {
            Some(content.phrases.say(Phrase::FromTo, &[("low", &show(low)), ("high", &show(high))]))
        }
        (None, Some(high)) => Some(content.phrases.say(Phrase::UpTo, &[("value", &show(high))])),
        (Some(low), None) => Some(content.phrases.say(Phrase::AtLeast, &[("value", &show(low))])),
        (None, None) => None,
    }
}

/// A rate: 4/5, 3/4〜9/10, or its tiers.
pub fn rate(content: &Content, rate: &Rate) -> Option<String> {
    match rate {
        Rate::Plain(span) => {
            // 15%から2/5まで compares badly: where one end is a percentage, both are.
            let percent = |rate: Exact| format!("{}%", number::plain(rate * Exact::from_integer(100)));
            let ends = [span.low, span.high];
            let mixed = span.exact().is_none() && ends.iter().flatten().any(|end| number::rate(*end).contains('%'));
            spanned(content, *span, if mixed { &percent } else { &number::rate })
        }
        Rate::Tiered(tiers) => Some(tiered(content, tiers)),
    }
}

/// 50万円まで3/4、超える部分2/3.
fn tiered(content: &Content, tiers: &Tiers) -> String {
    let mut said = String::new();
    for (end, rate) in &tiers.steps {
        said += &content.phrases.say(Phrase::TierUpTo, &[("value", &yen(*end)), ("rate", &number::rate(*rate))]);
    }
    said + &content.phrases.say(Phrase::TierRest, &[("rate", &number::rate(tiers.rest))])
}

/// The way to an estimate, as a sentence.
pub fn formula(
    content: &Content,
    terms: &Terms,
    estimate: Option<Estimate>,
    investment: Option<FactId>,
    situation: &Situation,
) -> Option<String> {
    let result = match estimate? {
        Estimate::BelowFloor => {
            let floor = evaluate(terms.floor_yen.as_ref()?, situation).and_then(|span| yen_span(content, span))?;
            return Some(content.phrases.say(Phrase::BelowFloor, &[("floor", &floor)]));
        }
        Estimate::Yen(span) => yen_span(content, span)?,
    };
    let way = match &terms.estimate_yen {
        Some(amount) => drawn(content, amount, situation),
        None => {
            let cost = Amount::Fact(investment?);
            let rate = terms.rate.as_ref()?;
            let share = match decide(rate, situation) {
                Decided::Row(tiers @ Amount::Tiers(_)) => tiers.clone(),
                Decided::Row(row) => Amount::Times(vec![cost, row.clone()]),
                Decided::Open | Decided::Nothing => Amount::Times(vec![cost, rate.clone()]),
            };
            match &terms.cap_yen {
                Some(cap) => {
                    let cap = evaluate(cap, situation).and_then(|span| yen_span(content, span)).unwrap_or_default();
                    let share = drawn(content, &share, situation);
                    content.phrases.say(Phrase::FormulaCapped, &[("share", &share), ("cap", &cap)])
                }
                None => drawn(content, &share, situation),
            }
        }
    };
    Some(content.phrases.say(Phrase::Formula, &[("way", &way), ("result", &result)]))
}

/// An amount drawn with the values that are known.
fn drawn(content: &Content, amount: &Amount, situation: &Situation) -> String {
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    let joined = |parts: &[Amount], with| {
        parts.iter().map(|part| drawn(content, part, situation)).collect::<Vec<_>>().join(&say(with, &[]))
    };
    match amount {
        // Shares are below 1; whatever is larger is yen or a count.
        Amount::Number(value) if *value < Exact::from_integer(1) => number::rate(*value),
        Amount::Number(value) if *value >= Exact::from_integer(1_000) => yen(*value),
        Amount::Number(value) => number::plain(*value),
        Amount::Fact(fact) => {
            let fact = content.facts.get(*fact);
            let is = state(content, fact.id, situation).unwrap_or_else(|| say(Phrase::NotKnown, &[]));
            say(Phrase::FormulaFact, &[("label", &fact.label), ("value", &is)])
        }
        Amount::Table(_) => match decide(amount, situation) {
            Decided::Row(row) => drawn(content, row, situation),
            Decided::Open | Decided::Nothing => evaluate(amount, situation)
                .and_then(|span| {
                    if span.high.is_some_and(|high| high <= Exact::from_integer(1)) {
                        spanned(content, span, &number::rate)
                    } else {
                        yen_span(content, span)
                    }
                })
                .unwrap_or_else(|| say(Phrase::NotKnown, &[])),
        },
        Amount::Sum(parts) => joined(parts, Phrase::FormulaPlus),
        Amount::Minus(parts) => joined(parts, Phrase::FormulaMinus),
        Amount::Times(parts) => joined(parts, Phrase::FormulaTimes),
        Amount::Least(parts) => say(Phrase::FormulaLeast, &[("parts", &joined(parts, Phrase::FormulaList))]),
        Amount::Greatest(parts) => say(Phrase::FormulaGreatest, &[("parts", &joined(parts, Phrase::FormulaList))]),
        Amount::Tiers(tiers) => {
            let of = drawn(content, &tiers.of, situation);
            say(Phrase::FormulaTiers, &[("of", &of), ("tiers", &tiered(content, tiers))])
        }
    }
}

/// A moment near today: 11月24日(火) 10:00.
pub fn moment(at: Moment) -> String {
    let date = at.date();
    format!("{}月{}日({}) {}", date.month(), date.day(), weekday(date), at.time().format("%-H:%M"))
}

/// The short name of a day of the week.
fn weekday(date: NaiveDate) -> &'static str {
    WEEK.iter().find(|(day, _)| *day == date.weekday()).map_or("", |(_, name)| name)
}
