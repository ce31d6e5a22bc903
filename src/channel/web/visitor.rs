//! Who asks: a browser, known again by a random cookie. Only a hash of the cookie is kept anywhere, so that what is
//! stored or logged opens nobody's consultation.

use axum::http::{HeaderMap, HeaderValue, header};
use ring::digest::{SHA256, digest};

use super::{CHANNEL, site::Frame};
use crate::store::ChatKey;

/// Random bytes in a cookie.
const BYTES: usize = 32;
/// Bytes of the hash by which a chat is named.
const NAME_BYTES: usize = 16;
/// How long a browser keeps the cookie after the last visit, in seconds: half a year.
const KEPT_SECONDS: u64 = 180 * 24 * 60 * 60;

/// A browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visitor {
    cookie: String,
    /// Whether it brought the cookie.
    pub known: bool,
}

impl Visitor {
    /// The one whose cookie it is, or a new one.
    pub fn of(headers: &HeaderMap, frame: Frame, secure: bool) -> Self {
        let name = cookie_name(frame, secure);
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let ours = cookies
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && is_cookie(value));
        match ours {
            Some((_, value)) => Self { cookie: value.to_owned(), known: true },
            None => Self { cookie: random_hex::<BYTES>(), known: false },
        }
    }

    /// The chat of this browser.
    pub fn chat(&self) -> ChatKey {
        let hash = digest(&SHA256, self.cookie.as_bytes());
        ChatKey::new(CHANNEL, hex(&hash.as_ref()[..NAME_BYTES]))
    }

    /// What the browser is to keep, for as long again.
    pub fn set_cookie(&self, frame: Frame, secure: bool) -> HeaderValue {
        let name = cookie_name(frame, secure);
        // In a frame of another site only a cookie that says so is sent back, and browsers take it only as secure.
        let scope = match (frame, secure) {
            (Frame::Embedded, _) => "; SameSite=None; Secure; Partitioned",
            (Frame::Whole, true) => "; SameSite=Lax; Secure",
            (Frame::Whole, false) => "; SameSite=Lax",
        };
        let cookie = format!("{name}={}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly{scope}", self.cookie);
        HeaderValue::from_str(&cookie).expect("a name and hexadecimal digits are plain ASCII")
    }
}

/// The prefix makes browsers refuse the cookie from anybody but this very host.
fn cookie_name(frame: Frame, secure: bool) -> &'static str {
    match (frame, secure) {
        (Frame::Whole, false) => "sodan",
        (Frame::Whole, true) => "__Host-sodan",
        (Frame::Embedded, _) => "__Host-sodan-embedded",
    }
}

fn is_cookie(value: &str) -> bool {
    value.len() == 2 * BYTES && value.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Random bytes from the system, as hexadecimal digits.
pub(super) fn random_hex<const N: usize>() -> String {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("a system without randomness can keep nobody apart");
    hex(&bytes)
}

/// As hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(cookie).unwrap())])
    }

    #[test]
    fn a_browser_is_known_again_by_its_cookie_and_its_chat_does_not_tell_it() {
        let new = Visitor::of(&HeaderMap::new(), Frame::Whole, false);
        assert!(!new.known);
        let set = new.set_cookie(Frame::Whole, false);
        let set = set.to_str().unwrap();
        assert!(set.contains("; HttpOnly; SameSite=Lax") && !set.contains("Secure"), "{set}");
        let back = Visitor::of(&headers(&format!("a=b; {}; c", set.split(';').next().unwrap())), Frame::Whole, false);
        assert!(back.known);
        assert_eq!(back.chat(), new.chat());
        assert!(!set.contains(new.chat().id()));
    }

    #[test]
    fn what_is_no_cookie_of_ours_makes_a_new_visitor() {
        for wrong in [
            "sodan=",
            "sodan=abc",
            "sodan=../../etc",
            &format!("sodan={}", "g".repeat(64)),
            &format!("other={}", "a".repeat(64)),
        ] {
            assert!(!Visitor::of(&headers(wrong), Frame::Whole, false).known, "{wrong}");
        }
        let plain = headers(&format!("sodan={}", "a".repeat(64)));
        assert!(!Visitor::of(&plain, Frame::Whole, true).known, "over TLS only the cookie of this host counts");
        assert!(!Visitor::of(&plain, Frame::Embedded, false).known);
    }
}
