//! 募集期間: which state on which day, and of several windows the one to speak of.

use sodan::{
    content::Windows,
    rules::{current, window_state},
};

use crate::world;

fn windows(written: &str) -> Windows {
    let program = world::program(&format!("windows: {written}\n"));
    let content = world::small(&[("knowledge/programs/one.yaml", &program)]).unwrap_or_else(|all| panic!("{all}"));
    content.programs[0].windows.clone()
}

#[test]
fn a_window_stands_as_in_the_table() {
    let june = "{ from: 2023-06-01, to: 2023-06-30 }";
    let cases = [
        (june, "2023-05-31", "upcoming"),
        (june, "2023-06-01", "open"),
        // 15 days left, 14 days left.
        (june, "2023-06-15", "open"),
        (june, "2023-06-16", "closing_soon"),
        // The last day counts whole.
        (june, "2023-06-30", "closing_soon"),
        (june, "2023-07-01", "closed"),
        ("{ from: 2023-06-01, to: 2023-06-01 }", "2023-06-01", "closing_soon"),
        ("{ from: 2023-06-01 }", "2023-05-31", "upcoming"),
        ("{ from: 2023-06-01 }", "2033-01-01", "open"),
        ("{ to: 2023-06-30 }", "1999-01-01", "open"),
        ("{ to: 2023-06-30 }", "2023-06-16", "closing_soon"),
        ("{ to: 2023-06-30 }", "2023-07-01", "closed"),
        ("standing", "2030-01-01", "open"),
        ("unknown", "2030-01-01", "unknown"),
        // 14 days left, over the end of February in a leap year.
        ("{ to: 2024-03-01 }", "2024-02-16", "closing_soon"),
        ("{ to: 2024-03-01 }", "2024-02-15", "open"),
    ];
    for (written, today, expected) in cases {
        assert_eq!(window_state(&windows(written), world::date(today)).as_str(), expected, "{written} on {today}");
    }
}

#[test]
fn of_several_windows_the_useful_one_speaks() {
    let rounds = "[ { name: 一次, from: 2023-04-01, to: 2023-04-30 }, { name: 二次, from: 2023-06-01, to: 2023-06-30 }, \
                  { name: 三次, from: 2023-06-10, to: 2023-08-31 }, { name: 四次, from: 2023-12-01 } ]";
    let cases = [
        ("2023-03-31", "upcoming", "一次"),
        ("2023-04-01", "open", "一次"),
        ("2023-05-01", "upcoming", "二次"),
        ("2023-06-05", "open", "二次"),
        ("2023-06-10", "open", "二次"),
        // Two are open: the one that closes first.
        ("2023-06-20", "closing_soon", "二次"),
        ("2023-07-01", "open", "三次"),
        ("2023-08-31", "closing_soon", "三次"),
        ("2023-09-01", "upcoming", "四次"),
        ("2023-12-01", "open", "四次"),
    ];
    let rounds = windows(rounds);
    for (today, state, name) in cases {
        assert_eq!(window_state(&rounds, world::date(today)).as_str(), state, "{today}");
        let spoken = current(&rounds, world::date(today)).and_then(|window| window.name.as_deref());
        assert_eq!(spoken, Some(name), "{today}");
    }
    let over = windows("[ { name: 一次, to: 2023-04-30 }, { name: 二次, to: 2023-06-30 } ]");
    let spoken = current(&over, world::date("2024-01-01")).and_then(|window| window.name.as_deref());
    assert_eq!(spoken, Some("二次"), "the last that closed");
    assert_eq!(current(&windows("standing"), world::date("2024-01-01")), None);
}
