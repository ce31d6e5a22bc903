//! The helpdesk's console over HTTP: workers come with browsers, an owner writes on a messenger.
//!
//! - `desk` serves it while a test lasts, with an owner at the other end;
//! - the other files are one subject each.

mod closed_doors;
mod colleagues;
mod desk;
mod found;
mod heard;
mod known_bugs;
mod live;
mod merging;
mod offices;
mod pace;
mod pages;
mod put_right;
mod signed_out;
#[path = "../support/web_client.rs"]
mod web_client;
#[path = "../world/mod.rs"]
mod world;
mod wrong;
