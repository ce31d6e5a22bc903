//! The same text whatever keyboard it came from, and the form for comparing words.

use unicode_normalization::UnicodeNormalization;

/// Full-width and half-width unified (NFKC), lower-case ASCII, one kind of dash and tilde, single spaces, trimmed.
///
/// - `１，５００ＫＬ` → `1,500kl`, `ﾒｰｶｰ` → `メーカー`, `①` → `1`, `㎡` → `m2`, U+3000 and line breaks → one space
/// - any dash or minus → `-`, any tilde → `~`; a prolonged sound mark is a dash where it can't prolong anything
///   (`3ー4` → `3-4`), and a dash in a katakana word prolongs (`メ-カ-` → `メーカー`)
/// - variation selectors, zero-width characters and lone control characters are gone
pub fn tidy(text: &str) -> String {
    let space = |c: char| if c.is_whitespace() || c.is_control() { ' ' } else { c };
    let unified: Vec<char> = text.chars().flat_map(before_nfkc).nfkc().map(space).collect();
    let mut out = String::with_capacity(text.len());
    let mut prev: Option<char> = None;
    for (at, &c) in unified.iter().enumerate() {
        let c = match c {
            'ー' => {
                let next = unified[at + 1..].iter().find(|&&c| c != ' ');
                if !prev.is_some_and(is_kana) && next.is_some_and(|&c| is_digit(c)) { '-' } else { 'ー' }
            }
            c if is_dash(c) => {
                let prolongs = match unified.get(at + 1) {
                    Some(&next) => is_kana(next) || !next.is_alphanumeric(),
                    None => true,
                };
                if prev.is_some_and(is_katakana) && prolongs { 'ー' } else { '-' }
            }
            '〜' | '∼' | '〰' | '∾' => '~',
            c => c.to_ascii_lowercase(),
        };
        if c == ' ' && prev.is_none_or(|c| c == ' ') {
            continue;
        }
        out.push(c);
        prev = Some(c);
    }
    out.truncate(out.trim_end().len());
    out
}

/// [`tidy`] without spaces: what patterns over free text are written for, since people put spaces anywhere or nowhere.
pub fn dense(text: &str) -> String {
    let mut text = tidy(text);
    text.retain(|c| c != ' ');
    text
}

/// The form for comparing words: [`tidy`], katakana as hiragana, without spaces and punctuation.
///
/// `メーカー。` and `めーかー` have one key. Signs between two digits stay (`3.5` is not `35`), except the comma that
/// groups them; `%` stays. A text of nothing but signs has an empty key.
pub fn key(text: &str) -> String {
    let tidy: Vec<char> = tidy(text).chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| tidy.get(at)).is_some_and(char::is_ascii_digit);
    let mut out = String::with_capacity(tidy.len() * 3);
    for (at, &c) in tidy.iter().enumerate() {
        let c = hiragana(c);
        let within_number = ".-~/:".contains(c) && digit(at.checked_sub(1)) && digit(Some(at + 1));
        if (c == 'ー' && out.ends_with('ー')) || !(c.is_alphanumeric() || c == '%' || within_number) {
            continue;
        }
        out.push(c);
    }
    out
}

/// The [`key`] without what people say around an answer: `えっと、うちはメーカーですね！` → `めーかー`.
///
/// A fallback for comparing when the key itself matches nothing, because a tail may also be the end of a word. Never
/// empty unless the key is.
pub fn bare(text: &str) -> String {
    let key = key(text);
    let mut it = key.as_str();
    loop {
        let shorter = HEADS
            .iter()
            .find_map(|head| it.strip_prefix(head))
            .or_else(|| TAILS.iter().find_map(|tail| it.strip_suffix(tail)))
            .filter(|rest| !rest.is_empty());
        match shorter {
            Some(rest) => it = rest,
            None => return it.to_owned(),
        }
    }
}

/// What people say before an answer, as keys, a longer one before its own beginning.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "えーっと", "えーと", "えっと", "ええと", "あのー", "うちの会社は", "うちは", "うちも", "当社は", "弊社は",
    "会社は", "業種は", "場所は", "わたしは", "私は", "一応", "いちおう", "たぶん", "多分",
];

/// What people say after an answer, as keys, a longer one before its own end.
#[rustfmt::skip]
const TAILS: &[&str] = &[
    "でお願いいたします", "でお願い致します", "でお願いします", "でおねがいします", "をお願いします",
    "お願いします", "おねがいします", "になります", "にします", "でございます", "だと思います", "と思います",
    "なんですけど", "ですけども", "ですけど", "なんですが", "ですが", "なんです", "ですかね", "ですよね",
    "ですね", "ですよ", "ですわ", "でーす", "です", "っす", "だよね", "だよ", "だね", "やで", "かな", "だ",
    "で", "ね", "よ",
];

/// Characters that NFKC leaves alone, drops the meaning of, or would glue together.
fn before_nfkc(c: char) -> impl Iterator<Item = char> {
    let number = match c {
        '①'..='⑳' => c as u32 - '①' as u32 + 1,
        '㉑'..='㉟' => c as u32 - '㉑' as u32 + 21,
        '㊱'..='㊿' => c as u32 - '㊱' as u32 + 36,
        '❶'..='❿' => c as u32 - '❶' as u32 + 1,
        '➀'..='➉' => c as u32 - '➀' as u32 + 1,
        '➊'..='➓' => c as u32 - '➊' as u32 + 1,
        _ => 0,
    };
    let one = match c {
        // The loose voicing marks of an old keyboard: composed with their kana by NFKC once they are combining.
        '゛' => Some('\u{3099}'),
        '゜' => Some('\u{309a}'),
        // The frame of a keycap emoji: 1️⃣2️⃣ are two numbers.
        '\u{20e3}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{ad}' => None,
        _ => Some(c),
    };
    let digit = |n: u32| char::from_digit(n, 10).filter(|_| number > 0);
    let tens = if number >= 10 { digit(number / 10) } else { None };
    // A circled number stands apart from what follows it: ①製造業.
    let circled = [digit(0).map(|_| ' '), tens, digit(number % 10), digit(0).map(|_| ' ')];
    let plain = if number > 0 { None } else { one };
    circled.into_iter().flatten().chain(plain)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '⁃')
}

/// An Arabic digit or a kanji that writes one digit or power of ten.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九十百千".contains(c)
}

/// ァ to ヺ, and the prolonged sound mark.
pub fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー')
}

/// ぁ to ゖ.
pub fn is_hiragana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ')
}

fn is_kana(c: char) -> bool {
    is_katakana(c) || is_hiragana(c)
}

/// A katakana as its hiragana; anything else as it is. Both take three bytes.
pub fn hiragana(c: char) -> char {
    match c {
        // 茅ヶ崎 and 茅ケ崎, ヵ所 and カ所 are one word.
        'ヵ' | 'ゕ' => 'か',
        'ヶ' | 'ゖ' => 'け',
        'ァ'..='ヴ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_whatever_the_keyboard() {
        for (typed, tidied) in [
            ("２０", "20"),
            ("　２０　人　", "20 人"),
            ("\t20 \r\n  人\n", "20 人"),
            ("１，５００ＫＬ", "1,500kl"),
            ("ﾒｰｶｰ", "メーカー"),
            ("ｶﾞｽ", "ガス"),
            ("か\u{3099}す", "がす"),
            ("か゛す", "がす"),
            ("ﾊﾟｰｾﾝﾄ", "パーセント"),
            ("はい！", "はい!"),
            ("｢はい｣｡", "「はい」。"),
            ("㎡", "m2"),
            ("㌧", "トン"),
            ("㍻31年", "平成31年"),
            ("㋿5年", "令和5年"),
            ("①", "1"),
            ("⑳", "20"),
            ("㉕", "25"),
            ("❷", "2"),
            ("➂", "3"),
            ("①製造業", "1 製造業"),
            ("①③", "1 3"),
            ("1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}", "1 2"),
            ("2\u{200b}0", "20"),
            ("3－4", "3-4"),
            ("3—4", "3-4"),
            ("3−4", "3-4"),
            ("3ー4", "3-4"),
            ("3 ー 4", "3 - 4"),
            ("20人ー30人", "20人-30人"),
            ("ー3", "-3"),
            ("3～4", "3~4"),
            ("3〜4", "3~4"),
            ("メ-カ-", "メーカー"),
            ("ﾒ-ｶ-", "メーカー"),
            ("メ－カ－です", "メーカーです"),
            ("データ3", "データ3"),
            ("データー3", "データー3"),
            ("らーめん", "らーめん"),
            ("サービス-小売", "サービス-小売"),
            ("", ""),
            ("　 ", ""),
        ] {
            assert_eq!(tidy(typed), tidied, "{typed:?}");
        }
    }

    #[test]
    fn words_compare_by_their_key() {
        for (one, other) in [
            ("メーカー。", "めーかー"),
            ("ﾒｰｶｰ", "メーカー"),
            ("IT 導入", "ｉｔ導入"),
            ("卸・小売", "卸小売"),
            ("(卸売業)", "卸売業"),
            ("茅ヶ崎", "茅ケ崎"),
            ("5ヶ月", "5ケ月"),
            ("はーーい", "はーい"),
            ("はい👍", "はい"),
            ("1,500円", "1500円"),
        ] {
            assert_eq!(key(one), key(other));
        }
        for (one, other) in [("3.5", "35"), ("3〜5", "35"), ("5%", "5"), ("か", "が"), ("病院", "美容院")] {
            assert_ne!(key(one), key(other));
        }
        assert_eq!(key("？！、。 …"), "");
    }

    #[test]
    fn what_is_said_around_an_answer_is_no_part_of_it() {
        for (typed, left) in [
            ("メーカーです", "めーかー"),
            ("えっと、うちはメーカーですね！", "めーかー"),
            ("高知でお願いします", "高知"),
            ("高知かな", "高知"),
            ("小売っす", "小売"),
            ("2番でおねがいします", "2番"),
            ("です", "です"),
            ("", ""),
        ] {
            assert_eq!(bare(typed), left, "{typed:?}");
        }
    }
}
