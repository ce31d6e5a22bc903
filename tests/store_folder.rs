//! How the sled store treats its folder: made, opened, closed, opened again, refused, damaged.

use std::{collections::BTreeMap, fs, path::Path};

use chrono::Utc;
use sodan::store::{
    Case, CaseId, Change, ChatKey, Commit, Committed, EntryChange, EntryKey, Expect, KeptCase, MOST_COUNTED, Name,
    NameKey, SledOptions, SledStore, Store, StoreError, UpdateKey, Version,
};

const CHATS: u64 = 16;

fn open(folder: &Path) -> Result<SledStore, StoreError> {
    SledStore::open(SledOptions::new(folder))
}

fn wait<T>(answer: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(answer)
}

fn commit(id: u64, version: u64, body: &[u8]) -> Commit {
    Commit {
        settles: Some(UpdateKey::new("telegram", format!("{id}-{version}"))),
        owner: Change::Put(body.to_vec()),
        transcript: vec![body.to_vec()],
        outbox: vec![body.to_vec()],
        cases: vec![Case { id: CaseId(100 * id + version), body: body.to_vec() }],
        ..Commit::new(ChatKey::new("telegram", id), Version(version - 1), Utc::now())
    }
}

/// Commits until every chat has reached this version, and closes.
fn fill(folder: &Path, from: u64, to: u64) {
    let store = open(folder).unwrap();
    for version in from..=to {
        for id in 0..CHATS {
            let committed = wait(store.commit(commit(id, version, "相談".repeat(500).as_bytes()))).unwrap();
            assert_eq!(committed, Committed::Done(Version(version)));
        }
    }
    wait(store.close()).unwrap();
}

/// Opens the folder as sled does, for a look behind the store. sled lets go of its lock a moment after closing.
fn open_raw(folder: &Path) -> sled::Db {
    loop {
        match sled::open(folder) {
            Ok(db) => return db,
            Err(sled::Error::Io(error)) if error.to_string().contains("lock") => std::thread::yield_now(),
            Err(error) => panic!("{error}"),
        }
    }
}

/// Does harm to a file's content.
type Damage<'a> = &'a dyn Fn(&mut Vec<u8>);

type Files = BTreeMap<String, Vec<u8>>;

fn files(folder: &Path) -> Files {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    paths.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

/// Changes one file of a closed store, and gives the reason for which the store is refused after that.
fn damaged(folder: &Path, file: &str, damage: impl FnOnce(&mut Vec<u8>)) -> String {
    let name = files(folder).into_keys().find(|name| name.starts_with(file)).unwrap();
    let mut content = fs::read(folder.join(&name)).unwrap();
    damage(&mut content);
    fs::write(folder.join(&name), content).unwrap();
    match open(folder) {
        Err(StoreError::Damaged { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_missing_folder_is_made_for_the_owner_alone() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("some/where");
    open(&folder).unwrap();
    assert!(folder.join("db").is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn a_file_is_no_data_folder() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "mine").unwrap();
    for folder in [file.clone(), file.join("below")] {
        let error = open(&folder).unwrap_err();
        assert!(matches!(error, StoreError::Folder { .. }), "{error}");
    }
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn a_store_opens_again_right_after_it_was_closed_or_dropped() {
    let folder = tempfile::tempdir().unwrap();
    for version in 1..=20 {
        let store = open(folder.path()).unwrap();
        assert_eq!(wait(store.commit(commit(1, version, b"body"))).unwrap(), Committed::Done(Version(version)));
        if version % 2 == 0 {
            wait(store.close()).unwrap();
        }
    }
}

#[test]
fn data_of_a_newer_schema_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), 1, 1);
    let db = open_raw(folder.path());
    db.insert("meta/schema", &7_u32.to_be_bytes()).unwrap();
    let before = db.checksum().unwrap();
    drop(db);
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::TooNew { found: 7, known: 2, .. }), "{error}");
    assert_eq!(open_raw(folder.path()).checksum().unwrap(), before);
}

#[test]
fn data_from_before_anything_was_counted_opens_and_counts() {
    let folder = tempfile::tempdir().unwrap();
    // Written as before there were counters: nothing was counted, so neither `n` nor `meta/counted` is there.
    fill(folder.path(), 1, 1);
    let db = open_raw(folder.path());
    assert!(db.scan_prefix("n").next().is_none() && db.get("meta/counted").unwrap().is_none());
    drop(db);
    let store = open(folder.path()).unwrap();
    assert_eq!(wait(store.counts()).unwrap(), []);
    let counting = |version| Commit { counted: vec![b"asked".to_vec()], ..commit(1, version, b"body") };
    wait(store.commit(counting(2))).unwrap();
    wait(store.close()).unwrap();
    // Counted on after opening again.
    let store = open(folder.path()).unwrap();
    wait(store.commit(counting(3))).unwrap();
    assert_eq!(wait(store.counts()).unwrap(), [(b"asked".to_vec(), 2)]);
    wait(store.close()).unwrap();
    let db = open_raw(folder.path());
    assert_eq!(db.get("meta/schema").unwrap().unwrap(), 2_u32.to_be_bytes());
    assert_eq!(db.get("meta/counted").unwrap().unwrap(), 1_u64.to_be_bytes());
}

#[test]
fn data_from_before_tallies_had_a_room_of_their_own_counts_on() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), 1, 1);
    // A stranger has filled the room that all shared.
    let db = open_raw(folder.path());
    db.insert("meta/counted", &MOST_COUNTED.to_be_bytes()).unwrap();
    db.insert("nseptember", &3_u64.to_be_bytes()).unwrap();
    drop(db);
    let store = open(folder.path()).unwrap();
    let tallied = [b"september".to_vec(), b"october".to_vec()].to_vec();
    wait(store.commit(Commit { tallied, ..commit(1, 2, b"body") })).unwrap();
    wait(store.close()).unwrap();
    let store = open(folder.path()).unwrap();
    assert_eq!(wait(store.counts()).unwrap(), [(b"october".to_vec(), 1), (b"september".to_vec(), 4)]);
    wait(store.close()).unwrap();
    let db = open_raw(folder.path());
    assert_eq!(db.get("meta/tallied").unwrap().unwrap(), 1_u64.to_be_bytes());
    assert_eq!(db.get("meta/counted").unwrap().unwrap(), MOST_COUNTED.to_be_bytes());
}

#[test]
fn data_from_before_anything_was_named_opens_and_names() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), 1, 1);
    let db = open_raw(folder.path());
    assert!(["e", "k"].iter().all(|kind| db.scan_prefix(kind).next().is_none()));
    drop(db);
    let store = open(folder.path()).unwrap();
    let key = NameKey::new("code", 1);
    assert_eq!(wait(store.named(&key)).unwrap(), None);
    let until = Utc::now();
    wait(store.commit(Commit { names: vec![Name { key: key.clone(), until }], ..commit(1, 2, b"body") })).unwrap();
    wait(store.close()).unwrap();
    // Known after opening again, and gone without a trace once used up.
    let store = open(folder.path()).unwrap();
    assert_eq!(wait(store.named(&key)).unwrap().map(|named| named.until), Some(until));
    wait(store.commit(Commit { takes: Some(key), ..commit(2, 2, b"body") })).unwrap();
    wait(store.close()).unwrap();
    let db = open_raw(folder.path());
    assert!(["e", "k"].iter().all(|kind| db.scan_prefix(kind).next().is_none()));
    let of_chat = |id: u64| [format!("ctelegram/{id}").as_bytes(), &[0, 1, b'k']].concat();
    assert!(db.scan_prefix(of_chat(1)).next().is_none());
    assert_eq!(db.get("meta/schema").unwrap().unwrap(), 2_u32.to_be_bytes());
}

/// A closed folder as schema 1 left it: what are cases now were requests, with a letter and a counter of their own.
fn back_to_schema_1(folder: &Path) {
    let db = open_raw(folder);
    for entry in db.iter() {
        let (key, value) = entry.unwrap();
        let old = match key.as_ref() {
            [b'a', id @ ..] => [b"q", id].concat(),
            [b'x', b'a', piece @ ..] => [b"xq", piece].concat(),
            [b'c', of_chat @ ..] if of_chat.len() > 11 && of_chat[of_chat.len() - 11..][..3] == [0, 1, b'a'] => {
                let at = key.len() - 9;
                [&key[..at], b"q", &key[at + 1..]].concat()
            }
            b"meta/cases" => b"meta/requests".to_vec(),
            _ => continue,
        };
        db.remove(&key).unwrap();
        db.insert(old, value).unwrap();
    }
    db.insert("meta/schema", &1_u32.to_be_bytes()).unwrap();
    db.flush().unwrap();
}

#[test]
fn requests_of_schema_1_are_cases_of_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    // More than one part of the step takes, and one body in several pieces.
    let of = |id: u64| ChatKey::new("telegram", id % 3);
    let bodies: Vec<_> = (1..=1203).map(|id| vec![b'w'; if id == 700 { 50_000 } else { id as usize % 50 }]).collect();
    let store = open(folder.path()).unwrap();
    for chat in 0..3 {
        let cases = (1..).zip(&bodies).filter(|(id, _)| id % 3 == chat);
        let cases = cases.map(|(id, body)| Case { id: CaseId(id), body: body.clone() }).collect();
        let commit = Commit { cases, owner: Change::Put(b"owner".to_vec()), ..commit(chat, 1, b"body") };
        wait(store.commit(commit)).unwrap();
    }
    wait(store.close()).unwrap();
    back_to_schema_1(folder.path());
    let store = open(folder.path()).unwrap();
    let kept = (1..).zip(bodies).map(|(id, body)| KeptCase { id: CaseId(id), chat: of(id), body });
    assert!(wait(store.cases()).unwrap().into_iter().eq(kept));
    assert_eq!(wait(store.cases_of(&of(1))).unwrap().len(), 401);
    assert_eq!(wait(store.next_case()).unwrap(), CaseId(1204));
    wait(store.commit(Commit { owner: Change::Erase, ..Commit::new(of(1), Version(1), Utc::now()) })).unwrap();
    assert_eq!(wait(store.cases()).unwrap().len(), 802);
    assert_eq!(wait(store.load(&of(0))).unwrap().owner.unwrap(), b"owner");
    wait(store.close()).unwrap();
    let db = open_raw(folder.path());
    assert_eq!(db.get("meta/schema").unwrap().unwrap(), 2_u32.to_be_bytes());
    assert!(["q", "xq", "meta/requests"].iter().all(|old| db.scan_prefix(old).next().is_none()));
    assert!(db.scan_prefix("c").keys().all(|key| {
        let key = key.unwrap();
        key.len() < 12 || key[key.len() - 11..][..3] != [0, 1, b'q']
    }));
}

#[test]
fn data_of_schema_1_without_a_request_opens() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    wait(store.commit(Commit { cases: Vec::new(), ..commit(1, 1, b"body") })).unwrap();
    wait(store.close()).unwrap();
    back_to_schema_1(folder.path());
    let store = open(folder.path()).unwrap();
    assert_eq!(wait(store.cases()).unwrap(), []);
    assert_eq!(wait(store.next_case()).unwrap(), CaseId(1));
}

#[test]
fn entries_the_log_and_the_last_number_of_a_case_outlast_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let key = EntryKey::new("staff", "tanaka");
    for round in 1..=3_u64 {
        let store = open(folder.path()).unwrap();
        assert_eq!(wait(store.next_case()).unwrap(), CaseId(round));
        let expect = if round == 1 { Expect::Absent } else { Expect::Is(vec![b's'; 9000 * (round as usize - 1)]) };
        let body = Some(vec![b's'; 9000 * round as usize]);
        let change = EntryChange { key: key.clone(), expect, body };
        wait(store.change(vec![change], vec![format!("{round}").into()])).unwrap();
        assert_eq!(wait(store.log(None, usize::MAX)).unwrap().len() as u64, round);
        wait(store.close()).unwrap();
    }
}

#[test]
fn data_of_another_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    open_raw(folder.path()).insert("theirs", "kept").unwrap();
    assert!(matches!(open(folder.path()), Err(StoreError::Damaged { .. })));
    let db = open_raw(folder.path());
    assert!(db.len() == 1 && db.get("theirs").unwrap().is_some());
}

#[test]
fn nothing_of_an_erased_chat_can_be_found_in_the_tree() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "資金繰りの相談".repeat(1000);
    let store = open(folder.path()).unwrap();
    for version in 1..=3 {
        wait(store.commit(commit(1, version, secret.as_bytes()))).unwrap();
        wait(store.commit(commit(2, version, b"not secret"))).unwrap();
    }
    let erasure = Commit { owner: Change::Erase, ..Commit::new(ChatKey::new("telegram", 1), Version(3), Utc::now()) };
    wait(store.commit(erasure)).unwrap();
    wait(store.close()).unwrap();
    let word = "資金繰り".as_bytes();
    let mut others = 0;
    for entry in open_raw(folder.path()).iter() {
        let (key, value) = entry.unwrap();
        assert!(!value.windows(word.len()).any(|part| part == word), "left at {key:?}");
        others += usize::from(value.windows(10).any(|part| part == b"not secret"));
        // What is left of the chat: its numbers, and that its updates were settled.
        if key.windows(10).any(|part| part == b"telegram/1") {
            assert!(key.first() != Some(&b'x') && value.len() <= 32, "left at {key:?}");
        }
    }
    assert_eq!(others, 10);
}

#[test]
fn sled_never_makes_a_file_of_its_own_for_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let large = vec![7; 50_000];
    for version in 1..=40 {
        wait(store.commit(commit(1, version, &large[..large.len() / version as usize]))).unwrap();
        wait(store.commit(commit(2, version, &large))).unwrap();
        wait(store.sent(&ChatKey::new("telegram", 2), version)).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("blobs")).unwrap().count(), 0);
    }
}

/// Damage to one file of a closed store with content and a snapshot; the files as they were then, and after opening.
fn after_damage(folder: &Path, file: &str, damage: Damage<'_>) -> (Files, Files) {
    fill(folder, 1, 20);
    // A snapshot is made on opening.
    fill(folder, 21, 21);
    let mut before = Files::new();
    let reason = damaged(folder, file, |content| {
        damage(content);
        before = files(folder);
        let name = before.keys().find(|name| name.starts_with(file)).unwrap().clone();
        before.insert(name, content.clone());
    });
    assert!(!reason.is_empty());
    (before, files(folder))
}

fn half(content: &mut Vec<u8>) {
    content.truncate(content.len() / 2);
}

#[test]
fn damage_to_what_sled_reads_first_is_refused_and_left_as_it_was() {
    let flip = |content: &mut Vec<u8>| {
        let middle = content.len() / 2;
        content[middle] ^= 1;
    };
    let cases: [(&str, Damage<'_>); 4] = [
        ("conf", &|content| content.fill(b'?')),
        ("snap.", &|content| content.clear()),
        ("snap.", &half),
        ("snap.", &flip),
    ];
    for (file, damage) in cases {
        let folder = tempfile::tempdir().unwrap();
        let (before, after) = after_damage(folder.path(), file, damage);
        assert!(before == after, "{file}");
    }
}

/// sled mends what it takes for the torn end of its log, and writes a new snapshot, before it finds out that more is
/// wrong. So the log need not be left byte for byte; but no start after that takes what is left for the whole.
#[test]
fn damage_to_the_log_is_refused_at_every_start() {
    let cases: [Damage<'_>; 3] = [&half, &|content| content.clear(), &|content| content.fill(7)];
    for damage in cases {
        let folder = tempfile::tempdir().unwrap();
        let (before, after) = after_damage(folder.path(), "db", damage);
        assert!(["conf", "tally"].iter().all(|name| after.get(*name) == before.get(*name)));
        for _ in 0..3 {
            assert!(matches!(open(folder.path()), Err(StoreError::Damaged { .. })));
        }
    }
}

#[test]
fn a_log_that_sled_cut_short_in_silence_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    for version in 1..=100 {
        wait(store.commit(commit(1, version, b"short"))).unwrap();
    }
    wait(store.close()).unwrap();
    let reason = damaged(folder.path(), "db", |log| {
        let end = log.iter().rposition(|byte| *byte != 0).unwrap();
        log[end * 9 / 10..].fill(0);
    });
    assert!(reason.contains("confirmed groups of changes are missing"), "{reason}");
    // The way out that the message names.
    fs::remove_file(folder.path().join("tally")).unwrap();
    let store = open(folder.path()).unwrap();
    let version = wait(store.load(&ChatKey::new("telegram", 1))).unwrap().version;
    assert!(Version(0) < version && version < Version(100), "{version:?}");
}

#[test]
fn damage_found_while_reading_stops_the_store() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path(), 1, 20);
    fill(folder.path(), 21, 21);
    let db = folder.path().join("db");
    let mut content = fs::read(&db).unwrap();
    let middle = content.len() / 2;
    content[middle..].fill(9);
    fs::write(&db, content).unwrap();
    let error = match open(folder.path()) {
        Err(error) => error,
        Ok(store) => {
            let everything = async {
                for id in 0..CHATS {
                    store.load(&ChatKey::new("telegram", id)).await?;
                    store.transcript(&ChatKey::new("telegram", id), usize::MAX).await?;
                }
                store.cases().await
            };
            let error = wait(everything).unwrap_err();
            // Also what would have been readable: nobody knows any more what is true.
            assert!(matches!(wait(store.waiting("telegram")), Err(StoreError::Damaged { .. })));
            assert!(matches!(wait(store.commit(commit(99, 1, b""))), Err(StoreError::Damaged { .. })));
            error
        }
    };
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
}
