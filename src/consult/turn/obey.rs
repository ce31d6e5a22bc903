//! What was asked for: commands, in whatever way they were given.

use super::{Desk, View, fresh};
use crate::{
    consult::{
        message::{Button, Message, Text},
        record::{Holder, Owner},
        screen,
        token::{At, Press},
    },
    content::{Command, Phrase, ProgramId},
    dialog::{self, Event, Stop},
    rules::Answer,
};

impl<'c> Desk<'c, '_> {
    pub(super) fn obey(&mut self, command: Command, question: Option<&str>) {
        let label = self.content.phrases.command(command).label.clone();
        match command {
            Command::Start => self.start(),
            Command::Help => {
                self.lead(self.say(Phrase::Help, &[]));
                match self.owner.switch(self.usual) {
                    Some(Command::Usual) => self.lead(self.say(Phrase::UsualOffer, &[])),
                    Some(_) => self.lead(self.say(Phrase::EasyOffer, &[])),
                    None => {}
                }
                if self.owner.sitting.is_some() { self.show(None) } else { self.flush() }
            }
            Command::Privacy => {
                self.lead(self.say(Phrase::Privacy, &[]));
                self.flush();
            }
            Command::Code => self.lend(),
            Command::Easy => self.speak(true),
            Command::Withdraw => self.withdraw(),
            Command::Wrong => self.report_wrong(None),
            Command::Bot => self.again(Phrase::BotHere),
            Command::Usual => self.speak(false),
            Command::Human => self.human(),
            Command::Cancel => self.cancel(),
            Command::Delete => self.ask_to_erase(),
            Command::Restart => {
                self.settle(question, label);
                self.restart();
            }
            Command::Back => {
                self.settle(question, label);
                self.back();
            }
            Command::Status | Command::Fix => {
                let view = self.view();
                let message = self.draw(&view, screen::status);
                message.into_iter().for_each(|message| self.send(message));
                if let Some(sitting) = &mut self.owner.sitting {
                    sitting.listed = true;
                }
            }
            Command::Unsure
            | Command::Explain
            | Command::Estimate
            | Command::Next
            | Command::Previous
            | Command::Search
            | Command::Print => {
                self.obey_here(command, question, label);
            }
        }
    }

    /// Goes on in やさしい日本語 or as usual, from where the owner is.
    fn speak(&mut self, easy: bool) {
        if self.usual.easy.is_none() {
            self.lead(self.say(Phrase::EasyNone, &[]));
        } else {
            self.owner.easy = easy;
            self.content = self.owner.words(self.usual);
            self.lead(self.say(if easy { Phrase::EasyNow } else { Phrase::UsualNow }, &[]));
        }
        // Who has left, or speaks with a person, is only told; else buttons and pages stay as they are.
        let held = self.owner.holder == Holder::Staff;
        let Some(sitting) = self.owner.sitting.as_ref().filter(|_| !held) else { return self.flush() };
        if sitting.session.events.is_empty() {
            self.welcome();
        }
        self.show(None);
    }

    /// Commands that mean something only at a certain stop.
    pub(super) fn obey_here(&mut self, command: Command, question: Option<&str>, label: String) {
        let view = self.view();
        match (command, view.walk.stop) {
            (Command::Unsure, Stop::Ask(asked)) => {
                self.settle(question, label);
                self.answer(&view, asked, Answer::Unsure);
            }
            (Command::Estimate, Stop::Ask(asked)) if self.content.facts.get(asked.fact).estimate_by.is_some() => {
                self.settle(question, label);
                self.event(&view, Event::Estimates { fact: asked.fact });
            }
            (Command::Explain, Stop::Ask(asked)) => {
                let help = self.draw(&view, |scene| screen::question_help(scene, &asked)).unwrap_or_default();
                let lead = Some(help.chars() as u32);
                let message = self.draw(&view, |scene| screen::question(scene, &asked, help));
                message.into_iter().for_each(|message| self.send(Message { lead, ..message }));
            }
            (Command::Next | Command::Previous, Stop::Ask(_) | Stop::Results(_)) => {
                let page = self.owner.sitting.as_ref().map_or(0, |sitting| sitting.page);
                let last = self.last_page(&view);
                let page =
                    if command == Command::Next { page.saturating_add(1).min(last) } else { page.saturating_sub(1) };
                self.turn_to(page);
                self.show(None);
            }
            (Command::Search, Stop::Review(_)) => {
                self.settle(question, label);
                self.event(&view, Event::Confirmed);
            }
            (Command::Print, Stop::Results(recommend)) => {
                let message = self.draw(&view, |scene| screen::printable(scene, recommend));
                message.into_iter().for_each(|message| self.send(message));
            }
            _ => self.again(Phrase::NotNow),
        }
    }

    pub(super) fn last_page(&self, view: &View<'c>) -> u16 {
        match view.walk.stop {
            Stop::Ask(asked) => screen::question_pages(self.content.facts.get(asked.fact).choices().len()) - 1,
            Stop::Results(recommend) => {
                screen::result_pages(screen::results_shown(self.content, recommend, &view.situation, self.now).len())
                    - 1
            }
            _ => 0,
        }
    }

    pub(super) fn start(&mut self) {
        let Some(sitting) = &self.owner.sitting else {
            self.welcome();
            return self.show(None);
        };
        let begun = !sitting.session.events.is_empty();
        let view = self.view();
        match view.walk.stop {
            Stop::Ask(_) | Stop::Review(_) if begun => {
                self.lead(self.say(Phrase::Resume, &[]));
                self.show(None);
            }
            Stop::Ask(_) | Stop::Review(_) => {
                self.welcome();
                self.show(None);
            }
            Stop::Results(_) | Stop::Handover(_) | Stop::End(_) => self.start_over(None),
        }
    }

    pub(super) fn welcome(&mut self) {
        let view = self.view();
        let most = dialog::most_questions_left(self.content, &view.walk, &view.progress, &view.situation);
        let most = (most + usize::from(matches!(view.walk.stop, Stop::Ask(_)))).to_string();
        self.lead(self.say(Phrase::Welcome, &[("most", &most)]));
    }

    /// A new session after one that came to its end; `text` is its first word.
    pub(super) fn start_over(&mut self, text: Option<&str>) {
        self.owner.end_session(self.content, self.now.to_utc());
        self.lead(self.say(Phrase::NewSession, &[]));
        let view = self.view();
        match (text, view.walk.stop) {
            (Some(text), Stop::Ask(asked)) => self.hear_answer(&view, asked, text, true),
            _ => self.show(None),
        }
    }

    pub(super) fn restart(&mut self) {
        self.view();
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.session.events.clear();
            fresh(sitting);
        }
        self.lead(self.say(Phrase::Restarted, &[]));
        self.show(None);
    }

    pub(super) fn back(&mut self) {
        self.view();
        let before = self.owner.sitting.as_ref().map_or(0, |sitting| sitting.session.events.len());
        let went = self.owner.sitting.as_mut().is_some_and(|sitting| {
            let told = sitting.session.ends_with_told();
            let went = sitting.session.back();
            if went {
                fresh(sitting);
            }
            went && told
        });
        let after = self.owner.sitting.as_ref().map_or(0, |sitting| sitting.session.events.len());
        if before == after {
            self.lead(self.say(Phrase::NothingBefore, &[]));
        } else if went {
            self.lead(self.say(Phrase::TakenBack, &[]));
        }
        self.show(None);
    }

    pub(super) fn cancel(&mut self) {
        self.owner.end_session(self.content, self.now.to_utc());
        let start = At { session: 0, turn: 0, press: Press::Say(Command::Start) };
        let label = self.content.phrases.command(Command::Start).label.clone();
        let text = Text::plain(self.say(Phrase::Cancelled, &[]));
        self.send(Message::new(text, vec![vec![Button { label, token: start.token() }]]));
    }

    /// Records the wish for a person, with all answers, and says who will answer, or whom to call.
    pub(super) fn human(&mut self) {
        // Whoever waits already waits on.
        let waiting = self.helpdesk.case.as_ref().filter(|case| case.waiting_since.is_some()).map(|case| case.id);
        self.view();
        let again = self
            .owner
            .sitting
            .as_mut()
            .is_some_and(|sitting| sitting.wished.replace(sitting.turn) == Some(sitting.turn));
        let number = match waiting.filter(|_| again) {
            Some(number) => number,
            None => {
                let reason = self.usual.phrases.say(Phrase::WishOwn, &[]);
                let wish = self.wish(&reason, false);
                self.wished(wish)
            }
        };
        self.person_will_answer(number);
    }

    pub(super) fn ask_to_erase(&mut self) {
        self.owner.asked_to_erase = true;
        let token = At { session: 0, turn: 0, press: Press::Erase }.token();
        let label = self.content.phrases.command(Command::Delete).label.clone();
        let text = Text::plain(self.say(Phrase::EraseReally, &[]));
        self.send(Message::new(text, vec![vec![Button { label, token }]]));
    }

    pub(super) fn erase(&mut self) {
        *self.owner = Owner::default();
        self.turn.erase = true;
        self.lead = Text::default();
        self.lead(self.say(Phrase::Erased, &[]));
        self.flush();
    }

    pub(super) fn detail(&mut self, view: &View<'c>, id: ProgramId) {
        self.turn.opened = Some(id);
        let message = self.draw(view, |scene| screen::detail(scene, id));
        message.into_iter().for_each(|message| self.send(message));
    }
}
