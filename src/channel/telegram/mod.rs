//! Telegram: fetches updates, hands them to the consultation, sends what it has to say.
//!
//! An update is confirmed to Telegram only after the store keeps it, and answered from the store, so a crash
//! loses nothing; its key makes a repetition harmless. The way of an update:
//!
//! - `poll` fetches a batch, keeps it, and only then fetches (and so confirms) further;
//! - `turns` hands each chat's updates over strictly in order, chats side by side;
//! - `inbox` says what an update means to us;
//! - `courier` sends each chat's outbox in order, and minds Telegram's refusals and pauses;
//! - `staff` tells the group of the staff of cases, and takes what they answer;
//! - `render` puts our messages into Telegram's form; `api` makes one call; `commands` fills the bot's menu.

mod api;
mod commands;
mod courier;
mod crew;
mod inbox;
mod pace;
mod pause;
mod poll;
mod render;
mod staff;
mod turns;

use std::{sync::Arc, time::Duration};

use teloxide::payloads::GetMe;
use tokio::sync::watch;
use tracing::info;

pub use self::staff::StaffGroup;
use self::{
    api::{Api, CallError},
    courier::Courier,
    crew::Crew,
    pause::{Pause, Stop, Trouble},
    staff::Group,
    turns::Turns,
};
use crate::{consult::Answering, store::StoreError};

/// This channel's name in [`crate::store::ChatKey`] and [`crate::store::UpdateKey`].
pub const CHANNEL: &str = "telegram";

/// How long messages may still go out after the stop was asked for.
const FAREWELL: Duration = Duration::from_secs(5);

/// How to reach Telegram, and what to say where no consultation does.
#[derive(Clone)]
pub struct TelegramOptions {
    /// The bot's token, as @BotFather gives it.
    pub token: String,
    /// Another Bot API server than Telegram's own.
    pub api_url: Option<String>,
    /// The most messages to send in a second, all chats together. Telegram allows about 30.
    pub messages_per_second: Option<u32>,
    /// What the channel says in its own name.
    pub words: Words,
}

/// Sentences of the channel itself; the caller takes them from the content.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Said once to a group that calls the bot: it consults in private chats only.
    pub private_only: String,
    /// Said instead of an answer that could not be made or was refused.
    pub apology: String,
    /// The bot's menu: command without `/`, and what it does.
    pub commands: Vec<(String, String)>,
    /// What the bot is for, shown before the first message; empty leaves it as it is.
    pub about: String,
}

/// Why the channel cannot run, in words for whoever runs the program.
#[derive(Debug, thiserror::Error)]
pub enum TelegramError {
    /// The token has no form of one, or Telegram refused it, in these words.
    #[error(
        "Telegram does not know this bot ({0}); copy the token from @BotFather into TELOXIDE_TOKEN again, \
         and check TELOXIDE_API_URL if it is set"
    )]
    Token(String),
    /// The address of another Bot API server cannot be parsed.
    #[error(
        "TELOXIDE_API_URL is not an address like http://127.0.0.1:8081; correct it, or unset it to use Telegram's own"
    )]
    ApiUrl,
    /// Nothing could be called at all: the HTTP client's words.
    #[error("no HTTPS client could be set up ({0}); check the system's certificates")]
    Client(String),
    /// The store failed at the start, before the first update was fetched.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Serves Telegram until `shutdown` becomes true or its sender is gone.
///
/// Trouble on the way (no network, Telegram down, a full disk) is waited out and never ends this. Only what a
/// person must put right at the start does: see [`TelegramError`]. Dropping the future stops everything at once.
pub async fn run<C: Answering>(
    consult: Arc<C>,
    options: TelegramOptions,
    shutdown: watch::Receiver<bool>,
) -> Result<(), TelegramError> {
    run_with(consult, options, None, shutdown).await
}

/// The same with a group of the staff.
pub async fn run_with<C: Answering>(
    consult: Arc<C>,
    options: TelegramOptions,
    group: Option<StaffGroup>,
    shutdown: watch::Receiver<bool>,
) -> Result<(), TelegramError> {
    let stop = Stop(shutdown);
    let api = Arc::new(Api::new(&options.token, options.api_url.as_deref())?);
    let words = Arc::new(options.words);
    let store = consult.store().clone();

    let Some(username) = introduce(&api, &stop).await? else { return Ok(()) };
    let crew = Crew::default();
    let _ends_with_us = crew.dismiss_on_drop();
    crew.spawn(commands::publish(api.clone(), words.clone()));

    let courier = Courier::new(
        api.clone(),
        store.clone(),
        crew.clone(),
        stop.clone(),
        words.apology.clone(),
        options.messages_per_second,
    );
    let group = match group {
        Some(group) => Some(Group::open(group, api.clone(), courier.clone(), stop.clone()).await?),
        None => None,
    };
    if let Some(changes) = consult.stirred() {
        crew.spawn(courier.clone().watch(changes));
    }
    let talks = group.clone();
    let turns = Turns::new(consult, courier.clone(), api.clone(), crew.clone(), stop.clone(), words, username, group);

    turns.push(store.waiting(CHANNEL).await?.into_iter().map(inbox::Pending::stored).collect());
    for chat in store.chats_to_send(CHANNEL).await? {
        courier.wake(&chat);
    }
    if let Some(group) = talks {
        crew.spawn(group.serve());
    }
    poll::fetch(&api, store.as_ref(), &turns, &stop).await;

    crew.finish(FAREWELL).await;
    info!("Telegram: stopped");
    Ok(())
}

/// Asks who we are, as often as it takes. `None` when the stop came first.
async fn introduce(api: &Api, stop: &Stop) -> Result<Option<String>, TelegramError> {
    let trouble = Trouble::new("reaching Telegram");
    let mut pause = Pause::default();
    loop {
        let Some(answer) = stop.or(api.call(&GetMe::new())).await else { return Ok(None) };
        let wait = match answer {
            Ok(me) => {
                trouble.over();
                let username = me["username"].as_str().unwrap_or_default().to_owned();
                info!(username, "Telegram: connected");
                return Ok(Some(username));
            }
            Err(CallError::Refused { code: 401 | 404, words }) => return Err(TelegramError::Token(words)),
            Err(CallError::Flood { retry_after }) => {
                trouble.say("Telegram asks us to wait before the first call");
                retry_after
            }
            Err(CallError::Refused { words, .. } | CallError::Broken { words }) => {
                trouble.say(&format!("Telegram cannot be reached ({words}); check the network and TELOXIDE_API_URL"));
                pause.next()
            }
        };
        if stop.or(tokio::time::sleep(wait)).await.is_none() {
            return Ok(None);
        }
    }
}
