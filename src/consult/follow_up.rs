//! Asking owners, once and only where they agreed, what became of a case some weeks after it was closed.

use tracing::debug;

use super::{
    Consult,
    case::{self, FollowUp, FollowUpSaid},
    json,
    line::{Line, Speaker},
    message::{Button, Message, Outgoing, Text},
    token::{At, Press},
};
use crate::{
    content::{Content, Phrase},
    store::{CaseId, Commit, Committed, StoreError},
};

impl Consult {
    /// Asks every owner who is to be asked now. Gives how many.
    pub async fn follow_up(&self) -> Result<usize, StoreError> {
        let now = (self.clock)();
        let due: Vec<CaseId> = self.board.look(|cases| {
            cases.iter().filter(|(_, (_, case))| case.is_to_be_followed_up(now)).map(|(id, _)| *id).collect()
        });
        let mut asked = 0;
        for id in due {
            asked += usize::from(self.follow_up_one(id).await?);
        }
        debug!(asked, "owners asked what became of their cases");
        Ok(asked)
    }

    async fn follow_up_one(&self, id: CaseId) -> Result<bool, StoreError> {
        loop {
            let Some((chat, loaded, mut case)) = self.case_with_owner(id).await? else { return Ok(false) };
            let now = (self.clock)();
            if !case.is_to_be_followed_up(now) {
                return Ok(false);
            }
            case.follow_up = FollowUp::Asked;
            let Some(owner) = loaded.owner.as_deref().map(|bytes| self.read(bytes)) else { return Ok(false) };
            let content = self.content_for(&owner);
            let text = Text::plain(content.phrases.say(Phrase::FollowUpAsk, &[("number", &id.0.to_string())]));
            let buttons = vec![
                button(content, Phrase::FollowUpApplied, FollowUpSaid::Applied),
                button(content, Phrase::FollowUpNotApplied, FollowUpSaid::NotApplied),
            ];
            let mut commit = Commit::new(chat.clone(), loaded.version, now);
            commit.cases = vec![crate::store::Case { id, body: case::write(&case) }];
            let line = Line { buttons: vec![buttons.clone()], ..Line::new(now, Speaker::Bot, text.clone()) };
            commit.transcript = vec![json(&line)];
            if !owner.draws_pages {
                commit.outbox = vec![json(&Outgoing::Say(Message::new(text, vec![buttons])))];
            }
            match self.store.commit(commit).await? {
                Committed::Done(version) => {
                    self.board.put(&chat, case, version);
                    self.news.tell(&chat, version);
                    return Ok(true);
                }
                Committed::Conflict(_) | Committed::Duplicate => continue,
            }
        }
    }
}

/// A button that says one thing, wherever it stands.
pub(super) fn button(content: &Content, label: Phrase, said: FollowUpSaid) -> Button {
    let token = At { session: 0, turn: 0, press: Press::FollowUp(said) }.token();
    Button { label: content.phrases.say(label, &[]), token }
}
