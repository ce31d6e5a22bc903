//! The real process: started as the README says, stopped as systemd does, killed half-way, and started again.

#[path = "support/telegram_server/mod.rs"]
mod telegram_server;
#[path = "support/web_client.rs"]
mod web_client;

use std::{
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use telegram_server::{TOKEN, TelegramServer};
use web_client::Browser;

fn serve(server: &TelegramServer, data: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sodan"))
        .arg("serve")
        .env("SODAN_CONTENT", env!("CARGO_MANIFEST_DIR"))
        .env("SODAN_DATA", data)
        .env("TELOXIDE_TOKEN", TOKEN)
        .env("TELOXIDE_API_URL", server.url())
        .env("SODAN_LISTEN", "127.0.0.1:0")
        .env_remove("SODAN_TELEGRAM_PER_SECOND")
        .stdout(Stdio::null())
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

/// The program with nothing but these settings and arguments.
fn web(data: &Path, settings: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sodan"));
    for name in ["TELOXIDE_TOKEN", "SODAN_PUBLIC_URL", "SODAN_WIDGET_ORIGINS"] {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .env("SODAN_CONTENT", env!("CARGO_MANIFEST_DIR"))
        .env("SODAN_DATA", data)
        .env("SODAN_LISTEN", "127.0.0.1:0")
        .envs(settings.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The address in the line that the program says when it is ready.
fn address(child: &mut Child) -> SocketAddr {
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    let from = said.find("http://").unwrap_or_else(|| panic!("no address in {said:?}")) + "http://".len();
    said[from..].split('/').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_subcommand_it_serves_pages_and_stops_in_good_order_while_they_wait_for_news() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = web(folder.path(), &[], &[]).stderr(Stdio::null()).spawn().unwrap();
    let at = address(&mut child);
    let mut browser = Browser::new(at);
    let page = browser.look().await;
    let mut streams = [browser.listen("/events").await, browser.listen("/events").await];
    for stream in &mut streams {
        assert_eq!(stream.event().await, Some(0));
    }
    browser.write(&page, "電気代").await;
    for stream in &mut streams {
        assert_eq!(stream.event().await, Some(1));
    }
    signal(&child, "-TERM");
    assert_eq!(ended(child).await.code(), Some(0));
    for stream in &mut streams {
        assert_eq!(stream.event().await, None);
    }
    // What was said is there after it was started again.
    let mut child = web(folder.path(), &[], &["serve"]).stderr(Stdio::null()).spawn().unwrap();
    let page = browser.at(address(&mut child)).look().await;
    assert!(page.has("電気代"), "{}", page.0);
    signal(&child, "-INT");
    assert_eq!(ended(child).await.code(), Some(0));
}

#[test]
fn a_setting_that_cannot_be_used_ends_it_with_words_on_what_to_do() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap().to_string();
    for (name, value, words) in [
        ("SODAN_LISTEN", taken.as_str(), "SODAN_LISTEN=127.0.0.1:8081"),
        ("SODAN_LISTEN", "nonsense", "SODAN_LISTEN=127.0.0.1:8081"),
        ("SODAN_LISTEN", "127.0.0.1", "SODAN_LISTEN=127.0.0.1:8081"),
        ("SODAN_LISTEN", "127.0.0.1:99999", "SODAN_LISTEN=127.0.0.1:8081"),
        ("SODAN_PUBLIC_URL", "sodan.example.jp", "https://example.jp"),
        ("SODAN_PUBLIC_URL", "https://sodan.example.jp/chat", "https://example.jp"),
        ("SODAN_PUBLIC_URL", "https://sodan.example.jp:port", "https://example.jp"),
        ("SODAN_PUBLIC_URL", "https://a.example.jp https://b.example.jp", "https://example.jp"),
        ("SODAN_WIDGET_ORIGINS", "https://a.example https://*.example", "https://example.jp"),
        ("SODAN_WIDGET_ORIGINS", "*", "https://example.jp"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let output = web(folder.path(), &[(name, value)], &[]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}={value}: {said}");
        assert!(said.contains(words) && said.contains(name), "{name}={value}: {said}");
        assert_eq!(output.stdout, b"", "{name}={value}");
    }
}
