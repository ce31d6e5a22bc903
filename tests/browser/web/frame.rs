//! The chat in a frame of somebody else's page.

use std::sync::{Arc, OnceLock};

use axum::{Router, response::Html, routing::get};
use serde_json::json;
use tokio::{net::TcpListener, runtime::Runtime};

use super::{
    DYEWORKS, Visit,
    way::{Did, WAY},
};
use crate::{chrome::Browser, server::Server};

/// A page of somebody else, with one line of ours.
struct Neighbour {
    address: String,
    script: Arc<OnceLock<String>>,
    _runtime: Runtime,
}

impl Neighbour {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let script: Arc<OnceLock<String>> = Arc::default();
        let known = script.clone();
        let page = get(move || {
            let script = known.get().cloned().unwrap_or_default();
            async move {
                Html(format!(
                    "<!doctype html><html lang=ja><meta charset=utf-8><link rel=icon href=data:,><title>商工会議所</title>
                     <main><h1>商工会議所</h1><p>ようこそ</main><script src='{script}' async></script>"
                ))
            }
        });
        runtime.spawn(async move { axum::serve(listener, Router::new().route("/", page)).await });
        Self { address, script, _runtime: runtime }
    }
}

/// A browser on the neighbour's page. Our server goes by another name there: to the browser that is another site.
fn neighbour(allowed: impl Fn(&Neighbour) -> String) -> (Neighbour, Visit) {
    let neighbour = Neighbour::start();
    let server = Server::start(&[], &[("SODAN_WIDGET_ORIGINS", &allowed(&neighbour))]);
    let script = server.url("/widget.js").replace("127.0.0.1", "localhost");
    neighbour.script.set(script).unwrap();
    let visit = Visit { server, browser: Browser::start() };
    visit.open(&neighbour.address);
    (neighbour, visit)
}

#[test]
fn a_neighbour_that_may_shows_the_chat() {
    let (_neighbour, visit) = neighbour(|it| format!("https://example.jp {}", it.address));
    visit.click_button("支援策を相談する");
    visit.wait_for("iframe");
    assert_eq!(visit.attribute("body > button", "aria-expanded").as_deref(), Some("true"));
    visit.picture("widget");
    visit.enter_frame("iframe");
    visit.shows("どんなことでお困りですか");
    visit.write(DYEWORKS);
    visit.asked(WAY[0].1);
    for (did, next) in &WAY[1..] {
        visit.did(*did);
        visit.asked(next);
    }
    visit.click_link("印刷用");
    visit.wait_for_text("h1", "相談のまとめ");
    visit.click_link("相談に戻る");
    visit.shows(WAY[7].1);
    visit.leave_frame();

    let kept = visit.cdp("Storage.getCookies", json!({}));
    let [cookie] = kept["cookies"].as_array().unwrap().as_slice() else { panic!("{kept}") };
    assert_eq!(cookie["name"], "__Host-sodan-embedded");
    assert_eq!(
        (&cookie["secure"], &cookie["httpOnly"], &cookie["sameSite"]),
        (&json!(true), &json!(true), &json!("None"))
    );
    assert_eq!(cookie["partitionKey"]["topLevelSite"], "http://127.0.0.1");

    visit.reload();
    visit.click_button("支援策を相談する");
    visit.enter_frame("iframe");
    visit.shows(WAY[7].1);
    visit.click_button("最初から");
    visit.asked("どんなことでお困りですか");
    visit.did(Did::Pressed("1 電気代・燃料代"));
    visit.shows("質問2");
    visit.leave_frame();
    visit.click_button("相談を閉じる");
    assert_eq!(visit.js("document.querySelector('iframe').checkVisibility()"), false);
    visit.assert_clean();
}

#[test]
fn a_neighbour_that_may_not_shows_nothing() {
    for allowed in ["", "https://example.jp"] {
        let (_neighbour, visit) = neighbour(|_| allowed.to_owned());
        visit.click_button("支援策を相談する");
        visit.enter_frame("iframe");
        assert!(!visit.exists("#talk"));
        visit.leave_frame();
        visit.wait_for_js("document.querySelector('iframe') !== null");
        let problems = visit.take_problems().join("\n");
        assert!(problems.contains("frame-ancestors"), "{problems}");
    }
}
