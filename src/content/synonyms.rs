//! Words that mean the same, and how words are read: `knowledge/synonyms.yaml`.

use super::{
    diagnostic::{Code, Mistakes},
    fields::{self, Fields},
    yaml::Node,
};
use crate::understand::normal;

/// Words of one meaning, and the readings of words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Synonyms {
    /// Each of at least two words, as [`normal::dense`] gives them.
    pub groups: Vec<Vec<String>>,
    /// A word as it is written, and one of its readings in hiragana.
    pub readings: Vec<(String, String)>,
}

const MOST: usize = 20_000;

pub(super) fn read(root: &Node, mistakes: &mut Mistakes) -> Option<Synonyms> {
    let mut top = Fields::open(root, "synonyms.yaml", mistakes)?;
    let groups = top.optional("groups").map(|node| groups(node, mistakes)).unwrap_or_default();
    let readings = top.optional("readings").map(|node| readings(node, mistakes)).unwrap_or_default();
    top.close(mistakes);
    Some(Synonyms { groups, readings })
}

fn groups(node: &Node, mistakes: &mut Mistakes) -> Vec<Vec<String>> {
    let items = fields::list(node, mistakes);
    fields::at_most_items(items.len(), MOST, node.span, mistakes);
    items
        .iter()
        .map(|item| {
            let words: Vec<String> = fields::list(item, mistakes)
                .iter()
                .filter_map(|word| {
                    let text = normal::dense(&fields::text(word, mistakes)?);
                    if text.chars().nth(1).is_none() {
                        mistakes
                            .add(Code::WrongValue, word.span, format!("「{text}」は短すぎます"))
                            .expected("2字以上の言葉");
                    }
                    Some(text)
                })
                .collect();
            if words.len() == 1 {
                mistakes
                    .add(Code::WrongValue, item.span, "言葉が一つしかありません")
                    .expected("[言葉, 同じ意味の言葉]");
            }
            words
        })
        .collect()
}

fn readings(node: &Node, mistakes: &mut Mistakes) -> Vec<(String, String)> {
    let entries = fields::entries(node, mistakes);
    fields::at_most_items(entries.len(), MOST, node.span, mistakes);
    let mut all = Vec::new();
    for (word, readings) in entries {
        let Some(written) = word.text().map(normal::dense).filter(|written| !written.is_empty()) else { continue };
        for reading in fields::list_or_one(readings) {
            let Some(text) = fields::text(reading, mistakes) else { continue };
            let text = normal::key(&text);
            if text.chars().nth(1).is_none() || !text.chars().all(|c| normal::is_hiragana(c) || c == 'ー') {
                mistakes
                    .add(Code::WrongValue, reading.span, format!("{}は読みになりません", reading.seen()))
                    .expected("ひらがな2字以上");
                continue;
            }
            all.push((written.clone(), text));
        }
    }
    all
}
