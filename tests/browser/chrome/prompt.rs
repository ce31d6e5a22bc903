//! Questions that a page asks before it goes on.

use serde_json::json;

use super::Browser;

impl Browser {
    /// Waits until the page asks, says yes or no, and gives what was asked.
    #[track_caller]
    pub fn answer_prompt(&self, yes: bool) -> String {
        let asked = self.patiently("a question of the page", |refusal| refusal.code == "no such alert", &mut || {
            self.session.get("alert/text")
        });
        let answer = if yes { "alert/accept" } else { "alert/dismiss" };
        self.session.post(answer, &json!({})).unwrap_or_else(|refusal| panic!("{answer}: {refusal}"));
        asked.as_str().unwrap_or_default().to_owned()
    }
}
