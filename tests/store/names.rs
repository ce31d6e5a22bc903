//! Names by which chats are found: one of a kind, used up once, and never half.

use super::*;

pub fn name(id: u64) -> NameKey {
    NameKey::new("code", id)
}

fn until(id: u64, second: i64) -> Name {
    Name { key: name(id), until: at(second) }
}

fn naming(chat: u64, expect: u64, names: Vec<Name>) -> Commit {
    Commit { names, ..commit(chat, expect) }
}

fn taking(chat: u64, expect: u64, taken: u64) -> Commit {
    Commit { takes: Some(name(taken)), outbox: bodies(&["taken"]), ..commit(chat, expect) }
}

async fn whose(store: &Shared, id: u64) -> Option<(ChatKey, DateTime<Utc>)> {
    store.named(&name(id)).await.unwrap().map(|named| (named.chat, named.until))
}

pub async fn a_name_leads_to_its_chat_until_another_replaces_it(store: Shared) {
    assert_eq!(whose(&store, 1).await, None);
    done(&store, naming(1, 0, vec![until(1, 9)])).await;
    assert_eq!(whose(&store, 1).await, Some((chat(1), at(9))));
    // The same once more is longer kept; another takes its place; one of another kind stands beside it.
    done(&store, naming(1, 1, vec![until(1, 20)])).await;
    assert_eq!(whose(&store, 1).await, Some((chat(1), at(20))));
    let seat = Name { key: NameKey::new("seat", 1), until: at(30) + TimeDelta::nanoseconds(7) };
    done(&store, naming(1, 2, vec![until(2, 20), seat.clone()])).await;
    assert_eq!((whose(&store, 1).await, whose(&store, 2).await), (None, Some((chat(1), at(20)))));
    let found = store.named(&seat.key).await.unwrap().unwrap();
    assert_eq!((found.chat, found.until), (chat(1), seat.until));
    done(&store, naming(2, 0, vec![until(3, 20)])).await;
    assert_eq!((whose(&store, 2).await, whose(&store, 3).await.unwrap().0), (Some((chat(1), at(20))), chat(2)));
}

pub async fn naming_belongs_to_the_commit(store: Shared) {
    store.receive(vec![received(7, 1)]).await.unwrap();
    done(&store, Commit { names: vec![until(1, 9)], ..settling(1, 0, 7) }).await;
    let again = Commit { names: vec![until(2, 9)], takes: Some(name(1)), ..settling(1, 0, 7) };
    assert_eq!(store.commit(again).await.unwrap(), Committed::Duplicate);
    let late = Commit { takes: Some(name(1)), ..naming(1, 0, vec![until(2, 9)]) };
    assert_eq!(store.commit(late).await.unwrap(), Committed::Conflict(Version(1)));
    assert_eq!((whose(&store, 1).await.unwrap().0, whose(&store, 2).await), (chat(1), None));
}

pub async fn a_name_is_used_up_once(store: Shared) {
    done(&store, naming(1, 0, vec![until(1, 9)])).await;
    done(&store, taking(2, 0, 1)).await;
    assert_eq!(whose(&store, 1).await, None);
    assert_eq!(store.load(&chat(1)).await.unwrap().version, Version(1), "nothing else of that chat changes");
    // Gone, or never there: whoever comes later has to decide again, and nothing of theirs is kept.
    for id in [1, 5] {
        assert_eq!(store.commit(taking(3, 0, id)).await.unwrap(), Committed::Conflict(Version(0)));
    }
    assert!(store.to_send(&chat(3), 9).await.unwrap().is_empty());
    // The same name can be given again, and used up where it was given.
    done(&store, naming(1, 1, vec![until(1, 9)])).await;
    done(&store, taking(1, 2, 1)).await;
    assert_eq!(whose(&store, 1).await, None);
}

pub async fn a_name_of_another_chat_is_a_conflict(store: Shared) {
    done(&store, naming(1, 0, vec![until(1, 9)])).await;
    let other = naming(2, 0, vec![until(2, 9), until(1, 99)]);
    assert_eq!(store.commit(other).await.unwrap(), Committed::Conflict(Version(0)));
    assert_eq!((whose(&store, 1).await, whose(&store, 2).await), (Some((chat(1), at(9))), None));
}

pub async fn an_erasure_forgets_the_chats_names_and_no_others(store: Shared) {
    let seat = Name { key: NameKey::new("seat", 1), until: at(9) };
    done(&store, naming(1, 0, vec![until(1, 9), seat.clone()])).await;
    done(&store, naming(2, 0, vec![until(2, 9)])).await;
    done(&store, Commit { owner: Change::Erase, ..commit(1, 1) }).await;
    assert_eq!((whose(&store, 1).await, store.named(&seat.key).await.unwrap()), (None, None));
    assert_eq!(whose(&store, 2).await, Some((chat(2), at(9))));
    assert_eq!(store.purge(at(99)).await.unwrap(), 1, "nothing is left behind to be purged");
    // What the commit itself gives comes after.
    done(&store, Commit { owner: Change::Erase, ..naming(1, 2, vec![until(3, 9)]) }).await;
    assert_eq!(whose(&store, 3).await, Some((chat(1), at(9))));
}

pub async fn purging_forgets_names_that_ended(store: Shared) {
    for id in 1..=3 {
        done(&store, naming(id, 0, vec![until(id, id as i64)])).await;
    }
    assert_eq!(store.purge(at(1)).await.unwrap(), 0, "it ends at that moment, not before");
    assert_eq!(store.purge(at(3)).await.unwrap(), 2);
    assert_eq!((whose(&store, 1).await, whose(&store, 2).await), (None, None));
    assert_eq!(whose(&store, 3).await, Some((chat(3), at(3))));
    // A chat whose name was purged can give itself another.
    done(&store, naming(1, 1, vec![until(4, 9)])).await;
    assert_eq!(whose(&store, 4).await, Some((chat(1), at(9))));
}

pub async fn of_many_that_take_one_name_one_wins(store: Shared) {
    done(&store, naming(99, 0, vec![until(1, 9)])).await;
    let tasks: Vec<_> = (0..32)
        .map(|id| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.commit(taking(id, 0, 1)).await.unwrap() })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Committed::Done(_) => done += 1,
            other => assert_eq!(other, Committed::Conflict(Version(0))),
        }
    }
    assert_eq!(done, 1);
    assert_eq!(store.chats_to_send("telegram").await.unwrap().len(), 1);
}

/// A name is a secret, and what is printed while looking for a mistake is read by others.
#[test]
fn a_name_is_not_printed() {
    assert_eq!(format!("{:?}", until(123, 0).key), "NameKey(code/…)");
}
