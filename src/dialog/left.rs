//! How many questions can still come, at most.

use std::collections::BTreeSet;

use super::{
    session::{AskedBy, Progress},
    walk::{MOST_STEPS, Place, Stop, Walk},
};
use crate::{
    content::{Act, Content, DialogId, FactId, Recommend, StepNo, Target},
    rules::{Situation, State, Verdict, truth},
};

/// The most questions that can come after the one at hand, over all ways the dialog could take.
pub fn most_questions_left(content: &Content, walk: &Walk, progress: &Progress, situation: &Situation) -> usize {
    let Stop::Ask(question) = walk.stop else { return 0 };
    let mut asked = BTreeSet::from([question.fact]);
    let mut count = Count { content, progress, situation, budget: MOST_STEPS };
    let all = count.from(walk.places.clone(), &mut asked, &mut BTreeSet::new());
    // The question at hand was counted where the recommendation asks it.
    if matches!(question.asked_by, AskedBy::Recommend(_)) { all.saturating_sub(1) } else { all }
}

struct Count<'a, 'c> {
    content: &'c Content,
    progress: &'a Progress,
    situation: &'a Situation<'c>,
    /// Bounds the search in dialogs of a size that no author writes.
    budget: usize,
}

impl Count<'_, '_> {
    fn from(&mut self, mut stack: Vec<Place>, asked: &mut BTreeSet<FactId>, seen: &mut BTreeSet<Place>) -> usize {
        let mut questions = 0;
        loop {
            if self.budget == 0 {
                return questions;
            }
            self.budget -= 1;
            let Some(at) = stack.last().copied() else { return questions };
            let Some(step) = self.content.dialog(at.0).steps.get(usize::from(at.1.0)) else {
                stack.pop();
                continue;
            };
            if !seen.insert(at) {
                return questions;
            }
            if let Some(top) = stack.last_mut() {
                top.1 = StepNo(top.1.0 + 1);
            }
            let when = truth(&step.when, self.situation);
            if when == Verdict::NotEligible {
                continue;
            }
            let sure = when >= Verdict::Likely;
            match &step.act {
                Act::Say(_) => {}
                Act::Ask { fact, .. } => {
                    questions += usize::from(*self.situation.state(*fact) == State::Unknown && asked.insert(*fact));
                }
                Act::Call(to) => stack.push((*to, StepNo(0))),
                Act::Go(target) => {
                    let to = match target {
                        Target::Step(to) => (at.0, *to),
                        Target::Dialog(to) => (*to, StepNo(0)),
                    };
                    let mut elsewhere = match target {
                        Target::Step(_) => stack.clone(),
                        Target::Dialog(_) => vec![to],
                    };
                    if let Some(top) = elsewhere.last_mut() {
                        *top = to;
                    }
                    if sure {
                        stack = elsewhere;
                        continue;
                    }
                    let there = self.from(elsewhere, &mut asked.clone(), &mut seen.clone());
                    return questions + there.max(self.from(stack, asked, seen));
                }
                Act::Recommend(recommend) => {
                    let here = self.more(recommend, at.0);
                    return questions + if sure { here } else { here.max(self.from(stack, asked, seen)) };
                }
                Act::Handover(_) | Act::End(_) => {
                    return questions + if sure { 0 } else { self.from(stack, asked, seen) };
                }
            }
        }
    }

    fn more(&self, recommend: &Recommend, dialog: DialogId) -> usize {
        usize::from(recommend.ask_more).saturating_sub(self.progress.asked_more_in(dialog))
    }
}
