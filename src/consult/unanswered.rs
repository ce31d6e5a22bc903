//! What was not understood, counted without a trace of who asked it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use super::personal::{MOST_CHARS, without_personal_data};
use crate::{store::MOST_COUNTED_BYTES, understand::normal};

/// A text that was not understood, with what was offered for it. As bytes it is a key that the store counts, see
/// [`Commit::counted`](crate::store::Commit::counted).
///
/// Asking counts one without `chosen`; where one of the offered is chosen later, that counts a second one, with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unanswered {
    /// What was typed, [`without_personal_data`].
    pub text: String,
    /// What was said to it: the key of an [`Outcome`](crate::search::understand::Outcome).
    pub outcome: String,
    /// The ids of what was offered, in its order.
    pub offered: Vec<String>,
    /// The id that was chosen among them.
    pub chosen: Option<String>,
}

impl Unanswered {
    /// JSON with its keys in the order of the fields, so that the same always counts on the same key. Never longer than
    /// a key may be: where ids are very long the text is cut, then the offered from the last.
    pub fn to_key(&self) -> Vec<u8> {
        let mut kept = self.clone();
        loop {
            let key = serde_json::to_vec(&kept).expect("texts and lists of them always serialize");
            let over = key.len().saturating_sub(MOST_COUNTED_BYTES);
            if over == 0 {
                return key;
            }
            // No character takes fewer bytes in JSON than here, so the last `over` bytes are enough or more is left.
            if !kept.text.is_empty() {
                let most = kept.text.len().saturating_sub(over);
                // 0 is a boundary of every text.
                let end = (0..=most).rfind(|at| kept.text.is_char_boundary(*at)).unwrap_or_default();
                kept.text.truncate(end);
            } else if kept.offered.pop().is_none() && kept.chosen.take().is_none() {
                kept.outcome.clear();
            }
        }
    }

    /// Takes back what [`Unanswered::to_key`] gave; nothing where something else was counted.
    pub fn from_key(key: &[u8]) -> Option<Self> {
        serde_json::from_slice(key).ok()
    }
}

/// Everything counted of texts that differ in nothing but their writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// As it was written most often.
    pub text: String,
    /// How often it was asked.
    pub count: u64,
    /// What was said to it.
    pub outcomes: BTreeMap<String, u64>,
    /// The ids that were offered for it.
    pub offered: BTreeMap<String, u64>,
    /// The ids that were chosen among them.
    pub chosen: BTreeMap<String, u64>,
}

/// Joins the counters by what the texts say, the most frequent first. Other things that the store counts are left out.
pub fn gather(counts: Vec<(Vec<u8>, u64)>) -> Vec<Asked> {
    let mut groups: BTreeMap<String, Vec<(Unanswered, u64)>> = BTreeMap::new();
    for (key, count) in counts {
        if let Some(unanswered) = Unanswered::from_key(&key) {
            let said = Some(normal::key(&unanswered.text)).filter(|said| !said.is_empty());
            groups.entry(said.unwrap_or_else(|| unanswered.text.clone())).or_default().push((unanswered, count));
        }
    }
    let mut texts: Vec<Asked> = groups.into_values().map(|group| asked(&group)).collect();
    texts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    texts
}

fn asked(group: &[(Unanswered, u64)]) -> Asked {
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
    Asked { text: most.to_owned(), count, outcomes, offered, chosen }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unanswered(text: &str) -> Unanswered {
        let offered = ["shindan", "otasuketai"].map(str::to_owned).to_vec();
        Unanswered { text: text.to_owned(), outcome: "offered".to_owned(), offered, chosen: None }
    }

    #[test]
    fn the_key_is_json_in_one_order() {
        let one = Unanswered { chosen: Some("shindan".to_owned()), ..unanswered("電気 \"高い\"") };
        let key =
            r#"{"text":"電気 \"高い\"","outcome":"offered","offered":["shindan","otasuketai"],"chosen":"shindan"}"#;
        assert_eq!(String::from_utf8(one.to_key()).unwrap(), key);
        assert_eq!(Unanswered::from_key(key.as_bytes()), Some(one));
        assert_eq!(Unanswered::from_key(b"something else"), None);
    }

    #[test]
    fn no_key_is_too_long_whatever_was_typed_and_offered() {
        for text in ["\"".repeat(200), "😀".repeat(200), "省".repeat(200), String::new()] {
            let plain = unanswered(&text);
            assert_eq!(Unanswered::from_key(&plain.to_key()), Some(plain.clone()), "the usual fits whole");
            let long = Unanswered { offered: (0..5).map(|n| format!("{n}").repeat(200)).collect(), ..plain.clone() };
            let key = long.to_key();
            assert!(key.len() <= MOST_COUNTED_BYTES);
            let kept = Unanswered::from_key(&key).unwrap();
            assert!(text.starts_with(&kept.text) && long.offered.starts_with(&kept.offered));
            let chosen = Unanswered { chosen: Some("質".repeat(400)), offered: vec!["問".repeat(400)], ..plain };
            assert!(chosen.to_key().len() <= MOST_COUNTED_BYTES);
        }
    }
}
