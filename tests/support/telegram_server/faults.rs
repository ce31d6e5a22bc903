//! What goes wrong because a test asked for it.

use super::Refused;

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// 429, to be tried again after so many seconds.
    TooMany { retry_after: u64 },
    /// Another status: 500, 502, 400, 401, …
    Status(u16),
    /// The connection breaks before the call has any effect.
    CutBefore,
    /// The call has its effect, and the connection breaks before the answer.
    CutAfter,
    /// The call waits, before any effect, until [`super::TelegramServer::release`].
    Hold,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Instead,
    Before,
    After,
    Later,
}

impl Failure {
    pub(super) fn moment(self) -> Moment {
        match self {
            Self::TooMany { .. } | Self::Status(_) => Moment::Instead,
            Self::CutBefore => Moment::Before,
            Self::CutAfter => Moment::After,
            Self::Hold => Moment::Later,
        }
    }

    pub(super) fn answer(self) -> Refused {
        let (code, words) = match self {
            Self::TooMany { retry_after } => {
                let words = format!("Too Many Requests: retry after {retry_after}");
                return Refused { code: 429, description: words, retry_after: Some(retry_after) };
            }
            Self::Status(code) => (code, ""),
            Self::CutBefore | Self::CutAfter | Self::Hold => (500, "the connection breaks"),
        };
        let words = match code {
            _ if !words.is_empty() => words,
            400 => "Bad Request: made up by the test",
            401 => "Unauthorized",
            403 => "Forbidden: bot was blocked by the user",
            500 => "Internal Server Error",
            502 => "Bad Gateway",
            503 => "Service Unavailable",
            _ => "made up by the test",
        };
        Refused::new(code, words)
    }
}

struct Fault {
    method: String,
    chat: Option<i64>,
    left: usize,
    failure: Failure,
}

/// The failures still to come.
#[derive(Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, method: &str, chat: Option<i64>, times: usize, failure: Failure) {
        self.0.push(Fault { method: method.to_lowercase(), chat, left: times, failure });
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The failure that befalls this call, if any.
    pub(super) fn take(&mut self, method: &str, chat: Option<i64>) -> Option<Failure> {
        let befalls = |it: &Fault| it.method == method && (it.chat.is_none() || it.chat == chat);
        let at = self.0.iter().position(befalls)?;
        let failure = self.0[at].failure;
        self.0[at].left -= 1;
        if self.0[at].left == 0 {
            self.0.remove(at);
        }
        Some(failure)
    }

    /// How many calls of a method are still to fail.
    pub fn left(&self, method: &str) -> usize {
        let method = method.to_lowercase();
        self.0.iter().filter(|it| it.method == method).map(|it| it.left).sum()
    }
}
