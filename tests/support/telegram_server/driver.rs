//! The owners' side: they write, press and leave, and wait for what the bot shows them.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{
    Failure, TelegramServer,
    world::{Asked, Press, Shown, World, user},
};

/// Longer than anything takes on a busy machine; reached only when a test fails.
const DEADLINE: Duration = Duration::from_secs(30);

impl TelegramServer {
    /// The owner of a private chat writes. Gives the update's number, 0 if the bot does not want messages.
    pub fn says(&self, chat: i64, text: &str) -> i64 {
        self.sends(chat, json!({"text": text}))
    }

    /// The owner of a private chat sends something: the fields of a message, as `{"sticker": {…}}`.
    pub fn sends(&self, chat: i64, content: Value) -> i64 {
        self.writes(chat, chat, content)
    }

    /// Somebody writes in a group (its id is negative).
    pub fn group_says(&self, group: i64, person: i64, text: &str) -> i64 {
        self.writes(group, person, json!({"text": text}))
    }

    /// Somebody replies to a message in a group.
    pub fn group_replies(&self, group: i64, person: i64, message: i64, text: &str) -> i64 {
        let thread = self.world().chats[&group].messages[&message].thread;
        self.puts(group, person, json!({"text": text}), thread, Some(message))
    }

    /// Somebody writes in a topic of a group.
    pub fn topic_says(&self, group: i64, person: i64, thread: i64, text: &str) -> i64 {
        self.puts(group, person, json!({"text": text}), Some(thread), None)
    }

    /// The bot is put into a group; one with topics is a forum.
    pub fn joins(&self, group: i64, forum: bool) {
        self.world().chat(group).forum = forum;
    }

    /// Somebody deletes a topic, and all its messages with it.
    pub fn delete_topic(&self, group: i64, thread: i64) {
        assert!(self.world().chat(group).drop_topic(thread), "there is no topic {thread}");
    }

    /// Somebody closes a topic: it stays, and nobody writes in it any more.
    pub fn close_topic(&self, group: i64, thread: i64) {
        self.world().chat(group).closed_topics.insert(thread);
    }

    /// The owner of a private chat changes what a message says.
    pub fn rewrites(&self, chat: i64, message: i64, text: &str) -> i64 {
        self.changes(chat, message, json!({"text": text}))
    }

    /// The owner of a private chat changes a message: the fields that it has now.
    pub fn changes(&self, chat: i64, message: i64, content: Value) -> i64 {
        let mut world = self.world();
        let chat = world.chat(chat);
        let shown = chat.messages.get_mut(&message).expect("a message");
        let text = content["text"].as_str().unwrap_or_default().to_owned();
        shown.edits.push(super::world::Edit { text: std::mem::replace(&mut shown.text, text), buttons: Vec::new() });
        shown.content = content;
        let json = chat.messages[&message].json(chat);
        self.deliver(&mut world, "edited_message", json)
    }

    fn writes(&self, chat: i64, person: i64, content: Value) -> i64 {
        self.puts(chat, person, content, None, None)
    }

    fn puts(&self, chat: i64, person: i64, content: Value, thread: Option<i64>, reply_to: Option<i64>) -> i64 {
        let mut world = self.world();
        let chat = world.chat(chat);
        let text = content["text"].as_str().unwrap_or_default().to_owned();
        let shown = Shown { content, thread, reply_to, ..Shown::new(false, text) };
        let id = chat.add(shown).id;
        let mut message = chat.messages[&id].json(chat);
        message["from"] = user(person);
        self.deliver(&mut world, "message", message)
    }

    /// The owner presses the button with this label or data. Gives the press's id.
    pub fn press(&self, chat: i64, message: i64, label_or_data: &str) -> String {
        let data = {
            let world = self.world();
            let shown = &world.chats[&chat].messages[&message];
            let button = shown.button(label_or_data);
            button.unwrap_or_else(|| panic!("no button {label_or_data} under {shown:?}")).data.clone()
        };
        self.press_data(chat, chat, message, &data)
    }

    /// Somebody presses a button that may be gone by now, or never have been there.
    pub fn press_data(&self, chat: i64, person: i64, message: i64, data: &str) -> String {
        let mut world = self.world();
        world.last_press += 1;
        let id = world.last_press.to_string();
        world.presses.insert(id.clone(), Press { chat, answer: None, expired: false });
        let chat = world.chat(chat);
        let message = chat.messages[&message].json(chat);
        let press = json!({"id": id, "from": user(person), "chat_instance": "1", "message": message, "data": data});
        self.deliver(&mut world, "callback_query", press);
        id
    }

    /// The owner blocks the bot, and Telegram tells the bot so.
    pub fn leaves(&self, chat: i64) -> i64 {
        self.block(chat);
        let mut world = self.world();
        let json = world.chat(chat).json();
        let member = |status: &str| json!({"user": {"id": super::world::BOT_ID, "is_bot": true}, "status": status});
        let change = json!({"chat": json, "from": user(chat), "date": 1_700_000_000,
            "old_chat_member": member("member"), "new_chat_member": member("kicked")});
        self.deliver(&mut world, "my_chat_member", change)
    }

    /// The owner blocks the bot, which learns it when it next writes.
    pub fn block(&self, chat: i64) {
        self.world().chat(chat).closed = Some("Forbidden: bot was blocked by the user");
    }

    pub fn unblock(&self, chat: i64) {
        self.world().chat(chat).closed = None;
    }

    /// Gives the bot any update at all, also of a kind that it did not ask for. A number is added if missing.
    pub fn inject(&self, update: Value) -> i64 {
        let id = self.world().updates.push(update);
        self.0.updates.notify_waiters();
        id
    }

    /// Gives an update once more, though it may be confirmed.
    pub fn repeat(&self, update: i64) {
        self.world().updates.repeat(update);
        self.0.updates.notify_waiters();
    }

    fn deliver(&self, world: &mut World, kind: &str, body: Value) -> i64 {
        if !world.updates.wants(kind) {
            return 0;
        }
        let id = world.updates.push(json!({kind: body}));
        self.0.updates.notify_waiters();
        id
    }

    /// From now on a press can no longer be answered.
    pub fn expire(&self, press: &str) {
        self.world().presses.get_mut(press).expect("a press").expired = true;
    }

    /// Lets the next calls of a method fail, all or those to one chat.
    pub fn fail(&self, method: &str, chat: Option<i64>, times: usize, failure: Failure) {
        self.world().faults.add(method, chat, times, failure);
    }

    /// Lets held calls go on and takes back all failures still to come.
    pub fn release(&self) {
        self.world().faults.clear();
        self.0.release.notify_waiters();
    }

    /// The next message of the bot in a chat that was not asked for before.
    pub async fn next_message(&self, chat: i64) -> Shown {
        let changed = self.world().chat(chat).changed.clone();
        let next = async {
            loop {
                let news = changed.notified();
                {
                    let mut world = self.world();
                    let chat = world.chat(chat);
                    if let Some(id) = chat.unseen.pop_front() {
                        return chat.messages[&id].clone();
                    }
                }
                news.await;
            }
        };
        match tokio::time::timeout(DEADLINE, next).await {
            Ok(message) => message,
            Err(_) => panic!("no message to {chat} came; the last calls: {:#?}", self.last_calls()),
        }
    }

    /// The texts of the next messages in a chat.
    pub async fn next_texts(&self, chat: i64, count: usize) -> Vec<String> {
        let mut texts = Vec::new();
        while texts.len() < count {
            texts.push(self.next_message(chat).await.text);
        }
        texts
    }

    /// Waits until `find` finds something. `what` is said if it never does.
    pub async fn until<T>(&self, what: &str, find: impl Fn(&World) -> Option<T>) -> T {
        let found = async {
            loop {
                let news = self.0.changed.notified();
                if let Some(it) = find(&self.world()) {
                    return it;
                }
                news.await;
            }
        };
        match tokio::time::timeout(DEADLINE, found).await {
            Ok(it) => it,
            Err(_) => panic!("waited in vain until {what}; the last calls: {:#?}", self.last_calls()),
        }
    }

    /// Waits until every update is confirmed.
    pub async fn all_confirmed(&self) {
        self.until("every update is confirmed", |world| (world.updates.unconfirmed() == 0).then_some(())).await;
    }

    /// Waits until a press is answered; gives the notice.
    pub async fn answered(&self, press: &str) -> String {
        self.until("the press is answered", |world| world.presses[press].answer.clone()).await
    }

    /// Waits until so many calls of a method have been answered.
    pub async fn asked(&self, method: &str, times: usize) -> Vec<Asked> {
        let name = method.to_lowercase();
        self.until(&format!("{method} is called {times} times"), |world| {
            let calls: Vec<Asked> = world.asked.iter().filter(|it| it.method == name).cloned().collect();
            (calls.len() >= times).then_some(calls)
        })
        .await
    }

    /// Waits until all failures of a method have happened.
    pub async fn failed(&self, method: &str) {
        self.until(&format!("{method} has failed"), |world| (world.faults.left(method) == 0).then_some(())).await;
    }

    /// A chat's messages of the bot, as shown now.
    pub fn messages(&self, chat: i64) -> Vec<Shown> {
        self.world().chats.get(&chat).map(|it| it.of_bot().cloned().collect()).unwrap_or_default()
    }

    pub fn texts(&self, chat: i64) -> Vec<String> {
        self.messages(chat).into_iter().map(|it| it.text).collect()
    }

    /// Every error given: method, code, description.
    pub fn errors(&self) -> Vec<(String, u16, String)> {
        let world = self.world();
        let error = |it: &Asked| Some((it.method.clone(), it.code, it.error.clone()?));
        world.asked.iter().filter_map(error).collect()
    }

    /// The errors given to one method.
    pub fn errors_of(&self, method: &str) -> Vec<String> {
        let method = method.to_lowercase();
        self.errors().into_iter().filter(|it| it.0 == method).map(|it| it.2).collect()
    }

    fn last_calls(&self) -> Vec<Asked> {
        let world = self.world();
        world.asked[world.asked.len().saturating_sub(10)..].to_vec()
    }
}
