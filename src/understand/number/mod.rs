//! Numbers, quantities and money as owners write them, exactly, and back into words.

mod noise;
mod numeral;
mod quantity;
mod show;
mod unit;
mod words;

use std::sync::LazyLock;

use num_rational::Ratio;
use num_traits::Zero;
use regex::Regex;
use thiserror::Error;

use super::{asks, normal, too_long};

use quantity::{closes, find, ranged};

pub use show::{money, plain, rate};
pub use unit::Unit;

/// An exact number. Money, rates and quantities are never floats.
pub type Exact = Ratio<i128>;

/// One number as an owner wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The value in the unit: `3千万円` is 30,000,000 (yen), `3割` is 30 (percent), `3年半` is 7/2 (years).
    pub value: Exact,
    /// What was counted, where it was written.
    pub unit: Option<Unit>,
    /// 約, くらい, かな and the like: said as an estimate.
    pub approximate: bool,
    /// 万, 億 or 兆 is written. A bare `3000` for a capital may well mean 3000万円; `3000万` means what it says.
    pub scaled: bool,
}

/// Why a text is no single number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Misread {
    /// Also of a question, and of a text too long for an answer.
    #[error("there is no number in it")]
    Nothing,
    /// `20〜30人`, `20人以上`, `二三人`, `数十人`: ask for one number.
    #[error("it says a range, not one number")]
    Range,
    /// `20人と30人`: ask which.
    #[error("it says several numbers")]
    Several,
    /// More than 10^18, or more digits than can be meant.
    #[error("the number is too large")]
    TooLarge,
}

/// The one number that the text says, alone or within a short sentence: `２０`, `約1,500kl`, `うち職人14人です`.
///
/// Dates, clock times, phone numbers, ordinals (第2) and codes (R5, IT2023) are not numbers. Kanji numerals inside words
/// (千葉, 万が一) are none either. A number that is denied (`20人じゃなくて15人`) or a base (`1人あたり3万円`) is not meant.
/// A fraction is read as such (`1/3`, `3分の1`); a decrease is not made negative (`3%減` is 3), only a sign is (`▲3%`).
///
/// Spaces don't matter, except between two digits.
///
/// # Errors
/// [`Misread`], by which the bot can choose its next words. "None" in words (`なし`) is [`Misread::Nothing`] here: what it
/// means depends on the question, see [`says_none`].
pub fn read(text: &str) -> Result<Reading, Misread> {
    if too_long(text) || asks(&normal::tidy(text)) {
        return Err(Misread::Nothing);
    }
    if let Some(reading) = spoken_alone(text) {
        return Ok(reading);
    }
    let text = noise::without(text);
    let found = find(&text);
    if found.iter().any(|it| it.bound) || found.windows(2).any(|it| ranged(&text, &it[0], &it[1])) {
        return Err(Misread::Range);
    }
    match &found[..] {
        [] => Err(Misread::Nothing),
        [one] => {
            let around = text[..one.start].chars().count() + text[one.end..].chars().count();
            if around > TALK { Err(Misread::Nothing) } else { one.reading().ok_or(Misread::TooLarge) }
        }
        _ => Err(Misread::Several),
    }
}

/// Every number in a free text that stands for itself, in order: `職人14人で、電気代が3割上がった` says 14人 and 30%.
/// Ranges and bounds are left out.
pub fn every(text: &str) -> Vec<Reading> {
    if too_long(text) {
        return Vec::new();
    }
    located(text).1.into_iter().map(|(_, reading)| reading).collect()
}

/// A text without what only looks like a number and without spaces, and where in it each number stands, in bytes, in
/// order; ranges and bounds are left out. Of texts of any length, as they come to the search.
pub fn located(text: &str) -> (String, Vec<(std::ops::Range<usize>, Reading)>) {
    let text = noise::without(text);
    let found = find(&text);
    let in_range = |at: usize| {
        (at > 0 && ranged(&text, &found[at - 1], &found[at]))
            || found.get(at + 1).is_some_and(|next| ranged(&text, &found[at], next))
    };
    let single = found.iter().enumerate().filter(|&(at, it)| !it.bound && !in_range(at));
    let readings = single.filter_map(|(_, it)| Some((it.start..it.end, it.reading()?))).collect();
    (text, readings)
}

/// Whether the whole text says that there is none: `なし`, `ないです`, `一人もいません`, `ゼロ円`, `0`.
pub fn says_none(text: &str) -> bool {
    static NONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            "^(?:今のところ|今は|いまは|現在は|現在|今|うちには|うちにも|うちは|当社には|弊社には|特に|とくに|全く|まったく|全然|ぜんぜん|\
             一切|まだ|誰も|だれも|何も|なにも|なんにも|(?:1|一|ひと)(?:人|名|つ|個|円|台|社|件|回|り)も|社員は|従業員は)*\
             (?:なし|無し|ない|無い|ありません|ございません|いない|居ない|いません|居ません|おりません|おらん|おらへん|いてへん|\
             あらへん|該当なし|該当しない|該当しません|皆無|none|nothing)(?:んです|です|だ|よ|ね|わ|な|っす|けど)*$",
        )
        .expect("a fixed pattern, compiled by the tests")
    });
    if too_long(text) {
        return false;
    }
    if NONE.is_match(&normal::key(text)) {
        return true;
    }
    let text = noise::without(text);
    match &find(&text)[..] {
        [one] => one.start == 0 && !one.bound && one.value.is_some_and(|it| it.is_zero()) && closes(&text[one.end..]),
        _ => false,
    }
}

/// How many characters may stand around a number before the text is a message and no answer.
const TALK: usize = 60;

/// `に`, `さん`, `じゅうにん` are numbers only when nothing else is said.
fn spoken_alone(text: &str) -> Option<Reading> {
    let bare = normal::bare(text);
    let (word, unit) = match bare.strip_suffix("にん") {
        Some(word) if !word.is_empty() => (word, Some(Unit::Person)),
        _ => (bare.as_str(), None),
    };
    let value = match word {
        "れい" => 0,
        "いち" => 1,
        "に" => 2,
        "さん" => 3,
        "よん" | "よ" if word == "よん" || unit.is_some() => 4,
        "ご" => 5,
        "ろく" => 6,
        "なな" | "しち" => 7,
        "はち" => 8,
        "きゅう" => 9,
        "じゅう" | "とお" => 10,
        _ => return None,
    };
    Some(Reading { value: Exact::from_integer(value), unit, approximate: false, scaled: false })
}

#[cfg(test)]
mod tests;
