//! A case from the wish to the end.
//!
//! - `desk` is an owner on a channel that sends messages, and the staff;
//! - the other files are one subject each.

mod afterwards;
mod at_once;
mod desk;
mod life;
mod merged;
mod reports;
mod sent;
mod words;
#[path = "../world/mod.rs"]
mod world;
#[path = "../support/wrapped_store.rs"]
mod wrapped_store;
