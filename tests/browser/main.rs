//! The pages in a real browser: Chromium without a screen, used as owners use theirs.
//!
//! - `chrome` is the browser, `server` the real `sodan serve`;
//! - `harness` proves the two, on a small page of its own (`page`);
//! - `web` is the web chat, as owners use it.
//!
//! `SODAN_SCREENSHOTS=folder` keeps the pictures that tests take, and one of every page on which a test fails.

#[allow(dead_code, reason = "what tests need comes and goes")]
mod chrome;
mod harness;
mod helpdesk;
mod page;
#[allow(dead_code, reason = "what tests need comes and goes")]
mod server;
mod web;
