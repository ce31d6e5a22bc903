//! What holds for any text and any value.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::choice::{Words, pick, pick_many};
use super::number::{Exact, every, money, plain, rate, says_none};
use super::{date, normal, number, yes_no};

/// Pieces that people write, which random characters would hardly ever put together.
const PIECES: &[&str] = &[
    "2",
    "20",
    "３",
    "〇",
    "十",
    "百",
    "千",
    "万",
    "億",
    "兆",
    "割",
    "分",
    "分の",
    "/",
    ".",
    ",",
    "、",
    "-",
    "ー",
    "〜",
    "▲",
    "約",
    "人",
    "円",
    "kl",
    "％",
    "年",
    "半",
    "月",
    "日",
    "令和",
    "元",
    "R",
    "はい",
    "いいえ",
    "ない",
    "です",
    "か",
    "も",
    "と",
    "数",
    " ",
    "　",
    "①",
    "ﾒｰｶｰ",
    "ゼロ",
    "ひとつ",
    "\u{1}",
    "\u{3099}",
    "\u{20e3}",
    "ｶﾞ",
    "ﷺ",
    "製造業",
    "第",
    "時",
    "時間",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(any::<char>(), 0..300).prop_map(String::from_iter),
        prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat()),
        prop::collection::vec(
            prop_oneof![any::<char>().prop_map(String::from), prop::sample::select(PIECES).prop_map(str::to_owned)],
            0..60
        )
        .prop_map(|pieces| pieces.concat()),
    ]
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap(),
        _ => c,
    };
    text.chars().map(wide).collect()
}

/// `text` with spaces of every kind wherever neither neighbour is a digit or a sign within a number.
fn spaced(text: &str) -> String {
    let mut out = String::from("　");
    for c in text.chars() {
        if out.ends_with(|c: char| !(c.is_ascii_digit() || ",./- ".contains(c)))
            || !(c.is_ascii_digit() || ",./-".contains(c))
        {
            out.push_str(" 　");
        }
        out.push(c);
    }
    out + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_anything_panic(text in any_text(), other in any_text()) {
        let tidy = normal::tidy(&text);
        prop_assert_eq!(normal::tidy(&tidy), tidy.clone());
        prop_assert_eq!(normal::key(&tidy), normal::key(&text));
        prop_assert!(normal::key(&text).is_empty() == normal::bare(&text).is_empty());
        let _ = (number::read(&text), every(&text), says_none(&text), yes_no::read(&text), date::read(&text, today()));
        let also = [other.clone(), "メーカー".to_owned()];
        let choices = [Words { label: "製造業", also: &also }, Words { label: &other, also: &[] }, Words { label: "2人", also: &[] }];
        let _ = (pick(&text, &choices), pick_many(&text, &choices));
    }

    #[test]
    fn the_keyboard_changes_no_reading(text in any_text()) {
        prop_assert_eq!(number::read(&full_width(&text)), number::read(&text));
        prop_assert_eq!(date::read(&full_width(&text), today()), date::read(&text, today()));
        prop_assert_eq!(yes_no::read(&full_width(&text)), yes_no::read(&text));
    }

    #[test]
    fn money_reads_back(yen in prop_oneof![-1_000_000_000_000_000_000_i128..=1_000_000_000_000_000_000, 0_i128..1_000_000_000, (0_i128..1_000_000).prop_map(|n| n * 10_000)]) {
        let text = money(yen);
        for text in [text.clone(), full_width(&text), spaced(&text), format!("資本金は{text}です"), format!("約{text}くらい")] {
            let reading = number::read(&text);
            prop_assert_eq!(reading.as_ref().map(|it| it.value), Ok(Exact::from_integer(yen)), "{}", text);
            prop_assert_eq!(reading.unwrap().unit, Some(number::Unit::Yen));
        }
    }

    #[test]
    fn plain_numbers_read_back(numer in -1_000_000_000_000_000_i128..1_000_000_000_000_000, denom in prop_oneof![Just(1_i128), 1_i128..1_000, (0_u32..12).prop_map(|n| 10_i128.pow(n))]) {
        let value = Exact::new(numer, denom);
        let text = plain(value);
        // 2023/6 is a month.
        let month = *value.denom() <= 12 && (1_900..2_100).contains(&value.numer().abs()) && text.contains('/');
        for text in [text.clone(), full_width(&text), spaced(&text), format!("{text}人"), format!("答えは{text}です")] {
            prop_assert!(month || number::read(&text).map(|it| it.value) == Ok(value), "{} read {:?}", text, number::read(&text));
        }
        let _ = rate(value);
    }

    #[test]
    fn spaces_change_no_reading(yen in 0_i128..1_000_000_000_000, at in 0..8_usize) {
        let unit = ["人くらい", "円", "kl", "%", "か月", "平米", "割", "トン"][at];
        let text = format!("約{}{unit}です", plain(Exact::from_integer(yen)));
        prop_assert!(number::read(&text).is_ok());
        prop_assert_eq!(number::read(&spaced(&text)), number::read(&text));
        prop_assert_eq!(number::read(&full_width(&spaced(&text))), number::read(&text));
    }

    #[test]
    fn a_rate_reads_back(numer in 0_i128..200, denom in 1_i128..100) {
        let value = Exact::new(numer, denom);
        let text = rate(value);
        let reading = number::read(&text).unwrap();
        let read = if reading.unit == Some(number::Unit::Percent) { reading.value / 100 } else { reading.value };
        prop_assert_eq!(read, value, "{}", text);
    }

    #[test]
    fn no_number_of_any_size_overflows(numer: i128, denom in 1_i128.., yen: i128) {
        let value = Exact::new_raw(numer, denom);
        prop_assert!(!plain(value).is_empty() && !rate(value).is_empty());
        let text = money(yen);
        prop_assert!(number::read(&text).is_ok_and(|it| it.value == Exact::from_integer(yen)) || number::read(&text).is_err());
    }

    #[test]
    fn a_date_reads_back(days in 0_i64..400_000) {
        let date = NaiveDate::from_ymd_opt(1000, 1, 1).unwrap() + chrono::Duration::days(days);
        let text = date::show(date);
        for text in [text.clone(), full_width(&text), spaced(&text), format!("設立は{text}です"), date.to_string(), date.format("%Y/%m/%d").to_string(), date.format("%Y%m%d").to_string()] {
            prop_assert_eq!(date::read(&text, today()), Ok(date), "{}", text);
        }
    }
}
