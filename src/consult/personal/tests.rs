use super::*;

/// What is typed, and what is kept of it.
const TAKEN_OUT: &[(&str, &str)] = &[
    // Where somebody can be reached.
    ("メールは taro.yamada@example.co.jp です", "メールは 〇 です"),
    ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍに返事ください", "〇に返事ください"),
    ("返信は yamada(at)example.com まで", "返信は 〇 まで"),
    ("山田@docomo.ne.jpまで", "〇まで"),
    ("ツイッターは@taro_ya", "ツイッターは〇"),
    ("https://example.com/a?b=1 を見た", "〇 を見た"),
    ("https://example.com/を見たけど補助金は使える?", "〇を見たけど補助金は使える?"),
    ("うちのサイト www.yamada-dou.jp に載せた", "うちのサイト 〇 に載せた"),
    ("yamada-shoten.comで売ってます", "〇で売ってます"),
    // Phones, codes, cards, accounts.
    ("電話は090-1234-5678です", "電話は〇です"),
    ("０９０ー１２３４ー５６７８に電話して", "〇に電話して"),
    ("09012345678まで", "〇まで"),
    ("088 823 1111 にかけて", "〇 にかけて"),
    ("(088)823-1111に連絡", "〇に連絡"),
    ("03(5439)9732です", "〇です"),
    ("+81 90-1234-5678", "〇"),
    ("09の1234の5678", "〇"),
    ("090.1234.5678", "〇"),
    ("09 01 23 45 67", "〇"),
    ("〇九〇一二三四五六七八です", "〇です"),
    ("0\u{202d}90\u{200b}1234\u{2060}5678", "〇"),
    ("〒780-8570 高知県", "〒〇 高知県"),
    ("郵便番号 780-8570", "郵便番号 〇"),
    ("カードは4111 1111 1111 1111", "カードは〇"),
    ("4111-1111-1111-1111", "〇"),
    ("普通 1234567 に振込", "普通 〇 に振込"),
    ("法人番号は1234567890123", "法人番号は〇"),
    ("登録番号 t1234567890123", "登録番号 〇"),
    ("マイナンバー 1234 5678 9012", "マイナンバー 〇"),
    ("パスワードは abcd1234 です", "パスワードは 〇 です"),
    // Birthdays.
    ("昭和35年4月1日生まれです", "〇生まれです"),
    ("1960年生まれ", "〇生まれ"),
    ("生年月日は1975/4/1", "生年月日は〇"),
    ("生年月日：S50.4.1", "生年月日:〇"),
    ("誕生日は4月1日", "誕生日は〇"),
    ("1985年4月1日に設立", "〇に設立"),
    ("平成3年10月5日から", "〇から"),
    // Companies.
    ("株式会社山田製作所です", "株式会社〇です"),
    ("㈱ヤマダの補助金", "(株)〇の補助金"),
    ("（株）山田商事で省エネ", "(株)〇で省エネ"),
    ("高知物産有限会社の社員", "〇有限会社の社員"),
    ("合同会社ABCです", "合同会社〇です"),
    ("株式会社 トヨトミ", "株式会社〇"),
    ("株式会社さくらの社員です", "株式会社〇の社員です"),
    ("さくら株式会社です", "〇株式会社です"),
    ("株式会社 abc trading です", "株式会社〇 です"),
    ("Yamada Co., Ltd.です", "〇です"),
    ("医療法人青空会の電気代", "医療法人〇の電気代"),
    ("山田工務店です。電気代が高い", "〇工務店です。電気代が高い"),
    ("佐々木酒造で省エネしたい", "〇酒造で省エネしたい"),
    // People.
    ("山田と申します", "〇と申します"),
    ("高知の山田太郎と申します。補助金は", "高知の〇と申します。補助金は"),
    ("山田 太郎と申します", "〇と申します"),
    ("わたしはやまだはなこと申します", "わたしは〇と申します"),
    ("johnと申します", "〇と申します"),
    ("私は鬼頭です", "私は〇です"),
    ("わたくし、山田太郎です", "わたくし、〇です"),
    ("名前はやまだたろうです", "名前は〇です"),
    ("山田です。時給は", "〇です。時給は"),
    ("株式会社高知商事の鈴木です", "株式会社〇の〇です"),
    ("鬼頭さんに聞きました", "〇さんに聞きました"),
    ("担当の鈴木様へ", "担当の〇様へ"),
    ("銀行の佐藤さんが紹介", "銀行の〇さんが紹介"),
    ("取引先 鬼頭 健人さん", "取引先 〇さん"),
    ("山田社長に言われた", "〇社長に言われた"),
    ("山田社長さんに", "〇社長さんに"),
    ("鬼頭先生の紹介", "〇先生の紹介"),
    ("高橋部長が", "〇部長が"),
    ("ジョンソンさんを雇う", "〇さんを雇う"),
    ("たなかさんに聞いた", "〇さんに聞いた"),
    ("土屋さんの店", "〇さんの店"),
    ("合同会社みなもの代表の小笠原健です", "合同会社〇もの代表の〇です"),
    ("税理士の近森先生", "税理士の〇先生"),
    ("私、弘瀬といいます", "私、〇といいます"),
    // Streets.
    ("高知市本町5丁目1-45です", "高知市〇です"),
    ("高知県高知市本町5-1-45", "高知県高知市〇"),
    ("高知市朝倉丙1234番地5", "高知市〇"),
    ("港区虎ノ門三丁目5番1号 虎ノ門37森ビル", "港区〇"),
    ("高知市本町5-1", "高知市〇"),
    ("住所は銀座4丁目5-6", "住所は〇"),
    ("さくらハイツ301号室", "さくらハイツ〇"),
];

/// What is typed and kept as it is, but for its width.
const KEPT: &[&str] = &[
    "500万円の設備",
    "従業員は14人です",
    "時給905円から970円に上げたい",
    "1500000円まで出ますか",
    "12,345,678円",
    "補助額は100-300万円",
    "10000~30000円くらい",
    "資本金 10000000",
    "2023 500万円",
    "年間15000kl使う",
    "売上は50000000円",
    "電気代 120000円/月",
    "20-30人",
    "1 3 5",
    "1 2 3 4 5",
    "令和5年6月30日までに申請",
    "2023年4月1日に開業した",
    "2020-2023年の売上",
    "高知県で使える補助金",
    "東京都の助成金",
    "大阪府高槻市です",
    "私は高知です",
    "68歳で後継者がいない",
    "株式会社です",
    "株式会社と有限会社のちがい",
    "株式会社を作りたい",
    "株式会社設立の費用",
    "個人から株式会社にしたい",
    "うちは株式会社",
    "いずれ株式会社にしたい",
    "株式会社 補助金",
    "飲食業 株式会社 従業員5人",
    "お客様が減った",
    "取引先様への影響",
    "皆さんどうしてますか",
    "皆様の例を知りたい",
    "奥さんが経理",
    "お母さんの介護",
    "社長さんでないとだめ?",
    "税理士さんに頼む",
    "税理士の先生に聞いた",
    "銀行さんから紹介",
    "パートさんの時給",
    "農家さん向け",
    "大工さんでも使える?",
    "仲居さんの時給",
    "AIさんは何歳",
    "NPO・医療法人・社会福祉法人・学校でも使えますか",
    "お医者さんの省エネ",
    "先代社長の借金",
    "女性社長の会社",
    "前社長から引き継ぐ",
    "仕様を変える",
    "同様の補助金",
    "様々な支援",
    "様式はどこ",
    "氏名を書くのか",
    "たくさん借りたい",
    "私は美容師です",
    "私は社長です",
    "私は個人事業主です",
    "私は後継者です",
    "私は無理です",
    "何と申しますか",
    "町工場2-3人です",
    "市内で5-6社",
    "中山間地域の農業",
    "ものづくり補助金と小規模事業者持続化補助金",
    "GビズIDが取れない",
    "〇〇の補助金",
    "Co2を30%減らしたい",
];

#[test]
fn what_tells_who_somebody_is_is_taken_out() {
    let wrong: Vec<String> = TAKEN_OUT
        .iter()
        .filter(|(typed, kept)| without_personal_data(typed) != *kept)
        .map(|(typed, kept)| format!("{typed:?}\n   gave {:?}\n   not  {kept:?}", without_personal_data(typed)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(TAKEN_OUT.len() + KEPT.len() >= 60);
}

#[test]
fn what_the_question_is_about_stays() {
    let wrong: Vec<String> = KEPT
        .iter()
        .filter(|typed| without_personal_data(typed) != tidy(typed))
        .map(|typed| format!("{typed:?}\n   gave {:?}", without_personal_data(typed)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How people write the same number.
fn written(parts: [&str; 3]) -> Vec<String> {
    let [a, b, c] = parts;
    vec![
        format!("{a}{b}{c}"),
        format!("{a}-{b}-{c}"),
        format!("{a} {b} {c}"),
        format!("({a}){b}-{c}"),
        format!("{a}({b}){c}"),
        format!("{a}ー{b}ー{c}"),
        format!("{a}.{b}.{c}"),
        format!("{a}の{b}の{c}"),
        format!("{a} - {b} - {c}"),
    ]
    .into_iter()
    .flat_map(|it| [to_full_width(&it), it])
    .collect()
}

fn to_full_width(text: &str) -> String {
    let wide = |c: char| char::from_u32(c as u32 + 0xFEE0).filter(|_| c.is_ascii_graphic()).unwrap_or(c);
    text.chars().map(wide).collect()
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_phone_is_taken_out_wherever_it_stands(
        parts in ("0(3|90|80|88|120)", "[1-9][0-9]{2,3}", "[1-9][0-9]{3}"),
        before in "(電話|TEL: |連絡先は|500万円 |従業員20人、|山田です。|)",
        after in "(です|まで|に電話して|、よろしく| 補助金|!|)",
    ) {
        for phone in written([&parts.0, &parts.1, &parts.2]) {
            let kept = without_personal_data(&format!("{before}{phone}{after}"));
            proptest::prop_assert!(!kept.contains(&parts.2) && !kept.contains(&parts.1), "{phone}: {kept}");
        }
    }

    #[test]
    fn any_text_is_short_and_tidy_afterwards(text in "\\PC{0,400}") {
        let kept = without_personal_data(&text);
        proptest::prop_assert!(kept.chars().count() <= MOST_CHARS);
        proptest::prop_assert!(!kept.contains(GONE) && kept.trim() == kept);
    }
}

#[test]
fn what_is_cut_off_leaves_no_half_of_a_name() {
    let long = format!("{}taro.yamada@example.com", "あ".repeat(190));
    let kept = without_personal_data(&long);
    assert!(kept.ends_with("あ〇") && kept.chars().count() == 191, "{kept}");
    assert_eq!(without_personal_data(&"省エネ ".repeat(100)).chars().count(), 199);
}
