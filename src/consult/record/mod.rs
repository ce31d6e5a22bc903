//! Everything that is kept of one owner, and what becomes of it between sessions and chats.

mod stored;

pub use self::stored::{RecordError, read, write};

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    content::{ChoiceSet, Command, Content, FactId, Facts},
    dialog::{AskedBy, Event, Progress, Session},
    rules::{Answer, Known},
    store::CaseId,
};

/// Everything kept of one owner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Owner {
    /// Answers of earlier sessions.
    pub profile: BTreeMap<FactId, Kept>,
    /// The present session; none before the first and after one was left.
    pub sitting: Option<Sitting>,
    /// How many sessions there have been.
    pub sessions: u64,
    /// Was asked whether really to delete everything.
    pub asked_to_erase: bool,
    /// Who holds the conversation.
    pub holder: Holder,
    /// The channel draws pages from what is kept, so that nothing need be sent there.
    pub draws_pages: bool,
    /// The last case of this chat, open or done.
    pub case: Option<CaseId>,
    /// Wishes to be spoken to in やさしい日本語.
    pub easy: bool,
}

/// Who holds a conversation: the one field that says it. It is read in the commit that would send, so that the bot
/// never speaks over a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The bot answers.
    #[default]
    Bot,
    /// Staff answer, and the bot is silent.
    Staff,
}

/// An answer with its history.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The last one given.
    pub answer: Answer,
    /// The end of the session that gave it.
    pub at: DateTime<Utc>,
    /// The name of the dialog with which that session began.
    pub dialog: String,
}

/// The session an owner is in, with what is only of the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Sitting {
    /// Differs from all other sessions of the owner, also those before a deletion; buttons carry it.
    pub id: u64,
    /// What the owner has done so far.
    pub session: Session,
    /// The content with which it was last shown.
    pub content: u64,
    /// Rises with everything that counts; buttons carry it.
    pub turn: u32,
    /// Answers not understood in a row.
    pub misses: u8,
    /// The page of choices or results that is shown.
    pub page: u16,
    /// Choices ticked and not yet confirmed.
    pub ticked: ChoiceSet,
    /// The moment of the owner's last update.
    pub last_seen: DateTime<Utc>,
    /// The turn at which a person was last wished for: the same wish is not recorded twice.
    pub wished: Option<u32>,
    /// What the owner is to choose among, where a free text may mean several things.
    pub offered: Option<Offered>,
    /// The id of the entry that was talked of last: いつまで？ is about it.
    pub about: Option<String>,
    /// The answers were listed last, so that a number means one of them.
    pub listed: bool,
    /// The question was left for something graver: a number is no answer to it until it is asked again.
    pub paused: bool,
    /// Codes from elsewhere that were wrong, in a row.
    pub wrong_codes: u8,
    /// Something was reported as wrong last, and what is written next says what.
    pub reporting: bool,
    /// The beginning of what was said last in words of the owner's own; empty where nothing was.
    pub said: String,
}

impl Sitting {
    /// A session in which nothing was done yet.
    pub fn new(id: u64, content: &Content, at: DateTime<Utc>) -> Self {
        Self {
            id,
            session: Session::new(content.start),
            content: content.hash,
            turn: 0,
            misses: 0,
            page: 0,
            ticked: ChoiceSet::default(),
            last_seen: at,
            wished: None,
            offered: None,
            about: None,
            listed: false,
            paused: false,
            wrong_codes: 0,
            reporting: false,
            said: String::new(),
        }
    }

    /// The content has changed: buttons name choices by their number, which may mean something else now.
    pub fn renew(&mut self, content: &Content) {
        self.content = content.hash;
        self.turn = self.turn.wrapping_add(1);
        self.page = 0;
        self.ticked = ChoiceSet::default();
    }

    /// The session that an owner without one would begin: what a channel draws from before anything is kept. Its id is
    /// that of the content, so that a button drawn from other content means nothing.
    pub fn unbegun(content: &Content, at: DateTime<Utc>) -> Self {
        /// No session that was begun has an id this high.
        const NOT_BEGUN: u64 = 1 << 63;
        Self::new(content.hash | NOT_BEGUN, content, at)
    }
}

/// Entries offered for a free text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The text without anything personal, for the author's list.
    pub text: String,
    /// What of the thing was asked: a key of [`Intent`](crate::content::Intent).
    pub intent: Option<String>,
    /// The ids of the entries, in the order offered.
    pub entries: Vec<String>,
    /// The name of a dialog that was offered beside them.
    pub dialog: Option<String>,
}

/// More events than this are folded into the answers they amount to.
const MOST_EVENTS: usize = 300;

impl Owner {
    /// The content to draw from for this owner: in やさしい日本語 where that is wished and there.
    pub fn words<'c>(&self, content: &'c Content) -> &'c Content {
        content.in_words(self.easy)
    }

    /// The command that switches to the other way of speaking, where the content has two.
    pub fn switch(&self, content: &Content) -> Option<Command> {
        content.easy.is_some().then_some(if self.easy { Command::Usual } else { Command::Easy })
    }

    /// What is known from before the present session.
    pub fn before(&self) -> Known {
        self.profile.iter().map(|(fact, kept)| (*fact, kept.answer.clone())).collect()
    }

    /// What is known, and how far the present session is.
    pub fn progress(&self, facts: &Facts) -> Progress {
        match &self.sitting {
            Some(sitting) => sitting.session.progress(facts, &self.before()),
            None => Progress { known: self.before(), ..Progress::default() },
        }
    }

    /// The id of a session that begins now.
    pub fn next_session(&mut self, now: DateTime<Utc>) -> u64 {
        self.sessions += 1;
        // The moment goes in, so that buttons from before a deletion, after which counting begins anew, stay old.
        let second = u64::try_from(now.timestamp()).unwrap_or_default();
        second * 1_000 + self.sessions % 1_000
    }

    /// Ends the present session; what it learned for good stays known.
    pub fn end_session(&mut self, content: &Content, at: DateTime<Utc>) {
        let progress = self.progress(&content.facts);
        let Some(sitting) = self.sitting.take() else { return };
        let dialog = &content.dialog(sitting.session.dialog).name;
        // Answers that a correction withdrew are not known any more, also where they were from before.
        self.profile.retain(|fact, _| progress.known.contains_key(fact));
        for fact in progress.answered {
            if let Some(answer) = progress.known.get(&fact).filter(|_| content.facts.get(fact).keep) {
                self.profile.insert(fact, Kept { answer: answer.clone(), at, dialog: dialog.clone() });
            }
        }
    }

    /// Keeps the list of events within bounds without changing what they amount to.
    pub fn compact(&mut self, facts: &Facts) {
        let progress = self.progress(facts);
        let Some(sitting) = self.sitting.as_mut().filter(|sitting| sitting.session.events.len() > MOST_EVENTS) else {
            return;
        };
        let answers = progress.answered.iter().filter_map(|fact| {
            let otherwise = if progress.told.contains(fact) { AskedBy::Nobody } else { AskedBy::Step };
            let asked_by = progress.asked_more.get(fact).map_or(otherwise, |dialog| AskedBy::Recommend(*dialog));
            progress.known.get(fact).map(|answer| Event::Answered { fact: *fact, answer: answer.clone(), asked_by })
        });
        let mut events: Vec<Event> = answers.collect();
        events.extend(progress.estimating.iter().map(|fact| Event::Estimates { fact: *fact }));
        // What a change on the way withdrew would be back if that change is no longer told.
        self.profile.retain(|fact, _| progress.known.contains_key(fact));
        events.extend(progress.correcting.map(|fact| Event::Corrects { fact }));
        events.extend(progress.confirmed.then_some(Event::Confirmed));
        sitting.session.events = events;
    }
}
