//! One or more of some choices, by number or by words.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{asks, normal, too_long};

/// The words of one choice: its label, and what else people call it.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// What stands on its button.
    pub label: &'a str,
    /// Other words for it.
    pub also: &'a [String],
}

/// Which choice a text picks. Choices are counted from zero here and from one on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// This one.
    One(usize),
    /// These fit as well as each other, in the order of the choices: ask which.
    Several(Vec<usize>),
    /// No choice is meant; also of a question, and of a text too long for an answer.
    Nothing,
    /// A number, but there are only this many choices.
    OutOfRange(usize),
}

/// Which choices a text picks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickedMany {
    /// At least one, each once, in the order in which they were said.
    These(Vec<usize>),
    /// `part` of the text fits several choices.
    Several {
        /// The piece that is not clear.
        part: String,
        /// What it may mean, in the order of the choices.
        choices: Vec<usize>,
    },
    /// `part` of the text fits no choice. Nothing is taken of a text that is only half understood.
    Nothing {
        /// The piece that was not understood.
        part: String,
    },
    /// A number, but there are only this many choices.
    OutOfRange(usize),
}

/// Which one of the choices the text picks.
///
/// In this order: the words of a choice exactly (spaces, kana and polite tails aside), its number (`2`, `②`, `2番です`, `二`,
/// `2. 製造業`), words of a choice within the text (`うちはメーカーです`; of overlapping words the longest counts, and what is
/// denied doesn't), the beginning of a choice's words (`高知` for 高知県, from two characters on).
///
/// A bare number is taken for the number of a choice. Where it may be a value instead, the caller looks at that first.
pub fn pick(text: &str, choices: &[Words]) -> Picked {
    if too_long(text) || choices.is_empty() {
        return Picked::Nothing;
    }
    let spelt = Spelt::of(choices);
    let tidy = normal::tidy(text);
    pick_tidy(&tidy, &spelt)
}

fn pick_tidy(tidy: &str, spelt: &Spelt) -> Picked {
    let key = normal::key(tidy);
    let bare = normal::bare(tidy);
    for said in [&key, &bare] {
        let exact = spelt.choices_where(|word| word == said);
        if !exact.is_empty() {
            return one_or_several(exact);
        }
    }
    if let Some((number, rest)) = numbered(tidy) {
        if number == 0 || number > spelt.count {
            // 20 of 20人以下 is no twentieth choice.
            let begun = spelt.choices_where(|word| begins(word, &bare));
            return if begun.is_empty() { Picked::OutOfRange(spelt.count) } else { one_or_several(begun) };
        }
        return match rest.map(|rest| pick_words(rest, spelt)) {
            None => Picked::One(number - 1),
            Some(Picked::One(choice)) if choice == number - 1 => Picked::One(choice),
            // 2番の小売業, but the second is another: ask.
            Some(Picked::One(choice)) => one_or_several(vec![number - 1, choice]),
            Some(other) => other,
        };
    }
    pick_words(tidy, spelt)
}

fn pick_words(tidy: &str, spelt: &Spelt) -> Picked {
    if asks(tidy) {
        return Picked::Nothing;
    }
    let key = normal::key(tidy);
    let within: Vec<usize> = spelt.within(&key).into_iter().map(|it| it.choice).collect();
    if !within.is_empty() {
        return one_or_several(within);
    }
    for said in [normal::bare(tidy), key] {
        let begun = spelt.choices_where(|word| begins(word, &said));
        if !begun.is_empty() {
            return one_or_several(begun);
        }
    }
    Picked::Nothing
}

/// The choices whose words stand within a text of any length, in the text's order, each once; of overlapping words the
/// longest counts, and what is denied doesn't.
pub fn mentioned(text: &str, choices: &[Words]) -> Vec<usize> {
    let spelt = Spelt::of(choices);
    once_each(spelt.within(&normal::key(text)).into_iter().map(|it| it.choice).collect())
}

/// Which choices the text picks, one or more.
///
/// Numbers (`1,3`, `1と3`, `１　３`, `1-3`; `135` is one number), words (`メーカーと小売`), or both. A choice whose own words hold a
/// separator (`卸・小売`) is found whole.
pub fn pick_many(text: &str, choices: &[Words]) -> PickedMany {
    let nothing = || PickedMany::Nothing { part: text.trim().to_owned() };
    if too_long(text) || choices.is_empty() {
        return nothing();
    }
    let spelt = Spelt::of(choices);
    let tidy = normal::tidy(text);
    let mut these = Vec::new();
    match collect(&tidy, &spelt, SEPARATORS, &mut these) {
        Err(misread) => misread,
        Ok(()) if these.is_empty() => nothing(),
        Ok(()) => PickedMany::These(once_each(these)),
    }
}

/// What separates choices, the clearest first.
const SEPARATORS: &[&str] = &["[、。,;/+&\u{ff0f}]", "[ ・]|それと|それから|および|及び|あと|または|プラス", "[と.]"];

/// Adds what `part` picks: as a whole, or else part by part at the next separators.
fn collect(part: &str, spelt: &Spelt, separators: &[&str], these: &mut Vec<usize>) -> Result<(), PickedMany> {
    let key = normal::key(part);
    if key.is_empty() || polite(&key) || joins(&key) {
        return Ok(());
    }
    if let Some(range) = number_range(part) {
        if range.start == 0 || range.end > spelt.count {
            return Err(PickedMany::OutOfRange(spelt.count));
        }
        these.extend(range.start - 1..range.end);
        return Ok(());
    }
    let exact = [&key, &normal::bare(part)].into_iter().find_map(|said| {
        let exact = spelt.choices_where(|word| word == said);
        (exact.len() == 1).then(|| exact[0])
    });
    if let Some(choice) = exact {
        these.push(choice);
        return Ok(());
    }
    let within = spelt.within(&key);
    if !within.is_empty() && only_joins(&key, &within) && one_choice_each(&within) {
        these.extend(within.iter().map(|it| it.choice));
        return Ok(());
    }
    if let Some((separator, finer)) = separators.split_first() {
        let parts = split(part, separator, finer.is_empty());
        if parts.len() > 1 || !finer.is_empty() {
            return parts.iter().try_for_each(|part| collect(part, spelt, finer, these));
        }
    }
    match pick_tidy(part, spelt) {
        Picked::One(choice) => {
            these.push(choice);
            Ok(())
        }
        Picked::Several(choices) => Err(PickedMany::Several { part: part.to_owned(), choices }),
        Picked::Nothing => Err(PickedMany::Nothing { part: part.to_owned() }),
        Picked::OutOfRange(count) => Err(PickedMany::OutOfRange(count)),
    }
}

/// The parts between separators. `last`: the separator is と, which is also in the middle of words, as や is.
fn split(part: &str, separator: &str, last: bool) -> Vec<String> {
    static PATTERNS: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
        SEPARATORS.iter().map(|&it| (it, Regex::new(it).expect("a fixed pattern, compiled by the tests"))).collect()
    });
    static YA: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("や([^ぁ-ゖ])").expect("a fixed pattern, compiled by the tests"));
    // やってます does not list.
    let listed = if last { YA.replace_all(part, "と$1") } else { part.into() };
    let pattern = PATTERNS.iter().find(|(it, _)| *it == separator).map(|(_, pattern)| pattern);
    let parts: Vec<String> = pattern.map_or_else(
        || vec![part.to_owned()],
        |pattern| pattern.split(&listed).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect(),
    );
    // ひとを雇う is no list of ひ and を雇う.
    let within_word = |part: &String| part.chars().all(normal::is_hiragana) && part.chars().nth(1).is_none();
    if last && parts.iter().any(within_word) { vec![part.to_owned()] } else { parts }
}

/// Whether nothing stands between and around the words but what joins and ends a list.
fn only_joins(key: &str, within: &[Within]) -> bool {
    let mut end = 0;
    for it in within {
        if !joins(&key[end.min(it.span.start)..it.span.start]) {
            return false;
        }
        end = end.max(it.span.end);
    }
    let tail = &key[end..];
    polite(tail) || joins(tail)
}

/// Whether a key is nothing but what ends a list: `です`, `でお願いします`.
fn polite(key: &str) -> bool {
    // bare() leaves at least one word, so it is given one.
    normal::bare(&format!("語{key}")) == "語"
}

/// Whether a key is nothing but what joins a list.
fn joins(key: &str) -> bool {
    static JOINS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^(?:と|や|も|それと|それから|および|及び|あと|または)*$")
            .expect("a fixed pattern, compiled by the tests")
    });
    JOINS.is_match(key)
}

/// Whether no two choices share the same words.
fn one_choice_each(within: &[Within]) -> bool {
    within.windows(2).all(|pair| pair[0].span != pair[1].span || pair[0].choice == pair[1].choice)
}

/// The choices' words as keys.
struct Spelt {
    words: Vec<(usize, String)>,
    count: usize,
}

/// Words of a choice found in a text, in bytes of the text's key.
#[derive(Clone, Debug)]
struct Within {
    choice: usize,
    span: Range<usize>,
}

impl Spelt {
    fn of(choices: &[Words]) -> Self {
        let words = choices
            .iter()
            .enumerate()
            .flat_map(|(at, words)| {
                let all = std::iter::once(words.label).chain(words.also.iter().map(String::as_str));
                all.map(move |word| (at, normal::key(word)))
            })
            .filter(|(_, word)| !word.is_empty())
            .collect();
        Self { words, count: choices.len() }
    }

    /// The choices with such a word, in order, each once.
    fn choices_where(&self, fits: impl Fn(&str) -> bool) -> Vec<usize> {
        once_each(self.words.iter().filter(|(_, word)| fits(word)).map(|(choice, _)| *choice).collect())
    }

    /// The choices' words in the text, in the text's order, without what lies within a longer one and without what is denied.
    /// Words of one character are too common inside others.
    fn within(&self, key: &str) -> Vec<Within> {
        let mut all: Vec<Within> = Vec::new();
        for (choice, word) in self.words.iter().filter(|(_, word)| long_enough(word)) {
            all.extend(
                key.match_indices(word.as_str())
                    .filter(|(at, _)| stands_alone(key, *at, word))
                    .map(|(start, _)| Within { choice: *choice, span: start..start + word.len() }),
            );
        }
        let longer = |it: &Within| {
            all.iter().any(|other| {
                other.span.len() > it.span.len() && other.span.start <= it.span.start && it.span.end <= other.span.end
            })
        };
        let mut found: Vec<Within> =
            all.iter().filter(|it| !longer(it) && !denied(&key[it.span.end..])).cloned().collect();
        found.sort_by_key(|it| (it.span.start, it.choice));
        found
    }
}

fn long_enough(word: &str) -> bool {
    word.chars().nth(1).is_some()
}

fn begins(word: &str, said: &str) -> bool {
    long_enough(said) && word.starts_with(said)
}

/// A word of letters or digits is no part of a longer one: the it of capital, the 5人 of 15人.
fn stands_alone(key: &str, start: usize, word: &str) -> bool {
    let parted = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) => {
            !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic() || a.is_ascii_digit() && b.is_ascii_digit())
        }
        _ => true,
    };
    let end = start + word.len();
    parted(key[..start].chars().next_back(), word.chars().next())
        && parted(word.chars().next_back(), key[end..].chars().next())
}

fn denied(after: &str) -> bool {
    const DENIALS: [&str; 9] =
        ["じゃな", "ではな", "ではあり", "じゃあり", "でない", "以外", "とちが", "とは違", "とはちが"];
    DENIALS.iter().any(|it| after.starts_with(it))
}

fn one_or_several(choices: Vec<usize>) -> Picked {
    let mut choices = once_each(choices);
    choices.sort_unstable();
    match choices[..] {
        [] => Picked::Nothing,
        [one] => Picked::One(one),
        _ => Picked::Several(choices),
    }
}

fn once_each(choices: Vec<usize>) -> Vec<usize> {
    let mut out = Vec::with_capacity(choices.len());
    for choice in choices {
        if !out.contains(&choice) {
            out.push(choice);
        }
    }
    out
}

/// The number of a choice, and the words after it if there are any: `2`, `(2)`, `2番です`, `二`, `2番の製造業`, `2. 製造業`.
fn numbered(tidy: &str) -> Option<(usize, Option<&str>)> {
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:no\.?|#|\()?\s?([0-9]{1,9}|[一二三四五六七八九十])\s?\)?\s?(番目?|ばんめ?|つ目|つめ)?(?:(?:[.:、, ]|の)\s?)?(.*)$",
        )
        .expect("a fixed pattern, compiled by the tests")
    });
    let spoken = match normal::bare(tidy).as_str() {
        "いち" => Some(1),
        "に" => Some(2),
        "さん" => Some(3),
        "よん" => Some(4),
        "ご" => Some(5),
        "ろく" => Some(6),
        "なな" => Some(7),
        "はち" => Some(8),
        "きゅう" => Some(9),
        "じゅう" => Some(10),
        _ => None,
    };
    if let Some(number) = spoken {
        return Some((number, None));
    }
    let it = NUMBERED.captures(tidy)?;
    let (digits, rest) = (it.get(1)?, it.get(3)?);
    let number = match digits.as_str().chars().next()? {
        '0'..='9' => digits.as_str().parse().ok()?,
        kanji => "一二三四五六七八九十".chars().position(|it| it == kanji)? + 1,
    };
    if polite(&normal::key(rest.as_str())) {
        return Some((number, None));
    }
    // Words follow: only behind a sign or 番, or 20人以下 and 2人 were the choices 20 and 2.
    let parted = it.get(2).is_some() || !tidy[digits.end()..rest.start()].is_empty();
    (parted && digits.as_str().is_ascii()).then_some((number, Some(rest.as_str())))
}

/// `1-3`, `1〜3番`: from the first to the last, both within.
fn number_range(part: &str) -> Option<Range<usize>> {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^([0-9]{1,3})番?\s?(?:[-~]|から)\s?([0-9]{1,3})番?(?:まで)?(?:です|全部|で)?[。.!]?$")
            .expect("a fixed pattern, compiled by the tests")
    });
    let it = RANGE.captures(part)?;
    let (from, to) = (it[1].parse::<usize>().ok()?, it[2].parse::<usize>().ok()?);
    (from <= to).then_some(from..to)
}

#[cfg(test)]
mod tests;
