//! One numeral as it is written: `1,500`, `百五十`, `3千5百万`, `2億3,400万`, `二〇二三`.

use num_traits::{CheckedAdd, CheckedMul, Zero};

use super::Exact;

/// More digits than this before the point are no amount of anything an owner has.
const INTEGER_DIGITS: usize = 18;
/// Digits after the point.
const DECIMALS: usize = 12;
/// The greatest number read, as its size.
pub(super) const GREATEST: i128 = 1_000_000_000_000_000_000;

/// A numeral found at the start of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    /// `None`: written well, but too large.
    pub value: Option<Exact>,
    /// Its length in bytes.
    pub len: usize,
    /// Written with at least one Arabic digit. Kanji alone may be part of a word: 千葉, 万が一, 三菱.
    pub arabic: bool,
    /// 万, 億 or 兆 is written.
    pub scaled: bool,
    /// Written as "two or three": 二三人, 二三十人.
    pub vague: bool,
}

/// The longest numeral that `text`, tidied, begins with.
pub(super) fn at(text: &str) -> Option<Numeral> {
    let mut it = Numeral { value: Some(Exact::zero()), len: 0, arabic: false, scaled: false, vague: false };
    let mut above: i128 = i128::MAX;
    while let Some(section) = section(&text[it.len..]) {
        let end = it.len + section.len;
        let great = text[end..].chars().next().and_then(|c| great_unit(c).map(|unit| (unit, c.len_utf8())));
        let (unit, unit_len) = great.unwrap_or((1, 0));
        let part = section.value.and_then(|value| value.checked_mul(&Exact::from_integer(unit)));
        let fits = match part {
            // Units fall from left to right: 3万5億 and 1億2億 are two numerals each.
            Some(part) => unit < above && part < Exact::from_integer(above),
            None => it.len == 0,
        };
        if !fits {
            break;
        }
        it.value = it.value.zip(part).and_then(|(sum, part)| sum.checked_add(&part));
        it.len = end + unit_len;
        it.arabic |= section.arabic;
        it.scaled |= great.is_some();
        it.vague |= section.vague;
        above = unit;
        if great.is_none() {
            break;
        }
    }
    it.value = it.value.filter(|value| *value <= Exact::from_integer(GREATEST));
    (it.len > 0).then_some(it)
}

struct Section {
    value: Option<Exact>,
    len: usize,
    arabic: bool,
    vague: bool,
}

/// What stands before 万, 億, 兆 or the end: `3千5百`, `千二百`, `1,500`, `12.5`.
fn section(text: &str) -> Option<Section> {
    let mut it = Section { value: Some(Exact::zero()), len: 0, arabic: false, vague: false };
    let mut above: i128 = i128::MAX;
    loop {
        let rest = &text[it.len..];
        let digits = digits(rest);
        let end = digits.as_ref().map_or(0, |digits| digits.len);
        let small = rest[end..].chars().next().and_then(|c| small_unit(c).map(|unit| (unit, c.len_utf8())));
        let (unit, unit_len) = small.unwrap_or((1, 0));
        let coefficient = match &digits {
            Some(digits) => digits.value,
            None if small.is_some() => Some(Exact::from_integer(1)),
            None => break,
        };
        let part = coefficient.and_then(|value| value.checked_mul(&Exact::from_integer(unit)));
        // 二十三十 is twenty, then thirty; 3千5000 is no numeral. The first coefficient is free: 500千, 15百万.
        let fits = it.len == 0 || (unit < above && part.is_some_and(|part| part < Exact::from_integer(above)));
        if !fits {
            break;
        }
        it.value = it.value.zip(part).and_then(|(sum, part)| sum.checked_add(&part));
        it.len += end + unit_len;
        if let Some(digits) = digits {
            it.arabic |= digits.arabic;
            // Two kanji digits side by side before a unit of ten are not positional: 二三十人.
            it.vague |= digits.two_or_three || (small.is_some() && !digits.arabic && digits.count > 1);
        }
        above = unit;
        if small.is_none() {
            break;
        }
    }
    (it.len > 0).then_some(it)
}

struct Digits {
    value: Option<Exact>,
    len: usize,
    count: usize,
    arabic: bool,
    two_or_three: bool,
}

fn digits(text: &str) -> Option<Digits> {
    match text.chars().next()? {
        c if c.is_ascii_digit() => Some(arabic(text)),
        '.' if text[1..].starts_with(|c: char| c.is_ascii_digit()) => Some(arabic(text)),
        c if kanji_digit(c).is_some() => Some(kanji(text)),
        _ => None,
    }
}

/// `1234`, `1,234,567`, `12.5`, `.5`. The text begins with a digit or with a point and a digit.
fn arabic(text: &str) -> Digits {
    let run = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut integer: String = text[..run(0)].to_owned();
    let mut len = integer.len();
    if (1..=3).contains(&len) {
        // A comma groups exactly three digits; 1,50 and 2,3人 are two numbers.
        while text[len..].starts_with(',') && run(len + 1) == 3 {
            integer.push_str(&text[len + 1..len + 4]);
            len += 4;
        }
    }
    // 5.000 is most likely a slip for 5,000: left as two numerals, so that somebody asks.
    let slip = (1..=3).contains(&len) && text[len..].starts_with(".000") && run(len + 1) == 3;
    let decimals = if text[len..].starts_with('.') && !slip { run(len + 1) } else { 0 };
    let fraction = &text[len + decimals.min(1)..][..decimals];
    len += decimals + decimals.min(1);
    let significant = integer.trim_start_matches('0');
    let value = if significant.len() > INTEGER_DIGITS || decimals > DECIMALS {
        None
    } else {
        // At most 30 digits: fits i128 with room.
        let scale = 10_i128.pow(decimals as u32);
        format!("0{significant}{fraction}").parse::<i128>().ok().map(|all| Exact::new(all, scale))
    };
    Digits { value, len, count: integer.len() + decimals, arabic: true, two_or_three: false }
}

/// Kanji digits by position: `五`, `一五`, `二〇二三`.
fn kanji(text: &str) -> Digits {
    let digits: Vec<(i128, usize)> =
        text.chars().map_while(|c| kanji_digit(c).or(circle(c)).map(|digit| (digit, c.len_utf8()))).collect();
    let count = digits.iter().skip_while(|(digit, _)| *digit == 0).count();
    let value = (count <= INTEGER_DIGITS)
        .then(|| digits.iter().fold(0_i128, |sum, (digit, _)| sum * 10 + digit))
        .map(Exact::from_integer);
    let two_or_three = matches!(digits[..], [(a, _), (b, _)] if a > 0 && b == a + 1);
    let len = digits.iter().map(|(_, len)| len).sum();
    Digits { value, len, count: digits.len(), arabic: false, two_or_three }
}

pub(super) fn kanji_digit(c: char) -> Option<i128> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壱' => 1,
        '二' | '弐' => 2,
        '三' | '参' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// A drawn circle is a zero only inside a number (二○二三); alone it says yes.
fn circle(c: char) -> Option<i128> {
    matches!(c, '○' | '◯').then_some(0)
}

pub(super) fn small_unit(c: char) -> Option<i128> {
    Some(match c {
        '十' | '拾' => 10,
        '百' => 100,
        '千' | '阡' => 1_000,
        _ => return None,
    })
}

fn great_unit(c: char) -> Option<i128> {
    Some(match c {
        '万' | '萬' => 10_000,
        '億' => 100_000_000,
        '兆' => 1_000_000_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Option<String>, usize)> {
        at(text).map(|it| (it.value.map(|value| value.to_string()), text[..it.len].chars().count()))
    }

    #[test]
    fn numerals_are_read_to_their_end_and_no_further() {
        for (text, value, length) in [
            ("0", "0", 1),
            ("20人", "20", 2),
            ("1,500kl", "1500", 5),
            ("1,234,567円", "1234567", 9),
            ("1,50", "1", 1),
            ("5.000万", "5", 1),
            ("12.5%", "25/2", 4),
            (".5", "1/2", 2),
            ("3.", "3", 1),
            ("3千万", "30000000", 3),
            ("千万", "10000000", 2),
            ("1億5千万円", "150000000", 5),
            ("2億3,400万円", "234000000", 8),
            ("3千5百万", "35000000", 5),
            ("500千円", "500000", 4),
            ("15百万円", "15000000", 4),
            ("1.5億", "150000000", 4),
            ("1兆2億", "1000200000000", 4),
            ("百五十", "150", 3),
            ("千二百三十四", "1234", 6),
            ("十四", "14", 2),
            ("二十", "20", 2),
            ("二〇二三", "2023", 4),
            ("二○二三", "2023", 4),
            ("一五〇〇万", "15000000", 5),
            ("壱百万円", "1000000", 3),
            ("5百", "500", 2),
            ("1万5千", "15000", 4),
            ("1億500", "100000500", 5),
            ("1億2億", "100000000", 2),
            ("3万5億", "30000", 2),
            ("3千5000", "3000", 2),
            ("二十三十人", "20", 2),
        ] {
            assert_eq!(read(text), Some((Some(value.to_owned()), length)), "{text}");
        }
        for text in ["", "億", "万が一", "人", "-3", ".", "○"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_too_large_is_still_one_numeral() {
        for text in ["1234567890123456789012345", "9999999兆", "0.1234567890123", "1000000000000000000000万円"] {
            assert_eq!(at(text).map(|it| it.value), Some(None), "{text}");
        }
    }

    #[test]
    fn two_or_three_is_vague() {
        for (text, vague) in
            [("二三人", true), ("二三十人", true), ("二〇二三", false), ("二十三", false), ("四二", false)]
        {
            assert_eq!(at(text).map(|it| it.vague), Some(vague), "{text}");
        }
    }
}
