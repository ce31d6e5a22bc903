//! What happens in all consultations, counted without a trace of whose they are.
//!
//! Every arrival at a question ends in one way (answered, gone back from, left) or in none: then somebody stands there
//! still, or closed the window. So what was reached and is none of the three is where people fall silent.

use std::fmt;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::{record::Owner, screen::results_shown, turn::Turn};
use crate::{
    content::{Content, DialogId, FactId, FactKind, Value},
    dialog::{Stop, Walk, walk},
    rules::{Answer, Moment, Situation},
};

/// A month in Japan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month of a moment.
    pub fn of(at: Moment) -> Self {
        Self { year: at.date().year(), month: at.date().month() }
    }

    /// Takes back what it is written as, `2026-11`.
    pub fn from_key(key: &str) -> Option<Self> {
        let (year, month) = key.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        let (year, month): (u32, u32) = (digits(year)?, digits(month)?);
        (1..=12).contains(&month).then_some(Self { year: year as i32, month })
    }

    /// So many months later, or earlier where it is negative.
    pub fn plus(self, months: i32) -> Self {
        let count = self.year * 12 + self.month as i32 - 1 + months;
        Self { year: count.div_euclid(12), month: count.rem_euclid(12) as u32 + 1 }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_key(&text).ok_or_else(|| serde::de::Error::custom("no month"))
    }
}

/// What is counted. With each stands what its `id` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A session began; no id.
    Session,
    /// A theme was chosen: a choice of the fact `theme`.
    Theme,
    /// A dialog was come to.
    Dialog,
    /// Its results were shown: a dialog.
    Results,
    /// It led to a person: a dialog.
    Handover,
    /// It came to its end without results: a dialog.
    End,
    /// A question came up: a fact.
    Reached,
    /// It was answered, with わからない too: a fact.
    Answered,
    /// The owner went elsewhere from it: back, to the beginning, or to correct another answer; a fact.
    Back,
    /// The owner left the consultation at it, or deleted everything: a fact.
    Left,
    /// What was typed to it was not understood: a fact.
    Misread,
    /// A person was wished for at it: a fact.
    Person,
    /// It was among the results: a program.
    Shown,
    /// Its details were looked at: a program.
    Opened,
}

/// One thing counted. As bytes it is a key that the store counts, see
/// [`Commit::tallied`](crate::store::Commit::tallied). Ids are names of the content, never what somebody typed, so that
/// there are no more different ones than the content has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// When.
    pub month: Month,
    /// What happened.
    pub what: What,
    /// To what of the content.
    pub id: String,
}

impl Tally {
    /// JSON with its keys in the order of the fields, so that the same always counts on the same key. Names of the
    /// content are far shorter than a key may be.
    pub fn to_key(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain values with string keys always serialize")
    }

    /// Takes back what [`Tally::to_key`] gave; nothing where something else was counted.
    pub fn from_key(key: &[u8]) -> Option<Self> {
        serde_json::from_slice(key).ok()
    }
}

/// As much of where an owner stands as is counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stand {
    session: Option<u64>,
    events: usize,
    turn: u32,
    misses: u8,
    dialog: Option<DialogId>,
    at: At,
    theme: Option<u16>,
    answered: Vec<FactId>,
    shown: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum At {
    #[default]
    Nowhere,
    Question(FactId),
    Review,
    Results,
    Handover,
    End,
}

impl Stand {
    /// Where an owner stands who has a session; nowhere without one.
    pub fn of(content: &Content, owner: &Owner) -> Self {
        let Some(sitting) = &owner.sitting else { return Self::default() };
        let progress = owner.progress(&content.facts);
        let situation = Situation::new(&content.facts, progress.known.clone());
        let walk = walk(content, sitting.session.dialog, &progress, &situation);
        let shown = match walk.stop {
            Stop::Results(recommend) => {
                let now = Moment::from(sitting.last_seen);
                let shown = results_shown(content, recommend, &situation, now);
                shown.iter().map(|one| one.program.offer.name.clone()).collect()
            }
            _ => Vec::new(),
        };
        let theme = content.facts.find("theme").and_then(|fact| match progress.known.get(&fact) {
            Some(Answer::Is(Value::Choice(choice))) => Some(*choice),
            _ => None,
        });
        Self {
            session: Some(sitting.id),
            events: sitting.session.events.len(),
            turn: sitting.turn,
            misses: sitting.misses,
            dialog: walk.dialog().or(Some(sitting.session.dialog)),
            at: At::of(&walk),
            theme,
            answered: progress.answered,
            shown,
        }
    }
}

impl At {
    fn of(walk: &Walk) -> Self {
        match walk.stop {
            Stop::Ask(asked) => Self::Question(asked.fact),
            Stop::Review(_) => Self::Review,
            Stop::Results(_) => Self::Results,
            Stop::Handover(_) => Self::Handover,
            Stop::End(_) => Self::End,
        }
    }
}

/// What a turn counts, told from where the owner stood before and stands after it.
pub fn of_turn(content: &Content, before: &Stand, after: &Stand, turn: &Turn, now: Moment) -> Vec<Tally> {
    let mut counted = Vec::new();
    let month = Month::of(now);
    let mut count = |what, id: &str| counted.push(Tally { month, what, id: id.to_owned() });
    let fact = |id: FactId| content.facts.get(id).name.as_str();
    let dialog = |id: DialogId| content.dialog(id).name.as_str();
    let same_session = before.session == after.session;
    // The same stop again is an arrival only where something was done in between.
    let moved = !same_session || before.turn != after.turn && (before.events, before.at) != (after.events, after.at);
    if !same_session && after.session.is_some() {
        count(What::Session, "");
    }
    if let Some(theme) = after.theme.filter(|theme| !same_session || before.theme != Some(*theme))
        && let Some(FactKind::Choice(choices)) = content.facts.find("theme").map(|fact| &content.facts.get(fact).kind)
        && let Some(choice) = choices.get(usize::from(theme))
    {
        count(What::Theme, &choice.id);
    }
    if let Some(id) = after.dialog.filter(|id| !same_session || before.dialog != Some(*id)) {
        count(What::Dialog, dialog(id));
    }
    if let At::Question(asked) = before.at {
        if moved {
            let answered = same_session && after.events > before.events && after.answered.contains(&asked);
            let what = match (answered, same_session) {
                (true, _) => What::Answered,
                (false, true) => What::Back,
                (false, false) => What::Left,
            };
            count(what, fact(asked));
        } else if after.misses > before.misses {
            count(What::Misread, fact(asked));
        }
        if turn.wish.is_some() && !moved {
            count(What::Person, fact(asked));
        }
    }
    if moved {
        match (after.at, after.dialog) {
            (At::Question(asked), _) => count(What::Reached, fact(asked)),
            (At::Results, Some(id)) => {
                count(What::Results, dialog(id));
                after.shown.iter().for_each(|program| count(What::Shown, program));
            }
            (At::Handover, Some(id)) => count(What::Handover, dialog(id)),
            (At::End, Some(id)) => count(What::End, dialog(id)),
            _ => {}
        }
    }
    if let Some(program) = turn.opened {
        count(What::Opened, &content.program(program).offer.name);
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_json_in_one_order_and_nothing_else_is_taken_for_one() {
        let month = Month::from_key("2026-11").unwrap();
        let tally = Tally { month, what: What::Reached, id: "employees".to_owned() };
        let key = br#"{"month":"2026-11","what":"reached","id":"employees"}"#;
        assert_eq!(tally.to_key(), key);
        assert_eq!(Tally::from_key(key), Some(tally));
        for other in [&b"no"[..], br#"{"text":"a","outcome":"nothing","offered":[],"chosen":null}"#] {
            assert_eq!(Tally::from_key(other), None);
        }
        assert_eq!(super::super::unanswered::Unanswered::from_key(key), None);
    }

    #[test]
    fn months_are_counted_over_the_years_and_read_strictly() {
        let month = Month::from_key("2026-11").unwrap();
        assert_eq!((month.plus(2).to_string(), month.plus(-11).to_string()), ("2027-01".into(), "2025-12".into()));
        for wrong in ["", "2026", "2026-13", "2026-00", "26-11", "2026-+1", "2026-1"] {
            assert_eq!(Month::from_key(wrong), None, "{wrong}");
        }
    }
}
