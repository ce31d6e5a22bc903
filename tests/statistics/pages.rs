//! The pages: who may see them, and what leaves the house.

use std::{net::SocketAddr, sync::Arc};

use chrono::Utc;
use sodan::{
    channel::web::{WebOptions, run},
    consult::{
        Consult,
        tally::{Month, Tally, What},
        unanswered::Unanswered,
    },
    helpdesk::{
        audit,
        console::{self, Console},
        login::Logins,
        name::StaffName,
        role::Role,
        staff::Staff,
    },
    store::{ChatKey, Commit, MemoryStore, Store, Version},
};
use tokio::{net::TcpListener, sync::watch};

use crate::{
    web_client::{Browser, FORM},
    world,
};

const PASSWORD: &str = "五月雨をあつめて早し";

struct Desk {
    at: SocketAddr,
    store: Arc<dyn Store>,
    // The server ends with it.
    _stop: watch::Sender<bool>,
}

async fn desk() -> Desk {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let mut commit = Commit::new(ChatKey::new("web", "x"), Version(0), Utc::now());
    let month = Month::from_key("2026-11").unwrap();
    commit.tallied = vec![Tally { month, what: What::Session, id: String::new() }.to_key(); 12];
    commit.tallied.extend(vec![Tally { month, what: What::Shown, id: "gyomu_kaizen".to_owned() }.to_key(); 9]);
    let text = "ペット<b>保険".to_owned();
    let unanswered = Unanswered { text, outcome: "nothing".to_owned(), offered: Vec::new(), chosen: None };
    commit.counted.push(unanswered.to_key());
    store.commit(commit).await.unwrap();
    let now = world::moment("2026-11-24 12:00").to_utc();
    let consult = Arc::new(Consult::new(Arc::new(world::real().clone()), store.clone(), Arc::new(move || now)));
    let staff = Staff::new(store.clone());
    for (name, role) in [("admin", Role::Admin), ("worker", Role::Worker), ("reader", Role::Reader)] {
        staff.add(&StaffName::new(name).unwrap(), None, role, PASSWORD, None, Utc::now()).await.unwrap();
    }
    let options = WebOptions { unlimited: true, ..WebOptions::default() };
    let logins = Logins::new(store.clone(), staff.clone());
    let (stop, stopped) = watch::channel(false);
    let console = Console::new(consult.clone(), staff, logins, options.clone(), stopped.clone());
    console.set_content_folder(world::folder());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(run(consult, options, listener, stopped, console::routes(console)));
    Desk { at, store, _stop: stop }
}

impl Desk {
    async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = Browser::new(self.at);
        let answer = browser
            .ask("POST", "/helpdesk/login", &[("content-type", FORM)], &form(&[("name", name), ("password", PASSWORD)]))
            .await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        browser
    }

    async fn exports(&self) -> usize {
        let lines = audit::read(&*self.store, None, 100).await.unwrap();
        lines.iter().filter(|logged| logged.line.as_ref().is_some_and(|line| line.what == audit::Act::Exported)).count()
    }
}

fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

#[tokio::test]
async fn nothing_is_open_without_a_sign_in() {
    let desk = desk().await;
    let mut stranger = Browser::new(desk.at);
    for path in ["/helpdesk/statistics", "/helpdesk/statistics.csv", "/helpdesk/unanswered"] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").starts_with("/helpdesk/login"), "{path}");
    }
    let posted = stranger.ask("POST", "/helpdesk/unanswered/patch", &[("content-type", FORM)], b"text=a").await;
    assert_eq!(posted.status, 401);
}

#[tokio::test]
async fn everybody_reads_the_statistics_and_only_who_may_takes_them_along() {
    let desk = desk().await;
    for (name, may) in [("reader", false), ("worker", false), ("admin", true)] {
        let mut browser = desk.signed_in(name).await;
        let page = browser.get("/helpdesk/statistics?from=2026-10&to=2026-11").await.page();
        assert!(page.has("<svg") && page.has("業務改善助成金") && page.has("5件きざみ"), "{}", page.0);
        assert_eq!(page.has("statistics.csv"), may, "{name}");
        let before = desk.exports().await;
        let file = browser.get("/helpdesk/statistics.csv?from=2026-10&to=2026-11").await;
        assert_eq!(file.status, if may { 200 } else { 403 });
        assert_eq!(desk.exports().await - before, usize::from(may), "what was taken is logged");
        if may {
            assert_eq!(file.header("content-disposition"), "attachment; filename=\"sodan-2026-10-2026-11.csv\"");
            let parts = file.body.lines().skip(1).filter(|line| !line.contains("月別の"));
            let counts = parts.filter_map(|line| line.rsplit('"').nth(1));
            let counts: Vec<u64> = counts.map(|count| count.parse().unwrap()).collect();
            assert!(counts.iter().all(|count| count % 5 == 0), "they leave the house no less protected: {counts:?}");
            assert!(file.body.contains("\"月別の対話の数\",\"2026-11\",\"件数\",\"12\""), "{}", file.body);
            let again = browser.get("/helpdesk/statistics.csv?from=2026-10&to=2026-11").await;
            assert_eq!(file.body, again.body, "each lot is drawn once");
        }
    }
    let odd = desk.signed_in("reader").await.get("/helpdesk/statistics?from=%3Cx&to=9999-99").await.page();
    assert!(odd.has("value=\"2025-12\"") && odd.has("value=\"2026-11\""), "what is no month is the last year");
}

#[tokio::test]
async fn a_patch_is_shown_to_who_works_and_given_as_a_file_to_who_may_export() {
    let desk = desk().await;
    let path = "/helpdesk/unanswered/patch";
    let fields = [("text", "ペット<b>保険"), ("entry", "gyomu_kaizen"), ("as", "example")];
    let mut reader = desk.signed_in("reader").await;
    let page = reader.get("/helpdesk/unanswered").await.page();
    assert!(page.has("ペット&#60;b&#62;保険") && !page.has("言い方に加える案"), "{}", page.0);
    assert_eq!(reader.ask("POST", path, &[("content-type", FORM)], &form(&fields)).await.status, 403);
    let mut worker = desk.signed_in("worker").await;
    assert!(worker.get("/helpdesk/unanswered").await.page().has("言い方に加える案"));
    let shown = worker.ask("POST", path, &[("content-type", FORM)], &form(&fields)).await.page();
    assert!(
        shown.has("knowledge/programs/gyomu_kaizen.yaml") && shown.has("+  - &#34;ペット&#60;b&#62;保険&#34;"),
        "{}",
        shown.0
    );
    let download = [&fields[..], &[("download", "yes")]].concat();
    assert_eq!(worker.ask("POST", path, &[("content-type", FORM)], &form(&download)).await.status, 403);
    let mut admin = desk.signed_in("admin").await;
    let file = admin.ask("POST", path, &[("content-type", FORM)], &form(&download)).await;
    assert!(file.body.starts_with("--- a/knowledge/programs/gyomu_kaizen.yaml\n"), "{}", file.body);
    assert_eq!(desk.exports().await, 1);
    for wrong in
        [&[("text", "a"), ("entry", "nobody"), ("as", "example")][..], &[("entry", "gyomu_kaizen"), ("as", "example")]]
    {
        assert_eq!(admin.ask("POST", path, &[("content-type", FORM)], &form(wrong)).await.status, 400);
    }
}
