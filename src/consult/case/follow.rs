//! Some weeks after a case was closed its owner may be asked once what became of it, if they agreed to that. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Case;

/// So long after the owner agreed they are asked: time enough to have applied.
const AFTER: TimeDelta = TimeDelta::weeks(5);

/// How far the asking is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUp {
    /// Nobody spoke of it.
    #[default]
    None,
    /// The owner was asked whether they may be asked.
    Offered,
    /// They would rather not.
    Declined,
    /// They may be asked from then on.
    Due(DateTime<Utc>),
    /// They were asked whether they applied.
    Asked,
    /// They did not apply.
    NotApplied,
    /// They applied, and were asked whether it helped.
    Applied,
    /// They applied, and it helped or not.
    Said {
        /// Whether it helped.
        helped: bool,
    },
}

/// What an owner says to it, each with one tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUpSaid {
    /// May be asked.
    Agree,
    /// Would rather not be asked.
    Decline,
    /// Applied for something.
    Applied,
    /// Did not apply.
    NotApplied,
    /// It helped.
    Helped,
    /// It did not help.
    NotHelped,
}

impl FollowUpSaid {
    /// In the order in which buttons name them.
    pub const ALL: [Self; 6] =
        [Self::Agree, Self::Decline, Self::Applied, Self::NotApplied, Self::Helped, Self::NotHelped];
}

impl Case {
    /// Whether its owner is to be asked now. Of a case that was taken up again nothing is asked.
    pub fn is_to_be_followed_up(&self, now: DateTime<Utc>) -> bool {
        matches!(self.follow_up, FollowUp::Due(due) if due <= now) && self.state.is_done()
    }

    /// Takes what the owner said. Gives whether it was an answer to what was asked last; a second tap is none.
    pub fn follow_up_said(&mut self, said: FollowUpSaid, now: DateTime<Utc>) -> bool {
        let next = match (self.follow_up, said) {
            (FollowUp::Offered, FollowUpSaid::Agree) => FollowUp::Due(now + AFTER),
            (FollowUp::Offered, FollowUpSaid::Decline) => FollowUp::Declined,
            (FollowUp::Asked, FollowUpSaid::Applied) => FollowUp::Applied,
            (FollowUp::Asked, FollowUpSaid::NotApplied) => FollowUp::NotApplied,
            (FollowUp::Applied, FollowUpSaid::Helped) => FollowUp::Said { helped: true },
            (FollowUp::Applied, FollowUpSaid::NotHelped) => FollowUp::Said { helped: false },
            _ => return false,
        };
        self.follow_up = next;
        true
    }
}
