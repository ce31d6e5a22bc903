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
    refused::{self, Asker, DrawnFor},
    sign_in,
};
use crate::{
    consult::{case::Worker, work::By},
    helpdesk::{
        device::{DeviceCode, KEPT},
        login::LoginCode,
        role::Right,
        staff::Member,
    },
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
                match parts.extensions.get::<DrawnFor>().is_some_and(|drawn| drawn.another(&member)) {
                    true => Err(refused::changed(&member)),
                    false => Ok(Self { member, code }),
                }
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

fn device_name(secure: bool) -> &'static str {
    if secure { "__Host-sodan-staff-device" } else { "sodan-staff-device" }
}

fn code_in(headers: &HeaderMap, secure: bool) -> Option<LoginCode> {
    cookie_in(headers, cookie_name(secure)).and_then(LoginCode::from_cookie)
}

/// The browser, where somebody has signed in with it before.
pub(super) fn device_in(headers: &HeaderMap, secure: bool) -> Option<DeviceCode> {
    cookie_in(headers, device_name(secure)).and_then(DeviceCode::from_cookie)
}

fn cookie_in<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The cookie of a session; it ends with the browser.
pub(super) fn cookie(code: &LoginCode, secure: bool) -> HeaderValue {
    let secured = if secure { "; Secure" } else { "" };
    let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict{secured}", cookie_name(secure), code.to_cookie());
    HeaderValue::from_str(&cookie).expect("a name and hexadecimal digits are plain ASCII")
}

/// The cookie by which a browser is known again after a sign-out.
pub(super) fn device_cookie(code: &DeviceCode, secure: bool) -> HeaderValue {
    let secured = if secure { "; Secure" } else { "" };
    let (name, code, age) = (device_name(secure), code.to_cookie(), KEPT.num_seconds());
    let cookie = format!("{name}={code}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secured}");
    HeaderValue::from_str(&cookie).expect("a name, hexadecimal digits and a number are plain ASCII")
}

/// Takes the cookie of a session away.
pub(super) fn no_cookie(secure: bool) -> HeaderValue {
    let secured = if secure { "; Secure" } else { "" };
    let cookie = format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict{secured}", cookie_name(secure));
    HeaderValue::from_str(&cookie).expect("a name is plain ASCII")
}
