//! The rules by table and by law: conditions, amounts, windows, hours, and which question comes next.

mod amounts;
mod business;
mod conditions;
mod helpdesk;
mod hours;
mod laws;
mod questions;
mod sizes;
mod windows;
#[path = "../world/mod.rs"]
mod world;
