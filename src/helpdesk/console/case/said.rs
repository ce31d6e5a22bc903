//! What was said in a chat, as staff read it.

use std::collections::BTreeSet;

use crate::{
    consult::{
        line::{Line, Speaker},
        media::Place,
        present::Present,
    },
    content::{Content, Phrase},
    rules::{Moment, words},
    store::CaseId,
};

/// Something said, and by whom.
pub struct Said {
    /// The case in whose chat it was said, where that is another one.
    pub case: Option<u64>,
    pub at: String,
    pub who: String,
    pub class: &'static str,
    pub text: String,
    /// Where it is to be seen, where it is no text.
    pub hint: Option<&'static str>,
}

const IN_GROUP: &str = "中身は、Telegramの担当者グループに写してあります。この画面では開けません。";
const NOWHERE: &str = "中身は、ここでは開けません。必要なことは、相談者に文字でたずねてください。";

impl Said {
    pub fn of(line: &Line) -> Self {
        Self::at(line, None)
    }

    /// The same, said in the chat of this case.
    pub fn at(line: &Line, case: Option<CaseId>) -> Self {
        let (who, class) = match line.by {
            Speaker::Owner if line.rewritten => ("相談者（書き直し）".to_owned(), "owner"),
            Speaker::Owner => ("相談者".to_owned(), "owner"),
            Speaker::Bot => ("ボット".to_owned(), "bot"),
            Speaker::Staff => (format!("相談員 {}", line.name.as_deref().unwrap_or_default()), "staff"),
        };
        let case = case.map(|case| case.0);
        let hint = line.place.as_ref().map(|place| match place {
            Place::Group(_) => IN_GROUP,
            Place::Nowhere => NOWHERE,
        });
        Self { case, at: words::moment(Moment::from(line.at)), who, class, text: line.text.to_plain(), hint }
    }
}

/// A mark of the last words that a person wrote, which differs from that of other words and tells nothing of them; and who
/// wrote them: `owner`, or the name of somebody of the staff.
pub fn last_word(lines: &[Line]) -> (String, String) {
    let last = lines.iter().rev().find(|line| line.by != Speaker::Bot);
    last.map_or_else(Default::default, |line| {
        let by = match line.by {
            Speaker::Staff => line.name.clone().unwrap_or_default(),
            Speaker::Owner | Speaker::Bot => "owner".to_owned(),
        };
        let mark = ring::digest::digest(&ring::digest::SHA256, &serde_json::to_vec(line).unwrap_or_default());
        (mark.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect(), by)
    })
}

/// The places of what the owner wrote and the bot could not answer: known by what it said then.
pub fn failed(content: &Content, present: &Present, lines: &[Line]) -> Vec<usize> {
    const SAID_THEN: [(Phrase, &[&str]); 21] = [
        (Phrase::NotFound, &[]),
        (Phrase::NotFoundHuman, &[]),
        (Phrase::OutOfScope, &[]),
        (Phrase::Unreadable, &[]),
        (Phrase::ExpectNumber, &["unit"]),
        (Phrase::ExpectMoney, &[]),
        (Phrase::ExpectYesNo, &[]),
        (Phrase::ExpectDate, &[]),
        (Phrase::ExpectChoice, &["most"]),
        (Phrase::ExpectSeveral, &["most"]),
        (Phrase::ExpectText, &[]),
        (Phrase::MisreadTwice, &[]),
        (Phrase::MisreadRange, &[]),
        (Phrase::MisreadSeveral, &[]),
        (Phrase::MisreadWhich, &["choices"]),
        (Phrase::MisreadOutOfRange, &["low", "high"]),
        (Phrase::MisreadNotWhole, &[]),
        (Phrase::MisreadNotADay, &[]),
        (Phrase::MisreadNoneBesideOthers, &[]),
        (Phrase::MisreadReview, &[]),
        (Phrase::MisreadResults, &[]),
    ];
    /// Stands in no text: what was filled in there may be anything.
    const ANYTHING: &str = "\u{0}";
    let said: BTreeSet<String> = [content, present.content]
        .iter()
        .flat_map(|words| {
            SAID_THEN.map(|(phrase, slots)| {
                let slots: Vec<(&str, &str)> = slots.iter().map(|slot| (*slot, ANYTHING)).collect();
                words.phrases.say(phrase, &slots)
            })
        })
        .collect();
    let has = |text: &str, said: &str| {
        let mut rest = text;
        said.split(ANYTHING).all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    };
    let pairs = lines.windows(2).enumerate().filter(|(_, pair)| {
        let answer = &pair[1];
        pair[0].by == Speaker::Owner && answer.by == Speaker::Bot && {
            let text = answer.text.to_plain();
            said.iter().any(|one| has(&text, one))
        }
    });
    pairs.map(|(place, _)| place).collect()
}
