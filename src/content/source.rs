//! Where a piece of knowledge comes from, and how its printed form was corrected.

use std::sync::Arc;

use super::{
    diagnostic::{Code, Mistakes},
    fields::{self, Fields},
    limits,
    yaml::{Kind, Node},
};

/// A document that knowledge comes from, `knowledge/documents.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its file or, for general knowledge, its name.
    pub name: String,
    /// As a person would call it.
    pub title: String,
}

/// All documents.
#[derive(Default)]
pub(super) struct Documents {
    all: Vec<Arc<Document>>,
    /// Their file could not be read: nobody is blamed for naming what isn't known here.
    unread: bool,
}

impl Documents {
    pub fn unread() -> Self {
        Self { unread: true, ..Self::default() }
    }
}

/// Reads `knowledge/documents.yaml`.
pub(super) fn documents(root: &Node, mistakes: &mut Mistakes) -> Documents {
    let Some(mut top) = Fields::open(root, "documents.yaml", mistakes) else { return Documents::unread() };
    let node = top.required("documents");
    top.close(mistakes);
    let Some(node) = node else { return Documents::unread() };
    let mut read: Vec<Arc<Document>> = Vec::new();
    let mut whole = matches!(&node.kind, Kind::List(items) if !items.is_empty());
    for item in fields::list(node, mistakes) {
        let Some(mut f) = Fields::open(item, "資料", mistakes) else {
            whole = false;
            continue;
        };
        let name = f.required("document").and_then(|node| fields::text(node, mistakes));
        let title = f.required("title").and_then(|node| limits::line(node, mistakes));
        let span = f.key_span("document");
        f.close(mistakes);
        let Some(name) = name else {
            whole = false;
            continue;
        };
        if read.iter().any(|known| known.name == name) {
            mistakes.add(Code::DuplicateId, span, format!("資料「{name}」が二度あります")).expected("資料ごとに一つ");
        }
        read.push(Arc::new(Document { name, title: title.unwrap_or_default() }));
    }
    Documents { all: read, unread: !whole }
}

/// Document and pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The document, one of `knowledge/documents.yaml`.
    pub document: Arc<Document>,
    /// As numbered in the document: `36, 37, 40-41`.
    pub pages: String,
}

impl Source {
    pub(super) fn read(node: &Node, documents: &Documents, mistakes: &mut Mistakes) -> Option<Self> {
        let mut f = Fields::open(node, "source", mistakes)?;
        let document = f.required("document").and_then(|node| {
            let name = fields::text(node, mistakes)?;
            let found = documents.all.iter().find(|document| document.name == name).cloned();
            if found.is_none() && !documents.unread {
                mistakes
                    .add(Code::UnknownName, node.span, format!("「{name}」という資料はありません"))
                    .expected("knowledge/documents.yaml の資料")
                    .known(&name, documents.all.iter().map(|document| document.name.as_str()));
            }
            found
        });
        let pages = f.required("pages").and_then(|node| fields::text(node, mistakes));
        f.close(mistakes);
        Some(Self { document: document?, pages: pages? })
    }
}

/// A misprint: what stands in the document, what is used instead, and why. Without `used` the printed form is doubtful.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// What stands in the document.
    pub printed: String,
    /// What stands in the knowledge instead.
    pub used: Option<String>,
    /// What speaks for the correction, or for the doubt.
    pub why: String,
}

impl Correction {
    pub(super) fn read_all(node: &Node, mistakes: &mut Mistakes) -> Vec<Self> {
        fields::list(node, mistakes)
            .iter()
            .filter_map(|item| {
                let mut f = Fields::open(item, "corrections", mistakes)?;
                let printed = f.required("printed").and_then(|node| fields::text(node, mistakes));
                let used = f.optional("used").and_then(|node| fields::text(node, mistakes));
                let why = f.required("why").and_then(|node| fields::text(node, mistakes));
                f.close(mistakes);
                Some(Self { printed: printed?, used, why: why? })
            })
            .collect()
    }
}

/// An address as it is shown: as printed, corrected, or doubtful.
#[derive(Clone, Debug, PartialEq)]
pub enum Address {
    /// Printed so, or corrected for good reason.
    Sure(String),
    /// Printed so, but doubted: shown flagged (要確認), never as a fact.
    Doubtful(String),
}

impl Address {
    /// The form that can be relied on.
    pub fn sure(&self) -> Option<&str> {
        match self {
            Address::Sure(address) => Some(address),
            Address::Doubtful(_) => None,
        }
    }
}

/// Reads `text` or `{ is, printed, why }` or `{ printed, why, confirm: true }`; `valid` judges the address itself.
pub(super) fn address(
    node: &Node,
    valid: impl Fn(&str) -> Result<(), &'static str>,
    mistakes: &mut Mistakes,
) -> Option<Address> {
    let judge = |node: &Node, mistakes: &mut Mistakes| {
        // A telephone number without its hyphens looks like a number, and what is wrong with it are the hyphens.
        let text = match node.text() {
            Some(text) if !node.is_null() => text.trim().to_owned(),
            _ => fields::text(node, mistakes)?,
        };
        if let Err(expected) = valid(&text) {
            mistakes.add(Code::WrongValue, node.span, format!("{}は使えません", node.seen())).expected(expected);
            return None;
        }
        Some(text)
    };
    if !matches!(node.kind, Kind::Map(_)) {
        return judge(node, mistakes).map(Address::Sure);
    }
    let mut f = Fields::open(node, "あて先", mistakes)?;
    let is_written = f.has("is");
    let is = f.optional("is").and_then(|node| judge(node, mistakes));
    let printed = f.required("printed").and_then(|node| fields::text(node, mistakes));
    let why = f.required("why").and_then(|node| fields::text(node, mistakes));
    let confirm = f.optional("confirm").and_then(|node| fields::boolean(node, mistakes)).unwrap_or(false);
    let span = f.span();
    f.close(mistakes);
    why?;
    match (is, confirm) {
        (None, false) if is_written => None,
        (Some(is), false) => Some(Address::Sure(is)),
        (None, true) => printed.map(Address::Doubtful),
        _ => {
            mistakes
                .add(Code::WrongValue, span, "直した形か、要確認の印の、どちらか一つが要ります")
                .expected("is: 直した形、または confirm: true");
            None
        }
    }
}

/// Only web addresses.
pub(super) fn url(text: &str) -> Result<(), &'static str> {
    const FORM: &str = "https:// か http:// で始まる、空白のないURL";
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(FORM)?;
    let host = rest.split('/').next().unwrap_or_default();
    if host.contains('.') && text.chars().all(|c| c.is_ascii_graphic()) && text.len() <= 500 {
        Ok(())
    } else {
        Err(FORM)
    }
}

pub(super) fn email(text: &str) -> Result<(), &'static str> {
    const FORM: &str = "name@example.jp のようなメールアドレス";
    let (name, host) = text.split_once('@').ok_or(FORM)?;
    let plain = text.chars().all(|c| c.is_ascii_graphic()) && text.len() <= 200;
    if !name.is_empty() && host.contains('.') && !host.contains('@') && plain { Ok(()) } else { Err(FORM) }
}

/// A Japanese telephone number with its hyphens: 0120-366-440.
pub(super) fn phone(text: &str) -> Result<(), &'static str> {
    const FORM: &str = "0120-366-440 のような、0で始まりハイフンで区切った電話番号";
    let parts: Vec<&str> = text.split('-').collect();
    let digits = parts.iter().map(|part| part.len()).sum::<usize>();
    let plain = parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    if plain && text.starts_with('0') && parts.len() == 3 && (10..=11).contains(&digits) { Ok(()) } else { Err(FORM) }
}
