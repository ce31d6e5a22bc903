//! The channel's running tasks: they end with it, and can be waited for.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::task::JoinSet;

#[derive(Clone, Default)]
pub(super) struct Crew(Arc<Mutex<Tasks>>);

#[derive(Default)]
struct Tasks {
    dismissed: bool,
    running: JoinSet<()>,
}

impl Crew {
    fn tasks(&self) -> MutexGuard<'_, Tasks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a task; after the dismissal none starts.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks();
        while tasks.running.try_join_next().is_some() {}
        if !tasks.dismissed {
            tasks.running.spawn(task);
        }
    }

    /// Waits until nothing runs any more, at most this long.
    pub async fn finish(&self, most: Duration) {
        let all = async { while poll_fn(|cx| self.tasks().running.poll_join_next(cx)).await.is_some() {} };
        if tokio::time::timeout(most, all).await.is_err() {
            tracing::info!("Telegram: some messages are still unsent; they go out after the next start");
        }
    }

    /// Ends every task when the guard goes.
    pub fn dismiss_on_drop(&self) -> Dismissal {
        Dismissal(self.clone())
    }
}

pub(super) struct Dismissal(Crew);

impl Drop for Dismissal {
    fn drop(&mut self) {
        // The tasks are dropped after the lock is given back: one of them may want to spawn while it goes.
        let gone = {
            let mut tasks = self.0.tasks();
            tasks.dismissed = true;
            std::mem::take(&mut tasks.running)
        };
        drop(gone);
    }
}
