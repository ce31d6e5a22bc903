//! What was posted: one press or one text, with the screen it is for and a mark that makes a repetition known.

use ring::digest::{SHA256, digest};

use super::{
    CHANNEL,
    visitor::{hex, random_hex},
};
use crate::{
    consult::{
        message::{Inbound, Input, Token},
        token::{At, Press},
    },
    content::ChoiceSet,
    store::{ChatKey, UpdateKey},
};

/// Random bytes in the mark of a page.
const MARK_BYTES: usize = 8;
/// The most characters that are taken of a text; the page's own field takes no more.
pub(super) const MOST_CHARS: usize = 1_000;
/// More fields than any form of ours has.
const MOST_FIELDS: usize = 80;

/// A mark for the forms of a page. What is posted twice with one mark is done once: a double click, a reload.
pub(super) fn mark() -> String {
    random_hex::<MARK_BYTES>()
}

/// What was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Posted {
    /// The mark of the page that it was posted from.
    mark: String,
    /// What the owner did.
    pub input: Input,
}

/// Why nothing can be made of what was posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// No form of ours posts this.
    Form,
    /// A text longer than [`MOST_CHARS`].
    TooLong,
    /// A text without a letter: nothing was said.
    Empty,
}

impl Posted {
    /// Reads a form: `once` is the mark; `press` what a button carries, or `tick` as often as choices were ticked with
    /// `of` for their screen, or `text` with `under`.
    pub fn read(body: &[u8]) -> Result<Self, Unfit> {
        if !is_encoded(body) || form_urlencoded::parse(body).nth(MOST_FIELDS).is_some() {
            return Err(Unfit::Form);
        }
        let (mut mark, mut press, mut text, mut screen) = (None, None, None, None);
        let mut ticked = ChoiceSet::default();
        for (key, value) in form_urlencoded::parse(body) {
            match key.as_ref() {
                "once" => mark = Some(value.into_owned()),
                "press" => press = Some(Token(value.into_owned())),
                "text" => text = Some(value.into_owned()),
                "under" | "of" => screen = Some(Token(value.into_owned())),
                "tick" => {
                    let choice = value.parse().ok().filter(|choice| usize::from(*choice) < ChoiceSet::MOST);
                    ticked.insert(choice.ok_or(Unfit::Form)?);
                }
                _ => return Err(Unfit::Form),
            }
        }
        let mark =
            mark.filter(|mark| mark.len() == 2 * MARK_BYTES && mark.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let input = match (press, text, screen) {
            (Some(token), None, None) => press_of(token)?,
            (None, Some(text), Some(under)) => written(&text, under)?,
            (None, None, Some(of)) => {
                let at = At::read(&of).filter(|at| at.press == Press::Ticked).ok_or(Unfit::Form)?;
                press_of(At { press: Press::Several(ticked), ..at }.token())?
            }
            _ => return Err(Unfit::Form),
        };
        Ok(Self { mark: mark.ok_or(Unfit::Form)?, input })
    }

    /// As an update of a chat. Its name holds the mark and what was done, so that only the very same is a repetition:
    /// another button of a page that was gone back to is none.
    pub fn inbound(self, chat: ChatKey) -> Inbound {
        let did = match &self.input {
            Input::Press { token, .. } => token.0.clone(),
            Input::Text(text) | Input::Written { text, .. } => hex(&digest(&SHA256, text.as_bytes()).as_ref()[..8]),
            Input::Sent(_) | Input::Rewrote(_) => String::new(),
        };
        let key = UpdateKey::new(CHANNEL, format!("{}.{}.{did}", chat.id(), self.mark));
        Inbound { key, chat, input: self.input }
    }
}

/// Whether every escape is one and all of it is UTF-8. Browsers post nothing else, and what is mended by guessing would
/// be taken for what the owner wrote.
fn is_encoded(body: &[u8]) -> bool {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, after @ ..] = after else { return false };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { return false };
        bytes.push((16 * high + low) as u8);
        rest = after;
    }
    std::str::from_utf8(&bytes).is_ok()
}

fn press_of(token: Token) -> Result<Input, Unfit> {
    // What no button can hold is refused here; what no button of this owner holds is told further in.
    At::read(&token).ok_or(Unfit::Form)?;
    Ok(Input::Press { token, question: None })
}

fn written(text: &str, under: Token) -> Result<Input, Unfit> {
    let text = text.replace("\r\n", "\n");
    if text.chars().count() > MOST_CHARS {
        return Err(Unfit::TooLong);
    }
    if text.trim().is_empty() {
        return Err(Unfit::Empty);
    }
    Ok(Input::Written { text, under })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &str) -> Result<Input, Unfit> {
        Posted::read(format!("once=0123456789abcdef&{fields}").as_bytes()).map(|posted| posted.input)
    }

    #[test]
    fn a_press_a_text_and_ticks_are_read() {
        let press = |token: &str| Input::Press { token: Token(token.to_owned()), question: None };
        assert_eq!(read("press=s1.2.y"), Ok(press("s1.2.y")));
        let text = Input::Written { text: "14人 & 染物\n屋".to_owned(), under: Token("s1.2.r".to_owned()) };
        assert_eq!(read("under=s1.2.r&text=14%E4%BA%BA+%26+%E6%9F%93%E7%89%A9%0D%0A%E5%B1%8B"), Ok(text));
        assert_eq!(read("of=s1.2.k&tick=0&tick=2"), Ok(press("s1.2.m5")));
        assert_eq!(read("of=s1.2.k"), Ok(press("s1.2.m0")), "nothing ticked is said further in");
    }

    #[test]
    fn what_no_form_of_ours_posts_is_refused() {
        for wrong in [
            "",
            "press=",
            "press=x",
            "press=s1.2.y&text=a",
            "text=a",
            "of=s1.2.y&tick=1",
            "of=s1.2.k&tick=64",
            "of=s1.2.k&tick=-1",
            "press=s1.2.y&other=1",
            "under=s1.2.r&text=%E4%BA",
            "under=s1.2.r&text=100%",
            "under=s1.2.r&text=%4",
            "under=s1.2.r&text=%zz",
        ] {
            assert_eq!(read(wrong), Err(Unfit::Form), "{wrong}");
        }
        assert_eq!(Posted::read(b"press=s1.2.y"), Err(Unfit::Form), "without a mark a repetition could not be told");
        assert_eq!(Posted::read(b"once=../../etc&press=s1.2.y"), Err(Unfit::Form));
        let many = "&press=s1.2.y".repeat(MOST_FIELDS);
        assert_eq!(read(&many[1..]), Err(Unfit::Form), "fields are not left out silently");
        assert_eq!(read("under=s1.2.r&text=+%E3%80%80"), Err(Unfit::Empty));
        assert_eq!(read(&format!("under=s1.2.r&text={}", "a".repeat(MOST_CHARS + 1))), Err(Unfit::TooLong));
        let _ = Posted::read(&[0xff, b'&', b'=', 0]);
    }

    #[test]
    fn only_the_very_same_is_a_repetition() {
        let key = |fields: &str| {
            let posted = Posted::read(format!("once=0123456789abcdef&{fields}").as_bytes()).unwrap();
            posted.inbound(ChatKey::new(CHANNEL, "a")).key
        };
        assert_eq!(key("press=s1.2.y"), key("press=s1.2.y"));
        assert_ne!(key("press=s1.2.y"), key("press=s1.2.n"));
        assert_ne!(key("under=s1.2.r&text=a"), key("under=s1.2.r&text=b"));
    }
}
