//! Nothing is open without a sign-in, nobody may more than their role, and nobody tries passwords for long.

use sodan::helpdesk::{
    console::{Door, doors},
    role::Role,
};

use crate::{
    desk::{PASSWORD, act, desk, post},
    web_client::{Answer, Browser},
};

/// What can be done with a case.
const ACTS: [&str; 16] = [
    "claim",
    "release",
    "assign",
    "reply",
    "note",
    "correct",
    "recall",
    "hand_back",
    "close",
    "reopen",
    "urgent",
    "tags",
    "team",
    "canned",
    "writing",
    "whatever",
];

/// The addresses behind a door.
fn paths(door: &Door) -> Vec<String> {
    let acts: &[&str] = match door.path {
        "/helpdesk/people/{act}" => &["add", "disable", "enable", "reset", "whatever"],
        _ => &ACTS,
    };
    let path = door.path.replace("{id}", "1").replace("{queue}", "new");
    let paths: Vec<String> = match path.contains("{act}") {
        true => acts.iter().map(|act| path.replace("{act}", act)).collect(),
        false => vec![path],
    };
    assert!(paths.iter().all(|path| !path.contains('{')), "what stands here? {}", door.path);
    paths
}

async fn knock(browser: &mut Browser, door: &Door, path: &str) -> Answer {
    match door.method {
        "GET" => browser.get(path).await,
        _ => post(browser, path, &[("text", "x"), ("seen", "0"), ("sure", "yes"), ("name", "佐藤")]).await,
    }
}

#[tokio::test]
async fn nothing_is_open_without_a_sign_in() {
    let desk = desk().await;
    assert_eq!(desk.case("owner").await, 1);
    let before = desk.log().await;
    let open = doors().into_iter().filter(|door| door.right.is_none()).map(|door| (door.method, door.path));
    let files = ["console.css", "console.js", "drafts.js", "keys.js", "live.js", "lookup.css", "lookup.js"]
        .map(|file| format!("/helpdesk/assets/{file}"));
    let expected = [("GET", "/helpdesk/login"), ("POST", "/helpdesk/login")];
    assert!(open.eq(expected.into_iter().chain(files.iter().map(|file| ("GET", file.as_str())))));
    let mut stranger = Browser::new(desk.at);
    let made_up = [("sodan-staff".to_owned(), "0".repeat(64)), ("sodan-staff-device".to_owned(), "0".repeat(64))];
    for cookies in [vec![], made_up.to_vec()] {
        for door in doors().iter().filter(|door| door.right.is_some()) {
            for path in paths(door) {
                stranger.cookies = cookies.iter().cloned().collect();
                let answer = knock(&mut stranger, door, &path).await;
                match door.method {
                    "GET" if path != "/helpdesk/events" => {
                        assert_eq!(answer.status, 303, "{path}");
                        assert!(answer.header("location").starts_with("/helpdesk/login"), "{path}");
                    }
                    _ => assert_eq!(answer.status, 401, "{path}"),
                }
                assert!(!answer.body.contains("相談者"), "{path}");
            }
        }
        for path in ["/helpdesk", "/helpdesk/queue/new"] {
            assert_eq!(post(&mut stranger, path, &[]).await.status, 405, "{path}");
        }
    }
    assert_eq!(desk.log().await, before);
    assert!(desk.consult.board().case(sodan::store::CaseId(1)).is_some());
    desk.stop().await;
}

#[tokio::test]
async fn a_reader_changes_nothing_and_a_worker_is_no_administrator() {
    let desk = desk().await;
    assert_eq!(desk.case("owner").await, 1);
    let mut reader = desk.worker("見学").await;
    let page = reader.get("/helpdesk/case/1").await.page();
    assert!(!page.has("<textarea") && !page.has("/claim"), "only what they may is on the page");
    let mut worker = desk.worker("山田").await;
    let before = desk.log().await;
    let mut shut = 0;
    for (browser, role) in [(&mut reader, Role::Reader), (&mut worker, Role::Worker)] {
        for door in doors() {
            if door.right.is_none_or(|right| role.may(right)) {
                continue;
            }
            for path in paths(&door) {
                assert_eq!(knock(browser, &door, &path).await.status, 403, "{role}: {} {path}", door.method);
                shut += 1;
            }
        }
    }
    assert!(shut > 30, "{shut}");
    assert_eq!(desk.log().await, before);
    desk.stop().await;
}

#[tokio::test]
async fn a_browser_is_known_again_after_a_sign_out_and_that_opens_nothing() {
    let desk = desk().await;
    let mut browser = Browser::new(desk.at);
    let fields = [("name", "山田"), ("password", PASSWORD)];
    let answer = post(&mut browser, "/helpdesk/login", &fields).await;
    let cookies = answer.all("set-cookie");
    let device = cookies.iter().find(|cookie| cookie.starts_with("sodan-staff-device=")).expect("a cookie");
    for part in ["; Max-Age=31536000", "; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(device.contains(part), "{device}");
    }
    let known = browser.cookies["sodan-staff-device"].clone();
    post(&mut browser, "/helpdesk/logout", &[]).await;
    assert_eq!(browser.cookies["sodan-staff-device"], known);
    assert_eq!(browser.get("/helpdesk").await.status, 303, "it opens nothing");
    post(&mut browser, "/helpdesk/login", &fields).await;
    assert_eq!(browser.cookies["sodan-staff-device"], known);
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
    let disable = [("name", "佐藤"), ("sure", "yes")];
    assert_eq!(post(&mut admin, "/helpdesk/people/disable", &disable).await.status, 303);
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
