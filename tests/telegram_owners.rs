//! Owners with the real content and the real store: two hundred at once, of whom nobody is refused, stuck or mixed up,
//! and one who comes with a link from elsewhere.

#[path = "support/owners.rs"]
mod owners;
#[path = "support/telegram_server/mod.rs"]
mod telegram_server;

use std::{path::Path, sync::Arc};

use chrono::Utc;
use sodan::{
    channel::telegram::{TelegramError, TelegramOptions, Words, run},
    consult::Consult,
    content::load,
    store::{SledOptions, SledStore, Store},
};
use telegram_server::{TOKEN, TelegramServer};
use tokio::sync::watch;

const OWNERS: i64 = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_owners_at_once_reach_the_end_and_see_only_their_own() {
    let bot = Bot::start().await;
    let server = bot.server.clone();
    let mut walks = tokio::task::JoinSet::new();
    for chat in 1..=OWNERS {
        let server = server.clone();
        walks.spawn(async move { owners::walk(&server, chat, true).await });
    }
    let ends = walks.join_all().await;
    assert_eq!(ends.len(), OWNERS as usize);
    assert!(ends.iter().all(|walked| !walked.end.is_empty()));

    bot.stop().await;
}

/// An owner who began elsewhere comes with a link, which Telegram turns into `/start` and the code.
#[tokio::test]
async fn a_link_with_a_code_leads_to_where_the_owner_stood_elsewhere() {
    let (elsewhere, owner) = (8001, 8002);
    let bot = Bot::start().await;
    let server = &bot.server;
    server.says(elsewhere, "/start");
    server.next_message(elsewhere).await;
    server.says(elsewhere, "賃上げ");
    let question = server.next_message(elsewhere).await;
    server.says(elsewhere, "続きの番号");
    let message = server.next_message(elsewhere).await;
    let code = message.emphasised("bold").concat();
    assert_eq!(code.len(), 9, "{}", message.text);
    // The question that was open can still be answered; that is where the other chat goes on.
    server.press(elsewhere, question.id, &question.buttons[0][0].label);
    let left = server.next_message(elsewhere).await;

    let link = format!("/start {}", code.replace('-', ""));
    server.says(owner, &link);
    let reached = server.next_message(owner).await;
    assert!(reached.text.contains("写しました"), "{}", reached.text);
    let asked = |shown: &telegram_server::Shown| {
        shown.text[shown.text.find("質問").unwrap_or_else(|| panic!("no question: {}", shown.text))..].to_owned()
    };
    assert_eq!(asked(&reached), asked(&left));
    server.press(owner, reached.id, &reached.buttons[0][0].label);
    assert_ne!(asked(&server.next_message(owner).await), asked(&left));
    // A link that was used up is a wrong code and then a beginning like any other.
    server.says(elsewhere, &link);
    assert!(server.next_message(elsewhere).await.text.contains("その番号は使えません"));
    bot.stop().await;
}

/// The real consultation on the real store, over the strict server.
struct Bot {
    server: TelegramServer,
    store: Arc<dyn Store>,
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<Result<(), TelegramError>>,
    _folder: tempfile::TempDir,
}

impl Bot {
    async fn start() -> Self {
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
        let task = tokio::spawn(run(consult, options, stopped));
        Self { server, store, stop, task, _folder: folder }
    }

    async fn stop(self) {
        self.server.all_confirmed().await;
        self.stop.send_replace(true);
        self.task.await.unwrap().unwrap();
        assert_eq!(self.server.errors(), []);
        assert_eq!(self.store.waiting("telegram").await.unwrap(), []);
        assert_eq!(self.store.chats_to_send("telegram").await.unwrap(), []);
        self.store.close().await.unwrap();
    }
}
