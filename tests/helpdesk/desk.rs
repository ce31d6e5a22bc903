//! A console that is served while a test lasts, its people, and an owner on a messenger.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{TimeDelta, Utc};
use sodan::{
    channel::web::{WebOptions, run},
    consult::{
        Answering, Consult,
        message::{Inbound, Input, Outgoing},
        token::Press,
    },
    content::Content,
    helpdesk::{
        audit,
        console::{self, Console},
        login::Logins,
        name::StaffName,
        role::Role,
        staff::Staff,
    },
    store::{ChatKey, MemoryStore, Store, UpdateKey},
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    web_client::{Answer, Browser, FORM},
    world,
};

pub const PASSWORD: &str = "五月雨をあつめて早し";

pub struct Desk {
    pub at: SocketAddr,
    pub store: Arc<dyn Store>,
    pub consult: Arc<Consult>,
    updates: AtomicU64,
    minutes: Arc<AtomicI64>,
    stop: watch::Sender<bool>,
    task: JoinHandle<io::Result<()>>,
}

/// A console with 管理 (administrator), 山田 and 佐藤 (workers) and 見学 (reader), on a Tuesday at noon.
pub async fn desk() -> Desk {
    opened(world::real().clone(), true).await
}

/// The same with other content.
pub async fn desk_with(content: Content) -> Desk {
    opened(content, true).await
}

/// The same where nobody may do as much as they like.
pub async fn desk_at_a_pace() -> Desk {
    opened(world::real().clone(), false).await
}

async fn opened(content: Content, unlimited: bool) -> Desk {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let minutes = Arc::new(AtomicI64::new(0));
    let (noon, later) = (world::moment("2026-11-24 12:00").to_utc(), minutes.clone());
    let clock = Arc::new(move || noon + TimeDelta::minutes(later.load(Ordering::Relaxed)));
    let consult = Arc::new(Consult::new(Arc::new(content), store.clone(), clock));
    let staff = Staff::new(store.clone());
    let roles = [("管理", Role::Admin), ("山田", Role::Worker), ("佐藤", Role::Worker), ("見学", Role::Reader)];
    for (name, role) in roles {
        staff.add(&StaffName::new(name).unwrap(), None, role, PASSWORD, None, Utc::now()).await.unwrap();
    }
    consult.open_board().await.unwrap();
    consult.set_staffed(true);
    let logins = Logins::new(store.clone(), staff.clone());
    let options = WebOptions { unlimited, ..WebOptions::default() };
    let (stop, stopped) = watch::channel(false);
    let console = Console::new(consult.clone(), staff.clone(), logins, options.clone(), stopped.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let task = tokio::spawn(run(consult.clone(), options, listener, stopped, console::routes(console)));
    Desk { at, store, consult, updates: AtomicU64::new(0), minutes, stop, task }
}

impl Desk {
    /// Somebody of the staff at their browser, signed in.
    pub async fn worker(&self, name: &str) -> Browser {
        let mut browser = Browser::new(self.at);
        let body = form(&[("name", name), ("password", PASSWORD)]);
        let answer = browser.ask("POST", "/helpdesk/login", &[("content-type", FORM)], body.as_bytes()).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/helpdesk"), "{}", answer.body);
        browser
    }

    pub fn chat(&self, owner: &str) -> ChatKey {
        ChatKey::new("telegram", owner)
    }

    /// An owner writes; gives what they are sent for it, in one.
    pub async fn owner(&self, owner: &str, text: &str) -> String {
        self.owner_does(owner, Input::Text(text.to_owned())).await
    }

    /// An owner presses what the present screen has.
    pub async fn press(&self, owner: &str, press: Press) -> String {
        let token = self.consult.look(&self.chat(owner), 0, |present, _, _| present.token(press)).await.unwrap();
        self.owner_does(owner, Input::Press { token, question: None }).await
    }

    /// The same for anything else.
    pub async fn owner_does(&self, owner: &str, input: Input) -> String {
        let key = UpdateKey::new("telegram", self.updates.fetch_add(1, Ordering::Relaxed));
        let inbound = Inbound { key, chat: self.chat(owner), input };
        self.consult.handle(inbound).await.unwrap();
        self.sent(owner).await
    }

    /// What waits to be sent to an owner, and waits no more.
    pub async fn sent(&self, owner: &str) -> String {
        let chat = self.chat(owner);
        let mut texts = Vec::new();
        for outgoing in self.store.to_send(&chat, 100).await.unwrap() {
            if let Outgoing::Say(message) = serde_json::from_slice(&outgoing.body).unwrap() {
                texts.push(message.text.to_plain());
            }
        }
        self.store.drop_outbox(&chat).await.unwrap();
        texts.join("\n")
    }

    /// An owner with a case; gives its number.
    pub async fn case(&self, owner: &str) -> u64 {
        self.owner(owner, "/start").await;
        let said = self.owner(owner, "人に相談").await;
        let number = said.split("受付番号 ").nth(1).expect("a reception number").split('番').next().unwrap();
        number.parse().unwrap_or_else(|_| panic!("{said}"))
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.minutes.fetch_add(minutes, Ordering::Relaxed);
    }

    /// The log, oldest first: who did what on which case.
    pub async fn log(&self) -> Vec<String> {
        let lines = audit::read(&*self.store, None, usize::MAX).await.unwrap();
        let words = lines.into_iter().rev().map(|logged| {
            let line = logged.line.unwrap();
            let who = line.who.map_or("-".to_owned(), |name| name.to_string());
            let case = line.case.map_or(String::new(), |case| format!(" {case}"));
            format!("{who} {}{case}", line.what.label())
        });
        words.collect()
    }

    pub async fn stop(self) {
        self.stop.send_replace(true);
        let ended = tokio::time::timeout(Duration::from_secs(30), self.task).await;
        ended.expect("it stops promptly").expect("no panic").expect("a clean end");
    }
}

pub fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Posts a form of the console.
pub async fn post(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    browser.ask("POST", path, &[("content-type", FORM)], form(fields).as_bytes()).await
}

/// The step at which a page shows its case.
pub async fn seen(browser: &mut Browser, case: u64) -> String {
    let page = browser.get(&format!("/helpdesk/case/{case}")).await.page();
    let from = page.0.split("name=\"seen\" value=\"").nth(1).expect("a form");
    from.split('"').next().unwrap().to_owned()
}

/// Does something with a case as whoever has just looked at it; it must be done.
pub async fn act(browser: &mut Browser, case: u64, what: &str, fields: &[(&str, &str)]) {
    let seen = seen(browser, case).await;
    let answer = act_at(browser, case, what, &seen, fields).await;
    assert_eq!(answer.status, 303, "{what}: {}", answer.body);
}

/// Does something with a case as whoever has seen it at this step.
pub async fn act_at(browser: &mut Browser, case: u64, what: &str, seen: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<_> = fields.iter().copied().chain([("seen", seen)]).collect();
    post(browser, &format!("/helpdesk/case/{case}/{what}"), &fields).await
}
