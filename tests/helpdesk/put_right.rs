//! A reply that was sent with a mistake is put right by whoever wrote it.

use sodan::store::CaseId;

use crate::{
    desk::{act, act_at, desk, post, seen},
    web_client::Browser,
};

/// The field in which a reply is put right, as it is filled.
fn field(page: &str) -> Option<&str> {
    let field = page.split("<textarea id=\"correct\"").nth(1)?.split("</textarea>").next()?;
    field.split_once('>').map(|(_, text)| text)
}

#[tokio::test]
async fn whoever_wrote_last_puts_it_right_and_the_owner_is_told() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let path = format!("/helpdesk/case/{case}");
    assert!(!yamada.get(&path).await.page().has("/recall"), "nothing was sent yet");
    act(&mut yamada, case, "reply", &[("text", "上限は60万円です")]).await;
    desk.sent("owner").await;
    desk.owner("owner", "<i>60万円</i>ですか").await;
    assert!(yamada.get(&path).await.page().has("/recall"));
    assert!(!sato.get(&path).await.page().has("/recall"), "it is a colleague's");
    let recalled = post(&mut yamada, &format!("{path}/recall"), &[]).await;
    assert_eq!((recalled.status, field(&recalled.body)), (200, Some("上限は60万円です")));
    let step = seen(&mut yamada, case).await;
    let right = [("text", "上限は50万円です\r\n<b>失礼しました</b>")];
    let refused = act_at(&mut sato, case, "correct", &step, &right).await;
    assert_eq!((refused.status, refused.body.contains("自分が送った、いちばん新しい返事だけ")), (409, true));
    assert_eq!(desk.sent("owner").await, "");
    // Twice by a double click, and said once.
    for _ in 0..2 {
        assert_eq!(act_at(&mut yamada, case, "correct", &step, &right).await.status, 303);
    }
    assert_eq!(desk.sent("owner").await, "（訂正）相談員 山田\n上限は50万円です\n<b>失礼しました</b>");
    assert_eq!(desk.log().await.last().unwrap(), &format!("山田 返信の書き直し {case}"));
    let page = sato.get(&path).await.page();
    assert!(
        page.has("（書き直す前）</span><p><s>上限は60万円です</s>"),
        "staff see what the owner had read: {}",
        page.0
    );
    assert!(page.has("（書き直し）</span><p>上限は50万円です\n&#60;b&#62;"));
    let (_, kept) = desk.consult.board().case(CaseId(case)).unwrap();
    assert!(kept.waiting_since.is_some(), "a question that came in between is still to be answered");
    // The words of now are recalled, and sent as they are they are sent to nobody.
    let recalled = post(&mut yamada, &format!("{path}/recall"), &[]).await;
    assert!(field(&recalled.body).is_some_and(|text| text.starts_with("上限は50万円です")));
    act(&mut yamada, case, "correct", &right).await;
    assert_eq!(desk.sent("owner").await, "");
    desk.stop().await;
}

#[tokio::test]
async fn nothing_is_put_right_over_a_colleague_nor_without_words() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    act(&mut yamada, case, "reply", &[("text", "はい")]).await;
    let step = seen(&mut yamada, case).await;
    let empty = act_at(&mut yamada, case, "correct", &step, &[("text", " ")]).await;
    assert_eq!(empty.status, 400);
    let unknown = act_at(&mut yamada, case, "correct", &step, &[("text", "業種は（未確認）")]).await;
    assert_eq!((unknown.status, field(&unknown.body)), (400, Some("業種は（未確認）")));
    act(&mut sato, case, "reply", &[("text", "佐藤です")]).await;
    desk.sent("owner").await;
    let refused = act_at(&mut yamada, case, "correct", &step, &[("text", "いいえ")]).await;
    assert_eq!((refused.status, field(&refused.body)), (409, Some("いいえ")), "what was written is not lost");
    assert!(refused.body.contains("先に送られた返事"));
    let step = seen(&mut yamada, case).await;
    assert_eq!(act_at(&mut yamada, case, "correct", &step, &[("text", "いいえ")]).await.status, 409);
    act(&mut sato, case, "close", &[("outcome", "solved")]).await;
    desk.sent("owner").await;
    let step = desk.consult.board().case(CaseId(case)).unwrap().1.step.to_string();
    assert_eq!(act_at(&mut sato, case, "correct", &step, &[("text", "いいえ")]).await.status, 409);
    assert_eq!(desk.sent("owner").await, "");
    desk.stop().await;
}

#[tokio::test]
async fn on_the_owners_page_the_right_words_take_the_place_of_the_wrong_ones() {
    let desk = desk().await;
    let mut owner = Browser::new(desk.at);
    let page = owner.look().await;
    let page = owner.write(&page, "人に相談").await;
    let case = page.0.split("受付番号 ").nth(1).expect("a reception number").split('番').next().unwrap();
    let case: u64 = case.parse().unwrap();
    let mut yamada = desk.worker("山田").await;
    act(&mut yamada, case, "reply", &[("text", "窓口は一番です")]).await;
    act(&mut yamada, case, "correct", &[("text", "窓口は二番です")]).await;
    let page = owner.look().await;
    assert!(page.has("相談員 山田（書き直し）") && !page.has("一番です"), "{}", page.0);
    assert_eq!(page.times("二番です"), 1);
    // What the owner has read on is told again below their own words.
    owner.write(&page, "かけてみます").await;
    act(&mut yamada, case, "correct", &[("text", "窓口は三番です")]).await;
    let page = owner.look().await;
    assert!(!page.has("一番です") && !page.has("二番です"), "{}", page.0);
    assert_eq!((page.times("三番です"), page.times("相談員 山田（書き直し）")), (2, 2));
    assert!(page.0.rfind("三番です") > page.0.find("かけてみます"));
    desk.stop().await;
}
