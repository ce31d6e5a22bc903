//! When a person is wished for, and while a person holds the conversation.

use super::Desk;
use crate::{
    consult::{
        case::{Case, FollowUp, FollowUpSaid, State},
        command, follow_up,
        media::Media,
        message::{Button, Input, Message, Text},
        record::Holder,
        request::{self, Doubted, Wish},
        screen,
        token::{At, Press},
    },
    content::{Command, Phrase, ProgramId, Reply, ReplyKind},
    rules::{self, Moment, OpenState},
    store::CaseId,
    understand::{normal, yes_no},
};

/// What a turn is told of the helpdesk.
#[derive(Clone, Debug, Default)]
pub struct Helpdesk {
    /// Whether there is anybody: where nobody could ever answer, nothing is promised.
    pub staffed: bool,
    /// The chat's last case, open or done.
    pub case: Option<Case>,
    /// A number for a case, should one be opened; see [`Turn::wants_number`](super::Turn::wants_number).
    pub number: Option<CaseId>,
}

impl<'c> Desk<'c, '_> {
    /// Records a wish for a person: in the case that is open, or in a new one. Gives its reception number.
    pub(super) fn wished(&mut self, wish: Wish) -> CaseId {
        self.turn.wish = Some(wish.clone());
        let said = self.said_before();
        let view = self.view();
        let team = request::team(self.usual, &wish, &view.situation).id.clone();
        if let Some(case) = &mut self.helpdesk.case {
            case.came_again(wish, &team);
            case.said = said;
            self.turn.case = Some(case.clone());
            return case.id;
        }
        let Some(number) = self.helpdesk.number else {
            // The turn is taken again with one.
            self.turn.wants_number = true;
            return CaseId(0);
        };
        let case = Case { said, ..Case::open(number, team, wish) };
        self.owner.case = Some(number);
        self.turn.case = Some(case.clone());
        self.helpdesk.case = Some(case);
        number
    }

    /// Who will answer and when, or whom to call where nobody would.
    pub(super) fn person_will_answer(&mut self, number: CaseId) {
        let view = self.view();
        if !self.helpdesk.staffed {
            let mut text = Text::plain(self.say(Phrase::Human, &[]) + "\n\n");
            for contact in screen::standing_contacts(self.content, &view.situation) {
                screen::contact_lines(self.content, contact, self.now, &mut text);
                text.push("\n");
            }
            text.push(self.say(Phrase::HumanThen, &[]));
            return self.send(Message::new(text, Vec::new()));
        }
        let mut text = std::mem::take(&mut self.lead);
        if !text.is_empty() {
            text.push("\n\n");
        }
        // Staff may have moved the case.
        let teams = &self.usual.teams;
        let moved = self.helpdesk.case.as_ref().and_then(|case| teams.find(&case.team));
        let team = moved.unwrap_or_else(|| teams.route(&view.situation));
        let number = number.0.to_string();
        text.push_bold(self.say(Phrase::CaseReceived, &[("number", &number), ("team", &team.name)])).push("\n");
        let phrase = match rules::open_state(&team.hours, &self.content.holidays, self.now) {
            OpenState::Open { until } => {
                self.say(Phrase::CaseOpenNow, &[("until", &until.format("%-H:%M").to_string())])
            }
            OpenState::Closed { next: Some(next) } => {
                self.say(Phrase::CaseOpensNext, &[("moment", &rules::words::moment(next))])
            }
            OpenState::Closed { next: None } | OpenState::Unsure => self.say(Phrase::CaseOpensSometime, &[]),
        };
        text.line(phrase);
        let due = |minutes| rules::due(&team.hours, &self.content.holidays, self.now, minutes);
        if let Some(due) = team.goal_minutes.and_then(due) {
            text.line(self.say(Phrase::CaseDue, &[("moment", &rules::words::moment(due))]));
        }
        text.push(self.say(Phrase::CaseThen, &[]));
        let withdraw = self.case_button(Command::Withdraw);
        self.send(Message::new(text, vec![vec![withdraw]]));
    }

    /// Takes an input while staff hold the conversation: the bot keeps silent. Tells whether it did.
    pub(super) fn is_held(&mut self, input: &Input) -> bool {
        if self.owner.holder != Holder::Staff {
            return false;
        }
        let (text, pressed) = match input {
            Input::Text(text) | Input::Written { text, .. } => (Some(text.as_str()), None),
            Input::Press { token, .. } => (None, At::read(token).map(|at| at.press)),
            Input::Rewrote(text) => {
                self.pass_on(text, false);
                return true;
            }
            Input::Sent(media) => {
                self.pass_on(media.caption(), media.is_nowhere());
                return true;
            }
        };
        let said = match (text, pressed) {
            (Some(text), _) => command::find(&self.usual.phrases, text),
            (None, Some(Press::Say(command))) => Some(command),
            _ => None,
        };
        match (said, pressed) {
            // What an owner may always do, whoever holds the conversation.
            (Some(Command::Delete | Command::Privacy | Command::Easy | Command::Usual), _)
            | (_, Some(Press::Erase)) => {
                return false;
            }
            // Whether really to erase everything was asked; anything but a yes is for the person.
            _ if self.owner.asked_to_erase && text.and_then(yes_no::read) == Some(true) => return false,
            (Some(Command::Withdraw), _) => self.withdraw(),
            (Some(Command::Bot), _) => self.back_to_bot(),
            _ => match text {
                Some(text) => {
                    self.owner.asked_to_erase = false;
                    self.pass_on(text, false);
                }
                None => self.turn.notice = Some(self.say(Phrase::HeldNotice, &[])),
            },
        }
        true
    }

    /// What is written goes to the person; that it has arrived is said once, and so is that none of them can open what came
    /// with it.
    fn pass_on(&mut self, text: &str, unopened: bool) {
        let distress = self.distress(text);
        if let Some(reply) = distress {
            // A person may be far; the numbers are near.
            self.reply(reply);
            self.spoke_out(text);
        } else if self.codes.lent.is_some() {
            self.hide_code();
        } else {
            self.spoke(text);
        }
        let Some(case) = &mut self.helpdesk.case else { return };
        case.urgent |= distress.is_some();
        let acknowledge = case.owner_wrote(self.now.to_utc(), unopened);
        self.turn.passed_on = true;
        self.turn.case = Some(case.clone());
        if acknowledge {
            let phrase = if unopened { Phrase::SentUnopened } else { Phrase::HeldArrived };
            let buttons = vec![vec![self.case_button(Command::Bot), self.case_button(Command::Withdraw)]];
            self.send(Message::new(Text::plain(self.say(phrase, &[])), buttons));
        }
    }

    /// What answers a text in which there is distress.
    fn distress(&self, text: &str) -> Option<&'c Reply> {
        self.usual.replies.find(&normal::dense(text)).filter(|reply| reply.kind == ReplyKind::Care)
    }

    /// Whether the owner waits for a person, of whom there is any.
    fn waits(&self) -> bool {
        let waits = |case: &Case| !case.state.is_done() && case.waiting_since.is_some();
        self.helpdesk.staffed && self.helpdesk.case.as_ref().is_some_and(waits)
    }

    /// Whether an input means nothing to anybody: the bot takes no words back, so that only staff care what was changed,
    /// unless it has become distress.
    pub(super) fn passes_over(&self, input: &Input) -> bool {
        let changed = match input {
            Input::Rewrote(text) => text,
            Input::Sent(media) if media.rewritten => media.caption(),
            Input::Sent(_) | Input::Text(_) | Input::Written { .. } | Input::Press { .. } => return false,
        };
        self.owner.holder == Holder::Bot && !self.waits() && self.distress(changed).is_none()
    }

    /// Takes what the bot cannot read. Where a person was wished for, it is for them; that it has arrived is said once.
    pub(super) fn sent(&mut self, media: &Media) {
        if self.cares(media.caption()) {
            self.turn.passed_on = self.helpdesk.staffed;
            return;
        }
        let arrived = if media.is_nowhere() { Phrase::SentUnopened } else { Phrase::SentToPerson };
        if !self.waits_with(media.is_nowhere(), arrived) {
            self.again(Phrase::Unreadable);
        }
    }

    /// Takes what an earlier text has become. It is no answer to the bot; where a person was wished for, it is for them.
    pub(super) fn rewrote(&mut self, text: &str) {
        if self.cares(text) {
            self.turn.passed_on = self.helpdesk.staffed;
        } else if self.is_surely_code(text) {
            self.hide_code();
        } else {
            self.waits_with(false, Phrase::RewroteToPerson);
        }
    }

    /// Whoever waits for a person has something more for them. Tells whether they do.
    fn waits_with(&mut self, unopened: bool, arrived: Phrase) -> bool {
        let waits = self.waits();
        let Some(case) = self.helpdesk.case.as_mut().filter(|_| waits) else { return false };
        let acknowledge = case.owner_wrote(self.now.to_utc(), unopened);
        self.turn.passed_on = true;
        self.turn.case = Some(case.clone());
        if acknowledge {
            self.again(arrived);
        }
        true
    }

    /// The owner needs the case no more.
    pub(super) fn withdraw(&mut self) {
        let open = self.helpdesk.case.as_mut().filter(|case| !case.state.is_done());
        let Some(case) = open else {
            self.lead(self.say(Phrase::CaseNone, &[]));
            return self.flush();
        };
        case.withdraw(self.now.to_utc());
        self.turn.withdrew = true;
        self.turn.case = Some(case.clone());
        self.owner.holder = Holder::Bot;
        self.lead(self.say(Phrase::CaseWithdrawn, &[]));
        self.flush();
    }

    /// The owner would rather go on with the bot. The case stays in the queue.
    fn back_to_bot(&mut self) {
        self.owner.holder = Holder::Bot;
        if let Some(case) = &mut self.helpdesk.case {
            case.acknowledge_anew();
            self.turn.case = Some(case.clone());
        }
        self.lead(self.say(Phrase::HeldBackToBot, &[]));
        self.show(None);
    }

    fn case_button(&self, command: Command) -> Button {
        // Works wherever it stands: see `stands_anywhere`.
        let at = At { session: 0, turn: 0, press: Press::Say(command) };
        Button { label: self.content.phrases.command(command).label.clone(), token: at.token() }
    }

    /// Something of the results is wrong, or what is told of a program: a person is to look at it, with all that at hand.
    pub(super) fn report_wrong(&mut self, about: Option<ProgramId>) {
        let (reason, how, doubted) = match about {
            None => (self.usual.phrases.say(Phrase::WishWrong, &[]), self.say(Phrase::WrongHow, &[]), Doubted::Results),
            Some(id) => {
                let (told, usual) = (&self.content.program(id).offer, &self.usual.program(id).offer);
                (
                    self.usual.phrases.say(Phrase::WishWrongOf, &[("program", &usual.title)]),
                    self.say(Phrase::WrongHowOf, &[("program", &told.title)]),
                    Doubted::Program(usual.name.clone()),
                )
            }
        };
        let wish = Wish { doubted: Some(doubted), ..self.wish(&reason, false) };
        let number = match self.helpdesk.case.as_ref().filter(|case| said_already(case, &wish)) {
            Some(case) => case.id,
            None => self.wished(wish),
        };
        self.lead(how);
        self.person_will_answer(number);
        // Where nobody is there it is read with the rest of the talk, if at all.
        if let Some(sitting) = self.owner.sitting.as_mut().filter(|_| self.helpdesk.staffed) {
            sitting.reporting = true;
        }
    }

    /// What is written right after a report says what is wrong: it is for whoever reads that. A number alone means
    /// something of the screen. Tells whether it was.
    pub(super) fn tell_what_is_wrong(&mut self, text: &str) -> bool {
        let reporting = self.owner.sitting.as_mut().is_some_and(|sitting| std::mem::take(&mut sitting.reporting));
        let is_number = normal::tidy(text).trim_end_matches('番').parse::<u16>().is_ok();
        let Some(case) = self.helpdesk.case.as_mut().filter(|_| reporting && !is_number) else { return false };
        case.owner_wrote(self.now.to_utc(), false);
        self.turn.passed_on = true;
        self.turn.case = Some(case.clone());
        self.spoke(text);
        self.lead(self.say(Phrase::WrongTold, &[]));
        self.flush();
        true
    }

    /// Whether the person was of help, said after a case was closed: with one tap, once.
    pub(super) fn rate(&mut self, helpful: bool) {
        let open = self.helpdesk.case.as_mut().filter(|case| case.state.is_done() && case.helpful.is_none());
        let Some(case) = open else { return self.stale() };
        case.helpful = Some(helpful);
        case.follow_up = FollowUp::Offered;
        self.turn.case = Some(case.clone());
        let said = if helpful { Phrase::CaseHelpful } else { Phrase::CaseNotHelpful };
        self.turn.chosen = Some(self.say(said, &[]));
        self.lead(self.say(Phrase::CaseRated, &[]));
        self.flush();
        let ask = Text::plain(self.say(Phrase::FollowUpOffer, &[]));
        let buttons = vec![
            follow_up::button(self.content, Phrase::Yes, FollowUpSaid::Agree),
            follow_up::button(self.content, Phrase::No, FollowUpSaid::Decline),
        ];
        self.send(Message::new(ask, vec![buttons]));
    }

    /// What an owner says to being asked what became of a case.
    pub(super) fn follow_up_said(&mut self, said: FollowUpSaid) {
        let now = self.now.to_utc();
        let case = self.helpdesk.case.as_mut().filter(|case| case.state.is_done());
        let taken = case.and_then(|case| case.follow_up_said(said, now).then(|| case.clone()));
        if taken.is_none() {
            return self.stale();
        }
        self.turn.case = taken;
        let (chosen, answer) = match said {
            FollowUpSaid::Agree => (Phrase::Yes, Phrase::FollowUpAgreed),
            FollowUpSaid::Decline => (Phrase::No, Phrase::FollowUpDeclined),
            FollowUpSaid::Applied => (Phrase::FollowUpApplied, Phrase::FollowUpHelped),
            FollowUpSaid::NotApplied => (Phrase::FollowUpNotApplied, Phrase::FollowUpThanks),
            FollowUpSaid::Helped => (Phrase::CaseHelpful, Phrase::FollowUpThanks),
            FollowUpSaid::NotHelped => (Phrase::CaseNotHelpful, Phrase::FollowUpThanks),
        };
        self.turn.chosen = Some(self.say(chosen, &[]));
        let buttons = match said {
            FollowUpSaid::Applied => vec![vec![
                follow_up::button(self.content, Phrase::CaseHelpful, FollowUpSaid::Helped),
                follow_up::button(self.content, Phrase::CaseNotHelpful, FollowUpSaid::NotHelped),
            ]],
            _ => Vec::new(),
        };
        self.send(Message::new(Text::plain(self.say(answer, &[])), buttons));
    }

    /// The wish of this owner, with everything that is known.
    pub(super) fn wish(&mut self, reason: &str, urgent: bool) -> Wish {
        let view = self.view();
        let now: Moment = self.now;
        Wish { urgent, ..request::wish(self.usual, now, &view.situation, &view.progress, &view.walk, reason) }
    }
}

/// Whether a report is the last thing a case came with, and nobody has looked at it yet: pressed twice it is one.
fn said_already(case: &Case, wish: &Wish) -> bool {
    let last = case.reasons.last();
    case.state == State::New
        && last.is_some_and(|came| {
            (&came.doubted, &came.answers, &came.shown) == (&wish.doubted, &wish.answers, &wish.shown)
        })
}
