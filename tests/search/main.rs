//! Free text finds the right entry, or is honest about it: figures over questions with known answers, and what each
//! promise of the search is held to.

mod ask;
mod conversation;
mod figures;
mod slots;
mod town;
#[path = "../world/mod.rs"]
mod world;
