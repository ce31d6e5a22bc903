//! What is counted: of no owner, and never beyond a bound.

use super::*;

pub async fn counts(store: &Shared) -> Vec<(String, u64)> {
    let counts = store.counts().await.unwrap();
    counts.into_iter().map(|(key, count)| (String::from_utf8(key).unwrap(), count)).collect()
}

pub fn counted(counts: &[(&str, u64)]) -> Vec<(String, u64)> {
    counts.iter().map(|(key, count)| ((*key).to_owned(), *count)).collect()
}

pub async fn what_is_counted_adds_up_in_the_order_of_the_keys(store: Shared) {
    assert_eq!(counts(&store).await, []);
    done(&store, Commit { counted: bodies(&["b", "a\0", "b", ""]), ..commit(1, 0) }).await;
    done(&store, Commit { counted: bodies(&["a", "b"]), ..commit(2, 0) }).await;
    done(&store, Commit { counted: bodies(&["meta/counted", "ん"]), ..commit(2, 1) }).await;
    let expected = [("", 1), ("a", 1), ("a\0", 1), ("b", 3), ("meta/counted", 1), ("ん", 1)];
    assert_eq!(counts(&store).await, counted(&expected));
    // Any bytes, and as long as it may be.
    let longest = vec![0xFF; MOST_COUNTED_BYTES];
    done(&store, Commit { counted: vec![longest.clone(), longest.clone()], ..commit(1, 1) }).await;
    assert_eq!(store.counts().await.unwrap().pop().unwrap(), (longest, 2));
}

pub async fn counting_belongs_to_the_commit(store: Shared) {
    store.receive(vec![received(7, 1)]).await.unwrap();
    let first = Commit { counted: bodies(&["asked"]), ..settling(1, 0, 7) };
    done(&store, first.clone()).await;
    assert_eq!(store.commit(first).await.unwrap(), Committed::Duplicate);
    let late = Commit { counted: bodies(&["asked", "late"]), ..commit(1, 0) };
    assert_eq!(store.commit(late).await.unwrap(), Committed::Conflict(Version(1)));
    assert_eq!(counts(&store).await, counted(&[("asked", 1)]));
}

pub async fn an_erasure_leaves_what_was_counted(store: Shared) {
    done(&store, Commit { counted: bodies(&["asked"]), ..commit(1, 0) }).await;
    done(&store, Commit { owner: Change::Erase, counted: bodies(&["left"]), ..commit(1, 1) }).await;
    assert_eq!(counts(&store).await, counted(&[("asked", 1), ("left", 1)]));
}

pub async fn counts_of_many_commits_at_once_are_all_kept(store: Shared) {
    let tasks: Vec<_> = (0..64)
        .map(|id| {
            let store = Arc::clone(&store);
            let things = vec![b"all".to_vec(), format!("{:02}", id % 8).into_bytes()];
            tokio::spawn(async move { done(&store, Commit { counted: things, ..commit(id, 0) }).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let expected: Vec<_> = (0..8).map(|n| (format!("{n:02}"), 8)).chain([("all".to_owned(), 64)]).collect();
    assert_eq!(counts(&store).await, expected);
}

pub async fn beyond_the_bound_only_known_things_are_counted(store: Shared) {
    let thing = |n: u64| format!("{n:06}").into_bytes();
    done(&store, Commit { counted: (1..MOST_COUNTED).map(thing).collect(), ..commit(1, 0) }).await;
    // The last place goes to the first that comes.
    let things = vec![thing(0), b"too many".to_vec(), thing(1), thing(0)];
    done(&store, Commit { counted: things, ..commit(1, 1) }).await;
    let all = counts(&store).await;
    assert_eq!(all.len() as u64, MOST_COUNTED);
    assert_eq!(all[..3], counted(&[("000000", 2), ("000001", 2), ("000002", 1)]));
    assert!(all.iter().all(|(key, _)| key != "too many"));
}

pub async fn strangers_never_take_the_room_of_what_is_tallied(store: Shared) {
    let typed = |n: u64| format!("typed {n:06}").into_bytes();
    done(&store, Commit { counted: (0..MOST_COUNTED + 9).map(typed).collect(), ..commit(1, 0) }).await;
    let tallied = bodies(&["month", "month", "typed 000001"]);
    done(&store, Commit { counted: bodies(&["more", "month"]), tallied, ..commit(1, 1) }).await;
    // What was tallied first counts on also where it comes the other way, and what was typed first likewise.
    done(&store, Commit { counted: bodies(&["month"]), ..commit(1, 2) }).await;
    let all = counts(&store).await;
    assert_eq!(all.len() as u64, MOST_COUNTED + 1);
    assert_eq!(all[..3], counted(&[("month", 3), ("typed 000000", 1), ("typed 000001", 2)]));
    // Their own room ends too.
    let named = |n: u64| format!("named {n:06}").into_bytes();
    done(&store, Commit { tallied: (0..MOST_TALLIED).map(named).collect(), ..commit(1, 3) }).await;
    let all = counts(&store).await;
    assert_eq!(all.len() as u64, MOST_COUNTED + MOST_TALLIED);
    assert!(all.iter().all(|(key, _)| *key != format!("named {:06}", MOST_TALLIED - 1)));
}

pub async fn a_key_too_long_is_a_mistake_and_is_left_out(store: Shared) {
    let things = vec![vec![b'x'; MOST_COUNTED_BYTES + 1], b"kept".to_vec()];
    // Whoever asks hears of it while tests run; the store goes on.
    let asked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        drop(store.commit(Commit { counted: things.clone(), ..commit(1, 0) }));
    }));
    assert_eq!(asked.is_err(), cfg!(debug_assertions));
    if asked.is_ok() {
        done(&store, Commit { counted: things, ..commit(1, 0) }).await;
        assert_eq!(counts(&store).await, counted(&[("kept", 1)]));
    } else {
        done(&store, commit(1, 0)).await;
        assert_eq!(counts(&store).await, []);
    }
}
