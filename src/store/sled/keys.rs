//! The keys of the one tree: what stands where, and in which order.
//!
//! A key opens with a letter for its kind. Names follow as [`text`], numbers as big endian, so that the order of the
//! keys is the order of what they name. Everything of one chat stands together: a commit touches few pages.
//!
//! | key | value |
//! |---|---|
//! | `meta/schema` | the schema's number, u32 |
//! | `meta/groups` | how many groups of changes were written, u64 (see `tally`) |
//! | `meta/arrivals`, `meta/cases`, `meta/log` | the last number given, u64 |
//! | `meta/counted`, `meta/tallied` | how many `n` keys came by counting and by tallying, u64 |
//! | `a` id | a case: chat and content, a body |
//! | `c` chat `a` id | nothing: case `id` is of this chat |
//! | `c` chat `h` | the chat's numbers, a `Head` |
//! | `c` chat `k` kind | the chat's name of that kind, as text |
//! | `c` chat `o` seq | a message to send, a body |
//! | `c` chat `p` | the owner's record, a body |
//! | `c` chat `t` seq | a line of the transcript, a body |
//! | `d` time, update | nothing: the update was settled at that time |
//! | `e` time, name | nothing: the name ends at that time; its own bytes, as they are |
//! | `i` kind, id | an entry, a body; the id's own bytes, as they are |
//! | `k` name | when it ends, and whose it is |
//! | `l` number | a line of the log, a body |
//! | `n` thing | how often it was counted, u64; the thing's own bytes, as they are |
//! | `s` channel, chat | the chat's key: it has messages to send |
//! | `u` update | `W` and its arrival while it waits, `D` and its time once settled |
//! | `w` channel, arrival | a waiting update, a body |
//! | `x` key, number | a further piece of the body at `key` (see `group`) |
//!
//! Schema 1 had requests where there are cases now: `q` seq, `c` chat `q` seq and `meta/requests`, laid out as `a`,
//! `c` chat `a` and `meta/cases` are; `cases` moves them. It came to know `n`, `k` and `e` while it was in use. Of
//! schema 2, things tallied before there was `meta/tallied` are among those of `meta/counted`, and count on.

use chrono::{DateTime, Utc};

use crate::store::{CaseId, ChatKey, EntryKey, NameKey, UpdateKey};

pub const SCHEMA: &[u8] = b"meta/schema";
pub const GROUPS: &[u8] = b"meta/groups";
pub const ARRIVALS: &[u8] = b"meta/arrivals";
pub const LAST_CASE: &[u8] = b"meta/cases";
pub const LAST_REQUEST: &[u8] = b"meta/requests";
pub const LAST_LINE_OF_LOG: &[u8] = b"meta/log";
pub const COUNTED: &[u8] = b"meta/counted";
pub const TALLIED: &[u8] = b"meta/tallied";
pub const COUNTS: &[u8] = b"n";
pub const SETTLED: &[u8] = b"d";
pub const NAMES_END: &[u8] = b"e";
pub const CASES: &[u8] = b"a";
pub const LOG: &[u8] = b"l";
pub const REQUESTS: &[u8] = b"q";

/// Puts a name so that no name's key is the beginning of another's, in the order of the names.
fn text(key: &mut Vec<u8>, name: &str) {
    for byte in name.bytes() {
        key.push(byte);
        if byte == 0 {
            key.push(0xFF);
        }
    }
    key.extend([0, 1]);
}

fn named(kind: u8, name: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(name.len() + 12);
    key.push(kind);
    text(&mut key, name);
    key
}

fn numbered(mut key: Vec<u8>, number: u64) -> Vec<u8> {
    key.extend(number.to_be_bytes());
    key
}

fn of_chat(chat: &ChatKey, what: u8) -> Vec<u8> {
    let mut key = named(b'c', chat.as_str());
    key.push(what);
    key
}

pub fn head(chat: &ChatKey) -> Vec<u8> {
    of_chat(chat, b'h')
}

pub fn owner(chat: &ChatKey) -> Vec<u8> {
    of_chat(chat, b'p')
}

pub fn outbox(chat: &ChatKey) -> Vec<u8> {
    of_chat(chat, b'o')
}

pub fn outgoing(chat: &ChatKey, seq: u64) -> Vec<u8> {
    numbered(outbox(chat), seq)
}

pub fn transcript(chat: &ChatKey) -> Vec<u8> {
    of_chat(chat, b't')
}

pub fn line(chat: &ChatKey, seq: u64) -> Vec<u8> {
    numbered(transcript(chat), seq)
}

pub fn cases_of(chat: &ChatKey) -> Vec<u8> {
    of_chat(chat, b'a')
}

pub fn case_of(chat: &ChatKey, id: CaseId) -> Vec<u8> {
    numbered(cases_of(chat), id.0)
}

pub fn case(id: CaseId) -> Vec<u8> {
    numbered(CASES.to_vec(), id.0)
}

/// Of schema 1.
pub fn request_of(chat: &ChatKey, seq: u64) -> Vec<u8> {
    numbered(of_chat(chat, b'q'), seq)
}

pub fn line_of_log(number: u64) -> Vec<u8> {
    numbered(LOG.to_vec(), number)
}

pub fn entries(kind: &str) -> Vec<u8> {
    named(b'i', kind)
}

/// Nothing follows the id, so its bytes need no end.
pub fn entry(key: &EntryKey) -> Vec<u8> {
    [entries(key.kind()).as_slice(), key.id().as_bytes()].concat()
}

/// Nothing follows the thing, so its bytes need no end, and the keys sort as the things do.
pub fn count(thing: &[u8]) -> Vec<u8> {
    [COUNTS, thing].concat()
}

/// The thing in a key made by [`count`].
pub fn thing_counted(key: &[u8]) -> &[u8] {
    key.get(COUNTS.len()..).unwrap_or_default()
}

pub fn names_of(chat: &ChatKey) -> Vec<u8> {
    of_chat(chat, b'k')
}

pub fn name_of(chat: &ChatKey, kind: &str) -> Vec<u8> {
    let mut key = names_of(chat);
    text(&mut key, kind);
    key
}

pub fn name(name: &NameKey) -> Vec<u8> {
    named(b'k', name.as_str())
}

/// Nothing follows the name, so its bytes need no end.
pub fn name_ends(until: DateTime<Utc>, name: &NameKey) -> Vec<u8> {
    [NAMES_END, &time(until), name.as_str().as_bytes()].concat()
}

/// All ends of moments before `at` sort below this.
pub fn name_ends_before(at: DateTime<Utc>) -> Vec<u8> {
    [NAMES_END, &time(at)].concat()
}

/// The name in a key made by [`name_ends`].
pub fn name_of_end(key: &[u8]) -> &[u8] {
    key.get(NAMES_END.len() + 12..).unwrap_or_default()
}

pub fn chats_to_send(channel: &str) -> Vec<u8> {
    named(b's', channel)
}

pub fn chat_to_send(chat: &ChatKey) -> Vec<u8> {
    let mut key = chats_to_send(chat.channel());
    text(&mut key, chat.as_str());
    key
}

pub fn update(key: &UpdateKey) -> Vec<u8> {
    named(b'u', key.as_str())
}

pub fn waiting(channel: &str) -> Vec<u8> {
    named(b'w', channel)
}

pub fn waiting_at(channel: &str, arrival: u64) -> Vec<u8> {
    numbered(waiting(channel), arrival)
}

/// A moment whose bytes sort as time does, to the nanosecond, before 1970 too.
pub fn time(at: DateTime<Utc>) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&(at.timestamp() ^ i64::MIN).to_be_bytes());
    bytes[8..].copy_from_slice(&at.timestamp_subsec_nanos().to_be_bytes());
    bytes
}

/// The moment whose bytes [`time`] gave.
pub fn moment(bytes: &[u8; 12]) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = (bytes.first_chunk()?, bytes.last_chunk()?);
    DateTime::from_timestamp(i64::from_be_bytes(*seconds) ^ i64::MIN, u32::from_be_bytes(*nanos))
}

/// All marks of moments before `at` sort below this.
pub fn settled_before(at: DateTime<Utc>) -> Vec<u8> {
    [SETTLED, &time(at)].concat()
}

/// `update` is as [`update`] gives it, so that the mark leads back to it.
pub fn settled(time: &[u8], update: &[u8]) -> Vec<u8> {
    [SETTLED, time, update].concat()
}

/// The update's key in a key made by [`settled`].
pub fn update_of_settled(key: &[u8]) -> &[u8] {
    key.get(SETTLED.len() + 12..).unwrap_or_default()
}

pub fn piece(key: &[u8], number: u32) -> Vec<u8> {
    [b"x", key, &number.to_be_bytes()].concat()
}

/// The number that ends a key.
pub fn last_number(key: &[u8]) -> Option<u64> {
    key.last_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_chat_stands_inside_another() {
        let names = ["a", "a\0", "a\0\u{1}o", "a/1", "a/10", "a/1\0b"];
        for one in names {
            for other in names.iter().filter(|other| **other != one) {
                let (one, other) = (outbox(&ChatKey::from_stored(one)), outbox(&ChatKey::from_stored(other)));
                assert!(!outgoing(&ChatKey::from_stored("a"), 7).is_empty() && !other.starts_with(&one));
            }
        }
    }

    #[test]
    fn numbers_and_times_sort_as_they_count() {
        let chat = ChatKey::new("telegram", 1);
        assert!(outgoing(&chat, 255) < outgoing(&chat, 256));
        let moments = [-2_000, -1, 0, 1, 1_700_000_000_000_000_001, 1_700_000_000_000_000_002];
        let keys = moments.map(|nanos| settled_before(DateTime::from_timestamp_nanos(nanos)));
        assert!(keys.is_sorted() && keys[4] != keys[5]);
        for at in moments.map(DateTime::from_timestamp_nanos) {
            assert_eq!(moment(&time(at)), Some(at));
        }
    }

    #[test]
    fn a_mark_leads_back_to_its_update() {
        let update = update(&UpdateKey::new("telegram", 5));
        assert_eq!(update_of_settled(&settled(&time(DateTime::UNIX_EPOCH), &update)), update);
    }

    #[test]
    fn an_end_leads_back_to_its_name() {
        let name = NameKey::new("code", "x\0");
        assert_eq!(name_of_end(&name_ends(DateTime::UNIX_EPOCH, &name)), name.as_str().as_bytes());
    }
}
