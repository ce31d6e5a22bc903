//! How sure an answer must be, `knowledge/search.yaml`: thresholds that an author sets, and a model that
//! `sodan calibrate` fits.

use super::{
    diagnostic::{Code, Mistakes},
    fields::Fields,
    yaml::Node,
};

/// What the confidence is worked out from, in the order of [`Tuning::model`]; `search/confidence.rs` says what each is.
pub const FEATURES: [&str; 12] = [
    "bias",
    "score",
    "lead_second",
    "lead_third",
    "covered",
    "covered_line",
    "reverse",
    "alike",
    "named",
    "unmatched",
    "length",
    "vague",
];

/// Thresholds and the model of the confidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {
    /// From this probability on, one entry is the answer.
    pub answer: f64,
    /// From this probability on, a dialog is begun with what was said.
    pub begin: f64,
    /// From this probability on, three entries are offered; below, a person is named.
    pub offer: f64,
    /// The same of a text without any word of a business.
    pub offer_outside: f64,
    /// A weight for each of [`FEATURES`].
    pub model: [f64; FEATURES.len()],
}

pub(super) fn read(root: &Node, mistakes: &mut Mistakes) -> Option<Tuning> {
    let mut f = Fields::open(root, "search.yaml", mistakes)?;
    let answer = f.required("answer").and_then(|node| number(node, mistakes));
    let begin = f.required("begin").and_then(|node| number(node, mistakes));
    let offer = f.required("offer").and_then(|node| number(node, mistakes));
    let offer_outside = f.required("offer_outside").and_then(|node| number(node, mistakes));
    let model_node = f.required("model");
    let span = f.key_span("offer");
    f.close(mistakes);
    let mut m = Fields::open(model_node?, "model", mistakes)?;
    let weights: Option<Vec<f64>> =
        FEATURES.iter().map(|name| m.required(name).and_then(|node| number(node, mistakes))).collect();
    m.close(mistakes);
    let (answer, begin, offer, offer_outside) = (answer?, begin?, offer?, offer_outside?);
    if ![answer, begin].iter().all(|at| (0.0..=1.0).contains(at))
        || [offer, offer_outside].iter().any(|offer| !(0.0..=answer).contains(offer))
    {
        mistakes
            .add(
                Code::WrongValue,
                span,
                format!("answer が{answer}、begin が{begin}、offer が{offer}と{offer_outside}です"),
            )
            .expected("0から1まで。offer と offer_outside は answer より小さく");
    }
    Some(Tuning { answer, begin, offer, offer_outside, model: weights?.try_into().ok()? })
}

fn number(node: &Node, mistakes: &mut Mistakes) -> Option<f64> {
    let read = node.text().and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
    if read.is_none() {
        mistakes
            .add(Code::WrongType, node.span, format!("数があるはずのところが{}です", node.seen()))
            .expected("0.6 のような数");
    }
    read
}
