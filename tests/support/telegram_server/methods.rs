//! The methods of the Bot API that a consultation needs; any other is refused as unknown.

use serde_json::{Map, Value, json};

use super::{
    Answered, Refused, TOKEN, TelegramServer, USERNAME, limits,
    world::{BOT_ID, Chat, Edit, Shown, World},
};

/// One call, whatever way its parameters came.
pub struct Call {
    token: String,
    /// In lower case.
    pub method: String,
    pub params: Value,
}

impl Call {
    pub fn read(path: &str, query: Option<&str>, content_type: &str, body: &[u8]) -> Result<Self, Refused> {
        let not_found = || Refused::new(404, "Not Found");
        let (token, method) = path.strip_prefix("/bot").and_then(|it| it.split_once('/')).ok_or_else(not_found)?;
        let mut params = Map::new();
        fields(query.unwrap_or_default(), &mut params);
        match content_type.split(';').next().unwrap_or_default().trim() {
            "application/json" if body.is_empty() => {}
            "application/json" => match serde_json::from_slice(body) {
                Ok(Value::Object(body)) => params.extend(body),
                _ => return Err(Refused::bad("can't parse request: object expected")),
            },
            "application/x-www-form-urlencoded" => fields(&String::from_utf8_lossy(body), &mut params),
            _ => {}
        }
        Ok(Self { token: decoded(token), method: method.to_lowercase(), params: Value::Object(params) })
    }

    pub fn chat(&self) -> Option<i64> {
        self.integer("chat_id")
    }

    pub fn integer(&self, name: &str) -> Option<i64> {
        let it = &self.params[name];
        it.as_i64().or_else(|| it.as_str()?.parse().ok())
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.params[name].as_str()
    }

    /// A parameter that is JSON, be it JSON already or written into a field of a form.
    pub fn json(&self, name: &str) -> Option<Value> {
        match self.params.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(serde_json::from_str(text).unwrap_or(Value::Null)),
            it => Some(it.clone()),
        }
    }
}

/// Reads `a=1&b=%E3%81%82`.
fn fields(form: &str, params: &mut Map<String, Value>) {
    for pair in form.split('&').filter(|it| !it.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        params.insert(decoded(name), Value::String(decoded(&value.replace('+', " "))));
    }
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut result = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        result.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&result).into_owned()
}

impl TelegramServer {
    pub(super) async fn perform(&self, call: &Call) -> Answered {
        if !call.token.contains(':') {
            return Err(Refused::new(404, "Not Found"));
        }
        if call.token != TOKEN || self.world().revoked {
            return Err(Refused::new(401, "Unauthorized"));
        }
        match call.method.as_str() {
            "getme" => Ok(json!({"id": BOT_ID, "is_bot": true, "first_name": "相談", "username": USERNAME,
                "can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false})
            .to_string()),
            "getupdates" => self.get_updates(call).await,
            "sendmessage" => self.send_message(call),
            "copymessage" => self.copy_message(call),
            "getchat" => self.get_chat(call),
            "deleteforumtopic" => self.delete_topic_for(call),
            "deletemessage" => self.delete_message(call),
            "deletemessages" => self.delete_messages(call),
            "createforumtopic" => self.create_topic(call),
            "editmessagetext" => self.edit_text(call),
            "editmessagereplymarkup" => self.edit_markup(call),
            "answercallbackquery" => self.answer_press(call),
            "setmycommands" => {
                let commands = limits::commands(&call.json("commands").unwrap_or_default())?;
                self.world().commands = commands;
                Ok("true".to_owned())
            }
            "setmydescription" => self.describe(call, "description", 512, |world| &mut world.description),
            "setmyshortdescription" => {
                self.describe(call, "short_description", 120, |world| &mut world.short_description)
            }
            "setwebhook" | "deletewebhook" => {
                self.world().webhook = call.method == "setwebhook";
                Ok("true".to_owned())
            }
            _ => Err(Refused::new(404, "Not Found: method not found")),
        }
    }

    fn send_message(&self, call: &Call) -> Answered {
        let checked = checked_text(call, "message is too long")?;
        let mut shown =
            Shown { entities: checked.entities, markup: call.json("reply_markup"), ..Shown::new(true, checked.text) };
        if let Some(markup) = &shown.markup {
            shown.buttons = limits::markup(markup, call.chat().is_some_and(|id| id > 0))?;
        }
        let mut world = self.world();
        let chat = open_chat(&mut world, call)?;
        placed(chat, call, &mut shown)?;
        let id = chat.add(shown).id;
        Ok(chat.messages[&id].json(chat).to_string())
    }

    fn copy_message(&self, call: &Call) -> Answered {
        let mut world = self.world();
        let from = call.integer("from_chat_id").and_then(|id| world.chats.get(&id));
        let from = from.ok_or_else(|| Refused::bad("chat not found"))?;
        let original = call.integer("message_id").and_then(|id| from.messages.get(&id));
        let original = original.ok_or_else(|| Refused::bad("message to copy not found"))?;
        let mut shown = Shown {
            entities: original.entities.clone(),
            content: original.content.clone(),
            ..Shown::new(true, original.text.clone())
        };
        if let Some(caption) = call.text("caption") {
            let caption = limits::text(caption, call.text("parse_mode"), "message caption is too long")?;
            if caption.text.chars().count() > 1024 {
                return Err(Refused::bad("message caption is too long"));
            }
            shown.content["caption"] = json!(caption.text);
        }
        let chat = open_chat(&mut world, call)?;
        placed(chat, call, &mut shown)?;
        Ok(json!({"message_id": chat.add(shown).id}).to_string())
    }

    fn get_chat(&self, call: &Call) -> Answered {
        let mut world = self.world();
        let mut chat = open_chat(&mut world, call)?.json();
        chat["accent_color_id"] = json!(0);
        chat["max_reaction_count"] = json!(11);
        Ok(chat.to_string())
    }

    fn create_topic(&self, call: &Call) -> Answered {
        let mut world = self.world();
        let chat = open_chat(&mut world, call)?;
        if !chat.forum {
            return Err(Refused::bad("the chat is not a forum"));
        }
        let name = call.text("name").unwrap_or_default().trim().to_owned();
        match name.chars().count() {
            0 => Err(Refused::bad("TOPIC_TITLE_EMPTY")),
            1..=128 => {
                Ok(json!({"message_thread_id": chat.open_topic(&name), "name": name, "icon_color": 7_322_096})
                    .to_string())
            }
            _ => Err(Refused::bad("TOPIC_TITLE_TOO_LONG")),
        }
    }

    fn delete_topic_for(&self, call: &Call) -> Answered {
        let mut world = self.world();
        let chat = open_chat(&mut world, call)?;
        if !chat.forum {
            return Err(Refused::bad("the chat is not a forum"));
        }
        let thread = call.integer("message_thread_id").filter(|thread| chat.drop_topic(*thread));
        thread.map(|_| "true".to_owned()).ok_or_else(|| Refused::bad("message thread not found"))
    }

    fn delete_message(&self, call: &Call) -> Answered {
        let mut world = self.world();
        let chat = open_chat(&mut world, call)?;
        let gone = call.integer("message_id").and_then(|id| chat.messages.remove(&id));
        gone.map(|_| "true".to_owned()).ok_or_else(|| Refused::bad("message to delete not found"))
    }

    /// Those that are there; the others are passed over.
    fn delete_messages(&self, call: &Call) -> Answered {
        let Some(Value::Array(ids)) = call.json("message_ids").filter(|ids| ids != &json!([])) else {
            return Err(Refused::bad("message identifiers are not specified"));
        };
        if ids.len() > 100 {
            return Err(Refused::bad("too many message identifiers specified"));
        }
        let mut world = self.world();
        let chat = open_chat(&mut world, call)?;
        ids.iter().filter_map(Value::as_i64).for_each(|id| drop(chat.messages.remove(&id)));
        Ok("true".to_owned())
    }

    fn edit_text(&self, call: &Call) -> Answered {
        let checked = checked_text(call, "MESSAGE_TOO_LONG")?;
        self.edit(call, |shown| {
            shown.text = checked.text;
            shown.entities = checked.entities;
        })
    }

    fn edit_markup(&self, call: &Call) -> Answered {
        self.edit(call, |_| {})
    }

    /// Edits a message; without a markup its buttons go.
    fn edit(&self, call: &Call, change: impl FnOnce(&mut Shown)) -> Answered {
        let markup = call.json("reply_markup");
        let buttons = markup.as_ref().map(|it| limits::markup(it, true)).transpose()?.unwrap_or_default();
        let mut world = self.world();
        let chat = open_chat(&mut world, call)?;
        let Some(id) = call.integer("message_id").filter(|id| *id != 0) else {
            return Err(Refused::bad("message identifier is not specified"));
        };
        let Some(shown) = chat.messages.get_mut(&id) else {
            return Err(Refused::bad("message to edit not found"));
        };
        if !shown.from_bot {
            return Err(Refused::bad("message can't be edited"));
        }
        let before = shown.clone();
        change(shown);
        shown.markup = markup;
        shown.buttons = buttons;
        let same = (&shown.text, &shown.entities, &shown.buttons) == (&before.text, &before.entities, &before.buttons);
        if same {
            *shown = before;
            return Err(Refused::bad(
                "message is not modified: specified new message content and reply markup are exactly the same \
                 as a current content and reply markup of the message",
            ));
        }
        shown.edits.push(Edit { text: before.text, buttons: before.buttons });
        Ok(chat.messages[&id].json(chat).to_string())
    }

    fn answer_press(&self, call: &Call) -> Answered {
        let notice = call.text("text").unwrap_or_default();
        if notice.chars().count() > 200 {
            return Err(Refused::bad("MESSAGE_TOO_LONG"));
        }
        let mut world = self.world();
        let press = world.presses.get_mut(call.text("callback_query_id").unwrap_or_default());
        match press.filter(|it| !it.expired && it.answer.is_none()) {
            Some(press) => {
                press.answer = Some(notice.to_owned());
                Ok("true".to_owned())
            }
            None => Err(Refused::bad("query is too old and response timeout expired or query ID is invalid")),
        }
    }

    fn describe(&self, call: &Call, name: &str, most: usize, place: fn(&mut World) -> &mut String) -> Answered {
        let text = call.text(name).unwrap_or_default();
        if text.chars().count() > most {
            return Err(Refused::bad(format!("{name} is too long")));
        }
        text.clone_into(place(&mut self.world()));
        Ok("true".to_owned())
    }
}

fn checked_text(call: &Call, too_long: &str) -> Result<limits::Checked, Refused> {
    limits::text(call.text("text").unwrap_or_default(), call.text("parse_mode"), too_long)
}

/// Puts a new message where the call says: into a topic, below another message; if no flood forbids it.
fn placed(chat: &mut Chat, call: &Call, shown: &mut Shown) -> Result<(), Refused> {
    if let Some(thread) = call.integer("message_thread_id").filter(|thread| *thread != 0) {
        if !chat.topics.contains_key(&thread) {
            return Err(Refused::bad("message thread not found"));
        }
        if chat.closed_topics.contains(&thread) {
            return Err(Refused::bad("TOPIC_CLOSED"));
        }
        shown.thread = Some(thread);
    }
    if let Some(reply) = call.json("reply_parameters") {
        let to = reply["message_id"].as_i64().filter(|id| chat.messages.contains_key(id));
        if to.is_none() && reply["allow_sending_without_reply"] != true {
            return Err(Refused::bad("message to be replied not found"));
        }
        shown.reply_to = to;
    }
    match chat.flood() {
        Some(seconds) => {
            let words = format!("Too Many Requests: retry after {seconds}");
            Err(Refused { code: 429, description: words, retry_after: Some(seconds) })
        }
        None => Ok(()),
    }
}

/// The chat that the call names, if the bot may write there.
fn open_chat<'a>(world: &'a mut World, call: &Call) -> Result<&'a mut Chat, Refused> {
    if call.params.get("chat_id").is_none_or(|it| it.is_null() || it == "") {
        return Err(Refused::bad("chat_id is empty"));
    }
    let chat = call.chat().and_then(|id| world.chats.get_mut(&id)).ok_or_else(|| Refused::bad("chat not found"))?;
    match chat.closed {
        Some(why) => Err(Refused::new(403, why)),
        None => Ok(chat),
    }
}
