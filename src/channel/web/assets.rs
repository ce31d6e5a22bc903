//! Files that pages load, kept in the program. Their addresses hold a hash of what is in them, so that browsers keep
//! them for good and still never show an old one.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use ring::digest::{SHA256, digest};

use super::{picture, visitor::hex};
use crate::content::Content;

/// A file as it is served.
struct Asset {
    kind: &'static str,
    body: Bytes,
}

/// All files, and where templates find them.
pub(super) struct Assets {
    by_path: HashMap<String, Asset>,
    /// The address of the style sheet.
    pub css: String,
    /// The address of htmx with its extension for events.
    pub htmx: String,
    /// The address of our own script.
    pub script: String,
    /// The address of the logo.
    pub logo: Option<String>,
}

impl Assets {
    /// The style sheet takes its colours, and the head its logo, from the content.
    pub fn new(content: &Content) -> Self {
        let mut by_path = HashMap::new();
        let mut add = |name: &str, kind: &'static str, body: Bytes| {
            let hash = hex(&digest(&SHA256, &body).as_ref()[..8]);
            let path = format!("/assets/{hash}/{name}");
            by_path.insert(path.clone(), Asset { kind, body });
            path
        };
        let script = "text/javascript; charset=utf-8";
        let brand = &content.brand;
        let colors = format!(":root{{--accent-light:{};--accent-dark:{}}}\n", brand.accent, brand.accent_dark);
        let css = add(
            "sodan.css",
            "text/css; charset=utf-8",
            Bytes::from(colors + include_str!("assets/sodan.css") + picture::STYLE),
        );
        let logo = brand.logo.clone().map(|logo| add("logo.svg", "image/svg+xml", Bytes::from(logo)));
        // One file: htmx looks at the page as soon as it has run, and a page whose extension came later would hear no news.
        let both = concat!(include_str!("assets/htmx.min.js"), "\n", include_str!("assets/hx-sse.min.js"));
        let htmx = add("htmx.js", script, Bytes::from_static(both.as_bytes()));
        let own = add("sodan.js", script, Bytes::from_static(include_bytes!("assets/sodan.js")));
        Self { by_path, css, htmx, script: own, logo }
    }

    /// The file at a path; none where there is no such file.
    pub fn get(&self, path: &str) -> Option<Response> {
        let asset = self.by_path.get(path)?;
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        ];
        Some((headers, asset.body.clone()).into_response())
    }
}
