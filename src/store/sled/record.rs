//! How the store's own values are laid out in bytes.

use chrono::{DateTime, Utc};

use super::{Fault, keys};
use crate::store::{CaseId, ChatKey, KeptCase, NameKey, Named, Received, UpdateKey};

/// The numbers of one chat. None of them ever goes back, so no sequence number is given twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub version: u64,
    /// The last sequence number given to a message to send.
    pub outgoing_made: u64,
    /// The last sequence number given to a line of the transcript.
    pub lines_made: u64,
    /// How many messages wait to be sent.
    pub to_send: u64,
}

impl Head {
    pub fn to_bytes(self) -> Vec<u8> {
        [self.version, self.outgoing_made, self.lines_made, self.to_send].map(u64::to_be_bytes).concat()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Fault> {
        let (numbers, []) = bytes.as_chunks() else { return Err(cut_off()) };
        let [version, outgoing_made, lines_made, to_send] = numbers else { return Err(cut_off()) };
        Ok(Self {
            version: u64::from_be_bytes(*version),
            outgoing_made: u64::from_be_bytes(*outgoing_made),
            lines_made: u64::from_be_bytes(*lines_made),
            to_send: u64::from_be_bytes(*to_send),
        })
    }
}

pub fn received(received: &Received) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(received.body.len() + 64);
    put_text(&mut bytes, received.key.as_str());
    put_text(&mut bytes, received.chat.as_str());
    bytes.extend_from_slice(&received.body);
    bytes
}

pub fn to_received(bytes: &[u8]) -> Result<Received, Fault> {
    let (key, rest) = take_text(bytes)?;
    let (chat, body) = take_text(rest)?;
    Ok(Received { key: UpdateKey::from_stored(key), chat: ChatKey::from_stored(chat), body: body.to_vec() })
}

pub fn case(chat: &ChatKey, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() + 32);
    put_text(&mut bytes, chat.as_str());
    bytes.extend_from_slice(body);
    bytes
}

pub fn to_case(id: CaseId, bytes: &[u8]) -> Result<KeptCase, Fault> {
    let (chat, body) = take_text(bytes)?;
    Ok(KeptCase { id, chat: ChatKey::from_stored(chat), body: body.to_vec() })
}

pub fn named(chat: &ChatKey, until: DateTime<Utc>) -> Vec<u8> {
    [&keys::time(until), chat.as_str().as_bytes()].concat()
}

pub fn to_named(bytes: &[u8]) -> Result<Named, Fault> {
    let (until, chat) = bytes.split_first_chunk().ok_or_else(cut_off)?;
    let until = keys::moment(until).ok_or_else(|| Fault::Read("a moment cannot be read".into()))?;
    Ok(Named { chat: ChatKey::from_stored(plain_text(chat)?), until })
}

pub fn to_name(bytes: &[u8]) -> Result<NameKey, Fault> {
    plain_text(bytes).map(NameKey::from_stored)
}

fn plain_text(bytes: &[u8]) -> Result<&str, Fault> {
    std::str::from_utf8(bytes).map_err(|_| Fault::Read("a name is not text".into()))
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn take_text(bytes: &[u8]) -> Result<(&str, &[u8]), Fault> {
    let (length, rest) = bytes.split_first_chunk().ok_or_else(cut_off)?;
    let length = usize::try_from(u64::from_be_bytes(*length)).map_err(|_| cut_off())?;
    let (text, rest) = rest.split_at_checked(length).ok_or_else(cut_off)?;
    Ok((plain_text(text)?, rest))
}

fn cut_off() -> Fault {
    Fault::Read("a record is cut off".into())
}
