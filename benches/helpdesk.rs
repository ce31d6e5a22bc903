//! The console with 10,000 cases and 1,000,000 lines said in them: how long a queue, a case and a search take over HTTP,
//! against a file served by the same process, and what 50 open pages cost. `cargo bench --bench helpdesk`

#[path = "../tests/support/web_client.rs"]
mod web_client;

use std::{fs, path::Path, sync::Arc, time::Duration};

use chrono::{TimeDelta, Utc};
use sodan::{
    channel::web::{WebOptions, run},
    consult::{
        Consult,
        case::{self, Act, Case, Outcome, Worker},
        line::{Line, Speaker},
        message::Text,
        request::{Told, Wish},
        work::By,
    },
    content::load,
    helpdesk::{
        console::{self, Console},
        login::Logins,
        name::StaffName,
        role::Role,
        staff::Staff,
    },
    store::{self, CaseId, ChatKey, Commit, MemoryStore, Store, Version},
};
use tokio::{net::TcpListener, sync::watch, time::Instant};
use web_client::{Browser, Connection, FORM};

const CASES: u64 = 10_000;
const LINES: usize = 100;
const OPEN_PAGES: usize = 50;
/// People who have them open, a few each.
const PEOPLE: usize = 17;
const ROUNDS: usize = 40;
const PASSWORD: &str = "五月雨をあつめて早し";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let content = Arc::new(load(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("valid content"));
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    fill(&*store, content.teams.rest().id.as_str()).await;
    let consult = Arc::new(Consult::new(content, store.clone(), Arc::new(Utc::now)));
    let staff = Staff::new(store.clone());
    for number in 0..PEOPLE {
        let name = StaffName::new(&format!("相談員{number}")).expect("a name");
        staff.add(&name, None, Role::Worker, PASSWORD, None, Utc::now()).await.expect("a new name");
    }
    consult.open_board().await.expect("cases");
    let logins = Logins::new(store.clone(), staff.clone());
    let options = WebOptions { unlimited: true, ..WebOptions::default() };
    let (stop, stopped) = watch::channel(false);
    let console = Console::new(consult.clone(), staff, logins, options.clone(), stopped.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let at = listener.local_addr().expect("an address");
    let serving = tokio::spawn(run(consult.clone(), options, listener, stopped, console::routes(console)));

    let mut browsers = Vec::new();
    for number in 0..PEOPLE {
        let mut browser = Browser::new(at);
        let name = format!("相談員{number}");
        let pairs = [("name", name.as_str()), ("password", PASSWORD)];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let answer = browser.ask("POST", "/helpdesk/login", &[("content-type", FORM)], body.as_bytes()).await;
        assert_eq!(answer.status, 303);
        browsers.push(browser);
    }

    let before = resident();
    let from = Instant::now();
    let mut one = browsers[0].clone();
    search(&mut one, "はじめ").await;
    println!(
        "{CASES} cases, {} lines; all texts read in {:.1} s, which takes {} MB",
        CASES as usize * LINES,
        from.elapsed().as_secs_f64(),
        resident().saturating_sub(before)
    );
    println!("on one connection, p50 and the slowest of {ROUNDS}; × is the p50 against the file:");
    let file = measure(&one, "/helpdesk/assets/console.js", "a file, console.js (baseline)", None).await;
    for (path, name) in [
        ("/helpdesk/queue/new", "the queue 未対応, 200 of 2,500 shown"),
        ("/helpdesk/queue/done", "the queue 完了, 200 of 2,500 shown"),
        ("/helpdesk/case/5000", "a case of 100 lines"),
        ("/helpdesk/find?q=%E3%83%9C%E3%82%A4%E3%83%A9%E3%83%BC", "search: in every case, 50 shown"),
        ("/helpdesk/find?q=%E6%9F%93%E8%89%B2%E6%A9%9F7777%E5%8F%B7", "search: in one case"),
        ("/helpdesk/find?q=%E3%81%A9%E3%81%93%E3%81%AB%E3%82%82%E3%81%AA%E3%81%84", "search: nowhere"),
        ("/helpdesk/find?q=%E3%81%84", "search: one letter"),
        (
            "/helpdesk/find?q=%E7%AA%93%E5%8F%A3%20%E3%81%A9%E3%81%93%E3%81%AB%E3%82%82%E3%81%AA%E3%81%84",
            "search: two words, nowhere",
        ),
    ] {
        measure(&one, path, name, Some(file)).await;
    }

    let (memory, busy) = (resident(), cpu());
    let mut streams: Vec<Connection> = Vec::new();
    for number in 0..OPEN_PAGES {
        let path = match number % 2 {
            0 => "/helpdesk/events?queue=new".to_owned(),
            _ => format!("/helpdesk/events?case={}", number + 1),
        };
        let mut stream = browsers[number % PEOPLE].listen(&path).await;
        stream.told().await.expect("how it stands");
        streams.push(stream);
    }
    let opened = cpu() - busy;
    let by = By { worker: Worker("相談員0".to_owned()), name: "相談員0".to_owned() };
    let (busy, from) = (cpu(), Instant::now());
    const CHANGES: u64 = 20;
    let mut slowest = Duration::ZERO;
    for number in 0..CHANGES {
        let sent = Instant::now();
        consult.work(CaseId(4 * number + 4), &by, 0, &Act::Claim, Vec::new()).await.expect("a store in memory");
        for stream in &mut streams {
            let mut told = stream.told().await.expect("a stream");
            while !told.contains("counts") {
                told = stream.told().await.expect("a stream");
            }
        }
        slowest = slowest.max(sent.elapsed());
    }
    println!(
        "{OPEN_PAGES} open pages: {} MB and {} ms of work to open; {CHANGES} changes told to all of them in {:.1} s, each after \
         {} ms at most (300 ms of it a pause that joins changes), {:.1} ms of work a change, this client's included",
        resident().saturating_sub(memory),
        opened.as_millis(),
        from.elapsed().as_secs_f64(),
        slowest.as_millis(),
        (cpu() - busy).as_secs_f64() * 1_000.0 / CHANGES as f64
    );
    stop.send_replace(true);
    serving.await.expect("no panic").expect("a clean end");
}

/// Cases of all states, a chat each, with a talk about their own machine.
async fn fill(store: &dyn Store, team: &str) {
    let now = Utc::now();
    for number in 1..=CASES {
        let id = store.next_case().await.expect("a store in memory");
        let at = now - TimeDelta::minutes((CASES - number) as i64);
        let told = |fact: &str, label: &str, value: &str| Told {
            fact: fact.to_owned(),
            label: label.to_owned(),
            value: value.to_owned(),
            written: None,
        };
        let wish = Wish {
            at,
            reason: "相談者が人への相談を希望".to_owned(),
            answers: vec![told("industry", "業種", "製造業"), told("employees", "従業員", "14人")],
            shown: Vec::new(),
            doubted: None,
            urgent: number % 50 == 0,
        };
        let mut case = Case::open(id, team.to_owned(), wish);
        let worker = Worker(format!("相談員{}", number as usize % PEOPLE));
        let acts = match number % 4 {
            0 => vec![],
            1 => vec![Act::Claim],
            2 => vec![Act::Reply("返事".to_owned())],
            _ => vec![Act::Close(Outcome::Solved)],
        };
        for act in acts {
            case.act(&act, &worker, case.step, at).expect("a new case takes everything");
        }
        let line = |place: usize| {
            let (by, text) = match place % 4 {
                0 => (
                    Speaker::Owner,
                    format!("染色機{number}号のボイラーの電気代が{place}割上がって、替えるか迷っています"),
                ),
                1 => (
                    Speaker::Bot,
                    "省エネ設備への更新を支援する補助金があります。窓口は平日の10時から17時までです。".to_owned(),
                ),
                2 => (Speaker::Owner, format!("見積もりは{}万円で、職人は{}人です", number % 997, place)),
                _ => {
                    (Speaker::Staff, "ありがとうございます。必要な書類を確かめて、明日までにお返事します。".to_owned())
                }
            };
            let text = if place == 0 { format!("はじめまして。{text}") } else { text };
            let text = Text::plain(text);
            let line = Line::new(at, by, text);
            serde_json::to_vec(&line).expect("plain values")
        };
        let mut commit = Commit::new(ChatKey::new("web", number), Version(0), at);
        commit.transcript = (0..LINES).map(line).collect();
        commit.cases = vec![store::Case { id, body: case::write(&case) }];
        store.commit(commit).await.expect("a store in memory");
    }
}

async fn search(browser: &mut Browser, text: &str) {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", text).finish();
    assert_eq!(browser.get(&format!("/helpdesk/find?{query}")).await.status, 200);
}

async fn measure(browser: &Browser, path: &str, name: &str, file: Option<Duration>) -> Duration {
    let mut connection = Connection::open(browser.address()).await;
    let request = browser.request("GET", path, &[], b"");
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        connection.send(&request).await.expect("the server is there");
        let answer = connection.answer().await;
        assert_eq!(answer.status, 200, "{path}");
        times.push(answer.whole);
    }
    times.sort();
    let (p50, worst) = (times[ROUNDS / 2], times[ROUNDS - 1]);
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let ratio = file.map_or(String::new(), |file| format!("  × {:.0}", p50.as_secs_f64() / file.as_secs_f64()));
    println!("  {name}: {:.2} ms, {:.2} ms{ratio}", ms(p50), ms(worst));
    p50
}

/// Memory of this process, in MB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}

/// Time that this process has worked so far.
fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    // Own and system time, in hundredths of a second.
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
