//! The transcript: what was said, by whom and when, a line each.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    media::Place,
    message::{Button, Input, MAX_CHARS, Outgoing, Span, Text},
    turn::Turn,
};

/// What an owner types is kept up to here.
const MOST_CHARS: usize = 2_000;

/// One line of the transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When the update was handled.
    pub at: DateTime<Utc>,
    /// Who said it.
    pub by: Speaker,
    /// Who of the staff, as the owner is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What was typed (of what staff are not waiting for: its first 2,000 characters) or chosen, or what the bot said. In
    /// place of a code that was typed, and of what is no text, stands what it is.
    #[serde(with = "as_string_where_plain")]
    pub text: Text,
    /// The owner wrote it to the staff who hold the conversation, or sent it or put it right while waiting for them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_staff: bool,
    /// It is what an earlier message of the owner has become.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rewritten: bool,
    /// Of what is no text: where staff find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// It puts right what this person said at that moment, and stands in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<DateTime<Utc>>,
    /// Of a line that showed where the owner stood: how many characters at its beginning were said before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<u32>,
    /// What could be pressed below it; not kept of a line that showed where the owner stood, since that is worked out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Vec<Button>>,
}

/// Whose line of the transcript it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The owner (相談者).
    Owner,
    /// The bot.
    Bot,
    /// A person of the helpdesk (相談員).
    Staff,
}

impl Line {
    /// Something said, and nothing besides.
    pub fn new(at: DateTime<Utc>, by: Speaker, text: Text) -> Self {
        let (name, to_staff, rewritten, place, corrects, lead, buttons) = Default::default();
        Self { at, by, name, text, to_staff, rewritten, place, corrects, lead, buttons }
    }

    /// What is to be read where the screen below it is drawn anew: nothing of the screen itself.
    pub fn said(&self) -> Text {
        self.lead.map_or_else(|| self.text.clone(), |lead| self.text.first(lead as usize))
    }
}

/// The place of the line that one of these puts right, where it is among them.
pub fn corrected_by(lines: &[Line], place: usize) -> Option<usize> {
    let at = lines[place].corrects?;
    // Several may be of one moment; only the last could be put right.
    lines[..place].iter().rposition(|line| line.by == Speaker::Staff && line.corrects.is_none() && line.at == at)
}

/// The lines as their owner reads them: what was put right stands in the place of what was wrong, and once more at its own
/// where the owner has spoken in between, so that it is not overlooked. Both know that they were put right.
pub fn as_put_right(mut lines: Vec<Line>) -> Vec<Line> {
    let pairs: Vec<(usize, usize)> =
        (0..lines.len()).filter_map(|right| Some((corrected_by(&lines, right)?, right))).collect();
    let mut shown = vec![true; lines.len()];
    for &(wrong, right) in &pairs {
        let is_last = !pairs.iter().any(|&(other, later)| other == wrong && later > right);
        shown[right] = is_last && lines[wrong..right].iter().any(|line| line.by == Speaker::Owner);
        lines[wrong] = Line { at: lines[wrong].at, ..lines[right].clone() };
    }
    lines.into_iter().zip(shown).filter_map(|(line, shown)| shown.then_some(line)).collect()
}

/// What was said in a turn, by both.
pub(super) fn of_turn(input: &Input, turn: &Turn, at: DateTime<Utc>) -> Vec<Line> {
    let most = if turn.passed_on { MAX_CHARS } else { MOST_CHARS };
    let said = match input {
        _ if turn.passed_over => None,
        // Below an earlier screen it was not heard: it is back in the owner's field, not in the talk.
        Input::Written { .. } if turn.notice.is_some() => None,
        _ if turn.typed.is_some() => turn.typed.clone(),
        Input::Text(text) | Input::Written { text, .. } | Input::Rewrote(text) => {
            Some(text.chars().take(most).collect::<String>())
        }
        Input::Press { .. } => turn.chosen.clone(),
        Input::Sent(media) => Some(media.words()),
    };
    let (rewritten, place) = match input {
        Input::Rewrote(_) => (true, None),
        Input::Sent(media) if turn.passed_on => (media.rewritten, media.place.clone()),
        // Nobody was waiting for it, so that nobody was shown it.
        Input::Sent(media) => (media.rewritten, media.place.as_ref().map(|_| Place::Nowhere)),
        _ => (false, None),
    };
    let by_owner = said.map(|text| Line {
        to_staff: turn.passed_on,
        rewritten,
        place,
        ..Line::new(at, Speaker::Owner, Text::plain(text))
    });
    by_owner.into_iter().chain(of_bot(turn, at)).collect()
}

/// What the bot said in a turn.
pub(super) fn of_bot(turn: &Turn, at: DateTime<Utc>) -> impl Iterator<Item = Line> {
    turn.out.iter().filter_map(move |out| match out {
        Outgoing::Say(message) => Some(Line {
            lead: message.lead,
            buttons: if message.lead.is_none() { message.buttons.clone() } else { Vec::new() },
            ..Line::new(at, Speaker::Bot, message.text.clone())
        }),
        _ => None,
    })
}

/// A text without emphasis is a string, as all were once; one with emphasis is the list of its spans.
mod as_string_where_plain {
    use serde::{Deserializer, Serializer};

    use super::*;

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form {
        Plain(String),
        Spans(Vec<Span>),
    }

    pub fn serialize<S: Serializer>(text: &Text, to: S) -> Result<S::Ok, S::Error> {
        let plain = text.0.iter().all(|span| !span.bold);
        let form = if plain { Form::Plain(text.to_plain()) } else { Form::Spans(text.0.clone()) };
        form.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
        Ok(match Form::deserialize(from)? {
            Form::Plain(text) => Text::plain(text),
            Form::Spans(spans) => Text(spans),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_before_are_read_and_emphasis_is_kept() {
        let old = r#"{"at":"2026-11-24T03:00:00Z","by":"bot","text":"質問1\n従業員は何人ですか。"}"#;
        let line: Line = serde_json::from_str(old).unwrap();
        assert_eq!(line.text.to_plain(), "質問1\n従業員は何人ですか。");
        assert_eq!(serde_json::to_string(&line).unwrap(), old);
        let mut text = Text::plain("はい。\n\n");
        text.push_bold("質問2").push("\n業種は？");
        let line = Line { text, lead: Some(5), ..line };
        let kept = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&kept).unwrap(), line);
        assert_eq!(line.said().to_plain(), "はい。\n\n");
    }

    #[test]
    fn what_was_put_right_stands_in_its_place_and_again_where_the_owner_spoke_in_between() {
        let line = |minute: i64, by, text: &str, corrects: Option<i64>| Line {
            corrects: corrects.map(|minute| DateTime::from_timestamp(60 * minute, 0).unwrap()),
            ..Line::new(DateTime::from_timestamp(60 * minute, 0).unwrap(), by, Text::plain(text))
        };
        let read = |lines: Vec<Line>| -> Vec<(String, bool)> {
            as_put_right(lines).iter().map(|line| (line.text.to_plain(), line.corrects.is_some())).collect()
        };
        let said = |text: &str, put_right| (text.to_owned(), put_right);
        let mut lines = vec![
            line(1, Speaker::Staff, "はじめ", None),
            line(2, Speaker::Staff, "03-1", None),
            line(3, Speaker::Staff, "03-2", Some(2)),
        ];
        assert_eq!(read(lines.clone()), [said("はじめ", false), said("03-2", true)]);
        lines.push(line(4, Speaker::Owner, "どうも", None));
        lines.push(line(5, Speaker::Staff, "03-3", Some(2)));
        lines.push(line(6, Speaker::Staff, "03-4", Some(2)));
        let expected = [said("はじめ", false), said("03-4", true), said("どうも", false), said("03-4", true)];
        assert_eq!(read(lines), expected);
        // What was put right is too far back to be at hand.
        assert_eq!(read(vec![line(9, Speaker::Staff, "03-5", Some(2))]), [said("03-5", true)]);
    }
}
