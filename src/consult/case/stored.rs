//! A case as kept: JSON with its version.

use serde::{Deserialize, Serialize};

use super::Case;
use crate::{consult::request::Wish, store::CaseId};

/// The version of this form.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    v: u32,
    #[serde(flatten)]
    case: &'a Case,
}

#[derive(Deserialize)]
struct Versioned {
    #[serde(default)]
    v: u32,
}

/// Why a stored case could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The bytes are not what any version wrote.
    #[error("a case is no valid JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A version that this program does not read.
    #[error("a case has version {0}; this program knows up to {VERSION}")]
    Version(u32),
}

/// Writes a case for the store.
pub fn write(case: &Case) -> Vec<u8> {
    serde_json::to_vec(&Written { v: VERSION, case }).expect("plain values with string keys always serialize")
}

/// Reads a stored case. Before there were cases, wishes were kept in their place: each is a new case without a team.
///
/// # Errors
/// See [`CaseError`]; nothing is guessed.
pub fn read(id: CaseId, bytes: &[u8]) -> Result<Case, CaseError> {
    match serde_json::from_slice::<Versioned>(bytes)?.v {
        0 => Ok(Case::open(id, String::new(), serde_json::from_slice::<Wish>(bytes)?)),
        VERSION => Ok(serde_json::from_slice(bytes)?),
        other => Err(CaseError::Version(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consult::{
        case::{State, Worker},
        request::Doubted,
    };

    #[test]
    fn a_case_is_read_back_and_an_old_wish_is_a_new_case() {
        let wish = r#"{"at":"2026-11-24T03:00:00Z","reason":"相談者が人への相談を希望","answers":[]}"#;
        let mut case = read(CaseId(7), wish.as_bytes()).unwrap();
        assert_eq!((case.id, case.state), (CaseId(7), State::New));
        case.assignee = Some(Worker("山田".to_owned()));
        assert_eq!(read(CaseId(7), &write(&case)).unwrap(), case);
        let doubted = Some(Doubted::Program("gyomu_kaizen".to_owned()));
        case.reasons[0].doubted = doubted;
        assert_eq!(read(CaseId(7), &write(&case)).unwrap(), case);
        assert!(matches!(read(CaseId(7), br#"{"v":9}"#), Err(CaseError::Version(9))));
        assert!(matches!(read(CaseId(7), b"no"), Err(CaseError::Json(_))));
    }
}
