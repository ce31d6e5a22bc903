//! What a program or contact is about: choices of the fact `goals`; and the prefecture a contact serves.

use super::{
    diagnostic::{Code, Mistakes},
    fact::Facts,
    fields,
    value::{ChoiceNo, ChoiceSet},
    yaml::Node,
};

/// Choices of the fact `goals`.
pub type Goals = ChoiceSet;

/// The fact that says what an owner wants.
pub const GOALS: &str = "goals";
/// The fact that holds a planned cost, where an offer names none of its own.
pub(super) const INVESTMENT: &str = "investment_yen";
/// The fact that says where a company is.
pub const PREFECTURE: &str = "prefecture";

pub(super) fn read(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Goals {
    fields::list_or_one(node).iter().filter_map(|item| choice(GOALS, item, facts, mistakes)).collect()
}

pub(super) fn prefecture(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<ChoiceNo> {
    choice(PREFECTURE, node, facts, mistakes)
}

fn choice(fact: &str, node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<ChoiceNo> {
    let text = fields::word(node, "選択肢", mistakes)?;
    let Some(id) = facts.find(fact) else {
        if facts.excuse(fact) {
            return None;
        }
        mistakes
            .add(Code::UnknownName, node.span, format!("項目「{fact}」が knowledge/facts.yaml にありません"))
            .expected(format!("先に knowledge/facts.yaml に {fact} を書く"));
        return None;
    };
    let fact = facts.get(id);
    let found = fact.choice(text);
    if found.is_none() {
        mistakes
            .add(Code::UnknownName, node.span, format!("「{}」に「{text}」という選択肢はありません", fact.name))
            .known(text, fact.choices().iter().map(|choice| choice.id.as_str()));
    }
    found
}
