//! Broken content of what free text is understood by: phrasings, questions and answers, patterns, thresholds.

use super::{
    cases::{Case, FACTS, one},
    folder::{swap, write},
};

const FAQ: &str = "knowledge/faq/a.yaml";
const SYNONYMS: &str = "knowledge/synonyms.yaml";
const INTENTS: &str = "knowledge/intents.yaml";
const REPLIES: &str = "knowledge/replies.yaml";
const SEARCH: &str = "knowledge/search.yaml";

pub fn all() -> Vec<Case> {
    [questions_and_answers(), words(), patterns(), facts_in_text(), thresholds()].into_iter().flatten().collect()
}

fn questions_and_answers() -> Vec<Case> {
    vec![
        one("one entry alone", write(FAQ, "id: 1\nquestion: 何人\nanswer: 二人です。\n"), &[]),
        one(
            "an entry without its answer",
            write(FAQ, "- id: a\n  question: 何人\n"),
            &["E04 knowledge/faq/a.yaml:1:3"],
        ),
        one(
            "a misspelt key",
            write(FAQ, "- id: a\n  question: 何人\n  anser: 二人\n"),
            &["E03 knowledge/faq/a.yaml:3:3 answer"],
        ),
        one(
            "the id of a program",
            write(FAQ, "- id: shindan\n  question: 何人\n  answer: 二人\n"),
            &["E06 knowledge/faq/a.yaml:1:7"],
        ),
        one(
            "a contact that isn't there",
            write(FAQ, "- id: a\n  question: 何人\n  answer: 二人\n  contacts: [nobody]\n"),
            &["E09 knowledge/faq/a.yaml:4:14"],
        ),
    ]
}

fn words() -> Vec<Case> {
    vec![
        one("a group of one", write(SYNONYMS, "groups:\n  - [電気代]\n"), &["E08 knowledge/synonyms.yaml:2:5"]),
        one("a word of one sign", write(SYNONYMS, "groups:\n  - [税, 税金]\n"), &["E08 knowledge/synonyms.yaml:2:6"]),
        one(
            "a reading in kanji",
            write(SYNONYMS, "readings:\n  補助金: [補助金]\n"),
            &["E08 knowledge/synonyms.yaml:2:9"],
        ),
    ]
}

fn patterns() -> Vec<Case> {
    vec![
        one("an unknown intent", write(INTENTS, "intents:\n  fone: 電話\n"), &["E03 knowledge/intents.yaml:2:3 phone"]),
        one("a broken pattern", write(INTENTS, "intents:\n  phone: '(電話'\n"), &["E08 knowledge/intents.yaml:2:10"]),
        one(
            "a pattern of everything",
            write(INTENTS, "intents:\n  phone: '電話|'\n"),
            &["E08 knowledge/intents.yaml:2:10"],
        ),
        one(
            "an unknown kind of reply",
            write(REPLIES, "replies:\n  - { id: a, kind: caring, patterns: [死], say: 電話を }\n"),
            &["E08 knowledge/replies.yaml:2:20 care"],
        ),
        one(
            "a reply without words",
            write(REPLIES, "replies:\n  - { id: a, kind: care, patterns: [死] }\n"),
            &["E04 knowledge/replies.yaml:2:5"],
        ),
    ]
}

fn facts_in_text() -> Vec<Case> {
    vec![
        one(
            "words of a choice that isn't there",
            swap(FACTS, "    label: 事業の形\n", "    label: 事業の形\n    in_text: { compny: [株式会社] }\n"),
            &["E09 knowledge/facts.yaml:12:16 company"],
        ),
        one(
            "choices looked for in a number",
            swap(FACTS, "    label: 従業員\n", "    label: 従業員\n    in_text: true\n"),
            &["E08 knowledge/facts.yaml:19:14"],
        ),
        one(
            "a pattern for a choice",
            swap(FACTS, "    label: 事業の形\n", "    label: 事業の形\n    said: 会社\n"),
            &["E08 knowledge/facts.yaml:12:11"],
        ),
    ]
}

fn thresholds() -> Vec<Case> {
    let own = std::fs::read_to_string(format!("{}/knowledge/search.yaml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let answer = own.lines().find(|line| line.starts_with("answer:")).unwrap_or_default();
    vec![
        one("the project's own", write(SEARCH, own.clone()), &[]),
        one(
            "a word for a number",
            write(SEARCH, own.replacen(answer, "answer: sure", 1)),
            &["E07 knowledge/search.yaml:4:9"],
        ),
        one(
            "an offer surer than an answer",
            write(SEARCH, own.replacen(answer, "answer: 0.05", 1)),
            &["E08 knowledge/search.yaml:8:1"],
        ),
    ]
}
