//! `sodan check`: validates all content.

use std::{
    io::{self, Write},
    path::Path,
};

use super::{Failure, Outcome, settings};
use crate::content::{Library, LoadError, is_library, load, load_library};

/// Prints every mistake, or what was read.
pub fn run() -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    let folder = settings::content_folder();
    // Enough for `sodan ask`, too little for a consultation.
    let said =
        if is_library(&folder) { load_library(&folder).map(|library| of_library(&library)) } else { whole(&folder) };
    match said {
        Ok(said) => {
            writeln!(out, "{said}")?;
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

fn of_library(library: &Library) -> String {
    format!("誤りはありません（質問と答え{}。sodan ask で使えます）", library.faq.len())
}

fn whole(folder: &Path) -> Result<String, LoadError> {
    load(folder).map(|content| {
            format!(
                "誤りはありません（項目{}、支援策{}、支援内容{}、問い合わせ先{}、質問と答え{}、対話{}、祝日{}、窓口{}、定型文{}、例{}、見た目「{}」{}、目録{}件をすべて含む）",
                content.facts.len(),
                content.programs.len(),
                content.benefit_count(),
                content.contacts.len(),
                content.library.faq.len(),
                content.dialogs.len(),
                content.holidays.len(),
                content.teams.count(),
                content.canned.len(),
                content.examples.len(),
                content.brand.name,
                if content.brand.logo.is_some() { "とロゴ" } else { "" },
                content.catalog_rows,
            )
    })
}
