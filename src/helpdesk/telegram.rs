//! Which user of Telegram is which of the helpdesk's people: nobody else takes cases or answers owners from there.

use chrono::{DateTime, Utc};

use super::{
    audit::{Act, Line},
    name::StaffName,
    role::Right,
    staff::{Member, Staff, StaffError},
};
use crate::store::{EntryChange, EntryKey, Expect, Store};

/// The kind of entry that keeps an account's name, under the number of the user.
const KIND: &str = "tgstaff";

/// Says that this user of Telegram is this account; `None` says that nobody is. An account has one user at a time.
pub async fn link(
    store: &dyn Store,
    staff: &Staff,
    name: &StaffName,
    user: Option<i64>,
    now: DateTime<Utc>,
) -> Result<Member, StaffError> {
    let member = staff.find(name).await?.ok_or_else(|| StaffError::Unknown(name.clone()))?;
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
    let line = Line::new(now, None, Act::TelegramLinked).of(name);
    store.change(changes, vec![line.to_bytes()]).await?;
    Ok(member)
}

/// Who this user of Telegram is, where they may work on cases.
pub async fn worker(store: &dyn Store, staff: &Staff, user: i64) -> Result<Option<Member>, StaffError> {
    let Some(name) = store.entry(&EntryKey::new(KIND, user)).await? else { return Ok(None) };
    let Ok(name) = StaffName::new(&String::from_utf8_lossy(&name)) else { return Ok(None) };
    Ok(staff.find(&name).await?.filter(|member| !member.disabled && member.role.may(Right::Work)))
}
