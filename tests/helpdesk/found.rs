//! Searching in everything that is written in cases.

use crate::desk::{act, desk, post};

#[tokio::test]
async fn everything_written_is_found_at_once_and_nothing_of_who_was_erased() {
    let desk = desk().await;
    let (one, two) = (desk.case("one").await, desk.case("two").await);
    let mut admin = desk.worker("管理").await;
    let row = |case: u64| format!("/helpdesk/case/{case}\"");
    let mut find = async |text: &str| {
        let path = format!("/helpdesk/find?{}", crate::desk::form(&[("q", text)]));
        let page = admin.get(&path).await.page();
        (page.has(&row(one)), page.has(&row(two)))
    };
    assert_eq!(find("染色用ボイラー").await, (false, false));
    desk.owner("one", "染色用ボイラーを替えたい").await;
    assert_eq!(find("染色用ﾎﾞｲﾗｰ").await, (true, false), "what an owner wrote, in any width");
    assert!(find(&two.to_string()).await.1, "a reception number");
    let mut yamada = desk.worker("山田").await;
    act(&mut yamada, two, "note", &[("text", "折り返し電話の約束")]).await;
    act(&mut yamada, two, "tags", &[("tags", "至急案件")]).await;
    assert_eq!(find("電話の約束").await, (false, true));
    assert_eq!(find("至急案件").await, (false, true));
    let mut admin = desk.worker("管理").await;
    post(&mut admin, &format!("/helpdesk/case/{one}/erase"), &[("sure", "yes")]).await;
    assert_eq!(find("ボイラー").await, (false, false));
    desk.stop().await;
}
