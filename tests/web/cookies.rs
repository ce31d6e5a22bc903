//! By what a browser is known again, and that nobody else learns of it.

use std::{
    io,
    sync::{Arc, Mutex, OnceLock},
};

use sodan::channel::web::WebOptions;

use crate::{
    kept::Kept,
    site::{public, serve, served, small},
    web_client::Answer,
};

/// The attributes of the one cookie that is set, without its value.
fn attributes(answer: &Answer) -> (String, Vec<String>) {
    let set = answer.header("set-cookie");
    let mut parts = set.split("; ").map(str::to_owned);
    let (name, value) = parts.next().and_then(|pair| pair.split_once('=').map(own)).expect("a cookie");
    assert!(value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()), "{value}");
    (name, parts.collect())
}

fn own((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn the_first_look_sets_a_cookie_that_scripts_and_other_sites_do_not_get() {
    let site = served().await;
    let mut browser = site.browser();
    let (name, attributes) = attributes(&browser.get("/").await);
    assert_eq!(
        (name.as_str(), attributes.join("; ")),
        ("sodan", "Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax".into())
    );
    let first = browser.cookies.clone();
    assert_eq!(browser.get("/").await.status, 200);
    assert_eq!(browser.cookies, first, "who is known stays who they are");
    site.stop().await;
}

#[tokio::test]
async fn behind_tls_the_cookie_is_for_this_host_over_tls_alone() {
    let site = serve(small(), Kept::new(), public()).await;
    let answer = site.browser().get("/").await;
    let (name, attributes) = attributes(&answer);
    assert_eq!(name, "__Host-sodan");
    assert_eq!(attributes.join("; "), "Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax; Secure");
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    // A cookie that somebody set over a plain connection, or for the whole domain, is not believed.
    let mut browser = site.browser();
    browser.cookies.insert("sodan".to_owned(), "a".repeat(64));
    assert_eq!(browser.post(&answer.page().press("1 エックス")).await.status, 400);
    assert_eq!(site.kept.writes(), 0);
    site.stop().await;
}

#[tokio::test]
async fn in_a_frame_the_cookie_is_another_one_parted_by_the_site_that_shows_it() {
    let site = serve(small(), Kept::new(), public()).await;
    let mut browser = site.browser();
    let (name, attributes) = attributes(&browser.get("/embed").await);
    assert_eq!(name, "__Host-sodan-embedded");
    assert_eq!(attributes.join("; "), "Path=/; Max-Age=15552000; HttpOnly; SameSite=None; Secure; Partitioned");
    browser.get("/").await;
    let [framed, whole] = ["__Host-sodan-embedded", "__Host-sodan"].map(|name| browser.cookies[name].clone());
    assert_ne!(framed, whole);
    site.stop().await;
}

#[tokio::test]
async fn neither_store_nor_log_holds_what_opens_a_consultation() {
    let log = log();
    let site = served().await;
    let mut browser = site.visitor().await;
    let page = browser.look().await;
    let page = browser.press(&page, "1 エックス").await;
    browser.write(&page, "車").await;
    browser.post("nonsense").await;
    browser.get("/print").await;
    browser.get("/nowhere").await;
    let mut stream = browser.listen("/events").await;
    let page = browser.look().await;
    browser.write(&page, "秘密の話です").await;
    assert!(stream.event().await.is_some());
    let (secret, everything) = (browser.cookies["sodan"].clone(), site.kept.everything());
    assert!(everything.contains("秘密の話"), "the test looks at the right place");
    assert!(!everything.contains(&secret));
    site.stop().await;
    let log = String::from_utf8(log.lock().unwrap().clone()).unwrap();
    assert!(log.contains("web: stopped"), "the test looks at the right place");
    assert!(!log.contains(&secret) && !log.contains("秘密"), "{log}");
}

#[tokio::test]
async fn looking_writes_nothing() {
    let site = serve(small(), Kept::new(), WebOptions::default()).await;
    for path in
        ["/", "/talk", "/print", "/privacy", "/embed", "/embed/talk", "/embed/print", "/widget.js", "/robots.txt"]
    {
        for method in ["GET", "HEAD"] {
            let known = site.visitor().await;
            for mut browser in [site.browser(), known] {
                let request = browser.request(method, path, &[("connection", "close")], b"");
                let mut connection = crate::web_client::Connection::open(site.at).await;
                connection.send(&request).await.unwrap();
                let answer = connection.head().await;
                assert!(matches!(answer.status, 200 | 303 | 404), "{method} {path}: {}", answer.status);
                browser.keep(&answer);
            }
        }
    }
    site.visitor().await.listen("/events").await;
    assert_eq!(site.kept.writes(), 0);
    site.stop().await;
}

/// Everything that this process logs, from every test of it.
fn log() -> Arc<Mutex<Vec<u8>>> {
    #[derive(Clone)]
    struct Writer(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Writer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    static LOG: OnceLock<Arc<Mutex<Vec<u8>>>> = OnceLock::new();
    let log = LOG.get_or_init(|| {
        let log = Arc::new(Mutex::new(Vec::new()));
        let writer = Writer(log.clone());
        let subscriber = tracing_subscriber::fmt().with_env_filter("trace").with_ansi(false);
        let _ = subscriber.with_writer(move || writer.clone()).try_init();
        log
    });
    log.clone()
}
