//! The command line as people script it: output, exit codes, and the same words as over Telegram.

#[path = "support/telegram_server/mod.rs"]
mod telegram_server;

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    sync::Arc,
};

use serde_json::Value;
use sodan::{
    channel::telegram::{TelegramOptions, Words, run},
    command::as_of::AsOfMoment,
    consult::Consult,
    content::load,
    store::{MemoryStore, Store},
};
use telegram_server::{TOKEN, TelegramServer};
use tokio::sync::watch;

fn sodan() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sodan"));
    command.env("SODAN_CONTENT", env!("CARGO_MANIFEST_DIR")).env_remove("TELOXIDE_TOKEN");
    command
}

fn talk(script: &str, more: &[&str]) -> Output {
    let mut child = sodan()
        .arg("chat")
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn recommend(args: &[&str]) -> Value {
    let output = sodan().arg("recommend").args(args).arg("--json").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn program<'v>(report: &'v Value, id: &str) -> &'v Value {
    report["programs"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()
}

fn benefit<'v>(program: &'v Value, id: &str) -> &'v Value {
    program["benefits"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()
}

const ENERGY: &str = "/start\n電気代\nまず何が減らせるか知りたい\n会社\n１４人くらい\n";

#[test]
fn a_scripted_conversation_ends_with_audits_fees_and_phones() {
    let script = ENERGY.to_owned() + "気になる設備だけ早く\n2つ\nメーカーです\nさがす\n";
    let output = talk(&script, &["--as-of", "2026-11-23"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stdout).unwrap();
    for fact in [
        "省エネ最適化診断",
        "省エネお助け隊",
        "省エネ診断拡充事業",
        "10,560円",
        "0570-010-151",
        "042-204-1609",
        "03-5439-9732",
        "11月24日(火) 10:00から",
        "募集は終わりました",
    ] {
        assert!(said.contains(fact), "{fact} is missing in:\n{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn telegram_says_the_same_words_as_the_terminal() {
    let script = ENERGY.to_owned() + "2\nほげ\n戻る\nいまの答え\n/help\nやめる\n";
    let output = talk(&script, &["--as-of", "2026-11-23"]);
    let said = String::from_utf8(output.stdout).unwrap();
    let in_terminal: Vec<&str> =
        said.lines().filter(|line| !line.starts_with("> ") && !line.starts_with("  [") && !line.is_empty()).collect();

    let content = Arc::new(load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap());
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let at: AsOfMoment = "2026-11-23".parse().unwrap();
    let clock = Arc::new(move || at.0.to_utc());
    let server = TelegramServer::start().await;
    let options = TelegramOptions {
        token: TOKEN.to_owned(),
        api_url: Some(server.url()),
        messages_per_second: None,
        words: Words::default(),
    };
    let (_stop, stopped) = watch::channel(false);
    let bot = tokio::spawn(run(Arc::new(Consult::new(content, store, clock)), options, stopped));
    let mut on_telegram = Vec::new();
    for line in script.lines() {
        server.says(7, line);
        on_telegram.push(server.next_message(7).await.text);
    }
    bot.abort();
    let on_telegram: Vec<&str> =
        on_telegram.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()).collect();
    assert_eq!(on_telegram, in_terminal);
    assert_eq!(server.errors(), []);
}

#[test]
fn fifteen_hundred_kilolitres_is_too_much_for_an_audit_of_a_hospital() {
    let hospital = |kl: &'static str| {
        recommend(&["form=medical", kl, "employees=120", "goals=energy_diagnosis", "--as-of", "2023-06-15"])
    };
    let (below, at) = (hospital("energy_kl=1499"), hospital("energy_kl=1500"));
    for id in ["shindan_kakuju", "shindan_saiteki", "otasuketai"] {
        assert_eq!(program(&below, id)["verdict"], "eligible", "{id}");
        let failed = program(&at, id);
        assert_eq!(failed["verdict"], "not_eligible", "{id}");
        let reasons = failed["reasons"].as_array().unwrap();
        assert_eq!((&reasons[0]["fact"], &reasons[0]["ok"]), (&"energy_kl".into(), &false.into()), "{id}");
    }
    assert_eq!(below["schema"], 1);
    assert_eq!(below["as_of"], "2023-06-15");
    assert_eq!(program(&below, "shindan_kakuju")["window"], "open");
    assert_eq!(program(&below, "shindan_kakuju")["source"]["document"], "002_ab5bdfda18b97025.txt");
}

#[test]
fn a_cell_of_the_wage_table_and_its_estimate_come_out() {
    let company = |raise: &'static str, workplace: &'static str, wage: &'static str| {
        let report = recommend(&[
            "form=company",
            "industry=retail",
            "employees=40",
            "min_wage_gap_yen=20",
            "min_wage_raise_yen=60",
            "investment_yen=3000000",
            "productivity_requirement_met=false",
            raise,
            workplace,
            wage,
            "--as-of",
            "2023-02-01",
        ]);
        let one = benefit(program(&report, "gyomu_kaizen"), "gyomu_60").clone();
        (
            one["cap_yen"].as_i64().unwrap(),
            one["rate"].as_str().unwrap().to_owned(),
            one["estimate_yen"].as_i64().unwrap(),
        )
    };
    let cell = |cap, rate: &str, estimate| (cap, rate.to_owned(), estimate);
    assert_eq!(
        company("raise_employees=3", "workplace_employees=29", "min_wage_yen=900"),
        cell(1_600_000, "4/5", 1_600_000)
    );
    assert_eq!(
        company("raise_employees=4", "workplace_employees=29", "min_wage_yen=900"),
        cell(1_900_000, "4/5", 1_900_000)
    );
    assert_eq!(
        company("raise_employees=4", "workplace_employees=30", "min_wage_yen=900"),
        cell(1_500_000, "4/5", 1_500_000)
    );
    // 10人以上 is for 特例事業者 alone: below 920 yen they are.
    assert_eq!(
        company("raise_employees=10", "workplace_employees=30", "min_wage_yen=919"),
        cell(3_000_000, "4/5", 2_400_000)
    );
    assert_eq!(
        company("raise_employees=10", "workplace_employees=30", "min_wage_yen=869"),
        cell(3_000_000, "9/10", 2_700_000)
    );
}

#[test]
fn a_growing_company_meets_the_tiers_of_the_growth_frame() {
    let cap = |employees: &'static str| {
        let report = recommend(&["form=company", "industry=manufacturing", employees, "--as-of", "2023-06-15"]);
        benefit(program(&report, "saikochiku"), "saikochiku_seicho")["cap_yen"].as_i64().unwrap()
    };
    let tiers = [
        ("employees=20", 20_000_000),
        ("employees=21", 40_000_000),
        ("employees=50", 40_000_000),
        ("employees=51", 50_000_000),
        ("employees=100", 50_000_000),
        ("employees=101", 70_000_000),
    ];
    for (employees, expected) in tiers {
        assert_eq!(cap(employees), expected, "{employees}");
    }
}

#[test]
fn contacts_know_their_hours_and_holidays() {
    let at = |moment: &'static str| {
        let report = recommend(&["form=company", "--as-of", moment]);
        let contact = program(&report, "gyomu_kaizen")["contacts"][0].clone();
        (contact["open_now"].as_bool().unwrap(), contact["next_open"].clone())
    };
    assert_eq!(at("2023-06-15T10:00"), (true, Value::Null));
    assert_eq!(at("2023-06-15"), (false, "2023-06-16T08:30+09:00".into()));
    // A Monday that is a holiday.
    assert_eq!(at("2026-11-23T10:00"), (false, "2026-11-24T08:30+09:00".into()));
}

#[test]
fn misuse_says_what_is_wrong_and_what_can_be_written() {
    let refused = |args: &[&str]| {
        let output = sodan().args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&["recommend", "employes=3"]).contains("employees"));
    assert!(refused(&["recommend", "employees=many"]).contains("整数"));
    assert!(refused(&["recommend", "form=firm"]).contains("company"));
    assert!(refused(&["recommend", "employees"]).contains("FACT=VALUE"));
    assert!(refused(&["recommend", "employees=1", "employees=2"]).contains("二度"));
    assert!(refused(&["recommend", "--as-of", "yesterday"]).contains("2023-06-15"));
    let lost = sodan().env("SODAN_CONTENT", "nowhere").arg("check").output().unwrap();
    assert_eq!(lost.status.code(), Some(2));
    assert!(String::from_utf8(lost.stderr).unwrap().contains("SODAN_CONTENT"));
}

#[test]
fn a_catalog_row_without_an_entry_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["dialogs", "knowledge", "knowledge/programs"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in std::fs::read_dir(here.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, folder.path().join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    let check = || sodan().env("SODAN_CONTENT", folder.path()).arg("check").output().unwrap();
    let clean = check();
    assert_eq!(clean.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&clean.stdout).contains("目録158件"));
    let catalog = folder.path().join("knowledge/catalog.tsv");
    let rows = std::fs::read_to_string(&catalog).unwrap() + "lost_program\t\t\t\t失われた支援策\n";
    std::fs::write(&catalog, rows).unwrap();
    let lost = check();
    assert_eq!(lost.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&lost.stdout).contains("knowledge/catalog.tsv:160:1"));
}

#[test]
fn a_stream_that_is_no_text_is_survived() {
    let mut child =
        sodan().arg("chat").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"/start\n\xff\xfe\x00\n").unwrap();
    stdin.write_all(&vec![b'a'; 100_000]).unwrap();
    stdin.write_all("\n電気代\n".as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("質問2"));
}

#[test]
fn answers_are_kept_between_runs_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let run = |script: &str| {
        let mut child = sodan()
            .args(["chat", "--keep"])
            .env("SODAN_DATA", folder.path().join("data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    };
    run("/start\n電気代\nどちらも\n会社\n");
    let again = run("いまの答え\n");
    assert!(again.contains("組織の形：会社"), "{again}");
}
