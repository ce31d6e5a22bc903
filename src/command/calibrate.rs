//! `sodan calibrate`: fits the confidence on the content itself and says how good it is.

use std::io::{self, Write};

use super::{Failure, Outcome, settings};
use crate::{
    content::FEATURES,
    search::{
        analyze::Parts,
        calibrate::{Sample, fit, samples},
        confidence::probability,
        entry,
    },
};

/// Prints the model and what it promises; `write` puts it into `knowledge/search.yaml`.
pub fn run(write: bool) -> Result<Outcome, Failure> {
    let content = settings::content()?;
    let entries = entry::of_content(&content);
    let samples = samples(&entries, &content.library.synonyms, &content.intents, Parts::default());
    if samples.is_empty() {
        return Err(Failure::new("合わせるための examples: が一つもありません（knowledge/ の支援策に書いてください）"));
    }
    let model = fit(&samples);
    let lines: Vec<String> =
        FEATURES.iter().zip(model).map(|(name, weight)| format!("  {name}: {weight:.4}\n")).collect();
    let mut out = io::stdout().lock();
    writeln!(out, "model:\n{}", lines.concat())?;
    table(&samples, &model, &mut out)?;
    if write {
        let path = settings::content_folder().join("knowledge/search.yaml");
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Failure::new(format!("{} を読めません: {error}", path.display())))?;
        let head = text.split("\nmodel:").next().unwrap_or_default();
        std::fs::write(&path, format!("{}\n\nmodel:\n{}", head.trim_end(), lines.concat()))
            .map_err(|error| Failure::new(format!("{} に書けません: {error}", path.display())))?;
    }
    Ok(Outcome::Done)
}

/// What comes of each threshold.
fn table(samples: &[Sample], model: &crate::search::confidence::Features, out: &mut impl Write) -> io::Result<()> {
    let (there, masked): (Vec<&Sample>, Vec<&Sample>) = samples.iter().partition(|sample| !sample.masked);
    writeln!(out, "{} questions, each asked once with and once without its entry", there.len())?;
    writeln!(out, "p at least  answered  right of these  wrong where the entry is masked")?;
    for threshold in [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let over = |sample: &&&Sample| probability(model, &sample.features) >= threshold;
        let answered = there.iter().filter(over).count();
        let right = there.iter().filter(over).filter(|sample| sample.right).count();
        let wrong = masked.iter().filter(over).count();
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        writeln!(
            out,
            "{threshold:>10.2} {:>8.0}% {:>14.0}% {:>12.0}%",
            percent(answered, there.len()),
            percent(right, answered),
            percent(wrong, masked.len())
        )?;
    }
    Ok(())
}
