//! How much anybody may do. Whoever is signed in has a pace of their own, so that an office behind one address does not
//! stop itself; before that an address has one, as it has for owners.

use std::{net::IpAddr, net::SocketAddr, sync::Arc, time::Duration, time::Instant};

use askama::Template;
use axum::{
    body::to_bytes,
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::{Console, MOST_BODY, pages, session};
use crate::{
    channel::web::limit::{Limit, network},
    helpdesk::name::StaffName,
};

/// Whose pace it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    Signed(StaffName),
    Address(IpAddr),
}

/// How much each does.
#[derive(Debug)]
pub(super) struct Pace {
    /// What changes something.
    says: Limit<Who>,
    /// What only looks, and what a page says by itself.
    looks: Limit<Who>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { says: Limit::new(60, 120), looks: Limit::new(300, 600) }
    }
}

#[derive(Template)]
#[template(path = "hasty.html")]
struct Hasty<'a> {
    path: &'a str,
    seconds: u64,
    /// What was to be sent; none where there is nothing to send again.
    form: Option<Vec<(String, String)>>,
}

/// Lets through what comes at a pace that a person keeps. What was written is not lost.
pub(super) async fn keep(
    State(console): State<Arc<Console>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if console.options.unlimited || path.starts_with("/helpdesk/assets/") {
        return next.run(request).await;
    }
    let signed_in = session::look(&console, request.headers()).await.ok();
    // That somebody writes is told while they do, and must not cost them the reply.
    let by_itself = signed_in.is_some() && path.ends_with("/writing");
    let limit = match *request.method() {
        Method::GET | Method::HEAD => &console.pace.looks,
        _ if by_itself => &console.pace.looks,
        _ => &console.pace.says,
    };
    let who = match &signed_in {
        Some(signed_in) => Who::Signed(signed_in.member.name.clone()),
        None => Who::Address(network(console.client(peer, request.headers()))),
    };
    match limit.take(who, Instant::now()) {
        Ok(()) => next.run(request).await,
        Err(wait) => hasty(request, signed_in.is_some(), wait).await,
    }
}

async fn hasty(request: Request, signed_in: bool, wait: Duration) -> Response {
    let (parts, body) = request.into_parts();
    let seconds = wait.as_secs() + 1;
    let mut form = None;
    if signed_in && parts.method == Method::POST {
        let body = to_bytes(body, MOST_BODY).await.unwrap_or_default();
        let fields = pages::Fields::read(&body).into_pairs();
        // A password does not come back in a page.
        form = Some(fields).filter(|fields| fields.iter().all(|(name, _)| name != "password"));
    }
    let page = Hasty { path: parts.uri.path(), seconds, form };
    let mut answer = pages::drawn(StatusCode::TOO_MANY_REQUESTS, page.render());
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}
