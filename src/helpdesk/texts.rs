//! Everything that is written in cases, in memory, to find words in it: what was said, notes, tags, reasons and answers.
//!
//! Each case has one text, in one form of its letters ([`fold`]), and a search looks through all of them from the newest
//! case on. Japanese has no blanks between words, so any part of a word is found. A text is made anew when something was
//! written in its chat: [`Texts::keep_up`] does so before each search, and in the background, so that no search waits for
//! the first reading of all. The room they take is bounded by [`MOST_BYTES`]: what is beyond is not found by its words,
//! and a search says so.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{PoisonError, RwLock},
};

use memchr::memmem::Finder;
use tokio::sync::Mutex;
use unicode_normalization::UnicodeNormalization;

use crate::{
    consult::{Consult, case::Case},
    store::{CaseId, ChatKey, StoreError},
};

/// So much text is kept in all: that of a million lines, four times over.
pub const MOST_BYTES: usize = 512 << 20;
/// So many of the last lines of a chat are kept.
const MOST_LINES: usize = 2_000;
/// So many words are looked for at once; the others are left out.
const MOST_WORDS: usize = 8;
/// How much is shown around the first word that was found, in characters to each side.
const AROUND: usize = 30;

/// The texts of all cases.
#[derive(Debug, Default)]
pub struct Texts {
    kept: RwLock<Kept>,
    /// One reads at a time, so that none puts an older text over a newer one.
    reading: Mutex<()>,
}

#[derive(Debug, Default)]
struct Kept {
    of_case: BTreeMap<CaseId, String>,
    of_chat: HashMap<ChatKey, Vec<CaseId>>,
    bytes: usize,
    /// Something was left out for want of room.
    full: bool,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The newest first: the case and where in its text, the first word in the middle.
    pub hits: Vec<Hit>,
    /// There are more than were asked for.
    pub more: bool,
    /// Not all texts are at hand.
    pub partial: bool,
}

/// A case in which everything was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which case.
    pub case: CaseId,
    /// What stands before the first word, in one form of its letters,
    pub before: String,
    /// the word itself,
    pub word: String,
    /// and what stands after it.
    pub after: String,
}

/// One form for all ways to write the same: NFKC, small letters, one blank for many.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match c.is_whitespace() {
            true if folded.ends_with(' ') || folded.is_empty() => {}
            true => folded.push(' '),
            false => folded.push(c),
        }
    }
    folded
}

impl Texts {
    /// Takes note of everything that was written meanwhile.
    pub async fn keep_up(&self, consult: &Consult) -> Result<(), StoreError> {
        let _one = self.reading.lock().await;
        let touched = consult.board().take_touched();
        if touched.is_empty() {
            return Ok(());
        }
        let mut cases: HashMap<&ChatKey, Vec<Case>> = HashMap::new();
        consult.board().look(|all| {
            for (chat, case) in all.values() {
                if let Some(chat) = touched.get(chat) {
                    cases.entry(chat).or_default().push(case.clone());
                }
            }
        });
        // The newest first: where there is no room for all, the oldest are left out.
        let mut chats: Vec<&ChatKey> = touched.iter().collect();
        chats.sort_by_key(|chat| std::cmp::Reverse(cases.get(chat).and_then(|cases| cases.last()).map(|case| case.id)));
        for chat in chats {
            let Some(cases) = cases.get(chat) else {
                self.put(chat, Vec::new());
                continue;
            };
            let said = match consult.lines(chat, MOST_LINES).await {
                Ok(lines) => lines,
                Err(problem) => {
                    // To be tried again, with all that were not yet looked at.
                    touched.iter().for_each(|chat| consult.board().touch(chat));
                    return Err(problem);
                }
            };
            let mut talk = String::new();
            for line in &said {
                talk += &line.text.to_plain();
                talk.push('\n');
            }
            let talk = fold(&talk);
            // What was said is of the chat: it is found in its last case.
            let last = cases.last().map(|case| case.id);
            let of = |case: &Case| {
                let mut text = fold(&about(case));
                if Some(case.id) == last {
                    text.push(' ');
                    text += &talk;
                }
                (case.id, text)
            };
            self.put(chat, cases.iter().map(of).collect());
        }
        Ok(())
    }

    fn put(&self, chat: &ChatKey, texts: Vec<(CaseId, String)>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        for id in kept.of_chat.remove(chat).unwrap_or_default() {
            kept.bytes -= kept.of_case.remove(&id).map_or(0, |text| text.len());
        }
        let mut ids = Vec::new();
        for (id, mut text) in texts {
            text.shrink_to_fit();
            if kept.bytes + text.len() > MOST_BYTES {
                kept.full = true;
                continue;
            }
            kept.bytes += text.len();
            kept.of_case.insert(id, text);
            ids.push(id);
        }
        if !ids.is_empty() {
            kept.of_chat.insert(chat.clone(), ids);
        }
    }

    /// The newest cases in which all words of `typed` stand; a number finds the case of that reception number before.
    pub fn find(&self, typed: &str, most: usize) -> Found {
        let folded = fold(typed);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
        let Some(first) = words.first() else { return Found::default() };
        // The longest word is the rarest: most cases are passed over by it alone.
        let mut order = words.clone();
        order.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let finders: Vec<Finder> = order.iter().map(|word| Finder::new(word.as_bytes())).collect();
        let show = Finder::new(first.as_bytes());
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = Found { partial: kept.full, ..Found::default() };
        let number = folded.trim_start_matches(['#', '№']).parse().ok().map(CaseId);
        let by_number = number.and_then(|id| kept.of_case.get_key_value(&id));
        let others = kept.of_case.iter().rev().filter(|(id, _)| Some(**id) != number);
        for (id, text) in by_number.into_iter().chain(others) {
            let is_number = Some(*id) == number;
            if !is_number && !finders.iter().all(|finder| finder.find(text.as_bytes()).is_some()) {
                continue;
            }
            if found.hits.len() == most {
                found.more = true;
                break;
            }
            let at = show.find(text.as_bytes());
            let (from, to) = at.map_or((0, 0), |at| (at, at + first.len()));
            let start = text[..from].char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
            found.hits.push(Hit {
                case: *id,
                before: text[start..from].to_owned(),
                word: text[from..to].to_owned(),
                after: text[to..].chars().take(AROUND).collect(),
            });
        }
        found
    }

    /// How much text is kept, in bytes.
    pub fn bytes(&self) -> usize {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).bytes
    }
}

/// What is written on a case apart from what was said.
fn about(case: &Case) -> String {
    let mut parts: Vec<&str> = case.tags.iter().map(String::as_str).collect();
    parts.extend(case.notes.iter().map(|note| note.text.as_str()));
    for came in &case.reasons {
        parts.push(&came.reason);
        parts.extend(came.told().flat_map(|told| [told.label.as_str(), told.value.as_str()]));
    }
    parts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        let texts = Texts::default();
        for (id, text) in
            [(1, "電気代が３割 上がった ＣＯ２"), (2, "コンプレッサーを替えたい"), (30, "電気代の相談 30人")]
        {
            texts.put(&ChatKey::new("web", id), vec![(CaseId(id), fold(text))]);
        }
        texts
    }

    fn ids(found: &Found) -> Vec<u64> {
        found.hits.iter().map(|hit| hit.case.0).collect()
    }

    #[test]
    fn words_are_found_however_they_are_written_the_newest_first() {
        let texts = texts();
        assert_eq!(ids(&texts.find("電気代", 9)), [30, 1]);
        assert_eq!(ids(&texts.find("ｺﾝﾌﾟﾚｯｻｰ", 9)), [2]);
        assert_eq!(ids(&texts.find("３割　co2", 9)), [1], "all words must be there");
        assert_eq!(ids(&texts.find("ない", 9)), [0; 0]);
        assert_eq!(texts.find(" 　", 9), Found::default());
        let one = texts.find("電気代", 1);
        assert!(one.more && one.hits.len() == 1);
        assert_eq!((one.hits[0].before.as_str(), one.hits[0].word.as_str()), ("", "電気代"));
    }

    #[test]
    fn a_reception_number_comes_first() {
        assert_eq!(ids(&texts().find("#30", 9)), [30]);
        assert_eq!(ids(&texts().find("２", 9)), [2, 1], "then the texts with this number in them");
    }

    #[test]
    fn what_is_erased_is_found_no_more_and_takes_no_room() {
        let texts = texts();
        for id in [1, 2, 30] {
            texts.put(&ChatKey::new("web", id), Vec::new());
        }
        assert_eq!((texts.bytes(), texts.find("電気代", 9).hits.len()), (0, 0));
    }
}
