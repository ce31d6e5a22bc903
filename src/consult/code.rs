//! A short code with which an owner goes on elsewhere: how it is drawn, written and read.

use std::fmt;

use super::record::Owner;
use crate::{store::NameKey, understand::normal};

/// How many symbols a code has, shown in two groups of the same length.
const LENGTH: usize = 8;
const GROUP: usize = LENGTH / 2;

/// No vowels, which make words, and nothing that looks like another: 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B.
/// The letters come first.
const SYMBOLS: &[u8; 24] = b"CDFGHJKMNPQRTVWX23456789";
/// So many of them are letters. A code begins with one, so that no number of any kind looks like a code.
const LETTERS: usize = 16;

/// Longer texts are no code, however many blanks stand in it.
const MOST_CHARS: usize = 40;

/// What the system drew by lot, for one turn.
#[derive(Clone, Copy)]
pub struct Chance(pub u64);

impl Chance {
    /// Draws from the operating system.
    pub fn draw() -> Self {
        Self(getrandom::u64().expect("the system gives random numbers; maps of the standard library need them too"))
    }
}

/// A code, of which there are some 73 thousand million. Whoever knows it may use it: `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code([u8; LENGTH]);

impl Code {
    /// The code for what was drawn, each as probable as the others.
    pub fn new(Chance(mut drawn): Chance) -> Self {
        let mut symbols = [0; LENGTH];
        for (place, symbol) in symbols.iter_mut().enumerate() {
            let among = if place == 0 { LETTERS } else { SYMBOLS.len() } as u64;
            *symbol = SYMBOLS[(drawn % among) as usize];
            drawn /= among;
        }
        Self(symbols)
    }

    /// The name by which the store finds the chat that lent it.
    pub fn key(&self) -> NameKey {
        NameKey::new("code", self.symbols())
    }

    /// Without the hyphen, as it stands in a link.
    pub fn symbols(&self) -> &str {
        std::str::from_utf8(&self.0).expect("all symbols are ASCII")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.symbols().split_at(GROUP);
        write!(f, "{first}-{second}")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// How a code was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Without its hyphen: where nobody knows it, it may be any text.
    Bare,
    /// In two groups: it is meant as a code.
    Groups,
    /// With Telegram's link: `/start K7QM3XPD`.
    Link,
}

/// A text that looks like a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The code it would be.
    pub code: Code,
    /// How it was given.
    pub form: Form,
}

/// The code that a text is, if it is nothing else: in small letters, full width and with blanks too.
pub fn typed(text: &str) -> Option<Typed> {
    let text = text.trim();
    if text.chars().count() > MOST_CHARS {
        return None;
    }
    let payload = text.strip_prefix("/start ");
    // A keyboard for Japanese writes a prolonged sound mark where others have the hyphen.
    let dense = normal::dense(payload.unwrap_or(text)).replace('ー', "-");
    let (first, second, form) = match dense.split_once('-') {
        Some((first, second)) => (first, second, Form::Groups),
        None => (dense.get(..GROUP)?, dense.get(GROUP..)?, Form::Bare),
    };
    if first.len() != GROUP || second.len() != LENGTH - GROUP {
        return None;
    }
    let mut symbols = [0; LENGTH];
    for (place, typed) in first.bytes().chain(second.bytes()).enumerate() {
        // Whoever took one symbol for what it resembles is understood all the same.
        let meant = match typed.to_ascii_uppercase() {
            b'Z' => b'2',
            b'S' => b'5',
            b'B' => b'8',
            other => other,
        };
        let known = SYMBOLS.iter().position(|symbol| *symbol == meant)?;
        if place == 0 && known >= LETTERS {
            return None;
        }
        symbols[place] = meant;
    }
    Some(Typed { code: Code(symbols), form: if payload.is_some() { Form::Link } else { form } })
}

/// What is behind a code that was typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Lent {
    /// This chat lent it itself.
    Own,
    /// Another chat lent it: all that is known there.
    Of(Box<Owner>),
}

/// What a turn is told of codes, since it can neither draw nor look up.
#[derive(Clone, Debug, PartialEq)]
pub struct Codes {
    /// A new one, to lend.
    pub fresh: Code,
    /// What is behind the one that was typed, where it holds.
    pub lent: Option<Lent>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Form)> {
        typed(text).map(|typed| (typed.code.to_string(), typed.form))
    }

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        for (text, form) in [
            ("K7QM-3XPD", Form::Groups),
            (" k7qm-3xpd\n", Form::Groups),
            ("Ｋ７ＱＭ－３ＸＰＤ", Form::Groups),
            ("ｋ７ｑｍー３ｘｐｄ", Form::Groups),
            ("K7QM – 3XPD", Form::Groups),
            ("k7qm3xpd", Form::Bare),
            ("K7QM 3XPD", Form::Bare),
            ("/start K7QM3XPD", Form::Link),
            ("/start k7qm-3xpd", Form::Link),
        ] {
            assert_eq!(read(text), Some(("K7QM-3XPD".to_owned(), form)), "{text}");
        }
        assert_eq!(read("KTQMーXTPD"), Some(("KTQM-XTPD".to_owned(), Form::Groups)));
        assert_eq!(read("KZQS-BXPD"), Some(("K2Q5-8XPD".to_owned(), Form::Groups)));
    }

    #[test]
    fn other_texts_are_no_code() {
        for text in [
            "",
            "K7QM-3XP",
            "K7QM3XPDD",
            "K7Q-M3XPD",
            "K7QM--3XPD",
            "K7QM-3XPO",
            "K7QM-3XP1",
            "番号は K7QM-3XPD です",
            "2345-6789",
            "23456789",
            "S345-6789",
            "2026-1128",
            "/start",
            "/start web",
            "/help K7QM3XPD",
            "株式会社",
            "あいう",
            "電気代-電気代",
            &format!("K7QM{}3XPD", " ".repeat(99)),
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_drawn_can_be_read_back() {
        for drawn in [0, 1, 15, 16, 123_456_789_012, u64::MAX] {
            let code = Code::new(Chance(drawn));
            assert_eq!(typed(&code.to_string()), Some(Typed { code, form: Form::Groups }));
            assert_eq!(typed(code.symbols()), Some(Typed { code, form: Form::Bare }));
        }
        assert_eq!(Code::new(Chance(0)).to_string(), "CCCC-CCCC");
        assert_ne!(Code::new(Chance::draw()), Code::new(Chance::draw()));
    }

    #[test]
    fn a_code_is_not_printed() {
        let code = Code::new(Chance(7));
        assert_eq!(format!("{code:?} {:?}", code.key()), "Code(…) NameKey(code/…)");
    }
}
