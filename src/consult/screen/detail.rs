//! All about one program for one company: verdict, amounts, why not, steps, contacts, source.

use super::{
    Scene,
    contacts::{address, contact_lines},
    ending::source_line,
    results::{amounts, period},
};
use crate::{
    consult::{
        message::{Message, Text},
        token::Press,
    },
    content::{Content, Correction, Offer, Phrase, ProgramId, Windows},
    rules::{
        Assessment, BenefitAssessment, Estimate, Moment, Money, Reason, Verdict, WindowState, assess, window_state,
        words,
    },
};

/// Everything known of a program.
pub fn detail(scene: &Scene, id: ProgramId) -> Message {
    let one = assess(scene.content, id, scene.situation, scene.now);
    let mut text = Text::default();
    text.push_bold(&one.program.offer.title).push("\n");
    text.line(&one.program.summary);
    text.append(particulars(scene, &one));
    let wrong = scene.button(scene.say(Phrase::ButtonWrong, &[]), Press::Wrong(id));
    Message::new(text, vec![vec![wrong]])
}

/// Everything known of a program but what it is.
pub fn particulars(scene: &Scene, one: &Assessment) -> Text {
    let mut text = Text::default();
    verdict(scene, one.verdict, &one.reasons, &one.missing, &one.checks, &mut text);
    window_lines(scene.content, scene.now, &one.program.windows, &mut text);
    money(scene, &one.program.offer, &one.money, &mut text);
    if !one.benefits.is_empty() {
        text.push("\n").push_bold(scene.say(Phrase::DetailBenefits, &[])).push("\n");
        one.benefits.iter().for_each(|part| benefit(scene, part, one.verdict, 0, &mut text));
    }
    // What to do and whom to call come before everything that is good to know.
    steps(scene, one, &mut text);
    text.push("\n");
    for contact in &one.program.contacts {
        contact_lines(scene.content, scene.content.contact(*contact), scene.now, &mut text);
    }
    lists(scene, &one.program.offer, &mut text);
    text.push("\n");
    corrections(scene, &one.program.offer.corrections, &mut text);
    text.push(source_line(scene, one.program));
    text
}

fn verdict(
    scene: &Scene,
    verdict: Verdict,
    reasons: &[Reason],
    missing: &[crate::content::FactId],
    checks: &[&str],
    text: &mut Text,
) {
    text.push("\n").push_bold(scene.say(verdict_phrase(verdict), &[])).push("\n");
    for reason in reasons.iter().filter(|reason| reason.ok == (verdict != Verdict::NotEligible)) {
        let said = words::reason(scene.content, reason, scene.situation);
        text.line(scene.say(if reason.ok { Phrase::MarkOk } else { Phrase::MarkFailed }, &[("text", &said)]));
    }
    if verdict == Verdict::Unknown {
        for fact in missing {
            text.line(scene.say(Phrase::MarkMissing, &[("text", &scene.content.facts.get(*fact).label)]));
        }
    }
    if verdict != Verdict::NotEligible {
        checks.iter().for_each(|check| {
            text.line(scene.say(Phrase::MarkCheck, &[("text", check)]));
        });
    }
}

/// A verdict in a word.
pub fn verdict_phrase(verdict: Verdict) -> Phrase {
    match verdict {
        Verdict::Eligible => Phrase::VerdictEligible,
        Verdict::Likely => Phrase::VerdictLikely,
        Verdict::Unknown => Phrase::VerdictUnknown,
        Verdict::NotEligible => Phrase::VerdictNotEligible,
    }
}

/// Every window with how it stands, a line each.
pub fn window_lines(content: &Content, now: Moment, windows: &Windows, text: &mut Text) {
    let say = |phrase, slots: &[(&str, &str)]| content.phrases.say(phrase, slots);
    match windows {
        Windows::Standing => {
            text.line(say(Phrase::WindowStanding, &[]));
        }
        Windows::Unknown => {
            text.line(say(Phrase::DetailWindowUnknown, &[]));
        }
        Windows::Dated(all) => {
            // Of windows that are all over, the last one tells it.
            let over = window_state(windows, now.date()) == WindowState::Closed;
            let last = all.iter().max_by_key(|one| one.to).filter(|_| over);
            for one in all.iter().filter(|one| last.is_none_or(|last| *one == last)) {
                let phrase = match window_state(&Windows::Dated(vec![one.clone()]), now.date()) {
                    WindowState::Closed => Phrase::WindowClosed,
                    WindowState::Upcoming => Phrase::WindowUpcoming,
                    WindowState::ClosingSoon => Phrase::WindowClosingSoon,
                    WindowState::Open | WindowState::Unknown => Phrase::WindowOpen,
                };
                text.line(say(phrase, &[("when", &period(content, one))]));
            }
        }
    }
}

fn money(scene: &Scene, offer: &Offer, money: &Money, text: &mut Text) {
    if let Some(line) = amounts(scene.content, money) {
        text.line(line);
    }
    let investment = offer.investment.or_else(|| scene.content.usual_investment());
    if let Some(way) = words::formula(scene.content, &offer.terms, money.estimate, investment, scene.situation)
        && !matches!(money.estimate, Some(Estimate::Yen(_)) if offer.terms.rate.is_none() && offer.terms.estimate_yen.is_none())
    {
        text.line(way);
    }
}

/// One benefit: what it gives, or why it doesn't apply. Below a program that fails, saying so again helps nobody.
fn benefit(scene: &Scene, one: &BenefitAssessment, above: Verdict, depth: usize, text: &mut Text) {
    let indent = "　".repeat(depth);
    let mark = scene.say(verdict_phrase(one.verdict), &[]);
    text.push(indent.clone())
        .push_bold(&one.offer.title)
        .push(scene.say(Phrase::BenefitVerdict, &[("verdict", &mark)]))
        .push("\n");
    if let Some(summary) = &one.offer.summary {
        text.line(format!("{indent}{summary}"));
    }
    if one.verdict == Verdict::NotEligible {
        if above != Verdict::NotEligible {
            for reason in one.reasons.iter().filter(|reason| !reason.ok).take(2) {
                let said = words::reason(scene.content, reason, scene.situation);
                text.line(format!("{indent}{}", scene.say(Phrase::MarkFailed, &[("text", &said)])));
            }
        }
    } else {
        let mut own = Text::default();
        money(scene, one.offer, &one.money, &mut own);
        for line in own.to_plain().lines() {
            text.line(format!("{indent}{line}"));
        }
        for check in &one.checks {
            text.line(format!("{indent}{}", scene.say(Phrase::MarkCheck, &[("text", check)])));
        }
    }
    if let Some(windows) = &one.offer.windows {
        window_lines(scene.content, scene.now, windows, text);
    }
    for note in &one.offer.notes {
        text.line(format!("{indent}{}", scene.say(Phrase::ListItem, &[("text", note)])));
    }
    one.benefits.iter().for_each(|part| benefit(scene, part, one.verdict, depth + 1, text));
}

fn lists(scene: &Scene, offer: &Offer, text: &mut Text) {
    let parts = [
        (Phrase::DetailCost, &offer.cost),
        (Phrase::DetailExcluded, &offer.excluded),
        (Phrase::DetailNotes, &offer.notes),
        (Phrase::DetailExamples, &offer.examples_of_use),
    ];
    for (head, items) in parts {
        if items.is_empty() {
            continue;
        }
        text.push("\n").push_bold(scene.say(head, &[])).push("\n");
        for item in items {
            text.line(scene.say(Phrase::ListItem, &[("text", item)]));
        }
    }
}

fn steps(scene: &Scene, one: &Assessment, text: &mut Text) {
    let steps = &one.program.offer.steps;
    if steps.is_empty() {
        return;
    }
    text.push("\n").push_bold(scene.say(Phrase::DetailSteps, &[])).push("\n");
    for (place, step) in steps.iter().enumerate() {
        let url = step.url.as_ref().map(|url| format!(" {}", address(scene.content, url))).unwrap_or_default();
        text.line(format!("{}. {}{url}", place + 1, step.text));
    }
}

/// What is doubtful is shown as doubtful; what was corrected needs no mention here.
fn corrections(scene: &Scene, corrections: &[Correction], text: &mut Text) {
    for one in corrections.iter().filter(|one| one.used.is_none()) {
        text.line(scene.say(Phrase::DetailDoubtful, &[("printed", &one.printed), ("why", &one.why)]));
    }
}
