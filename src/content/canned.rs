//! Canned replies (定型文) that workers of the helpdesk send, `knowledge/canned.yaml`.

use super::{
    condition::{self, Condition},
    diagnostic::Mistakes,
    fact::{FactId, Facts},
    fields::{self, Fields, Seen},
    limits, sentence,
    yaml::Node,
};

/// It changes no conversation, so it is no part of [`Content::hash`](super::Content::hash).
pub(super) const PATH: &str = "knowledge/canned.yaml";

/// A reply ready to be filled and looked over.
#[derive(Clone, Debug, PartialEq)]
pub struct Canned {
    /// Unique among canned replies.
    pub id: String,
    /// What workers choose it by.
    pub title: String,
    /// Words under which workers find it as well: はじめ, しめ.
    pub tags: Vec<String>,
    /// The cases for which it is offered before others; none for one that fits them all alike.
    pub when: Option<Condition>,
    /// What is sent.
    pub text: Vec<CannedPart>,
}

/// A piece of a [`Canned`] reply.
#[derive(Clone, Debug, PartialEq)]
pub enum CannedPart {
    /// As the author wrote it.
    Text(String),
    /// `{reception}`: the reception number of the case (受付番号).
    Reception,
    /// `{worker}`: the name of whoever sends it.
    Worker,
    /// `{team}`: the name of the team that has the case.
    Team,
    /// The value of this fact, in words.
    Fact(FactId),
}

/// What can stand in braces beside the facts, and comes before a fact of the same name.
const SLOTS: [(&str, CannedPart); 3] =
    [("reception", CannedPart::Reception), ("worker", CannedPart::Worker), ("team", CannedPart::Team)];

/// Reads all canned replies; none after a mistake, which has been reported.
pub(super) fn read(root: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Vec<Canned> {
    const MOST: usize = 1_000;
    let Some(mut top) = Fields::open(root, "canned.yaml", mistakes) else { return Vec::new() };
    let node = top.required("canned");
    top.close(mistakes);
    let Some(node) = node else { return Vec::new() };
    let items = fields::list(node, mistakes);
    if !fields::at_most_items(items.len(), MOST, node.span, mistakes) {
        return Vec::new();
    }
    let mut seen = Seen::new();
    items.iter().filter_map(|item| canned(item, facts, &mut seen, mistakes)).collect()
}

fn canned(node: &Node, facts: &Facts, seen: &mut Seen, mistakes: &mut Mistakes) -> Option<Canned> {
    let mut f = Fields::open(node, "定型文", mistakes)?;
    let id_node = f.required("id");
    let id = id_node.and_then(|node| fields::identifier(node, mistakes));
    let title_node = f.required("title");
    let title = title_node.and_then(|node| limits::label(node, mistakes));
    let tags = f.optional("tags").map(fields::list_or_one).unwrap_or_default();
    let tags = tags.iter().filter_map(|tag| limits::label(tag, mistakes)).collect();
    let when = f.optional("when").and_then(|node| condition::read_unattended(node, facts, mistakes));
    let text = f.required("text").and_then(|node| text(node, facts, mistakes));
    f.close(mistakes);
    fields::once(id_node, id.as_deref(), "id", seen, mistakes);
    fields::once(title_node, title.as_deref(), "題", seen, mistakes);
    Some(Canned { id: id?, title: title?, tags, when, text: text? })
}

fn text(node: &Node, facts: &Facts, mistakes: &mut Mistakes) -> Option<Vec<CannedPart>> {
    let slot = |name: &str, mistakes: &mut Mistakes| match SLOTS.into_iter().find(|(slot, _)| *slot == name) {
        Some((_, part)) => Some(part),
        None => sentence::fact(node, name, facts, &SLOTS.map(|(slot, _)| slot), mistakes).map(CannedPart::Fact),
    };
    sentence::parts(node, CannedPart::Text, slot, mistakes)
}
