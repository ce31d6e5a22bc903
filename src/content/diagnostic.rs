//! What is wrong with content: where, what was seen, what was expected, and what was probably meant.

use std::{fmt, path::PathBuf};

use unicode_width::UnicodeWidthStr;

/// The kinds of mistake. The code is stable, so that people can look it up (`docs/diagnostics.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    File,
    Syntax,
    UnknownKey,
    MissingKey,
    DuplicateKey,
    DuplicateId,
    WrongType,
    WrongValue,
    UnknownName,
    ReversedRange,
    BadTable,
    UnknownSlot,
    TooLong,
    DeadEnd,
    Unreachable,
    EndlessLoop,
    Circular,
}

impl Code {
    /// Every code with its name, in the order of the documentation.
    pub const ALL: &[Code] = &[
        Code::File,
        Code::Syntax,
        Code::UnknownKey,
        Code::MissingKey,
        Code::DuplicateKey,
        Code::DuplicateId,
        Code::WrongType,
        Code::WrongValue,
        Code::UnknownName,
        Code::ReversedRange,
        Code::BadTable,
        Code::UnknownSlot,
        Code::TooLong,
        Code::DeadEnd,
        Code::Unreachable,
        Code::EndlessLoop,
        Code::Circular,
    ];

    /// `E01`, and a name in words.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Code::File => ("E01", "ファイル"),
            Code::Syntax => ("E02", "YAMLの書き方"),
            Code::UnknownKey => ("E03", "知らないキー"),
            Code::MissingKey => ("E04", "足りないキー"),
            Code::DuplicateKey => ("E05", "重なったキー"),
            Code::DuplicateId => ("E06", "重なったid"),
            Code::WrongType => ("E07", "型のちがい"),
            Code::WrongValue => ("E08", "値のまちがい"),
            Code::UnknownName => ("E09", "どこにもない名前"),
            Code::ReversedRange => ("E10", "逆さの範囲"),
            Code::BadTable => ("E11", "表のまちがい"),
            Code::UnknownSlot => ("E12", "知らない差し込み"),
            Code::TooLong => ("E13", "長すぎる文字"),
            Code::DeadEnd => ("E14", "行き止まり"),
            Code::Unreachable => ("E15", "届かないところ"),
            Code::EndlessLoop => ("E16", "質問のない輪"),
            Code::Circular => ("E17", "堂々めぐり"),
        }
    }
}

/// A source file among those loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FileNo(pub u32);

/// A place in a file. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    pub file: FileNo,
    pub line: u32,
    pub column: u32,
    /// Characters to underline; at least 1.
    pub length: u32,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    /// Relative to the content folder.
    pub file: PathBuf,
    pub line: u32,
    pub column: u32,
    pub length: u32,
    /// The line as it stands in the file.
    pub excerpt: String,
    pub message: String,
    pub expected: Option<String>,
    /// The nearest known name.
    pub near: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, name) = self.code.label();
        writeln!(f, "{code} {name}: {}", self.message)?;
        writeln!(f, "  --> {}:{}:{}", self.file.display(), self.line, self.column)?;
        if !self.excerpt.trim().is_empty() {
            let number = self.line.to_string();
            let before: String = self.excerpt.chars().take(self.column.saturating_sub(1) as usize).collect();
            let marked: String =
                self.excerpt.chars().skip(before.chars().count()).take(self.length.max(1) as usize).collect();
            writeln!(f, "   {number} | {}", self.excerpt)?;
            // Full-width characters take two cells; the mark must stand below them, not beside them.
            let pad = " ".repeat(before.width());
            writeln!(f, "   {} | {pad}{}", " ".repeat(number.len()), "^".repeat(marked.width().max(1)))?;
        }
        if let Some(expected) = &self.expected {
            writeln!(f, "   書けるもの: {expected}")?;
        }
        if let Some(near) = &self.near {
            writeln!(f, "   もしかして: {near}")?;
        }
        Ok(())
    }
}

/// A mistake before its file is read again for the excerpt.
#[derive(Clone, Debug)]
pub(super) struct Mistake {
    pub code: Code,
    pub span: Span,
    pub message: String,
    pub expected: Option<String>,
    pub near: Option<String>,
}

/// Collects mistakes while all files are read.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    pub found: Vec<Mistake>,
}

impl Mistakes {
    pub fn add(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Mistake {
        self.found.push(Mistake { code, span, message: message.into(), expected: None, near: None });
        self.found.last_mut().expect("one was just pushed")
    }
}

impl Mistake {
    pub fn expected(&mut self, expected: impl Into<String>) -> &mut Self {
        self.expected = Some(expected.into());
        self
    }

    /// Lists the known names and the one nearest to what was written.
    pub fn known<'a>(&mut self, seen: &str, names: impl IntoIterator<Item = &'a str>) -> &mut Self {
        const MOST_LISTED: usize = 12;
        let names: Vec<&str> = names.into_iter().collect();
        self.near = nearest(seen, &names).map(str::to_owned);
        if self.expected.is_none() && !names.is_empty() {
            let mut list = names.iter().take(MOST_LISTED).copied().collect::<Vec<_>>().join(", ");
            if names.len() > MOST_LISTED {
                list.push_str(" …");
            }
            self.expected = Some(list);
        }
        self
    }
}

/// The known name most like `seen`, if any is like it at all.
fn nearest<'a>(seen: &str, names: &[&'a str]) -> Option<&'a str> {
    const ALIKE: f64 = 0.7;
    names
        .iter()
        .map(|name| (strsim::jaro_winkler(seen, name), *name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
