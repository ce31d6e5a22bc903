//! Cases: numbered, put, read, forgotten, and made of the requests of schema 1.

use sled::Tree;

use super::{
    Fault,
    group::{Group, body},
    keys, record,
};
use crate::store::{CaseId, ChatKey, Commit, KeptCase};

/// How many requests of schema 1 become cases in one batch.
const MOVED_AT_ONCE: usize = 500;

pub fn next(group: &mut Group) -> Result<CaseId, Fault> {
    let id = group.number(keys::LAST_CASE)?.saturating_add(1);
    group.put(keys::LAST_CASE.to_vec(), id.to_be_bytes().to_vec());
    Ok(CaseId(id))
}

/// Whether none of the cases that a commit puts is of another chat.
pub fn are_its_own(group: &Group, commit: &Commit) -> Result<bool, Fault> {
    for case in &commit.cases {
        if group.get(&keys::case(case.id))?.is_some() && group.get(&keys::case_of(&commit.chat, case.id))?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

pub fn put(group: &mut Group, commit: &Commit) -> Result<(), Fault> {
    for case in &commit.cases {
        if group.number(keys::LAST_CASE)? < case.id.0 {
            group.put(keys::LAST_CASE.to_vec(), case.id.0.to_be_bytes().to_vec());
        }
        group.remove_body(keys::case(case.id))?;
        group.put_new_body(keys::case(case.id), &record::case(&commit.chat, &case.body));
        group.put(keys::case_of(&commit.chat, case.id), Vec::new());
    }
    Ok(())
}

pub fn erase(group: &mut Group, chat: &ChatKey) -> Result<(), Fault> {
    for key in group.keys(&keys::cases_of(chat), usize::MAX)? {
        group.remove_body(keys::case(id(&key)?))?;
        group.remove(key);
    }
    Ok(())
}

pub fn case(tree: &Tree, id: CaseId) -> Result<Option<KeptCase>, Fault> {
    let key = keys::case(id);
    tree.get(&key)?.map(|value| record::to_case(id, &body(tree, &key, &value)?)).transpose()
}

pub fn cases(tree: &Tree) -> Result<Vec<KeptCase>, Fault> {
    let mut cases = Vec::new();
    for entry in tree.scan_prefix(keys::CASES) {
        let (key, value) = entry?;
        cases.push(record::to_case(id(&key)?, &body(tree, &key, &value)?)?);
    }
    Ok(cases)
}

pub fn cases_of(tree: &Tree, chat: &ChatKey) -> Result<Vec<KeptCase>, Fault> {
    let mut cases = Vec::new();
    for key in tree.scan_prefix(keys::cases_of(chat)).keys() {
        cases.extend(case(tree, id(&key?)?)?);
    }
    Ok(cases)
}

fn id(key: &[u8]) -> Result<CaseId, Fault> {
    keys::last_number(key).map(CaseId).ok_or_else(|| Fault::Read("a key has no number".into()))
}

/// From schema 1 to 2: each request becomes the case of the same number, its body as it stands.
pub fn of_requests(group: &mut Group) -> Result<bool, Fault> {
    let requests = group.keys(keys::REQUESTS, MOVED_AT_ONCE)?;
    let last_part = requests.len() < MOVED_AT_ONCE;
    for key in requests {
        let id = id(&key)?;
        let Some(bytes) = group.take_body(key)? else { continue };
        let chat = record::to_case(id, &bytes)?.chat;
        group.remove(keys::request_of(&chat, id.0));
        group.put_new_body(keys::case(id), &bytes);
        group.put(keys::case_of(&chat, id), Vec::new());
    }
    if last_part && let Some(last) = group.get(keys::LAST_REQUEST)? {
        group.remove(keys::LAST_REQUEST.to_vec());
        group.put(keys::LAST_CASE.to_vec(), last);
    }
    Ok(!last_part)
}
