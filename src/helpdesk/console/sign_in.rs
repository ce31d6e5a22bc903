//! Signing in and out.

use std::{net::SocketAddr, sync::Arc};

use askama::Template;
use axum::{
    body::Bytes,
    extract::{ConnectInfo, State},
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
    problem: Option<String>,
    /// Nobody could sign in: the page says how that is mended.
    nobody: bool,
}

/// The page to sign in.
pub(super) async fn show(State(console): State<Arc<Console>>) -> Response {
    page(&console, StatusCode::OK, "", None).await
}

async fn page(console: &Console, status: StatusCode, name: &str, problem: Option<String>) -> Response {
    let nobody = match console.staff.list().await {
        Ok(members) => members.iter().all(|member| member.disabled),
        Err(problem) => return pages::failed(&problem),
    };
    pages::drawn(status, Login { name, problem, nobody }.render())
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
            let mut answer = Redirect::to("/helpdesk").into_response();
            for cookie in [session::cookie(&code, secure), session::device_cookie(&device, secure)] {
                answer.headers_mut().append(header::SET_COOKIE, cookie);
            }
            answer
        }
        Ok(SignIn::Wrong) => {
            let problem = "名前かパスワードが違います。".to_owned();
            page(&console, StatusCode::UNAUTHORIZED, name, Some(problem)).await
        }
        Ok(SignIn::Throttled { wait }) => {
            let seconds = wait.as_secs() + 1;
            let problem = format!("間違いが続いたので、あと{seconds}秒お待ちください。");
            let mut answer = page(&console, StatusCode::TOO_MANY_REQUESTS, name, Some(problem)).await;
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
