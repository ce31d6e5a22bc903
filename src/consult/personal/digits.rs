//! Numbers by which somebody could be known: phones, cards, accounts, birthdays; not amounts, headcounts and wages.

use std::sync::LazyLock;

use regex::Regex;

use super::{GONE, regex, replace};

/// What follows a number that says how much or when.
const UNITS: &[&str] = &[
    "円",
    "万",
    "億",
    "千",
    "百",
    "兆",
    "人",
    "名",
    "社",
    "店",
    "件",
    "個",
    "台",
    "枚",
    "本",
    "年",
    "月",
    "日",
    "時",
    "分",
    "秒",
    "歳",
    "才",
    "%",
    "パーセント",
    "割",
    "リットル",
    "トン",
    "キロ",
    "メートル",
    "平米",
    "平方",
    "坪",
    "戸",
    "棟",
    "か月",
    "ヶ月",
    "ケ月",
    "カ月",
    "回",
    "倍",
    "ドル",
    "ユーロ",
    "元",
    "ウォン",
    "字",
    "ページ",
    "部",
    "箱",
    "袋",
    "杯",
    "頭",
    "羽",
    "匹",
    "食",
    "床",
    "席",
    "室",
    "つ",
    "週",
];
/// Units of letters, after which no further letter comes.
const LATIN_UNITS: &[&str] = &[
    "kl", "kwh", "mwh", "gwh", "kw", "mw", "gj", "mj", "kg", "km", "m2", "m3", "ml", "w", "l", "t", "g", "m", "j",
    "ha", "yen", "jpy", "usd", "t-co2", "nm3",
];
/// What comes before a bare number that is an amount.
const AMOUNTS: &[&str] = &[
    "資本金",
    "売上",
    "売上高",
    "年商",
    "月商",
    "利益",
    "予算",
    "投資",
    "投資額",
    "費用",
    "経費",
    "金額",
    "総額",
    "給料",
    "給与",
    "時給",
    "月給",
    "年収",
    "日給",
    "賃金",
    "賞与",
    "電気代",
    "ガス代",
    "燃料費",
    "家賃",
    "借入",
    "借入金",
    "残高",
    "従業員",
    "社員",
    "人数",
    "使用量",
    "価格",
    "値段",
    "単価",
    "見積",
    "補助額",
    "上限",
];

/// Whether a unit may begin with this character.
pub fn may_begin_unit(c: char) -> bool {
    let c = c.to_string();
    UNITS.iter().chain(LATIN_UNITS).any(|unit| unit.starts_with(&c))
}

/// Dates of birth, and days so long ago that they may be one.
pub fn birthdays(text: &str) -> String {
    const YEAR: &str = r"(?:(?:昭和|平成|令和|大正|明治|[shrtm])\s?(?:元|\d{1,2}|[一二三四五六七八九十]{1,3})|(?:19|20)\d\d|[一二][〇九][〇一二三四五六七八九]{2})";
    const NUMBER: &str = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})";
    static BORN: LazyLock<Regex> = LazyLock::new(|| {
        let date = format!(
            r"(?:{YEAR}\s?[年./-]?\s?)?(?:{NUMBER}\s?[月./-]\s?)?(?:{NUMBER}\s?日?)?|{YEAR}\s?年?(?:\s?度)?|\d{{8}}"
        );
        regex(&format!(
            r"({YEAR}\s?[年./-]?\s?(?:{NUMBER}\s?[月./-]\s?(?:{NUMBER}\s?日?)?)?|{NUMBER}\s?月\s?{NUMBER}\s?日|\d\d年)(\s?(?:生まれ|生れ|うまれ|誕生|生(?-u:\b)))|((?:生年月日|誕生日|生まれ)\s?[はが:=]?\s?(?:、|,)?\s?)({date})"
        ))
    });
    static LONG_AGO: LazyLock<Regex> = LazyLock::new(|| {
        let before_2010 =
            r"(?:(?:昭和|平成|大正)\s?(?:元|\d{1,2}|[一二三四五六七八九十]{1,3})|(?:19\d\d|200\d|2010))\s?年?";
        let short = r"(?-u:\b)[shtm]\d{1,2}";
        regex(&format!(
            r"{before_2010}\s?[./-]?\s?{NUMBER}\s?[月./-]\s?{NUMBER}\s?日?|{short}\s?[./-]\s?{NUMBER}\s?[./-]\s?{NUMBER}"
        ))
    });
    let text = replace(text, &BORN, |found| match (found.get(2), found.get(3)) {
        (Some(after), _) => format!("{GONE}{}", after.as_str()),
        (_, Some(before)) if !found[4].is_empty() => format!("{}{GONE}", before.as_str()),
        _ => found[0].to_owned(),
    });
    replace(&text, &LONG_AGO, |_| GONE.into())
}

/// Phones. Before streets are looked for, which are written alike.
pub fn phones(text: &str) -> String {
    static PHONE: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"\+\s?\d[\d\s()-]{7,}\d|\(?0\d{1,4}\)?\s?[-./・のノ()\s]\s?\(?\d{1,4}\)?\s?[-./・のノ()\s]\s?\d{3,4}|(?-u:\b)0\d{9,10}",
        )
    });
    replace(text, &PHONE, |_| GONE.into())
}

/// Cards, accounts, any five digits or more that are no amount.
pub fn numbers(text: &str) -> String {
    static RUN: LazyLock<Regex> = LazyLock::new(|| regex(r"\d+(?:(?:\s?-\s?|\s)\d+)*"));
    static IN_KANJI: LazyLock<Regex> =
        LazyLock::new(|| regex(r"[〇零一二三四五六七八九](?:[ -]?[〇零一二三四五六七八九]){6,}"));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for found in RUN.find_iter(text) {
        out.push_str(&text[done..found.start()]);
        let (before, after) = (&text[..found.start()], &text[found.end()..]);
        out.push_str(&run(before, found.as_str(), after));
        done = found.end();
    }
    out.push_str(&text[done..]);
    replace(&out, &IN_KANJI, |found| {
        // Placeholders of the owner's own.
        if found[0].chars().all(|c| c == '〇') { found[0].to_owned() } else { GONE.into() }
    })
}

/// What is left of digits with spaces and dashes among them.
fn run(before: &str, run: &str, after: &str) -> String {
    // In `2023 500万円` only the last part is the amount.
    if let Some((rest, last)) = run.rsplit_once(' ')
        && !rest.ends_with('-')
        && !last.starts_with('-')
        && is_amount(last)
        && unit_follows(after)
    {
        return format!("{} {last}", self::run(before, rest, &format!(" {last}")));
    }
    let parts: Vec<&str> = run.split([' ', '-']).filter(|part| !part.is_empty()).collect();
    let digits: usize = parts.iter().map(|part| part.len()).sum();
    // `1 2 3 4 5` are choices, while phones are written in pairs too.
    let choices = digits < 10 && parts.len() > 2 && parts.iter().all(|part| part.len() <= 2);
    let amount = match parts.as_slice() {
        [one] => is_amount(one) && (unit_follows(after) || said_before(before)),
        [from, to] => run.contains('-') && is_amount(from) && is_amount(to) && unit_follows(after),
        _ => false,
    };
    if digits < 5 || choices || amount { run.to_owned() } else { GONE.into() }
}

fn is_amount(digits: &str) -> bool {
    digits.len() <= 12 && !(digits.len() > 1 && digits.starts_with('0'))
}

fn said_before(before: &str) -> bool {
    let before = before.trim_end_matches([' ', 'は', 'が', ':', '=', '約']);
    before.ends_with('¥') || AMOUNTS.iter().any(|word| before.ends_with(word))
}

/// Whether a unit comes next, also after a fraction or the other end of a range.
fn unit_follows(after: &str) -> bool {
    static MORE: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:[.,]\d+)*(?:\s?[~-]\s?[\d.,]+)?\s?"));
    let rest = &after[MORE.find(after).map_or(0, |found| found.end())..];
    let latin = |unit: &&&str| {
        rest.strip_prefix(**unit).is_some_and(|more| !more.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    UNITS.iter().any(|unit| rest.starts_with(unit)) || LATIN_UNITS.iter().find(latin).is_some()
}
