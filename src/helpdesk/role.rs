//! What each of the helpdesk's people may do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What somebody is at the helpdesk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 管理者: everything.
    Admin,
    /// 相談員: works on cases.
    Worker,
    /// 閲覧: looks, and changes nothing.
    Reader,
}

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// See cases, transcripts and statistics, and look programs up.
    Read,
    /// Claim, reply, note, tag, close, reopen; open a case for somebody who calls.
    Work,
    /// Take what owners said out of the system, as a file.
    Export,
    /// Erase an owner with all cases.
    Erase,
    /// Read the log of what everybody did.
    ReadLog,
    /// Add people, disable and enable them, give them new passwords.
    ManageStaff,
}

impl Role {
    /// All roles, those with the most rights first.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Worker, Self::Reader];

    /// Whether this role has this right.
    pub fn may(self, right: Right) -> bool {
        match right {
            Right::Read => true,
            Right::Work => self != Self::Reader,
            // Each of these touches many people at once or cannot be taken back.
            Right::Export | Right::Erase | Right::ReadLog | Right::ManageStaff => self == Self::Admin,
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Admin => "管理者",
            Self::Worker => "相談員",
            Self::Reader => "閲覧",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}
