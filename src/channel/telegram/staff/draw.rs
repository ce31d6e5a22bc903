//! What the group reads of a case.

use std::hash::{DefaultHasher, Hash, Hasher};

use teloxide::{
    payloads::{EditMessageText, SendMessage},
    types::{
        ChatId, InlineKeyboardButton, InlineKeyboardMarkup, MessageId, ParseMode, ReplyMarkup, ReplyParameters,
        ThreadId,
    },
};

use super::super::render;
use crate::{
    consult::{
        case::Case,
        message::{MAX_CHARS, Text},
    },
    content::Content,
    store::CaseId,
};

/// Before the number of the case in what its button sends.
const CLAIM: &str = "claim.";
/// The most characters of a topic's name.
const MOST_TOPIC: usize = 128;

/// The case that a button is to be pressed for.
pub(super) fn claimed(data: &str) -> Option<CaseId> {
    data.strip_prefix(CLAIM)?.parse().ok().map(CaseId)
}

/// How a case stands; `assignee` is the name by which colleagues know whoever has it.
pub(super) fn card(content: &Content, case: &Case, assignee: Option<&str>) -> Text {
    let mut text = Text::default();
    if case.urgent {
        text.push_bold("【至急】");
    }
    text.push_bold(format!("受付番号 {}　{}", case.id, case.state.label())).push("\n");
    let team = content.teams.find(&case.team).unwrap_or(content.teams.rest());
    text.line(format!("窓口　{}", team.name));
    text.line(format!("担当　{}", assignee.unwrap_or("まだいません")));
    text.line(format!("理由　{}", case.reason()));
    for told in case.told() {
        text.line(format!("{}　{}", told.label, told.value));
    }
    text.first(MAX_CHARS)
}

/// What became of a case that was erased, and how much of what was said of it here stays.
pub(super) fn gone(id: CaseId, topics: usize, messages: usize) -> Text {
    let mut text = format!("受付番号 {id} は、相談者の希望で消されました。");
    let left: Vec<String> = [("トピック", topics), ("メッセージ", messages)]
        .iter()
        .filter(|(_, many)| *many > 0)
        .map(|(what, many)| format!("{what}が{many}つ"))
        .collect();
    if !left.is_empty() {
        let left = left.join("、");
        text.push_str(&format!("ただし、{left}、ここに残っています。ボットには消せないので、手で消してください。"));
    }
    Text::plain(text)
}

/// A fingerprint of what a card shows. Where it is another one in another version of the program, a card is edited to
/// what it shows already, which changes nothing.
pub(super) fn fingerprint(card: &Text, case: &Case) -> u64 {
    let mut hasher = DefaultHasher::new();
    (card.to_plain(), is_free(case)).hash(&mut hasher);
    hasher.finish()
}

/// The name of a case's topic.
pub(super) fn topic(content: &Content, case: &Case) -> String {
    let team = content.teams.find(&case.team).unwrap_or(content.teams.rest());
    let name = format!("{} {} {}", case.id, team.name, case.reason());
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_TOPIC).collect()
}

/// Whether the case can be taken.
pub(super) fn is_free(case: &Case) -> bool {
    case.assignee.is_none() && !case.state.is_done()
}

fn button(case: &Case) -> Option<InlineKeyboardMarkup> {
    let button = || InlineKeyboardButton::callback("担当する", format!("{CLAIM}{}", case.id));
    is_free(case).then(|| InlineKeyboardMarkup::new([[button()]]))
}

/// A message into a topic, or below another one.
pub(super) fn say(group: ChatId, text: &Text, thread: Option<i32>, below: Option<i32>) -> SendMessage {
    let mut call = SendMessage::new(group, render::html(text));
    call.parse_mode = Some(ParseMode::Html);
    call.link_preview_options = Some(render::no_preview());
    call.message_thread_id = thread.map(in_thread);
    call.reply_parameters = below.map(reply);
    call
}

/// The case's message.
pub(super) fn say_card(group: ChatId, text: &Text, case: &Case, thread: Option<i32>) -> SendMessage {
    let mut call = say(group, text, thread, None);
    call.reply_markup = button(case).map(ReplyMarkup::InlineKeyboard);
    call
}

/// The case's message as it is to be now; without a case there is nothing to press.
pub(super) fn edit_card(group: ChatId, message: i32, text: &Text, case: Option<&Case>) -> EditMessageText {
    let mut call = EditMessageText::new(group, MessageId(message), render::html(text));
    call.parse_mode = Some(ParseMode::Html);
    call.link_preview_options = Some(render::no_preview());
    call.reply_markup = case.and_then(button);
    call
}

pub(super) fn in_thread(thread: i32) -> ThreadId {
    ThreadId(MessageId(thread))
}

/// Below this message, or by itself where that is gone.
pub(super) fn reply(message: i32) -> ReplyParameters {
    ReplyParameters::new(MessageId(message)).allow_sending_without_reply()
}

/// Somebody's words under their name.
pub(super) fn words(who: &str, text: &str) -> Text {
    let mut said = Text::default();
    said.push_bold(who).push("\n").push(text);
    said
}
