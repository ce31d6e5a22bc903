//! What every request passes before and every answer after: the same origin, a pace, safe headers.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    limit::network,
    page,
    site::{Frame, Site},
};
use crate::content::Phrase;

/// Lets through what our own pages send.
pub(super) async fn admit(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let host = site.options.public_url.as_ref().map(|url| url.host());
    if changes(&request) && !is_ours(request.headers(), host) {
        return page::trouble(&site, Frame::of(request.uri().path()), StatusCode::FORBIDDEN, Phrase::WebRefused);
    }
    next.run(request).await
}

/// Lets through what comes at a pace that a person keeps.
pub(super) async fn pace(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    // Files that never change cost nothing.
    let counts = !site.options.unlimited && !request.uri().path().starts_with("/assets/");
    if counts {
        let limit = if changes(&request) { &site.says } else { &site.looks };
        if let Err(wait) = limit.take(network(site.client(peer, request.headers())), Instant::now()) {
            let frame = Frame::of(request.uri().path());
            let mut answer = page::trouble(&site, frame, StatusCode::TOO_MANY_REQUESTS, Phrase::WebTooFast);
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
            return answer;
        }
    }
    next.run(request).await
}

fn changes(request: &Request) -> bool {
    !matches!(*request.method(), Method::GET | Method::HEAD)
}

/// Whether a request that changes something comes from a page of this very site. Browsers say so themselves; one that
/// does not say it at all is no browser, and brings no cookie that it did not make.
fn is_ours(headers: &HeaderMap, host: Option<&str>) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    match (text(header::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = host.or_else(|| text(header::HOST));
            origin.split_once("://").is_some_and(|(_, from)| Some(from) == host)
        }
        (None, None) => true,
    }
}

/// Puts on every answer what browsers need to be told.
pub(super) async fn shield(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let frame = Frame::of(request.uri().path());
    let mut answer = next.run(request).await.into_response();
    let headers = answer.headers_mut();
    let set = |headers: &mut HeaderMap, name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(headers, "content-security-policy", &policy(&site, frame));
    set(headers, "x-content-type-options", "nosniff");
    set(headers, "referrer-policy", "same-origin");
    set(headers, "permissions-policy", "camera=(), geolocation=(), microphone=()");
    if frame == Frame::Whole {
        set(headers, "x-frame-options", "DENY");
        set(headers, "cross-origin-opener-policy", "same-origin");
    }
    if site.is_secure() {
        set(headers, "strict-transport-security", "max-age=31536000");
    }
    // What is drawn for one owner is nobody else's, and old a moment later.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// Nothing but our own files, and no frames but those of sites that were allowed.
fn policy(site: &Site, frame: Frame) -> String {
    let framed_by = match frame {
        Frame::Embedded if !site.options.widget_origins.is_empty() => {
            site.options.widget_origins.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        }
        _ => "'none'".to_owned(),
    };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors {framed_by}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_change_anything() {
        let ours = |pairs: &[(&'static str, &str)], host| {
            let pairs = pairs
                .iter()
                .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
            is_ours(&HeaderMap::from_iter(pairs), host)
        };
        assert!(ours(&[("sec-fetch-site", "same-origin")], None));
        assert!(!ours(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")], None));
        assert!(!ours(&[("sec-fetch-site", "same-site")], None), "a neighbour's page is not ours");
        assert!(ours(&[("origin", "http://a:80"), ("host", "a:80")], None));
        assert!(!ours(&[("origin", "http://b"), ("host", "a")], None));
        assert!(!ours(&[("origin", "null"), ("host", "a")], None));
        assert!(ours(&[("origin", "https://a.jp"), ("host", "127.0.0.1:8080")], Some("a.jp")));
        assert!(!ours(&[("origin", "https://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], Some("a.jp")));
        assert!(ours(&[], None));
    }
}
