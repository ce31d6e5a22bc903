//! Amounts: tables, ranges, operations, tiers; exact, and none rather than wrong.

use sodan::{
    content::{Content, Exact},
    rules::{Estimate, Span, evaluate, money, whole_yen},
};

use crate::world;

/// Amounts as authors write them, what is given, and what comes out: a number, `low~high` with open ends, or `none`.
const CASES: &[(&str, &[(&str, &str)])] = &[
    ("1_100_000", &[("", "1100000")]),
    ("{ times: [ 1, 1/3 ] }", &[("", "1/3")]),
    ("n", &[("n=7", "7"), ("", "0~"), ("n=?", "0~")]),
    // What a company can't have, it has none of; while that is open, none is possible.
    ("only_x", &[("kind=x only_x=3", "3"), ("kind=y", "0"), ("kind=x", "1~"), ("", "0~")]),
    // The first row that fits wins.
    (
        "{ by: [n], rows: [ [\"..5\", 100], [\"..20\", 200], [\"21..\", 300] ] }",
        &[
            ("n=0", "100"),
            ("n=5", "100"),
            ("n=6", "200"),
            ("n=20", "200"),
            ("n=21", "300"),
            ("", "100~300"),
            ("n=?", "100~300"),
        ],
    ),
    (
        "{ by: [n], rows: [ [\"10..20\", 1], [\"15..30\", 2] ] }",
        &[("n=15", "1"), ("n=21", "2"), ("n=9", "none"), ("n=31", "none")],
    ),
    // `_` takes anything, also the unknown.
    (
        "{ by: [a, n], rows: [ [true, _, 5], [_, \"..9\", 6], [_, _, 7] ] }",
        &[
            ("a=true", "5"),
            ("a=false n=9", "6"),
            ("a=false n=10", "7"),
            ("a=false", "6~7"),
            ("n=10", "5~7"),
            ("", "5~7"),
        ],
    ),
    // A row that can no longer fit is out of the range.
    ("{ by: [kind], rows: [ [x, 1], [[y, z], 9] ] }", &[("", "1~9"), ("kind=z", "9")]),
    (
        "{ by: [only_x], rows: [ [\"1..\", 1], [_, 2] ] }",
        &[("kind=y", "2"), ("kind=x", "1~2"), ("kind=x only_x=1", "1")],
    ),
    ("{ by: [big], rows: [ [true, 1], [false, 2] ] }", &[("n=9", "2"), ("kind=x n=10", "1"), ("n=50", "1~2")]),
    (
        "{ by: [a], rows: [ [true, { by: [b], rows: [ [true, 1], [_, 2] ] }], [_, 3] ] }",
        &[("a=true b=true", "1"), ("a=true", "1~2"), ("a=false", "3"), ("", "1~3")],
    ),
    ("{ sum: [ 550_000, n, { times: [ n, 1_000 ] } ] }", &[("n=3", "553003"), ("", "550000~")]),
    ("{ minus: [ 100, n, 1 ] }", &[("n=9", "90"), ("n=200", "-101"), ("", "~99")]),
    ("{ minus: [ n, 100 ] }", &[("n=9", "-91"), ("", "-100~")]),
    ("{ least: [ m, 200, 300 ] }", &[("m=199", "199"), ("m=200", "200"), ("m=201", "200"), ("", "0~200")]),
    ("{ greatest: [ m, 200 ] }", &[("m=199", "200"), ("m=201", "201"), ("", "200~")]),
    ("{ times: [ m, 1/3 ] }", &[("m=1", "1/3"), ("m=3", "1"), ("m=1000000", "1000000/3"), ("", "0~")]),
    ("{ times: [ 3, { times: [ m, 1/3 ] } ] }", &[("m=1000001", "1000001")]),
    ("{ times: [ m, 0 ] }", &[("", "0"), ("m=5", "0")]),
    ("{ times: [ { minus: [ 5, n ] }, m ] }", &[("n=7 m=3", "-6"), ("n=7", "~"), ("", "~")]),
    (
        "{ tiers: { of: m, rows: [ [\"..500_000\", 3/4], [rest, 2/3] ] } }",
        &[
            ("m=0", "0"),
            ("m=499999", "1499997/4"),
            ("m=500000", "375000"),
            ("m=500001", "1125002/3"),
            ("m=800000", "575000"),
            ("", "0~"),
        ],
    ),
    (
        "{ tiers: { of: m, rows: [ [\"..100\", 1], [\"..300\", 1/2], [rest, 0] ] } }",
        &[("m=100", "100"), ("m=101", "201/2"), ("m=300", "200"), ("m=301", "200"), ("m=999", "200")],
    ),
    // 15 digits are the most that content or an owner can write; three of them are too many for an exact number.
    ("{ times: [ m, m ] }", &[("m=999999999999999", "999999999999998000000000000001")]),
    (
        "{ times: [ m, m, m ] }",
        &[("m=999999999999999", "none"), ("m=999999999999", "999999999997000000000002999999999999")],
    ),
    ("{ sum: [ { times: [ m, m, m ] }, 1 ] }", &[("m=999999999999999", "none")]),
    ("{ least: [ { times: [ m, m, m ] }, 1 ] }", &[("m=999999999999999", "none")]),
];

fn with(terms: &str) -> Content {
    let program = world::program(terms);
    world::small(&[("knowledge/programs/one.yaml", &program)]).unwrap_or_else(|mistakes| panic!("{terms}\n{mistakes}"))
}

fn shown(span: Option<Span>) -> String {
    let Some(span) = span else { return "none".to_owned() };
    let end = |end: Option<Exact>| end.map(|end| end.to_string()).unwrap_or_default();
    span.exact().map_or_else(|| format!("{}~{}", end(span.low), end(span.high)), |value| value.to_string())
}

#[test]
fn amounts_come_out_as_in_the_table() {
    for (amount, cases) in CASES {
        let content = with(&format!("cap_yen: {amount}\n"));
        let written = content.programs[0].offer.terms.cap_yen.as_ref().expect("a cap was written");
        for (given, expected) in *cases {
            let span = evaluate(written, &world::situation(&content, given));
            assert_eq!(shown(span), *expected, "{amount} given {given}");
        }
    }
}

#[test]
fn parts_of_a_yen_are_not_paid() {
    for (numer, denom, yen) in [(1_000_000, 3, 333_333), (2, 3, 0), (-1, 3, -1), (5, 1, 5)] {
        assert_eq!(whole_yen(Exact::new(numer, denom)), Some(yen), "{numer}/{denom}");
    }
    assert_eq!(whole_yen(Exact::from_integer(i128::MAX)), None);
}

/// Cost times rate up to the cap, nothing below the floor; the formula of the author where there is one.
#[test]
fn estimates_come_out_as_in_the_table() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        (
            "rate: 2/3\ncap_yen: 1_000_000\n",
            &[
                ("m=1499999", "2999998/3"),
                ("m=1500000", "1000000"),
                ("m=9000000", "1000000"),
                ("", "none"),
                ("m=?", "none"),
            ],
        ),
        (
            "rate: 1/2\ncap_yen: 500\nfloor_yen: 100\n",
            &[("m=199", "below the floor"), ("m=200", "100"), ("m=1000", "500"), ("m=1001", "500")],
        ),
        ("rate: 1/3\n", &[("m=100", "100/3")]),
        ("cap_yen: 100\n", &[("m=5", "none")]),
        (
            "rate: { by: [a], rows: [ [true, 1/2], [_, 1/4] ] }\ncap_yen: 40\n",
            &[("m=100 a=true", "40"), ("m=100 a=false", "25"), ("m=100", "25~40"), ("m=200", "40")],
        ),
        (
            "rate: 1/2\ncap_yen: { by: [n], rows: [ [\"..5\", 10], [_, 30] ] }\n",
            &[("m=100", "10~30"), ("m=10", "5"), ("m=100 n=6", "30")],
        ),
        (
            "rate: { tiers: { of: m, rows: [ [\"..400\", 3/4], [rest, 2/3] ] } }\ncap_yen: 500\n",
            &[("m=400", "300"), ("m=403", "302"), ("m=9000", "500")],
        ),
        // A table one of whose rows is tiered: once the row is known, the tiers are the whole share.
        (
            "rate: { by: [a], rows: [ [true, { tiers: { of: m, rows: [ [\"..400\", 3/4], [rest, 2/3] ] } }], [_, 1/2] ] }\n",
            &[("m=403 a=true", "302"), ("m=400 a=false", "200"), ("m=400", "none")],
        ),
        (
            "rate: 1/2\nestimate_yen: { sum: [ 550_000, { least: [ { times: [ n, 20_000 ] }, 200_000 ] } ] }\n",
            &[("m=1 n=3", "610000"), ("n=10", "750000"), ("n=11", "750000"), ("", "550000~750000")],
        ),
    ];
    for (terms, cases) in cases {
        let content = with(&format!("investment: m\n{terms}"));
        let offer = &content.programs[0].offer;
        for (given, expected) in *cases {
            let situation = world::situation(&content, given);
            let is = match money(&offer.terms, offer.investment, &situation).estimate {
                Some(Estimate::Yen(span)) => shown(Some(span)),
                Some(Estimate::BelowFloor) => "below the floor".to_owned(),
                None => "none".to_owned(),
            };
            assert_eq!(is, *expected, "{terms} given {given}");
        }
    }
}
