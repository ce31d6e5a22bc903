//! The rounds of a case: each goes from where it was opened, or opened again, to where it was closed. A wish for a person
//! begins a consultation (相談); what staff take up again, or the owner writes after a closing, goes on with the last one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Came, Case, Outcome, State};

/// From an opening to a closing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// When it began.
    pub opened: DateTime<Utc>,
    /// Whether the owner wished for a person then.
    pub wished: bool,
    /// When somebody took it, or who had it before went on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<DateTime<Utc>>,
    /// When a person answered first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<DateTime<Utc>>,
    /// When and how it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<(DateTime<Utc>, Outcome)>,
}

/// One consultation: the rounds from a wish to the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Consultation<'c> {
    /// Never empty.
    pub rounds: Vec<Round>,
    /// What the owner said of themselves by then, the last first.
    pub reasons: Vec<&'c Came>,
}

impl Round {
    fn begin(opened: DateTime<Utc>, wished: bool) -> Self {
        Self { opened, wished, taken: None, answered: None, closed: None }
    }
}

impl Consultation<'_> {
    /// When the owner wished for it.
    pub fn opened(&self) -> DateTime<Utc> {
        self.rounds[0].opened
    }

    /// When a person answered first.
    pub fn answered(&self) -> Option<DateTime<Utc>> {
        self.rounds.iter().find_map(|round| round.answered)
    }

    /// How it ended, where it has.
    pub fn outcome(&self) -> Option<Outcome> {
        self.rounds.last().and_then(|round| round.closed).map(|(_, outcome)| outcome)
    }

    /// From when to when somebody worked on it; none while it is open, or where nobody did.
    pub fn worked(&self) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        if self.outcome().is_none() {
            return Vec::new();
        }
        self.rounds.iter().filter_map(|round| Some((round.taken?, round.closed?.0))).collect()
    }
}

impl Case {
    /// Its consultations, in their order.
    pub fn consultations(&self) -> Vec<Consultation<'_>> {
        let rounds = match self.rounds.is_empty() {
            true => vec![self.only_round()],
            false => self.rounds.clone(),
        };
        let mut all: Vec<Consultation<'_>> = Vec::new();
        for round in rounds {
            match all.last_mut() {
                Some(last) if !round.wished => last.rounds.push(round),
                _ => all.push(Consultation { rounds: vec![round], reasons: Vec::new() }),
            }
        }
        let next: Vec<_> = all.iter().skip(1).map(Consultation::opened).map(Some).chain([None]).collect();
        for (one, next) in all.iter_mut().zip(next) {
            let by_then = |came: &&Came| next.is_none_or(|next| came.at < next);
            one.reasons = self.reasons.iter().rev().filter(by_then).collect();
        }
        all
    }

    /// The round it is in.
    pub(super) fn round(&mut self) -> &mut Round {
        if self.rounds.is_empty() {
            self.rounds.push(self.only_round());
        }
        self.rounds.last_mut().expect("there is one now")
    }

    /// It is opened again.
    pub(super) fn next_round(&mut self, at: DateTime<Utc>, wished: bool) {
        self.round();
        let taken = self.assignee.is_some().then_some(at);
        self.rounds.push(Round { taken, ..Round::begin(at, wished) });
    }

    /// What is known of a case from before rounds were kept: it is taken for one.
    fn only_round(&self) -> Round {
        let closed = match self.state {
            State::Done(outcome) => self.closed_at.map(|at| (at, outcome)),
            _ => None,
        };
        Round { taken: self.taken_at, answered: self.answered_at, closed, ..Round::begin(self.opened_at(), true) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        consult::{
            case::{Act, Worker},
            request::Wish,
        },
        store::CaseId,
    };

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + 60 * minute, 0).unwrap()
    }

    fn wish(minute: i64) -> Wish {
        Wish { at: at(minute), reason: String::new(), answers: Vec::new(), shown: Vec::new(), urgent: false }
    }

    #[test]
    fn each_wish_after_a_closing_is_a_consultation_and_the_time_between_is_nobodys() {
        let yamada = Worker("山田".to_owned());
        let mut case = Case::open(CaseId(1), String::new(), wish(0));
        let act = |case: &mut Case, act: Act, minute| case.act(&act, &yamada, case.step, at(minute)).unwrap();
        act(&mut case, Act::Claim, 10);
        case.came_again(wish(15));
        act(&mut case, Act::Reply("はい".to_owned()), 20);
        act(&mut case, Act::Close(Outcome::Referred), 30);
        act(&mut case, Act::Reopen, 100);
        act(&mut case, Act::Close(Outcome::Solved), 105);
        case.came_again(wish(1_000));
        act(&mut case, Act::Reply("また".to_owned()), 1_030);
        let all = case.consultations();
        assert_eq!(all.len(), 2, "what is wished for in between is not another one");
        assert_eq!(
            (all[0].opened(), all[0].answered(), all[0].outcome()),
            (at(0), Some(at(20)), Some(Outcome::Solved))
        );
        assert_eq!(all[0].worked(), [(at(10), at(30)), (at(100), at(105))]);
        assert_eq!((all[1].opened(), all[1].answered(), all[1].outcome()), (at(1_000), Some(at(1_030)), None));
        assert_eq!((all[0].reasons.len(), all[1].reasons.len(), all[1].worked()), (2, 3, vec![]));
    }

    #[test]
    fn a_case_from_before_is_one_consultation_and_goes_on_as_any_other() {
        let yamada = Worker("山田".to_owned());
        let mut case = Case::open(CaseId(1), String::new(), wish(0));
        case.act(&Act::Reply("はい".to_owned()), &yamada, 0, at(5)).unwrap();
        case.act(&Act::Close(Outcome::Solved), &yamada, case.step, at(9)).unwrap();
        case.rounds.clear();
        assert_eq!(case.consultations()[0].worked(), [(at(5), at(9))]);
        case.came_again(wish(50));
        let all = case.consultations();
        assert_eq!((all.len(), all[0].outcome(), all[1].outcome()), (2, Some(Outcome::Solved), None));
    }
}
