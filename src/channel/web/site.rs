//! What all requests share.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, atomic::AtomicUsize},
};

use axum::http::HeaderMap;
use tokio::sync::watch;

use super::{assets::Assets, limit::Limit, options::WebOptions};
use crate::{
    consult::Consult,
    content::{Content, Phrase},
};

/// Where the chat is shown: on its own page, or in a frame of another site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A page of its own.
    Whole,
    /// In a frame of another site, with a cookie of its own.
    Embedded,
}

impl Frame {
    /// Where the page at a path is shown.
    pub fn of(path: &str) -> Self {
        match path.strip_prefix("/embed") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Frame::Embedded,
            _ => Frame::Whole,
        }
    }

    /// What stands before the paths of its pages.
    pub fn base(self) -> &'static str {
        match self {
            Frame::Whole => "",
            Frame::Embedded => "/embed",
        }
    }

    /// The path of the conversation itself.
    pub fn home(self) -> &'static str {
        match self {
            Frame::Whole => "/",
            Frame::Embedded => "/embed",
        }
    }
}

/// Everything that is the same for all requests.
pub(super) struct Site {
    pub consult: Arc<Consult>,
    pub options: WebOptions,
    pub assets: Assets,
    /// What changes something.
    pub says: Limit,
    /// What only looks.
    pub looks: Limit,
    pub shutdown: watch::Receiver<bool>,
    /// Pages that wait for news.
    pub listeners: AtomicUsize,
}

impl Site {
    pub fn new(consult: Arc<Consult>, options: WebOptions, shutdown: watch::Receiver<bool>) -> Self {
        // Quicker than anybody reads and taps, with room for an office behind one address.
        let (says, looks) = (Limit::new(60, 120), Limit::new(300, 600));
        let assets = Assets::new(consult.content());
        Self { consult, options, assets, says, looks, shutdown, listeners: AtomicUsize::new(0) }
    }

    pub fn content(&self) -> &Content {
        self.consult.content()
    }

    pub fn say(&self, phrase: Phrase) -> String {
        self.content().phrases.say(phrase, &[])
    }

    /// Whether owners come over an encrypted connection.
    pub fn is_secure(&self) -> bool {
        self.options.public_url.as_ref().is_some_and(|url| url.is_secure())
    }

    /// Whose request it is.
    pub fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        self.options.client(peer, headers)
    }
}
