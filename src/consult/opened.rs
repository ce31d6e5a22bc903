//! Details that unfold on the page itself: that they were looked at is counted, and nothing else happens.

use super::{
    Consult,
    message::Token,
    present::Present,
    tally::{Month, Tally, What},
    token::{At, Press},
};
use crate::{
    rules::Moment,
    store::{ChatKey, Commit, Committed, StoreError, UpdateKey},
};

impl Consult {
    /// Counts that the details of a program were unfolded among the results, once for each time these are shown: of a
    /// button that is none of the present results nothing is counted.
    pub async fn opened(&self, chat: &ChatKey, button: &Token) -> Result<(), StoreError> {
        loop {
            let now = (self.clock)();
            let loaded = self.store.load(chat).await?;
            let Some(owner) = loaded.owner.as_deref().map(|bytes| self.read(bytes)) else { return Ok(()) };
            let present = Present::new(&self.content, Moment::from(now), owner, None);
            let Some(At { press: Press::Detail(program), session, turn }) = At::read(button) else { return Ok(()) };
            let there = present.recommend().filter(|_| present.still_works(button));
            let shown = there.map(|recommend| present.results(recommend).0).unwrap_or_default();
            if !shown.iter().any(|one| one.program.id == program) {
                return Ok(());
            }
            let month = Month::of(Moment::from(now));
            let id = self.content.program(program).offer.name.clone();
            let mut commit = Commit::new(chat.clone(), loaded.version, now);
            let name = format!("{}.opened.{session}.{turn}.{}", chat.id(), program.0);
            commit.settles = Some(UpdateKey::new(chat.channel(), name));
            commit.tallied = vec![Tally { month, what: What::Opened, id }.to_key()];
            match self.store.commit(commit).await? {
                // Nobody is told of it: there is nothing new to see.
                Committed::Done(_) | Committed::Duplicate => return Ok(()),
                Committed::Conflict(_) => continue,
            }
        }
    }
}
