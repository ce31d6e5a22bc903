//! What is around every page: the header, the way on after something was done, files.

use crate::desk::{act_at, desk, post, seen};

#[tokio::test]
async fn the_header_says_where_one_is_and_shows_what_one_may() {
    let desk = desk().await;
    desk.case("owner").await;
    let (mut admin, mut worker, mut reader) =
        (desk.worker("管理").await, desk.worker("山田").await, desk.worker("見学").await);
    for path in
        ["", "/find", "/lookup", "/statistics", "/unanswered", "/wrong", "/telegram", "/people", "/log", "/export"]
    {
        let path = format!("/helpdesk{path}");
        let page = admin.get(&path).await.page();
        let header = page.0.split("<header").nth(1).unwrap().split("</header>").next().unwrap();
        assert!(header.contains(&format!("<a href=\"{path}\" aria-current=\"page\"")), "{path}: {header}");
        assert_eq!(header.matches("aria-current").count(), 1, "{path}");
    }
    let header = |page: String| page.split("<header").nth(1).unwrap().split("</header>").next().unwrap().to_owned();
    let admins = header(admin.get("/helpdesk").await.body);
    let menu = admins.split("<details class=\"menu\">").nth(1).expect("one menu for what only administrators do");
    assert!(["people", "log", "export"].iter().all(|page| menu.contains(&format!("\"/helpdesk/{page}\""))));
    let workers = header(worker.get("/helpdesk").await.body);
    assert!(workers.contains("/helpdesk/telegram") && !workers.contains("class=\"menu\""), "{workers}");
    let readers = header(reader.get("/helpdesk").await.body);
    assert!(!readers.contains("/helpdesk/telegram"), "{readers}");
    desk.stop().await;
}

#[tokio::test]
async fn a_reader_says_nothing_to_telegram_and_is_offered_nothing_there() {
    let desk = desk().await;
    let mut reader = desk.worker("見学").await;
    let page = reader.get("/helpdesk/telegram").await;
    assert_eq!((page.status, page.body.contains("番号を出す")), (403, false));
    assert_eq!(post(&mut reader, "/helpdesk/telegram", &[]).await.status, 403);
    let mut worker = desk.worker("山田").await;
    assert!(worker.get("/helpdesk/telegram").await.page().has("番号を出す"));
    desk.stop().await;
}

#[tokio::test]
async fn a_page_that_is_refused_has_the_header_of_whoever_is_signed_in() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut worker, mut reader) = (desk.worker("山田").await, desk.worker("見学").await);
    let erase = format!("/helpdesk/case/{case}/erase");
    for (path, status) in [("/helpdesk/people", 403), (erase.as_str(), 403), ("/helpdesk/case/99", 404)] {
        let answer = worker.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.body.contains("山田（相談員）") && answer.body.contains("サインアウト"), "{}", answer.body);
    }
    let answer = post(&mut reader, &format!("/helpdesk/case/{case}/claim"), &[("seen", "0")]).await;
    assert!(answer.status == 403 && answer.body.contains("見学（閲覧）"), "{}", answer.body);
    let mut nobody = crate::web_client::Browser::new(desk.at);
    let answer = post(&mut nobody, "/helpdesk/people/add", &[]).await;
    assert!(answer.status == 401 && !answer.body.contains("サインアウト"), "{}", answer.body);
    desk.stop().await;
}

#[tokio::test]
async fn what_is_no_number_of_a_case_is_refused_like_a_case_that_has_gone() {
    let desk = desk().await;
    let mut admin = desk.worker("管理").await;
    let mut nobody = crate::web_client::Browser::new(desk.at);
    for id in ["abc", "-1", "99999999999999999999", "%FF", "99"] {
        for below in ["", "/erase", "/merge"] {
            let path = format!("/helpdesk/case/{id}{below}");
            let answer = admin.get(&path).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(answer.body.contains("その受付番号の相談はありません"), "{path}: {}", answer.body);
            assert!(answer.body.contains("管理（管理者）"), "{path}: {}", answer.body);
            assert_eq!(nobody.get(&path).await.status, 303, "{path}: a stranger learns nothing");
        }
        for what in ["reply", "erase", "merge"] {
            let path = format!("/helpdesk/case/{id}/{what}");
            let answer = post(&mut admin, &path, &[("seen", "0"), ("text", "x"), ("sure", "yes"), ("into", "1")]).await;
            assert!(answer.status == 404 && answer.body.contains("管理（管理者）"), "{path}: {}", answer.body);
            assert_eq!(post(&mut nobody, &path, &[]).await.status, 401, "{path}");
        }
    }
    desk.stop().await;
}

#[tokio::test]
async fn after_something_was_done_the_page_opens_where_it_was_done() {
    let desk = desk().await;
    let case = desk.case("owner").await;
    let (mut yamada, mut sato) = (desk.worker("山田").await, desk.worker("佐藤").await);
    let old = seen(&mut sato, case).await;
    for (what, fields, place) in [
        ("claim", vec![], "acts"),
        ("reply", vec![("text", "どの設備ですか")], "last"),
        ("note", vec![("text", "メモ")], "last-note"),
        ("urgent", vec![("urgent", "yes")], "acts"),
        ("tags", vec![("tags", "電気代")], "head"),
        ("assign", vec![("worker", "佐藤")], "head"),
        ("hand_back", vec![], "acts"),
    ] {
        let step = seen(&mut yamada, case).await;
        let answer = act_at(&mut yamada, case, what, &step, &fields).await;
        assert_eq!(answer.header("location"), format!("/helpdesk/case/{case}#{place}"), "{what}");
        let page = yamada.get(&format!("/helpdesk/case/{case}")).await.page();
        assert!(page.has(&format!("id=\"{place}\"")), "{what}: {}", page.0);
    }
    // Forms lead to what stopped them; what is done leads elsewhere.
    let page = yamada.get(&format!("/helpdesk/case/{case}")).await.page();
    for what in ["reply#problem", "note#problem", "close#problem", "canned#reply"] {
        assert!(page.has(&format!("action=\"/helpdesk/case/{case}/{what}\"")), "{what}");
    }
    let refused = act_at(&mut sato, case, "reply", &old, &[("text", "わたしの返事")]).await;
    assert_eq!(refused.status, 409);
    let alert = refused.body.split("id=\"problem\"").nth(1).expect("an alert").split("</p>").next().unwrap();
    assert!(alert.contains("<a href=\"#theirs\">") && refused.body.contains("id=\"theirs\""), "{alert}");
    desk.stop().await;
}

#[tokio::test]
async fn what_gives_a_file_is_marked_so_that_its_button_works_again() {
    let desk = desk().await;
    desk.owner("owner", "/start").await;
    desk.owner("owner", "ほげほげふがふが").await;
    let mut admin = desk.worker("管理").await;
    assert!(admin.get("/helpdesk/export").await.page().has("data-download>書き出す"));
    assert!(admin.get("/helpdesk/statistics").await.page().has("data-download>CSVで書き出す"));
    let fields = [("text", "ほげほげふがふが"), ("as", "question")];
    let patch = post(&mut admin, "/helpdesk/unanswered/patch", &fields).await.page();
    assert!(patch.has("data-download>ファイルで受け取る"), "{}", patch.0);
    desk.stop().await;
}

#[tokio::test]
async fn a_choice_that_cannot_be_made_into_a_patch_comes_back_with_its_problem() {
    let desk = desk().await;
    desk.owner("owner", "/start").await;
    for text in ["ほげほげふがふが", "ほげほげふがふがですか"] {
        desk.owner("owner", text).await;
    }
    let mut yamada = desk.worker("山田").await;
    let page = yamada.get("/helpdesk/unanswered").await.page();
    assert_eq!(page.times("<fieldset>"), 1, "they are alike: {}", page.0);
    assert_eq!(page.times("name=\"text\""), 2);
    let group = page.0.split("name=\"group\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = "/helpdesk/unanswered/patch";
    let chosen =
        [("group", group.as_str()), ("text", "ほげほげふがふがですか"), ("entry", "nai_mono"), ("as", "example")];
    let refused = post(&mut yamada, path, &chosen).await;
    assert_eq!(refused.status, 400);
    let body = &refused.body;
    assert!(body.contains("value=\"ほげほげふがふがですか\" checked"), "{body}");
    assert!(body.contains("value=\"ほげほげふがふが\">"), "what was not chosen is not chosen now: {body}");
    assert!(
        body.contains("value=\"nai_mono\" autocomplete=\"off\" aria-invalid=\"true\" aria-describedby=\"problem\"")
    );
    let form = body.split("<fieldset>").nth(1).unwrap().split("</fieldset>").next().unwrap();
    assert!(form.contains("id=\"problem\"") && form.contains("加える先を、一覧の id から選んでください"), "{form}");
    let nothing = post(&mut yamada, path, &[("group", &group), ("entry", "gyomu_kaizen"), ("as", "example")]).await;
    assert_eq!(nothing.status, 400);
    assert!(nothing.body.contains("一つ以上選んでください") && nothing.body.contains("value=\"gyomu_kaizen\""));
    let form = nothing.body.split("<fieldset>").nth(1).unwrap().split("</fieldset>").next().unwrap();
    assert!(!form.contains(" checked"), "{form}");
    let gone = post(&mut yamada, path, &[("group", "もうない"), ("text", "もうない"), ("as", "example")]).await;
    assert!(gone.status == 400 && gone.body.contains("id=\"problem\""), "{}", gone.body);
    desk.stop().await;
}
