//! Numbers as people really type them.

use super::*;

fn exact(numer: i128, denom: i128) -> Exact {
    Exact::new(numer, denom)
}

/// What was read: value, unit, `~` for approximate, `s` for scaled.
fn shown(text: &str) -> String {
    match read(text) {
        Ok(it) => {
            let unit = it.unit.map_or(String::new(), |unit| format!(" {unit:?}"));
            let approximate = if it.approximate { " ~" } else { "" };
            let scaled = if it.scaled { " s" } else { "" };
            format!("{}{unit}{approximate}{scaled}", it.value)
        }
        Err(misread) => format!("{misread:?}"),
    }
}

fn check(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|&(text, expected)| {
            let got = shown(text);
            (got != expected).then(|| format!("{text}: read {got}, expected {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn headcounts() {
    check(&[
        ("２０", "20"),
        ("20", "20"),
        ("二十", "20"),
        ("二十人", "20 Person"),
        ("20人くらい", "20 Person ~"),
        ("20人ぐらいです", "20 Person ~"),
        ("だいたい20人", "20 Person ~"),
        ("２０人", "20 Person"),
        ("20 人", "20 Person"),
        ("　20　人　です", "20 Person"),
        ("20名", "20 Person"),
        ("20名です。", "20 Person"),
        ("20人！", "20 Person"),
        ("社員20人です", "20 Person"),
        ("社員20人", "20 Person"),
        ("従業員は20名です", "20 Person"),
        ("うち職人14人です", "14 Person"),
        ("うち職人14人の染物屋なんですけど", "14 Person"),
        ("14人ですわ", "14 Person"),
        ("14人かな", "14 Person ~"),
        ("たぶん14人", "14 Person ~"),
        ("14人だと思います", "14 Person ~"),
        ("14人ですかね", "14 Person"),
        ("十四人", "14 Person"),
        ("十四", "14"),
        ("従業員は十四です", "14"),
        ("約十四", "14 ~"),
        ("百五十", "150"),
        ("百五十人", "150 Person"),
        ("千二百", "1200"),
        ("一人", "1 Person"),
        ("ひとり", "1 Person"),
        ("ひとりでやってます", "1 Person"),
        ("ふたり", "2 Person"),
        ("二人", "2 Person"),
        ("2人だけです", "2 Person"),
        ("さん", "3"),
        ("さんにん", "3 Person"),
        ("よにん", "4 Person"),
        ("じゅうにん", "10 Person"),
        ("れい", "0"),
        ("〇", "0"),
        ("ゼロ", "0"),
        ("ｾﾞﾛ", "0"),
        ("ゼロです", "0"),
        ("従業員ゼロ", "0"),
        ("0人", "0 Person"),
        ("０", "0"),
        ("5人とか", "5 Person"),
        ("20人強", "20 Person ~"),
        ("20人弱です", "20 Person ~"),
        ("20人前後", "20 Person ~"),
        ("20人程度", "20 Person ~"),
        ("20程度", "20 ~"),
        ("20人ほど", "20 Person ~"),
        ("100人近く", "100 Person ~"),
        ("従業員数14", "14"),
        ("14ﾆﾝ", "14 Person"),
        ("20人おるで", "20 Person"),
        ("夫婦二人でやってます", "2 Person"),
        ("14人👷", "14 Person"),
        ("20人位", "20 Person ~"),
        ("20人ちょっと", "20 Person ~"),
        ("えーっと20人", "20 Person"),
        ("１４社員", "14 Person"),
        ("①", "1"),
        ("2️⃣", "2"),
        ("20人じゃなくて15人です", "15 Person"),
        ("令和5年4月時点で20人", "20 Person"),
        ("3月で20人になります", "20 Person"),
        ("第2工場は30人です", "30 Person"),
        ("えーっとですね今うちの従業員はパートさんも入れるとだいたい十四人ぐらいだと思います", "14 Person ~"),
    ]);
}

#[test]
fn money_amounts() {
    check(&[
        ("3千万", "30000000 s"),
        ("１億５千万円", "150000000 Yen s"),
        ("3000万", "30000000 s"),
        ("３０００万円", "30000000 Yen s"),
        ("1.5億", "150000000 s"),
        ("1.5億円", "150000000 Yen s"),
        ("1,234,567円", "1234567 Yen"),
        ("１，２３４，５６７円", "1234567 Yen"),
        ("¥1,234,567", "1234567 Yen"),
        ("￥5000", "5000 Yen"),
        ("3千5百万", "35000000 s"),
        ("2億3,400万円", "234000000 Yen s"),
        ("5百", "500"),
        ("5百万円", "5000000 Yen s"),
        ("1万5千", "15000 s"),
        ("1万5千円", "15000 Yen s"),
        ("三千万円", "30000000 Yen s"),
        ("三千万", "30000000 s"),
        ("千万", "10000000 s"),
        ("一千万円です", "10000000 Yen s"),
        ("1000万", "10000000 s"),
        ("1000 万 円", "10000000 Yen s"),
        ("資本金三千万です", "30000000 s"),
        ("資本金は1000万円です", "10000000 Yen s"),
        ("3000", "3000"),
        ("3000万くらい", "30000000 ~ s"),
        ("約3000万円", "30000000 Yen ~ s"),
        ("500千円", "500000 Yen"),
        ("15百万円", "15000000 Yen s"),
        ("壱百万円", "1000000 Yen s"),
        ("950円", "950 Yen"),
        ("時給950円です", "950 Yen"),
        ("1時間あたり950円", "950 Yen"),
        ("1人あたり3万円", "30000 Yen s"),
        ("ゼロ円", "0 Yen"),
        ("0円", "0 Yen"),
        ("百万円", "1000000 Yen s"),
        ("千円", "1000 Yen"),
        ("1兆円", "1000000000000 Yen s"),
        ("設備投資で800万ぐらい", "8000000 ~ s"),
        ("３百万えん", "3000000 Yen s"),
        ("▲500万円", "-5000000 Yen s"),
        ("3000ドル", "3000 Other"),
        ("$3000", "3000 Other"),
    ]);
}

#[test]
fn measures_and_rates() {
    check(&[
        ("約1,500kl", "1500 Kilolitre ~"),
        ("１５００ｋｌ", "1500 Kilolitre"),
        ("1500ｷﾛﾘｯﾄﾙ", "1500 Kilolitre"),
        ("1500 kL/年", "1500 Kilolitre"),
        ("㎘で言うと1500㎘", "1500 Kilolitre"),
        ("1500リットル", "1500 Litre"),
        ("2,500m3", "2500 CubicMetre"),
        ("120㎥", "120 CubicMetre"),
        ("12.5%", "25/2 Percent"),
        ("12.5パーセント", "25/2 Percent"),
        ("１２．５％", "25/2 Percent"),
        ("30パー", "30 Percent"),
        ("▲3%", "-3 Percent"),
        ("△3%", "-3 Percent"),
        ("-3", "-3"),
        ("−3％", "-3 Percent"),
        ("ー3%", "-3 Percent"),
        ("マイナス3", "-3"),
        ("マイナス3%です", "-3 Percent"),
        ("+3%", "3 Percent"),
        ("3割", "30 Percent"),
        ("3割くらい", "30 Percent ~"),
        ("三割", "30 Percent"),
        ("3割5分", "35 Percent"),
        ("3割5分2厘", "176/5 Percent"),
        ("電気代が3割上がってもうて", "30 Percent"),
        ("3%減", "3 Percent"),
        ("3ポイント", "3 Point"),
        ("1.5%ポイント", "3/2 Point"),
        ("1/3", "1/3"),
        ("２／３", "2/3"),
        ("3分の1", "1/3"),
        ("三分の二くらい", "2/3 ~"),
        ("3年", "3 Year"),
        ("3年半", "7/2 Year"),
        ("半年", "1/2 Year"),
        ("1か月半", "3/2 Month"),
        ("創業5年です", "5 Year"),
        ("3年度", "3 Year"),
        ("6か月", "6 Month"),
        ("6ヶ月", "6 Month"),
        ("6ヵ月", "6 Month"),
        ("6カ月", "6 Month"),
        ("６ｶ月", "6 Month"),
        ("六か月", "6 Month"),
        ("15日", "15 Day"),
        ("10時間", "10 Hour"),
        ("100m2", "100 SquareMetre"),
        ("100㎡", "100 SquareMetre"),
        ("100平米くらい", "100 SquareMetre ~"),
        ("100坪", "100 Other"),
        ("49.5kW", "99/2 Kilowatt"),
        ("49.5キロワット", "99/2 Kilowatt"),
        ("10kwh", "10 KilowattHour"),
        ("10キロワット時", "10 KilowattHour"),
        ("120t", "120 Ton"),
        ("120トン", "120 Ton"),
        ("3台", "3 Machine"),
        ("20戸", "20 House"),
        ("2設備", "2 Facility"),
        ("2種類", "2 Kind"),
        ("2つ", "2 Thing"),
        ("二つ", "2 Thing"),
        ("ふたつ", "2 Thing"),
        ("2つです", "2 Thing"),
        ("3個", "3 Thing"),
        ("3こ", "3 Thing"),
        ("2社", "2 Company"),
        ("3者", "3 Company"),
        ("3か所", "3 Place"),
        ("3ヶ所", "3 Place"),
        ("2階建て", "2 Floor"),
        ("5匹", "5 Other"),
        ("0.5", "1/2"),
        (".5", "1/2"),
        ("空調と照明の2つ", "2 Thing"),
    ]);
}

#[test]
fn what_is_not_one_number_says_why() {
    check(&[
        ("", "Nothing"),
        ("　", "Nothing"),
        ("わからない", "Nothing"),
        ("半分", "Nothing"),
        ("5.000万", "Several"),
        ("1年と半年", "Several"),
        ("なし", "Nothing"),
        ("ない", "Nothing"),
        ("一人もいません", "Nothing"),
        ("20人じゃないです", "Nothing"),
        ("20人以下ですか？", "Nothing"),
        ("0120-366-440", "Nothing"),
        ("電話は03-1234-5678です", "Nothing"),
        ("2023/6/15", "Nothing"),
        ("2023年6月15日", "Nothing"),
        ("令和5年", "Nothing"),
        ("R5.6.15", "Nothing"),
        ("6月15日", "Nothing"),
        ("8:30", "Nothing"),
        ("1.2.3", "Nothing"),
        ("千葉です", "Nothing"),
        ("千葉県千代田町", "Nothing"),
        ("万が一", "Nothing"),
        ("十分です", "Nothing"),
        ("三重県四日市市", "Nothing"),
        ("八戸市です", "Nothing"),
        ("東京です", "Nothing"),
        ("統一した", "Nothing"),
        ("一般的です", "Nothing"),
        ("三菱です", "Nothing"),
        ("百貨店", "Nothing"),
        ("第三者", "Nothing"),
        ("五十嵐です", "Nothing"),
        ("ゼロカーボン", "Nothing"),
        ("ゼロゼロ融資", "Nothing"),
        ("CO2", "Nothing"),
        ("IT2023", "Nothing"),
        ("〇〇人", "Nothing"),
        ("億", "Nothing"),
        ("数人", "Nothing"),
        ("20〜30人", "Range"),
        ("20~30", "Range"),
        ("20～30人くらい", "Range"),
        ("3-4", "Range"),
        ("3ー4人", "Range"),
        ("20人ー30人", "Range"),
        ("20人から30人", "Range"),
        ("20人くらいから30人くらい", "Range"),
        ("2人か3人", "Range"),
        ("2、3人", "Range"),
        ("二三人", "Range"),
        ("二、三人", "Range"),
        ("二三十人", "Range"),
        ("5,6人", "Range"),
        ("20人以上", "Range"),
        ("20人以下です", "Range"),
        ("30人未満", "Range"),
        ("20人くらいまで", "Range"),
        ("100人超", "Range"),
        ("〜20人", "Range"),
        ("20人〜", "Range"),
        ("最低でも20人", "Range"),
        ("20人もいない", "Range"),
        ("数十人", "Range"),
        ("20人は超えてます", "Range"),
        ("150万円から", "Range"),
        ("100人足らず", "Range"),
        ("何百人もいます", "Range"),
        ("十数人", "Range"),
        ("20数名", "Range"),
        ("数千万円", "Range"),
        ("2〜3千万", "Range"),
        ("1000万円以上3000万円以下", "Range"),
        ("20人と30人", "Several"),
        ("20 30", "Several"),
        ("社長1人とパート2人", "Several"),
        ("14人(うちパート3人)", "Several"),
        ("1億2億", "Several"),
        ("5年6か月", "Several"),
        ("1. 20人", "Several"),
        ("1,50", "Several"),
        ("99999999999999999999", "TooLarge"),
        ("9999999兆円", "TooLarge"),
        ("0.12345678901234567890", "TooLarge"),
    ]);
}

#[test]
fn a_message_is_no_answer() {
    let talk = "あ".repeat(61);
    assert_eq!(read(&format!("{talk}20人")), Err(Misread::Nothing));
    assert_eq!(read(&"1".repeat(201)), Err(Misread::Nothing));
    assert_eq!(read(&format!("{}20", " ".repeat(199))), Err(Misread::Nothing));
}

#[test]
fn none_is_said_with_the_whole_text() {
    for text in [
        "なし",
        "ない",
        "無し",
        "無い",
        "ないです",
        "なしです。",
        "ありません",
        "いません",
        "いないです",
        "特になし",
        "とくにない",
        "まったくない",
        "誰もいません",
        "一人もいません",
        "1人もいない",
        "ひとつもない",
        "今はいません",
        "うちにはない",
        "ないよ",
        "ないわ",
        "あらへん",
        "おらん",
        "ゼロ",
        "ゼロ円",
        "０",
        "0人です",
        "〇",
        "零",
        "0円",
        "ナシ",
        "ﾅｼ",
        "該当なし",
    ] {
        assert!(says_none(text), "{text}");
    }
    for text in [
        "",
        "20人",
        "わからない",
        "少ない",
        "なしではない",
        "去年は0人でしたが今は2人",
        "10",
        "0.5",
        "20人もいない",
        "なしの園です",
        "ないとはいえない",
        "0人以上",
        "ゼロカーボン",
    ] {
        assert!(!says_none(text), "{text}");
    }
}

#[test]
fn a_free_text_says_all_its_numbers() {
    let said = |text: &str| every(text).into_iter().map(|it| (it.value, it.unit)).collect::<Vec<_>>();
    assert_eq!(
        said("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて"),
        [(exact(14, 1), Some(Unit::Person)), (exact(30, 1), Some(Unit::Percent))]
    );
    assert_eq!(
        said("資本金1000万円、従業員20〜30人、設備3台"),
        [(exact(10_000_000, 1), Some(Unit::Yen)), (exact(3, 1), Some(Unit::Machine))]
    );
    assert_eq!(said("創業は平成10年、電話は0120-366-440"), []);
}
