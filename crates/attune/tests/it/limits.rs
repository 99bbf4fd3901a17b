//! What is not HTTP, what is too slow and what is too large: refused, and the server stays up.

use crate::browser::Page;
use crate::program::Folder;
use crate::server::Server;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

fn server(folder: &Folder) -> Server {
    Server::start("serve", &["--data".to_owned(), folder.file("clinic")])
}

#[test]
fn garbage_is_refused_and_the_next_visitor_is_answered() {
    let folder = Folder::new();
    let mut server = server(&folder);
    let garbage: [&[u8]; 8] = [
        b"\r\n\r\n",
        b"\0\xff\xfe\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    for bytes in garbage {
        let mut stream = server.visitor().connect();
        stream.write_all(bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        // It may be answered or just be closed.
        let _reset = stream.read_to_end(&mut answer);
        let page = Page::of(&answer);
        assert!(
            answer.is_empty() || page.status >= 400 || page.status == 303,
            "{bytes:?} was answered {}",
            page.status
        );
    }
    let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(200_000));
    let mut stream = server.visitor().connect();
    let _cut = stream.write_all(long.as_bytes());
    let mut answer = Vec::new();
    let _reset = stream.read_to_end(&mut answer);
    assert!(answer.is_empty() || Page::of(&answer).status >= 400);
    assert!(server.is_running());
    assert_eq!(server.visitor().get("/sign-in").status, 200);
    assert_eq!(server.stop(), 0);
}

#[test]
fn ten_megabytes_are_too_large_and_nothing_else_happens() {
    let folder = Folder::new();
    let mut server = server(&folder);
    let mut visitor = server.visitor();
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let body = vec![b'a'; 10 * 1024 * 1024];
    let page = visitor.send("POST", "/sign-in", form, &body);
    assert_eq!(page.status, 413, "{}", page.head);
    assert!(server.is_running());
    assert_eq!(visitor.get("/sign-in").status, 200);
    assert_eq!(server.stop(), 0);
}

#[test]
fn whoever_sends_headers_for_ever_is_cut_off_and_holds_up_nobody() {
    let folder = Folder::new();
    let server = server(&folder);
    let mut slow = server.visitor().connect();
    slow.write_all(b"GET /sign-in HTTP/1.1\r\nhost: local")
        .unwrap();
    let many: Vec<_> = (0..200).map(|_| server.visitor().connect()).collect();
    assert_eq!(server.visitor().get("/sign-in").status, 200);
    let began = Instant::now();
    let mut answer = Vec::new();
    let _reset = slow.read_to_end(&mut answer);
    assert!(
        began.elapsed() < Duration::from_secs(25),
        "the connection was held"
    );
    assert!(answer.is_empty() || Page::of(&answer).status == 408);
    drop(many);
    assert_eq!(server.stop(), 0);
}
