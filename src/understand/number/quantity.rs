//! The numbers of a text, with what belongs to them and what the words around make of them.

use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, One, Signed, Zero};

use super::super::normal;
use super::words::{
    BOUNDS_AFTER, BOUNDS_BEFORE, COUNTED, ENDS, ESTIMATES_AFTER, ESTIMATES_ANYWHERE, ESTIMATES_BEFORE, SET_ASIDE,
};
use super::{Exact, Reading, Unit, numeral, unit};

/// A number found in a text that [`noise::without`] has cleaned.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it begins, with its sign, and where it ends, with its unit; in bytes.
    pub start: usize,
    pub end: usize,
    /// `None`: too large.
    pub value: Option<Exact>,
    pub unit: Option<Unit>,
    pub scaled: bool,
    pub approximate: bool,
    /// A bound or vague: `20人以上`, `〜20人`, `数十人`.
    pub bound: bool,
}

impl Found {
    pub fn reading(&self) -> Option<Reading> {
        let value = self.value?;
        Some(Reading { value, unit: self.unit, approximate: self.approximate, scaled: self.scaled })
    }
}

/// Every number that is meant, in order.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let (mut at, mut last_end) = (0, None);
    while at < text.len() {
        match quantity(text, at) {
            Some(quantity) => {
                at = quantity.end;
                if quantity.counts(text) {
                    let it = quantity.in_context(text, last_end);
                    last_end = Some(it.end);
                    if !is_set_aside(&it, text) {
                        found.push(it);
                    }
                }
            }
            // `at` is always on a character's first byte.
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// A number with what belongs to it: fraction, 割, unit, 半.
struct Quantity {
    start: usize,
    end: usize,
    value: Option<Exact>,
    unit: Option<Unit>,
    scaled: bool,
    vague: bool,
    /// Where the numeral itself ends.
    numeral_end: usize,
    /// Arabic or a word for a number: no part of another word.
    certain: bool,
}

fn quantity(text: &str, start: usize) -> Option<Quantity> {
    let rest = &text[start..];
    if let Some(&(word, value, unit)) = COUNTED.iter().find(|(word, ..)| rest.starts_with(word)) {
        let end = start + word.len();
        let value = Some(Exact::from_integer(value));
        return Some(Quantity {
            start,
            end,
            value,
            unit: Some(unit),
            scaled: false,
            vague: false,
            numeral_end: end,
            certain: true,
        });
    }
    if rest.starts_with("半年") {
        let end = start + "半年".len();
        let value = Some(Exact::new(1, 2));
        return Some(Quantity {
            start,
            end,
            value,
            unit: Some(Unit::Year),
            scaled: false,
            vague: false,
            numeral_end: end,
            certain: true,
        });
    }
    let zero = ["ゼロ", "ぜろ", "zero"].iter().find(|word| rest.starts_with(**word));
    let mut it = match zero {
        Some(word) => {
            let end = start + word.len();
            let value = Some(Exact::zero());
            Quantity { start, end, value, unit: None, scaled: false, vague: false, numeral_end: end, certain: false }
        }
        None => {
            let numeral = numeral::at(rest)?;
            let end = start + numeral.len;
            // 〇〇 is a blank to fill in.
            if numeral.len > '〇'.len_utf8() && text[start..end].chars().all(|c| c == '〇') {
                return Some(Quantity {
                    start,
                    end,
                    value: None,
                    unit: Some(Unit::Other),
                    scaled: false,
                    vague: false,
                    numeral_end: end,
                    certain: false,
                });
            }
            Quantity {
                start,
                end,
                value: numeral.value,
                unit: None,
                scaled: numeral.scaled,
                vague: numeral.vague,
                numeral_end: end,
                certain: numeral.arabic,
            }
        }
    };
    it.extend_by_fraction(text);
    if !it.extend_by_wari(text) {
        it.extend_by_unit(text);
    }
    Some(it)
}

impl Quantity {
    /// `1/3`, `3分の1`.
    fn extend_by_fraction(&mut self, text: &str) {
        let rest = &text[self.end..];
        let (mark, denominator_first) = match rest {
            _ if rest.starts_with('/') && self.certain => ("/", false),
            _ if rest.starts_with("分の") => ("分の", true),
            _ => return,
        };
        let Some(other) = numeral::at(&rest[mark.len()..]).filter(|other| other.arabic || denominator_first) else {
            return;
        };
        let (numer, denom) = if denominator_first { (other.value, self.value) } else { (self.value, other.value) };
        let whole = |it: Option<Exact>| it.filter(Exact::is_integer);
        if let (Some(numer), Some(denom)) = (whole(numer), whole(denom))
            && let Some(value) = numer.checked_div(&denom)
        {
            self.value = Some(value);
            self.end += mark.len() + other.len;
            self.numeral_end = self.end;
            self.certain = true;
        }
    }

    /// `3割`, `3割5分`, `3割5分2厘`: ten, one and a tenth of a percent each.
    fn extend_by_wari(&mut self, text: &str) -> bool {
        let Some(mut rest) = text[self.end..].strip_prefix('割') else { return false };
        let ten = Exact::from_integer(10);
        let mut value = self.value.and_then(|value| value.checked_mul(&ten));
        for (mark, worth) in [('分', Exact::one()), ('厘', Exact::new(1, 10))] {
            if let Some(next) = numeral::at(rest)
                && let Some(after) = rest[next.len..].strip_prefix(mark)
                && let Some(part) = next.value.filter(|part| *part < ten)
            {
                value = value.and_then(|value| value.checked_add(&(part * worth)));
                rest = after;
            }
        }
        (self.value, self.unit) = (value, Some(Unit::Percent));
        self.end = text.len() - rest.len();
        true
    }

    fn extend_by_unit(&mut self, text: &str) {
        let rest = &text[self.end..];
        if let Some((unit, len)) = unit::at(rest) {
            self.unit = Some(unit);
            self.end += len;
            if matches!(unit, Unit::Year | Unit::Month | Unit::Hour) && text[self.end..].starts_with('半') {
                self.value = self.value.and_then(|value| value.checked_add(&Exact::new(1, 2)));
                self.end += '半'.len_utf8();
            }
            return;
        }
        let before = &text[..self.start];
        let another_word = |c: char| c.is_ascii_alphabetic() || normal::is_katakana(c) || is_kanji(c);
        self.unit = if before.ends_with('¥') {
            Some(Unit::Yen)
        } else if before.ends_with(['$', '€', '£'])
            || (rest.starts_with(another_word)
                && !ESTIMATES_AFTER.iter().chain(BOUNDS_AFTER).any(|it| rest.starts_with(it)))
        {
            Some(Unit::Other)
        } else {
            None
        };
    }

    /// Whether it is a number at all, and not part of a word.
    fn counts(&self, text: &str) -> bool {
        if self.certain {
            return true;
        }
        if says_some_more(&text[self.numeral_end..]) {
            return true;
        }
        match self.unit {
            // 四日市, 八戸市, 六ヶ所村, 一戸建て.
            Some(Unit::Day | Unit::House | Unit::Place) => closes(&text[self.end..]),
            Some(Unit::Other) => self.scaled,
            Some(_) => true,
            None if self.scaled => true,
            None => {
                let before = text[..self.start].chars().next_back();
                let within_word = before.is_some_and(|c| {
                    (is_kanji(c) && !"約計".contains(c)) || normal::is_katakana(c) || c.is_ascii_alphanumeric()
                });
                let zero = self.value.is_some_and(|it| it.is_zero());
                (zero || !within_word) && closes(&text[self.numeral_end..])
            }
        }
    }

    /// With its sign, and with what the words around it make of it. `last_end` is where the number before ended.
    fn in_context(self, text: &str, last_end: Option<usize>) -> Found {
        let before = &text[..self.start];
        let sign =
            ["▲", "△", "▼", "マイナス", "まいなす", "-"].iter().find(|sign| before.ends_with(**sign)).filter(|sign| {
                let sign_start = self.start - sign.len();
                // 20人-30人 is a range; A-3 is a name.
                **sign != "-"
                    || (last_end != Some(sign_start)
                        && !before[..sign_start].ends_with(|c: char| c.is_ascii_alphanumeric()))
            });
        let start = self.start - sign.map_or(0, |sign| sign.len());
        let before = text[..start].trim_end_matches(['¥', '$', '€', '£', '+', '(', '「']);
        let after = &text[self.end..];
        let numeral_after = &text[self.numeral_end..];
        let estimate = ESTIMATES_BEFORE.iter().any(|it| before.ends_with(it))
            || ESTIMATES_AFTER.iter().any(|it| after.starts_with(it))
            || ESTIMATES_ANYWHERE.iter().any(|it| text.contains(it));
        let past_estimate = ESTIMATES_AFTER.iter().find_map(|it| after.strip_prefix(it)).unwrap_or(after);
        let one = self.value.is_some_and(|it| it.is_one());
        let bound = self.vague
            || before.ends_with('~')
            || (before.ends_with(['数', '何', '幾'])
                && text[self.start..].starts_with(|c| numeral::small_unit(c).is_some()))
            || matches!(past_estimate.trim_end_matches(['。', '.', '!', '~']), "から" | "からです")
            || BOUNDS_BEFORE.iter().any(|it| before.ends_with(it))
            || says_some_more(numeral_after)
            || BOUNDS_AFTER.iter().any(|it| past_estimate.starts_with(it))
            || (!one && says_not_even(after));
        Found {
            start,
            end: self.end,
            value: self.value.map(|value| if sign.is_some() { -value.abs() } else { value }),
            unit: self.unit,
            scaled: self.scaled,
            approximate: estimate,
            bound,
        }
    }
}

/// Denied, a base, or none at all: `20人じゃなくて`, `1人あたり`, `一人もいません`.
fn is_set_aside(it: &Found, text: &str) -> bool {
    let after = &text[it.end..];
    SET_ASIDE.iter().any(|word| after.starts_with(word))
        || (it.value.is_some_and(|it| it.is_one()) && says_not_even(after))
}

/// `…もいません`: none with one, fewer with more.
fn says_not_even(after: &str) -> bool {
    const NOT: [&str; 10] =
        ["いな", "いません", "ない", "ありません", "おりません", "おらん", "おらへん", "居な", "居ません", "無い"];
    after.strip_prefix('も').is_some_and(|rest| NOT.iter().any(|not| rest.starts_with(not)))
}

/// `十数人`, `20数万円`: some more than the numeral.
fn says_some_more(after_numeral: &str) -> bool {
    after_numeral
        .strip_prefix('数')
        .is_some_and(|rest| unit::at(rest).is_some() || rest.starts_with(['百', '千', '万', '億']))
}

/// Whether two neighbouring numbers say "from this to that".
pub(super) fn ranged(text: &str, from: &Found, to: &Found) -> bool {
    let between = &text[from.end..to.start.max(from.end)];
    let between = ESTIMATES_AFTER.iter().find_map(|it| between.strip_prefix(it)).unwrap_or(between);
    let between = ESTIMATES_BEFORE.iter().find_map(|it| between.strip_suffix(it)).unwrap_or(between);
    // 2、3人: two or three.
    let two_or_three = || {
        from.unit.is_none()
            && from.value.zip(to.value).is_some_and(|(a, b)| a.checked_add(&Exact::one()).is_some_and(|next| next == b))
    };
    match between {
        "~" | "-" | "から" | "か" | "ないし" | "乃至" | "または" | "又は" | "もしくは" | "それとも" => {
            true
        }
        "、" | "," | "・" | " " | "" => two_or_three(),
        _ => false,
    }
}

/// Whether a numeral can end here: the end, a sign, or a word that follows answers.
pub(super) fn closes(rest: &str) -> bool {
    let lists = || ESTIMATES_AFTER.iter().chain(BOUNDS_AFTER).chain(ESTIMATES_ANYWHERE).chain(ENDS);
    rest.chars().next().is_none_or(|c| !c.is_alphanumeric()) || lists().any(|word| rest.starts_with(word))
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '㐀'..='䶿' | '一'..='鿿')
}
