//! Which request goes where.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use tracing::error;

use super::{
    events,
    form::{Posted, Unfit},
    guard, page, print,
    site::{Frame, Site},
    talk::{Talk, TalkOptions},
    visitor::Visitor,
    widget,
};
use crate::{
    consult::{message::Input, present::Present},
    content::Phrase,
    store::{StoreError, Version},
};

/// The largest form: a thousand characters, each escaped, and the rest with room.
const MOST_BODY: usize = 16 * 1024;
/// How much of the transcript a page shows.
const LINES: usize = 60;

type Shared = State<Arc<Site>>;

/// Everything that is served.
pub(super) fn routes(site: Arc<Site>) -> Router {
    let pages = |frame: Frame| {
        Router::new()
            .route("/", get(move |site, query, headers| show(site, frame, query, headers)))
            .route("/talk", get(move |site, headers| refresh(site, frame, headers)))
            .route("/say", post(move |site, headers, body| say(site, frame, headers, body)))
            .route(
                "/events",
                get(move |State(site): Shared, headers: HeaderMap| async move {
                    let visitor = Visitor::of(&headers, frame, site.is_secure());
                    events::listen(site, &visitor).await.map_err(Broken)
                }),
            )
            .route("/print", get(move |site, headers| sheet(site, frame, headers)))
            .route("/privacy", get(move |State(site): Shared| async move { page::privacy(&site, frame) }))
    };
    Router::new()
        .merge(pages(Frame::Whole))
        .nest("/embed", pages(Frame::Embedded))
        .route("/assets/{hash}/{name}", get(async |State(site): Shared, uri: Uri| site.assets.get(uri.path())))
        .route("/widget.js", get(async |State(site): Shared| widget::script(&site)))
        .fallback(async |State(site): Shared| page::trouble(&site, StatusCode::NOT_FOUND, Phrase::WebNotFound))
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(middleware::from_fn_with_state(site.clone(), guard::admit))
        .layer(middleware::from_fn_with_state(site.clone(), guard::shield))
        .with_state(site)
}

/// What a page was led to with.
#[derive(Debug, Default, Deserialize)]
struct Led {
    /// Something to be said at the top: see [`Notice`].
    said: Option<Notice>,
}

/// What can be said at the top of a page that was led to.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Notice {
    Stale,
    Erased,
    TooLong,
    Empty,
}

impl Notice {
    fn words(self, site: &Site) -> String {
        site.say(match self {
            Notice::Stale => Phrase::WebStale,
            Notice::Erased => Phrase::Erased,
            Notice::TooLong => Phrase::WebTooLong,
            Notice::Empty => Phrase::WebEmpty,
        })
    }

    fn query(self) -> &'static str {
        match self {
            Notice::Stale => "?said=stale",
            Notice::Erased => "?said=erased",
            Notice::TooLong => "?said=too_long",
            Notice::Empty => "?said=empty",
        }
    }
}

async fn show(
    State(site): Shared,
    frame: Frame,
    Query(led): Query<Led>,
    headers: HeaderMap,
) -> Result<Response, Broken> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let notice = led.said.map(|notice| notice.words(&site));
    let options = TalkOptions { frame, notice, draft: String::new(), focus: false };
    let page = talk(&site, &visitor, options, |talk| page::whole(&site, talk)).await?;
    Ok(with_cookie(page, &visitor, frame, &site))
}

/// The part of the page that changes, for a page that has heard of something new.
async fn refresh(State(site): Shared, frame: Frame, headers: HeaderMap) -> Result<Response, Broken> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let options = TalkOptions { frame, notice: None, draft: String::new(), focus: false };
    talk(&site, &visitor, options, page::part).await
}

async fn sheet(State(site): Shared, frame: Frame, headers: HeaderMap) -> Result<Response, Broken> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let draw = |present: &Present<'_>, _, _| print::sheet(present).map(|sheet| page::printed(&site, frame, &sheet));
    let sheet = site.consult.look(&visitor.chat(), 0, draw).await.map_err(Broken)?;
    Ok(sheet.unwrap_or_else(|| to(frame, "").into_response()))
}

/// Takes one thing said or pressed, and shows where that leads.
async fn say(State(site): Shared, frame: Frame, headers: HeaderMap, body: Bytes) -> Result<Response, Broken> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let in_place = headers.contains_key("hx-request");
    if !visitor.known {
        // The page that this was posted from has set one: the browser does not keep it.
        return Ok(page::trouble(&site, StatusCode::BAD_REQUEST, Phrase::WebNoCookie));
    }
    let (notice, draft) = match Posted::read(&body) {
        Ok(posted) => {
            let typed = match &posted.input {
                Input::Written { text, .. } => text.clone(),
                _ => String::new(),
            };
            let handled = site.consult.take(posted.inbound(visitor.chat())).await.map_err(Broken)?;
            match (handled.erased, handled.notice) {
                (true, _) => (Some(Notice::Erased), String::new()),
                // What was typed for an earlier question is not lost, and not taken for an answer to this one.
                (false, Some(_)) => (Some(Notice::Stale), typed),
                (false, None) => (None, String::new()),
            }
        }
        Err(Unfit::Empty) => (Some(Notice::Empty), String::new()),
        Err(Unfit::TooLong) => return Ok(page::trouble(&site, StatusCode::PAYLOAD_TOO_LARGE, Phrase::WebTooLong)),
        Err(Unfit::Form) => return Ok(page::trouble(&site, StatusCode::BAD_REQUEST, Phrase::WebRefused)),
    };
    if !in_place && draft.is_empty() {
        let answer = to(frame, notice.map_or("", Notice::query)).into_response();
        return Ok(with_cookie(answer, &visitor, frame, &site));
    }
    let words = notice.map(|notice| notice.words(&site));
    let options = TalkOptions { frame, notice: words, draft, focus: true };
    let draw = |talk: &Talk| if in_place { page::part(talk) } else { page::whole(&site, talk) };
    let answer = talk(&site, &visitor, options, draw).await?;
    Ok(with_cookie(answer, &visitor, frame, &site))
}

async fn talk(
    site: &Site,
    visitor: &Visitor,
    options: TalkOptions,
    draw: impl FnOnce(&Talk) -> Response,
) -> Result<Response, Broken> {
    if !visitor.known {
        // Nothing can be kept of a browser that was never here.
        return Ok(draw(&Talk::new(&site.consult.stranger(), Version::default(), Vec::new(), options)));
    }
    let look = |present: &Present<'_>, version, lines| draw(&Talk::new(present, version, lines, options));
    site.consult.look(&visitor.chat(), LINES, look).await.map_err(Broken)
}

/// To the page itself, at the question.
fn to(frame: Frame, query: &str) -> Redirect {
    let base = frame.base();
    Redirect::to(&format!("{}{query}#now", if base.is_empty() { "/" } else { base }))
}

fn with_cookie(mut answer: Response, visitor: &Visitor, frame: Frame, site: &Site) -> Response {
    answer.headers_mut().insert(header::SET_COOKIE, visitor.set_cookie(frame, site.is_secure()));
    answer
}

/// The store failed. The owner is told without its words, which are for whoever runs the program.
struct Broken(StoreError);

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        error!(error = %self.0, "web: a request could not be answered");
        let mut answer = StatusCode::SERVICE_UNAVAILABLE.into_response();
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        answer
    }
}
