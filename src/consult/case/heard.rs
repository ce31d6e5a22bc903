//! What staff hear of an owner beside the talk, and put right.

use super::{Case, Note, Refused};
use crate::consult::request::Told;

impl Case {
    /// Takes over what is known now of these facts, as somebody who has seen the case at `seen`: it is what was told last,
    /// also for the statistics. Of a fact that is not known any more nothing is told.
    ///
    /// # Errors
    /// [`Refused`]; nothing has changed then.
    pub fn heard(&mut self, facts: Vec<(String, Option<Told>)>, note: Note, seen: u64) -> Result<(), Refused> {
        if self.state.is_done() {
            return Err(Refused::Closed);
        }
        if seen != self.step {
            return Err(Refused::Overtaken);
        }
        if let Some(came) = self.reasons.last_mut() {
            for (fact, told) in facts {
                let place = came.answers.iter().position(|answer| answer.fact == fact);
                match (place, told) {
                    (Some(place), Some(told)) => came.answers[place] = told,
                    (Some(place), None) => drop(came.answers.remove(place)),
                    (None, told) => came.answers.extend(told),
                }
            }
        }
        // What stood there before is in the note.
        self.notes.push(note);
        self.step += 1;
        Ok(())
    }
}
