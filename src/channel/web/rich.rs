//! Our texts as HTML: emphasis, line breaks, and what can be called or opened as a link.

use std::sync::LazyLock;

use regex::Regex;

use super::site::Frame;
use crate::{consult::message::Text, content::IN_DOUBT};

/// HTML that was made here and needs no escaping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(pub String);

impl askama::FastWritable for Html {
    fn write_into(&self, to: &mut dyn std::fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(to.write_str(&self.0)?)
    }
}

impl std::fmt::Display for Html {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// An address, a telephone number of Japan with its hyphens, or our own page that tells what is kept.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"https?://[A-Za-z0-9\-._~:/?#@!$&*+,;=%]+|0\d{1,4}-\d{1,4}-\d{3,4}|/privacy\b")
        .expect("a constant pattern")
});

/// A text of ours, with its links.
pub(super) fn text(text: &Text, frame: Frame) -> Html {
    let mut html = String::new();
    let spans: Vec<_> = text.0.iter().collect();
    for (place, span) in spans.iter().enumerate() {
        let mut part = span.text.as_str();
        if place == 0 {
            part = part.trim_start_matches('\n');
        }
        if place + 1 == spans.len() {
            part = part.trim_end();
        }
        match span.bold {
            true => html += &format!("<strong>{}</strong>", linked(part, frame)),
            false => html += &linked(part, frame),
        }
    }
    Html(html)
}

/// A text of somebody else, as it is.
pub(super) fn plain(text: &str) -> Html {
    Html(escaped(text.trim()))
}

fn linked(text: &str, frame: Frame) -> String {
    let line = |line: &str| if line.contains(IN_DOUBT) { escaped(line) } else { with_links(line, frame) };
    text.split('\n').map(line).collect::<Vec<_>>().join("<br>")
}

fn with_links(text: &str, frame: Frame) -> String {
    let (mut html, mut done) = (String::new(), 0);
    for found in LINK.find_iter(text) {
        let (mut end, before, after) = (found.end(), &text[..found.start()], &text[found.end()..]);
        let mut what = found.as_str();
        let part_of_more = before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '/'))
            || after.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        if !what.starts_with("http") && part_of_more {
            continue;
        }
        if what.starts_with("http") {
            what = what.trim_end_matches(['.', ',', ';', ':', '!', '?']);
            end = found.start() + what.len();
        }
        html += &escaped(&text[done..found.start()]);
        html += &link(what, frame);
        done = end;
    }
    html + &escaped(&text[done..])
}

fn link(what: &str, frame: Frame) -> String {
    let shown = escaped(what);
    match what.as_bytes()[0] {
        b'h' => format!("<a href=\"{shown}\" rel=\"noopener noreferrer\" target=\"_blank\">{shown}</a>"),
        // In a frame the page that tells what is kept is that of the frame, so that its way back leads back here.
        b'/' => format!("<a href=\"{}{shown}\">{shown}</a>", frame.base()),
        _ => format!("<a href=\"tel:{}\">{shown}</a>", dialled(what)),
    }
}

/// A printed number as a telephone takes it.
pub(super) fn dialled(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            '\'' => html += "&#39;",
            '\n' => html += "<br>",
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(plain: &str) -> String {
        text(&Text::plain(plain), Frame::Whole).0
    }

    #[test]
    fn numbers_and_addresses_are_links_and_nothing_else_is() {
        assert_eq!(of("電話 0120-366-440（平日）"), "電話 <a href=\"tel:0120366440\">0120-366-440</a>（平日）");
        let link = "<a href=\"https://a.jp/b?c=1&amp;d\" rel=\"noopener noreferrer\" target=\"_blank\">https://a.jp/b?c=1&amp;d</a>";
        assert_eq!(of("見る https://a.jp/b?c=1&d."), format!("見る {link}."));
        for none in ["2023-06-30", "+81-3-5843-0000", "03-1234-5678-9", "javascript:alert(1)"] {
            assert_eq!(of(none), none);
        }
        assert_eq!(of("0120-366-440【要確認】"), "0120-366-440【要確認】");
        assert_eq!(of("https://a.jp/x【要確認】"), "https://a.jp/x【要確認】");
        assert_eq!(of("https://a.jp/申込み【要確認】"), "https://a.jp/申込み【要確認】");
        assert_eq!(of("要確認：資料の「03-1111-2222」は誤植の疑い"), "要確認：資料の「03-1111-2222」は誤植の疑い");
        assert!(of("0120-366-440\n03-1111-2222【要確認】").contains("tel:0120366440"), "other lines are as they are");
    }

    #[test]
    fn emphasis_is_kept_and_the_ends_are_trimmed() {
        let mut both = Text::plain("\n一\n");
        both.push_bold("二<b>").push("\n三\n\n");
        assert_eq!(text(&both, Frame::Whole).0, "一<br><strong>二&lt;b&gt;</strong><br>三");
    }

    proptest! {
        #[test]
        fn nothing_typed_becomes_markup(typed in ".{0,60}") {
            let html = plain(&typed).0.replace("<br>", "");
            prop_assert!(!html.contains(['<', '>', '"', '\'']));
            let ours = of(&typed);
            prop_assert_eq!(ours.matches('<').count(), ours.matches("<br>").count() + 2 * ours.matches("<a ").count());
        }
    }
}
