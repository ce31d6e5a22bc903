//! What staff do with a case: decided, and committed together with what the owner is told.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use tracing::error;

use super::{
    Consult, OwnerDid,
    case::{self, Act, Case, Outcome, Refused, Seen, State, Worker},
    desk, json,
    line::{Line, Speaker},
    message::{Button, Message, Outgoing, Text},
    record::{self, Holder, Owner},
    token::{At, Press},
};
use crate::{
    content::{Content, Phrase},
    store::{CaseId, Change, ChatKey, Commit, Committed, Loaded, StoreError, UpdateKey, Version},
};

/// So many lines of a chat are read at first where those since a moment are asked for.
const FEW_LINES: usize = 32;

/// Somebody of the staff, at work.
#[derive(Clone, Debug)]
pub struct By {
    /// As they sign in.
    pub worker: Worker,
    /// As owners are told.
    pub name: String,
}

/// What became of something that staff did.
#[derive(Clone, Debug, PartialEq)]
pub enum Worked {
    /// It is done; the case is now this.
    Done(Box<Case>),
    /// It was not done, and the case is this.
    Refused(Refused, Box<Case>),
    /// There is no such case any more, its owner was erased; or it cannot be read.
    Gone,
}

impl Consult {
    /// Reads all cases; until then the board is empty.
    pub async fn open_board(&self) -> Result<(), StoreError> {
        for kept in self.store.cases().await? {
            match case::read(kept.id, &kept.body) {
                Ok(case) => self.board.put(&kept.chat, case, Version::default()),
                // The bytes are not logged: they hold what an owner said.
                Err(problem) => error!(%problem, case = kept.id.0, "a case cannot be read and is left as it is"),
            }
        }
        // What was stopped half-way.
        let by_owner = |case| self.line_of_owner((self.clock)(), OwnerDid::Erased, case);
        self.erase_left_behind(&by_owner).await
    }

    /// Tells whether there is anybody to answer: where not, owners are promised nothing.
    pub fn set_staffed(&self, staffed: bool) {
        self.staffed.store(staffed, Ordering::Relaxed);
    }

    /// All cases.
    pub fn board(&self) -> &case::Board {
        &self.board
    }

    /// The last lines of a chat, oldest first.
    pub async fn lines(&self, chat: &ChatKey, most: usize) -> Result<Vec<Line>, StoreError> {
        let lines = self.store.transcript(chat, most).await?;
        Ok(lines.iter().filter_map(|line| serde_json::from_slice(line).ok()).collect())
    }

    /// The lines of a chat since a moment (those of that very moment too), oldest first.
    pub async fn lines_since(&self, chat: &ChatKey, since: DateTime<Utc>) -> Result<Vec<Line>, StoreError> {
        let mut most = FEW_LINES;
        loop {
            let lines = self.lines(chat, most).await?;
            if lines.len() < most || lines.first().is_none_or(|line| line.at < since) {
                return Ok(lines.into_iter().filter(|line| line.at >= since).collect());
            }
            most = most.saturating_mul(4);
        }
    }

    /// A case with what is kept of its owner; none where it was erased or cannot be read. The chat's version is read before
    /// the case, so that whatever happens to the case meanwhile makes a commit that expects the version a conflict.
    pub(super) async fn case_with_owner(&self, id: CaseId) -> Result<Option<(ChatKey, Loaded, Case)>, StoreError> {
        let Some(chat) = self.store.case(id).await?.map(|kept| kept.chat) else { return Ok(None) };
        let loaded = self.store.load(&chat).await?;
        let Some(kept) = self.store.case(id).await? else { return Ok(None) };
        match case::read(id, &kept.body) {
            Ok(case) => Ok(Some((chat, loaded, case))),
            Err(problem) => {
                error!(%problem, case = id.0, "a case cannot be read and is left as it is");
                Ok(None)
            }
        }
    }

    /// Does something with a case, as somebody who has seen it at the step `seen`; `log` becomes durable with it.
    pub async fn work(
        &self,
        id: CaseId,
        by: &By,
        seen: impl Into<Seen>,
        act: &Act,
        log: Vec<u8>,
    ) -> Result<Worked, StoreError> {
        // Without an update to settle none was settled before.
        Ok(self.work_on(id, by, seen.into(), act, &[log], None).await?.unwrap_or(Worked::Gone))
    }

    /// The same for an update of a channel, which is settled with the deed where it is done: nothing is done twice.
    /// Gives nothing where the update was settled before.
    pub async fn work_once(
        &self,
        id: CaseId,
        by: &By,
        seen: impl Into<Seen>,
        act: &Act,
        log: Vec<u8>,
        update: &UpdateKey,
    ) -> Result<Option<Worked>, StoreError> {
        self.work_on(id, by, seen.into(), act, &[log], Some(update)).await
    }

    pub(super) async fn work_on(
        &self,
        id: CaseId,
        by: &By,
        seen: Seen,
        act: &Act,
        log: &[Vec<u8>],
        settles: Option<&UpdateKey>,
    ) -> Result<Option<Worked>, StoreError> {
        loop {
            let Some((chat, loaded, mut case)) = self.case_with_owner(id).await? else {
                return Ok(Some(Worked::Gone));
            };
            let (now, before) = ((self.clock)(), case.state);
            let mut owner = loaded.owner.as_deref().map(|bytes| self.read(bytes)).unwrap_or_default();
            let refused = match act {
                Act::HandBack if owner.holder == Holder::Bot && !case.state.is_done() => Err(Refused::BotHolds),
                _ => case.act(act, &by.worker, seen, now),
            };
            if let Err(refused) = refused {
                return Ok(Some(Worked::Refused(refused, Box::new(case))));
            }
            self.free(&mut case, now);
            let told = told(owner.words(&self.content), &mut owner, &case, before, by, act);
            let mut commit = Commit::new(chat.clone(), loaded.version, now);
            commit.owner = Change::Put(record::write(&owner, &self.content));
            commit.cases = vec![crate::store::Case { id, body: case::write(&case) }];
            commit.log = log.to_vec();
            commit.settles = settles.cloned();
            // Nobody reads along a telephone.
            let reads = chat.channel() != desk::CHANNEL;
            let replied = case.last_reply.as_ref().map(|last| last.at);
            for (speaker, text, buttons) in told.into_iter().filter(|_| reads) {
                let line = Line {
                    name: (speaker == Speaker::Staff).then(|| by.name.clone()),
                    corrects: replied.filter(|_| matches!(act, Act::Correct(_))),
                    buttons: buttons.clone(),
                    ..Line::new(now, speaker, text.clone())
                };
                commit.transcript.push(json(&line));
                if !owner.draws_pages {
                    let text = match speaker {
                        Speaker::Staff => named(self.content_for(&owner), says_as(act), &by.name, &text),
                        Speaker::Owner | Speaker::Bot => text,
                    };
                    commit.outbox.extend(
                        Message::new(text, buttons).split().into_iter().map(|message| json(&Outgoing::Say(message))),
                    );
                }
            }
            match self.store.commit(commit).await? {
                Committed::Done(version) => {
                    self.board.put(&chat, case.clone(), version);
                    self.news.tell(&chat, version);
                    return Ok(Some(Worked::Done(Box::new(case))));
                }
                // The owner said something in between, or a colleague did something: looked at again.
                Committed::Conflict(_) => continue,
                Committed::Duplicate => return Ok(None),
            }
        }
    }

    /// Forgets everything of the chat that a case is of, as if its owner had asked for it, and what went on in it; `log`
    /// makes the line that becomes durable with each case. Tells whether there was such a case.
    pub async fn erase(&self, id: CaseId, log: impl Fn(CaseId) -> Vec<u8> + Sync) -> Result<bool, StoreError> {
        let _alone = self.merging.lock().await;
        let line = |case| Some(log(case));
        let erased = loop {
            let Some(kept) = self.store.case(id).await? else { break false };
            let loaded = self.store.load(&kept.chat).await?;
            let mut commit = Commit::new(kept.chat.clone(), loaded.version, (self.clock)());
            commit.owner = Change::Erase;
            commit.log = vec![log(id)];
            if let Committed::Done(version) = self.store.commit(commit).await? {
                self.board.forget(&kept.chat, true, version);
                self.news.tell(&kept.chat, version);
                break true;
            }
        };
        // Also where it was gone already: that may have been stopped half-way.
        self.erase_left_behind(&line).await?;
        Ok(erased)
    }
}

/// Rows of buttons.
type Rows = Vec<Vec<Button>>;

/// Who holds the conversation after an act, and what the owner is told of it.
fn told(
    content: &Content,
    owner: &mut Owner,
    case: &Case,
    before: State,
    by: &By,
    act: &Act,
) -> Vec<(Speaker, Text, Rows)> {
    let number = case.id.0.to_string();
    let said =
        |phrase, slots: &[(&str, &str)]| (Speaker::Bot, Text::plain(content.phrases.say(phrase, slots)), Rows::new());
    let say = |phrase| said(phrase, &[("number", &number)]);
    match act {
        // Of a case that had ended already its owner waits for nothing.
        Act::MergeInto(_) if before.is_done() => Vec::new(),
        Act::MergeInto(kept) => {
            owner.holder = Holder::Bot;
            vec![said(Phrase::CaseMerged, &[("number", &number), ("kept", &kept.to_string())])]
        }
        Act::Reply(text) => {
            owner.holder = Holder::Staff;
            vec![(Speaker::Staff, Text::plain(text.clone()), Rows::new())]
        }
        Act::Correct(text) => vec![(Speaker::Staff, Text::plain(text.clone()), Rows::new())],
        Act::HandBack => {
            owner.holder = Holder::Bot;
            vec![say(Phrase::HeldHandedBack)]
        }
        // Whoever needed it no more or did not answer was not helped, and is not asked.
        Act::Close(Outcome::Withdrawn | Outcome::OutOfReach | Outcome::Merged) => {
            owner.holder = Holder::Bot;
            vec![say(Phrase::CaseClosed)]
        }
        Act::Close(Outcome::Solved | Outcome::Referred) => {
            owner.holder = Holder::Bot;
            let rate = |phrase, helpful| Button {
                label: content.phrases.say(phrase, &[]),
                token: At { session: 0, turn: 0, press: Press::Helpful(helpful) }.token(),
            };
            let asked = Text::plain(content.phrases.say(Phrase::CaseRate, &[]));
            let rows = vec![vec![rate(Phrase::CaseHelpful, true), rate(Phrase::CaseNotHelpful, false)]];
            vec![say(Phrase::CaseClosed), (Speaker::Bot, asked, rows)]
        }
        // That there is somebody is worth as much as an answer to whoever waits.
        Act::Claim => vec![said(Phrase::CaseTaken, &[("name", &by.name)])],
        Act::Reopen => vec![say(Phrase::CaseReopened)],
        Act::Assign(_) | Act::Note(_) | Act::Urgent(_) => Vec::new(),
        Act::Tags(_) | Act::Team(_) | Act::TakeIn { .. } | Act::Leave(_) => Vec::new(),
    }
}

/// Under what a person's words are sent: whoever has read what was wrong must see that this takes its place.
fn says_as(act: &Act) -> Phrase {
    match act {
        Act::Correct(_) => Phrase::StaffCorrects,
        _ => Phrase::StaffSays,
    }
}

/// What a person says, under their name.
fn named(content: &Content, phrase: Phrase, name: &str, said: &Text) -> Text {
    let mut text = Text::default();
    text.push_bold(content.phrases.say(phrase, &[("name", name)])).push("\n").append(said.clone());
    text
}
