//! The life of a case: 新規 → 対応中 → 相談者待ち → 完了, and back. Nothing closes by itself. Pure.

use chrono::{DateTime, Utc};

use super::{Came, Case, FollowUp, Note, Outcome, Replied, State, Worker};
use crate::{consult::request::Wish, store::CaseId};

/// What a member of staff does with a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// 担当する: takes it, where nobody has.
    Claim,
    /// Gives it to somebody, or to nobody.
    Assign(Option<Worker>),
    /// Writes to the owner; from then on staff hold the conversation.
    Reply(String),
    /// Writes for staff alone.
    Note(String),
    /// Lets the bot go on.
    HandBack,
    /// Ends it. The conversation goes back to the bot.
    Close(Outcome),
    /// Takes it up again.
    Reopen,
    /// Comes before the others, or not.
    Urgent(bool),
    /// Words by which staff find it again.
    Tags(Vec<String>),
    /// Gives it to the team of this id.
    Team(String),
    /// It goes on in this other case of the same owner.
    MergeInto(CaseId),
    /// Another case of the same owner goes on in this one: whoever waited there waits here.
    TakeIn {
        /// Since when the owner waits there.
        waiting_since: Option<DateTime<Utc>>,
        /// That one comes before others.
        urgent: bool,
    },
    /// Whoever works on it cannot any more: it waits for anybody.
    Leave(Worker),
    /// Puts right what one wrote to the owner last, as long as no colleague has written since.
    Correct(String),
}

/// Why an act was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A colleague acted in between.
    Overtaken,
    /// It is closed: reopen it first.
    Closed,
    /// It is not closed.
    NotClosed,
    /// The owner wrote something that was not seen: it is not closed over that.
    OwnerWrote,
    /// The bot holds the conversation already.
    BotHolds,
    /// What was to be put right is not what they themselves wrote last.
    NotOwn,
}

/// What somebody has seen of a case who does something with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// [`Case::step`].
    pub step: u64,
    /// [`Case::written`]; none where that does not matter.
    pub written: Option<u64>,
}

impl From<u64> for Seen {
    fn from(step: u64) -> Self {
        Self { step, written: None }
    }
}

impl Act {
    /// Whether it must not be done over what a colleague did unseen. A note or a tag takes nothing from anybody.
    fn minds_colleagues(&self) -> bool {
        !matches!(
            self,
            Act::Note(_) | Act::Urgent(_) | Act::Tags(_) | Act::Team(_) | Act::TakeIn { .. } | Act::Leave(_)
        )
    }

    /// Whether afterwards nobody would look any more at what the owner wrote unseen.
    fn turns_away(&self) -> bool {
        matches!(self, Act::Close(_) | Act::HandBack | Act::MergeInto(_))
    }
}

impl Case {
    /// Does something, as somebody who has seen it at `seen`.
    ///
    /// # Errors
    /// [`Refused`]; nothing has changed then.
    pub fn act(&mut self, act: &Act, by: &Worker, seen: impl Into<Seen>, at: DateTime<Utc>) -> Result<(), Refused> {
        let seen = seen.into();
        match (act, self.state.is_done()) {
            (Act::Claim | Act::Assign(_) | Act::Reply(_) | Act::HandBack | Act::Close(_), true) => {
                return Err(Refused::Closed);
            }
            (Act::Reopen, false) => return Err(Refused::NotClosed),
            // What went on elsewhere before may have to be said again where it was opened again.
            (Act::MergeInto(_), true) if self.merged_into.is_some() => return Err(Refused::Closed),
            // Taken by somebody is taken, also by oneself a second time.
            (Act::Claim, false) if self.assignee.is_some() => return Err(Refused::Overtaken),
            (Act::Correct(_), true) => return Err(Refused::Closed),
            (Act::Leave(_), true) => return Err(Refused::Closed),
            (Act::Leave(worker), false) if self.assignee.as_ref() != Some(worker) => return Err(Refused::Overtaken),
            _ => {}
        }
        if act.minds_colleagues() && seen.step != self.step {
            return Err(Refused::Overtaken);
        }
        if act.turns_away() && seen.written.is_some_and(|written| written != self.written) {
            return Err(Refused::OwnerWrote);
        }
        if matches!(act, Act::Correct(_)) && self.last_reply.as_ref().is_none_or(|last| last.by != *by) {
            return Err(Refused::NotOwn);
        }
        match act {
            Act::Claim => self.give_to(Some(by.clone()), at),
            Act::Assign(to) => self.give_to(to.clone(), at),
            Act::Reply(_) => {
                if self.assignee.is_none() {
                    self.give_to(Some(by.clone()), at);
                }
                self.answered_at.get_or_insert(at);
                self.round().answered.get_or_insert(at);
                self.state = State::AwaitingOwner;
                self.waiting_since = None;
                self.acknowledge_anew();
                self.last_reply = Some(Replied { by: by.clone(), at });
            }
            // Whoever waits for an answer has got none by it.
            Act::Correct(_) => {}
            Act::Note(text) => self.notes.push(Note { at, by: by.clone(), text: text.clone() }),
            // Whoever waits for somebody to take the case still does.
            Act::HandBack if self.state == State::New => self.acknowledge_anew(),
            Act::HandBack => self.waiting_since = None,
            Act::Close(outcome) => {
                self.round().closed = Some((at, *outcome));
                self.state = State::Done(*outcome);
                self.waiting_since = None;
                self.closed_at = Some(at);
            }
            Act::Reopen => {
                self.merged_into = None;
                self.reopen(at, false);
            }
            Act::MergeInto(other) => {
                // How it ended before is not forgotten.
                if !self.state.is_done() {
                    self.round().closed = Some((at, Outcome::Merged));
                    self.state = State::Done(Outcome::Merged);
                    self.closed_at = Some(at);
                }
                self.waiting_since = None;
                self.merged_into = Some(*other);
            }
            Act::TakeIn { waiting_since, urgent } => self.take_in(*waiting_since, *urgent, at),
            Act::Urgent(urgent) => self.urgent = *urgent,
            Act::Tags(tags) => self.tags.clone_from(tags),
            Act::Team(team) => self.team.clone_from(team),
            Act::Leave(_) => self.wait_for_anybody(at),
        }
        if act.minds_colleagues() {
            self.step += 1;
        }
        Ok(())
    }

    /// The owner wished for a person again; `team` is whom that wish leads to.
    pub fn came_again(&mut self, wish: Wish, team: &str) {
        let at = wish.at;
        if self.state.is_done() {
            // What was urgent then is over.
            self.urgent = false;
            self.reopen(at, true);
            self.step += 1;
        }
        self.urgent |= wish.urgent;
        self.reasons.push(Came::from(wish));
        self.written += 1;
        if self.routed.is_empty() && !self.team.is_empty() {
            // From before this was kept: wherever it stands it may have been moved to.
            self.routed = team.to_owned();
        }
        // Staff may have moved it: only a wish about something else moves it again.
        if self.routed != team {
            (self.routed, self.team) = (team.to_owned(), team.to_owned());
        }
        self.wait(at);
        self.acknowledge_anew();
    }

    /// The owner wrote while staff hold the conversation, or sent something while waiting for them; `unopened` is what none
    /// of them can open. Tells whether that is to be acknowledged: once each, until staff write again.
    pub fn owner_wrote(&mut self, at: DateTime<Utc>, unopened: bool) -> bool {
        self.written += 1;
        if self.state.is_done() {
            self.reopen(at, false);
            self.step += 1;
        }
        self.wait(at);
        let acknowledged = std::mem::replace(&mut self.acknowledged, true);
        if unopened { !std::mem::replace(&mut self.told_unopened, true) } else { !acknowledged }
    }

    /// What arrives from now on is to be acknowledged once more: somebody else speaks.
    pub fn acknowledge_anew(&mut self) {
        self.acknowledged = false;
        self.told_unopened = false;
    }

    /// The owner needs it no more.
    pub fn withdraw(&mut self, at: DateTime<Utc>) {
        self.round().closed = Some((at, Outcome::Withdrawn));
        self.state = State::Done(Outcome::Withdrawn);
        self.waiting_since = None;
        self.closed_at = Some(at);
        self.step += 1;
    }

    /// Taking in the same twice changes nothing more. Whoever looked at it before is to look again.
    fn take_in(&mut self, waiting_since: Option<DateTime<Utc>>, urgent: bool, at: DateTime<Utc>) {
        let before = (self.state, self.waiting_since, self.urgent);
        self.urgent |= urgent;
        if self.state.is_done() {
            self.reopen(at, false);
        }
        if let Some(since) = waiting_since {
            self.wait(since);
        }
        if before != (self.state, self.waiting_since, self.urgent) {
            self.step += 1;
        }
    }

    /// The owner waits since then, or longer already.
    fn wait(&mut self, since: DateTime<Utc>) {
        if self.state == State::AwaitingOwner {
            self.state = self.in_hands();
        }
        self.waiting_since = Some(self.waiting_since.map_or(since, |earlier| earlier.min(since)));
    }

    /// How it stands where something is to be done: what nobody has is new.
    fn in_hands(&self) -> State {
        if self.assignee.is_some() { State::Working } else { State::New }
    }

    fn give_to(&mut self, worker: Option<Worker>, at: DateTime<Utc>) {
        if worker.is_some() {
            self.taken_at.get_or_insert(at);
            self.round().taken.get_or_insert(at);
        }
        self.assignee = worker;
        if self.state != State::AwaitingOwner {
            self.state = self.in_hands();
        }
        if self.state == State::New {
            // It is to be taken by somebody else.
            self.waiting_since.get_or_insert(at);
        }
    }

    /// Stands among those that nobody works on, for as long as its owner has waited; from now on where nobody did.
    pub(in crate::consult) fn wait_for_anybody(&mut self, at: DateTime<Utc>) {
        self.assignee = None;
        self.state = State::New;
        self.waiting_since.get_or_insert(at);
        self.step += 1;
        let round = self.round();
        // It came back to somebody who was not there.
        if round.taken == Some(round.opened) {
            round.taken = None;
        }
    }

    /// Waits as long as it has waited: from now on, in its place among the others.
    fn reopen(&mut self, at: DateTime<Utc>, wished: bool) {
        self.next_round(at, wished);
        self.state = self.in_hands();
        self.waiting_since = Some(at);
        self.closed_at = None;
        self.acknowledge_anew();
        self.helpful = None;
        self.follow_up = FollowUp::None;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::CaseId;

    fn worker(name: &str) -> Worker {
        Worker(name.to_owned())
    }

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + 60 * minute, 0).unwrap()
    }

    fn wish(minute: i64) -> Wish {
        Wish {
            at: at(minute),
            reason: "人に相談".to_owned(),
            answers: Vec::new(),
            shown: Vec::new(),
            doubted: None,
            urgent: false,
        }
    }

    fn case() -> Case {
        Case::open(CaseId(1), "general".to_owned(), wish(0))
    }

    #[test]
    fn only_one_of_two_takes_a_case() {
        let mut case = case();
        let seen = case.step;
        assert_eq!(case.act(&Act::Claim, &worker("山田"), seen, at(1)), Ok(()));
        assert_eq!(case.act(&Act::Claim, &worker("佐藤"), seen, at(1)), Err(Refused::Overtaken));
        assert_eq!(case.act(&Act::Claim, &worker("佐藤"), case.step, at(1)), Err(Refused::Overtaken));
        assert_eq!((case.assignee.clone(), case.state), (Some(worker("山田")), State::Working));
    }

    #[test]
    fn only_one_of_two_replies_to_the_same_words() {
        let mut case = case();
        let seen = case.step;
        case.act(&Act::Reply("一".to_owned()), &worker("山田"), seen, at(1)).unwrap();
        assert_eq!(case.act(&Act::Reply("二".to_owned()), &worker("佐藤"), seen, at(2)), Err(Refused::Overtaken));
        case.act(&Act::Note("見ました".to_owned()), &worker("佐藤"), seen, at(2)).unwrap();
        assert_eq!((case.state, case.waiting_since, case.answered_at), (State::AwaitingOwner, None, Some(at(1))));
    }

    #[test]
    fn the_owners_words_restart_the_clock_and_are_acknowledged_once() {
        let mut case = case();
        case.act(&Act::Reply("はい".to_owned()), &worker("山田"), 0, at(1)).unwrap();
        assert!(case.owner_wrote(at(5), false));
        assert!(!case.owner_wrote(at(6), false));
        assert_eq!((case.state, case.waiting_since), (State::Working, Some(at(5))));
        case.act(&Act::Reply("はい".to_owned()), &worker("山田"), case.step, at(7)).unwrap();
        assert!(case.owner_wrote(at(8), false), "staff wrote in between");
    }

    #[test]
    fn a_reopened_case_waits_among_the_others() {
        let mut case = case();
        case.act(&Act::Close(Outcome::Solved), &worker("山田"), 0, at(1)).unwrap();
        assert_eq!(case.act(&Act::Reply("え".to_owned()), &worker("山田"), case.step, at(2)), Err(Refused::Closed));
        case.act(&Act::Reopen, &worker("山田"), case.step, at(3)).unwrap();
        assert_eq!((case.state, case.waiting_since), (State::New, Some(at(3))));
        assert_eq!(case.act(&Act::Reopen, &worker("山田"), case.step, at(3)), Err(Refused::NotClosed));
    }

    #[test]
    fn who_asks_again_is_in_a_queue_where_somebody_looks() {
        let mut case = case();
        case.act(&Act::Reply("はい".to_owned()), &worker("山田"), 0, at(1)).unwrap();
        case.came_again(wish(5), "general");
        assert_eq!((case.state, case.waiting_since), (State::Working, Some(at(5))));
        case.act(&Act::Reply("はい".to_owned()), &worker("山田"), case.step, at(6)).unwrap();
        case.act(&Act::Assign(None), &worker("山田"), case.step, at(7)).unwrap();
        assert_eq!(case.state, State::AwaitingOwner, "it is the owner's turn all the same");
        case.owner_wrote(at(8), false);
        assert_eq!((case.state, case.waiting_since), (State::New, Some(at(8))));
    }

    #[test]
    fn nothing_is_closed_over_what_the_owner_wrote_unseen() {
        let mut case = case();
        case.act(&Act::Reply("はい".to_owned()), &worker("山田"), 0, at(1)).unwrap();
        let seen = Seen { step: case.step, written: Some(case.written) };
        case.owner_wrote(at(2), false);
        for act in [Act::Close(Outcome::Solved), Act::HandBack, Act::MergeInto(CaseId(2))] {
            assert_eq!(case.act(&act, &worker("山田"), seen, at(3)), Err(Refused::OwnerWrote));
        }
        case.act(&Act::Reply("はい".to_owned()), &worker("山田"), seen, at(3)).unwrap();
        let seen = Seen { step: case.step, written: Some(case.written) };
        case.came_again(wish(4), "general");
        assert_eq!(case.act(&Act::Close(Outcome::Solved), &worker("山田"), seen, at(5)), Err(Refused::OwnerWrote));
    }

    #[test]
    fn a_case_from_before_stays_where_it_was_moved_to() {
        let mut case = case();
        (case.routed, case.team) = (String::new(), "money".to_owned());
        case.came_again(wish(1), "general");
        assert_eq!((case.team.as_str(), case.routed.as_str()), ("money", "general"));
        case.came_again(wish(2), "energy");
        assert_eq!(case.team, "energy");
    }

    #[test]
    fn a_wish_about_something_else_goes_to_another_team_and_what_was_urgent_is_over() {
        let mut case = case();
        case.act(&Act::Team("all".to_owned()), &worker("山田"), 0, at(1)).unwrap();
        case.act(&Act::Urgent(true), &worker("山田"), 0, at(1)).unwrap();
        case.act(&Act::Close(Outcome::Solved), &worker("山田"), 0, at(2)).unwrap();
        case.came_again(wish(3), "general");
        assert_eq!((case.team.as_str(), case.urgent), ("all", false), "where staff moved it");
        case.came_again(wish(4), "energy");
        assert_eq!(case.team, "energy");
    }

    #[test]
    fn who_waited_in_a_merged_case_waits_in_the_one_that_goes_on() {
        let (mut gone, mut kept) = (case(), case());
        kept.act(&Act::Reply("はい".to_owned()), &worker("山田"), 0, at(3)).unwrap();
        let take_in = Act::TakeIn { waiting_since: gone.waiting_since, urgent: true };
        for _ in 0..2 {
            kept.act(&take_in, &worker("山田"), 0, at(5)).unwrap();
            assert_eq!((kept.state, kept.waiting_since, kept.urgent), (State::Working, Some(at(0)), true));
        }
        gone.act(&Act::MergeInto(CaseId(9)), &worker("山田"), 0, at(5)).unwrap();
        assert_eq!((gone.state, gone.waiting_since), (State::Done(Outcome::Merged), None));
        let again = gone.act(&Act::MergeInto(CaseId(8)), &worker("山田"), gone.step, at(6));
        assert_eq!((again, gone.merged_into), (Err(Refused::Closed), Some(CaseId(9))));
        gone.owner_wrote(at(7), false);
        assert_eq!((gone.state, gone.merged_into), (State::New, Some(CaseId(9))), "still of the same owner");
        gone.act(&Act::Close(Outcome::Solved), &worker("山田"), gone.step, at(8)).unwrap();
        gone.act(&Act::Reopen, &worker("山田"), gone.step, at(9)).unwrap();
        assert_eq!(gone.merged_into, None, "it was somebody else's");
    }

    #[test]
    fn a_case_left_by_its_worker_waits_for_anybody() {
        let mut case = case();
        let leave = |name: &str| Act::Leave(worker(name));
        assert_eq!(case.act(&leave("山田"), &worker("管理"), 0, at(1)), Err(Refused::Overtaken), "it is nobody's");
        case.act(&Act::Claim, &worker("山田"), 0, at(1)).unwrap();
        let seen = case.step;
        case.act(&leave("山田"), &worker("管理"), 0, at(2)).unwrap();
        assert_eq!((case.state, case.assignee.clone(), case.waiting_since), (State::New, None, Some(at(0))));
        assert_eq!(case.act(&Act::HandBack, &worker("山田"), seen, at(3)), Err(Refused::Overtaken));
        case.act(&Act::Reply("はい".to_owned()), &worker("山田"), case.step, at(4)).unwrap();
        case.act(&leave("山田"), &worker("管理"), 0, at(5)).unwrap();
        assert_eq!(
            (case.state, case.waiting_since),
            (State::New, Some(at(5))),
            "somebody must look whether all is said"
        );
        case.act(&Act::Close(Outcome::Solved), &worker("佐藤"), case.step, at(6)).unwrap();
        assert_eq!(case.act(&leave("佐藤"), &worker("管理"), 0, at(7)), Err(Refused::Closed));
    }

    #[test]
    fn only_ones_own_last_reply_is_put_right() {
        let mut case = case();
        let correct = |text: &str| Act::Correct(text.to_owned());
        assert_eq!(case.act(&correct("一"), &worker("山田"), 0, at(1)), Err(Refused::NotOwn), "nothing was said");
        case.act(&Act::Reply("一".to_owned()), &worker("山田"), 0, at(1)).unwrap();
        case.owner_wrote(at(2), false);
        case.act(&correct("二"), &worker("山田"), case.step, at(3)).unwrap();
        assert_eq!((case.state, case.waiting_since), (State::Working, Some(at(2))), "the owner still waits");
        assert_eq!(case.last_reply, Some(Replied { by: worker("山田"), at: at(1) }));
        assert_eq!(case.act(&correct("三"), &worker("山田"), case.step - 1, at(4)), Err(Refused::Overtaken));
        case.act(&Act::Reply("四".to_owned()), &worker("佐藤"), case.step, at(4)).unwrap();
        assert_eq!(case.act(&correct("三"), &worker("山田"), case.step, at(5)), Err(Refused::NotOwn));
        case.act(&Act::Close(Outcome::Solved), &worker("佐藤"), case.step, at(6)).unwrap();
        assert_eq!(case.act(&correct("五"), &worker("佐藤"), case.step, at(7)), Err(Refused::Closed));
    }

    proptest! {
        /// Whatever is done: nobody waits in a closed case, and what is new is nobody's.
        #[test]
        fn a_case_is_never_in_two_minds(acts in prop::collection::vec((0..14_u8, any::<bool>()), 0..30)) {
            let mut case = case();
            for (minute, (which, fresh)) in (1..).zip(acts) {
                let seen = if fresh { case.step } else { case.step.saturating_sub(1) };
                let act = match which {
                    0 => Act::Claim,
                    1 => Act::Assign(None),
                    2 => Act::Assign(Some(worker("佐藤"))),
                    3 => Act::Reply("返事".to_owned()),
                    4 => Act::Note("覚え".to_owned()),
                    5 => Act::HandBack,
                    6 => Act::Close(Outcome::Referred),
                    7 => Act::Reopen,
                    8 => { case.owner_wrote(at(minute), false); continue }
                    9 => Act::MergeInto(CaseId(2)),
                    11 => { case.came_again(wish(minute), "energy"); continue }
                    12 => { case.withdraw(at(minute)); continue }
                    10 => Act::TakeIn { waiting_since: fresh.then(|| at(0)), urgent: false },
                    _ => Act::Urgent(true),
                };
                let before = case.clone();
                if case.act(&act, &worker("山田"), seen, at(minute)).is_err() {
                    prop_assert_eq!(&case, &before);
                }
                if case.state.is_done() {
                    prop_assert!(case.closed_at.is_some() && case.waiting_since.is_none());
                }
                prop_assert!(case.state != State::New || case.assignee.is_none() && case.waiting_since.is_some());
                prop_assert!(case.state != State::AwaitingOwner || case.waiting_since.is_none());
                prop_assert!(case.state != State::Working || case.assignee.is_some());
            }
        }
    }
}
