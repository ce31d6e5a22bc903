//! The words around numbers.

use super::Unit;

/// Words that count by themselves.
pub(super) const COUNTED: &[(&str, i128, Unit)] = &[
    ("ひとり", 1, Unit::Person),
    ("ふたり", 2, Unit::Person),
    ("ひとつ", 1, Unit::Thing),
    ("ふたつ", 2, Unit::Thing),
    ("みっつ", 3, Unit::Thing),
    ("よっつ", 4, Unit::Thing),
    ("いつつ", 5, Unit::Thing),
    ("むっつ", 6, Unit::Thing),
    ("ななつ", 7, Unit::Thing),
    ("やっつ", 8, Unit::Thing),
    ("ここのつ", 9, Unit::Thing),
];

/// An estimate, when just before the number.
#[rustfmt::skip]
pub(super) const ESTIMATES_BEFORE: &[&str] = &[
    "約", "およそ", "おおよそ", "凡そ", "だいたい", "大体", "ざっと", "ほぼ", "ざっくり", "たしか", "確か", "≒", "±",
];

/// An estimate, when just after the number.
#[rustfmt::skip]
pub(super) const ESTIMATES_AFTER: &[&str] = &[
    "くらい", "ぐらい", "ほど", "程度", "前後", "位", "ちょっと", "ちょい", "弱", "強", "余り", "あまり", "余", "そこそこ", "そこら",
    "近く", "近い", "ちかく", "とちょっと", "と少し",
];

/// An estimate, wherever it stands.
#[rustfmt::skip]
pub(super) const ESTIMATES_ANYWHERE: &[&str] = &[
    "くらい", "ぐらい", "だいたい", "大体", "たぶん", "多分", "おそらく", "かな", "かも", "と思", "とおも", "はず", "ざっくり",
];

/// A bound and no number, when just before it.
#[rustfmt::skip]
pub(super) const BOUNDS_BEFORE: &[&str] = &[
    "最低", "最低で", "最低でも", "最大", "最大で", "最大でも", "少なくとも", "すくなくとも", "多くても",
];

/// A bound and no number, when just after it.
#[rustfmt::skip]
pub(super) const BOUNDS_AFTER: &[&str] = &[
    "以上", "以下", "未満", "以内", "超", "を超", "をこえ", "を上回", "を下回", "に満たな", "より多", "より少", "より上", "より下", "まで",
    "は超", "も超", "はこえ", "を切", "を割", "足らず", "たらず", "に届か",
    "いない", "いません", "~",
];

/// Denies the number just before it, or makes it a base: `20人じゃなくて15人`, `1人あたり3万円`.
#[rustfmt::skip]
pub(super) const SET_ASIDE: &[&str] = &[
    "じゃな", "じゃあり", "ではな", "ではあり", "とちが", "と違", "あたり", "当たり", "当り", "につき",
];

/// What may follow a number without a unit, so that its kanji are no part of a word.
#[rustfmt::skip]
pub(super) const ENDS: &[&str] = &["です", "でし", "でござ", "だ", "と", "から", "っす", "ない"];
