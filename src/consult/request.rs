//! A wish to speak with a person, with everything already said.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    content::{Content, Phrase},
    dialog::Progress,
    rules::{Moment, Situation, words},
};

/// What the helpdesk gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// When it was wished for.
    pub at: DateTime<Utc>,
    /// In an author's words: the dialog's reason, or that the owner asked.
    pub reason: String,
    /// Everything known by then, also from earlier sessions.
    pub answers: Vec<Told>,
}

/// One answer, as asked and as given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The fact's name in `knowledge/facts.yaml`.
    pub fact: String,
    /// The fact's short name for people: 従業員.
    pub label: String,
    /// In words: 14人, わからない.
    pub value: String,
}

/// The owner's own wish.
pub fn wish(content: &Content, now: Moment, situation: &Situation, progress: &Progress, reason: Phrase) -> Wish {
    handover(content, now, situation, progress, &content.phrases.say(reason, &[]))
}

/// A dialog's wish, for its reason.
pub fn handover(content: &Content, now: Moment, situation: &Situation, progress: &Progress, reason: &str) -> Wish {
    let answers = progress.known.keys().filter_map(|fact| {
        let declared = content.facts.get(*fact);
        let value = words::state(content, *fact, situation)?;
        Some(Told { fact: declared.name.clone(), label: declared.label.clone(), value })
    });
    Wish { at: now.to_utc(), reason: reason.to_owned(), answers: answers.collect() }
}
