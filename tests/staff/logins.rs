//! Sessions: begun with the right password, ended by time, by signing out, by disabling and by a new password.

use super::*;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

#[tokio::test]
async fn who_signs_in_is_known_by_the_code_and_by_no_other() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    let code = world.sign_in("　ｔａｎａｋａ ", 0).await;
    assert_eq!(world.logins.visit(&code, at(0)).await.unwrap().unwrap().name, name("tanaka"));
    assert!(matches!(world.try_in("TANAKA", PASSWORD, 1, 0).await, SignIn::Wrong), "a capital is a letter of its own");
    assert!(world.sign_in("tanaka", 0).await != code, "each browser has a code of its own");
    let cookie = code.to_cookie();
    assert_eq!(LoginCode::from_cookie(&cookie), Some(code.clone()));
    let other = format!("{}{}", &cookie[..63], if cookie.ends_with('0') { '1' } else { '0' });
    assert!(!world.visit(&LoginCode::from_cookie(&other).unwrap(), 0).await);
    for broken in ["", "x", &cookie[..62], &format!("{cookie}00"), &"相".repeat(64), &"-".repeat(64)] {
        assert_eq!(LoginCode::from_cookie(broken), None);
    }
    assert_eq!(format!("{code:?}"), "LoginCode(…)");
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_without_a_visit() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    let code = world.sign_in("tanaka", 0).await;
    assert!(world.visit(&code, 29 * MINUTE).await);
    assert!(world.visit(&code, 58 * MINUTE).await);
    assert!(world.look(&code, 87 * MINUTE).await, "what a page asks by itself is no visit");
    assert!(!world.look(&code, 88 * MINUTE).await && !world.visit(&code, 88 * MINUTE).await);
    assert!(!world.visit(&code, 87 * MINUTE + HOUR).await);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_often_it_is_visited() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    let code = world.sign_in("tanaka", 0).await;
    for minute in (0..12 * 60).step_by(20) {
        assert!(world.visit(&code, minute * MINUTE).await, "{minute}");
    }
    assert!(!world.visit(&code, 12 * HOUR).await);
}

#[tokio::test]
async fn signing_out_ends_one_session_and_is_logged_once() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    let (desk, phone) = (world.sign_in("tanaka", 0).await, world.sign_in("tanaka", 0).await);
    for _ in 0..2 {
        world.logins.sign_out(&desk, at(1)).await.unwrap();
    }
    assert!(!world.visit(&desk, 1).await && world.visit(&phone, 1).await);
    let log = ["- StaffAdded tanaka", "tanaka SignedIn", "tanaka SignedIn", "tanaka SignedOut"];
    assert_eq!(world.log().await, log);
}

#[tokio::test]
async fn disabling_and_a_new_password_end_all_sessions_for_good() {
    let world = world();
    world.add("admin", Role::Admin).await;
    world.add("tanaka", Role::Worker).await;
    let (first, admin) = (world.sign_in("tanaka", 0).await, world.sign_in("admin", 0).await);
    world.staff.disable(&name("tanaka"), None, at(1)).await.unwrap();
    assert!(!world.visit(&first, 1).await);
    assert!(matches!(world.try_in("tanaka", PASSWORD, 1, 1).await, SignIn::Wrong));
    world.staff.enable(&name("tanaka"), None, at(2)).await.unwrap();
    assert!(!world.visit(&first, 2).await, "an old session does not come back with the account");
    let second = world.sign_in("tanaka", 2).await;
    world.staff.reset(&name("tanaka"), "閑さや岩にしみ入る蝉の声", None, at(3)).await.unwrap();
    assert!(!world.visit(&second, 3).await && world.visit(&admin, 3).await);
}

#[tokio::test]
async fn sweeping_takes_away_what_is_over_and_nothing_else() {
    let world = world();
    world.add("admin", Role::Admin).await;
    world.add("tanaka", Role::Worker).await;
    world.sign_in("tanaka", 0).await;
    world.sign_in("tanaka", 20 * MINUTE).await;
    let open = world.sign_in("admin", 20 * MINUTE).await;
    assert_eq!(world.logins.sweep(at(20 * MINUTE)).await.unwrap(), 0);
    assert_eq!(world.logins.sweep(at(30 * MINUTE)).await.unwrap(), 1);
    world.staff.disable(&name("tanaka"), None, at(31 * MINUTE)).await.unwrap();
    assert_eq!(world.logins.sweep(at(31 * MINUTE)).await.unwrap(), 1);
    assert!(world.visit(&open, 31 * MINUTE).await);
    assert_eq!(world.store.entries("login").await.unwrap().len(), 1);
}

#[tokio::test]
async fn after_ten_wrong_passwords_none_is_looked_at_for_a_while() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    for text in ["tanaka", "nobody"] {
        for client in 0..10 {
            let wrong =
                world.try_in(text, "a wrong password", client + if text == "nobody" { 100 } else { 0 }, 0).await;
            assert!(matches!(wrong, SignIn::Wrong), "{wrong:?}");
        }
        // Also the right one, and for a name that nobody has just the same.
        let throttled = world.try_in(text, PASSWORD, 99, 10).await;
        let SignIn::Throttled { wait } = throttled else { panic!("{throttled:?}") };
        assert_eq!(wait.as_secs(), 20);
    }
    let code = world.sign_in("tanaka", 30).await;
    assert!(world.visit(&code, 30).await);
    assert!(matches!(world.try_in("tanaka", "a wrong password", 1, 30).await, SignIn::Wrong), "it begins anew");
    assert!(matches!(world.try_in("tanaka", &"x".repeat(1_001), 1, 30).await, SignIn::Wrong));
}

#[tokio::test]
async fn nobody_keeps_somebody_out_of_a_browser_of_their_own() {
    let world = world();
    for name in ["tanaka", "suzuki"] {
        world.add(name, Role::Worker).await;
    }
    let mut client = 0;
    let mut try_in = async |name: &str, password: &str, device: Option<&DeviceCode>, second| {
        client += 1;
        world.logins.sign_in(name, password, from(client), device, at(second)).await.unwrap()
    };
    let SignIn::Done { device: own, .. } = try_in("tanaka", PASSWORD, None, 0).await else { panic!("they are in") };
    for _ in 0..10 {
        assert!(matches!(try_in("tanaka", "a wrong password", None, 1).await, SignIn::Wrong));
    }
    // From elsewhere nobody comes in, also not with a browser of somebody else, or one that was made up.
    let SignIn::Done { device: colleagues, .. } = try_in("suzuki", PASSWORD, None, 1).await else { panic!("in") };
    let made_up = DeviceCode::from_cookie(&"0".repeat(64));
    for device in [None, Some(&colleagues), made_up.as_ref()] {
        assert!(matches!(try_in("tanaka", PASSWORD, device, 1).await, SignIn::Throttled { .. }));
    }
    for second in 2..4 {
        let SignIn::Done { device, .. } = try_in("tanaka", PASSWORD, Some(&own), second).await else { panic!("in") };
        assert_eq!(device, own, "it stays the browser of both who use it");
        assert!(matches!(try_in("tanaka", PASSWORD, None, second).await, SignIn::Throttled { .. }));
    }
    // Ten wrong ones are ten wrong ones, also there; and no browser is their own any more with a new password.
    for _ in 0..10 {
        assert!(matches!(try_in("tanaka", "a wrong password", Some(&own), 5).await, SignIn::Wrong));
    }
    assert!(matches!(try_in("tanaka", PASSWORD, Some(&own), 5).await, SignIn::Throttled { .. }));
    world.staff.reset(&name("suzuki"), "閑さや岩にしみ入る蝉の声", None, at(6)).await.unwrap();
    for _ in 0..10 {
        try_in("suzuki", PASSWORD, None, 6).await;
    }
    assert!(matches!(try_in("suzuki", PASSWORD, Some(&colleagues), 6).await, SignIn::Throttled { .. }));
}

#[tokio::test]
async fn nobody_behind_an_address_keeps_its_others_out_of_their_own_browsers() {
    let world = world();
    for name in ["mori", "kinoshita"] {
        world.add(name, Role::Worker).await;
    }
    let try_in = async |name: &str, password: &str, device: Option<&DeviceCode>| {
        world.logins.sign_in(name, password, from(1), device, at(0)).await.unwrap()
    };
    let SignIn::Done { device: own, .. } = try_in("kinoshita", PASSWORD, None).await else { panic!("they are in") };
    for _ in 0..10 {
        assert!(matches!(try_in("mori", "a wrong password", None).await, SignIn::Wrong));
    }
    assert!(matches!(try_in("kinoshita", PASSWORD, Some(&own)).await, SignIn::Done { .. }));
    for (name, device) in [("kinoshita", None), ("mori", Some(&own)), ("mori", None)] {
        assert!(matches!(try_in(name, PASSWORD, device).await, SignIn::Throttled { .. }), "{name} {device:?}");
    }
    // Ten wrong ones are enough there, too.
    for _ in 0..10 {
        assert!(matches!(try_in("kinoshita", "a wrong password", Some(&own)).await, SignIn::Wrong));
    }
    assert!(matches!(try_in("kinoshita", PASSWORD, Some(&own)).await, SignIn::Throttled { .. }));
}

#[tokio::test]
async fn the_browsers_of_a_name_are_few_and_the_last_ones() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    let mut devices = Vec::new();
    for second in 0..12 {
        let signed_in = world.logins.sign_in("tanaka", PASSWORD, from(1), None, at(second)).await.unwrap();
        let SignIn::Done { device, .. } = signed_in else { panic!("they are in") };
        devices.push(device);
    }
    for client in 0..10 {
        world.try_in("tanaka", "a wrong password", client, 20).await;
    }
    let kept = world.store.entry(&EntryKey::new("device", "tanaka")).await.unwrap().unwrap();
    assert!(!String::from_utf8(kept).unwrap().contains(&devices[11].to_cookie()), "a hash is kept");
    for (device, known) in [(&devices[1], false), (&devices[2], true), (&devices[11], true)] {
        let tried = world.logins.sign_in("tanaka", PASSWORD, from(100), Some(device), at(21)).await.unwrap();
        assert_eq!(matches!(tried, SignIn::Done { .. }), known, "{tried:?}");
    }
    let late = world.logins.sign_in("tanaka", "wrong", from(100), Some(&devices[2]), at(400 * 24 * HOUR)).await;
    assert!(matches!(late, Ok(SignIn::Wrong)), "a year later it is one like any other, and so are its tries");
}

#[tokio::test]
async fn a_name_with_something_far_behind_it_is_no_name() {
    let world = world();
    world.add("佐藤", Role::Worker).await;
    // Had it been cut, each would be 佐藤, and counted by itself.
    for count in 0..12 {
        let padded = format!("佐藤{}{count}", " ".repeat(170));
        assert!(matches!(world.try_in(&padded, PASSWORD, count, 0).await, SignIn::Wrong));
    }
    assert!(world.visit(&world.sign_in("佐藤", 0).await, 0).await);
}

#[tokio::test]
async fn a_hundred_tries_at_once_are_no_more_than_ten() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    let logins = Arc::new(world.logins);
    let tasks: Vec<_> = (0..100)
        .map(|client| {
            let logins = logins.clone();
            tokio::spawn(async move {
                logins.sign_in("tanaka", "a wrong password", from(client), None, at(0)).await.unwrap()
            })
        })
        .collect();
    let mut wrong = 0;
    for task in tasks {
        wrong += usize::from(matches!(task.await.unwrap(), SignIn::Wrong));
    }
    assert_eq!(wrong, 10);
}

#[tokio::test]
async fn failures_are_logged_by_account_and_of_strangers_once_a_minute() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    for second in [0, 1] {
        world.try_in("tanaka", "a wrong password", 1, second).await;
    }
    // Somebody typed the password where the name belongs.
    for (client, second) in [(2, 0), (3, 59), (4, 60), (5, 90)] {
        world.try_in(PASSWORD, "tanaka", client, second).await;
    }
    let failed = "tanaka SignInFailed";
    assert_eq!(world.log().await, ["- StaffAdded tanaka", failed, failed, "- SignInFailed", "- SignInFailed"]);
}

#[tokio::test]
async fn the_log_is_read_in_pages_newest_first() {
    let world = world();
    world.add("tanaka", Role::Worker).await;
    for second in 1..=4 {
        world.sign_in("tanaka", second).await;
    }
    world.store.change(Vec::new(), vec![b"not of this program".to_vec()]).await.unwrap();
    let first = audit::read(&*world.store, None, 3).await.unwrap();
    assert!(first.iter().map(|logged| logged.number).eq([6, 5, 4]));
    assert_eq!(first[0].line, None, "it is there, though it cannot be read");
    assert_eq!(first[1].line.as_ref().unwrap().at, at(4));
    let rest = audit::read(&*world.store, Some(4), 9).await.unwrap();
    assert!(rest.iter().map(|logged| logged.number).eq([3, 2, 1]));
    assert_eq!(rest[2].line.as_ref().unwrap().what, Act::StaffAdded);
}
