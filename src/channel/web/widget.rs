//! One line on another site, `<script src="https://…/widget.js" async></script>`, puts a button there that opens the
//! chat in a frame. The frame is shown only by sites that were allowed, see [`WebOptions`](super::WebOptions).

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use super::site::Site;
use crate::content::Phrase;

/// The script with the words and the colour of the content.
pub(super) fn script(site: &Site) -> Response {
    let words = serde_json::json!({
        "open": site.say(Phrase::WebWidgetOpen),
        "close": site.say(Phrase::WebWidgetClose),
        "color": site.content().brand.accent.to_string(),
    });
    let script = format!("{}({words});\n", include_str!("assets/widget.js").trim_end());
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        // The one thing here that other sites are meant to load.
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, script).into_response()
}
