//! What an owner types on a phone, turned into typed values: numbers, money, dates, yes or no, choices.
//!
//! Pure: no input or output, no clock (`today` is an argument), nothing of the rest of the crate. What stands here in
//! Japanese are facts of the language (numerals, eras, ways to say yes), never sentences for an owner: those are content.
//!
//! Everything reads conservatively. A reader that is not sure says what stopped it, so that the bot can ask again in
//! the right words; a question asked twice costs less than a wrong answer kept. Any text of any length is safe:
//! nothing panics, overflows or takes long, and what is longer than [`LONGEST`] is no answer.
//!
//! - [`normal`]: the same text whatever keyboard it came from, and the form for comparing words
//! - [`number`]: `１億５千万円`, `20人くらい`, `3割`; and numbers back into words
//! - [`date`]: `R5.6.15`, `令和五年六月十五日`, `昨日`
//! - [`yes_no`]: `うん`, `はい、あります`, `まだです`
//! - [`choice`]: `②`, `高知`, `うちはメーカーです`, `1と3`

pub mod choice;
pub mod date;
pub mod normal;
pub mod number;
pub mod yes_no;

#[cfg(test)]
mod laws;

/// The longest text, in characters, that is read as an answer. More than that is a message, for the search or a person.
pub const LONGEST: usize = 200;

fn too_long(text: &str) -> bool {
    text.chars().nth(LONGEST).is_some()
}

/// Whether a tidied text asks rather than answers: `20人以下ですか`. `20人ですかね` still answers.
fn asks(tidy: &str) -> bool {
    let end = tidy.trim_end_matches(|c: char| !c.is_alphanumeric());
    ["ですか", "ますか", "ませんか", "でしょうか", "のか", "とは", "って何", "ってなに"]
        .iter()
        .any(|it| end.ends_with(it))
}
