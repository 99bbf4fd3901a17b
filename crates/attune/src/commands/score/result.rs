//! One form's result as scripts get it: as an object or as a line.

use super::rows::Kept;
use attune_measures::{Instrument, RowScore, Scored};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::Write;

/// The result of one form. Its fields and their order are a promise to scripts.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Result<'a> {
    instrument: &'a str,
    version: &'a str,
    pub(super) complete: bool,
    pub(super) prorated: bool,
    pub(super) total: Option<Figure>,
    subscales: Subscales<'a>,
    band: Option<&'a str>,
    pub(super) critical: Vec<&'a str>,
}

/// A number, whole where it is: 12, not 12.0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure(pub(super) f64);

#[derive(Debug, Clone)]
struct Subscales<'a> {
    instrument: &'a Instrument,
    values: Vec<Option<f64>>,
}

impl<'a> Result<'a> {
    pub(super) fn of(instrument: &'a Instrument, scored: &Scored) -> Result<'a> {
        let values = instrument
            .subscales
            .iter()
            .map(|subscale| scored.subscales.get(&subscale.id).copied().flatten());
        let critical = instrument.items.iter().map(|item| item.id.as_str());
        Result {
            instrument: &instrument.id,
            version: instrument.version.as_str(),
            complete: scored.complete,
            prorated: scored.prorated,
            total: scored.total.map(Figure),
            subscales: Subscales {
                instrument,
                values: values.collect(),
            },
            band: scored
                .total
                .and_then(|total| instrument.band(total))
                .map(|band| band.id.as_str()),
            critical: critical
                .filter(|id| scored.critical.iter().any(|item| item == id))
                .collect(),
        }
    }

    pub(super) fn of_row(instrument: &'a Instrument, row: RowScore<'a>) -> Result<'a> {
        Result {
            instrument: &instrument.id,
            version: instrument.version.as_str(),
            complete: row.complete,
            prorated: row.prorated,
            total: row.total.map(Figure),
            subscales: Subscales {
                instrument,
                values: row.subscales,
            },
            band: row.band.map(|band| band.id.as_str()),
            critical: row.critical,
        }
    }
}

impl Figure {
    /// The number if it is whole; such totals are far below 2^53, so that nothing is lost.
    #[allow(clippy::cast_possible_truncation)]
    fn whole(self) -> Option<i64> {
        (self.0.fract() == 0.0 && self.0.abs() < 1e15).then_some(self.0 as i64)
    }

    pub(super) fn write(self, out: &mut Vec<u8>) {
        // Writing to memory cannot fail.
        let _written = match self.whole() {
            Some(whole) => write!(out, "{whole}"),
            None => write!(out, "{}", self.0),
        };
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(self.0),
        }
    }
}

impl Serialize for Subscales<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.values.len()))?;
        for (subscale, value) in self.instrument.subscales.iter().zip(&self.values) {
            map.serialize_entry(&subscale.id, &value.map(Figure))?;
        }
        map.end()
    }
}

/// One object a line; the columns that were kept are in it where there are any.
pub(super) fn json_line(out: &mut Vec<u8>, score: &Result<'_>, kept: &Kept<'_>) {
    // Neither numbers nor text of ours can fail to become JSON in memory.
    let _written = serde_json::to_writer(&mut *out, score);
    let mut columns = kept.named().peekable();
    if columns.peek().is_some() {
        let text =
            |cell: &[u8]| serde_json::Value::String(String::from_utf8_lossy(cell).into_owned());
        let columns: serde_json::Map<_, _> = columns
            .map(|(name, cell)| (name.to_owned(), text(cell)))
            .collect();
        out.pop();
        out.extend_from_slice(b",\"columns\":");
        let _written = serde_json::to_writer(&mut *out, &columns);
        out.push(b'}');
    }
    out.push(b'\n');
}

/// Results as CSV.
pub(super) struct CsvWriter {
    /// What was written.
    pub(super) bytes: Vec<u8>,
}

const OURS: [&str; 7] = [
    "instrument",
    "version",
    "complete",
    "prorated",
    "total",
    "band",
    "critical",
];

impl CsvWriter {
    /// Begins with a line of names: the kept columns and then ours.
    pub(super) fn new(instrument: &Instrument, kept: &[&str]) -> CsvWriter {
        let mut writer = CsvWriter { bytes: Vec::new() };
        let subscales: Vec<&str> = instrument
            .subscales
            .iter()
            .map(|subscale| subscale.id.as_str())
            .collect();
        for name in kept {
            let ours = OURS.contains(name) || subscales.contains(name);
            // The file's own total is not taken for the one that was computed.
            let name = if ours {
                format!("given_{name}")
            } else {
                (*name).to_owned()
            };
            writer.field(name.as_bytes());
        }
        for name in OURS[..5].iter().chain(&subscales).chain(&OURS[5..]) {
            writer.field(name.as_bytes());
        }
        writer.end();
        writer
    }

    /// Adds one result.
    pub(super) fn add<'k>(&mut self, score: &Result<'_>, kept: impl Iterator<Item = &'k [u8]>) {
        kept.for_each(|cell| self.field(cell));
        self.field(score.instrument.as_bytes());
        self.field(score.version.as_bytes());
        self.field(yes_no(score.complete));
        self.field(yes_no(score.prorated));
        self.figure(score.total.map(|total| total.0));
        score
            .subscales
            .values
            .iter()
            .for_each(|value| self.figure(*value));
        self.field(score.band.unwrap_or_default().as_bytes());
        for (at, item) in score.critical.iter().enumerate() {
            if at > 0 {
                self.bytes.push(b' ');
            }
            self.bytes.extend_from_slice(item.as_bytes());
        }
        self.bytes.push(b',');
        self.end();
    }

    fn figure(&mut self, value: Option<f64>) {
        if let Some(value) = value {
            Figure(value).write(&mut self.bytes);
        }
        self.bytes.push(b',');
    }

    fn field(&mut self, cell: &[u8]) {
        if cell
            .iter()
            .any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'))
        {
            self.bytes.push(b'"');
            for byte in cell {
                if *byte == b'"' {
                    self.bytes.push(b'"');
                }
                self.bytes.push(*byte);
            }
            self.bytes.push(b'"');
        } else {
            self.bytes.extend_from_slice(cell);
        }
        self.bytes.push(b',');
    }

    fn end(&mut self) {
        self.bytes.pop();
        self.bytes.push(b'\n');
    }
}

fn yes_no(yes: bool) -> &'static [u8] {
    if yes { b"yes" } else { b"no" }
}
