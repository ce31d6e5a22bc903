//! The names that people sign in with and are shown by.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The most characters of a name.
const MOST_CHARS: usize = 40;
/// The most bytes that are looked at: a name with blanks around it, in whatever form its letters were typed.
const MOST_BYTES: usize = 1_000;

/// With what somebody signs in; unique. Its letters are one and the same in full and half width (NFKC).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StaffName(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// Nothing, or nothing but blanks.
    #[error("名前が空です")]
    Empty,
    /// Nobody types that much.
    #[error("名前が長すぎます（{MOST_CHARS}字まで）")]
    Long,
    /// Two names could look like one.
    #[error("名前に、目に見えない文字があります")]
    Invisible,
}

impl StaffName {
    /// Reads a name as somebody typed it.
    pub fn new(typed: &str) -> Result<Self, NameProblem> {
        visible(typed).map(Self)
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StaffName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The text in one form, trimmed; of 1 to 40 characters that can be seen, and blanks between them.
pub(super) fn visible(typed: &str) -> Result<String, NameProblem> {
    // A form may be sent with anything in it. It is refused rather than cut: what is cut off would make one name of many
    // texts, and tries are counted by name.
    if typed.len() > MOST_BYTES {
        return Err(NameProblem::Long);
    }
    let unified: String = typed.chars().nfkc().collect();
    let text = unified.trim();
    if text.is_empty() {
        return Err(NameProblem::Empty);
    }
    if text.chars().any(is_invisible) {
        return Err(NameProblem::Invisible);
    }
    if text.chars().count() > MOST_CHARS {
        return Err(NameProblem::Long);
    }
    Ok(text.to_owned())
}

/// Controls, and marks that join, separate or turn text without being seen.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_however_it_was_typed() {
        let name = StaffName::new("田中 Hanako").unwrap();
        for typed in [" 田中 Hanako\n", "　田中　Ｈａｎａｋｏ　", "田中\u{a0}Hanako"] {
            assert_eq!(StaffName::new(typed), Ok(name.clone()), "{typed:?}");
        }
        assert_ne!(StaffName::new("田中 hanako"), Ok(name), "capitals are letters of their own");
    }

    #[test]
    fn a_name_has_1_to_40_characters_that_can_be_seen() {
        assert_eq!(StaffName::new(&"相".repeat(40)).unwrap().as_str().chars().count(), 40);
        let cases = [
            ("", NameProblem::Empty),
            (" 　\t\n", NameProblem::Empty),
            (&"相".repeat(41), NameProblem::Long),
            (&"a".repeat(1_000_000), NameProblem::Long),
            (&format!("tanaka{}x", " ".repeat(170)), NameProblem::Long),
            (&format!("tanaka{}", " ".repeat(1_000)), NameProblem::Long),
            ("ta\u{200b}naka", NameProblem::Invisible),
            ("ta\nnaka", NameProblem::Invisible),
            ("\u{202e}akanat", NameProblem::Invisible),
            ("tanaka\0", NameProblem::Invisible),
        ];
        for (typed, problem) in cases {
            assert_eq!(StaffName::new(typed), Err(problem), "{typed:.20?}");
        }
    }
}
