//! Nothing is open without a sign-in, nobody may more than their role, and nobody tries passwords for long.

use crate::{
    desk::{PASSWORD, act, desk, post},
    web_client::Browser,
};

const GETS: [&str; 11] = [
    "/helpdesk",
    "/helpdesk/queue/new",
    "/helpdesk/case/1",
    "/helpdesk/case/1/erase",
    "/helpdesk/case/1/merge",
    "/helpdesk/find?q=%E4%BA%BA",
    "/helpdesk/people",
    "/helpdesk/log",
    "/helpdesk/export",
    "/helpdesk/wrong",
    "/helpdesk/events?case=1",
];

const POSTS: [&str; 26] = [
    "/helpdesk/lookup/keep",
    "/helpdesk/case/1/claim",
    "/helpdesk/case/1/release",
    "/helpdesk/case/1/assign",
    "/helpdesk/case/1/reply",
    "/helpdesk/case/1/note",
    "/helpdesk/case/1/hand_back",
    "/helpdesk/case/1/close",
    "/helpdesk/case/1/reopen",
    "/helpdesk/case/1/urgent",
    "/helpdesk/case/1/tags",
    "/helpdesk/case/1/team",
    "/helpdesk/case/1/canned",
    "/helpdesk/case/1/writing",
    "/helpdesk/case/1/whatever",
    "/helpdesk/case/1/erase",
    "/helpdesk/case/1/merge",
    "/helpdesk/people/add",
    "/helpdesk/people/disable",
    "/helpdesk/people/enable",
    "/helpdesk/people/reset",
    "/helpdesk/people/whatever",
    "/helpdesk/export",
    "/helpdesk/logout",
    "/helpdesk/queue/new",
    "/helpdesk",
];

#[tokio::test]
async fn nothing_is_open_without_a_sign_in() {
    let desk = desk().await;
    assert_eq!(desk.case("owner").await, 1);
    let before = desk.log().await;
    let mut stranger = Browser::new(desk.at);
    let made_up = [("sodan-staff".to_owned(), "0".repeat(64))];
    for cookies in [vec![], made_up.to_vec()] {
        stranger.cookies = cookies.into_iter().collect();
        for path in GETS {
            let answer = stranger.get(path).await;
            match path.starts_with("/helpdesk/events") {
                true => assert_eq!(answer.status, 401, "{path}"),
                false => {
                    assert_eq!(answer.status, 303, "{path}");
                    assert!(answer.header("location").starts_with("/helpdesk/login"), "{path}");
                }
            }
            assert!(!answer.body.contains("相談者"), "{path}");
        }
        for path in POSTS {
            let answer = post(&mut stranger, path, &[("text", "x"), ("seen", "0"), ("sure", "yes")]).await;
            assert!(matches!(answer.status, 401 | 405), "{path}: {}", answer.status);
        }
    }
    assert_eq!(desk.log().await, before);
    assert!(desk.consult.board().case(sodan::store::CaseId(1)).is_some());
    desk.stop().await;
}

#[tokio::test]
async fn a_reader_changes_nothing_and_a_worker_is_no_administrator() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut reader = desk.worker("見学").await;
    let page = reader.get(&format!("/helpdesk/case/{case}")).await.page();
    assert!(!page.has("<textarea") && !page.has("/claim"), "only what they may is on the page");
    let before = desk.log().await;
    for path in &POSTS[..23] {
        let path = path.replace("/1/", &format!("/{case}/"));
        let answer = post(&mut reader, &path, &[("text", "x"), ("seen", "0"), ("sure", "yes")]).await;
        assert_eq!(answer.status, 403, "{path}");
    }
    let mut worker = desk.worker("山田").await;
    let erase = format!("/helpdesk/case/{case}/erase");
    for path in [erase.as_str(), "/helpdesk/people", "/helpdesk/log", "/helpdesk/export"] {
        assert_eq!(worker.get(path).await.status, 403, "{path}");
        assert_eq!(reader.get(path).await.status, 403, "{path}");
    }
    for path in [erase.as_str(), "/helpdesk/people/add", "/helpdesk/people/reset", "/helpdesk/export"] {
        assert_eq!(post(&mut worker, path, &[("sure", "yes"), ("name", "佐藤")]).await.status, 403, "{path}");
    }
    let signed_in: Vec<_> = desk.log().await.split_off(before.len());
    assert_eq!(signed_in, ["山田 ログイン"]);
    desk.stop().await;
}

#[tokio::test]
async fn after_ten_wrong_passwords_nobody_tries_on() {
    let desk = desk().await;
    let mut browser = Browser::new(desk.at);
    for _ in 0..10 {
        let answer = post(&mut browser, "/helpdesk/login", &[("name", "山田"), ("password", "違うパスワード")]).await;
        assert_eq!(answer.status, 401);
    }
    let answer = post(&mut browser, "/helpdesk/login", &[("name", "山田"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 429, "the right one too");
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(browser.cookies.is_empty());
    desk.stop().await;
}

#[tokio::test]
async fn another_sites_page_can_make_nobody_do_anything() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let worker = desk.worker("山田").await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")] {
        let mut lured = worker.with(name, value);
        for what in ["claim", "reply", "note", "close", "erase"] {
            let path = format!("/helpdesk/case/{case}/{what}");
            let answer = post(&mut lured, &path, &[("text", "x"), ("seen", "0"), ("outcome", "solved")]).await;
            assert_eq!(answer.status, 403, "{what} with {name}: {value}");
        }
    }
    assert_eq!(desk.sent("owner").await, "");
    desk.stop().await;
}

#[tokio::test]
async fn who_signs_out_or_is_disabled_is_out_at_once() {
    let desk = desk().await;
    let (mut yamada, mut sato, mut admin) =
        (desk.worker("山田").await, desk.worker("佐藤").await, desk.worker("管理").await);
    let cookies = yamada.cookies.clone();
    assert_eq!(post(&mut yamada, "/helpdesk/logout", &[]).await.status, 303);
    yamada.cookies = cookies;
    assert_eq!(yamada.get("/helpdesk").await.status, 303, "the old cookie is worth nothing");
    let mut stream = sato.listen("/helpdesk/events").await;
    crate::live::wait_for(&mut stream, "counts").await;
    assert_eq!(post(&mut admin, "/helpdesk/people/disable", &[("name", "佐藤")]).await.status, 303);
    assert_eq!(sato.get("/helpdesk").await.status, 303);
    desk.case("owner").await;
    let told = crate::live::wait_for(&mut stream, "event: ").await;
    assert!(told.contains("signed_out"), "{told}");
    desk.stop().await;
}

#[tokio::test]
async fn nothing_runs_that_stands_within_a_page() {
    let desk = desk().await;
    let evil = "<script>alert(1)</script>\"><img src=x>";
    let case = desk.case("owner").await;
    desk.owner("owner", evil).await;
    let mut worker = desk.worker("管理").await;
    act(&mut worker, case, "note", &[("text", evil)]).await;
    act(&mut worker, case, "tags", &[("tags", evil)]).await;
    let paths = [
        "/helpdesk".to_owned(),
        format!("/helpdesk/case/{case}"),
        format!("/helpdesk/case/{case}/erase"),
        "/helpdesk/find?q=%3Cscript%3E".to_owned(),
        "/helpdesk/people".to_owned(),
        "/helpdesk/log".to_owned(),
    ];
    for path in paths {
        let answer = worker.get(&path).await;
        assert!(answer.header("content-security-policy").contains("script-src 'self'"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        let page = answer.page();
        let ours = "<script src=\"/helpdesk/assets/";
        assert_eq!(page.times("<script"), page.times(ours), "{path}: our own, from their files");
        for inline in ["<img", "style=\"", "onclick", "<style"] {
            assert!(!page.has(inline), "{path}: {inline}");
        }
    }
    desk.stop().await;
}
