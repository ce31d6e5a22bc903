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
    contacts::{Number, Reach, Shown, contact_lines, one_line, printed_hours, reach, standing_contacts},
    detail::{particulars, verdict_phrase, window_lines},
    ending::{amounts_that_fit, end, handover, source_line},
    question::{head, how_to_answer, says_more},
    results::{Card, amounts, card, found, period, results_shown, shown_and_failed, standing_beside},
};
pub(super) use self::{
    detail::detail,
    ending::printable,
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
pub struct Scene<'a, 'c> {
    /// By which the owner is answered.
    pub content: &'c Content,
    /// For windows and opening hours.
    pub now: Moment,
    /// What is only of the screen.
    pub sitting: &'a Sitting,
    /// How far the session is.
    pub progress: &'a Progress,
    /// What follows from what is known.
    pub situation: &'a Situation<'c>,
    /// Where the dialog stopped.
    pub walk: &'a Walk<'c>,
    /// What switches to the other way of speaking, where the content has two.
    pub switch: Option<Command>,
}

impl Scene<'_, '_> {
    /// A sentence of the content.
    pub fn say(&self, phrase: Phrase, slots: &[(&str, &str)]) -> String {
        self.content.phrases.say(phrase, slots)
    }

    /// A button of this screen.
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
