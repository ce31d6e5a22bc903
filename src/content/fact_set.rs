//! Sets of facts, and which facts hang on which.

use super::fact::{FactId, Facts};

/// A set of facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactSet(Vec<u64>);

impl FactSet {
    /// Adds a fact; twice is once.
    pub fn insert(&mut self, fact: FactId) {
        let word = usize::from(fact.0) / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (fact.0 % 64);
    }

    /// Whether the fact is in it.
    pub fn contains(&self, fact: FactId) -> bool {
        self.0.get(usize::from(fact.0) / 64).is_some_and(|word| word & (1 << (fact.0 % 64)) != 0)
    }

    /// Whether the two have a fact in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

/// Which facts are settled by which, through `applies` and `derive`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dependence {
    /// Every fact after all that it needs.
    pub order: Vec<FactId>,
    /// For each fact: itself and all that hang on it, as a set.
    pub reach: Vec<FactSet>,
    /// For each fact: itself and all that hang on it, in the order in which to settle them.
    pub downstream: Vec<Vec<FactId>>,
}

impl Dependence {
    pub fn of(facts: &Facts) -> Self {
        let needs: Vec<Vec<FactId>> = facts
            .iter()
            .map(|fact| {
                let mut needs = Vec::new();
                fact.applies.each_test(&mut |test| needs.push(test.fact));
                fact.derive.iter().for_each(|rule| rule.each_fact(&mut |fact| needs.push(fact)));
                needs
            })
            .collect();
        let mut order = Vec::new();
        let mut seen = vec![false; facts.len()];
        for fact in facts.iter() {
            visit(fact.id, &needs, &mut seen, &mut order);
        }
        let mut reach = vec![FactSet::default(); facts.len()];
        for fact in facts.iter() {
            let from = &mut reach[usize::from(fact.id.0)];
            from.insert(fact.id);
            for later in &order {
                if needs[usize::from(later.0)].iter().any(|need| from.contains(*need)) {
                    from.insert(*later);
                }
            }
        }
        let downstream =
            reach.iter().map(|reach| order.iter().copied().filter(|fact| reach.contains(*fact)).collect()).collect();
        Self { order, reach, downstream }
    }
}

fn visit(fact: FactId, needs: &[Vec<FactId>], seen: &mut [bool], order: &mut Vec<FactId>) {
    let place = usize::from(fact.0);
    if !std::mem::replace(&mut seen[place], true) {
        needs[place].iter().for_each(|need| visit(*need, needs, seen, order));
        order.push(fact);
    }
}
