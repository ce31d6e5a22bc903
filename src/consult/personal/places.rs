//! Where somebody can be reached: mail, pages, streets.

use std::sync::LazyLock;

use regex::Regex;

use super::{GONE, regex, replace};

/// Mail addresses, pages, names on social networks.
pub fn on_the_net(text: &str) -> String {
    // Japanese may follow a page without a space; it belongs to it only where more of a path comes after it.
    static PAGE: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?:https?:/{1,2}|www\.)[!-(*-~]*(?:[^\s、。)]*[/%=&][!-(*-~]*)?|(?-u:\b)[a-z0-9][a-z0-9.-]*\.(?:com|jp|net|org|info|biz|io|me|shop|tokyo|dev|app)(?-u:\b)(?:/[!-(*-~]*)?",
        )
    });
    static MAIL: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?:[a-z0-9][a-z0-9._%+'*/=?^`{|}~-]*|[\p{Han}ァ-ヶー]{1,6})\s?(?:@|\(at\)|\[at\]|\(a\)|アットマーク|あっとまーく)\s?[a-z0-9][a-z0-9-]*(?:\s?(?:\.|ドット)\s?[a-z0-9-]+)*",
        )
    });
    static HANDLE: LazyLock<Regex> = LazyLock::new(|| regex(r"@\s?[a-z0-9_.]{2,}"));
    static SECRET: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"((?:パスワード|password|暗証番号|会員番号|口座番号|番号|(?-u:\b)id|(?-u:\b)pw)\s?(?:[はが:=]|\s)\s?)([!-~]*\d[!-~]*)",
        )
    });
    let text = replace(text, &MAIL, |_| GONE.into());
    let text = replace(&text, &PAGE, |_| GONE.into());
    let text = replace(&text, &HANDLE, |_| GONE.into());
    replace(&text, &SECRET, |found| format!("{}{GONE}", &found[1]))
}

/// Postal codes, streets and rooms. Prefecture and municipality stay: support differs by them.
pub fn on_the_map(text: &str) -> String {
    static POSTAL: LazyLock<Regex> =
        LazyLock::new(|| regex(r"〒\s?\d{3}(?:\s?-?\s?\d{4})?|(?-u:\b)\d{3}-\d{4}(?-u:\b)"));
    // A street with a block, by its words or as three numbers, with the house and room after it.
    const NUMBER: &str = r"(?:\d{1,5}|[一二三四五六七八九十百〇]{1,4})";
    const REST: &str = r"(?:\s?-?\s?(?:\d{1,5}|[一二三四五六七八九十]{1,3})\s?(?:丁目|番地?|号室|号|階|f(?-u:\b))?|の\d{1,4}(?:号|番地?)?)*(?:\s?[\p{Han}ァ-ヶーa-z0-9]{1,15}(?:ビル|マンション|ハイツ|アパート|コーポ|荘)(?:\s?\d{1,4}(?:号室|号|階|f(?-u:\b))?)?)?";
    static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
        let town = r"[\p{Han}ァ-ヶーぁ-ん]{0,10}?";
        regex(&format!(r"([市区町村郡])?({town})\s?{NUMBER}\s?(?:丁目|番地|番町|番\s?{NUMBER}\s?号){REST}"))
    });
    static THREE: LazyLock<Regex> = LazyLock::new(|| {
        regex(&format!(
            r"([市区町村郡])?([\p{{Han}}ァ-ヶー]{{1,8}}|[\p{{Han}}ァ-ヶーぁ-ん]{{1,8}})\s?\d{{1,4}}\s?-\s?\d{{1,4}}\s?-\s?\d{{1,4}}{REST}"
        ))
    });
    // After a municipality two numbers are enough, unless a unit follows: 町工場2-3人.
    static TWO: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"([市区町村郡])([\p{Han}ァ-ヶー]{0,8})\s?(\d{1,4})\s?-\s?(\d{1,4})(?:\s?番地?|\s?号)?(.)?")
    });
    static ROOM: LazyLock<Regex> = LazyLock::new(|| regex(r"\d{1,4}号室"));
    let text = replace(text, &POSTAL, |found| match found[0].starts_with('〒') {
        true => format!("〒{GONE}"),
        false => GONE.into(),
    });
    let text = replace(&text, &BLOCK, |found| street(found.get(1).map(|it| it.as_str()), &found[2]));
    let text = replace(&text, &THREE, |found| street(found.get(1).map(|it| it.as_str()), &found[2]));
    let text = replace(&text, &TWO, |found| {
        let next = found.get(5).map_or("", |next| next.as_str());
        match next.chars().next() {
            Some(c) if super::digits::may_begin_unit(c) || c.is_ascii_digit() => found[0].to_owned(),
            _ => format!("{}{GONE}{next}", street_head(Some(&found[1]), &found[2])),
        }
    });
    replace(&text, &ROOM, |_| GONE.into())
}

fn street(municipality: Option<&str>, town: &str) -> String {
    format!("{}{GONE}", street_head(municipality, town))
}

/// What is left in front of a street: the municipality, and what was no part of an address.
fn street_head(municipality: Option<&str>, town: &str) -> String {
    // The town's name goes, but of a sentence before it only the last word: 住所は本町.
    let marks = ["市", "区", "町", "村", "郡", "県", "都", "府", "は", "が", "に", "の", "を", "で", "と"];
    let at = marks.iter().filter_map(|mark| town.rfind(mark).map(|at| at + mark.len()));
    let kept = at.filter(|at| *at < town.len()).max().map_or("", |at| &town[..at]);
    format!("{}{kept}", municipality.unwrap_or_default())
}
