//! Reading CSV as people have it: `,` or `;` or tab, with or without BOM, whatever the encoding.

use crate::error::{OutcomesError, Result};
use std::borrow::Cow;

/// A table of text, column by column, with the line of each row for messages.
#[derive(Debug, Clone)]
pub struct Table {
    /// Headings.
    pub headers: Vec<String>,
    /// What separates the cells.
    pub separator: char,
    columns: Vec<Column>,
    lines: Vec<u32>,
}

/// The cells of a column in one string: a million rows cost little more than the file.
#[derive(Debug, Clone, Default)]
struct Column {
    text: String,
    ends: Vec<usize>,
}

impl Table {
    /// Rows without the heading.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Cell, trimmed.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let c = &self.columns[column];
        let start = if row == 0 { 0 } else { c.ends[row - 1] };
        &c.text[start..c.ends[row]]
    }

    /// Line of the file on which the row stands, from 1.
    #[must_use]
    pub fn line(&self, row: usize) -> usize {
        self.lines[row] as usize
    }

    /// Place of the column with this heading (upper and lower case matter only if they decide).
    ///
    /// # Errors
    /// If no column or more than one has the heading; the message lists the headings.
    pub fn column(&self, name: &str) -> Result<usize> {
        let exact: Vec<usize> = (0..self.headers.len())
            .filter(|&i| self.headers[i] == name)
            .collect();
        let found = if exact.is_empty() {
            (0..self.headers.len())
                .filter(|&i| self.headers[i].eq_ignore_ascii_case(name))
                .collect()
        } else {
            exact
        };
        match found[..] {
            [one] => Ok(one),
            [] => Err(OutcomesError::Usage(format!(
                "there is no column \"{name}\". The columns are: {}",
                self.headers.join(", ")
            ))),
            _ => Err(OutcomesError::Usage(format!(
                "{} columns are called \"{name}\": rename them in the first line",
                found.len()
            ))),
        }
    }

    /// A cell's error.
    pub(crate) fn error(&self, row: usize, column: usize, why: impl Into<String>) -> OutcomesError {
        OutcomesError::Cell {
            line: self.line(row),
            column: self.headers[column].clone(),
            why: why.into(),
        }
    }
}

/// The bytes as text: UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252 (with a note).
///
/// # Errors
/// If the bytes are no text.
pub fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<&'static str>)> {
    let wide = |big: bool| -> Result<(Cow<'_, str>, Option<&'static str>)> {
        let units: Vec<u16> = bytes[2..]
            .chunks_exact(2)
            .map(|c| {
                if big {
                    u16::from_be_bytes([c[0], c[1]])
                } else {
                    u16::from_le_bytes([c[0], c[1]])
                }
            })
            .collect();
        String::from_utf16(&units)
            .map(|s| (Cow::Owned(s), None))
            .map_err(|_| {
                OutcomesError::Data(
                    "the file starts like UTF-16 but is not: save it as CSV in UTF-8".into(),
                )
            })
    };
    match bytes {
        [0xFF, 0xFE, ..] => return wide(false),
        [0xFE, 0xFF, ..] => return wide(true),
        _ => {}
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.contains(&0) {
        return Err(OutcomesError::Data(
            "the file is not text (a spreadsheet or other program's file?): save it as CSV".into(),
        ));
    }
    let body = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    match std::str::from_utf8(body) {
        Ok(text) => Ok((Cow::Borrowed(text), None)),
        Err(_) => Ok((
            Cow::Owned(body.iter().map(|b| windows_1252(*b)).collect()),
            Some("the file is not UTF-8 and was read as Windows-1252 (Western European)"),
        )),
    }
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Reads the text as a table with headings in the first line. The separator is found from that line.
///
/// # Errors
/// If there are no rows, or a row has not as many cells as there are headings; the message names the line.
pub fn parse_csv(text: &str) -> Result<Table> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Spreadsheets may announce the separator.
    let (text, announced, skipped) = match text.strip_prefix("sep=") {
        Some(rest) => {
            let separator = rest.chars().next().filter(char::is_ascii);
            (
                rest.split_once('\n').map_or("", |(_, body)| body),
                separator,
                1,
            )
        }
        None => (text, None, 0),
    };
    let separator = announced.unwrap_or_else(|| find_separator(text));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator as u8)
        .flexible(true)
        .has_headers(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let broken =
        |e: &csv::Error| OutcomesError::Data(format!("the file cannot be read as CSV: {e}"));
    let headers: Vec<String> = reader
        .headers()
        .map_err(|e| broken(&e))?
        .iter()
        .enumerate()
        .map(|(i, h)| {
            if h.is_empty() {
                format!("column {}", i + 1)
            } else {
                h.to_owned()
            }
        })
        .collect();
    if headers.iter().all(|h| h.is_empty()) || text.trim().is_empty() {
        return Err(OutcomesError::Data(
            "the file is empty: the first line must name the columns".into(),
        ));
    }
    let guess = text.len() / headers.len().max(1);
    let mut columns: Vec<Column> = headers
        .iter()
        .map(|_| Column {
            text: String::with_capacity(guess / 2),
            ends: Vec::new(),
        })
        .collect();
    let mut lines = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| broken(&e))? {
        let line = record.position().map_or(0, csv::Position::line) as usize + skipped;
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() != headers.len() {
            return Err(OutcomesError::Data(format!(
                "line {line} has {} cells, but the first line names {} columns (separator \"{}\"). Check for a missing quote or a stray separator",
                record.len(),
                headers.len(),
                shown(separator)
            )));
        }
        for (column, cell) in columns.iter_mut().zip(&record) {
            column.text.push_str(cell);
            column.ends.push(column.text.len());
        }
        lines.push(u32::try_from(line).unwrap_or(u32::MAX));
    }
    if lines.is_empty() {
        return Err(OutcomesError::Data(
            "the file has headings but no rows".into(),
        ));
    }
    Ok(Table {
        headers,
        separator,
        columns,
        lines,
    })
}

fn shown(separator: char) -> &'static str {
    match separator {
        '\t' => "tab",
        ';' => ";",
        '|' => "|",
        _ => ",",
    }
}

/// The candidate that stands most often in the first line, outside quotes.
fn find_separator(text: &str) -> char {
    let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
    let mut best = (',', 0);
    for candidate in [';', '\t', ',', '|'] {
        let mut quoted = false;
        let count = line
            .chars()
            .filter(|c| {
                if *c == '"' {
                    quoted = !quoted;
                }
                !quoted && *c == candidate
            })
            .count();
        if count > best.1 {
            best = (candidate, count);
        }
    }
    best.0
}
