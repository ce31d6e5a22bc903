//! Proof of the harness: everything it can do, once, and every kind of mistake seen.

mod acting;
mod emulating;
mod ending;
mod finding_mistakes;
mod starting;

use crate::{chrome::Browser, page::Page};

/// A browser on the small page.
fn on_page() -> (Page, Browser) {
    let page = Page::start();
    let browser = Browser::start();
    browser.open(&page.url("/"));
    (page, browser)
}
