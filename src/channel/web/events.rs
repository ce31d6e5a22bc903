//! Tells pages that are open elsewhere that there is something new, as server-sent events. What is new they fetch
//! themselves: an event holds a number and nothing of the consultation.

use std::{
    convert::Infallible,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::{
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;

use super::{page, site::Site, visitor::Visitor};
use crate::{
    consult::{Answering, news::Watching},
    content::Phrase,
    store::StoreError,
};

/// So many pages wait for news at once; whoever comes beyond hears nothing, and everything else works.
const MOST_LISTENERS: usize = 5_000;
/// Proxies cut off what is silent for a minute.
const ALIVE: Duration = Duration::from_secs(30);

/// Counts a page that waits, until it waits no more.
struct Listener {
    site: Arc<Site>,
    watching: Watching,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.site.listeners.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The stream of one page: an event `changed` with the version, at once and for every commit in its chat. The first one
/// tells a page that could not listen for a while what it missed.
pub(super) async fn listen(site: Arc<Site>, visitor: &Visitor) -> Result<Response, StoreError> {
    if site.listeners.fetch_add(1, Ordering::Relaxed) >= MOST_LISTENERS {
        site.listeners.fetch_sub(1, Ordering::Relaxed);
        return Ok(page::trouble(&site, StatusCode::SERVICE_UNAVAILABLE, Phrase::WebTooFast));
    }
    let chat = visitor.chat();
    // Watched before it is looked at: nothing is committed in between unheard.
    let watching = site.consult.watch(&chat);
    let listener = Listener { site, watching };
    let now = listener.site.consult.store().load(&chat).await?.version;
    let events = stream::unfold((listener, Some(now)), |(mut listener, known)| async move {
        let mut stop = listener.site.shutdown.clone();
        let version = match known {
            Some(version) => version,
            None => tokio::select! {
                version = listener.watching.next() => version,
                _ = stop.wait_for(|stop| *stop) => return None,
            },
        };
        let event = Event::default().event("changed").data(version.0.to_string());
        Some((Ok::<_, Infallible>(event), (listener, None)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}
