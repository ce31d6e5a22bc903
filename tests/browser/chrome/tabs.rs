//! More than one tab of the same browser: they share cookies.

use serde_json::json;

use super::{Browser, problems::LISTENER};

/// One tab of one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab(String);

impl Browser {
    /// The tab that everything goes to.
    #[track_caller]
    pub fn tab(&self) -> Tab {
        let handle = self.session.get("window").unwrap_or_else(|refusal| panic!("the tab: {refusal}"));
        Tab(handle.as_str().unwrap_or_default().to_owned())
    }

    /// Opens an empty tab and goes there.
    #[track_caller]
    pub fn open_tab(&self) -> Tab {
        let made = self.session.post("window/new", &json!({ "type": "tab" }));
        let made = made.unwrap_or_else(|refusal| panic!("a new tab: {refusal}"));
        let tab = Tab(made["handle"].as_str().unwrap_or_default().to_owned());
        self.switch_to(&tab);
        self.prepare_tab();
        tab
    }

    /// All there are, also those that a page has opened.
    #[track_caller]
    pub fn tabs(&self) -> Vec<Tab> {
        let handles = self.session.get("window/handles").unwrap_or_else(|refusal| panic!("the tabs: {refusal}"));
        handles.as_array().into_iter().flatten().filter_map(|it| Some(Tab(it.as_str()?.to_owned()))).collect()
    }

    /// Goes to a tab, which is in front then; the page that was in front is hidden, and knows it.
    #[track_caller]
    pub fn switch_to(&self, tab: &Tab) {
        self.session.post("window", &json!({ "handle": tab.0 })).unwrap_or_else(|refusal| panic!("the tab: {refusal}"));
        self.cdp("Page.bringToFront", json!({}));
    }

    /// Closes the present tab and goes to another.
    #[track_caller]
    pub fn close_tab(&self, then: &Tab) {
        self.session.delete("window").unwrap_or_else(|refusal| panic!("closing the tab: {refusal}"));
        self.switch_to(then);
    }

    #[track_caller]
    pub(super) fn prepare_tab(&self) {
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": LISTENER }));
    }
}
