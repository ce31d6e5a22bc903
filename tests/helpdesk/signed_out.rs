//! Who has to sign in again finds the page they were going to, and what they wrote; and who has signed in meanwhile sends
//! nothing of theirs.

use sodan::store::CaseId;

use crate::{
    desk::{PASSWORD, act, desk, post, seen},
    web_client::Browser,
};

#[tokio::test]
async fn signing_in_leads_to_where_somebody_was_going() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = Browser::new(desk.at);
    let there = format!("/helpdesk/case/{case}");
    let login = yamada.get(&there).await.header("location").to_owned();
    assert_eq!(login, format!("/helpdesk/login?to=%2Fhelpdesk%2Fcase%2F{case}"));
    let page = yamada.get(&login).await.page();
    assert!(page.has(&format!("name=\"to\" value=\"{there}\"")), "{}", page.0);
    let wrong = post(&mut yamada, "/helpdesk/login", &[("name", "山田"), ("password", "違う"), ("to", &there)]).await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.body.contains(&format!("value=\"{there}\"")), "it is still known at the second try");
    let right = [("name", "山田"), ("password", PASSWORD), ("to", &there)];
    let answer = post(&mut yamada, "/helpdesk/login", &right).await;
    assert_eq!((answer.status, answer.header("location")), (303, there.as_str()));
    assert_eq!(yamada.get(&there).await.status, 200);
    desk.stop().await;
}

#[tokio::test]
async fn signing_in_leads_nowhere_else() {
    let desk = desk().await;
    for to in ["https://evil.example/", "//evil.example", "/helpdesk/\\evil.example", "/me", "/helpdesk/events"] {
        let mut yamada = Browser::new(desk.at);
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish();
        let page = yamada.get(&format!("/helpdesk/login?{query}")).await.page();
        assert!(!page.has("name=\"to\""), "{to}");
        let fields = [("name", "山田"), ("password", PASSWORD), ("to", to)];
        let answer = post(&mut yamada, "/helpdesk/login", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/helpdesk"), "{to}");
    }
    desk.stop().await;
}

#[tokio::test]
async fn what_was_written_when_the_sign_in_had_ended_stands_on_the_page_and_is_not_sent() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut nobody = Browser::new(desk.at);
    let written = "こんにちは。<b>\r\n二行目";
    for (what, name) in [("reply", "返事（まだ"), ("note", "内部メモ"), ("canned", "返事（まだ")] {
        let answer = post(&mut nobody, &format!("/helpdesk/case/{case}/{what}"), &[("text", written)]).await;
        assert_eq!(answer.status, 401, "{what}");
        assert!(answer.body.contains(">こんにちは。&#60;b&#62;\n二行目</textarea>"), "{}", answer.body);
        assert!(answer.body.contains(name) && answer.body.contains("readonly"), "{}", answer.body);
        assert!(answer.body.contains(&format!("/helpdesk/login?to=%2Fhelpdesk%2Fcase%2F{case}\"")), "{}", answer.body);
    }
    let fields = [("asked", "q=a&case=1"), ("text", "調べた返事"), ("note", "折り返し")];
    let answer = post(&mut nobody, "/helpdesk/lookup/send", &fields).await;
    assert!(answer.body.contains("調べた返事") && answer.body.contains("折り返し"), "{}", answer.body);
    assert!(answer.body.contains("to=%2Fhelpdesk%2Flookup%3Fq%3Da%26case%3D1"), "{}", answer.body);
    let fields = [("name", "佐藤"), ("password", "閑さや岩にしみ入る"), ("text", "x")];
    let answer = post(&mut nobody, "/helpdesk/people/reset", &fields).await;
    assert!(!answer.body.contains("閑さや") && !answer.body.contains("<textarea"), "no password comes back");
    assert_eq!(desk.sent("owner").await, "");
    let long = "a".repeat(70 * 1024);
    let answer = post(&mut nobody, &format!("/helpdesk/case/{case}/reply"), &[("text", &long)]).await;
    assert_eq!(answer.status, 413, "nobody makes the program keep more than a form holds");
    desk.stop().await;
}

#[tokio::test]
async fn what_stands_on_the_page_of_one_person_is_not_done_in_the_name_of_another() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let there = format!("/helpdesk/case/{case}");
    let mut yamada = desk.worker("山田").await;
    act(&mut yamada, case, "reply", &[("text", "山田です"), ("who", "山田")]).await;
    assert!(desk.sent("owner").await.contains("山田です"));
    let seen = seen(&mut yamada, case).await;
    let before = desk.consult.board().case(CaseId(case)).unwrap().1;
    // In the same browser somebody else has signed in, and this page still stands open.
    for now in ["佐藤", "見学"] {
        let mut other = desk.worker(now).await;
        for what in ["reply", "note", "correct", "canned", "claim", "close", "writing", "merge"] {
            let fields = [("seen", seen.as_str()), ("who", "山田"), ("text", "二人目<b>"), ("outcome", "solved")];
            let answer = post(&mut other, &format!("{there}/{what}"), &fields).await;
            let told = format!("別の人のサインインに変わっています（いまは{now}さん）");
            assert_eq!(answer.status, 409, "{what}");
            assert!(
                answer.body.contains(&told) && answer.body.contains(">二人目&#60;b&#62;</textarea>"),
                "{}",
                answer.body
            );
            assert!(answer.body.contains(&format!("href=\"{there}\"")), "{}", answer.body);
        }
    }
    let fields = [("asked", "case=1"), ("who", "山田"), ("text", "調べた返事"), ("note", "折り返し")];
    let mut sato = desk.worker("佐藤").await;
    for what in ["send", "save"] {
        let answer = post(&mut sato, &format!("/helpdesk/lookup/{what}"), &fields).await;
        assert!(answer.status == 409 && answer.body.contains("調べた返事"), "{}", answer.body);
    }
    assert_eq!(desk.sent("owner").await, "");
    assert_eq!(desk.consult.board().case(CaseId(case)).unwrap().1, before);
    let log = desk.log().await;
    assert_eq!(log.iter().filter(|line| line.ends_with(&format!(" {case}"))).count(), 1, "{log:?}");
    desk.stop().await;
}

#[tokio::test]
async fn every_form_of_a_case_says_for_whom_it_was_drawn() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut admin = desk.worker("管理").await;
    act(&mut admin, case, "reply", &[("text", "はい")]).await;
    for path in ["", "/erase"] {
        let page = admin.get(&format!("/helpdesk/case/{case}{path}")).await.page().0;
        let forms: Vec<&str> = page.split("<form").skip(1).map(|form| form.split("</form>").next().unwrap()).collect();
        let acts = format!("method=\"post\" action=\"/helpdesk/case/{case}/");
        let acts: Vec<_> = forms.iter().filter(|form| form.contains(&acts)).collect();
        assert!(!acts.is_empty(), "{page}");
        for form in acts {
            assert!(form.contains("<input type=\"hidden\" name=\"who\" value=\"管理\">"), "{form}");
        }
    }
    desk.stop().await;
}
