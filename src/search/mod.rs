//! From free text to the right entry, or honestly to nobody. Pure: built from content at load, no clock, no input.
//!
//! - [`analyze`]: from a text to tokens, without a dictionary
//! - [`entry`]: what can be found, and by which texts
//! - [`index`]: which entries hold which tokens; behind a trait
//! - [`confidence`]: how probable it is that the first entry is the right one
//! - [`calibrate`]: fits that on the content itself
//! - [`slots`]: facts said in passing
//! - [`understand`](mod@understand): all of it together: answer, three to choose from, a person, or not our business

pub mod analyze;
pub mod calibrate;
pub mod confidence;
pub mod entry;
pub mod index;
pub mod slots;
pub mod understand;

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

use self::{
    analyze::{Analyzer, Parts, Token},
    entry::{Entry, Key},
    index::{EntryNo, MemoryIndex, Retriever, Term, weight},
};
use crate::{
    content::{Content, Library, Synonyms},
    understand::normal,
};

/// So many of the best are looked at closely.
const CANDIDATES: usize = 60;
/// How much an entry gains of which a line says the same as the question.
const ALIKE: f32 = 2.0;
/// How much an entry gains that is called by its name, for each character of the name up to [`NAME_CHARS`].
const NAMED: f32 = 0.15;
const NAME_CHARS: usize = 8;
/// How much a question with its answer counts beside programs and contacts: it explains, and they help.
const EXPLAINS: f32 = 0.75;
/// How much an entry counts beside the newer one that tells the same thing.
const OLD: f32 = 0.6;
/// How much words count that only say what of a thing is asked (電話, いつまで).
const ASKING: f32 = 0.4;

/// Everything that can be found, ready to be searched.
pub struct Search {
    entries: Vec<Entry>,
    analyzer: Analyzer,
    index: Box<dyn Retriever>,
    lines: Vec<Vec<Line>>,
    names: Option<AhoCorasick>,
    /// Every name, as a key.
    keys: Vec<String>,
    /// The entries that are called by each name.
    named: Vec<Vec<EntryNo>>,
}

/// One line of an entry, for comparing it with a question.
#[derive(Debug)]
struct Line {
    /// Each once, in order.
    tokens: Vec<Token>,
    /// How much they count together.
    weight: f32,
}

/// A question as it is searched for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// What is looked for, each token once.
    pub terms: Vec<Term>,
    /// How each term is called.
    pub words: Vec<String>,
    /// The names of entries that stand in it, each with its length in characters.
    named: HashMap<EntryNo, usize>,
}

impl Query {
    /// The length in characters of the longest name in it.
    pub fn longest_name(&self) -> usize {
        self.named.values().copied().max().unwrap_or_default()
    }
}

/// A find.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What was found.
    pub entry: EntryNo,
    /// How much speaks for it; grows with the question and the knowledge, see [`confidence`] for a probability.
    pub score: f32,
    /// How much the line that is most like the question says the same, 0 to 1.
    pub alike: f32,
    /// The share of the question that this line holds, and of the line that the question holds.
    pub shares: (f32, f32),
    /// The length of the name by which it was called, 0 to 1.
    pub named: f32,
}

impl Search {
    /// Everything of a content.
    pub fn new(content: &Content) -> Self {
        Self::of(entry::of_content(content), &content.library.synonyms, Parts::default())
    }

    /// The questions and answers of a folder that holds nothing else.
    pub fn of_library(library: &Library) -> Self {
        Self::of(entry::of_library(library), &library.synonyms, Parts::default())
    }

    /// These entries, analysed with these parts.
    pub fn of(entries: Vec<Entry>, synonyms: &Synonyms, parts: Parts) -> Self {
        let texts = entries.iter().flat_map(|entry| &entry.texts).map(|(_, text)| text.as_str());
        let analyzer = Analyzer::new(texts, synonyms, parts);
        let tokens: Vec<Vec<_>> = entries
            .iter()
            .map(|entry| entry.texts.iter().map(|(field, text)| (*field, analyzer.tokens(text))).collect())
            .collect();
        let index = MemoryIndex::new(&tokens);
        let lines = entries
            .iter()
            .zip(&tokens)
            .map(|(entry, tokens)| {
                let said = entry.texts.iter().zip(tokens).filter(|((field, _), _)| field.is_line());
                said.map(|(_, (_, tokens))| Line::new(tokens.clone(), &index)).collect()
            })
            .collect();
        let mut by_name: HashMap<String, Vec<EntryNo>> = HashMap::new();
        for (no, entry) in entries.iter().enumerate() {
            for name in entry.names.iter().map(|name| normal::key(name)).filter(|name| name.chars().nth(1).is_some()) {
                let all = by_name.entry(name).or_default();
                if all.last() != Some(&(no as EntryNo)) {
                    all.push(no as EntryNo);
                }
            }
        }
        let mut by_name: Vec<(String, Vec<EntryNo>)> = by_name.into_iter().collect();
        by_name.sort();
        let names = (!by_name.is_empty())
            .then(|| {
                let names = by_name.iter().map(|(name, _)| name);
                AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names).ok()
            })
            .flatten();
        let (keys, named) = by_name.into_iter().unzip();
        Self { entries, analyzer, index: Box::new(index), lines, names, keys, named }
    }

    /// What is searched in.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every name by which something is called, as [`normal::key`] gives it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// The entry of a number that this search gave.
    pub fn entry(&self, no: EntryNo) -> &Entry {
        &self.entries[no as usize]
    }

    /// The entry of an id, dialogs aside.
    pub fn by_id(&self, id: &str) -> Option<EntryNo> {
        let is = |entry: &Entry| entry.id == id && !matches!(entry.key, Key::Dialog(_));
        self.entries.iter().position(is).map(|no| no as EntryNo)
    }

    /// A text as a query. `asking` are the words, by their places in the text without spaces, that only say what of a
    /// thing is asked.
    pub fn query(&self, text: &str, asking: &[std::ops::Range<usize>]) -> Query {
        let all = self.analyzer.named_tokens(text);
        let about: Option<Vec<Token>> = (!asking.is_empty()).then(|| {
            let mut rest = normal::dense(text);
            let mut places = asking.to_vec();
            places.sort_by_key(|place| std::cmp::Reverse(place.start));
            for place in places {
                if rest.is_char_boundary(place.start) && rest.is_char_boundary(place.end.min(rest.len())) {
                    rest.replace_range(place.start..place.end.min(rest.len()), " ");
                }
            }
            self.analyzer.tokens(&rest)
        });
        let weight = |token: Token| match &about {
            Some(about) if !about.is_empty() && !about.contains(&token) => ASKING,
            _ => 1.0,
        };
        let key = normal::key(text);
        let mut named = HashMap::new();
        for found in self.names.iter().flat_map(|names| names.find_iter(&key)) {
            let length = key[found.range()].chars().count();
            for no in &self.named[found.pattern().as_usize()] {
                let known = named.entry(*no).or_insert(0);
                *known = length.max(*known);
            }
        }
        Query {
            terms: all.iter().map(|(token, _)| Term { token: *token, weight: weight(*token) }).collect(),
            words: all.into_iter().map(|(_, word)| word).collect(),
            named,
        }
    }

    /// The best entries, best first.
    pub fn search(&self, query: &Query, most: usize) -> Vec<Hit> {
        let found = self.index.search(&query.terms, most.max(CANDIDATES));
        let mut hits: Vec<Hit> = found.into_iter().map(|(no, score)| self.look_closely(query, no, score)).collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        hits.truncate(most);
        hits
    }

    fn look_closely(&self, query: &Query, no: EntryNo, score: f32) -> Hit {
        let whole = self.weight_of(query);
        let mut best = (0.0, (0.0, 0.0));
        for line in &self.lines[no as usize] {
            let shared: f32 =
                query.terms.iter().filter(|term| line.has(term.token)).map(|term| self.weight(term)).sum();
            if shared > 0.0 {
                let alike = shared / (whole * line.weight).sqrt();
                if alike > best.0 {
                    best = (alike.min(1.0), (shared / whole, (shared / line.weight).min(1.0)));
                }
            }
        }
        let name = query.named.get(&no).copied().unwrap_or(0).min(NAME_CHARS);
        let (alike, shares) = best;
        let entry = self.entry(no);
        let kind = match entry.key {
            Key::Faq(_) => EXPLAINS,
            _ if entry.superseded => OLD,
            _ => 1.0,
        };
        let score = kind * score * (1.0 + ALIKE * alike) * (1.0 + NAMED * name as f32);
        Hit { entry: no, score, alike, shares, named: name as f32 / NAME_CHARS as f32 }
    }

    /// How much a term counts.
    fn weight(&self, term: &Term) -> f32 {
        term.weight * weight(term.token.class()) * self.index.idf(term.token)
    }

    /// How much all terms count together.
    fn weight_of(&self, query: &Query) -> f32 {
        query.terms.iter().map(|term| self.weight(term)).sum()
    }

    /// Which words speak for an entry, the weightiest first.
    pub fn explain(&self, query: &Query, entry: EntryNo) -> Vec<(String, f32)> {
        let added = self.index.explain(&query.terms, entry);
        let mut words: Vec<(String, f32)> =
            query.words.iter().cloned().zip(added).filter(|(_, added)| *added > 0.0).collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1));
        words
    }
}

impl Line {
    fn new(mut tokens: Vec<Token>, index: &dyn Retriever) -> Self {
        tokens.sort_unstable();
        tokens.dedup();
        tokens.shrink_to_fit();
        let weight = tokens.iter().map(|token| weight(token.class()) * index.idf(*token)).sum();
        Self { tokens, weight }
    }

    fn has(&self, token: Token) -> bool {
        self.tokens.binary_search(&token).is_ok()
    }
}
