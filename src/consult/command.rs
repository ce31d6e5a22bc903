//! Which command a text says: `/back` as well as 戻る.

use crate::{
    content::{Command, Phrases},
    understand::normal,
};

/// Commands are short; anything longer is something else.
const MOST_CHARS: usize = 40;

/// The command a text says, in its slash form or in one of its words.
pub fn find(phrases: &Phrases, text: &str) -> Option<Command> {
    let text = text.trim();
    if text.chars().count() > MOST_CHARS {
        return None;
    }
    if let Some(slash) = text.strip_prefix('/').or_else(|| text.strip_prefix('／')) {
        let name = normal::tidy(slash.split_whitespace().next().unwrap_or_default());
        return Command::ALL.iter().find(|(_, key)| *key == name).map(|(command, _)| *command);
    }
    // A sign alone has no letters to compare by: `?` is compared as it is.
    let (tidy, key, bare) = (normal::tidy(text), normal::key(text), normal::bare(text));
    Command::ALL.iter().map(|(command, _)| *command).find(|command| {
        let words = phrases.command(*command);
        std::iter::once(&words.label).chain(&words.words).any(|word| {
            let word_key = normal::key(word);
            if word_key.is_empty() { normal::tidy(word) == tidy } else { word_key == key || word_key == bare }
        })
    })
}
