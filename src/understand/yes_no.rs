//! Yes or no, as people say it.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{asks, normal, too_long};

/// `Some(true)` for yes, `Some(false)` for no, `None` where the text doesn't clearly say either.
///
/// Short answers with their polite tails and in some dialects (`はい`, `ありますよ`, `せや`, `あらへん`), marks (`○`, `×`),
/// and sentences that open with a yes or no and don't take it back (`はい、あります`). `はい、わかりません`, `はい、でも…`,
/// `いいえ、あります` and `たぶん` are neither; nor are `いいです`, `大丈夫です` and `結構です`, which people say for both.
pub fn read(text: &str) -> Option<bool> {
    if too_long(text) {
        return None;
    }
    let tidy = normal::tidy(text);
    if asks(&tidy) || tidy.ends_with('?') {
        return None;
    }
    if let Some(answer) = mark(&tidy) {
        return Some(answer);
    }
    if let Some(answer) = short(&normal::key(&tidy)) {
        return Some(answer);
    }
    let (first, rest) = opening(&tidy)?;
    goes_with(first, rest).then_some(first)
}

/// A mark alone: `○`, `✕!`.
fn mark(tidy: &str) -> Option<bool> {
    let meaning = |c: char| match c {
        '○' | '〇' | '◯' | '⭕' | '◎' | '👍' | '🙆' | '👌' | '✓' | '✔' | 'o' => Some(true),
        '×' | '✕' | '✖' | '✗' | '✘' | '❌' | '❎' | '🙅' | '👎' | 'x' | '╳' => Some(false),
        _ => None,
    };
    let mut marks = tidy.chars().filter(|c| !" 。.!、,()".contains(*c));
    let answer = meaning(marks.next()?)?;
    // A skin tone or ♀ may follow an emoji; a word or the other mark may not.
    marks.all(|c| meaning(c).map_or(!c.is_alphanumeric(), |it| it == answer)).then_some(answer)
}

/// A short answer, as a key: one of the words, with or without what people say around it.
fn short(key: &str) -> Option<bool> {
    within(key, 4)
}

/// As [`short`], taking off at most so many heads and tails. Every way is tried: んです may be the end of もちろんです.
fn within(key: &str, layers: usize) -> Option<bool> {
    if YES.contains(key) {
        return Some(true);
    }
    if NO.contains(key) {
        return Some(false);
    }
    let layers = layers.checked_sub(1)?;
    let heads = HEADS.iter().filter_map(|head| key.strip_prefix(head));
    let tails = TAILS.iter().filter_map(|tail| key.strip_suffix(tail));
    // です alone says yes, but what is left of まだです says nothing.
    heads
        .chain(tails)
        .filter(|rest| !rest.is_empty() && !rest.starts_with("です"))
        .find_map(|rest| within(rest, layers))
}

/// The yes or no that a sentence opens with, and the rest of the sentence.
fn opening(tidy: &str) -> Option<(bool, &str)> {
    let cut = |rest: &str| rest.starts_with(|c: char| !c.is_alphanumeric() && c != '~' && c != '-');
    OPENINGS.iter().find_map(|&(word, answer)| {
        let rest = tidy.strip_prefix(word)?;
        // Without a comma (voice input), only what is itself a clear answer may follow.
        let clear = cut(rest) || short(&normal::key(rest)) == Some(answer);
        clear.then_some((answer, rest))
    })
}

/// Whether the rest of a sentence leaves its opening as it is.
fn goes_with(first: bool, rest: &str) -> bool {
    #[rustfmt::skip]
    const TAKES_BACK: &[&str] = &[
        "わから", "わかん", "わかりま", "分から", "分かん", "分かりま", "解ら", "判ら", "知らな", "知らん", "知りま", "しらない", "しらん",
        "不明", "さあ", "どうか", "どうだ", "どちら", "どっち", "迷", "かも", "たぶん", "多分", "微妙",
        "でも", "けど", "けれど", "ただし", "ただ、", "しかし",
    ];
    let key = normal::key(rest);
    let last = rest
        .rsplit(['、', '。', ',', '.', '!', ' '])
        .map(normal::key)
        .find(|part| !part.is_empty())
        .unwrap_or_default();
    let opposite = |key: &str| short(key) == Some(!first) || (first && NEGATIONS.iter().any(|it| key.ends_with(it)));
    // あるけど, at the very end, only softens.
    let said = ["けど", "けども", "けどね", "けれど"].iter().find_map(|it| key.strip_suffix(it)).unwrap_or(&key);
    let takes_back =
        TAKES_BACK.iter().any(|it| said.contains(&it.replace('、', "")) && (!it.ends_with('、') || rest.contains(it)));
    // No.2 is a number.
    let counts = rest.starts_with('.') && key.starts_with(|c: char| c.is_ascii_digit());
    !takes_back && !counts && !opposite(&key) && !opposite(&last)
}

/// A yes that ends so is none: `はい、今はしておりません`.
const NEGATIONS: [&str; 5] = ["ません", "ないです", "ない", "なし", "違います"];

/// A longer one before its own beginning.
const OPENINGS: &[(&str, bool)] = &[
    ("はい", true),
    ("ハイ", true),
    ("ええ", true),
    ("うん", true),
    ("そうです", true),
    ("そうそう", true),
    ("yes", true),
    ("いいえ", false),
    ("いえいえ", false),
    ("いえ", false),
    ("いや", false),
    ("ううん", false),
    ("違います", false),
    ("no", false),
];

/// Said before a short answer and changing nothing, as keys.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "今のところは", "今のところ", "今は", "いまは", "現在は", "現在", "今", "もう", "すでに", "既に",
    "うちには", "うちにも", "うちは", "うちも", "当社には", "当社は", "弊社には", "弊社は", "一応", "いちおう",
    "ちゃんと", "特に", "とくに", "全然", "ぜんぜん", "全く", "まったく", "それは", "まだ",
];

/// Said after a short answer and changing nothing, as keys.
#[rustfmt::skip]
const TAILS: &[&str] = &[
    "んですよ", "ですよね", "ですよ", "ですね", "ですわ", "んです", "です", "っす", "だよね", "だよ", "だね",
    "だ", "よね", "やで", "やねん", "で", "よ", "ね", "な", "わ", "けど", "けども", "けれど", "さ", "ー", "っ", "のう",
];

static YES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    words(
        "はい はーい はあい はいはい ハイ へい うん うんうん ええ えぇ おう そう そうです そうそう そうだ そうや そや そだ そー そーです せや ほうや んだ その通り その通りです
         そのとおり もちろん 勿論 当然 yes y yeah yep yup ok okay オーケー オッケー おけ イエス まる 丸 です ですね ですよね 可 有 有り あり あります ある あるある 有る
         ございます いる 居る います おる おります おるで する します した しました やる やります やった やりました できる できます 出来る 出来ます
         できた できました できてる できてます お願いします おねがいします お願い 該当 対象です 当てはまる 当てはまります あてはまる あてはまります
         しとる しとります やっとる やっとります 持っとる 使っとる 予定あり 予定です 予定があります 経験あり",
        "る ます いる います おります",
        "た ました ます",
    )
});

static NO: LazyLock<HashSet<String>> = LazyLock::new(|| {
    words(
        "いいえ いえ いえいえ いや いやいや ううん ノー no n nope 違う 違います 違うよ ちがう ちがいます ちがうよ ちゃう ちゃいます そうではない
         そうじゃない そうではありません そうじゃありません そうではないです そうじゃないです ない 無い 無 無し なし ナシ ありません ございません あらへん
         いない 居ない いません 居ません おりません おらん おらへん いてへん しとらん しない しません せん せえへん しなかった しませんでした やらない
         やりません やってない できない できません 出来ない 出来ません まだ まだまだ ばつ バツ ペケ だめ ダメ 不可 不要 いらない いりません 要らない
         必要ない 必要ありません 必要ないです 該当なし 該当しない 該当しません 対象外 当てはまらない 当てはまりません あてはまらない あてはまりません
         予定なし 予定はない 予定ない 予定はありません 予定ありません 経験なし ないです なしです いないです しないです",
        "ない ません いない いません おりません へん ないです いないです",
        "ない ません なかった ませんでした",
    )
});

/// Verbs of holding, doing and having done, before て: with the endings of [`YES`] and [`NO`] they answer by themselves.
/// わかる, 知る and 決まる are left out, their denial says "I don't know"; so are 増える and 減る, 始まる and 終わる, which may answer
/// either question.
const TE_FORMS: &str = "して やって 持って もって 使って つかって 入って はいって 受けて うけて 出来て できて 考えて かんがえて 予定して 検討して 加入して
     利用して 導入して 該当して 実施して 申請して 提出して 契約して 登録して 取得して 雇って やとって 払って 借りて 取って とって 満たして 出して
     作って つくって 済んで すんで";

/// Verbs that take these endings as they stand.
const STEMS: &str =
    "受け うけ 考え かんがえ 借り 予定し 検討し 加入し 利用し 導入し 実施し 申請し 提出し 契約し 登録し 取得し";

/// The words, each verb with each ending, as keys.
fn words(plain: &str, after_te: &str, after_stem: &str) -> HashSet<String> {
    let join = |stems: &'static str, endings: &str| -> Vec<String> {
        stems
            .split_whitespace()
            .flat_map(|stem| {
                endings.split_whitespace().map(move |ending| format!("{stem}{ending}")).collect::<Vec<_>>()
            })
            .collect()
    };
    let mut all: Vec<String> = plain.split_whitespace().map(str::to_owned).collect();
    all.extend(join(TE_FORMS, after_te));
    all.extend(join(STEMS, after_stem));
    all.iter().map(|word| normal::key(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts between bars.
    fn check(texts: &str, answer: Option<bool>) {
        let wrong: Vec<&str> = texts.split('|').filter(|text| read(text) != answer).collect();
        assert!(wrong.is_empty(), "not {answer:?}: {wrong:?}");
    }

    #[test]
    fn yes() {
        check(
            "はい|はい。|はい！|ハイ|ﾊｲ|はーい|はーーい|はい〜|うん|うんうん|ええ|そう|そうです|そうですね|\
             そうだよ|あります|ありますよ|ある|あるよ|あり|です|yes|YES|Ｙｅｓ|y|ok|OK!|ＯＫです|イエス|○|〇|◯|⭕|\
             👍|👍🏻|🙆‍♀️|まる|します|している|してる|してます|してますよ|しています|しております|いる|います|\
             いますよ|もちろんです|その通りです|せや|ですね|そーです|そだね|あるある|せやで|そやで|せやな|そうや|んだ|おるで|しとる|しとります|\
             はい、あります|はい あります|はいあります|はいそうです|はい、20人です|はい、お願いします|\
             うん、あるよ|ええ、ありますよ|もうしてます|すでに持っています|うちにはあります|一応あります|\
             持ってます|使ってます|加入しています|予定しています|考えてます|受けました|お願いします|　はい　|\
             はい👍|申請しました|はい!あります!|ありますけど|はい、ありますけど|はい、いただきました|うん、あるよ",
            Some(true),
        );
    }

    #[test]
    fn no() {
        check(
            "いいえ|いいえ。|ｲｲｴ|いえ|いえいえ|いや|ううん|ない|ないです|ないですね|ないよ|ないわ|ありません|\
             なし|なしです|無し|違う|違います|ちがいます|ちがうよ|no|No.|NO|n|ノー|×|✕|❌|x|🙅‍♂️|ばつ|バツ|\
             してない|してないです|していません|してません|しておりません|いない|いないです|いません|まだ|\
             まだです|まだですね|まだしていません|まだない|ちゃう|ちゃうで|あらへん|あらへんで|おらん|してへん|\
             いいえ、ありません|いいえありません|いいえ違います|いいえ、まだです|いや、ないです|今はないです|\
             特にありません|全然ない|予定はありません|使ってない|持っていません|加入していません|考えていません|\
             いいえ、来年の予定です|そうじゃないです|できません|不要です|だめです",
            Some(false),
        );
    }

    #[test]
    fn neither() {
        check(
            "|　|？|わからない|わかりません|知りません|はい、わかりません|No.2|減ってます|増えてます|黒字です|はい、ありますけど使ってません|はいわかりません|いいえ、わかりません|\
             はい、でもまだです|いいえ、あります|はい、ないです|はい、違います|はい、今はしておりません|たぶん|\
             たぶんあります|あるかも|あるかな|ありますか|ありますか？|はいですか？|うーん|さあ|どうだろう|\
             いいです|結構です|大丈夫です|なくはない|ないことはない|ないとは言えない|20人|製造業|はいしゃ|\
             うんそう業|いえをたてたい|ノート|nothing else|okinawa|ある会社の話です|決まってない|聞いてません|\
             覚えていません|答えたくありません|はい、どちらでも|はい？|○×|yesno|新しい|まだ何もです|\
             従業員が減って電気代も上がって困っています",
            None,
        );
        assert_eq!(read(&format!("はい、{}", "あ".repeat(200))), None);
    }
}
