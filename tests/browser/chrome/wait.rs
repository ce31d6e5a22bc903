//! Waiting for what is expected, and for nothing else.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{Browser, look::Element, wire::Refusal};

/// By then it must have come, even on a busy machine.
const DEADLINE: Duration = Duration::from_secs(10);

/// About a frame of the screen.
const BREATH: Duration = Duration::from_millis(15);

impl Browser {
    /// Waits until there is one.
    #[track_caller]
    pub fn wait_for(&self, css: &str) {
        self.until(css, || self.find(css));
    }

    /// Waits until there is none any more.
    #[track_caller]
    pub fn wait_for_none(&self, css: &str) {
        self.until(&format!("no {css}"), || match self.find_all(css)?.len() {
            0 => Ok(()),
            left => Err(not_yet(&format!("there are {left}"))),
        });
    }

    /// Waits until there are so many.
    #[track_caller]
    pub fn wait_for_count(&self, css: &str, wanted: usize) {
        self.until(&format!("{wanted} of {css}"), || match self.find_all(css)?.len() {
            count if count == wanted => Ok(()),
            count => Err(not_yet(&format!("there are {count}"))),
        });
    }

    /// Waits until the first one's text contains this.
    #[track_caller]
    pub fn wait_for_text(&self, css: &str, part: &str) {
        self.until(&format!("「{part}」 in {css}"), || {
            let text = self.ask(&self.find(css)?, "text")?;
            if text.contains(part) { Ok(()) } else { Err(not_yet(&format!("it says: {text}"))) }
        });
    }

    /// Waits until the address contains this.
    #[track_caller]
    pub fn wait_for_address(&self, part: &str) {
        self.until(&format!("an address with {part}"), || match self.address() {
            address if address.contains(part) => Ok(()),
            address => Err(not_yet(&address)),
        });
    }

    /// Waits until a JavaScript expression is true, or as good as true. It may fail until then.
    #[track_caller]
    pub fn wait_for_js(&self, expression: &str) {
        self.until(expression, || {
            let value = self.run(&format!("return ({expression})"), Value::Array(Vec::new()))?;
            match &value {
                Value::Null | Value::Bool(false) => Err(not_yet(&value.to_string())),
                Value::Number(number) if number.as_f64() == Some(0.0) => Err(not_yet("0")),
                Value::String(text) if text.is_empty() => Err(not_yet("an empty text")),
                _ => Ok(()),
            }
        });
    }

    /// Tries until it is done: what is not there may come, and what was being replaced has been replaced.
    #[track_caller]
    pub(super) fn until<T>(&self, what: &str, mut attempt: impl FnMut() -> Result<T, Refusal>) -> T {
        self.patiently(what, Refusal::is_passing, &mut attempt)
    }

    /// Does something with the first element, once it is there and can be used; it is done once.
    #[track_caller]
    pub(super) fn with<T>(&self, css: &str, act: impl Fn(&Element) -> Result<T, Refusal>) -> T {
        self.patiently(css, Refusal::is_not_there, &mut || act(&self.find(css)?))
    }

    #[track_caller]
    pub(super) fn patiently<T>(
        &self,
        what: &str,
        passes: fn(&Refusal) -> bool,
        attempt: &mut dyn FnMut() -> Result<T, Refusal>,
    ) -> T {
        let start = Instant::now();
        loop {
            match attempt() {
                Ok(done) => return done,
                Err(refusal) if passes(&refusal) && start.elapsed() < DEADLINE => thread::sleep(BREATH),
                Err(refusal) => panic!("waited for {what}: {refusal}"),
            }
        }
    }
}

/// What has been looked for has not come yet.
pub(super) fn not_yet(seen: &str) -> Refusal {
    Refusal { code: "no such element".to_owned(), message: seen.to_owned() }
}
