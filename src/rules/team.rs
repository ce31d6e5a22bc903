//! Which team of the helpdesk takes a case.

use super::{
    judge::{Verdict, truth},
    known::{Answer, Known, Situation},
};
use crate::content::{Content, Goals, Team, Teams, Value};

impl Teams {
    /// The first team that certainly takes such a case; where that is open or denied for all of them, the last one,
    /// which takes everything.
    pub fn route(&self, situation: &Situation) -> &Team {
        self.certainly(situation).unwrap_or(self.rest())
    }

    /// The first team that takes whoever wants nothing but this; none where that is left to the last one.
    pub fn takes_goals(&self, content: &Content, goals: Goals) -> Option<&Team> {
        let only = Known::from([(content.goals?, Answer::Is(Value::Multi(goals)))]);
        self.certainly(&Situation::new(&content.facts, only)).filter(|team| team.id != self.rest().id)
    }

    fn certainly(&self, situation: &Situation) -> Option<&Team> {
        self.iter().find(|team| truth(&team.takes, situation) == Verdict::Eligible)
    }
}
