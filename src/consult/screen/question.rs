//! A question: its number, how many can still come, its options, and the ways out.

use super::Scene;
use crate::{
    consult::{
        message::{Button, Message, Text},
        token::Press,
    },
    content::{Command, Fact, FactKind, Phrase},
    dialog::{AskedBy, Question, most_questions_left},
};

/// Options on one page.
pub const PAGE: usize = 8;

/// The question with its buttons; `lead` is said before it.
pub fn question(scene: &Scene, asked: &Question, lead: Text) -> Message {
    let fact = scene.content.facts.get(asked.fact);
    let mut text = lead;
    if !text.is_empty() {
        text.push("\n\n");
    }
    text.push_bold(head(scene, asked));
    text.push("\n");
    text.push(asked.text.or(fact.question.as_deref()).unwrap_or(&fact.label));
    let how = match &fact.kind {
        FactKind::Multi(_) => Some(scene.say(Phrase::HowToChooseSeveral, &[])),
        _ => how_to_answer(scene, fact),
    };
    how.into_iter().for_each(|how| {
        text.push("\n").push(how);
    });
    Message::new(text, choice_buttons(scene, asked))
}

/// An example of an answer that is typed.
pub fn how_to_answer(scene: &Scene, fact: &Fact) -> Option<String> {
    match &fact.kind {
        FactKind::Multi(_) | FactKind::Choice(_) | FactKind::Bool => None,
        _ => fact.example.as_ref().map(|example| scene.say(Phrase::Example, &[("example", example)])),
    }
}

/// The number of the question and how many may follow.
pub fn head(scene: &Scene, asked: &Question) -> String {
    if asked.asked_by == AskedBy::Owner {
        return scene.say(Phrase::CorrectionHead, &[]);
    }
    let number = scene.progress.question_number().to_string();
    match most_questions_left(scene.content, scene.walk, scene.progress, scene.situation) {
        0 => scene.say(Phrase::QuestionHeadLast, &[("number", &number)]),
        left => scene.say(Phrase::QuestionHead, &[("number", &number), ("left", &left.to_string())]),
    }
}

/// The options of the page at hand, then the ways out.
pub fn choice_buttons(scene: &Scene, asked: &Question) -> Vec<Vec<Button>> {
    let fact = scene.content.facts.get(asked.fact);
    let mut rows = Vec::new();
    match &fact.kind {
        FactKind::Bool => {
            for (number, phrase, press) in [(1, Phrase::Yes, Press::Yes), (2, Phrase::No, Press::No)] {
                rows.push(vec![scene.button(format!("{number} {}", scene.say(phrase, &[])), press)]);
            }
        }
        FactKind::Choice(choices) => {
            for place in page_of(scene, choices.len()) {
                let label = format!("{} {}", place + 1, choices[place].label);
                rows.push(vec![scene.button(label, Press::Choose(place as u16))]);
            }
            rows.extend(page_row(scene, choices.len()));
        }
        FactKind::Multi(choices) => {
            for place in page_of(scene, choices.len()) {
                let ticked = scene.sitting.ticked.contains(place as u16);
                let mark = scene.say(if ticked { Phrase::Ticked } else { Phrase::Unticked }, &[]);
                let label = format!("{mark}{} {}", place + 1, choices[place].label);
                rows.push(vec![scene.button(label, Press::Tick(place as u16, !ticked))]);
            }
            rows.extend(page_row(scene, choices.len()));
            if !scene.sitting.ticked.is_empty() {
                rows.push(vec![scene.button(scene.say(Phrase::TickedDone, &[]), Press::Ticked)]);
            }
        }
        _ => {}
    }
    let mut first = vec![scene.command(Command::Unsure)];
    if says_more(asked, fact) {
        first.push(scene.command(Command::Explain));
    }
    if fact.estimate_by.is_some() {
        first.push(scene.command(Command::Estimate));
    }
    rows.push(first);
    rows.push(vec![scene.command(Command::Back), scene.command(Command::Cancel), scene.command(Command::Human)]);
    // Who needs easier words needs them from the first question on, and would not look for a command.
    if scene.sitting.session.events.is_empty() {
        rows.extend(scene.switch.map(|switch| vec![scene.command(switch)]));
    }
    rows
}

/// Whether there is anything to say about the question.
pub fn says_more(asked: &Question, fact: &Fact) -> bool {
    asked.help.is_some() || explains(fact)
}

fn explains(fact: &Fact) -> bool {
    fact.help.is_some() || fact.choices().iter().any(|choice| choice.help.is_some())
}

/// How many pages so many options need.
pub fn pages(options: usize) -> u16 {
    options.div_ceil(PAGE).max(1) as u16
}

fn page_of(scene: &Scene, options: usize) -> std::ops::Range<usize> {
    let from = usize::from(scene.sitting.page.min(pages(options) - 1)) * PAGE;
    from..options.min(from + PAGE)
}

fn page_row(scene: &Scene, options: usize) -> Option<Vec<Button>> {
    let page = scene.sitting.page.min(pages(options) - 1);
    let label = |command| scene.content.phrases.command(command).label.clone();
    let mut row = Vec::new();
    if page > 0 {
        row.push(scene.button(label(Command::Previous), Press::Page(page - 1)));
    }
    if page + 1 < pages(options) {
        row.push(scene.button(label(Command::Next), Press::Page(page + 1)));
    }
    (!row.is_empty()).then_some(row)
}

/// What the question means, to be said before it is asked again.
pub fn question_help(scene: &Scene, asked: &Question) -> Text {
    let fact = scene.content.facts.get(asked.fact);
    let mut lines = Vec::new();
    match asked.help.or(fact.help.as_deref()) {
        Some(help) => lines.push(help.to_owned()),
        None if explains(fact) => {}
        None => lines.push(scene.say(Phrase::NoHelp, &[])),
    }
    for (place, choice) in fact.choices().iter().enumerate() {
        if let Some(about) = &choice.help {
            lines.push(format!("{} {}：{about}", place + 1, choice.label));
        }
    }
    Text::plain(lines.join("\n"))
}
