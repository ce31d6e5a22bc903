//! Every page of the console: everybody can use it, and nothing on it complains.

use super::{Asking, AtDesk};
use crate::server::Server;

#[test]
fn everybody_can_use_every_page_of_the_console() {
    let server = Server::start_staffed(&["山田"]);
    let _owner = Asking::start(&server);
    let desk = AtDesk::sign_in(&server, "山田");
    for (path, heading) in [
        ("/helpdesk", "相談の一覧"),
        ("/helpdesk/case/1", "受付番号 1"),
        ("/helpdesk/lookup", ""),
        ("/helpdesk/find", ""),
        ("/helpdesk/statistics", ""),
        ("/helpdesk/unanswered", ""),
        ("/helpdesk/people", ""),
        ("/helpdesk/log", ""),
        ("/helpdesk/export", ""),
        ("/helpdesk/telegram", ""),
        ("/helpdesk/case/1/erase", ""),
    ] {
        desk.go(path);
        desk.wait_for_text("h1", heading);
        desk.assert_fits();
        desk.assert_accessible();
    }
    desk.go("/helpdesk/statistics");
    desk.picture("helpdesk-statistics");
    desk.assert_clean();
}

#[test]
fn a_call_is_looked_up_in_one_go_and_saved() {
    let server = Server::start_staffed(&["山田"]);
    let desk = AtDesk::sign_in(&server, "山田");
    desk.go("/helpdesk/lookup");
    assert_eq!(desk.active().tag, "input", "whoever is on the phone types at once");
    desk.type_keys("職人14人の染物屋で、電気代が上がって困っている\n");
    desk.wait_for_text("main", "省エネ");
    desk.wait_for_text("main", "製造業");
    desk.picture("helpdesk-lookup");
    desk.click_button("案件として保存");
    desk.wait_for_text("h1", "受付番号 1");
    desk.wait_for_text("main", "電話の相談です");
    desk.assert_clean();
}
