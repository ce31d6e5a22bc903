//! The stores give the same answers to whatever is asked of them, in whatever order, over restarts.

use chrono::{DateTime, TimeDelta};
use proptest::{collection::vec, prelude::*};
use sodan::store::{
    Case, CaseId, Change, ChatKey, Commit, EntryChange, EntryKey, Expect, MemoryStore, Name, NameKey, Received,
    SledOptions, SledStore, Store, UpdateKey, Version,
};

#[derive(Clone, Debug)]
enum Act {
    Receive(Vec<(u64, u64)>),
    Commit {
        chat: u64,
        behind: u64,
        settles: Option<u64>,
        at: i64,
        owner: Change,
        counts: (usize, usize, usize, usize),
        /// Which name, and when it ends.
        names: Vec<(u64, i64)>,
        takes: Option<u64>,
        /// Which cases, and the size of their bodies.
        cases: Vec<(u64, usize)>,
    },
    NextCase,
    /// Which entries, what size is expected (none: nothing), and what size it is to have.
    Change(Vec<(u64, Option<usize>, Option<usize>)>),
    Sent(u64, u64),
    DropOutbox(u64),
    Purge(i64),
    Restart,
}

fn act() -> impl Strategy<Value = Act> {
    let (chat, update, second) = (0..3_u64, 0..12_u64, 0..5_i64);
    let owner = prop_oneof![
        3 => Just(Change::Keep),
        3 => (0..9000_usize).prop_map(|size| Change::Put(vec![b'o'; size])),
        1 => Just(Change::Erase),
    ];
    // Now and then on an old version.
    let behind = prop_oneof![4 => Just(0_u64), 1 => Just(1)];
    let commit = (
        chat.clone(),
        behind,
        prop::option::of(update.clone()),
        second.clone(),
        owner,
        (0..3_usize, 0..3_usize, 0..2_usize, 0..4_usize),
        vec((0..NAMES, second.clone()), 0..3),
        prop_oneof![3 => Just(None), 1 => (0..NAMES).prop_map(Some)],
        vec((1..9_u64, size()), 0..3),
    );
    let change = (0..3_u64, prop::option::of(size()), prop::option::of(size()));
    prop_oneof![
        20 => vec((update, chat.clone()), 1..4).prop_map(Act::Receive),
        60 => commit.prop_map(|(chat, behind, settles, at, owner, counts, names, takes, cases)| {
            Act::Commit { chat, behind, settles, at, owner, counts, names, takes, cases }
        }),
        6 => Just(Act::NextCase),
        20 => vec(change, 1..3).prop_map(Act::Change),
        20 => (chat.clone(), 0..9_u64).prop_map(|(chat, seq)| Act::Sent(chat, seq)),
        6 => chat.prop_map(Act::DropOutbox),
        6 => second.prop_map(Act::Purge),
        2 => Just(Act::Restart),
    ]
}

/// Few sizes, so that what is expected is often there; one of several pieces.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![Just(0_usize), Just(1), Just(9000)]
}

fn entry(no: u64) -> EntryKey {
    EntryKey::new(["staff", "login"][no as usize % 2], no)
}

fn chat(id: u64) -> ChatKey {
    ChatKey::new(["telegram", "web"][id as usize % 2], id)
}

/// So few names that chats get into each other's way.
const NAMES: u64 = 8;

fn name(no: u64) -> NameKey {
    NameKey::new(["code", "seat"][no as usize % 2], no)
}

/// Does one act and gives all that can be seen of it, and of the store after it.
async fn answers(store: &dyn Store, act: &Act, step: usize) -> String {
    let at = |second: i64| DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
    let bodies = |count: usize| (0..count).map(|n| format!("{step}.{n}").into_bytes()).collect();
    let answer = match act {
        Act::Receive(updates) => {
            let received = updates.iter().map(|(update, from)| Received {
                key: UpdateKey::new("telegram", update),
                chat: chat(*from),
                body: format!("{step}").into(),
            });
            format!("{:?}", store.receive(received.collect()).await.unwrap())
        }
        Act::Commit { chat: id, behind, settles, at: second, owner, counts, names, takes, cases } => {
            let now = store.load(&chat(*id)).await.unwrap().version.0;
            let commit = Commit {
                chat: chat(*id),
                expect: Version(now.saturating_sub(*behind)),
                settles: settles.map(|update| UpdateKey::new("telegram", update)),
                at: at(*second),
                owner: owner.clone(),
                transcript: bodies(counts.0),
                outbox: bodies(counts.1),
                cases: cases.iter().map(|(id, size)| Case { id: CaseId(*id), body: vec![b'a'; *size] }).collect(),
                log: bodies(counts.2),
                // The same few things again and again, the empty one among them, and some twice in one commit.
                counted: (0..counts.3).map(|n| vec![b'n'; (step + n * n) % 5]).collect(),
                // Some of them the same as are counted.
                tallied: (0..counts.0).map(|n| vec![b'n'; (step + 3 * n) % 7]).collect(),
                names: names.iter().map(|(no, until)| Name { key: name(*no), until: at(*until) }).collect(),
                takes: takes.map(name),
            };
            format!("{:?}", store.commit(commit).await.unwrap())
        }
        Act::NextCase => format!("{:?}", store.next_case().await.unwrap()),
        Act::Change(changes) => {
            let changes = changes.iter().map(|(no, expected, size)| EntryChange {
                key: entry(*no),
                expect: match expected {
                    Some(9000) => Expect::Any,
                    Some(size) => Expect::Is(vec![b'e'; *size]),
                    None => Expect::Absent,
                },
                body: size.map(|size| vec![b'e'; size]),
            });
            format!("{:?}", store.change(changes.collect(), bodies(1)).await.unwrap())
        }
        Act::Sent(id, seq) => format!("{:?}", store.sent(&chat(*id), *seq).await.unwrap()),
        Act::DropOutbox(id) => format!("{:?}", store.drop_outbox(&chat(*id)).await.unwrap()),
        Act::Purge(second) => format!("{:?}", store.purge(at(*second)).await.unwrap()),
        Act::Restart => String::new(),
    };
    let mut seen = vec![answer, format!("{:?}", store.log(Some(step as u64), 3).await.unwrap())];
    for case in store.cases().await.unwrap() {
        assert_eq!(store.case(case.id).await.unwrap().as_ref(), Some(&case));
        seen.push(format!("{:?} {:?} {}", case.id, case.chat, case.body.len()));
    }
    for kind in ["staff", "login"] {
        for (id, body) in store.entries(kind).await.unwrap() {
            assert_eq!(store.entry(&EntryKey::new(kind, &id)).await.unwrap().as_ref(), Some(&body));
            seen.push(format!("{kind}/{id} {}", body.len()));
        }
    }
    seen.push(format!("{:?}", store.counts().await.unwrap()));
    for no in 0..NAMES {
        seen.push(format!("{:?}", store.named(&name(no)).await.unwrap()));
    }
    for channel in ["telegram", "web"] {
        seen.push(format!("{:?}", store.waiting(channel).await.unwrap()));
        seen.push(format!("{:?}", store.chats_to_send(channel).await.unwrap()));
    }
    for id in 0..3 {
        let loaded = store.load(&chat(id)).await.unwrap();
        seen.push(format!("{:?} {:?}", loaded.version, loaded.owner.map(|owner| owner.len())));
        let cases = store.cases_of(&chat(id)).await.unwrap();
        seen.push(format!("{:?}", cases.iter().map(|case| case.id).collect::<Vec<_>>()));
        seen.push(format!("{:?}", store.transcript(&chat(id), 4).await.unwrap()));
        seen.push(format!("{:?}", store.to_send(&chat(id), 4).await.unwrap()));
    }
    seen.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn memory_and_sled_give_the_same_answers(acts in vec(act(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let open = || SledStore::open(SledOptions::new(folder.path())).unwrap();
            let memory = MemoryStore::new();
            let mut sled = open();
            for (step, act) in acts.iter().enumerate() {
                if let Act::Restart = act {
                    sled.close().await.unwrap();
                    sled = open();
                }
                prop_assert_eq!(answers(&memory, act, step).await, answers(&sled, act, step).await, "{:?}", act);
            }
            Ok(())
        })?;
    }
}
