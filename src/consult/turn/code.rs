//! A short code with which an owner goes on elsewhere: lent here, or brought from another chat.

use chrono::{DateTime, Days, Utc};

use super::Desk;
use crate::{
    consult::{
        code::{self, Code, Form, Lent, Typed},
        message::{Message, Text},
    },
    content::Phrase,
    rules::Moment,
    understand::date,
};

/// A code holds until the end of the day so many days from today.
const DAYS: Days = Days::new(7);
/// After so many wrong codes in a row no other is looked at in this session: somebody is guessing.
const MOST_WRONG: u8 = 10;

/// A code that the chat lends from now on.
#[derive(Clone, Debug, PartialEq)]
pub struct Lends {
    /// By which what is known here can be had elsewhere, once.
    pub code: Code,
    /// The moment after its last day.
    pub until: DateTime<Utc>,
}

impl Desk<'_, '_> {
    /// Says a new code, where there is anything to carry. The question that is open stays open.
    pub(super) fn lend(&mut self) {
        if self.owner.progress(&self.content.facts).known.is_empty() {
            self.lead(self.say(Phrase::CodeNone, &[]));
            return self.flush();
        }
        // Both exist until the year 262000.
        let last = self.now.date().checked_add_days(DAYS).unwrap_or(self.now.date());
        let until = Moment::local(last.succ_opt().unwrap_or(last).and_time(chrono::NaiveTime::MIN)).to_utc();
        let code = self.codes.fresh;
        let mut text = std::mem::take(&mut self.lead);
        if !text.is_empty() {
            text.push("\n");
        }
        text.line(self.say(Phrase::CodeHead, &[])).push_bold(code.to_string());
        text.push("\n").line(self.say(Phrase::CodeUntil, &[("day", &date::show(last))]));
        text.line(self.say(Phrase::CodeHow, &[]));
        if let Some(link) = self.content.brand.telegram_link(code.symbols()) {
            text.push(self.say(Phrase::CodeTelegram, &[("link", &link)]));
        }
        self.send(Message::new(text, Vec::new()));
        self.turn.lends = Some(Lends { code, until });
    }

    /// Whether the text can be nothing but a code.
    pub(super) fn is_surely_code(&self, text: &str) -> bool {
        code::typed(text).is_some_and(|typed| typed.form != Form::Bare || self.codes.lent.is_some())
    }

    /// Takes a text that looks like a code; `new` where nothing was said in this chat before. Tells whether that was all
    /// there is to it: else it is a text like any other.
    pub(super) fn hear_code(&mut self, typed: Typed, new: bool) -> bool {
        let lent = self.codes.lent.take();
        let tired = self.owner.sitting.as_ref().is_some_and(|sitting| sitting.wrong_codes >= MOST_WRONG);
        let sentence = match lent {
            // Not even a right one: whoever guesses must not learn that it is.
            _ if tired => Phrase::CodeTooMany,
            Some(Lent::Own) => Phrase::CodeOwn,
            Some(Lent::Of(there)) => {
                // A welcome back speaks of what stood here before.
                self.lead = Text::default();
                self.owner.take_over(*there, self.content, self.now.to_utc());
                self.content = self.owner.words(self.usual);
                if let Some(sitting) = &mut self.owner.sitting {
                    sitting.wrong_codes = 0;
                }
                self.turn.takes = Some(typed.code);
                self.hide_code();
                self.again(Phrase::CodeTaken);
                return true;
            }
            None => {
                self.view();
                if let Some(sitting) = &mut self.owner.sitting {
                    sitting.wrong_codes += 1;
                }
                if typed.form == Form::Bare {
                    return false;
                }
                Phrase::CodeUnknown
            }
        };
        self.hide_code();
        self.lead(self.say(sentence, &[]));
        if sentence == Phrase::CodeUnknown && (new || typed.form == Form::Link) {
            self.start();
        } else {
            self.flush();
        }
        true
    }

    /// Nobody who reads the transcript is to use the code.
    pub(super) fn hide_code(&mut self) {
        self.turn.typed = Some(self.say(Phrase::CodeWord, &[]));
    }
}
