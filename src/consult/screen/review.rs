//! All answers on one screen, each of which can be corrected.

use super::Scene;
use crate::{
    consult::{
        message::{Button, Message, Text},
        token::Press,
    },
    content::{Command, FactId, Phrase},
    rules::{State, words},
};

/// The answers before they are used.
pub fn review(scene: &Scene, lead: Text) -> Message {
    let mut text = lead;
    if !text.is_empty() {
        text.push("\n\n");
    }
    text.push_bold(scene.say(Phrase::ReviewHead, &[])).push("\n");
    let facts = answers_so_far(scene);
    list(scene, &facts, &mut text);
    text.push(scene.say(Phrase::ReviewHint, &[]));
    let mut buttons = vec![vec![scene.command(Command::Search)]];
    buttons.extend(fix_rows(scene, &facts));
    buttons.push(vec![scene.command(Command::Back), scene.command(Command::Restart), scene.command(Command::Human)]);
    Message::new(text, buttons)
}

/// The answers at any other moment.
pub fn status(scene: &Scene) -> Message {
    let facts = answers_so_far(scene);
    if facts.is_empty() {
        return super::plain(scene.say(Phrase::StatusNone, &[]));
    }
    let mut text = Text::default();
    text.push_bold(scene.say(Phrase::StatusHead, &[])).push("\n");
    list(scene, &facts, &mut text);
    text.push(scene.say(Phrase::StatusHint, &[]));
    Message::new(text, fix_rows(scene, &facts))
}

fn list(scene: &Scene, facts: &[FactId], text: &mut Text) {
    for (place, fact) in facts.iter().enumerate() {
        let Some(value) = words::state(scene.content, *fact, scene.situation) else { continue };
        let label = &scene.content.facts.get(*fact).label;
        text.line(
            scene.say(Phrase::ReviewLine, &[("number", &(place + 1).to_string()), ("label", label), ("value", &value)]),
        );
    }
}

fn fix_rows(scene: &Scene, facts: &[FactId]) -> Vec<Vec<Button>> {
    const IN_A_ROW: usize = 2;
    // A messenger takes a hundred below one message; the answers beyond can still be named.
    const MOST: usize = 90;
    let fix = &scene.content.phrases.command(Command::Fix).label;
    let buttons: Vec<Button> = facts
        .iter()
        .enumerate()
        .take(MOST)
        .map(|(place, fact)| {
            let label = format!("{fix} {} {}", place + 1, scene.content.facts.get(*fact).label);
            scene.button(label, Press::Fix(*fact))
        })
        .collect();
    buttons.chunks(IN_A_ROW).map(<[Button]>::to_vec).collect()
}

/// The answers in the order in which the dialog meets them, then the others; what doesn't apply is left out.
pub fn answers_so_far(scene: &Scene) -> Vec<FactId> {
    let mut facts = scene.walk.passed.clone();
    let rest = scene.progress.answered.iter().chain(scene.progress.known.keys());
    for fact in rest {
        if !facts.contains(fact) {
            facts.push(*fact);
        }
    }
    facts.retain(|fact| {
        // What was worked out instead of asked stands beside the answers.
        (scene.progress.known.contains_key(fact) || scene.walk.passed.contains(fact))
            && matches!(scene.situation.state(*fact), State::Is(_) | State::Unsure)
    });
    facts
}
