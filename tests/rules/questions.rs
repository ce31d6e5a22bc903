//! Which question comes next: only what can still change something, what changes most first, nothing when nothing can.

use sodan::{
    content::{Content, ProgramId},
    rules::{Answer, Situation, Verdict, assess, next_question},
};

use crate::world;

fn content(programs: &[&str]) -> Content {
    let files: Vec<_> = programs
        .iter()
        .enumerate()
        .map(|(place, lines)| (format!("knowledge/programs/p{place}.yaml"), world::program(lines)))
        .collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    world::small(&files).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn all(content: &Content) -> Vec<ProgramId> {
    content.programs.iter().map(|program| program.id).collect()
}

fn next<'c>(content: &'c Content, given: &str) -> Option<&'c str> {
    let situation = world::situation(content, given);
    let fact = next_question(content, &all(content), None, &situation)?;
    Some(&content.facts.get(fact).name)
}

#[test]
fn the_fact_that_changes_most_is_asked_first() {
    let content = content(&["who: { a: true, b: true }\n", "who: { b: true, c: true }\n", "who: { b: true }\n"]);
    assert_eq!(next(&content, ""), Some("b"));
    // Without b nothing is left to settle.
    assert_eq!(next(&content, "b=false"), None);
    assert_eq!(next(&content, "b=true"), Some("a"), "of equals, the first named");
    assert_eq!(next(&content, "b=true a=true"), Some("c"));
    assert_eq!(next(&content, "b=true a=true c=false"), None);
}

#[test]
fn verdicts_come_before_amounts() {
    let content = content(&[
        "who: { a: true }\ncap_yen: { by: [n], rows: [ [\"..5\", 1], [_, 2] ] }\nrate: { by: [n], rows: [ [\"..9\", 1/2], [_, 1/3] ] }\n",
    ]);
    assert_eq!(next(&content, ""), Some("a"));
    assert_eq!(next(&content, "a=true"), Some("n"));
    assert_eq!(next(&content, "a=true n=3"), None);
    // The amounts of what is not had are nobody's question.
    assert_eq!(next(&content, "a=false"), None);
}

#[test]
fn what_cannot_be_answered_is_not_asked() {
    let content = content(&["who: { a: true, only_x: \"5..\", big: true }\n"]);
    assert_eq!(next(&content, "a=?"), Some("only_x"));
    // わからない is for good, and what does not apply fails the program.
    assert_eq!(next(&content, "a=? only_x=? n=? kind=?"), None);
    assert_eq!(next(&content, "kind=y"), None);
    // A derived fact is never asked: those it follows from are.
    assert_eq!(next(&content, "a=true only_x=7 kind=x"), Some("n"));
    assert_eq!(next(&content, "a=true only_x=7 kind=x n=10"), None);
}

#[test]
fn a_fact_that_no_longer_matters_is_not_asked() {
    let content = content(&["who: { any: [ { a: true }, { b: true, c: true } ] }\n"]);
    assert_eq!(next(&content, "a=true"), None);
    assert_eq!(next(&content, "a=false b=false"), None);
    assert_eq!(next(&content, "a=false b=true"), Some("c"));
}

/// No single answer decides, two together do: the question must still come.
#[test]
fn facts_that_decide_only_together_are_asked() {
    let content = content(&["who: { all: [ { any: { a: true, b: true } }, { any: { c: true, d: true } } ] }\n"]);
    let first = next(&content, "").expect("a=true and c=true would settle it");
    assert!(["a", "b", "c", "d"].contains(&first));
    assert_eq!(next(&content, "a=true c=true"), None);
    assert_eq!(next(&content, "a=false b=false"), None);
    // With b and d わからない, a and c can still make it true together.
    assert!(next(&content, "b=? d=?").is_some());
    // With a whole side わからない, only the other can settle it, and only against.
    assert!(next(&content, "a=? b=?").is_some());
    // With b and d わからない and a false, nothing can make it true, and d bars a false as b does.
    assert_eq!(next(&content, "a=false b=? d=?"), None);
}

/// On the real content, whatever the answers: each question is askable, no question comes twice, and when they stop,
/// no single further fact can change a verdict.
#[test]
fn questions_about_all_real_programs_end_and_leave_nothing_open() {
    let content = world::real();
    let all = all(content);
    let now = world::moment("2023-06-15 12:00");
    for seed in 0..12_u64 {
        let mut situation = world::situation(content, "");
        let mut asked = Vec::new();
        while let Some(fact) = next_question(content, &all, None, &situation) {
            let declared = content.facts.get(fact);
            assert!(declared.question.is_some(), "{} has no question", declared.name);
            assert!(!asked.contains(&fact), "{} is asked twice", declared.name);
            asked.push(fact);
            situation = situation.with(fact, world::some_answer(declared, seed.wrapping_mul(31) + asked.len() as u64));
        }
        assert!(asked.len() <= content.facts.len());
        for id in &all {
            let one = assess(content, *id, &situation, now);
            let open = one.verdict == Verdict::Unknown;
            let settles = one.missing.iter().any(|fact| could_settle(content, *id, &situation, *fact));
            assert!(!(open && settles), "{} was left open after {} questions", one.program.offer.name, asked.len());
        }
    }
}

fn could_settle(content: &Content, id: ProgramId, situation: &Situation, fact: sodan::content::FactId) -> bool {
    let declared = content.facts.get(fact);
    if declared.question.is_none() || situation.known().contains_key(&fact) {
        return false;
    }
    let now = world::moment("2023-06-15 12:00");
    (0..64).map(|seed| world::some_answer(declared, seed)).any(|answer| {
        matches!(answer, Answer::Is(_))
            && assess(content, id, &situation.with(fact, answer), now).verdict != Verdict::Unknown
    })
}
