//! Accounts: added once, disabled but never the last administrator, reset, and checked without a hint.

use std::time::{Duration, Instant};

use sodan::helpdesk::role::Right;

use super::*;

async fn known(world: &World, text: &str, password: &str) -> Option<String> {
    let member = world.staff.authenticate(text, password).await.unwrap();
    member.map(|member| member.name.to_string())
}

async fn anybody_works(staff: &Staff) -> bool {
    staff.list().await.unwrap().iter().any(Member::can_work)
}

#[tokio::test]
async fn an_account_is_added_once_and_found_however_its_name_is_typed() {
    let world = world();
    let tanaka = name("田中 Hanako");
    let added = world.staff.add(&tanaka, Some(" 田中　花子 "), Role::Worker, PASSWORD, None, at(5)).await.unwrap();
    assert_eq!((added.shown.as_str(), added.role, added.disabled), ("田中 花子", Role::Worker, false));
    assert_eq!((added.created, added.changed), (at(5), at(5)));
    let again = world.staff.add(&tanaka, None, Role::Admin, PASSWORD, None, at(6)).await;
    assert!(matches!(again, Err(StaffError::Taken(taken)) if taken == tanaka));
    assert_eq!(world.staff.list().await.unwrap(), std::slice::from_ref(&added));
    assert_eq!(world.staff.find(&tanaka).await.unwrap(), Some(added));
    assert_eq!(known(&world, "　田中　Ｈａｎａｋｏ", PASSWORD).await.unwrap(), "田中 Hanako");
    assert_eq!(known(&world, "田中 Hanako", "五月雨をあつめて遅し").await, None);
    assert_eq!(world.log().await, ["- StaffAdded 田中 Hanako"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_new_account_is_said_and_nothing_is_kept() {
    let world = world();
    let tanaka = name("tanaka");
    let add = async |shown: &str, password: &str| {
        let done = world.staff.add(&tanaka, Some(shown), Role::Admin, password, None, at(0)).await;
        done.unwrap_err().to_string()
    };
    assert!(add("田中\u{200b}", PASSWORD).await.contains("表示名"));
    assert!(add("田中", "short").await.contains("10字以上"));
    assert!(add("田中", "password123").await.contains("よく使われる"));
    assert_eq!(world.staff.list().await.unwrap(), []);
    assert!(world.log().await.is_empty());
    let unknown = world.staff.reset(&tanaka, PASSWORD, None, at(0)).await.unwrap_err();
    assert_eq!(unknown.to_string(), "「tanaka」という担当者はいません");
    assert!(matches!(world.staff.disable(&tanaka, None, at(0)).await, Err(StaffError::Unknown(_))));
    assert!(matches!(world.staff.enable(&tanaka, None, at(0)).await, Err(StaffError::Unknown(_))));
}

#[tokio::test]
async fn no_two_are_shown_by_the_same_name_and_none_differ_in_capitals_alone() {
    let world = world();
    let add = async |text: &str, shown: Option<&str>| {
        world.staff.add(&name(text), shown, Role::Worker, PASSWORD, None, at(0)).await.map_err(|no| no.to_string())
    };
    add("kinoshita", Some("木下")).await.unwrap();
    add("okabe", None).await.unwrap();
    for shown in ["木下", "　木下 "] {
        let refused = add("x3", Some(shown)).await.unwrap_err();
        assert!(
            refused.contains("担当者「kinoshita」が使っています") && refused.contains("「木下（窓口）」"),
            "{refused}"
        );
    }
    assert!(add("木下", None).await.unwrap_err().contains("見分けのつく表示名"), "also where it is the name itself");
    assert!(add("x3", Some("ＯＫＡＢＥ")).await.is_err(), "however it is typed");
    assert_eq!(add("OKABE", Some("岡部")).await.unwrap_err(), "「okabe」という担当者は、もういます");
    world.staff.disable(&name("kinoshita"), None, at(1)).await.unwrap();
    assert!(add("x3", Some("木下")).await.is_err(), "who is disabled is still named in cases");
    add("x3", Some("木下（窓口）")).await.unwrap();
    let (one, two) = tokio::join!(add("y1", Some("森")), add("y2", Some("森")));
    assert!(one.is_ok() != two.is_ok(), "of two at once one: {one:?} {two:?}");
}

#[tokio::test]
async fn whoever_is_disabled_cannot_sign_in_until_enabled() {
    let world = world();
    world.add("admin", Role::Admin).await;
    world.add("tanaka", Role::Worker).await;
    let admin = name("admin");
    for (second, by) in [(7, Some(&admin)), (8, None)] {
        let disabled = world.staff.disable(&name("tanaka"), by, at(second)).await.unwrap();
        assert!(disabled.disabled && disabled.changed == at(7), "twice is once");
    }
    assert_eq!(known(&world, "tanaka", PASSWORD).await, None);
    for second in [9, 10] {
        assert!(!world.staff.enable(&name("tanaka"), None, at(second)).await.unwrap().disabled);
    }
    assert!(known(&world, "tanaka", PASSWORD).await.is_some());
    let log = ["- StaffAdded admin", "- StaffAdded tanaka", "admin StaffDisabled tanaka", "- StaffEnabled tanaka"];
    assert_eq!(world.log().await, log);
}

#[tokio::test]
async fn a_new_password_replaces_the_old() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    let new = "閑さや岩にしみ入る蝉の声";
    assert!(world.staff.reset(&name("tanaka"), "tanaka", None, at(1)).await.is_err());
    world.staff.reset(&name("tanaka"), new, None, at(2)).await.unwrap();
    assert_eq!(known(&world, "tanaka", PASSWORD).await, None);
    assert!(known(&world, "tanaka", new).await.is_some());
    assert_eq!(world.log().await, ["- StaffAdded tanaka", "- StaffReset tanaka"]);
}

#[tokio::test]
async fn the_last_administrator_cannot_be_disabled() {
    let world = world();
    world.add("a", Role::Admin).await;
    world.add("b", Role::Admin).await;
    world.add("c", Role::Worker).await;
    world.staff.disable(&name("b"), None, at(1)).await.unwrap();
    let refused = world.staff.disable(&name("a"), None, at(1)).await;
    assert!(matches!(refused, Err(StaffError::LastAdmin(_))), "one who is disabled is no other");
    assert!(known(&world, "a", PASSWORD).await.is_some());
    world.staff.disable(&name("c"), None, at(1)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_administrators_who_disable_each_other_at_once_one_stays() {
    let world = world();
    let names: Vec<_> = (0..6).map(|number| format!("admin {number}")).collect();
    for one in &names {
        world.add(one, Role::Admin).await;
    }
    let tasks: Vec<_> = names
        .iter()
        .map(|one| {
            let (staff, one) = (world.staff.clone(), name(one));
            tokio::spawn(async move { staff.disable(&one, None, at(1)).await.is_ok() })
        })
        .collect();
    let mut disabled = 0;
    for task in tasks {
        disabled += usize::from(task.await.unwrap());
    }
    assert_eq!(disabled, 5);
    assert_eq!(world.staff.list().await.unwrap().iter().filter(|member| !member.disabled).count(), 1);
}

#[tokio::test]
async fn an_answer_can_be_promised_where_somebody_may_give_one() {
    let world = world();
    assert!(!anybody_works(&world.staff).await);
    world.add("reader", Role::Reader).await;
    assert!(!anybody_works(&world.staff).await, "who only reads answers nobody");
    world.add("tanaka", Role::Worker).await;
    assert!(anybody_works(&world.staff).await);
    world.staff.disable(&name("tanaka"), None, at(1)).await.unwrap();
    assert!(!anybody_works(&world.staff).await);
    world.add("admin", Role::Admin).await;
    assert!(anybody_works(&world.staff).await);
}

#[tokio::test]
async fn a_name_that_nobody_has_takes_as_long_as_a_wrong_password() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    let took = async |text: &str| {
        let began = Instant::now();
        assert_eq!(known(&world, text, "a wrong password").await, None);
        began.elapsed()
    };
    for stranger in ["suzuki", "", "\u{200b}", &"x".repeat(99)] {
        // The shortest of as many as it takes: a busy machine makes single ones longer, never shorter.
        let (mut wrong, mut unknown) = (Duration::MAX, Duration::MAX);
        let mut rounds = 0;
        while rounds < 3 || unknown > wrong * 2 || wrong > unknown * 2 {
            wrong = wrong.min(took("tanaka").await);
            unknown = unknown.min(took(stranger).await);
            rounds += 1;
            assert!(rounds < 60, "{stranger:?}: {unknown:?}, else {wrong:?}");
        }
    }
}

#[test]
fn each_role_may_what_the_one_above_may_at_most() {
    use Right::*;
    let rights = |role: Role| {
        let all = [Read, Work, Export, Erase, ReadLog, ManageStaff];
        all.into_iter().filter(|right| role.may(*right)).collect::<Vec<_>>()
    };
    assert_eq!(rights(Role::Reader), [Read]);
    assert_eq!(rights(Role::Worker), [Read, Work]);
    assert_eq!(rights(Role::Admin), [Read, Work, Export, Erase, ReadLog, ManageStaff]);
    assert_eq!(Role::ALL.map(Role::label), ["管理者", "相談員", "閲覧"]);
}

/// What is kept opens nothing: no password, and no code of a session.
#[tokio::test]
async fn neither_passwords_nor_codes_are_kept() {
    let world = world();
    let printed = format!("{:?}", world.add("tanaka", Role::Admin).await);
    assert!(!printed.contains("argon2"), "{printed}");
    let code = world.sign_in("tanaka", 0).await;
    let mut kept = String::new();
    for kind in ["staff", "login"] {
        for (id, body) in world.store.entries(kind).await.unwrap() {
            kept += &format!("{id} {}\n", String::from_utf8(body).unwrap());
        }
    }
    assert!(kept.contains("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    assert!(!kept.contains(PASSWORD) && !kept.contains(&code.to_cookie()), "{kept}");
}
