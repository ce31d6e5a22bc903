//! Names of companies, known by the legal form beside them, which stays, or by an owner's name before a trade.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    GONE, is_han, is_hiragana, is_katakana, regex, replace,
    words::{BESIDE_A_FORM, HIRAGANA_NAMES, INDUSTRIES, NO_NAME_IN_HIRAGANA, PARTICLES, SURNAMES, TRADES},
};

/// A company's longest name.
const MOST: usize = 24;

/// Takes the names out.
pub fn names(text: &str) -> String {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|合|資|名|医|福|社|財|学)\)|医療法人|社会福祉法人|学校法人|宗教法人|(?:一般|公益)(?:社団|財団)法人|npo法人|特定非営利活動法人|農事組合法人|税理士法人|監査法人",
        )
    });
    static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"[a-z0-9][a-z0-9&'. -]*?,?\s?(?:(?-u:\b)co\.?\s?,?\s?ltd(?-u:\b)\.?|(?-u:\b)inc(?-u:\b)\.?|(?-u:\b)corp(?-u:\b)\.?|(?-u:\b)k\.k\.|(?-u:\b)llc(?-u:\b))",
        )
    });
    static TRADE: LazyLock<Regex> =
        LazyLock::new(|| regex(&format!(r"(?:{})\p{{Han}}{{0,2}}({})", SURNAMES.join("|"), TRADES.join("|"))));
    let text = replace(text, &ENGLISH, |_| GONE.into());
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for form in FORM.find_iter(&text) {
        if form.start() < done {
            continue;
        }
        let (before, after) = (&text[done..form.start()], &text[form.end()..]);
        let (ahead, behind) = (name_ahead(before), name_behind(after));
        // `山田商事株式会社 見積` has its name already.
        let behind = if ahead > 0 { 0 } else { behind };
        out.push_str(&before[..before.len() - ahead]);
        if ahead > 0 {
            out.push(GONE);
        }
        out.push_str(form.as_str());
        if behind > 0 {
            out.push(GONE);
        }
        done = form.end() + behind;
    }
    out.push_str(&text[done..]);
    replace(&out, &TRADE, |found| format!("{GONE}{}", &found[1]))
}

fn in_a_name(c: char) -> bool {
    is_han(c) || is_katakana(c) || c.is_ascii_alphanumeric() || matches!(c, '&' | '-' | '.' | '\'' | GONE)
}

/// How many bytes at the end of the text are a name: 〇〇有限会社.
fn name_ahead(text: &str) -> usize {
    let spaced = text.ends_with(' ');
    let text_end = text.trim_end();
    let length = |take: &dyn Fn(char) -> bool| -> usize {
        text_end.chars().rev().take(MOST).take_while(|c| take(*c)).map(char::len_utf8).sum()
    };
    let name = &text_end[text_end.len() - length(&in_a_name)..];
    // One of several in a list: 医療法人・社会福祉法人.
    if name.ends_with('・') {
        return 0;
    }
    if !name.is_empty() {
        let word = BESIDE_A_FORM.iter().any(|word| name.ends_with(word))
            || INDUSTRIES.iter().any(|word| name.ends_with(word))
            || (spaced && name.ends_with(['業', '円', '人', '名', '年', '県', '都', '府']));
        let counted =
            name.chars().next().is_some_and(|c| c.is_ascii_digit()) && name.ends_with(super::digits::may_begin_unit);
        return if word || counted { 0 } else { text.len() - text_end.len() + name.len() };
    }
    if spaced {
        return 0;
    }
    let run = &text_end[text_end.len() - length(&is_hiragana)..];
    if let Some(known) = HIRAGANA_NAMES.iter().find(|known| run.ends_with(**known)) {
        return known.len();
    }
    // A word of hiragana alone at the beginning of the text, unless it reads as part of a sentence.
    let alone = run.len() == text_end.len() && run.chars().count() >= 2;
    let sentence = PARTICLES.iter().chain(["い", "る", "た", "て", "れ", "ら", "く", "し", "ず", "う"].iter());
    if alone && !sentence.into_iter().any(|end| run.ends_with(end)) { run.len() } else { 0 }
}

/// How many bytes at the beginning of the text are a name: 株式会社〇〇.
fn name_behind(text: &str) -> usize {
    let rest = text.trim_start();
    let space = text.len() - rest.len();
    if let Some(known) = HIRAGANA_NAMES.iter().find(|known| rest.starts_with(**known)) {
        return space + known.len();
    }
    let mut name: usize = rest.chars().take(MOST).take_while(|c| in_a_name(*c)).map(char::len_utf8).sum();
    // A further word of letters: 株式会社 abc trading.
    while let Some(more) = rest[name..].strip_prefix(' ')
        && rest[..name].ends_with(|c: char| c.is_ascii_alphanumeric())
        && more.starts_with(|c: char| c.is_ascii_lowercase())
    {
        name += 1 + more.chars().take_while(char::is_ascii_alphanumeric).count();
    }
    if rest.starts_with('・') {
        return 0;
    }
    if name > 0 {
        let found = &rest[..name];
        let word = BESIDE_A_FORM.iter().any(|word| found.starts_with(word))
            || INDUSTRIES.iter().any(|word| found.starts_with(word))
            || (found.starts_with(|c: char| c.is_ascii_digit())
                && super::digits::may_begin_unit(found.chars().next_back().unwrap_or(' ')));
        return if word { 0 } else { space + name };
    }
    let run: &str = &rest[..rest.chars().take(MOST).take_while(|c| is_hiragana(*c)).map(char::len_utf8).sum()];
    let no_name = PARTICLES.iter().chain(NO_NAME_IN_HIRAGANA).any(|word| run.starts_with(word));
    if space > 0 || no_name || run.chars().count() < 2 {
        return 0;
    }
    // No name has one character, so a particle is looked for behind the second.
    let least = run.chars().take(2).map(char::len_utf8).sum();
    let end = PARTICLES.iter().filter_map(|particle| Some(least + run[least..].find(particle)?)).min();
    end.unwrap_or(run.len())
}
