//! Entries of no chat, changed all or nothing, and the log that nothing erases.

use super::*;

pub fn key(kind: &str, id: &str) -> EntryKey {
    EntryKey::new(kind, id)
}

/// Puts an entry where there is none.
pub fn putting(kind: &str, id: &str, text: &str) -> EntryChange {
    EntryChange { key: key(kind, id), expect: Expect::Absent, body: Some(text.into()) }
}

fn replacing(kind: &str, id: &str, old: &str, new: Option<&str>) -> EntryChange {
    EntryChange { expect: Expect::Is(old.into()), body: new.map(Into::into), ..putting(kind, id, "") }
}

async fn entry(store: &Shared, kind: &str, id: &str) -> Option<String> {
    let body = store.entry(&key(kind, id)).await.unwrap();
    body.map(|body| String::from_utf8(body).unwrap())
}

async fn change(store: &Shared, changes: Vec<EntryChange>) -> Changed {
    store.change(changes, Vec::new()).await.unwrap()
}

async fn log(store: &Shared, before: Option<u64>, most: usize) -> Vec<(u64, String)> {
    let lines = store.log(before, most).await.unwrap();
    lines.into_iter().map(|(number, line)| (number, String::from_utf8(line).unwrap())).collect()
}

fn lines(lines: &[(u64, &str)]) -> Vec<(u64, String)> {
    lines.iter().map(|(number, line)| (*number, (*line).to_owned())).collect()
}

pub async fn an_entry_is_put_replaced_and_taken_away(store: Shared) {
    assert_eq!(entry(&store, "staff", "a").await, None);
    assert_eq!(change(&store, vec![putting("staff", "a", "1")]).await, Changed::Done);
    assert_eq!(change(&store, vec![putting("staff", "a", "2")]).await, Changed::Conflict);
    assert_eq!(change(&store, vec![replacing("staff", "a", "2", Some("3"))]).await, Changed::Conflict);
    assert_eq!(change(&store, vec![replacing("staff", "b", "", Some("3"))]).await, Changed::Conflict);
    assert_eq!(entry(&store, "staff", "a").await.unwrap(), "1");
    assert_eq!(change(&store, vec![replacing("staff", "a", "1", Some("3"))]).await, Changed::Done);
    assert_eq!(entry(&store, "staff", "a").await.unwrap(), "3");
    assert_eq!(change(&store, vec![replacing("staff", "a", "3", None)]).await, Changed::Done);
    assert_eq!(entry(&store, "staff", "a").await, None);
    // Whatever is there, also where nothing is.
    for text in ["4", "5"] {
        let any = EntryChange { expect: Expect::Any, ..putting("staff", "a", text) };
        assert_eq!(change(&store, vec![any]).await, Changed::Done);
        assert_eq!(entry(&store, "staff", "a").await.unwrap(), text);
    }
    let gone = EntryChange { expect: Expect::Any, body: None, ..putting("staff", "none", "") };
    assert_eq!(change(&store, vec![gone]).await, Changed::Done);
}

pub async fn entries_of_a_kind_come_in_the_order_of_their_ids(store: Shared) {
    let ids = ["田中", "", "a/b", "a", "a\0b", "b"];
    let mut all: Vec<_> = ids.iter().map(|id| putting("staff", id, id)).collect();
    all.extend([putting("staf", "f", ""), putting("staff2", "x", ""), putting("s", "staff/x", "")]);
    change(&store, all).await;
    let found = store.entries("staff").await.unwrap();
    let found: Vec<_> = found.into_iter().map(|(id, body)| (id, String::from_utf8(body).unwrap())).collect();
    assert!(found.into_iter().eq(["", "a", "a\0b", "a/b", "b", "田中"].map(|id| (id.to_owned(), id.to_owned()))));
    assert_eq!(store.entries("none").await.unwrap(), []);
}

pub async fn a_change_of_entries_is_made_whole_or_not_at_all(store: Shared) {
    assert_eq!(change(&store, vec![putting("staff", "a", "1"), putting("staff", "b", "1")]).await, Changed::Done);
    let half = vec![replacing("staff", "a", "1", Some("2")), replacing("staff", "b", "other", None)];
    assert_eq!(store.change(half, bodies(&["half"])).await.unwrap(), Changed::Conflict);
    assert_eq!(entry(&store, "staff", "a").await.unwrap(), "1");
    assert_eq!(log(&store, None, 9).await, []);
    // What is expected is looked at before any is changed; of two changes of one entry the last stays.
    let twice = vec![replacing("staff", "a", "1", Some("2")), replacing("staff", "a", "1", Some("3"))];
    assert_eq!(change(&store, twice).await, Changed::Done);
    assert_eq!(entry(&store, "staff", "a").await.unwrap(), "3");
}

pub async fn of_many_that_change_one_entry_one_wins(store: Shared) {
    change(&store, vec![putting("case", "1", "free")]).await;
    let tasks: Vec<_> = (0..32)
        .map(|id| {
            let store = Arc::clone(&store);
            let claim = vec![replacing("case", "1", "free", Some(&format!("{id}")))];
            tokio::spawn(async move { store.change(claim, vec![format!("{id}").into()]).await.unwrap() })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += usize::from(task.await.unwrap() == Changed::Done);
    }
    assert_eq!(done, 1);
    let winner = entry(&store, "case", "1").await.unwrap();
    assert_eq!(log(&store, None, 99).await, [(1, winner)]);
}

pub async fn the_log_is_read_newest_first_and_in_parts(store: Shared) {
    assert_eq!(log(&store, None, 9).await, []);
    assert_eq!(store.change(Vec::new(), bodies(&["a", "b"])).await.unwrap(), Changed::Done);
    done(&store, Commit { log: bodies(&["c", ""]), ..commit(1, 0) }).await;
    let all = lines(&[(4, ""), (3, "c"), (2, "b"), (1, "a")]);
    assert_eq!(log(&store, None, 9).await, all);
    assert_eq!(log(&store, None, 2).await, all[..2]);
    assert_eq!(log(&store, Some(3), 1).await, all[2..3]);
    assert_eq!(log(&store, Some(3), 9).await, all[2..]);
    assert_eq!(log(&store, Some(u64::MAX), usize::MAX).await, all);
    for (before, most) in [(Some(1), 9), (Some(0), 9), (None, 0)] {
        assert_eq!(log(&store, before, most).await, []);
    }
}

pub async fn a_line_of_the_log_belongs_to_its_commit_or_change(store: Shared) {
    done(&store, Commit { log: bodies(&["claimed"]), ..settling(1, 0, 7) }).await;
    let again = Commit { log: bodies(&["again"]), ..settling(1, 1, 7) };
    assert_eq!(store.commit(again).await.unwrap(), Committed::Duplicate);
    let late = Commit { log: bodies(&["late"]), ..commit(1, 0) };
    assert_eq!(store.commit(late).await.unwrap(), Committed::Conflict(Version(1)));
    let change = vec![replacing("staff", "a", "not there", None)];
    assert_eq!(store.change(change, bodies(&["disabled"])).await.unwrap(), Changed::Conflict);
    assert_eq!(log(&store, None, 9).await, lines(&[(1, "claimed")]));
}

pub async fn neither_an_erasure_nor_a_purge_takes_from_the_log(store: Shared) {
    done(&store, Commit { log: bodies(&["claimed"]), ..commit(1, 0) }).await;
    change(&store, vec![putting("staff", "a", "1")]).await;
    done(&store, Commit { owner: Change::Erase, log: bodies(&["erased"]), ..commit(1, 1) }).await;
    store.purge(at(99)).await.unwrap();
    assert_eq!(log(&store, None, 9).await, lines(&[(2, "erased"), (1, "claimed")]));
    assert_eq!(entry(&store, "staff", "a").await.unwrap(), "1");
}
