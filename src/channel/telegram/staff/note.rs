//! What is kept of a case in the group: where it stands there, and how much of it has been told.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    consult::{
        case::{Case, State},
        line::Line,
    },
    store::UpdateKey,
};

/// The kind of entry that keeps a note, under the number of the case.
pub(super) const KIND: &str = "tgcase";

/// A case in the group. Fields may be added; none changes its meaning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Note {
    /// Its topic, where the group has topics.
    pub thread: Option<i32>,
    /// All topics that it ever had: words of the owner stay in one that somebody closed.
    pub threads: Vec<i32>,
    /// The message that shows how the case stands.
    pub card: Option<i32>,
    /// A fingerprint of what that message shows: it holds the owner's answers, which are kept in one place only.
    pub shows: u64,
    /// All messages of the bot about the case, the card among them: a reply to one of them reaches its owner.
    pub about: Vec<i32>,
    /// All that members wrote about it.
    pub theirs: Vec<i32>,
    /// How the case was when all of it had been told.
    pub seen: Option<Seen>,
    /// How many of its reasons have been told.
    pub reasons: usize,
    /// All lines before this moment have been told, and so many of this very moment.
    pub until: Option<(DateTime<Utc>, usize)>,
    /// The last wait of which has been said that nobody takes the case.
    pub reminded_of: Option<Wait>,
    /// The same as it was noted before waits were told apart; see [`Note::read`].
    #[serde(skip_serializing)]
    reminded: bool,
    /// What a colleague wrote elsewhere, as last told here.
    pub colleague: Option<Colleague>,
    /// Replies made here, which are not to be told here again.
    pub own: Vec<Own>,
    /// What is to be sent besides.
    pub errands: Vec<Errand>,
}

/// What can change in a case without anybody being told of anything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    step: u64,
    written: u64,
    reasons: usize,
    urgent: bool,
}

/// A case that waits for somebody to take it: since when, and after which step of the staff's, so that one that was taken
/// and given back waits anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wait {
    since: DateTime<Utc>,
    step: u64,
}

/// A colleague's reply, told here by a message of this number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Colleague {
    pub message: i32,
    pub name: String,
    pub text: String,
}

/// A reply made here by a message of this number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Own {
    pub message: i32,
    pub text: String,
}

/// Something to send that an update asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Errand {
    /// The update: taken again it asks for nothing new.
    pub of: UpdateKey,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    /// A word to somebody in the group, below their message.
    Notice { to: i32, text: String },
    /// A message of the owner that is no text. Noted no more, since these stand in the transcript: what was noted before
    /// that is still sent.
    Copy { chat: i64, message: i32 },
    /// What an owner's message says now; as before.
    Edited { text: String },
}

impl From<&Case> for Seen {
    fn from(case: &Case) -> Self {
        Self { step: case.step, written: case.written, reasons: case.reasons.len(), urgent: case.urgent }
    }
}

impl Wait {
    /// None where nobody waits, or somebody has taken it.
    pub fn of(case: &Case) -> Option<Self> {
        let since = case.waiting_since.filter(|_| case.state == State::New)?;
        Some(Self { since, step: case.step })
    }

    pub fn since(&self) -> DateTime<Utc> {
        self.since
    }
}

impl Note {
    /// As it is kept, today or by earlier versions; `case` is what it is about, where there still is one.
    pub fn read(body: &[u8], case: Option<&Case>) -> serde_json::Result<Self> {
        let mut note: Self = serde_json::from_slice(body)?;
        if std::mem::take(&mut note.reminded) {
            note.reminded_of = case.and_then(Wait::of);
        }
        Ok(note)
    }

    /// A message about the case was sent.
    pub fn sent(&mut self, message: i32) {
        self.about.push(message);
    }

    /// A member wrote a message about the case.
    pub fn wrote(&mut self, message: i32) {
        if !self.theirs.contains(&message) {
            self.theirs.push(message);
        }
    }

    /// The case has a topic of its own.
    pub fn moves_to(&mut self, thread: Option<i32>) {
        self.thread = thread;
        self.threads.extend(thread);
    }

    /// The topics that the case ever had.
    pub fn all_threads(&self) -> Vec<i32> {
        // One that was noted before all of them were stands there alone.
        let known = self.thread.filter(|thread| !self.threads.contains(thread));
        self.threads.iter().copied().chain(known).collect()
    }

    /// The message of the case, where it stands in no topic.
    pub fn lone_card(&self) -> Option<i32> {
        self.card.filter(|card| self.thread.is_none() && *card != 0)
    }

    /// All messages about the case, whoever wrote them, but the one that stands in no topic and shows how it is.
    pub fn messages(&self) -> Vec<i32> {
        let card = self.lone_card();
        self.about.iter().chain(&self.theirs).copied().filter(|message| Some(*message) != card).collect()
    }

    /// Whether a message of the group is about this case: in its topic, or a reply to what was sent of it.
    pub fn is_about(&self, thread: Option<i32>, reply_to: Option<i32>) -> bool {
        let of = |message: i32| self.card == Some(message) || self.about.contains(&message);
        thread.is_some_and(|thread| self.all_threads().contains(&thread)) || reply_to.is_some_and(of)
    }

    /// Leaves out the lines that have been told.
    pub fn untold(&self, lines: Vec<Line>) -> Vec<Line> {
        let Some((until, told)) = self.until else { return lines };
        let told = lines.iter().enumerate().filter(|(_, line)| line.at == until).nth(told.saturating_sub(1));
        let after = told.map_or(0, |(at, _)| at + 1);
        lines.into_iter().skip(after).filter(|line| line.at >= until).collect()
    }

    /// A line has been told, or is not to be told.
    pub fn passed(&mut self, line: &Line) {
        self.until = match self.until {
            Some((until, told)) if until == line.at => Some((until, told + 1)),
            _ => Some((line.at, 1)),
        };
    }

    /// Takes a reply made here off the list; false where it was made elsewhere.
    pub fn is_own(&mut self, text: &str) -> bool {
        let at = self.own.iter().position(|own| own.text == text);
        at.map(|at| self.own.remove(at)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consult::{line::Speaker, message::Text};

    fn line(second: i64, text: &str) -> Line {
        let at = DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap();
        Line { to_staff: true, ..Line::new(at, Speaker::Owner, Text::plain(text)) }
    }

    #[test]
    fn lines_are_told_once_though_many_are_of_one_moment() {
        let lines = vec![line(0, "a"), line(1, "b"), line(1, "b"), line(1, "c"), line(2, "d")];
        let mut note = Note::default();
        let mut told = Vec::new();
        while let Some(next) = note.untold(lines.clone()).into_iter().next() {
            note.passed(&next);
            told.push(next);
        }
        assert_eq!(told, lines);
    }

    #[test]
    fn a_message_is_about_the_case_of_its_topic_or_of_what_it_replies_to() {
        let mut note = Note { thread: Some(5), card: Some(6), ..Note::default() };
        (7..200).for_each(|message| note.sent(message));
        note.wrote(200);
        assert!(note.is_about(Some(5), None) && note.is_about(None, Some(6)) && note.is_about(None, Some(199)));
        assert!(note.is_about(None, Some(8)), "however many came after it");
        assert!(!note.is_about(None, None) && !note.is_about(Some(6), None) && !note.is_about(None, Some(200)));
    }

    #[test]
    fn nothing_that_was_ever_said_of_a_case_is_forgotten() {
        let mut note: Note = serde_json::from_str(r#"{"thread":5,"card":6,"about":[6]}"#).unwrap();
        assert_eq!(note.all_threads(), [5], "noted before all topics were");
        note.moves_to(None);
        note.moves_to(Some(8));
        note.threads.push(5);
        (7..500).for_each(|message| note.sent(message));
        (500..600).chain(500..600).for_each(|message| note.wrote(message));
        assert_eq!((note.all_threads(), note.messages()), (vec![8, 5], (6..600).collect()));
        note.moves_to(None);
        assert_eq!((note.lone_card(), note.messages().first()), (Some(6), Some(&7)));
    }
}
