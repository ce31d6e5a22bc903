//! Cookies, with what scripts can't see.

use serde_json::{Value, json};

use super::Browser;

/// A cookie as the browser keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cookie {
    pub name: String,
    pub value: String,
    pub path: String,
    pub http_only: bool,
    pub secure: bool,
    /// `Lax`, `Strict` or `None`, where it was said.
    pub same_site: Option<String>,
    /// In seconds since 1970; without, it ends with the browser.
    pub expires: Option<f64>,
}

impl Browser {
    /// The cookies that go to the present page.
    #[track_caller]
    pub fn cookies(&self) -> Vec<Cookie> {
        let kept = self.cdp("Network.getCookies", json!({}));
        kept["cookies"].as_array().into_iter().flatten().map(cookie).collect()
    }
}

fn cookie(kept: &Value) -> Cookie {
    let text = |name: &str| kept[name].as_str().map(str::to_owned);
    Cookie {
        name: text("name").unwrap_or_default(),
        value: text("value").unwrap_or_default(),
        path: text("path").unwrap_or_default(),
        http_only: kept["httpOnly"] == true,
        secure: kept["secure"] == true,
        same_site: text("sameSite"),
        expires: kept["expires"].as_f64().filter(|at| *at >= 0.0),
    }
}
