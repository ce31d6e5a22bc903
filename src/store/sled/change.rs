//! What each changing operation does to the tree.

use chrono::{DateTime, Utc};

use super::{
    Fault, cases, entries,
    group::{Group, number},
    keys, names,
    record::{self, Head},
};
use crate::store::{Change, ChatKey, Commit, Committed, MOST_COUNTED, MOST_TALLIED, Received, UpdateKey, Version};

/// In front of the value of an update's key while it waits; its arrival follows.
const WAITING: u8 = b'W';
/// The same once it is settled; the time follows.
const DONE: u8 = b'D';

fn head(group: &Group, chat: &ChatKey) -> Result<Head, Fault> {
    group.get(&keys::head(chat))?.map_or_else(|| Ok(Head::default()), |value| Head::from_bytes(&value))
}

fn put_head(group: &mut Group, chat: &ChatKey, head: Head) {
    group.put(keys::head(chat), head.to_bytes());
}

pub fn receive(group: &mut Group, updates: Vec<Received>) -> Result<Vec<UpdateKey>, Fault> {
    let before = group.number(keys::ARRIVALS)?;
    let mut arrivals = before;
    let mut new = Vec::new();
    for received in updates {
        let update = keys::update(&received.key);
        if group.get(&update)?.is_some() {
            continue;
        }
        arrivals += 1;
        group.put(update, [&[WAITING][..], &arrivals.to_be_bytes()].concat());
        group.put_new_body(keys::waiting_at(received.key.channel(), arrivals), &record::received(&received));
        new.push(received.key);
    }
    if arrivals != before {
        group.put(keys::ARRIVALS.to_vec(), arrivals.to_be_bytes().to_vec());
    }
    Ok(new)
}

pub fn commit(group: &mut Group, commit: &Commit) -> Result<Committed, Fault> {
    let update = commit.settles.as_ref().map(keys::update);
    let state = update.as_ref().map_or(Ok(None), |update| group.get(update))?;
    if state.as_ref().is_some_and(|state| state.first() == Some(&DONE)) {
        return Ok(Committed::Duplicate);
    }
    let chat = &commit.chat;
    let mut head = head(group, chat)?;
    let possible = names::are_free(group, commit)? && cases::are_its_own(group, commit)?;
    if commit.expect != Version(head.version) || !possible {
        return Ok(Committed::Conflict(Version(head.version)));
    }
    if let (Some(key), Some(update)) = (&commit.settles, update) {
        if let Some([WAITING, arrival @ ..]) = state.as_deref() {
            group.remove_body(keys::waiting_at(key.channel(), number(arrival)?))?;
        }
        let time = keys::time(commit.at);
        group.put(keys::settled(&time, &update), Vec::new());
        group.put(update, [&[DONE][..], &time].concat());
    }
    match &commit.owner {
        Change::Keep => {}
        Change::Put(body) => {
            group.remove_body(keys::owner(chat))?;
            group.put_new_body(keys::owner(chat), body);
        }
        Change::Erase => erase(group, chat, &mut head)?,
    }
    if let Some(taken) = &commit.takes {
        names::take(group, taken)?;
    }
    for name in &commit.names {
        names::give(group, chat, name)?;
    }
    for body in &commit.transcript {
        head.lines_made += 1;
        group.put_new_body(keys::line(chat, head.lines_made), body);
    }
    for body in &commit.outbox {
        head.outgoing_made += 1;
        group.put_new_body(keys::outgoing(chat, head.outgoing_made), body);
    }
    if head.to_send == 0 && !commit.outbox.is_empty() {
        group.put(keys::chat_to_send(chat), chat.as_str().into());
    }
    head.to_send += commit.outbox.len() as u64;
    cases::put(group, commit)?;
    entries::append(group, &commit.log)?;
    count(group, &commit.counted, keys::COUNTED, MOST_COUNTED)?;
    count(group, &commit.tallied, keys::TALLIED, MOST_TALLIED)?;
    head.version += 1;
    put_head(group, chat, head);
    Ok(Committed::Done(Version(head.version)))
}

/// Counts things; new ones as long as fewer than `most` different ones stand in the number at `room`.
fn count(group: &mut Group, things: &[Vec<u8>], room: &[u8], most: u64) -> Result<(), Fault> {
    for thing in things {
        let key = keys::count(thing);
        let count = match group.get(&key)? {
            Some(value) => number(&value)? + 1,
            None => {
                let different = group.number(room)?;
                if different >= most {
                    continue;
                }
                group.put(room.to_vec(), (different + 1).to_be_bytes().to_vec());
                1
            }
        };
        group.put(key, count.to_be_bytes().to_vec());
    }
    Ok(())
}

/// The chat's numbers stay: a version that began again at 0 would let a commit pass that was decided before the erasure,
/// and a message sent before it would name one made after it.
fn erase(group: &mut Group, chat: &ChatKey, head: &mut Head) -> Result<(), Fault> {
    group.remove_body(keys::owner(chat))?;
    for key in group.keys(&keys::transcript(chat), usize::MAX)? {
        group.remove_body(key)?;
    }
    cases::erase(group, chat)?;
    names::erase(group, chat)?;
    empty_outbox(group, chat, head)?;
    Ok(())
}

fn empty_outbox(group: &mut Group, chat: &ChatKey, head: &mut Head) -> Result<usize, Fault> {
    let messages = group.keys(&keys::outbox(chat), usize::MAX)?;
    let count = messages.len();
    for key in messages {
        group.remove_body(key)?;
    }
    if count > 0 {
        group.remove(keys::chat_to_send(chat));
    }
    head.to_send = 0;
    Ok(count)
}

pub fn sent(group: &mut Group, chat: &ChatKey, seq: u64) -> Result<(), Fault> {
    if group.remove_body(keys::outgoing(chat, seq))? {
        let mut head = head(group, chat)?;
        head.to_send = head.to_send.saturating_sub(1);
        if head.to_send == 0 {
            group.remove(keys::chat_to_send(chat));
        }
        put_head(group, chat, head);
    }
    Ok(())
}

pub fn drop_outbox(group: &mut Group, chat: &ChatKey) -> Result<usize, Fault> {
    let mut head = head(group, chat)?;
    let count = empty_outbox(group, chat, &mut head)?;
    if count > 0 {
        put_head(group, chat, head);
    }
    Ok(count)
}

/// Forgets the oldest marks and the names that ended first, `most` of both: a batch must not grow with how long nobody
/// purged.
pub fn purge(group: &mut Group, before: DateTime<Utc>, most: usize) -> Result<usize, Fault> {
    let end = keys::settled_before(before);
    let mut count = 0;
    for mark in group.keys(keys::SETTLED, most)?.into_iter().take_while(|mark| *mark < end) {
        group.remove(keys::update_of_settled(&mark).to_vec());
        group.remove(mark);
        count += 1;
    }
    Ok(count + names::purge(group, before, most - count)?)
}
