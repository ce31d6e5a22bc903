//! What is wrong with content: where, what was seen, what was expected, and what was probably meant.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    path::PathBuf,
};

use unicode_width::UnicodeWidthStr;

/// The kinds of mistake. The code is stable, so that people can look it up (`docs/diagnostics.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// E01: missing, never read under that name, not UTF-8, or too large.
    File,
    /// E02: no YAML, or YAML that content doesn't use, such as anchors.
    Syntax,
    /// E03: a key that means nothing where it stands.
    UnknownKey,
    /// E04: a key that must be there is not.
    MissingKey,
    /// E05: the same key twice in one map.
    DuplicateKey,
    /// E06: an id, or words, of which there may be only one.
    DuplicateId,
    /// E07: text for a number, a list for a map, and the like.
    WrongType,
    /// E08: the right type, but not a value that can be taken.
    WrongValue,
    /// E09: a fact, choice, program, contact, dialog or document that is declared nowhere.
    UnknownName,
    /// E10: a range, window or span that ends before it begins.
    ReversedRange,
    /// E11: a row with a wrong number of cells, a table without rows, tiers without `rest`.
    BadTable,
    /// E12: `{…}` in a sentence that has no such slot, or without its end.
    UnknownSlot,
    /// E13: more characters than a message or button takes.
    TooLong,
    /// E14: a dialog that ends without telling the owner anything.
    DeadEnd,
    /// E15: a step, dialog or row of a table that nothing leads to.
    Unreachable,
    /// E16: steps that come back to themselves without asking anything.
    EndlessLoop,
    /// E17: a fact that is needed to settle itself.
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
    /// The kind of mistake.
    pub code: Code,
    /// Relative to the content folder.
    pub file: PathBuf,
    /// Counts from 1.
    pub line: u32,
    /// Counts from 1, in characters: a full-width one is one.
    pub column: u32,
    /// Characters to underline, from `column`.
    pub length: u32,
    /// The line as it stands in the file; of a very long one, what stands around the place.
    pub excerpt: String,
    /// The column in the excerpt.
    pub mark: u32,
    /// What was seen, in Japanese for the author.
    pub message: String,
    /// What can be written there.
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
            let excerpt: String = self.excerpt.chars().map(visible).collect();
            let before: String = excerpt.chars().take(self.mark.saturating_sub(1) as usize).collect();
            let marked: String =
                excerpt.chars().skip(before.chars().count()).take(self.length.max(1) as usize).collect();
            writeln!(f, "   {number} | {excerpt}")?;
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

/// Tabs and control characters would move the mark away, or do worse to a terminal.
pub(super) fn visible(c: char) -> char {
    match c {
        '\t' => '→',
        c if c.is_control() => '�',
        c => c,
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
    /// Where the same name stands already.
    pub first: Option<Span>,
    /// Only counted: nobody will read it.
    unread: bool,
}

/// Collects mistakes while all files are read.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    pub found: Vec<Mistake>,
    /// How many each file has.
    counts: HashMap<FileNo, usize>,
    /// The last one that was only counted.
    uncounted: Option<Mistake>,
}

/// Nobody reads more of one file; one that has more is not content.
const MOST_OF_A_FILE: usize = 500;

impl Mistakes {
    pub fn add(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Mistake {
        let count = self.counts.entry(span.file).or_default();
        *count += 1;
        let unread = *count > MOST_OF_A_FILE;
        let mistake = Mistake { code, span, message: message.into(), expected: None, near: None, first: None, unread };
        if unread {
            return self.uncounted.insert(mistake);
        }
        self.found.push(mistake);
        self.found.last_mut().expect("one was just pushed")
    }

    /// Keeps of a file that isn't YAML only what stands first: the rest may follow from it.
    pub fn keep_first_of(&mut self, file: FileNo) {
        let of_file = |mistake: &&Mistake| mistake.span.file == file;
        let first =
            self.found.iter().filter(of_file).min_by_key(|mistake| (mistake.span.line, mistake.span.column)).cloned();
        self.found.retain(|mistake| mistake.span.file != file);
        self.found.extend(first);
        self.counts.insert(file, 1);
    }

    /// Ends with the number of those that were only counted.
    pub fn finish(mut self) -> Vec<Mistake> {
        for (file, count) in self.counts {
            if let Some(last) = self.found.iter().rev().find(|mistake| mistake.span.file == file)
                && count > MOST_OF_A_FILE
            {
                let span = last.span;
                self.found.push(Mistake {
                    code: Code::File,
                    span,
                    message: format!("このファイルには、ほかに{}個の誤りがあります", count - MOST_OF_A_FILE),
                    expected: Some("先に、ここまでのものを直す".to_owned()),
                    near: None,
                    first: None,
                    unread: false,
                });
            }
        }
        self.found
    }
}

impl Mistake {
    pub fn expected(&mut self, expected: impl Into<String>) -> &mut Self {
        self.expected = Some(expected.into());
        self
    }

    /// Names the place where the same name stands already.
    pub fn first(&mut self, first: Span) -> &mut Self {
        self.first = Some(first);
        self
    }

    /// Lists the known names and the one nearest to what was written.
    pub fn known<'a>(&mut self, seen: &str, names: impl IntoIterator<Item = &'a str>) -> &mut Self {
        const MOST_LISTED: usize = 12;
        if self.unread {
            return self;
        }
        let mut listed = HashSet::new();
        let names: Vec<&str> = names.into_iter().filter(|name| listed.insert(*name)).collect();
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
pub(super) fn nearest<'a>(seen: &str, names: &[&'a str]) -> Option<&'a str> {
    const ALIKE: f64 = 0.7;
    /// Nobody means a short name by a long text, and comparing long texts takes long.
    const LONGEST: usize = 100;
    // As people say and type yes and no; no likeness of letters leads from here to there.
    const YES: [&str; 6] = ["yes", "Yes", "on", "True", "TRUE", "はい"];
    const NO: [&str; 6] = ["no", "No", "off", "False", "FALSE", "いいえ"];
    let known = |name: &str| names.iter().copied().find(|known| *known == name);
    match seen {
        seen if seen.len() > LONGEST => return None,
        seen if YES.contains(&seen) && known("true").is_some() => return known("true"),
        seen if NO.contains(&seen) && known("false").is_some() => return known("false"),
        _ => {}
    }
    names
        .iter()
        .map(|name| {
            let likeness = strsim::jaro_winkler(seen, name);
            // One slip in a short name changes much of it, and is one slip still.
            let slip = name.len() >= 2 && strsim::osa_distance(seen, name) <= 1;
            (if slip { likeness.max(0.9) } else { likeness }, *name)
        })
        .filter(|(likeness, _)| *likeness >= ALIKE)
        // Of two alike the first by name, so that every run says the same.
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, name)| name)
}
