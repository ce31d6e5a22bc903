//! Pages that stay open: what they hear, and what they say when they hear nothing; buttons that are pressed again.

use super::AtDesk;
use crate::server::Server;

#[test]
fn a_button_that_gives_a_file_works_again_and_again() {
    let server = Server::start_staffed(&["山田"]);
    let desk = AtDesk::sign_in(&server, "山田");
    let taken = |times: usize| {
        desk.wait_for_js(&format!(
            "fetch('/helpdesk/log').then(it => it.text()).then(it => it.split('<td>書き出し</td>').length - 1 === {times})"
        ));
    };
    desk.go("/helpdesk/export");
    desk.click_button("書き出す");
    taken(1);
    desk.click_button("書き出す");
    taken(2);
    desk.go("/helpdesk/statistics");
    desk.click_button("CSVで書き出す");
    taken(3);
    desk.click_button("CSVで書き出す");
    taken(4);
    desk.click_button("表示する");
    desk.wait_for_address("from=");
    desk.assert_clean();
}
