//! `sodan check`: validates all content.

use std::io::{self, Write};

use super::{Failure, Outcome, settings};
use crate::content::{LoadError, load};

/// Prints every mistake, or what was read.
pub fn run() -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    match load(&settings::content_folder()) {
        Ok(content) => {
            writeln!(
                out,
                "誤りはありません（項目{}、支援策{}、支援内容{}、問い合わせ先{}、対話{}、祝日{}、例{}、目録{}件をすべて含む）",
                content.facts.len(),
                content.programs.len(),
                content.benefit_count(),
                content.contacts.len(),
                content.dialogs.len(),
                content.holidays.len(),
                content.examples.len(),
                content.catalog_rows,
            )?;
            Ok(Outcome::Done)
        }
        Err(LoadError::Mistakes(all)) => {
            for one in &all {
                writeln!(out, "{one}")?;
            }
            writeln!(out, "{}個の誤りがあります", all.len())?;
            Ok(Outcome::No)
        }
        Err(folder @ LoadError::Folder { .. }) => Err(folder.into()),
    }
}
