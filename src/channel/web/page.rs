//! What is drawn, put into the templates.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode},
    response::{Html, IntoResponse, Response},
};
use tracing::error;

use super::{
    print::Sheet,
    rich,
    site::{Frame, Site},
    talk::{Choices, Screen, Talk},
};
use crate::{
    consult::{line::Speaker, message::Text},
    content::{Command, Content, Phrase},
};

/// A whole page.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    site: &'a Site,
    talk: &'a Talk<'a>,
}

/// The part of a page that changes.
#[derive(Template)]
#[template(path = "talk.html")]
struct Part<'a> {
    talk: &'a Talk<'a>,
}

/// The sheet to print.
#[derive(Template)]
#[template(path = "print.html")]
struct Print<'a> {
    site: &'a Site,
    sheet: &'a Sheet<'a>,
    /// Where the way back leads.
    home: &'static str,
}

/// A page with something to read and a way back.
#[derive(Template)]
#[template(path = "note.html")]
struct Note<'a> {
    site: &'a Site,
    title: String,
    text: rich::Html,
    /// What leads to a page of its own, out of the frame.
    elsewhere: Option<String>,
    /// Where the way back leads.
    home: &'static str,
}

/// A whole page.
pub(super) fn whole(site: &Site, talk: &Talk) -> Response {
    drawn(Page { site, talk }.render())
}

/// The part of a page that changes.
pub(super) fn part(talk: &Talk) -> Response {
    drawn(Part { talk }.render())
}

/// The sheet to print.
pub(super) fn printed(site: &Site, frame: Frame, sheet: &Sheet) -> Response {
    drawn(Print { site, sheet, home: frame.home() }.render())
}

/// What is kept of owners, and why.
pub(super) fn privacy(site: &Site, frame: Frame, content: &Content) -> Response {
    let title = content.phrases.command(Command::Privacy).label.clone();
    let text = rich::text(&Text::plain(content.phrases.say(Phrase::Privacy, &[])), frame);
    drawn(Note { site, title, text, home: frame.home(), elsewhere: None }.render())
}

/// A page that says why there is no other, in a status that says it to programs. A page that asked in place shows the
/// text and keeps everything else.
pub(super) fn trouble(site: &Site, frame: Frame, status: StatusCode, phrase: Phrase) -> Response {
    let text = site.say(phrase);
    let title = site.content().brand.name.clone();
    // A browser that keeps no cookie of a frame keeps that of a page of its own.
    let elsewhere = (frame == Frame::Embedded && phrase == Phrase::WebNoCookie).then(|| site.say(Phrase::WebOwnPage));
    let note = Note { site, title, text: rich::plain(&text), home: frame.home(), elsewhere };
    let mut answer = drawn(note.render());
    *answer.status_mut() = status;
    // Only looked at by a page that asked in place.
    answer.headers_mut().insert("hx-reswap", HeaderValue::from_static("none"));
    answer
}

fn drawn(page: askama::Result<String>) -> Response {
    match page {
        Ok(page) => Html(page).into_response(),
        Err(problem) => {
            error!(%problem, "web: a page could not be drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
