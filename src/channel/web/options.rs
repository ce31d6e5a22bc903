//! How the web chat is reached, and who may show it.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use axum::http::HeaderMap;

/// Settings of the web chat. The default is right for one's own machine.
#[derive(Clone, Debug, Default)]
pub struct WebOptions {
    /// The address that owners see, where a proxy stands before this program; see [`PublicUrl`].
    pub public_url: Option<PublicUrl>,
    /// Other sites that may show the chat in a frame of theirs.
    pub widget_origins: Vec<Origin>,
    /// Lets every client do as much as it likes: for measuring, where all clients are one.
    pub unlimited: bool,
}

impl WebOptions {
    /// Whose request it is. Behind a proxy that is the address the proxy added last; what a client writes itself stands
    /// before it and is not believed.
    pub fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let forwarded = self.public_url.as_ref().and_then(|_| {
            let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            let last = last.rsplit(',').next()?.trim();
            // Some proxies write the port too.
            last.parse().ok().or_else(|| last.parse().ok().map(|address: SocketAddr| address.ip()))
        });
        forwarded.unwrap_or(peer.ip())
    }
}

/// Why a setting cannot be used, in words for whoever set it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// Not `http://host` or `https://host`, with a port at most.
    #[error(
        "「{0}」は使えません。https://example.jp のように、https:// か http:// と名前だけ（要るならポートも）を書いてください"
    )]
    Origin(String),
}

/// A scheme and a host, with its port where it has one: `https://example.jp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    secure: bool,
    host: String,
}

impl FromStr for Origin {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        let wrong = || OptionError::Origin(text.to_owned());
        let lower = text.trim().to_ascii_lowercase();
        let (secure, rest) = match (lower.strip_prefix("https://"), lower.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return Err(wrong()),
        };
        let host = rest.strip_suffix('/').unwrap_or(rest);
        // Browsers don't say the port that a scheme has anyway.
        let host = host.strip_suffix(if secure { ":443" } else { ":80" }).unwrap_or(host);
        // It goes into a header that the browser reads as a list: nothing but a name, an address and a port may be in it.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if host.len() > 255 || !host.chars().all(plain) || !has_name_and_port(host) {
            return Err(wrong());
        }
        Ok(Self { secure, host: host.to_owned() })
    }
}

/// Whether a host has a name, and where it has a port, a number as one.
fn has_name_and_port(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        // The colons within the brackets of an address of IPv6 begin no port.
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_address = |inner: &str| inner.parse::<Ipv6Addr>().is_ok();
    let named = match name.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(is_address),
        None => !name.is_empty() && !name.contains([':', ']', '[']),
    };
    named && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.secure { "https" } else { "http" }, self.host)
    }
}

/// The address that owners see. It also says that a proxy stands before this program: the last address in
/// `X-Forwarded-For` is the client's, and with `https` the cookie is for encrypted connections alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(pub Origin);

impl PublicUrl {
    /// Whether owners come over an encrypted connection.
    pub fn is_secure(&self) -> bool {
        self.0.secure
    }

    /// The host, with its port where it has one.
    pub fn host(&self) -> &str {
        &self.0.host
    }
}

impl FromStr for PublicUrl {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host_and_nothing_else() {
        for (text, shown) in [
            ("https://example.jp", "https://example.jp"),
            (" HTTP://Example.JP:8080/ ", "http://example.jp:8080"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("https://example.jp:443/", "https://example.jp"),
            ("http://example.jp:443", "http://example.jp:443"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().to_string(), shown);
        }
        for text in [
            "",
            "example.jp",
            "https://",
            "https://a b",
            "https://a;b",
            "https://a/b",
            "https://*.jp",
            "ftp://a",
            "https://a,https://b",
            "https://a:port",
            "https://a:",
            "https://a:99999",
            "https://a:1:2",
            "https://[a]",
            "https://[::1",
            "https://:443",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
