//! What a button means: session, turn and choice in at most 64 bytes.

use super::{
    case::FollowUpSaid,
    message::{MAX_TOKEN_BYTES, Token},
};
use crate::content::{ChoiceNo, ChoiceSet, Command, DialogId, FactId, ProgramId};

/// What pressing a button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// This choice is the answer.
    Choose(ChoiceNo),
    /// はい is the answer.
    Yes,
    /// いいえ is the answer.
    No,
    /// Ticks or unticks one of several choices. Saying which of the two makes a double press harmless.
    Tick(ChoiceNo, bool),
    /// The ticked choices are the answer.
    Ticked,
    /// These choices are the answer, where the channel lets them be ticked without asking us.
    Several(ChoiceSet),
    /// Not a button but the place to write below a screen.
    Write,
    /// Shows another page of choices or results.
    Page(u16),
    /// Answer this fact again.
    Fix(FactId),
    /// All about one program.
    Detail(ProgramId),
    /// What is told of this program is wrong.
    Wrong(ProgramId),
    /// The programs that don't fit, and why.
    WhyNot,
    /// The same as saying the command.
    Say(Command),
    /// This one of the offered entries was meant, counted from 0.
    Pick(u16),
    /// None of the offered entries was meant.
    NoneOfThese,
    /// Begin this dialog.
    Begin(DialogId),
    /// Yes, delete everything.
    Erase,
    /// Whether the person was of help.
    Helpful(bool),
    /// What is said to being asked what became of a case.
    FollowUp(FollowUpSaid),
}

/// A press at its place: buttons of earlier questions are told from those of the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The [`Sitting::id`](super::record::Sitting::id) of the session that showed the button.
    pub session: u64,
    /// The turn in which it was shown.
    pub turn: u32,
    /// What it asks for there.
    pub press: Press,
}

impl At {
    /// `s<session>.<turn>.<what>`, numbers in base 36.
    pub fn token(self) -> Token {
        let what = match self.press {
            Press::Choose(choice) => format!("c{}", base36(choice.into())),
            Press::Yes => "y".to_owned(),
            Press::No => "n".to_owned(),
            Press::Tick(choice, true) => format!("t{}", base36(choice.into())),
            Press::Tick(choice, false) => format!("u{}", base36(choice.into())),
            Press::Ticked => "k".to_owned(),
            Press::Several(choices) => format!("m{}", base36(choices.0)),
            Press::Write => "r".to_owned(),
            Press::Page(page) => format!("p{}", base36(page.into())),
            Press::Fix(fact) => format!("f{}", base36(fact.0.into())),
            Press::Detail(program) => format!("d{}", base36(program.0.into())),
            Press::Wrong(program) => format!("e{}", base36(program.0.into())),
            Press::WhyNot => "w".to_owned(),
            Press::Say(command) => format!("s{}", base36(command as u64)),
            Press::Pick(place) => format!("o{}", base36(place.into())),
            Press::NoneOfThese => "z".to_owned(),
            Press::Begin(dialog) => format!("b{}", base36(dialog.0.into())),
            Press::Erase => "x".to_owned(),
            Press::Helpful(true) => "h".to_owned(),
            Press::Helpful(false) => "j".to_owned(),
            Press::FollowUp(said) => format!("g{}", base36(said as u64)),
        };
        let token = format!("s{}.{}.{what}", base36(self.session), base36(self.turn.into()));
        debug_assert!(token.len() <= MAX_TOKEN_BYTES);
        Token(token)
    }

    /// Takes back a token. Anything else, of whatever origin, is `None`.
    pub fn read(token: &Token) -> Option<Self> {
        if token.0.len() > MAX_TOKEN_BYTES {
            return None;
        }
        let mut parts = token.0.strip_prefix('s')?.split('.');
        let session = from_base36(parts.next()?)?;
        let turn = u32::try_from(from_base36(parts.next()?)?).ok()?;
        let what = parts.next()?;
        if parts.next().is_some() {
            return None;
        }
        let kind = what.chars().next()?;
        let rest = &what[kind.len_utf8()..];
        let wide = || from_base36(rest);
        let number = || u16::try_from(wide()?).ok();
        let press = match kind {
            'c' => Press::Choose(number()?),
            't' => Press::Tick(number()?, true),
            'u' => Press::Tick(number()?, false),
            'p' => Press::Page(number()?),
            'f' => Press::Fix(FactId(number()?)),
            'd' => Press::Detail(ProgramId(number()?)),
            'e' => Press::Wrong(ProgramId(number()?)),
            'o' => Press::Pick(number()?),
            'g' => Press::FollowUp(*FollowUpSaid::ALL.get(usize::from(number()?))?),
            'm' => Press::Several(ChoiceSet(wide()?)),
            'b' => Press::Begin(DialogId(number()?)),
            's' => Press::Say(Command::ALL.get(usize::from(number()?))?.0),
            _ if !rest.is_empty() => return None,
            'y' => Press::Yes,
            'n' => Press::No,
            'k' => Press::Ticked,
            'r' => Press::Write,
            'w' => Press::WhyNot,
            'z' => Press::NoneOfThese,
            'x' => Press::Erase,
            'h' => Press::Helpful(true),
            'j' => Press::Helpful(false),
            _ => return None,
        };
        Some(Self { session, turn, press })
    }
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

fn from_base36(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 13 {
        return None;
    }
    u64::from_str_radix(text, 36).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_back_and_fit() {
        let presses = [
            Press::Choose(63),
            Press::Yes,
            Press::No,
            Press::Tick(5, true),
            Press::Tick(5, false),
            Press::Ticked,
            Press::Several(ChoiceSet(u64::MAX)),
            Press::Write,
            Press::Page(u16::MAX),
            Press::Fix(FactId(u16::MAX)),
            Press::Detail(ProgramId(1999)),
            Press::Wrong(ProgramId(1999)),
            Press::WhyNot,
            Press::Pick(2),
            Press::NoneOfThese,
            Press::Begin(DialogId(38)),
            Press::Say(Command::Print),
            Press::Erase,
            Press::Helpful(true),
            Press::Helpful(false),
            Press::FollowUp(FollowUpSaid::NotHelped),
        ];
        for press in presses {
            let at = At { session: 36_u64.pow(11), turn: u32::MAX, press };
            let token = at.token();
            assert!(token.0.len() <= MAX_TOKEN_BYTES, "{token:?}");
            assert_eq!(At::read(&token), Some(at));
        }
    }

    #[test]
    fn foreign_tokens_are_refused() {
        for wrong in [
            "",
            "s",
            "s.",
            "s1.2",
            "s1.2.",
            "s1.2.q",
            "s1.2.yy",
            "s1.2.c",
            "s1.2.c1.3",
            "s1.2.c-1",
            "s1.2.szz",
            "あ",
            "s1.2.あ",
        ] {
            assert_eq!(At::read(&Token(wrong.to_owned())), None, "{wrong}");
        }
    }
}
