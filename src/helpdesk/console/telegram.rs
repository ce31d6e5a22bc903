//! Somebody of the staff says who they are at Telegram: a code from here, sent to the bot there.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::Utc;

use super::{Console, pages, session::SignedIn};
use crate::helpdesk::{
    role::Right,
    staff::Member,
    telegram::{self, CODE_HOLDS},
};

#[derive(Template)]
#[template(path = "telegram.html")]
struct Page<'a> {
    member: &'a Member,
    code: Option<String>,
    minutes: i64,
}

/// The page that says how it is done.
pub(super) async fn show(signed_in: SignedIn) -> Response {
    if let Err(refused) = signed_in.must(Right::Work) {
        return refused;
    }
    draw(&signed_in, None)
}

/// The same with a new code.
pub(super) async fn lend(State(console): State<Arc<Console>>, signed_in: SignedIn) -> Response {
    if let Err(refused) = signed_in.must(Right::Work) {
        return refused;
    }
    match telegram::lend_code(console.consult.kept().as_ref(), &signed_in.member.name, Utc::now()).await {
        Ok(code) => draw(&signed_in, Some(code)),
        Err(problem) => pages::failed(&problem),
    }
}

fn draw(signed_in: &SignedIn, code: Option<String>) -> Response {
    let page = Page { member: &signed_in.member, code, minutes: CODE_HOLDS.num_minutes() };
    pages::drawn(StatusCode::OK, page.render()).into_response()
}
