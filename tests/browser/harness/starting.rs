//! The server's process: its address found, killed, started again at the same place.

use std::fs;

use crate::server::{Server, address_in};

#[test]
fn the_address_is_found_in_a_line() {
    for (line, address) in [
        ("http://127.0.0.1:8080/", Some("http://127.0.0.1:8080/")),
        ("ブラウザで開いてください: http://127.0.0.1:41234/ （止めるには Ctrl-C）", Some("http://127.0.0.1:41234/")),
        ("http://127.0.0.1:41234", None),
        ("listening on 127.0.0.1:80", None),
        ("", None),
    ] {
        assert_eq!(address_in(line), address, "{line}");
    }
}

/// Stands in for a server: it says where it would listen, and notes each start.
const STAND_IN: &str = "echo start >> $SODAN_DATA/starts; echo bye >&2; echo hello; port=${SODAN_LISTEN#*:}
    [ $port = 0 ] && port=4321; echo at http://127.0.0.1:$port/; exec sleep 1000";

#[test]
fn it_is_killed_and_started_again() {
    let mut server = Server::start_program("sh", &["-c", STAND_IN], &[]);
    assert_eq!(server.url("/a"), "http://127.0.0.1:4321/a");
    server.kill();
    server.start_again();
    assert_eq!(server.url("/"), "http://127.0.0.1:4321/");
    assert_eq!(fs::read_to_string(server.data().join("starts")).unwrap(), "start\nstart\n");
}

#[test]
#[should_panic(expected = "never said its address:\nout of order")]
fn one_that_ends_at_once_says_why() {
    Server::start_program("sh", &["-c", "echo out of order >&2"], &[]);
}
