//! The last screens: handed over to a person, ended, and the sheet to print.

use super::{
    Scene, answers_so_far, contact_lines,
    results::{amounts, results_shown, window_line},
    standing_contacts,
};
use crate::{
    consult::message::{Message, Text},
    content::{Command, Phrase, Program, Recommend, Sentence},
    rules::{Assessment, BenefitAssessment, Verdict, words},
};

/// The dialog hands over: why, and whom to call. What a person will do is said beside it.
pub fn handover(scene: &Scene, reason: &str, lead: Text) -> Message {
    let mut text = lead;
    if !text.is_empty() {
        text.push("\n\n");
    }
    text.line(scene.say(Phrase::Handover, &[("reason", reason)]));
    text.push("\n");
    for contact in standing_contacts(scene.content, scene.situation) {
        contact_lines(scene.content, contact, scene.now, &mut text);
        text.push("\n");
    }
    Message::new(text, vec![vec![scene.command(Command::Start)]])
}

/// The dialog ends with a sentence.
pub fn end(scene: &Scene, said: &Sentence, lead: Text) -> Message {
    let said = words::sentence(scene.content, said, scene.situation);
    let mut text = lead;
    if !text.is_empty() && !said.is_empty() {
        text.push("\n\n");
    }
    text.push(said);
    if text.is_empty() {
        text.push(scene.say(Phrase::NewSession, &[]));
    }
    Message::new(text, vec![vec![scene.command(Command::Start)]])
}

/// Answers and results on one sheet, to take to the bank or the chamber of commerce.
pub fn printable(scene: &Scene, recommend: &Recommend) -> Message {
    let mut text = Text::default();
    let today = crate::understand::date::show(scene.now.date());
    text.push_bold(scene.say(Phrase::PrintHead, &[("date", &today)])).push("\n");
    for fact in answers_so_far(scene) {
        let Some(value) = words::state(scene.content, fact, scene.situation) else { continue };
        let label = &scene.content.facts.get(fact).label;
        text.line(scene.say(Phrase::PrintLine, &[("label", label), ("value", &value)]));
    }
    for (place, one) in results_shown(scene.content, recommend, scene.situation, scene.now).iter().enumerate() {
        text.push("\n").push_bold(format!("{} {}", place + 1, one.program.offer.title)).push("\n");
        text.line(&one.program.summary);
        text.line(window_line(scene, one));
        amounts_that_fit(scene, one).into_iter().for_each(|line| {
            text.line(line);
        });
        for contact in &one.program.contacts {
            contact_lines(scene.content, scene.content.contact(*contact), scene.now, &mut text);
        }
        text.line(source_line(scene, one.program));
    }
    Message::new(text, Vec::new())
}

/// The amounts of the benefits that fit, a line each.
pub fn amounts_that_fit(scene: &Scene, one: &Assessment) -> Vec<String> {
    let fitting = one.benefits.iter().filter(|benefit| benefit.verdict >= Verdict::Likely);
    let line = |benefit: &BenefitAssessment| {
        let amounts = amounts(scene.content, &benefit.money)?;
        Some(scene.say(Phrase::AmountOf, &[("benefit", &benefit.offer.title), ("amounts", &amounts)]))
    };
    fitting.filter_map(line).collect()
}

/// Where what is known of a program is printed, and how old it is.
pub fn source_line(scene: &Scene, program: &Program) -> String {
    let (source, as_of) = (&program.source, program.as_of);
    let (year, month) = (as_of.year.to_string(), as_of.month.to_string());
    scene.say(
        Phrase::DetailSource,
        &[("document", &source.document.title), ("pages", &source.pages), ("year", &year), ("month", &month)],
    )
}
