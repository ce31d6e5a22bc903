//! Who is signed in: a random code in the browser, of which only a hash is kept.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::{
    audit::{Act, Line},
    device::{DeviceCode, Devices},
    name::StaffName,
    staff::{Member, Staff, StaffError},
    throttle::{Throttle, Try},
};
use crate::store::{Changed, EntryChange, EntryKey, Expect, Store};

/// The kind of entry that keeps a session, under the hash of its code.
const KIND: &str = "login";
/// The kind of entry that keeps when somebody who has no account last tried to sign in.
const STRANGERS: &str = "strangers";
/// After so long without a visit somebody has left their desk.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// After so long everybody signs in again: a working day with its overtime.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);
/// A visit is written down when the last one was so long ago, so that not every request writes.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Wrong passwords for names that nobody has make a line in the log so often at most: strangers must not fill the disk.
const STRANGERS_EVERY: TimeDelta = TimeDelta::minutes(1);

/// 256 random bits that a browser keeps, and of which only a hash is kept here. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret([u8; 32]);

impl Secret {
    pub fn draw() -> Self {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits).expect("a system without randomness can keep nobody apart");
        Self(bits)
    }

    pub fn from_cookie(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bits = [0; 32];
        for (byte, pair) in bits.iter_mut().zip(digits.chunks(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16);
            *byte = (digit(0)? * 16 + digit(1)?) as u8;
        }
        Some(Self(bits))
    }

    pub fn to_cookie(&self) -> String {
        hex(&self.0)
    }

    pub fn hash(&self) -> String {
        hex(digest(&SHA256, &self.0).as_ref())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What the browser keeps while somebody is signed in: whoever knows it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginCode(Secret);

impl LoginCode {
    /// Reads what [`LoginCode::to_cookie`] gave.
    pub fn from_cookie(text: &str) -> Option<Self> {
        Secret::from_cookie(text).map(Self)
    }

    /// For the browser: 64 hexadecimal digits.
    pub fn to_cookie(&self) -> String {
        self.0.to_cookie()
    }

    fn key(&self) -> EntryKey {
        EntryKey::new(KIND, self.0.hash())
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A session as it is kept.
#[derive(Clone, Serialize, Deserialize)]
struct Session {
    name: StaffName,
    /// That of the account when it began.
    stamp: u64,
    began: DateTime<Utc>,
    seen: DateTime<Utc>,
}

impl Session {
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        now - self.seen >= IDLE || now - self.began >= LONGEST
    }

    fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain values with string keys always serialize")
    }
}

/// What became of a try to sign in.
#[derive(Debug)]
pub enum SignIn {
    /// They are in.
    Done {
        /// For the browser.
        code: LoginCode,
        /// For the browser too, and for longer: it is known from now on.
        device: DeviceCode,
        /// Who it is.
        member: Member,
    },
    /// Name or password is wrong, or the account is disabled; which, nobody is told.
    Wrong,
    /// Too many wrong ones: nothing was looked at.
    Throttled {
        /// How long to wait.
        wait: Duration,
    },
}

/// Signs people in and out, and knows who is in.
pub struct Logins {
    store: Arc<dyn Store>,
    staff: Staff,
    devices: Devices,
    throttle: Throttle,
    /// When a stranger's try was last written into the log.
    strangers: Mutex<Option<DateTime<Utc>>>,
}

impl Logins {
    /// Over the accounts of `staff`, which are in the same store.
    pub fn new(store: Arc<dyn Store>, staff: Staff) -> Self {
        let devices = Devices::new(store.clone());
        Self { store, staff, devices, throttle: Throttle::default(), strangers: Mutex::default() }
    }

    /// Tries to sign somebody in, from this address and in a browser that may have been here before.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        client: IpAddr,
        device: Option<&DeviceCode>,
        now: DateTime<Utc>,
    ) -> Result<SignIn, StaffError> {
        let at = match device {
            Some(device) if self.is_known(name, device, now).await? => Some(device.hash()),
            _ => None,
        };
        let tried = Try { name, client, device: at.as_deref() };
        if let Err(wait) = self.throttle.begin(tried, now) {
            return Ok(SignIn::Throttled { wait });
        }
        let Some(member) = self.staff.authenticate(name, password).await? else {
            self.log_failure(name, now).await?;
            return Ok(SignIn::Wrong);
        };
        self.throttle.right(tried);
        let code = LoginCode(Secret::draw());
        let device = device.cloned().unwrap_or_else(DeviceCode::draw);
        // Of an account that is disabled or reset from here on, the stamp is an older one already.
        let session = Session { name: member.name.clone(), stamp: member.stamp, began: now, seen: now };
        let change = EntryChange { key: code.key(), expect: Expect::Absent, body: Some(session.to_bytes()) };
        let noted = self.devices.noted(&member, &device, now).await?;
        let line = Line::new(now, Some(&member.name), Act::SignedIn);
        match self.store.change(vec![change, noted], vec![line.to_bytes()]).await? {
            Changed::Done => Ok(SignIn::Done { code, device, member }),
            // The same 256 bits were drawn before.
            Changed::Conflict => Ok(SignIn::Wrong),
        }
    }

    /// Whether somebody of this name has signed in with this browser. Only who did learns it.
    async fn is_known(&self, name: &str, device: &DeviceCode, now: DateTime<Utc>) -> Result<bool, StaffError> {
        let Ok(name) = StaffName::new(name) else { return Ok(false) };
        let Some(member) = self.staff.find(&name).await? else { return Ok(false) };
        Ok(self.devices.knows(&member, device, now).await?)
    }

    /// Who is signed in with this code, if anybody still is. It counts as a sign that they are at their desk.
    pub async fn visit(&self, code: &LoginCode, now: DateTime<Utc>) -> Result<Option<Member>, StaffError> {
        loop {
            let Some((bytes, session, member)) = self.session(code, now).await? else { return Ok(None) };
            if now - session.seen < SEEN_EVERY {
                return Ok(Some(member));
            }
            let seen = Session { seen: now, ..session };
            let change = EntryChange { key: code.key(), expect: Expect::Is(bytes), body: Some(seen.to_bytes()) };
            // Whoever signs out meanwhile stays out.
            if self.store.change(vec![change], Vec::new()).await? == Changed::Done {
                return Ok(Some(member));
            }
        }
    }

    /// The same without a sign of life: for what a page asks by itself.
    pub async fn look(&self, code: &LoginCode, now: DateTime<Utc>) -> Result<Option<Member>, StaffError> {
        Ok(self.session(code, now).await?.map(|(_, _, member)| member))
    }

    /// Signs out. A code with which nobody is signed in changes nothing.
    pub async fn sign_out(&self, code: &LoginCode, now: DateTime<Utc>) -> Result<(), StaffError> {
        while let Some((bytes, session, _)) = self.session(code, now).await? {
            let change = EntryChange { key: code.key(), expect: Expect::Is(bytes), body: None };
            let line = Line::new(now, Some(&session.name), Act::SignedOut);
            if self.store.change(vec![change], vec![line.to_bytes()]).await? == Changed::Done {
                break;
            }
        }
        Ok(())
    }

    /// Takes away the sessions that are over. Gives how many. Nothing depends on it but the room they take.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<usize, StaffError> {
        let members = self.staff.list().await?.into_iter();
        let stamps: HashMap<_, _> = members.map(|member| (member.name, member.stamp)).collect();
        let sessions = self.store.entries(KIND).await?.into_iter();
        // Stamps only rise, so what is over stays so, whatever else happens meanwhile.
        let over = sessions.filter(|(_, bytes)| {
            let session = serde_json::from_slice::<Session>(bytes);
            session.map_or(true, |it| it.is_over(now) || stamps.get(&it.name).is_some_and(|stamp| it.stamp < *stamp))
        });
        let gone = |(id, _)| EntryChange { key: EntryKey::new(KIND, id), expect: Expect::Any, body: None };
        let changes: Vec<_> = over.map(gone).collect();
        let count = changes.len();
        if count > 0 {
            self.store.change(changes, Vec::new()).await?;
        }
        Ok(count)
    }

    async fn session(
        &self,
        code: &LoginCode,
        now: DateTime<Utc>,
    ) -> Result<Option<(Vec<u8>, Session, Member)>, StaffError> {
        let Some(bytes) = self.store.entry(&code.key()).await? else { return Ok(None) };
        // One that cannot be read is over: to sign in again costs little.
        let Ok(session) = serde_json::from_slice::<Session>(&bytes) else { return Ok(None) };
        let member = self.staff.find(&session.name).await?;
        let member = member.filter(|it| !it.disabled && it.stamp == session.stamp && !session.is_over(now));
        Ok(member.map(|member| (bytes, session, member)))
    }

    async fn log_failure(&self, name: &str, now: DateTime<Utc>) -> Result<(), StaffError> {
        let known = match StaffName::new(name) {
            Ok(name) => self.staff.find(&name).await?.map(|member| member.name),
            Err(_) => None,
        };
        let line = Line::new(now, known.as_ref(), Act::SignInFailed).to_bytes();
        // A write for a stranger too, so that the time of the answer does not tell who has an account.
        let (changes, log) = match known {
            Some(_) => (Vec::new(), vec![line]),
            None => {
                let last = EntryKey::new(STRANGERS, "last");
                let change = EntryChange { key: last, expect: Expect::Any, body: Some(now.to_rfc3339().into()) };
                (vec![change], if self.stranger_is_due(now) { vec![line] } else { Vec::new() })
            }
        };
        self.store.change(changes, log).await?;
        Ok(())
    }

    fn stranger_is_due(&self, now: DateTime<Utc>) -> bool {
        let mut last = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| (now - last).abs() >= STRANGERS_EVERY);
        if due {
            *last = Some(now);
        }
        due
    }
}
