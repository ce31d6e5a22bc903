//! The consultation in a browser: the same engine, content and store as everywhere, drawn as a page.
//!
//! A page is a function of what is kept: `GET /` draws where the owner stands, `POST /say` takes one thing said or
//! pressed, and both give the same page, whole or (where htmx asks) only the part that changes. So a reload, a restart
//! of the server and a second tab find what they left. The way of a request:
//!
//! - `guard` refuses what comes from other sites, is too much at once or too large, and sets the headers of every answer;
//! - `visitor` knows the browser again by its cookie, of which only a hash is kept;
//! - `form` reads what was posted, and names it so that a repetition is known;
//! - `talk` draws where the owner stands; `page` puts that into the templates; `print` is the sheet to take along;
//! - `events` tells pages that are open elsewhere that there is something new;
//! - `picture` draws results for people who would rather look than read;
//! - `assets` and `widget` are what pages load, and what other sites load to show ours.

mod assets;
mod cards;
mod events;
mod form;
mod guard;
pub(crate) mod limit;
mod options;
mod page;
pub mod picture;
mod print;
mod rich;
mod routes;
mod site;
mod talk;
mod visitor;
mod widget;

pub use self::options::{OptionError, Origin, PublicUrl, WebOptions};

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::watch};
use tracing::info;

use self::site::Site;
use crate::consult::Consult;

/// This channel's name in [`crate::store::ChatKey`] and [`crate::store::UpdateKey`].
pub const CHANNEL: &str = "web";

/// How long a stop waits for requests that are under way.
const PATIENCE: Duration = Duration::from_secs(5);

/// Serves pages, and those of `beside` under the same guard but at a pace of their own, until `shutdown` becomes true or
/// its sender is gone.
///
/// # Errors
/// When the listener breaks, which no request can bring about.
pub async fn run(
    consult: Arc<Consult>,
    options: WebOptions,
    listener: TcpListener,
    shutdown: watch::Receiver<bool>,
    beside: Router,
) -> io::Result<()> {
    let site = Arc::new(Site::new(consult, options, shutdown.clone()));
    let routes = routes::routes(site, beside).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, routes).with_graceful_shutdown(stopped(shutdown.clone()));
    tokio::select! {
        ended = serving => ended?,
        () = out_of_patience(shutdown) => {}
    }
    info!("web: stopped");
    Ok(())
}

/// Returns some time after the stop was asked for. Answers are given in far less, and who never finishes a request could
/// else keep the program from stopping.
async fn out_of_patience(shutdown: watch::Receiver<bool>) {
    stopped(shutdown).await;
    tokio::time::sleep(PATIENCE).await;
}

/// Returns when the stop was asked for.
async fn stopped(mut shutdown: watch::Receiver<bool>) {
    // A sender that is gone asks for the stop too.
    let _ = shutdown.wait_for(|stop| *stop).await;
}
