//! The helpdesk's own people: who they are, how they sign in, and what is written down of what they do.
//!
//! `now` is an argument everywhere, and is the wall clock's: by a clock that stands still no session would ever end.

pub mod audit;
pub mod console;
pub mod device;
pub mod learning;
pub mod login;
pub mod name;
pub mod password;
pub mod role;
pub mod staff;
pub mod statistics;
pub mod telegram;
pub mod texts;
pub mod throttle;
