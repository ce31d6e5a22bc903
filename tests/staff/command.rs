//! `sodan staff` as people script it.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use sodan::store::{SledOptions, SledStore};

use super::*;

fn sodan(data: &Path, args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sodan"));
    command.env("SODAN_DATA", data).arg("staff").args(args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Where it needs no password it may have ended without reading.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn said(data: &Path, args: &[&str], input: &str) -> String {
    let output = sodan(data, args, input);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(data: &Path, args: &[&str], input: &str) -> String {
    let output = sodan(data, args, input);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

/// Looks into the folder as `sodan serve` will.
fn inside<T>(data: &Path, look: impl AsyncFnOnce(&World) -> T) -> T {
    let store: Arc<dyn Store> = Arc::new(SledStore::open(SledOptions::new(data)).unwrap());
    let staff = Staff::new(store.clone());
    let world = World { logins: Logins::new(store.clone(), staff.clone()), staff, store };
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(look(&world))
}

#[test]
fn people_are_added_listed_disabled_enabled_and_reset() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let line = format!("{PASSWORD}\n");
    let added = said(data, &["add", "ＡＤＭＩＮ", "--shown-name", "窓口の管理"], &line);
    assert_eq!(added, "「ADMIN」を追加しました（管理者、表示名 窓口の管理）\n", "the first one is an administrator");
    said(data, &["add", "tanaka"], &format!("{PASSWORD}\r\nnot this\n"));
    said(data, &["add", "eye", "--role", "reader"], PASSWORD);
    let disabled = said(data, &["disable", "tanaka"], "");
    assert!(disabled.contains("もうサインインできません"), "the word of the pages: {disabled}");
    let list = "ADMIN\t管理者\t窓口の管理\t有効\neye\t閲覧\teye\t有効\ntanaka\t相談員\ttanaka\t停止中\n";
    assert_eq!(said(data, &["list"], ""), list);
    said(data, &["enable", "tanaka"], "");
    said(data, &["reset", "eye"], "閑さや岩にしみ入る蝉の声\n");
    inside(data, async |world| {
        for (text, password) in [("ADMIN", PASSWORD), ("tanaka", PASSWORD), ("eye", "閑さや岩にしみ入る蝉の声")]
        {
            assert!(world.staff.authenticate(text, password).await.unwrap().is_some(), "{text}");
        }
        let log = world.log().await;
        assert_eq!(log[3..], ["- StaffDisabled tanaka", "- StaffEnabled tanaka", "- StaffReset eye"]);
    });
}

#[test]
fn a_user_of_telegram_is_one_account_and_an_account_is_one_user() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    said(data, &["add", "tanaka", "--role", "worker"], PASSWORD);
    said(data, &["telegram", "tanaka", "501"], "");
    assert!(said(data, &["telegram", "tanaka", "502"], "").contains("502"));
    assert!(refused(data, &["telegram", "suzuki", "503"], "").contains("いません"));
    let who = async |world: &World, user| {
        let found = telegram::worker(world.store.as_ref(), &world.staff, user).await.unwrap();
        found.map(|member| member.name.as_str().to_owned())
    };
    inside(data, async |world| {
        assert_eq!((who(world, 501).await, who(world, 502).await.as_deref()), (None, Some("tanaka")));
        assert_eq!(world.log().await.last().unwrap(), "- TelegramLinked tanaka");
    });
    said(data, &["telegram", "tanaka"], "");
    inside(data, async |world| assert_eq!(who(world, 502).await, None));
}

#[test]
fn what_is_refused_says_why_and_never_shows_a_password() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    said(data, &["add", "admin"], PASSWORD);
    let cases = [
        (&["add", "admin"][..], PASSWORD, "もういます"),
        (&["add", "Admin"], "", "「admin」という担当者は、もういます"),
        (&["add", "x3", "--shown-name", "admin"], "", "見分けのつく表示名"),
        (&["add", " "], PASSWORD, "名前が空です"),
        (&["add", "tanaka"], "", "標準入力の一行目"),
        (&["add", "tanaka"], "\nlater lines do not count\n", "10字以上"),
        (&["add", "tanaka"], "Password123\n", "よく使われる"),
        (&["add", "tanaka"], &"長い".repeat(400), "長すぎます"),
        (&["add", "tanaka", "--shown-name", ""], PASSWORD, "表示名"),
        (&["add", "tanaka", "--role", "owner"], PASSWORD, "admin, worker, reader"),
        (&["add", "tanaka", PASSWORD], "", "unexpected argument"),
        (&["reset", "tanaka"], PASSWORD, "「tanaka」という担当者はいません"),
        (&["enable", "tanaka"], "", "「tanaka」という担当者はいません"),
        (&["disable", "admin"], "", "最後の管理者"),
    ];
    for (args, input, why) in cases {
        let words = refused(data, args, input);
        assert!(words.contains(why), "{args:?}: {words}");
        assert!(input.trim().is_empty() || !words.contains(input.trim()), "{words}");
    }
    assert_eq!(said(data, &["list"], ""), "admin\t管理者\tadmin\t有効\n");
}

#[test]
fn looking_for_somebody_makes_no_folder() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("none");
    assert!(said(&data, &["list"], "").contains("sodan staff add"));
    for what in ["disable", "enable", "reset"] {
        assert!(refused(&data, &[what, "tanaka"], PASSWORD).contains("いません"));
    }
    assert!(!data.exists());
}

#[test]
fn a_folder_that_is_served_is_left_to_the_console() {
    let data = tempfile::tempdir().unwrap();
    let _held = SledStore::open(SledOptions::new(data.path())).unwrap();
    let words = refused(data.path(), &["add", "tanaka"], PASSWORD);
    assert!(words.contains("/helpdesk") && words.contains("止めて"), "{words}");
}
