//! The consultation in a browser.

pub mod picture;
