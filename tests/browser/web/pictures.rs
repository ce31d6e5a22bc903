//! Pictures say nothing that words don't.

use super::{
    Visit,
    way::{Did, SELF_CHECK, WAY},
};

#[test]
fn results_can_be_looked_at_and_read() {
    let visit = Visit::start();
    visit.went(WAY.len());
    assert_eq!(visit.count(".picture"), 2);
    visit.click(".pictures > summary");
    for (at, caption, programs) in [(1, "金額をくらべた絵です", 1), (2, "申し込める期間の絵です", 6)]
    {
        let picture = format!(".pictures > .picture:nth-of-type({at})");
        assert!(visit.text(&format!("{picture} figcaption")).contains(caption));
        assert_eq!(visit.attribute(&format!("{picture} svg"), "role").as_deref(), Some("img"));
        assert!(visit.accessible_name(&format!("{picture} svg")).contains(caption));
        assert_eq!(visit.text(&format!("{picture} table")), "");
        visit.click(&format!("{picture} summary"));
        visit.wait_for_text(&format!("{picture} table"), "環境エネルギー対策資金");
        assert_eq!(visit.count(&format!("{picture} tr")), programs);
    }
    visit.picture("pictures");
    visit.assert_clean();
}

#[test]
fn details_that_are_unfolded_are_told_of_once() {
    let visit = Visit::start();
    visit.went(WAY.len());
    let told = "performance.getEntriesByType('resource').filter(it => it.name.endsWith('/opened') && it.responseStatus === 204).length";
    for _ in 0..3 {
        visit.click(".card:first-of-type > details > summary");
    }
    visit.wait_for_js(&format!("{told} === 1"));
    visit.click(".card:nth-of-type(2) > details > summary");
    visit.wait_for_js(&format!("{told} === 2"));
    assert_eq!(visit.count(".card > details[open]"), 2);
    visit.assert_clean();
}

#[test]
fn the_self_check_shows_its_three_stages() {
    let visit = Visit::start();
    visit.did(SELF_CHECK.0);
    visit.asked(SELF_CHECK.1);
    for place in [1, 2, 3] {
        visit.click(&format!(".tick:nth-of-type({place})"));
    }
    for next in ["手順②取り組み", "手順③計画策定", "あなたの立場"] {
        visit.click_button("決める");
        visit.asked(next);
        if next.starts_with('手') {
            visit.click(".tick:nth-of-type(1)");
        }
    }
    // What remains is of no matter here.
    loop {
        let question = visit.text("#now-head");
        if question.contains("この内容で探します") {
            break;
        }
        visit.click_button("わからない");
        visit.wait_for_js(&format!("document.getElementById('now-head').innerText.trim() !== `{question}`"));
    }
    visit.did(Did::Pressed("さがす"));
    visit.asked("見つかりました");
    visit.wait_for_text("#now > .said", "次にすること");
    let picture = "#now > .picture";
    assert!(visit.accessible_name(&format!("{picture} svg")).contains("いまは「2 取り組み」です"));
    for stage in ["現状把握", "取り組み", "計画策定"] {
        visit.wait_for_text(&format!("{picture} svg"), stage);
    }
    visit.click(&format!("{picture} summary"));
    visit.wait_for_count(&format!("{picture} tr"), 3);
    visit.wait_for_text(&format!("{picture} tr:nth-of-type(1)"), "できています");
    visit.picture("stages");
    visit.assert_clean();
}
