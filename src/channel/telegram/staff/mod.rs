//! The group of the staff: it gets each new case, and what its members answer reaches the owner.
//!
//! Nothing to be sent is kept in a queue: what the group has been told of a case is noted beside it, and what is
//! missing follows from the case, its transcript and the note. So nothing is lost by a stop at any moment, and at most
//! the one message under way is sent again.
//!
//! - `tell` brings the group up to date;
//! - `take` does what members of the group press and write;
//! - `note` is what is kept of a case in the group; `draw` is what the group reads; `post` makes one call.

mod draw;
mod note;
mod post;
mod take;
mod tell;

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicBool},
};

use chrono::Utc;
use teloxide::types::ChatId;
use tokio::sync::{Mutex, Notify};
use tracing::{error, warn};

use self::{
    note::{Errand, KIND, Note, What},
    post::Window,
};
use super::{
    CHANNEL,
    api::Api,
    courier::Courier,
    inbox::Pending,
    pause::{Stop, Trouble},
};
use crate::{
    consult::{
        Consult,
        case::{Case, Worker},
    },
    helpdesk::{
        name::StaffName,
        staff::{Member, Staff, StaffError},
        telegram as links,
    },
    store::{CaseId, Changed, ChatKey, EntryChange, EntryKey, Expect, StoreError},
};

/// The group that the staff share, and who they are.
#[derive(Clone)]
pub struct StaffGroup {
    /// The number of the group.
    pub id: i64,
    /// Whose cases they are.
    pub consult: Arc<Consult>,
    /// The accounts that members of the group are linked to.
    pub staff: Staff,
}

pub(super) struct Group {
    id: ChatId,
    chat: ChatKey,
    consult: Arc<Consult>,
    staff: Staff,
    api: Arc<Api>,
    courier: Arc<Courier>,
    stop: Stop,
    /// What has been told of each case, as the store has it.
    notes: Mutex<BTreeMap<CaseId, Note>>,
    /// Whether the group has topics.
    topics: AtomicBool,
    /// Something was noted that is to be sent.
    news: Notify,
    window: std::sync::Mutex<Window>,
    trouble: Trouble,
}

impl Group {
    pub async fn open(
        group: StaffGroup,
        api: Arc<Api>,
        courier: Arc<Courier>,
        stop: Stop,
    ) -> Result<Arc<Self>, StoreError> {
        let mut notes = BTreeMap::new();
        for (id, body) in group.consult.kept().entries(KIND).await? {
            let id_of_case = id.parse().map(CaseId);
            let case = id_of_case.as_ref().ok().and_then(|id| group.consult.board().case(*id));
            match (id_of_case, Note::read(&body, case.as_ref().map(|(_, case)| case))) {
                (Ok(id), Ok(note)) => drop(notes.insert(id, note)),
                _ => error!(case = id, "what the staff group was told of a case cannot be read; it is told anew"),
            }
        }
        Ok(Arc::new(Self {
            id: ChatId(group.id),
            chat: ChatKey::new(CHANNEL, group.id),
            consult: group.consult,
            staff: group.staff,
            api,
            courier,
            stop,
            notes: Mutex::new(notes),
            topics: AtomicBool::new(false),
            news: Notify::new(),
            window: std::sync::Mutex::default(),
            trouble: Trouble::new("the staff group"),
        }))
    }

    /// Whether a chat is this group.
    pub fn is(&self, chat: &ChatKey) -> bool {
        *chat == self.chat
    }

    /// Somebody says in private who of the staff they are. Gives what they are told.
    pub async fn link(&self, update: &Pending, code: &str) -> Result<String, StoreError> {
        // A private chat has the number of its user.
        let Ok(user) = update.chat.id().parse() else { return Ok(String::new()) };
        let taken = links::take_code(self.consult.kept().as_ref(), &self.staff, code, user, Utc::now());
        Ok(match known(taken.await)? {
            Some(member) => format!("{}さんを登録しました。担当者のグループで、担当と返信ができます。", member.shown),
            None => "この番号は使えません。画面の「Telegram」で、新しい番号を出してください。".to_owned(),
        })
    }

    /// Puts something on the list of what is to be sent.
    async fn errand(&self, case: CaseId, update: &Pending, what: What) -> Result<(), StoreError> {
        self.change(case, |note| {
            note.errands.retain(|errand| errand.of != update.key);
            note.errands.push(Errand { of: update.key.clone(), what });
        })
        .await?;
        self.news.notify_one();
        Ok(())
    }

    async fn note(&self, case: CaseId) -> Note {
        self.notes.lock().await.get(&case).cloned().unwrap_or_default()
    }

    /// Changes what is noted of a case; it is durable when this returns. Gives what is noted now.
    async fn change(&self, case: CaseId, change: impl FnOnce(&mut Note)) -> Result<Note, StoreError> {
        let mut notes = self.notes.lock().await;
        let mut note = notes.get(&case).cloned().unwrap_or_default();
        change(&mut note);
        let body = serde_json::to_vec(&note).expect("plain values with string keys always serialize");
        self.put(case, Some(body)).await?;
        notes.insert(case, note.clone());
        Ok(note)
    }

    /// Forgets a case that is no more.
    async fn forget(&self, case: CaseId) -> Result<(), StoreError> {
        let mut notes = self.notes.lock().await;
        self.put(case, None).await?;
        notes.remove(&case);
        Ok(())
    }

    async fn put(&self, case: CaseId, body: Option<Vec<u8>>) -> Result<(), StoreError> {
        // Nobody else writes these, and here one at a time does.
        let change = EntryChange { key: EntryKey::new(KIND, case), expect: Expect::Any, body };
        match self.consult.kept().change(vec![change], Vec::new()).await? {
            Changed::Done | Changed::Conflict => Ok(()),
        }
    }

    /// Who a user of Telegram is.
    async fn worker(&self, user: i64) -> Result<Option<Member>, StoreError> {
        known(links::worker(self.consult.kept().as_ref(), &self.staff, user).await)
    }

    /// By what colleagues know whoever has a case.
    async fn assignee(&self, case: &Case) -> Result<Option<String>, StoreError> {
        let Some(Worker(name)) = &case.assignee else { return Ok(None) };
        let member = match StaffName::new(name) {
            Ok(name) => known(self.staff.find(&name).await)?,
            Err(_) => None,
        };
        Ok(Some(member.map_or_else(|| name.clone(), |member| member.shown)))
    }
}

/// An account that cannot be read is nobody's.
fn known(found: Result<Option<Member>, StaffError>) -> Result<Option<Member>, StoreError> {
    match found {
        Ok(member) => Ok(member),
        Err(StaffError::Store(problem)) => Err(problem),
        Err(problem) => {
            warn!(%problem, "an account of the helpdesk cannot be read");
            Ok(None)
        }
    }
}

fn number(value: &serde_json::Value) -> Option<i32> {
    value.as_i64().and_then(|number| i32::try_from(number).ok())
}
