//! Text in HTML, read as the real server reads it (tdlib's `parse_html`), with its words for what is wrong.

use serde_json::{Value, json};

const TAGS: [&str; 17] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "tg-time",
    "span",
    "pre",
    "code",
    "blockquote",
];

struct Open {
    tag: String,
    argument: Option<String>,
    from: usize,
}

/// The text without tags, and its entities. The error is what stands after `can't parse entities: `.
pub fn parse(html: &str) -> Result<(String, Vec<Value>), String> {
    let bytes = html.as_bytes();
    let mut text = String::with_capacity(html.len());
    let mut units = 0;
    let mut open: Vec<Open> = Vec::new();
    let mut entities = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'&'
            && let Some((c, next)) = entity(html, at)
        {
            text.push(c);
            units += c.len_utf16();
            at = next;
        } else if bytes[at] != b'<' {
            let c = html[at..].chars().next().expect("not at the end");
            text.push(c);
            units += c.len_utf16();
            at += c.len_utf8();
        } else if bytes.get(at + 1) == Some(&b'/') {
            at = end_tag(html, at, units, &mut open, &mut entities)?;
        } else {
            let (tag, argument, next) = start_tag(html, at)?;
            open.push(Open { tag, argument, from: units });
            at = next;
        }
    }
    match open.last() {
        Some(Open { tag, .. }) => Err(format!("Can't find end tag corresponding to start tag \"{tag}\"")),
        None => Ok((text, entities)),
    }
}

/// A character written as an entity, and where it ends. Unknown names stay as they are written.
fn entity(html: &str, at: usize) -> Option<(char, usize)> {
    let rest = &html[at + 1..];
    let (c, length) = if let Some(number) = rest.strip_prefix('#') {
        let (digits, base, skipped) = match number.strip_prefix('x') {
            Some(hex) => (hex, 16, 2),
            None => (number, 10, 1),
        };
        let length = digits.find(|c: char| !c.is_digit(base)).unwrap_or(digits.len());
        let code = u32::from_str_radix(&digits[..length], base).ok().filter(|code| *code != 0)?;
        (char::from_u32(code)?, skipped + length)
    } else {
        let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let c = match &rest[..length] {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => return None,
        };
        (c, length)
    };
    let end = at + 1 + length;
    Some((c, if html.as_bytes().get(end) == Some(&b';') { end + 1 } else { end }))
}

/// Reads `<tag attribute="value">`; gives the tag, the argument that matters, and where it ends.
fn start_tag(html: &str, begin: usize) -> Result<(String, Option<String>, usize), String> {
    let bytes = html.as_bytes();
    let unclosed = || format!("Unclosed start tag at byte offset {begin}");
    let is_end = |c: u8| c.is_ascii_whitespace() || c == b'>';
    let find = |from: usize, stop: &dyn Fn(u8) -> bool| {
        bytes[from..].iter().position(|c| stop(*c)).map(|n| from + n).ok_or_else(unclosed)
    };
    let mut at = find(begin + 1, &is_end)?;
    let tag = html[begin + 1..at].to_ascii_lowercase();
    if !TAGS.contains(&tag.as_str()) {
        return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
    }
    let mut argument = None;
    loop {
        at = find(at, &|c| !c.is_ascii_whitespace())?;
        if bytes[at] == b'>' {
            break;
        }
        let name_end = find(at, &|c| is_end(c) || matches!(c, b'=' | b'/' | b'"' | b'\''))?;
        let name = html[at..name_end].to_ascii_lowercase();
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
        }
        at = find(name_end, &|c| !c.is_ascii_whitespace())?;
        let mut value = String::new();
        if bytes[at] == b'=' {
            at = find(at + 1, &|c| !c.is_ascii_whitespace())?;
            let (from, end, next) = match bytes[at] {
                quote @ (b'"' | b'\'') => {
                    let end = find(at + 1, &|c| c == quote)?;
                    (at + 1, end, end + 1)
                }
                _ => {
                    let end = find(at, &is_end)?;
                    (at, end, end)
                }
            };
            value = html[from..end].replace("&quot;", "\"").replace("&amp;", "&");
            at = next;
        }
        match (tag.as_str(), name.as_str()) {
            ("a", "href") | ("tg-emoji", "emoji-id") | ("span" | "code", "class") => argument = Some(value),
            ("blockquote", "expandable") => argument = Some(name),
            _ => {}
        }
    }
    if tag == "span" && argument.as_deref() != Some("tg-spoiler") {
        return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
    }
    Ok((tag, argument, at + 1))
}

fn end_tag(
    html: &str,
    begin: usize,
    units: usize,
    open: &mut Vec<Open>,
    entities: &mut Vec<Value>,
) -> Result<usize, String> {
    let Some(Open { tag, argument, from }) = open.pop() else {
        return Err(format!("Unexpected end tag at byte offset {begin}"));
    };
    let rest = &html[begin + 2..];
    let length = rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(rest.len());
    let name = &rest[..length];
    let blanks = rest[length..].find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len() - length);
    let end = begin + 2 + length + blanks;
    if html.as_bytes().get(end) != Some(&b'>') {
        return Err(format!("Unclosed end tag at byte offset {begin}"));
    }
    if !name.is_empty() && !name.eq_ignore_ascii_case(&tag) {
        return Err(format!("Unmatched end tag at byte offset {begin}, expected \"</{tag}>\", found \"</{name}>\""));
    }
    if units > from {
        let mut entity = json!({"offset": from, "length": units - from});
        let kind = match tag.as_str() {
            "b" | "strong" => "bold",
            "i" | "em" => "italic",
            "s" | "strike" | "del" => "strikethrough",
            "u" | "ins" => "underline",
            "pre" => "pre",
            "code" => "code",
            "blockquote" if argument.is_some() => "expandable_blockquote",
            "blockquote" => "blockquote",
            "tg-spoiler" | "span" => "spoiler",
            "a" => match argument.filter(|url| url.contains("://") || url.starts_with("tg:")) {
                Some(url) => {
                    entity["url"] = json!(url);
                    "text_link"
                }
                None => return Ok(end + 1),
            },
            _ => return Ok(end + 1),
        };
        entity["type"] = json!(kind);
        entities.push(entity);
    }
    Ok(end + 1)
}
