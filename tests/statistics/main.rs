//! The consultation statistics and the questions to learn from: what is counted and when, what is told, and to whom.

mod counted;
mod learning;
mod pages;
mod protected;
mod tables;
#[path = "../support/web_client.rs"]
mod web_client;
#[path = "../world/mod.rs"]
mod world;
