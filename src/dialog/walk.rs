//! Walking a dialog with what is known, up to where it stops.

use std::collections::BTreeSet;

use super::session::{AskedBy, Progress};
use crate::{
    content::{Act, Content, Dialog, DialogId, FactId, Recommend, Sentence, Stage, StepNo, Target},
    rules::{Situation, State, Verdict, next_question, truth},
};

/// Where a walk is: the steps to come back to, and the one at hand last.
pub(super) type Place = (DialogId, StepNo);

/// More steps than any sound dialog has on one way; a bound against circles that no check could see.
pub(super) const MOST_STEPS: usize = 2_000;

/// What is said where a dialog broke off, which no checked content does.
static NOTHING: Sentence = Sentence(Vec::new());

/// A question to the owner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question<'c> {
    /// What is asked.
    pub fact: FactId,
    /// The step's own wording.
    pub text: Option<&'c str>,
    /// The step's own help.
    pub help: Option<&'c str>,
    /// Who wants to know: it goes into the answer's event.
    pub asked_by: AskedBy,
}

/// Where the walk stopped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop<'c> {
    /// The owner is to answer this.
    Ask(Question<'c>),
    /// All answers are shown before they are used.
    Review(&'c Recommend),
    /// The owner is shown what fits.
    Results(&'c Recommend),
    /// A person is to go on, for this reason.
    Handover(&'c str),
    /// The consultation is over, with these words.
    End(&'c Sentence),
}

/// A sentence that was said on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said<'c> {
    /// The step that said it, by which what was said before is told from news.
    pub at: (DialogId, StepNo),
    /// To be filled with what is known.
    pub text: &'c Sentence,
}

/// A walk from the first step to the stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk<'c> {
    /// What was said on the way, in order.
    pub said: Vec<Said<'c>>,
    /// Facts whose questions were passed because they are known, in the order passed.
    pub passed: Vec<FactId>,
    /// The stages of the dialog that has some and was met last; empty where none on the way has any.
    pub stages: &'c [Stage],
    /// What the owner is shown.
    pub stop: Stop<'c>,
    /// The way back from the stop, innermost last; for counting what may still come.
    pub(super) places: Vec<Place>,
}

impl Walk<'_> {
    /// The dialog that the owner is in: the one gone to last, whatever it calls; none past its end.
    pub fn dialog(&self) -> Option<DialogId> {
        self.places.first().map(|(dialog, _)| *dialog)
    }
}

/// Walks a dialog.
pub fn walk<'c>(content: &'c Content, dialog: DialogId, progress: &Progress, situation: &Situation<'c>) -> Walk<'c> {
    let mut walker = Walker {
        content,
        progress,
        situation,
        stack: vec![(dialog, StepNo(0))],
        asked: BTreeSet::new(),
        said: Vec::new(),
        passed: Vec::new(),
        stages: &[],
        correction: None,
    };
    let stop = walker.run();
    let stop = match (progress.correcting, walker.correction) {
        (Some(_), Some(question)) => Stop::Ask(question),
        (Some(fact), None) => Stop::Ask(Question { fact, text: None, help: None, asked_by: AskedBy::Owner }),
        (None, _) => stop,
    };
    Walk { said: walker.said, passed: walker.passed, stages: walker.stages, stop, places: walker.stack }
}

struct Walker<'c, 'p> {
    content: &'c Content,
    progress: &'p Progress,
    situation: &'p Situation<'c>,
    stack: Vec<Place>,
    /// Questions met so far, each by the whole way to it: the same dialog called from two places asks nothing twice.
    asked: BTreeSet<Vec<Place>>,
    said: Vec<Said<'c>>,
    passed: Vec<FactId>,
    stages: &'c [Stage],
    /// The question of the fact that is being corrected, in the wording of its step.
    correction: Option<Question<'c>>,
}

impl<'c> Walker<'c, '_> {
    fn run(&mut self) -> Stop<'c> {
        for _ in 0..MOST_STEPS {
            let Some((dialog, no)) = self.stack.last().copied() else { return Stop::End(&NOTHING) };
            let dialog: &'c Dialog = self.content.dialog(dialog);
            if !dialog.stages.is_empty() {
                self.stages = &dialog.stages;
            }
            let Some(step) = dialog.steps.get(usize::from(no.0)) else {
                self.stack.pop();
                continue;
            };
            if truth(&step.when, self.situation) >= Verdict::Likely
                && let Some(stop) = self.act(&step.act, (dialog.id, no))
            {
                return stop;
            } else if self.stack.last() == Some(&(dialog.id, no)) {
                self.advance();
            }
        }
        Stop::End(&NOTHING)
    }

    fn advance(&mut self) {
        if let Some(top) = self.stack.last_mut() {
            top.1 = StepNo(top.1.0 + 1);
        }
    }

    /// Does one step. A step that moved the walk elsewhere has changed the top of the stack itself.
    fn act(&mut self, act: &'c Act, at: Place) -> Option<Stop<'c>> {
        match act {
            Act::Ask { fact, question, help } => {
                let asked =
                    Question { fact: *fact, text: question.as_deref(), help: help.as_deref(), asked_by: AskedBy::Step };
                if self.progress.correcting == Some(*fact) {
                    self.correction.get_or_insert(Question { asked_by: AskedBy::Owner, ..asked });
                }
                match self.situation.state(*fact) {
                    State::DoesNotApply => None,
                    State::Unknown if self.estimates(*fact) => None,
                    State::Unknown => Some(Stop::Ask(asked)),
                    // Coming back to a question in a circle means asking it again.
                    State::Is(_) | State::Unsure if !self.asked.insert(self.stack.clone()) => Some(Stop::Ask(asked)),
                    State::Is(_) | State::Unsure => {
                        if !self.passed.contains(fact) {
                            self.passed.push(*fact);
                        }
                        None
                    }
                }
            }
            Act::Say(text) => {
                self.said.push(Said { at, text });
                None
            }
            Act::Go(target) => {
                match target {
                    Target::Step(to) => {
                        if let Some(top) = self.stack.last_mut() {
                            top.1 = *to;
                        }
                    }
                    Target::Dialog(to) => self.stack = vec![(*to, StepNo(0))],
                }
                // A step that goes to itself would look like one that stayed.
                (self.stack.last() == Some(&at)).then_some(Stop::End(&NOTHING))
            }
            Act::Call(to) => {
                self.advance();
                self.stack.push((*to, StepNo(0)));
                None
            }
            Act::Recommend(recommend) => self.recommend(recommend, at),
            Act::Handover(reason) => Some(Stop::Handover(reason)),
            Act::End(text) => Some(Stop::End(text)),
        }
    }

    /// Goes into the dialog that works the fact out, where the owner asked for that; once in a walk.
    fn estimates(&mut self, fact: FactId) -> bool {
        let by = self.content.facts.get(fact).estimate_by;
        match by.filter(|_| self.progress.estimating.contains(&fact)) {
            // It comes back to the same step, which then knows the fact or asks for it after all.
            Some(dialog) if self.asked.insert(self.stack.clone()) => {
                self.stack.push((dialog, StepNo(0)));
                true
            }
            _ => false,
        }
    }

    fn recommend(&mut self, recommend: &'c Recommend, at: Place) -> Option<Stop<'c>> {
        if self.progress.confirmed {
            return Some(Stop::Results(recommend));
        }
        // What was worked out instead of asked belongs to the answers.
        for fact in &self.progress.estimating {
            if matches!(self.situation.state(*fact), State::Is(_)) && !self.passed.contains(fact) {
                self.passed.push(*fact);
            }
        }
        if self.progress.asked_more_in(at.0) < usize::from(recommend.ask_more)
            && let Some(fact) =
                next_question(self.content, &recommend.programs, recommend.ask_from.as_ref(), self.situation)
        {
            if self.estimates(fact) {
                return None;
            }
            return Some(Stop::Ask(Question { fact, text: None, help: None, asked_by: AskedBy::Recommend(at.0) }));
        }
        if self.progress.known.is_empty() {
            // Nothing was asked and nothing is known: there is nothing to look over.
            return Some(Stop::Results(recommend));
        }
        Some(Stop::Review(recommend))
    }
}
