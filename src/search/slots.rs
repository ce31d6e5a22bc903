//! Facts said in passing: the 14 of 職人14人の染物屋, and the trade.

use std::ops::Range;

use crate::{
    content::{ChoiceNo, Content, Fact, FactId, FactKind, NUMBER, Pattern, Value},
    dialog::said_number,
    understand::{normal, number},
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
    let numbered = content.facts.iter().filter(|fact| !matches!(fact.kind, FactKind::Bool));
    for fact in numbered.filter(|fact| !fact.not_said.iter().any(|pattern| pattern.is_in(&signed))) {
        let before = ways.len();
        for (whole, group) in fact.said.iter().flat_map(|pattern| pattern.find_grouped(&signed)) {
            let number = signed[group].chars().find_map(|c| signs.iter().position(|sign| *sign == c));
            if let Some(number) = number
                && let Some(value) = said_number(fact, &found[number].1)
            {
                ways.push((whole.len(), fact.id, number, value));
            }
        }
        // 正社員5人とアルバイト20人: neither is all of them, and the question will ask.
        if ways[before..].windows(2).any(|two| two[0].3 != two[1].3) {
            ways.truncate(before);
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
    let text = normal::dense(text);
    let mut found: Vec<(Range<usize>, ChoiceNo)> = Vec::new();
    for (choice, words) in &fact.in_text {
        for word in words.iter().map(|word| normal::dense(word)).filter(|word| word.chars().nth(1).is_some()) {
            found.extend(text.match_indices(&word).map(|(at, _)| (at..at + word.len(), *choice)));
        }
    }
    let longer = |place: &Range<usize>| {
        let holds = |other: &Range<usize>| other.start <= place.start && place.end <= other.end && other != place;
        found.iter().any(|(other, _)| holds(other))
    };
    let meant = |place: &Range<usize>| {
        let rest = &text[place.end..];
        let begins = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.begins(rest));
        (fact.followed_by.is_empty() || rest.is_empty() || begins(&fact.followed_by)) && !begins(&fact.not_followed_by)
    };
    let mut choices: Vec<ChoiceNo> =
        found.iter().filter(|(place, _)| !longer(place) && meant(place)).map(|(_, choice)| *choice).collect();
    choices.sort_unstable();
    choices.dedup();
    match (&fact.kind, &choices[..]) {
        (FactKind::Choice(_), [one]) => Some(Value::Choice(*one)),
        (FactKind::Multi(_), [_, ..]) => Some(Value::Multi(choices.into_iter().collect())),
        _ => None,
    }
}

fn said_yes(fact: &Fact, text: &str) -> Option<Value> {
    if !matches!(fact.kind, FactKind::Bool) || fact.said.is_empty() {
        return None;
    }
    let text = normal::dense(text);
    fact.said.iter().any(|pattern| pattern.is_in(&text)).then_some(Value::Bool(true))
}
