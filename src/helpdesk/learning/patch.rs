//! Lines to add to the content, as a unified diff that `git apply` and `patch -p1` take.
//!
//! Files are edited as text, so that comments and an author's way of writing stay as they are.

use std::{
    fmt::Write,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::Path,
};

use crate::{
    content::{Content, LINE_CHARS},
    search::entry::{Entry, Key},
};

/// The folder of questions and answers.
const FAQ: &str = "knowledge/faq";
/// So many lines around a change are shown.
const AROUND: usize = 3;

/// A change of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The file, from the folder of the content.
    pub path: String,
    /// The change as a unified diff.
    pub diff: String,
    /// The whole file with it.
    pub after: String,
}

/// Why there is no patch.
#[derive(Debug, thiserror::Error)]
pub enum PatchError {
    /// Nothing is to be added.
    #[error("no text was chosen")]
    Nothing,
    /// An example may not be this long.
    #[error("a text is longer than {LINE_CHARS} characters or has several lines")]
    TooLong,
    /// The entry is written in a way that is not edited here, or has gone from the file.
    #[error("the place in {0} was not found")]
    NotFound(String),
    /// A new entry for these texts is in the content already.
    #[error("{0} is there already")]
    Known(String),
    /// A file cannot be read.
    #[error("{0} cannot be read: {1}")]
    Read(String, io::Error),
}

/// Lines of a file in place of others.
struct Edit {
    at: usize,
    instead_of: usize,
    lines: Vec<String>,
}

/// Adds texts to the `examples:` of an entry, in the content's folder.
pub fn example(folder: &Path, content: &Content, entry: &Entry, texts: &[String]) -> Result<Patch, PatchError> {
    checked(texts)?;
    let top = |path: String, id: Option<&str>| (vec![path], id.map(str::to_owned));
    let (paths, id) = match entry.key {
        Key::Program(id) => top(content.program(id).path(), None),
        Key::Benefit(id, _) => top(content.program(id).path(), Some(&entry.id)),
        Key::Contact(_) => top("knowledge/contacts.yaml".to_owned(), Some(&entry.id)),
        Key::Dialog(id) => top(format!("dialogs/{}.yaml", content.dialog(id).name), None),
        Key::Faq(_) => (faq_files(folder)?, Some(entry.id.clone())),
    };
    for path in &paths {
        let text = read(folder, path)?;
        let lines: Vec<&str> = text.lines().collect();
        let begins = match &id {
            None => Some((0, 0)),
            Some(id) => lines.iter().enumerate().find_map(|(no, line)| Some((no + 1, begins(line, id)?))),
        };
        if let Some((from, indent)) = begins {
            let edit = with_examples(&lines, from, indent, texts);
            return edit.map(|edit| patch(path, Some(&text), edit)).ok_or_else(|| PatchError::NotFound(path.clone()));
        }
    }
    Err(PatchError::NotFound(paths.last().cloned().unwrap_or_else(|| FAQ.to_owned())))
}

/// A new entry for texts, with the answer still to be written: until then `sodan check` asks for it. Each has a file of its
/// own, so that several patches that were made of the same content can be applied one after the other.
pub fn new_question(folder: &Path, texts: &[String]) -> Result<Patch, PatchError> {
    checked(texts)?;
    let mut sum = DefaultHasher::new();
    texts.hash(&mut sum);
    let question = texts.first().ok_or(PatchError::Nothing)?;
    let id = format!("asked_{:08x}", sum.finish() as u32);
    let path = format!("{FAQ}/{id}.yaml");
    match folder.join(&path).try_exists() {
        Ok(false) => {}
        Ok(true) => return Err(PatchError::Known(path)),
        Err(problem) => return Err(PatchError::Read(path, problem)),
    }
    let mut lines = vec![
        "# 相談者の質問から".to_owned(),
        format!("- id: {id}"),
        format!("  question: {}", quoted(question)),
        "  answer: # ここに答えを書く".to_owned(),
        "  examples:".to_owned(),
    ];
    lines.extend(texts.iter().map(|text| format!("    - {}", quoted(text))));
    Ok(patch(&path, None, Edit { at: 0, instead_of: 0, lines }))
}

fn checked(texts: &[String]) -> Result<(), PatchError> {
    let wrong = |text: &String| text.chars().count() > LINE_CHARS || text.chars().any(char::is_control);
    match texts {
        [] => Err(PatchError::Nothing),
        _ if texts.iter().any(|text| text.trim().is_empty()) => Err(PatchError::Nothing),
        _ if texts.iter().any(wrong) => Err(PatchError::TooLong),
        _ => Ok(()),
    }
}

fn read(folder: &Path, path: &str) -> Result<String, PatchError> {
    fs::read_to_string(folder.join(path)).map_err(|problem| PatchError::Read(path.to_owned(), problem))
}

fn faq_files(folder: &Path) -> Result<Vec<String>, PatchError> {
    let entries = fs::read_dir(folder.join(FAQ)).map_err(|problem| PatchError::Read(FAQ.to_owned(), problem))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut paths: Vec<String> =
        names.filter(|name| name.ends_with(".yaml")).map(|name| format!("{FAQ}/{name}")).collect();
    paths.sort();
    Ok(paths)
}

/// The indent of the keys of an entry that begins on this line: `- id: ID`, `id: ID`, or `ID:`.
fn begins(line: &str, id: &str) -> Option<usize> {
    let indent = indent(line);
    let text = without_comment(line.trim_start());
    let named = |text: &str| {
        let value = text.strip_prefix("id:").map(str::trim);
        value.is_some_and(|value| value.trim_matches(['"', '\'']) == id)
    };
    match text.strip_prefix("- ") {
        Some(rest) if named(rest.trim_start()) => Some(indent + text.len() - rest.trim_start().len()),
        None if named(text) => Some(indent),
        // Names under `contacts:` stand one deeper than it.
        None if indent > 0 && text.strip_suffix(':') == Some(id) => Some(indent + 2),
        _ => None,
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn without_comment(text: &str) -> &str {
    text.split(" #").next().unwrap_or_default().trim_end()
}

fn is_nothing(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

/// Adds to the `examples:` of the entry whose lines begin at `from` and whose keys have this indent.
fn with_examples(lines: &[&str], from: usize, keys: usize, texts: &[String]) -> Option<Edit> {
    let below = |from: usize, deeper: &dyn Fn(&str) -> bool| {
        let end = (from..lines.len()).find(|no| !is_nothing(lines[*no]) && !deeper(lines[*no])).unwrap_or(lines.len());
        // What is between the last line and the next thing belongs to the next thing.
        (from..end).rev().find(|no| !is_nothing(lines[*no])).map_or(from, |no| no + 1)
    };
    let end =
        below(from, &|line| indent(line) >= keys && !(indent(line) == keys && line.trim_start().starts_with("- ")));
    let head = (from..end).find(|no| indent(lines[*no]) == keys && lines[*no][keys..].starts_with("examples:"));
    let items = |indent: usize| texts.iter().map(move |text| format!("{}- {}", " ".repeat(indent), quoted(text)));
    let Some(head) = head else {
        let mut added = vec![format!("{}examples:", " ".repeat(keys))];
        added.extend(items(keys + 2));
        return Some(Edit { at: end, instead_of: 0, lines: added });
    };
    let written = lines[head];
    let value = without_comment(&written[keys + "examples:".len()..]).trim();
    if value.is_empty() {
        let end =
            below(head + 1, &|line| indent(line) > keys || indent(line) == keys && line[keys..].starts_with("- "));
        let deep = lines[head + 1..end].iter().find(|line| !is_nothing(line)).map_or(keys + 2, |line| indent(line));
        return Some(Edit { at: end, instead_of: 0, lines: items(deep).collect() });
    }
    if !value.starts_with('[') {
        return None;
    }
    let (before, after) = written.split_once('[')?;
    let added = texts.iter().map(|text| quoted_always(text)).collect::<Vec<_>>().join(", ");
    let comma = if after.trim_start().starts_with(']') { "" } else { ", " };
    Some(Edit { at: head, instead_of: 1, lines: vec![format!("{before}[{added}{comma}{after}")] })
}

/// A text as YAML: as it is where it can be nothing but a text.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphabetic() && !c.is_ascii() || "ー々〜、。？！・".contains(c);
    if text.chars().all(plain) { text.to_owned() } else { quoted_always(text) }
}

fn quoted_always(text: &str) -> String {
    // A string of JSON is one of YAML.
    serde_json::Value::from(text).to_string()
}

fn patch(path: &str, old: Option<&str>, edit: Edit) -> Patch {
    let text = old.unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let cut = !text.is_empty() && !text.ends_with('\n');
    let from = edit.at.saturating_sub(AROUND);
    let end = edit.at + edit.instead_of;
    let to = (end + AROUND).min(lines.len());
    let (before, after) = (to - from, to - from - edit.instead_of + edit.lines.len());
    let place = |count: usize| if count == 0 { from } else { from + 1 };
    let mut diff = match old {
        Some(_) => format!("--- a/{path}\n+++ b/{path}\n"),
        None => format!("--- /dev/null\n+++ b/{path}\n"),
    };
    let _ = writeln!(diff, "@@ -{},{before} +{},{after} @@", place(before), place(after));
    let mut line = |sign: char, text: &str, ends_file: bool| {
        let _ = writeln!(diff, "{sign}{text}");
        if ends_file {
            diff.push_str("\\ No newline at end of file\n");
        }
    };
    // A last line without an end gets one where something follows it.
    let gets_end = |no: usize| cut && no + 1 == lines.len() && edit.at == lines.len() && edit.instead_of == 0;
    for (no, old) in lines.iter().enumerate().take(edit.at).skip(from) {
        if gets_end(no) {
            line('-', old, true);
            line('+', old, false);
        } else {
            line(' ', old, false);
        }
    }
    for (no, old) in lines.iter().enumerate().take(end).skip(edit.at) {
        line('-', old, cut && no + 1 == lines.len());
    }
    let last = edit.lines.len().saturating_sub(1);
    for (no, new) in edit.lines.iter().enumerate() {
        line('+', new, cut && end == lines.len() && edit.instead_of > 0 && no == last);
    }
    for (no, old) in lines.iter().enumerate().take(to).skip(end) {
        line(' ', old, cut && no + 1 == lines.len());
    }
    let mut all: Vec<&str> = lines[..edit.at].to_vec();
    all.extend(edit.lines.iter().map(String::as_str));
    all.extend(&lines[end..]);
    let ends = if cut && (end < lines.len() || edit.instead_of > 0) { "" } else { "\n" };
    Patch { path: path.to_owned(), diff, after: all.join("\n") + ends }
}
