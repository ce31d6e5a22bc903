//! Names by which chats are found: given, taken, replaced, forgotten.

use chrono::{DateTime, Utc};
use sled::Tree;

use super::{Fault, group::Group, keys, record};
use crate::store::{ChatKey, Commit, Name, NameKey, Named};

pub fn named(tree: &Tree, name: &NameKey) -> Result<Option<Named>, Fault> {
    tree.get(keys::name(name))?.map(|value| record::to_named(&value)).transpose()
}

/// Whether the name that a commit takes is there, and those it gives are nobody else's.
pub fn are_free(group: &Group, commit: &Commit) -> Result<bool, Fault> {
    if let Some(taken) = &commit.takes
        && group.get(&keys::name(taken))?.is_none()
    {
        return Ok(false);
    }
    for name in &commit.names {
        if let Some(value) = group.get(&keys::name(&name.key))?
            && record::to_named(&value)?.chat != commit.chat
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives a chat a name in place of the one it had of the kind.
pub fn give(group: &mut Group, chat: &ChatKey, name: &Name) -> Result<(), Fault> {
    let place = keys::name_of(chat, name.key.kind());
    if let Some(old) = group.get(&place)? {
        take(group, &record::to_name(&old)?)?;
    }
    group.put(place, name.key.as_str().into());
    group.put(keys::name_ends(name.until, &name.key), Vec::new());
    group.put(keys::name(&name.key), record::named(chat, name.until));
    Ok(())
}

/// Takes a name away from whosever it is, with all that leads to it.
pub fn take(group: &mut Group, name: &NameKey) -> Result<(), Fault> {
    let key = keys::name(name);
    let Some(value) = group.get(&key)? else { return Ok(()) };
    let named = record::to_named(&value)?;
    group.remove(keys::name_of(&named.chat, name.kind()));
    group.remove(keys::name_ends(named.until, name));
    group.remove(key);
    Ok(())
}

/// Takes all names of a chat away.
pub fn erase(group: &mut Group, chat: &ChatKey) -> Result<(), Fault> {
    for place in group.keys(&keys::names_of(chat), usize::MAX)? {
        if let Some(name) = group.get(&place)? {
            take(group, &record::to_name(&name)?)?;
        }
    }
    Ok(())
}

/// Takes away the names that ended first, `most` of them.
pub fn purge(group: &mut Group, before: DateTime<Utc>, most: usize) -> Result<usize, Fault> {
    let end = keys::name_ends_before(before);
    let ended: Vec<_> = group.keys(keys::NAMES_END, most)?.into_iter().take_while(|mark| *mark < end).collect();
    for mark in &ended {
        take(group, &record::to_name(keys::name_of_end(mark))?)?;
    }
    Ok(ended.len())
}
