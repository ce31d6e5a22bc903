//! What was not understood at once, for the author's list; nothing of it says who asked.

use serde::{Deserialize, Serialize};

use crate::understand::normal;

/// One text that was offered a choice or handed over, or the choice made for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unanswered {
    /// Without anything personal.
    pub text: String,
    /// What was said to it: an [`Outcome`](crate::search::understand::Outcome)'s key.
    pub outcome: String,
    /// The ids of what was offered.
    pub offered: Vec<String>,
    /// The id of what was chosen then, or `none`.
    pub chosen: Option<String>,
}

/// A text as it may be kept.
pub fn without_personal_data(text: &str) -> String {
    normal::tidy(text)
}
