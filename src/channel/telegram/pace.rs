//! How fast to send: our own measure, and the pauses Telegram asks for.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::store::ChatKey;

/// At most so many messages in a second, all chats together; after a lull, a second's worth at once.
pub(super) struct Pace {
    each: Duration,
    burst: Duration,
    /// When the last message reserved so far would go if all were spread evenly.
    last: Mutex<Option<Instant>>,
}

impl Pace {
    pub fn new(per_second: u32) -> Self {
        let each = Duration::from_secs(1) / per_second.max(1);
        Self { each, burst: Duration::from_secs(1), last: Mutex::default() }
    }

    /// Takes the next place and says how long to wait for it.
    pub fn reserve(&self, now: Instant) -> Duration {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let place = last.map_or(now, |last| (last + self.each).max(now));
        *last = Some(place);
        // `place` runs ahead of `now` by what was sent early; a second of that is free.
        (place - now).saturating_sub(self.burst.saturating_sub(self.each))
    }
}

/// Telegram's "too many requests". They concern one chat, unless several chats meet them at once.
#[derive(Default)]
pub(super) struct Floods(Mutex<Noted>);

#[derive(Default)]
struct Noted {
    recent: VecDeque<(Instant, ChatKey)>,
    /// No message to anybody before this.
    until: Option<Instant>,
}

const CHATS: usize = 3;
const WITHIN: Duration = Duration::from_secs(5);

impl Floods {
    /// Notes one; true if the whole bot has to wait.
    pub fn note(&self, chat: &ChatKey, retry_after: Duration, now: Instant) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.recent.retain(|(at, it)| now.duration_since(*at) < WITHIN && it != chat);
        noted.recent.push_back((now, chat.clone()));
        let all = noted.recent.len() >= CHATS;
        if all {
            noted.until = noted.until.max(Some(now + retry_after));
        }
        all
    }

    /// How long everybody has to wait, if at all.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = noted.until?;
        if until <= now {
            noted.until = None;
            return None;
        }
        Some(until - now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_goes_at_once_and_the_rest_at_an_even_pace() {
        let pace = Pace::new(4);
        let start = Instant::now();
        let waits: Vec<u128> = (0..7).map(|_| pace.reserve(start).as_millis()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 250, 500, 750]);
        let later = start + Duration::from_secs(60);
        let waits: Vec<u128> = (0..5).map(|_| pace.reserve(later).as_millis()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 250]);
    }

    #[test]
    fn three_chats_flooded_within_five_seconds_pause_everybody() {
        let floods = Floods::default();
        let now = Instant::now();
        let chat = |id: u32| ChatKey::new("telegram", id);
        let wait = Duration::from_secs(7);
        assert!(!floods.note(&chat(1), wait, now));
        assert!(!floods.note(&chat(1), wait, now));
        assert!(!floods.note(&chat(2), wait, now));
        assert!(!floods.note(&chat(3), wait, now + Duration::from_secs(6)));
        assert_eq!(floods.wait(now), None);
        assert!(!floods.note(&chat(4), wait, now + Duration::from_secs(6)));
        assert!(floods.note(&chat(5), wait, now + Duration::from_secs(7)));
        assert_eq!(floods.wait(now + Duration::from_secs(8)), Some(Duration::from_secs(6)));
        assert_eq!(floods.wait(now + Duration::from_secs(14)), None);
    }
}
