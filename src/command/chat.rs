//! `sodan chat`: the consultation in the terminal.

use std::sync::Arc;

use super::{Failure, Outcome, as_of::AsOfMoment, settings};
use crate::{
    channel::terminal,
    consult::Consult,
    store::{MemoryStore, SledOptions, SledStore, Store},
};

/// Talks on standard input and output. Nothing is remembered afterwards, unless `keep`.
pub fn run(as_of: Option<AsOfMoment>, keep: bool) -> Result<Outcome, Failure> {
    let content = settings::content()?;
    let store: Arc<dyn Store> = match keep {
        true => Arc::new(SledStore::open(SledOptions::new(settings::data_folder()))?),
        false => Arc::new(MemoryStore::new()),
    };
    let consult = Arc::new(Consult::new(content, store.clone(), settings::clock(as_of)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let talked = runtime.block_on(async {
        let talk = terminal::run(consult);
        tokio::select! {
            talked = talk => talked,
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    });
    let closed = runtime.block_on(store.close());
    // A read of the terminal may still be waiting on its own thread; nobody needs its answer.
    runtime.shutdown_background();
    talked?;
    closed?;
    Ok(Outcome::Done)
}
