//! What administrators do: accounts, the log, the file of cases, erasing an owner.

use sodan::store::CaseId;

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
    let good = [("name", "鈴木"), ("shown", "窓口の鈴木"), ("role", "worker"), ("password", PASSWORD)];
    assert_eq!(post(&mut admin, "/helpdesk/people/add", &good).await.status, 303);
    assert_eq!(post(&mut admin, "/helpdesk/people/add", &good).await.status, 409, "the name is taken");
    let mut suzuki = desk.worker("鈴木").await;
    assert_eq!(suzuki.get("/helpdesk").await.status, 200);
    let new = [("name", "鈴木"), ("password", "閑さや岩にしみ入る蝉の声")];
    assert_eq!(post(&mut admin, "/helpdesk/people/reset", &new).await.status, 303);
    assert_eq!(suzuki.get("/helpdesk").await.status, 303, "what was signed in is out");
    let page = admin.get("/helpdesk/people").await.page();
    assert!(page.has("窓口の鈴木") && !page.has("閑さや") && !page.has("$argon2"));
    let last = post(&mut admin, "/helpdesk/people/disable", &[("name", "管理")]).await;
    assert_eq!(last.status, 409, "the last administrator stays");
    let nobody = post(&mut admin, "/helpdesk/people/disable", &[("name", "いない")]).await;
    assert_eq!(nobody.status, 404);
    assert_eq!(post(&mut admin, "/helpdesk/people/disable", &[("name", "山田")]).await.status, 303);
    let mut out = Browser::new(desk.at);
    let answer = post(&mut out, "/helpdesk/login", &[("name", "山田"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 401);
    assert_eq!(post(&mut admin, "/helpdesk/people/enable", &[("name", "山田")]).await.status, 303);
    desk.worker("山田").await;
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
    assert!(second.has("ログイン") && !second.has("もっと古いもの"));
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
