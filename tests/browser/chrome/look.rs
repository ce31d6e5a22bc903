//! Reading what is on the page.

use serde_json::{Value, json};

use super::{Browser, wire::Refusal};

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element as chromedriver knows it; of one page, gone with it.
#[derive(Clone, Debug)]
pub(super) struct Element(pub String);

impl Element {
    pub fn of(value: &Value) -> Option<Self> {
        value[ELEMENT].as_str().map(|id| Self(id.to_owned()))
    }

    pub fn json(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

/// The element that has the focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// `button`, `textarea`; `body` where nothing has it.
    pub tag: String,
    pub id: String,
    pub role: String,
    /// What a screen reader calls it.
    pub name: String,
    pub text: String,
}

impl Browser {
    pub(super) fn find(&self, css: &str) -> Result<Element, Refusal> {
        let found = self.session.post("element", &json!({ "using": "css selector", "value": css }))?;
        Ok(Element::of(&found).expect("chromedriver answers with an element"))
    }

    pub(super) fn find_all(&self, css: &str) -> Result<Vec<Element>, Refusal> {
        let found = self.session.post("elements", &json!({ "using": "css selector", "value": css }))?;
        Ok(found.as_array().into_iter().flatten().filter_map(Element::of).collect())
    }

    pub(super) fn ask(&self, element: &Element, what: &str) -> Result<String, Refusal> {
        let said = self.session.get(&format!("element/{}/{what}", element.0))?;
        Ok(said.as_str().unwrap_or_default().to_owned())
    }

    /// How many there are now.
    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        self.find_all(css).unwrap_or_else(|refusal| panic!("{css}: {refusal}")).len()
    }

    /// Whether there is one now.
    #[track_caller]
    pub fn exists(&self, css: &str) -> bool {
        self.count(css) > 0
    }

    /// The text of the first one, as it is shown: what is hidden is not part of it.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.with(css, |element| self.ask(element, "text"))
    }

    /// The texts of all there are now.
    #[track_caller]
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.until(&format!("the texts of {css}"), || {
            self.find_all(css)?.iter().map(|it| self.ask(it, "text")).collect()
        })
    }

    /// An attribute as it was written; an empty text for one without a value.
    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let value = self.with(css, |element| {
            self.run("return arguments[0].getAttribute(arguments[1])", json!([element.json(), name]))
        });
        value.as_str().map(str::to_owned)
    }

    /// What stands in a field.
    #[track_caller]
    pub fn value(&self, css: &str) -> String {
        self.with(css, |element| self.ask(element, "property/value"))
    }

    /// What the first one is called by a screen reader.
    #[track_caller]
    pub fn accessible_name(&self, css: &str) -> String {
        self.with(css, |element| self.ask(element, "computedlabel"))
    }

    /// The element that has the focus.
    #[track_caller]
    pub fn active(&self) -> Active {
        self.until("the element with the focus", || {
            let found = self.session.get("element/active")?;
            let element = Element::of(&found).expect("chromedriver answers with an element");
            let ask = |what: &str| self.ask(&element, what);
            Ok(Active {
                tag: ask("name")?,
                id: ask("property/id")?,
                role: ask("computedrole")?,
                name: ask("computedlabel")?,
                text: ask("text")?,
            })
        })
    }

    /// The address of the page.
    #[track_caller]
    pub fn address(&self) -> String {
        let address = self.session.get("url").unwrap_or_else(|refusal| panic!("the address: {refusal}"));
        address.as_str().unwrap_or_default().to_owned()
    }

    /// The title of the page.
    #[track_caller]
    pub fn title(&self) -> String {
        let title = self.session.get("title").unwrap_or_else(|refusal| panic!("the title: {refusal}"));
        title.as_str().unwrap_or_default().to_owned()
    }

    /// Panics if the page is wider than the screen, with what sticks out.
    #[track_caller]
    pub fn assert_fits(&self) {
        let out = self.js(
            "(() => { const root = document.scrollingElement, width = root.clientWidth;
               if (root.scrollWidth <= width) return [];
               return [...document.querySelectorAll('body *')]
                 .filter(it => it.getBoundingClientRect().right > width + 0.5)
                 .map(it => it.tagName.toLowerCase() + (it.id && '#' + it.id) + [...it.classList].map(c => '.' + c).join(''))
                 .concat(`${root.scrollWidth} px wide on a screen of ${width}`) })()",
        );
        assert_eq!(out, json!([]), "the page is wider than the screen");
    }
}
