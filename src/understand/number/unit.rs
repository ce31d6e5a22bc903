//! The counters and units that owners write after a number.

/// What was counted or measured, so that the caller can check it against the question: `20円` is no headcount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 人, 名
    Person,
    /// 円; a scale (`3千万円`) is already in the value
    Yen,
    /// kl
    Kilolitre,
    /// %, パーセント, 割 (one 割 is ten)
    Percent,
    /// ポイント, %ポイント
    Point,
    /// 年, 年間, 年度
    Year,
    /// か月
    Month,
    /// 日, 日間
    Day,
    /// 時間
    Hour,
    /// m2, 平米
    SquareMetre,
    /// m3, 立方メートル
    CubicMetre,
    /// L, リットル
    Litre,
    /// kW
    Kilowatt,
    /// kWh
    KilowattHour,
    /// t, トン
    Ton,
    /// 台
    Machine,
    /// 戸
    House,
    /// か所
    Place,
    /// 層, 階
    Floor,
    /// 設備
    Facility,
    /// 種類
    Kind,
    /// つ, 個
    Thing,
    /// 社, 者
    Company,
    /// A word that this table doesn't know follows at once: 坪, ダース, ドル. The caller had better ask.
    Other,
}

/// As tidied text; a longer spelling before its own beginning.
const SPELLINGS: &[(&str, Unit)] = &[
    ("社員", Unit::Person),
    ("名様", Unit::Person),
    ("人", Unit::Person),
    ("名", Unit::Person),
    ("にん", Unit::Person),
    ("ニン", Unit::Person),
    ("円", Unit::Yen),
    ("圓", Unit::Yen),
    ("えん", Unit::Yen),
    ("yen", Unit::Yen),
    ("jpy", Unit::Yen),
    ("kl", Unit::Kilolitre),
    ("キロリットル", Unit::Kilolitre),
    ("キロリッター", Unit::Kilolitre),
    ("%ポイント", Unit::Point),
    ("パーセントポイント", Unit::Point),
    ("ポイント", Unit::Point),
    ("ぽいんと", Unit::Point),
    ("pt", Unit::Point),
    ("%", Unit::Percent),
    ("パーセント", Unit::Percent),
    ("ぱーせんと", Unit::Percent),
    ("percent", Unit::Percent),
    ("パー", Unit::Percent),
    ("か年", Unit::Year),
    ("ヶ年", Unit::Year),
    ("ヵ年", Unit::Year),
    ("カ年", Unit::Year),
    ("ケ年", Unit::Year),
    ("年間", Unit::Year),
    ("年度", Unit::Year),
    ("年", Unit::Year),
    ("ねん", Unit::Year),
    ("か月", Unit::Month),
    ("ヶ月", Unit::Month),
    ("ヵ月", Unit::Month),
    ("カ月", Unit::Month),
    ("ケ月", Unit::Month),
    ("箇月", Unit::Month),
    ("個月", Unit::Month),
    ("かげつ", Unit::Month),
    ("ヶげつ", Unit::Month),
    ("日間", Unit::Day),
    ("日", Unit::Day),
    ("時間", Unit::Hour),
    ("m2", Unit::SquareMetre),
    ("m^2", Unit::SquareMetre),
    ("平米", Unit::SquareMetre),
    ("平方メートル", Unit::SquareMetre),
    ("平方m", Unit::SquareMetre),
    ("へいべい", Unit::SquareMetre),
    ("m3", Unit::CubicMetre),
    ("m^3", Unit::CubicMetre),
    ("立方メートル", Unit::CubicMetre),
    ("立方m", Unit::CubicMetre),
    ("立米", Unit::CubicMetre),
    ("リットル", Unit::Litre),
    ("リッター", Unit::Litre),
    ("l", Unit::Litre),
    ("kwh", Unit::KilowattHour),
    ("kw時", Unit::KilowattHour),
    ("キロワット時", Unit::KilowattHour),
    ("キロワットアワー", Unit::KilowattHour),
    ("kw", Unit::Kilowatt),
    ("キロワット", Unit::Kilowatt),
    ("トン", Unit::Ton),
    ("とん", Unit::Ton),
    ("t", Unit::Ton),
    ("台", Unit::Machine),
    ("戸", Unit::House),
    ("か所", Unit::Place),
    ("ヶ所", Unit::Place),
    ("ヵ所", Unit::Place),
    ("カ所", Unit::Place),
    ("ケ所", Unit::Place),
    ("箇所", Unit::Place),
    ("個所", Unit::Place),
    ("かしょ", Unit::Place),
    ("層", Unit::Floor),
    ("階建て", Unit::Floor),
    ("階", Unit::Floor),
    ("設備", Unit::Facility),
    ("種類", Unit::Kind),
    ("しゅるい", Unit::Kind),
    ("つ", Unit::Thing),
    ("っつ", Unit::Thing),
    ("個", Unit::Thing),
    ("コ", Unit::Thing),
    ("こ", Unit::Thing),
    ("事業者", Unit::Company),
    ("社", Unit::Company),
    ("者", Unit::Company),
];

/// The unit that `rest`, the text just after a number, begins with, and its length in bytes.
pub(super) fn at(rest: &str) -> Option<(Unit, usize)> {
    SPELLINGS.iter().find_map(|&(spelling, unit)| {
        let next = rest.strip_prefix(spelling)?.chars().next();
        let last = spelling.chars().next_back()?;
        // A spelling of letters or katakana is the whole word: `10th` is no ton, `3パート` no percent, `2コース` no コ.
        let goes_on = match next {
            Some(c) if last.is_ascii_alphabetic() => c.is_ascii_alphabetic(),
            Some(c) if super::normal::is_katakana(last) => super::normal::is_katakana(c),
            _ => false,
        };
        (!goes_on).then_some((unit, spelling.len()))
    })
}
