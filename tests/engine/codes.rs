//! Going on in another chat: what is carried, what stays, and that a code works once.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use sodan::{
    consult::{
        Answering, Consult,
        code::{Chance, Codes, Lent},
        message::{Inbound, Input},
        record::Kept,
        token::{At, Press},
        unanswered::Unanswered,
    },
    content::Content,
    dialog::Stop,
    rules::{Answer, Known},
    store::{ChatKey, MemoryStore, Store, UpdateKey},
};

use crate::{
    chat::{Chat, NOON, codes, contents, every_kind, messages, moves, question_of},
    world,
};

/// What is typed in a chat that knows what is behind the code.
fn brings(chat: &mut Chat, from: &Chat) -> sodan::consult::turn::Turn {
    let lent = Some(Lent::Of(Box::new(from.owner.clone())));
    chat.take_with(&Input::Text("K7QM-3XPD".to_owned()), Codes { lent, ..codes() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_code_changes_nothing_here_and_leads_there_to_the_very_same_place(which in 0..2_usize, moves in moves()) {
        let mut here = Chat::new(contents()[which]);
        for act in &moves {
            if let Some(input) = here.input(act) {
                here.take(&input);
            }
        }
        let before = here.owner.progress(&here.content.facts);
        let (stop, turn) = (format!("{:?}", here.walk().map(|walk| walk.stop)), here.owner.sitting.clone().map(|it| it.turn));
        let lends = here.says("/code").lends;
        prop_assert_eq!(lends.is_some(), !before.known.is_empty());
        prop_assert_eq!(&here.owner.progress(&here.content.facts), &before);
        if turn.is_none() {
            return Ok(());
        }
        prop_assert_eq!(format!("{:?}", here.walk().map(|walk| walk.stop)), stop.clone());
        prop_assert_eq!(here.owner.sitting.as_ref().map(|it| it.turn), turn, "its buttons are not old");

        let mut there = Chat::new(here.content);
        there.says("/start");
        let old = there.last.clone();
        let turn = brings(&mut there, &here);
        prop_assert!(turn.takes.is_some() && turn.wish.is_none());
        prop_assert_eq!(&there.owner.progress(&there.content.facts), &before);
        prop_assert_eq!(format!("{:?}", there.walk().map(|walk| walk.stop)), stop);
        if let Some(Stop::Ask(_)) = here.walk().map(|walk| walk.stop) {
            prop_assert_eq!(question_of(&turn), question_of(&here.clone().says("/help")));
        }
        // Buttons of what was here before are old.
        let carried = there.owner.sitting.as_ref().map(|it| it.id);
        for button in &old {
            prop_assert_ne!(At::read(&button.token).map(|at| at.session), carried);
        }
    }
}

fn kept(chat: &mut Chat, given: &str, hour: i64) {
    let at = world::moment(NOON).to_utc() + Duration::hours(hour);
    for (fact, answer) in world::known(chat.content, given) {
        chat.owner.profile.insert(fact, Kept { answer, at, dialog: "start".to_owned() });
    }
}

/// A content in which the second answer hangs on the first.
fn hanging() -> &'static Content {
    let facts = "facts:\n  a: { label: A, type: bool, question: Aですか。 }\n  b: { label: B, type: bool, question: Bですか。, depends_on: [a] }\n  \
                 c: { label: C, type: bool, question: Cですか。 }\n";
    Box::leak(Box::new(
        world::small(&[("knowledge/facts.yaml", facts)]).unwrap_or_else(|mistakes| panic!("{mistakes}")),
    ))
}

#[test]
fn the_newer_answer_wins_and_takes_along_what_hangs_on_it() {
    let content = hanging();
    for (mine, theirs, expected) in [
        // Hours and answers here, there, and what is known in the end.
        ((1, "a=true c=true"), (2, "a=true c=false"), "a=true c=false"),
        ((2, "a=true c=true"), (1, "c=false"), "a=true c=true"),
        ((1, "a=true b=true"), (2, "a=false"), "a=false"),
        ((1, "a=true b=true"), (2, "a=false b=false"), "a=false b=false"),
        ((2, "a=true"), (1, "a=false b=false"), "a=true"),
        ((2, "a=true"), (1, "a=true b=false"), "a=true b=false"),
        ((1, "a=true"), (1, "a=? b=true"), "a=true"),
        ((1, ""), (2, "a=? b=true"), "a=? b=true"),
    ] {
        let (mut here, mut there) = (Chat::new(content), Chat::new(content));
        kept(&mut here, mine.1, mine.0);
        kept(&mut there, theirs.1, theirs.0);
        let turn = brings(&mut here, &there);
        let said: String = messages(&turn).map(|message| message.text.to_plain()).collect();
        assert!(said.contains("写しました"), "{said}");
        assert_eq!(here.owner.before(), world::known(content, expected), "{mine:?} {theirs:?}");
    }
}

/// What was being said here is not lost for what comes from there.
#[test]
fn a_session_that_gives_way_stays_known() {
    let (mut here, mut there) = (Chat::new(every_kind()), Chat::new(every_kind()));
    here.says("/start");
    here.says("ワイ");
    there.says("/start");
    let nothing = brings(&mut here.clone(), &Chat::new(every_kind()));
    assert!(nothing.takes.is_some());
    kept(&mut there, "n=5", 0);
    brings(&mut here, &there);
    let known: Known = here.owner.progress(&here.content.facts).known;
    assert_eq!(known, world::known(here.content, "kind=y n=5"));
    // Where nobody is in a session, the one that is here goes on.
    here.says("1");
    there.says("やめる");
    let before = here.owner.sitting.clone().map(|sitting| sitting.session);
    brings(&mut here, &there);
    assert_eq!(here.owner.sitting.clone().map(|sitting| sitting.session), before);
}

#[test]
fn a_right_code_makes_up_for_wrong_ones_before() {
    let (mut here, mut there) = (Chat::new(every_kind()), Chat::new(every_kind()));
    kept(&mut there, "n=5", 0);
    let wrong = |chat: &Chat| chat.owner.sitting.as_ref().map(|sitting| sitting.wrong_codes);
    for _ in 0..9 {
        here.says("K7QM-3XPD");
    }
    assert_eq!(wrong(&here), Some(9));
    assert!(brings(&mut here, &there).takes.is_some());
    assert_eq!(wrong(&here), Some(0));
    for _ in 0..10 {
        here.says("k7qm3xpd");
    }
    assert!(brings(&mut here, &there).takes.is_none());
    let own = here.take_with(&Input::Text("K7QM-3XPD".to_owned()), Codes { lent: Some(Lent::Own), ..codes() });
    assert!(messages(&own).any(|message| message.text.to_plain().contains("人に相談")));
}

/// A code is no answer to any screen, so it counts below an old one too; a text that only looks like one does not.
#[test]
fn a_code_counts_below_whatever_screen_it_was_typed() {
    let (mut here, mut there) = (Chat::new(every_kind()), Chat::new(every_kind()));
    kept(&mut there, "n=5", 0);
    here.says("/start");
    let sitting = here.owner.sitting.clone().expect("a session has begun");
    let under = At { session: sitting.id, turn: sitting.turn, press: Press::Write }.token();
    here.says("ワイ");
    let below = |text: &str| Input::Written { text: text.to_owned(), under: under.clone() };
    let wrong = here.take_with(&below("K7QM-3XPD"), codes());
    assert!(messages(&wrong).any(|message| message.text.to_plain().contains("使えません")));
    assert!(here.take_with(&below("k7qm3xpd"), codes()).notice.is_some());
    let lent = Some(Lent::Of(Box::new(there.owner.clone())));
    assert!(here.take_with(&below("k7qm3xpd"), Codes { lent, ..codes() }).takes.is_some());
}

/// Two chats and more at one counter.
struct Counter {
    consult: Consult,
    store: Arc<MemoryStore>,
}

impl Counter {
    fn new() -> Self {
        let store = Arc::new(MemoryStore::new());
        let now: DateTime<Utc> = world::moment(NOON).to_utc();
        let consult = Consult::new(Arc::new(every_kind().clone()), store.clone(), Arc::new(move || now));
        Self { consult: consult.with_chances(Arc::new(|| Chance(0))), store }
    }

    async fn says(&self, chat: i32, update: &str, text: &str) {
        let (key, input) = (UpdateKey::new("test", format!("{chat}-{update}")), Input::Text(text.to_owned()));
        let inbound = Inbound { key, chat: ChatKey::new("test", chat), input };
        self.consult.handle(inbound).await.expect("the memory does not fail");
    }

    async fn said(&self, chat: i32) -> String {
        let lines = self.store.transcript(&ChatKey::new("test", chat), usize::MAX).await;
        lines.expect("the memory does not fail").iter().map(|line| String::from_utf8_lossy(line).into_owned()).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_chats_that_type_one_code_at_once_one_gets_what_is_behind_it() {
    for round in 0..8 {
        let counter = Arc::new(Counter::new());
        counter.says(0, "a", "/start").await;
        counter.says(0, "b", "ワイ").await;
        counter.says(0, "c", "/code").await;
        let chats: Vec<_> = (1..=16)
            .map(|chat| {
                let counter = Arc::clone(&counter);
                tokio::spawn(async move { counter.says(chat, "a", "CCCC-CCCC").await })
            })
            .collect();
        for chat in chats {
            chat.await.expect("no panic");
        }
        let (mut got, mut refused) = (0, 0);
        for chat in 1..=16 {
            let said = counter.said(chat).await;
            got += usize::from(said.contains("写しました"));
            refused += usize::from(said.contains("その番号は使えません"));
        }
        assert_eq!((got, refused), (1, 15), "round {round}");
    }
}

/// Where a code was said it may be read again, by whoever may read all that is behind it; elsewhere it never was.
#[tokio::test]
async fn what_is_kept_never_says_a_code_that_was_typed() {
    let counter = Counter::new();
    for (update, text) in ["/start", "ワイ", "/code", "CCCC-CCCC"].into_iter().enumerate() {
        counter.says(1, &update.to_string(), text).await;
    }
    counter.says(2, "a", "/start").await;
    counter.says(2, "b", "ｃｃｃｃ　ｃｃｃｃ").await;
    counter.says(2, "c", "cccc-cccc").await;
    counter.says(2, "d", "/start CCCCCCCC").await;
    let (here, there) = (counter.said(1).await, counter.said(2).await);
    assert_eq!(here.matches("CCCC-CCCC").count(), 1, "where it was made: {here}");
    assert!(here.contains("（続きの番号）") && there.contains("（続きの番号）"), "{here}\n{there}");
    for typed in ["CCCC", "cccc", "ｃ"] {
        assert!(!there.contains(typed), "{there}");
    }
    let counts = counter.store.counts().await.expect("the memory does not fail");
    let counted: Vec<_> = counts.iter().filter_map(|(key, _)| Unanswered::from_key(key)).collect();
    assert!(counted.iter().all(|one| !one.text.to_lowercase().contains("cccc")), "{counted:?}");
}

#[test]
fn answers_beside_no_fact_are_nothing_to_carry() {
    let mut chat = Chat::new(every_kind());
    chat.says("/start");
    assert!(chat.says("引き継ぎコード").lends.is_none());
    kept(&mut chat, "n=?", 0);
    assert_eq!(chat.owner.before().values().next(), Some(&Answer::Unsure));
    assert!(chat.says("引き継ぎコード").lends.is_some(), "わからない is an answer too");
}
