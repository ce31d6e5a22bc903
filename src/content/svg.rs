//! Whether a logo is harmless: an SVG of shapes, colours and titles, and of nothing else.
//!
//! It is shown beside what people write in confidence, so nothing in it may run, load or hide anything, whether a
//! browser reads it as XML or within a page. What is not understood here is refused; then nothing has to be known of
//! what browsers make of it.

use std::collections::HashSet;

use super::{
    diagnostic::{Code, FileNo, Mistakes, Span},
    files,
};

/// A logo that is larger holds a photograph, or what a drawing program keeps for itself.
pub(super) const MOST_BYTES: u64 = 32 * 1024;

/// Deeper nesting than any logo needs.
const MOST_DEPTH: usize = 32;

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

const ELEMENTS: [&str; 14] = [
    "svg",
    "g",
    "path",
    "circle",
    "rect",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "title",
    "desc",
    "defs",
    "linearGradient",
    "radialGradient",
];

/// Within gradients alone.
const STOP: &str = "stop";

/// Those that hold words, and nothing but words.
const WORDS: [&str; 2] = ["title", "desc"];

const ATTRIBUTES: [&str; 50] = [
    "aria-hidden",
    "aria-label",
    "clip-rule",
    "color",
    "cx",
    "cy",
    "d",
    "fill",
    "fill-opacity",
    "fill-rule",
    "fr",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "id",
    "offset",
    "opacity",
    "pathLength",
    "points",
    "preserveAspectRatio",
    "r",
    "role",
    "rx",
    "ry",
    "shape-rendering",
    "spreadMethod",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "transform",
    "vector-effect",
    "version",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "xmlns",
    "y",
    "y1",
    "y2",
];

/// What may stand before a `(`; none of these names a place.
const FUNCTIONS: [&str; 10] =
    ["matrix", "translate", "scale", "rotate", "skewX", "skewY", "rgb", "rgba", "hsl", "hsla"];

/// Reports everything that is not known to be harmless.
pub(super) fn check(file: FileNo, text: &str, mistakes: &mut Mistakes) {
    for fault in faults(text) {
        let top = Span { file, line: 1, column: 1, length: fault.length };
        mistakes
            .add(Code::WrongValue, files::end_of(&text[..fault.at], top), fault.message)
            .expected(fault.expected)
            .near = fault.near.map(str::to_owned);
    }
}

/// One thing that is refused.
#[derive(Debug)]
struct Fault {
    /// Bytes from the beginning.
    at: usize,
    /// Characters to underline.
    length: u32,
    message: String,
    expected: String,
    near: Option<&'static str>,
}

impl Fault {
    fn new(at: usize, seen: &str, message: impl Into<String>, expected: impl Into<String>) -> Self {
        let length = seen.chars().count().max(1) as u32;
        Self { at, length, message: message.into(), expected: expected.into(), near: None }
    }
}

/// Empty only where every single character was understood.
fn faults(text: &str) -> Vec<Fault> {
    let mut scan =
        Scan { text, at: 0, open: Vec::new(), rooted: false, told: HashSet::new(), refused: None, found: Vec::new() };
    if let Err(fault) = scan.document() {
        scan.tell(fault);
    }
    scan.found
}

struct Scan<'t> {
    text: &'t str,
    /// How far it is read, in bytes.
    at: usize,
    /// The elements that are not closed yet, the outermost first.
    open: Vec<&'t str>,
    /// Its only outermost element has begun.
    rooted: bool,
    /// Names that have been refused: each is told once.
    told: HashSet<&'t str>,
    /// How deep the outermost refused element lies. It has been reported, and what is in it follows from that.
    refused: Option<usize>,
    found: Vec<Fault>,
}

impl<'t> Scan<'t> {
    fn tell(&mut self, fault: Fault) {
        if self.refused.is_none() {
            self.found.push(fault);
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn take(&mut self, what: &str) -> bool {
        let found = self.rest().starts_with(what);
        if found {
            self.at += what.len();
        }
        found
    }

    /// Goes past spaces and line ends, and tells whether there were any.
    fn blank(&mut self) -> bool {
        let from = self.at;
        self.at = self.text.len() - self.rest().trim_start_matches(is_blank).len();
        self.at > from
    }

    fn name(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// What cannot be read any further.
    fn stuck(&self, expected: &str) -> Fault {
        let seen = self.rest().chars().next().map_or("ファイルの終わり".to_owned(), |c| format!("「{c}」"));
        Fault::new(self.at, "", format!("SVG として読めないところがあります（{seen}）"), expected)
    }

    fn document(&mut self) -> Result<(), Fault> {
        while let Some(tag) = self.rest().find('<') {
            self.words(tag);
            if self.rest().starts_with("<!") || self.rest().starts_with("<?") {
                return Err(Fault::new(
                    self.at,
                    "<!",
                    "<! や <? で始まるもの（宣言、コメント、処理命令）は使えません",
                    "この部分を消す。ファイルは <svg から始める",
                ));
            }
            if self.take("</") {
                self.end_tag()?;
            } else {
                self.at += 1;
                self.start_tag()?;
            }
        }
        self.words(self.rest().len());
        match self.open.last() {
            Some(open) => Err(Fault::new(self.at, "", format!("<{open}> が閉じていません"), format!("</{open}>"))),
            None if !self.rooted => Err(self.stuck("<svg …> から </svg> まで")),
            None => Ok(()),
        }
    }

    /// The text up to the next tag. Only titles hold any.
    fn words(&mut self, length: usize) {
        let (at, text) = (self.at, &self.rest()[..length]);
        self.at += length;
        if !self.open.last().is_some_and(|open| WORDS.contains(open)) {
            let spare = text.trim_start_matches(is_blank);
            if !spare.is_empty() {
                self.tell(Fault::new(
                    at + text.len() - spare.len(),
                    "",
                    "図形の外に文字があります",
                    "文字は <title> か <desc> の中だけ。字の形は path にする",
                ));
            }
        } else if let Some(place) = text.find(|c| !is_word(c)) {
            self.tell(refused_sign(at + place, text[place..].chars().next()));
        }
    }

    fn end_tag(&mut self) -> Result<(), Fault> {
        let at = self.at;
        let name = self.name();
        self.blank();
        if !self.take(">") {
            return Err(self.stuck(">"));
        }
        match self.open.pop() {
            Some(open) if open == name => {
                if self.refused == Some(self.open.len()) {
                    self.refused = None;
                }
                Ok(())
            }
            Some(open) => {
                Err(Fault::new(at, name, format!("<{open}> が </{name}> で閉じられています"), format!("</{open}>")))
            }
            None => Err(Fault::new(at, name, format!("</{name}> に合う始まりがありません"), "この部分を消す")),
        }
    }

    fn start_tag(&mut self) -> Result<(), Fault> {
        let at = self.at;
        let name = self.name();
        if name.is_empty() {
            return Err(self.stuck("図形の名前"));
        }
        let parent = self.open.last().copied();
        if parent.is_none() && (name != "svg" || self.rooted) {
            return Err(Fault::new(at, name, format!("いちばん外に <{name}> があります"), "一つの <svg> だけ"));
        }
        self.rooted = true;
        // Within a title a page would read it as its own, not as a picture's.
        if let Some(words) = parent.filter(|parent| WORDS.contains(parent)) {
            let message = format!("<{words}> の中に <{name}> があります");
            return Err(Fault::new(at, name, message, format!("<{words}> の中は文字だけ。終わりに </{words}>")));
        }
        let known = if name == STOP { in_gradient(parent) } else { ELEMENTS.contains(&name) };
        let refused = !known || (name == "svg" && parent.is_some());
        if refused && self.refused.is_none() && self.told.insert(name) {
            let mut fault = Fault::new(
                at,
                name,
                format!("<{name}> はここでは使えません"),
                "svg, g, path などの図形と title, desc、色の linearGradient, radialGradient とその中の stop だけ",
            );
            fault.near = alike(name, &ELEMENTS);
            self.tell(fault);
        }
        if refused && self.refused.is_none() {
            self.refused = Some(self.open.len());
        }
        let closed = self.attributes(name, at)?;
        if closed {
            if self.refused == Some(self.open.len()) {
                self.refused = None;
            }
            return Ok(());
        }
        self.open.push(name);
        if self.open.len() > MOST_DEPTH {
            return Err(Fault::new(at, name, "入れ子が深すぎます", format!("{MOST_DEPTH}段まで")));
        }
        Ok(())
    }

    /// Reads to the end of a start tag, and tells whether the element ends there too.
    fn attributes(&mut self, element: &'t str, element_at: usize) -> Result<bool, Fault> {
        let mut seen: Vec<&str> = Vec::new();
        let closed = loop {
            let apart = self.blank();
            if self.take("/>") {
                break true;
            }
            if self.take(">") {
                break false;
            }
            let at = self.at;
            let attribute = self.name();
            if !apart || attribute.is_empty() {
                return Err(self.stuck("空白と、名前=\"値\"、または >"));
            }
            if !self.take("=") {
                return Err(self.stuck("名前=\"値\"（= の前後に空白を入れない）"));
            }
            let quote = if self.take("\"") { '"' } else { '\'' };
            if quote == '\'' && !self.take("'") {
                return Err(self.stuck("引用符 \" で囲んだ値"));
            }
            let from = self.at;
            let Some(length) = self.rest().find(quote) else {
                self.at = self.text.len();
                return Err(self.stuck("値を閉じる引用符"));
            };
            self.at += length + 1;
            if seen.contains(&attribute) {
                self.tell(Fault::new(at, attribute, format!("{attribute} が二度あります"), "どちらか一つ"));
            }
            seen.push(attribute);
            self.attribute(element, attribute, at, &self.text[from..from + length], from);
        };
        if element == "svg" {
            for (needed, value) in [("xmlns", NAMESPACE), ("viewBox", "0 0 64 64")] {
                // Under a slip it is there, and has been reported.
                if !seen.iter().any(|seen| seen.eq_ignore_ascii_case(needed)) {
                    let message = format!("<svg> に {needed} がありません");
                    self.tell(Fault::new(element_at, element, message, format!("{needed}=\"{value}\"")));
                }
            }
        }
        Ok(closed)
    }

    fn attribute(&mut self, element: &str, attribute: &'t str, at: usize, value: &'t str, value_at: usize) {
        if !ATTRIBUTES.contains(&attribute) {
            if self.refused.is_none() && self.told.insert(attribute) {
                let mut fault = Fault::new(
                    at,
                    attribute,
                    format!("{attribute} は使えません"),
                    "形・位置・大きさ・色の属性だけ。style は fill や stroke に書き分け、ほかは消す",
                );
                fault.near = alike(attribute, &ATTRIBUTES);
                self.tell(fault);
            }
            return;
        }
        if let Some(place) = value.find(|c| !is_word(c) || matches!(c, '"' | '\'' | '`' | '\\')) {
            self.tell(refused_sign(value_at + place, value[place..].chars().next()));
            return;
        }
        let expected = match attribute {
            "xmlns" if element != "svg" || value != NAMESPACE => NAMESPACE,
            "id" if !is_id(value) => "英字で始まり、英数字と _ - . だけの名前",
            // Words for people, not for a browser.
            "aria-label" | "xmlns" | "id" => return,
            _ if names_a_place(value) => "色は #1d6a72 のように。url( ) は、この絵の中の url(#名前) だけ",
            _ => return,
        };
        self.tell(Fault::new(value_at, value, format!("{attribute} に「{value}」は書けません"), expected));
    }
}

/// Whether a value calls anything but a colour, a movement, or a gradient of the same picture.
fn names_a_place(value: &str) -> bool {
    if let Some(id) = value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')')) {
        return !is_id(id);
    }
    value.match_indices('(').any(|(place, _)| {
        let before = &value[..place];
        let word = before.trim_end_matches(is_name).len();
        !FUNCTIONS.contains(&&before[word..])
    })
}

fn refused_sign(at: usize, sign: Option<char>) -> Fault {
    let sign = sign.unwrap_or_default();
    let seen = if sign.is_control() { "目に見えない文字".to_owned() } else { format!("「{sign}」") };
    let expected = "その字を消す。& で始まる書き方 (&amp; など) も使えません";
    Fault::new(at, "", format!("{seen}は使えません"), expected)
}

/// The name that only the size of its letters keeps from being known.
fn alike(seen: &str, known: &[&'static str]) -> Option<&'static str> {
    known.iter().copied().find(|known| *known != seen && known.eq_ignore_ascii_case(seen))
}

fn in_gradient(parent: Option<&str>) -> bool {
    matches!(parent, Some("linearGradient" | "radialGradient"))
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')
}

/// What XML takes for space, and nothing else.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn is_word(c: char) -> bool {
    is_blank(c) || !(c.is_control() || matches!(c, '<' | '>' | '&' | '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Fault, faults};

    fn around(inside: &str) -> String {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inside}</svg>")
    }

    #[test]
    fn what_draws_is_taken() {
        for good in [
            "",
            "<path d=\"M0 0h9v9z\" fill=\"#1d6a72\"/>",
            "<g fill='none' stroke='rgb(1, 2, 3)' transform='translate(1 2) rotate(4)'><circle r='2'></circle></g>",
            "<title>相談 (sodan) 'と\"</title><desc>二つの吹き出し</desc>",
            "<defs><linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"red\"/></linearGradient></defs>\n<rect fill=\"url(#a)\" width=\"9\"\n height=\"9\" />",
            "<g aria-label=\"相談 (窓口)\" role=\"img\"/>",
        ] {
            assert!(faults(&around(good)).is_empty(), "{good}: {:?}", faults(&around(good)));
        }
    }

    #[test]
    fn what_could_do_harm_is_refused() {
        for bad in [
            "<script>alert(1)</script>",
            "<script/>",
            "<SCRIPT>alert(1)</SCRIPT>",
            "<style>@import 'https://a.example'</style>",
            "<foreignObject><body onload=\"a()\"/></foreignObject>",
            "<image href=\"https://a.example/a.png\"/>",
            "<use href=\"#a\"/>",
            "<use xlink:href=\"https://a.example/a.svg#a\"/>",
            "<a href=\"javascript:alert(1)\"><path/></a>",
            "<animate attributeName=\"href\"/>",
            "<set/>",
            "<filter/>",
            "<mask/>",
            "<text>a</text>",
            "<svg:path/>",
            "<stop/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>",
            "<path onclick=\"a()\"/>",
            "<path ONCLICK=\"a()\"/>",
            "<path style=\"fill:url(https://a.example)\"/>",
            "<path class=\"a\"/>",
            "<path href=\"#a\"/>",
            "<path xml:base=\"https://a.example\"/>",
            "<path xmlns:xlink=\"http://www.w3.org/1999/xlink\"/>",
            "<path xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "<path fill=\"url(https://a.example/#a)\"/>",
            "<path fill=\"url(//a.example)\"/>",
            "<path fill=\"url( #a )\"/>",
            "<path fill=\"url(#a)url(https://a.example)\"/>",
            "<path fill=\"url(#a) url(b)\"/>",
            "<path fill=\"URL(#a)\"/>",
            "<path fill=\"u\\72l(https://a.example)\"/>",
            "<path fill=\"&#117;rl(https://a.example)\"/>",
            "<path fill='url(\"https://a.example\")'/>",
            "<path fill=\"image(https://a.example)\"/>",
            "<path fill=\"image-set(a)\"/>",
            "<path fill=\"-rgb(a)\"/>",
            "<path fill=\"var(--a)\"/>",
            "<path fill=\"(a)\"/>",
            "<path id=\"a b\"/>",
            "<path id=\"\"/>",
            "<path d=\"a\" d=\"b\"/>",
            "<path d=\"<script>\"/>",
            "<path d=\"`\"/>",
            "<path d=a/>",
            "<path d/>",
            "<path d =\"a\"/>",
            "<path d=\"a\"fill=\"b\"/>",
            "<path d=\"a",
            "<path/ d=\"a\">",
            "<path\u{c}d=\"a\"/>",
            "<path\u{a0}d=\"a\"/>",
            "<path d=\"a\u{0}\"/>",
            "<path d=\"a\u{85}\"/>",
            "< path/>",
            "<path",
            "<",
            "</path>",
            "</svg>",
            "</svg><script/>",
            "</svg><svg>",
            "</svg>x<svg>",
            "<g>",
            "<g></path>",
            "<g></g onload=\"a()\">",
            "text",
            "&amp;",
            "<title>&lt;script&gt;</title>",
            "<title><path/></title>",
            "<title><script>a()</script></title>",
            "<title>a > b</title>",
            "<!-- a -->",
            "<!--><script>a()</script>-->",
            "<![CDATA[<script>a()</script>]]>",
            "<?xml-stylesheet href=\"https://a.example\"?>",
        ] {
            assert!(!faults(&around(bad)).is_empty(), "{bad}");
        }
    }

    #[test]
    fn the_file_is_one_picture() {
        let good = around("");
        let deep = around(&format!("{}{}", "<g>".repeat(40), "</g>".repeat(40)));
        for bad in [
            String::new(),
            " \n".to_owned(),
            "logo".to_owned(),
            format!("<?xml version=\"1.0\"?>{good}"),
            format!("<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{good}"),
            format!("{good}{good}"),
            format!("{good}a"),
            "<html><body>a</body></html>".to_owned(),
            "<path/>".to_owned(),
            "<svg/>".to_owned(),
            "<svg viewBox=\"0 0 9 9\"/>".to_owned(),
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned(),
            "<svg xmlns=\"http://www.w3.org/1999/xhtml\" viewBox=\"0 0 9 9\"/>".to_owned(),
            deep,
        ] {
            assert!(!faults(&bad).is_empty(), "{bad}");
        }
    }

    /// One slip is one fault, also where much follows from it.
    #[test]
    fn what_lies_in_a_refused_element_is_not_told() {
        let told = |text: &str| faults(&around(text)).into_iter().map(|fault| fault.message).collect::<Vec<_>>();
        assert_eq!(told("<script>if (a<b && c) x()</script>").len(), 1);
        assert_eq!(told("<style type=\"a\">.a { fill: red }</style><path class=\"a\"/><path class=\"a\"/>").len(), 2);
        assert_eq!(told("<text x=\"1\" lang=\"ja\">相談</text><text>相談</text>").len(), 1);
        assert_eq!(told("<use href=\"#a\"/><path style=\"\"/>").len(), 2);
    }

    const PIECES: &[&str] = &[
        "<path d=\"a\"/>",
        "<g fill=\"url(#a)\">",
        "<path",
        "<g",
        "</g>",
        "</svg>",
        "/>",
        ">",
        " ",
        "=",
        "\"",
        " d=\"",
        " fill=\"",
        " style=\"",
        " onload=\"",
        " href=\"",
        "url(",
        "url(#",
        ")",
        "#a",
        "a",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<?",
        "&#60;",
        "\\",
        "\0",
        "//a",
        " id=\"a\"",
        "<stop",
        "<image",
    ];

    proptest! {
        /// Said without the scanner: outside of values, which nothing but an even number of quotes can hold, what it
        /// takes has none of these.
        #[test]
        fn what_is_taken_holds_nothing_that_runs_or_loads(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..8),
        ) {
            let text = around(&pieces.concat());
            if faults(&text).is_empty() {
                let outside: String = text.split('"').step_by(2).collect();
                for never in [" style", " onload", " href"] {
                    prop_assert!(!outside.contains(never), "{text}");
                }
                for never in ["<script", "<image", "<stop", "<!", "<?", "&", "\\", "\0"] {
                    prop_assert!(!text.contains(never), "{text}");
                }
                prop_assert_eq!(text.matches("url(").count(), text.matches("url(#").count());
            }
        }

        #[test]
        fn every_fault_has_its_place(text in "[<>/=\"' a-eあ&!?\n\r]{0,60}") {
            for text in [around(&text), text] {
                for Fault { at, .. } in faults(&text) {
                    prop_assert!(text.is_char_boundary(at));
                }
            }
        }
    }
}
