//! A browser's side of HTTP/1.1 on one kept connection, and nothing more, so that what is measured is the server.

use anyhow::{Context, bail};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A kept connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    /// Bytes that have arrived; never more than one answer, because nothing is sent ahead.
    buffer: Vec<u8>,
}

/// One answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    /// Its status.
    pub(super) status: u16,
    /// Everything on the wire, head included.
    pub(super) bytes: &'a [u8],
}

impl Answer<'_> {
    /// The answer, unless it tells of something wrong.
    pub(super) fn ok(self) -> anyhow::Result<Self> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let text = String::from_utf8_lossy(self.bytes);
        bail!(
            "the server answered {}: {}",
            self.status,
            text.chars().take(600).collect::<String>()
        )
    }
}

impl Connection {
    /// Connects.
    pub(super) async fn open(address: SocketAddr) -> anyhow::Result<Connection> {
        let stream = TcpStream::connect(address)
            .await
            .context("the server does not answer")?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends a request and waits for the whole answer.
    pub(super) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection in the middle of an answer");
            }
            if let Some(status) = complete(&self.buffer)? {
                return Ok(Answer {
                    status,
                    bytes: &self.buffer,
                });
            }
        }
    }
}

/// The status, once head and body have arrived.
fn complete(bytes: &[u8]) -> anyhow::Result<Option<u16>> {
    let Some(end) = find(bytes, b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end]).context("the head of an answer is no text")?;
    let body = &bytes[end + 4..];
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|code| code.parse().ok());
    let status: u16 = status.context("an answer has no status")?;
    let mut length = 0;
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            length = value
                .trim()
                .parse()
                .context("an answer's length is no number")?;
        } else if name.eq_ignore_ascii_case("transfer-encoding")
            && value.trim().eq_ignore_ascii_case("chunked")
        {
            return Ok(chunks_are_complete(body)?.then_some(status));
        }
    }
    Ok((body.len() >= length).then_some(status))
}

fn chunks_are_complete(mut body: &[u8]) -> anyhow::Result<bool> {
    loop {
        let Some(end) = find(body, b"\r\n") else {
            return Ok(false);
        };
        let size = std::str::from_utf8(&body[..end])
            .ok()
            .and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
        let size = size.context("the size of a chunk is no number")?;
        let rest = &body[end + 2..];
        if rest.len() < size + 2 {
            return Ok(false);
        }
        if size == 0 {
            return Ok(true);
        }
        body = &rest[size + 2..];
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// A request for an address.
pub(super) fn get(path: &str, cookie: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: attune={cookie}\r\naccept: text/html\r\naccept-encoding: gzip\r\n\r\n"
    )
    .into_bytes()
}

/// A request that sends JSON.
pub(super) fn post(path: &str, cookie: &str, form_token: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncookie: attune={cookie}\r\nx-form-token: {form_token}\r\n\
         sec-fetch-site: same-origin\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_answer_is_complete_when_its_length_has_arrived() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        assert_eq!(complete(whole).unwrap(), Some(200));
        assert_eq!(complete(&whole[..whole.len() - 1]).unwrap(), None);
        assert_eq!(complete(&whole[..20]).unwrap(), None);
    }

    #[test]
    fn a_chunked_answer_is_complete_after_its_empty_chunk() {
        let whole =
            b"HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        assert_eq!(complete(whole).unwrap(), Some(404));
        for cut in 1..9 {
            assert_eq!(
                complete(&whole[..whole.len() - cut]).unwrap(),
                None,
                "{cut}"
            );
        }
    }
}
