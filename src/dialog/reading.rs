//! Reading what was typed as an answer to a question.

use chrono::NaiveDate;

use crate::{
    content::{ChoiceSet, Exact, Fact, FactKind, Value, day, exact},
    understand::{choice, date, normal, number, yes_no},
};

/// Why a text is no answer to the question.
#[derive(Clone, Debug, PartialEq)]
pub enum Misread {
    /// Nothing of the expected kind is in it.
    Nothing,
    /// A range where one number is needed.
    Range,
    /// Several answers where one is needed; of choices, which ones it could be.
    Several(Vec<usize>),
    /// Below the smallest or above the largest value taken.
    OutOfRange,
    /// Where a whole number is needed.
    NotWhole,
    /// A day that the calendar doesn't have, or a month without its day.
    NotADay,
    /// "None of them" beside others.
    NoneBesideOthers,
}

/// Longer texts are no answers to short questions.
const MOST_TEXT: usize = 200;

/// Reads a typed answer; `today` completes dates without a year.
///
/// # Errors
/// What kept it from being read, so that the bot can say what is expected.
pub fn read(fact: &Fact, text: &str, today: NaiveDate) -> Result<Value, Misread> {
    match &fact.kind {
        FactKind::Int | FactKind::Money => {
            let value = number_in(fact, text)?;
            if value.is_integer() { Ok(Value::Number(value)) } else { Err(Misread::NotWhole) }
        }
        FactKind::Decimal => number_in(fact, text).map(Value::Number),
        // The two options stand numbered on the screen.
        FactKind::Bool => match normal::key(text).as_str() {
            "1" => Ok(Value::Bool(true)),
            "2" => Ok(Value::Bool(false)),
            _ => yes_no::read(text).map(Value::Bool).ok_or(Misread::Nothing),
        },
        FactKind::Date => {
            let read = date::read(text, today).map_err(|misread| match misread {
                date::Misread::NoDay
                | date::Misread::NoMonth
                | date::Misread::NoSuchDay
                | date::Misread::UnclearYear => Misread::NotADay,
                date::Misread::Range => Misread::Range,
                date::Misread::Several => Misread::Several(Vec::new()),
                date::Misread::Nothing => Misread::Nothing,
            })?;
            within(fact, day(read)).map(|()| Value::Date(read))
        }
        FactKind::Choice(_) => {
            let words = words_of(fact);
            match choice::pick(text, &words) {
                choice::Picked::One(place) => Ok(Value::Choice(place as u16)),
                choice::Picked::Several(places) => Err(Misread::Several(places)),
                choice::Picked::OutOfRange(_) => Err(Misread::OutOfRange),
                choice::Picked::Nothing => Err(Misread::Nothing),
            }
        }
        FactKind::Multi(choices) => {
            let words = words_of(fact);
            if number::says_none(text)
                && let Some(none) = choices.iter().position(|choice| choice.none)
            {
                return Ok(Value::Multi(ChoiceSet::from_iter([none as u16])));
            }
            match choice::pick_many(text, &words) {
                choice::PickedMany::These(places) => {
                    several(fact, places.into_iter().map(|place| place as u16).collect())
                }
                choice::PickedMany::Several { choices, .. } => Err(Misread::Several(choices)),
                choice::PickedMany::OutOfRange(_) => Err(Misread::OutOfRange),
                choice::PickedMany::Nothing { .. } => Err(Misread::Nothing),
            }
        }
        FactKind::Text => {
            let text = normal::tidy(text);
            if text.is_empty() || text.chars().count() > MOST_TEXT {
                Err(Misread::Nothing)
            } else {
                Ok(Value::Text(text))
            }
        }
    }
}

/// Several choices as an answer: at least one, and "none" only alone.
///
/// # Errors
/// [`Misread::Nothing`] of an empty set, [`Misread::NoneBesideOthers`] of a contradictory one.
pub fn several(fact: &Fact, set: ChoiceSet) -> Result<Value, Misread> {
    let none = fact.choices().iter().position(|choice| choice.none).map(|place| place as u16);
    match none {
        _ if set.is_empty() => Err(Misread::Nothing),
        Some(none) if set.contains(none) && set != ChoiceSet::from_iter([none]) => Err(Misread::NoneBesideOthers),
        _ => Ok(Value::Multi(set)),
    }
}

fn number_in(fact: &Fact, text: &str) -> Result<Exact, Misread> {
    if number::says_none(text) {
        let zero = Exact::from_integer(0);
        return within(fact, zero).map(|()| zero);
    }
    // The fact's own unit is known, however rare: 0.435kg-CO2/kWh.
    let (tidy, unit) = (normal::tidy(text), normal::tidy(&fact.unit));
    let text = if unit.is_empty() { tidy.as_str() } else { tidy.strip_suffix(&unit).unwrap_or(&tidy) };
    let reading = number::read(text).map_err(|misread| match misread {
        number::Misread::Range => Misread::Range,
        number::Misread::Several => Misread::Several(Vec::new()),
        number::Misread::TooLarge => Misread::OutOfRange,
        number::Misread::Nothing => Misread::Nothing,
    })?;
    let value = in_unit_of(fact, &reading).ok_or(Misread::Nothing)?;
    within(fact, value)?;
    // Finer than what a record can keep is no answer of a person.
    if exact(&value.to_string()).is_none() {
        return Err(Misread::OutOfRange);
    }
    Ok(value)
}

/// A number said in passing as a value of the fact: counted in its own unit, and within its bounds. `None` where it was
/// counted in another unit or in none.
pub fn said_number(fact: &Fact, reading: &number::Reading) -> Option<Value> {
    // A bare 1000万 can only be money.
    if reading.unit.is_none() && !(fact.kind == FactKind::Money && reading.scaled) {
        return None;
    }
    let value = in_unit_of(fact, reading)?;
    within(fact, value).ok()?;
    let whole = !matches!(fact.kind, FactKind::Decimal);
    (exact(&value.to_string()).is_some() && (value.is_integer() || !whole)).then_some(Value::Number(value))
}

/// The value in the fact's own unit. `None` where something else was counted: `950円` is no headcount.
fn in_unit_of(fact: &Fact, reading: &number::Reading) -> Option<Exact> {
    use number::Unit as U;
    let own = match fact.kind {
        FactKind::Money => Some(U::Yen),
        _ => number::read(&format!("1{}", fact.unit)).ok().and_then(|one| one.unit),
    };
    let is_thing =
        |unit| matches!(unit, U::Machine | U::House | U::Place | U::Floor | U::Facility | U::Kind | U::Thing);
    let is_share = |unit| matches!(unit, U::Percent | U::Point);
    let twelve = Exact::from_integer(12);
    match (reading.unit, own) {
        (None, _) => Some(reading.value),
        (Some(said), Some(own)) if said == own => Some(reading.value),
        (Some(said), Some(own)) if is_thing(said) && is_thing(own) || is_share(said) && is_share(own) => {
            Some(reading.value)
        }
        (Some(U::Thing), Some(U::Company)) => Some(reading.value),
        (Some(U::Month), Some(U::Year)) => Some(reading.value / twelve),
        (Some(U::Year), Some(U::Month)) => Some(reading.value * twelve),
        (Some(said), None) if said != U::Other => Some(reading.value),
        _ => None,
    }
}

fn within(fact: &Fact, value: Exact) -> Result<(), Misread> {
    let low = fact.min.is_none_or(|min| min <= value);
    let high = fact.max.is_none_or(|max| value <= max);
    if low && high { Ok(()) } else { Err(Misread::OutOfRange) }
}

fn words_of(fact: &Fact) -> Vec<choice::Words<'_>> {
    fact.choices().iter().map(|choice| choice::Words { label: &choice.label, also: &choice.also }).collect()
}
