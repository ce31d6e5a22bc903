//! `sodan import`: takes knowledge over from other systems, as files that an author can go on with.
//!
//! Everything is read and checked first, then written aside and loaded from there, and only then put in its place:
//! what was refused leaves nothing behind.

mod line;
mod yaml;

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use self::line::{Faults, Line};
use super::{Failure, Outcome, settings};
use crate::content::{LoadError, is_library, load, load_library};

/// What one file holds at most, so that an editor and a reader cope with it.
const MOST_ENTRIES: usize = 500;
/// The same in bytes. Content files have a bound of their own above this.
const MOST_BYTES: usize = 1024 * 1024;
/// In front of a file's number.
const MOST_STEM: usize = 50;
/// Where the files of questions and answers are.
const FOLDER: &str = "knowledge/faq";

/// Takes over a file of questions and answers, one JSON object on each line, into `SODAN_CONTENT`.
pub fn faq(file: &Path, replace: bool) -> Result<Outcome, Failure> {
    faq_into(file, &settings::content_folder(), replace, &mut io::stdout().lock())
}

/// The same into any content folder, saying to `out` what became of it.
pub fn faq_into(file: &Path, content: &Path, replace: bool, out: &mut impl Write) -> Result<Outcome, Failure> {
    let bytes = fs::read(file).map_err(|error| Failure::new(format!("{} を読めません: {error}", file.display())))?;
    let mut faults = Faults::default();
    let lines = line::read(&bytes, &mut faults);
    let entries: Vec<String> = lines.iter().map(yaml::entry).collect();
    for (line, entry) in lines.iter().zip(&entries) {
        if entry.len() > MOST_BYTES {
            faults.add(line.number, format!("一件で{}バイトあります（{MOST_BYTES}まで）", entry.len()));
        }
    }
    if faults.found.is_empty() && lines.is_empty() {
        faults.add(1, "質問と答えが一つもありません".to_owned());
    }
    if !faults.found.is_empty() {
        faults.found.sort();
        for (number, fault) in &faults.found {
            writeln!(out, "{}:{number}: {fault}", file.display())?;
        }
        writeln!(out, "{}個の誤りがあります。何も書いていません", faults.found.len())?;
        return Ok(Outcome::No);
    }

    let stem = stem(file);
    let folder = content.join(FOLDER);
    let old = written_before(&folder, &stem)?;
    if let (Some(first), false) = (old.first(), replace) {
        return Err(Failure::new(format!(
            "{} がもうあります。何も書いていません。置きかえるには --replace を付けてください",
            first.display()
        )));
    }
    let files = files(&stem, &entries);
    let aside = Aside::new(content)?;
    let refused = aside.fill(&files, &lines)?;
    if !refused.is_empty() {
        refused.iter().try_for_each(|one| writeln!(out, "{one}"))?;
        writeln!(out, "{}個の誤りがあります。何も書いていません", refused.len())?;
        return Ok(Outcome::No);
    }
    put(&aside, &folder, &files, &old)?;
    drop(aside);
    for (name, _, count) in &files {
        writeln!(out, "{} に{count}件書きました", folder.join(name).display())?;
    }
    for (key, times) in &faults.unknown_keys {
        writeln!(out, "「{key}」（{times}件）は読まれないキーなので、書いていません")?;
    }
    checked(content, lines.len(), out)
}

/// Loads the whole folder with what is new in it: an id may be taken, a contact unknown.
fn checked(content: &Path, count: usize, out: &mut impl Write) -> Result<Outcome, Failure> {
    let loaded = match is_library(content) {
        true => load_library(content).map(drop),
        false => load(content).map(drop),
    };
    match loaded {
        Ok(()) => {
            writeln!(out, "全部で{count}件を書き、読みこんで確かめました")?;
            Ok(Outcome::Done)
        }
        Err(LoadError::Mistakes(all)) => {
            all.iter().try_for_each(|one| writeln!(out, "{one}"))?;
            writeln!(out, "全部で{count}件を書きましたが、コンテンツに{}個の誤りがあります", all.len())?;
            Ok(Outcome::No)
        }
        Err(folder @ LoadError::Folder { .. }) => Err(folder.into()),
    }
}

/// The input's name as an identifier, which names the files.
fn stem(file: &Path) -> String {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let mut stem = String::new();
    for c in name.chars() {
        match c {
            'a'..='z' | '0'..='9' => stem.push(c),
            _ if stem.ends_with('_') || stem.is_empty() => {}
            _ => stem.push('_'),
        }
    }
    stem.truncate(MOST_STEM);
    let stem = stem.trim_end_matches('_');
    match stem.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => stem.to_owned(),
        false => format!("faq_{stem}").trim_end_matches('_').to_owned(),
    }
}

/// The files that an earlier import under this name wrote, in order.
fn written_before(folder: &Path, stem: &str) -> Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::new(format!("{} を読めません: {error}", folder.display()))),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let number = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('_')?.strip_suffix(".yaml"));
        if number.is_some_and(|number| number.len() >= 3 && number.bytes().all(|b| b.is_ascii_digit())) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Each file's name, text and number of entries.
fn files(stem: &str, entries: &[String]) -> Vec<(String, String, usize)> {
    let mut files: Vec<(String, String, usize)> = Vec::new();
    for entry in entries {
        let fits = files
            .last()
            .is_some_and(|(_, text, count)| *count < MOST_ENTRIES && text.len() + entry.len() <= MOST_BYTES);
        if !fits {
            files.push((format!("{stem}_{:03}.yaml", files.len() + 1), String::new(), 0));
        }
        if let Some((_, text, count)) = files.last_mut() {
            text.push_str(entry);
            *count += 1;
        }
    }
    files
}

/// A content folder of its own beside the real one, on the same disk, that goes away again.
struct Aside(PathBuf);

impl Aside {
    fn new(content: &Path) -> Result<Self, Failure> {
        let folder = content.join(format!(".import-{}", std::process::id()));
        let aside = Self(folder);
        let _ = fs::remove_dir_all(&aside.0);
        fs::create_dir_all(aside.0.join(FOLDER)).map_err(|error| cannot_write(content, &error))?;
        Ok(aside)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(FOLDER).join(name)
    }

    /// Writes the files and gives what the loader has against them. What it reads must be what was meant.
    fn fill(&self, files: &[(String, String, usize)], lines: &[Line]) -> Result<Vec<String>, Failure> {
        for (name, text, _) in files {
            fs::write(self.file(name), text).map_err(|error| cannot_write(&self.file(name), &error))?;
        }
        let library = match load_library(&self.0) {
            Ok(library) => library,
            Err(LoadError::Mistakes(all)) => return Ok(all.iter().map(ToString::to_string).collect()),
            Err(folder @ LoadError::Folder { .. }) => return Err(folder.into()),
        };
        let mut read = library.faq.iter();
        let same = lines.iter().all(|line| {
            read.next()
                .is_some_and(|faq| faq.name == line.id && faq.question == line.question && faq.answer == line.answer)
        });
        if !same || read.next().is_some() {
            return Err(Failure::new("書いたものを読みなおすと同じになりません。何も書いていません"));
        }
        Ok(Vec::new())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Puts the files in their place and takes away those of before that have no successor.
fn put(aside: &Aside, folder: &Path, files: &[(String, String, usize)], old: &[PathBuf]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    for (name, ..) in files {
        fs::rename(aside.file(name), folder.join(name)).map_err(|error| cannot_write(&folder.join(name), &error))?;
    }
    let left = old.iter().filter(|path| !files.iter().any(|(name, ..)| **path == folder.join(name)));
    for path in left {
        fs::remove_file(path).map_err(|error| cannot_write(path, &error))?;
    }
    Ok(())
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{} に書けません: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_becomes_an_identifier() {
        for (file, expected) in [
            ("a/b/Shindan FAQ-2023.jsonl", "shindan_faq_2023"),
            ("よくある質問.jsonl", "faq"),
            ("2023.jsonl", "faq_2023"),
            ("_x_.jsonl", "x"),
            ("faq", "faq"),
            ("a.b.jsonl", "a_b"),
        ] {
            assert_eq!(stem(Path::new(file)), expected, "{file}");
        }
        assert_eq!(stem(Path::new(&"a".repeat(200))).len(), MOST_STEM);
    }
}
