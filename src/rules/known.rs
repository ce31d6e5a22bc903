//! What is known of a company, with what follows from it and what doesn't apply to it.

use std::collections::BTreeMap;

use super::judge::{Verdict, truth};
use crate::content::{Fact, FactId, Facts, Value};

/// An owner's answer to a question; not knowing is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Is(Value),
    /// わからない: unknown for good, never asked again.
    Unsure,
}

/// The answers, by fact.
pub type Known = BTreeMap<FactId, Answer>;

/// How a fact stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Is(Value),
    /// Not asked yet, or not decided by what is known.
    Unknown,
    /// Asked; the owner doesn't know.
    Unsure,
    /// Cannot be known of such a company; every test of it is false.
    DoesNotApply,
}

/// All facts of one company at once.
#[derive(Clone, Debug)]
pub struct Situation<'c> {
    facts: &'c Facts,
    known: Known,
    states: Vec<State>,
}

impl<'c> Situation<'c> {
    pub fn new(facts: &'c Facts, known: Known) -> Self {
        let mut it = Self { facts, known, states: vec![State::Unknown; facts.len()] };
        it.resolve();
        it
    }

    /// The same with one more answer.
    pub fn with(&self, fact: FactId, answer: Answer) -> Self {
        let mut known = self.known.clone();
        known.insert(fact, answer);
        Self::new(self.facts, known)
    }

    pub fn facts(&self) -> &'c Facts {
        self.facts
    }

    pub fn known(&self) -> &Known {
        &self.known
    }

    pub fn state(&self, fact: FactId) -> &State {
        &self.states[usize::from(fact.0)]
    }

    pub fn value(&self, fact: FactId) -> Option<&Value> {
        match self.state(fact) {
            State::Is(value) => Some(value),
            _ => None,
        }
    }

    /// Facts can hang on facts through `applies` and `derive`, never in a circle (refused at load): resolving each
    /// after those it needs settles everything.
    fn resolve(&mut self) {
        let mut done = vec![false; self.facts.len()];
        for fact in self.facts.iter() {
            self.settle(fact, &mut done);
        }
    }

    fn settle(&mut self, fact: &'c Fact, done: &mut [bool]) {
        let place = usize::from(fact.id.0);
        if std::mem::replace(&mut done[place], true) {
            return;
        }
        let facts = self.facts;
        let mut needs = Vec::new();
        fact.applies.each_test(&mut |test| needs.push(test.fact));
        fact.derive.iter().for_each(|rule| rule.when.each_test(&mut |test| needs.push(test.fact)));
        for need in needs {
            self.settle(facts.get(need), done);
        }
        self.states[place] = if truth(&fact.applies, self) == Verdict::NotEligible {
            State::DoesNotApply
        } else {
            match self.known.get(&fact.id) {
                // What an owner says wins over what would follow.
                Some(Answer::Is(value)) => State::Is(value.clone()),
                Some(Answer::Unsure) => State::Unsure,
                None => self.derived(fact),
            }
        };
    }

    /// The value of the first rule that holds; unknown as soon as a rule before it might.
    fn derived(&self, fact: &Fact) -> State {
        for rule in &fact.derive {
            match truth(&rule.when, self) {
                Verdict::NotEligible => {}
                Verdict::Unknown => return State::Unknown,
                Verdict::Likely | Verdict::Eligible => return State::Is(rule.value.clone()),
            }
        }
        State::Unknown
    }
}
