//! The desk lookup over HTTP: what a worker sees while somebody is on the phone, and what becomes of the call.

#[path = "support/web_client.rs"]
mod web_client;
#[path = "world/mod.rs"]
mod world;

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock},
};

use chrono::DateTime;
use regex::Regex;
use sodan::{
    channel::web::{self, WebOptions},
    consult::{Consult, case::Act, case::State, work::By},
    content::Content,
    helpdesk::{
        audit,
        console::{self, Console},
        login::Logins,
        name::StaffName,
        role::Role,
        staff::Staff,
    },
    store::{CaseId, MemoryStore, Store},
};
use tokio::{net::TcpListener, sync::watch};
use web_client::{Answer, Browser, FORM};

const PASSWORD: &str = "五月雨をあつめて早し";
/// A Tuesday, within office hours.
const AFTERNOON: &str = "2026-11-24 14:00";
const DYER: &str = "うち職人14人の染物屋なんですけど、電気代が3割上がってもうて";

struct Desk {
    at: SocketAddr,
    consult: Arc<Consult>,
    store: Arc<dyn Store>,
    staff: Staff,
    /// Dropped with the test, which stops the server.
    _stop: watch::Sender<bool>,
}

async fn desk() -> Desk {
    desk_at(AFTERNOON).await
}

async fn desk_at(moment: &str) -> Desk {
    desk_with(world::real().clone(), moment).await
}

async fn desk_with(content: Content, moment: &str) -> Desk {
    let now = world::moment(moment).to_utc();
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let consult = Arc::new(Consult::new(Arc::new(content), store.clone(), Arc::new(move || now)));
    consult.set_staffed(true);
    let staff = Staff::new(store.clone());
    let options = WebOptions { unlimited: true, ..WebOptions::default() };
    let logins = Logins::new(store.clone(), staff.clone());
    let (stop, stopped) = watch::channel(false);
    let console = Console::new(consult.clone(), staff.clone(), logins, options.clone(), stopped.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(web::run(consult.clone(), options, listener, stopped, console::routes(console)));
    Desk { at, consult, store, staff, _stop: stop }
}

impl Desk {
    async fn sign_in(&self, name: &str, role: Role) -> Browser {
        self.staff.add(&StaffName::new(name).unwrap(), None, role, PASSWORD, None, DateTime::UNIX_EPOCH).await.unwrap();
        let mut browser = Browser::new(self.at);
        let answer = post(&mut browser, "/helpdesk/login", &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        browser
    }

    /// An owner who wished for a person; the case has number 1.
    async fn owner(&self) -> Browser {
        let mut owner = Browser::new(self.at);
        let page = owner.look().await;
        owner.write(&page, "人に相談").await;
        assert!(self.consult.board().case(CaseId(1)).is_some());
        owner
    }

    async fn log(&self) -> Vec<audit::Act> {
        let lines = audit::read(&*self.store, None, 100).await.unwrap();
        lines.into_iter().rev().filter_map(|logged| logged.line).map(|line| line.what).collect()
    }
}

async fn post(browser: &mut Browser, path: &str, pairs: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    browser.ask("POST", path, &[("content-type", FORM)], body.as_bytes()).await
}

async fn look_up(browser: &mut Browser, pairs: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    browser.get(&format!("/helpdesk/lookup?{query}")).await.page().0
}

/// The card of a program, from its title to the end.
fn card<'p>(page: &'p str, title: &str) -> &'p str {
    let from = page.find(&format!("<h3>{title}</h3>")).unwrap_or_else(|| panic!("no {title} in {page}"));
    &page[from..from + page[from..].find("</li>").unwrap()]
}

/// The value of a typed field.
fn typed<'p>(page: &'p str, fact: &str) -> Option<&'p str> {
    let rest = &page[page.find(&format!("name=\"f_{fact}\" value=\""))?..];
    rest.split('"').nth(3)
}

/// The choice of a select.
fn chosen(page: &str, fact: &str) -> Option<String> {
    let rest = &page[page.find(&format!("<select form=\"call\" id=\"fact-{fact}\""))?..];
    static CHOSEN: LazyLock<Regex> = LazyLock::new(|| Regex::new("<option value=\"([^\"]*)\" selected>").unwrap());
    CHOSEN.captures(&rest[..rest.find("</select>")?]).map(|found| found[1].to_owned())
}

/// A hidden field.
fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!("<input type=\"hidden\" name=\"{name}\" value=\"")).nth(1).expect("a hidden field");
    rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn what_a_caller_says_becomes_facts_programs_and_the_next_question() {
    let desk = desk().await;
    let mut worker = desk.sign_in("yamada", Role::Worker).await;
    let page = look_up(&mut worker, &[("q", DYER)]).await;
    assert_eq!(typed(&page, "employees"), Some("14人"));
    assert_eq!(chosen(&page, "industry").as_deref(), Some("manufacturing"));
    assert_eq!(chosen(&page, "theme").as_deref(), Some("energy"));
    assert!(page.contains("この項目での支援策") && page.contains("次に聞くこと"));
    assert!(page.contains("href=\"tel:0120154505\"") && page.contains("いまつながります"));
    assert!(page.contains("name=\"q\"") && page.contains(" autofocus aria-keyshortcuts=\"/\""), "the cursor is there");
}

#[tokio::test]
async fn a_corrected_fact_decides_anew_and_stays_while_the_caller_goes_on() {
    let desk = desk().await;
    let mut worker = desk.sign_in("yamada", Role::Worker).await;
    let said = "従業員14人の製造業です";
    let base = [("q", said), ("was", said), ("f_form", "company"), ("f_industry", "manufacturing")];
    let verdicts = async |worker: &mut Browser, employees: &str| {
        let page = look_up(worker, &[&base[..], &[("f_employees", employees)]].concat()).await;
        (typed(&page, "employees").unwrap().to_owned(), page.matches("class=\"program fails").count(), failed(&page))
    };
    let small = verdicts(&mut worker, "１４名").await;
    let large = verdicts(&mut worker, "2千人").await;
    assert_eq!((small.0.as_str(), large.0.as_str()), ("14人", "2,000人"));
    assert!(large.2 > small.2, "fewer programs are for large companies: {small:?} {large:?}");
    let page = look_up(&mut worker, &[&base[..], &[("f_employees", "わからない")]].concat()).await;
    assert_eq!(typed(&page, "employees"), Some("わからない"));
    let page = look_up(&mut worker, &[&base[..], &[("f_employees", "20人から30人")]].concat()).await;
    assert!(page.contains("幅ではなく、ひとつの数で書いてください。") && page.contains("value=\"20人から30人\""));
    // The caller goes on: what was corrected stays, what is new comes along.
    let more = format!("{said}、電気代が上がって困っています");
    let pairs = [("q", more.as_str()), ("was", said), ("f_industry", "manufacturing"), ("f_employees", "15人")];
    let page = look_up(&mut worker, &pairs).await;
    assert_eq!(typed(&page, "employees"), Some("15人"));
    assert_eq!(chosen(&page, "theme").as_deref(), Some("energy"));
}

/// How many programs are folded away as failing.
fn failed(page: &str) -> usize {
    let count = page.split("合わない支援策 ").nth(1).and_then(|rest| rest.split('件').next());
    count.map_or(0, |count| count.parse().unwrap())
}

#[tokio::test]
async fn what_is_closed_is_shown_closed_and_behind_what_is_open() {
    let desk = desk().await;
    let mut worker = desk.sign_in("yamada", Role::Reader).await;
    let page = look_up(&mut worker, &[("q", "もの補の上限いくら")]).await;
    let asked = card(&page, "ものづくり・商業・サービス補助金（中小企業生産性革命推進事業）");
    assert!(asked.contains("募集終了") && !asked.contains("募集中") && asked.contains("tel:05088804053"));
    assert!(page.contains("これが答えです") && page.contains("1,250万円"));
    let page = look_up(&mut worker, &[("q", DYER)]).await;
    let (open, closed) = (page.find(">募集中<").unwrap(), page.find(">募集終了<").unwrap());
    assert!(open < closed && page.rfind(">募集中<").unwrap() < page.rfind(">募集終了<").unwrap());
}

#[tokio::test]
async fn out_of_hours_it_is_said_when_somebody_answers_next() {
    let desk = desk_at("2026-11-23 14:00").await;
    let mut worker = desk.sign_in("yamada", Role::Worker).await;
    let page = look_up(&mut worker, &[("q", "もの補の電話番号")]).await;
    let asked = card(&page, "ものづくり・商業・サービス補助金（中小企業生産性革命推進事業）");
    assert!(asked.contains("いまは時間外") && asked.contains("11月24日(火) 10:00"));
    assert!(!asked.contains("いまつながります"));
}

const IN_DOUBT: &str = r#"
contacts:
  desk:
    label: 疑わしい窓口
    phones:
      - { number: { printed: 03-1111-2222, why: 一桁足りない疑い, confirm: true } }
      - { number: 0120-366-440 }
    email: { printed: soudan@example.jp, why: 字が抜けている疑い, confirm: true }
    url: { printed: "https://example.jp/utagawashii", why: 字が抜けている疑い, confirm: true }
    as_of: 2023-06
    source: { document: book, pages: "3" }
"#;

#[tokio::test]
async fn what_is_in_doubt_is_shown_and_no_link() {
    let start = "title: 試し\nabout: 試し\nsteps:\n  - ask: a\n  - recommend: { programs: all, ask_more: 0 }\n";
    let content = world::small(&[
        ("knowledge/contacts.yaml", IN_DOUBT),
        ("knowledge/programs/one.yaml", &world::program("").replace("contacts: []", "contacts: [desk]")),
        ("dialogs/start.yaml", start),
    ]);
    let desk = desk_with(content.unwrap_or_else(|mistakes| panic!("{mistakes}")), AFTERNOON).await;
    let mut worker = desk.sign_in("yamada", Role::Worker).await;
    let page = look_up(&mut worker, &[("q", ""), ("f_a", "true")]).await;
    let page = card(&page, "試し");
    for doubtful in ["03-1111-2222", "soudan@example.jp", "https://example.jp/utagawashii"] {
        assert!(page.contains(&format!("{doubtful}【要確認】")), "{page}");
    }
    for link in ["tel:0311112222", "mailto:", "href=\"https://example.jp/"] {
        assert!(!page.contains(link), "{link} leads somewhere: {page}");
    }
    assert!(page.contains("tel:0120366440"), "what is sure can be called");
}

#[tokio::test]
async fn who_is_in_distress_is_listened_to_before_all_else() {
    let desk = desk().await;
    let mut worker = desk.sign_in("yamada", Role::Worker).await;
    let page = look_up(&mut worker, &[("q", "もう死にたい。店も潰れる")]).await;
    assert!(page.contains("まず、お話を聞いてください") && page.contains("0120-279-338"));
    assert!(!page.contains("次に聞くこと</h2>") && !page.contains("class=\"program"));
    let (asked, mark) = (hidden(&page, "asked"), hidden(&page, "mark"));
    post(&mut worker, "/helpdesk/lookup/save", &[("asked", &asked), ("mark", &mark)]).await;
    assert!(desk.consult.board().case(CaseId(1)).unwrap().1.urgent);
}

#[tokio::test]
async fn a_call_becomes_a_case_of_whoever_took_it_and_only_one() {
    let desk = desk().await;
    let mut worker = desk.sign_in("yamada", Role::Worker).await;
    let page = look_up(&mut worker, &[("q", DYER), ("was", DYER), ("f_employees", "15人")]).await;
    let (asked, mark) = (hidden(&page, "asked"), hidden(&page, "mark"));
    let form = [("asked", asked.as_str()), ("mark", mark.as_str()), ("note", "田中さん 090-0000-0000")];
    for _ in 0..2 {
        let answer = post(&mut worker, "/helpdesk/lookup/save", &form).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/helpdesk/case/1"), "{}", answer.body);
    }
    let (chat, case) = desk.consult.board().case(CaseId(1)).unwrap();
    assert_eq!((chat.channel(), case.reason(), case.state), ("desk", "電話での相談", State::Working));
    assert_eq!(case.assignee.as_ref().unwrap().0, "yamada");
    assert_eq!(case.notes[0].text, "田中さん 090-0000-0000");
    let employees = case.reasons[0].answers.iter().find(|told| told.fact == "employees");
    assert_eq!(employees.unwrap().value, "15人");
    assert!(desk.consult.board().case(CaseId(2)).is_none());
    assert!(worker.get("/helpdesk/queue/mine").await.page().has("電話での相談"));
    assert!(worker.get("/helpdesk/case/1").await.page().has(DYER));
    // What was committed is what is read at the next start.
    let again = Consult::new(Arc::new(world::real().clone()), desk.store.clone(), Arc::new(chrono::Utc::now));
    again.open_board().await.unwrap();
    assert_eq!(again.board().case(CaseId(1)), Some((chat, case)));
    assert_eq!(desk.log().await.iter().filter(|act| **act == audit::Act::CallSaved).count(), 1);
}

#[tokio::test]
async fn what_is_sent_is_on_the_owners_page_and_never_over_a_colleague() {
    let desk = desk().await;
    let mut owner = desk.owner().await;
    let mut worker = desk.sign_in("yamada", Role::Worker).await;
    let pairs = [("q", "もの補の電話番号"), ("case", "１番")];
    let page = look_up(&mut worker, &pairs).await;
    assert!(page.contains("受付番号 1") && page.contains("相談者の画面に送る"));
    let (asked, seen) = (hidden(&page, "asked"), hidden(&page, "seen"));
    let text = page.split("<textarea id=\"text\"").nth(1).unwrap().split('>').nth(1).unwrap();
    assert!(text.contains("050-8880-4053"), "{text}");
    let form = [("asked", asked.as_str()), ("seen", seen.as_str()), ("text", "お電話は 050-8880-4053 です。")];
    let answer = post(&mut worker, "/helpdesk/lookup/send", &form).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/helpdesk/case/1#last"), "{}", answer.body);
    assert!(owner.look().await.has("お電話は"));
    // Sent again from what was seen before: refused, and what was written is still there.
    let answer = post(&mut worker, "/helpdesk/lookup/send", &form).await;
    assert_eq!(answer.status, 409);
    assert!(
        answer.body.contains("ほかの担当者が先に操作しました") && answer.body.contains("お電話は 050-8880-4053 です。")
    );
    assert_eq!(owner.look().await.times("お電話は"), 1);
    // A case that is closed, one that began on the phone, and none at all.
    let by = By { worker: sodan::consult::case::Worker("yamada".to_owned()), name: "山田".to_owned() };
    let close = Act::Close(sodan::consult::case::Outcome::Solved);
    let step = desk.consult.board().case(CaseId(1)).unwrap().1.step;
    desk.consult.work(CaseId(1), &by, step, &close, Vec::new()).await.unwrap();
    assert!(look_up(&mut worker, &pairs).await.contains("この相談は完了しています"));
    assert!(look_up(&mut worker, &[("q", "x"), ("case", "99")]).await.contains("その受付番号の相談はありません"));
    let saved = [("asked", "q=a&was=a"), ("mark", "0123456789abcdef0123456789abcdef")];
    post(&mut worker, "/helpdesk/lookup/save", &saved).await;
    assert!(look_up(&mut worker, &[("q", "x"), ("case", "2")]).await.contains("送る先の画面がありません"));
    let form = [("asked", "q=a&was=a&case=2"), ("seen", "1"), ("text", "はい")];
    assert_eq!(post(&mut worker, "/helpdesk/lookup/send", &form).await.status, 409);
}

#[tokio::test]
async fn readers_look_but_neither_save_nor_send() {
    let desk = desk().await;
    let _owner = desk.owner().await;
    let mut reader = desk.sign_in("sato", Role::Reader).await;
    let page = look_up(&mut reader, &[("q", DYER)]).await;
    assert!(page.contains("14人") && !page.contains("案件として保存") && !page.contains("/helpdesk/lookup/send"));
    let save = [("asked", "q=a&was=a"), ("mark", "0123456789abcdef0123456789abcdef")];
    assert_eq!(post(&mut reader, "/helpdesk/lookup/save", &save).await.status, 403);
    let send = [("asked", "q=a&was=a&case=1"), ("seen", "0"), ("text", "はい")];
    assert_eq!(post(&mut reader, "/helpdesk/lookup/send", &send).await.status, 403);
    assert!(desk.consult.board().case(CaseId(2)).is_none());
    assert_eq!(desk.consult.board().case(CaseId(1)).unwrap().1.step, 0);
}

#[tokio::test]
async fn nothing_is_open_without_a_sign_in_and_another_site_does_nothing() {
    let desk = desk().await;
    let mut nobody = Browser::new(desk.at);
    let answer = nobody.get("/helpdesk/lookup?q=a").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/helpdesk/login?to=%2Fhelpdesk%2Flookup%3Fq%3Da"));
    let save = [("asked", "q=a&was=a"), ("mark", "0123456789abcdef0123456789abcdef")];
    for path in ["/helpdesk/lookup/save", "/helpdesk/lookup/send"] {
        assert_eq!(post(&mut nobody, path, &save).await.status, 401);
    }
    let mut worker = desk.sign_in("yamada", Role::Worker).await.with("sec-fetch-site", "cross-site");
    assert_eq!(post(&mut worker, "/helpdesk/lookup/save", &save).await.status, 403);
    assert!(desk.consult.board().case(CaseId(1)).is_none());
}

#[tokio::test]
async fn whatever_stands_in_the_address_is_bounded_and_escaped() {
    let desk = desk().await;
    let mut worker = desk.sign_in("yamada", Role::Worker).await;
    let long = "長".repeat(3_000);
    let page = look_up(&mut worker, &[("q", &long), ("f_employees", &long), ("f_nothing", "1"), ("at", "x")]).await;
    assert!(page.matches('長').count() < 4_000);
    let evil = "\"><script>alert(1)</script>";
    let pairs = [("q", evil), ("was", evil), ("f_employees", evil), ("case", evil), ("about", evil), ("add", evil)];
    assert!(!look_up(&mut worker, &pairs).await.contains("<script>alert"));
    let answer = worker.get("/helpdesk/lookup?q=%ff%fe&f_goals=,&f_goals=%3F&f_industry=&was").await;
    assert_eq!(answer.status, 200);
    let broken = [("asked", "q=a&was=a"), ("mark", "../x")];
    assert_eq!(post(&mut worker, "/helpdesk/lookup/save", &broken).await.status, 400);
    let empty = [("asked", ""), ("mark", "0123456789abcdef0123456789abcdef")];
    assert_eq!(post(&mut worker, "/helpdesk/lookup/save", &empty).await.status, 400);
}
