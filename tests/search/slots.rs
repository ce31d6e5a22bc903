//! What a free text says of a company, and what it doesn't.

use sodan::{content::write_value, search::slots};

use crate::world;

/// Text, and the facts in it as `sodan recommend` writes them.
const TOLD: &[(&str, &str)] = &[
    ("職人14人の染物屋", "employees=14 industry=manufacturing"),
    ("高知で3人の美容室", "employees=3 industry=service prefecture=高知県"),
    ("時給905円を45円上げたい", "min_wage_raise_yen=45 min_wage_yen=905"),
    ("うち職人14人の染物屋なんですけど、電気代が3割上がってもうて", "employees=14 industry=manufacturing"),
    ("従業員は２０名です", "employees=20"),
    ("パート5人でやってる弁当屋です", "employees=5 industry=restaurant"),
    ("大阪の町工場、社員三十人", "employees=30 industry=manufacturing prefecture=大阪府"),
    ("家族3人で旅館をやっています", "employees=3 industry=lodging"),
    ("300万円の機械を買いたい", "investment_yen=3000000"),
    ("資本金1000万の運送会社", "capital_yen=10000000 industry=transport"),
    ("売上が3割減りました", "sales_drop_pct=30"),
    ("最低賃金は950円で、30円アップしたい", "min_wage_raise_yen=30 min_wage_yen=950"),
    ("個人事業でネイルサロンをしてます", "form=sole_proprietor industry=service"),
    ("東京都で工務店", "industry=construction prefecture=東京都"),
    ("年間1,200kl使う工場", "energy_kl=1200 industry=manufacturing"),
    // Numbers of other things.
    ("電気代が3割上がった", ""),
    ("あと3日で締切", ""),
    ("2023年の補助金はまだありますか", ""),
    ("従業員を2人雇いたい", ""),
    ("社員3人増やしたい", ""),
    ("2人目の子どもが生まれる", ""),
    ("時給を50円上げたい", "min_wage_raise_yen=50"),
    ("賃金を3%上げたい", ""),
    ("電話は0120-366-440ですか", ""),
    ("20人以下なら使えますか", ""),
    ("50万円までの補助率は", ""),
    ("製造業じゃないです", ""),
    ("年間500万円の電気代", ""),
    ("家賃が月30万円の店", ""),
    ("3万円賃上げしたい", ""),
    ("給料を月5000円上げたい", ""),
    ("最低賃金1023円の県です", ""),
    ("会員500人のジム", ""),
    ("3人の子供がいます", ""),
    ("30人収容の居酒屋", "industry=restaurant"),
    ("正社員5人とアルバイト20人の焼肉店", "industry=restaurant"),
    ("社員20名、うちパート12名のスーパー", "industry=retail"),
    // Names, food and people from elsewhere.
    ("千葉さんに聞いて来ました", ""),
    ("山口さんが辞めて人が足りない", ""),
    ("京都電機という会社です", ""),
    ("大分前から売上が落ちている", ""),
    ("沖縄そばの店です", ""),
    ("東京電力の電気代", ""),
    ("三重苦です", ""),
    ("奈良時代から続く", ""),
    ("香川うどんの店を新潟で", "prefecture=新潟県"),
    ("山形県の酒蔵です", "industry=manufacturing prefecture=山形県"),
    // The customers' trade, and the neighbours'.
    ("病院向けの白衣を作っています", ""),
    ("ホテルにリネンを納めています", ""),
    ("薬局の前で整体をやってます", "industry=service"),
    ("税理士事務所から紹介されました", ""),
    ("会社員ですが起業したい", ""),
    // Said barely.
    ("花屋をやってます、5人、電気代", "employees=5 industry=retail"),
    ("埼玉の弁当屋7人", "employees=7 industry=restaurant prefecture=埼玉県"),
    ("私を入れて4名です", "employees=4"),
];

#[test]
fn facts_said_in_passing_are_taken_and_others_are_not() {
    let content = world::real();
    let mut wrong = Vec::new();
    for (text, expected) in TOLD {
        let mut told: Vec<String> = slots::told(content, text)
            .into_iter()
            .map(|(fact, value)| {
                let fact = content.facts.get(fact);
                format!("{}={}", fact.name, write_value(&value, fact))
            })
            .collect();
        told.sort();
        let told = told.join(" ");
        if told != *expected {
            wrong.push(format!("{text}: {told}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_text_is_too_long_or_too_strange() {
    let content = world::real();
    for text in ["", " ", "\u{0}\u{e000}", &"人".repeat(50_000), &"9".repeat(10_000), &"職人14人の".repeat(3_000)]
    {
        slots::told(content, text);
    }
}
