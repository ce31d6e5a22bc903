//! A wish to speak with a person, with everything already said.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::screen::results_shown;
use crate::{
    content::{Content, FactId, Facts, Team, parse_value, write_value},
    dialog::{Progress, Stop, Walk},
    rules::{Answer, Moment, Situation, words},
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
    /// What the owner says is wrong, where that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubted: Option<Doubted>,
    /// Comes before the others: somebody is in distress.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
}

/// What an owner says is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubted {
    /// Something of the results; which of the programs was not said.
    Results,
    /// What is told of the program of this id.
    Program(String),
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
    /// In the form that is read again, so that verdicts can be worked out anew; none in records of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
}

/// An answer in its written form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// As on the command line: 14, manufacturing.
    Is(String),
    /// The owner could not say.
    Unsure,
}

impl Told {
    /// An answer as it stands; none where the fact does not apply.
    pub fn of(content: &Content, fact: FactId, answer: &Answer, situation: &Situation) -> Option<Self> {
        let declared = content.facts.get(fact);
        let value = words::state(content, fact, situation)?;
        let written = match answer {
            Answer::Is(value) => Written::Is(write_value(value, declared)),
            Answer::Unsure => Written::Unsure,
        };
        Some(Self { fact: declared.name.clone(), label: declared.label.clone(), value, written: Some(written) })
    }

    /// The answer itself; none where it was not written, or the fact or its choice is no more.
    pub fn answer(&self, facts: &Facts) -> Option<(FactId, Answer)> {
        let fact = facts.get(facts.find(&self.fact)?);
        let answer = match self.written.as_ref()? {
            Written::Is(text) => Answer::Is(parse_value(text, fact)?),
            Written::Unsure => Answer::Unsure,
        };
        Some((fact.id, answer))
    }
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
    let known = progress.known.iter();
    let answers = known.filter_map(|(fact, answer)| Told::of(content, *fact, answer, situation));
    let shown = match walk.stop {
        Stop::Results(recommend) => results_shown(content, recommend, situation, now),
        _ => Vec::new(),
    };
    Wish {
        at: now.to_utc(),
        reason: reason.to_owned(),
        answers: answers.collect(),
        shown: shown.iter().map(|one| one.program.offer.name.clone()).collect(),
        doubted: None,
        urgent: false,
    }
}

/// The team that is to take a wish: where what is told of a program is doubted, whoever takes what that is about.
pub fn team<'c>(content: &'c Content, wish: &Wish, situation: &Situation) -> &'c Team {
    let doubted = match &wish.doubted {
        Some(Doubted::Program(name)) => content.programs.iter().find(|program| program.offer.name == *name),
        Some(Doubted::Results) | None => None,
    };
    let about = doubted.and_then(|program| content.teams.takes_goals(content, program.offer.goals));
    about.unwrap_or_else(|| content.teams.route(situation))
}
