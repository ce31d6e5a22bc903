//! `sodan serve`: runs every channel that is configured, until it is told to stop.

use std::{env, sync::Arc};

use tokio::sync::watch;
use tracing::info;

use super::{Failure, Outcome, as_of::AsOfMoment, settings};
use crate::{
    channel::telegram::{self, TelegramOptions, Words},
    consult::Consult,
    content::{Command, Content, Phrase},
    store::{SledOptions, SledStore, Store},
};

/// Telegram lets a bot send about this many messages a second.
const TELEGRAM_PER_SECOND: u32 = 30;

/// Runs until SIGINT or SIGTERM.
pub fn run(as_of: Option<AsOfMoment>) -> Result<Outcome, Failure> {
    let content = settings::content()?;
    let token = env::var("TELOXIDE_TOKEN").ok().map(|token| token.trim().to_owned()).filter(|token| !token.is_empty());
    let Some(token) = token else {
        return Err(Failure::new(
            "TELOXIDE_TOKEN がないので、始めるものがありません。@BotFather からもらったトークンを入れてください。\
             トークンなしで試すには sodan chat をどうぞ"
                .to_owned(),
        ));
    };
    let api_url = env::var("TELOXIDE_API_URL").ok().filter(|url| !url.is_empty());
    let options =
        TelegramOptions { token, messages_per_second: per_second(api_url.is_none())?, api_url, words: words(&content) };
    let store: Arc<dyn Store> = Arc::new(SledStore::open(SledOptions::new(settings::data_folder()))?);
    let consult = Arc::new(Consult::new(content, store.clone(), settings::clock(as_of)));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let (stop, stopped) = watch::channel(false);
        // Installed before anything runs, so that no signal finds the default handler, which would just kill.
        let asked = stop_asked()?;
        tokio::spawn(async move {
            asked.await;
            info!("stopping");
            // Nobody listening any more means that it has stopped already.
            let _ = stop.send(true);
        });
        telegram::run(consult, options, stopped).await.map_err(Failure::from)
    });
    let closed = runtime.block_on(store.close());
    served?;
    closed?;
    Ok(Outcome::Done)
}

/// `SODAN_TELEGRAM_PER_SECOND`, else Telegram's own bound; a server of one's own has none.
fn per_second(telegrams_own: bool) -> Result<Option<u32>, Failure> {
    match env::var("SODAN_TELEGRAM_PER_SECOND") {
        Ok(text) => match text.parse() {
            Ok(0) | Err(_) => {
                Err(Failure::new(format!("SODAN_TELEGRAM_PER_SECOND={text} は使えません。1以上の整数にしてください")))
            }
            Ok(number) => Ok(Some(number)),
        },
        Err(_) => Ok(telegrams_own.then_some(TELEGRAM_PER_SECOND)),
    }
}

fn words(content: &Content) -> Words {
    let say = |phrase| content.phrases.say(phrase, &[]);
    Words {
        private_only: say(Phrase::PrivateOnly),
        apology: say(Phrase::Apology),
        commands: Command::ALL[..Command::IN_MENU]
            .iter()
            .chain(Command::ALL.iter().filter(|(command, _)| *command == Command::Easy && content.easy.is_some()))
            .map(|(command, name)| ((*name).to_owned(), content.phrases.command(*command).about.clone()))
            .collect(),
        about: say(Phrase::BotAbout),
    }
}

/// Waits for SIGINT or SIGTERM.
#[cfg(unix)]
fn stop_asked() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_asked() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
