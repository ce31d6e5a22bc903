//! The helpdesk as its people use it: two of them and an owner at once, each in a browser of their own.

mod drafts;
mod keyboard;
mod open_pages;
mod pages;
mod together;

use std::ops::Deref;

use crate::{
    chrome::Browser,
    server::{PASSWORD, Server},
};

/// Somebody of the staff at the console.
struct AtDesk<'s> {
    server: &'s Server,
    browser: Browser,
}

impl Deref for AtDesk<'_> {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl<'s> AtDesk<'s> {
    /// Signed in, at the queue.
    #[track_caller]
    fn sign_in(server: &'s Server, name: &str) -> Self {
        let desk = Self { server, browser: Browser::start() };
        desk.screen(1200, 900);
        desk.go("/helpdesk");
        desk.wait_for_address("/helpdesk/login");
        desk.type_into("#name", name);
        desk.type_into("#password", PASSWORD);
        desk.click_button("サインイン");
        desk.wait_for_text("h1", "相談の一覧");
        desk
    }

    #[track_caller]
    fn go(&self, path: &str) {
        self.open(&self.server.url(path));
    }

    /// The one case there is.
    #[track_caller]
    fn case(&self) {
        self.go("/helpdesk/case/1");
        self.wait_for_text("h1", "受付番号 1");
    }

    #[track_caller]
    fn reply(&self, text: &str) {
        self.type_into("#reply", text);
        self.click_button("相談者に送る");
    }
}

/// An owner who has asked for a person.
struct Asking {
    browser: Browser,
}

impl Deref for Asking {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Asking {
    #[track_caller]
    fn start(server: &Server) -> Self {
        Self::start_as(server, "受付番号 1番")
    }

    #[track_caller]
    fn start_as(server: &Server, reception: &str) -> Self {
        let owner = Self { browser: Browser::start() };
        owner.open(&server.url("/"));
        owner.write("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて");
        owner.wait_for_text("#log", "染物屋");
        owner.click_button("人に相談");
        owner.wait_for_text("#log", reception);
        owner
    }

    #[track_caller]
    fn write(&self, text: &str) {
        self.type_into(".write [name=text]", text);
        self.click_button("送る");
    }
}
