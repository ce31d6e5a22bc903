//! How probable it is that the first entry is the right one: a logistic model of a few features, each of which means the
//! same for small and for large knowledge.

use super::{Hit, Query, Search};
use crate::content::FEATURES;

/// What the probability is worked out from, in the order of [`FEATURES`].
pub type Features = [f64; FEATURES.len()];

/// The features of the first of some hits, best first, which are all that it could be mistaken for. `vague`: how much
/// better a whole dialog matches, 0 to 1.
pub fn features(search: &Search, query: &Query, hits: &[Hit], vague: f64) -> Option<Features> {
    let first = hits.first()?;
    let family = search.entry(first.entry).family;
    let mut others: Vec<&Hit> = Vec::new();
    for hit in hits {
        let of = search.entry(hit.entry).family;
        if of != family && others.iter().all(|other| search.entry(other.entry).family != of) {
            others.push(hit);
        }
    }
    let lead = |place: usize| {
        let other = others.get(place).map_or(0.0, |hit| f64::from(hit.score));
        (f64::from(first.score) - other) / f64::from(first.score)
    };
    let whole = search.weight_of(query);
    let added = search.index.explain(&query.terms, first.entry);
    let (mut covered, mut heaviest_missed) = (0.0, 0.0_f32);
    for (term, added) in query.terms.iter().zip(added) {
        let weight = search.weight(term);
        if added > 0.0 {
            covered += weight;
        } else {
            heaviest_missed = heaviest_missed.max(weight);
        }
    }
    let share = |part: f32| if whole > 0.0 { f64::from(part / whole) } else { 0.0 };
    Some([
        1.0,
        f64::from(first.score).ln_1p(),
        lead(0),
        lead(1),
        share(covered),
        f64::from(first.shares.0),
        f64::from(first.shares.1),
        f64::from(first.alike),
        f64::from(first.named),
        share(heaviest_missed),
        (query.terms.len() as f64).ln_1p(),
        vague,
    ])
}

/// The probability that a model gives.
pub fn probability(model: &Features, features: &Features) -> f64 {
    let sum: f64 = model.iter().zip(features).map(|(weight, feature)| weight * feature).sum();
    1.0 / (1.0 + (-sum).exp())
}
