//! From a text to the tokens it is found by, without a dictionary of Japanese.
//!
//! Kanji carry the meaning and stand alone and in pairs; kana only where they form words that the knowledge itself uses;
//! other hiragana is grammar and left out. Words of one meaning share a token of their own, and a word typed in
//! hiragana gets the tokens of its kanji by its reading.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use crate::{
    content::Synonyms,
    understand::{normal, number},
};

/// A number with the first sign of its unit.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:[0-9]+|[一二三四五六七八九十百千]+)[円人名台社%年割]")
        .expect("a fixed pattern, compiled by the tests")
});

/// What a token is; each kind counts differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// One kanji: 電.
    Kanji,
    /// Two neighbours of kanji or katakana: 電気, 診断, ボイ.
    Pair,
    /// A word of kana that the knowledge uses, whatever kana it was typed in.
    Word,
    /// A run of Latin letters or of digits.
    Latin,
    /// A meaning that several words have.
    Meaning,
    /// Three hiragana in a row of a text without kanji.
    Kana,
    /// Two neighbours of katakana: a part of a word, which another may share by chance.
    Katakana,
}

/// A token in eight bytes: its class and a hash of its text. Among a million tokens two are taken for one with
/// a probability of about one in a hundred thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(u64);

impl Token {
    fn new(class: Class, text: &str) -> Self {
        // FNV-1a: the same in every run and on every machine, so that results are.
        let hash = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self((hash ^ hash >> 56) & 0x00ff_ffff_ffff_ffff | (class as u64) << 56)
    }

    /// What it is.
    pub fn class(self) -> Class {
        match self.0 >> 56 {
            0 => Class::Kanji,
            1 => Class::Pair,
            2 => Class::Word,
            3 => Class::Latin,
            4 => Class::Meaning,
            5 => Class::Kana,
            _ => Class::Katakana,
        }
    }
}

/// Which parts of the analysis are done; all of them but in experiments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Words of kana, readings, and three hiragana in a row.
    pub kana: bool,
    /// Meanings that words share.
    pub synonyms: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self { kana: true, synonyms: true }
    }
}

/// Knows the words of kana, the words of one meaning, and the readings.
#[derive(Debug)]
pub struct Analyzer {
    parts: Parts,
    words: Option<AhoCorasick>,
    meanings: Option<AhoCorasick>,
    /// The group of each word of `meanings`, and how the group is called.
    groups: Vec<Vec<usize>>,
    names: Vec<String>,
    readings: Option<AhoCorasick>,
    /// The word that each reading of `readings` is of; a reading of two words gives both.
    written: Vec<Vec<String>>,
}

impl Analyzer {
    /// `texts` are those in which will be searched: their katakana is what counts as a word.
    pub fn new<'t>(texts: impl Iterator<Item = &'t str>, synonyms: &Synonyms, parts: Parts) -> Self {
        let mut words = BTreeSet::new();
        let collect = |text: &str, words: &mut BTreeSet<String>| {
            for run in runs(text, normal::is_katakana) {
                if run.chars().nth(1).is_some() {
                    words.insert(hiragana(run));
                }
            }
        };
        for text in texts {
            collect(&normal::tidy(text), &mut words);
        }
        for word in synonyms.groups.iter().flatten() {
            collect(word, &mut words);
            // A word of hiragana alone would not be seen otherwise.
            if word.chars().all(normal::is_hiragana) {
                words.insert(word.clone());
            }
        }
        let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
        for (group, word) in synonyms.groups.iter().enumerate().flat_map(|(no, all)| all.iter().map(move |w| (no, w))) {
            groups.entry(word).or_default().push(group);
        }
        let mut groups: Vec<(&str, Vec<usize>)> = groups.into_iter().collect();
        groups.sort();
        let mut written: HashMap<&str, Vec<String>> = HashMap::new();
        for (word, reading) in &synonyms.readings {
            written.entry(reading).or_default().push(word.clone());
        }
        let mut written: Vec<(&str, Vec<String>)> = written.into_iter().collect();
        written.sort();
        Self {
            words: longest(words.iter().map(String::as_str).filter(|_| parts.kana)),
            meanings: longest(groups.iter().map(|(word, _)| *word).filter(|_| parts.synonyms)),
            groups: groups.into_iter().map(|(_, groups)| groups).collect(),
            names: synonyms.groups.iter().map(|group| group.join("=")).collect(),
            readings: longest(written.iter().map(|(reading, _)| *reading).filter(|_| parts.kana)),
            written: written.into_iter().map(|(_, words)| words).collect(),
            parts,
        }
    }

    /// The tokens of a text, each as often as it is in it.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        self.each(text, &mut |class, text| tokens.push(Token::new(class, text)));
        tokens
    }

    /// The tokens of a text with how each is called, each once, in the order in which they come.
    pub fn named_tokens(&self, text: &str) -> Vec<(Token, String)> {
        let mut tokens: Vec<(Token, String)> = Vec::new();
        self.each(text, &mut |class, text| {
            let token = Token::new(class, text);
            if !tokens.iter().any(|(known, _)| *known == token) {
                tokens.push((token, text.to_owned()));
            }
        });
        tokens
    }

    fn each(&self, text: &str, see: &mut impl FnMut(Class, &str)) {
        let tidy = normal::tidy(text);
        self.written(&tidy, see);
        if !self.parts.kana {
            return;
        }
        // Hiragana and katakana take three bytes each, so that places in one are places in the other.
        let folded = hiragana(&tidy);
        self.words(&tidy, &folded, see);
        let no_kanji = !tidy.chars().any(is_kanji);
        self.read(&folded, no_kanji, see);
        if no_kanji {
            for run in runs(&folded, |c| normal::is_hiragana(c) || c == 'ー') {
                windows(run, 3).for_each(|three| see(Class::Kana, three));
            }
        }
    }

    /// What is seen in the text as it is written.
    fn written(&self, tidy: &str, see: &mut impl FnMut(Class, &str)) {
        let mut sign = [0; 4];
        for c in tidy.chars().filter(|c| is_kanji(*c)) {
            see(Class::Kanji, c.encode_utf8(&mut sign));
        }
        for run in runs(tidy, |c| is_kanji(c) || normal::is_katakana(c)) {
            for pair in windows(run, 2) {
                let katakana = pair.chars().all(normal::is_katakana);
                see(if katakana { Class::Katakana } else { Class::Pair }, pair);
            }
        }
        runs(tidy, |c| c.is_ascii_alphabetic()).for_each(|run| see(Class::Latin, run));
        runs(tidy, |c| c.is_ascii_digit()).for_each(|run| see(Class::Latin, run));
        // 60円 and 六十円 are one thing, and another than 60人.
        for found in NUMBER.find_iter(tidy) {
            if let Some(value) = number::read(found.as_str()).ok().map(|reading| reading.value) {
                let unit = found.as_str().chars().next_back().unwrap_or_default();
                see(Class::Latin, &format!("{}{unit}", number::plain(value)));
            }
        }
        for found in self.meanings.iter().flat_map(|all| all.find_iter(tidy)) {
            if within_word(tidy, &found.range()) {
                continue;
            }
            for group in &self.groups[found.pattern().as_usize()] {
                see(Class::Meaning, &self.names[*group]);
            }
        }
    }

    fn words(&self, tidy: &str, folded: &str, see: &mut impl FnMut(Class, &str)) {
        for found in self.words.iter().flat_map(|all| all.find_iter(folded)) {
            let (place, word) = (found.range(), &folded[found.range()]);
            let as_katakana = tidy[place.clone()].chars().any(normal::is_katakana);
            if as_katakana || word.chars().nth(2).is_some() || stands_alone(folded, &place) {
                see(Class::Word, word);
            }
        }
    }

    /// A word typed by its reading counts as if it had been written.
    fn read(&self, folded: &str, no_kanji: bool, see: &mut impl FnMut(Class, &str)) {
        for found in self.readings.iter().flat_map(|all| all.find_iter(folded)) {
            let length = folded[found.range()].chars().count();
            let sure = length >= if no_kanji { 3 } else { 4 };
            if sure || stands_alone(folded, &found.range()) {
                for word in &self.written[found.pattern().as_usize()] {
                    self.written(word, see);
                }
            }
        }
    }
}

/// Whether a piece of katakana or of Latin letters is only a part of a longer word: the パート of アパート.
fn within_word(tidy: &str, place: &std::ops::Range<usize>) -> bool {
    let longer = |of: fn(char) -> bool| {
        tidy[place.clone()].chars().all(of)
            && (tidy[..place.start].chars().next_back().is_some_and(of)
                || tidy[place.end..].chars().next().is_some_and(of))
    };
    longer(normal::is_katakana) || longer(|c| c.is_ascii_alphabetic())
}

/// Whether a piece of hiragana is a word by itself, as far as its neighbours tell.
fn stands_alone(folded: &str, place: &std::ops::Range<usize>) -> bool {
    const PARTICLES: &str = "のをがはにでともへや";
    let kana = |c: char| normal::is_hiragana(c) || c == 'ー';
    let before = folded[..place.start].chars().next_back();
    let after = folded[place.end..].chars().next();
    before.is_none_or(|c| !kana(c) || PARTICLES.contains(c)) && after.is_none_or(|c| !kana(c) || PARTICLES.contains(c))
}

fn longest<'w>(words: impl Iterator<Item = &'w str>) -> Option<AhoCorasick> {
    let words: Vec<&str> = words.collect();
    if words.is_empty() {
        return None;
    }
    // It fails only of more than four billion states.
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok()
}

fn is_kanji(c: char) -> bool {
    matches!(c, '一'..='鿿' | '㐀'..='䶿' | '豈'..='﫿' | '々' | '〆')
}

fn hiragana(text: &str) -> String {
    text.chars().map(normal::hiragana).collect()
}

/// The longest pieces of a text of nothing but such characters.
fn runs(text: &str, of: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = &str> {
    text.split(move |c| !of(c)).filter(|run| !run.is_empty())
}

/// Every piece of `size` characters.
fn windows(run: &str, size: usize) -> impl Iterator<Item = &str> {
    let ends = run.char_indices().map(|(at, _)| at).skip(size).chain(std::iter::once(run.len()));
    let starts = run.char_indices().map(|(at, _)| at);
    let enough = run.chars().nth(size - 1).is_some();
    starts.zip(ends).filter(move |_| enough).map(move |(start, end)| &run[start..end])
}
