//! Staff who cannot work any more: no open case stays with them, where nobody would look for it.
//!
//! What is theirs is freed when that is told ([`Consult::free_absent`]), and what comes back to them later, as a closed case
//! whose owner asks again, is freed in the commit that brings it back.

use std::{
    collections::HashSet,
    sync::{PoisonError, RwLock},
};

use chrono::{DateTime, Utc};

use super::{
    Consult,
    case::{Act, Case, Worker},
    work::{By, Worked},
};
use crate::store::{CaseId, StoreError};

/// Whoever cannot work any more.
pub(super) type Absent = RwLock<HashSet<Worker>>;

impl Consult {
    /// Tells who cannot work any more.
    pub fn set_absent(&self, absent: HashSet<Worker>) {
        *self.absent.write().unwrap_or_else(PoisonError::into_inner) = absent;
    }

    /// A case that is about to be kept stays with nobody who cannot work any more.
    pub(super) fn free(&self, case: &mut Case, at: DateTime<Utc>) {
        if self.worker_gone(case).is_some() {
            case.wait_for_anybody(at);
        }
    }

    /// Frees every open case of those who cannot work any more, each with its own line of the log; gives how many.
    pub async fn free_absent(&self, log: impl Fn(CaseId, &Worker) -> Vec<u8>) -> Result<usize, StoreError> {
        let theirs: Vec<(CaseId, Worker)> = self
            .board
            .look(|cases| cases.values().filter_map(|(_, case)| Some((case.id, self.worker_gone(case)?))).collect());
        let mut freed = 0;
        for (id, worker) in theirs {
            let line = log(id, &worker);
            let by = By { worker: worker.clone(), name: String::new() };
            // Refused where somebody has taken it from them meanwhile.
            let worked = self.work_on(id, &by, 0.into(), &Act::Leave(worker), &[line], None).await?;
            freed += usize::from(matches!(worked, Some(Worked::Done(_))));
        }
        Ok(freed)
    }

    fn worker_gone(&self, case: &Case) -> Option<Worker> {
        let absent = self.absent.read().unwrap_or_else(PoisonError::into_inner);
        case.assignee.clone().filter(|worker| !case.state.is_done() && absent.contains(worker))
    }
}
