//! A real Chromium for tests, used as an owner uses one.
//!
//! ```ignore
//! let browser = Browser::start();
//! browser.open(&page.url("/"));
//! browser.type_into("#text", "電気代");
//! browser.click_button("送信");
//! browser.wait_for_text("#log", "質問1");
//! browser.assert_accessible();
//! browser.assert_clean();
//! ```
//!
//! All calls block, and all panic in words that say what was on the page. What acts on an element or reads one waits
//! until it is there; `count` and `exists` look once. Nothing ever needs a sleep: wait for what you expect to see.
//!
//! - `act` clicks, types and goes back; `look` reads; `wait` waits; `keys` and `ime` are the keyboard;
//! - `emulate` makes it a phone, zoomed, dark, printed, offline or without JavaScript; `tabs` has more than one, `frames`
//!   goes into one;
//! - `problems` collects what went wrong on the pages, `axe` what keeps people out, `tree` what a screen reader has;
//! - `prompt` answers what a page asks; `cookies` and `picture` do as they say;
//! - `session` is the process, `wire` the line to it, `permit` the number of browsers at once.

mod act;
mod axe;
mod cookies;
mod emulate;
mod frames;
mod ime;
mod keys;
mod look;
mod permit;
mod picture;
mod problems;
mod prompt;
mod session;
mod tabs;
mod tree;
mod wait;
mod wire;

use std::{cell::RefCell, sync::Arc, thread};

use serde_json::{Value, json};

pub use self::keys::Key;
use self::{permit::Permit, session::Session};

/// A browser with a fresh profile: no cookies, nothing cached. It ends when it is dropped.
pub struct Browser {
    session: Session,
    /// What the log has said so far: chromedriver says everything once.
    problems: RefCell<Vec<String>>,
    _permit: Arc<Permit>,
}

impl Browser {
    /// Starts one, as soon as it may run beside the others. It asks pages for Japanese and lives in Tokyo's time;
    /// its own words (of a required field, say) are English, as Debian's package has no others.
    pub fn start() -> Self {
        let permit = Permit::wait();
        let browser = Self { session: Session::start(), problems: RefCell::default(), _permit: permit };
        browser.prepare_tab();
        browser
    }

    /// A command of the Chrome DevTools Protocol, for what has no method here.
    #[track_caller]
    pub fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.session.cdp(command, &parameters).unwrap_or_else(|refusal| panic!("{command}: {refusal}"))
    }

    /// The value of a JavaScript expression; a promise is waited for.
    #[track_caller]
    pub fn js(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression})"), json!([]))
            .unwrap_or_else(|refusal| panic!("{expression}: {refusal}"))
    }

    /// The process numbers of chromedriver and of the browser.
    pub fn processes(&self) -> [u64; 2] {
        self.session.processes()
    }

    fn run(&self, script: &str, arguments: Value) -> Result<Value, wire::Refusal> {
        self.session.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// What a person looking at the screen would see, for the words of a panic.
    fn seen(&self) -> String {
        let address = self.session.get("url").ok();
        let text = self.run("return document.body?.innerText ?? ''", json!([])).ok();
        let show = |value: Option<Value>| value.and_then(|it| Some(it.as_str()?.trim().to_owned())).unwrap_or_default();
        let mut said = format!("at {}\n{:.1500}\n", show(address), show(text));
        for problem in self.problems() {
            said += &format!("! {problem}\n");
        }
        said
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("{}", self.seen());
            let test = thread::current().name().unwrap_or("test").replace("::", "-");
            self.picture(&format!("failed-{test}"));
        }
    }
}
