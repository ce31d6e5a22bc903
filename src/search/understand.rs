//! What a free text asks, and what can be said to it: one answer, three to choose from, a person, or nothing of ours.

use super::{
    CANDIDATES, Hit, Query, Search,
    calibrate::vagueness,
    confidence::{features, probability},
    entry::Key,
    index::EntryNo,
    slots,
};
use std::sync::LazyLock;

use regex::Regex;

use crate::{
    content::{Content, DialogId, FactId, Intent, Library, Reply, ReplyKind, Tuning, Value},
    understand::normal,
};

/// What is to be said to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The first find answers it.
    Answer,
    /// One of the first three may be meant: the owner chooses.
    Unsure,
    /// A person is to answer.
    Handover,
    /// Not what the bot is for.
    OutOfScope,
}

impl Outcome {
    /// As JSON has it.
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Answer => "answer",
            Outcome::Unsure => "unsure",
            Outcome::Handover => "handover",
            Outcome::OutOfScope => "out_of_scope",
        }
    }
}

/// What is so far below the first is not offered beside it.
const FAR_BELOW: f64 = 0.4;
/// How many entries are offered to choose from.
pub const OFFERED: usize = 3;

/// What was found for a text.
#[derive(Clone, Debug)]
pub struct Understood<'c> {
    /// What is to be said.
    pub outcome: Outcome,
    /// A fixed reply, which comes before all else.
    pub reply: Option<&'c Reply>,
    /// Whether the first find is called by its name.
    pub named: bool,
    /// A subsidy that is called by a name which nothing has.
    pub unknown_name: Option<String>,
    /// What of a thing is asked.
    pub intent: Option<Intent>,
    /// What was found, best first, also where it is too unsure to be shown.
    pub found: Vec<Found>,
    /// The dialog that the text calls for, where one does.
    pub dialog: Option<(DialogId, f64)>,
    /// Facts said in passing.
    pub told: Vec<(FactId, Value)>,
    /// How the text was searched for.
    pub query: Query,
}

impl Understood<'_> {
    /// The finds to choose from: the first three, but none far below the first.
    pub fn offered(&self) -> impl Iterator<Item = &Found> {
        let least = self.sure() * FAR_BELOW;
        self.found.iter().take(OFFERED).filter(move |found| found.score >= least)
    }

    /// The probability that the first find is the right one.
    pub fn sure(&self) -> f64 {
        self.found.first().map_or(0.0, |found| found.score)
    }
}

/// An entry that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Which.
    pub entry: EntryNo,
    /// Of the first the probability that it is the right one; of the others less, by their scores.
    pub score: f64,
}

/// Longer texts are searched for by their beginning.
const MOST_CHARS: usize = 1_000;

/// Understands a text; `most` is how many entries are wanted.
pub fn understand<'c>(content: &'c Content, search: &Search, text: &str, most: usize) -> Understood<'c> {
    let text: String = text.chars().take(MOST_CHARS).collect();
    let dense = normal::dense(&text);
    let reply = content.replies.find(&dense);
    let asked = content.intents.find(&dense);
    let places = asked.as_ref().map(|(_, places)| places.as_slice()).unwrap_or_default();
    let query = search.query(&text, places);
    let hits = search.search(&query, most.max(CANDIDATES));
    let (dialogs, things): (Vec<Hit>, Vec<Hit>) =
        hits.into_iter().partition(|hit| matches!(search.entry(hit.entry).key, Key::Dialog(_)));
    let tuning = &content.library.tuning;
    let things = whole_first(search, things);
    let things = match asked.as_ref().map(|(intent, _)| *intent) {
        None | Some(Intent::Phone | Intent::Hours) => things,
        Some(_) => thing_first(search, things),
    };
    let mut sure = confidence(search, &query, &things, vagueness(&things, &dialogs), tuning);
    let name = query.longest_name();
    let most_of_it = name * 2 >= normal::key(&text).chars().count();
    if (asked.is_some() || most_of_it) && things.first().is_some_and(|first| is_plainly(search, &query, first)) {
        sure = sure.max(tuning.answer);
    }
    // A program and its own desk are nothing to choose between where one thing of them is asked.
    const NEARLY: f64 = 0.7;
    if asked.is_some() && sure >= NEARLY * tuning.answer && one_family(search, &things) {
        sure = sure.max(tuning.answer);
    }
    let dialog = dialogs.first().and_then(|first| match search.entry(first.entry).key {
        Key::Dialog(id) => Some((id, confidence(search, &query, &dialogs, 0.0, tuning))),
        _ => None,
    });
    let unknown_name = unknown_name(search, &dense);
    let business = content.replies.is_business(&dense);
    // What is asked of a thing, or said of a company, is as good as a word of business.
    let told = slots::told(content, &text);
    let inside = business || asked.is_some() || !told.is_empty();
    let offer = if inside { tuning.offer } else { tuning.offer_outside };
    let outcome = match reply.map(|reply| reply.kind) {
        Some(ReplyKind::Care | ReplyKind::Person | ReplyKind::Human) => Outcome::Handover,
        Some(ReplyKind::OutOfScope) => Outcome::OutOfScope,
        None if sure >= tuning.answer && unknown_name.is_none() => Outcome::Answer,
        None if sure >= offer => Outcome::Unsure,
        None if dialog.is_some_and(|(_, sure)| sure >= offer) => Outcome::Unsure,
        None if business => Outcome::Handover,
        None => Outcome::OutOfScope,
    };
    Understood {
        outcome,
        reply,
        unknown_name,
        named: things.first().is_some_and(|first| first.named > 0.0),
        intent: asked.map(|(intent, _)| intent),
        found: found(search, &things, sure, most),
        dialog,
        told,
        query,
    }
}

/// The name of a subsidy that the text asks for and nothing is called by: 雇用調整助成金.
fn unknown_name(search: &Search, dense: &str) -> Option<String> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("[一-龥々ァ-ヶーa-z0-9]{2,}?(補助金|助成金|給付金|支援金|交付金|協力金)")
            .expect("a fixed pattern, compiled by the tests")
    });
    let found = NAME.captures(dense)?;
    let (name, kind) = (found.get(0)?.as_str(), normal::key(found.get(1)?.as_str()));
    let key = normal::key(name);
    let known = search.names().any(|known| known.contains(&key) || known.ends_with(&kind) && key.contains(known));
    (!known).then(|| name.to_owned())
}

/// The same where there are only questions and answers.
pub fn look_up(library: &Library, search: &Search, text: &str, most: usize) -> Understood<'static> {
    let text: String = text.chars().take(MOST_CHARS).collect();
    let query = search.query(&text, &[]);
    let hits = search.search(&query, most.max(CANDIDATES));
    let sure = confidence(search, &query, &hits, 0.0, &library.tuning);
    let outcome = match sure {
        sure if sure >= library.tuning.answer => Outcome::Answer,
        sure if sure >= library.tuning.offer => Outcome::Unsure,
        _ => Outcome::Handover,
    };
    let found = found(search, &hits, sure, most);
    Understood {
        outcome,
        reply: None,
        unknown_name: None,
        named: false,
        intent: None,
        found,
        dialog: None,
        told: Vec::new(),
        query,
    }
}

fn confidence(search: &Search, query: &Query, hits: &[Hit], vague: f64, tuning: &Tuning) -> f64 {
    features(search, query, hits, vague).map_or(0.0, |features| probability(&tuning.model, &features))
}

/// Whether an entry is called by its name, and nothing else is.
fn is_plainly(search: &Search, query: &Query, hit: &Hit) -> bool {
    const NAME_CHARS: usize = 3;
    let family = search.entry(hit.entry).family;
    let mut named = query.named.iter().filter(|(_, chars)| **chars >= NAME_CHARS).peekable();
    named.peek().is_some() && named.all(|(entry, _)| search.entry(*entry).family == family)
}

/// Whether everything that could be meant is of one family.
fn one_family(search: &Search, hits: &[Hit]) -> bool {
    let Some(first) = hits.first() else { return false };
    let near = hits.iter().take(OFFERED).filter(|hit| f64::from(hit.score) >= FAR_BELOW * f64::from(first.score));
    near.map(|hit| search.entry(hit.entry).family).all(|family| family == search.entry(first.entry).family)
}

/// Of a desk and the program that it serves, the program is asked about where it isn't the desk that is wanted.
fn thing_first(search: &Search, mut hits: Vec<Hit>) -> Vec<Hit> {
    let Some(first) = hits.first() else { return hits };
    let (key, family, score) = (search.entry(first.entry).key, search.entry(first.entry).family, first.score);
    let served = |hit: &Hit| {
        let entry = search.entry(hit.entry);
        entry.family == family && !matches!(entry.key, Key::Contact(_))
    };
    if matches!(key, Key::Contact(_))
        && let Some(place) = hits.iter().position(served)
    {
        let mut thing = hits.remove(place);
        thing.score = score;
        hits.insert(0, thing);
    }
    hits
}

/// Where two benefits of a program are about as good, the program is meant, not one of them.
pub(super) fn whole_first(search: &Search, mut hits: Vec<Hit>) -> Vec<Hit> {
    const ABOUT: f32 = 0.8;
    let Some(first) = hits.first() else { return hits };
    let (key, family, score) = (search.entry(first.entry).key, search.entry(first.entry).family, first.score);
    let tied = |hit: &Hit| {
        let entry = search.entry(hit.entry);
        entry.family == family && matches!(entry.key, Key::Program(_) | Key::Benefit(..)) && hit.score >= ABOUT * score
    };
    if matches!(key, Key::Benefit(..)) && hits.iter().skip(1).any(tied) {
        let whole = |hit: &Hit| {
            let entry = search.entry(hit.entry);
            entry.family == family && matches!(entry.key, Key::Program(_))
        };
        if let Some(place) = hits.iter().position(whole) {
            let mut program = hits.remove(place);
            // As sure as the first was: which of its benefits is open, that it is the program is not.
            program.score = program.score.max(score);
            hits.insert(0, program);
        }
    }
    hits
}

/// The best entries; of the first three at most two are of one family, so that there is something to choose.
fn found(search: &Search, hits: &[Hit], sure: f64, most: usize) -> Vec<Found> {
    const OF_ONE_FAMILY: usize = 2;
    let Some(first) = hits.first() else { return Vec::new() };
    let mut order: Vec<&Hit> = Vec::new();
    let mut rest: Vec<&Hit> = hits.iter().collect();
    while order.len() < OFFERED && !rest.is_empty() {
        let family = |hit: &Hit| search.entry(hit.entry).family;
        let place = rest
            .iter()
            .position(|hit| order.iter().filter(|taken| family(taken) == family(hit)).count() < OF_ONE_FAMILY);
        order.push(rest.remove(place.unwrap_or(0)));
    }
    order.extend(rest);
    order.truncate(most);
    order.into_iter().map(|hit| Found { entry: hit.entry, score: sure * f64::from(hit.score / first.score) }).collect()
}
