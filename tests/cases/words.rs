//! What a case says in its owner's words, and what is said beside a wish for a person.

use sodan::consult::case::{Act, Outcome};

use crate::desk::{Desk, reply};

#[tokio::test]
async fn a_case_says_what_the_owner_said_last_in_words_of_their_own() {
    let desk = Desk::new();
    desk.says("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて").await;
    desk.says("14人").await;
    desk.says("人に相談").await;
    assert_eq!(desk.case().said, "うち職人14人の染物屋なんですけど、電気代が3割上がってもうて");
    // What is added while nobody has taken it.
    desk.says("ほげほげの\nふがふがを   替えたいんです").await;
    assert_eq!(desk.case().said, "ほげほげの ふがふがを 替えたいんです");
    desk.says("使い方").await;
    assert_eq!(desk.case().said, "ほげほげの ふがふがを 替えたいんです", "a command says nothing of the matter");
    desk.work("山田", 0, reply("はい")).await;
    desk.says(&"あ".repeat(3_000)).await;
    assert_eq!(desk.case().said, "あ".repeat(40) + "…", "and so for what is written to staff");
    desk.says("そうですか").await;
    assert_eq!(desk.case().said, "あ".repeat(40) + "…", "that says too little to tell a case by");
    desk.work("山田", desk.case().step, Act::Close(Outcome::Solved)).await;
    desk.says("業務改善助成金の上限は？").await;
    assert_eq!(desk.case().said, "あ".repeat(40) + "…", "nothing more of a case that is done");
}

#[tokio::test]
async fn whoever_said_nothing_is_known_by_the_question_they_were_at() {
    let desk = Desk::new();
    desk.says("/start").await;
    desk.says("人と話したいです").await;
    let said = desk.case().said;
    assert!(said.starts_with('「') && said.ends_with("」のところで"), "{said}");
    desk.says("もう死にたいです").await;
    assert_eq!(desk.case().said, "もう死にたいです");
}

/// Who somebody is, said before what they want, is no answer to the open question, and it tells them from others.
#[tokio::test]
async fn few_words_that_answer_nothing_are_the_owners_own_all_the_same() {
    for words in ["奈良の墨屋、2人", "埼玉の人形店、4人", "墨屋、2人"] {
        let desk = Desk::new();
        desk.says("/start").await;
        desk.says(words).await;
        desk.says("人に相談").await;
        assert_eq!(desk.case().said, words);
        desk.says("99番です").await;
        assert_eq!(desk.case().said, words, "a number that is no choice says nothing");
    }
    let desk = Desk::new();
    desk.says("/start").await;
    desk.says("99番です").await;
    desk.says("人に相談").await;
    assert!(desk.case().said.ends_with("」のところで"), "{}", desk.case().said);
}

/// Where somebody answers here, nobody is sent to windows that don't stand there, and what was said beside the wish is kept.
#[tokio::test]
async fn who_asks_for_a_call_is_told_who_reads_it_and_where_the_answer_comes() {
    for (words, said) in [
        ("電話ください 090-1234-5678", None),
        ("090-1234-5678 の田中太郎です", None),
        ("埼玉の人形店です、お電話ください", Some("埼玉の人形店です、お電話ください")),
        ("ドローンの免許を取りたいので担当者と話したい", Some("ドローンの免許を取りたいので担当者と話したい")),
    ] {
        let desk = Desk::new();
        desk.says("/start").await;
        let told = desk.says(words).await;
        assert!(told.contains("書かなくても") && told.contains("受付番号 1番"), "{told}");
        assert!(!told.contains("下の窓口") && !told.contains("---"), "{told}");
        let case = desk.case().said;
        assert!(said.map_or(case.ends_with("」のところで"), |said| case == said), "{words}: {case}");
    }
    // A wish, however long, says less than what was said before.
    let desk = Desk::new();
    desk.says("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて").await;
    desk.says("担当の方とちゃんと話をしたいんですけれども").await;
    assert!(desk.case().said.contains("染物屋"), "{}", desk.case().said);
    desk.consult.set_staffed(false);
    assert!(desk.says("電話ください").await.contains("下の窓口"));
}

#[tokio::test]
async fn a_number_beside_a_question_leaves_it_a_question() {
    let desk = Desk::new();
    let told = desk.says("090-1234-5678 の田中太郎です ドローン免許の補助").await;
    assert!(told.contains("人に相談") && !told.contains("受付番号"), "{told}");
    desk.says("人に相談").await;
    assert_eq!(desk.case().said, "090-1234-5678 の田中太郎です ドローン免許の補助");
}
