//! What the real server allows in a text, a keyboard and a menu of commands.

use serde_json::{Value, json};

use super::{Refused, html, world::ShownButton};

/// A text to be shown: checked, without its tags, blanks at its ends taken off.
#[derive(Debug)]
pub struct Checked {
    pub text: String,
    pub entities: Vec<Value>,
}

const MOST_TEXT: usize = 4096;
const MOST_RAW_TEXT: usize = 32768;
const MOST_MARKUP: usize = 10 * 1024;
const MOST_BUTTONS: usize = 100;
const MOST_IN_ROW: usize = 8;

/// Checks a text; `too_long` is what sending or editing says of one that is too long.
pub fn text(raw: &str, parse_mode: Option<&str>, too_long: &str) -> Result<Checked, Refused> {
    if raw.is_empty() {
        return Err(Refused::bad("message text is empty"));
    }
    if raw.len() > MOST_RAW_TEXT {
        return Err(Refused::bad("text is too long"));
    }
    let (text, entities) = match parse_mode.map(str::to_ascii_lowercase).as_deref() {
        None | Some("") => (raw.to_owned(), Vec::new()),
        Some("html") => html::parse(raw).map_err(|what| Refused::bad(format!("can't parse entities: {what}")))?,
        Some(_) => return Err(Refused::bad("unsupported parse_mode")),
    };
    let checked = trimmed(&text, entities);
    if checked.text.is_empty() {
        return Err(Refused::bad("text must be non-empty"));
    }
    if checked.text.chars().count() > MOST_TEXT {
        return Err(Refused::bad(too_long));
    }
    Ok(checked)
}

/// Takes blanks off the ends, and moves the entities along.
fn trimmed(text: &str, mut entities: Vec<Value>) -> Checked {
    let blank = |c: char| c.is_whitespace() && c != '\u{3000}';
    let rest = text.trim_start_matches(blank);
    let skipped: u64 = text[..text.len() - rest.len()].chars().map(|c| c.len_utf16() as u64).sum();
    let text = rest.trim_end_matches(blank).to_owned();
    let length = text.encode_utf16().count() as u64;
    entities.retain_mut(|it| {
        let from = it["offset"].as_u64().unwrap();
        let to = (from + it["length"].as_u64().unwrap()).saturating_sub(skipped).min(length);
        let from = from.saturating_sub(skipped);
        it["offset"] = json!(from);
        it["length"] = json!(to.saturating_sub(from));
        to > from
    });
    entities.extend(addresses(&text));
    entities.sort_by_key(|it| it["offset"].as_u64());
    Checked { text, entities }
}

/// The web addresses in a text, which the real server marks by itself.
fn addresses(text: &str) -> Vec<Value> {
    let starts = text.match_indices("https://").map(|(at, _)| at);
    let one = |at: usize| {
        let end = text[at..].find(|c: char| !c.is_ascii_graphic()).map_or(text.len(), |n| at + n);
        let units = |part: &str| part.encode_utf16().count();
        json!({"type": "url", "offset": units(&text[..at]), "length": units(&text[at..end])})
    };
    starts.map(one).collect()
}

/// Checks a `reply_markup`; gives the buttons of an inline keyboard.
pub fn markup(markup: &Value, private: bool) -> Result<Vec<Vec<ShownButton>>, Refused> {
    let Value::Object(fields) = markup else {
        return Err(Refused::bad("can't parse reply keyboard markup JSON object"));
    };
    if markup.to_string().len() > MOST_MARKUP {
        return Err(Refused::bad("reply markup is too long"));
    }
    if let Some(rows) = fields.get("inline_keyboard") {
        return inline(rows);
    }
    let rows = fields.get("keyboard").and_then(Value::as_array);
    for button in rows.into_iter().flatten().flat_map(|row| row.as_array().into_iter().flatten()) {
        let label = button.as_str().or_else(|| button["text"].as_str());
        if label.is_none_or(str::is_empty) {
            return Err(Refused::bad("keyboard button text must be non-empty"));
        }
        for (field, what) in [("request_contact", "phone number"), ("request_location", "location")] {
            if button[field] == true && !private {
                return Err(Refused::bad(format!("{what} can be requested in private chats only")));
            }
        }
    }
    Ok(Vec::new())
}

fn inline(rows: &Value) -> Result<Vec<Vec<ShownButton>>, Refused> {
    let object = || Refused::bad("object expected as inline keyboard button");
    let rows = rows.as_array().ok_or_else(|| Refused::bad("field \"inline_keyboard\" must be of type Array"))?;
    let mut keyboard = Vec::new();
    for row in rows {
        let row = row.as_array().ok_or_else(|| Refused::bad("field \"inline_keyboard\" must be an Array of Arrays"))?;
        if row.len() > MOST_IN_ROW {
            return Err(Refused::bad("reply markup is too long"));
        }
        let row: Vec<_> = row.iter().map(|it| button(it.as_object().ok_or_else(object)?)).collect::<Result<_, _>>()?;
        if !row.is_empty() {
            keyboard.push(row);
        }
    }
    if keyboard.iter().map(Vec::len).sum::<usize>() > MOST_BUTTONS {
        return Err(Refused::bad("reply markup is too long"));
    }
    Ok(keyboard)
}

fn button(fields: &serde_json::Map<String, Value>) -> Result<ShownButton, Refused> {
    let field = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let label = field("text").to_owned();
    if label.trim().is_empty() {
        return Err(Refused::bad("inline keyboard button text must be non-empty"));
    }
    let others =
        ["login_url", "web_app", "switch_inline_query", "switch_inline_query_current_chat", "copy_text", "pay"];
    match (field("callback_data"), field("url")) {
        ("", "") if others.iter().any(|it| fields.contains_key(*it)) => Ok(ShownButton { label, data: String::new() }),
        ("", "") => {
            Err(Refused::bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"))
        }
        ("", address) => match url(address) {
            Ok(()) => Ok(ShownButton { label, data: String::new() }),
            Err(why) => Err(Refused::bad(format!("inline keyboard button URL '{address}' is invalid: {why}"))),
        },
        (data, _) if data.len() > 64 => Err(Refused::bad("BUTTON_DATA_INVALID")),
        (data, _) => Ok(ShownButton { label, data: data.to_owned() }),
    }
}

fn url(address: &str) -> Result<(), &'static str> {
    let (scheme, rest) = match address.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None if address.contains(':') => return Err("Unsupported URL protocol"),
        None => ("http".to_owned(), address),
    };
    match scheme.as_str() {
        "http" | "https" => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let host = host.split(':').next().unwrap_or_default();
            let whole = host.contains('.') && !host.starts_with('.') && !host.contains(char::is_whitespace);
            if whole { Ok(()) } else { Err("Wrong HTTP URL") }
        }
        "tg" | "ton" => Ok(()),
        _ => Err("Unsupported URL protocol"),
    }
}

/// Checks a menu of commands.
pub fn commands(commands: &Value) -> Result<Vec<(String, String)>, Refused> {
    let Some(commands) = commands.as_array() else {
        return Err(Refused::bad("can't parse commands JSON object"));
    };
    if commands.len() > 100 {
        return Err(Refused::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    let one = |it: &Value| {
        let command = it["command"].as_str().unwrap_or_default().trim_start_matches('/').to_owned();
        let description = it["description"].as_str().unwrap_or_default().trim().to_owned();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !(1..=32).contains(&command.len()) || !command.chars().all(allowed) {
            return Err(Refused::bad("BOT_COMMAND_INVALID"));
        }
        match description.chars().count() {
            0 => Err(Refused::bad("command description must be non-empty")),
            1..=256 => Ok((command, description)),
            _ => Err(Refused::bad("BOT_COMMAND_DESCRIPTION_INVALID")),
        }
    };
    commands.iter().map(one).collect()
}
