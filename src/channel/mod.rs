//! Ways to reach an owner.

pub mod telegram;
pub mod terminal;
pub mod web;
