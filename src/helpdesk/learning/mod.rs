//! What authors can learn of the questions that were not understood: alike ones together, and the lines to add for
//! them as a patch. Content is never written here: an author reviews the patch.

mod likeness;
mod patch;

pub use self::{
    likeness::{Group, Likeness, MOST_GROUPED},
    patch::{Patch, PatchError, example, new_question},
};
