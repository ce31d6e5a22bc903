//! Two hundred owners at once, with the real content and the real store: nobody is refused, stuck or mixed up.

#[path = "support/owners.rs"]
mod owners;
#[path = "support/telegram_server/mod.rs"]
mod telegram_server;

use std::{path::Path, sync::Arc};

use chrono::Utc;
use sodan::{
    channel::telegram::{TelegramOptions, Words, run},
    consult::Consult,
    content::load,
    store::{SledOptions, SledStore, Store},
};
use telegram_server::{TOKEN, TelegramServer};
use tokio::sync::watch;

const OWNERS: i64 = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_owners_at_once_reach_the_end_and_see_only_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let content = Arc::new(load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap());
    let store: Arc<dyn Store> = Arc::new(SledStore::open(SledOptions::new(folder.path())).unwrap());
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

    let mut walks = tokio::task::JoinSet::new();
    for chat in 1..=OWNERS {
        let server = server.clone();
        walks.spawn(async move { owners::walk(&server, chat, true).await });
    }
    let ends = walks.join_all().await;
    assert_eq!(ends.len(), OWNERS as usize);
    assert!(ends.iter().all(|walked| !walked.end.is_empty()));

    server.all_confirmed().await;
    stop.send_replace(true);
    bot.await.unwrap().unwrap();
    assert_eq!(server.errors(), []);
    assert_eq!(store.waiting("telegram").await.unwrap(), []);
    assert_eq!(store.chats_to_send("telegram").await.unwrap(), []);
    store.close().await.unwrap();
}
