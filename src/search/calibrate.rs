//! Fits the model of the confidence on the content itself.
//!
//! Every example phrasing is asked once while it is withheld from its entry: was the entry, or one of its family, first?
//! And once while the whole family is masked, so that whatever comes first is wrong: that is how a question looks that
//! the knowledge does not answer. The rest is a logistic regression.

use super::{
    CANDIDATES, Hit, Search,
    analyze::Parts,
    confidence::{Features, features, probability},
    entry::{Entry, Field, Key},
    understand::whole_first,
};
use crate::{
    content::{FEATURES, Intents, Synonyms},
    understand::normal,
};

/// In how many parts the examples are withheld.
const FOLDS: usize = 10;
/// How strongly weights are drawn to zero, so that a feature that says nothing gets none.
const RIDGE: f64 = 1.0;
const MOST_STEPS: usize = 50;

/// One question asked, and whether the first entry was right.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Of the first entry.
    pub features: Features,
    /// Whether it is the right one.
    pub right: bool,
    /// Whether the right one was masked.
    pub masked: bool,
}

/// What is asked of a thing by its name, each of some of the names.
const ASKED: [&str; 5] = ["の電話番号", "の上限はいくら", "いつまで", "の対象", "について"];
/// So many of an entry's names are asked by.
const NAMES: usize = 2;

/// Asks every example of the entries, withheld and masked, and for every entry by its name.
pub fn samples(entries: &[Entry], synonyms: &Synonyms, intents: &Intents, parts: Parts) -> Vec<Sample> {
    let mut samples = Vec::new();
    for fold in 0..FOLDS {
        let (known, withheld) = split(entries, fold);
        let search = Search::of(known, synonyms, parts);
        for (no, text) in withheld {
            ask(&search, intents, no, &text, &mut samples);
        }
    }
    let search = Search::of(entries.to_vec(), synonyms, parts);
    let names = entries
        .iter()
        .enumerate()
        .flat_map(|(no, entry)| entry.names.iter().take(NAMES).enumerate().map(move |(place, name)| (no, place, name)));
    for (no, place, name) in names {
        let text = format!("{name}{}", ASKED[(no + place) % ASKED.len()]);
        ask(&search, intents, no as u32, &text, &mut samples);
    }
    samples
}

/// Asks one text of one entry, as the search is and with the entry's family masked.
fn ask(search: &Search, intents: &Intents, no: u32, text: &str, samples: &mut Vec<Sample>) {
    let asking = intents.find(&normal::dense(text)).map(|(_, places)| places).unwrap_or_default();
    let query = search.query(text, &asking);
    let (own, family) = (search.entry(no).key, search.entry(no).family);
    let hits = search.search(&query, CANDIDATES);
    let (dialogs, things): (Vec<Hit>, Vec<Hit>) =
        hits.into_iter().partition(|hit| matches!(search.entry(hit.entry).key, Key::Dialog(_)));
    let of_dialog = matches!(own, Key::Dialog(_));
    let vague = if of_dialog { 0.0 } else { vagueness(&things, &dialogs) };
    let lane = if of_dialog { dialogs } else { whole_first(search, things) };
    if let Some(features) = features(search, &query, &lane, vague) {
        let right = lane.first().is_some_and(|first| search.entry(first.entry).family == family);
        samples.push(Sample { features, right, masked: false });
    }
    let others: Vec<Hit> = lane.into_iter().filter(|hit| search.entry(hit.entry).family != family).collect();
    if let Some(features) = features(search, &query, &others, vague) {
        samples.push(Sample { features, right: false, masked: true });
    }
}

/// How much better the best dialog matches than the best entry, 0 to 1.
pub fn vagueness(things: &[Hit], dialogs: &[Hit]) -> f64 {
    match (things.first(), dialogs.first()) {
        (Some(thing), Some(dialog)) if dialog.score > thing.score => {
            f64::from((dialog.score - thing.score) / dialog.score)
        }
        _ => 0.0,
    }
}

/// The entries without the examples of one fold, and those examples, each with the place of its entry.
fn split(entries: &[Entry], fold: usize) -> (Vec<Entry>, Vec<(u32, String)>) {
    let (mut known, mut withheld) = (entries.to_vec(), Vec::new());
    let mut count = 0;
    for (no, entry) in known.iter_mut().enumerate() {
        entry.texts.retain(|(field, text)| {
            if *field != Field::Example {
                return true;
            }
            count += 1;
            if count % FOLDS == fold {
                withheld.push((no as u32, text.clone()));
            }
            count % FOLDS != fold
        });
    }
    (known, withheld)
}

/// The weights that make the samples most probable, by Newton's method.
pub fn fit(samples: &[Sample]) -> Features {
    const N: usize = FEATURES.len();
    let mut model = [0.0; N];
    for _ in 0..MOST_STEPS {
        let mut gradient = [0.0; N];
        let mut curvature = [[0.0; N]; N];
        for sample in samples {
            let p = probability(&model, &sample.features);
            let missed = f64::from(u8::from(sample.right)) - p;
            for (i, one) in sample.features.iter().enumerate() {
                gradient[i] += missed * one;
                for (j, other) in sample.features.iter().enumerate() {
                    curvature[i][j] += p * (1.0 - p) * one * other;
                }
            }
        }
        // The first feature is the same in all samples, and is left free.
        for i in 1..N {
            gradient[i] -= RIDGE * model[i];
            curvature[i][i] += RIDGE;
        }
        curvature[0][0] += 1e-9;
        let step = solve(curvature, gradient);
        model.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
        if step.iter().all(|step| step.abs() < 1e-9) {
            break;
        }
    }
    model
}

/// Solves a system of linear equations with a positive definite matrix, by elimination with pivots.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for column in 0..N {
        let pivot = (column..N).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()));
        let pivot = pivot.unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..N {
            let factor = matrix[row][column] / matrix[column][column];
            let above = matrix[column];
            matrix[row].iter_mut().zip(above).skip(column).for_each(|(at, above)| *at -= factor * above);
            right[row] -= factor * right[column];
        }
    }
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        let solved = solve([[2.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 4.0]], [4.0, 10.0, 14.0]);
        for (found, expected) in solved.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn the_model_finds_the_odds_that_made_the_samples() {
        // Of 100 samples with the feature 80 are right, of 100 without it 20.
        let sample = |with: bool, right: bool| {
            let mut features = [0.0; FEATURES.len()];
            features[0] = 1.0;
            features[1] = f64::from(u8::from(with));
            Sample { features, right, masked: false }
        };
        let samples: Vec<Sample> = (0..20_000).map(|no| sample(no % 2 == 0, no % 2 == no / 2 % 5 / 4)).collect();
        let model = fit(&samples);
        let p = |with| probability(&model, &sample(with, true).features);
        assert!((p(true) - 0.8).abs() < 0.01 && (p(false) - 0.2).abs() < 0.01, "{} {}", p(true), p(false));
    }
}
