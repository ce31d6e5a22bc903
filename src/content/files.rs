//! The files of a content folder: found, read as text, parsed, and named in reports.

use std::{collections::HashMap, hash::Hash, io, path::PathBuf};

use super::{
    brand, canned, catalog,
    diagnostic::{self, Code, Diagnostic, FileNo, Mistakes, Span},
    fields, syntax, team,
    yaml::{self, Node},
};

/// Content files are written by hand; a larger one is a mistake.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// The files of a content folder with their text and their trees.
#[derive(Default)]
pub(super) struct Files {
    pub folder: PathBuf,
    /// By path relative to the folder, `/` between its parts. A file that is there but broken has none.
    pub trees: HashMap<String, Node>,
    /// In the order of their numbers.
    pub texts: Vec<(String, String)>,
    /// Paths of the pictures in `knowledge/` that nothing has named yet.
    pub pictures: Vec<String>,
    pub mistakes: Mistakes,
    pub hash: std::hash::DefaultHasher,
}

impl Files {
    /// Reads the YAML files directly in `part`; a missing folder has none.
    pub fn add_folder(&mut self, part: &str) -> io::Result<()> {
        let folder = self.folder.join(part);
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            names.push((entry.file_name().to_string_lossy().into_owned(), entry.path().is_dir()));
        }
        names.sort();
        for (name, is_folder) in names {
            let path = format!("{part}/{name}");
            // Hidden files, what editors leave behind, and notes for people are nobody's mistake.
            if name.starts_with(['.', '#']) || name.ends_with('~') || name.ends_with(".md") || path == catalog::PATH {
                continue;
            }
            if is_folder {
                self.refuse_folder(part, &path, &name);
            } else if name.ends_with(".yaml") {
                self.add_file(path);
            } else if part == "knowledge" && name.ends_with(".svg") {
                self.pictures.push(path);
            } else {
                let span = self.no_text(&path);
                let stem = name.split('.').next().unwrap_or_default();
                self.mistakes
                    .add(Code::File, span, format!("「{name}」は読まれません"))
                    .expected(format!("{stem}.yaml のように、拡張子 .yaml（要らないファイルなら消す）"));
            }
        }
        Ok(())
    }

    /// Folders of other things may stand beside, but not ones that look like a misspelt `programs`, or lie in it.
    pub fn refuse_folder(&mut self, part: &str, path: &str, name: &str) {
        let misspelt = part == "knowledge" && name != "programs" && diagnostic::nearest(name, &["programs"]).is_some();
        if misspelt || part == "knowledge/programs" {
            let span = self.no_text(path);
            self.mistakes
                .add(Code::File, span, format!("フォルダ「{name}」の中は読まれません"))
                .expected("支援策は knowledge/programs/ の中に直接置く");
        }
    }

    pub fn no_text(&mut self, path: &str) -> Span {
        let span = self.top_of_next();
        self.texts.push((path.to_owned(), String::new()));
        span
    }

    /// The beginning of the file that is added next.
    pub fn top_of_next(&self) -> Span {
        Span { file: FileNo(self.texts.len() as u32), line: 1, column: 1, length: 1 }
    }

    /// The beginning of a file, for what is known to be in it and not where.
    pub fn top_of(&self, path: &str) -> Span {
        let number = self.texts.iter().position(|(known, _)| known == path).unwrap_or_default();
        Span { file: FileNo(number as u32), line: 1, column: 1, length: 1 }
    }

    /// The catalog's text, where there is one.
    pub fn catalog(&mut self) -> io::Result<Option<(FileNo, String)>> {
        match std::fs::read_to_string(self.folder.join(catalog::PATH)) {
            Ok(text) => {
                let file = self.top_of_next().file;
                self.texts.push((catalog::PATH.to_owned(), text.clone()));
                Ok(Some((file, text)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub fn add_file(&mut self, path: String) {
        let top = self.top_of_next();
        let Some(text) = self.read(&path, MOST_BYTES) else { return };
        if ![brand::PATH, team::PATH, canned::PATH].contains(&path.as_str()) {
            (path.as_str(), text.as_str()).hash(&mut self.hash);
        }
        // The parser takes this character for the end of the file.
        if let Some(place) = text.find('\0') {
            self.mistakes
                .add(Code::Syntax, end_of(&text[..place], top), "目に見えない特別な文字 (NUL) があります")
                .expected("その文字を消す");
        } else if let Some(tree) = yaml::parse(top.file, &text, &mut self.mistakes) {
            self.trees.insert(path.clone(), tree);
        }
        self.texts.push((path, text));
    }

    /// The text of a file. One that cannot be read is reported, and stands among the texts already.
    fn read(&mut self, path: &str, most: u64) -> Option<String> {
        let full = self.folder.join(path);
        let read = std::fs::metadata(&full).and_then(|meta| match meta.len() {
            size if size > most => Err(io::Error::other(format!("大きすぎます（{size}バイト、{most}まで）"))),
            _ => std::fs::read(&full),
        });
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => {
                let span = self.no_text(path);
                self.mistakes
                    .add(Code::File, span, format!("読めません: {error}"))
                    .expected("読めるファイル。大きさと、読む許可を確かめる");
                return None;
            }
        };
        let top = self.top_of_next();
        match String::from_utf8(bytes) {
            Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()),
            Err(error) => {
                let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
                let span = end_of(&good, top);
                self.mistakes
                    .add(Code::File, span, "ここから UTF-8 で書かれていないので読めません")
                    .expected("エディターで、文字コードを UTF-8 にして保存しなおす");
                self.texts.push((path.to_owned(), String::from_utf8_lossy(error.as_bytes()).into_owned()));
                None
            }
        }
    }

    /// The text of a picture that something names; where it is too large or no text, that is reported.
    pub fn picture(&mut self, path: &str, most: u64) -> Option<(FileNo, String)> {
        self.pictures.retain(|known| known != path);
        let file = self.top_of_next().file;
        let text = self.read(path, most)?;
        self.texts.push((path.to_owned(), text.clone()));
        Some((file, text))
    }

    /// Reports pictures that nothing names.
    pub fn refuse_pictures(&mut self) {
        for path in std::mem::take(&mut self.pictures) {
            let span = self.no_text(&path);
            self.mistakes
                .add(Code::File, span, format!("{path} は読まれません"))
                .expected("knowledge/brand.yaml の logo に書いたロゴだけ（要らないファイルなら消す）");
        }
    }

    /// Whether a file is there, whole or broken, or under a wrong ending.
    pub fn has(&self, path: &str) -> bool {
        self.texts.iter().any(|(known, _)| stem(known) == stem(path))
    }

    /// The tree of a file that must be there. A file that is there but broken has been reported already, and so has
    /// one that is there under a wrong ending.
    pub fn required(&mut self, path: &str) -> Option<Node> {
        if !self.has(path) {
            let span = self.no_text(path);
            self.mistakes
                .add(Code::File, span, format!("{path} がありません"))
                .expected("このファイル。フォルダ dialogs/ と knowledge/ の場所も確かめる");
        }
        self.trees.remove(path)
    }

    /// The tree of a file that may be missing; then `own` is read in its place.
    pub fn or_own(&mut self, path: &str, own: &str) -> Option<Node> {
        if !self.has(path) {
            let top = self.top_of_next();
            let tree = yaml::parse(top.file, own, &mut self.mistakes);
            self.texts.push((path.to_owned(), own.to_owned()));
            return tree;
        }
        self.trees.remove(path)
    }

    /// The tree of a file that may be missing.
    pub fn optional(&mut self, path: &str) -> Option<Node> {
        self.trees.remove(path)
    }

    /// All trees directly in a folder, in the order of their names, whatever these are.
    pub fn every_in(&mut self, folder: &str) -> Vec<Node> {
        let inside = |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.rfind('/') == Some(0));
        let paths: Vec<String> = self.texts.iter().map(|(path, _)| path.clone()).filter(|path| inside(path)).collect();
        paths.iter().filter_map(|path| self.trees.remove(path)).collect()
    }

    /// Reports files directly in `knowledge/` that nobody reads.
    pub fn refuse_unknown(&mut self, known: &[&'static str]) {
        for number in 0..self.texts.len() {
            let path = &self.texts[number].0;
            let Some(name) = path.strip_prefix("knowledge/").and_then(|name| name.strip_suffix(".yaml")) else {
                continue;
            };
            if !name.contains('/') && !known.contains(&name) {
                let span = Span { file: FileNo(number as u32), line: 1, column: 1, length: 1 };
                let message = format!("{path} は読まれません");
                let name = name.to_owned();
                self.mistakes.add(Code::File, span, message).known(&name, known.iter().copied());
            }
        }
    }

    /// The files in a folder, by their name without its ending, which is their id, with their trees. Broken files
    /// have none, but can be named without blame.
    pub fn named(&mut self, folder: &str, except: &[&str]) -> Vec<(String, Option<Node>)> {
        let prefix = format!("{folder}/");
        let mut found = Vec::new();
        for (number, (path, _)) in self.texts.iter().enumerate() {
            let Some(name) = stem(path).strip_prefix(&prefix) else { continue };
            if except.contains(&name) || name.contains('/') {
                continue;
            }
            let tree = self.trees.remove(path);
            if !fields::is_identifier(name) && path.ends_with(".yaml") {
                let span = Span { file: FileNo(number as u32), line: 1, column: 1, length: 1 };
                self.mistakes
                    .add(Code::WrongValue, span, format!("ファイル名「{name}」は id になりません"))
                    .expected("英小文字で始まり、英小文字・数字・_ だけの名前（60字まで）");
            }
            found.push((name.to_owned(), tree));
        }
        found
    }

    pub fn diagnostics(self) -> Vec<Diagnostic> {
        let lines: Vec<Vec<&str>> = self.texts.iter().map(|(_, text)| syntax::lines(text).collect()).collect();
        let mut all: Vec<Diagnostic> = self
            .mistakes
            .finish()
            .into_iter()
            .map(|mistake| {
                let Span { file, line, column, length } = mistake.span;
                let written = lines[file.0 as usize].get(line.saturating_sub(1) as usize).copied();
                let (excerpt, mark) = excerpt(written.unwrap_or_default(), column);
                let mut message = one_line(&mistake.message);
                if let Some(first) = mistake.first {
                    let (path, _) = &self.texts[first.file.0 as usize];
                    message.push_str(&format!("（はじめは {path} の{}行目）", first.line));
                }
                Diagnostic {
                    code: mistake.code,
                    file: PathBuf::from(&self.texts[file.0 as usize].0),
                    line,
                    column,
                    length,
                    excerpt,
                    mark,
                    message,
                    expected: mistake.expected.as_deref().map(one_line),
                    near: mistake.near,
                }
            })
            .collect();
        all.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
        // What isn't YAML is reported once: what is missing or strange at the same place follows from it.
        all.dedup_by(|next, one| {
            next == one
                || (one.code == Code::Syntax
                    && (&one.file, one.line, one.column) == (&next.file, next.line, next.column))
        });
        all
    }
}

/// A path without anything from the first dot of its name on.
fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    path[name..].find('.').map_or(path, |dot| &path[..name + dot])
}

/// The place right after a text.
pub(super) fn end_of(text: &str, top: Span) -> Span {
    let (line, last) = syntax::lines(text).enumerate().last().unwrap_or_default();
    Span { line: line as u32 + 1, column: last.trim_start_matches('\u{feff}').chars().count() as u32 + 1, ..top }
}

/// A message with what was seen in it: texts of several lines, or of any length, fit on a line too.
fn one_line(message: &str) -> String {
    const MOST: usize = 300;
    let end = if message.chars().nth(MOST).is_some() { "…" } else { "" };
    message
        .chars()
        .take(MOST)
        .map(|c| if matches!(c, '\n' | '\r') { '⏎' } else { diagnostic::visible(c) })
        .chain(end.chars())
        .collect()
}

/// A line as it is shown, and the column in it. Of a very long line only what stands around the place.
fn excerpt(line: &str, column: u32) -> (String, u32) {
    const BEFORE: usize = 60;
    const MOST: usize = 160;
    let at = column.saturating_sub(1) as usize;
    // Only lines of more bytes can have more characters; counting a whole file for each of its mistakes takes long.
    if line.len() <= MOST {
        return (line.to_owned(), column);
    }
    let from = at.saturating_sub(BEFORE);
    let mut rest = line.chars().skip(from);
    let mut shown: String = if from == 0 { String::new() } else { "…".to_owned() };
    let mark = (at - from + 1 + shown.chars().count()) as u32;
    shown.extend(rest.by_ref().take(MOST));
    if rest.next().is_some() {
        shown.push('…');
    }
    (shown, mark)
}
