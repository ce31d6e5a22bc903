//! The helpdesk's console (`/helpdesk`): queues, cases, and the people who work on them, as pages of plain forms.
//!
//! Every page but the one to sign in wants somebody who is signed in (`session`), and what they may do hangs on their
//! role; `doors` lists all of them. A page is drawn from the board (`consult::case::Board`) and the store; what is done goes through
//! [`Consult::work`](crate::consult::Consult::work), which commits it together with what the owner is told.
//!
//! Everything works without a script. With it, open pages hear what changes (`events`) and say so without moving anything.

mod act;
mod bars;
mod case;
mod doors;
mod erase;
mod events;
mod export;
mod find;
mod glance;
mod learning;
mod log;
mod lookup;
mod merge;
mod pace;
mod pages;
mod people;
mod presence;
mod queue;
mod refused;
mod session;
mod sign_in;
mod statistics;
mod telegram;
mod wrong;

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::HeaderMap,
    middleware,
    response::{IntoResponse, Response},
};
use chrono::Utc;
use tokio::sync::watch;
use tracing::warn;

pub use self::doors::{Door, doors};
use self::{events::Listeners, glance::Glances, pace::Pace, presence::Presence};
use super::{
    attendance,
    login::Logins,
    name::StaffName,
    staff::{Staff, StaffError},
    texts::Texts,
};
use crate::{channel::web::WebOptions, consult::Consult};

/// The largest form: a reply of 4,000 characters, each escaped, and the rest with room.
const MOST_BODY: usize = 64 * 1024;

/// What all pages of the console share.
pub struct Console {
    consult: Arc<Consult>,
    staff: Staff,
    logins: Logins,
    options: WebOptions,
    shutdown: watch::Receiver<bool>,
    texts: Texts,
    presence: Presence,
    glances: Glances,
    listeners: Listeners,
    pace: Pace,
    content_folder: OnceLock<PathBuf>,
}

impl Console {
    /// A console over what `consult` keeps; `options` are those of the web chat beside which it is served, and `shutdown`
    /// ends it.
    pub fn new(
        consult: Arc<Consult>,
        staff: Staff,
        logins: Logins,
        options: WebOptions,
        shutdown: watch::Receiver<bool>,
    ) -> Arc<Self> {
        let (texts, presence, glances, listeners, pace) = Default::default();
        let content_folder = OnceLock::new();
        Arc::new(Self {
            consult,
            staff,
            logins,
            options,
            shutdown,
            texts,
            presence,
            glances,
            listeners,
            pace,
            content_folder,
        })
    }

    /// Tells where the content was read from, for which patches are made; the working folder unless told.
    pub fn set_content_folder(&self, folder: PathBuf) {
        // Told once, where the program starts.
        let _ = self.content_folder.set(folder);
    }

    fn content_folder(&self) -> &Path {
        self.content_folder.get().map_or(Path::new("."), PathBuf::as_path)
    }

    /// Reads the texts of cases as they are written, until the stop, so that nobody who searches waits for it.
    pub async fn keep_texts(self: Arc<Self>) {
        let mut changes = self.consult.board().changes();
        let mut stop = self.shutdown.clone();
        loop {
            if let Err(problem) = self.texts.keep_up(&self.consult).await {
                warn!(%problem, "helpdesk: texts to search could not be read; the next change tries again");
            }
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { return },
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// After the accounts were changed by somebody: nothing is promised for those who cannot work any more, nor left with
    /// them.
    async fn staff_changed(&self, by: &StaffName) -> Result<(), StaffError> {
        attendance::tell(&self.consult, &self.staff, Some(by), Utc::now()).await.map(drop)
    }

    fn is_secure(&self) -> bool {
        self.options.public_url.as_ref().is_some_and(|url| url.is_secure())
    }

    fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        self.options.client(peer, headers)
    }
}

/// The console's pages, to be served beside the web chat. They keep a pace of their own.
pub fn routes(console: Arc<Console>) -> Router {
    doors::routes()
        .layer(middleware::from_fn(refused::draw))
        .layer(middleware::from_fn_with_state(console.clone(), pace::keep))
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .with_state(console)
}

/// The bars of the statistics look like the pictures of the chat.
fn css() -> String {
    [include_str!("assets/console.css"), crate::channel::web::picture::STYLE].concat()
}

fn asset(kind: &'static str, text: impl IntoResponse) -> Response {
    let headers = [(axum::http::header::CONTENT_TYPE, kind), (axum::http::header::CACHE_CONTROL, "no-cache")];
    (headers, text).into_response()
}
