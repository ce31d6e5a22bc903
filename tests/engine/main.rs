//! Laws of the conversation, whatever an owner does: nothing panics, nothing is lost, every message can be sent,
//! a stale press changes nothing, one can always go back, and there is always an end.

mod chat;
mod codes;
mod ends;
mod laws;
mod moments;
mod two_owners;
#[path = "../world/mod.rs"]
mod world;
