//! The queue of updates and getUpdates, which confirms them.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::{Answered, Refused, TelegramServer, methods::Call};

pub struct Updates {
    /// Not confirmed yet, in order.
    queue: VecDeque<(i64, String)>,
    /// Confirmed ones that are to be given once more.
    again: VecDeque<(i64, String)>,
    /// All that were ever given out.
    all: BTreeMap<i64, String>,
    /// The kinds the bot asked for; empty means all.
    pub allowed: Vec<String>,
    last: i64,
    /// Counts the calls: an older one ends when a newer comes.
    calls: u64,
}

impl Default for Updates {
    fn default() -> Self {
        let (queue, again, all, allowed) = Default::default();
        Self { queue, again, all, allowed, last: 500_000, calls: 0 }
    }
}

impl Updates {
    /// Puts an update in the queue, with a number if it has none.
    pub(super) fn push(&mut self, mut update: Value) -> i64 {
        let id = update["update_id"].as_i64().unwrap_or(self.last + 1);
        self.last = self.last.max(id);
        update["update_id"] = json!(id);
        let update = update.to_string();
        self.all.insert(id, update.clone());
        self.queue.push_back((id, update));
        id
    }

    /// Will give an update once more, confirmed or not.
    pub(super) fn repeat(&mut self, id: i64) {
        let update = self.all.get(&id).expect("an update that was given out").clone();
        self.again.push_back((id, update));
    }

    /// Whether the bot asked for this kind.
    pub(super) fn wants(&self, kind: &str) -> bool {
        self.allowed.is_empty() || self.allowed.iter().any(|it| it == kind)
    }

    /// How many getUpdates there were.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// How many wait to be fetched or confirmed.
    pub fn unconfirmed(&self) -> usize {
        self.queue.len() + self.again.len()
    }

    /// Whether this update was confirmed.
    pub fn is_confirmed(&self, id: i64) -> bool {
        self.all.contains_key(&id) && !self.queue.iter().chain(&self.again).any(|(it, _)| *it == id)
    }

    fn confirm(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(-offset).expect("a small number");
            self.queue.drain(..self.queue.len().saturating_sub(keep));
        } else {
            while self.queue.front().is_some_and(|(id, _)| *id < offset) {
                self.queue.pop_front();
            }
        }
    }

    fn batch(&mut self, limit: usize) -> Option<String> {
        let again: Vec<_> = self.again.drain(..self.again.len().min(limit)).collect();
        let new = self.queue.iter().take(limit - again.len());
        let all: Vec<&str> = again.iter().chain(new).map(|(_, update)| update.as_str()).collect();
        (!all.is_empty()).then(|| format!("[{}]", all.join(",")))
    }
}

impl TelegramServer {
    pub(super) async fn get_updates(&self, call: &Call) -> Answered {
        let limit = usize::try_from(call.integer("limit").unwrap_or(100).clamp(1, 100)).expect("at most 100");
        let held = u64::try_from(call.integer("timeout").unwrap_or(0).clamp(0, 50)).expect("at most 50");
        let mine = {
            let mut world = self.world();
            if world.webhook {
                return Err(Refused::new(
                    409,
                    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
                ));
            }
            if let Some(Value::Array(kinds)) = call.json("allowed_updates") {
                world.updates.allowed = kinds.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect();
            }
            world.updates.confirm(call.integer("offset").unwrap_or(0));
            world.updates.calls += 1;
            world.updates.calls
        };
        self.0.updates.notify_waiters();
        self.0.changed.notify_waiters();
        let until = Instant::now() + Duration::from_secs(held);
        loop {
            let news = self.0.updates.notified();
            {
                let mut world = self.world();
                if world.updates.calls != mine {
                    return Err(Refused::new(
                        409,
                        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                    ));
                }
                if let Some(batch) = world.updates.batch(limit) {
                    return Ok(batch);
                }
            }
            if timeout_at(until, news).await.is_err() {
                return Ok("[]".to_owned());
            }
        }
    }
}
