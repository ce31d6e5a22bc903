//! Browsers in which somebody has signed in before. Whoever tries passwords for a name from elsewhere keeps everybody who
//! comes from elsewhere waiting, and not the one whose name it is: their own browsers are counted by themselves.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{login::Secret, staff::Member};
use crate::store::{EntryChange, EntryKey, Expect, Store, StoreError};

/// The kind of entry that keeps the browsers of a name, under the name.
const KIND: &str = "device";
/// So many of each name, those in which they signed in last.
const MOST: usize = 10;
/// A browser in which nobody has signed in for so long is one like any other.
pub const KEPT: TimeDelta = TimeDelta::days(365);

/// What a browser keeps after a sign-in, also after signing out. It opens nothing: a password is still asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCode(Secret);

impl DeviceCode {
    pub(super) fn draw() -> Self {
        Self(Secret::draw())
    }

    /// Reads what [`DeviceCode::to_cookie`] gave.
    pub fn from_cookie(text: &str) -> Option<Self> {
        Secret::from_cookie(text).map(Self)
    }

    /// For the browser: 64 hexadecimal digits.
    pub fn to_cookie(&self) -> String {
        self.0.to_cookie()
    }

    /// By what it is known here.
    pub(super) fn hash(&self) -> String {
        self.0.hash()
    }
}

/// A browser as it is kept.
#[derive(Serialize, Deserialize)]
struct Device {
    hash: String,
    /// That of the account when somebody signed in there: a new password makes all browsers strange.
    stamp: u64,
    seen: DateTime<Utc>,
}

/// The browsers of names in a store.
pub(super) struct Devices(Arc<dyn Store>);

impl Devices {
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self(store)
    }

    /// Whether this member has signed in there before.
    pub async fn knows(&self, member: &Member, code: &DeviceCode, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let hash = code.hash();
        Ok(self.of(member, now).await?.iter().any(|device| device.hash == hash))
    }

    /// What is to be kept where this member has signed in there now. Of two sign-ins at once one may be left out, which
    /// the next one there mends.
    pub async fn noted(
        &self,
        member: &Member,
        code: &DeviceCode,
        now: DateTime<Utc>,
    ) -> Result<EntryChange, StoreError> {
        let hash = code.hash();
        let mut devices = self.of(member, now).await?;
        devices.retain(|device| device.hash != hash);
        devices.insert(0, Device { hash, stamp: member.stamp, seen: now });
        devices.truncate(MOST);
        let body = serde_json::to_vec(&devices).expect("plain values with string keys always serialize");
        Ok(EntryChange { key: EntryKey::new(KIND, &member.name), expect: Expect::Any, body: Some(body) })
    }

    /// The last one first.
    async fn of(&self, member: &Member, now: DateTime<Utc>) -> Result<Vec<Device>, StoreError> {
        let bytes = self.0.entry(&EntryKey::new(KIND, &member.name)).await?;
        // What cannot be read are none: then their tries count like anybody's.
        let mut devices: Vec<Device> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        devices.retain(|device| device.stamp == member.stamp && now - device.seen < KEPT);
        Ok(devices)
    }
}
