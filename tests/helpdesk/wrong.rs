//! Results that owners say are wrong, beside the rule and the source from which they were told.

use sodan::{
    consult::{case::Came, token::Press},
    content::{Condition, Content, Correction, Program},
    rules::words,
    store::CaseId,
};

use crate::{
    desk::{Desk, act, desk, desk_with},
    world,
};

/// An owner who has come to results.
async fn with_results(desk: &Desk, owner: &str) {
    for text in ["電気代", "1", "会社", "14人", "製造業"] {
        desk.owner(owner, text).await;
    }
    for _ in 0..8 {
        if desk.owner(owner, "わからない").await.contains("見つかりました") {
            return;
        }
        desk.owner(owner, "さがす").await;
    }
    panic!("no results");
}

fn last_came(desk: &Desk, case: u64) -> Came {
    desk.consult.board().case(CaseId(case)).unwrap().1.reasons.pop().unwrap()
}

fn program<'c>(content: &'c Content, id: &str) -> &'c Program {
    content.programs.iter().find(|program| program.offer.name == id).unwrap()
}

/// What stands of one report, the first of which is 0.
fn report(body: &str, no: usize) -> &str {
    body.split("<article").nth(no + 1).expect("a report").split("</article>").next().unwrap()
}

#[tokio::test]
async fn a_report_stands_beside_the_rule_its_source_and_its_file() {
    let desk = desk().await;
    with_results(&desk, "owner").await;
    desk.owner("owner", "結果がちがう").await;
    desk.pass_minutes(1);
    desk.owner("owner", "<b>上限の額</b>が古いと思います").await;
    let shown = last_came(&desk, 1).shown;
    let (first, second) = (program(world::real(), &shown[0]), program(world::real(), &shown[1]));
    desk.pass_minutes(1);
    desk.press("owner", Press::Detail(second.id)).await;
    desk.press("owner", Press::Wrong(second.id)).await;
    desk.press("owner", Press::Wrong(second.id)).await;
    desk.pass_minutes(1);
    desk.owner("owner", "うちの地域では使えないと言われました").await;

    let mut reader = desk.worker("見学").await;
    assert!(reader.get("/helpdesk").await.body.contains("/helpdesk/wrong\""), "there is a way to it");
    let body = reader.get("/helpdesk/wrong").await.page().0;
    assert_eq!(body.matches("<article").count(), 2, "pressed twice it is one report");
    let (named, whole) = (report(&body, 0), report(&body, 1));
    for one in [named, whole] {
        assert!(one.contains("/helpdesk/case/1\""), "{one}");
        for id in &shown[..2] {
            let program = program(world::real(), id);
            assert!(one.contains(&program.offer.title) && one.contains(&format!("<code>{}</code>", program.path())));
            assert!(one.contains(&format!("{} p.{}", program.source.document.title, program.source.pages)));
            for line in words::condition(world::real(), &program.offer.who) {
                assert!(one.contains(&line), "{line} of {id}");
            }
        }
    }
    assert!(named.contains("使えないと言われました") && !named.contains("上限の額"), "each has its own words");
    assert!(whole.contains("&#60;b&#62;上限の額") && !whole.contains("言われました"), "{whole}");
    assert!(named.contains(&format!("「{}」の内容が違う", second.offer.title)));
    let (at, other) =
        (named.find("<summary><span class=\"named\">"), named.find(&format!("　{}　", first.offer.title)));
    assert!(at.unwrap() < other.unwrap(), "what is doubted comes first");
    assert!(whole.contains("14人") && !whole.contains("<th scope=\"col\">いま</th>"));
    let counts = body.split("<tbody>").nth(1).unwrap();
    assert!(counts.split("</tr>").next().unwrap().contains(&second.offer.title), "what is doubted most comes first");
    desk.stop().await;
}

#[tokio::test]
async fn verdicts_are_those_of_the_answers_of_then_and_what_differs_since_is_told() {
    let desk = desk().await;
    with_results(&desk, "owner").await;
    desk.owner("owner", "結果がちがう").await;
    let mut worker = desk.worker("山田").await;
    let verdicts = |body: &str| -> Vec<String> {
        body.split("<summary>").skip(1).map(|part| part.split("</summary>").next().unwrap().to_owned()).collect()
    };
    let before = worker.get("/helpdesk/wrong").await.page().0;
    let employees = world::real().facts.find("employees").unwrap();
    desk.press("owner", Press::Fix(employees)).await;
    desk.owner("owner", "2500人").await;
    let after = worker.get("/helpdesk/wrong").await.page().0;
    let programs = |body: &str| verdicts(body).into_iter().filter(|one| one.contains("<strong>")).collect::<Vec<_>>();
    assert!(!programs(&before).is_empty());
    assert_eq!(programs(&before), programs(&after));
    assert!(after.contains("いまとちがう答えがあります") && after.contains("<strong>2,500人</strong>"), "{after}");
    desk.stop().await;
}

#[tokio::test]
async fn open_cases_come_first_and_older_reports_are_on_further_pages() {
    let desk = desk().await;
    for no in 0..12 {
        desk.pass_minutes(1);
        let owner = no.to_string();
        desk.owner(&owner, "電気代").await;
        if no == 4 {
            desk.press(&owner, Press::Wrong(world::real().programs[0].id)).await;
        } else {
            desk.owner(&owner, "結果がちがう").await;
        }
    }
    let mut worker = desk.worker("山田").await;
    let cases = |body: &str| -> Vec<u64> {
        let of = |part: &str| part.split("/helpdesk/case/").nth(1)?.split('"').next()?.parse().ok();
        body.split("<article").skip(1).filter_map(of).collect()
    };
    let body = worker.get("/helpdesk/wrong").await.page().0;
    assert_eq!(cases(&body), (3..=12).rev().collect::<Vec<u64>>());
    assert!(body.contains("/helpdesk/wrong?page=2"));
    act(&mut worker, 12, "close", &[("outcome", "solved"), ("seen", "0")]).await;
    assert_eq!(cases(&worker.get("/helpdesk/wrong").await.page().0)[0], 11);
    assert_eq!(cases(&worker.get("/helpdesk/wrong?page=2").await.page().0), [1, 12]);
    let id = &world::real().programs[0].offer.name;
    assert_eq!(cases(&worker.get(&format!("/helpdesk/wrong?program={id}")).await.page().0), [5]);
    for far in ["page=99", "page=0", "page=18446744073709551615", "program=nothing", "page=x&program=%3Cb%3E"] {
        let body = worker.get(&format!("/helpdesk/wrong?{far}")).await.page().0;
        assert!(!body.contains("<b>"), "{far}");
    }
    desk.stop().await;
}

#[tokio::test]
async fn nothing_in_the_content_breaks_out_of_its_place() {
    let mut content = world::real().clone();
    let id = content.programs[0].id;
    let program = &mut content.programs[0];
    program.offer.title = "<i>名前</i>".to_owned();
    program.offer.who = Condition::Check("<i>条件</i>".to_owned());
    program.source.pages = "<i>3</i>".to_owned();
    let why = "<i>理由</i>".to_owned();
    program.offer.corrections = vec![Correction { printed: "<i>印刷</i>".to_owned(), used: None, why }];
    let desk = desk_with(content).await;
    desk.owner("owner", "電気代").await;
    desk.press("owner", Press::Wrong(id)).await;
    let mut worker = desk.worker("山田").await;
    let page = worker.get("/helpdesk/wrong").await.page();
    assert!(!page.has("<i>"));
    for text in ["名前", "条件", "3", "印刷", "理由"] {
        assert!(page.has(&format!("&#60;i&#62;{text}&#60;/i&#62;")), "{text}");
    }
    assert!(page.has("要確認"));
    desk.stop().await;
}
