//! Questions that are alike: joined where they share enough of what is rare.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    consult::unanswered::Asked,
    content::Content,
    search::{
        analyze::{Analyzer, Class, Parts, Token},
        entry,
    },
};

/// So many texts are compared: the most frequent ones. The work grows with them and with [`MOST_SHARING`].
pub const MOST_GROUPED: usize = 2_000;
/// A token that more of the texts have joins none of them.
const MOST_SHARING: usize = 50;
/// The part of two texts that must be shared, by the weight of its tokens.
const ALIKE: f64 = 0.35;

/// Questions that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// How often they were asked together.
    pub count: u64,
    /// The most frequent first; never empty.
    pub asked: Vec<Asked>,
}

/// Knows which words are rare in a content.
#[derive(Debug)]
pub struct Likeness {
    analyzer: Analyzer,
    /// In how many lines of the content a token is.
    lines_with: HashMap<Token, usize>,
    lines: usize,
}

impl Likeness {
    /// By the texts that are searched in.
    pub fn new(content: &Content) -> Self {
        let entries = entry::of_content(content);
        let texts: Vec<&str> = entries.iter().flat_map(|entry| &entry.texts).map(|(_, text)| text.as_str()).collect();
        let analyzer = Analyzer::new(texts.iter().copied(), &content.library.synonyms, Parts::default());
        let mut lines_with: HashMap<Token, usize> = HashMap::new();
        for text in &texts {
            telling(&analyzer, text).into_iter().for_each(|token| *lines_with.entry(token).or_default() += 1);
        }
        Self { analyzer, lines_with, lines: texts.len() }
    }

    /// Joins what is alike, directly or by one between; the most frequent first. Texts beyond [`MOST_GROUPED`] are left
    /// out. The same texts in the same order always give the same groups.
    pub fn groups(&self, mut asked: Vec<Asked>) -> Vec<Group> {
        asked.truncate(MOST_GROUPED);
        let tokens: Vec<BTreeSet<Token>> = asked.iter().map(|one| telling(&self.analyzer, &one.text)).collect();
        let mut with: BTreeMap<Token, Vec<usize>> = BTreeMap::new();
        for (text, tokens) in tokens.iter().enumerate() {
            tokens.iter().for_each(|token| with.entry(*token).or_default().push(text));
        }
        let all = (self.lines + asked.len()) as f64;
        let weight = |token: &Token| {
            let lines = self.lines_with.get(token).copied().unwrap_or_default();
            (all / (1 + lines + with.get(token).map_or(0, Vec::len)) as f64).ln().max(0.0)
        };
        let weights: Vec<f64> = tokens.iter().map(|tokens| tokens.iter().map(weight).sum()).collect();
        let mut parents: Vec<usize> = (0..asked.len()).collect();
        for (text, tokens) in tokens.iter().enumerate() {
            let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
            for token in tokens {
                let sharing = with.get(token).map(Vec::as_slice).unwrap_or_default();
                if sharing.len() <= MOST_SHARING {
                    let weight = weight(token);
                    sharing
                        .iter()
                        .filter(|other| **other > text)
                        .for_each(|other| *shared.entry(*other).or_default() += weight);
                }
            }
            for (other, shared) in shared {
                if shared >= ALIKE * (weights[text] + weights[other] - shared) {
                    let (one, two) = (root(&mut parents, text), root(&mut parents, other));
                    // The more frequent one stands for both.
                    parents[one.max(two)] = one.min(two);
                }
            }
        }
        let mut groups: BTreeMap<usize, Vec<Asked>> = BTreeMap::new();
        for (text, one) in asked.into_iter().enumerate() {
            groups.entry(root(&mut parents, text)).or_default().push(one);
        }
        let mut groups: Vec<Group> =
            groups.into_values().map(|asked| Group { count: asked.iter().map(|one| one.count).sum(), asked }).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.count));
        groups
    }
}

/// The tokens by which texts are compared: single kanji say too little.
fn telling(analyzer: &Analyzer, text: &str) -> BTreeSet<Token> {
    analyzer.tokens(text).into_iter().filter(|token| token.class() != Class::Kanji).collect()
}

fn root(parents: &mut [usize], mut text: usize) -> usize {
    while parents[text] != text {
        parents[text] = parents[parents[text]];
        text = parents[text];
    }
    text
}
