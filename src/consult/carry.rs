//! What happens to an owner who goes on in another chat: everything known there is known here too.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::record::{Kept, Owner, Sitting};
use crate::content::{Content, FactId, Facts};

impl Owner {
    /// Takes over what the same owner said in another chat: what is newer there than here, and the session in which they
    /// are there. The session that was here ends; without one there it goes on.
    pub fn take_over(&mut self, there: Owner, content: &Content, now: DateTime<Utc>) {
        if there.sitting.is_some() {
            let last = self.sitting.as_ref().map_or(now, |sitting| sitting.last_seen);
            self.end_session(content, last);
        }
        self.learn(there.profile, &content.facts);
        // Who needs easier words needs them here too.
        self.easy |= there.easy;
        let Some(theirs) = there.sitting else { return };
        // The id is of this chat, so that its buttons are told apart; so is all that was said in it last.
        let mut sitting = Sitting::new(self.next_session(now), content, now);
        if theirs.content == content.hash {
            // What is on the screen belongs to where the owner stands, as long as numbers mean the same.
            (sitting.page, sitting.ticked) = (theirs.page, theirs.ticked);
        }
        (sitting.session, sitting.about) = (theirs.session, theirs.about);
        self.sitting = Some(sitting);
    }

    /// Adds answers of earlier sessions where they are newer; answers that contradict one that stays are left out.
    fn learn(&mut self, theirs: BTreeMap<FactId, Kept>, facts: &Facts) {
        let mut overruled = Vec::new();
        let mut corrected = Vec::new();
        for (fact, kept) in &theirs {
            match self.profile.get(fact) {
                Some(mine) if mine.answer == kept.answer => {}
                Some(mine) if mine.at >= kept.at => overruled.push(*fact),
                Some(_) => corrected.push(*fact),
                None => {}
            }
        }
        // What hangs on an answer goes with it.
        let (not_theirs, not_mine) = (dependents(facts, overruled), dependents(facts, corrected));
        self.profile.retain(|fact, _| !not_mine.contains(fact));
        for (fact, kept) in theirs {
            let newer = self.profile.get(&fact).is_none_or(|mine| mine.at < kept.at);
            if newer && !not_theirs.contains(&fact) {
                self.profile.insert(fact, kept);
            }
        }
    }
}

/// All facts whose answers hang on one of these, at whatever remove.
pub(super) fn dependents(facts: &Facts, mut changed: Vec<FactId>) -> BTreeSet<FactId> {
    let mut found = BTreeSet::new();
    while let Some(one) = changed.pop() {
        for fact in facts.iter().filter(|fact| fact.depends_on.contains(&one)) {
            if found.insert(fact.id) {
                changed.push(fact.id);
            }
        }
    }
    found
}
