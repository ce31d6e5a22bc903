//! The bot's menu and its description, as a person sees them before the first message.

use std::sync::Arc;

use teloxide::{
    payloads::{SetMyCommands, SetMyDescription, SetMyShortDescription},
    types::BotCommand,
};
use tracing::warn;

use super::{
    Words,
    api::{Api, CallError},
};

/// The most characters of a description, and of the short one that the bot's profile shows.
const DESCRIPTION: usize = 512;
const SHORT_DESCRIPTION: usize = 120;

/// Sets them. A failure is told and nothing more: the bot works without.
pub(super) async fn publish(api: Arc<Api>, words: Arc<Words>) {
    if !words.commands.is_empty() {
        let commands = words.commands.iter().map(|(command, about)| BotCommand::new(command, about));
        tell("the menu of commands", api.call(&SetMyCommands::new(commands)).await.err());
    }
    if !words.about.is_empty() {
        let mut long = SetMyDescription::new();
        long.description = Some(words.about.chars().take(DESCRIPTION).collect());
        tell("the description", api.call(&long).await.err());
        let mut short = SetMyShortDescription::new();
        short.short_description = Some(words.about.chars().take(SHORT_DESCRIPTION).collect());
        tell("the short description", api.call(&short).await.err());
    }
}

fn tell(what: &str, error: Option<CallError>) {
    match error {
        None => {}
        Some(CallError::Flood { .. }) => {
            warn!("Telegram: {what} was not set, it was set too often; the next start tries again");
        }
        Some(CallError::Refused { words, .. } | CallError::Broken { words }) => {
            warn!("Telegram: {what} was not set ({words}); everything else works, the next start tries again");
        }
    }
}
