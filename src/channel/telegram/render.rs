//! Our messages in Telegram's form: HTML, buttons, edits.

use serde::{Deserialize, Serialize};
use teloxide::{
    payloads::{EditMessageReplyMarkup, EditMessageText, SendMessage},
    types::{
        ChatId, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageId, ParseMode, ReplyMarkup,
    },
};

use crate::consult::message::{Button, MAX_CHARS, Message, Span, Text};

/// What we keep of a message whose button was pressed, so that it can be settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Question {
    pub message_id: i32,
    /// Empty if Telegram did not tell it any more.
    pub text: Text,
}

impl Question {
    /// As the consultation carries it, unread.
    pub fn to_note(&self) -> String {
        serde_json::to_string(self).expect("two plain fields make JSON")
    }

    pub fn from_note(note: &str) -> Option<Self> {
        serde_json::from_str(note).ok()
    }
}

/// Stands before what was chosen.
const CHOSEN: &str = "\n\n→ ";

/// The edit that settles a question.
#[derive(Debug)]
pub(super) enum Settled {
    Text(Box<EditMessageText>),
    /// There is no room for the choice, or the text is not known: only the buttons go.
    Buttons(Box<EditMessageReplyMarkup>),
}

pub(super) fn settle(chat: ChatId, question: Question, chosen: &str) -> Settled {
    let mut text = question.text;
    if text.is_empty() {
        return Settled::Buttons(Box::new(rebutton(chat, question.message_id, &[])));
    }
    text.push(CHOSEN).push_bold(chosen);
    if text.chars() > MAX_CHARS {
        return Settled::Buttons(Box::new(rebutton(chat, question.message_id, &[])));
    }
    let mut edit = EditMessageText::new(chat, MessageId(question.message_id), html(&text));
    edit.parse_mode = Some(ParseMode::Html);
    edit.link_preview_options = Some(no_preview());
    Settled::Text(Box::new(edit))
}

pub(super) fn rebutton(chat: ChatId, message_id: i32, buttons: &[Vec<Button>]) -> EditMessageReplyMarkup {
    let mut edit = EditMessageReplyMarkup::new(chat, MessageId(message_id));
    edit.reply_markup = keyboard(buttons);
    edit
}

/// A message as the calls that send it: one, unless it is too long for one.
pub(super) fn say(chat: ChatId, message: &Message) -> Vec<SendMessage> {
    let mut calls: Vec<SendMessage> = message
        .text
        .split(MAX_CHARS)
        .iter()
        .map(|part| {
            let mut call = SendMessage::new(chat, html(part));
            call.parse_mode = Some(ParseMode::Html);
            call.link_preview_options = Some(no_preview());
            call
        })
        .collect();
    if let Some(last) = calls.last_mut() {
        last.reply_markup = keyboard(&message.buttons).map(ReplyMarkup::InlineKeyboard);
    }
    calls
}

/// A sentence without any form, which Telegram has no reason to refuse.
pub(super) fn plain(chat: ChatId, text: &str) -> SendMessage {
    SendMessage::new(chat, text.chars().take(MAX_CHARS).collect::<String>())
}

pub(super) fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

fn keyboard(rows: &[Vec<Button>]) -> Option<InlineKeyboardMarkup> {
    let button = |it: &Button| InlineKeyboardButton::callback(it.label.as_str(), it.token.0.as_str());
    let rows: Vec<Vec<_>> =
        rows.iter().filter(|row| !row.is_empty()).map(|row| row.iter().map(button).collect()).collect();
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

pub(super) fn html(text: &Text) -> String {
    let mut html = String::with_capacity(text.0.iter().map(|span| span.text.len() + 8).sum());
    for Span { text, bold } in text.0.iter().filter(|span| !span.text.is_empty()) {
        html.push_str(if *bold { "<b>" } else { "" });
        for c in text.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                _ => html.push(c),
            }
        }
        html.push_str(if *bold { "</b>" } else { "" });
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consult::message::Token;

    fn bold(before: &str, bold: &str, after: &str) -> Text {
        let mut text = Text::plain(before);
        text.push_bold(bold).push(after);
        text
    }

    #[test]
    fn html_escapes_all_that_means_something() {
        assert_eq!(html(&bold("a<b> & ", "\"x\"", ">")), "a&lt;b&gt; &amp; <b>&quot;x&quot;</b>&gt;");
        assert_eq!(html(&bold("", "", "")), "");
    }

    #[test]
    fn buttons_stand_under_the_last_part_only() {
        let button = Button { label: "はい".into(), token: Token("yes".into()) };
        let message = Message::new(Text::plain("あ".repeat(5000)), vec![vec![button], vec![]]);
        let calls = say(ChatId(1), &message);
        assert_eq!(calls.len(), 2);
        assert!(calls[0].reply_markup.is_none());
        let Some(ReplyMarkup::InlineKeyboard(keyboard)) = &calls[1].reply_markup else { panic!("no keyboard") };
        assert_eq!(keyboard.inline_keyboard.len(), 1);
    }

    #[test]
    fn a_settled_question_shows_the_choice_or_at_least_loses_its_buttons() {
        let question = |text: Text| Question { message_id: 5, text };
        let Settled::Text(edit) = settle(ChatId(1), question(bold("何人", "ですか", "？")), "5人<6人") else {
            panic!("there was room")
        };
        assert_eq!(edit.text, "何人<b>ですか</b>？\n\n→ <b>5人&lt;6人</b>");
        for text in [Text::default(), Text::plain("あ".repeat(4094))] {
            assert!(matches!(settle(ChatId(1), question(text), "はい"), Settled::Buttons(_)));
        }
    }

    #[test]
    fn a_note_comes_back_as_it_went() {
        let question = Question { message_id: 5, text: bold("a", "b", "c") };
        assert_eq!(Question::from_note(&question.to_note()), Some(question));
        assert_eq!(Question::from_note("another channel's"), None);
    }
}
