//! The log of what was done at the helpdesk (監査記録): appended with the deed itself, and never changed or erased.
//!
//! One line is one JSON object. It names people of the helpdesk and numbers of cases, and nothing of an owner: it outlasts
//! every erasure.
//!
//! ```json
//! {"at":"2026-11-28T01:23:45Z","who":"tanaka","what":"replied","case":12}
//! {"at":"2026-11-28T01:24:00Z","what":"staff_added","whom":"suzuki"}
//! ```
//!
//! | field | |
//! |---|---|
//! | `at` | when, in UTC |
//! | `who` | the name of whoever did it; missing where it was done at the command line, by an owner, or by nobody known |
//! | `what` | an [`Act`] |
//! | `case` | the number of the case, where it was done to one |
//! | `into` | the number of the case that it was joined to, where it was |
//! | `whom` | whose account, where it was done to one |

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name::StaffName;
use crate::{
    consult::OwnerDid,
    store::{CaseId, Store, StoreError},
};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Somebody signed in.
    SignedIn,
    /// A wrong password. `who` is missing where there is no such account, for what is typed into the field of the name
    /// may be a password; of these one line in a minute is written, however many there are.
    SignInFailed,
    /// Somebody signed out.
    SignedOut,
    /// Took a case.
    Claimed,
    /// Gave a case back, so that nobody works on it.
    Released,
    /// Gave a case to somebody: `whom`.
    Assigned,
    /// Let the bot go on.
    HandedBack,
    /// Put a case before the others, or back among them.
    Urgent,
    /// Changed the tags of a case.
    Tagged,
    /// Gave a case to another team.
    Moved,
    /// Made a case of a call.
    CallSaved,
    /// Added to what is known of an owner, or put it right.
    FactsKept,
    /// Wrote to the owner.
    Replied,
    /// Wrote a note for colleagues.
    Noted,
    /// Closed a case.
    Closed,
    /// Opened a case again.
    Reopened,
    /// The owner withdrew a case.
    Withdrawn,
    /// Joined a case to another.
    Merged,
    /// Took data out as a file.
    Exported,
    /// Erased an owner with all cases.
    Erased,
    /// Gave somebody an account.
    StaffAdded,
    /// Disabled an account.
    StaffDisabled,
    /// Enabled an account again.
    StaffEnabled,
    /// Gave an account a new password.
    StaffReset,
    /// Said which user of Telegram an account is, or that nobody is.
    TelegramLinked,
    /// Put right what they had written to the owner.
    Corrected,
    /// Something that a newer version of the program did.
    #[serde(other)]
    Other,
}

impl Act {
    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::SignedIn => "サインイン",
            Self::SignInFailed => "サインイン失敗",
            Self::SignedOut => "サインアウト",
            Self::Claimed => "担当",
            Self::Released => "担当を外す",
            Self::Assigned => "担当を渡す",
            Self::HandedBack => "ボットに戻す",
            Self::Urgent => "至急の変更",
            Self::Tagged => "タグの変更",
            Self::Moved => "窓口の変更",
            Self::CallSaved => "電話の相談を保存",
            Self::FactsKept => "相談者の項目を直す",
            Self::Replied => "返信",
            Self::Noted => "メモ",
            Self::Closed => "完了",
            Self::Reopened => "再開",
            Self::Withdrawn => "取下げ",
            Self::Merged => "統合",
            Self::Exported => "書き出し",
            Self::Erased => "削除",
            Self::StaffAdded => "担当者の追加",
            Self::StaffDisabled => "担当者の停止",
            Self::StaffEnabled => "担当者の再開",
            Self::StaffReset => "パスワードの再設定",
            Self::TelegramLinked => "Telegramの登録",
            Self::Corrected => "返信の書き直し",
            Self::Other => "その他",
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<StaffName>,
    /// What was done.
    pub what: Act,
    /// To which case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The case to which it was joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<CaseId>,
    /// To whose account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whom: Option<StaffName>,
}

impl Line {
    /// A line about no case and no other account.
    pub fn new(at: DateTime<Utc>, who: Option<&StaffName>, what: Act) -> Self {
        Self { at, who: who.cloned(), what, case: None, into: None, whom: None }
    }

    /// The same, on this case.
    pub fn on(self, case: CaseId) -> Self {
        Self { case: Some(case), ..self }
    }

    /// The same, joined to this case.
    pub fn joined_to(self, case: CaseId) -> Self {
        Self { into: Some(case), ..self }
    }

    /// The same, on this account.
    pub fn of(self, whom: &StaffName) -> Self {
        Self { whom: Some(whom.clone()), ..self }
    }

    /// For [`Commit::log`](crate::store::Commit::log) or [`Store::change`].
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain values with string keys always serialize")
    }
}

/// A line of what an owner did: nobody of the staff, so that `who` is missing.
pub fn of_owner(at: DateTime<Utc>, did: OwnerDid, case: CaseId) -> Vec<u8> {
    let what = match did {
        OwnerDid::Withdrew => Act::Withdrawn,
        OwnerDid::Erased => Act::Erased,
    };
    Line::new(at, None, what).on(case).to_bytes()
}

/// A line as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its number; the next older page begins `before` that of the last line shown.
    pub number: u64,
    /// What it says; `None` where it cannot be read. It is given all the same: a log must not hide that a line is there.
    pub line: Option<Line>,
}

/// The last `most` lines before the one with this number, newest first; the very last ones without a number.
pub async fn read(store: &dyn Store, before: Option<u64>, most: usize) -> Result<Vec<Logged>, StoreError> {
    let lines = store.log(before, most).await?.into_iter();
    Ok(lines.map(|(number, bytes)| Logged { number, line: serde_json::from_slice(&bytes).ok() }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_json_that_is_documented() {
        let at = DateTime::from_timestamp(1_795_829_025, 0).unwrap();
        let (tanaka, suzuki) = (StaffName::new("tanaka").unwrap(), StaffName::new("suzuki").unwrap());
        let lines = [
            Line::new(at, Some(&tanaka), Act::Replied).on(CaseId(12)),
            Line::new(at, None, Act::StaffAdded).of(&suzuki),
        ];
        let expected = [
            r#"{"at":"2026-11-28T01:23:45Z","who":"tanaka","what":"replied","case":12}"#,
            r#"{"at":"2026-11-28T01:23:45Z","what":"staff_added","whom":"suzuki"}"#,
        ];
        for (line, expected) in lines.iter().zip(expected) {
            assert_eq!(String::from_utf8(line.to_bytes()).unwrap(), expected);
            assert_eq!(serde_json::from_str::<Line>(expected).unwrap(), *line);
        }
        let newer = r#"{"at":"2026-11-28T01:23:45Z","what":"teleported","mood":1}"#;
        assert_eq!(serde_json::from_str::<Line>(newer).unwrap().what, Act::Other);
    }
}
