//! What went wrong on the pages: errors in the console, requests that failed, violations of the content policy.

use serde_json::json;

use super::Browser;

/// Runs before anything on a page. The browser logs violations by itself; this adds which directive, what and where,
/// and the log outlives the page.
pub(super) const LISTENER: &str = "addEventListener('securitypolicyviolation', it => console.error(
    `securitypolicyviolation: ${it.effectiveDirective} blocked ${it.blockedURI} at ${it.sourceFile}:${it.lineNumber} ${it.sample}`))";

impl Browser {
    /// All that has gone wrong since the start or since it was last taken, in the browser's own words.
    #[track_caller]
    pub fn problems(&self) -> Vec<String> {
        if let Ok(log) = self.session.post("se/log", &json!({ "type": "browser" })) {
            let severe = log.as_array().into_iter().flatten().filter(|entry| entry["level"] == "SEVERE");
            let said = severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned());
            self.problems.borrow_mut().extend(said);
        }
        self.problems.borrow().clone()
    }

    /// The same, forgotten afterwards: for tests that want something to go wrong.
    #[track_caller]
    pub fn take_problems(&self) -> Vec<String> {
        let problems = self.problems();
        self.problems.borrow_mut().clear();
        problems
    }

    /// Panics if anything went wrong. The end of every test.
    #[track_caller]
    pub fn assert_clean(&self) {
        let problems = self.problems();
        assert!(problems.is_empty(), "the pages had problems:\n{}", problems.join("\n"));
    }
}
