//! Fetching updates: keep a batch, then fetch on, which confirms it.

use std::{collections::HashSet, sync::Arc, time::Duration};

use serde_json::Value;
use teloxide::{payloads::GetUpdates, types::AllowedUpdate};
use tracing::warn;

use super::{
    api::{Api, CallError},
    inbox::Pending,
    pause::{Pause, Stop, Trouble},
    turns::Turns,
};
use crate::{
    consult::Answering,
    store::{Store, StoreError},
};

/// How long Telegram may hold the call until something happens, and how long we wait for it.
const HELD: u32 = 25;
const TIMEOUT: Duration = Duration::from_secs(40);
const BATCH: u8 = 100;

/// Fetches until the stop. The offset lives here only: after a restart Telegram repeats what was not confirmed,
/// and the store knows what it has.
pub(super) async fn fetch<C: Answering>(api: &Api, store: &dyn Store, turns: &Arc<Turns<C>>, stop: &Stop) {
    let kinds = vec![
        AllowedUpdate::Message,
        AllowedUpdate::EditedMessage,
        AllowedUpdate::CallbackQuery,
        AllowedUpdate::MyChatMember,
    ];
    let mut call = GetUpdates { offset: None, limit: Some(BATCH), timeout: Some(HELD), allowed_updates: Some(kinds) };
    let trouble = Trouble::new("fetching from Telegram");
    let mut pause = Pause::default();
    loop {
        let answer = stop.or(async {
            turns.room().await;
            api.call_within(&call, TIMEOUT).await
        });
        let Some(answer) = answer.await else { return };
        let kept = match answer {
            Ok(updates) => keep(store, turns, updates)
                .await
                .map_err(|error| (format!("Telegram's updates are left with Telegram for now: {error}"), None)),
            Err(error) => Err(advice(error)),
        };
        match kept {
            Ok(next) => {
                trouble.over();
                pause.reset();
                call.offset = next.or(call.offset);
                call.timeout = Some(HELD);
            }
            Err((words, wait)) => {
                trouble.say(&words);
                // The next answer comes at once, and so does the word that all is well again.
                call.timeout = Some(0);
                let wait = wait.unwrap_or_else(|| pause.next());
                if stop.or(tokio::time::sleep(wait)).await.is_none() {
                    return;
                }
            }
        }
    }
}

/// Makes a batch durable and hands it over. Gives the offset that confirms it, if there was anything.
async fn keep<C: Answering>(
    store: &dyn Store,
    turns: &Arc<Turns<C>>,
    updates: Value,
) -> Result<Option<i32>, StoreError> {
    let Value::Array(updates) = updates else { return Ok(None) };
    let had = updates.len();
    let batch: Vec<(i64, Pending)> = updates.into_iter().filter_map(Pending::fetched).collect();
    if batch.len() < had {
        warn!("Telegram sent {} updates without a number; they are passed over", had - batch.len());
    }
    let Some(last) = batch.iter().map(|(id, _)| *id).max() else { return Ok(None) };
    let new = store.receive(batch.iter().map(|(_, it)| it.received()).collect()).await?;
    let new: HashSet<_> = new.into_iter().collect();
    turns.push(batch.into_iter().map(|(_, it)| it).filter(|it| new.contains(&it.key)).collect());
    // Telegram's own numbers are 32 bits wide.
    Ok(Some(i32::try_from(last + 1).unwrap_or(i32::MAX)))
}

/// One sentence on what is wrong and what to do, and how long to wait if Telegram said so.
fn advice(error: CallError) -> (String, Option<Duration>) {
    let words = match error {
        CallError::Flood { retry_after } => return ("Telegram asks us to fetch less often".to_owned(), Some(retry_after)),
        CallError::Refused { code: 409, words } if words.contains("webhook") => {
            "Telegram sends this bot's updates to a webhook; remove it with deleteWebhook, or give this program a bot of its own"
                .to_owned()
        }
        CallError::Refused { code: 409, .. } => {
            "another program fetches this bot's updates; stop it, or give this program a bot of its own".to_owned()
        }
        CallError::Refused { code: 401 | 404, .. } => {
            "Telegram does not know this bot any more; if its token was changed, put the new one into TELOXIDE_TOKEN and start again"
                .to_owned()
        }
        CallError::Refused { words, .. } => format!("Telegram refuses to give updates ({words}); we keep asking"),
        CallError::Broken { words } => format!("Telegram cannot be reached ({words}); check the network, we keep trying"),
    };
    (words, None)
}
