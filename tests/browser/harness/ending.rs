//! Nothing stays behind, whatever happens.

use std::{panic, path::Path, thread};

use super::on_page;

#[test]
fn a_panic_ends_the_browser() {
    let processes = thread::spawn(|| {
        let (_page, browser) = on_page();
        let processes = browser.processes();
        assert!(processes.iter().all(|it| alive(*it)), "{processes:?}");
        panic::panic_any(processes);
    });
    let processes = *processes.join().unwrap_err().downcast::<[u64; 2]>().unwrap();
    assert!(!processes.iter().any(|it| alive(*it)), "{processes:?}");
}

fn alive(process: u64) -> bool {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("stat"));
    // One that has ended but was not yet collected is a Z.
    status.is_ok_and(|it| !it.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z')))
}
