//! Patterns that authors write: regular expressions over text as [`dense`](crate::understand::normal::dense) gives it.

use regex::{Regex, RegexBuilder};

use super::{
    diagnostic::{Code, Mistakes},
    fields,
    yaml::Node,
};

/// Signs that stand for the numbers of a text, the first for its first: private characters that nobody types.
pub const NUMBER: std::ops::RangeInclusive<char> = '\u{E000}'..='\u{E0FF}';

/// A checked pattern.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

/// A pattern that needs more than this was not meant.
const MOST_BYTES: usize = 1 << 20;

impl Pattern {
    /// Takes a pattern apart from its spelling in YAML.
    ///
    /// # Errors
    /// What the regular expression's parser says.
    pub fn new(pattern: &str) -> Result<Self, regex::Error> {
        RegexBuilder::new(pattern).size_limit(MOST_BYTES).build().map(Self)
    }

    /// Where it is found first, in bytes.
    pub fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.0.find(text).map(|found| found.range())
    }

    /// Whether it is found at all.
    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// Every place where it is found, with the place of its first group in it.
    pub fn find_grouped<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (std::ops::Range<usize>, std::ops::Range<usize>)> + 't {
        let both = |found: regex::Captures| {
            let whole = found.get_match().range();
            let group = found.get(1).map_or(whole.clone(), |group| group.range());
            (whole, group)
        };
        self.0.captures_iter(text).map(both)
    }

    /// Whether a text begins with it.
    pub fn begins(&self, text: &str) -> bool {
        self.0.find(text).is_some_and(|found| found.start() == 0)
    }

    /// Every place where it is found, from left to right.
    pub fn find_all<'t>(&'t self, text: &'t str) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
        self.0.find_iter(text).map(|found| found.range())
    }
}

/// One pattern or a list of them; `spell` may replace an author's own signs first.
pub(super) fn read_all(node: &Node, spell: impl Fn(&str) -> String, mistakes: &mut Mistakes) -> Vec<Pattern> {
    fields::list_or_one(node)
        .iter()
        .filter_map(|item| {
            let text = fields::text(item, mistakes)?;
            match Pattern::new(&spell(&text)) {
                Ok(pattern) if pattern.is_in("") => {
                    mistakes
                        .add(Code::WrongValue, item.span, format!("「{text}」はどんな文にも当てはまります"))
                        .expected("言葉を一つ以上含む正規表現");
                    None
                }
                Ok(pattern) => Some(pattern),
                Err(error) => {
                    let error = error.to_string();
                    let reason = error.lines().last().unwrap_or_default();
                    mistakes
                        .add(Code::WrongValue, item.span, format!("「{text}」は正規表現として読めません: {reason}"))
                        .expected("正規表現。記号をそのまま書くときは \\ を前に置く");
                    None
                }
            }
        })
        .collect()
}
