//! sodan (相談): a consultation assistant for the owners of small Japanese companies.
//!
//! An owner answers a few questions; the answer is the support programs that fit, why, how much, until when, and
//! whom to call. Imports run downwards only:
//!
//! - [`command`]: the subcommands of the binary
//! - [`helpdesk`]: the helpdesk's own people: accounts, who is signed in, the log of what was done
//! - [`channel`]: ways to reach an owner: the web, Telegram, the terminal
//! - [`consult`]: one update in, one commit out: joins everything below for one chat at a time
//! - [`store`]: what must survive
//! - [`dialog`]: where an owner stands, worked out from the answers; pure
//! - [`rules`]: verdicts, amounts, windows and hours; pure
//! - [`search`]: free text: the right entry, or honestly nobody; pure
//! - [`content`]: what authors write: loaded, checked, resolved
//! - [`understand`]: what people type: numbers, dates, choices; pure
//!
//! `ARCHITECTURE.md` walks from a tap on a phone to the reply.

#![warn(missing_docs)]

pub mod channel;
pub mod command;
pub mod consult;
pub mod content;
pub mod dialog;
pub mod helpdesk;
pub mod rules;
pub mod search;
pub mod store;
pub mod understand;
