//! Whatever an owner does, there is a page on which they can go on.

use proptest::{prelude::*, sample::Index};
use sodan::content::Content;

use crate::{
    kept::Kept,
    site::{serve, small, unhurried},
    web_client::Page,
    world,
};

/// One thing that an owner does.
#[derive(Clone, Debug)]
enum Move {
    /// Presses any button that is shown.
    Press(Index),
    /// Presses any button of the page before.
    PressOld(Index),
    Write(&'static str),
    /// Asks for another page.
    Get(&'static str),
}

const TEXTS: &[&str] = &[
    "はい",
    "いいえ",
    "1",
    "2",
    "1、3",
    "12人",
    "3億円",
    "令和5年6月1日",
    "2023-06-30",
    "わからない",
    "戻る",
    "やめる",
    "最初から",
    "人に相談",
    "いまの答え",
    "記録を消す",
    "さがす",
    "直す",
    "印刷用",
    "電気代",
    "会社",
    "製造業",
    "補助金",
    "<b>",
    "ほげほげ",
    "/start",
    "/delete",
    "もう死にたいです",
    "説明",
    "つぎへ",
];

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        8 => any::<Index>().prop_map(Move::Press),
        1 => any::<Index>().prop_map(Move::PressOld),
        3 => proptest::sample::select(TEXTS).prop_map(Move::Write),
        1 => proptest::sample::select(&["/print", "/talk", "/privacy"][..]).prop_map(Move::Get),
    ];
    proptest::collection::vec(one, 1..30)
}

/// What is true of every page of the consultation.
fn assert_can_go_on(page: &Page, done: &str) {
    let shown = || format!("after {done}: {}", page.0);
    assert_eq!(page.times("<section id=\"now\""), 1, "{}", shown());
    assert_eq!(page.times("id=\"now-head\""), 1, "{}", shown());
    assert_eq!(page.times("name=\"text\""), 1, "{}", shown());
    let buttons = page.buttons();
    assert!(buttons.iter().any(|(label, _)| label.contains("人に相談")), "no way to a person {}", shown());
    assert!(buttons.iter().all(|(label, _)| !label.trim().is_empty()), "a button without a word {}", shown());
    let mut ids: Vec<_> = page.0.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id comes twice {}", shown());
}

async fn walk(content: &Content, moves: &[Move]) {
    let site = serve(content, Kept::new(), unhurried()).await;
    let mut browser = site.browser();
    let mut page = browser.look().await;
    let mut old = page.clone();
    assert_can_go_on(&page, "nothing");
    for one in moves {
        let body = match one {
            Move::Press(which) => which.get(&page.buttons()).1.clone(),
            Move::PressOld(which) => which.get(&old.buttons()).1.clone(),
            Move::Write(text) => page.write(text),
            Move::Get(path) => {
                let answer = browser.get(path).await;
                assert!(matches!(answer.status, 200 | 303), "{path}: {}", answer.status);
                continue;
            }
        };
        old = page;
        page = browser.go(&body).await;
        assert_can_go_on(&page, &format!("{moves:?}, at {one:?}"));
        let again = browser.look().await;
        assert_eq!(again.times("<section id=\"now\""), 1);
        assert_eq!(now(&again), now(&page), "a reload shows the same");
    }
    site.stop().await;
}

/// What stands in the middle of a page, without its marks and what was typed.
fn now(page: &Page) -> Vec<String> {
    page.buttons().into_iter().map(|(label, _)| label).collect()
}

fn block_on(content: &Content, moves: &[Move]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(walk(content, moves));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn there_is_always_a_page_to_go_on(moves in moves()) {
        block_on(small(), &moves);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn so_it_is_with_the_whole_content(moves in moves()) {
        block_on(world::real(), &moves);
    }
}
