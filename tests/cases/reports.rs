//! Reports of what is wrong.

use sodan::{
    consult::{
        line::Speaker,
        message::Input,
        request::Doubted,
        token::{At, Press},
    },
    content::{Offer, parse_value},
    rules::Answer,
};

use crate::desk::Desk;

#[tokio::test]
async fn a_wrong_result_is_reported_with_what_was_shown() {
    let desk = Desk::new();
    for text in ["電気代", "1", "会社", "14人", "製造業"] {
        desk.says(text).await;
    }
    for _ in 0..8 {
        let told = desk.says("わからない").await;
        if told.contains("見つかりました") {
            break;
        }
        desk.says("さがす").await;
    }
    let told = desk.says("結果がちがう").await;
    assert!(told.contains("どこが違うか") && told.contains("受付番号 1番"), "{told}");
    let what = "業務改善助成金の上限は600万円のはずです";
    assert_eq!(desk.says(what).await, "相談員に伝えました。ほかにもあるときは「人に相談」と書いてください。");
    assert_eq!((desk.case().written, desk.case().said.as_str()), (1, what));
    let lines = desk.consult.lines(&desk.chat, 2).await.unwrap();
    assert!(lines[0].to_staff && lines[0].text.to_plain() == what, "the group hears it too");
    assert!(!desk.says("業務改善助成金の上限は").await.contains("伝えました"), "the bot answers again");
    let case = desk.case();
    assert_eq!(case.reason(), "結果が違うと知らせがあった");
    assert!(!case.reasons[0].shown.is_empty());
    assert_eq!(case.reasons[0].doubted, Some(Doubted::Results));
    desk.says("結果がちがう").await;
    assert_eq!(desk.case().reasons.len(), 1, "said twice it is one report");

    // What stands below the details of a program knows which one is meant.
    let detail = desk.messages_for(Input::Text("1".to_owned())).await;
    let buttons = detail.iter().flat_map(|message| message.buttons.iter().flatten());
    let (token, id) = buttons
        .filter_map(|button| match At::read(&button.token)?.press {
            Press::Wrong(id) => Some((button.token.clone(), id)),
            _ => None,
        })
        .next()
        .expect("a way to report");
    let content = desk.consult.content().clone();
    let Offer { name, title, .. } = &content.program(id).offer;
    let told = desk.does(Input::Press { token, question: None }).await;
    assert!(told.contains(&format!("「{title}」のどこが違うか")), "{told}");
    let case = desk.case();
    assert_eq!(case.reason(), format!("「{title}」の内容が違うと知らせがあった"));
    assert_eq!(case.reasons[1].doubted, Some(Doubted::Program(name.clone())));
    let lines = desk.consult.lines(&desk.chat, 100).await.unwrap();
    assert!(lines.iter().any(|line| line.by == Speaker::Owner && line.text.to_plain().starts_with("この内容はちがう")));
    // What was answered by then can be worked with, not only read.
    let facts = &content.facts;
    for told in &case.reasons[1].answers {
        let (fact, _) = told.answer(facts).unwrap();
        assert_eq!(facts.get(fact).name, told.fact);
    }
    let fourteen = case.reasons[1].answers.iter().find(|told| told.fact == "employees").unwrap();
    let number = parse_value("14", facts.get(facts.find("employees").unwrap())).unwrap();
    assert_eq!(fourteen.answer(facts).unwrap().1, Answer::Is(number));
}

/// Whoever knows the program looks at it, whatever the owner came with.
#[tokio::test]
async fn a_report_goes_to_the_team_that_takes_what_the_program_is_about() {
    for before in ["/start", "電気代"] {
        let desk = Desk::new();
        desk.says(before).await;
        let mut messages = desk.messages_for(Input::Text("業務改善助成金の上限は？".to_owned())).await;
        for on_the_way in [|press| matches!(press, Press::Detail(_)), |press| matches!(press, Press::Wrong(_))] {
            let buttons = messages.iter().flat_map(|message| message.buttons.iter().flatten());
            let mut tokens = buttons.map(|button| button.token.clone());
            let token =
                tokens.find(|token| At::read(token).is_some_and(|at| on_the_way(at.press))).expect("the button");
            messages = desk.messages_for(Input::Press { token, question: None }).await;
        }
        let told: String = messages.iter().map(|message| message.text.to_plain()).collect();
        assert!(told.contains("雇用・賃上げ窓口"), "{told}");
        assert_eq!(desk.case().team, "people");
    }
}
