//! Texts that must fit what a messenger takes.

use super::{diagnostic::Mistakes, fields, yaml::Node};

/// A button is read at a glance; Telegram cuts longer labels on a phone.
pub const LABEL_CHARS: usize = 30;
/// One sentence.
pub const LINE_CHARS: usize = 300;
/// A few sentences.
pub const PARAGRAPH_CHARS: usize = 1_500;

pub(super) fn label(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    limited(node, LABEL_CHARS, mistakes)
}

pub(super) fn line(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    limited(node, LINE_CHARS, mistakes)
}

pub(super) fn paragraph(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    limited(node, PARAGRAPH_CHARS, mistakes)
}

/// How people say something: one phrasing or a list of them. A bare number is one too.
pub(super) fn phrasings(node: &Node, mistakes: &mut Mistakes) -> Vec<String> {
    fields::list_or_one(node)
        .iter()
        .filter_map(|item| match item.text().map(str::trim) {
            Some(text) if !item.is_null() && !text.is_empty() => {
                fields::at_most(text, LINE_CHARS, item.span, mistakes);
                Some(text.to_owned())
            }
            // Reports what is there instead.
            _ => fields::text(item, mistakes),
        })
        .collect()
}

/// One paragraph or a list of them.
pub(super) fn paragraphs(node: &Node, mistakes: &mut Mistakes) -> Vec<String> {
    fields::list_or_one(node).iter().filter_map(|item| paragraph(item, mistakes)).collect()
}

fn limited(node: &Node, most: usize, mistakes: &mut Mistakes) -> Option<String> {
    let text = fields::text(node, mistakes)?;
    fields::at_most(&text, most, node.span, mistakes);
    Some(text)
}
