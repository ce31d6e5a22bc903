//! Pictures for those who would rather look than read: drawn on the server as SVG, each with the same in words. Pure.
//!
//! A picture holds shapes and class names only; colours stand in `picture.css`, so that a page needs no inline style.

mod amounts;
mod stages;
pub(crate) mod svg;
mod timeline;

pub use self::{amounts::amounts, stages::stages, timeline::timeline};

/// How the pictures are coloured, in light and dark; to be served beside the page's own style sheet.
pub const STYLE: &str = include_str!("picture.css");

/// A picture and the same in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// An `<svg>` element to stand in a page as it is: all texts in it are escaped.
    pub svg: String,
    /// What it shows and how to read it; plain text.
    pub caption: String,
    /// What it shows as a table: a label and what there is to say of it; plain text.
    pub rows: Vec<(String, String)>,
}
