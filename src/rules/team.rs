//! Which team of the helpdesk takes a case.

use super::{
    judge::{Verdict, truth},
    known::Situation,
};
use crate::content::{Team, Teams};

impl Teams {
    /// The first team that certainly takes such a case; where that is open or denied for all of them, the last one,
    /// which takes everything.
    pub fn route(&self, situation: &Situation) -> &Team {
        self.iter().find(|team| truth(&team.takes, situation) == Verdict::Eligible).unwrap_or(self.rest())
    }
}
