//! What an update of Telegram means to us.
//!
//! Read from raw JSON, leniently: a field we do not know is passed over, an update we do not know means nothing,
//! and none of them can stop the others.

use serde_json::Value;

use super::{CHANNEL, render::Question};
use crate::{
    consult::{
        media::{Kind, Media},
        message::{Input, MAX_TOKEN_BYTES, Text, Token},
    },
    store::{ChatKey, Received, UpdateKey},
};

/// An update that waits for its turn.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub key: UpdateKey,
    pub chat: ChatKey,
    pub update: Value,
}

impl Pending {
    /// One that the store kept.
    pub fn stored(received: Received) -> Self {
        // What cannot be read any more means nothing, and so is settled.
        let update = serde_json::from_slice(&received.body).unwrap_or(Value::Null);
        Self { key: received.key, chat: received.chat, update }
    }

    /// One just fetched, with its number; `None` if it has none, which Telegram promises not to do.
    pub fn fetched(update: Value) -> Option<(i64, Self)> {
        let id = update["update_id"].as_i64()?;
        Some((id, Self { key: UpdateKey::new(CHANNEL, id), chat: chat_of(&update), update }))
    }

    pub fn received(&self) -> Received {
        Received { key: self.key.clone(), chat: self.chat.clone(), body: self.update.to_string().into_bytes() }
    }
}

/// The chat in whose order the update stands. What has no chat (an inline query, say) stands in one of its own.
fn chat_of(update: &Value) -> ChatKey {
    let kinds = update.as_object().into_iter().flatten().map(|(_, kind)| kind);
    let mut ids = kinds.filter_map(|it| it["chat"]["id"].as_i64().or_else(|| it["message"]["chat"]["id"].as_i64()));
    ids.next().map_or_else(|| ChatKey::new(CHANNEL, "none"), |id| ChatKey::new(CHANNEL, id))
}

/// What is to be done about an update.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    /// The owner did something. A press has an id by which it is answered.
    Consult {
        input: Input,
        press: Option<String>,
    },
    /// The bot was called in a group.
    CalledInGroup,
    /// A button was pressed that is not for this person or not ours.
    StrayPress(String),
    /// The user blocked the bot or deleted the chat.
    Left,
    Nothing,
}

/// What the update means to the bot of this name.
pub(super) fn meaning(update: &Value, username: &str) -> Meaning {
    if let Some(message) = present(update, "message") {
        return of_message(message, username);
    }
    if let Some(message) = present(update, "edited_message") {
        return of_change(message);
    }
    if let Some(press) = present(update, "callback_query") {
        return of_press(press);
    }
    if let Some(change) = present(update, "my_chat_member") {
        let gone = change["new_chat_member"]["status"] == "kicked" && is_private(&change["chat"]);
        return if gone { Meaning::Left } else { Meaning::Nothing };
    }
    Meaning::Nothing
}

fn present<'a>(update: &'a Value, kind: &str) -> Option<&'a Value> {
    update.get(kind).filter(|it| it.is_object())
}

fn is_private(chat: &Value) -> bool {
    chat["type"] == "private" && chat["id"].is_i64()
}

/// A private chat has the id of its person; anybody else in it is not its owner.
fn is_of_owner(chat: &Value, from: &Value) -> bool {
    is_private(chat) && chat["id"] == from["id"]
}

fn of_message(message: &Value, username: &str) -> Meaning {
    let text = message["text"].as_str();
    if !is_private(&message["chat"]) {
        let called = text.and_then(|text| addressee(text)).is_some_and(|name| name.eq_ignore_ascii_case(username));
        return if called { Meaning::CalledInGroup } else { Meaning::Nothing };
    }
    if !is_of_owner(&message["chat"], &message["from"]) {
        return Meaning::Nothing;
    }
    match text {
        Some(text) => Meaning::Consult { input: Input::Text(without_addressee(text, username)), press: None },
        None if SERVICE.iter().any(|kind| message.get(kind).is_some()) => Meaning::Nothing,
        None => Meaning::Consult { input: Input::Sent(media(message)), press: None },
    }
}

/// An owner changed a message. What changes by itself, as a place that moves along, is no news.
fn of_change(message: &Value) -> Meaning {
    if !is_of_owner(&message["chat"], &message["from"]) {
        return Meaning::Nothing;
    }
    let input = match (message["text"].as_str(), media(message)) {
        (Some(text), _) => Input::Rewrote(text.to_owned()),
        (None, sent) if sent.can_change() => Input::Sent(sent.rewritten()),
        _ => return Meaning::Nothing,
    };
    Meaning::Consult { input, press: None }
}

/// The number of the message that an owner sent or changed.
pub(super) fn message_number(update: &Value) -> Option<i64> {
    let message = present(update, "message").or_else(|| present(update, "edited_message"))?;
    message["message_id"].as_i64()
}

/// What a message holds that is no text. Of two that Telegram gives for the same, the first is what it is.
fn media(message: &Value) -> Media {
    const KINDS: [(&str, Kind); 12] = [
        ("animation", Kind::Animation),
        ("venue", Kind::Location),
        ("photo", Kind::Photo),
        ("document", Kind::Document),
        ("voice", Kind::Voice),
        ("audio", Kind::Audio),
        ("video", Kind::Video),
        ("video_note", Kind::Video),
        ("sticker", Kind::Sticker),
        ("contact", Kind::Contact),
        ("location", Kind::Location),
        ("poll", Kind::Poll),
    ];
    let found = KINDS.iter().find(|(name, _)| message.get(name).is_some());
    let (name, kind) = found.map_or(("", Kind::Other), |(name, kind)| (*name, *kind));
    let said = |fields: &[&str]| {
        let words: Vec<String> = fields.iter().filter_map(|field| word(&message[name][*field])).collect();
        words.join(" ")
    };
    let detail = match name {
        "document" => said(&["file_name"]),
        "audio" => Some(said(&["title"])).filter(|title| !title.is_empty()).unwrap_or_else(|| said(&["file_name"])),
        "sticker" => said(&["emoji"]),
        "contact" => said(&["last_name", "first_name", "phone_number"]),
        "venue" => said(&["title", "address"]),
        "location" => said(&["latitude", "longitude"]).replace(' ', ", "),
        "poll" => said(&["question"]),
        _ => String::new(),
    };
    Media::new(kind, &detail, message["caption"].as_str().unwrap_or_default())
}

/// A text, or a number as it is written.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Messages that Telegram itself puts into a private chat: nobody said anything.
const SERVICE: [&str; 14] = [
    "boost_added",
    "chat_background_set",
    "chat_owner_changed",
    "chat_shared",
    "connected_website",
    "gift_upgrade_sent",
    "message_auto_delete_timer_changed",
    "passport_data",
    "pinned_message",
    "proximity_alert_triggered",
    "refunded_payment",
    "successful_payment",
    "users_shared",
    "write_access_allowed",
];

/// The bot that a command names: `sodan_bot` of `/start@sodan_bot 1`.
fn addressee(text: &str) -> Option<&str> {
    let command = text.strip_prefix('/')?.split_whitespace().next()?;
    command.split_once('@').map(|(_, name)| name)
}

fn without_addressee(text: &str, username: &str) -> String {
    match addressee(text) {
        Some(name) if name.eq_ignore_ascii_case(username) => text.replacen(&format!("@{name}"), "", 1),
        _ => text.to_owned(),
    }
}

fn of_press(press: &Value) -> Meaning {
    let Some(id) = press["id"].as_str().map(str::to_owned) else { return Meaning::Nothing };
    let message = &press["message"];
    let token = press["data"].as_str().filter(|data| is_token(data));
    match token {
        Some(token) if is_of_owner(&message["chat"], &press["from"]) => {
            let question = Question::of(message).map(|it| it.to_note());
            Meaning::Consult { input: Input::Press { token: Token(token.to_owned()), question }, press: Some(id) }
        }
        _ => Meaning::StrayPress(id),
    }
}

fn is_token(data: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    (1..=MAX_TOKEN_BYTES).contains(&data.len()) && data.chars().all(allowed)
}

impl Question {
    /// The message that held the pressed button. Telegram leaves the text out when it is too old.
    fn of(message: &Value) -> Option<Self> {
        let message_id = message["message_id"].as_i64().and_then(|id| i32::try_from(id).ok())?;
        let text = message["text"].as_str().unwrap_or_default();
        Some(Self { message_id, text: with_bold(text, &message["entities"]) })
    }
}

/// The text with its bold parts; Telegram counts their places in UTF-16. We send no other emphasis.
fn with_bold(text: &str, entities: &Value) -> Text {
    let bold: Vec<(u64, u64)> = entities
        .as_array()
        .into_iter()
        .flatten()
        .filter(|it| it["type"] == "bold")
        .filter_map(|it| {
            let from = it["offset"].as_u64()?;
            Some((from, from.checked_add(it["length"].as_u64()?)?))
        })
        .collect();
    let mut result = Text::default();
    let mut at = 0;
    for c in text.chars() {
        if bold.iter().any(|(from, to)| (*from..*to).contains(&at)) {
            result.push_bold(c);
        } else {
            result.push(c);
        }
        at += c.len_utf16() as u64;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn private(rest: Value) -> Value {
        let mut message = json!({"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}});
        message.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        json!({"update_id": 1, "message": message})
    }

    fn text(text: &str) -> Meaning {
        Meaning::Consult { input: Input::Text(text.to_owned()), press: None }
    }

    #[test]
    fn a_text_is_a_text_and_our_own_name_is_taken_off_a_command() {
        assert_eq!(meaning(&private(json!({"text": "戻る"})), "sodan_bot"), text("戻る"));
        assert_eq!(meaning(&private(json!({"text": "/start@Sodan_Bot x@y"})), "sodan_bot"), text("/start x@y"));
        assert_eq!(meaning(&private(json!({"text": "/start@other"})), "sodan_bot"), text("/start@other"));
        assert_eq!(meaning(&private(json!({"text": "me@sodan_bot"})), "sodan_bot"), text("me@sodan_bot"));
    }

    #[test]
    fn other_content_has_words_for_it_but_a_service_message_is_nothing() {
        let words = |content: Value| match meaning(&private(content), "b") {
            Meaning::Consult { input: Input::Sent(media), press: None } => media.words(),
            other => panic!("{other:?}"),
        };
        for (content, expected) in [
            (json!({"photo": [{}], "caption": "見て"}), "（写真）\n見て"),
            (json!({"document": {"file_name": "a.pdf"}}), "（書類「a.pdf」）"),
            (json!({"document": {}, "animation": {}}), "（動く画像）"),
            (json!({"audio": {"file_name": "a.mp3"}}), "（録音「a.mp3」）"),
            (json!({"video_note": {}}), "（動画）"),
            (json!({"sticker": {"emoji": "🙏"}}), "（スタンプ「🙏」）"),
            (json!({"contact": {"first_name": "花子", "phone_number": "0312345678"}}), "（連絡先「花子 0312345678」）"),
            (json!({"location": {"latitude": 35.5, "longitude": -139.25}}), "（位置情報「35.5, -139.25」）"),
            (json!({"location": {}, "venue": {"title": "駅", "address": "港区"}}), "（位置情報「駅 港区」）"),
            (json!({"something_of_next_year": {}}), "（文字でないもの）"),
        ] {
            assert_eq!(words(content.clone()), expected, "{content}");
        }
        assert_eq!(meaning(&private(json!({"pinned_message": {}})), "b"), Meaning::Nothing);
    }

    #[test]
    fn what_an_owner_changed_is_told_from_what_changes_by_itself() {
        let changed = |content: Value| {
            let message = private(content)["message"].clone();
            meaning(&json!({"update_id": 1, "edited_message": message}), "b")
        };
        let rewrote = Meaning::Consult { input: Input::Rewrote("2台".to_owned()), press: None };
        assert_eq!(changed(json!({"text": "2台"})), rewrote);
        let photo = changed(json!({"photo": [{}], "caption": "裏"}));
        assert!(matches!(photo, Meaning::Consult { input: Input::Sent(media), .. } if media.rewritten));
        assert_eq!(changed(json!({"location": {"latitude": 1, "longitude": 2}})), Meaning::Nothing);
        assert_eq!(changed(json!({"text": "2台", "from": {"id": 8}})), Meaning::Nothing);
    }

    #[test]
    fn nobody_speaks_for_another_person() {
        let stranger = json!({"message": {"chat": {"id": 7, "type": "private"}, "from": {"id": 8}, "text": "x"}});
        assert_eq!(meaning(&stranger, "b"), Meaning::Nothing);
        let mut press = json!({"callback_query": {"id": "q", "data": "ok", "from": {"id": 8},
            "message": {"message_id": 3, "chat": {"id": 7, "type": "private"}}}});
        assert_eq!(meaning(&press, "b"), Meaning::StrayPress("q".to_owned()));
        press["callback_query"]["from"]["id"] = json!(7);
        assert!(matches!(meaning(&press, "b"), Meaning::Consult { .. }));
        press["callback_query"]["data"] = json!("not ours!");
        assert_eq!(meaning(&press, "b"), Meaning::StrayPress("q".to_owned()));
    }

    #[test]
    fn a_group_is_told_only_when_it_calls_this_bot() {
        let group = |text: &str| json!({"message": {"chat": {"id": -7, "type": "supergroup"}, "from": {"id": 7}, "text": text}});
        assert_eq!(meaning(&group("/start@sodan_bot"), "sodan_bot"), Meaning::CalledInGroup);
        assert_eq!(meaning(&group("/start@another"), "sodan_bot"), Meaning::Nothing);
        assert_eq!(meaning(&group("/start"), "sodan_bot"), Meaning::Nothing);
        assert_eq!(meaning(&group("hello @sodan_bot"), "sodan_bot"), Meaning::Nothing);
    }

    #[test]
    fn anything_else_means_nothing() {
        for update in
            [json!(null), json!([]), json!({"message": 3}), json!({"poll": {"id": "1"}}), json!({"message": {}})]
        {
            assert_eq!(meaning(&update, "b"), Meaning::Nothing, "{update}");
        }
    }

    #[test]
    fn bold_is_found_where_utf16_counts_it() {
        let mut expected = Text::plain("🏭です ");
        expected.push_bold("従業員🏭").push("?");
        let entities = json!([{"type": "bold", "offset": 5, "length": 5}, {"type": "url", "offset": 0, "length": 2}]);
        assert_eq!(with_bold("🏭です 従業員🏭?", &entities), expected);
    }

    #[test]
    fn an_update_stands_in_the_order_of_its_chat() {
        let of = |update: Value| chat_of(&update).as_str().to_owned();
        assert_eq!(of(private(json!({"text": "x"}))), "telegram/7");
        assert_eq!(of(json!({"update_id": 1, "callback_query": {"message": {"chat": {"id": 9}}}})), "telegram/9");
        assert_eq!(of(json!({"update_id": 1, "next_years_kind": {"chat": {"id": -5}}})), "telegram/-5");
        assert_eq!(of(json!({"update_id": 1, "inline_query": {"id": "1"}})), "telegram/none");
    }
}
