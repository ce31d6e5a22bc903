//! One call of the Bot API.
//!
//! teloxide gives the client and the shape of every request, but the call is made here: teloxide's own waits ten
//! seconds inside each request that meets a 5xx, and drops updates of kinds it does not know.

use std::{error::Error, time::Duration};

use serde::Serialize;
use serde_json::Value;
use teloxide::{Bot, net::default_reqwest_settings, requests::Payload};
use tokio::sync::Semaphore;

use super::TelegramError;

/// Calls that send: Telegram answers within a second, or something is wrong.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Connections held at once, far below any limit on open files.
const MOST_CALLS: usize = 128;

pub(super) struct Api {
    bot: Bot,
    calls: Semaphore,
}

/// Why a call brought nothing. The words never hold the token or a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CallError {
    /// Too many calls: wait this long.
    Flood { retry_after: Duration },
    /// Telegram understood the call and refused it.
    Refused { code: u16, words: String },
    /// No answer, or none that can be understood. Whether the call had an effect is not known.
    Broken { words: String },
}

impl Api {
    pub fn new(token: &str, url: Option<&str>) -> Result<Self, TelegramError> {
        let token = token.trim();
        if token.is_empty() || token.contains(|c: char| c.is_whitespace() || c == '/') {
            return Err(TelegramError::Token("the token is empty or malformed".to_owned()));
        }
        let client =
            default_reqwest_settings().build().map_err(|error| TelegramError::Client(chain(&error.without_url())))?;
        let mut bot = Bot::with_client(token, client);
        if let Some(url) = url {
            bot = match url.trim().parse() {
                Ok(url) => bot.set_api_url(url),
                Err(_) => return Err(TelegramError::ApiUrl),
            };
        }
        if bot.api_url().cannot_be_a_base() || !bot.api_url().has_host() {
            return Err(TelegramError::ApiUrl);
        }
        Ok(Self { bot, calls: Semaphore::new(MOST_CALLS) })
    }

    /// Calls a method and gives its `result`.
    pub async fn call<P: Payload + Serialize>(&self, payload: &P) -> Result<Value, CallError> {
        let _place = self.calls.acquire().await;
        self.call_within(payload, TIMEOUT).await
    }

    /// The same for a call that may wait on Telegram's side; it takes no place from the others.
    pub async fn call_within<P: Payload + Serialize>(&self, payload: &P, most: Duration) -> Result<Value, CallError> {
        let body = serde_json::to_vec(payload).map_err(|error| CallError::Broken { words: error.to_string() })?;
        let mut url = self.bot.api_url();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push(&format!("bot{}", self.bot.token())).push(P::NAME);
        }
        let request =
            self.bot.client().post(url).timeout(most).header("content-type", "application/json").body(body).send();
        let broken = |words: String| CallError::Broken { words: words.replace(self.bot.token(), "<token>") };
        let response = request.await.map_err(|error| broken(chain(&error.without_url())))?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|error| broken(chain(&error.without_url())))?;
        let Ok(mut answer) = serde_json::from_slice::<Value>(&body) else {
            return Err(broken(format!("the server answered HTTP {status} in no form of the Bot API")));
        };
        if answer["ok"] == true {
            return Ok(answer["result"].take());
        }
        let code = answer["error_code"].as_u64().and_then(|code| u16::try_from(code).ok()).unwrap_or(status);
        let words = answer["description"].as_str().unwrap_or("no description").to_owned();
        Err(match code {
            429 => {
                let seconds = answer["parameters"]["retry_after"].as_u64().unwrap_or(1).max(1);
                CallError::Flood { retry_after: Duration::from_secs(seconds) }
            }
            400..=499 => CallError::Refused { code, words },
            _ => broken(words),
        })
    }
}

/// An error with all its causes in one line.
fn chain(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}
