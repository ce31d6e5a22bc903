//! Brings the group up to date: cases that are new or have changed, what was said, and who waits too long.

use std::{sync::atomic::Ordering, time::Duration};

use teloxide::{
    payloads::{CopyMessage, CreateForumTopic, DeleteForumTopic, DeleteMessage, DeleteMessages, GetChat},
    types::{ChatId, MessageId, ParseMode},
};
use tracing::{error, warn};

use super::{
    super::{render, turns::caught},
    Group, draw,
    note::{Colleague, Note, Seen, Wait, What},
    number,
    post::Stopped,
};
use crate::{
    consult::{
        case::Case,
        line::{Line, Speaker},
        media::Place,
        message::{MAX_CHARS, Text},
    },
    rules::{Moment, due},
    store::{CaseId, ChatKey, StoreError},
};

/// How often it is looked who waits too long.
const TICK: Duration = Duration::from_secs(30);
/// The reminder comes after so many minutes of a team's hours, where the team has no goal.
const GOAL_MINUTES: u32 = 30;
/// The most characters of a caption.
const MOST_CAPTION: usize = 1024;
/// Telegram deletes so many messages at once.
const MOST_AT_ONCE: usize = 100;
/// Part of what Telegram says where a message shows already what it is to show.
const UNCHANGED: &str = "message is not modified";
/// A topic is made again so often for one message, should it be deleted again at once.
const TRIES: usize = 3;

/// Something to be sent where the case is.
enum Sending {
    Say { text: Text, below: Option<i32> },
    Copy { chat: ChatId, message: MessageId, caption: Option<Text> },
}

/// Why a case was not told to its end.
enum Halt {
    Stopped,
    Store(StoreError),
}

impl From<Stopped> for Halt {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<StoreError> for Halt {
    fn from(problem: StoreError) -> Self {
        match problem {
            StoreError::Closed => Self::Stopped,
            problem => Self::Store(problem),
        }
    }
}

impl Group {
    /// Tells the group everything, until the stop.
    pub async fn serve(self: std::sync::Arc<Self>) {
        let look = GetChat::new(self.id);
        let Ok(about) = self.call(&look).await else { return };
        match about {
            Ok(about) => self.topics.store(about["is_forum"] == true, Ordering::Relaxed),
            Err(words) => self.trouble.say(&format!("Telegram does not tell of the staff group ({words})")),
        }
        let mut changes = self.consult.board().changes();
        loop {
            changes.mark_unchanged();
            match caught(self.round()).await {
                Some(Ok(())) => {}
                Some(Err(Halt::Stopped)) => return,
                None => error!("a bug: telling the staff group made the program panic; it is tried again"),
                Some(Err(Halt::Store(problem))) => self.trouble.say(&format!("the staff group has to wait: {problem}")),
            }
            let something = async {
                tokio::select! {
                    _ = changes.changed() => {}
                    () = self.news.notified() => {}
                    () = tokio::time::sleep(TICK) => {}
                }
            };
            if self.stop.or(something).await.is_none() {
                return;
            }
        }
    }

    async fn round(&self) -> Result<(), Halt> {
        let (behind, gone) = self.behind().await;
        for id in behind {
            self.tell(id).await?;
        }
        for id in gone {
            self.tell_gone(id).await?;
        }
        Ok(())
    }

    /// The cases of which something is to be told, and those that are no more.
    async fn behind(&self) -> (Vec<CaseId>, Vec<CaseId>) {
        let notes = self.notes.lock().await;
        self.consult.board().look(|cases| {
            let is_behind = |case: &Case| match notes.get(&case.id) {
                // What was over before the group knew of it is no news.
                None => !case.state.is_done(),
                Some(note) => {
                    let told = note.card.is_some() && note.seen.as_ref() == Some(&Seen::from(case));
                    !told || !note.errands.is_empty() || self.is_to_remind(case, note)
                }
            };
            let behind = cases.values().map(|(_, case)| case).filter(|case| is_behind(case)).map(|case| case.id);
            let gone = notes.keys().filter(|id| !cases.contains_key(id)).copied();
            (behind.collect(), gone.collect())
        })
    }

    /// Whether nobody has taken the case within its team's time, and nobody was told so of this wait.
    fn is_to_remind(&self, case: &Case, note: &Note) -> bool {
        let Some(wait) = Wait::of(case).filter(|wait| note.reminded_of.as_ref() != Some(wait)) else {
            return false;
        };
        let content = self.consult.content();
        let team = content.teams.find(&case.team).unwrap_or(content.teams.rest());
        let since = Moment::from(wait.since());
        let due = due(&team.hours, &content.holidays, since, team.goal_minutes.unwrap_or(GOAL_MINUTES));
        due.is_some_and(|due| due.to_utc() <= self.consult.now())
    }

    async fn tell(&self, id: CaseId) -> Result<(), Halt> {
        let Some((chat, case)) = self.consult.board().case(id) else { return Ok(()) };
        let seen = Seen::from(&case);
        let note = self.note(id).await;
        if note.card.is_none() {
            self.post_card(id, &case).await?;
        } else if note.seen.as_ref() != Some(&seen) {
            self.edit_card(id, &case).await?;
            if note.reasons < case.reasons.len() {
                let text = format!("相談者が、また人との相談を希望しています。\n理由　{}", case.reason());
                self.say(id, &Text::plain(text), None).await?;
            }
        }
        if note.reasons != case.reasons.len() {
            self.change(id, |note| note.reasons = case.reasons.len()).await?;
        }
        self.tell_lines(id, &chat, &case).await?;
        self.run_errands(id).await?;
        if self.is_to_remind(&case, &self.note(id).await) {
            let text =
                format!("受付番号 {id} は、まだ担当者がいません。担当できるかたは、上の「担当する」を押してください。");
            self.say(id, &Text::plain(text), None).await?;
            self.change(id, |note| note.reminded_of = Wait::of(&case)).await?;
        }
        if note.seen.as_ref() != Some(&seen) {
            self.change(id, |note| note.seen = Some(seen)).await?;
        }
        Ok(())
    }

    /// What owner and colleagues wrote since it was last looked.
    async fn tell_lines(&self, id: CaseId, chat: &ChatKey, case: &Case) -> Result<(), Halt> {
        let note = self.note(id).await;
        let since = note.until.map_or_else(|| case.opened_at(), |(until, _)| until);
        let untold = note.untold(self.consult.lines_since(chat, since).await?);
        // The lines that say nothing to the group are noted together with the next that does.
        let mut passed: Vec<&Line> = Vec::new();
        for line in &untold {
            passed.push(line);
            let text = line.text.to_plain();
            match line.by {
                Speaker::Owner if line.to_staff => {
                    self.tell_owners(id, chat, line).await?;
                    self.change(id, |note| passed.drain(..).for_each(|line| note.passed(line))).await?;
                }
                Speaker::Staff => {
                    let own = self.note(id).await.is_own(&text);
                    let how = if line.corrects.is_some() { "画面で書き直し" } else { "画面から" };
                    let name = line.name.clone().unwrap_or_default();
                    let said = if own {
                        None
                    } else {
                        self.say(id, &draw::words(&format!("相談員 {name}（{how}）"), &text), None).await?
                    };
                    self.change(id, |note| {
                        note.is_own(&text);
                        note.colleague =
                            said.map(|message| Colleague { message, name, text }).or(note.colleague.take());
                        passed.drain(..).for_each(|line| note.passed(line));
                    })
                    .await?;
                }
                Speaker::Owner | Speaker::Bot => {}
            }
        }
        if !passed.is_empty() {
            self.change(id, |note| passed.drain(..).for_each(|line| note.passed(line))).await?;
        }
        Ok(())
    }

    async fn run_errands(&self, id: CaseId) -> Result<(), Halt> {
        while let Some(errand) = self.note(id).await.errands.into_iter().next() {
            match &errand.what {
                What::Notice { to, text } => drop(self.say(id, &Text::plain(text.as_str()), Some(*to)).await?),
                What::Edited { text } => drop(self.say(id, &draw::words("相談者（書き直し）", text), None).await?),
                What::Copy { chat, message } => {
                    let (chat, message) = (ChatId(*chat), MessageId(*message));
                    self.place(id, &Sending::Copy { chat, message, caption: None }).await?;
                }
            }
            self.change(id, |note| note.errands.retain(|other| *other != errand)).await?;
        }
        Ok(())
    }

    /// A case was erased with its owner: what was said of it here goes too, as far as Telegram lets it. What stays is said,
    /// so that somebody deletes it by hand.
    async fn tell_gone(&self, id: CaseId) -> Result<(), Halt> {
        let note = self.note(id).await;
        let mut topics = 0;
        for thread in note.all_threads() {
            let deleted = self.call(&DeleteForumTopic::new(self.id, draw::in_thread(thread))).await?;
            topics += usize::from(deleted.is_err_and(|words| !is_topic_deleted(&words)));
        }
        let mut messages = 0;
        for some in note.messages().chunks(MOST_AT_ONCE) {
            messages += self.delete(some).await?;
        }
        let mut said = false;
        if let Some(card) = note.lone_card() {
            let edited = self.call(&draw::edit_card(self.id, card, &draw::gone(id, topics, messages), None)).await?;
            said = edited.as_ref().err().is_none_or(|words| words.contains(UNCHANGED));
            messages += usize::from(edited.is_err_and(|words| !said && !words.contains("not found")));
        }
        if topics + messages > 0 {
            warn!(
                case = id.0,
                topics, messages, "not all that was said of an erased case in the staff group can be deleted"
            );
            if !said {
                drop(self.post(&draw::say(self.id, &draw::gone(id, topics, messages), None, None)).await?);
            }
        }
        Ok(self.forget(id).await?)
    }

    /// Deletes messages; what is not there any more is deleted. Gives how many stay.
    async fn delete(&self, messages: &[i32]) -> Result<usize, Halt> {
        let all = messages.iter().map(|message| MessageId(*message));
        if self.call(&DeleteMessages::new(self.id, all)).await?.is_ok() {
            return Ok(0);
        }
        // One by one, since of several none goes where one is too old.
        let mut left = 0;
        for message in messages {
            let deleted = self.call(&DeleteMessage::new(self.id, MessageId(*message))).await?;
            left += usize::from(deleted.is_err_and(|words| !words.contains("not found")));
        }
        Ok(left)
    }

    /// Says something of a case: in its topic, else below its message or the one given. Gives the last message's number.
    async fn say(&self, id: CaseId, text: &Text, below: Option<i32>) -> Result<Option<i32>, Halt> {
        let mut last = None;
        for part in text.split(MAX_CHARS) {
            let sent = self.place(id, &Sending::Say { text: part, below }).await?;
            last = sent.or(last);
        }
        Ok(last)
    }

    /// What the owner wrote, or a copy of what they sent.
    async fn tell_owners(&self, id: CaseId, chat: &ChatKey, line: &Line) -> Result<(), Halt> {
        let who = if line.rewritten { "相談者（書き直し）" } else { "相談者" };
        let mut words = draw::words(who, &line.text.to_plain());
        if let Some(Place::Group(message)) = &line.place {
            if let (Ok(chat), Ok(message)) = (chat.id().parse(), message.parse()) {
                // It shows by itself what it is, but not that it stands for an earlier one.
                let caption = line.rewritten.then(|| words.first(MOST_CAPTION));
                let copy = Sending::Copy { chat: ChatId(chat), message: MessageId(message), caption };
                if self.place(id, &copy).await?.is_some() {
                    return Ok(());
                }
            }
            words.push("\nここには写せませんでした。");
        }
        self.say(id, &words, None).await.map(drop)
    }

    /// Sends where the case is; a topic that somebody deleted is made again first. Gives nothing where Telegram refuses.
    async fn place(&self, id: CaseId, sending: &Sending) -> Result<Option<i32>, Halt> {
        for _ in 0..TRIES {
            let note = self.note(id).await;
            match self.send(&note, sending).await? {
                Ok(sent) => {
                    if let Some(sent) = sent {
                        self.change(id, |note| note.sent(sent)).await?;
                    }
                    return Ok(sent);
                }
                Err(words) if is_topic_gone(&words) => {
                    let Some((_, case)) = self.consult.board().case(id) else { return Ok(None) };
                    self.change(id, |note| note.moves_to(None)).await?;
                    self.post_card(id, &case).await?;
                }
                Err(words) => {
                    warn!(case = id.0, "Telegram refused a message to the staff group ({words}); it is left out");
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    async fn send(&self, note: &Note, sending: &Sending) -> Result<Result<Option<i32>, String>, Stopped> {
        // A topic has the case's message at its head; elsewhere it is to be seen what this belongs to.
        let card = if note.thread.is_some() { None } else { note.card };
        match sending {
            Sending::Say { text, below } => self.post(&draw::say(self.id, text, note.thread, below.or(card))).await,
            Sending::Copy { chat, message, caption } => {
                let mut call = CopyMessage::new(self.id, *chat, *message);
                call.caption = caption.as_ref().map(render::html);
                call.parse_mode = caption.as_ref().map(|_| ParseMode::Html);
                call.message_thread_id = note.thread.map(draw::in_thread);
                call.reply_parameters = card.map(draw::reply);
                self.post(&call).await
            }
        }
    }

    /// Sends the case's message, into a topic of its own where the group has topics.
    async fn post_card(&self, id: CaseId, case: &Case) -> Result<(), Halt> {
        let content = self.consult.content();
        for _ in 0..TRIES {
            let mut note = self.note(id).await;
            if note.thread.is_none() && self.topics.load(Ordering::Relaxed) {
                match self.call(&CreateForumTopic::new(self.id, draw::topic(content, case))).await? {
                    Ok(topic) => {
                        note = self.change(id, |note| note.moves_to(number(&topic["message_thread_id"]))).await?;
                    }
                    Err(words) => self.trouble.say(&format!(
                        "no topic can be made in the staff group ({words}); let the bot manage topics there"
                    )),
                }
            }
            let text = draw::card(content, case, self.assignee(case).await?.as_deref());
            match self.post(&draw::say_card(self.id, &text, case, note.thread)).await? {
                Ok(sent) => {
                    self.change(id, |note| {
                        note.card = sent;
                        note.shows = draw::fingerprint(&text, case);
                        sent.into_iter().for_each(|sent| note.sent(sent));
                    })
                    .await?;
                    return Ok(());
                }
                Err(words) if is_topic_gone(&words) => drop(self.change(id, |note| note.moves_to(None)).await?),
                Err(words) => {
                    warn!(case = id.0, "Telegram refused a case for the staff group ({words}); it is left out");
                    // Not tried for ever: the rest of what is said of it comes without.
                    self.change(id, |note| note.card = Some(0)).await?;
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    async fn edit_card(&self, id: CaseId, case: &Case) -> Result<(), Halt> {
        let note = self.note(id).await;
        let Some(card) = note.card else { return Ok(()) };
        let text = draw::card(self.consult.content(), case, self.assignee(case).await?.as_deref());
        let shows = draw::fingerprint(&text, case);
        if note.shows == shows {
            return Ok(());
        }
        let edited = self.call(&draw::edit_card(self.id, card, &text, Some(case))).await?;
        if edited.is_err_and(|words| !words.contains(UNCHANGED)) {
            // Somebody deleted it, or its topic.
            return self.post_card(id, case).await;
        }
        self.change(id, |note| note.shows = shows).await?;
        Ok(())
    }
}

/// Whether Telegram says that there is no such topic any more, or none to write in.
fn is_topic_gone(words: &str) -> bool {
    is_topic_deleted(words) || words.contains("TOPIC_CLOSED")
}

fn is_topic_deleted(words: &str) -> bool {
    ["message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID"].iter().any(|it| words.contains(it))
}
