//! Settings from the environment.

use std::{env, path::PathBuf, sync::Arc};

use chrono::Utc;

use super::{Failure, as_of::AsOfMoment};
use crate::{
    consult::Clock,
    content::{self, Content, Library, LoadError, load},
};

/// The folder that holds `dialogs/` and `knowledge/`: `SODAN_CONTENT`, else the current one.
pub fn content_folder() -> PathBuf {
    folder("SODAN_CONTENT", ".")
}

/// The folder for what must survive: `SODAN_DATA`, else `data`.
pub fn data_folder() -> PathBuf {
    folder("SODAN_DATA", "data")
}

/// A folder from the environment; a variable that is set to nothing counts as not set.
fn folder(name: &str, otherwise: &str) -> PathBuf {
    env::var_os(name).filter(|value| !value.is_empty()).map_or_else(|| PathBuf::from(otherwise), PathBuf::from)
}

/// Whether the content folder holds questions and answers and nothing else.
pub fn is_library() -> bool {
    content::is_library(&content_folder())
}

/// The questions and answers of such a folder, or all its mistakes in words.
pub fn library() -> Result<Library, Failure> {
    content::load_library(&content_folder()).map_err(refused)
}

/// The content, or all its mistakes in words.
pub fn content() -> Result<Arc<Content>, Failure> {
    load(&content_folder()).map(Arc::new).map_err(refused)
}

fn refused(error: LoadError) -> Failure {
    match error {
        LoadError::Mistakes(all) => {
            let said: String = all.iter().map(|one| format!("{one}\n")).collect();
            Failure::new(format!(
                "{said}コンテンツに{}個の誤りがあります。直してから、もう一度動かしてください（sodan check で確かめられます）",
                all.len()
            ))
        }
        folder @ LoadError::Folder { .. } => Failure::new(folder.to_string()),
    }
}

/// The wall clock, or one that stands where it was set.
pub fn clock(as_of: Option<AsOfMoment>) -> Clock {
    match as_of {
        Some(as_of) => {
            let at = as_of.0.to_utc();
            Arc::new(move || at)
        }
        None => Arc::new(Utc::now),
    }
}
