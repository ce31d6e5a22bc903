//! A store whose next operations fail when a test says so, as on a full disk.

use std::sync::atomic::{AtomicUsize, Ordering};

use sodan::store::StoreError;

use crate::wrapped_store::{Before, Op, Wrapped};

pub type StumblingStore = Wrapped<Stumbles>;

/// How many more of each are to fail.
#[derive(Default)]
pub struct Stumbles {
    pub receives: AtomicUsize,
    pub commits: AtomicUsize,
    pub sents: AtomicUsize,
}

impl Before for Stumbles {
    fn before(&self, op: Op<'_>) -> Result<(), StoreError> {
        let left = match op {
            Op::Receive => &self.receives,
            Op::Commit(_) => &self.commits,
            Op::Sent => &self.sents,
            Op::Other => return Ok(()),
        };
        match left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) {
            Ok(_) => Err(StoreError::Write("no space left on the device".to_owned())),
            Err(_) => Ok(()),
        }
    }
}
