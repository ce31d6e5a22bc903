//! What members of the group press and write.

use chrono::Utc;
use serde_json::Value;

use super::{
    Group, draw,
    note::{Own, What},
    number,
};
use crate::{
    channel::telegram::inbox::Pending,
    consult::{
        case::{Act, Case, Refused, Worker},
        line::Speaker,
        work::{By, Worked},
    },
    helpdesk::{audit, staff::Member},
    store::{CaseId, ChatKey, StoreError},
};

/// What became of an update of the group.
#[derive(Debug, Default)]
pub(in crate::channel::telegram) struct Taken {
    /// It was settled with what it did.
    pub settled: bool,
    /// A press, and the word on it.
    pub press: Option<(String, String)>,
}

/// Content that somebody may have meant for the owner, and that does not reach them from here.
const UNREADABLE: [&str; 9] =
    ["photo", "document", "voice", "video", "audio", "sticker", "animation", "contact", "location"];

impl Group {
    pub async fn take(&self, update: &Pending) -> Result<Taken, StoreError> {
        let press = &update.update["callback_query"];
        if let Some(id) = press["id"].as_str() {
            let (settled, word) = self.press(update, press).await?;
            return Ok(Taken { settled, press: Some((id.to_owned(), word)) });
        }
        let settled = self.message(update, &update.update["message"]).await?;
        Ok(Taken { settled, press: None })
    }

    async fn press(&self, update: &Pending, press: &Value) -> Result<(bool, String), StoreError> {
        let Some(id) = press["data"].as_str().and_then(draw::claimed) else { return Ok((false, String::new())) };
        let user = press["from"]["id"].as_i64().unwrap_or_default();
        let Some(member) = self.worker(user).await? else { return Ok((false, unlinked(user))) };
        let gone = || Ok((false, format!("受付番号 {id} の相談は、もうありません。")));
        let Some((_, case)) = self.consult.board().case(id) else { return gone() };
        let log = audit::Line::new(Utc::now(), Some(&member.name), audit::Act::Claimed).on(id).to_bytes();
        let (who, mut seen) = (by(&member), case.step);
        loop {
            let case = match self.consult.work_once(id, &who, seen, &Act::Claim, log.clone(), &update.key).await? {
                None => return Ok((true, String::new())),
                Some(Worked::Done(_)) => return Ok((true, format!("受付番号 {id} の担当になりました。"))),
                Some(Worked::Gone) => return gone(),
                Some(Worked::Refused(_, case)) => case,
            };
            if draw::is_free(&case) {
                // Something else happened in between, which takes the case from nobody.
                seen = case.step;
                continue;
            }
            let word = match self.assignee(&case).await? {
                _ if case.state.is_done() => format!("受付番号 {id} の相談は、完了しています。"),
                Some(name) if case.assignee.as_ref() != Some(&who.worker) => {
                    format!("{name}さんが先に担当しました。")
                }
                _ => "もう担当しています。".to_owned(),
            };
            return Ok((false, word));
        }
    }

    /// Tells whether the update was settled with what it did.
    async fn message(&self, update: &Pending, message: &Value) -> Result<bool, StoreError> {
        let Some(number) = number(&message["message_id"]) else { return Ok(false) };
        let Some(id) = self.case_of(message).await else { return Ok(false) };
        let from = &message["from"];
        // Telegram shows an administrator without a name as a bot of its own.
        let hidden = message["sender_chat"].is_object();
        if from["is_bot"] == true && !hidden {
            return Ok(false);
        }
        let text = message["text"].as_str().map(str::trim);
        if text.is_some_and(|text| text.starts_with('/') || text.is_empty()) {
            return Ok(false);
        }
        let readable = text.is_some();
        if !readable && !UNREADABLE.iter().any(|kind| message.get(kind).is_some()) {
            return Ok(false);
        }
        // Noted first: what is written about a case goes with it when it is erased.
        self.change(id, |note| note.wrote(number)).await?;
        let user = from["id"].as_i64().unwrap_or_default();
        let member = if hidden { None } else { self.worker(user).await? };
        let (said, notice) = match (member, text) {
            (None, _) if hidden => {
                (false, Some("匿名のままでは相談者に届けられません。名前を出して書いてください。".to_owned()))
            }
            (None, _) => (false, Some(unlinked(user))),
            (Some(_), None) => (false, Some("ここから相談者に届けられるのは、文字だけです。".to_owned())),
            (Some(member), Some(text)) => self.reply(update, id, number, &member, text).await?,
        };
        if let Some(text) = notice {
            self.errand(id, update, What::Notice { to: number, text }).await?;
        }
        Ok(said)
    }

    /// The case that a message of the group is about.
    async fn case_of(&self, message: &Value) -> Option<CaseId> {
        let thread = number(&message["message_thread_id"]).filter(|_| message["is_topic_message"] == true);
        let reply_to = number(&message["reply_to_message"]["message_id"]);
        let notes = self.notes.lock().await;
        notes.iter().find(|(_, note)| note.is_about(thread, reply_to)).map(|(id, _)| *id)
    }

    /// Writes to the owner. Gives whether the update was settled with it, and what is to be said of it in the group.
    async fn reply(
        &self,
        update: &Pending,
        id: CaseId,
        message: i32,
        member: &Member,
        text: &str,
    ) -> Result<(bool, Option<String>), StoreError> {
        let gone = || Ok((false, Some("届けられませんでした。この相談は、もうありません。".to_owned())));
        let Some((chat, mut case)) = self.consult.board().case(id) else { return gone() };
        let log = audit::Line::new(Utc::now(), Some(&member.name), audit::Act::Replied).on(id).to_bytes();
        // Before it is done, so that it is not told here as a colleague's.
        let own = Own { message, text: text.to_owned() };
        loop {
            if let Some((name, said)) = self.overlooked(id, &chat, &case, message).await? {
                return Ok((
                    false,
                    Some(format!(
                        "届けませんでした。{name}さんが先に返信しています。\n「{said}」\nそれでも送るときは、もう一度書いてください。"
                    )),
                ));
            }
            self.change(id, |note| {
                note.own.retain(|other| *other != own);
                note.own.push(own.clone());
            })
            .await?;
            let act = Act::Reply(text.to_owned());
            match self.consult.work_once(id, &by(member), case.step, &act, log.clone(), &update.key).await? {
                None => return Ok((true, None)),
                Some(Worked::Done(_)) => {
                    self.courier.wake(&chat);
                    return Ok((true, None));
                }
                Some(Worked::Gone) => {
                    return gone();
                }
                Some(Worked::Refused(refused, now)) => {
                    self.change(id, |note| note.own.retain(|other| *other != own)).await?;
                    if refused == Refused::Overtaken {
                        // By a colleague's words, or by something that does not matter here: looked at again.
                        case = *now;
                        continue;
                    }
                    return Ok((
                        false,
                        Some(
                            "届けられませんでした。この相談は完了しています。続けるときは、画面で再開してください。"
                                .to_owned(),
                        ),
                    ));
                }
            }
        }
    }

    /// A colleague's reply that whoever wrote this message cannot have seen in the group.
    async fn overlooked(
        &self,
        id: CaseId,
        chat: &ChatKey,
        case: &Case,
        message: i32,
    ) -> Result<Option<(String, String)>, StoreError> {
        let mut note = self.note(id).await;
        let since = note.until.map_or_else(|| case.opened_at(), |(until, _)| until);
        let lines = note.untold(self.consult.lines_since(chat, since).await?);
        let untold = lines.into_iter().filter(|line| line.by == Speaker::Staff).filter_map(|line| {
            let text = line.text.to_plain();
            (!note.is_own(&text)).then(|| (line.name.unwrap_or_default(), text))
        });
        if let Some(last) = untold.last() {
            return Ok(Some(last));
        }
        Ok(note.colleague.filter(|told| told.message > message).map(|told| (told.name, told.text)))
    }
}

fn by(member: &Member) -> By {
    By { worker: Worker(member.name.as_str().to_owned()), name: member.shown.clone() }
}

fn unlinked(user: i64) -> String {
    format!(
        "担当者として登録されていないので、できません。画面の「Telegram」で番号を出し、このボットに個別に送ってください（あなたのTelegramの番号 {user}）。"
    )
}
