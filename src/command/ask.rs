//! `sodan ask`: what a free text finds, as text or JSON, for one text or a file of them.

use std::{
    io::{self, Write},
    path::Path,
    sync::Arc,
};

use serde::Serialize;

use super::{Failure, Outcome, settings};
use crate::{
    consult::screen::answer_text,
    content::{Content, Library, write_value},
    rules::Moment,
    search::{
        Search,
        understand::{self, Understood},
    },
};

/// The version of the JSON's shape; `docs/json.md` describes it.
const SCHEMA: u32 = 1;

/// How the finds are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// How many entries at most.
    pub top: usize,
    /// As JSON, one line for each question.
    pub json: bool,
    /// With the words that counted.
    pub explain: bool,
}

/// A content folder, or one of nothing but questions and answers.
enum Knowledge {
    Content(Arc<Content>),
    Library(Library),
}

/// Asks one text.
pub fn run(text: &str, now: Moment, wanted: Wanted) -> Result<Outcome, Failure> {
    let (knowledge, search) = load()?;
    let mut out = io::stdout().lock();
    one(&knowledge, &search, text, now, wanted, &mut out)?;
    Ok(Outcome::Done)
}

/// Asks every line of a file, in order; an empty line finds nothing and has its line of output too.
pub fn batch(file: &Path, now: Moment, wanted: Wanted) -> Result<Outcome, Failure> {
    let (knowledge, search) = load()?;
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("{} を読めません: {error}", file.display())))?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in text.strip_prefix('\u{feff}').unwrap_or(&text).lines() {
        one(&knowledge, &search, line, now, wanted, &mut out)?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn load() -> Result<(Knowledge, Search), Failure> {
    if settings::is_library() {
        let library = settings::library()?;
        let search = Search::of_library(&library);
        return Ok((Knowledge::Library(library), search));
    }
    let content = settings::content()?;
    let search = Search::new(&content);
    Ok((Knowledge::Content(content), search))
}

fn one(
    knowledge: &Knowledge,
    search: &Search,
    text: &str,
    now: Moment,
    wanted: Wanted,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let understood = match knowledge {
        Knowledge::Content(content) => understand::understand(content, search, text, wanted.top),
        Knowledge::Library(library) => understand::look_up(library, search, text, wanted.top),
    };
    let report = report(knowledge, search, text, &understood, now, wanted);
    if wanted.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        print(&report, out)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    question: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    intent: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<&'a str>,
    results: Vec<Result_<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialog: Option<DialogReport<'a>>,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    facts: serde_json::Map<String, serde_json::Value>,
    /// What the bot says to it.
    answer: String,
}

#[derive(Serialize)]
struct Result_<'a> {
    id: &'a str,
    kind: &'static str,
    score: f64,
    name: &'a str,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Vec<Word>>,
}

#[derive(Serialize)]
struct Word {
    word: String,
    score: f64,
}

#[derive(Serialize)]
struct DialogReport<'a> {
    id: &'a str,
    score: f64,
    name: &'a str,
}

/// Scores are told to a thousandth; what is below says nothing.
fn rounded(score: f64) -> f64 {
    (score * 1_000.0).round() / 1_000.0
}

fn report<'a>(
    knowledge: &'a Knowledge,
    search: &'a Search,
    question: &'a str,
    understood: &Understood<'a>,
    now: Moment,
    wanted: Wanted,
) -> Report<'a> {
    let results = understood
        .found
        .iter()
        .map(|found| {
            let entry = search.entry(found.entry);
            let words = search.explain(&understood.query, found.entry);
            let why = words.iter().take(4).map(|(word, _)| word.as_str()).collect::<Vec<_>>().join("・");
            let word = |(word, score): (String, f32)| Word { word, score: rounded(f64::from(score)) };
            Result_ {
                id: &entry.id,
                kind: entry.key.kind(),
                score: rounded(found.score),
                name: &entry.title,
                why,
                words: wanted.explain.then(|| words.into_iter().map(word).collect()),
            }
        })
        .collect();
    let mut facts = serde_json::Map::new();
    let mut dialog = None;
    let answer = match knowledge {
        Knowledge::Content(content) => {
            for (fact, value) in &understood.told {
                let fact = content.facts.get(*fact);
                facts.insert(fact.name.clone(), write_value(value, fact).into());
            }
            dialog = understood.dialog.map(|(id, score)| {
                let dialog = content.dialog(id);
                DialogReport { id: &dialog.name, score: rounded(score), name: &dialog.title }
            });
            answer_text(content, search, understood, now)
        }
        Knowledge::Library(library) => match (understood.outcome, understood.found.first()) {
            (understand::Outcome::Answer, Some(first)) => match search.entry(first.entry).key {
                crate::search::entry::Key::Faq(id) => library.faq(id).answer.clone(),
                _ => String::new(),
            },
            _ => String::new(),
        },
    };
    Report {
        schema: SCHEMA,
        question,
        outcome: understood.outcome.key(),
        intent: understood.intent.map(crate::content::Intent::key),
        reply: understood.reply.map(|reply| reply.name.as_str()),
        results,
        dialog,
        facts,
        answer,
    }
}

fn print(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let outcome = match report.outcome {
        "answer" => "答えが見つかりました",
        "unsure" => "近いものがいくつかあります",
        "handover" => "人に引き継ぎます",
        _ => "相談の内容ではないようです",
    };
    writeln!(out, "{outcome}（{}）", report.outcome)?;
    for result in &report.results {
        writeln!(out, "  {:.2}  {} [{} {}]  {}", result.score, result.name, result.kind, result.id, result.why)?;
        for word in result.words.iter().flatten() {
            writeln!(out, "        {:>7.3}  {}", word.score, word.word)?;
        }
    }
    if let Some(dialog) = &report.dialog {
        writeln!(out, "対話: {} [{}] {:.2}", dialog.name, dialog.id, dialog.score)?;
    }
    for (fact, value) in &report.facts {
        writeln!(out, "項目: {fact}={}", value.as_str().unwrap_or_default())?;
    }
    if !report.answer.is_empty() {
        writeln!(out, "\n{}", report.answer)?;
    }
    Ok(())
}
