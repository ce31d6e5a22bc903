//! What administrators do: accounts, the log, the file of cases, erasing an owner.

use std::sync::Arc;

use chrono::Utc;
use sodan::{
    consult::{
        Consult,
        case::{FollowUpSaid, State},
        token::Press,
    },
    helpdesk::{attendance, name::StaffName, staff::Staff},
    store::CaseId,
};

use crate::{
    desk::{PASSWORD, act, desk, post},
    web_client::Browser,
};

#[tokio::test]
async fn people_are_added_disabled_enabled_and_reset_and_no_password_is_shown() {
    let desk = desk().await;
    let mut admin = desk.worker("管理").await;
    let weak = [("name", "鈴木"), ("shown", "窓口の鈴木"), ("role", "worker"), ("password", "短い秘密")];
    let refused = post(&mut admin, "/helpdesk/people/add", &weak).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("窓口の鈴木") && !refused.body.contains("短い秘密"));
    assert!(refused.body.contains("<option value=\"worker\" selected>"), "the role too");
    let reader = [("name", "鈴木"), ("role", "reader"), ("password", "短い秘密")];
    let refused = post(&mut admin, "/helpdesk/people/add", &reader).await;
    assert!(
        refused.body.contains("<option value=\"reader\" selected>"),
        "a reader becomes no worker at the second try"
    );
    let good = [("name", "鈴木"), ("shown", "窓口の鈴木"), ("role", "worker"), ("password", PASSWORD)];
    assert_eq!(post(&mut admin, "/helpdesk/people/add", &good).await.status, 303);
    assert_eq!(post(&mut admin, "/helpdesk/people/add", &good).await.status, 409, "the name is taken");
    let same = [("name", "木村"), ("shown", "窓口の鈴木"), ("role", "worker"), ("password", PASSWORD)];
    let refused = post(&mut admin, "/helpdesk/people/add", &same).await;
    assert!(refused.status == 409 && refused.body.contains("見分けのつく表示名"), "nobody could tell the two apart");
    let mut suzuki = desk.worker("鈴木").await;
    assert_eq!(suzuki.get("/helpdesk").await.status, 200);
    let new = [("name", "鈴木"), ("password", "閑さや岩にしみ入る蝉の声")];
    assert_eq!(post(&mut admin, "/helpdesk/people/reset", &new).await.status, 303);
    assert_eq!(suzuki.get("/helpdesk").await.status, 303, "what was signed in is out");
    let page = admin.get("/helpdesk/people").await.page();
    assert!(page.has("窓口の鈴木") && !page.has("閑さや") && !page.has("$argon2"));
    let last = post(&mut admin, "/helpdesk/people/disable", &[("name", "管理"), ("sure", "yes")]).await;
    assert_eq!(last.status, 409, "the last administrator stays");
    let nobody = post(&mut admin, "/helpdesk/people/disable", &[("name", "いない"), ("sure", "yes")]).await;
    assert_eq!(nobody.status, 404);
    let disable = [("name", "山田"), ("sure", "yes")];
    assert_eq!(post(&mut admin, "/helpdesk/people/disable", &disable).await.status, 303);
    let mut out = Browser::new(desk.at);
    let answer = post(&mut out, "/helpdesk/login", &[("name", "山田"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 401);
    assert_eq!(post(&mut admin, "/helpdesk/people/enable", &[("name", "山田")]).await.status, 303);
    desk.worker("山田").await;
    desk.stop().await;
}

#[tokio::test]
async fn who_is_disabled_leaves_no_case_behind() {
    let desk = desk().await;
    let (urgent, answered, closed) = (desk.case("owner").await, desk.case("other").await, desk.case("third").await);
    let (mut admin, mut sato) = (desk.worker("管理").await, desk.worker("佐藤").await);
    act(&mut sato, urgent, "claim", &[]).await;
    act(&mut sato, urgent, "note", &[("text", "あとで電話")]).await;
    act(&mut sato, answered, "reply", &[("text", "はい")]).await;
    act(&mut sato, closed, "claim", &[]).await;
    act(&mut sato, closed, "close", &[("outcome", "solved")]).await;
    let page = admin.get("/helpdesk/people").await.page();
    assert!(page.has("担当中の相談 2件を未対応に戻します") && page.has("\"担当中\">2件</td>"), "{}", page.0);
    let unsure = post(&mut admin, "/helpdesk/people/disable", &[("name", "佐藤")]).await;
    assert_eq!((unsure.status, sato.get("/helpdesk").await.status), (400, 200), "not with one click");
    desk.pass_minutes(30);
    let disable = [("name", "佐藤"), ("sure", "yes")];
    assert_eq!(post(&mut admin, "/helpdesk/people/disable", &disable).await.status, 303);
    let kept = |id| desk.consult.board().case(CaseId(id)).unwrap().1;
    for id in [urgent, answered] {
        assert_eq!((kept(id).state, kept(id).assignee), (State::New, None), "{id}");
        assert!(kept(id).waiting_since.is_some());
    }
    let new = admin.get("/helpdesk/queue/new").await.page();
    assert!(new.has(&format!("/helpdesk/case/{urgent}\"")) && new.has(&format!("/helpdesk/case/{answered}\"")));
    assert!(new.has("30分"), "whoever waited has waited all along: {}", new.0);
    let log = desk.log().await;
    let freed: Vec<_> = log.iter().filter(|line| line.starts_with("管理 担当を外す")).collect();
    assert_eq!(freed, [&format!("管理 担当を外す {urgent}"), &format!("管理 担当を外す {answered}")]);
    // Where they are still named it is said that they are not there any more.
    assert!(admin.get(&format!("/helpdesk/case/{urgent}")).await.page().has("佐藤（停止中）"));
    assert!(admin.get("/helpdesk/queue/done").await.page().has("佐藤（停止中）"));
    desk.owner("third", "人に相談").await;
    assert_eq!(
        (kept(closed).state, kept(closed).assignee),
        (State::New, None),
        "it comes back to nobody who is not there"
    );
    assert_eq!(post(&mut admin, "/helpdesk/people/enable", &[("name", "佐藤")]).await.status, 303);
    desk.stop().await;
}

/// At the command line nothing of the cases is at hand: they are freed at the next start.
#[tokio::test]
async fn who_was_disabled_at_the_command_line_has_no_case_after_the_next_start() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut sato = desk.worker("佐藤").await;
    act(&mut sato, case, "claim", &[]).await;
    let (staff, now) = (Staff::new(desk.store.clone()), Utc::now());
    staff.disable(&StaffName::new("佐藤").unwrap(), None, now).await.unwrap();
    let again = Consult::new(desk.consult.content().clone(), desk.store.clone(), Arc::new(Utc::now));
    again.open_board().await.unwrap();
    assert_eq!(attendance::tell(&again, &staff, None, now).await.unwrap(), 1);
    assert_eq!(attendance::tell(&again, &staff, None, now).await.unwrap(), 0, "once");
    let (_, kept) = again.board().case(CaseId(case)).unwrap();
    assert_eq!((kept.state, kept.assignee), (State::New, None));
    assert_eq!(desk.log().await.last().unwrap(), &format!("- 担当を外す {case}"));
    desk.stop().await;
}

#[tokio::test]
async fn the_log_is_read_page_by_page() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut admin = desk.worker("管理").await;
    for number in 0..120 {
        let answer =
            post(&mut admin, &format!("/helpdesk/case/{case}/note"), &[("text", &format!("メモ{number}"))]).await;
        assert_eq!(answer.status, 303);
    }
    let first = admin.get("/helpdesk/log").await.page();
    assert_eq!(first.times("<td>メモ</td>"), 100);
    assert!(!first.has("メモ1"), "what was written is not in it");
    let older = first.0.split("/helpdesk/log?before=").nth(1).unwrap().split('"').next().unwrap();
    let second = admin.get(&format!("/helpdesk/log?before={older}")).await.page();
    assert_eq!(second.times("<td>メモ</td>"), 20);
    assert!(second.has("<td>サインイン</td>") && !second.has("もっと古いもの"));
    desk.stop().await;
}

#[tokio::test]
async fn cases_are_taken_out_as_a_file_that_runs_nothing_and_it_is_logged() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut admin = desk.worker("管理").await;
    act(&mut admin, case, "tags", &[("tags", "=1+1")]).await;
    assert_eq!(admin.get("/helpdesk/export").await.status, 200);
    assert!(!desk.log().await.contains(&"管理 書き出し".to_owned()), "looking takes nothing out");
    let file = post(&mut admin, "/helpdesk/export", &[]).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(file.header("content-disposition").starts_with("attachment"));
    let lines: Vec<_> = file.body.split("\r\n").collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("\u{feff}\"受付番号\","));
    assert!(lines[1].starts_with(&format!("\"{case}\",\"2026-11-24 12:00\",\"新規\"")), "{}", lines[1]);
    assert!(lines[1].contains("\"'=1+1\""), "{}", lines[1]);
    assert_eq!(desk.log().await.last().unwrap(), "管理 書き出し");
    desk.stop().await;
}

#[tokio::test]
async fn what_an_owner_said_after_the_end_is_on_the_case_and_in_the_file() {
    let desk = desk().await;
    let (case, other) = (desk.case("owner").await, desk.case("other").await);
    let mut admin = desk.worker("管理").await;
    let path = format!("/helpdesk/case/{case}");
    act(&mut admin, case, "close", &[("outcome", "solved")]).await;
    act(&mut admin, other, "close", &[("outcome", "out_of_reach")]).await;
    assert!(!admin.get(&path).await.page().has("相談者のその後"), "nothing was said yet");
    desk.press("owner", Press::Helpful(true)).await;
    desk.press("owner", Press::FollowUp(FollowUpSaid::Agree)).await;
    assert!(admin.get(&path).await.page().has("この相談は役に立った　申込み：たずねる予定"));
    desk.pass_minutes(6 * 7 * 24 * 60);
    assert_eq!(desk.consult.follow_up().await.unwrap(), 1);
    desk.press("owner", Press::FollowUp(FollowUpSaid::Applied)).await;
    desk.press("owner", Press::FollowUp(FollowUpSaid::NotHelped)).await;
    assert!(admin.get(&path).await.page().has("申込み：申し込んだが、役に立たなかった"));
    let file = post(&mut admin, "/helpdesk/export", &[]).await.body;
    let lines: Vec<_> = file.split("\r\n").collect();
    assert!(lines[0].ends_with(",\"役に立ったか\",\"申込み\""), "{}", lines[0]);
    assert!(lines[1].ends_with(",\"役に立った\",\"申し込んだが、役に立たなかった\""), "{}", lines[1]);
    assert!(lines[2].ends_with(",\"\",\"\""), "{}", lines[2]);
    desk.stop().await;
}

#[tokio::test]
async fn an_owner_is_erased_with_everything_after_a_look_at_what_goes() {
    let desk = desk().await;
    let (case, other) = (desk.case("owner").await, desk.case("other").await);
    desk.owner("owner", "染物屋です").await;
    let mut admin = desk.worker("管理").await;
    act(&mut admin, case, "note", &[("text", "メモ")]).await;
    let path = format!("/helpdesk/case/{case}/erase");
    let list = admin.get(&path).await.page();
    assert!(list.has(&format!("相談 1件（受付番号 {case}）")) && list.has("内部メモ 1件"), "{}", list.0);
    assert_eq!(post(&mut admin, &path, &[]).await.status, 400, "not without having said so");
    assert!(desk.consult.board().case(CaseId(case)).is_some());
    assert_eq!(post(&mut admin, &path, &[("sure", "yes")]).await.status, 200);
    assert_eq!(post(&mut admin, &path, &[("sure", "yes")]).await.status, 404, "gone is gone");
    assert_eq!(admin.get(&format!("/helpdesk/case/{case}")).await.status, 404);
    let chat = desk.chat("owner");
    assert!(desk.store.transcript(&chat, 10).await.unwrap().is_empty());
    assert!(desk.store.cases_of(&chat).await.unwrap().is_empty());
    assert_eq!(desk.store.load(&chat).await.unwrap().owner, None);
    assert!(desk.consult.board().case(CaseId(other)).is_some(), "nobody else is touched");
    assert_eq!(desk.log().await.last().unwrap(), &format!("管理 削除 {case}"));
    assert!(!desk.owner("owner", "/start").await.is_empty(), "who comes back begins anew");
    desk.stop().await;
}
