//! A Telegram Bot API server for tests, in the test's own process, as strict as the real one.
//!
//! It refuses what the real server refuses, in the real server's words, keeps a record of all it was asked, shows
//! every chat as its owner sees it, and breaks when it is told to. Where the real server's words are not public
//! they are near guesses. Of the text forms it knows HTML only; files and inline mode it does not know at all.
//!
//! - `driver` plays the owners and waits for what they see; `faults` breaks things;
//! - `methods` answers calls, with `html` and `limits` for the checks and `updates` for getUpdates;
//! - `world` is all that is remembered; `wire` is the socket, which can be cut.
//!
//! Use it with `#[path = "support/telegram_server/mod.rs"] mod telegram_server;`.
#![allow(dead_code, reason = "every test file uses another part")]
#![allow(unused_imports, reason = "every test file uses another part")]

mod driver;
mod faults;
mod html;
mod limits;
mod methods;
mod updates;
mod wire;
mod world;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    response::Response,
};
use tokio::{net::TcpSocket, sync::Notify, task::JoinHandle};

pub use self::{
    faults::Failure,
    world::{Asked, Edit, Shown, ShownButton, World},
};
use self::{
    faults::Moment,
    methods::Call,
    wire::{Line, Lines},
};

pub const TOKEN: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
pub const USERNAME: &str = "sodan_test_bot";

/// The server and the hands that move it; clones are the same server.
#[derive(Clone)]
pub struct TelegramServer(Arc<Shared>);

struct Shared {
    address: SocketAddr,
    lines: Arc<Lines>,
    serving: Mutex<Serving>,
    world: Mutex<World>,
    /// Something happened that somebody may wait for.
    changed: Notify,
    /// There are new updates, or a newer getUpdates.
    updates: Notify,
    /// Held calls may go on.
    release: Notify,
}

enum Serving {
    Up(JoinHandle<()>),
    /// The port is kept, but nobody listens.
    Down(TcpSocket),
    Changing,
}

impl TelegramServer {
    /// Starts one on a free port of this machine.
    pub async fn start() -> Self {
        let socket = reserve(SocketAddr::from(([127, 0, 0, 1], 0)));
        let shared = Arc::new(Shared {
            address: socket.local_addr().expect("the socket is bound"),
            lines: Arc::default(),
            serving: Mutex::new(Serving::Down(socket)),
            world: Mutex::default(),
            changed: Notify::new(),
            updates: Notify::new(),
            release: Notify::new(),
        });
        let server = Self(shared);
        server.up();
        server
    }

    /// For `TELOXIDE_API_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// Goes down: every connection is cut, new ones are refused.
    pub async fn down(&self) {
        let serving = std::mem::replace(&mut *self.serving(), Serving::Changing);
        let Serving::Up(task) = serving else { panic!("the server is not up") };
        task.abort();
        let _ = task.await;
        self.0.lines.cut_all();
        *self.serving() = Serving::Down(reserve(self.0.address));
    }

    /// Comes back on the same port, with everything it knew.
    pub fn up(&self) {
        let serving = std::mem::replace(&mut *self.serving(), Serving::Changing);
        let Serving::Down(socket) = serving else { panic!("the server is not down") };
        let listener = self.0.lines.listen(socket.listen(1024).expect("the port is ours"));
        let router = Router::new().fallback(answer).with_state(self.clone());
        let service = router.into_make_service_with_connect_info::<Line>();
        let task = tokio::spawn(async move { axum::serve(listener, service).await.expect("serving does not end") });
        *self.serving() = Serving::Up(task);
    }

    fn serving(&self) -> MutexGuard<'_, Serving> {
        self.0.serving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All that the server remembers, held still. Not across an `await`.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a port without listening on it, so that a connection is refused and nobody else gets it.
fn reserve(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("an option of every socket");
    socket.bind(address).expect("the port is free");
    socket
}

/// What a call is answered with: a result in JSON, or an error.
type Answered = Result<String, Refused>;

/// An error as the Bot API gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub code: u16,
    pub description: String,
    pub retry_after: Option<u64>,
}

impl Refused {
    fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), retry_after: None }
    }

    fn bad(description: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {description}"))
    }
}

async fn answer(State(server): State<TelegramServer>, line: ConnectInfo<Line>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 50 << 20).await.unwrap_or_default();
    let content_type = head.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let call = match Call::read(head.uri.path(), head.uri.query(), content_type, &body) {
        Ok(call) => call,
        Err(refused) => {
            server.world().note(String::new(), None, serde_json::Value::Null, &Err(refused.clone()));
            return response(Err(refused));
        }
    };
    // Made before the failure is taken, so that a release right after that is not missed.
    let released = server.0.release.notified();
    let failure = server.world().faults.take(&call.method, call.chat());
    if failure == Some(Failure::Hold) {
        server.0.changed.notify_waiters();
        released.await;
    }
    let outcome = match failure {
        Some(failure) if failure.moment() == Moment::Instead => Err(failure.answer()),
        Some(failure) if failure.moment() == Moment::Before => {
            line.0.cut();
            Err(failure.answer())
        }
        _ => server.perform(&call).await,
    };
    if failure.is_some_and(|it| it.moment() == Moment::After) {
        line.0.cut();
    }
    {
        let mut world = server.world();
        let chat = call.chat();
        world.note(call.method, chat, call.params, &outcome);
        if let Some(chat) = chat.and_then(|id| world.chats.get(&id)) {
            chat.changed.notify_waiters();
        }
    }
    server.0.changed.notify_waiters();
    response(outcome)
}

fn response(outcome: Answered) -> Response {
    let builder = Response::builder().header(header::CONTENT_TYPE, "application/json");
    match outcome {
        Ok(result) => builder.body(Body::from(format!(r#"{{"ok":true,"result":{result}}}"#))),
        Err(Refused { code, description, retry_after }) => {
            let mut answer = serde_json::json!({"ok": false, "error_code": code, "description": description});
            let mut builder = builder.status(StatusCode::from_u16(code).expect("a status of HTTP"));
            if let Some(seconds) = retry_after {
                answer["parameters"] = serde_json::json!({"retry_after": seconds});
                builder = builder.header(header::RETRY_AFTER, seconds);
            }
            builder.body(Body::from(answer.to_string()))
        }
    }
    .expect("the parts are well-formed")
}
