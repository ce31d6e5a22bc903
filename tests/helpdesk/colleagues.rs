//! Two at one desk: who takes a case, who answers, and what only they read.

use sodan::{
    consult::{
        case::State,
        media::{Kind, Media, Place},
        message::Input,
    },
    store::CaseId,
};

use crate::{
    desk::{act, act_at, desk, post, seen},
    web_client::Browser,
};

#[tokio::test]
async fn only_one_of_two_takes_a_case() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let step = seen(&mut yamada, case).await;
    let (one, two) =
        tokio::join!(act_at(&mut yamada, case, "claim", &step, &[]), act_at(&mut sato, case, "claim", &step, &[]));
    let mut both = [one.status, two.status];
    both.sort();
    assert_eq!(both, [303, 409]);
    let claims = desk.log().await.iter().filter(|line| line.contains("担当 ")).count();
    assert_eq!(claims, 1);
    desk.stop().await;
}

#[tokio::test]
async fn a_reply_that_came_second_is_not_sent_and_not_lost() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let step = seen(&mut sato, case).await;
    act(&mut yamada, case, "reply", &[("text", "山田の返事です")]).await;
    let refused = act_at(&mut sato, case, "reply", &step, &[("text", "佐藤の\r\n下書き")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("先に送られた返事"));
    let theirs = refused.body.split("class=\"theirs\"").nth(1).unwrap().split("</div>").next().unwrap();
    assert!(theirs.contains("山田の返事です"), "{theirs}");
    let mine = refused.body.split("<textarea id=\"reply\"").nth(1).unwrap().split("</textarea>").next().unwrap();
    assert!(mine.ends_with(">佐藤の\n下書き"), "{mine}");
    let sent = desk.sent("owner").await;
    assert!(sent.contains("山田の返事です") && !sent.contains("佐藤"), "{sent}");
    // Having seen it they may send theirs.
    let step = refused.body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(act_at(&mut sato, case, "reply", &step, &[("text", "佐藤の下書き")]).await.status, 303);
    assert_eq!(desk.sent("owner").await, "相談員 佐藤\n佐藤の下書き");
    desk.stop().await;
}

#[tokio::test]
async fn a_double_click_sends_once() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    let step = seen(&mut yamada, case).await;
    for _ in 0..2 {
        assert_eq!(act_at(&mut yamada, case, "reply", &step, &[("text", "一度だけ")]).await.status, 303);
    }
    assert_eq!(desk.sent("owner").await.matches("一度だけ").count(), 1);
    desk.stop().await;
}

#[tokio::test]
async fn a_note_never_reaches_the_owner() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    act(&mut yamada, case, "note", &[("text", "内緒のメモ")]).await;
    act(&mut yamada, case, "tags", &[("tags", "内緒のタグ")]).await;
    assert!(sato.get(&format!("/helpdesk/case/{case}")).await.page().has("内緒のメモ"));
    act(&mut yamada, case, "reply", &[("text", "返事")]).await;
    assert_eq!(desk.sent("owner").await, "相談員 山田\n返事");
    let chat = desk.chat("owner");
    let kept = desk.store.transcript(&chat, 1_000).await.unwrap();
    let kept = kept.iter().map(|line| String::from_utf8_lossy(line).into_owned()).collect::<String>();
    assert!(!kept.contains("内緒"), "it is not even in what the owner can see of the talk");
    desk.stop().await;
}

#[tokio::test]
async fn a_long_reply_passes_whole_and_a_longer_one_comes_back() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    let long = "あ".repeat(4_000);
    act(&mut yamada, case, "reply", &[("text", &long)]).await;
    assert_eq!(desk.sent("owner").await.matches('あ').count(), 4_000);
    let longer = "い".repeat(4_001);
    let step = seen(&mut yamada, case).await;
    let refused = act_at(&mut yamada, case, "reply", &step, &[("text", &longer)]).await;
    assert_eq!((refused.status, refused.body.contains(&longer)), (400, true));
    assert_eq!(desk.sent("owner").await, "");
    desk.stop().await;
}

#[tokio::test]
async fn a_reply_that_a_canned_one_was_added_to_still_answers_to_what_was_seen() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let before = seen(&mut yamada, case).await;
    act(&mut sato, case, "reply", &[("text", "佐藤の返事")]).await;
    let fields = [("text", "こんにちは。"), ("canned", "greet"), ("seen", before.as_str())];
    let filled = post(&mut yamada, &format!("/helpdesk/case/{case}/canned"), &fields).await;
    let form = filled.body.split("id=\"reply-form\"").nth(1).expect("the form of a reply").to_owned();
    let step = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(step, before);
    let sent = act_at(&mut yamada, case, "reply", &step, &[("text", "こんにちは。山田です。")]).await;
    assert_eq!(sent.status, 409);
    assert!(sent.body.contains("佐藤の返事") && sent.body.contains("こんにちは。山田です。"));
    desk.stop().await;
}

#[tokio::test]
async fn a_canned_reply_is_filled_in_to_be_looked_over() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    let fields = [("text", "こんにちは。"), ("canned", "greet")];
    let filled = post(&mut yamada, &format!("/helpdesk/case/{case}/canned"), &fields).await;
    assert_eq!(filled.status, 200);
    let field = filled.body.split("<textarea id=\"reply\"").nth(1).unwrap().split("</textarea>").next().unwrap();
    assert!(field.contains(">こんにちは。\n"), "{field}");
    assert!(field.contains("の山田です") && field.contains(&format!("受付番号 {case}")), "{field}");
    assert_eq!(desk.sent("owner").await, "", "nothing was sent");
    desk.stop().await;
}

#[tokio::test]
async fn what_is_not_known_is_sent_only_by_whoever_means_it() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    let fill = async |browser: &mut _, canned| {
        let filled = post(browser, &format!("/helpdesk/case/{case}/canned"), &[("canned", canned)]).await.body;
        filled.split("<textarea id=\"reply\"").nth(1).unwrap().split("</textarea>").next().unwrap().to_owned()
    };
    let amount = fill(&mut yamada, "amount").await;
    assert!(amount.contains("おいくらを考えていますか") && !amount.contains("（未確認）"), "{amount}");
    let confirm = fill(&mut yamada, "confirm").await;
    assert!(confirm.contains("（未確認）"), "of a list of which nothing is known its worker decides: {confirm}");
    let step = seen(&mut yamada, case).await;
    let text = "業種は（未確認）で合っていますか";
    let refused = act_at(&mut yamada, case, "reply", &step, &[("text", text)]).await;
    assert_eq!((refused.status, desk.sent("owner").await.contains("業種は")), (400, false));
    assert!(
        refused.body.contains("もう一度押すとそのまま送ります") && refused.body.contains(&format!("{text}</textarea>"))
    );
    assert!(refused.body.contains("name=\"as_it_is\" value=\"yes\""));
    let step = seen(&mut yamada, case).await;
    let sent = act_at(&mut yamada, case, "reply", &step, &[("text", text), ("as_it_is", "yes")]).await;
    assert_eq!(sent.status, 303);
    assert!(desk.sent("owner").await.contains(text));
    desk.stop().await;
}

#[tokio::test]
async fn a_case_is_handed_on_moved_tagged_closed_and_reopened() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    act(&mut yamada, case, "claim", &[]).await;
    act(&mut yamada, case, "assign", &[("worker", "佐藤")]).await;
    for nobody in ["見学", "だれでもない", ""] {
        let step = seen(&mut yamada, case).await;
        let refused = act_at(&mut yamada, case, "assign", &step, &[("worker", nobody)]).await;
        assert_eq!(refused.status, 400, "{nobody}");
    }
    assert!(sato.get("/helpdesk/queue/mine").await.page().has(&format!("/helpdesk/case/{case}\"")));
    let other = desk.consult.content().teams.rest().id.clone();
    act(&mut sato, case, "team", &[("team", &other)]).await;
    act(&mut sato, case, "urgent", &[("urgent", "yes")]).await;
    act(&mut sato, case, "tags", &[("tags", "電気代、省エネ")]).await;
    let kept = || desk.consult.board().case(CaseId(case)).unwrap().1;
    assert_eq!((kept().team, kept().urgent, kept().tags.join(" ")), (other, true, "電気代 省エネ".to_owned()));
    act(&mut sato, case, "close", &[("outcome", "referred")]).await;
    assert!(kept().state.is_done());
    let step = kept().step.to_string();
    let refused = act_at(&mut yamada, case, "reply", &step, &[("text", "書きかけ")]).await;
    assert_eq!((refused.status, refused.body.contains("書きかけ</textarea>")), (409, true));
    act(&mut yamada, case, "reopen", &[]).await;
    assert_eq!(kept().state, State::Working);
    act(&mut yamada, case, "reply", &[("text", "お待たせしました")]).await;
    act(&mut yamada, case, "hand_back", &[]).await;
    act(&mut yamada, case, "release", &[]).await;
    // Each by a name of its own, so that the log can be read.
    let log = desk.log().await;
    let log: Vec<&str> = log.iter().filter_map(|line| line.strip_suffix(&format!(" {case}"))).collect();
    let (by_yamada, by_sato) = (["担当", "担当を渡す"], ["窓口の変更", "至急の変更", "タグの変更", "完了"]);
    let named = |who: &str, acts: &[&str]| acts.iter().map(|act| format!("{who} {act}")).collect::<Vec<_>>();
    let then = ["再開", "返信", "ボットに戻す", "担当を外す"];
    assert_eq!(log, [named("山田", &by_yamada), named("佐藤", &by_sato), named("山田", &then)].concat());
    desk.stop().await;
}

#[tokio::test]
async fn the_queue_tells_cases_apart_and_a_case_tells_who_speaks() {
    let desk = desk().await;
    desk.owner("owner", "<b>染物</b>屋なんですけど、電気代が3割上がってもうて").await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    let path = format!("/helpdesk/case/{case}");
    let row = async |browser: &mut Browser, queue: &str| {
        let page = browser.get(&format!("/helpdesk/queue/{queue}")).await.page().0;
        let row = page.split(&format!("data-case=\"{case}\"")).nth(1).unwrap_or_else(|| panic!("{page}"));
        row.split("</tr>").next().unwrap().to_owned()
    };
    let new = row(&mut yamada, "new").await;
    assert!(new.contains("&#60;b&#62;染物&#60;/b&#62;屋なんですけど、電気代が3割上がってもうて"), "{new}");
    assert!(!new.contains("相談者が人への相談を希望"), "that is why nearly all come: {new}");
    assert!(yamada.get(&path).await.page().has("話し手 ボット"));
    act(&mut yamada, case, "reply", &[("text", "どの設備ですか")]).await;
    assert!(yamada.get(&path).await.page().has("話し手 相談員"));
    desk.owner("owner", "コンプレッサーです").await;
    assert!(row(&mut yamada, "working").await.contains("コンプレッサーです"));
    desk.pass_minutes(90);
    act(&mut yamada, case, "close", &[("outcome", "referred")]).await;
    assert!(yamada.get(&path).await.page().has("話し手 ボット"));
    let done = row(&mut yamada, "done").await;
    assert!(done.contains("\"結果\">案内</td>") && done.contains("\"完了\">11月24日(火) 13:30</td>"), "{done}");
    assert!(!new.contains("\"結果\"") && !done.contains("待ち時間"));
    desk.stop().await;
}

#[tokio::test]
async fn what_is_known_and_what_the_bot_could_not_answer_stands_beside_the_talk() {
    let desk = desk().await;
    desk.owner("owner", "うち職人14人の染物屋なんですけど、電気代が3割上がってもうて").await;
    desk.owner("owner", "ほげほげふがふが").await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    let page = yamada.get(&format!("/helpdesk/case/{case}")).await.page();
    assert!(page.has("<tr><th scope=\"row\">従業員</th><td>14人</td></tr>"), "{}", page.0);
    let failed = page.0.split("ボットが答えられなかったこと").nth(1).expect("it failed once");
    let failed = failed.split("</ul>").next().unwrap();
    assert!(failed.contains("ほげほげふがふが") && failed.matches("<li>").count() == 1, "{failed}");
    desk.stop().await;
}

#[tokio::test]
async fn what_is_no_text_says_where_it_is_to_be_seen() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let mut yamada = desk.worker("山田").await;
    act(&mut yamada, case, "reply", &[("text", "見積はありますか")]).await;
    desk.sent("owner").await;
    let mut estimate = Media::new(Kind::Document, "見積.pdf", "二社のものです");
    let told = desk.owner_does("owner", Input::Sent(estimate.clone())).await;
    assert!(told.contains("開けません"), "{told}");
    let page = yamada.get(&format!("/helpdesk/case/{case}")).await.page();
    assert!(page.has("（書類「見積.pdf」）") && page.has("二社のものです") && page.has("ここでは開けません"));
    assert!(page.has("対応中"), "it is the staff's turn");
    estimate.place = Some(Place::Group("7".to_owned()));
    desk.owner_does("owner", Input::Sent(estimate)).await;
    desk.owner_does("owner", Input::Rewrote("三社です".to_owned())).await;
    let page = yamada.get(&format!("/helpdesk/case/{case}")).await.page();
    assert!(page.has("Telegramの担当者グループ") && page.has("相談者（書き直し）") && page.has("三社です"));
    desk.stop().await;
}
