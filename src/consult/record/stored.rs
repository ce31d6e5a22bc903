//! An owner as the store keeps it: names instead of numbers, so that content can change under it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Holder, Kept, Offered, Owner, Sitting};
use crate::{
    content::{ChoiceSet, Content, FactId, Facts, parse_value, write_value},
    dialog::{AskedBy, Event, Session},
    rules::Answer,
    store::CaseId,
};

#[derive(Serialize, Deserialize)]
struct StoredOwner {
    v: u32,
    profile: BTreeMap<String, StoredAnswer>,
    sitting: Option<StoredSitting>,
    sessions: u64,
    #[serde(default)]
    asked_to_erase: bool,
    #[serde(default)]
    holder: Holder,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    draws_pages: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    easy: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    /// Absent: わからない.
    value: Option<String>,
    at: DateTime<Utc>,
    dialog: String,
}

#[derive(Serialize, Deserialize)]
struct StoredSitting {
    id: u64,
    dialog: String,
    events: Vec<StoredEvent>,
    content: u64,
    turn: u32,
    misses: u8,
    page: u16,
    ticked: u64,
    last_seen: DateTime<Utc>,
    #[serde(default)]
    wished: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offered: Option<Offered>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    listed: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    paused: bool,
    #[serde(default)]
    wrong_codes: u8,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    reporting: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    said: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredEvent {
    Answered { fact: String, value: Option<String>, by: StoredBy },
    Corrects { fact: String },
    Estimates { fact: String },
    Confirmed,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredBy {
    Step,
    /// The name of the dialog that recommended.
    Recommend(String),
    Owner,
    Nobody,
    Beside,
}

/// The version of this form; a step from each older one stands in [`read`].
const VERSION: u32 = 1;

/// Why a stored owner could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The bytes are not what any version wrote.
    #[error("an owner's record is no valid JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A version that this program does not read.
    #[error("an owner's record has version {0}; this program knows up to {VERSION}")]
    Version(u32),
}

/// Reads a stored owner. What the content no longer knows is left out.
///
/// # Errors
/// See [`RecordError`]; nothing is guessed.
pub fn read(bytes: &[u8], content: &Content) -> Result<Owner, RecordError> {
    let stored: StoredOwner = serde_json::from_slice(bytes)?;
    if stored.v != VERSION {
        return Err(RecordError::Version(stored.v));
    }
    let facts = &content.facts;
    let profile = stored.profile.into_iter().filter_map(|(name, kept)| {
        let (fact, answer) = answer_from(facts, &name, kept.value.as_deref())?;
        Some((fact, Kept { answer, at: kept.at, dialog: kept.dialog }))
    });
    let sitting = stored.sitting.map(|stored| {
        let dialog = content.dialogs.iter().find(|dialog| dialog.name == stored.dialog);
        Sitting {
            id: stored.id,
            session: Session {
                dialog: dialog.map_or(content.start, |dialog| dialog.id),
                events: stored.events.into_iter().filter_map(|event| event_from(content, event)).collect(),
            },
            content: stored.content,
            turn: stored.turn,
            misses: stored.misses,
            page: stored.page,
            ticked: ChoiceSet(stored.ticked),
            last_seen: stored.last_seen,
            wished: stored.wished,
            offered: stored.offered,
            about: stored.about,
            listed: stored.listed,
            paused: stored.paused,
            wrong_codes: stored.wrong_codes,
            reporting: stored.reporting,
            said: stored.said,
        }
    });
    Ok(Owner {
        profile: profile.collect(),
        sitting,
        sessions: stored.sessions,
        asked_to_erase: stored.asked_to_erase,
        holder: stored.holder,
        draws_pages: stored.draws_pages,
        case: stored.case.map(CaseId),
        easy: stored.easy,
    })
}

/// Writes an owner for the store.
pub fn write(owner: &Owner, content: &Content) -> Vec<u8> {
    let facts = &content.facts;
    let value = |fact: FactId, answer: &Answer| match answer {
        Answer::Is(value) => Some(write_value(value, facts.get(fact))),
        Answer::Unsure => None,
    };
    let name = |fact: FactId| facts.get(fact).name.clone();
    let stored = StoredOwner {
        v: VERSION,
        profile: owner
            .profile
            .iter()
            .map(|(fact, kept)| {
                let value = value(*fact, &kept.answer);
                (name(*fact), StoredAnswer { value, at: kept.at, dialog: kept.dialog.clone() })
            })
            .collect(),
        sitting: owner.sitting.as_ref().map(|sitting| StoredSitting {
            id: sitting.id,
            dialog: content.dialog(sitting.session.dialog).name.clone(),
            events: sitting
                .session
                .events
                .iter()
                .map(|event| match event {
                    Event::Answered { fact, answer, asked_by } => StoredEvent::Answered {
                        fact: name(*fact),
                        value: value(*fact, answer),
                        by: match asked_by {
                            AskedBy::Step => StoredBy::Step,
                            AskedBy::Recommend(dialog) => StoredBy::Recommend(content.dialog(*dialog).name.clone()),
                            AskedBy::Owner => StoredBy::Owner,
                            AskedBy::Nobody => StoredBy::Nobody,
                            AskedBy::Beside => StoredBy::Beside,
                        },
                    },
                    Event::Corrects { fact } => StoredEvent::Corrects { fact: name(*fact) },
                    Event::Estimates { fact } => StoredEvent::Estimates { fact: name(*fact) },
                    Event::Confirmed => StoredEvent::Confirmed,
                })
                .collect(),
            content: sitting.content,
            turn: sitting.turn,
            misses: sitting.misses,
            page: sitting.page,
            ticked: sitting.ticked.0,
            last_seen: sitting.last_seen,
            wished: sitting.wished,
            offered: sitting.offered.clone(),
            about: sitting.about.clone(),
            listed: sitting.listed,
            paused: sitting.paused,
            wrong_codes: sitting.wrong_codes,
            reporting: sitting.reporting,
            said: sitting.said.clone(),
        }),
        sessions: owner.sessions,
        asked_to_erase: owner.asked_to_erase,
        holder: owner.holder,
        draws_pages: owner.draws_pages,
        case: owner.case.map(|case| case.0),
        easy: owner.easy,
    };
    serde_json::to_vec(&stored).expect("maps with string keys and plain values always serialize")
}

fn answer_from(facts: &Facts, name: &str, value: Option<&str>) -> Option<(FactId, Answer)> {
    let fact = facts.get(facts.find(name)?);
    let answer = match value {
        None => Answer::Unsure,
        Some(text) => Answer::Is(parse_value(text, fact)?),
    };
    Some((fact.id, answer))
}

fn event_from(content: &Content, event: StoredEvent) -> Option<Event> {
    let facts = &content.facts;
    Some(match event {
        StoredEvent::Confirmed => Event::Confirmed,
        StoredEvent::Corrects { fact } => Event::Corrects { fact: facts.find(&fact)? },
        StoredEvent::Estimates { fact } => Event::Estimates { fact: facts.find(&fact)? },
        StoredEvent::Answered { fact, value, by } => {
            let (fact, answer) = answer_from(facts, &fact, value.as_deref())?;
            let asked_by = match by {
                StoredBy::Step => AskedBy::Step,
                // A dialog that is gone asked what no other counts.
                StoredBy::Recommend(name) => {
                    let dialog = content.dialogs.iter().find(|dialog| dialog.name == name);
                    dialog.map_or(AskedBy::Step, |dialog| AskedBy::Recommend(dialog.id))
                }
                StoredBy::Owner => AskedBy::Owner,
                StoredBy::Nobody => AskedBy::Nobody,
                StoredBy::Beside => AskedBy::Beside,
            };
            Event::Answered { fact, answer, asked_by }
        }
    })
}
