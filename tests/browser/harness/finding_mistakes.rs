//! Mistakes of a page, made on purpose: each must be seen.

use super::on_page;

#[test]
#[should_panic(expected = "broken on purpose")]
fn an_error_in_the_console() {
    let (_page, browser) = on_page();
    browser.js("console.error('broken on purpose')");
    browser.assert_clean();
}

#[test]
fn errors_outlive_their_page() {
    let (page, browser) = on_page();
    browser.js("setTimeout(() => { throw new Error('uncaught') })");
    browser.js("setTimeout(() => Promise.reject(new Error('rejected')))");
    browser.js("fetch('/nothing-here').then(() => null)");
    browser.open(&page.url("/other"));
    let problems = browser.take_problems().join("\n");
    for part in ["uncaught", "rejected", "/nothing-here", "404"] {
        assert!(problems.contains(part), "{part}: {problems}");
    }
    browser.assert_clean();
}

#[test]
fn a_violation_of_the_content_policy() {
    let (page, browser) = on_page();
    browser.open(&page.url("/breaks-policy"));
    assert_eq!(browser.title(), "決まりをやぶる");
    let problems = browser.take_problems().join("\n");
    for part in [
        "securitypolicyviolation: style-src-attr blocked inline",
        "securitypolicyviolation: script-src-elem blocked inline",
        "Content Security Policy",
    ] {
        assert!(problems.contains(part), "{part}: {problems}");
    }
    // It is seen without JavaScript too, and in other tabs.
    browser.open_tab();
    browser.open(&page.url("/breaks-policy"));
    assert!(browser.take_problems().join("\n").contains("securitypolicyviolation: style-src-attr"));
    browser.javascript(false);
    browser.reload();
    assert!(browser.take_problems().join("\n").contains("Content Security Policy"));
}

#[test]
fn a_field_without_a_name() {
    let (page, browser) = on_page();
    browser.assert_accessible();
    browser.open(&page.url("/unlabelled"));
    let [violation] = browser.accessibility_violations().try_into().unwrap();
    insta::assert_snapshot!(violation);
    browser.assert_clean();
}

#[test]
#[should_panic(expected = "waited for 「いない」 to click on: no such element: there is 「送信」「数える」「あとで」")]
fn a_button_that_never_comes() {
    let (_page, browser) = on_page();
    browser.click_button("いない");
}
