//! One call that writes into the group, waited for until Telegram takes it or finally refuses it.

use std::{
    collections::VecDeque,
    sync::PoisonError,
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::Value;
use teloxide::requests::Payload;

use super::{
    super::{api::CallError, pause::Pause},
    Group,
};

/// Telegram lets a bot send so many messages into a group in a minute.
const MOST: usize = 20;
const MINUTE: Duration = Duration::from_secs(60);

/// The stop came first; what was to be sent follows from what is kept.
pub(super) struct Stopped;

/// When the last messages went out.
#[derive(Default)]
pub(super) struct Window(VecDeque<Instant>);

impl Window {
    /// How long to wait before one more may go; where not at all, it is counted.
    fn wait(&mut self, now: Instant) -> Option<Duration> {
        while self.0.front().is_some_and(|first| now.duration_since(*first) >= MINUTE) {
            self.0.pop_front();
        }
        if self.0.len() < MOST {
            self.0.push_back(now);
            return None;
        }
        self.0.front().map(|first| MINUTE - now.duration_since(*first))
    }
}

impl Group {
    /// Sends a message. Gives its number, or Telegram's words on why it never will be sent.
    pub(super) async fn post<P: Payload + Serialize>(
        &self,
        payload: &P,
    ) -> Result<Result<Option<i32>, String>, Stopped> {
        loop {
            let wait = self.window.lock().unwrap_or_else(PoisonError::into_inner).wait(Instant::now());
            match wait {
                Some(wait) => self.wait(wait).await?,
                None => break,
            }
        }
        Ok(self.call(payload).await?.map(|sent| super::number(&sent["message_id"])))
    }

    /// Makes a call, and waits out everything that time or a person can cure.
    pub(super) async fn call<P: Payload + Serialize>(&self, payload: &P) -> Result<Result<Value, String>, Stopped> {
        let mut pause = Pause::default();
        loop {
            let wait = match self.api.call(payload).await {
                Ok(result) => {
                    self.trouble.over();
                    return Ok(Ok(result));
                }
                Err(CallError::Flood { retry_after }) => retry_after,
                Err(CallError::Refused { code, words }) if is_outside(code, &words) => {
                    self.trouble.say(&format!(
                        "the staff group cannot be written to ({words}); put the bot into it as an administrator, and \
                         check SODAN_STAFF_GROUP"
                    ));
                    pause.next()
                }
                Err(CallError::Refused { words, .. }) => return Ok(Err(words)),
                Err(CallError::Broken { words }) => {
                    self.trouble.say(&format!("the staff group has to wait: Telegram cannot be reached ({words})"));
                    pause.next()
                }
            };
            self.wait(wait).await?;
        }
    }

    async fn wait(&self, time: Duration) -> Result<(), Stopped> {
        self.stop.or(tokio::time::sleep(time)).await.ok_or(Stopped)
    }
}

/// Whether the bot cannot write into the group at all: a person must put that right, and nothing is lost meanwhile.
fn is_outside(code: u16, words: &str) -> bool {
    const OUTSIDE: [&str; 4] =
        ["chat not found", "CHAT_WRITE_FORBIDDEN", "not enough rights to send", "upgraded to a supergroup"];
    matches!(code, 401 | 403 | 404) || OUTSIDE.iter().any(|it| words.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_messages_go_in_a_minute_and_no_more() {
        let mut window = Window::default();
        let start = Instant::now();
        assert!((0..20).all(|_| window.wait(start).is_none()));
        assert_eq!(window.wait(start + Duration::from_secs(10)), Some(Duration::from_secs(50)));
        assert!((0..20).all(|_| window.wait(start + MINUTE).is_none()));
    }
}
