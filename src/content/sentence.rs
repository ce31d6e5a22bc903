//! Sentences of a dialog, with the owner's own facts in them: 年間およそ{energy_kl}です。

use super::{
    diagnostic::{Code, Mistakes},
    fact::{FactId, Facts},
    limits,
    yaml::Node,
};

/// A sentence ready to be filled with what is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sentence(pub Vec<Part>);

/// A piece of a [`Sentence`].
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// As the author wrote it.
    Text(String),
    /// How this fact stands, in words.
    Fact(FactId),
}

pub(super) fn read(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Sentence> {
    let text = limits::paragraph(node, mistakes)?;
    let mut parts = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            mistakes.add(Code::UnknownSlot, node.span, "「{」が閉じられていません").expected("{項目名}");
            return None;
        };
        let Some(fact) = facts.find(name) else {
            if !facts.excuse(name) {
                mistakes
                    .add(Code::UnknownSlot, node.span, format!("「{{{name}}}」という項目はありません"))
                    .expected("knowledge/facts.yaml の項目名")
                    .known(name, facts.names());
            }
            return None;
        };
        parts.push(Part::Text(before.to_owned()));
        parts.push(Part::Fact(fact));
        rest = tail;
    }
    parts.push(Part::Text(rest.to_owned()));
    Some(Sentence(parts))
}
