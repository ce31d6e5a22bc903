//! What goes in and out of a consultation, the same for every channel.

use serde::{Deserialize, Serialize};

use super::media::Media;
use crate::store::{ChatKey, UpdateKey};

/// One update of a channel, understood as far as the channel can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbound {
    /// Names the update: one that was settled before changes nothing.
    pub key: UpdateKey,
    /// Where it came from, and where its answers go.
    pub chat: ChatKey,
    /// What the owner did in it.
    pub input: Input,
}

/// What the owner did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Typed a text; commands are texts, `/start` as well as `戻る`.
    Text(String),
    /// Typed a text below a screen, where the channel knows which: what was meant for an earlier screen is no answer to
    /// the present one.
    Written {
        /// What was typed.
        text: String,
        /// Of the screen: see [`Press::Write`](super::token::Press::Write).
        under: Token,
    },
    /// Pressed a button. `question` is the channel's own note of the message that held the button, given back
    /// in [`Outgoing::Settle`].
    Press {
        /// What the button carried.
        token: Token,
        /// The message of the button; `None` where the channel cannot change messages.
        question: Option<String>,
    },
    /// Sent what cannot be read: a photo, a sticker, a voice message.
    Sent(Media),
    /// Changed a text that was sent before: this is what it says now.
    Rewrote(String),
}

/// What a button sends when pressed: at most 64 bytes of `A-Za-z0-9._-`, which every channel can carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token(pub String);

/// A piece of text; line breaks are `\n`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// As it is to be read; channels escape it.
    pub text: String,
    /// Emphasis; false is left out of the JSON.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
}

/// A text with emphasis. Channels escape it as they need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text(pub Vec<Span>);

impl Text {
    /// A text of one span without emphasis.
    pub fn plain(text: impl Into<String>) -> Self {
        let mut it = Self::default();
        it.push(text);
        it
    }

    /// Adds text without emphasis.
    pub fn push(&mut self, text: impl Into<String>) -> &mut Self {
        self.add(text.into(), false)
    }

    /// Adds text in bold.
    pub fn push_bold(&mut self, text: impl Into<String>) -> &mut Self {
        self.add(text.into(), true)
    }

    /// Adds text without emphasis, and a line break.
    pub fn line(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.add(format!("{}\n", text.as_ref()), false)
    }

    fn add(&mut self, text: String, bold: bool) -> &mut Self {
        match self.0.last_mut() {
            Some(last) if last.bold == bold => last.text.push_str(&text),
            _ if text.is_empty() => {}
            _ => self.0.push(Span { text, bold }),
        }
        self
    }

    /// Adds another text with its emphasis.
    pub fn append(&mut self, other: Text) -> &mut Self {
        for span in other.0 {
            self.add(span.text, span.bold);
        }
        self
    }

    /// The same without emphasis.
    pub fn to_plain(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }

    /// Length in characters, as messengers count it.
    pub fn chars(&self) -> usize {
        self.0.iter().map(|span| span.text.chars().count()).sum()
    }

    /// Its first characters.
    pub fn first(&self, chars: usize) -> Text {
        let mut text = Text::default();
        let mut left = chars;
        for span in &self.0 {
            let taken: String = span.text.chars().take(left).collect();
            left -= taken.chars().count();
            text.add(taken, span.bold);
        }
        text
    }

    /// Whether there is nothing to read; a line break counts as something.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|span| span.text.is_empty())
    }

    /// Cuts into parts of at most `most` characters: between lines if it can be, else between sentences, and inside
    /// bold only where bold alone is too long.
    pub fn split(&self, most: usize) -> Vec<Text> {
        let mut rest: Vec<(char, bool)> =
            self.0.iter().flat_map(|span| span.text.chars().map(|c| (c, span.bold))).collect();
        let mut parts = Vec::new();
        while rest.len() > most {
            let after = rest.split_off(cut(&rest, most));
            parts.push(joined(&rest));
            rest = after;
        }
        parts.push(joined(&rest));
        // A part of blanks alone would be refused, and the others with it.
        if parts.len() > 1 {
            parts.retain(|part| !part.to_plain().trim().is_empty());
        }
        parts
    }
}

/// Where to cut: from half of the room on by preference, so that no part is tiny.
fn cut(chars: &[(char, bool)], most: usize) -> usize {
    let whole = |at: &usize| !(chars[at - 1].1 && chars[*at].1);
    let last = |from: usize, ends: &dyn Fn(char) -> bool| {
        (from.max(1)..=most).rev().filter(whole).find(|at| ends(chars[at - 1].0))
    };
    let line = |c: char| c == '\n';
    let sentence = |c: char| matches!(c, '。' | '！' | '？' | '!' | '?');
    last(most / 2, &line)
        .or_else(|| last(most / 2, &sentence))
        .or_else(|| last(1, &line))
        .or_else(|| last(1, &|_| true))
        .unwrap_or(most)
}

fn joined(chars: &[(char, bool)]) -> Text {
    let mut text = Text::default();
    for (c, bold) in chars {
        text.add(c.to_string(), *bold);
    }
    text
}

/// A button below a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What stands on it.
    pub label: String,
    /// What comes back as [`Input::Press`].
    pub token: Token,
}

/// One message to the owner: at most [`MAX_CHARS`] characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What it says. Longer texts go through [`Message::split`].
    pub text: Text,
    /// Rows of buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Vec<Button>>,
    /// Of a message that shows where the owner stands: how many characters at its beginning are said before that.
    /// A channel that draws the rest itself shows only these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<u32>,
}

/// The most characters of one message (Telegram's limit).
pub const MAX_CHARS: usize = 4096;
/// The most bytes of a button's token (Telegram's limit).
pub const MAX_TOKEN_BYTES: usize = 64;

impl Message {
    /// The message as one or more that each fit, cut between lines or sentences; the buttons stand below the last.
    pub fn split(mut self) -> Vec<Message> {
        let mut left = self.lead;
        let mut lead = |text: &Text| {
            let here = left?.min(text.chars() as u32);
            left = left.map(|left| left - here);
            Some(here)
        };
        let mut parts = self.text.split(MAX_CHARS);
        self.text = parts.pop().unwrap_or_default();
        let mut messages: Vec<Message> =
            parts.into_iter().map(|text| Message { lead: lead(&text), ..Message::new(text, Vec::new()) }).collect();
        self.lead = lead(&self.text);
        messages.push(self);
        messages
    }

    /// A message that does not show where the owner stands.
    pub fn new(text: Text, buttons: Vec<Vec<Button>>) -> Self {
        Self { text, buttons, lead: None }
    }
}

/// What is to be sent, as it stands in the outbox (JSON).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outgoing {
    /// A new message.
    Say(Message),
    /// The answered question loses its buttons and shows, below its text, what was chosen.
    Settle {
        /// The channel's note of the message, from [`Input::Press`].
        question: String,
        /// The choice in the words of its button.
        chosen: String,
    },
    /// Only the buttons of a message change: a choice of several was ticked or a page turned.
    Rebutton {
        /// The channel's note of the message, from [`Input::Press`].
        question: String,
        /// All rows that stand below it from now on.
        buttons: Vec<Vec<Button>>,
    },
}

/// What a channel may show at once after an update was handled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handled {
    /// A word on the press itself, shown for a moment: at most 200 characters.
    pub notice: Option<String>,
    /// Everything kept of the owner was forgotten.
    pub erased: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bold(before: &str, bold: &str, after: &str) -> Text {
        let mut text = Text::plain(before);
        text.push_bold(bold).push(after);
        text
    }

    fn split(text: &Text, most: usize) -> Vec<Text> {
        text.split(most)
    }

    #[test]
    fn a_long_text_is_cut_after_a_line_or_else_a_sentence_never_inside_bold() {
        let plain = |parts: Vec<Text>| parts.iter().map(Text::to_plain).collect::<Vec<_>>();
        assert_eq!(plain(split(&Text::plain("一二三\n四五六。七八"), 7)), ["一二三\n", "四五六。七八"]);
        assert_eq!(plain(split(&Text::plain("一二三。四五六七八"), 7)), ["一二三。", "四五六七八"]);
        assert_eq!(plain(split(&bold("一二", "三\n四五六", "七"), 6)), ["一二", "三\n四五六七"]);
        assert_eq!(plain(split(&bold("", "一二三四五六七", ""), 3)), ["一二三", "四五六", "七"]);
    }

    proptest! {
        #[test]
        fn parts_are_short_enough_and_lose_nothing(
            spans in prop::collection::vec(("[あい。\n ]{0,12}", any::<bool>()), 0..6),
            most in 1..9usize,
        ) {
            let mut text = Text::default();
            for (it, is_bold) in spans {
                if is_bold { text.push_bold(it); } else { text.push(it); }
            }
            let parts = text.split(most);
            prop_assert!(parts.iter().all(|part| part.chars() <= most));
            let seen = |text: String| text.split_whitespace().collect::<String>();
            prop_assert_eq!(seen(parts.iter().map(Text::to_plain).collect()), seen(text.to_plain()));
        }
    }
}
