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
    let slot = |name: &str, mistakes: &mut Mistakes| fact(node, name, facts, &[], mistakes).map(Part::Fact);
    parts(node, Part::Text, slot, mistakes).map(Sentence)
}

/// The pieces of a text between and in its braces; `slot` says what a name in them stands for, or reports it.
pub(super) fn parts<P>(
    node: &Node,
    text: impl Fn(String) -> P,
    mut slot: impl FnMut(&str, &mut Mistakes) -> Option<P>,
    mistakes: &mut Mistakes,
) -> Option<Vec<P>> {
    let whole = limits::paragraph(node, mistakes)?;
    let mut parts = Vec::new();
    // Read to the end in any case: every mistake is reported, not just the first.
    let mut all_known = true;
    let mut rest = whole.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            mistakes.add(Code::UnknownSlot, node.span, "「{」が閉じられていません").expected("{項目名}");
            return None;
        };
        let slot = slot(name, mistakes);
        all_known &= slot.is_some();
        parts.push(text(before.to_owned()));
        parts.extend(slot);
        rest = tail;
    }
    parts.push(text(rest.to_owned()));
    all_known.then_some(parts)
}

/// The fact of a name in braces; `others` are names that could have been meant as well.
pub(super) fn fact(node: &Node, name: &str, facts: &Facts, others: &[&str], mistakes: &mut Mistakes) -> Option<FactId> {
    let found = facts.find(name);
    if found.is_none() && !facts.excuse(name) {
        let expected = match others {
            [] => "knowledge/facts.yaml の項目名".to_owned(),
            others => format!("{} か、knowledge/facts.yaml の項目名", others.join("、")),
        };
        mistakes
            .add(Code::UnknownSlot, node.span, format!("「{{{name}}}」という項目はありません"))
            .expected(expected)
            .known(name, others.iter().copied().chain(facts.names()));
    }
    found
}
