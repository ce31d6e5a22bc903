//! Reading a map key by key: what is missing, unknown or of the wrong type becomes a mistake, and reading goes on.

use std::collections::{HashMap, hash_map::Entry};

use chrono::NaiveDate;

use super::{
    diagnostic::{Code, Mistakes, Span},
    value::{self, Exact, exact},
    yaml::{Kind, Node},
};

/// A map being read. Every key asked for is a known one; [`Fields::close`] reports the others.
pub(super) struct Fields<'n> {
    node: &'n Node,
    entries: &'n [(Node, Node)],
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// `what` names the thing for the message: 「支援策」は…
    pub fn open(node: &'n Node, what: &str, mistakes: &mut Mistakes) -> Option<Self> {
        match &node.kind {
            Kind::Map(entries) => Some(Self { node, entries, known: Vec::new(), missing: Vec::new() }),
            _ => {
                mistakes
                    .add(Code::WrongType, node.span, format!("{what}が{}になっています", node.seen()))
                    .expected("「キー: 値」の組");
                None
            }
        }
    }

    pub fn span(&self) -> Span {
        self.node.span
    }

    pub fn optional(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        self.entries.iter().find(|(k, _)| k.text() == Some(key)).map(|(_, value)| value)
    }

    /// A key that must be there; [`Fields::close`] reports it where it isn't.
    pub fn required(&mut self, key: &'static str) -> Option<&'n Node> {
        let found = self.optional(key);
        if found.is_none() && !self.missing.contains(&key) {
            self.missing.push(key);
        }
        found
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(k, _)| k.text() == Some(key))
    }

    /// The place of a key itself, for mistakes about it.
    pub fn key_span(&self, key: &str) -> Span {
        self.entries.iter().find(|(k, _)| k.text() == Some(key)).map_or(self.node.span, |(k, _)| k.span)
    }

    /// Reports every key that was never asked for, and every required key that is missing. A misspelt key is one
    /// mistake: the key that was meant isn't missing as well. Tells whether every key was known.
    pub fn close(mut self, mistakes: &mut Mistakes) -> bool {
        let mut all_known = true;
        for (key, _) in self.entries {
            if let Some(text) = key.text()
                && !self.known.contains(&text)
            {
                all_known = false;
                let mistake = mistakes.add(Code::UnknownKey, key.span, format!("「{text}」というキーはありません"));
                mistake.known(text, self.known.iter().copied());
                self.missing.retain(|missing| mistake.near.as_deref() != Some(missing));
            }
        }
        for key in self.missing {
            mistakes
                .add(Code::MissingKey, self.node.span, format!("「{key}」がありません"))
                .expected(format!("{key}: …"));
        }
        all_known
    }
}

/// A text of one or more lines, trimmed and never empty. A bare number or `true` is taken for what it looks like.
pub(super) fn text(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    match node.text().map(str::trim) {
        Some(text) if node.is_plain() && (exact(text).is_some() || matches!(text, "true" | "false")) => {
            mistakes
                .add(Code::WrongType, node.span, format!("文字があるはずのところが{}です", node.seen()))
                .expected(format!("文字。数や true を文字として書くなら引用符で囲む: \"{text}\""));
            None
        }
        Some(text) if !node.is_null() && !text.is_empty() => Some(text.to_owned()),
        _ => {
            mistakes
                .add(Code::WrongType, node.span, format!("文字があるはずのところが{}です", node.seen()))
                .expected("文字。「{」や「[」で始まる文は引用符 \" で囲む");
            None
        }
    }
}

/// The written name of something; `what` says of what.
pub(super) fn word<'n>(node: &'n Node, what: &str, mistakes: &mut Mistakes) -> Option<&'n str> {
    let word = node.text().filter(|text| !text.is_empty() && !node.is_null());
    if word.is_none() {
        mistakes
            .add(Code::WrongType, node.span, format!("{what}の名前があるはずのところが{}です", node.seen()))
            .expected("名前を一つ");
    }
    word
}

/// One text or a list of texts.
pub(super) fn texts(node: &Node, mistakes: &mut Mistakes) -> Vec<String> {
    list_or_one(node).iter().filter_map(|item| text(item, mistakes)).collect()
}

/// The items of a list, or the thing itself where only one is written.
pub(super) fn list_or_one(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// The items of a list.
pub(super) fn list<'n>(node: &'n Node, mistakes: &mut Mistakes) -> &'n [Node] {
    match &node.kind {
        Kind::List(items) => items,
        _ => {
            mistakes
                .add(Code::WrongType, node.span, format!("リストがあるはずのところが{}です", node.seen()))
                .expected("「- 」で始まる行、または [ … ]");
            &[]
        }
    }
}

/// The entries of a map whose keys are names of the author's own.
pub(super) fn entries<'n>(node: &'n Node, mistakes: &mut Mistakes) -> &'n [(Node, Node)] {
    match &node.kind {
        Kind::Map(entries) => entries,
        _ => {
            mistakes
                .add(Code::WrongType, node.span, format!("「名前: 中身」があるはずのところが{}です", node.seen()))
                .expected("「名前: 中身」の組");
            &[]
        }
    }
}

/// Reads every item, also after one that could not be read, and gives all or nothing.
pub(super) fn every<'n, T>(items: &'n [Node], read: impl FnMut(&'n Node) -> Option<T>) -> Option<Vec<T>> {
    let read: Vec<Option<T>> = items.iter().map(read).collect();
    read.into_iter().collect()
}

/// Refuses more items than anything written by hand has.
pub(super) fn at_most_items(count: usize, most: usize, span: Span, mistakes: &mut Mistakes) -> bool {
    if count > most {
        mistakes.add(Code::WrongValue, span, format!("{count}個あります")).expected(format!("{most}個まで"));
    }
    count <= most
}

pub(super) fn boolean(node: &Node, mistakes: &mut Mistakes) -> Option<bool> {
    match node.text() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => {
            mistakes
                .add(Code::WrongType, node.span, format!("true か false のはずのところが{}です", node.seen()))
                .known(node.text().unwrap_or_default(), ["true", "false"]);
            None
        }
    }
}

/// A number, decimal or fraction: `1_100_000`, `12.5`, `9/10`.
pub(super) fn number(node: &Node, mistakes: &mut Mistakes) -> Option<Exact> {
    let read = node.text().and_then(exact);
    if read.is_none() {
        mistakes
            .add(Code::WrongType, node.span, format!("数があるはずのところが{}です", node.seen()))
            .expected("1_100_000、12.5、9/10 のような数");
    }
    read
}

pub(super) fn date(node: &Node, mistakes: &mut Mistakes) -> Option<NaiveDate> {
    let read = node.text().and_then(value::date);
    if read.is_none() {
        mistakes
            .add(Code::WrongType, node.span, format!("日付があるはずのところが{}です", node.seen()))
            .expected("2023-06-30 のような、暦にある日付");
    }
    read
}

/// What has been read of a file by what it is, and where, to find it again.
pub(super) type Seen = HashMap<(&'static str, String), Span>;

/// Refuses what another of the same kind has already; `what` says what it is.
pub(super) fn once(
    node: Option<&Node>,
    read: Option<&str>,
    what: &'static str,
    seen: &mut Seen,
    mistakes: &mut Mistakes,
) {
    let Some((node, read)) = node.zip(read) else { return };
    match seen.entry((what, read.to_owned())) {
        Entry::Occupied(first) => {
            mistakes
                .add(Code::DuplicateId, node.span, format!("{what}「{read}」はもう使われています"))
                .first(*first.get())
                .expected(format!("このファイルで一つだけの{what}"));
        }
        Entry::Vacant(free) => {
            free.insert(node.span);
        }
    }
}

/// A name of the author's own: lower-case letters, digits and `_`, starting with a letter.
pub(super) fn identifier(node: &Node, mistakes: &mut Mistakes) -> Option<String> {
    let text = node.text().unwrap_or_default();
    if is_identifier(text) {
        return Some(text.to_owned());
    }
    mistakes
        .add(Code::WrongValue, node.span, format!("idになるはずのところが{}です", node.seen()))
        .expected("英小文字で始まり、英小文字・数字・_ だけの名前（60字まで）");
    None
}

pub(super) fn is_identifier(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Refuses a text that a messenger would refuse.
pub(super) fn at_most(text: &str, most: usize, span: Span, mistakes: &mut Mistakes) {
    let count = text.chars().count();
    if count > most {
        mistakes
            .add(Code::TooLong, span, format!("{count}字あります"))
            .expected(format!("{most}字まで（それより長いとTelegramが送れません）"));
    }
}
