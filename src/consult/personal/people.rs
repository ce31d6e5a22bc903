//! Names of people, known by what is said around them: 〇〇と申します, 私は〇〇です, 〇〇さん.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    GONE, is_han, is_hiragana, is_katakana, regex, replace,
    words::{COMMON, COMMON_ENDS, COMMON_KATAKANA, OF_ONESELF, SURNAMES, SURNAMES_IN_KANA},
};
use crate::content::PREFECTURES;

/// The longest name taken for one without being known.
const MOST: usize = 6;

/// What follows a name.
const HONORIFICS: &[&str] = &["さん", "様", "さま", "氏", "社長", "先生"];

/// Takes the names out.
pub fn names(text: &str) -> String {
    let text = introduced(text);
    let text = of_oneself(&text);
    let text = at_a_beginning(&text);
    let text = titled(&text);
    honoured(&text)
}

/// 〇〇と申します.
fn introduced(text: &str) -> String {
    static SAID: LazyLock<Regex> =
        LazyLock::new(|| regex(r"と(?:申し(?:ます|まして)|もうし(?:ます|まして)|申す者|いう者です|いうものです)(か)?"));
    let chars: Vec<char> = text.chars().collect();
    let mut gone = Vec::new();
    for found in SAID.captures_iter(text).filter(|found| found.get(1).is_none()) {
        let end = text[..found.get(0).map_or(0, |all| all.start())].chars().count();
        gone.extend(introduced_name(&chars, end));
    }
    without(&chars, gone)
}

fn introduced_name(chars: &[char], end: usize) -> Option<Range<usize>> {
    let last = *chars.get(end.checked_sub(1)?)?;
    if !is_hiragana(last) {
        let word = start_of(chars, end, |c| is_han(c) || is_katakana(c) || c.is_ascii_alphabetic());
        if matches!(chars[word..end], ['何']) || word == end {
            return None;
        }
        return Some(person_before(chars, end, &|_| false).unwrap_or(end.saturating_sub(MOST).max(word)..end));
    }
    let run = start_of(chars, end, is_hiragana).max(end.saturating_sub(14));
    let said: String = chars[run..end].iter().collect();
    if matches!(said.as_str(), "なん" | "どう" | "これ" | "それ" | "あれ") {
        return None;
    }
    let heads = ["わたしは", "わたくしは", "ぼくは", "おれは", "なまえは", "うちは", "こちらは", "こと"];
    let cut = heads.iter().filter_map(|head| said.find(head).map(|at| at + head.len())).max().unwrap_or_else(|| {
        let particle = ["の", "は", "が", "で", "な"].iter().find(|particle| said.starts_with(**particle));
        particle.map_or(0, |particle| particle.len())
    });
    let start = run + said[..cut].chars().count();
    // 山田たろう: no particle between the two.
    let start = if cut == 0 { start_of(chars, run, is_han).max(run.saturating_sub(3)) } else { start };
    (start < end).then_some(start..end)
}

/// 私は〇〇です, 名前は〇〇.
fn of_oneself(text: &str) -> String {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?:(?:私|わたし|わたくし|あたし|僕|ぼく|俺|自分)(?:の?(?:名前|氏名))?(?:は、?|、|,| )|わたくし|(?:名前|氏名|本名|なまえ|担当者?|代表者?|代表取締役|社長|店主)(?:は、?|:)|(?:担当|代表)(?:者|取締役)?の)\s?",
        )
    });
    let chars: Vec<char> = text.chars().collect();
    let mut gone = Vec::new();
    for head in HEAD.find_iter(text) {
        let start = text[..head.end()].chars().count();
        let mut end = start + run_length(&chars[start..]);
        if chars.get(end) == Some(&' ') {
            let more = run_length(&chars[end + 1..]);
            end += if more > 0 { 1 + more } else { 0 };
        }
        let named = head.as_str().contains("名");
        if end == start && named {
            // 名前はやまだたろうです
            let run: String = chars[start..].iter().take_while(|c| is_hiragana(**c)).collect();
            let before =
                ["です", "でございます", "と"].iter().filter_map(|end| run.find(end)).min().unwrap_or(run.len());
            end += run[..before].chars().count();
            if (2..=10).contains(&(end - start)) {
                gone.push(start..end);
            }
            continue;
        }
        let rest: String = chars[end..].iter().take(6).collect();
        let ends = rest.is_empty()
            || ["です", "でございます", "と申", "という", "と言", "といい", "だ。", "。", "、", ",", "!"]
                .iter()
                .any(|it| rest.starts_with(it));
        if end == start || end - start > 13 || !ends {
            continue;
        }
        let said: String = chars[start..end].iter().collect();
        let place = is_prefecture(&said) && !["山口", "石川", "宮崎", "福島", "千葉"].contains(&said.as_str());
        let known = SURNAMES.iter().any(|name| said.starts_with(name));
        let common = is_common(&said) || said.ends_with('業') || OF_ONESELF.iter().any(|word| said.starts_with(word));
        if known || !(place || common) {
            gone.push(start..end);
        }
    }
    without(&chars, gone)
}

/// 山田です: only a known family name, where a sentence begins.
fn at_a_beginning(text: &str) -> String {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        // These are places as often as people.
        let places = ["川崎", "松本", "市川", "上田", "中野", "川口", "小松", "飯田", "太田", "大野", "岡崎"];
        let names: Vec<&str> = SURNAMES.iter().copied().filter(|name| !places.contains(name)).collect();
        let (names, sounds) = (names.join("|"), SURNAMES_IN_KANA.join("|"));
        regex(&format!(
            r"(^|[\s、。,.!?\x{{e000}}()]の?|会社の?|はい|こんにちは|こんばんは|の)((?:{names})(?:\s?[\p{{Han}}ァ-ヶー]{{1,4}}|\s?[ぁ-ん]{{2,4}})??|(?:{sounds}))(です|でございます|といいます|と言います|ともうします|っていいます)"
        ))
    });
    replace(text, &NAME, |found| format!("{}{GONE}{}", &found[1], &found[3]))
}

/// 山田部長, 山田くん: only a known family name.
fn titled(text: &str) -> String {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        let names = SURNAMES.join("|");
        regex(&format!(
            r"(?:{names})\p{{Han}}{{0,3}}?(くん|君|ちゃん|殿|部長|課長|係長|専務|常務|会長|店長|所長|院長|工場長|理事長|代表|取締役|税理士|弁護士|診断士)"
        ))
    });
    replace(text, &NAME, |found| format!("{GONE}{}", &found[1]))
}

/// 〇〇さん, 〇〇様, 〇〇社長.
fn honoured(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut gone = Vec::new();
    for honorific in HONORIFICS {
        let honorific: Vec<char> = honorific.chars().collect();
        for at in 1..chars.len() {
            if chars[at..].starts_with(&honorific) && !goes_on(&honorific, &chars[at + honorific.len()..]) {
                gone.extend(person_before(&chars, at, &is_common));
            }
        }
    }
    without(&chars, gone)
}

/// Whether it is the beginning of another word: 様式, 氏名.
fn goes_on(honorific: &[char], rest: &[char]) -> bool {
    let next = rest.first().copied().unwrap_or(' ');
    match honorific {
        ['様'] => "々式子相態変".contains(next),
        ['氏'] => "名神子族".contains(next),
        ['さ', 'ん'] => "ざぷか".contains(next) && !matches!(rest, ['か', 'ら', ..]),
        _ => false,
    }
}

/// The name that ends at `end`, where there is one.
fn person_before(chars: &[char], end: usize, is_common: &dyn Fn(&str) -> bool) -> Option<Range<usize>> {
    let last = chars[end.checked_sub(1)?];
    if is_hiragana(last) {
        let run: String = chars[start_of(chars, end, is_hiragana)..end].iter().collect();
        let known = SURNAMES_IN_KANA.iter().find(|name| run.ends_with(**name))?;
        return Some(end - known.chars().count()..end);
    }
    if last.is_ascii_alphabetic() {
        let start = start_of(chars, end, |c| c.is_ascii_alphabetic());
        let of_a_program = matches!(chars[start..end], ['a', 'i'] | ['i', 't']);
        return (end - start >= 2 && !of_a_program).then_some(start..end);
    }
    let same: fn(char) -> bool = match last {
        c if is_han(c) => is_han,
        c if is_katakana(c) => is_katakana,
        _ => return None,
    };
    let start = start_of(chars, end, same);
    let run: String = chars[start..end].iter().collect();
    // A family name that is known, wherever it stands: 担当鈴木さん. What comes after it is the given name or a title.
    if let Some((at, name)) = SURNAMES.iter().filter_map(|name| run.rfind(name).map(|at| (at, *name))).max() {
        let from = start + run[..at].chars().count();
        let family_end = from + name.chars().count();
        let rest: String = chars[family_end..end].iter().collect();
        if rest.is_empty() || (rest.chars().count() <= 3 && !is_common(&rest)) {
            return Some(from..end);
        }
        if !rest.starts_with(['市', '区', '町', '村', '県']) && rest.ends_with('長') {
            return Some(from..family_end);
        }
    }
    let polite = start.checked_sub(1).is_some_and(|at| matches!(chars[at], 'お' | 'ご'));
    if polite || is_common(&run) || is_prefecture(&run) && run.ends_with(['県', '都', '府', '道']) {
        return None;
    }
    let start = start.max(end.saturating_sub(MOST));
    // 鬼頭 健人さん
    if start.checked_sub(1).is_some_and(|at| chars[at] == ' ') {
        let family = start_of(chars, start - 1, same);
        let word: String = chars[family..start - 1].iter().collect();
        if (1..=4).contains(&(start - 1 - family)) && !self::is_common(&word) && !is_prefecture(&word) {
            return Some(family..end);
        }
    }
    Some(start..end)
}

fn is_common(word: &str) -> bool {
    let katakana = word.chars().next_back().is_some_and(is_katakana);
    match katakana {
        true => COMMON_KATAKANA.iter().any(|end| word.ends_with(end)),
        false => {
            COMMON.contains(&word)
                || COMMON_ENDS.iter().any(|end| word.ends_with(end))
                || OF_ONESELF.contains(&word)
                || super::words::INDUSTRIES.contains(&word)
        }
    }
}

fn is_prefecture(word: &str) -> bool {
    PREFECTURES.iter().any(|(full, short)| word == *full || word == *short)
}

/// Where the run of such characters begins that ends at `end`.
fn start_of(chars: &[char], end: usize, such: impl Fn(char) -> bool) -> usize {
    end - chars[..end].iter().rev().take_while(|c| such(**c)).count()
}

/// How many characters at the beginning may be a name, in one script.
fn run_length(chars: &[char]) -> usize {
    match chars.first() {
        Some(c) if is_han(*c) => chars.iter().take_while(|c| is_han(**c)).count(),
        Some(c) if is_katakana(*c) => chars.iter().take_while(|c| is_katakana(**c)).count(),
        Some(c) if c.is_ascii_alphabetic() => chars.iter().take_while(|c| c.is_ascii_alphabetic()).count(),
        _ => 0,
    }
}

/// The text with a mark in place of each of these.
fn without(chars: &[char], mut gone: Vec<Range<usize>>) -> String {
    gone.sort_by_key(|range| range.start);
    let mut out = String::new();
    let mut done = 0;
    for range in gone {
        if range.start >= done {
            out.extend(&chars[done..range.start]);
            out.push(GONE);
        }
        done = done.max(range.end);
    }
    out.extend(&chars[done..]);
    out
}
