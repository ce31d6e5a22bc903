//! Searching in everything: reception numbers, what was said, notes, tags, answers.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};

use super::{
    Console, pages,
    queue::{self, Row},
    session::SignedIn,
};
use crate::helpdesk::{staff::Member, texts::Hit};

/// So many cases are on the page.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "find.html")]
struct Page<'a> {
    member: &'a Member,
    typed: &'a str,
    hits: Vec<(Row, Hit)>,
    more: bool,
    partial: bool,
    took: Duration,
}

/// The page with the field, and what was found.
pub(super) async fn show(
    State(console): State<Arc<Console>>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Response {
    let fields = pages::Fields::read(query.unwrap_or_default().as_bytes());
    let typed = fields.get("q").trim();
    let read = async {
        console.texts.keep_up(&console.consult).await?;
        console.staff.list().await
    };
    let names = match read.await {
        Ok(members) => pages::Names::of(&members),
        Err(problem) => return pages::failed(&problem),
    };
    let from = Instant::now();
    // It looks through everything there is: other pages need not wait for it.
    let (finding, words) = (console.clone(), typed.to_owned());
    let found = match tokio::task::spawn_blocking(move || finding.texts.find(&words, MOST)).await {
        Ok(found) => found,
        Err(problem) => return pages::failed(&problem),
    };
    let took = from.elapsed();
    let now = console.consult.now();
    let row = |hit: Hit| {
        let (_, case) = console.consult.board().case(hit.case)?;
        Some((queue::row(&console, &case, &names, now), hit))
    };
    let hits = found.hits.into_iter().filter_map(row).collect();
    let page = Page { member: &signed_in.member, typed, hits, more: found.more, partial: found.partial, took };
    pages::drawn(StatusCode::OK, page.render())
}
