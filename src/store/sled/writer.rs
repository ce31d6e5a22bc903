//! The one thread that owns the database: it takes what waits, makes it durable in one go, then confirms it.
//!
//! A sync takes the same few milliseconds for one change as for a thousand, so the changes that came in during the last
//! sync share the next one. Each sees the changes before it in the same group.
//!
//! Reads pass through here as well. They are answered after the group they came with is durable, so nobody ever reads
//! (and then sends) what a power cut could still take back, and no read sees half a batch. The price is that a read
//! under load waits for one sync.

use std::sync::OnceLock;

use sled::Tree;
use tokio::sync::{mpsc, oneshot};

use super::{Fault, database::Database, group::Group, quiet};

/// At most this many changes share a sync,
const MOST_JOBS: usize = 1024;
/// or about this many bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Tells whoever asked. Called when the change is durable; dropped uncalled when it is not.
pub type Confirm = Box<dyn FnOnce() + Send>;

type Change = Box<dyn FnOnce(&mut Group) -> Result<Confirm, Fault> + Send>;
type Read = Box<dyn FnOnce(&Tree) -> Result<(), Fault> + Send>;

pub enum Job {
    Change(Change),
    Read(Read),
    Close(oneshot::Sender<()>),
}

/// Works until told to close, until nobody is left to ask, or until the first fault, which is left in `failed`.
/// Jobs not done by then are dropped, and with them the channels that their askers wait on.
///
/// After a fault memory and disk may differ, and sled may not be asked anything any more: an answer could be wrong.
pub fn run(mut database: Database, mut jobs: mpsc::Receiver<Job>, failed: &OnceLock<Fault>) {
    let mut closing = None;
    while closing.is_none()
        && let Some(first) = jobs.blocking_recv()
    {
        if let Err(fault) = one_group(&mut database, first, &mut jobs, &mut closing) {
            tracing::error!("the store has stopped: {fault}");
            // Whoever closes a store that failed hears of the failure.
            closing = None;
            // The only place that sets it, and it is passed once.
            let _ = failed.set(fault);
            break;
        }
    }
    // From here on whoever asks hears that the store is closed, or why it failed.
    drop(jobs);
    // Flushes and waits for sled's own thread; on a broken database it may panic, and there is nothing left to save.
    let _ = quiet::catch(|| drop(database));
    if let Some(closed) = closing {
        let _ = closed.send(());
    }
}

fn one_group(
    database: &mut Database,
    first: Job,
    jobs: &mut mpsc::Receiver<Job>,
    closing: &mut Option<oneshot::Sender<()>>,
) -> Result<(), Fault> {
    let mut confirms = Vec::new();
    let mut reads = Vec::new();
    let group = quiet::catch(|| -> Result<Group, Fault> {
        let mut group = Group::new(database.tree());
        let mut next = Some(first);
        while let Some(job) = next {
            match job {
                Job::Change(change) => confirms.push(change(&mut group)?),
                Job::Read(read) => reads.push(read),
                Job::Close(closed) => {
                    *closing = Some(closed);
                    break;
                }
            }
            let full = confirms.len() + reads.len() >= MOST_JOBS || group.bytes() >= MOST_BYTES;
            next = if full { None } else { jobs.try_recv().ok() };
        }
        Ok(group)
    })
    .map_err(Fault::Read)??;
    quiet::catch(|| database.write(group)).map_err(Fault::Write)??;
    for confirm in confirms {
        confirm();
    }
    quiet::catch(|| reads.into_iter().try_for_each(|read| read(database.tree()))).map_err(Fault::Read)?
}
