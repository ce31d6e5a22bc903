//! What is around every page: the header, the way on after something was done, files.

use crate::desk::{desk, post};

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
