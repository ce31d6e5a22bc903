//! `sodan serve`: runs every channel that is configured, until it is told to stop.

use std::{
    env,
    io::{self, Write},
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch};
use tracing::{debug, info, warn};

use super::{Failure, Outcome, as_of::AsOfMoment, settings};
use crate::{
    channel::{
        telegram::{self, StaffGroup, TelegramOptions, Words},
        web::{self, OptionError, PublicUrl, WebOptions},
    },
    consult::{Clock, Consult},
    content::{Command, Content, Phrase},
    helpdesk::{
        audit,
        console::{self, Console},
        login::Logins,
        staff::Staff,
    },
    store::{SledOptions, SledStore, Store},
};

/// Telegram lets a bot send about this many messages a second.
const TELEGRAM_PER_SECOND: u32 = 30;
/// Where the web chat listens unless told otherwise: this machine alone.
const LISTEN: &str = "127.0.0.1:8080";
/// Repetitions of an update come within minutes; its mark is kept far longer, and not for ever.
const MARKS_KEPT: chrono::Duration = chrono::Duration::days(14);
/// How often old marks are taken away.
const SWEPT_EVERY: Duration = Duration::from_secs(60 * 60);

/// Runs until SIGINT or SIGTERM.
pub fn run(as_of: Option<AsOfMoment>) -> Result<Outcome, Failure> {
    let content = settings::content()?;
    let telegram = telegram_options(&content)?;
    let group = staff_group()?;
    let web = web_options()?;
    let store: Arc<dyn Store> = Arc::new(SledStore::open(SledOptions::new(settings::data_folder()))?);
    let clock = settings::clock(as_of);
    let consult = Arc::new(Consult::new(content, store.clone(), clock.clone()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let listener = listen().await?;
        announce(listener.local_addr()?, web.public_url.as_ref())?;
        let (stop, stopped) = watch::channel(false);
        // Installed before anything runs, so that no signal finds the default handler, which would just kill.
        let asked = stop_asked()?;
        let asks = stop.clone();
        tokio::spawn(async move {
            asked.await;
            info!("stopping");
            // Nobody listening any more means that it has stopped already.
            let _ = asks.send(true);
        });
        let console = helpdesk(&consult, &store, &web, &stopped).await?;
        let group = group.map(|id| StaffGroup { id, consult: consult.clone(), staff: Staff::new(store.clone()) });
        tokio::spawn(follow_up(consult.clone()));
        tokio::spawn(sweep(store.clone(), clock));
        // Where one of the two cannot go on, the other stops in good order too.
        let telegram = async {
            let Some(options) = telegram else { return Ok(()) };
            let ended = telegram::run_with(consult.clone(), options, group, stopped.clone()).await;
            let _ = stop.send(true);
            ended.map_err(Failure::from)
        };
        let web = async {
            let ended = web::run(consult.clone(), web, listener, stopped.clone(), console).await;
            let _ = stop.send(true);
            ended.map_err(Failure::from)
        };
        let (telegram, web) = tokio::join!(telegram, web);
        telegram.and(web)
    });
    let closed = runtime.block_on(store.close());
    served?;
    closed?;
    Ok(Outcome::Done)
}

/// The helpdesk's console, with all cases at hand.
async fn helpdesk(
    consult: &Arc<Consult>,
    store: &Arc<dyn Store>,
    web: &WebOptions,
    stopped: &watch::Receiver<bool>,
) -> Result<axum::Router, Failure> {
    consult.log_owners(audit::of_owner);
    consult.open_board().await?;
    let staff = Staff::new(store.clone());
    let logins = Logins::new(store.clone(), staff.clone());
    consult.set_staffed(staff.can_answer().await?);
    let console = Console::new(consult.clone(), staff, logins, web.clone(), stopped.clone());
    console.set_content_folder(settings::content_folder());
    tokio::spawn(console.clone().keep_texts());
    Ok(console::routes(console))
}

/// Telegram, where its token is set.
fn telegram_options(content: &Content) -> Result<Option<TelegramOptions>, Failure> {
    let Some(token) = setting("TELOXIDE_TOKEN") else { return Ok(None) };
    let api_url = setting("TELOXIDE_API_URL");
    let messages_per_second = per_second(api_url.is_none())?;
    Ok(Some(TelegramOptions { token, messages_per_second, api_url, words: words(content) }))
}

/// The number of the staff's group, where there is one.
fn staff_group() -> Result<Option<i64>, Failure> {
    let Some(text) = setting("SODAN_STAFF_GROUP") else { return Ok(None) };
    // Telegram's numbers of groups are below zero.
    let id = text.parse().ok().filter(|id: &i64| *id < 0);
    id.map(Some).ok_or_else(|| {
        Failure::new(format!(
            "SODAN_STAFF_GROUP={text} は使えません。Telegram のグループの番号（-1001234567890 のような、0より小さい整数）にしてください"
        ))
    })
}

fn web_options() -> Result<WebOptions, Failure> {
    let wrong = |name: &str, problem| Failure::new(format!("{name}: {problem}"));
    let public_url = match setting("SODAN_PUBLIC_URL") {
        Some(text) => Some(text.parse().map_err(|problem: OptionError| wrong("SODAN_PUBLIC_URL", problem))?),
        None => None,
    };
    let origins = setting("SODAN_WIDGET_ORIGINS").unwrap_or_default();
    let widget_origins = origins.split_whitespace().map(str::parse).collect::<Result<_, _>>();
    let widget_origins = widget_origins.map_err(|problem| wrong("SODAN_WIDGET_ORIGINS", problem))?;
    Ok(WebOptions { public_url, widget_origins, unlimited: false })
}

/// A variable that is set to something.
fn setting(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

async fn listen() -> Result<TcpListener, Failure> {
    let address = setting("SODAN_LISTEN").unwrap_or_else(|| LISTEN.to_owned());
    TcpListener::bind(&address).await.map_err(|problem| {
        Failure::new(format!(
            "{address} で待ち受けられません（{problem}）。ほかで動いているなら止めるか、SODAN_LISTEN=127.0.0.1:8081 の\
             ように、空いている番号にしてください"
        ))
    })
}

/// Says on standard output where to go: the one line that whoever started this needs.
fn announce(listening: SocketAddr, public: Option<&PublicUrl>) -> io::Result<()> {
    let mut out = io::stdout();
    // An address for everybody is none that a browser opens.
    let host = if listening.ip().is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { listening.ip() };
    let here = SocketAddr::new(host, listening.port());
    match public {
        Some(public) => writeln!(out, "相談の画面: {}/ （このコンピューターでは http://{here}/）", public.0)?,
        None => writeln!(out, "相談の画面: http://{here}/ （止めるときは Ctrl+C）")?,
    }
    out.flush()
}

/// Asks owners who agreed to it what became of their cases, for as long as the program runs.
async fn follow_up(consult: Arc<Consult>) {
    let mut every = tokio::time::interval(SWEPT_EVERY);
    loop {
        every.tick().await;
        if let Err(problem) = consult.follow_up().await {
            warn!(%problem, "owners could not be asked what became of their cases; the next hour tries again");
        }
    }
}

/// Takes away the marks of updates that nobody will repeat any more, and sign-ins that are over, for as long as the
/// program runs.
async fn sweep(store: Arc<dyn Store>, clock: Clock) {
    let logins = Logins::new(store.clone(), Staff::new(store.clone()));
    let mut every = tokio::time::interval(SWEPT_EVERY);
    loop {
        every.tick().await;
        match store.purge(clock() - MARKS_KEPT).await {
            Ok(0) => {}
            Ok(count) => debug!(count, "marks of old updates taken away"),
            Err(problem) => warn!(%problem, "marks of old updates could not be taken away; the next hour tries again"),
        }
        // By the wall clock, as they began.
        match logins.sweep(chrono::Utc::now()).await {
            Ok(0) => {}
            Ok(count) => debug!(count, "sign-ins that are over taken away"),
            Err(problem) => {
                warn!(%problem, "sign-ins that are over could not be taken away; the next hour tries again")
            }
        }
    }
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
        commands: Command::MENU
            .iter()
            .chain(content.easy.is_some().then_some(&Command::Easy))
            .map(|command| (command.key().to_owned(), content.phrases.command(*command).about.clone()))
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
