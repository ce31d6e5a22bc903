//! Which user of Telegram is which of the helpdesk's people: nobody else takes cases or answers owners from there.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{
    audit::{Act, Line},
    name::StaffName,
    staff::{Member, Staff, StaffError},
};
use crate::{
    consult::code::{self, Chance, Code},
    store::{Changed, EntryChange, EntryKey, Expect, Store, StoreError},
};

/// The kind of entry that keeps an account's name, under the number of the user.
const KIND: &str = "tgstaff";
/// The kind of entry that keeps an account's code, under its name.
const CODES: &str = "tgcode";
/// So long a code can be used.
pub const CODE_HOLDS: TimeDelta = TimeDelta::minutes(10);

/// A code that somebody was shown at the console.
#[derive(Serialize, Deserialize)]
struct Lent {
    code: String,
    until: DateTime<Utc>,
}

/// Says that this user of Telegram is this account; `None` says that nobody is. An account has one user at a time.
pub async fn link(
    store: &dyn Store,
    staff: &Staff,
    name: &StaffName,
    user: Option<i64>,
    now: DateTime<Utc>,
) -> Result<Member, StaffError> {
    let member = staff.find(name).await?.ok_or_else(|| StaffError::Unknown(name.clone()))?;
    let line = Line::new(now, None, Act::TelegramLinked).of(name);
    store.change(linking(store, name, user).await?, vec![line.to_bytes()]).await?;
    Ok(member)
}

async fn linking(store: &dyn Store, name: &StaffName, user: Option<i64>) -> Result<Vec<EntryChange>, StoreError> {
    let user = user.map(|user| user.to_string());
    let before = store.entries(KIND).await?.into_iter();
    let mut changes: Vec<EntryChange> = before
        .filter(|(id, body)| body == name.as_str().as_bytes() && Some(id) != user.as_ref())
        .map(|(id, _)| EntryChange { key: EntryKey::new(KIND, id), expect: Expect::Any, body: None })
        .collect();
    changes.extend(user.map(|id| EntryChange {
        key: EntryKey::new(KIND, id),
        expect: Expect::Any,
        body: Some(name.as_str().as_bytes().to_vec()),
    }));
    Ok(changes)
}

/// A code by which somebody who is signed in says who they are at Telegram. It works once, for a few minutes, and takes
/// the place of the one before.
pub async fn lend_code(store: &dyn Store, name: &StaffName, now: DateTime<Utc>) -> Result<String, StoreError> {
    let code = Code::new(Chance::draw());
    let lent = Lent { code: code.symbols().to_owned(), until: now + CODE_HOLDS };
    let body = serde_json::to_vec(&lent).expect("plain values with string keys always serialize");
    let change = EntryChange { key: EntryKey::new(CODES, name), expect: Expect::Any, body: Some(body) };
    store.change(vec![change], Vec::new()).await?;
    Ok(code.to_string())
}

/// Links a user of Telegram who typed a code. Gives who they are; nobody where the code is worth nothing.
pub async fn take_code(
    store: &dyn Store,
    staff: &Staff,
    typed: &str,
    user: i64,
    now: DateTime<Utc>,
) -> Result<Option<Member>, StaffError> {
    let Some(typed) = code::typed(typed) else { return Ok(None) };
    for (id, body) in store.entries(CODES).await? {
        let (Ok(name), Ok(lent)) = (StaffName::new(&id), serde_json::from_slice::<Lent>(&body)) else { continue };
        if lent.code != typed.code.symbols() || lent.until <= now {
            continue;
        }
        let Some(member) = staff.find(&name).await?.filter(|member| !member.disabled) else { return Ok(None) };
        let mut changes = linking(store, &name, Some(user)).await?;
        changes.push(EntryChange { key: EntryKey::new(CODES, id), expect: Expect::Is(body), body: None });
        let line = Line::new(now, Some(&name), Act::TelegramLinked).of(&name);
        let done = store.change(changes, vec![line.to_bytes()]).await?;
        return Ok((done == Changed::Done).then_some(member));
    }
    Ok(None)
}

/// Who this user of Telegram is, where they may work on cases.
pub async fn worker(store: &dyn Store, staff: &Staff, user: i64) -> Result<Option<Member>, StaffError> {
    let Some(name) = store.entry(&EntryKey::new(KIND, user)).await? else { return Ok(None) };
    let Ok(name) = StaffName::new(&String::from_utf8_lossy(&name)) else { return Ok(None) };
    Ok(staff.find(&name).await?.filter(Member::can_work))
}
