//! A wish to speak with a person, with everything already said.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::screen::results_shown;
use crate::{
    content::Content,
    dialog::{Progress, Stop, Walk},
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
    /// The ids of the programs that were on the screen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<String>,
    /// Comes before the others: somebody is in distress.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
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

/// A wish for a reason, with what is known and what is on the screen.
pub fn wish(
    content: &Content,
    now: Moment,
    situation: &Situation,
    progress: &Progress,
    walk: &Walk,
    reason: &str,
) -> Wish {
    let answers = progress.known.keys().filter_map(|fact| {
        let declared = content.facts.get(*fact);
        let value = words::state(content, *fact, situation)?;
        Some(Told { fact: declared.name.clone(), label: declared.label.clone(), value })
    });
    let shown = match walk.stop {
        Stop::Results(recommend) => results_shown(content, recommend, situation, now),
        _ => Vec::new(),
    };
    Wish {
        at: now.to_utc(),
        reason: reason.to_owned(),
        answers: answers.collect(),
        shown: shown.iter().map(|one| one.program.offer.name.clone()).collect(),
        urgent: false,
    }
}
