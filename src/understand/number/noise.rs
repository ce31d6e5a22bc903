//! What looks like a number and is none: dates, clock times, phone numbers, ordinals, codes, addresses of the web.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::normal;

/// Stands where something was taken out, so that its neighbours don't grow together. [`normal::tidy`] leaves no control
/// character, so it can't be the owner's.
const GAP: &str = "\u{1}";

/// The tidied text without spaces that mean nothing, and with a gap for each such thing.
pub(super) fn without(text: &str) -> String {
    static NOISE: LazyLock<Regex> = LazyLock::new(|| {
        // An earlier alternative wins where two begin at the same place, so the longer forms come first.
        Regex::new(
            r"(?x)
              https?://[!-~]+ | [a-z0-9._+-]+@[a-z0-9.-]+
            | (?:明治|大正|昭和|平成|令和)(?:元|[0-9〇零一二三四五六七八九十]{1,4})
              (?:[./-][0-9]{1,2}){0,2}年?度?(?:[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}日)?)?
            | [0-9〇○零一二三四五六七八九十千]+年[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}日)?
            | [0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}日)?
            | (?P<alone>
                [0-9]+(?:-[0-9]+){2,} | [0-9]+(?:/[0-9]+){2,} | [0-9]+(?:\.[0-9]+){2,}
              | (?:19|20)[0-9]{2}/(?:1[0-2]|0?[1-9])
              | 0[0-9]+-[0-9]+ | 0[0-9]{9,} | [0-9]{2,5}\([0-9]+\)[0-9]+
              | [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?
              | [a-z]+-?[0-9][0-9./-]*
              )
            | [0-9]{1,2}時(?P<hours>間)?(?:[0-9]{1,2}分|半)?
            | 万が?一
            | 第[0-9〇零一二三四五六七八九十百]+",
        )
        .expect("a fixed pattern, compiled by the tests")
    });
    let text = spaceless(&normal::tidy(text));
    let taken_out = NOISE.replace_all(&text, |it: &Captures| {
        let whole = it.get_match();
        let mut before = text[..whole.start()].chars().rev().skip_while(|c| ".,".contains(*c));
        let neighbours = before.next().is_some_and(|c| c.is_ascii_digit())
            || text[whole.end()..].starts_with(|c: char| c.is_ascii_digit());
        // 時間 measures; 100-200 is no phone number for its 00-200; the kl of 20kl-30kl is no code.
        let kept = it.name("hours").is_some() || (it.name("alone").is_some() && neighbours);
        if kept { whole.as_str().to_owned() } else { GAP.to_owned() }
    });
    taken_out.into_owned()
}

/// Only a space between two digits (or their signs), or between a letter and a digit, keeps things apart: `20 30`.
fn spaceless(tidy: &str) -> String {
    let digit = |c: char| c.is_ascii_digit() || super::numeral::kanji_digit(c).is_some();
    let chars: Vec<char> = tidy.chars().collect();
    let mut out = String::with_capacity(tidy.len());
    for (at, &c) in chars.iter().enumerate() {
        if c == ' ' {
            // Tidied: a space always stands between two other characters.
            let prev = chars.get(at.wrapping_sub(1)).copied().unwrap_or(' ');
            let next = chars.get(at + 1).copied().unwrap_or(' ');
            let numbers = (digit(prev) || ",.、".contains(prev)) && (digit(next) || ",.".contains(next));
            let word = prev.is_ascii_alphabetic() && digit(next);
            if !numbers && !word {
                continue;
            }
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_leaves_a_gap() {
        for (text, left) in [
            ("設立は令和5年6月15日", "設立は_"),
            ("令和元年", "_"),
            ("令和五年六月十五日", "_"),
            ("2023年6月", "_"),
            ("R5.6.15", "_"),
            ("2023/6/15", "_"),
            ("2023-06-15", "_"),
            ("2023/6", "_"),
            ("6月15日", "_"),
            ("十二月に", "_に"),
            ("8:30から", "_から"),
            ("10時半", "_"),
            ("0120-366-440", "_"),
            ("0120-366440", "_"),
            ("03(1234)5678", "_"),
            ("09012345678", "_"),
            ("第2工場", "_工場"),
            ("第三者", "_者"),
            ("万が一のとき", "_のとき"),
            ("IT2023", "_"),
            ("co2", "_"),
            ("https://example.jp/2023?a=1 です", "_です"),
            ("info2@example.jp", "_"),
        ] {
            assert_eq!(without(text).replace(GAP, "_"), left, "{text}");
        }
    }

    #[test]
    fn what_is_a_number_stays() {
        for text in [
            "100-200",
            "1.0013459721",
            "20kl-30kl",
            "100m2",
            "10時間",
            "1.5-2.5",
            "2023年",
            "3か月",
            "5年6ヶ月",
            "1/3",
            "0.5",
            "15日",
        ] {
            assert_eq!(without(text), text);
        }
    }

    #[test]
    fn spaces_stay_only_between_digits_and_after_letters() {
        for (text, left) in [
            ("20 人", "20人"),
            ("1 億 5 千 万 円", "1億5千万円"),
            ("20 30", "20 30"),
            ("1. 20人", "1. 20人"),
            ("about 20", "about 20"),
            ("二 十 人", "二十人"),
            ("3 - 4", "3-4"),
        ] {
            assert_eq!(without(text), left);
        }
    }
}
