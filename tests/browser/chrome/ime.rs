//! Japanese as it is typed: kana that are not yet text, turned into kanji and confirmed with Enter.

use serde_json::json;

use super::Browser;

/// The code of every key that the input method takes for itself.
const TAKEN_BY_IME: u32 = 229;

impl Browser {
    /// Puts text under composition where the focus is, as while somebody is typing; more may replace it.
    #[track_caller]
    pub fn compose(&self, text: &str) {
        let end = text.encode_utf16().count();
        self.process_key("rawKeyDown", "KeyA");
        self.cdp("Input.imeSetComposition", json!({ "text": text, "selectionStart": end, "selectionEnd": end }));
        self.process_key("keyUp", "KeyA");
    }

    /// Confirms what is being composed with Enter. The page sees a key down of Enter that belongs to the composition
    /// (`isComposing`, 229), and must not take it for its own.
    #[track_caller]
    pub fn confirm_composition(&self, text: &str) {
        self.process_key("rawKeyDown", "Enter");
        self.cdp("Input.insertText", json!({ "text": text }));
        let enter = json!({ "type": "keyUp", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13 });
        self.cdp("Input.dispatchKeyEvent", enter);
    }

    #[track_caller]
    fn process_key(&self, what: &str, code: &str) {
        let key = json!({ "type": what, "key": "Process", "code": code, "windowsVirtualKeyCode": TAKEN_BY_IME });
        self.cdp("Input.dispatchKeyEvent", key);
    }
}
