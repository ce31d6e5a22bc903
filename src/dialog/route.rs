//! The way from the first question to a dialog: which choices lead there.

use std::collections::HashSet;

use crate::content::{Accept, Act, Condition, Content, DialogId, FactId, FactKind, Target, Value};

/// The choices by which the dialog everybody begins with leads to another, in the order in which they are made. `None`
/// where it cannot be reached by choices alone.
pub fn route(content: &Content, to: DialogId) -> Option<Vec<(FactId, Value)>> {
    let mut made = Vec::new();
    let mut seen = HashSet::new();
    search(content, content.start, to, &mut made, &mut seen).then_some(made)
}

fn search(
    content: &Content,
    at: DialogId,
    to: DialogId,
    made: &mut Vec<(FactId, Value)>,
    seen: &mut HashSet<DialogId>,
) -> bool {
    if at == to {
        return true;
    }
    if !seen.insert(at) {
        return false;
    }
    for step in &content.dialog(at).steps {
        let Act::Go(Target::Dialog(next)) = step.act else { continue };
        let Some(choices) = choices(content, &step.when) else { continue };
        let before = made.len();
        made.extend(choices);
        if search(content, next, to, made, seen) {
            return true;
        }
        made.truncate(before);
    }
    false
}

/// The choices that a condition asks for, one of each fact; nothing where it asks for anything else.
fn choices(content: &Content, condition: &Condition) -> Option<Vec<(FactId, Value)>> {
    match condition {
        Condition::All(parts) => {
            parts.iter().map(|part| choices(content, part)).collect::<Option<Vec<_>>>().map(|parts| parts.concat())
        }
        Condition::Test(test) if matches!(content.facts.get(test.fact).kind, FactKind::Choice(_)) => {
            match test.accept.as_slice() {
                [Accept::Choice(choice)] => Some(vec![(test.fact, Value::Choice(*choice))]),
                _ => None,
            }
        }
        _ => None,
    }
}
