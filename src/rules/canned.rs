//! Canned replies (定型文): which fit a case, and their words.

use super::{
    judge::{Verdict, truth},
    known::Situation,
    words,
};
use crate::content::{Canned, CannedPart, Content, Phrase, Team};

/// All canned replies as they are offered: those made for such a case, those for every case, then the others; each in
/// the order of the file.
pub fn canned_for<'c>(content: &'c Content, situation: &Situation) -> Vec<&'c Canned> {
    let mut all: Vec<&Canned> = content.canned.iter().collect();
    // A sort that keeps the author's order.
    all.sort_by_key(|canned| match &canned.when {
        Some(when) if truth(when, situation) == Verdict::Eligible => 0,
        None => 1,
        Some(_) => 2,
    });
    all
}

/// The words of a canned reply for one case, to be looked over before they are sent. What the owner wrote is taken as
/// it is: braces in it mean nothing.
pub fn fill(
    content: &Content,
    situation: &Situation,
    canned: &Canned,
    reception: &str,
    worker: &str,
    team: &Team,
) -> String {
    let part = |part: &CannedPart| match part {
        CannedPart::Text(text) => text.clone(),
        CannedPart::Reception => reception.to_owned(),
        CannedPart::Worker => worker.to_owned(),
        CannedPart::Team => team.name.clone(),
        CannedPart::Fact(fact) => match situation.value(*fact) {
            Some(value) => words::value(content, content.facts.get(*fact), value),
            None => content.phrases.say(Phrase::NotKnown, &[]),
        },
    };
    canned.text.iter().map(part).collect()
}
