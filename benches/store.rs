//! How many commits a second the sled store confirms, and what sharing a sync among them is worth.
//!
//! `cargo bench --bench store`. The baseline is the same store with a single client: one sync for each commit.
//! `SODAN_BENCH_FOLDER` chooses the disk (a memory file system would measure nothing).

use std::{
    env, fs,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::Utc;
use sodan::store::{Change, ChatKey, Commit, Committed, SledOptions, SledStore, Store, UpdateKey, Version};

const ROUND: Duration = Duration::from_secs(5);
const CHATS_PER_CLIENT: u64 = 50;

fn main() {
    let parent = env::var_os("SODAN_BENCH_FOLDER").unwrap_or_else(|| env::temp_dir().into());
    let folder = tempfile::tempdir_in(parent).expect("the bench folder can be written");
    let store = Arc::new(SledStore::open(SledOptions::new(folder.path())).expect("a new store opens"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime starts");
    println!("one commit: owner 600 B, transcript 200 B, message 200 B, mark; {ROUND:?} each");
    println!("resident before: {}", resident());
    let mut rates = [Vec::new(), Vec::new()];
    // In turns, since the disk's mood changes from one moment to the next.
    for round in 0..2_u64 {
        for (rates, clients) in rates.iter_mut().zip([1, 64]) {
            let first = (round * 2 + u64::from(clients > 1)) * 1_000_000;
            let (rate, median, slow) = runtime.block_on(measure(&store, clients, first));
            println!(
                "{clients:>2} clients: {rate:>7.0} commits/s, p50 {median:?}, p99 {slow:?}, resident {}",
                resident()
            );
            rates.push(rate);
        }
    }
    let [alone, together] = rates.map(|rates| rates.iter().sum::<f64>() / rates.len() as f64);
    println!("one fdatasync per commit (1 client): {alone:.0}/s; shared (64 clients): {together:.0}/s");
    println!("ratio: {:.1}", together / alone);
    runtime.block_on(store.close()).expect("the store closes");
}

/// Commits a second, and how long a commit took: the median and the 99th of a hundred.
async fn measure(store: &Arc<SledStore>, clients: u64, first: u64) -> (f64, Duration, Duration) {
    let updates = Arc::new(AtomicU64::new(first));
    let began = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let (store, updates) = (Arc::clone(store), Arc::clone(&updates));
            tokio::spawn(async move {
                let mut times = Vec::new();
                for turn in 0.. {
                    if began.elapsed() > ROUND {
                        break;
                    }
                    let (chat, version) = (turn % CHATS_PER_CLIENT, turn / CHATS_PER_CLIENT);
                    let key = ChatKey::new("bench", first + client * CHATS_PER_CLIENT + chat);
                    let commit = Commit {
                        settles: Some(UpdateKey::new("bench", updates.fetch_add(1, Ordering::Relaxed))),
                        owner: Change::Put(vec![b'o'; 600]),
                        transcript: vec![vec![b't'; 200]],
                        outbox: vec![vec![b'm'; 200]],
                        ..Commit::new(key, Version(version), Utc::now())
                    };
                    let asked = Instant::now();
                    let committed = store.commit(commit).await.expect("the commit is written");
                    assert_eq!(committed, Committed::Done(Version(version + 1)));
                    times.push(asked.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.expect("a client ends"));
    }
    let rate = times.len() as f64 / began.elapsed().as_secs_f64();
    times.sort_unstable();
    (rate, times[times.len() / 2], times[times.len() * 99 / 100])
}

/// Memory that the process holds now, as Linux says.
fn resident() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map_or("unknown".into(), |size| size.trim().into())
}
