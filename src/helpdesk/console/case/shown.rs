//! The programs that an owner was shown, as they stand for them now.

use std::collections::BTreeSet;

use crate::{
    consult::case::Case,
    content::Content,
    rules::{self, Assessment, Moment, Situation, Verdict, WindowState, words},
};

/// So many reasons of a verdict are named.
const REASONS: usize = 4;

/// A program that was shown, as it stands for this owner now.
pub struct Shown {
    pub name: String,
    pub verdict: &'static str,
    pub window: &'static str,
    pub why: Vec<String>,
    pub missing: Vec<String>,
    pub checks: Vec<String>,
}

/// Every program that was on a screen when the owner wished for a person, as it stands now; the best first.
pub fn programs(content: &Content, situation: &Situation, case: &Case, now: Moment) -> Vec<Shown> {
    let names: BTreeSet<&String> = case.reasons.iter().flat_map(|came| &came.shown).collect();
    let shown = content.programs.iter().filter(|program| names.contains(&program.offer.name));
    let mut all: Vec<Assessment> = shown.map(|program| rules::assess(content, program.id, situation, now)).collect();
    rules::rank(&mut all);
    let one = |one: &Assessment| Shown {
        name: one.program.offer.title.clone(),
        verdict: verdict_in_words(one.verdict),
        window: window_in_words(one.window),
        why: one.reasons.iter().take(REASONS).map(|reason| words::reason(content, reason, situation)).collect(),
        missing: one.missing.iter().map(|fact| content.facts.get(*fact).label.clone()).collect(),
        checks: one.checks.iter().map(|check| (*check).to_owned()).collect(),
    };
    all.iter().map(one).collect()
}

pub fn verdict_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Eligible => "対象",
        Verdict::Likely => "条件付き",
        Verdict::Unknown => "未確認",
        Verdict::NotEligible => "対象外",
    }
}

pub fn window_in_words(window: WindowState) -> &'static str {
    match window {
        WindowState::Open => "募集中",
        WindowState::ClosingSoon => "まもなく締切",
        WindowState::Upcoming => "募集前",
        WindowState::Unknown => "募集期間は資料になし",
        WindowState::Closed => "募集終了",
    }
}
