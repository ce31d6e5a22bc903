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
                came.heard.retain(|(known, _)| *known != fact);
                came.heard.push((fact, told));
            }
        }
        // What stood there before is in the note.
        self.notes.push(note);
        self.step += 1;
        Ok(())
    }
}
