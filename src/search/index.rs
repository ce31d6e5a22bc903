//! The index: which entries hold which tokens, and how much that counts.

use std::collections::HashMap;

use super::{
    analyze::{Class, Token},
    entry::Field,
};

/// An entry, by its place among those the index was built from.
pub type EntryNo = u32;

/// A token of a question, and how much it counts there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// What is looked for.
    pub token: Token,
    /// 1, or less where it says little about what is meant.
    pub weight: f32,
}

/// Finds entries by tokens. One that keeps its data elsewhere can take the place of [`MemoryIndex`]: see
/// docs/decisions/0005 for when that pays.
pub trait Retriever: Send + Sync {
    /// The best entries with their scores, best first; of equal ones the earlier.
    fn search(&self, terms: &[Term], most: usize) -> Vec<(EntryNo, f32)>;

    /// How much each term adds to the score of an entry, in the order of the terms.
    fn explain(&self, terms: &[Term], entry: EntryNo) -> Vec<f32>;

    /// How telling a token is: its inverse document frequency, highest of a token that no entry has.
    fn idf(&self, token: Token) -> f32;
}

/// How much a find counts, by what was found and where. After the measurements of docs/decisions/0005: a single kanji says
/// more in a long text than in a short one, where a pair says more; words of kana are rare and say most.
fn boost(class: Class, field: Field) -> f32 {
    let short = match class {
        Class::Kanji => 0.6,
        Class::Pair => 1.0,
        Class::Word => 3.0,
        Class::Latin => 2.0,
        Class::Meaning => 1.0,
        Class::Kana => 0.4,
        Class::Katakana => 0.4,
    };
    let long = match class {
        Class::Kanji => 1.2,
        Class::Pair => 0.7,
        Class::Word => 1.5,
        Class::Latin => 1.0,
        Class::Meaning => 0.5,
        Class::Kana => 0.0,
        Class::Katakana => 0.3,
    };
    match field {
        Field::Name | Field::Lead | Field::Example => short,
        Field::Body => long,
        Field::Parent => 0.4 * short,
    }
}

/// How much a token counts where no field is at hand, as between a question and one line.
pub fn weight(class: Class) -> f32 {
    boost(class, Field::Lead)
}

/// Saturation and length normalisation of BM25, at their usual values.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// An inverted index in memory, built anew from the content at every start.
#[derive(Debug)]
pub struct MemoryIndex {
    entries: usize,
    /// Where in `postings` each token's begin and end.
    places: HashMap<Token, std::ops::Range<usize>>,
    /// Entries with what the token adds to their score; a token's are in the order of the entries.
    postings: Vec<(EntryNo, f32)>,
    /// By token, over whole entries.
    idf: HashMap<Token, f32>,
}

impl MemoryIndex {
    /// `entries` are the tokens of each entry's fields.
    pub fn new(entries: &[Vec<(Field, Vec<Token>)>]) -> Self {
        let mut found: Vec<(Token, EntryNo, Field, u32)> = Vec::new();
        let mut lengths: HashMap<(EntryNo, Field), u32> = HashMap::new();
        let mut totals: HashMap<Field, (u64, u64)> = HashMap::new();
        for (no, fields) in entries.iter().enumerate() {
            let no = no as EntryNo;
            for field in Field::ALL {
                let mut all: Vec<Token> =
                    fields.iter().filter(|(of, _)| *of == field).flat_map(|(_, tokens)| tokens).copied().collect();
                if all.is_empty() {
                    continue;
                }
                lengths.insert((no, field), all.len() as u32);
                let total = totals.entry(field).or_default();
                *total = (total.0 + all.len() as u64, total.1 + 1);
                all.sort_unstable();
                for same in all.chunk_by(|a, b| a == b) {
                    found.push((same[0], no, field, same.len() as u32));
                }
            }
        }
        found.sort_unstable();
        let mut index =
            Self { entries: entries.len(), places: HashMap::new(), postings: Vec::new(), idf: HashMap::new() };
        for of_token in found.chunk_by(|a, b| a.0 == b.0) {
            let token = of_token[0].0;
            let begin = index.postings.len();
            let count = |field: Option<Field>| {
                let fields = of_token.iter().filter(|(_, _, of, _)| field.is_none_or(|field| *of == field));
                let mut last = None;
                fields.filter(|(_, no, ..)| last.replace(*no) != Some(*no)).count()
            };
            let idf = Field::ALL.map(|field| {
                let with_field = totals.get(&field).map_or(0, |(_, entries)| *entries) as usize;
                idf_of(with_field, count(Some(field)))
            });
            for of_entry in of_token.chunk_by(|a, b| a.1 == b.1) {
                let no = of_entry[0].1;
                let adds: f32 = of_entry
                    .iter()
                    .map(|(_, _, field, times)| {
                        let (total, entries) = totals[field];
                        let average = total as f32 / entries as f32;
                        let length = lengths[&(no, *field)] as f32;
                        let times = *times as f32;
                        let saturated = times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length / average));
                        boost(token.class(), *field) * idf[*field as usize] * saturated
                    })
                    .sum();
                index.postings.push((no, adds));
            }
            index.idf.insert(token, idf_of(entries.len(), count(None)));
            index.places.insert(token, begin..index.postings.len());
        }
        index.postings.shrink_to_fit();
        index
    }

    fn postings(&self, token: Token) -> &[(EntryNo, f32)] {
        self.places.get(&token).map_or(&[], |place| &self.postings[place.clone()])
    }
}

fn idf_of(entries: usize, with_it: usize) -> f32 {
    let (entries, with_it) = (entries as f32, with_it as f32);
    (1.0 + (entries - with_it + 0.5) / (with_it + 0.5)).ln()
}

impl Retriever for MemoryIndex {
    fn search(&self, terms: &[Term], most: usize) -> Vec<(EntryNo, f32)> {
        let mut scores = vec![0.0_f32; self.entries];
        for term in terms {
            for (no, adds) in self.postings(term.token) {
                scores[*no as usize] += term.weight * adds;
            }
        }
        best(&scores, most)
    }

    fn explain(&self, terms: &[Term], entry: EntryNo) -> Vec<f32> {
        let added = |term: &Term| {
            let postings = self.postings(term.token);
            let place = postings.binary_search_by_key(&entry, |(no, _)| *no);
            place.map_or(0.0, |place| term.weight * postings[place].1)
        };
        terms.iter().map(added).collect()
    }

    fn idf(&self, token: Token) -> f32 {
        self.idf.get(&token).copied().unwrap_or_else(|| idf_of(self.entries, 0))
    }
}

/// The highest scores above zero, found without sorting the rest.
fn best(scores: &[f32], most: usize) -> Vec<(EntryNo, f32)> {
    let mut all: Vec<(EntryNo, f32)> = scores
        .iter()
        .enumerate()
        .filter(|(_, score)| **score > 0.0)
        .map(|(no, score)| (no as EntryNo, *score))
        .collect();
    let order = |a: &(EntryNo, f32), b: &(EntryNo, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if all.len() > most && most > 0 {
        all.select_nth_unstable_by(most - 1, order);
        all.truncate(most);
    }
    all.sort_unstable_by(order);
    all.truncate(most);
    all
}
