//! Choices as people really pick them.

use super::*;

/// A choice per line: its label, then what else it is called.
fn with_choices<T>(lines: &[&str], then: impl FnOnce(&[Words]) -> T) -> T {
    let owned: Vec<(String, Vec<String>)> = lines
        .iter()
        .map(|line| {
            let mut words = line.split('|').map(str::to_owned);
            (words.next().unwrap(), words.collect())
        })
        .collect();
    let choices: Vec<Words> = owned.iter().map(|(label, also)| Words { label, also }).collect();
    then(&choices)
}

const INDUSTRIES: &[&str] = &[
    "製造業|メーカー|工場|ものづくり",
    "卸売業|卸|問屋",
    "小売業|小売|お店",
    "サービス業（宿泊・娯楽を除く）|サービス業",
    "宿泊業|ホテル|旅館",
    "情報通信業|IT",
    "その他",
    "どれもない",
];

const PREFECTURES: &[&str] =
    &["北海道", "青森県", "東京都", "京都府", "大阪府", "高知県", "山口県", "福岡県", "福島県", "福井県"];

const SIZES: &[&str] = &["5人以下", "20人以下", "300人以下", "それより多い"];

fn check(lines: &[&str], table: &[(&str, Picked)]) {
    with_choices(lines, |choices| {
        for (text, expected) in table {
            assert_eq!(pick(text, choices), *expected, "{text}");
        }
    });
}

#[test]
fn by_number() {
    check(
        INDUSTRIES,
        &[
            ("1", Picked::One(0)),
            ("１", Picked::One(0)),
            ("①", Picked::One(0)),
            ("②", Picked::One(1)),
            ("❸", Picked::One(2)),
            ("1️⃣", Picked::One(0)),
            ("1番", Picked::One(0)),
            ("１番です", Picked::One(0)),
            ("1番目", Picked::One(0)),
            ("2でお願いします", Picked::One(1)),
            ("2です。", Picked::One(1)),
            ("2！", Picked::One(1)),
            ("(2)", Picked::One(1)),
            ("2)", Picked::One(1)),
            ("2.", Picked::One(1)),
            ("一", Picked::One(0)),
            ("二番", Picked::One(1)),
            ("いち", Picked::One(0)),
            ("にです", Picked::One(1)),
            ("8", Picked::One(7)),
            ("9", Picked::OutOfRange(8)),
            ("0", Picked::OutOfRange(8)),
            ("135", Picked::OutOfRange(8)),
            ("999999999", Picked::OutOfRange(8)),
            ("99999999999999999999", Picked::Nothing),
            ("1 製造業", Picked::One(0)),
            ("1. 製造業", Picked::One(0)),
            ("①製造業", Picked::One(0)),
            ("1番の製造業です", Picked::One(0)),
            ("2番の小売業", Picked::Several(vec![1, 2])),
            ("2人", Picked::Nothing),
        ],
    );
}

#[test]
fn by_words() {
    check(
        INDUSTRIES,
        &[
            ("製造業", Picked::One(0)),
            ("製造業です", Picked::One(0)),
            ("メーカー", Picked::One(0)),
            ("ﾒｰｶｰ", Picked::One(0)),
            ("めーかー", Picked::One(0)),
            ("メ-カ-", Picked::One(0)),
            ("うちはメーカーです", Picked::One(0)),
            ("金属加工の工場をやってます", Picked::One(0)),
            ("製造", Picked::One(0)),
            ("製造です", Picked::One(0)),
            ("卸", Picked::One(1)),
            ("問屋やってます", Picked::One(1)),
            ("サービス業", Picked::One(3)),
            ("サービス", Picked::One(3)),
            ("サービス業(宿泊・娯楽を除く)", Picked::One(3)),
            ("旅館の経営です", Picked::One(4)),
            ("IT", Picked::One(5)),
            ("ｉｔ系です", Picked::One(5)),
            ("capital", Picked::Nothing),
            ("その他です", Picked::One(6)),
            ("どれもない", Picked::One(7)),
            ("製造業と小売業", Picked::Several(vec![0, 2])),
            ("製造業じゃなくて小売業です", Picked::One(2)),
            ("製造業以外", Picked::Nothing),
            ("製造業って何", Picked::Nothing),
            ("製造業に入りますか？", Picked::Nothing),
            ("漁業", Picked::Nothing),
            ("製", Picked::Nothing),
            ("", Picked::Nothing),
            ("？", Picked::Nothing),
            ("わからない", Picked::Nothing),
        ],
    );
    check(
        PREFECTURES,
        &[
            ("高知", Picked::One(5)),
            ("高知です", Picked::One(5)),
            ("うちは高知です", Picked::One(5)),
            ("高知県高知市", Picked::One(5)),
            ("東京", Picked::One(2)),
            ("東京都", Picked::One(2)),
            ("東京都千代田区", Picked::One(2)),
            ("京都", Picked::One(3)),
            ("福", Picked::Nothing),
            ("北海道", Picked::One(0)),
            ("福岡県と福島県", Picked::Several(vec![7, 8])),
        ],
    );
    check(
        &["東京都|東京", "京都府|京都"],
        &[("東京です", Picked::One(0)), ("東京のほう", Picked::One(0)), ("京都のほう", Picked::One(1))],
    );
    check(&["福岡県", "福島県", "福岡市"], &[("福岡", Picked::Several(vec![0, 2]))]);
    check(
        &["会社|法人", "団体|法人"],
        &[("法人", Picked::Several(vec![0, 1])), ("法人です", Picked::Several(vec![0, 1]))],
    );
}

#[test]
fn labels_that_begin_with_a_number() {
    check(
        SIZES,
        &[
            ("2", Picked::One(1)),
            ("20", Picked::One(1)),
            ("20人", Picked::One(1)),
            ("20人以下", Picked::One(1)),
            ("２０人以下です", Picked::One(1)),
            ("300", Picked::One(2)),
            ("5人以下", Picked::One(0)),
            ("15人以下", Picked::Nothing),
            ("7", Picked::OutOfRange(4)),
        ],
    );
}

#[test]
fn no_choices_no_pick() {
    assert_eq!(pick("1", &[]), Picked::Nothing);
    assert_eq!(pick_many("1", &[]), PickedMany::Nothing { part: "1".into() });
    check(&["！！", "製造業"], &[("？", Picked::Nothing), ("1", Picked::One(0))]);
}

#[test]
fn several_at_once() {
    let these = |choices: &[usize]| PickedMany::These(choices.to_vec());
    with_choices(INDUSTRIES, |choices| {
        for (text, expected) in [
            ("1", these(&[0])),
            ("1,3", these(&[0, 2])),
            ("１，３", these(&[0, 2])),
            ("1と3", these(&[0, 2])),
            ("１　３", these(&[0, 2])),
            ("1 3", these(&[0, 2])),
            ("1、3、5", these(&[0, 2, 4])),
            ("1、3、5です", these(&[0, 2, 4])),
            ("1番と3番", these(&[0, 2])),
            ("1・3", these(&[0, 2])),
            ("1.3", these(&[0, 2])),
            ("①③", these(&[0, 2])),
            ("①と③", these(&[0, 2])),
            ("1\n3", these(&[0, 2])),
            ("1/3", these(&[0, 2])),
            ("3,1,3", these(&[2, 0])),
            ("1-3", these(&[0, 1, 2])),
            ("1〜3です", these(&[0, 1, 2])),
            ("1から3まで", these(&[0, 1, 2])),
            ("1-3、6", these(&[0, 1, 2, 5])),
            ("製造業", these(&[0])),
            ("メーカーと小売", these(&[0, 2])),
            ("製造業、小売業", these(&[0, 2])),
            ("製造業・小売業・IT", these(&[0, 2, 5])),
            ("製造業 小売業", these(&[0, 2])),
            ("製造業小売業", these(&[0, 2])),
            ("メーカーと小売をやってます", these(&[0, 2])),
            ("ものづくりとITです", these(&[0, 5])),
            ("サービス業（宿泊・娯楽を除く）と小売", these(&[3, 2])),
            ("1と小売業", these(&[0, 2])),
            ("製造と旅館", these(&[0, 4])),
            ("製造業、あと旅館も", these(&[0, 4])),
            ("135", PickedMany::OutOfRange(8)),
            ("1,9", PickedMany::OutOfRange(8)),
            ("7-9", PickedMany::OutOfRange(8)),
            ("0-2", PickedMany::OutOfRange(8)),
            ("製造業と宇宙", PickedMany::Nothing { part: "宇宙".into() }),
            ("3-1", PickedMany::Nothing { part: "3-1".into() }),
            ("", PickedMany::Nothing { part: "".into() }),
            ("、、", PickedMany::Nothing { part: "、、".into() }),
        ] {
            assert_eq!(pick_many(text, choices), expected, "{text}");
        }
    });
    with_choices(&["会社|法人", "団体|法人", "個人"], |choices| {
        assert_eq!(pick_many("個人と法人", choices), PickedMany::Several { part: "法人".into(), choices: vec![0, 1] });
    });
    with_choices(&["人を雇う|雇いたい", "設備を入れる|設備"], |choices| {
        assert_eq!(pick_many("ひとを雇いたい", choices), these(&[0]));
        assert_eq!(pick_many("設備や雇いたい", choices), these(&[1, 0]));
        assert_eq!(pick_many("設備を入れたいのと雇いたいです", choices), these(&[1, 0]));
    });
    with_choices(&["卸・小売", "人と組織", "小売"], |choices| {
        assert_eq!(pick_many("卸・小売と人と組織", choices), these(&[0, 1]));
    });
}
