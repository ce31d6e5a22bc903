//! What every store promises: one suite, run against each of them.

mod cases;
mod counting;
mod crowd;
mod entries;
mod names;

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use sodan::store::{
    Case, CaseId, Change, Changed, ChatKey, Commit, Committed, EntryChange, EntryKey, Expect, KeptCase, MOST_COUNTED,
    MOST_COUNTED_BYTES, MOST_TALLIED, MemoryStore, Name, NameKey, Outgoing, Received, SledOptions, SledStore, Store,
    StoreError, UpdateKey, Version,
};

use self::{cases::*, counting::*, crowd::*, entries::*, names::*};

/// Makes every case a test of every store.
macro_rules! suite {
    ($($case:ident)*) => {
        mod memory {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                super::$case(std::sync::Arc::new(super::MemoryStore::new())).await;
            })*
        }

        mod sled {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let folder = tempfile::tempdir().unwrap();
                super::$case(std::sync::Arc::new(super::open(folder.path()))).await;
            })*
        }
    };
}

suite! {
    an_unknown_chat_is_empty_at_version_0
    a_commit_is_read_back_whole
    an_update_settled_twice_is_a_duplicate_and_changes_nothing
    a_commit_on_an_old_version_is_a_conflict_and_changes_nothing
    receiving_twice_keeps_one
    a_settled_update_is_not_received_again
    waiting_updates_come_in_the_order_they_came_and_by_channel
    a_settled_update_leaves_the_waiting_list
    an_update_may_be_settled_without_having_waited
    the_outbox_is_in_order_and_what_was_sent_leaves_it
    sequence_numbers_are_never_used_again
    dropping_an_outbox_empties_it_and_counts
    the_transcript_gives_the_last_lines_oldest_first
    cases_are_in_order_over_all_chats
    a_case_is_replaced_by_its_chat_and_no_other
    putting_a_case_belongs_to_the_commit
    a_number_of_a_case_is_never_given_twice
    an_erasure_forgets_the_chats_cases_and_no_others
    ten_thousand_cases_are_read_in_one_go
    an_entry_is_put_replaced_and_taken_away
    entries_of_a_kind_come_in_the_order_of_their_ids
    a_change_of_entries_is_made_whole_or_not_at_all
    of_many_that_change_one_entry_one_wins
    the_log_is_read_newest_first_and_in_parts
    a_line_of_the_log_belongs_to_its_commit_or_change
    neither_an_erasure_nor_a_purge_takes_from_the_log
    erasing_forgets_everything_of_this_chat_and_nothing_of_others
    erasing_goes_before_the_rest_of_the_commit
    a_commit_decided_before_an_erasure_is_a_conflict
    what_is_counted_adds_up_in_the_order_of_the_keys
    counting_belongs_to_the_commit
    an_erasure_leaves_what_was_counted
    counts_of_many_commits_at_once_are_all_kept
    beyond_the_bound_only_known_things_are_counted
    strangers_never_take_the_room_of_what_is_tallied
    a_key_too_long_is_a_mistake_and_is_left_out
    a_name_leads_to_its_chat_until_another_replaces_it
    naming_belongs_to_the_commit
    a_name_is_used_up_once
    a_name_of_another_chat_is_a_conflict
    an_erasure_forgets_the_chats_names_and_no_others
    purging_forgets_names_that_ended
    of_many_that_take_one_name_one_wins
    purging_forgets_old_marks_only
    purging_goes_through_thousands
    bodies_may_be_of_any_size
    chats_whose_names_resemble_do_not_mix
    commits_to_one_chat_at_once_leave_no_gap
    commits_to_many_chats_at_once_are_all_kept
    of_many_that_settle_one_update_one_wins
    a_closed_store_says_so
}

type Shared = Arc<dyn Store>;

fn open(folder: &std::path::Path) -> SledStore {
    SledStore::open(SledOptions::new(folder)).unwrap()
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

fn chat(id: u64) -> ChatKey {
    ChatKey::new("telegram", id)
}

fn update(id: u64) -> UpdateKey {
    UpdateKey::new("telegram", id)
}

fn received(id: u64, from: u64) -> Received {
    Received { key: update(id), chat: chat(from), body: format!("update {id}").into() }
}

fn commit(id: u64, expect: u64) -> Commit {
    Commit::new(chat(id), Version(expect), at(0))
}

fn settling(id: u64, expect: u64, settles: u64) -> Commit {
    Commit { settles: Some(update(settles)), ..commit(id, expect) }
}

fn bodies(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn outgoing(messages: &[(u64, &str)]) -> Vec<Outgoing> {
    messages.iter().map(|(seq, text)| Outgoing { seq: *seq, body: text.as_bytes().to_vec() }).collect()
}

async fn done(store: &Shared, commit: Commit) -> Version {
    match store.commit(commit).await.unwrap() {
        Committed::Done(version) => version,
        other => panic!("not done: {other:?}"),
    }
}

async fn an_unknown_chat_is_empty_at_version_0(store: Shared) {
    let loaded = store.load(&chat(1)).await.unwrap();
    assert_eq!((loaded.version, loaded.owner), (Version(0), None));
    assert!(store.to_send(&chat(1), 9).await.unwrap().is_empty());
    assert!(store.transcript(&chat(1), 9).await.unwrap().is_empty());
    assert_eq!(store.drop_outbox(&chat(1)).await.unwrap(), 0);
    store.sent(&chat(1), 1).await.unwrap();
    assert_eq!(store.load(&chat(1)).await.unwrap().version, Version(0));
}

async fn a_commit_is_read_back_whole(store: Shared) {
    let first = Commit {
        owner: Change::Put(b"owner".to_vec()),
        transcript: bodies(&["asked"]),
        outbox: bodies(&["hello"]),
        cases: vec![case(1, "help")],
        log: bodies(&["asked for help"]),
        ..commit(1, 0)
    };
    assert_eq!(done(&store, first).await, Version(1));
    assert_eq!(store.load(&chat(1)).await.unwrap().owner.unwrap(), b"owner");
    assert_eq!(store.transcript(&chat(1), 9).await.unwrap(), bodies(&["asked"]));
    assert_eq!(store.to_send(&chat(1), 9).await.unwrap(), outgoing(&[(1, "hello")]));
    assert_eq!(store.cases().await.unwrap(), [kept(1, 1, "help")]);
    assert_eq!(store.log(None, 9).await.unwrap(), [(1, b"asked for help".to_vec())]);
    // Keeping keeps.
    assert_eq!(done(&store, commit(1, 1)).await, Version(2));
    assert_eq!(store.load(&chat(1)).await.unwrap().owner.unwrap(), b"owner");
}

async fn an_update_settled_twice_is_a_duplicate_and_changes_nothing(store: Shared) {
    store.receive(vec![received(7, 1)]).await.unwrap();
    done(&store, Commit { outbox: bodies(&["once"]), ..settling(1, 0, 7) }).await;
    // Also on an old version: a repetition is no reason to decide again.
    for expect in [0, 1] {
        let again = Commit {
            owner: Change::Put(b"again".to_vec()),
            outbox: bodies(&["again"]),
            transcript: bodies(&["again"]),
            ..settling(1, expect, 7)
        };
        assert_eq!(store.commit(again).await.unwrap(), Committed::Duplicate);
    }
    assert_eq!(store.to_send(&chat(1), 9).await.unwrap(), outgoing(&[(1, "once")]));
    let loaded = store.load(&chat(1)).await.unwrap();
    assert_eq!((loaded.version, loaded.owner), (Version(1), None));
    assert!(store.transcript(&chat(1), 9).await.unwrap().is_empty());
}

async fn a_commit_on_an_old_version_is_a_conflict_and_changes_nothing(store: Shared) {
    store.receive(vec![received(7, 1)]).await.unwrap();
    done(&store, Commit { owner: Change::Put(b"first".to_vec()), ..commit(1, 0) }).await;
    let late =
        Commit { owner: Change::Erase, outbox: bodies(&["late"]), cases: vec![case(1, "late")], ..settling(1, 0, 7) };
    assert_eq!(store.commit(late.clone()).await.unwrap(), Committed::Conflict(Version(1)));
    assert_eq!(store.load(&chat(1)).await.unwrap().owner.unwrap(), b"first");
    assert!(store.chats_to_send("telegram").await.unwrap().is_empty());
    assert!(store.cases().await.unwrap().is_empty());
    assert_eq!(store.waiting("telegram").await.unwrap().len(), 1);
    // Decided again on what is there now, it passes.
    assert_eq!(done(&store, Commit { expect: Version(1), ..late }).await, Version(2));
}

async fn receiving_twice_keeps_one(store: Shared) {
    let new = store.receive(vec![received(1, 1), received(2, 1), received(1, 1)]).await.unwrap();
    assert_eq!(new, [update(1), update(2)]);
    let new = store.receive(vec![received(2, 1), received(3, 2)]).await.unwrap();
    assert_eq!(new, [update(3)]);
    assert_eq!(store.waiting("telegram").await.unwrap().len(), 3);
}

async fn a_settled_update_is_not_received_again(store: Shared) {
    store.receive(vec![received(1, 1)]).await.unwrap();
    done(&store, settling(1, 0, 1)).await;
    assert!(store.receive(vec![received(1, 1)]).await.unwrap().is_empty());
    assert!(store.waiting("telegram").await.unwrap().is_empty());
}

async fn waiting_updates_come_in_the_order_they_came_and_by_channel(store: Shared) {
    let web =
        Received { key: UpdateKey::new("web", 5), chat: ChatKey::new("web", "x"), body: b"from the web".to_vec() };
    // Their numbers do not rise: Telegram begins anew at a random one after a quiet week.
    store.receive(vec![received(900, 1), web.clone(), received(20, 2)]).await.unwrap();
    store.receive(vec![received(100, 1)]).await.unwrap();
    assert_eq!(store.waiting("telegram").await.unwrap(), [received(900, 1), received(20, 2), received(100, 1)]);
    assert_eq!(store.waiting("web").await.unwrap(), [web]);
    assert!(store.waiting("tele").await.unwrap().is_empty());
}

async fn a_settled_update_leaves_the_waiting_list(store: Shared) {
    store.receive(vec![received(1, 1), received(2, 1), received(3, 1)]).await.unwrap();
    done(&store, settling(1, 0, 2)).await;
    assert_eq!(store.waiting("telegram").await.unwrap(), [received(1, 1), received(3, 1)]);
}

async fn an_update_may_be_settled_without_having_waited(store: Shared) {
    done(&store, settling(1, 0, 1)).await;
    assert_eq!(store.commit(settling(1, 1, 1)).await.unwrap(), Committed::Duplicate);
    assert!(store.receive(vec![received(1, 1)]).await.unwrap().is_empty());
}

async fn the_outbox_is_in_order_and_what_was_sent_leaves_it(store: Shared) {
    done(&store, Commit { outbox: bodies(&["a", "b"]), ..commit(1, 0) }).await;
    done(&store, Commit { outbox: bodies(&["c"]), ..commit(1, 1) }).await;
    done(&store, Commit { outbox: bodies(&["other"]), ..commit(2, 0) }).await;
    assert_eq!(store.chats_to_send("telegram").await.unwrap(), [chat(1), chat(2)]);
    assert!(store.chats_to_send("web").await.unwrap().is_empty());
    assert_eq!(store.to_send(&chat(1), 2).await.unwrap(), outgoing(&[(1, "a"), (2, "b")]));
    store.sent(&chat(1), 1).await.unwrap();
    store.sent(&chat(1), 1).await.unwrap();
    assert_eq!(store.to_send(&chat(1), 9).await.unwrap(), outgoing(&[(2, "b"), (3, "c")]));
    store.sent(&chat(1), 3).await.unwrap();
    store.sent(&chat(1), 2).await.unwrap();
    assert_eq!(store.chats_to_send("telegram").await.unwrap(), [chat(2)]);
}

async fn sequence_numbers_are_never_used_again(store: Shared) {
    done(&store, Commit { outbox: bodies(&["a"]), ..commit(1, 0) }).await;
    store.sent(&chat(1), 1).await.unwrap();
    done(&store, Commit { outbox: bodies(&["b"]), ..commit(1, 1) }).await;
    assert_eq!(store.to_send(&chat(1), 9).await.unwrap(), outgoing(&[(2, "b")]));
    done(&store, Commit { owner: Change::Erase, outbox: bodies(&["c"]), ..commit(1, 2) }).await;
    assert_eq!(store.to_send(&chat(1), 9).await.unwrap(), outgoing(&[(3, "c")]));
}

async fn dropping_an_outbox_empties_it_and_counts(store: Shared) {
    done(&store, Commit { outbox: bodies(&["a", "b", "c"]), ..commit(1, 0) }).await;
    done(&store, Commit { outbox: bodies(&["d"]), ..commit(2, 0) }).await;
    assert_eq!(store.drop_outbox(&chat(1)).await.unwrap(), 3);
    assert_eq!(store.drop_outbox(&chat(1)).await.unwrap(), 0);
    assert!(store.to_send(&chat(1), 9).await.unwrap().is_empty());
    assert_eq!(store.chats_to_send("telegram").await.unwrap(), [chat(2)]);
    done(&store, Commit { outbox: bodies(&["e"]), ..commit(1, 1) }).await;
    assert_eq!(store.to_send(&chat(1), 9).await.unwrap(), outgoing(&[(4, "e")]));
    assert_eq!(store.chats_to_send("telegram").await.unwrap(), [chat(1), chat(2)]);
}

async fn the_transcript_gives_the_last_lines_oldest_first(store: Shared) {
    for first in 0..200 {
        let lines = vec![format!("{}", 2 * first).into(), format!("{}", 2 * first + 1).into()];
        done(&store, Commit { transcript: lines, ..commit(1, first) }).await;
    }
    assert_eq!(store.transcript(&chat(1), 3).await.unwrap(), bodies(&["397", "398", "399"]));
    assert_eq!(store.transcript(&chat(1), 0).await.unwrap().len(), 0);
    let all = store.transcript(&chat(1), usize::MAX).await.unwrap();
    assert!(all.iter().map(|line| String::from_utf8_lossy(line).into_owned()).eq((0..400).map(|n| n.to_string())));
}

async fn erasing_forgets_everything_of_this_chat_and_nothing_of_others(store: Shared) {
    store.receive(vec![received(1, 1), received(2, 2)]).await.unwrap();
    for id in [1, 2] {
        let full = Commit {
            owner: Change::Put(b"owner".to_vec()),
            transcript: bodies(&["one", "two"]),
            outbox: bodies(&["a", "b"]),
            cases: vec![case(id, "help")],
            ..settling(id, 0, id)
        };
        done(&store, full).await;
    }
    done(&store, Commit { owner: Change::Erase, ..commit(1, 1) }).await;
    let loaded = store.load(&chat(1)).await.unwrap();
    assert_eq!((loaded.version, loaded.owner), (Version(2), None));
    assert!(store.transcript(&chat(1), 9).await.unwrap().is_empty());
    assert!(store.to_send(&chat(1), 9).await.unwrap().is_empty());
    assert_eq!(store.drop_outbox(&chat(1)).await.unwrap(), 0);
    // The mark stays: Telegram may still repeat the update.
    assert_eq!(store.commit(settling(1, 2, 1)).await.unwrap(), Committed::Duplicate);

    assert_eq!(store.chats_to_send("telegram").await.unwrap(), [chat(2)]);
    assert_eq!(store.load(&chat(2)).await.unwrap().owner.unwrap(), b"owner");
    assert_eq!(store.transcript(&chat(2), 9).await.unwrap().len(), 2);
    assert_eq!(store.to_send(&chat(2), 9).await.unwrap().len(), 2);
    assert_eq!(store.cases().await.unwrap(), [kept(2, 2, "help")]);
}

async fn erasing_goes_before_the_rest_of_the_commit(store: Shared) {
    done(&store, Commit { outbox: bodies(&["old"]), transcript: bodies(&["old"]), ..commit(1, 0) }).await;
    let farewell = Commit {
        owner: Change::Erase,
        outbox: bodies(&["forgotten"]),
        transcript: bodies(&["new"]),
        cases: vec![case(1, "new")],
        ..commit(1, 1)
    };
    done(&store, farewell).await;
    assert_eq!(store.to_send(&chat(1), 9).await.unwrap(), outgoing(&[(2, "forgotten")]));
    assert_eq!(store.chats_to_send("telegram").await.unwrap(), [chat(1)]);
    assert_eq!(store.transcript(&chat(1), 9).await.unwrap(), bodies(&["new"]));
    assert_eq!(store.cases().await.unwrap().len(), 1);
}

async fn a_commit_decided_before_an_erasure_is_a_conflict(store: Shared) {
    done(&store, Commit { owner: Change::Put(b"owner".to_vec()), ..commit(1, 0) }).await;
    done(&store, Commit { owner: Change::Erase, ..commit(1, 1) }).await;
    for expect in [0, 1] {
        let late = Commit { owner: Change::Put(b"back again".to_vec()), ..commit(1, expect) };
        assert_eq!(store.commit(late).await.unwrap(), Committed::Conflict(Version(2)));
    }
    assert_eq!(store.load(&chat(1)).await.unwrap().owner, None);
}

async fn purging_forgets_old_marks_only(store: Shared) {
    store.receive(vec![received(9, 9)]).await.unwrap();
    for id in 1..=4 {
        let second = at(id as i64 - 2);
        done(&store, Commit { at: second, ..settling(id, 0, id) }).await;
    }
    // One a nanosecond before the second mark's moment, the other a nanosecond after.
    let nano = TimeDelta::nanoseconds(1);
    assert_eq!(store.purge(at(0) - nano).await.unwrap(), 1);
    assert_eq!(store.purge(at(0)).await.unwrap(), 0);
    assert_eq!(store.purge(at(1) + nano).await.unwrap(), 2);
    assert_eq!(store.receive((1..=4).map(|id| received(id, id)).collect()).await.unwrap(), [1, 2, 3].map(update));
    assert_eq!(store.commit(settling(4, 1, 4)).await.unwrap(), Committed::Duplicate);
    assert_eq!(store.waiting("telegram").await.unwrap()[0], received(9, 9), "what waits is no mark");
}

async fn purging_goes_through_thousands(store: Shared) {
    let commits: Vec<_> = (0..2500)
        .map(|id| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { done(&store, settling(id, 0, id)).await })
        })
        .collect();
    for commit in commits {
        commit.await.unwrap();
    }
    assert_eq!(store.purge(at(1)).await.unwrap(), 2500);
    assert_eq!(store.purge(at(1)).await.unwrap(), 0);
}

async fn bodies_may_be_of_any_size(store: Shared) {
    let sizes = [0, 1, 6143, 6144, 6145, 12_288, 12_289, 300_000, 6144, 0];
    for (version, size) in sizes.into_iter().enumerate() {
        let version = version as u64;
        let body: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
        store.receive(vec![Received { key: update(version), chat: chat(1), body: body.clone() }]).await.unwrap();
        assert_eq!(store.waiting("telegram").await.unwrap()[0].body, body);
        let commit = Commit {
            owner: Change::Put(body.clone()),
            transcript: vec![body.clone()],
            outbox: vec![body.clone()],
            cases: vec![Case { id: CaseId(1), body: body.clone() }],
            log: vec![body.clone()],
            ..settling(1, version, version)
        };
        done(&store, commit).await;
        assert_eq!(store.load(&chat(1)).await.unwrap().owner.unwrap(), body, "size {size}");
        assert_eq!(store.transcript(&chat(1), 1).await.unwrap(), [body.as_slice()]);
        assert_eq!(store.to_send(&chat(1), 1).await.unwrap()[0].body, body);
        assert_eq!(store.cases().await.unwrap().pop().unwrap().body, body);
        assert_eq!(store.log(None, 1).await.unwrap().pop().unwrap().1, body);
        let entry = EntryChange { expect: Expect::Any, ..putting("large", "one", "") };
        store.change(vec![EntryChange { body: Some(body.clone()), ..entry }], Vec::new()).await.unwrap();
        assert_eq!(store.entry(&EntryKey::new("large", "one")).await.unwrap().unwrap(), body);
        store.sent(&chat(1), version + 1).await.unwrap();
    }
}

async fn chats_whose_names_resemble_do_not_mix(store: Shared) {
    let names =
        ["telegram/1", "telegram/10", "telegram/1\0", "telegram/1\0\u{1}o", "tele/1", "telegram2/1", "telegram/"];
    for name in names {
        let commit = Commit {
            owner: Change::Put(name.into()),
            transcript: bodies(&[name]),
            outbox: bodies(&[name]),
            ..Commit::new(ChatKey::from_stored(name), Version(0), at(0))
        };
        done(&store, commit).await;
    }
    for name in names {
        let chat = ChatKey::from_stored(name);
        assert_eq!(store.transcript(&chat, 9).await.unwrap(), bodies(&[name]));
        assert_eq!(store.to_send(&chat, 9).await.unwrap(), outgoing(&[(1, name)]));
    }
    assert_eq!(store.chats_to_send("telegram").await.unwrap().len(), 5);
    assert_eq!(store.chats_to_send("tele").await.unwrap().len(), 1);
}

async fn a_closed_store_says_so(store: Shared) {
    let pending: Vec<_> = (0..16)
        .map(|id| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.commit(commit(id, 0)).await })
        })
        .collect();
    store.close().await.unwrap();
    for task in pending {
        assert!(matches!(task.await.unwrap(), Ok(Committed::Done(_)) | Err(StoreError::Closed)));
    }
    assert!(matches!(store.receive(vec![received(1, 1)]).await, Err(StoreError::Closed)));
    assert!(matches!(store.waiting("telegram").await, Err(StoreError::Closed)));
    assert!(matches!(store.load(&chat(1)).await, Err(StoreError::Closed)));
    assert!(matches!(store.commit(commit(1, 0)).await, Err(StoreError::Closed)));
    assert!(matches!(store.chats_to_send("telegram").await, Err(StoreError::Closed)));
    assert!(matches!(store.to_send(&chat(1), 1).await, Err(StoreError::Closed)));
    assert!(matches!(store.sent(&chat(1), 1).await, Err(StoreError::Closed)));
    assert!(matches!(store.drop_outbox(&chat(1)).await, Err(StoreError::Closed)));
    assert!(matches!(store.transcript(&chat(1), 1).await, Err(StoreError::Closed)));
    assert!(matches!(store.next_case().await, Err(StoreError::Closed)));
    assert!(matches!(store.case(CaseId(1)).await, Err(StoreError::Closed)));
    assert!(matches!(store.cases().await, Err(StoreError::Closed)));
    assert!(matches!(store.cases_of(&chat(1)).await, Err(StoreError::Closed)));
    assert!(matches!(store.change(Vec::new(), bodies(&["late"])).await, Err(StoreError::Closed)));
    assert!(matches!(store.entry(&EntryKey::new("kind", 1)).await, Err(StoreError::Closed)));
    assert!(matches!(store.entries("kind").await, Err(StoreError::Closed)));
    assert!(matches!(store.log(None, 1).await, Err(StoreError::Closed)));
    assert!(matches!(store.counts().await, Err(StoreError::Closed)));
    assert!(matches!(store.named(&name(1)).await, Err(StoreError::Closed)));
    assert!(matches!(store.purge(at(0)).await, Err(StoreError::Closed)));
    assert!(matches!(store.close().await, Err(StoreError::Closed)));
}
