//! What is known of a company, with what follows from it and what doesn't apply to it.

use std::collections::BTreeMap;

use super::{
    amount::{Span, evaluate},
    judge::{Verdict, truth},
};
use crate::content::{Fact, FactId, FactKind, Facts, Given, Value};

/// An owner's answer to a question; not knowing is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// This value, one of the fact's own kind.
    Is(Value),
    /// わからない: unknown for good, never asked again.
    Unsure,
}

/// The answers, by fact.
pub type Known = BTreeMap<FactId, Answer>;

/// How a fact stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Given by the owner, or following from what was.
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
    /// Settles every fact, each after those that it needs.
    pub fn new(facts: &'c Facts, known: Known) -> Self {
        let mut it = Self { facts, known, states: vec![State::Unknown; facts.len()] };
        facts.in_order().iter().for_each(|fact| it.settle(*fact));
        it
    }

    /// The same with one more answer: only what hangs on it is settled anew.
    pub fn with(&self, fact: FactId, answer: Answer) -> Self {
        let mut it = self.clone();
        it.known.insert(fact, answer);
        it.facts.downstream(fact).iter().for_each(|later| it.settle(*later));
        it
    }

    /// What is declared, by which everything is settled.
    pub fn facts(&self) -> &'c Facts {
        self.facts
    }

    /// What was answered, without what follows from it.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// How a fact of this content stands.
    pub fn state(&self, fact: FactId) -> &State {
        &self.states[usize::from(fact.0)]
    }

    /// The value, where it is given or follows.
    pub fn value(&self, fact: FactId) -> Option<&Value> {
        match self.state(fact) {
            State::Is(value) => Some(value),
            _ => None,
        }
    }

    /// Settles one fact; those it needs must be settled.
    fn settle(&mut self, id: FactId) {
        let fact = self.facts.get(id);
        self.states[usize::from(id.0)] = if truth(&fact.applies, self) == Verdict::NotEligible {
            State::DoesNotApply
        } else {
            match self.known.get(&id) {
                // What an owner says wins over what would follow.
                Some(Answer::Is(value)) => State::Is(value.clone()),
                Some(Answer::Unsure) => State::Unsure,
                None => self.derived(fact),
            }
        };
    }

    fn given(&self, fact: &Fact, gives: &Given) -> State {
        let amount = match gives {
            Given::Value(value) => return State::Is(value.clone()),
            Given::Amount(amount) => evaluate(amount, self).and_then(Span::exact),
        };
        match (amount, &fact.kind) {
            (None, _) => State::Unknown,
            (Some(amount), FactKind::Int | FactKind::Money) => State::Is(Value::Number(amount.floor())),
            (Some(amount), _) => State::Is(Value::Number(amount)),
        }
    }

    /// The value of the first rule that holds; unknown as soon as a rule before it might.
    fn derived(&self, fact: &Fact) -> State {
        for rule in &fact.derive {
            match truth(&rule.when, self) {
                Verdict::NotEligible => {}
                Verdict::Unknown => return State::Unknown,
                Verdict::Likely | Verdict::Eligible => return self.given(fact, &rule.gives),
            }
        }
        State::Unknown
    }
}
