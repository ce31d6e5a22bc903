//! A session: what the owner has done in one dialog, and what follows from it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    content::{DialogId, FactId, Facts},
    rules::{Answer, Known},
};

/// Who asked a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskedBy {
    /// A step of the dialog.
    Step,
    /// The recommendation of this dialog, which wanted to know more.
    Recommend(DialogId),
    /// The owner, who wished to correct it.
    Owner,
    /// Nobody: it was said in passing, in one text with others.
    Nobody,
    /// Nobody: it was said beside the answer before it, in one text with that.
    Beside,
}

/// What an owner did that counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Answered a question, わからない included.
    Answered {
        /// What was asked.
        fact: FactId,
        /// What was said.
        answer: Answer,
        /// Who wanted to know; added questions are counted by it.
        asked_by: AskedBy,
    },
    /// Wishes to answer this fact again.
    Corrects {
        /// The answered fact that is asked again.
        fact: FactId,
    },
    /// Wishes to have this fact worked out.
    Estimates {
        /// The fact that its `estimate_by` dialog works out.
        fact: FactId,
    },
    /// Has seen all answers and wants the results.
    Confirmed,
}

/// One consultation from its beginning to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The dialog with which it begins.
    pub dialog: DialogId,
    /// In the order in which they happened.
    pub events: Vec<Event>,
}

/// What the events amount to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Everything known: from before and from this session.
    pub known: Known,
    /// Facts answered in this session, in the order of their first answer.
    pub answered: Vec<FactId>,
    /// Of those, the ones that a recommendation had asked, and of which dialog.
    pub asked_more: BTreeMap<FactId, DialogId>,
    /// Of those, the ones that were said in passing.
    pub told: BTreeSet<FactId>,
    /// Facts that are to be worked out instead of asked.
    pub estimating: BTreeSet<FactId>,
    /// The fact that is being corrected.
    pub correcting: Option<FactId>,
    /// The answers have been confirmed as they are.
    pub confirmed: bool,
}

impl Session {
    /// A session in which nothing has happened yet.
    pub fn new(dialog: DialogId) -> Self {
        Self { dialog, events: Vec::new() }
    }

    /// Folds the events over what was known before.
    pub fn progress(&self, facts: &Facts, before: &Known) -> Progress {
        let mut progress = Progress { known: before.clone(), ..Progress::default() };
        for event in &self.events {
            match event {
                Event::Corrects { fact } => {
                    progress.correcting = Some(*fact);
                    progress.confirmed = false;
                }
                Event::Estimates { fact } => {
                    progress.estimating.insert(*fact);
                    progress.correcting = progress.correcting.filter(|correcting| correcting != fact);
                }
                Event::Confirmed => progress.confirmed = true,
                Event::Answered { fact, answer, asked_by } => progress.answer(facts, *fact, answer.clone(), *asked_by),
            }
        }
        progress
    }

    /// Whether the last thing done was a text that said more than one thing.
    pub fn ends_with_told(&self) -> bool {
        matches!(self.events.last(), Some(Event::Answered { asked_by: AskedBy::Nobody | AskedBy::Beside, .. }))
    }

    /// Takes back the last thing done. Gives whether there was any.
    pub fn back(&mut self) -> bool {
        let Some(last) = self.events.pop() else { return false };
        // What one text said was one act too.
        if let Event::Answered { asked_by: with @ (AskedBy::Nobody | AskedBy::Beside), .. } = last {
            let too = |event: &Event| matches!(event, Event::Answered { asked_by, .. } if *asked_by == with);
            while self.events.last().is_some_and(too) {
                self.events.pop();
            }
            if with == AskedBy::Beside {
                return self.back();
            }
        }
        // A correction and its new answer were one act to the owner: going back asks what came before both.
        if matches!(last, Event::Answered { asked_by: AskedBy::Owner, .. })
            && matches!(self.events.last(), Some(Event::Corrects { .. }))
        {
            self.events.pop();
        }
        true
    }
}

impl Progress {
    /// The number of the question that is asked next: what was said in passing was no question.
    pub fn question_number(&self) -> usize {
        self.answered.len() - self.told.len() + 1
    }

    /// How many questions the recommendation of a dialog has asked.
    pub fn asked_more_in(&self, dialog: DialogId) -> usize {
        self.asked_more.values().filter(|asked| **asked == dialog).count()
    }

    fn answer(&mut self, facts: &Facts, fact: FactId, answer: Answer, asked_by: AskedBy) {
        let changed = self.known.insert(fact, answer.clone()).is_some_and(|before| before != answer);
        if changed {
            self.withdraw_dependents(facts, fact);
        }
        if !self.answered.contains(&fact) {
            self.answered.push(fact);
        }
        match asked_by {
            AskedBy::Recommend(dialog) => {
                self.asked_more.insert(fact, dialog);
            }
            AskedBy::Nobody | AskedBy::Beside => {
                self.told.insert(fact);
            }
            AskedBy::Step | AskedBy::Owner => {}
        }
        if self.correcting == Some(fact) {
            self.correcting = None;
        }
        self.confirmed = false;
    }

    /// Answers that hung on a changed one are asked again.
    fn withdraw_dependents(&mut self, facts: &Facts, changed: FactId) {
        let dependents = facts.iter().filter(|fact| fact.depends_on.contains(&changed)).map(|fact| fact.id);
        for fact in dependents.collect::<Vec<_>>() {
            if self.known.remove(&fact).is_some() {
                self.answered.retain(|answered| *answered != fact);
                self.asked_more.remove(&fact);
                self.told.remove(&fact);
                self.withdraw_dependents(facts, fact);
            }
        }
    }
}
