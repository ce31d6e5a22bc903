//! Updates a second and their waiting time over the strict test server: sodan, durable on disk, against a bot that
//! keeps nothing and only echoes. `cargo bench --bench telegram`

#[path = "../tests/support/owners.rs"]
mod owners;
#[path = "../tests/support/telegram_server/mod.rs"]
mod telegram_server;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::Utc;
use serde_json::{Value, json};
use sodan::{
    channel::telegram::{TelegramOptions, Words, run},
    consult::Consult,
    content::load,
    store::{SledOptions, SledStore, Store},
};
use telegram_server::{TOKEN, TelegramServer};
use teloxide::Bot;
use tokio::sync::watch;

const OWNERS: i64 = 200;
/// What the echo gets from each owner, about as much as a consultation takes.
const ECHOES: usize = 10;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let echo = measure_echo().await;
    let sodan = measure_sodan().await;
    println!("{OWNERS} owners at once, this process serving, asking and answering:");
    echo.print("echo (baseline, keeps nothing)");
    sodan.print("sodan (kept on disk before confirmed)");
    println!("sodan / echo: {:.2} of the updates per second", sodan.rate() / echo.rate());
}

struct Measured {
    updates: usize,
    took: Duration,
    waits: Vec<Duration>,
}

impl Measured {
    fn rate(&self) -> f64 {
        self.updates as f64 / self.took.as_secs_f64()
    }

    fn print(&self, name: &str) {
        let mut waits = self.waits.clone();
        waits.sort_unstable();
        let at = |part: f64| waits[((waits.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
        let (p50, p99) = (at(0.5), at(0.99));
        println!(
            "  {name:38} {:6.0} updates/s   p50 {p50:6.1} ms   p99 {p99:6.1} ms   ({} updates)",
            self.rate(),
            self.updates
        );
    }
}

async fn measure_sodan() -> Measured {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let content = Arc::new(load(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("valid content"));
    let store: Arc<dyn Store> = Arc::new(SledStore::open(SledOptions::new(folder.path())).expect("a store"));
    let consult = Arc::new(Consult::new(content, store.clone(), Arc::new(Utc::now)));
    let server = TelegramServer::start().await;
    let options = TelegramOptions {
        token: TOKEN.to_owned(),
        api_url: Some(server.url()),
        messages_per_second: None,
        words: Words::default(),
    };
    let (stop, stopped) = watch::channel(false);
    let bot = tokio::spawn(run(consult, options, stopped));
    let from = Instant::now();
    let mut walks = tokio::task::JoinSet::new();
    for chat in 1..=OWNERS {
        let server = server.clone();
        walks.spawn(async move { owners::walk(&server, chat, false).await });
    }
    let walked = walks.join_all().await;
    let took = from.elapsed();
    stop.send_replace(true);
    bot.await.expect("no panic").expect("a clean end");
    store.close().await.expect("a clean end");
    Measured {
        updates: walked.iter().map(|walked| walked.updates).sum(),
        took,
        waits: walked.into_iter().flat_map(|walked| walked.waits).collect(),
    }
}

async fn measure_echo() -> Measured {
    let server = TelegramServer::start().await;
    let echo = tokio::spawn(echo(server.url()));
    let from = Instant::now();
    let mut talks = tokio::task::JoinSet::new();
    for chat in 1..=OWNERS {
        let server = server.clone();
        talks.spawn(async move {
            let mut waits = Vec::new();
            for number in 0..ECHOES {
                let sent = Instant::now();
                server.says(chat, &format!("{number}"));
                server.next_message(chat).await;
                waits.push(sent.elapsed());
            }
            waits
        });
    }
    let waits: Vec<Duration> = talks.join_all().await.into_iter().flatten().collect();
    let took = from.elapsed();
    echo.abort();
    Measured { updates: waits.len(), took, waits }
}

/// The least a bot can do: fetch, confirm by fetching on, say the same again.
async fn echo(url: String) {
    let client = Bot::new(TOKEN).client().clone();
    let call = move |method: &'static str, body: Value| {
        let request = client.post(format!("{url}/bot{TOKEN}/{method}")).json(&body);
        async move { request.send().await.expect("the server is there").json::<Value>().await.expect("JSON") }
    };
    let mut offset = 0;
    loop {
        let updates = call("getUpdates", json!({"offset": offset, "limit": 100, "timeout": 10})).await;
        for update in updates["result"].as_array().into_iter().flatten() {
            offset = update["update_id"].as_i64().expect("an id") + 1;
            let message = &update["message"];
            let body = json!({"chat_id": message["chat"]["id"], "text": message["text"]});
            tokio::spawn(call("sendMessage", body));
        }
    }
}
