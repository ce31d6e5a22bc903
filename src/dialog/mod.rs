//! The state machine of a consultation, pure: content and answers go in, where the owner stands comes out.
//!
//! State is the answers. Nothing says "the owner is at step 4": the dialog is walked from its first step with what
//! is known, and where the walk stops is where the owner stands. So a corrected answer re-checks all that follows,
//! and a change of content strands nobody.

mod left;
mod reading;
mod route;
mod session;
mod walk;

pub use self::{
    left::most_questions_left,
    reading::{Misread, read, said_number, several},
    route::route,
    session::{AskedBy, Event, Progress, Session},
    walk::{Question, Said, Stop, Walk, walk},
};
