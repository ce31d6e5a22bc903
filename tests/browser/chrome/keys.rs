//! The keyboard, whatever has the focus.

use serde_json::json;

use super::Browser;

/// A key that has no letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Tab,
    ShiftTab,
    Enter,
    CtrlEnter,
    Space,
    Escape,
    Backspace,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
}

impl Key {
    /// What WebDriver calls it.
    const fn code(self) -> char {
        match self {
            Self::Tab | Self::ShiftTab => '\u{e004}',
            Self::Enter | Self::CtrlEnter => '\u{e007}',
            Self::Space => ' ',
            Self::Escape => '\u{e00c}',
            Self::Backspace => '\u{e003}',
            Self::Up => '\u{e013}',
            Self::Down => '\u{e015}',
            Self::Left => '\u{e012}',
            Self::Right => '\u{e014}',
            Self::Home => '\u{e011}',
            Self::End => '\u{e010}',
        }
    }
}

const SHIFT: char = '\u{e008}';
const CONTROL: char = '\u{e009}';

impl Browser {
    /// Presses a key and lets it go.
    #[track_caller]
    pub fn key(&self, key: Key) {
        let mut strokes = vec![("keyDown", key.code()), ("keyUp", key.code())];
        let held = match key {
            Key::ShiftTab => Some(SHIFT),
            Key::CtrlEnter => Some(CONTROL),
            _ => None,
        };
        if let Some(held) = held {
            strokes.insert(0, ("keyDown", held));
            strokes.push(("keyUp", held));
        }
        self.strokes(&strokes);
    }

    /// Types where the focus is, key after key.
    #[track_caller]
    pub fn type_keys(&self, text: &str) {
        let strokes: Vec<_> = text.chars().flat_map(|letter| [("keyDown", letter), ("keyUp", letter)]).collect();
        self.strokes(&strokes);
    }

    #[track_caller]
    fn strokes(&self, strokes: &[(&str, char)]) {
        let strokes: Vec<_> = strokes.iter().map(|(what, key)| json!({ "type": what, "value": key })).collect();
        let keyboard = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.session.post("actions", &keyboard).unwrap_or_else(|refusal| panic!("the keyboard: {refusal}"));
    }
}
