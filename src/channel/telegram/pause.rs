//! Waiting: pauses that grow, trouble that is told once, and the stop that ends both.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::watch;
use tracing::{info, warn};

/// Pauses of 0.5, 1, 2, … 60 seconds.
#[derive(Default)]
pub(super) struct Pause(u32);

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(60);

impl Pause {
    pub fn next(&mut self) -> Duration {
        let wait = FIRST.saturating_mul(1 << self.0).min(LONGEST);
        self.0 = (self.0 + 1).min(16);
        wait
    }

    pub fn reset(&mut self) {
        self.0 = 0;
    }
}

/// Whether the channel is to stop.
#[derive(Clone)]
pub(super) struct Stop(pub watch::Receiver<bool>);

impl Stop {
    pub fn asked(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// What `future` gives, or `None` when the stop comes first.
    pub async fn or<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        let mut stop = self.0.clone();
        tokio::select! {
            biased;
            // An error means that the sender is gone, and whoever could stop us with it: we stop.
            _ = stop.wait_for(|asked| *asked) => None,
            it = future => Some(it),
        }
    }
}

/// Trouble with one thing, however many meet it. Each kind is told once, and so is its end.
pub(super) struct Trouble {
    what: &'static str,
    said: Mutex<Option<String>>,
}

impl Trouble {
    pub fn new(what: &'static str) -> Self {
        Self { what, said: Mutex::default() }
    }

    pub fn say(&self, words: &str) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.as_deref() != Some(words) {
            warn!("{words}");
            *said = Some(words.to_owned());
        }
    }

    pub fn over(&self) {
        if self.said.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            info!("{} works again", self.what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute_and_start_over() {
        let mut pause = Pause::default();
        let seconds: Vec<f32> = (0..9).map(|_| pause.next().as_secs_f32()).collect();
        assert_eq!(seconds, [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]);
        (0..100).for_each(|_| assert_eq!(pause.next(), LONGEST));
        pause.reset();
        assert_eq!(pause.next(), FIRST);
    }
}
