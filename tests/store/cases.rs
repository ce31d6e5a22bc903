//! Cases: numbered once, of one chat, replaced whole, forgotten with their chat.

use super::*;

pub fn case(id: u64, text: &str) -> Case {
    Case { id: CaseId(id), body: text.into() }
}

pub fn kept(id: u64, of: u64, text: &str) -> KeptCase {
    KeptCase { id: CaseId(id), chat: chat(of), body: text.into() }
}

fn putting(of: u64, expect: u64, cases: Vec<Case>) -> Commit {
    Commit { cases, ..commit(of, expect) }
}

pub async fn cases_are_in_order_over_all_chats(store: Shared) {
    done(&store, putting(2, 0, vec![case(300, "c"), case(2, "b")])).await;
    done(&store, putting(1, 0, vec![case(1, "a")])).await;
    let all = [kept(1, 1, "a"), kept(2, 2, "b"), kept(300, 2, "c")];
    assert_eq!(store.cases().await.unwrap(), all);
    assert_eq!(store.cases_of(&chat(2)).await.unwrap(), all[1..]);
    assert_eq!(store.cases_of(&chat(3)).await.unwrap(), []);
    assert_eq!(store.case(CaseId(2)).await.unwrap(), Some(kept(2, 2, "b")));
    assert_eq!(store.case(CaseId(3)).await.unwrap(), None);
}

pub async fn a_case_is_replaced_by_its_chat_and_no_other(store: Shared) {
    done(&store, putting(1, 0, vec![case(1, "new")])).await;
    done(&store, putting(1, 1, vec![case(1, "claimed"), case(1, "closed")])).await;
    assert_eq!(store.cases().await.unwrap(), [kept(1, 1, "closed")]);
    let theirs = Commit { outbox: bodies(&["lost"]), ..putting(2, 0, vec![case(2, "theirs"), case(1, "taken")]) };
    assert_eq!(store.commit(theirs).await.unwrap(), Committed::Conflict(Version(0)));
    assert_eq!(store.cases().await.unwrap(), [kept(1, 1, "closed")]);
    assert!(store.to_send(&chat(2), 9).await.unwrap().is_empty());
}

pub async fn putting_a_case_belongs_to_the_commit(store: Shared) {
    done(&store, Commit { cases: vec![case(1, "first")], ..settling(1, 0, 7) }).await;
    let again = Commit { cases: vec![case(1, "again")], ..settling(1, 1, 7) };
    assert_eq!(store.commit(again).await.unwrap(), Committed::Duplicate);
    assert_eq!(store.commit(putting(1, 0, vec![case(1, "late")])).await.unwrap(), Committed::Conflict(Version(1)));
    assert_eq!(store.cases().await.unwrap(), [kept(1, 1, "first")]);
}

pub async fn a_number_of_a_case_is_never_given_twice(store: Shared) {
    let one = store.next_case().await.unwrap();
    let two = store.next_case().await.unwrap();
    assert_eq!((one, two), (CaseId(1), CaseId(2)), "also where the case before was not put yet");
    done(&store, putting(1, 0, vec![case(2, "put")])).await;
    done(&store, Commit { owner: Change::Erase, ..commit(1, 1) }).await;
    assert_eq!(store.next_case().await.unwrap(), CaseId(3));
    done(&store, putting(1, 2, vec![case(9, "a number from elsewhere")])).await;
    assert_eq!(store.next_case().await.unwrap(), CaseId(10));
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.next_case().await.unwrap() })
        })
        .collect();
    let mut given = BTreeSet::new();
    for task in tasks {
        given.insert(task.await.unwrap().0);
    }
    assert!(given.into_iter().eq(11..=42));
}

pub async fn an_erasure_forgets_the_chats_cases_and_no_others(store: Shared) {
    done(&store, putting(1, 0, vec![case(1, "a"), case(3, "c")])).await;
    done(&store, putting(2, 0, vec![case(2, "b")])).await;
    done(&store, Commit { owner: Change::Erase, ..putting(1, 1, vec![case(4, "after")]) }).await;
    let left = [kept(2, 2, "b"), kept(4, 1, "after")];
    assert_eq!(store.cases().await.unwrap(), left);
    assert_eq!(store.cases_of(&chat(1)).await.unwrap(), left[1..]);
    assert_eq!(store.case(CaseId(1)).await.unwrap(), None);
}

pub async fn ten_thousand_cases_are_read_in_one_go(store: Shared) {
    let body = "相談".repeat(340);
    for of in 0..100 {
        let cases = (1..=100).map(|n| case(of * 100 + n, &body)).collect();
        done(&store, putting(of, 0, cases)).await;
    }
    let began = std::time::Instant::now();
    let cases = store.cases().await.unwrap();
    let took = began.elapsed();
    assert!(cases.iter().map(|case| case.id.0).eq(1..=10_000));
    assert!(cases.iter().all(|case| case.body == body.as_bytes()));
    // It takes 50 ms unoptimized. The bound leaves room for a busy machine; a scan quadratic by mistake takes minutes.
    assert!(took < std::time::Duration::from_secs(5), "{took:?}");
}
