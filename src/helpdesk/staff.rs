//! Accounts of the helpdesk's people.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::{
    audit::{Act, Line},
    name::{self, NameProblem, StaffName},
    password::{Hashing, Password, PasswordProblem},
    role::{Right, Role},
    texts::fold,
};
use crate::store::{Changed, EntryChange, EntryKey, Expect, Store, StoreError};

/// The kind of entry that keeps an account, under the name.
const KIND: &str = "staff";

/// Somebody of the helpdesk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// With what they sign in.
    pub name: StaffName,
    /// By what colleagues and owners know them.
    pub shown: String,
    /// What they may do.
    pub role: Role,
    /// Cannot sign in.
    pub disabled: bool,
    /// When the account was made.
    pub created: DateTime<Utc>,
    /// When anything of it was last changed.
    pub changed: DateTime<Utc>,
    /// Raised when the account is disabled and when it gets a new password: what was signed in before is out.
    pub(super) stamp: u64,
}

impl Member {
    /// Whether they can be given a case.
    pub fn can_work(&self) -> bool {
        !self.disabled && self.role.may(Right::Work)
    }
}

/// An account as it is kept. Fields may be added, with a default; none changes its meaning.
#[derive(Clone, Serialize, Deserialize)]
struct Account {
    shown: String,
    role: Role,
    /// A PHC string.
    hash: String,
    disabled: bool,
    stamp: u64,
    created: DateTime<Utc>,
    changed: DateTime<Utc>,
}

impl Account {
    fn member(&self, name: StaffName) -> Member {
        Member {
            name,
            shown: self.shown.clone(),
            role: self.role,
            disabled: self.disabled,
            created: self.created,
            changed: self.changed,
            stamp: self.stamp,
        }
    }

    fn is_admin(&self) -> bool {
        self.role == Role::Admin && !self.disabled
    }

    fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain values with string keys always serialize")
    }
}

/// Why it was not done, in words for whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// No name to sign in with.
    #[error("{0}")]
    Name(#[from] NameProblem),
    /// No name to be shown by.
    #[error("表示名: {0}")]
    Shown(NameProblem),
    /// No good password.
    #[error("{0}")]
    Password(#[from] PasswordProblem),
    /// Somebody has this name.
    #[error("「{0}」という担当者は、もういます")]
    Taken(StaffName),
    /// Somebody is shown by this name: nobody could tell the two apart.
    #[error(
        "表示名「{shown}」は、担当者「{by}」が使っています。「{shown}（窓口）」のように、見分けのつく表示名を付けてください"
    )]
    ShownTaken {
        /// The name as it was wanted.
        shown: String,
        /// Who has it.
        by: StaffName,
    },
    /// Nobody has this name.
    #[error("「{0}」という担当者はいません")]
    Unknown(StaffName),
    /// Then nobody could add or enable anybody.
    #[error("「{0}」は最後の管理者なので、停止できません。先に、ほかの管理者を追加してください")]
    LastAdmin(StaffName),
    /// The record is not what this program writes.
    #[error("「{0}」の記録が読めません。sodan staff reset では直らないので、データの控えから戻してください")]
    Unreadable(StaffName),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The accounts in a store.
#[derive(Clone)]
pub struct Staff {
    store: Arc<dyn Store>,
    hashing: Hashing,
    /// Held while somebody is added: of two at once who are shown by the same name, one is refused.
    adding: Arc<Mutex<()>>,
}

impl Staff {
    /// The accounts in this store. Clones share how many passwords are checked at once, and add one account at a time.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, hashing: Hashing::default(), adding: Arc::default() }
    }

    /// Gives somebody an account. `shown` is the name itself where it is `None`; `by` is who does it, nobody at the
    /// command line.
    pub async fn add(
        &self,
        name: &StaffName,
        shown: Option<&str>,
        role: Role,
        password: &str,
        by: Option<&StaffName>,
        now: DateTime<Utc>,
    ) -> Result<Member, StaffError> {
        let shown = name::visible(shown.unwrap_or(name.as_str())).map_err(StaffError::Shown)?;
        let password = Password::new(password, name)?;
        let hash = self.hashing.hash(password).await;
        let _one = self.adding.lock().await;
        self.must_be_free(name, &shown).await?;
        let account = Account { shown, role, hash, disabled: false, stamp: 0, created: now, changed: now };
        let change = EntryChange { key: key(name), expect: Expect::Absent, body: Some(account.to_bytes()) };
        let line = Line::new(now, by, Act::StaffAdded).of(name);
        match self.store.change(vec![change], vec![line.to_bytes()]).await? {
            Changed::Done => Ok(account.member(name.clone())),
            Changed::Conflict => Err(StaffError::Taken(name.clone())),
        }
    }

    /// Whether somebody can be added by these names, `shown` as in [`Staff::add`].
    pub async fn can_add(&self, name: &StaffName, shown: Option<&str>) -> Result<(), StaffError> {
        let shown = name::visible(shown.unwrap_or(name.as_str())).map_err(StaffError::Shown)?;
        self.must_be_free(name, &shown).await
    }

    /// Names that differ only in capitals or blanks are the same to whoever reads them.
    async fn must_be_free(&self, name: &StaffName, shown: &str) -> Result<(), StaffError> {
        let all = self.list().await?;
        if let Some(other) = all.iter().find(|other| fold(other.name.as_str()) == fold(name.as_str())) {
            return Err(StaffError::Taken(other.name.clone()));
        }
        match all.into_iter().find(|other| fold(&other.shown) == fold(shown)) {
            Some(other) => Err(StaffError::ShownTaken { shown: shown.to_owned(), by: other.name }),
            None => Ok(()),
        }
    }

    /// Everybody, in the order of their names.
    pub async fn list(&self) -> Result<Vec<Member>, StaffError> {
        Ok(self.accounts().await?.into_iter().map(|(name, _, account)| account.member(name)).collect())
    }

    /// One of them.
    pub async fn find(&self, name: &StaffName) -> Result<Option<Member>, StaffError> {
        Ok(self.account(name).await?.map(|(_, account)| account.member(name.clone())))
    }

    /// Lets somebody sign in no more, and ends what they are signed in with. The last administrator stays. Whoever is
    /// disabled already is left as they are.
    pub async fn disable(
        &self,
        name: &StaffName,
        by: Option<&StaffName>,
        now: DateTime<Utc>,
    ) -> Result<Member, StaffError> {
        loop {
            let all = self.accounts().await?;
            let Some((_, old, account)) = all.iter().find(|(one, ..)| one == name) else {
                return Err(StaffError::Unknown(name.clone()));
            };
            if account.disabled {
                return Ok(account.member(name.clone()));
            }
            let mut changes = Vec::new();
            if account.is_admin() {
                // That the other is one must still hold when this is done: two could disable each other at once.
                let other = all.iter().find(|(one, _, account)| one != name && account.is_admin());
                let (other, bytes, _) = other.ok_or_else(|| StaffError::LastAdmin(name.clone()))?;
                changes.push(replace(other, bytes, bytes.clone()));
            }
            let new = Account { disabled: true, stamp: account.stamp + 1, changed: now, ..account.clone() };
            changes.push(replace(name, old, new.to_bytes()));
            let line = Line::new(now, by, Act::StaffDisabled).of(name);
            if self.store.change(changes, vec![line.to_bytes()]).await? == Changed::Done {
                return Ok(new.member(name.clone()));
            }
        }
    }

    /// Lets somebody sign in again, with the password they had.
    pub async fn enable(
        &self,
        name: &StaffName,
        by: Option<&StaffName>,
        now: DateTime<Utc>,
    ) -> Result<Member, StaffError> {
        let line = Line::new(now, by, Act::StaffEnabled).of(name);
        self.update(name, line, |old| old.disabled.then(|| Account { disabled: false, changed: now, ..old.clone() }))
            .await
    }

    /// Gives somebody a new password, and ends what they are signed in with.
    pub async fn reset(
        &self,
        name: &StaffName,
        password: &str,
        by: Option<&StaffName>,
        now: DateTime<Utc>,
    ) -> Result<Member, StaffError> {
        let password = Password::new(password, name)?;
        let hash = self.hashing.hash(password).await;
        let line = Line::new(now, by, Act::StaffReset).of(name);
        let new = |old: &Account| Account { hash: hash.clone(), stamp: old.stamp + 1, changed: now, ..old.clone() };
        self.update(name, line, |old| Some(new(old))).await
    }

    /// Who this is, if name and password are right and the account is not disabled. Else nobody, after the same time
    /// whatever was wrong. It counts no tries: that is the affair of [`Logins`](super::login::Logins).
    pub async fn authenticate(&self, name: &str, password: &str) -> Result<Option<Member>, StaffError> {
        let Ok(password) = Password::typed(password) else { return Ok(None) };
        let known = match StaffName::new(name) {
            Ok(name) => self.account(&name).await?.map(|(_, account)| (name, account)),
            Err(_) => None,
        };
        let right = self.hashing.verify(password, known.as_ref().map(|(_, account)| account.hash.clone())).await;
        let here = known.filter(|(_, account)| right && !account.disabled);
        Ok(here.map(|(name, account)| account.member(name)))
    }

    /// Replaces an account by what `new` makes of it; leaves it where that is nothing.
    async fn update(
        &self,
        name: &StaffName,
        line: Line,
        new: impl Fn(&Account) -> Option<Account>,
    ) -> Result<Member, StaffError> {
        loop {
            let (old, account) = self.account(name).await?.ok_or_else(|| StaffError::Unknown(name.clone()))?;
            let Some(new) = new(&account) else { return Ok(account.member(name.clone())) };
            let change = replace(name, &old, new.to_bytes());
            if self.store.change(vec![change], vec![line.to_bytes()]).await? == Changed::Done {
                return Ok(new.member(name.clone()));
            }
        }
    }

    async fn account(&self, name: &StaffName) -> Result<Option<(Vec<u8>, Account)>, StaffError> {
        let Some(bytes) = self.store.entry(&key(name)).await? else { return Ok(None) };
        let account = serde_json::from_slice(&bytes).map_err(|_| StaffError::Unreadable(name.clone()))?;
        Ok(Some((bytes, account)))
    }

    /// Each with the bytes that are kept of it.
    async fn accounts(&self) -> Result<Vec<(StaffName, Vec<u8>, Account)>, StaffError> {
        let entries = self.store.entries(KIND).await?.into_iter();
        let accounts = entries.map(|(id, bytes)| {
            let name = StaffName::new(&id)?;
            let account = serde_json::from_slice(&bytes).map_err(|_| StaffError::Unreadable(name.clone()))?;
            Ok((name, bytes, account))
        });
        accounts.collect()
    }
}

fn key(name: &StaffName) -> EntryKey {
    EntryKey::new(KIND, name)
}

fn replace(name: &StaffName, old: &[u8], new: Vec<u8>) -> EntryChange {
    EntryChange { key: key(name), expect: Expect::Is(old.to_vec()), body: Some(new) }
}
