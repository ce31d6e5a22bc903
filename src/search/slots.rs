//! Facts said in passing: the 14 of 職人14人の染物屋, and the trade.

use crate::{
    content::{Content, Fact, FactId, FactKind, NUMBER, Value},
    dialog::said_number,
    understand::{
        choice::{self, Words},
        number,
    },
};

/// Longer texts are read to here.
const MOST_CHARS: usize = 500;

/// The facts that a free text says, in the order of the facts; each number is taken for one fact, by the pattern that
/// holds most of the text.
pub fn told(content: &Content, text: &str) -> Vec<(FactId, Value)> {
    let text: String = text.chars().take(MOST_CHARS).collect();
    let mut told = numbers(content, &text);
    for fact in content.facts.iter() {
        if let Some(value) = chosen(fact, &text).or_else(|| said_yes(fact, &text)) {
            told.push((fact.id, value));
        }
    }
    told.sort_by_key(|(fact, _)| *fact);
    told
}

fn numbers(content: &Content, text: &str) -> Vec<(FactId, Value)> {
    let (text, found) = number::located(text);
    let signs: Vec<char> = NUMBER.take(found.len()).collect();
    let mut signed = String::with_capacity(text.len());
    let mut at = 0;
    for ((place, _), sign) in found.iter().zip(&signs) {
        signed.push_str(&text[at..place.start]);
        signed.push(*sign);
        at = place.end;
    }
    signed.push_str(&text[at..]);
    // Every way to take a number for a fact, the one that explains most of the text first.
    let mut ways: Vec<(usize, FactId, usize, Value)> = Vec::new();
    for fact in content.facts.iter().filter(|fact| !matches!(fact.kind, FactKind::Bool)) {
        for place in fact.said.iter().flat_map(|pattern| pattern.find_all(&signed)) {
            let matched = &signed[place.clone()];
            let number = matched.chars().find_map(|c| signs.iter().position(|sign| *sign == c));
            if let Some(number) = number
                && let Some(value) = said_number(fact, &found[number].1)
            {
                ways.push((place.len(), fact.id, number, value));
            }
        }
    }
    ways.sort_by_key(|(length, fact, number, _)| (std::cmp::Reverse(*length), *number, *fact));
    let mut told: Vec<(FactId, Value)> = Vec::new();
    let mut taken = Vec::new();
    for (_, fact, number, value) in ways {
        if !taken.contains(&number) && told.iter().all(|(known, _)| *known != fact) {
            taken.push(number);
            told.push((fact, value));
        }
    }
    told
}

/// The one choice whose words stand in the text. Of several none is meant more than another.
fn chosen(fact: &Fact, text: &str) -> Option<Value> {
    if fact.in_text.is_empty() {
        return None;
    }
    let words: Vec<Words> = fact
        .in_text
        .iter()
        .map(|(_, words)| Words { label: words.first().map_or("", String::as_str), also: words })
        .collect();
    let places = choice::mentioned(text, &words);
    match (&fact.kind, &places[..]) {
        (FactKind::Choice(_), [one]) => Some(Value::Choice(fact.in_text[*one].0)),
        (FactKind::Multi(_), [_, ..]) => {
            Some(Value::Multi(places.into_iter().map(|place| fact.in_text[place].0).collect()))
        }
        _ => None,
    }
}

fn said_yes(fact: &Fact, text: &str) -> Option<Value> {
    if !matches!(fact.kind, FactKind::Bool) || fact.said.is_empty() {
        return None;
    }
    let text = crate::understand::normal::dense(text);
    fact.said.iter().any(|pattern| pattern.is_in(&text)).then_some(Value::Bool(true))
}
