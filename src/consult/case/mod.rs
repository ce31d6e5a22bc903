//! A case (相談案件): what the helpdesk works on. It belongs to one chat, and every change of it is part of a commit of
//! that chat, so that what staff see and what the owner was told never part.

mod board;
mod brief;
mod follow;
mod heard;
mod life;
mod round;
mod stored;

pub use self::{
    board::{Board, goes_on_in},
    brief::briefly,
    follow::{FollowUp, FollowUpSaid},
    life::{Act, Refused, Seen},
    round::{Consultation, Round},
    stored::{CaseError, read, write},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::request::{Doubted, Told, Wish};
use crate::store::CaseId;

/// The name of a member of staff, as they sign in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Worker(pub String);

/// What the helpdesk works on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its reception number (受付番号), which is told to the owner.
    pub id: CaseId,
    /// Why it came to the helpdesk, the first time and again; never empty.
    pub reasons: Vec<Came>,
    /// The id of the team that works on it.
    pub team: String,
    /// The id of the team that the owner's last wish led to; staff may have moved it since.
    #[serde(default)]
    pub routed: String,
    /// How it stands.
    pub state: State,
    /// Who works on it.
    pub assignee: Option<Worker>,
    /// Comes before the others.
    pub urgent: bool,
    /// Words by which staff find it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// For staff alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Since when the owner waits for a person; none while nobody waits.
    pub waiting_since: Option<DateTime<Utc>>,
    /// When somebody took it for the first time.
    pub taken_at: Option<DateTime<Utc>>,
    /// When a person answered for the first time.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was closed last.
    pub closed_at: Option<DateTime<Utc>>,
    /// From each opening to its closing; empty for a case that was kept before there were any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<Round>,
    /// Whether the owner has been told that what was written has arrived, since staff last wrote.
    #[serde(default)]
    pub acknowledged: bool,
    /// Whether the owner has been told that none of the staff can open what was sent, since staff last wrote.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told_unopened: bool,
    /// How often the owner has written to staff, or wished for them.
    #[serde(default)]
    pub written: u64,
    /// Whether the owner found it helpful, where they said so after it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helpful: Option<bool>,
    /// Asking what became of it.
    #[serde(default)]
    pub follow_up: FollowUp,
    /// The case that goes on in its place: both are of one owner, in two chats. It stays said where that owner comes here
    /// again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CaseId>,
    /// Who wrote to the owner last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_reply: Option<Replied>,
    /// The beginning of what the owner said last in words of their own, else at which question they wished for a person; by
    /// it one case is told from another at a glance.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// Counts what staff did: whoever acts says what they have seen, so that nobody acts over a colleague.
    pub step: u64,
}

/// Why a case came to the helpdesk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Came {
    /// When.
    pub at: DateTime<Utc>,
    /// In an author's words.
    pub reason: String,
    /// Everything known of the owner by then.
    pub answers: Vec<Told>,
    /// The ids of the programs that were shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<String>,
    /// What the owner says is wrong, where that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubted: Option<Doubted>,
    /// What staff heard since and put right: facts with what is known of them now. The answers stay those of then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<(String, Option<Told>)>,
}

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 新規: nobody works on it.
    New,
    /// 対応中: somebody works on it.
    Working,
    /// 相談者待ち: it is the owner's turn.
    AwaitingOwner,
    /// 完了.
    Done(Outcome),
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 解決.
    Solved,
    /// 案内: led to somebody else who can help.
    Referred,
    /// 取下げ: the owner needs it no more.
    Withdrawn,
    /// 連絡不能: the owner did not answer any more.
    OutOfReach,
    /// 統合: it goes on in another case of the same owner.
    Merged,
}

impl State {
    /// Whether nobody works on it any more.
    pub fn is_done(self) -> bool {
        matches!(self, State::Done(_))
    }

    /// As people at the helpdesk call it.
    pub fn label(self) -> &'static str {
        match self {
            State::New => "新規",
            State::Working => "対応中",
            State::AwaitingOwner => "相談者待ち",
            State::Done(Outcome::Solved) => "完了（解決）",
            State::Done(Outcome::Referred) => "完了（案内）",
            State::Done(Outcome::Withdrawn) => "完了（取下げ）",
            State::Done(Outcome::OutOfReach) => "完了（連絡不能）",
            State::Done(Outcome::Merged) => "完了（統合）",
        }
    }

    /// As in JSON and in the address of its queue.
    pub fn key(self) -> &'static str {
        match self {
            State::New => "new",
            State::Working => "working",
            State::AwaitingOwner => "awaiting_owner",
            State::Done(_) => "done",
        }
    }
}

impl Outcome {
    /// Every way to end, with its key.
    pub const ALL: [(Outcome, &'static str); 5] = [
        (Outcome::Solved, "solved"),
        (Outcome::Referred, "referred"),
        (Outcome::Withdrawn, "withdrawn"),
        (Outcome::OutOfReach, "out_of_reach"),
        (Outcome::Merged, "merged"),
    ];

    /// As people at the helpdesk call it.
    pub fn label(self) -> &'static str {
        match self {
            Outcome::Solved => "解決",
            Outcome::Referred => "案内",
            Outcome::Withdrawn => "取下げ",
            Outcome::OutOfReach => "連絡不能",
            Outcome::Merged => "統合",
        }
    }

    /// The ways to end among which staff choose.
    pub fn chosen() -> impl Iterator<Item = (Outcome, &'static str)> {
        Self::ALL.into_iter().filter(|(outcome, _)| *outcome != Outcome::Merged)
    }

    /// Its key in forms and JSON.
    pub fn key(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Takes back the key of one among which staff choose.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::chosen().find(|(_, known)| *known == key).map(|(outcome, _)| outcome)
    }
}

/// A reply: who wrote it, and when, by which its line of the transcript is found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replied {
    /// By whom.
    pub by: Worker,
    /// When it was written first, however often it was put right since.
    pub at: DateTime<Utc>,
}

/// Something that only staff read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Worker,
    /// What it says.
    pub text: String,
}

impl Case {
    /// A new case for a wish.
    pub fn open(id: CaseId, team: String, wish: Wish) -> Self {
        let at = wish.at;
        let urgent = wish.urgent;
        let mut case = Self {
            id,
            reasons: vec![Came::from(wish)],
            routed: team.clone(),
            team,
            state: State::New,
            assignee: None,
            urgent,
            tags: Vec::new(),
            notes: Vec::new(),
            waiting_since: Some(at),
            taken_at: None,
            answered_at: None,
            closed_at: None,
            rounds: Vec::new(),
            acknowledged: false,
            told_unopened: false,
            written: 0,
            helpful: None,
            follow_up: FollowUp::None,
            merged_into: None,
            last_reply: None,
            said: String::new(),
            step: 0,
        };
        case.round();
        case
    }

    /// When the owner first asked for it.
    pub fn opened_at(&self) -> DateTime<Utc> {
        self.reasons.first().map(|came| came.at).unwrap_or_default()
    }

    /// What is known of the owner, as told last.
    pub fn told(&self) -> impl Iterator<Item = &Told> {
        self.reasons.last().into_iter().flat_map(Came::told)
    }

    /// What is known of one fact, in words; empty where nothing is.
    pub fn told_of(&self, fact: &str) -> &str {
        self.told().find(|told| told.fact == fact).map_or("", |told| &told.value)
    }

    /// The last reason why it came.
    pub fn reason(&self) -> &str {
        self.reasons.last().map(|came| came.reason.as_str()).unwrap_or_default()
    }
}

impl Came {
    /// What is known of the owner, with what staff have heard since.
    pub fn told(&self) -> impl Iterator<Item = &Told> {
        let as_then = |told: &&Told| self.heard.iter().all(|(fact, _)| *fact != told.fact);
        self.answers.iter().filter(as_then).chain(self.heard.iter().filter_map(|(_, told)| told.as_ref()))
    }
}

impl From<Wish> for Came {
    fn from(wish: Wish) -> Self {
        let Wish { at, reason, answers, shown, doubted, urgent: _ } = wish;
        Self { at, reason, answers, shown, doubted, heard: Vec::new() }
    }
}
