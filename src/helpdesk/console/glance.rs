//! How the queues stand, worked out once for every change of the board, whoever many pages listen.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::queue::Queue;
use crate::{
    consult::case::{Board, State, Worker},
    helpdesk::staff::Member,
};

/// A page is told of so many cases of its queue at most, those of the highest numbers.
const MOST_IDS: usize = 500;

/// The numbers of the cases in each queue, rising.
#[derive(Debug, Default)]
pub(super) struct Glance {
    change: u64,
    new: Vec<u64>,
    working: Vec<u64>,
    awaiting: Vec<u64>,
    done: Vec<u64>,
    mine: HashMap<Worker, Vec<u64>>,
}

/// The last one, for as long as nothing changes.
#[derive(Debug, Default)]
pub(super) struct Glances(Mutex<Option<Arc<Glance>>>);

impl Glances {
    pub fn now(&self, board: &Board) -> Arc<Glance> {
        // Asked before it is looked at: at worst something newer is called by an older number, and looked at once more.
        let change = *board.changes().borrow();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(glance) = last.as_ref().filter(|glance| glance.change == change) {
            return glance.clone();
        }
        let glance = Arc::new(Glance::of(board, change));
        *last = Some(glance.clone());
        glance
    }
}

impl Glance {
    fn of(board: &Board, change: u64) -> Self {
        let mut glance = Self { change, ..Self::default() };
        board.look(|cases| {
            for (id, (_, case)) in cases {
                let queue = match case.state {
                    State::New => &mut glance.new,
                    State::Working => &mut glance.working,
                    State::AwaitingOwner => &mut glance.awaiting,
                    State::Done(_) => &mut glance.done,
                };
                queue.push(id.0);
                if let (Some(worker), false) = (&case.assignee, case.state.is_done()) {
                    glance.mine.entry(worker.clone()).or_default().push(id.0);
                }
            }
        });
        glance
    }

    fn ids(&self, queue: Queue, member: &Member) -> &[u64] {
        match queue {
            Queue::New => &self.new,
            Queue::Working => &self.working,
            Queue::Awaiting => &self.awaiting,
            Queue::Done => &self.done,
            Queue::Mine => {
                let worker = Worker(member.name.as_str().to_owned());
                self.mine.get(&worker).map(Vec::as_slice).unwrap_or_default()
            }
        }
    }

    /// How many cases stand in a queue.
    pub fn count(&self, queue: Queue, member: &Member) -> usize {
        self.ids(queue, member).len()
    }

    /// Those a page is told of.
    pub fn newest(&self, queue: Queue, member: &Member) -> &[u64] {
        let ids = self.ids(queue, member);
        &ids[ids.len().saturating_sub(MOST_IDS)..]
    }
}
