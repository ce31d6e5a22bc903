//! The catalog, `knowledge/catalog.tsv`: every id that the knowledge must hold, so that none is lost unnoticed.
//!
//! Tab-separated with a heading; the first column is the id. Each stands for a program, a benefit or a contact.

use std::collections::HashSet;

use super::diagnostic::{Code, FileNo, Mistakes, Span};

/// Where the catalog stands in a content folder. A folder without one is not held against any.
pub(super) const PATH: &str = "knowledge/catalog.tsv";

/// Reports every row without an entry. Gives how many rows there are.
pub(super) fn check(file: FileNo, text: &str, known: &HashSet<&str>, mistakes: &mut Mistakes) -> usize {
    let mut rows = 0;
    for (number, line) in text.lines().enumerate().skip(1) {
        let id = line.split('\t').next().unwrap_or_default().trim();
        if id.is_empty() {
            continue;
        }
        rows += 1;
        if !known.contains(id) {
            let length = id.chars().count() as u32;
            let span = Span { file, line: number as u32 + 1, column: 1, length };
            mistakes
                .add(
                    Code::UnknownName,
                    span,
                    format!("目録の「{id}」が、支援策にも支援内容にも問い合わせ先にもありません"),
                )
                .expected("knowledge/programs/ か knowledge/contacts.yaml に、この id");
        }
    }
    rows
}
