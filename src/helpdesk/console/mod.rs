//! The helpdesk's console (`/helpdesk`): queues, cases, and the people who work on them, as pages of plain forms.
//!
//! Every page but the one to sign in wants somebody who is signed in (`session`), and what they may do hangs on their
//! role. A page is drawn from the board (`consult::case::Board`) and the store; what is done goes through
//! [`Consult::work`](crate::consult::Consult::work), which commits it together with what the owner is told.

mod bars;
mod case;
mod learning;
mod pages;
mod queue;
mod session;
mod sign_in;
mod statistics;
mod telegram;

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::{login::Logins, staff::Staff};
use crate::{channel::web::WebOptions, consult::Consult};

/// What all pages of the console share.
pub struct Console {
    consult: Arc<Consult>,
    staff: Staff,
    logins: Logins,
    options: WebOptions,
    content_folder: OnceLock<PathBuf>,
}

impl Console {
    /// A console over what `consult` keeps; `options` are those of the web chat beside which it is served.
    pub fn new(consult: Arc<Consult>, staff: Staff, logins: Logins, options: WebOptions) -> Arc<Self> {
        Arc::new(Self { consult, staff, logins, options, content_folder: OnceLock::new() })
    }

    /// Tells where the content was read from, for which patches are made; the working folder unless told.
    pub fn set_content_folder(&self, folder: PathBuf) {
        // Told once, where the program starts.
        let _ = self.content_folder.set(folder);
    }

    fn content_folder(&self) -> &Path {
        self.content_folder.get().map_or(Path::new("."), PathBuf::as_path)
    }

    fn is_secure(&self) -> bool {
        self.options.public_url.as_ref().is_some_and(|url| url.is_secure())
    }

    fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        self.options.client(peer, headers)
    }
}

/// The console's pages, to be served beside the web chat.
pub fn routes(console: Arc<Console>) -> Router {
    Router::new()
        .route("/helpdesk", get(queue::show))
        .route("/helpdesk/queue/{queue}", get(queue::show_one))
        .route("/helpdesk/case/{id}", get(case::show))
        .route("/helpdesk/case/{id}/{act}", post(case::act))
        .route("/helpdesk/login", get(sign_in::show).post(sign_in::sign_in))
        .route("/helpdesk/telegram", get(telegram::show).post(telegram::lend))
        .route("/helpdesk/logout", post(sign_in::sign_out))
        .route("/helpdesk/statistics", get(statistics::show))
        .route("/helpdesk/statistics.csv", get(statistics::export))
        .route("/helpdesk/unanswered", get(learning::show))
        .route("/helpdesk/unanswered/patch", post(learning::patch))
        .route("/helpdesk/assets/console.css", get(css))
        .with_state(console)
}

async fn css() -> Response {
    let headers = [
        (axum::http::header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (axum::http::header::CACHE_CONTROL, "no-cache"),
    ];
    // The bars of the statistics look like the pictures of the chat.
    let css = [include_str!("assets/console.css"), crate::channel::web::picture::STYLE].concat();
    (headers, css).into_response()
}
