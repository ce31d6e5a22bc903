//! Nothing that is typed or written in the content becomes markup.

use std::sync::LazyLock;

use regex::Regex;
use sodan::content::Content;

use crate::{
    kept::Kept,
    site::{serve, served, unhurried},
    web_client::Page,
    world,
};

/// What would do harm if it were not escaped, in text and within an attribute.
const HOSTILE: &str = "<script>alert(1)</script>\"' onload='x' <img src=x> javascript:alert(2)";

/// Every opening tag of a page.
static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new("<[a-zA-Z!][^>]*>").unwrap());

fn assert_harmless(page: &Page, where_from: &str) {
    for harm in ["<script>", "<img src=x", "alert(1)<", "href=\"javascript", "href='javascript"] {
        assert!(!page.has(harm), "{where_from}: {harm} in {}", page.0);
    }
    for tag in TAG.find_iter(&page.0) {
        assert!(!tag.as_str().contains(" onload="), "{where_from}: {}", tag.as_str());
        let scripts = !tag.as_str().starts_with("<script") || tag.as_str().starts_with("<script src=\"/assets/");
        assert!(scripts && !tag.as_str().contains(" style="), "{where_from}: {}", tag.as_str());
        // An attribute that was broken out of leaves quotes that no longer pair.
        assert_eq!(tag.as_str().matches('"').count() % 2, 0, "{where_from}: {}", tag.as_str());
    }
}

#[tokio::test]
async fn what_is_typed_is_shown_as_it_was_typed() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let mut page = browser.look().await;
    page = browser.write(&page, HOSTILE).await;
    assert_harmless(&page, "first");
    assert!(page.has("&lt;script&gt;alert(1)"), "it is in the talk: {}", page.0);
    for step in ["1 エックス", "1 車"] {
        page = browser.press(&page, step).await;
    }
    page = browser.write(&page, "12").await;
    // A text is an answer, and stands from then on among the answers, in the review and on the sheet.
    page = browser.write(&page, HOSTILE).await;
    assert_harmless(&page, "answers");
    assert!(page.times("&#60;script&#62;alert(1)") > 0, "it is an answer: {}", page.0);
    let old = page.clone();
    page = browser.write(&page, "2023-06-01").await;
    let stale = browser.write(&old, HOSTILE).await;
    assert_harmless(&stale, "draft");
    page = browser.press(&page, "1 はい").await;
    assert_harmless(&page, "review");
    page = browser.press(&page, "さがす").await;
    assert_harmless(&page, "results");
    let sheet = Page(browser.get("/print").await.body);
    assert_harmless(&sheet, "sheet");
    assert!(sheet.has("&#60;script&#62;alert(1)"), "{}", sheet.0);
    site.stop().await;
}

/// Everything that an author can write, with harm in it.
fn hostile() -> Content {
    let quoted = format!("'{}'", HOSTILE.replace('\'', "''"));
    // Where Telegram has no more room.
    let short = "'<script>alert(1)</script>'";
    let facts = format!(
        "facts:\n  kind:\n    label: {short}\n    type: choice\n    question: {quoted}\n    help: {quoted}\n    choices: \
         [ {{ id: x, label: {short} }}, {{ id: y, label: ワイ }} ]\n  having:\n    label: {short}\n    type: multi\n    \
         question: {quoted}\n    choices: [ {{ id: car, label: {short} }}, {{ id: bike, label: 自転車 }} ]\n  n: {{ \
         label: {short}, type: int, unit: '<b>', question: {quoted}, min: 0, max: 1000 }}\n"
    );
    let contacts = format!(
        "contacts:\n  desk:\n    label: {quoted}\n    about: {quoted}\n    phones: [ {{ number: 0120-366-440, note: {quoted} }} ]\n    \
         search: {quoted}\n    as_of: 2023-06\n    source: {{ document: book, pages: \"3\" }}\n"
    );
    let lines = format!(
        "who: {{ n: \"..20\", check: {quoted} }}\ncost: {quoted}\nnotes: [ {quoted} ]\nsteps: [ {{ text: {quoted} }} ]\n\
         aliases: [ {quoted} ]\nbenefits: [ {{ id: part, name: {quoted}, summary: {quoted}, cap_yen: 1_000_000 }} ]\n\
         corrections: [ {{ printed: {quoted}, why: {quoted} }} ]\n"
    );
    let program = world::program(&lines)
        .replace("name: 試し\n", &format!("name: {quoted}\n"))
        .replace("summary: 試し\n", &format!("summary: {quoted}\n"))
        .replace("contacts: []", "contacts: [desk]");
    let start = format!(
        "title: {quoted}\nabout: {quoted}\nsteps:\n  - say: {quoted}\n  - ask: kind\n  - ask: having\n  - ask: n\n  \
         - recommend: {{ programs: all, ask_more: 0 }}\n"
    );
    let brand = format!(
        "name: {short}\ntagline: {short}\ncolors: {{ accent: \"#1d6a72\", accent_dark: \"#7cc4c9\" }}\noperator: {short}\n"
    );
    world::small(&[
        ("knowledge/facts.yaml", &facts),
        ("knowledge/contacts.yaml", &contacts),
        ("knowledge/programs/one.yaml", &program),
        ("dialogs/start.yaml", &start),
        ("knowledge/brand.yaml", &brand),
    ])
    .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

#[tokio::test]
async fn what_the_content_says_is_shown_as_it_says_it() {
    let site = serve(&hostile(), Kept::new(), unhurried()).await;
    let mut browser = site.visitor().await;
    let mut page = browser.look().await;
    assert_harmless(&page, "first");
    assert!(page.times("alert(1)") >= 4, "name, tagline, question, choice: {}", page.0);
    page = browser.press(&page, "1 ").await;
    assert_harmless(&page, "several");
    page = browser.press(&page, "1 ").await;
    assert_harmless(&page, "number");
    page = browser.write(&page, "12").await;
    assert_harmless(&page, "review");
    page = browser.press(&page, "さがす").await;
    assert_harmless(&page, "results");
    assert!(page.has("class=\"card"), "{}", page.0);
    for path in ["/print", "/privacy", "/nowhere", "/talk", "/embed"] {
        assert_harmless(&Page(browser.get(path).await.body), path);
    }
    let page = browser.write(&page, "1").await;
    assert_harmless(&page, "detail");
    let page = browser.press(&page, "人に相談").await;
    assert_harmless(&page, "person");
    site.stop().await;
}
