//! What the address says: the words, the facts as corrected, and how they are written back.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    consult::{Consult, command, desk::Call},
    content::{Command, Content, Fact, FactId, FactKind, Value, parse_value, write_value},
    dialog::{self, Misread},
    rules::{Answer, Known, Moment, words},
    store::CaseId,
};

/// As far as a caller's words are read.
pub(super) const MOST_SAID: usize = 500;
/// As far as a fact is read.
const MOST_TYPED: usize = 200;
/// More facts than anybody tells on the phone.
const MOST_FACTS: usize = 60;
/// More pairs than the page sends.
const MOST_PAIRS: usize = 400;
/// In front of a fact's name.
const FACT: &str = "f_";
/// As a choice of a fact: わからない.
pub(super) const UNSURE: &str = "?";

/// What is asked of the page.
pub(super) struct Asked {
    pub call: Call,
    /// What was typed for a fact and could not be read.
    pub misread: BTreeMap<FactId, (String, Misread)>,
    /// A fact whose field was wished for.
    pub added: Option<FactId>,
    /// The case that it is for.
    pub case: Option<CaseId>,
    /// The reception number as typed.
    pub case_typed: String,
    /// Where the cursor was.
    pub at: At,
    /// The words or the facts were sent by the page; else the address only leads here.
    pub from_page: bool,
    /// The words are not those for which the page was drawn: what they say was seen by nobody yet.
    pub unseen: bool,
}

/// Where the cursor is to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum At {
    /// In the caller's words.
    #[default]
    Said,
    /// In the field of a fact.
    Fact(FactId),
    /// In the field of the first question.
    Question,
    /// At the case, and so in what is to be sent to its owner.
    Case,
}

impl Asked {
    /// Reads an address or what the page sent along with a form. What was corrected by hand stays when the words change;
    /// what the words alone had said goes with them.
    pub fn read(query: &[u8], consult: &Consult) -> Self {
        let content: &Content = consult.content();
        let today = Moment::from(consult.now()).date();
        let (mut said, mut was) = (String::new(), String::new());
        let mut from_page = false;
        let mut typed: BTreeMap<FactId, String> = BTreeMap::new();
        let (mut about, mut added, mut case_typed, mut at) = (None, None, String::new(), At::default());
        let find = |name: &str| content.facts.find(name).filter(|fact| content.facts.get(*fact).question.is_some());
        for (key, value) in form_urlencoded::parse(query).take(MOST_PAIRS) {
            let value = first(value.trim(), MOST_SAID);
            from_page |= key == "q" || key.starts_with(FACT);
            match key.as_ref() {
                "q" => said = value,
                "was" => was = value,
                "about" => about = (!value.is_empty()).then_some(value),
                "add" => added = find(&value),
                "case" => case_typed = first(&value, 30),
                "at" => {
                    at = match value.as_str() {
                        "question" => At::Question,
                        "case" => At::Case,
                        name => find(name).map_or(At::Said, At::Fact),
                    }
                }
                key => {
                    let Some(fact) = key.strip_prefix(FACT).and_then(find) else { continue };
                    if value.is_empty() || (typed.len() >= MOST_FACTS && !typed.contains_key(&fact)) {
                        continue;
                    }
                    let value = first(&value, MOST_TYPED);
                    match typed.entry(fact).or_default() {
                        empty if empty.is_empty() => *empty = value,
                        // Ticks: not knowing is known alone.
                        several if matches!(content.facts.get(fact).kind, FactKind::Multi(_)) => {
                            *several = if value == UNSURE { value } else { format!("{several},{value}") };
                        }
                        _ => {}
                    }
                }
            }
        }
        let mut misread = BTreeMap::new();
        let mut by_hand = Known::new();
        for (fact, text) in typed {
            match read(content, content.facts.get(fact), &text, today) {
                Ok(answer) => drop(by_hand.insert(fact, answer)),
                Err(why) => drop(misread.insert(fact, (text, why))),
            }
        }
        let unseen = said != was;
        let known = if !unseen {
            by_hand
        } else {
            about = None;
            merged(by_hand, &consult.told(&was), consult.told(&said))
        };
        misread.retain(|fact, _| !known.contains_key(fact));
        let case = super::reception_number(&case_typed);
        Self { call: Call { said, known, about }, misread, added, case, case_typed, at, from_page, unseen }
    }

    /// What of these facts can stand in a field.
    pub fn enterable(&self, known: &Known, consult: &Consult) -> Known {
        let facts = &consult.content().facts;
        let fields = known.iter().filter(|(fact, _)| facts.get(**fact).question.is_some()).take(MOST_FACTS);
        fields.map(|(fact, answer)| (*fact, answer.clone())).collect()
    }

    /// The address that says the same again.
    pub fn query(&self, content: &Content, today: NaiveDate) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("q", &self.call.said).append_pair("was", &self.call.said);
        for (fact, answer) in &self.call.known {
            let fact = content.facts.get(*fact);
            form.append_pair(&name_of(fact), &written(content, fact, answer, today));
        }
        for (fact, (typed, _)) in &self.misread {
            form.append_pair(&name_of(content.facts.get(*fact)), typed);
        }
        if let Some(about) = &self.call.about {
            form.append_pair("about", about);
        }
        if !self.case_typed.is_empty() {
            form.append_pair("case", &self.case_typed);
        }
        form.finish()
    }
}

/// The facts after the words have changed: of those that nobody touched what the words say now, else what was corrected,
/// unless the new words say something new of it.
fn merged(by_hand: Known, before: &Known, now: Known) -> Known {
    let mut known = now;
    // What was taken away by hand stays away, too.
    known.retain(|fact, said| by_hand.contains_key(fact) || before.get(fact) != Some(said));
    for (fact, answer) in by_hand {
        let untouched = before.get(&fact) == Some(&answer);
        let said_anew = known.get(&fact).is_some_and(|said| before.get(&fact) != Some(said));
        if !untouched && !said_anew {
            known.insert(fact, answer);
        }
    }
    known
}

/// The name of a fact's field.
pub(super) fn name_of(fact: &Fact) -> String {
    format!("{FACT}{}", fact.name)
}

/// An answer as the address has it.
fn written(content: &Content, fact: &Fact, answer: &Answer, today: NaiveDate) -> String {
    match answer {
        Answer::Is(value @ (Value::Choice(_) | Value::Multi(_) | Value::Bool(_))) => write_value(value, fact),
        Answer::Is(_) => shown(content, fact, answer, today),
        Answer::Unsure => UNSURE.to_owned(),
    }
}

fn read(content: &Content, fact: &Fact, text: &str, today: NaiveDate) -> Result<Answer, Misread> {
    if text == UNSURE || command::find(&content.phrases, text) == Some(Command::Unsure) {
        return Ok(Answer::Unsure);
    }
    if let Some(Value::Multi(set)) = matches!(fact.kind, FactKind::Multi(_)).then(|| parse_value(text, fact)).flatten()
    {
        return dialog::several(fact, set).map(Answer::Is);
    }
    let chosen = matches!(fact.kind, FactKind::Choice(_) | FactKind::Bool).then(|| parse_value(text, fact)).flatten();
    chosen.map_or_else(|| dialog::read(fact, text, today), Ok).map(Answer::Is)
}

/// An answer as its field shows it, in words that are read back as the same.
pub(super) fn shown(content: &Content, fact: &Fact, answer: &Answer, today: NaiveDate) -> String {
    let Answer::Is(value) = answer else { return words_unsure(content) };
    let words = words::value(content, fact, value);
    match dialog::read(fact, &words, today) {
        Ok(read) if read == *value => words,
        _ => write_value(value, fact),
    }
}

pub(super) fn words_unsure(content: &Content) -> String {
    content.phrases.command(Command::Unsure).label.clone()
}

fn first(text: &str, chars: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(chars).collect()
}

/// A mark that a page was drawn with, if it is one.
pub(super) fn mark_of(text: &str) -> Option<&str> {
    (text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))).then_some(text)
}

/// A mark for a page, like no other.
pub(super) fn mark() -> String {
    let mut bits = [0_u8; 16];
    getrandom::fill(&mut bits).expect("a system without randomness can keep nothing apart");
    bits.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Exact;

    fn known(pairs: &[(u16, i128)]) -> Known {
        let number = |number| Answer::Is(Value::Number(Exact::from_integer(number)));
        pairs.iter().map(|(fact, value)| (FactId(*fact), number(*value))).collect()
    }

    #[test]
    fn what_was_corrected_stays_until_the_caller_says_it_anew() {
        let cases = [
            // By hand, before, now, and what is known then.
            (&[(1, 14)][..], &[(1, 14)][..], &[(1, 20)][..], &[(1, 20)][..]),
            (&[(1, 15)], &[(1, 14)], &[(1, 14), (2, 3)], &[(1, 15), (2, 3)]),
            (&[(1, 15)], &[(1, 14)], &[(1, 20)], &[(1, 20)]),
            (&[(1, 14)], &[(1, 14)], &[], &[]),
            (&[(5, 1)], &[], &[(1, 14)], &[(1, 14), (5, 1)]),
            (&[], &[(1, 14)], &[(1, 14)], &[]),
        ];
        for (by_hand, before, now, expected) in cases {
            assert_eq!(merged(known(by_hand), &known(before), known(now)), known(expected));
        }
    }
}
