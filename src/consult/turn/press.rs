//! What was pressed, told from buttons of earlier questions.

use super::{Desk, View, stands_anywhere};
use crate::{
    consult::{
        message::Outgoing,
        screen,
        token::{At, Press},
    },
    content::{ChoiceSet, Command, FactKind, Phrase, Value},
    dialog::{self, Event, Question, Stop},
    rules::{Answer, words},
};

impl<'c> Desk<'c, '_> {
    pub(super) fn press(&mut self, at: Option<At>, question: Option<&str>) {
        let Some(at) = at else { return self.stale() };
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.reporting = false;
        }
        if let Press::Say(said) = at.press {
            self.turn.chosen = Some(self.content.phrases.command(said).label.clone());
            if stands_anywhere(said) {
                self.owner.asked_to_erase = false;
                return self.obey(said, None);
            }
        }
        if let Press::Helpful(helpful) = at.press {
            return self.rate(helpful);
        }
        if let Press::FollowUp(said) = at.press {
            return self.follow_up_said(said);
        }
        if at.press == Press::Erase {
            return if std::mem::take(&mut self.owner.asked_to_erase) { self.erase() } else { self.stale() };
        }
        if !self.is_here(at) {
            return self.stale();
        }
        self.owner.asked_to_erase = false;
        let view = self.view();
        let offered = self.owner.sitting.as_mut().and_then(|sitting| sitting.offered.take());
        match (at.press, view.walk.stop) {
            (Press::Pick(place), _) => match offered {
                Some(offered) if usize::from(place) < offered.entries.len() => {
                    let entry = offered.entries.get(usize::from(place)).and_then(|id| self.search.by_id(id));
                    let title = entry.map(|entry| self.search.entry(entry).title.clone());
                    self.settle(question, title.unwrap_or_default());
                    self.pick(offered, usize::from(place));
                }
                _ => self.stale(),
            },
            (Press::NoneOfThese, _) => match offered {
                Some(offered) => {
                    self.settle(question, self.say(Phrase::ButtonNone, &[]));
                    self.none_of(offered);
                }
                None => self.stale(),
            },
            (Press::Begin(dialog), _) if usize::from(dialog.0) < self.content.dialogs.len() => {
                self.settle(question, self.content.dialog(dialog).title.clone());
                self.begin_with(dialog, Vec::new(), "");
            }
            (Press::Say(said), _) => self.obey(said, question),
            (Press::Fix(fact), _)
                if usize::from(fact.0) < self.content.facts.len()
                    && (view.progress.known.contains_key(&fact) || view.walk.passed.contains(&fact)) =>
            {
                let fix = &self.content.phrases.command(Command::Fix).label;
                self.settle(question, format!("{fix} {}", self.content.facts.get(fact).label));
                self.event(&view, Event::Corrects { fact });
            }
            (Press::Detail(id), _) if usize::from(id.0) < self.content.programs.len() => self.detail(&view, id),
            (Press::Wrong(id), _) if usize::from(id.0) < self.content.programs.len() => {
                let (label, title) = (self.say(Phrase::ButtonWrong, &[]), &self.content.program(id).offer.title);
                self.turn.chosen = Some(format!("{label} {title}"));
                self.report_wrong(Some(id));
            }
            (Press::WhyNot, Stop::Results(recommend)) => {
                self.turn.chosen = Some(self.say(Phrase::ButtonWhyNot, &[]));
                let message = self.draw(&view, |scene| screen::why_not(scene, recommend));
                message.into_iter().for_each(|message| self.send(message));
            }
            (Press::Page(page), Stop::Results(_)) => {
                self.turn_to(page.min(self.last_page(&view)));
                self.show(None);
            }
            (Press::Page(page), Stop::Ask(asked)) => {
                self.turn_to(page.min(self.last_page(&view)));
                self.redraw_buttons(&view, asked, question);
            }
            (Press::Tick(choice, on), Stop::Ask(asked)) => self.tick(&view, asked, choice, on, question),
            (Press::Several(choices), Stop::Ask(asked)) => self.several(&view, asked, choices, question),
            (press, Stop::Ask(asked)) => match self.pressed_value(asked, press) {
                Some(value) => {
                    let fact = self.content.facts.get(asked.fact);
                    self.settle(question, words::value(self.content, fact, &value));
                    self.answer(&view, asked, Answer::Is(value));
                }
                None => self.stale(),
            },
            _ => self.stale(),
        }
    }

    /// The value that a button of the question stands for.
    pub(super) fn pressed_value(&self, asked: Question, press: Press) -> Option<Value> {
        let fact = self.content.facts.get(asked.fact);
        match (press, &fact.kind) {
            (Press::Yes, FactKind::Bool) => Some(Value::Bool(true)),
            (Press::No, FactKind::Bool) => Some(Value::Bool(false)),
            (Press::Choose(choice), FactKind::Choice(choices)) if usize::from(choice) < choices.len() => {
                Some(Value::Choice(choice))
            }
            (Press::Ticked, FactKind::Multi(_)) => {
                let ticked = self.owner.sitting.as_ref().map(|sitting| sitting.ticked)?;
                dialog::several(fact, ticked).ok()
            }
            _ => None,
        }
    }

    pub(super) fn tick(&mut self, view: &View<'c>, asked: Question, choice: u16, on: bool, question: Option<&str>) {
        let FactKind::Multi(choices) = &self.content.facts.get(asked.fact).kind else { return self.stale() };
        let Some(none) = choices.get(usize::from(choice)).map(|choice| choice.none) else { return self.stale() };
        let Some(sitting) = &mut self.owner.sitting else { return };
        if sitting.ticked.contains(choice) != on {
            sitting.ticked.toggle(choice);
        }
        if on {
            // "None of them" and any of them put each other out.
            let keep = |other: &u16| choices[usize::from(*other)].none == none || *other == choice;
            sitting.ticked = sitting.ticked.iter().filter(keep).collect();
        }
        self.redraw_buttons(view, asked, question);
    }

    /// Changes the buttons where the channel can; else shows the question again.
    pub(super) fn redraw_buttons(&mut self, view: &View<'c>, asked: Question, question: Option<&str>) {
        match question {
            Some(question) => {
                let buttons = self.draw(view, |scene| screen::choice_buttons(scene, &asked)).unwrap_or_default();
                self.turn.out.push(Outgoing::Rebutton { question: question.to_owned(), buttons });
            }
            None => self.show(None),
        }
    }

    pub(super) fn turn_to(&mut self, page: u16) {
        if let Some(sitting) = &mut self.owner.sitting {
            sitting.page = page;
        }
    }

    /// Choices ticked and confirmed at once. Those that contradict each other are told from the right ones as where
    /// they are typed.
    fn several(&mut self, view: &View<'c>, asked: Question, choices: ChoiceSet, question: Option<&str>) {
        let fact = self.content.facts.get(asked.fact);
        let FactKind::Multi(declared) = &fact.kind else { return self.stale() };
        if choices.iter().any(|choice| usize::from(choice) >= declared.len()) {
            return self.stale();
        }
        match dialog::several(fact, choices) {
            Ok(value) => {
                self.settle(question, words::value(self.content, fact, &value));
                self.answer(view, asked, Answer::Is(value));
            }
            Err(_) if choices.is_empty() => self.again(Phrase::NothingTicked),
            Err(misread) => {
                self.turn.chosen = Some(words::value(self.content, fact, &Value::Multi(choices)));
                self.misread(view, asked, &misread);
            }
        }
    }

    pub(super) fn settle(&mut self, question: Option<&str>, chosen: String) {
        self.turn.chosen = Some(chosen.clone());
        if let Some(question) = question {
            self.turn.out.push(Outgoing::Settle { question: question.to_owned(), chosen });
        }
    }

    /// A button of an earlier question, or pressed twice. Nothing changes.
    pub(super) fn stale(&mut self) {
        self.turn.chosen = None;
        self.turn.notice = Some(self.say(Phrase::Stale, &[]));
    }
}
