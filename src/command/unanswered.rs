//! `sodan unanswered`: what was not understood, the most frequent first, so that authors know what to write next.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use serde::Serialize;

use super::{Failure, Outcome, settings};
use crate::{
    consult::unanswered::Unanswered,
    store::{SledOptions, SledStore, Store},
    understand::normal,
};

/// The version of the JSON's shape; `docs/json.md` describes it.
const SCHEMA: u32 = 1;

/// Prints what was counted in the data folder.
pub fn run(json: bool) -> Result<Outcome, Failure> {
    let texts = group(counts()?);
    let mut out = io::BufWriter::new(io::stdout().lock());
    if json {
        writeln!(out, "{}", serde_json::to_string(&Report { schema: SCHEMA, unanswered: texts })?)?;
    } else if texts.is_empty() {
        writeln!(out, "わからなかった質問は、まだありません（{}）", settings::data_folder().display())?;
    } else {
        texts.iter().try_for_each(|text| print(text, &mut out))?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// What the store counted. A folder that isn't there is left so: to look must not make one.
fn counts() -> Result<Vec<(Vec<u8>, u64)>, Failure> {
    let folder = settings::data_folder();
    if !folder.try_exists()? {
        return Ok(Vec::new());
    }
    let store = SledStore::open(SledOptions::new(folder))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let counts = runtime.block_on(store.counts());
    let closed = runtime.block_on(store.close());
    let counts = counts?;
    closed?;
    Ok(counts)
}

#[derive(Serialize)]
struct Report {
    schema: u32,
    unanswered: Vec<Text>,
}

/// Everything counted of texts that differ in nothing but their writing.
#[derive(Serialize)]
struct Text {
    /// As it was written most often.
    text: String,
    /// How often it was asked.
    count: u64,
    outcomes: BTreeMap<String, u64>,
    offered: BTreeMap<String, u64>,
    chosen: BTreeMap<String, u64>,
}

/// Joins the counters by what the texts say. Other things that the store counts are left out.
fn group(counts: Vec<(Vec<u8>, u64)>) -> Vec<Text> {
    let mut groups: BTreeMap<String, Vec<(Unanswered, u64)>> = BTreeMap::new();
    for (key, count) in counts {
        if let Some(unanswered) = Unanswered::from_key(&key) {
            let said = Some(normal::key(&unanswered.text)).filter(|said| !said.is_empty());
            groups.entry(said.unwrap_or_else(|| unanswered.text.clone())).or_default().push((unanswered, count));
        }
    }
    let mut texts: Vec<Text> = groups.into_values().map(|group| text(&group)).collect();
    texts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    texts
}

fn text(group: &[(Unanswered, u64)]) -> Text {
    let (mut outcomes, mut offered, mut chosen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut written: BTreeMap<&str, u64> = BTreeMap::new();
    // A choice comes after a question that was counted, so it is no second one; unless the question found no place any
    // more among the things counted.
    let asked_counted = group.iter().any(|(one, _)| one.chosen.is_none());
    let mut count = 0;
    for (one, times) in group {
        if let Some(id) = &one.chosen {
            *chosen.entry(id.clone()).or_default() += times;
        }
        if one.chosen.is_some() && asked_counted {
            continue;
        }
        count += times;
        *written.entry(&one.text).or_default() += times;
        *outcomes.entry(one.outcome.clone()).or_default() += times;
        for id in &one.offered {
            *offered.entry(id.clone()).or_default() += times;
        }
    }
    // Of those written equally often the first in order.
    let most = written.iter().rev().max_by_key(|(_, times)| **times).map_or("", |(text, _)| text);
    Text { text: most.to_owned(), count, outcomes, offered, chosen }
}

fn print(text: &Text, out: &mut impl Write) -> io::Result<()> {
    let said = if text.text.is_empty() { "（文字なし）" } else { &text.text };
    writeln!(out, "{}回 {said}", text.count)?;
    for (label, counts) in [("結果", &text.outcomes), ("示した候補", &text.offered), ("選ばれた候補", &text.chosen)]
    {
        if !counts.is_empty() {
            writeln!(out, "    {label}: {}", most_first(counts))?;
        }
    }
    Ok(())
}

fn most_first(counts: &BTreeMap<String, u64>) -> String {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by(|a, b| b.1.cmp(a.1));
    counts.iter().map(|(name, count)| format!("{name} {count}回")).collect::<Vec<_>>().join("、")
}
