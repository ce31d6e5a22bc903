//! Which request goes where.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
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
pub(super) fn routes(site: Arc<Site>, beside: Router) -> Router {
    let pages = |frame: Frame| {
        Router::new()
            .route("/", get(move |site, uri, headers| show(site, frame, uri, headers)))
            .route("/talk", get(move |site, headers| refresh(site, frame, headers)))
            .route("/say", post(move |site, headers, body| say(site, frame, headers, body)))
            .route("/opened", post(move |site, headers, body| opened(site, frame, headers, body)))
            .route(
                "/events",
                get(move |State(site): Shared, headers: HeaderMap| async move {
                    let visitor = Visitor::of(&headers, frame, site.is_secure());
                    let stream = events::listen(site.clone(), frame, &visitor).await;
                    stream.map_err(|error| broken(&site, frame, &error))
                }),
            )
            .route("/print", get(move |site, headers| sheet(site, frame, headers)))
            .route("/privacy", get(move |site, headers| privacy(site, frame, headers)))
    };
    Router::new()
        .merge(pages(Frame::Whole))
        .nest("/embed", pages(Frame::Embedded))
        // Where links to the question in a frame lead.
        .route("/embed/", get(|site, uri, headers| show(site, Frame::Embedded, uri, headers)))
        .route("/assets/{hash}/{name}", get(async |State(site): Shared, uri: Uri| file(&site, &uri)))
        // Browsers ask for it by themselves where a page names no other.
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/widget.js", get(async |State(site): Shared| widget::script(&site)))
        .fallback(async |State(site): Shared, uri: Uri| not_found(&site, &uri))
        .method_not_allowed_fallback(async |State(site): Shared, uri: Uri| {
            page::trouble(&site, Frame::of(uri.path()), StatusCode::METHOD_NOT_ALLOWED, Phrase::WebNotFound)
        })
        .with_state(site.clone())
        .layer(middleware::from_fn_with_state(site.clone(), guard::pace))
        // These know who is asking, and keep a pace by that.
        .merge(beside)
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(middleware::from_fn_with_state(site.clone(), guard::admit))
        .layer(middleware::from_fn_with_state(site.clone(), guard::shield))
}

fn file(site: &Site, uri: &Uri) -> Response {
    site.assets.get(uri.path()).unwrap_or_else(|| not_found(site, uri))
}

fn not_found(site: &Site, uri: &Uri) -> Response {
    page::trouble(site, Frame::of(uri.path()), StatusCode::NOT_FOUND, Phrase::WebNotFound)
}

/// What can be said at the top of a page that was led to.
#[derive(Clone, Copy, Debug)]
enum Notice {
    Stale,
    Erased,
    TooLong,
    Empty,
}

impl Notice {
    const ALL: [Self; 4] = [Notice::Stale, Notice::Erased, Notice::TooLong, Notice::Empty];

    /// What the address of a page asks to be said; of any other address nothing.
    fn of(uri: &Uri) -> Option<Self> {
        let query = uri.query()?;
        Self::ALL.into_iter().find(|notice| notice.query().strip_prefix('?') == Some(query))
    }

    fn phrase(self) -> Phrase {
        match self {
            Notice::Stale => Phrase::WebStale,
            Notice::Erased => Phrase::Erased,
            Notice::TooLong => Phrase::WebTooLong,
            Notice::Empty => Phrase::WebEmpty,
        }
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

async fn show(State(site): Shared, frame: Frame, uri: Uri, headers: HeaderMap) -> Result<Response, Response> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let notice = Notice::of(&uri).map(Notice::phrase);
    let options = TalkOptions { frame, notice, draft: String::new(), focus: false };
    let page = talk(&site, &visitor, options, |talk| page::whole(&site, talk)).await?;
    Ok(with_cookie(page, &visitor, frame, &site))
}

/// The part of the page that changes, for a page that has heard of something new.
async fn refresh(State(site): Shared, frame: Frame, headers: HeaderMap) -> Result<Response, Response> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let options = TalkOptions { frame, notice: None, draft: String::new(), focus: false };
    talk(&site, &visitor, options, page::part).await
}

async fn sheet(State(site): Shared, frame: Frame, headers: HeaderMap) -> Result<Response, Response> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let draw = |present: &Present<'_>, _, _| print::sheet(present).map(|sheet| page::printed(&site, frame, &sheet));
    let sheet = site.consult.look(&visitor.chat(), 0, draw).await.map_err(|error| broken(&site, frame, &error))?;
    Ok(sheet.unwrap_or_else(|| to(frame, "").into_response()))
}

/// What is kept, in the words in which this owner reads.
async fn privacy(State(site): Shared, frame: Frame, headers: HeaderMap) -> Result<Response, Response> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let draw = |present: &Present<'_>, _, _| page::privacy(&site, frame, present.content);
    site.consult.look(&visitor.chat(), 0, draw).await.map_err(|error| broken(&site, frame, &error))
}

/// Takes one thing said or pressed, and shows where that leads.
async fn say(
    State(site): Shared,
    frame: Frame,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Response> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let in_place = headers.contains_key("hx-request");
    let trouble = |status, phrase| page::trouble(&site, frame, status, phrase);
    if !visitor.known {
        // The page that this was posted from has set one: the browser does not keep it.
        return Ok(trouble(StatusCode::BAD_REQUEST, Phrase::WebNoCookie));
    }
    if !is_form(&headers) {
        return Ok(trouble(StatusCode::UNSUPPORTED_MEDIA_TYPE, Phrase::WebRefused));
    }
    let body = match body {
        Ok(body) => body,
        Err(problem) if problem.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Ok(trouble(StatusCode::PAYLOAD_TOO_LARGE, Phrase::WebTooLong));
        }
        Err(problem) => return Ok(trouble(problem.status(), Phrase::WebRefused)),
    };
    let (notice, draft) = match Posted::read(&body) {
        Ok(posted) => {
            let typed = match &posted.input {
                Input::Written { text, .. } => text.clone(),
                _ => String::new(),
            };
            let handled = site.consult.take(posted.inbound(visitor.chat())).await;
            let handled = handled.map_err(|error| broken(&site, frame, &error))?;
            match (handled.erased, handled.notice) {
                (true, _) => (Some(Notice::Erased), String::new()),
                // What was typed for an earlier question is not lost, and not taken for an answer to this one.
                (false, Some(_)) => (Some(Notice::Stale), typed),
                (false, None) => (None, String::new()),
            }
        }
        Err(Unfit::Empty) => (Some(Notice::Empty), String::new()),
        Err(Unfit::TooLong) => return Ok(trouble(StatusCode::PAYLOAD_TOO_LARGE, Phrase::WebTooLong)),
        Err(Unfit::Form) => return Ok(trouble(StatusCode::BAD_REQUEST, Phrase::WebRefused)),
    };
    if !in_place && draft.is_empty() {
        let answer = to(frame, notice.map_or("", Notice::query)).into_response();
        return Ok(with_cookie(answer, &visitor, frame, &site));
    }
    let options = TalkOptions { frame, notice: notice.map(Notice::phrase), draft, focus: true };
    let draw = |talk: &Talk| if in_place { page::part(talk) } else { page::whole(&site, talk) };
    let answer = talk(&site, &visitor, options, draw).await?;
    Ok(with_cookie(answer, &visitor, frame, &site))
}

/// Hears from the script that details were unfolded. Without one they are, and are not counted.
async fn opened(
    State(site): Shared,
    frame: Frame,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Response> {
    let visitor = Visitor::of(&headers, frame, site.is_secure());
    let posted = body.ok().filter(|_| visitor.known && is_form(&headers)).and_then(|body| Posted::read(&body).ok());
    let Some(Posted { input: Input::Press { token, .. }, .. }) = posted else { return Ok(StatusCode::BAD_REQUEST) };
    site.consult.opened(&visitor.chat(), &token).await.map_err(|error| broken(&site, frame, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn talk(
    site: &Site,
    visitor: &Visitor,
    options: TalkOptions,
    draw: impl FnOnce(&Talk) -> Response,
) -> Result<Response, Response> {
    let frame = options.frame;
    if !visitor.known {
        // Nothing can be kept of a browser that was never here.
        return Ok(draw(&Talk::new(&site.consult.stranger(), Version::default(), Vec::new(), options)));
    }
    let look = |present: &Present<'_>, version, lines| draw(&Talk::new(present, version, lines, options));
    site.consult.look(&visitor.chat(), LINES, look).await.map_err(|error| broken(site, frame, &error))
}

/// To the page itself, at what was said last.
fn to(frame: Frame, query: &str) -> Redirect {
    Redirect::to(&format!("{}{query}#log", frame.home()))
}

fn with_cookie(mut answer: Response, visitor: &Visitor, frame: Frame, site: &Site) -> Response {
    answer.headers_mut().insert(header::SET_COOKIE, visitor.set_cookie(frame, site.is_secure()));
    answer
}

/// Whether the body is what forms of pages post.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The store failed. The owner is told without its words, which are for whoever runs the program.
fn broken(site: &Site, frame: Frame, error: &StoreError) -> Response {
    error!(%error, "web: a request could not be answered");
    let mut answer = page::trouble(site, frame, StatusCode::SERVICE_UNAVAILABLE, Phrase::Apology);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    answer
}
