//! Fixed replies to certain texts, `knowledge/replies.yaml`: words of distress, questions for a licensed person,
//! what the bot is not for, greetings.

use super::{
    contact::{ContactId, ContactNames},
    diagnostic::{Code, Mistakes},
    fields::{self, Fields},
    limits,
    pattern::{self, Pattern},
    program,
    yaml::Node,
};

/// A reply that does not depend on anything else.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// Unique among replies.
    pub name: String,
    /// The texts it is for: any of these is found,
    pub patterns: Vec<Pattern>,
    /// and none of these.
    pub unless: Vec<Pattern>,
    /// What it is.
    pub kind: ReplyKind,
    /// What is said.
    pub say: String,
    /// Whom to call, in the order of urgency.
    pub contacts: Vec<ContactId>,
}

/// What a reply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyKind {
    /// Somebody is in distress: comes before everything else, also in the midst of a question, and a person is told.
    Care,
    /// Only a person with a licence may answer: leads to the right window.
    Person,
    /// The owner wishes for a person: the same as the command.
    Human,
    /// Not what the bot is for.
    OutOfScope,
}

impl ReplyKind {
    const ALL: [(ReplyKind, &'static str); 4] = [
        (ReplyKind::Care, "care"),
        (ReplyKind::Person, "person"),
        (ReplyKind::Human, "human"),
        (ReplyKind::OutOfScope, "out_of_scope"),
    ];

    /// Its key in `knowledge/replies.yaml` and in JSON.
    pub fn key(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

impl Reply {
    /// Whether it is the reply to a text as [`normal::dense`](crate::understand::normal::dense) gives it.
    pub fn is_for(&self, text: &str) -> bool {
        let found = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.is_in(text));
        found(&self.patterns) && !found(&self.unless)
    }
}

/// All replies, and the words by which a question is known to be one of a business.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replies {
    /// Those for distress come first.
    pub all: Vec<Reply>,
    /// A text with one of these is worth a person's time, also where nothing is found for it.
    pub business: Vec<Pattern>,
}

impl Replies {
    /// The reply to a text as [`normal::dense`](crate::understand::normal::dense) gives it.
    pub fn find(&self, text: &str) -> Option<&Reply> {
        self.all.iter().find(|reply| reply.is_for(text))
    }

    /// Whether a text is about a business.
    pub fn is_business(&self, text: &str) -> bool {
        self.business.iter().any(|pattern| pattern.is_in(text))
    }
}

pub(super) fn read(root: &Node, contacts: &ContactNames, mistakes: &mut Mistakes) -> Option<Replies> {
    let mut top = Fields::open(root, "replies.yaml", mistakes)?;
    let node = top.required("replies");
    let same = str::to_owned;
    let business = top.optional("business").map(|node| pattern::read_all(node, same, mistakes)).unwrap_or_default();
    top.close(mistakes);
    let mut all: Vec<Reply> =
        fields::list(node?, mistakes).iter().filter_map(|item| reply(item, contacts, mistakes)).collect();
    let mut seen = std::collections::HashSet::new();
    for reply in &all {
        if !seen.insert(&reply.name) {
            let span = root.span;
            mistakes
                .add(Code::DuplicateId, span, format!("返事「{}」が二度あります", reply.name))
                .expected("一つだけの id");
        }
    }
    // A sort that keeps the author's order within a kind.
    all.sort_by_key(|reply| reply.kind != ReplyKind::Care);
    Some(Replies { all, business })
}

fn reply(node: &Node, contacts: &ContactNames, mistakes: &mut Mistakes) -> Option<Reply> {
    let mut f = Fields::open(node, "返事", mistakes)?;
    let name = f.required("id").and_then(|node| fields::identifier(node, mistakes));
    let kind = f.required("kind").and_then(|node| {
        let word = node.text().unwrap_or_default();
        let found = ReplyKind::ALL.iter().find(|(_, key)| *key == word).map(|(kind, _)| *kind);
        if found.is_none() {
            let keys = ReplyKind::ALL.map(|(_, key)| key);
            mistakes
                .add(Code::WrongValue, node.span, format!("{}という kind はありません", node.seen()))
                .expected(keys.join(", "))
                .known(word, keys);
        }
        found
    });
    let same = str::to_owned;
    let patterns = f.required("patterns").map(|node| pattern::read_all(node, same, mistakes)).unwrap_or_default();
    let unless = f.optional("unless").map(|node| pattern::read_all(node, same, mistakes)).unwrap_or_default();
    let say = f.required("say").and_then(|node| limits::paragraph(node, mistakes));
    let listed = f.optional("contacts").map(fields::list_or_one).unwrap_or_default();
    let contacts = listed.iter().filter_map(|node| program::contact_name(node, contacts, mistakes)).collect();
    f.close(mistakes);
    Some(Reply { name: name?, patterns, unless, kind: kind?, say: say?, contacts })
}
