//! How many tests may have a browser at once: as many as a small machine bears.

use std::{
    cell::RefCell,
    sync::{Arc, Condvar, Mutex, PoisonError, Weak},
};

const AT_ONCE: usize = 2;

static TAKEN: Mutex<usize> = Mutex::new(0);
static FREED: Condvar = Condvar::new();

thread_local! {
    static MINE: RefCell<Weak<Permit>> = RefCell::default();
}

/// The right of one test to have browsers.
pub struct Permit(());

impl Permit {
    /// Waits for one. A test with two browsers has one permit for both, else two such tests could wait for each other.
    pub fn wait() -> Arc<Self> {
        MINE.with_borrow_mut(|mine| {
            mine.upgrade().unwrap_or_else(|| {
                let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
                let mut taken =
                    FREED.wait_while(taken, |taken| *taken >= AT_ONCE).unwrap_or_else(PoisonError::into_inner);
                *taken += 1;
                let permit = Arc::new(Self(()));
                *mine = Arc::downgrade(&permit);
                permit
            })
        })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        FREED.notify_one();
    }
}
