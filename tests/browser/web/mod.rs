//! The web chat as owners use it, on the real server with the real content.
//!
//! - `way` is the consultation that most of this goes through, step by step, with whatever hand;
//! - `consulting` goes it with the mouse, with the keyboard alone and without JavaScript, `phone` with a finger;
//! - `tabs`, `going_back`, `failing`, `twice` and `typing` are what goes wrong in real life;
//! - `commands`, `offering` and `pictures` are what else there is, `frame` the chat in somebody else's page;
//! - `everybody` has the accessibility trees and what keeps people out.

mod commands;
mod consulting;
mod everybody;
mod failing;
mod frame;
mod going_back;
mod offering;
mod phone;
mod pictures;
mod tabs;
mod twice;
mod typing;
mod way;

use std::ops::Deref;

use crate::{chrome::Browser, server::Server};

/// What an owner of a dyeworks writes first.
const DYEWORKS: &str = "うち職人14人の染物屋なんですけど、電気代が3割上がってもうて";

/// The field to write in.
const FIELD: &str = "#now .write [name=text]";

/// What owners have said, as far as it is shown without unfolding anything.
const OWN_WORDS: &str = "#log .owner .text";

/// An owner's browser on a server of its own.
struct Visit {
    server: Server,
    browser: Browser,
}

impl Deref for Visit {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Visit {
    /// At the first question.
    #[track_caller]
    fn start() -> Self {
        let visit = Self { server: Server::start(&[], &[]), browser: Browser::start() };
        visit.go("/");
        visit
    }

    /// The same in a browser without JavaScript.
    #[track_caller]
    fn start_plain() -> Self {
        let visit = Self { server: Server::start(&[], &[]), browser: Browser::start() };
        visit.javascript(false);
        visit.go("/");
        visit
    }

    /// Opens one of the server's pages.
    #[track_caller]
    fn go(&self, path: &str) {
        self.open(&self.server.url(path));
    }

    /// Writes and sends it with the mouse.
    #[track_caller]
    fn write(&self, text: &str) {
        self.type_into(FIELD, text);
        self.click_button("送る");
    }

    /// Corrects an answer.
    #[track_caller]
    fn fix(&self, label: &str) {
        self.click(&format!("button[aria-label='{label} 直す']"));
    }

    /// Waits for a question, or whatever else the page is about now. The press that led there has left the focus on it.
    #[track_caller]
    fn asked(&self, part: &str) {
        self.shows(part);
        self.wait_for_js("document.activeElement.id === 'now-head'");
    }

    /// Waits for a question wherever the focus is.
    #[track_caller]
    fn shows(&self, part: &str) {
        self.wait_for_text("#now-head", part);
    }

    /// Waits for what was said last.
    #[track_caller]
    fn said(&self, part: &str) {
        self.wait_for_text("#log", part);
    }

    /// Where the button stands that says this.
    #[track_caller]
    fn button(&self, text: &str) -> String {
        let find = format!(
            "[...document.querySelectorAll('button[value]')].find(it => it.innerText.trim() === '{text}')?.value"
        );
        self.wait_for_js(&find);
        format!("button[value='{}']", self.js(&find).as_str().unwrap_or_default())
    }
}
