//! What a person does with a page.

use std::iter;

use serde_json::json;

use super::{Browser, look::Element, wait::not_yet, wire::Refusal};

/// Those that can be seen; what is inside of something hidden can't be meant.
const BY_TEXT: &str = "
    const words = it => (it.innerText || it.value || '').trim().replace(/\\s+/g, ' ');
    const all = [...document.querySelectorAll(arguments[0])].filter(it => it.checkVisibility());
    return all.find(it => words(it) === arguments[1]) ?? all.map(words).join('」「')";

const BUTTONS: &str = "button, input[type=submit], input[type=button], input[type=reset], summary, [role=button]";

impl Browser {
    /// Opens an address and waits until the page is loaded.
    #[track_caller]
    pub fn open(&self, address: &str) {
        self.session.post("url", &json!({ "url": address })).unwrap_or_else(|refusal| panic!("{address}: {refusal}"));
    }

    #[track_caller]
    pub fn back(&self) {
        self.session.post("back", &json!({})).unwrap_or_else(|refusal| panic!("back: {refusal}"));
    }

    #[track_caller]
    pub fn forward(&self) {
        self.session.post("forward", &json!({})).unwrap_or_else(|refusal| panic!("forward: {refusal}"));
    }

    #[track_caller]
    pub fn reload(&self) {
        self.session.post("refresh", &json!({})).unwrap_or_else(|refusal| panic!("reload: {refusal}"));
    }

    /// Clicks with the mouse, in the middle; what lies over it would be hit, and is waited for to go away.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.with(css, |element| self.click_on(element));
    }

    /// Clicks the button that says just this.
    #[track_caller]
    pub fn click_button(&self, text: &str) {
        self.click_text(BUTTONS, text);
    }

    /// Clicks the link that says just this.
    #[track_caller]
    pub fn click_link(&self, text: &str) {
        self.click_text("a[href]", text);
    }

    #[track_caller]
    fn click_text(&self, css: &str, text: &str) {
        self.patiently(&format!("「{text}」 to click on"), Refusal::is_not_there, &mut || {
            let found = self.run(BY_TEXT, json!([css, text]))?;
            match Element::of(&found) {
                Some(element) => self.click_on(&element),
                None => Err(not_yet(&format!("there is 「{}」", found.as_str().unwrap_or_default()))),
            }
        });
    }

    fn click_on(&self, element: &Element) -> Result<(), Refusal> {
        self.session.post(&format!("element/{}/click", element.0), &json!({})).map(drop)
    }

    /// Clicks twice as fast as an impatient hand can, without looking at what the first click did.
    #[track_caller]
    pub fn double_click(&self, css: &str) {
        self.point(css, "mouse", 2);
    }

    /// Taps with a finger.
    #[track_caller]
    pub fn tap(&self, css: &str) {
        self.point(css, "touch", 1);
    }

    #[track_caller]
    fn point(&self, css: &str, with: &str, times: usize) {
        self.with(css, |element| {
            // Only then has it a place on the screen.
            self.run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", json!([element.json()]))?;
            let to = json!({ "type": "pointerMove", "duration": 0, "origin": element.json(), "x": 0, "y": 0 });
            let click = ["pointerDown", "pointerUp"].map(|what| json!({ "type": what, "button": 0 }));
            let actions: Vec<_> = iter::once(to).chain(iter::repeat_n(click, times).flatten()).collect();
            let hand =
                json!({ "type": "pointer", "id": with, "parameters": { "pointerType": with }, "actions": actions });
            self.session.post("actions", &json!({ "actions": [hand] }))
        });
    }

    /// Types at the end of a field, key after key. "\n" is Enter.
    #[track_caller]
    pub fn type_into(&self, css: &str, text: &str) {
        self.with(css, |element| {
            self.session
                .post(&format!("element/{}/value", element.0), &json!({ "text": text.replace('\n', "\u{e007}") }))
        });
    }

    /// Empties a field.
    #[track_caller]
    pub fn clear(&self, css: &str) {
        self.with(css, |element| self.session.post(&format!("element/{}/clear", element.0), &json!({})));
    }

    /// Gives an element the focus, without a click.
    #[track_caller]
    pub fn focus(&self, css: &str) {
        self.with(css, |element| self.run("arguments[0].focus()", json!([element.json()])));
    }
}
