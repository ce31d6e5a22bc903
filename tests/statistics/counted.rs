//! What a turn counts, in the commit that it makes.

use std::sync::Arc;

use sodan::{
    consult::{
        Answering, Consult,
        message::{Inbound, Input},
        tally::{Tally, What},
    },
    content::Content,
    store::{ChatKey, MemoryStore, Store, UpdateKey},
};

use crate::world;

const START: &str =
    "title: 始め\nabout: 試し\nsteps:\n  - ask: kind\n  - ask: n\n  - recommend: { programs: [one], ask_more: 0 }\n";

struct Room {
    consult: Consult,
    store: Arc<MemoryStore>,
    updates: u64,
    before: Vec<(Vec<u8>, u64)>,
}

fn room(content: Content) -> Room {
    let store = Arc::new(MemoryStore::new());
    let now = world::moment("2026-11-24 12:00").to_utc();
    let consult = Consult::new(Arc::new(content), store.clone(), Arc::new(move || now));
    Room { consult, store, updates: 0, before: Vec::new() }
}

fn small() -> Content {
    world::small(&[
        ("dialogs/start.yaml", START),
        ("knowledge/programs/one.yaml", &world::program("who: { n: \"..20\" }\n")),
    ])
    .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

impl Room {
    async fn inbound(&mut self, text: &str) -> Inbound {
        self.updates += 1;
        Inbound {
            chat: ChatKey::new("terminal", "local"),
            key: UpdateKey::new("terminal", self.updates),
            input: Input::Text(text.to_owned()),
        }
    }

    /// Says something and gives what it counted.
    async fn says(&mut self, text: &str) -> Vec<String> {
        let inbound = self.inbound(text).await;
        self.consult.handle(inbound).await.unwrap();
        self.news().await
    }

    async fn news(&mut self) -> Vec<String> {
        let counts = self.store.counts().await.unwrap();
        let old = |key: &[u8]| self.before.iter().find(|(known, _)| known == key).map_or(0, |(_, count)| *count);
        let mut news = Vec::new();
        for (key, count) in &counts {
            let Some(tally) = Tally::from_key(key) else { continue };
            assert_eq!(tally.month.to_string(), "2026-11");
            (old(key)..*count).for_each(|_| news.push(format!("{:?} {}", tally.what, tally.id).trim().to_owned()));
        }
        self.before = counts;
        news.sort();
        news
    }
}

#[tokio::test]
async fn every_arrival_at_a_question_has_its_end() {
    let mut room = room(small());
    assert_eq!(room.says("/start").await, ["Dialog start", "Reached kind", "Session"]);
    assert_eq!(room.says("1").await, ["Answered kind", "Reached n"]);
    assert_eq!(room.says("戻る").await, ["Back n", "Reached kind"]);
    assert_eq!(room.says("2").await, ["Answered kind", "Reached n"]);
    assert_eq!(room.says("ほげほげ").await, ["Misread n"]);
    assert_eq!(room.says("人に相談").await, ["Person n"]);
    assert_eq!(room.says("やめる").await, ["Left n"]);
    assert_eq!(room.says("/start").await, ["Dialog start", "Reached n", "Session"], "what is known is not asked again");
    assert_eq!(room.says("5").await, ["Answered n"]);
    assert_eq!(room.says("さがす").await, ["Results start", "Shown one"]);
    assert_eq!(room.says("1").await, ["Opened one"]);
}

#[tokio::test]
async fn an_erasure_counts_and_leaves_no_trace_of_whose_it_was() {
    let mut room = room(small());
    room.says("/start").await;
    assert_eq!(room.says("/delete").await, Vec::<String>::new());
    assert_eq!(room.says("はい").await, ["Left kind"]);
    assert_eq!(room.says("/start").await, ["Dialog start", "Reached kind", "Session"]);
    for (key, _) in room.store.counts().await.unwrap() {
        let text = String::from_utf8(key).unwrap();
        assert!(!text.contains("local"), "{text}");
    }
}

#[tokio::test]
async fn a_repeated_update_counts_once_for_it_is_the_same_commit() {
    let mut room = room(small());
    let inbound = room.inbound("/start").await;
    room.consult.handle(inbound.clone()).await.unwrap();
    assert!(!room.news().await.is_empty());
    room.consult.handle(inbound).await.unwrap();
    assert_eq!(room.news().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_counted_is_of_the_content_whatever_is_typed() {
    let content = world::real();
    let mut room = room(content.clone());
    for text in [
        "/start",
        "うち職人14人の染物屋なんですけど、電気代が3割上がってもうて",
        "3",
        "わからない",
        "2",
        "人に相談",
        "x",
    ] {
        room.says(text).await;
    }
    for (key, _) in room.store.counts().await.unwrap() {
        let Some(tally) = Tally::from_key(&key) else { continue };
        let known = match tally.what {
            What::Session => tally.id.is_empty(),
            What::Theme => tally.id == "energy",
            What::Dialog | What::Results | What::Handover | What::End => {
                content.dialogs.iter().any(|dialog| dialog.name == tally.id)
            }
            What::Shown | What::Opened => content.programs.iter().any(|program| program.offer.name == tally.id),
            _ => content.facts.find(&tally.id).is_some(),
        };
        assert!(known, "{tally:?}");
    }
}
