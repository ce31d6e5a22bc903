//! What each reading operation takes from the tree.

use sled::Tree;

use super::{
    Fault,
    group::{body, number},
    keys, record,
};
use crate::store::{ChatKey, Loaded, Outgoing, Received, Version};

pub fn load(tree: &Tree, chat: &ChatKey) -> Result<Loaded, Fault> {
    let Some(head) = tree.get(keys::head(chat))? else { return Ok(Loaded::default()) };
    let version = Version(record::Head::from_bytes(&head)?.version);
    let key = keys::owner(chat);
    let owner = tree.get(&key)?.map(|value| body(tree, &key, &value)).transpose()?;
    Ok(Loaded { version, owner })
}

pub fn waiting(tree: &Tree, channel: &str) -> Result<Vec<Received>, Fault> {
    bodies(tree, &keys::waiting(channel), usize::MAX, |_, body| record::to_received(&body))
}

pub fn chats_to_send(tree: &Tree, channel: &str) -> Result<Vec<ChatKey>, Fault> {
    let mut chats = Vec::new();
    for value in tree.scan_prefix(keys::chats_to_send(channel)).values() {
        let value = value?;
        let name = std::str::from_utf8(&value).map_err(|_| Fault::Read("a chat's key is not text".into()))?;
        chats.push(ChatKey::from_stored(name));
    }
    Ok(chats)
}

pub fn to_send(tree: &Tree, chat: &ChatKey, most: usize) -> Result<Vec<Outgoing>, Fault> {
    bodies(tree, &keys::outbox(chat), most, |seq, body| Ok(Outgoing { seq, body }))
}

pub fn transcript(tree: &Tree, chat: &ChatKey, most: usize) -> Result<Vec<Vec<u8>>, Fault> {
    let mut lines = Vec::new();
    for entry in tree.scan_prefix(keys::transcript(chat)).rev().take(most) {
        let (key, value) = entry?;
        lines.push(body(tree, &key, &value)?);
    }
    lines.reverse();
    Ok(lines)
}

pub fn counts(tree: &Tree) -> Result<Vec<(Vec<u8>, u64)>, Fault> {
    let mut counts = Vec::new();
    for entry in tree.scan_prefix(keys::COUNTS) {
        let (key, value) = entry?;
        counts.push((keys::thing_counted(&key).to_vec(), number(&value)?));
    }
    Ok(counts)
}

/// The first bodies under numbered keys, each with its number.
fn bodies<T>(
    tree: &Tree,
    prefix: &[u8],
    most: usize,
    make: impl Fn(u64, Vec<u8>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut made = Vec::new();
    for entry in tree.scan_prefix(prefix).take(most) {
        let (key, value) = entry?;
        let number = keys::last_number(&key).ok_or_else(|| Fault::Read("a key has no number".into()))?;
        made.push(make(number, body(tree, &key, &value)?)?);
    }
    Ok(made)
}
