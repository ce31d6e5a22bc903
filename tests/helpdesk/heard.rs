//! What a worker hears beside the talk is kept with the owner, and takes nothing from anybody.

use sodan::{
    consult::{
        Answering,
        case::{Case, Worker},
        message::{Inbound, Input, Token},
        token::Press,
        work::By,
    },
    dialog::Stop,
    store::{CaseId, UpdateKey},
};

use crate::{
    desk::{Desk, act, desk, post},
    web_client::{Answer, Browser},
};

const DYER: &str = "うち職人14人の染物屋なんですけど、電気代が3割上がってもうて";

/// The page that the link of a case leads to, and what its button says was seen.
async fn open(worker: &mut Browser, case: u64) -> (String, String) {
    let page = worker.get(&format!("/helpdesk/case/{case}")).await.page().0;
    let link = format!("/helpdesk/lookup?case={case}");
    assert!(page.contains(&format!("href=\"{link}#facts\">聞いたことを書き足す・直す")), "{page}");
    let page = worker.get(&link).await.page().0;
    let seen = page.split("name=\"keep\" value=\"").nth(1).expect("a button").split('"').next().unwrap().to_owned();
    (page, seen)
}

async fn keep(worker: &mut Browser, case: u64, seen: &str, facts: &[(&str, &str)]) -> Answer {
    let case = case.to_string();
    let fields = [&[("q", ""), ("was", ""), ("case", case.as_str()), ("keep", seen)], facts].concat();
    post(worker, "/helpdesk/lookup/keep", &fields).await
}

async fn kept(worker: &mut Browser, case: u64, facts: &[(&str, &str)]) {
    let (_, seen) = open(worker, case).await;
    let answer = keep(worker, case, &seen, facts).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, &*format!("/helpdesk/case/{case}#last-note")),
        "{}",
        answer.body
    );
}

fn case(desk: &Desk, id: u64) -> Case {
    desk.consult.board().case(CaseId(id)).unwrap().1
}

/// What the case says was told last of a fact.
fn told(case: &Case, fact: &str) -> Option<String> {
    let answers = case.reasons.iter().rev().flat_map(|came| came.told());
    answers.filter(|told| told.fact == fact).map(|told| told.value.clone()).next()
}

/// The fact that an owner is asked, and a button of that screen.
async fn asked(desk: &Desk, owner: &str) -> (Option<String>, Token) {
    let chat = desk.chat(owner);
    let look = desk.consult.look(&chat, 0, |present, _, _| {
        let asked = match present.walk.stop {
            Stop::Ask(asked) => Some(present.content.facts.get(asked.fact).name.clone()),
            _ => None,
        };
        (asked, present.token(Press::Choose(0)))
    });
    look.await.unwrap()
}

async fn still_works(desk: &Desk, owner: &str, token: &Token) -> bool {
    desk.consult.look(&desk.chat(owner), 0, |present, _, _| present.still_works(token)).await.unwrap()
}

#[tokio::test]
async fn what_was_heard_is_known_of_the_owner_and_counted() {
    let desk = desk().await;
    desk.owner("owner", DYER).await;
    let id = desk.case("owner").await;
    let (question, button) = asked(&desk, "owner").await;
    let mut yamada = desk.worker("山田").await;
    let (page, seen) = open(&mut yamada, id).await;
    assert!(page.contains("name=\"f_employees\" value=\"14人\""), "what is known stands there");
    let (counted, questions) = (page.find("相談実績のために").unwrap(), page.find("次に聞くこと").unwrap());
    assert!(counted > questions && page[counted..].contains("name=\"f_revenue_band\""));
    let facts = [("f_employees", "15人"), ("f_industry", "manufacturing"), ("f_revenue_band", "to_50m")];
    let answer = keep(&mut yamada, id, &seen, &facts).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = yamada.get(&format!("/helpdesk/case/{id}")).await.page();
    for (label, value) in [("従業員", "15人"), ("売上の規模", "5,000万円以下")] {
        assert!(page.has(&format!("<tr><th scope=\"row\">{label}</th><td>{value}</td></tr>")), "{label}: {}", page.0);
    }
    let now = case(&desk, id);
    assert_eq!(told(&now, "employees").as_deref(), Some("15人"));
    assert_eq!(told(&now, "revenue_band").as_deref(), Some("5,000万円以下"));
    assert!(told(&now, "theme").is_some(), "what nobody touched stays");
    assert_eq!(now.notes[0].text, "項目を直しました\n従業員　14人 → 15人\n売上の規模　5,000万円以下");
    assert!(desk.log().await.contains(&format!("山田 相談者の項目を直す {id}")));
    // The owner is at the same question, with the same buttons, and was told nothing.
    assert_eq!(asked(&desk, "owner").await, (question, button.clone()));
    assert!(still_works(&desk, "owner", &button).await);
    assert_eq!(desk.sent("owner").await, "");
    // What the owner says after that is what counts.
    desk.owner("owner", "従業員を直す").await;
    desk.owner("owner", "30人").await;
    desk.case("owner").await;
    assert_eq!(told(&case(&desk, id), "employees").as_deref(), Some("30人"));
    desk.stop().await;
}

#[tokio::test]
async fn nothing_is_kept_over_what_a_colleague_or_the_owner_did() {
    let desk = desk().await;
    desk.owner("owner", DYER).await;
    let id = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let (_, seen) = open(&mut yamada, id).await;
    kept(&mut sato, id, &[("f_employees", "15人")]).await;
    let refused = keep(&mut yamada, id, &seen, &[("f_employees", "16人")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("<li>従業員　15人 → 16人</li>") && refused.body.contains("value=\"16人\""));
    let (_, seen) = open(&mut yamada, id).await;
    desk.owner("owner", "従業員を直す").await;
    desk.owner("owner", "30人").await;
    assert_eq!(keep(&mut yamada, id, &seen, &[("f_employees", "16人")]).await.status, 409);
    assert_eq!(told(&case(&desk, id), "employees").as_deref(), Some("15人"));
    // Of two at once one is kept.
    let ((_, one), (_, two)) = (open(&mut yamada, id).await, open(&mut sato, id).await);
    let (one, two) = tokio::join!(
        keep(&mut yamada, id, &one, &[("f_employees", "17人")]),
        keep(&mut sato, id, &two, &[("f_employees", "18人")])
    );
    let mut both = [one.status, two.status];
    both.sort();
    assert_eq!(both, [303, 409]);
    desk.stop().await;
}

#[tokio::test]
async fn who_is_led_on_is_told_and_old_buttons_are_old() {
    let desk = desk().await;
    desk.owner("owner", DYER).await;
    let id = desk.case("owner").await;
    desk.sent("owner").await;
    let (question, button) = asked(&desk, "owner").await;
    let question = question.unwrap();
    let mut yamada = desk.worker("山田").await;
    let field = format!("f_{question}");
    kept(&mut yamada, id, &[(&field, "?")]).await;
    let (next, _) = asked(&desk, "owner").await;
    assert_ne!(next.as_ref(), Some(&question));
    assert!(!still_works(&desk, "owner", &button).await);
    let sent = desk.sent("owner").await;
    assert!(sent.contains("相談員が、うかがったことを書き足しました。"), "{sent}");
    let key = UpdateKey::new("telegram", "late");
    let late = Inbound { key, chat: desk.chat("owner"), input: Input::Press { token: button, question: None } };
    assert!(desk.consult.handle(late).await.unwrap().notice.is_some());
    assert_eq!(asked(&desk, "owner").await.0, next);
    // While a person speaks the bot does not; and what is written first after that is no answer to what was never asked.
    act(&mut yamada, id, "reply", &[("text", "お調べします")]).await;
    desk.sent("owner").await;
    kept(&mut yamada, id, &[(&format!("f_{}", next.unwrap()), "?")]).await;
    assert_eq!(desk.sent("owner").await, "");
    let (third, _) = asked(&desk, "owner").await;
    act(&mut yamada, id, "hand_back", &[]).await;
    desk.sent("owner").await;
    let said = desk.owner("owner", "1").await;
    assert!(said.starts_with("さきほどの質問に戻ります。"), "{said}");
    assert_eq!(asked(&desk, "owner").await.0, third);
    desk.stop().await;
}

#[tokio::test]
async fn going_back_leads_where_it_did() {
    let desk = desk().await;
    desk.owner("owner", DYER).await;
    desk.owner("owner", "従業員を直す").await;
    desk.owner("owner", "16人").await;
    let id = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    kept(&mut yamada, id, &[("f_employees", "15人"), ("f_revenue_band", "to_10m")]).await;
    desk.sent("owner").await;
    desk.owner("owner", "戻る").await;
    let known = desk.consult.known_of(&desk.chat("owner")).await.unwrap();
    let facts = &desk.consult.content().facts;
    let known = |name: &str| known.get(&facts.find(name).unwrap()).map(|answer| format!("{answer:?}"));
    assert!(known("employees").unwrap().contains("14"), "their own correction is what they took back");
    assert!(known("revenue_band").is_some(), "what staff heard is not theirs to take back");
    desk.stop().await;
}

#[tokio::test]
async fn a_browsers_owner_sees_it_and_the_case_keeps_what_no_session_does() {
    let desk = desk().await;
    let mut owner = Browser::new(desk.at);
    let page = owner.look().await;
    owner.write(&page, "人に相談").await;
    let mut yamada = desk.worker("山田").await;
    kept(&mut yamada, 1, &[("f_theme", "energy"), ("f_employees", "15人")]).await;
    let page = owner.look().await;
    assert!(page.has("15人") && page.has("相談員が、うかがったことを書き足しました。"), "{}", page.0);
    // What only lasts for a session is in the case also where there is none.
    owner.write(&page, "やめる").await;
    kept(&mut yamada, 1, &[("f_theme", "money")]).await;
    let theme = desk.consult.content().facts.find("theme").unwrap();
    assert!(!desk.consult.content().facts.get(theme).keep);
    let choice = desk.consult.content().facts.get(theme).choices().iter().find(|choice| choice.id == "money").unwrap();
    assert_eq!(told(&case(&desk, 1), "theme").as_ref(), Some(&choice.label));
    desk.stop().await;
}

#[tokio::test]
async fn an_owner_at_the_results_stays_there() {
    let desk = desk().await;
    desk.owner("owner", DYER).await;
    while asked(&desk, "owner").await.0.is_some() {
        desk.owner("owner", "わからない").await;
    }
    desk.owner("owner", "さがす").await;
    desk.owner("owner", "人に相談").await;
    let id = 1;
    let chat = desk.chat("owner");
    let at_results = async || desk.consult.look(&chat, 0, |present, _, _| present.recommend().is_some()).await.unwrap();
    assert!(at_results().await);
    let (_, button) = asked(&desk, "owner").await;
    let mut yamada = desk.worker("山田").await;
    // What decides nothing changes nothing of what they see.
    kept(&mut yamada, id, &[("f_revenue_band", "to_50m")]).await;
    assert!(at_results().await && still_works(&desk, "owner", &button).await);
    assert_eq!(desk.sent("owner").await, "");
    // Other results are shown, and a number means one of these.
    kept(&mut yamada, id, &[("f_employees", "5000人")]).await;
    assert!(at_results().await && !still_works(&desk, "owner", &button).await);
    assert!(desk.sent("owner").await.contains("相談員が、うかがったことを書き足しました。"));
    desk.stop().await;
}

#[tokio::test]
async fn a_call_is_put_right_later() {
    let desk = desk().await;
    let mut yamada = desk.worker("山田").await;
    let mark = "0123456789abcdef0123456789abcdef";
    let asked = "q=%E3%81%82&was=%E3%81%82&f_employees=14&f_theme=energy";
    post(&mut yamada, "/helpdesk/lookup/save", &[("asked", asked), ("mark", mark)]).await;
    let (page, _) = open(&mut yamada, 1).await;
    assert!(page.contains("name=\"f_employees\" value=\"14人\""));
    kept(&mut yamada, 1, &[("f_employees", "40人"), ("f_theme", "money"), ("f_revenue_band", "?")]).await;
    assert_eq!(told(&case(&desk, 1), "employees").as_deref(), Some("40人"));
    let (page, _) = open(&mut yamada, 1).await;
    assert!(
        page.contains("name=\"f_employees\" value=\"40人\"") && page.contains("value=\"money\" selected"),
        "{page}"
    );
    desk.stop().await;
}

#[tokio::test]
async fn what_was_said_in_a_merged_case_is_offered_to_be_kept() {
    let desk = desk().await;
    desk.owner("elsewhere", "従業員14人の製造業です").await;
    let (gone, kept_on) = (desk.case("elsewhere").await, desk.case("owner").await);
    let mut yamada = desk.worker("山田").await;
    let by = By { worker: Worker("山田".to_owned()), name: "山田".to_owned() };
    let (gone, into) = (CaseId(gone), CaseId(kept_on));
    desk.consult.merge(gone, into, &by, case(&desk, gone.0).step.into(), Vec::new()).await.unwrap().unwrap();
    let (page, _) = open(&mut yamada, kept_on).await;
    assert!(page.contains("<li>従業員　14人</li>"), "{page}");
    kept(&mut yamada, kept_on, &[("f_employees", "14人")]).await;
    assert_eq!(told(&case(&desk, kept_on), "employees").as_deref(), Some("14人"));
    desk.stop().await;
}

#[tokio::test]
async fn what_cannot_be_kept_comes_back() {
    let desk = desk().await;
    desk.owner("owner", DYER).await;
    let id = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    let (_, seen) = open(&mut yamada, id).await;
    let misread = keep(&mut yamada, id, &seen, &[("f_employees", "たくさん")]).await;
    assert!(misread.status == 400 && misread.body.contains("value=\"たくさん\""), "{}", misread.status);
    let same = keep(&mut yamada, id, &seen, &[("f_employees", "14人")]).await;
    assert!(same.status == 400 && same.body.contains("前と違う項目がありません"));
    for wrong in ["", "0", "x.y", "0.0000000000000000"] {
        let answer = keep(&mut yamada, id, wrong, &[("f_employees", "15人")]).await;
        assert!(matches!(answer.status, 400 | 409), "{wrong}: {}", answer.status);
    }
    let words = [("q", "電気代"), ("was", ""), ("case", "1"), ("keep", seen.as_str()), ("f_employees", "15人")];
    assert_eq!(post(&mut yamada, "/helpdesk/lookup/keep", &words).await.status, 400, "nobody saw what the words say");
    assert_eq!(keep(&mut yamada, 99, &seen, &[("f_employees", "15人")]).await.status, 404);
    act(&mut yamada, id, "close", &[("outcome", "solved")]).await;
    let page = yamada.get(&format!("/helpdesk/lookup?case={id}")).await.page().0;
    assert!(!page.contains("name=\"keep\""));
    let step = case(&desk, id).step;
    let (_, known) = seen.split_once('.').unwrap();
    let closed = keep(&mut yamada, id, &format!("{step}.{known}"), &[("f_employees", "15人")]).await;
    assert!(closed.status == 409 && closed.body.contains("完了しています"));
    assert_eq!(told(&case(&desk, id), "employees").as_deref(), Some("14人"));
    desk.stop().await;
}

#[tokio::test]
async fn many_fields_at_once_are_read_to_the_last() {
    let desk = desk().await;
    let id = desk.case("owner").await;
    let mut worker = desk.worker("山田").await;
    let (_, seen) = open(&mut worker, id).await;
    // Empty fields stand before the one that is filled in, as on a page with everything on it.
    let facts: Vec<(String, String)> = (0..60).map(|number| (format!("f_none_{number}"), String::new())).collect();
    let number = id.to_string();
    let mut fields = vec![("q", ""), ("was", ""), ("case", number.as_str())];
    fields.extend(facts.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    fields.extend([("f_employees", "14"), ("keep", seen.as_str())]);
    let answer = post(&mut worker, "/helpdesk/lookup/keep", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(told(&case(&desk, id), "employees").as_deref(), Some("14人"));
}
