//! Many at once: nothing is lost, doubled or mixed.

use super::*;

pub async fn commits_to_one_chat_at_once_leave_no_gap(store: Shared) {
    let tasks: Vec<_> = (0..64)
        .map(|task| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                loop {
                    let expect = store.load(&chat(1)).await.unwrap().version;
                    let commit = Commit {
                        outbox: vec![format!("{task}").into()],
                        transcript: vec![format!("{task}").into()],
                        ..commit(1, expect.0)
                    };
                    match store.commit(commit).await.unwrap() {
                        Committed::Done(version) => return version,
                        Committed::Conflict(now) => assert!(now > expect),
                        Committed::Duplicate => panic!("nothing was settled"),
                    }
                }
            })
        })
        .collect();
    let mut versions = BTreeSet::new();
    for task in tasks {
        versions.insert(task.await.unwrap().0);
    }
    assert!(versions.into_iter().eq(1..=64), "each version belongs to one commit");
    let messages = store.to_send(&chat(1), 99).await.unwrap();
    assert!(messages.iter().map(|message| message.seq).eq(1..=64));
    let sent: Vec<_> = messages.into_iter().map(|message| message.body).collect();
    assert_eq!(store.transcript(&chat(1), 99).await.unwrap(), sent);
}

pub async fn commits_to_many_chats_at_once_are_all_kept(store: Shared) {
    let tasks: Vec<_> = (0..64)
        .map(|id| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for round in 0..8 {
                    let key = id * 100 + round;
                    store.receive(vec![received(key, id)]).await.unwrap();
                    let commit = Commit {
                        owner: Change::Put(format!("{round}").into()),
                        outbox: vec![format!("{round}").into()],
                        cases: vec![Case { id: store.next_case().await.unwrap(), body: format!("{round}").into() }],
                        ..settling(id, round, key)
                    };
                    assert_eq!(done(&store, commit).await, Version(round + 1));
                    // Once confirmed it can be read at once.
                    assert_eq!(store.to_send(&chat(id), 9).await.unwrap().len(), 1);
                    store.sent(&chat(id), round + 1).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    for id in 0..64 {
        assert_eq!(store.load(&chat(id)).await.unwrap().owner.unwrap(), b"7");
    }
    assert!(store.waiting("telegram").await.unwrap().is_empty());
    assert!(store.chats_to_send("telegram").await.unwrap().is_empty());
    let cases = store.cases().await.unwrap();
    assert!(cases.iter().map(|case| case.id.0).eq(1..=512));
}

pub async fn of_many_that_settle_one_update_one_wins(store: Shared) {
    let tasks: Vec<_> = (0..32)
        .map(|id| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.commit(settling(id, 0, 1)).await.unwrap() })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Committed::Done(_) => done += 1,
            other => assert_eq!(other, Committed::Duplicate),
        }
    }
    assert_eq!(done, 1);
}
