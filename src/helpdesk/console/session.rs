//! Who is asking: known by a cookie of the console alone.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;
use tracing::error;

use super::{
    Console, pages,
    refused::{self, Asker},
    sign_in,
};
use crate::{
    consult::{case::Worker, work::By},
    helpdesk::{login::LoginCode, role::Right, staff::Member},
};

/// Somebody who is signed in.
pub(super) struct SignedIn {
    pub member: Member,
    pub code: LoginCode,
}

impl SignedIn {
    /// As cases know them.
    pub fn by(&self) -> By {
        By { worker: Worker(self.member.name.as_str().to_owned()), name: self.member.shown.clone() }
    }

    /// # Errors
    /// The page that says that their role may not.
    #[allow(clippy::result_large_err, reason = "it is given at once, as the answer")]
    pub fn must(&self, right: Right) -> Result<(), Response> {
        if self.member.role.may(right) {
            return Ok(());
        }
        Err(pages::refused(StatusCode::FORBIDDEN, "この役割ではできません。管理者に相談してください。"))
    }
}

impl FromRequestParts<Arc<Console>> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, console: &Arc<Console>) -> Result<Self, Response> {
        let Some(code) = code_in(&parts.headers, console.is_secure()) else { return Err(to_sign_in(parts)) };
        match console.logins.visit(&code, Utc::now()).await {
            Ok(Some(member)) => {
                if let Some(asker) = parts.extensions.get::<Asker>() {
                    asker.is(&member);
                }
                Ok(Self { member, code })
            }
            Ok(None) => Err(to_sign_in(parts)),
            Err(problem) => {
                error!(%problem, "helpdesk: who is signed in could not be read");
                Err(pages::refused(StatusCode::SERVICE_UNAVAILABLE, "いまは読み込めません。少し待ってください。"))
            }
        }
    }
}

/// Who has opened a page that listens by itself, which is no sign that they are at their desk.
pub(super) async fn look(console: &Console, headers: &HeaderMap) -> Result<SignedIn, StatusCode> {
    let Some(code) = code_in(headers, console.is_secure()) else { return Err(StatusCode::UNAUTHORIZED) };
    match console.logins.look(&code, Utc::now()).await {
        Ok(Some(member)) => Ok(SignedIn { member, code }),
        Ok(None) => Err(StatusCode::UNAUTHORIZED),
        Err(problem) => {
            error!(%problem, "helpdesk: who is signed in could not be read");
            Err(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// Without a sign-in nothing is open; what was posted is not done.
fn to_sign_in(parts: &Parts) -> Response {
    match parts.method {
        Method::GET | Method::HEAD => {
            let place = parts.uri.path_and_query().map_or("", |place| place.as_str());
            Redirect::to(&sign_in::address(place)).into_response()
        }
        _ => refused::ended(),
    }
}

fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-sodan-staff" } else { "sodan-staff" }
}

fn code_in(headers: &HeaderMap, secure: bool) -> Option<LoginCode> {
    let name = cookie_name(secure);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).and_then(|(_, value)| LoginCode::from_cookie(value))
}

/// The cookie of a session; it ends with the browser.
pub(super) fn cookie(code: &LoginCode, secure: bool) -> HeaderValue {
    let secured = if secure { "; Secure" } else { "" };
    let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict{secured}", cookie_name(secure), code.to_cookie());
    HeaderValue::from_str(&cookie).expect("a name and hexadecimal digits are plain ASCII")
}

/// Takes the cookie away.
pub(super) fn no_cookie(secure: bool) -> HeaderValue {
    let secured = if secure { "; Secure" } else { "" };
    let cookie = format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict{secured}", cookie_name(secure));
    HeaderValue::from_str(&cookie).expect("a name is plain ASCII")
}
