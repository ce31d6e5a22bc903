//! 会社の規模 of the real facts, at both sides of every line of 中小企業基本法 第2条.

use sodan::rules::Situation;

use crate::world;

/// Industries with their line of capital and of employees: one of the two is enough.
const LINES: &[(&[&str], i64, i64)] = &[
    (&["manufacturing", "construction", "transport", "real_estate", "agriculture", "other"], 300_000_000, 300),
    (&["wholesale"], 100_000_000, 100),
    (&["service", "lodging", "amusement", "medical_welfare", "education"], 50_000_000, 100),
    (&["retail", "restaurant"], 50_000_000, 50),
];

fn value_of(situation: &Situation, name: &str) -> String {
    let content = world::real();
    let fact = content.facts.get(world::fact(content, name));
    situation.value(fact.id).map_or("unknown".to_owned(), |value| sodan::content::write_value(value, fact))
}

fn size(given: &str) -> String {
    value_of(&world::situation(world::real(), given), "size")
}

#[test]
fn a_company_is_small_on_the_line_of_either_and_large_beyond_both() {
    for (industries, capital, employees) in LINES {
        for industry in *industries {
            let at = |capital: i64, employees: i64| {
                size(&format!("form=company industry={industry} capital_yen={capital} employees={employees}"))
            };
            assert_eq!(at(*capital, employees + 1), "sme", "{industry}: on the line of capital");
            assert_eq!(at(capital + 1, *employees), "sme", "{industry}: on the line of employees");
            assert_eq!(at(capital + 1, employees + 1), "large", "{industry}: beyond both");
            // One of the two settles it where it is inside, and leaves it open where it is not.
            let of = |given: String| size(&format!("form=company industry={industry} {given}"));
            assert_eq!(of(format!("employees={employees}")), "sme", "{industry}");
            assert_eq!(of(format!("employees={}", employees + 1)), "unknown", "{industry}");
            assert_eq!(of(format!("capital_yen={capital}")), "sme", "{industry}");
            assert_eq!(of(format!("capital_yen={}", capital + 1)), "unknown", "{industry}");
            assert_eq!(of(format!("capital_yen=? employees={}", employees + 1)), "unknown", "{industry}");
            // No capital to go by: the employees alone decide.
            let alone =
                |employees: i64| size(&format!("form=sole_proprietor industry={industry} employees={employees}"));
            assert_eq!(alone(*employees), "sme", "{industry}");
            assert_eq!(alone(employees + 1), "large", "{industry}");
        }
    }
}

#[test]
fn every_industry_stands_in_the_table_above() {
    let content = world::real();
    for choice in content.facts.get(world::fact(content, "industry")).choices() {
        let listed = LINES.iter().any(|(industries, ..)| industries.contains(&choice.id.as_str()));
        assert!(listed || choice.id == "information", "{} has no line in this test", choice.id);
    }
}

/// The booklet does not place 情報通信業: only what both readings agree on is decided.
#[test]
fn where_the_line_of_an_industry_is_not_known_only_what_is_sure_is_said() {
    let cases = [
        ("employees=100 capital_yen=300000001", "sme"),
        ("employees=101 capital_yen=50000000", "sme"),
        ("employees=101 capital_yen=50000001", "unknown"),
        ("employees=300 capital_yen=300000001", "unknown"),
        ("employees=301 capital_yen=300000000", "unknown"),
        ("employees=301 capital_yen=300000001", "large"),
    ];
    for (given, expected) in cases {
        assert_eq!(size(&format!("form=company industry=information {given}")), expected, "{given}");
    }
}

#[test]
fn size_follows_from_as_little_as_decides_it() {
    let cases = [
        ("", "unknown"),
        ("form=medical", "non_company"),
        ("form=household", "non_company"),
        ("form=sme_group", "sme"),
        ("form=company employees=50", "sme"),
        ("form=company employees=51", "unknown"),
        ("form=company capital_yen=50000000", "sme"),
        ("employees=50", "unknown"),
        // What is given wins over what would follow.
        ("form=company industry=retail employees=3 size=large", "large"),
        ("form=company industry=manufacturing employees=3000 capital_yen=9000000000 size=mid_sized", "mid_sized"),
        ("form=company industry=retail employees=3 size=?", "unknown"),
    ];
    for (given, expected) in cases {
        assert_eq!(size(given), expected, "{given}");
    }
}

#[test]
fn a_small_enterprise_has_5_people_or_20() {
    let twenty =
        ["manufacturing", "construction", "transport", "lodging", "amusement", "real_estate", "agriculture", "other"];
    let content = world::real();
    for choice in content.facts.get(world::fact(content, "industry")).choices() {
        let line = if twenty.contains(&choice.id.as_str()) { 20 } else { 5 };
        for (employees, expected) in [(line, "true"), (line + 1, "false")] {
            let given = format!("form=company industry={} employees={employees}", choice.id);
            assert_eq!(value_of(&world::situation(content, &given), "small_enterprise"), expected, "{given}");
        }
    }
}
