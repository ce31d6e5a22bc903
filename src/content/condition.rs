//! Conditions: who may use something, when a step is done. Structured YAML, resolved to facts at load.

use super::{
    diagnostic::{Code, Mistakes, Span},
    fact::{Fact, FactId, FactKind, Facts},
    fields,
    value::{Accept, End, Exact, date, day, exact},
    yaml::{Kind, Node},
};

/// A condition on what is known. How it is judged stands in [`crate::rules`].
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of these; with none, always true.
    All(Vec<Condition>),
    /// At least one of these.
    Any(Vec<Condition>),
    /// The part must not hold. A check within stays a check: a person must look either way.
    Not(Box<Condition>),
    /// One fact must be as accepted.
    Test(Test),
    /// What only a person can confirm, in words for the owner.
    Check(String),
}

/// One fact against what is accepted of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The fact that is looked at.
    pub fact: FactId,
    /// At least one; any of them will do.
    pub accept: Vec<Accept>,
}

impl Condition {
    /// The condition that is always true.
    pub const ALWAYS: Condition = Condition::All(Vec::new());

    /// Calls `see` for every test, in the order written.
    pub fn each_test<'c>(&'c self, see: &mut impl FnMut(&'c Test)) {
        match self {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| part.each_test(see)),
            Condition::Not(part) => part.each_test(see),
            Condition::Test(test) => see(test),
            Condition::Check(_) => {}
        }
    }
}

pub(super) const WORDS: [&str; 4] = ["any", "all", "not", "check"];

/// Reads a condition: a map whose parts must all hold.
pub(super) fn read(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Condition> {
    let Kind::Map(entries) = &node.kind else {
        mistakes
            .add(Code::WrongType, node.span, format!("条件が{}になっています", node.seen()))
            .expected("{ 項目: 値 } の形");
        return None;
    };
    if entries.is_empty() {
        mistakes
            .add(Code::WrongValue, node.span, "条件が一つも書かれていません")
            .expected("{ 項目: 値 } の形。いつでもよいなら、キーごと消す");
        return None;
    }
    let mut parts = Vec::new();
    // Read to the end in any case: every mistake is reported, not just the first.
    let mut whole = true;
    for (key, value) in entries {
        let part = match key.text().unwrap_or_default() {
            "any" => some_of(value, facts, mistakes).map(Condition::Any),
            "all" => some_of(value, facts, mistakes).map(Condition::All),
            "not" => read(value, facts, mistakes).map(|part| Condition::Not(Box::new(part))),
            "check" => {
                let checks = fields::texts(value, mistakes);
                whole &= !checks.is_empty();
                parts.extend(checks.into_iter().map(Condition::Check));
                continue;
            }
            name => match facts.find(name) {
                Some(fact) if facts.get(fact).for_statistics => {
                    mistakes
                        .add(
                            Code::WrongValue,
                            key.span,
                            format!("「{name}」は相談実績のためだけの項目なので、条件には使えません"),
                        )
                        .expected(
                            "ほかの項目。条件に使うなら knowledge/facts.yaml のその項目から for: statistics を消す",
                        );
                    None
                }
                Some(fact) => {
                    accepts(value, facts.get(fact), mistakes).map(|accept| Condition::Test(Test { fact, accept }))
                }
                None if facts.excuse(name) => None,
                None => {
                    mistakes
                        .add(Code::UnknownName, key.span, format!("「{name}」という項目はありません"))
                        .expected("knowledge/facts.yaml の項目名、または any / all / not / check")
                        .known(name, facts.names().chain(WORDS));
                    None
                }
            },
        };
        whole &= part.is_some();
        parts.extend(part);
    }
    whole.then(|| match parts.len() {
        1 => parts.swap_remove(0),
        _ => Condition::All(parts),
    })
}

/// Reads a condition that nobody looks at while it is judged: with a check in it, it would never hold.
pub(super) fn read_unattended(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Condition> {
    let condition = read(node, facts, mistakes);
    let check = key_of_check(node);
    if let Some(key) = check {
        mistakes
            .add(Code::WrongValue, key.span, "ここには check を書けません（人が確かめる前に決めます）")
            .expected("項目の条件だけ");
    }
    condition.filter(|_| check.is_none())
}

/// Where a condition says `check`.
fn key_of_check(node: &Node) -> Option<&Node> {
    match &node.kind {
        Kind::Map(entries) => entries.iter().find_map(|(key, value)| match key.text() {
            Some("check") => Some(key),
            _ => key_of_check(value),
        }),
        Kind::List(items) => items.iter().find_map(key_of_check),
        Kind::Scalar { .. } => None,
    }
}

fn some_of(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Vec<Condition>> {
    let parts = match &node.kind {
        // `any: { a: 1, b: 2 }` reads naturally: each entry is one part.
        Kind::Map(entries) => entries
            .iter()
            .map(|entry| Node { span: entry.0.span, kind: Kind::Map(vec![entry.clone()]) })
            .collect::<Vec<_>>(),
        _ => fields::list(node, mistakes).to_vec(),
    };
    if parts.is_empty() {
        mistakes.add(Code::WrongValue, node.span, "中に条件が一つもありません").expected("[ { 項目: 値 }, … ]");
        return None;
    }
    fields::every(&parts, |part| read(part, facts, mistakes))
}

/// Reads what is accepted of a fact: one value or a list of alternatives.
pub(super) fn accepts(node: &Node, fact: &Fact, mistakes: &mut Mistakes) -> Option<Vec<Accept>> {
    let items = fields::list_or_one(node);
    if items.is_empty() {
        mistakes
            .add(Code::WrongValue, node.span, format!("「{}」の値が一つもありません", fact.name))
            .expected(fact.kind.writable());
        return None;
    }
    fields::every(items, |item| accept(item, fact, mistakes))
}

fn accept(node: &Node, fact: &Fact, mistakes: &mut Mistakes) -> Option<Accept> {
    let Some(text) = node.text().filter(|_| !node.is_null()) else {
        mistakes
            .add(Code::WrongType, node.span, format!("「{}」の値が{}になっています", fact.name, node.seen()))
            .expected(fact.kind.writable());
        return None;
    };
    match &fact.kind {
        FactKind::Bool => match text {
            "true" => Some(Accept::Bool(true)),
            "false" => Some(Accept::Bool(false)),
            _ => {
                mistakes
                    .add(Code::WrongType, node.span, format!("「{}」の値に「{text}」は書けません", fact.name))
                    .known(text, ["true", "false"])
                    .expected(fact.kind.writable());
                None
            }
        },
        FactKind::Choice(choices) | FactKind::Multi(choices) => {
            let found = choices.iter().position(|choice| choice.id == text);
            if found.is_none() {
                mistakes
                    .add(Code::UnknownName, node.span, format!("「{}」に「{text}」という選択肢はありません", fact.name))
                    .known(text, choices.iter().map(|choice| choice.id.as_str()));
                return None;
            }
            found.map(|place| Accept::Choice(place as u16))
        }
        FactKind::Text => Some(Accept::Text(text.to_owned())),
        FactKind::Int | FactKind::Money => {
            let read = |text: &str| exact(text).filter(Exact::is_integer);
            range(text, node.span, fact, read, mistakes)
        }
        FactKind::Decimal => range(text, node.span, fact, exact, mistakes),
        FactKind::Date => {
            let read = |text: &str| date(text).map(day);
            range(text, node.span, fact, read, mistakes)
        }
    }
}

fn range(
    text: &str,
    span: Span,
    fact: &Fact,
    read: impl Fn(&str) -> Option<Exact>,
    mistakes: &mut Mistakes,
) -> Option<Accept> {
    let end = |text: &str, included| read(text.trim()).map(|at| Some(End { at, included }));
    let text = text.trim();
    let ends = if let Some((low, high)) = text.split_once("..") {
        let low = if low.trim().is_empty() { Some(None) } else { end(low, true) };
        let high = if high.trim().is_empty() { Some(None) } else { end(high, true) };
        low.zip(high).filter(|ends| *ends != (None, None))
    } else if let Some(rest) = text.strip_prefix("<=") {
        end(rest, true).map(|high| (None, high))
    } else if let Some(rest) = text.strip_prefix(">=") {
        end(rest, true).map(|low| (low, None))
    } else if let Some(rest) = text.strip_prefix('<') {
        end(rest, false).map(|high| (None, high))
    } else if let Some(rest) = text.strip_prefix('>') {
        end(rest, false).map(|low| (low, None))
    } else {
        end(text, true).map(|at| (at, at))
    };
    let Some((low, high)) = ends else {
        mistakes
            .add(Code::WrongType, span, format!("「{}」の値に「{text}」は書けません", fact.name))
            .expected(fact.kind.writable());
        return None;
    };
    if let (Some(low), Some(high)) = (low, high)
        && low.at > high.at
    {
        mistakes
            .add(Code::ReversedRange, span, format!("範囲「{text}」は左のほうが大きくなっています"))
            .expected("小さいほう..大きいほう");
        return None;
    }
    Some(Accept::Range { low, high })
}
