//! YAML as a tree that remembers where each part stands.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as ParserSpan};

use super::{
    diagnostic::{Code, FileNo, Mistakes, Span},
    syntax,
};

/// Deeper nesting than any content needs; a bound against files that are not content.
const MOST_DEPTH: usize = 48;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub span: Span,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Scalar { text: String, quoted: bool },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// A scalar without quotes.
    pub fn is_plain(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { quoted: false, .. })
    }

    /// An empty value, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, quoted: false } if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// What it is, in words.
    pub fn seen(&self) -> String {
        match &self.kind {
            _ if self.is_null() => "空欄".to_owned(),
            Kind::Scalar { text, .. } => format!("「{}」", shorten(text)),
            Kind::List(items) => format!("リスト（{}個）", items.len()),
            Kind::Map(entries) => format!("「キー: 値」の組（{}個）", entries.len()),
        }
    }
}

fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = text.chars().take(MOST).collect();
    if text.chars().count() > MOST {
        short.push('…');
    }
    short
}

/// A collection that is still being read.
enum Open {
    List(Span, Vec<Node>),
    Map(Span, Entries),
}

/// The entries of a map that is still being read.
#[derive(Default)]
struct Entries {
    read: Vec<(Node, Node)>,
    /// The key whose value comes next.
    key: Option<Node>,
    /// The lines of the keys.
    lines: HashMap<String, u32>,
}

/// Reads one file. Mistakes are added; nothing is given where the file could not be read as one document.
pub(super) fn parse(file: FileNo, text: &str, mistakes: &mut Mistakes) -> Option<Node> {
    let mut open: Vec<Open> = Vec::new();
    let mut root: Option<Node> = None;
    for step in Parser::new_from_str(text) {
        let (event, at) = match step {
            Ok(step) => step,
            Err(error) => {
                syntax::explain(file, text, &error, mistakes);
                mistakes.keep_first_of(file);
                return None;
            }
        };
        let span = place(file, at);
        let done = match event {
            Event::Scalar(text, style, anchor, tag) => {
                refuse(anchor, tag.is_some(), span, mistakes);
                let quoted = style != ScalarStyle::Plain;
                Some(Node { span, kind: Kind::Scalar { text: text.into_owned(), quoted } })
            }
            Event::SequenceStart(anchor, tag) => {
                refuse(anchor, tag.is_some(), span, mistakes);
                open.push(Open::List(Span { length: 1, ..span }, Vec::new()));
                None
            }
            Event::MappingStart(anchor, tag) => {
                refuse(anchor, tag.is_some(), span, mistakes);
                open.push(Open::Map(Span { length: 1, ..span }, Entries::default()));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|closed| match closed {
                Open::List(span, items) => Node { span, kind: Kind::List(items) },
                Open::Map(span, entries) => Node { span, kind: Kind::Map(entries.read) },
            }),
            Event::Alias(_) => {
                mistakes
                    .add(Code::Syntax, span, "「*」の別名は使えません")
                    .expected("同じ内容をもう一度書く。「*」で始まる文なら引用符 \" で囲む");
                return None;
            }
            Event::DocumentStart(_) if root.is_some() => {
                mistakes
                    .add(Code::Syntax, span, "一つのファイルに書ける文書は一つです")
                    .expected("「---」で分けずに、別のファイルに書く");
                return None;
            }
            _ => None,
        };
        if open.len() > MOST_DEPTH {
            mistakes
                .add(Code::Syntax, span, "入れ子が深すぎます")
                .expected(format!("{MOST_DEPTH}段まで。閉じ忘れの [ や {{ がないか見てください"));
            return None;
        }
        if let Some(node) = done {
            match open.last_mut() {
                None => root = Some(node),
                Some(Open::List(_, items)) => items.push(node),
                Some(Open::Map(_, entries)) => entries.add(node, mistakes),
            }
        }
    }
    if root.as_ref().is_none_or(Node::is_null) {
        root = None;
        let span = Span { file, line: 1, column: 1, length: 1 };
        mistakes
            .add(Code::Syntax, span, "ファイルに何も書かれていません")
            .expected("中身。要らないファイルなら消してください");
    }
    root
}

impl Entries {
    /// Takes the next key, or the value of the last one.
    fn add(&mut self, node: Node, mistakes: &mut Mistakes) {
        match self.key.take() {
            None => {
                self.judge(&node, mistakes);
                self.key = Some(node);
            }
            Some(key) => self.read.push((key, node)),
        }
    }

    fn judge(&mut self, key: &Node, mistakes: &mut Mistakes) {
        let Some(text) = key.text() else {
            mistakes
                .add(Code::Syntax, key.span, format!("キーのはずのところが{}です", key.seen()))
                .expected("文字のキー。「{」で始まる文なら引用符 \" で囲む");
            return;
        };
        if let Some(first) = self.lines.get(text) {
            mistakes
                .add(Code::DuplicateKey, key.span, format!("「{text}」が二度書かれています（はじめは{first}行目）"))
                .expected("どちらか一つ");
        } else {
            self.lines.insert(text.to_owned(), key.span.line);
        }
    }
}

fn refuse(anchor: usize, tag: bool, span: Span, mistakes: &mut Mistakes) {
    if anchor != 0 {
        mistakes.add(Code::Syntax, span, "「&」のアンカーは使えません").expected("「&」で始まる文なら引用符 \" で囲む");
    }
    if tag {
        mistakes.add(Code::Syntax, span, "「!」のタグは使えません").expected("「!」で始まる文なら引用符 \" で囲む");
    }
}

fn place(file: FileNo, at: ParserSpan) -> Span {
    let length = if at.start.line() == at.end.line() { at.end.index().saturating_sub(at.start.index()) } else { 1 };
    Span { file, line: at.start.line() as u32, column: at.start.col() as u32 + 1, length: length.max(1) as u32 }
}
