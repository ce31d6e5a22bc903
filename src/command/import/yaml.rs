//! An entry as an author would have written it, and as it is read back exactly.

use saphyr_parser::{Event, Parser};

use super::line::Line;

/// One entry of a list, with its line breaks.
pub fn entry(line: &Line) -> String {
    let mut out = format!("- id: {}\n", quoted(&line.id));
    out.push_str(&format!("  question: {}\n", text(&line.question)));
    out.push_str(&format!("  answer: {}\n", text(&line.answer)));
    for (key, items) in [("examples", &line.examples), ("keywords", &line.keywords), ("contacts", &line.contacts)] {
        if !items.is_empty() {
            out.push_str(&format!("  {key}:\n"));
            items.iter().for_each(|item| out.push_str(&format!("    - {}\n", quoted(item))));
        }
    }
    for (key, value) in [("as_of", &line.as_of), ("source", &line.source)] {
        if let Some(value) = value {
            out.push_str(&format!("  {key}: {}\n", quoted(value)));
        }
    }
    out
}

/// Paragraphs as they are, one line in quotes.
fn text(text: &str) -> String {
    literal(text).unwrap_or_else(|| quoted(text))
}

/// A text of several lines as a block, where it is read back as it was.
fn literal(text: &str) -> Option<String> {
    if !text.contains('\n') || text.chars().any(|c| c != '\n' && unseen(c)) {
        return None;
    }
    let mut block = "|-".to_owned();
    for line in text.split('\n') {
        block.push('\n');
        if !line.is_empty() {
            block.push_str("    ");
            block.push_str(line);
        }
    }
    (read_back(&block)? == text).then_some(block)
}

/// The text of a value under a key; nothing where it is no single text.
fn read_back(value: &str) -> Option<String> {
    let document = format!("- key: {value}\n  next: 1\n");
    let mut texts = Vec::new();
    for event in Parser::new_from_str(&document) {
        if let (Event::Scalar(text, ..), _) = event.ok()? {
            texts.push(text.into_owned());
        }
    }
    match texts.as_slice() {
        [_, text, next, one] if next == "next" && one == "1" => Some(text.clone()),
        _ => None,
    }
}

/// A text in quotes, the same in JSON and in YAML.
fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // All of these have four digits.
            c if unseen(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that an author would not see, or that YAML takes for a line break or the mark of an encoding.
fn unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
