//! Content folders for tests: the good one, with edits.

use std::{fs, path::Path};

use sodan::content::{Content, Diagnostic, LoadError, load};
use tempfile::TempDir;

/// One change of a file of the good folder.
pub enum Edit {
    /// The first place of a text becomes another.
    Swap(&'static str, &'static str, &'static str),
    /// The whole file, new or instead of the old one.
    Write(&'static str, Vec<u8>),
    Remove(&'static str),
}

pub fn swap(file: &'static str, from: &'static str, to: &'static str) -> Edit {
    Edit::Swap(file, from, to)
}

pub fn write(file: &'static str, body: impl Into<Vec<u8>>) -> Edit {
    Edit::Write(file, body.into())
}

/// A copy of `tests/content/good`, with the project's own phrases.
pub fn good() -> TempDir {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for part in ["knowledge", "knowledge/programs", "dialogs"] {
        fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in fs::read_dir(home.join("tests/content/good").join(part)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).unwrap();
            }
        }
    }
    fs::copy(home.join("dialogs/phrases.yaml"), folder.path().join("dialogs/phrases.yaml")).unwrap();
    folder
}

pub fn edited(edits: &[Edit]) -> TempDir {
    let folder = good();
    for edit in edits {
        match edit {
            Edit::Swap(file, from, to) => {
                let path = folder.path().join(file);
                let text = fs::read_to_string(&path).unwrap();
                assert!(text.contains(from), "{file} has no {from}");
                fs::write(path, text.replacen(from, to, 1)).unwrap();
            }
            Edit::Write(file, body) => {
                let path = folder.path().join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, body).unwrap();
            }
            Edit::Remove(file) => fs::remove_file(folder.path().join(file)).unwrap(),
        }
    }
    folder
}

/// All mistakes of a folder; none where it loads.
pub fn mistakes(folder: &Path) -> Vec<Diagnostic> {
    match read(folder) {
        Ok(_) => Vec::new(),
        Err(found) => found,
    }
}

pub fn read(folder: &Path) -> Result<Content, Vec<Diagnostic>> {
    load(folder).map_err(|error| match error {
        LoadError::Mistakes(found) => {
            assert!(!found.is_empty(), "refused without a reason");
            found
        }
        error @ LoadError::Folder { .. } => panic!("{error}"),
    })
}

/// Code, place and nearest name on one line: `E03 dialogs/start.yaml:4:5 title`. The project's phrases come and go,
/// so that a line of theirs is named by its key.
pub fn brief(mistake: &Diagnostic) -> String {
    let (code, _) = mistake.code.label();
    let key = mistake.excerpt.trim().split(':').next().unwrap_or_default();
    let line = if mistake.file.ends_with("phrases.yaml") { key.to_owned() } else { mistake.line.to_string() };
    let place = format!("{code} {}:{line}:{}", mistake.file.display(), mistake.column);
    mistake.near.iter().fold(place, |place, near| format!("{place} {near}"))
}
