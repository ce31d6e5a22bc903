//! Changes on their way into the tree: what one batch will write, already visible to the changes after it.
//!
//! sled puts a page of more than 128 KiB into a file of its own, which it neither syncs when told to flush nor always
//! removes again (its issue 1202). A leaf holds up to 19 entries. So no value is larger than [`PIECE`]:
//! the rest of a larger body is laid in pieces under keys of their own.

use std::collections::{BTreeMap, BTreeSet};

use sled::{Batch, Tree};

use super::{Fault, keys};

/// 19 of these, with their keys, stay below 128 KiB.
const PIECE: usize = 6 * 1024;

pub struct Group {
    tree: Tree,
    changes: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    bytes: usize,
}

impl Group {
    pub fn new(tree: &Tree) -> Self {
        Self { tree: tree.clone(), changes: BTreeMap::new(), bytes: 0 }
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// About how much the batch will write.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        match self.changes.get(key) {
            Some(changed) => Ok(changed.clone()),
            None => Ok(self.tree.get(key)?.map(|value| value.to_vec())),
        }
    }

    /// A counter; 0 where there is none.
    pub fn number(&self, key: &[u8]) -> Result<u64, Fault> {
        self.get(key)?.map_or(Ok(0), |value| number(&value))
    }

    pub fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.bytes += key.len() + value.len();
        self.changes.insert(key, Some(value));
    }

    pub fn remove(&mut self, key: Vec<u8>) {
        self.bytes += key.len();
        self.changes.insert(key, None);
    }

    /// Puts a body of any size where none stands.
    pub fn put_new_body(&mut self, key: Vec<u8>, body: &[u8]) {
        let mut pieces = body.chunks(PIECE);
        let first = pieces.next().unwrap_or_default();
        let mut further = 0_u32;
        for piece in pieces {
            self.put(keys::piece(&key, further), piece.to_vec());
            further += 1;
        }
        self.put(key, [&further.to_be_bytes(), first].concat());
    }

    /// The whole of a body, as it will be once the batch is written.
    pub fn body(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        join(&value, |number| self.get(&keys::piece(key, number))).map(Some)
    }

    /// Takes a body away with all its pieces, and gives it.
    pub fn take_body(&mut self, key: Vec<u8>) -> Result<Option<Vec<u8>>, Fault> {
        let body = self.body(&key)?;
        self.remove_body(key)?;
        Ok(body)
    }

    /// Takes a body away with all its pieces. Gives whether there was one.
    pub fn remove_body(&mut self, key: Vec<u8>) -> Result<bool, Fault> {
        let Some(value) = self.get(&key)? else { return Ok(false) };
        for number in 0..split_body(&value)?.0 {
            self.remove(keys::piece(&key, number));
        }
        self.remove(key);
        Ok(true)
    }

    /// The first keys with this beginning, in order, as they will be once the batch is written.
    pub fn keys(&self, prefix: &[u8], most: usize) -> Result<BTreeSet<Vec<u8>>, Fault> {
        let mut found = BTreeSet::new();
        for key in self.tree.scan_prefix(prefix).keys() {
            if found.len() == most {
                break;
            }
            let key = key?.to_vec();
            if self.changes.get(&key) != Some(&None) {
                found.insert(key);
            }
        }
        let changed = self.changes.range(prefix.to_vec()..).take_while(|(key, _)| key.starts_with(prefix));
        found.extend(changed.filter(|(_, value)| value.is_some()).map(|(key, _)| key.clone()));
        while found.len() > most {
            found.pop_last();
        }
        Ok(found)
    }

    pub fn into_batch(self) -> Batch {
        let mut batch = Batch::default();
        for (key, value) in self.changes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        batch
    }
}

/// The whole of a body, of which `value` is what stands at `key` itself.
pub fn body(tree: &Tree, key: &[u8], value: &[u8]) -> Result<Vec<u8>, Fault> {
    join(value, |number| Ok(tree.get(keys::piece(key, number))?.map(|piece| piece.to_vec())))
}

fn join(value: &[u8], piece: impl Fn(u32) -> Result<Option<Vec<u8>>, Fault>) -> Result<Vec<u8>, Fault> {
    let (further, first) = split_body(value)?;
    let mut body = first.to_vec();
    for number in 0..further {
        body.extend(piece(number)?.ok_or_else(|| Fault::Read("a piece of a body is missing".into()))?);
    }
    Ok(body)
}

fn split_body(value: &[u8]) -> Result<(u32, &[u8]), Fault> {
    let (further, first) = value.split_first_chunk().ok_or_else(|| Fault::Read("a body is cut off".into()))?;
    Ok((u32::from_be_bytes(*further), first))
}

pub fn number(value: &[u8]) -> Result<u64, Fault> {
    let bytes = value.try_into().map_err(|_| Fault::Read("a number is not of eight bytes".into()))?;
    Ok(u64::from_be_bytes(bytes))
}
