//! A browser without scripts: one request a connection, cookies kept, forms sent as forms.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Somebody who looks at pages.
#[derive(Clone)]
pub(crate) struct Browser {
    host: String,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Browser {
    /// At `http://host:port`.
    pub(crate) fn at(address: &str) -> Browser {
        Browser {
            host: address.trim_start_matches("http://").to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    /// A raw connection.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        stream
    }

    pub(crate) fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, "", b"")
    }

    /// Sends a form.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let pairs = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let more = "content-type: application/x-www-form-urlencoded\r\n";
        self.send("POST", path, more, body.as_bytes())
    }

    /// The form token of a page that this person may see.
    pub(crate) fn form_token(&mut self, path: &str) -> String {
        let page = self.get(path);
        let (_, rest) = page
            .body
            .split_once("name=\"form_token\" value=\"")
            .unwrap_or_else(|| panic!("{path} has no form: {} {}", page.status, page.body));
        rest.split('"').next().unwrap().to_owned()
    }

    /// Sends anything.
    pub(crate) fn send(&mut self, method: &str, path: &str, more: &str, body: &[u8]) -> Page {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\naccept: text/html\r\n\
             sec-fetch-site: same-origin\r\ncookie: {}\r\ncontent-length: {}\r\n{more}\r\n",
            self.host,
            cookies.join("; "),
            body.len()
        );
        let mut stream = self.connect();
        stream.write_all(head.as_bytes()).unwrap();
        // A server that refuses a large body answers before it has read it.
        let _cut = stream.write_all(body);
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        assert!(read.is_ok() || !bytes.is_empty(), "{read:?}");
        let page = Page::of(&bytes);
        self.take_cookies(&page.head);
        page
    }

    fn take_cookies(&mut self, head: &str) {
        for line in head.lines() {
            let Some((name, value)) = line.split_once(": ") else {
                continue;
            };
            if name.eq_ignore_ascii_case("set-cookie") {
                let pair = value.split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Page {
    /// Takes a whole answer apart.
    pub(crate) fn of(bytes: &[u8]) -> Page {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let body = bytes.get(end + 4..).unwrap_or_default();
        let chunked = head
            .to_ascii_lowercase()
            .contains("transfer-encoding: chunked");
        let body = if chunked { whole(body) } else { body.to_vec() };
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        Page {
            status,
            head,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// Where it sends the browser on to.
    pub(crate) fn location(&self) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location").then_some(value)
        })
    }
}

fn whole(mut chunks: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = chunks.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&chunks[..end]).unwrap();
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        let data = &chunks[end + 2..];
        whole.extend_from_slice(&data[..size.min(data.len())]);
        if size == 0 {
            break;
        }
        chunks = &data[size + 2..];
    }
    whole
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
