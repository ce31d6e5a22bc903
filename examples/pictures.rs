//! A page of pictures for several companies, to look at: `cargo run --example pictures > pictures.html`.
//!
//! With `dark` or `light` as argument the page is that, whatever the reader's system says.

use std::path::Path;

use sodan::{
    channel::web::picture::{Picture, STYLE, amounts, stages, timeline},
    content::{Content, load, parse_value},
    rules::{Answer, Assessment, Known, Moment, Situation, Verdict, assess, rank},
};

/// What is called what, on which day, and what is known of it.
type Company = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const COMPANIES: &[Company] = &[
    (
        "染物屋、設備を替えたい",
        "2023-06-15",
        &[
            ("form", "company"),
            ("industry", "manufacturing"),
            ("employees", "14"),
            ("capital_yen", "10_000_000"),
            ("investment_yen", "3_000_000"),
        ],
    ),
    (
        "同じ会社、2026年に",
        "2026-11-28",
        &[
            ("form", "company"),
            ("industry", "manufacturing"),
            ("employees", "14"),
            ("capital_yen", "10_000_000"),
            ("investment_yen", "3_000_000"),
        ],
    ),
    ("まだ何もわからない", "2023-05-01", &[]),
    ("個人", "2023-06-15", &[("form", "household")]),
];

/// What names are made of where they are long.
const LONG: [&str; 4] =
    ["地域脱炭素移行・再エネ推進交付金", "ALL CAPS WITH WWW ", "モノヅクリ", "（２０２３年度）<b>&amp;"];

fn main() {
    let content = load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|error| panic!("{error}"));
    let theme = std::env::args().nth(1).unwrap_or_default();
    // What a page would say in its own style sheet.
    let page = match theme.as_str() {
        "dark" => {
            ":root { --text: #e7eaed; --muted: #a7b0b9; --surface: #14181b; --accent: #66b5db; --line: #454e56; --warn: #ff9d66 }"
        }
        "light" => {
            ":root { --text: #1d2329; --muted: #57616b; --surface: #fff; --accent: #0b6590; --line: #c9d0d6; --warn: #a83a00 }"
        }
        _ => "",
    };
    println!(
        "<!doctype html><html lang=ja><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>絵</title><style>{STYLE}{page} body {{ background: var(--surface, Canvas); color: var(--text, CanvasText); \
         font: 16px/1.6 sans-serif; margin: 0 }} h2 {{ font-size: 16px }} figure {{ margin: 0 }} \
         table {{ font-size: 13px }}</style>"
    );
    for (name, day, facts) in COMPANIES {
        let (situation, now) = (situation(&content, facts), at(day));
        for count in [10, 3, 1, 0] {
            let mut all = results(&content, &situation, now);
            all.truncate(count);
            println!("<h2>{name}（{day}、{}件）</h2>", all.len());
            show(amounts(&content, &situation, &all));
            show(timeline(&content, &all, now));
        }
    }
    let mut long = content.clone();
    for (program, word) in long.programs.iter_mut().zip(LONG.iter().cycle()) {
        program.offer.title = word.repeat(80 / word.chars().count());
    }
    let now = at("2023-06-15");
    let situation_of_long = situation(&long, COMPANIES[0].2);
    let all = results(&long, &situation_of_long, now);
    println!("<h2>長い名前</h2>");
    show(amounts(&long, &situation_of_long, &all));
    show(timeline(&long, &all, now));
    let check = content.dialogs.iter().find(|dialog| !dialog.stages.is_empty()).expect("a dialog with stages");
    let (grasped, acted) = (("cn_grasp", "energy,co2,converted"), ("cn_act", "cases,diagnosis"));
    for facts in [&[][..], &[grasped], &[grasped, acted], &[grasped, acted, ("cn_plan", "policy,re_action")]] {
        println!("<h2>{}</h2>", check.title);
        show(stages(&content, &situation(&content, facts), &check.stages));
    }
}

fn results<'c>(content: &'c Content, situation: &Situation<'c>, now: Moment) -> Vec<Assessment<'c>> {
    let mut all: Vec<_> = content.programs.iter().map(|one| assess(content, one.id, situation, now)).collect();
    all.retain(|one| one.verdict != Verdict::NotEligible);
    // Those with a price or a date first: they are what there is to look at.
    rank(&mut all);
    all.sort_by_key(|one| (one.money.cap_yen.is_none() && one.benefits.is_empty(), one.window));
    all
}

fn situation<'c>(content: &'c Content, facts: &[(&str, &str)]) -> Situation<'c> {
    let known: Known = facts
        .iter()
        .map(|(name, text)| {
            let fact = content.facts.find(name).unwrap_or_else(|| panic!("no fact {name}"));
            let value = parse_value(text, content.facts.get(fact)).unwrap_or_else(|| panic!("{name}: {text}"));
            (fact, Answer::Is(value))
        })
        .collect();
    Situation::new(&content.facts, known)
}

fn at(day: &str) -> Moment {
    let day: chrono::NaiveDate = day.parse().expect("a day");
    Moment::local(day.and_hms_opt(10, 0, 0).expect("ten o'clock"))
}

fn show(picture: Option<Picture>) {
    match picture {
        Some(Picture { svg, caption, rows }) => {
            println!("<figure>{svg}<figcaption>{caption}</figcaption></figure><details><table>");
            rows.iter().for_each(|(label, words)| println!("<tr><th>{label}<td>{words}"));
            println!("</table></details>");
        }
        None => println!("<p>（絵はありません）"),
    }
}
