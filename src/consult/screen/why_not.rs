//! The programs that don't fit, and the condition that decided.

use super::{Scene, plain};
use crate::{
    consult::message::{Message, Text},
    content::{Phrase, Recommend},
    rules::{Verdict, assess, words},
};

/// Every program of the recommendation that fails, with its reason.
pub fn why_not(scene: &Scene, recommend: &Recommend) -> Message {
    let mut text = Text::default();
    for id in &recommend.programs {
        let one = assess(scene.content, *id, scene.situation, scene.now);
        if one.verdict != Verdict::NotEligible {
            continue;
        }
        text.push_bold(&one.program.offer.title).push("\n");
        for reason in one.reasons.iter().filter(|reason| !reason.ok).take(3) {
            text.line(words::reason(scene.content, reason, scene.situation));
        }
    }
    if text.is_empty() {
        return plain(scene.say(Phrase::WhyNotNone, &[]));
    }
    let mut whole = Text::default();
    whole.push_bold(scene.say(Phrase::WhyNotHead, &[])).push("\n\n").append(text);
    Message::new(whole, Vec::new())
}
