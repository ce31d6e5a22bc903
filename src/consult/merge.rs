//! Cases of one owner in several chats, worked on as one: one of them goes on, the others end and are read with it.
//!
//! Each case stays a part of its own chat. Two commits join them, first the one to the case that goes on: whatever stops
//! in between, nobody who waits is lost, and it can be done once more.

use super::{
    Consult,
    case::{Act, Case, Seen},
    desk,
    work::{By, Worked},
};
use crate::store::{CaseId, Change, Commit, Committed, StoreError};

/// Why two cases cannot be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// There is no such case to go on in.
    NoSuch,
    /// They are the same.
    Same,
    /// That one goes on in yet another: join it to that.
    GoesOnIn(CaseId),
    /// That one was a call: no reply could be sent from there to the owner of this one. The other way round it can.
    Call,
}

impl Consult {
    /// Whether a case can go on in another; gives both.
    pub fn can_merge(&self, id: CaseId, into: CaseId) -> Result<(Case, Case), Unfit> {
        if id == into {
            return Err(Unfit::Same);
        }
        let board = self.board();
        let (Some((chat, case)), Some((there, kept))) = (board.case(id), board.case(into)) else {
            return Err(Unfit::NoSuch);
        };
        match board.goes_on_in(into) {
            last if last == into => {}
            last if last == id => return Err(Unfit::Same),
            last => return Err(Unfit::GoesOnIn(last)),
        }
        if there.channel() == desk::CHANNEL && chat.channel() != desk::CHANNEL {
            return Err(Unfit::Call);
        }
        Ok((case, kept))
    }

    /// Ends a case that was seen at the step `seen`, which goes on in another one that [fits](Self::can_merge). Who waits
    /// in it waits in the other; its owner is told where. `log` becomes durable with it.
    pub async fn merge(
        &self,
        id: CaseId,
        into: CaseId,
        by: &By,
        seen: Seen,
        log: Vec<u8>,
    ) -> Result<Result<Worked, Unfit>, StoreError> {
        let _alone = self.merging.lock().await;
        if let Err(unfit) = self.can_merge(id, into) {
            return Ok(Err(unfit));
        }
        let Some((_, _, case)) = self.case_with_owner(id).await? else { return Ok(Ok(Worked::Gone)) };
        // Where it would be refused nothing happens to the other one either.
        if let Err(refused) = case.clone().act(&Act::MergeInto(into), &by.worker, seen, self.now()) {
            return Ok(Ok(Worked::Refused(refused, Box::new(case))));
        }
        if !case.state.is_done() {
            let act = Act::TakeIn { waiting_since: case.waiting_since, urgent: case.urgent };
            if let Some(Worked::Gone) | None = self.work_on(into, by, u64::MAX.into(), &act, &[], None).await? {
                return Ok(Err(Unfit::NoSuch));
            }
        }
        // Whoever waits from just now on does not wait there.
        let seen = Seen { step: case.step, written: Some(case.written) };
        self.work(id, by, seen, &Act::MergeInto(into), log).await.map(Ok)
    }

    /// Forgets the chats whose cases went on in one that was erased: whoever wants everything forgotten means those too.
    /// `log` makes the line for each case. To be called by whoever holds `merging`, and before anybody is served.
    pub(super) async fn erase_left_behind(
        &self,
        log: &(dyn Fn(CaseId) -> Option<Vec<u8>> + Sync),
    ) -> Result<(), StoreError> {
        loop {
            let mut gone = 0;
            for (chat, id, kept) in self.board().left_behind() {
                // A case that cannot be read is not on the board, and still there.
                if self.store.case(kept).await?.is_some() {
                    continue;
                }
                let version = self.store.load(&chat).await?.version;
                let mut commit = Commit::new(chat.clone(), version, self.now());
                commit.owner = Change::Erase;
                commit.log = log(id).into_iter().collect();
                match self.store.commit(commit).await? {
                    Committed::Done(version) => {
                        self.board().forget(&chat, true, version);
                        self.news.tell(&chat, version);
                        gone += 1;
                    }
                    Committed::Conflict(_) | Committed::Duplicate => gone += 1,
                }
            }
            // What went may have left others behind.
            if gone == 0 {
                return Ok(());
            }
        }
    }
}
