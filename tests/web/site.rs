//! A web chat that is served while a test lasts.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, LazyLock},
    time::Duration,
};

use sodan::{
    channel::web::{WebOptions, run},
    consult::Consult,
    content::Content,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{kept::Kept, web_client::Browser, world};

pub const NOON: &str = "2026-11-24 12:00";

/// A web chat on a free port.
pub struct Served {
    pub at: SocketAddr,
    pub kept: Arc<Kept>,
    stop: watch::Sender<bool>,
    task: JoinHandle<io::Result<()>>,
}

/// The small content, as fast as a test can be, on a store of its own.
pub async fn served() -> Served {
    serve(small(), Kept::new(), unhurried()).await
}

pub async fn serve(content: &Content, kept: Arc<Kept>, options: WebOptions) -> Served {
    let now = world::moment(NOON).to_utc();
    let consult = Arc::new(Consult::new(Arc::new(content.clone()), kept.clone(), Arc::new(move || now)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(run(consult, options, listener, stopped, axum::Router::new()));
    Served { at, kept, stop, task }
}

/// No pace, so that a test need not keep one.
pub fn unhurried() -> WebOptions {
    WebOptions { unlimited: true, ..WebOptions::default() }
}

/// Behind a proxy that speaks TLS.
pub fn public() -> WebOptions {
    WebOptions { public_url: Some("https://sodan.example.jp".parse().unwrap()), ..unhurried() }
}

impl Served {
    /// Somebody who was never here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.at)
    }

    /// Somebody who has looked at the page.
    pub async fn visitor(&self) -> Browser {
        let mut browser = self.browser();
        browser.look().await;
        browser
    }

    /// Stops as at SIGTERM. Where that takes long, the test fails.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        let ended = tokio::time::timeout(Duration::from_secs(30), self.task).await;
        ended.expect("it stops promptly").expect("no panic").expect("a clean end");
    }
}

/// Every kind of question in a few lines, then results.
pub fn small() -> &'static Content {
    static SMALL: LazyLock<Content> = LazyLock::new(|| with_start(START));
    &SMALL
}

/// The small content with another dialog.
pub fn with_start(start: &str) -> Content {
    world::small(&[
        ("dialogs/start.yaml", start),
        ("knowledge/contacts.yaml", CONTACTS),
        ("knowledge/programs/one.yaml", &program("一つ目の支援策", "who: { kind: x }")),
        ("knowledge/programs/two.yaml", &program("二つ目の支援策", "who: { n: \"..20\" }")),
    ])
    .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

pub const START: &str = "title: 試し\nabout: 試し\nsteps:\n  - ask: kind\n  - ask: having\n  - ask: n\n  - ask: word\n  \
                         - ask: day\n  - ask: a\n  - end: さようなら。\n    when: { a: false }\n  \
                         - recommend: { programs: all, ask_more: 0 }\n";

const CONTACTS: &str = r#"
contacts:
  desk:
    label: 試しの窓口
    phones: [ { number: 0120-366-440 } ]
    url: https://example.jp/desk
    hours: [ { days: 平日, from: "9:00", to: "17:00" } ]
    as_of: 2023-06
    source: { document: book, pages: "3" }
"#;

fn program(name: &str, lines: &str) -> String {
    let program = world::program(&format!("{lines}\n"));
    program.replace("name: 試し", &format!("name: {name}")).replace("contacts: []", "contacts: [desk]")
}
