//! Two owners at one counter, in any order of turns, get what each would get alone.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use proptest::prelude::*;
use sodan::{
    consult::{
        Answering, Consult,
        code::Chance,
        message::{Inbound, Input},
    },
    content::Content,
    store::{ChatKey, MemoryStore, Store, UpdateKey},
};

use crate::{
    chat::{NOON, TEXTS},
    world,
};

#[test]
fn two_owners_never_mix() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let turns = prop::collection::vec((any::<bool>(), 0..TEXTS.len()), 1..24);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let checked = runner.run(&turns, |turns| {
        let content = Arc::new(world::real().clone());
        let together = runtime.block_on(play(&content, &turns));
        for who in [false, true] {
            let alone: Vec<_> = turns.iter().copied().filter(|turn| turn.0 == who).collect();
            let alone = runtime.block_on(play(&content, &alone));
            let of = |replies: &[(bool, String)]| {
                replies.iter().filter(|reply| reply.0 == who).map(|reply| reply.1.clone()).collect::<Vec<_>>()
            };
            prop_assert_eq!(of(&together), of(&alone));
        }
        Ok(())
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Plays turns of two chats through one counter and store: what each got, turn by turn, the record included.
async fn play(content: &Arc<Content>, turns: &[(bool, usize)]) -> Vec<(bool, String)> {
    let store = Arc::new(MemoryStore::new());
    let now = world::moment(NOON).to_utc();
    // Lots that are each owner's own too: how many turns they have had, and who they are.
    let lot = Arc::new(AtomicU64::new(0));
    let drawn = lot.clone();
    let consult = Consult::new(content.clone(), store.clone(), Arc::new(move || now))
        .with_chances(Arc::new(move || Chance(drawn.load(Ordering::Relaxed))));
    let case_numbers = regex::Regex::new(r#""case":\d+"#).expect("a pattern");
    let mut replies: Vec<(bool, String)> = Vec::new();
    for (no, (who, text)) in turns.iter().enumerate() {
        let had = replies.iter().filter(|reply| reply.0 == *who).count() as u64;
        lot.store(2 * had + u64::from(*who), Ordering::Relaxed);
        let chat = ChatKey::new("test", i32::from(*who));
        let input = Input::Text(TEXTS[*text].to_owned());
        let inbound = Inbound { key: UpdateKey::new("test", no), chat: chat.clone(), input };
        let handled = consult.handle(inbound).await.expect("the memory does not fail");
        let mut reply = format!("{:?}", handled.notice);
        for waiting in store.to_send(&chat, usize::MAX).await.expect("the memory does not fail") {
            store.sent(&chat, waiting.seq).await.expect("the memory does not fail");
            reply += &String::from_utf8_lossy(&waiting.body);
        }
        let kept = store.load(&chat).await.expect("the memory does not fail");
        let record = String::from_utf8_lossy(&kept.owner.unwrap_or_default()).into_owned();
        // Reception numbers are counted through all owners: only whether there is one is each owner's own.
        reply += &case_numbers.replace_all(&record, "\"case\":0");
        replies.push((*who, reply));
    }
    replies
}
