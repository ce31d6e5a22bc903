//! 500 browsers at once, each on a connection of its own with a cookie of its own: how long a page takes, against a file
//! served by the same process. `cargo bench --bench web`
//!
//! This process serves and asks, over the loopback, with the whole content and a store on disk.

#[path = "../tests/support/web_client.rs"]
mod web_client;

use std::{fs, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use chrono::Utc;
use sodan::{
    channel::web::{WebOptions, run},
    consult::Consult,
    content::load,
    store::{SledOptions, SledStore, Store},
};
use tokio::{
    net::TcpListener,
    sync::{Barrier, watch},
    task::JoinSet,
    time::Instant,
};
use web_client::{Answer, Browser, Connection, FORM, Page};

const BROWSERS: usize = 500;
/// How often each browser asks for the same.
const ROUNDS: usize = 10;
/// How many answers each gives, one after the other.
const PRESSES: usize = 4;
/// No dialog asks more.
const MOST_STEPS: usize = 60;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let content = Arc::new(load(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("valid content"));
    let store: Arc<dyn Store> = Arc::new(SledStore::open(SledOptions::new(folder.path())).expect("a store"));
    let consult = Arc::new(Consult::new(content, store.clone(), Arc::new(Utc::now)));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let at = listener.local_addr().expect("an address");
    let (stop, stopped) = watch::channel(false);
    let options = WebOptions { unlimited: true, ..WebOptions::default() };
    let serving = tokio::spawn(run(consult, options, listener, stopped, axum::Router::new()));
    println!(
        "{BROWSERS} browsers at once, each on its own connection; this process serves and asks; × is the p50 of the whole against the file:"
    );
    let before = resident();

    let mut crowd = Crowd::new(at).await;
    let first = crowd.0[0].browser.look().await;
    let from = first.0.find("/assets/").expect("a page loads files");
    let htmx =
        first.0[from..].split('"').find(|path| path.ends_with("/htmx.js")).expect("a page loads htmx").to_owned();
    let file = crowd.gets(&htmx).await.print("a file, htmx.js (baseline)", None);
    let strangers = crowd.strangers().await.print("the first page of strangers", Some(&file));
    crowd.walks(Some(3)).await;
    let owners = crowd.gets("/").await.print("the page of an owner in the midst", Some(&file));
    let [presses, after] = crowd.presses().await;
    let presses = presses.print("a press, durable when answered", Some(&file));
    let after = after.print("  and the page that it leads to", Some(&file));
    crowd.walks(None).await;
    let results = crowd.gets("/").await.print("a page of results", Some(&file));
    for (name, one) in [
        ("first page", strangers),
        ("owner", owners),
        ("press", presses),
        ("page after it", after),
        ("results", results),
    ] {
        println!("{name} / file: {:.2} of the requests per second", one.rate() / file.rate());
    }

    let browsers: Vec<Browser> = crowd.0.into_iter().map(|seat| seat.browser).collect();
    let between = resident();
    let mut streams = Vec::new();
    for browser in &browsers {
        streams.push(browser.listen("/events").await);
    }
    println!(
        "memory of this process, browsers included: {before} MB before, {} MB at most, {between} MB when all have left, \
         {} MB with {BROWSERS} pages waiting for news",
        highest(),
        resident()
    );
    stop.send_replace(true);
    serving.await.expect("no panic").expect("a clean end");
    store.close().await.expect("a clean end");
}

/// One browser with its connection.
struct Seat {
    browser: Browser,
    connection: Connection,
}

impl Seat {
    async fn ask(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let kind = [("content-type", FORM)];
        let headers = if method == "POST" { &kind[..] } else { &[] };
        let request = self.browser.request(method, path, headers, body.as_bytes());
        self.connection.send(&request).await.expect("the server is there");
        let answer = self.connection.answer().await;
        self.browser.keep(&answer);
        assert!(matches!(answer.status, 200 | 303), "{method} {path}: {}", answer.status);
        answer
    }

    /// Goes on until there are results, or so many steps.
    async fn walk(&mut self, steps: Option<usize>) {
        for _ in 0..steps.unwrap_or(MOST_STEPS) {
            let page = self.ask("GET", "/", "").await.page();
            let Some(body) = next(&page) else { return };
            self.ask("POST", "/say", &body).await;
        }
        assert!(steps.is_some(), "no results after {MOST_STEPS} steps");
    }
}

/// What an owner does who takes the first choice everywhere; none at results.
fn next(page: &Page) -> Option<String> {
    if page.has("class=\"card ") {
        return None;
    }
    if page.has("class=\"bubble bot\"") && !page.has("class=\"bubble owner\"") {
        return Some(page.write("電気代"));
    }
    let buttons = page.buttons();
    let first =
        buttons.iter().find(|(label, _)| label.starts_with("1 ")).or(buttons.iter().find(|it| it.0 == "さがす"));
    Some(first.map_or_else(|| page.write("12"), |(_, body)| body.clone()))
}

/// All browsers.
struct Crowd(Vec<Seat>);

impl Crowd {
    async fn new(at: SocketAddr) -> Self {
        let mut seats = Vec::new();
        for _ in 0..BROWSERS {
            let mut seat = Seat { browser: Browser::new(at), connection: Connection::open(at).await };
            seat.ask("GET", "/", "").await;
            seats.push(seat);
        }
        Self(seats)
    }

    /// Lets all do the same at the same time, and gives how long it took all of them.
    async fn all<R: Send + 'static, F: Future<Output = (Seat, R)> + Send + 'static>(
        &mut self,
        act: impl Fn(Seat) -> F,
    ) -> (Vec<R>, Duration) {
        let begin = Arc::new(Barrier::new(BROWSERS + 1));
        let mut doing = JoinSet::new();
        for seat in self.0.drain(..) {
            let (begin, act) = (begin.clone(), act(seat));
            doing.spawn(async move {
                begin.wait().await;
                act.await
            });
        }
        begin.wait().await;
        let from = Instant::now();
        let (seats, results) = doing.join_all().await.into_iter().unzip();
        self.0 = seats;
        (results, from.elapsed())
    }

    async fn gets(&mut self, path: &str) -> Measured {
        let (times, took) = self
            .all(|mut seat| {
                let path = path.to_owned();
                async move {
                    let mut times = Times::default();
                    for _ in 0..ROUNDS {
                        times.add(&seat.ask("GET", &path, "").await);
                    }
                    (seat, times)
                }
            })
            .await;
        Measured::of(times, took)
    }

    /// The same browsers on the same connections, without their cookies.
    async fn strangers(&mut self) -> Measured {
        let (times, took) = self
            .all(|mut seat| async move {
                let cookies = seat.browser.cookies.clone();
                let mut times = Times::default();
                for _ in 0..ROUNDS {
                    seat.browser.cookies.clear();
                    times.add(&seat.ask("GET", "/", "").await);
                }
                seat.browser.cookies = cookies;
                (seat, times)
            })
            .await;
        Measured::of(times, took)
    }

    /// A press and the page that it leads to, in turns.
    async fn presses(&mut self) -> [Measured; 2] {
        let (times, took) = self
            .all(|mut seat| async move {
                let (mut presses, mut pages) = (Times::default(), Times::default());
                let mut page = seat.ask("GET", "/", "").await.page();
                for _ in 0..PRESSES {
                    // At results the last answers are given once more.
                    let body = next(&page).unwrap_or_else(|| page.press("戻る"));
                    presses.add(&seat.ask("POST", "/say", &body).await);
                    let after = seat.ask("GET", "/", "").await;
                    pages.add(&after);
                    page = after.page();
                }
                (seat, (presses, pages))
            })
            .await;
        let (presses, pages) = times.into_iter().unzip();
        [Measured::of(presses, took), Measured::of(pages, took)]
    }

    async fn walks(&mut self, steps: Option<usize>) {
        self.all(|mut seat| async move {
            seat.walk(steps).await;
            (seat, ())
        })
        .await;
    }
}

/// How long the answers to one browser took.
#[derive(Default)]
struct Times {
    first: Vec<Duration>,
    whole: Vec<Duration>,
    bytes: usize,
}

impl Times {
    fn add(&mut self, answer: &Answer) {
        self.first.push(answer.first_byte);
        self.whole.push(answer.whole);
        self.bytes += answer.body.len();
    }
}

/// How long the answers to all took.
struct Measured {
    first: Vec<Duration>,
    whole: Vec<Duration>,
    bytes: usize,
    took: Duration,
}

impl Measured {
    fn of(times: Vec<Times>, took: Duration) -> Self {
        let bytes = times.iter().map(|it| it.bytes).sum();
        let (mut first, mut whole): (Vec<_>, Vec<_>) =
            times.into_iter().flat_map(|it| it.first.into_iter().zip(it.whole)).unzip();
        first.sort_unstable();
        whole.sort_unstable();
        Self { first, whole, bytes, took }
    }

    fn rate(&self) -> f64 {
        self.whole.len() as f64 / self.took.as_secs_f64()
    }

    fn print(self, name: &str, baseline: Option<&Self>) -> Self {
        let at = |times: &[Duration], part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
        let times = |times: &[Duration]| format!("p50 {:7.1}  p99 {:7.1} ms", at(times, 0.5), at(times, 0.99));
        let slower =
            baseline.map_or_else(String::new, |it| format!("   × {:.1}", at(&self.whole, 0.5) / at(&it.whole, 0.5)));
        println!(
            "  {name:36} {:6.0} requests/s   first byte {}   whole {}   {:4} KB{slower}",
            self.rate(),
            times(&self.first),
            times(&self.whole),
            self.bytes / self.whole.len() / 1024
        );
        self
    }
}

/// MB of this process in memory now.
fn resident() -> u64 {
    status("VmRSS:")
}

/// MB of this process in memory at most until now.
fn highest() -> u64 {
    status("VmHWM:")
}

fn status(what: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
