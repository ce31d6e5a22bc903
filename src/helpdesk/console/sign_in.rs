//! Signing in and out.

use std::{net::SocketAddr, sync::Arc};

use askama::Template;
use axum::{
    body::Bytes,
    extract::{ConnectInfo, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;

use super::{
    Console, pages,
    session::{self, SignedIn},
};
use crate::helpdesk::login::SignIn;

#[derive(Template)]
#[template(path = "login.html")]
struct Login<'a> {
    name: &'a str,
    /// Where they were going; empty for the queue.
    to: &'a str,
    problem: Option<String>,
    /// Nobody could sign in: the page says how that is mended.
    nobody: bool,
}

/// The longest address to which somebody comes back: a call with all its facts is some hundred characters.
const LONGEST: usize = 2_000;

/// Where to sign in, for somebody who was going to `place`.
pub(super) fn address(place: &str) -> String {
    match way(place) {
        None | Some("/helpdesk") => "/helpdesk/login".to_owned(),
        Some(to) => format!(
            "/helpdesk/login?{}",
            form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish()
        ),
    }
}

/// The address of a page of the console, and nothing else: no other site, however it is written, no file, no stream, and
/// nothing that would sign out again.
fn way(place: &str) -> Option<&str> {
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let below = path.strip_prefix("/helpdesk")?;
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let is_page = below.is_empty()
        || below
            .strip_prefix('/')
            .is_some_and(|rest| rest.split('/').all(|part| !part.is_empty() && part.chars().all(named)));
    let first = below.split('/').nth(1).unwrap_or_default();
    let leads_on = !matches!(first, "login" | "logout" | "events" | "assets");
    let plain = query.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    (is_page && leads_on && plain && place.len() <= LONGEST).then_some(place)
}

/// The page to sign in.
pub(super) async fn show(State(console): State<Arc<Console>>, RawQuery(query): RawQuery) -> Response {
    let fields = pages::Fields::read(query.unwrap_or_default().as_bytes());
    page(&console, StatusCode::OK, &fields, None).await
}

async fn page(console: &Console, status: StatusCode, fields: &pages::Fields, problem: Option<String>) -> Response {
    let (name, to) = (fields.get("name"), way(fields.get("to")).unwrap_or_default());
    let nobody = match console.staff.list().await {
        Ok(members) => members.iter().all(|member| member.disabled),
        Err(problem) => return pages::failed(&problem),
    };
    pages::drawn(status, Login { name, to, problem, nobody }.render())
}

/// Signs in with a name and a password.
pub(super) async fn sign_in(
    State(console): State<Arc<Console>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = pages::Fields::read(&body);
    let (name, password) = (fields.get("name"), fields.get("password"));
    let (client, secure) = (console.client(peer, &headers), console.is_secure());
    let device = session::device_in(&headers, secure);
    match console.logins.sign_in(name, password, client, device.as_ref(), Utc::now()).await {
        Ok(SignIn::Done { code, device, .. }) => {
            let mut answer = Redirect::to(way(fields.get("to")).unwrap_or("/helpdesk")).into_response();
            for cookie in [session::cookie(&code, secure), session::device_cookie(&device, secure)] {
                answer.headers_mut().append(header::SET_COOKIE, cookie);
            }
            answer
        }
        Ok(SignIn::Wrong) => {
            let problem = "名前かパスワードが違います。".to_owned();
            page(&console, StatusCode::UNAUTHORIZED, &fields, Some(problem)).await
        }
        Ok(SignIn::Throttled { wait }) => {
            let seconds = wait.as_secs() + 1;
            let problem = format!("間違いが続いたので、あと{seconds}秒お待ちください。");
            let mut answer = page(&console, StatusCode::TOO_MANY_REQUESTS, &fields, Some(problem)).await;
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            answer
        }
        Err(problem) => pages::failed(&problem),
    }
}

/// Signs out.
pub(super) async fn sign_out(State(console): State<Arc<Console>>, signed_in: SignedIn) -> Response {
    if let Err(problem) = console.logins.sign_out(&signed_in.code, Utc::now()).await {
        return pages::failed(&problem);
    }
    let mut answer = Redirect::to("/helpdesk/login").into_response();
    answer.headers_mut().insert(header::SET_COOKIE, session::no_cookie(console.is_secure()));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_console_are_gone_to() {
        for place in ["/helpdesk", "/helpdesk/case/13", "/helpdesk/queue/mine", "/helpdesk/find?q=%E4%BA%BA&a=b/c"] {
            assert_eq!(way(place), Some(place));
        }
        for place in [
            "",
            "/",
            "helpdesk",
            "//evil.example/helpdesk",
            "https://evil.example/helpdesk",
            "/helpdesk//evil.example",
            "/helpdesk.evil.example",
            "/helpdesk@evil.example",
            "/helpdesk/..//evil.example",
            "/helpdesk/%2e%2e/me",
            "/helpdesk/\\evil.example",
            "/helpdesk/case/1?a=\\",
            "/helpdesk/case/1?a=\r\nset-cookie:x",
            "/helpdesk/case/1#reply",
            "/helpdesk/ケース",
            "/helpdesk/statistics.csv",
            "/helpdesk/events?case=1",
            "/helpdesk/login?to=/helpdesk",
            "/helpdesk/logout",
            "/helpdesk/assets/console.js",
        ] {
            assert_eq!(way(place), None, "{place}");
        }
        assert_eq!(way(&format!("/helpdesk/find?q={}", "a".repeat(LONGEST))), None);
        assert_eq!(address("/helpdesk/case/13"), "/helpdesk/login?to=%2Fhelpdesk%2Fcase%2F13");
        assert_eq!(address("/helpdesk"), "/helpdesk/login");
    }
}
