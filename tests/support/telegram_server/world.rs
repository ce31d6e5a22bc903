//! All that the server remembers: chats as their owners see them, presses, updates, and every call.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::sync::Notify;

use super::{Answered, Refused, USERNAME, faults::Faults, updates::Updates};

pub const BOT_ID: i64 = 110_201_543;

const MINUTE: Duration = Duration::from_secs(60);
/// The bot's messages to one group.
const MOST_A_MINUTE: usize = 20;

pub struct World {
    pub chats: HashMap<i64, Chat>,
    /// Presses by their id.
    pub presses: HashMap<String, Press>,
    /// Every call with its answer, in order.
    pub asked: Vec<Asked>,
    /// Whether calls are recorded. Errors always are.
    pub recording: bool,
    pub updates: Updates,
    pub faults: Faults,
    /// The bot's menu, as last set.
    pub commands: Vec<(String, String)>,
    pub description: String,
    pub short_description: String,
    pub webhook: bool,
    /// The token was taken back: every call is answered 401.
    pub revoked: bool,
    pub(super) last_press: u64,
}

impl Default for World {
    fn default() -> Self {
        Self {
            chats: HashMap::new(),
            presses: HashMap::new(),
            asked: Vec::new(),
            recording: true,
            updates: Updates::default(),
            faults: Faults::default(),
            commands: Vec::new(),
            description: String::new(),
            short_description: String::new(),
            webhook: false,
            revoked: false,
            last_press: 7000,
        }
    }
}

/// One call and its answer.
#[derive(Clone, Debug)]
pub struct Asked {
    /// In lower case, as `sendmessage`.
    pub method: String,
    pub chat: Option<i64>,
    pub params: Value,
    /// 200, or the error's code.
    pub code: u16,
    /// The error's description.
    pub error: Option<String>,
    pub at: std::time::Instant,
}

pub struct Chat {
    pub id: i64,
    /// `private`, `group`, `supergroup` or `channel`.
    pub kind: &'static str,
    pub messages: BTreeMap<i64, Shown>,
    /// Whether it is a supergroup with topics.
    pub forum: bool,
    /// The names of its topics.
    pub topics: BTreeMap<i64, String>,
    /// Those of them in which nobody can write any more.
    pub closed_topics: BTreeSet<i64>,
    /// When the bot's messages of the last minute came; only those to groups are counted.
    pub(super) minute: VecDeque<Instant>,
    /// Why the bot may not write here: the description of the 403.
    pub closed: Option<&'static str>,
    /// The bot's messages that no test has looked at yet.
    pub(super) unseen: VecDeque<i64>,
    pub(super) changed: Arc<Notify>,
    last: i64,
}

/// A message as it is shown now.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub id: i64,
    pub from_bot: bool,
    /// Without its entities.
    pub text: String,
    /// As the Bot API gives them.
    pub entities: Vec<Value>,
    pub buttons: Vec<Vec<ShownButton>>,
    /// The markup as it was sent.
    pub markup: Option<Value>,
    /// What it showed before, oldest first.
    pub edits: Vec<Edit>,
    /// A user's other content: a sticker, a photo.
    pub content: Value,
    /// The forum topic it stands in.
    pub thread: Option<i64>,
    /// The message it replies to.
    pub reply_to: Option<i64>,
}

impl Shown {
    /// A message of nobody yet, with this text.
    pub fn new(from_bot: bool, text: impl Into<String>) -> Self {
        Self {
            id: 0,
            from_bot,
            text: text.into(),
            entities: Vec::new(),
            buttons: Vec::new(),
            markup: None,
            edits: Vec::new(),
            content: Value::Null,
            thread: None,
            reply_to: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownButton {
    pub label: String,
    pub data: String,
}

/// How a message was before an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    pub text: String,
    pub buttons: Vec<Vec<ShownButton>>,
}

/// A pressed button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    pub chat: i64,
    /// The notice it was answered with, empty if none.
    pub answer: Option<String>,
    pub expired: bool,
}

impl Shown {
    /// The button with this label or this data.
    pub fn button(&self, label_or_data: &str) -> Option<&ShownButton> {
        let mut all = self.buttons.iter().flatten();
        all.clone().find(|it| it.label == label_or_data).or_else(|| all.find(|it| it.data == label_or_data))
    }

    /// The text between the entities of a kind: `bold`.
    pub fn emphasised(&self, kind: &str) -> Vec<String> {
        let units: Vec<u16> = self.text.encode_utf16().collect();
        let of_kind = self.entities.iter().filter(|it| it["type"] == kind);
        let at = |it: &Value, name: &str| usize::try_from(it[name].as_u64().unwrap()).unwrap();
        of_kind.map(|it| String::from_utf16_lossy(&units[at(it, "offset")..][..at(it, "length")])).collect()
    }

    /// As the Bot API gives it.
    pub fn json(&self, chat: &Chat) -> Value {
        let mut json = json!({"message_id": self.id, "date": 1_700_000_000 + self.id, "chat": chat.json()});
        let from = if self.from_bot {
            json!({"id": BOT_ID, "is_bot": true, "first_name": "相談", "username": USERNAME})
        } else {
            user(chat.id)
        };
        json["from"] = from;
        if !self.text.is_empty() {
            json["text"] = json!(self.text);
        }
        if !self.entities.is_empty() {
            json["entities"] = json!(self.entities);
        }
        if let Some(markup) = self.markup.as_ref().filter(|it| it.get("inline_keyboard").is_some()) {
            json["reply_markup"] = markup.clone();
        }
        if !self.edits.is_empty() {
            json["edit_date"] = json!(1_800_000_000);
        }
        if let Some(thread) = self.thread {
            json["message_thread_id"] = json!(thread);
            json["is_topic_message"] = json!(true);
        }
        if let Some(message) = self.reply_to.and_then(|id| chat.messages.get(&id)) {
            json["reply_to_message"] = Shown { reply_to: None, ..message.clone() }.json(chat);
        }
        if let Value::Object(content) = &self.content {
            json.as_object_mut().unwrap().extend(content.clone());
        }
        json
    }
}

pub fn user(id: i64) -> Value {
    json!({"id": id, "is_bot": false, "first_name": format!("社長{id}"), "language_code": "ja"})
}

impl Chat {
    pub fn new(id: i64, kind: &'static str) -> Self {
        let (messages, unseen, changed) = Default::default();
        let (topics, closed_topics, minute) = Default::default();
        Self { id, kind, messages, forum: false, topics, closed_topics, minute, closed: None, unseen, changed, last: 0 }
    }

    pub fn json(&self) -> Value {
        match self.kind {
            "private" => json!({"id": self.id, "type": "private", "first_name": format!("社長{}", self.id)}),
            kind => {
                let mut json = json!({"id": self.id, "type": kind, "title": format!("集まり{}", self.id)});
                if self.forum {
                    json["is_forum"] = json!(true);
                }
                json
            }
        }
    }

    /// Puts a message at the end.
    pub(super) fn add(&mut self, mut message: Shown) -> &Shown {
        self.last += 1;
        message.id = self.last;
        if message.from_bot {
            self.unseen.push_back(self.last);
        }
        self.messages.insert(self.last, message);
        &self.messages[&self.last]
    }

    /// Counts one more message of the bot; where it is one too many, tells in how many seconds it is not.
    pub(super) fn flood(&mut self) -> Option<u64> {
        if self.kind == "private" {
            return None;
        }
        let now = Instant::now();
        self.minute.retain(|at| now.duration_since(*at) < MINUTE);
        if self.minute.len() < MOST_A_MINUTE {
            self.minute.push_back(now);
            return None;
        }
        Some((MINUTE - now.duration_since(self.minute[0])).as_secs() + 1)
    }

    /// Makes a topic. Its number is that of the message that says so.
    pub(super) fn open_topic(&mut self, name: &str) -> i64 {
        self.last += 1;
        self.topics.insert(self.last, name.to_owned());
        self.last
    }

    /// Takes a topic away with all its messages; false where there is none.
    pub(super) fn drop_topic(&mut self, thread: i64) -> bool {
        self.messages.retain(|_, message| message.thread != Some(thread));
        self.topics.remove(&thread).is_some()
    }

    /// The bot's messages as they are shown now.
    pub fn of_bot(&self) -> impl Iterator<Item = &Shown> {
        self.messages.values().filter(|it| it.from_bot)
    }
}

impl World {
    /// The chat, which begins when the user first writes.
    pub fn chat(&mut self, id: i64) -> &mut Chat {
        let kind = if id < 0 { "supergroup" } else { "private" };
        self.chats.entry(id).or_insert_with(|| Chat::new(id, kind))
    }

    pub(super) fn note(&mut self, method: String, chat: Option<i64>, params: Value, outcome: &Answered) {
        let (code, error) = match outcome {
            Ok(_) => (200, None),
            Err(Refused { code, description, .. }) => (*code, Some(description.clone())),
        };
        if self.recording || error.is_some() {
            self.asked.push(Asked { method, chat, params, code, error, at: std::time::Instant::now() });
        }
    }
}
