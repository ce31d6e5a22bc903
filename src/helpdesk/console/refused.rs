//! Pages that say why there is no other: with the header of whoever is signed in, and with what was written where the
//! sign-in had ended meanwhile, or was somebody else's.

use std::sync::{Arc, OnceLock};

use askama::Template;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{Method, StatusCode, Uri},
    middleware::Next,
    response::Response,
};

use super::{MOST_BODY, pages, sign_in};
use crate::helpdesk::staff::Member;

/// What a page says that is nothing but its words; it goes with the answer, so that the page can be drawn once more by
/// somebody who knows who asked.
#[derive(Clone)]
struct Words(Arc<str>);

/// What was posted was not done, because of the sign-in.
#[derive(Clone, Copy)]
enum Undone {
    /// It had ended.
    Ended,
    /// It is that of another person than the page from which it was posted.
    Changed,
}

/// For whom the page was drawn from which something was posted, as its form says; empty where it does not.
#[derive(Clone)]
pub(super) struct DrawnFor(String);

impl DrawnFor {
    pub fn another(&self, member: &Member) -> bool {
        !self.0.is_empty() && self.0 != member.name.as_str()
    }
}

/// Who asks, once that is known.
#[derive(Clone, Default)]
pub(super) struct Asker(Arc<OnceLock<Member>>);

impl Asker {
    pub fn is(&self, member: &Member) {
        // Told once, by whoever reads the cookie.
        let _ = self.0.set(member.clone());
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Inside<'a> {
    member: &'a Member,
    text: &'a str,
}

#[derive(Template)]
#[template(path = "outside.html")]
struct Outside<'a> {
    text: &'a str,
    /// Where to sign in, if that is what is wanted.
    sign_in: Option<String>,
    /// The page to go back to.
    back: Option<String>,
    written: Vec<(&'static str, String)>,
}

/// A page that says why there is no other.
pub(super) fn refused(status: StatusCode, text: &str) -> Response {
    let page = Outside { text, sign_in: None, back: None, written: Vec::new() };
    let mut answer = pages::drawn(status, page.render());
    answer.extensions_mut().insert(Words(text.into()));
    answer
}

/// What is said to somebody who posts something when their sign-in has ended: it is not done.
pub(super) fn ended() -> Response {
    let mut answer = refused(
        StatusCode::UNAUTHORIZED,
        "サインインの時間が切れていたので、まだ何もしていません。もう一度サインインしてください。",
    );
    answer.extensions_mut().insert(Undone::Ended);
    answer
}

/// What is said where somebody else has signed in since the page was drawn from which something is posted: an owner must not
/// hear it from the wrong person.
pub(super) fn changed(now: &Member) -> Response {
    let text = format!("別の人のサインインに変わっています（いまは{}さん）。まだ何もしていません。", now.shown);
    let mut answer = refused(StatusCode::CONFLICT, &text);
    answer.extensions_mut().insert(Undone::Changed);
    answer
}

/// Draws the pages of [`refused`], [`ended`] and [`changed`] for whoever asked.
pub(super) async fn draw(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let asker = Asker::default();
    parts.extensions.insert(asker.clone());
    let place = parts.uri.clone();
    // What was posted is read before it is known whether it will be taken.
    let posted = match parts.method {
        Method::POST => match to_bytes(body, MOST_BODY).await {
            Ok(posted) => posted,
            Err(_) => return refused(StatusCode::PAYLOAD_TOO_LARGE, "長すぎて、受け取れませんでした。"),
        },
        _ => return again(next.run(Request::from_parts(parts, body)).await, &asker, &place, &[]),
    };
    parts.extensions.insert(DrawnFor(pages::Fields::read(&posted).get("who").to_owned()));
    let answer = next.run(Request::from_parts(parts, Body::from(posted.clone()))).await;
    again(answer, &asker, &place, &posted)
}

fn again(answer: Response, asker: &Asker, place: &Uri, posted: &[u8]) -> Response {
    let Some(Words(text)) = answer.extensions().get::<Words>() else { return answer };
    let page = if let Some(undone) = answer.extensions().get::<Undone>() {
        let fields = pages::Fields::read(posted);
        let page = page_of(place.path(), &fields, posted);
        let (sign_in, back) = match undone {
            Undone::Ended => (Some(sign_in::address(&page)), None),
            Undone::Changed => (None, Some(page)),
        };
        Outside { text, sign_in, back, written: written(place.path(), &fields) }.render()
    } else if let Some(member) = asker.0.get() {
        Inside { member, text }.render()
    } else {
        return answer;
    };
    pages::drawn(answer.status(), page)
}

/// The page on which a form stands, known by where it is posted.
fn page_of(path: &str, fields: &pages::Fields, posted: &[u8]) -> String {
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    match parent {
        "/helpdesk" => path.to_owned(),
        // The fields of the call themselves are posted there.
        "/helpdesk/lookup" if path.ends_with("/keep") => format!("{parent}?{}", String::from_utf8_lossy(posted)),
        "/helpdesk/lookup" if !fields.get("asked").is_empty() => format!("{parent}?{}", fields.get("asked")),
        _ => parent.to_owned(),
    }
}

/// What somebody wrote themselves, and under which name they know it. Passwords are nowhere among it.
fn written(path: &str, fields: &pages::Fields) -> Vec<(&'static str, String)> {
    const NOTE: &str = "内部メモ（まだ残していません）";
    if !path.starts_with("/helpdesk/case/") && !path.starts_with("/helpdesk/lookup/") {
        return Vec::new();
    }
    let text = if path.ends_with("/note") { NOTE } else { "返事（まだ送っていません）" };
    let all = [(text, fields.get("text")), (NOTE, fields.get("note"))];
    all.into_iter().filter(|(_, written)| !written.trim().is_empty()).map(|(name, it)| (name, it.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_its_page() {
        let fields = pages::Fields::read(b"asked=q%3Da%26case%3D1");
        for (path, page) in [
            ("/helpdesk/case/12/reply", "/helpdesk/case/12"),
            ("/helpdesk/lookup/send", "/helpdesk/lookup?q=a&case=1"),
            ("/helpdesk/people/add", "/helpdesk/people"),
            ("/helpdesk/export", "/helpdesk/export"),
        ] {
            assert_eq!(page_of(path, &fields, b""), page);
        }
        assert_eq!(page_of("/helpdesk/lookup/send", &pages::Fields::read(b""), b""), "/helpdesk/lookup");
        assert_eq!(page_of("/helpdesk/lookup/keep", &fields, b"q=a&case=1"), "/helpdesk/lookup?q=a&case=1");
    }

    #[test]
    fn what_is_given_back_was_written_and_is_no_password() {
        let fields = pages::Fields::read(b"text=a&note=b&password=c&tags=+");
        let names = |path| written(path, &fields).into_iter().map(|(_, text)| text).collect::<String>();
        assert_eq!(names("/helpdesk/case/1/reply"), "ab");
        assert_eq!(names("/helpdesk/people/add"), "");
        assert!(written("/helpdesk/case/1/note", &fields)[0].0.contains("メモ"));
    }
}
