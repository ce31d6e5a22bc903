//! Takes out of a text by whom it could be told who wrote it, as far as patterns tell.
//!
//! What was not understood is kept longer than the chat that it came from, and read by strangers to it. So the doubtful
//! is taken out too, unless it is what the question is about: amounts, headcounts, wages, prefectures, legal forms.

mod companies;
mod digits;
mod people;
mod places;
#[cfg(test)]
mod tests;
mod words;

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::understand::normal::tidy;

/// The most characters that are left of a text.
pub const MOST_CHARS: usize = 200;

/// Stands for what was taken out while the text is worked on: no pattern takes it for a character of a name.
const GONE: char = '\u{e000}';

/// The text tidied, at most [`MOST_CHARS`] characters of it, with 〇 in place of names, numbers and addresses.
pub fn without_personal_data(text: &str) -> String {
    // Characters without a shape could hide a number from every pattern.
    static UNSEEN: LazyLock<Regex> = LazyLock::new(|| regex(r"[\p{Cf}\p{Co}\u{fe00}-\u{fe0f}]"));
    static SEVERAL: LazyLock<Regex> = LazyLock::new(|| regex("\u{e000}(?:[ -]?\u{e000})+"));
    let text = tidy(&UNSEEN.replace_all(text, ""));
    let text = places::on_the_net(&text);
    let text = digits::birthdays(&text);
    let text = digits::phones(&text);
    let text = places::on_the_map(&text);
    let text = digits::numbers(&text);
    let text = companies::names(&text);
    let text = people::names(&text);
    let text = SEVERAL.replace_all(&text, "\u{e000}");
    // Cut last: half an address would be no address any more for the patterns.
    let cut: String = text.chars().take(MOST_CHARS).map(|c| if c == GONE { '〇' } else { c }).collect();
    cut.trim_end().to_owned()
}

/// A pattern that stands in this program.
fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("patterns of the program itself are tested")
}

/// Replaces what is found by what `with` makes of it.
fn replace(text: &str, pattern: &Regex, with: impl Fn(&Captures<'_>) -> String) -> String {
    pattern.replace_all(text, |found: &Captures<'_>| with(found)).into_owned()
}

fn is_han(c: char) -> bool {
    matches!(c, '々' | '〆' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー' | '・')
}

fn is_hiragana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ')
}
