//! What the owner sees: screens made of what is known and the content's phrases. Pure.

mod answer;
mod contacts;
mod detail;
mod ending;
mod question;
mod results;
mod review;
mod why_not;

pub use self::{
    answer::{Known, answer_text},
    results::results_shown,
};
pub(super) use self::{
    contacts::{contact_lines, standing_contacts},
    detail::detail,
    ending::{end, handover, printable},
    question::{choice_buttons, pages as question_pages, question, question_help},
    results::{pages as result_pages, result_buttons, results},
    review::{answers_so_far, review, status},
    why_not::why_not,
};

use super::{
    message::{Button, Message, Text},
    record::Sitting,
    token::{At, Press},
};
use crate::{
    content::{Command, Content, Phrase},
    dialog::{Progress, Walk},
    rules::{Moment, Situation},
};

/// Everything a screen is drawn from.
pub(super) struct Scene<'a, 'c> {
    pub content: &'c Content,
    pub now: Moment,
    pub sitting: &'a Sitting,
    pub progress: &'a Progress,
    pub situation: &'a Situation<'c>,
    pub walk: &'a Walk<'c>,
    /// What switches to the other way of speaking, where the content has two.
    pub switch: Option<Command>,
}

impl Scene<'_, '_> {
    pub fn say(&self, phrase: Phrase, slots: &[(&str, &str)]) -> String {
        self.content.phrases.say(phrase, slots)
    }

    pub fn button(&self, label: impl Into<String>, press: Press) -> Button {
        let at = At { session: self.sitting.id, turn: self.sitting.turn, press };
        Button { label: label.into(), token: at.token() }
    }

    /// A button that does what saying the command does.
    pub fn command(&self, command: Command) -> Button {
        self.button(self.content.phrases.command(command).label.clone(), Press::Say(command))
    }
}

/// A message without buttons.
pub fn plain(text: String) -> Message {
    Message::new(Text::plain(text), Vec::new())
}
