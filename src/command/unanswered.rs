//! `sodan unanswered`: what was not understood, the most frequent first, so that authors know what to write next.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use serde::Serialize;

use super::{Failure, Outcome, settings};
use crate::{
    consult::unanswered::{Asked, gather},
    store::{SledOptions, SledStore, Store},
};

/// The version of the JSON's shape; `docs/json.md` describes it.
const SCHEMA: u32 = 1;

/// Prints what was counted in the data folder.
pub fn run(json: bool) -> Result<Outcome, Failure> {
    let texts = gather(counts()?);
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
    unanswered: Vec<Asked>,
}

fn print(text: &Asked, out: &mut impl Write) -> io::Result<()> {
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
