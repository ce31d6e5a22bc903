//! A small page that has a bit of everything the harness can do, with a content policy as strict as can be.

use axum::{
    Router,
    http::{HeaderMap, header},
    response::{Html, IntoResponse},
    routing::get,
};
use tokio::{net::TcpListener, runtime::Runtime};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'";

/// The page's server, on a free port; it ends when this is dropped.
pub struct Page {
    address: String,
    _runtime: Runtime,
}

impl Page {
    pub fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let typed =
            |kind: &'static str, text: &'static str| get(move || async move { ([(header::CONTENT_TYPE, kind)], text) });
        let pages = Router::new()
            .route("/", page(include_str!("page.html")))
            .route("/other", page(include_str!("other.html")))
            .route("/unlabelled", page(include_str!("unlabelled.html")))
            .route("/breaks-policy", page(include_str!("breaks_policy.html")))
            .route("/page.js", typed("text/javascript", include_str!("page.js")))
            .route("/page.css", typed("text/css", include_str!("page.css")))
            .route("/hello", get(|| async { "こんにちは" }))
            .route("/cookies", get(|headers: HeaderMap| async move { cookies(headers) }))
            .route("/favicon.ico", get(|| async { ([(header::CONTENT_TYPE, "image/x-icon")], "") }));
        runtime.spawn(async move { axum::serve(listener, pages).await });
        Self { address, _runtime: runtime }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

fn page(html: &'static str) -> axum::routing::MethodRouter {
    get(move || async move {
        let cookies = "session=secret; HttpOnly; SameSite=Strict; Path=/; Max-Age=3600";
        ([(header::CONTENT_SECURITY_POLICY, POLICY), (header::SET_COOKIE, cookies)], Html(html))
    })
}

/// What cookies came, to see what is shared.
fn cookies(headers: HeaderMap) -> impl IntoResponse {
    let cookies = headers.get(header::COOKIE).and_then(|it| it.to_str().ok()).unwrap_or("none").to_owned();
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(format!("<!doctype html><title>cookies</title><p>{cookies}")))
}
