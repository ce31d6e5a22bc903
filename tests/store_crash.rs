//! What the sled store keeps when its process is killed or its disk is full, and that only one process has it.
//!
//! The process that dies is this test binary once more, told by an environment variable what to do.

use std::{
    collections::HashMap,
    env,
    hash::{BuildHasher, RandomState},
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
};

use chrono::Utc;
use sodan::store::{
    Case, CaseId, Change, ChatKey, Commit, Committed, Name, NameKey, SledOptions, SledStore, Store, StoreError,
    UpdateKey, Version,
};

const TASK: &str = "SODAN_TEST_STORE_TASK";
const FOLDER: &str = "SODAN_TEST_STORE_FOLDER";
const CHATS: u64 = 16;

fn open(folder: &Path) -> Result<SledStore, StoreError> {
    SledStore::open(SledOptions::new(folder))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap()
}

fn chat(id: u64) -> ChatKey {
    ChatKey::new("telegram", id)
}

/// The update that leads a chat to this version.
fn update(id: u64, version: u64) -> UpdateKey {
    UpdateKey::new("telegram", format!("{id}-{version}"))
}

/// The name that a chat gives itself with this version and takes with the next. That is of another kind, so that nothing
/// but the taking ends it.
fn name(id: u64, version: u64) -> NameKey {
    NameKey::new(["even", "odd"][version as usize % 2], format!("{id}-{version}"))
}

/// The commit that leads a chat to this version: every part of it says which.
fn commit(id: u64, version: u64, padding: usize) -> Commit {
    let body = format!("{version} {}", "相".repeat(padding)).into_bytes();
    Commit {
        settles: Some(update(id, version)),
        owner: Change::Put(body.clone()),
        transcript: vec![body.clone()],
        cases: vec![Case { id: CaseId(1 + id), body: body.clone() }],
        log: vec![format!("{id} {version}").into()],
        outbox: vec![body],
        names: vec![Name { key: name(id, version), until: Utc::now() }],
        takes: (version > 1).then(|| name(id, version - 1)),
        ..Commit::new(chat(id), Version(version - 1), Utc::now())
    }
}

/// Not a test of its own: what the other process does.
#[test]
fn the_other_process() {
    let Ok(task) = env::var(TASK) else { return };
    let store: Arc<SledStore> = Arc::new(open(Path::new(&env::var(FOLDER).unwrap())).unwrap());
    say("open");
    match task.as_str() {
        "hold" => drop(std::io::stdin().read_to_end(&mut Vec::new())),
        "commit" => runtime().block_on(commit_until_failure(store, 10)),
        "fill" => runtime().block_on(commit_until_failure(store, 2000)),
        other => panic!("no task {other}"),
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // The parent may have closed the pipe already.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

async fn commit_until_failure(store: Arc<SledStore>, padding: usize) {
    let tasks: Vec<_> = (0..CHATS)
        .map(|id| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut version = store.load(&chat(id)).await.unwrap().version.0;
                loop {
                    version += 1;
                    match store.commit(commit(id, version, padding)).await {
                        Ok(done) => assert_eq!(done, Committed::Done(Version(version))),
                        Err(StoreError::Write(reason)) => return say(&format!("failed {reason}")),
                        Err(other) => panic!("{other}"),
                    }
                    say(&format!("ack {id} {version}"));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    // Nothing is promised any more once something failed.
    assert!(matches!(store.commit(commit(99, 1, 0)).await, Err(StoreError::Write(_))));
    assert!(matches!(store.load(&chat(0)).await, Err(StoreError::Write(_))));
    assert!(matches!(store.close().await, Err(StoreError::Write(_))));
    say("refused");
}

/// Starts the other process through `sh`, after the shell commands `before`, and waits until it has opened the store.
fn start(task: &str, folder: &Path, before: &str) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new("sh")
        .args(["-c", &format!("{before} exec \"$0\" --exact the_other_process --nocapture")])
        .arg(env::current_exe().unwrap())
        .env(TASK, task)
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.ends_with("open\n") {
        assert_ne!(lines.read_line(&mut line).unwrap(), 0, "it ended before it had opened the store");
    }
    (child, lines)
}

/// Reads what the other process says, until `enough` or its end. Confirmed versions are left in `acked`.
fn listen(lines: &mut impl BufRead, acked: &mut HashMap<u64, u64>, enough: usize) -> Vec<String> {
    let mut others = Vec::new();
    for line in lines.lines().map_while(Result::ok).take(enough) {
        let words: Vec<_> = line.split(' ').collect();
        match words[..] {
            ["ack", id, version] => drop(acked.insert(id.parse().unwrap(), version.parse().unwrap())),
            _ => others.push(line),
        }
    }
    others
}

/// Every confirmed commit is there, and all parts of each chat tell of the same last commit.
fn check(folder: &Path, acked: &HashMap<u64, u64>) {
    let store = open(folder).unwrap();
    runtime().block_on(async {
        let log = store.log(None, usize::MAX).await.unwrap();
        assert!(log.iter().rev().map(|(number, _)| *number).eq(1..=log.len() as u64), "the log has no gap");
        for id in 0..CHATS {
            let loaded = store.load(&chat(id)).await.unwrap();
            let version = loaded.version.0;
            assert!(version >= acked.get(&id).copied().unwrap_or(0), "chat {id} lost confirmed commits");
            let number = |body: &[u8]| -> u64 {
                String::from_utf8_lossy(body).split(' ').next().unwrap_or_default().parse().unwrap()
            };
            assert_eq!(loaded.owner.as_deref().map_or(0, number), version);
            let outbox = store.to_send(&chat(id), usize::MAX).await.unwrap();
            assert!(
                outbox.iter().map(|message| (message.seq, number(&message.body))).eq((1..=version).map(|n| (n, n)))
            );
            let case = store.case(CaseId(1 + id)).await.unwrap();
            assert_eq!(case.map_or(0, |case| number(&case.body)), version);
            let of_chat = log.iter().rev().filter(|(_, line)| line.starts_with(format!("{id} ").as_bytes()));
            assert!(of_chat.map(|(_, line)| line.clone()).eq((1..=version).map(|n| format!("{id} {n}").into_bytes())));
            let transcript = store.transcript(&chat(id), usize::MAX).await.unwrap();
            assert!(transcript.iter().map(|line| number(line)).eq(1..=version));
            for of in 1..=version {
                let named = store.named(&name(id, of)).await.unwrap();
                assert_eq!(named.map(|named| named.chat), (of == version).then(|| chat(id)), "name {of} of {version}");
            }
            // A version that cannot be: a settled update is a duplicate, any other a conflict, and nothing changes.
            let ask = |of| Commit { expect: Version(u64::MAX), ..commit(id, of, 0) };
            if version > 0 {
                assert_eq!(store.commit(ask(version)).await.unwrap(), Committed::Duplicate);
            }
            assert_eq!(store.commit(ask(version + 1)).await.unwrap(), Committed::Conflict(Version(version)));
        }
        store.close().await.unwrap();
    });
}

#[test]
fn a_killed_process_loses_nothing_it_confirmed_and_tears_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut acked = HashMap::new();
    for round in 0..10 {
        let (mut child, mut lines) = start("commit", folder.path(), "");
        let enough = RandomState::new().hash_one(round) % 400;
        listen(&mut lines, &mut acked, enough as usize);
        child.kill().unwrap();
        // What it confirmed before it died may still be on its way.
        listen(&mut lines, &mut acked, usize::MAX);
        child.wait().unwrap();
        check(folder.path(), &acked);
    }
    assert_eq!(acked.len() as u64, CHATS);
}

#[cfg(unix)]
#[test]
fn a_full_disk_stops_the_store_and_loses_nothing_it_confirmed() {
    let folder = tempfile::tempdir().unwrap();
    // No file may grow beyond 4 MiB, and the signal that says so is ignored: writing gives an error, as on a full disk.
    let (mut child, mut lines) = start("fill", folder.path(), "ulimit -f 8192; trap '' XFSZ;");
    let mut acked = HashMap::new();
    let said = listen(&mut lines, &mut acked, usize::MAX);
    assert!(child.wait().unwrap().success(), "{said:?}");
    assert!(said.iter().filter(|line| line.starts_with("failed ")).count() as u64 == CHATS, "{said:?}");
    assert!(said.contains(&"refused".to_owned()), "{said:?}");
    assert!(!acked.is_empty());
    check(folder.path(), &acked);
}

#[test]
fn a_folder_that_another_process_holds_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, _lines) = start("hold", folder.path(), "");
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(&error, StoreError::InUse { .. }), "{error}");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    open(folder.path()).unwrap();
}
