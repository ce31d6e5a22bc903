//! The desk lookup over HTTP, one worker who types real questions one after the other, against a file served by the same
//! process (the named baseline). `cargo bench --bench lookup`

#[path = "../tests/support/web_client.rs"]
mod web_client;

use std::{fs, path::Path, sync::Arc, time::Duration};

use chrono::Utc;
use sodan::{
    channel::web::{WebOptions, run},
    consult::Consult,
    content::load,
    helpdesk::{
        console::{self, Console},
        login::Logins,
        name::StaffName,
        role::Role,
        staff::Staff,
    },
    store::{MemoryStore, Store},
};
use tokio::{net::TcpListener, sync::watch};
use web_client::{Browser, FORM};

const PASSWORD: &str = "五月雨をあつめて早し";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let content = Arc::new(load(folder).expect("valid content"));
    let questions = fs::read_to_string(folder.join("tests/questions/known.tsv")).expect("the questions");
    let questions: Vec<&str> = questions.lines().filter_map(|line| line.split_once('\t')).map(|(_, q)| q).collect();
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let consult = Arc::new(Consult::new(content, store.clone(), Arc::new(Utc::now)));
    let staff = Staff::new(store.clone());
    let name = StaffName::new("yamada").expect("a name");
    staff.add(&name, None, Role::Worker, PASSWORD, None, Utc::now()).await.expect("an account");
    let options = WebOptions { unlimited: true, ..WebOptions::default() };
    let (_stop, stopped) = watch::channel(false);
    let console =
        Console::new(consult.clone(), staff.clone(), Logins::new(store, staff), options.clone(), stopped.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let at = listener.local_addr().expect("an address");
    tokio::spawn(run(consult, options, listener, stopped, console::routes(console)));

    let mut worker = Browser::new(at);
    let form = form(&[("name", "yamada"), ("password", PASSWORD)]);
    let answer = worker.ask("POST", "/helpdesk/login", &[("content-type", FORM)], form.as_bytes()).await;
    assert_eq!(answer.status, 303, "signed in");
    let said: Vec<String> =
        questions.iter().map(|said| format!("/helpdesk/lookup?{}", self::form(&[("q", said)]))).collect();
    let edited = said.iter().map(|path| format!("{path}&f_employees=14&f_industry=manufacturing&f_form=company"));
    println!("{} questions, one worker", questions.len());
    let file = times(&mut worker, said.iter().map(|_| "/helpdesk/assets/lookup.css".to_owned())).await;
    print("a file, lookup.css (baseline)", &file, &file);
    print("what a caller says", &times(&mut worker, said.iter().cloned()).await, &file);
    print("  and three facts by hand", &times(&mut worker, edited).await, &file);
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn times(worker: &mut Browser, paths: impl Iterator<Item = String>) -> Vec<Duration> {
    let mut times = Vec::new();
    for path in paths {
        let answer = worker.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        times.push(answer.whole);
    }
    times.sort();
    times
}

fn print(name: &str, times: &[Duration], file: &[Duration]) {
    let of = |times: &[Duration], percent: usize| times[(times.len() - 1) * percent / 100];
    let ratio = of(times, 50).as_secs_f64() / of(file, 50).as_secs_f64();
    let (p50, p99) = (of(times, 50), of(times, 99));
    println!("  {name:<34} p50 {p50:>9.1?}  p99 {p99:>9.1?}  {ratio:>6.1} x");
}
