//! The real process: started as the README says, stopped as systemd does, killed half-way, and started again.

#[path = "support/telegram_server/mod.rs"]
mod telegram_server;

use std::{
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use telegram_server::{TOKEN, TelegramServer};

fn serve(server: &TelegramServer, data: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sodan"))
        .arg("serve")
        .env("SODAN_CONTENT", env!("CARGO_MANIFEST_DIR"))
        .env("SODAN_DATA", data)
        .env("TELOXIDE_TOKEN", TOKEN)
        .env("TELOXIDE_API_URL", server.url())
        .env_remove("SODAN_TELEGRAM_PER_SECOND")
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

async fn ended(mut child: Child) -> ExitStatus {
    tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_answers_and_stops_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    for how in ["-TERM", "-INT"] {
        let server = TelegramServer::start().await;
        let child = serve(&server, &folder.path().join(how));
        server.says(5, "/start");
        assert!(server.next_message(5).await.text.contains("質問1"), "{how}");
        server.all_confirmed().await;
        signal(&child, how);
        assert_eq!(ended(child).await.code(), Some(0), "{how}");
        assert_eq!(server.errors(), [], "{how}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_half_way_it_goes_on_where_it_was() {
    const CHATS: i64 = 40;
    let folder = tempfile::tempdir().unwrap();
    let server = TelegramServer::start().await;
    let first = serve(&server, folder.path());
    for chat in 1..=CHATS {
        server.says(chat, "/start");
        server.says(chat, "電気代");
    }
    // In the middle of it: somebody has been answered, and nobody knows how far the others are.
    server.next_message(CHATS / 2).await;
    signal(&first, "-KILL");
    assert_eq!(ended(first).await.code(), None);
    let second = serve(&server, folder.path());
    for chat in 1..=CHATS {
        server
            .until("both are answered", |world| {
                let texts = world.chats.get(&chat)?.of_bot().filter(|message| message.text.contains("質問2"));
                (texts.count() > 0).then_some(())
            })
            .await;
    }
    server.all_confirmed().await;
    signal(&second, "-TERM");
    assert_eq!(ended(second).await.code(), Some(0));
    for chat in 1..=CHATS {
        let texts = server.texts(chat);
        let asked = |question: &str| texts.iter().filter(|text| text.contains(question)).count();
        // Only what was on its way at the kill can come twice, and only one message of a chat is ever on its way.
        assert!(asked("質問1") >= 1 && asked("質問2") >= 1 && texts.len() <= 3, "{chat}: {texts:?}");
    }
    assert_eq!(server.errors(), []);
}
