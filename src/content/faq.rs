//! Questions and answers (よくある質問), `knowledge/faq/*.yaml`: each file one entry or a list of them.
//!
//! More is taken here than elsewhere, since such files also come from other systems: any id on one line, answers of
//! many paragraphs, a source in free words.

use std::collections::HashMap;

use super::{
    contact::{ContactId, ContactNames},
    diagnostic::{Code, Mistakes, Span},
    fields::{self, Fields},
    limits,
    program::{self, AsOf},
    source::{Documents, Source},
    yaml::{Kind, Node},
};

/// A question with its answer, by its place in the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FaqId(pub u32);

/// One question with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Faq {
    /// Unique among questions and answers, and no name of a program, benefit or contact.
    pub name: String,
    /// As one would ask it.
    pub question: String,
    /// What is answered, in paragraphs.
    pub answer: String,
    /// How people type it.
    pub examples: Vec<String>,
    /// Words that belong to it and don't stand in it.
    pub keywords: Vec<String>,
    /// Whom to ask more.
    pub contacts: Vec<ContactId>,
    /// How old the knowledge is.
    pub as_of: Option<AsOf>,
    /// Where it is from.
    pub source: Option<FaqSource>,
}

/// Where an answer is from.
#[derive(Clone, Debug, PartialEq)]
pub enum FaqSource {
    /// A document of `knowledge/documents.yaml`.
    Pages(Source),
    /// Anything else, in words.
    Words(String),
}

/// Names that an entry can refer to.
pub(super) struct Names<'a> {
    pub documents: &'a Documents,
    pub contacts: &'a ContactNames,
    /// Ids that are taken already, with their place.
    pub taken: HashMap<String, Span>,
}

/// The longest id.
pub const FAQ_ID_CHARS: usize = 200;
/// The longest question, and the longest source in words.
pub const FAQ_QUESTION_CHARS: usize = 2_000;
/// The longest answer; the channel cuts it into messages.
pub const FAQ_ANSWER_CHARS: usize = 50_000;

/// Reads one file.
pub(super) fn read(root: &Node, names: &mut Names, mistakes: &mut Mistakes) -> Vec<Faq> {
    match &root.kind {
        Kind::List(items) => items.iter().filter_map(|item| entry(item, names, mistakes)).collect(),
        _ => entry(root, names, mistakes).into_iter().collect(),
    }
}

fn entry(node: &Node, names: &mut Names, mistakes: &mut Mistakes) -> Option<Faq> {
    let mut f = Fields::open(node, "質問と答え", mistakes)?;
    let name = f.required("id").and_then(|node| id(node, names, mistakes));
    let question = f.required("question").and_then(|node| plain(node, FAQ_QUESTION_CHARS, mistakes));
    let answer = f.required("answer").and_then(|node| plain(node, FAQ_ANSWER_CHARS, mistakes));
    let mut words = |key| f.optional(key).map(|node| limits::phrasings(node, mistakes)).unwrap_or_default();
    let (examples, keywords) = (words("examples"), words("keywords"));
    let contacts = f.optional("contacts").map(fields::list_or_one).unwrap_or_default();
    let contacts = contacts.iter().filter_map(|node| program::contact_name(node, names.contacts, mistakes)).collect();
    let as_of = f.optional("as_of").and_then(|node| AsOf::read_lenient(node, mistakes));
    let source = f.optional("source").and_then(|node| match &node.kind {
        Kind::Map(_) => Source::read(node, names.documents, mistakes).map(FaqSource::Pages),
        _ => plain(node, FAQ_QUESTION_CHARS, mistakes).map(FaqSource::Words),
    });
    f.close(mistakes);
    Some(Faq { name: name?, question: question?, answer: answer?, examples, keywords, contacts, as_of, source })
}

fn id(node: &Node, names: &mut Names, mistakes: &mut Mistakes) -> Option<String> {
    let name = plain(node, FAQ_ID_CHARS, mistakes)?;
    if name.chars().any(char::is_control) {
        mistakes.add(Code::WrongValue, node.span, "id が一行ではありません").expected("一行の名前");
    }
    if let Some(first) = names.taken.get(&name) {
        mistakes
            .add(Code::DuplicateId, node.span, format!("id「{name}」はもう使われています"))
            .first(*first)
            .expected("質問・支援策・支援内容・問い合わせ先を通して一つだけの id");
    }
    names.taken.entry(name.clone()).or_insert(node.span);
    Some(name)
}

/// A text, also one that looks like a number.
fn plain(node: &Node, most: usize, mistakes: &mut Mistakes) -> Option<String> {
    let text = match node.text().map(str::trim) {
        Some(text) if !node.is_null() && !text.is_empty() => text.to_owned(),
        // Reports what is there instead.
        _ => return fields::text(node, mistakes),
    };
    fields::at_most(&text, most, node.span, mistakes);
    Some(text)
}
