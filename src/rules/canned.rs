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
/// it is: braces in it mean nothing. A line all of whose facts are unknown is left out, where that leaves a reply and no
/// list without anything in it.
pub fn fill(
    content: &Content,
    situation: &Situation,
    canned: &Canned,
    reception: &str,
    worker: &str,
    team: &Team,
) -> String {
    let mut lines = vec![Line::default()];
    for part in &canned.text {
        match part {
            CannedPart::Text(text) => {
                for (place, piece) in text.split('\n').enumerate() {
                    if place > 0 {
                        lines.push(Line::default());
                    }
                    add(&mut lines, piece, None);
                }
            }
            CannedPart::Reception => add(&mut lines, reception, None),
            CannedPart::Worker => add(&mut lines, worker, None),
            CannedPart::Team => add(&mut lines, &team.name, None),
            CannedPart::Fact(fact) => match situation.value(*fact) {
                Some(value) => {
                    let value = words::value(content, content.facts.get(*fact), value);
                    add(&mut lines, &value, Some(true));
                }
                None => add(&mut lines, &content.phrases.say(Phrase::NotKnown, &[]), Some(false)),
            },
        }
    }
    let left = |is: &dyn Fn(&&Line) -> bool| lines.iter().any(|line| is(&line) && line.known != Some(false));
    let lists = lines.iter().any(|line| line.is_item());
    let may_leave_out = left(&|line| !line.text.trim().is_empty()) && (!lists || left(&|line| line.is_item()));
    let kept = lines.iter().filter(|line| !(may_leave_out && line.known == Some(false)));
    let mut text = kept.map(|line| line.text.as_str()).collect::<Vec<_>>();
    // Where a line between two empty ones was left out, one of them is enough.
    text.dedup_by(|next, before| next.is_empty() && before.is_empty());
    text.join("\n").trim_end().to_owned()
}

/// A line of a reply that is being filled.
#[derive(Default)]
struct Line {
    text: String,
    /// Whether any fact in it is known; none where it names no fact.
    known: Option<bool>,
}

impl Line {
    fn is_item(&self) -> bool {
        self.text.starts_with('・')
    }
}

fn add(lines: &mut [Line], text: &str, known: Option<bool>) {
    if let Some(line) = lines.last_mut() {
        line.text.push_str(text);
        line.known = line.known.into_iter().chain(known).reduce(|any, known| any || known);
    }
}
