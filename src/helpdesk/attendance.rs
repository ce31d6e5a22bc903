//! Who is there to work, told to owners' side: at the start, and whenever accounts were changed.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    audit::{Act, Line},
    name::StaffName,
    staff::{Member, Staff, StaffError},
};
use crate::consult::{Consult, case::Worker};

/// Tells whether there is anybody to answer, and frees the open cases of everybody who cannot work any more; `by` is who
/// changed the accounts, nobody at the start. Gives how many cases were freed.
pub async fn tell(
    consult: &Consult,
    staff: &Staff,
    by: Option<&StaffName>,
    now: DateTime<Utc>,
) -> Result<usize, StaffError> {
    let members = staff.list().await?;
    consult.set_staffed(members.iter().any(Member::can_work));
    let cannot = members.iter().filter(|member| !member.can_work());
    let cannot: HashSet<Worker> = cannot.map(|member| Worker(member.name.to_string())).collect();
    consult.set_absent(cannot);
    let log = |id, worker: &Worker| {
        let line = Line::new(now, by, Act::Released).on(id);
        let whom = members.iter().find(|member| member.name.as_str() == worker.0);
        whom.map_or(line.clone(), |member| line.of(&member.name)).to_bytes()
    };
    Ok(consult.free_absent(log).await?)
}
