//! A picture taken apart as a browser would: its elements, what they say, and where they lie.

use std::sync::LazyLock;

use regex::Regex;
use unicode_width::UnicodeWidthChar;

/// One element.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Unescaped; only of elements without elements.
    pub text: String,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn number(&self, name: &str) -> f64 {
        self.get(name).and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name} of {self:?}"))
    }

    pub fn is(&self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    }

    /// From left to right; `None` for what has no place of its own.
    pub fn across(&self) -> Option<(f64, f64)> {
        match self.name.as_str() {
            "rect" => Some((self.number("x"), self.number("x") + self.number("width"))),
            "text" => Some((self.number("x"), self.number("x") + width(&self.text))),
            "line" => Some((self.number("x1").min(self.number("x2")), self.number("x1").max(self.number("x2")))),
            "circle" => Some((self.number("cx") - self.number("r"), self.number("cx") + self.number("r"))),
            _ => None,
        }
    }
}

/// A full-width letter is as wide as high, others a bit more than half of it.
pub fn width(text: &str) -> f64 {
    let letters = text.chars().map(|letter| match letter.width_cjk() {
        None | Some(0) => 0.0,
        Some(1) => 0.55,
        Some(_) => 1.0,
    });
    letters.sum::<f64>() * 14.0
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

/// Takes a picture apart; panics at whatever a browser would have to guess at, and at whatever must not be in one.
pub fn elements(svg: &str) -> Vec<Element> {
    static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^<(/?)([a-z]+)((?: [^<>]*)?)>").unwrap());
    static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"^ ([a-zA-Z1-2-]+)="([^"<>&]*)""#).unwrap());
    const NAMES: [&str; 12] =
        ["svg", "title", "desc", "defs", "pattern", "g", "text", "rect", "line", "circle", "polyline", "path"];
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = svg;
    while !rest.is_empty() {
        if let Some(tag) = TAG.captures(rest) {
            rest = &rest[tag[0].len()..];
            let name = tag[2].to_owned();
            assert!(NAMES.contains(&name.as_str()), "{name}");
            if &tag[1] == "/" {
                let opened = open.pop().expect("something open");
                assert_eq!(found[opened].name, name);
                continue;
            }
            let body = tag[3].to_owned();
            let (body, alone) = match body.strip_suffix('/') {
                Some(body) => (body, true),
                None => (body.as_str(), false),
            };
            let (mut attributes, mut left) = (Vec::new(), body);
            while !left.is_empty() {
                let one = ATTRIBUTE.captures(left).unwrap_or_else(|| panic!("{left}"));
                attributes.push((one[1].to_owned(), one[2].to_owned()));
                left = &left[one[0].len()..];
            }
            let element = Element { name, attributes, text: String::new() };
            for (key, value) in &element.attributes {
                assert!(!key.starts_with("on") && key != "style", "{key}");
                let colour = ["fill", "stroke", "color"].contains(&key.as_str()) && !value.starts_with("url(#pic-");
                assert!(!colour, "{key}={value}");
            }
            if !alone {
                open.push(found.len());
            }
            found.push(element);
        } else {
            let text = rest.split('<').next().unwrap();
            assert!(!text.is_empty(), "{rest}");
            let inside = &mut found[*open.last().expect("text in an element")];
            assert!(["title", "desc", "text"].contains(&inside.name.as_str()), "{text} in {}", inside.name);
            assert!(!text.contains('>') && !text.chars().any(char::is_control), "{text:?}");
            inside.text.push_str(&unescaped(text));
            rest = &rest[text.len()..];
        }
    }
    assert!(open.is_empty());
    found
}

/// What holds for every picture.
pub fn check(svg: &str) -> Vec<Element> {
    let all = elements(svg);
    let root = &all[0];
    assert_eq!((root.name.as_str(), root.get("role")), ("svg", Some("img")));
    assert!(root.get("width").is_none() && root.get("height").is_none());
    let size: Vec<f64> = root.get("viewBox").unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
    let [_, _, wide, high] = size[..] else { panic!("{size:?}") };
    assert!((wide - 340.0).abs() < 0.1);
    let ids: Vec<&str> = all.iter().filter_map(|one| one.get("id")).collect();
    for names in [root.get("aria-labelledby"), root.get("aria-describedby")] {
        assert!(names.is_some_and(|name| ids.contains(&name)));
    }
    for one in all.iter().filter(|one| !one.is("pic-hatch")) {
        if let Some((left, right)) = one.across() {
            assert!(left >= 0.0 && right <= wide + 0.1, "{left} to {right} of {wide}: {one:?}");
        }
        for (key, reach) in [("y", "height"), ("y1", ""), ("y2", ""), ("cy", "r")] {
            if one.get(key).is_some() && one.name != "pattern" {
                let reach = if one.get(reach).is_some() { one.number(reach) } else { 0.0 };
                assert!(one.number(key) >= 0.0 && one.number(key) + reach <= high + 0.1, "{high}: {one:?}");
            }
        }
    }
    all
}
