//! A worker joins two cases of one owner, after a look at both.

use crate::desk::{act, desk, post, seen};

#[tokio::test]
async fn both_are_shown_side_by_side_and_then_read_as_one() {
    let desk = desk().await;
    let (gone, kept) = (desk.case("phone").await, desk.case("laptop").await);
    desk.owner("phone", "染物屋です<script>").await;
    desk.owner("laptop", "コンプレッサーを替えたい").await;
    let mut yamada = desk.worker("山田").await;
    act(&mut yamada, gone, "note", &[("text", "折り返し 15時")]).await;
    let path = format!("/helpdesk/case/{gone}/merge");
    for (typed, problem) in [("", None), ("999", Some("その受付番号の相談はありません")), ("x", Some("数字で"))]
    {
        let page = yamada.get(&format!("{path}?into={typed}")).await.page();
        assert!(!page.has("にまとめる</button>"), "{}", page.0);
        assert!(problem.is_none_or(|problem| page.has(problem)), "{}", page.0);
    }
    let page = yamada.get(&format!("{path}?into=%EF%BC%92%E7%95%AA")).await.page();
    assert!(page.has("染物屋です&#60;script&#62;") && page.has("コンプレッサーを替えたい"), "{}", page.0);
    let step = seen(&mut yamada, gone).await;
    let into = kept.to_string();
    let fields = [("into", into.as_str()), ("seen", step.as_str()), ("written", "0")];
    let mut sato = desk.worker("佐藤").await;
    act(&mut sato, gone, "claim", &[]).await;
    let refused = post(&mut yamada, &path, &fields).await;
    assert_eq!(refused.status, 409, "a colleague took it meanwhile");
    let step = seen(&mut yamada, gone).await;
    let fields = [("into", into.as_str()), ("seen", step.as_str())];
    for again in [false, true] {
        let answer = post(&mut yamada, &path, &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, &*format!("/helpdesk/case/{kept}")), "{again}");
    }
    let page = yamada.get(&format!("/helpdesk/case/{kept}")).await.page();
    assert!(
        page.has("染物屋です&#60;script&#62;") && page.has("折り返し 15時") && page.has("まとめた相談"),
        "{}",
        page.0
    );
    let page = yamada.get(&format!("/helpdesk/case/{gone}")).await.page();
    assert!(page.has("にまとめた相談です") && page.has("完了（統合）"), "{}", page.0);
    assert!(desk.sent("phone").await.contains(&format!("{kept}番の会話に届きます")));
    assert_eq!(desk.log().await.iter().filter(|line| line.contains("統合")).count(), 1);
    let list = desk.worker("管理").await.get(&format!("/helpdesk/case/{kept}/erase")).await.page();
    assert!(list.has(&format!("相談 2件（受付番号 {kept} {gone}）")), "{}", list.0);
    let mut admin = desk.worker("管理").await;
    let erased = post(&mut admin, &format!("/helpdesk/case/{kept}/erase"), &[("sure", "yes")]).await;
    assert_eq!(erased.status, 200);
    let log = desk.log().await;
    for case in [kept, gone] {
        assert!(log.contains(&format!("管理 削除 {case}")), "each by whom it was erased: {log:?}");
    }
    let mut reader = desk.worker("見学").await;
    assert_eq!(reader.get(&path).await.status, 403);
    assert_eq!(post(&mut reader, &path, &fields).await.status, 403);
    desk.stop().await;
}
