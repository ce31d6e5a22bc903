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

use super::{
    page,
    site::{Frame, Site},
    visitor::Visitor,
};
use crate::{
    consult::{Answering, news::Watching},
    content::Phrase,
    store::StoreError,
};

/// So many pages wait for news at once; whoever comes beyond hears nothing, and everything else works.
const MOST_LISTENERS: usize = 5_000;
/// So many pages of one chat listen. A browser opens six connections to one host and keeps them for all its pages: were
/// they all listening, no page could be loaded any more.
const MOST_PAGES: usize = 3;
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
pub(super) async fn listen(site: Arc<Site>, frame: Frame, visitor: &Visitor) -> Result<Response, StoreError> {
    if site.listeners.fetch_add(1, Ordering::Relaxed) >= MOST_LISTENERS {
        site.listeners.fetch_sub(1, Ordering::Relaxed);
        return Ok(page::trouble(&site, frame, StatusCode::SERVICE_UNAVAILABLE, Phrase::WebTooFast));
    }
    let chat = visitor.chat();
    // Watched before it is looked at: nothing is committed in between unheard.
    let watching = site.consult.watch(&chat);
    let listener = Listener { site, watching };
    if listener.watching.together() > MOST_PAGES {
        // A page that is answered so does not ask again.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use axum::http::HeaderMap;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
        sync::watch,
    };

    use super::*;
    use crate::{
        channel::web::{WebOptions, routes::routes},
        consult::Consult,
        content::load,
        store::MemoryStore,
    };

    fn site() -> (Arc<Site>, watch::Sender<bool>) {
        let content = load(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the content of the project");
        let consult = Consult::new(Arc::new(content), Arc::new(MemoryStore::new()), Arc::new(chrono::Utc::now));
        let (stop, shutdown) = watch::channel(false);
        (Arc::new(Site::new(Arc::new(consult), WebOptions::default(), shutdown)), stop)
    }

    #[tokio::test]
    async fn a_page_that_goes_away_is_counted_no_more() {
        let (site, _stop) = site();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let service =
            routes(site.clone(), axum::Router::new()).into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let mut pages = Vec::new();
        for _ in 0..3 {
            let mut page = TcpStream::connect(at).await.unwrap();
            page.write_all(b"GET /events HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
            assert_ne!(page.read(&mut [0; 64]).await.unwrap(), 0);
            pages.push(page);
        }
        assert_eq!(site.listeners.load(Ordering::Relaxed), 3);
        drop(pages);
        while site.listeners.load(Ordering::Relaxed) > 0 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn beyond_the_most_nobody_waits_and_nobody_is_counted() {
        let (site, _stop) = site();
        let visitor = Visitor::of(&HeaderMap::new(), Frame::Whole, false);
        site.listeners.store(MOST_LISTENERS - 1, Ordering::Relaxed);
        let page = async || listen(site.clone(), Frame::Whole, &visitor).await.unwrap();
        let last = page().await;
        assert_eq!(last.status(), StatusCode::OK);
        assert_eq!(page().await.status(), StatusCode::SERVICE_UNAVAILABLE);
        drop(last);
        assert_eq!(site.listeners.load(Ordering::Relaxed), MOST_LISTENERS - 1);
        assert_eq!(page().await.status(), StatusCode::OK);
    }
}
