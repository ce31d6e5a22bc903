//! Who else looks at a case or writes in it. In memory alone, bounded, and over by itself.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::watch;

use crate::{
    helpdesk::{name::StaffName, staff::Member},
    store::CaseId,
};

/// Who has opened a case looks at it for so long, unless their page says it again.
const LOOKS: Duration = Duration::from_secs(60);
/// Who has typed writes for so long.
const WRITES: Duration = Duration::from_secs(25);
/// So many are known at once; whoever comes beyond is not shown to others.
const MOST: usize = 2_000;

/// Who is where.
#[derive(Debug)]
pub(super) struct Presence {
    seen: Mutex<HashMap<(CaseId, StaffName), Seen>>,
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
struct Seen {
    shown: String,
    looks_until: Instant,
    writes_until: Option<Instant>,
}

/// Somebody else in a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Other {
    pub name: String,
    pub writing: bool,
}

impl Default for Presence {
    fn default() -> Self {
        Self { seen: Mutex::default(), changes: watch::channel(0).0 }
    }
}

impl Presence {
    /// Somebody looks at a case; `writing` where they have typed, or are done with it.
    pub fn note(&self, case: CaseId, member: &Member, writing: Option<bool>, now: Instant) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            seen.retain(|_, seen| seen.looks_until > now);
        }
        let key = (case, member.name.clone());
        if seen.len() >= MOST && !seen.contains_key(&key) {
            return;
        }
        let looks_until = now + LOOKS;
        let before = seen.get(&key).filter(|seen| seen.looks_until > now);
        let wrote = before.and_then(|seen| seen.writes_until).filter(|until| *until > now);
        let writes_until = match writing {
            None => wrote,
            Some(writes) => writes.then(|| now + WRITES),
        };
        let is_news = before.is_none() || wrote.is_some() != writes_until.is_some();
        seen.insert(key, Seen { shown: member.shown.clone(), looks_until, writes_until });
        drop(seen);
        if is_news {
            self.changes.send_modify(|count| *count += 1);
        }
    }

    /// Somebody looks at nothing any more, wherever they were.
    pub fn leave(&self, who: &StaffName) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.len();
        seen.retain(|(_, one), _| one != who);
        let is_news = seen.len() != before;
        drop(seen);
        if is_news {
            self.changes.send_modify(|count| *count += 1);
        }
    }

    /// The others in a case, in the order of their names.
    pub fn others(&self, case: CaseId, me: &StaffName, now: Instant) -> Vec<Other> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let here = seen.iter().filter(|((of, who), seen)| *of == case && who != me && seen.looks_until > now);
        let other = |seen: &Seen| Other {
            name: seen.shown.clone(),
            writing: seen.writes_until.is_some_and(|until| until > now),
        };
        let mut others: Vec<Other> = here.map(|(_, seen)| other(seen)).collect();
        others.sort();
        others
    }

    /// Rises when somebody comes or is sent away, or begins or stops to write; who leaves by themselves is seen when asked
    /// again.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::helpdesk::role::Role;

    fn member(name: &str) -> Member {
        let at = DateTime::UNIX_EPOCH;
        let name = StaffName::new(name).unwrap();
        Member {
            shown: name.to_string(),
            name,
            role: Role::Worker,
            disabled: false,
            created: at,
            changed: at,
            stamp: 0,
        }
    }

    #[test]
    fn others_are_shown_until_they_are_gone() {
        let presence = Presence::default();
        let (yamada, sato) = (member("山田"), member("佐藤"));
        let now = Instant::now();
        presence.note(CaseId(1), &yamada, None, now);
        presence.note(CaseId(1), &sato, Some(true), now);
        presence.note(CaseId(2), &sato, None, now);
        let seen = |me: &Member, after: u64| presence.others(CaseId(1), &me.name, now + Duration::from_secs(after));
        let other = |name: &str, writing| vec![Other { name: name.to_owned(), writing }];
        assert_eq!(seen(&yamada, 1), other("佐藤", true));
        assert_eq!(seen(&sato, 1), other("山田", false));
        assert_eq!(seen(&yamada, 30), other("佐藤", false));
        assert_eq!(seen(&yamada, 61), vec![]);
    }

    #[test]
    fn who_leaves_is_nowhere_any_more() {
        let presence = Presence::default();
        let (yamada, sato, now) = (member("山田"), member("佐藤"), Instant::now());
        for case in [1, 2] {
            presence.note(CaseId(case), &yamada, None, now);
            presence.note(CaseId(case), &sato, Some(true), now);
        }
        let changes = presence.changes();
        let before = *changes.borrow();
        presence.leave(&sato.name);
        presence.leave(&sato.name);
        assert_eq!(*changes.borrow(), before + 1, "told once");
        for case in [1, 2] {
            assert_eq!(presence.others(CaseId(case), &yamada.name, now), vec![]);
            assert_eq!(presence.others(CaseId(case), &sato.name, now).len(), 1);
        }
    }

    #[test]
    fn only_what_is_new_is_told() {
        let presence = Presence::default();
        let (sato, now) = (member("佐藤"), Instant::now());
        let changes = presence.changes();
        let mut told = Vec::new();
        for writing in [None, None, Some(true), Some(true), None, Some(false), None] {
            presence.note(CaseId(1), &sato, writing, now);
            told.push(*changes.borrow());
        }
        assert_eq!(told, [1, 1, 2, 2, 2, 3, 3]);
    }
}
