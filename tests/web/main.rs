//! The web chat over HTTP, on a free port of this machine, as browsers and others come to it.
//!
//! - `site` serves, `kept` is a store that tells what was written into it;
//! - the other files are one subject each.

mod changes;
mod cookies;
mod doubt;
mod forms;
mod kept;
mod laws;
mod markup;
mod news;
mod origins;
mod pace;
mod repeats;
mod site;
mod stop;
#[path = "../support/web_client.rs"]
mod web_client;
#[path = "../world/mod.rs"]
mod world;
#[path = "../support/wrapped_store.rs"]
mod wrapped_store;
