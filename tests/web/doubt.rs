//! Numbers and addresses that are in doubt: shown and marked, and nobody is led there.

use crate::{
    kept::Kept,
    site::{serve, unhurried},
    web_client::Page,
    world,
};

const CONTACTS: &str = r#"
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

const PROGRAM: &str = r#"
steps:
  - { text: 申し込む, url: { printed: "https://example.jp/申込み", why: 字が抜けている疑い, confirm: true } }
corrections:
  - { printed: 03-3333-4444, why: 同じ番号が別の窓口にもある }
  - { printed: "https://example.jp/goshoku", why: 字が抜けている疑い }
"#;

#[tokio::test]
async fn what_is_in_doubt_is_marked_and_never_a_link() {
    let program = world::program(PROGRAM).replace("contacts: []", "contacts: [desk]");
    let content = world::small(&[
        ("knowledge/contacts.yaml", CONTACTS),
        ("knowledge/programs/one.yaml", &program),
        (
            "dialogs/start.yaml",
            "title: 試し\nabout: 試し\nsteps:\n  - ask: a\n  - recommend: { programs: all, ask_more: 0 }\n",
        ),
    ])
    .unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let site = serve(&content, Kept::new(), unhurried()).await;
    let mut browser = site.visitor().await;
    let page = browser.look().await;
    let mut page = browser.press(&page, "1 はい").await;
    if !page.has("class=\"card") {
        page = browser.press(&page, "さがす").await;
    }
    let mut pages = vec![page.clone(), Page(browser.get("/print").await.body)];
    // The same in the talk, where it was typed for.
    pages.push(browser.write(&page, "1").await);
    for (place, page) in pages.iter().enumerate() {
        for doubtful in ["03-1111-2222", "soudan@example.jp", "https://example.jp/utagawashii"] {
            assert!(page.has(&format!("{doubtful}【要確認】")), "{place}: {doubtful} is not marked: {}", page.0);
        }
        for link in ["tel:0311112222", "tel:0333334444", "mailto:", "href=\"https://example.jp/"] {
            assert!(!page.has(link), "{place}: {link} leads somewhere: {}", page.0);
        }
        assert!(page.has("tel:0120366440"), "{place}: what is sure can be called");
    }
    assert!(pages[0].has("要確認：資料の「03-3333-4444」"), "{}", pages[0].0);
    site.stop().await;
}
