//! sodan (相談): a consultation assistant for the owners of small Japanese companies.

pub mod content;
pub mod dialog;
pub mod rules;
pub mod store;
pub mod understand;
