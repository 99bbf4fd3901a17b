//! Reading a file that somebody names, and saying plainly what is the matter with it.

use std::io::Read;
use std::path::Path;

/// More than this is refused rather than held in memory: some twenty million forms.
const LARGEST: u64 = 512 * 1024 * 1024;

/// The bytes of a file; `-` is standard input.
pub(in crate::commands) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
    } else {
        if path.is_dir() {
            return Err(format!("{} is a folder; name a file in it", path.display()));
        }
        std::fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    match read {
        Ok(length) if length as u64 > LARGEST => {
            Err(format!("{} has more than 512 MB; split it", path.display()))
        }
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(format!(
            "there is no file {}; look at its name and folder",
            path.display()
        )),
        Err(error) => Err(format!(
            "{} cannot be read ({error}); look at who may read it",
            path.display()
        )),
    }
}

/// The text of a file, without the mark that some programs put in front of it.
pub(in crate::commands) fn text(bytes: &[u8]) -> Result<&str, String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16 text; save it as \"CSV UTF-8\"".to_owned());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => Err("is empty; give one form a line".to_owned()),
        Ok(text) => Ok(text),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            let begin = before
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |at| at + 1);
            let column = 1 + before[begin..]
                .iter()
                .filter(|byte| matches!(byte, b',' | b';' | b'\t'))
                .count();
            Err(format!(
                "line {line}, column {column}: is no UTF-8 text; save the file as \"CSV UTF-8\""
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_named_by_line_and_column() {
        let problem = text(b"a,b\n1,2\n3,\xff\n").unwrap_err();
        assert!(problem.starts_with("line 3, column 2:"), "{problem}");
    }

    #[test]
    fn an_empty_file_and_one_of_another_encoding_are_refused() {
        assert!(text(b"").unwrap_err().contains("empty"));
        assert!(text(b"\n \n").unwrap_err().contains("empty"));
        assert!(text(b"\xff\xfe1\0").unwrap_err().contains("UTF-16"));
        assert_eq!(text(b"\xef\xbb\xbf1,2").unwrap(), "1,2");
    }
}
