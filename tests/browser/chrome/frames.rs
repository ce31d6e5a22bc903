//! Pages within pages.

use serde_json::{Value, json};

use super::Browser;

impl Browser {
    /// What follows goes to the page in this frame.
    #[track_caller]
    pub fn enter_frame(&self, css: &str) {
        self.with(css, |element| self.session.post("frame", &json!({ "id": element.json() })));
    }

    /// What follows goes to the page itself again.
    #[track_caller]
    pub fn leave_frame(&self) {
        self.session
            .post("frame", &json!({ "id": Value::Null }))
            .unwrap_or_else(|refusal| panic!("the page: {refusal}"));
    }
}
