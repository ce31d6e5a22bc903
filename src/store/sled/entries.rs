//! Entries of no chat, and the log that nothing erases.

use sled::Tree;

use super::{
    Fault,
    group::{Group, body},
    keys,
};
use crate::store::{Changed, EntryChange, EntryKey};

pub fn change(group: &mut Group, changes: &[EntryChange], log: &[Vec<u8>]) -> Result<Changed, Fault> {
    for change in changes {
        if !change.expect.allows(group.body(&keys::entry(&change.key))?.as_deref()) {
            return Ok(Changed::Conflict);
        }
    }
    for change in changes {
        let key = keys::entry(&change.key);
        group.remove_body(key.clone())?;
        if let Some(body) = &change.body {
            group.put_new_body(key, body);
        }
    }
    append(group, log)?;
    Ok(Changed::Done)
}

/// Appends lines to the log.
pub fn append(group: &mut Group, log: &[Vec<u8>]) -> Result<(), Fault> {
    if log.is_empty() {
        return Ok(());
    }
    let mut last = group.number(keys::LAST_LINE_OF_LOG)?;
    for line in log {
        last += 1;
        group.put_new_body(keys::line_of_log(last), line);
    }
    group.put(keys::LAST_LINE_OF_LOG.to_vec(), last.to_be_bytes().to_vec());
    Ok(())
}

pub fn entry(tree: &Tree, key: &EntryKey) -> Result<Option<Vec<u8>>, Fault> {
    let key = keys::entry(key);
    tree.get(&key)?.map(|value| body(tree, &key, &value)).transpose()
}

pub fn entries(tree: &Tree, kind: &str) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let prefix = keys::entries(kind);
    let mut entries = Vec::new();
    for entry in tree.scan_prefix(&prefix) {
        let (key, value) = entry?;
        let id = std::str::from_utf8(key.get(prefix.len()..).unwrap_or_default());
        let id = id.map_err(|_| Fault::Read("an entry's id is not text".into()))?;
        entries.push((id.to_owned(), body(tree, &key, &value)?));
    }
    Ok(entries)
}

pub fn log(tree: &Tree, before: Option<u64>, most: usize) -> Result<Vec<(u64, Vec<u8>)>, Fault> {
    let end = keys::line_of_log(before.unwrap_or(u64::MAX));
    let mut lines = Vec::new();
    for entry in tree.range(keys::line_of_log(0)..end).rev().take(most) {
        let (key, value) = entry?;
        let number = keys::last_number(&key).ok_or_else(|| Fault::Read("a key has no number".into()))?;
        lines.push((number, body(tree, &key, &value)?));
    }
    Ok(lines)
}
