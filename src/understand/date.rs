//! Dates as owners write them, and back into words.

use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate};
use regex::{Captures, Regex};
use thiserror::Error;

use super::{asks, normal, too_long};

/// Why a text is no single date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Misread {
    /// Also of a question, and of a text too long for an answer.
    #[error("there is no date in it")]
    Nothing,
    /// `令和5年4月`, `2023年`, `6月`, `3月末`: ask for the day.
    #[error("the day is missing")]
    NoDay,
    /// `15日`: ask for the month.
    #[error("the month is missing")]
    NoMonth,
    /// `23/6/15`, `5年6月15日`: of which calendar?
    #[error("the year may be of either calendar")]
    UnclearYear,
    /// `2月30日`, `2023/13/1`.
    #[error("the calendar has no such day")]
    NoSuchDay,
    /// `6/15〜6/20`: ask for one date.
    #[error("it says a period, not one date")]
    Range,
    /// `6月15日と6月20日`: ask which.
    #[error("it says several dates")]
    Several,
}

/// The one date that the text says, alone or within a sentence.
///
/// - Japanese eras by name, by first kanji or by letter (`令和5年6月15日`, `令5.6.15`, `R5/6/15`, `R050615`), 元年, kanji
///   digits; an era's years may run on past its end as people write them (平成35年 is 2023)
/// - `2023年6月15日`, `2023/6/15`, `2023-06-15`, `2023.6.15`, `20230615`
/// - `6月15日`, `6/15`: the calendar year of `today`, also when that day is past; `去年の`, `来年の` and the like move it
/// - `今月15日`, `来月15日`, `先月15日`; `今日`, `明日`, `昨日` and the days beside them, when nothing else is said
///
/// A weekday written beside the date is not checked.
///
/// # Errors
/// [`Misread`], by which the bot can choose its next words.
pub fn read(text: &str, today: NaiveDate) -> Result<NaiveDate, Misread> {
    let tidy = normal::tidy(text);
    if too_long(text) || asks(&tidy) {
        return Err(Misread::Nothing);
    }
    if let Some(day) = relative_day(&normal::bare(text), today) {
        return Ok(day);
    }
    let text = with_arabic_digits(&tidy);
    let mut found: Vec<(usize, usize, Result<NaiveDate, Misread>)> = Vec::new();
    for it in DATE.captures_iter(&text) {
        let whole = it.get_match();
        if !part_of_longer(&text, whole.start(), whole.end())
            && let Some(date) = meant(&it, today)
        {
            found.push((whole.start(), whole.end(), date));
        }
    }
    match found[..] {
        [] => Err(Misread::Nothing),
        [(_, _, date)] => date,
        [(_, end, _), (start, _, _)] if matches!(&text[end..start], "~" | "-" | "から") => Err(Misread::Range),
        _ => Err(Misread::Several),
    }
}

/// `2023年6月15日(木)`
pub fn show(date: NaiveDate) -> String {
    const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
    let weekday = WEEKDAYS[date.weekday().num_days_from_monday() as usize];
    format!("{}年{}月{}日({weekday})", date.year(), date.month(), date.day())
}

/// Every shape of a date, the longer and clearer first: where two begin at one place, the earlier wins.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          (?P<era>明治|大正|昭和|平成|令和|[明大昭平令]|[mtshr])\.?
          (?: (?P<era_year>元|[0-9]{1,2})(?:年度?|[./-])(?P<era_month>[0-9]{1,2})(?:月|[./-])(?P<era_day>[0-9]{1,2})日?
            | (?P<era_digits>[0-9]{6})
            | (?P<era_open>元|[0-9]{1,2})(?:年|[./-])?(?:[0-9]{1,2}月?)?
          )
        | (?P<year>[0-9]{4})(?:年|[./-])(?P<month>[0-9]{1,2})(?:月|[./-])(?P<day>[0-9]{1,2})日?
        | (?P<digits>[0-9]{8})
        | (?P<unclear>[0-9]{1,2}(?:年[0-9]{1,2}月|/[0-9]{1,2}/|-[0-9]{1,2}-|\.[0-9]{1,2}\.)[0-9]{1,2}日?)
        | (?P<open>[0-9]{4}(?:年(?:[0-9]{1,2}月)?|[./-][0-9]{1,2}月?))
        | (?P<near_year>今年|本年|去年|昨年|一昨年|おととし|来年|再来年|翌年)の?
          (?P<near_month>[0-9]{1,2})[月/](?P<near_day>[0-9]{1,2})日?
        | (?P<near>今月|本月|先月|来月|翌月)の?(?P<that_day>[0-9]{1,2})日
        | (?P<this_month>[0-9]{1,2})[月/](?P<this_day>[0-9]{1,2})日?
        | (?P<month_alone>[0-9]{1,2})月
        | (?P<day_alone>[0-9]{1,2})日(?P<span>間|後|前|以内|目|ほど|くらい|ぐらい)?",
    )
    .expect("a fixed pattern, compiled by the tests")
});

/// The date that one match of [`DATE`] means; `None` if it is none after all.
fn meant(it: &Captures, today: NaiveDate) -> Option<Result<NaiveDate, Misread>> {
    let number = |name: &str| it.name(name).and_then(|it| it.as_str().parse::<u32>().ok());
    let has = |name: &str| it.name(name).is_some();
    if let Some(era) = it.name("era") {
        let before = before_era(era.as_str());
        if let Some(digits) = it.name("era_digits") {
            let digits: u32 = digits.as_str().parse().ok()?;
            return Some(era_day(before, digits / 10_000, digits / 100 % 100, digits % 100));
        }
        if let Some(year) = it.name("era_year") {
            let year = if year.as_str() == "元" { 1 } else { year.as_str().parse().ok()? };
            return Some(era_day(before, year, number("era_month")?, number("era_day")?));
        }
        // Only a whole name says an era by itself: 大3 or s3 is no year.
        return (era.as_str().chars().count() > 1).then_some(Err(Misread::NoDay));
    }
    if let Some(year) = number("year") {
        return Some(day(year.cast_signed(), number("month")?, number("day")?));
    }
    if let Some(digits) = number("digits") {
        return Some(day((digits / 10_000).cast_signed(), digits / 100 % 100, digits % 100));
    }
    if has("unclear") {
        return Some(Err(Misread::UnclearYear));
    }
    if has("open") || has("month_alone") {
        return Some(Err(Misread::NoDay));
    }
    if let Some(year) = it.name("near_year") {
        let offset = match year.as_str() {
            "今年" | "本年" => 0,
            "去年" | "昨年" => -1,
            "一昨年" | "おととし" => -2,
            "来年" | "翌年" => 1,
            _ => 2,
        };
        return Some(day(today.year() + offset, number("near_month")?, number("near_day")?));
    }
    if let Some(month) = it.name("near") {
        let offset = match month.as_str() {
            "今月" | "本月" => 0,
            "先月" => -1,
            _ => 1,
        };
        let months = today.year() * 12 + today.month0().cast_signed() + offset;
        return Some(day(months.div_euclid(12), months.rem_euclid(12).cast_unsigned() + 1, number("that_day")?));
    }
    if let Some(month) = number("this_month") {
        return Some(day(today.year(), month, number("this_day")?));
    }
    (has("day_alone") && !has("span")).then_some(Err(Misread::NoMonth))
}

/// The year before the era's first.
fn before_era(era: &str) -> i32 {
    match era {
        "明治" | "明" | "m" => 1867,
        "大正" | "大" | "t" => 1911,
        "昭和" | "昭" | "s" => 1925,
        "平成" | "平" | "h" => 1988,
        _ => 2018,
    }
}

fn era_day(before: i32, year: u32, month: u32, of_month: u32) -> Result<NaiveDate, Misread> {
    if year == 0 { Err(Misread::NoSuchDay) } else { day(before + year.cast_signed(), month, of_month) }
}

fn day(year: i32, month: u32, of_month: u32) -> Result<NaiveDate, Misread> {
    NaiveDate::from_ymd_opt(year, month, of_month).filter(|_| year >= 1000).ok_or(Misread::NoSuchDay)
}

/// 今日 and the days beside it. The text is a [`normal::bare`] key, so 今日は (hello) is none.
fn relative_day(bare: &str, today: NaiveDate) -> Option<NaiveDate> {
    let bare = ["から", "まで", "の予定", "予定"].iter().find_map(|tail| bare.strip_suffix(tail)).unwrap_or(bare);
    match bare {
        "今日" | "きょう" | "本日" => Some(today),
        "明日" | "あした" | "あす" => today.checked_add_days(Days::new(1)),
        "明後日" | "あさって" => today.checked_add_days(Days::new(2)),
        "昨日" | "きのう" => today.checked_sub_days(Days::new(1)),
        "一昨日" | "おととい" => today.checked_sub_days(Days::new(2)),
        _ => None,
    }
}

/// Without spaces, and with kanji digits before 年, 月, 日 as Arabic ones: `令和五年六月十五日`.
fn with_arabic_digits(tidy: &str) -> String {
    static KANJI: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("([〇○◯零一二三四五六七八九十百千]+)([年月日])").expect("a fixed pattern, compiled by the tests")
    });
    // A space between two digits keeps them apart: 2023 6 15 is no 2023615.
    let chars: Vec<char> = tidy.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let spaceless: String = chars
        .iter()
        .enumerate()
        .filter(|&(at, &c)| c != ' ' || (digit(at.checked_sub(1)) && digit(Some(at + 1))))
        .map(|(_, c)| c)
        .collect();
    KANJI
        .replace_all(&spaceless, |it: &Captures| match kanji_number(&it[1]) {
            Some(number) => format!("{number}{}", &it[2]),
            None => it[0].to_owned(),
        })
        .into_owned()
}

/// `二〇二三`, `二千二十三`, `十五`; `None` for what no date needs.
fn kanji_number(text: &str) -> Option<u32> {
    let (mut sum, mut digits, mut above): (u32, Option<u32>, u32) = (0, None, u32::MAX);
    for c in text.chars() {
        if let Some(digit) = "〇一二三四五六七八九".chars().position(|it| it == c).or("零○◯".contains(c).then_some(0))
        {
            digits = Some(digits.unwrap_or(0).checked_mul(10)?.checked_add(digit as u32)?);
        } else {
            let unit = match c {
                '十' => 10,
                '百' => 100,
                _ => 1_000,
            };
            if unit >= above || digits.is_some_and(|it| it > 9) {
                return None;
            }
            above = unit;
            sum = sum.checked_add(digits.take().unwrap_or(1) * unit)?;
        }
    }
    sum.checked_add(digits.unwrap_or(0))
}

/// Whether more digits go on at either end, as in a phone number: `03-1234-5678`.
fn part_of_longer(text: &str, start: usize, end: usize) -> bool {
    let before: Vec<char> = text[..start].chars().rev().take(2).collect();
    let after: Vec<char> = text[end..].chars().take(2).collect();
    let joined = |near: &[char]| match near {
        [near, ..] if near.is_ascii_digit() => true,
        [sign, far] => "/.-".contains(*sign) && far.is_ascii_digit() && !text[start..end].ends_with('日'),
        _ => false,
    };
    let letters = text[start..].starts_with(|c: char| c.is_ascii_alphabetic())
        && before.first().is_some_and(char::is_ascii_alphanumeric);
    letters || joined(&before) || joined(&after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    type Expected = Result<(i32, u32, u32), Misread>;

    fn check(table: &[(&str, Expected)]) {
        let today = ymd(2026, 11, 23);
        let wrong: Vec<String> = table
            .iter()
            .filter_map(|&(text, expected)| {
                let expected = expected.map(|(y, m, d)| ymd(y, m, d));
                let got = read(text, today);
                (got != expected).then(|| format!("{text}: read {got:?}, expected {expected:?}"))
            })
            .collect();
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn japanese_eras() {
        check(&[
            ("令和5年6月15日", Ok((2023, 6, 15))),
            ("令和５年６月１５日", Ok((2023, 6, 15))),
            ("令和 5 年 6 月 15 日", Ok((2023, 6, 15))),
            ("㋿5年6月15日", Ok((2023, 6, 15))),
            ("R5.6.15", Ok((2023, 6, 15))),
            ("Ｒ５．６．１５", Ok((2023, 6, 15))),
            ("r5/6/15", Ok((2023, 6, 15))),
            ("R5-6-15", Ok((2023, 6, 15))),
            ("R5年6月15日", Ok((2023, 6, 15))),
            ("R.5.6.15", Ok((2023, 6, 15))),
            ("令5.6.15", Ok((2023, 6, 15))),
            ("R050615", Ok((2023, 6, 15))),
            ("令和5/6/15", Ok((2023, 6, 15))),
            ("令和元年5月1日", Ok((2019, 5, 1))),
            ("令和1年5月1日", Ok((2019, 5, 1))),
            ("平成31年4月30日", Ok((2019, 4, 30))),
            ("H31.4.30", Ok((2019, 4, 30))),
            ("平成三十一年四月三十日", Ok((2019, 4, 30))),
            ("平成35年6月15日", Ok((2023, 6, 15))),
            ("昭和63年12月31日", Ok((1988, 12, 31))),
            ("S63.12.31", Ok((1988, 12, 31))),
            ("大正元年7月30日", Ok((1912, 7, 30))),
            ("明治元年10月23日", Ok((1868, 10, 23))),
            ("令和五年六月十五日", Ok((2023, 6, 15))),
            ("令和五年六月一五日", Ok((2023, 6, 15))),
            ("令和五年六月二十日です", Ok((2023, 6, 20))),
            ("設立は平成10年4月1日です", Ok((1998, 4, 1))),
        ]);
    }

    #[test]
    fn western_years() {
        check(&[
            ("2023/6/15", Ok((2023, 6, 15))),
            ("２０２３／６／１５", Ok((2023, 6, 15))),
            ("2023-06-15", Ok((2023, 6, 15))),
            ("2023ー06ー15", Ok((2023, 6, 15))),
            ("2023.6.15", Ok((2023, 6, 15))),
            ("2023年6月15日", Ok((2023, 6, 15))),
            ("2023年 6月 15日", Ok((2023, 6, 15))),
            ("西暦2023年6月15日", Ok((2023, 6, 15))),
            ("2023年6月15日(木)", Ok((2023, 6, 15))),
            ("2023-06-15T08:30", Ok((2023, 6, 15))),
            ("20230615", Ok((2023, 6, 15))),
            ("二〇二三年六月十五日", Ok((2023, 6, 15))),
            ("二千二十三年六月十五日", Ok((2023, 6, 15))),
            ("たしか2023年6月15日だと思います", Ok((2023, 6, 15))),
            ("2024/2/29", Ok((2024, 2, 29))),
        ]);
    }

    #[test]
    fn dates_of_this_year_and_beside_today() {
        check(&[
            ("6月15日", Ok((2026, 6, 15))),
            ("6月15", Ok((2026, 6, 15))),
            ("６月１５日です", Ok((2026, 6, 15))),
            ("六月十五日", Ok((2026, 6, 15))),
            ("6/15", Ok((2026, 6, 15))),
            ("6/15(月)", Ok((2026, 6, 15))),
            ("12/31", Ok((2026, 12, 31))),
            ("今年の6月15日", Ok((2026, 6, 15))),
            ("去年の6月15日", Ok((2025, 6, 15))),
            ("昨年6/15", Ok((2025, 6, 15))),
            ("一昨年の6月15日", Ok((2024, 6, 15))),
            ("来年の4月1日です", Ok((2027, 4, 1))),
            ("再来年4月1日", Ok((2028, 4, 1))),
            ("今月15日", Ok((2026, 11, 15))),
            ("来月の15日", Ok((2026, 12, 15))),
            ("先月15日", Ok((2026, 10, 15))),
            ("今日", Ok((2026, 11, 23))),
            ("きょう", Ok((2026, 11, 23))),
            ("今日です", Ok((2026, 11, 23))),
            ("本日", Ok((2026, 11, 23))),
            ("明日", Ok((2026, 11, 24))),
            ("あした！", Ok((2026, 11, 24))),
            ("明後日", Ok((2026, 11, 25))),
            ("昨日", Ok((2026, 11, 22))),
            ("きのう", Ok((2026, 11, 22))),
            ("おととい", Ok((2026, 11, 21))),
        ]);
        assert_eq!(read("来月1日", ymd(2026, 12, 31)), Ok(ymd(2027, 1, 1)));
        assert_eq!(read("先月31日", ymd(2026, 1, 5)), Ok(ymd(2025, 12, 31)));
        assert_eq!(read("明日", NaiveDate::MAX), Err(Misread::Nothing));
    }

    #[test]
    fn what_is_not_one_date_says_why() {
        check(&[
            ("", Err(Misread::Nothing)),
            ("わからない", Err(Misread::Nothing)),
            ("今日は", Err(Misread::Nothing)),
            ("20人", Err(Misread::Nothing)),
            ("来月末", Err(Misread::Nothing)),
            ("0120-366-440", Err(Misread::Nothing)),
            ("03-1234-5678", Err(Misread::Nothing)),
            ("2023-06-15-1", Err(Misread::Nothing)),
            ("IT2023", Err(Misread::Nothing)),
            ("3日後", Err(Misread::Nothing)),
            ("10日前", Err(Misread::Nothing)),
            ("1/3/", Ok((2026, 1, 3))),
            ("6月15日ですか？", Err(Misread::Nothing)),
            ("令和5年4月", Err(Misread::NoDay)),
            ("令和5年", Err(Misread::NoDay)),
            ("平成元年", Err(Misread::NoDay)),
            ("2023年4月", Err(Misread::NoDay)),
            ("2023/4", Err(Misread::NoDay)),
            ("2023年", Err(Misread::NoDay)),
            ("6月", Err(Misread::NoDay)),
            ("6月ごろ", Err(Misread::NoDay)),
            ("3月末", Err(Misread::NoDay)),
            ("15日", Err(Misread::NoMonth)),
            ("23/6/15", Err(Misread::UnclearYear)),
            ("23年6月15日", Err(Misread::UnclearYear)),
            ("5.6.15", Err(Misread::UnclearYear)),
            ("2月30日", Err(Misread::NoSuchDay)),
            ("2023/13/1", Err(Misread::NoSuchDay)),
            ("2023年2月29日", Err(Misread::NoSuchDay)),
            ("令和0年1月1日", Err(Misread::NoSuchDay)),
            ("99999999", Err(Misread::NoSuchDay)),
            ("0000/1/1", Err(Misread::NoSuchDay)),
            ("13/1", Err(Misread::NoSuchDay)),
            ("2023/6/15〜2023/6/20", Err(Misread::Range)),
            ("6月15日から6月20日", Err(Misread::Range)),
            ("6月15日と6月20日", Err(Misread::Several)),
        ]);
    }

    #[test]
    fn a_date_is_shown_with_its_weekday() {
        assert_eq!(show(ymd(2023, 6, 15)), "2023年6月15日(木)");
        assert_eq!(show(ymd(2026, 11, 23)), "2026年11月23日(月)");
        assert_eq!(show(ymd(2024, 2, 4)), "2024年2月4日(日)");
    }
}
