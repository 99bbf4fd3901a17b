//! Questionnaires from a CSV file.

use super::{BadLine, GoodLine, Report};
use crate::clinic::Clinic;
use anyhow::bail;
use attune_measures::{Answers, Instrument};
use attune_record::{NewEntry, Outcome, WriteError};
use attune_therapy::ids::{RecordId, Token};
use attune_therapy::measure::{AnswerMode, MeasureCompleted, Occasion};
use attune_therapy::{Content, Occurred};
use csv::{ReaderBuilder, StringRecord};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Files larger than this are refused rather than read into memory.
const LARGEST: usize = 50 * 1024 * 1024;
/// Lines under way at the same time, so that commits are shared.
const AT_ONCE: usize = 32;

/// A line as understood.
#[derive(Debug, Clone)]
struct Line {
    number: u64,
    client: String,
    record: RecordId,
    date: Date,
    completed: MeasureCompleted,
    text: String,
}

/// Reads the file, and with `apply` enters what can be entered. Lines that were entered before are not entered again.
pub(crate) async fn import(
    clinic: &Clinic,
    bytes: &[u8],
    apply: bool,
    now: Timestamp,
) -> anyhow::Result<Report> {
    if bytes.len() > LARGEST {
        bail!("the file has more than 50 MB; split it");
    }
    let background = clinic.identity.background(&[], now);
    let references = clinic.records.references(&background).await?;
    let mut report = Report {
        applied: apply,
        ..Report::default()
    };
    let content = Arc::clone(clinic.records.content());
    let mut lines = Vec::new();
    for read in read(bytes, &references, &content, now)? {
        match read {
            Ok(line) => lines.push(line),
            Err(bad) => report.bad.push(bad),
        }
    }
    if apply {
        enter(clinic, &lines, &mut report, now).await?;
    }
    let refused: std::collections::HashSet<u64> = report.bad.iter().map(|bad| bad.line).collect();
    report.good = lines
        .into_iter()
        .filter(|line| !refused.contains(&line.number))
        .map(|line| GoodLine {
            line: line.number,
            client: line.client,
            date: line.date.to_string(),
            what: line.text,
        })
        .collect();
    report.bad.sort_by_key(|bad| bad.line);
    Ok(report)
}

fn read(
    bytes: &[u8],
    references: &HashMap<String, Vec<RecordId>>,
    content: &Content,
    now: Timestamp,
) -> anyhow::Result<Vec<Result<Line, BadLine>>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let semicolons = first.iter().filter(|byte| **byte == b';').count()
        > first.iter().filter(|byte| **byte == b',').count();
    let mut reader = ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { b',' })
        .flexible(true)
        .from_reader(bytes);
    let head = reader
        .headers()
        .map_err(|_| anyhow::anyhow!("line 1: the column names are no UTF-8 text"))?
        .clone();
    let columns = Columns::of(&head)?;
    let mut lines = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let number = u64::try_from(at).unwrap_or(u64::MAX).saturating_add(2);
        lines.push(match record {
            Ok(record) => {
                let number = record.position().map_or(number, csv::Position::line);
                columns.line(&record, number, references, content, now)
            }
            Err(error) => {
                let number = error.position().map_or(number, csv::Position::line);
                Err(BadLine {
                    line: number,
                    column: "-".into(),
                    reason: "is no UTF-8 text; save the file as UTF-8".into(),
                })
            }
        });
    }
    Ok(lines)
}

/// Where each column is.
struct Columns {
    client: usize,
    date: usize,
    instrument: usize,
    answers: Option<usize>,
    total: Option<usize>,
    items: Vec<(usize, String)>,
}

impl Columns {
    fn of(head: &StringRecord) -> anyhow::Result<Columns> {
        let find = |name: &str| {
            head.iter()
                .position(|column| column.trim().eq_ignore_ascii_case(name))
        };
        let need = |name: &str| {
            find(name).ok_or_else(|| anyhow::anyhow!("line 1: there is no column {name:?}; the file needs client, date, instrument, and answers, items or total"))
        };
        let item_number = |column: &str| {
            let name = column.trim().to_ascii_lowercase();
            let name = name
                .strip_prefix("item")
                .unwrap_or(&name)
                .trim_matches(['_', ' ', '-'])
                .to_owned();
            (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
        };
        let items: Vec<_> = head
            .iter()
            .enumerate()
            .filter_map(|(at, column)| Some((at, item_number(column)?)))
            .collect();
        let columns = Columns {
            client: need("client")?,
            date: need("date")?,
            instrument: need("instrument")?,
            answers: find("answers"),
            total: find("total"),
            items,
        };
        if columns.answers.is_none() && columns.total.is_none() && columns.items.is_empty() {
            bail!("line 1: there is neither a column answers nor total nor one for each item");
        }
        Ok(columns)
    }

    fn line(
        &self,
        record: &StringRecord,
        number: u64,
        references: &HashMap<String, Vec<RecordId>>,
        content: &Content,
        now: Timestamp,
    ) -> Result<Line, BadLine> {
        let bad = |column: &str, reason: String| BadLine {
            line: number,
            column: column.to_owned(),
            reason,
        };
        let get = |at: usize| record.get(at).unwrap_or_default().trim();
        let client = get(self.client).to_owned();
        let found = match references.get(&client).map(Vec::as_slice) {
            Some([one]) => *one,
            Some(_) => {
                return Err(bad(
                    "client",
                    format!("several clients have the reference {client:?}"),
                ));
            }
            None if client.is_empty() => return Err(bad("client", "is empty".into())),
            None => {
                return Err(bad(
                    "client",
                    format!("no client has the reference {client:?}"),
                ));
            }
        };
        let date: Date = get(self.date).parse().map_err(|_| {
            bad(
                "date",
                format!("{:?} is no date; write it as 2025-03-21", get(self.date)),
            )
        })?;
        let occurred = occurred(date).map_err(|error| bad("date", error.to_string()))?;
        if occurred > now {
            return Err(bad("date", format!("{date} lies in the future")));
        }
        let name = get(self.instrument);
        let instrument = content.instrument_newest(name).ok_or_else(|| {
            bad(
                "instrument",
                format!("there is no questionnaire {name:?}; `attune instruments` lists them"),
            )
        })?;
        let (answers, total_only, text) = self.answers(record, instrument, &bad)?;
        let completed = MeasureCompleted {
            instrument: instrument.id.to_string(),
            version: instrument.version.to_string(),
            locale: "en".to_owned(),
            occasion: Occasion::Unscheduled(format!("import-{date}")),
            answers,
            total_only,
            mode: AnswerMode::Import,
        };
        Ok(Line {
            number,
            client,
            record: found,
            date,
            completed,
            text,
        })
    }

    fn answers(
        &self,
        record: &StringRecord,
        instrument: &Instrument,
        bad: &dyn Fn(&str, String) -> BadLine,
    ) -> Result<(Answers, Option<f64>, String), BadLine> {
        let get = |at: usize| record.get(at).unwrap_or_default().trim();
        let whole = self.answers.map(get).filter(|text| !text.is_empty());
        let has_items = self.items.iter().any(|(at, _)| !get(*at).is_empty());
        let total = self.total.map(get).filter(|text| !text.is_empty());
        let described = |answers: Answers| {
            let scored = instrument
                .score(&answers)
                .map_err(|problem| bad("answers", problem.to_string()))?;
            let total = scored
                .total
                .map_or_else(|| "incomplete".to_owned(), |total| format!("total {total}"));
            Ok((answers, None, format!("{}: {total}", instrument.id)))
        };
        if let Some(text) = whole {
            let places: Vec<&str> = if text.contains([',', ';']) {
                text.split([',', ';']).map(str::trim).collect()
            } else {
                text.split_whitespace().collect()
            };
            let places: Vec<&str> = places
                .into_iter()
                .map(|place| if place == "-" { "" } else { place })
                .collect();
            let answers = instrument
                .parse_places(&places)
                .map_err(|problem| bad("answers", problem.to_string()))?;
            return described(answers);
        }
        if has_items {
            let mut answers = Answers::new();
            for (at, item) in &self.items {
                let text = get(*at);
                if !text.is_empty() {
                    let answer = instrument
                        .parse_item_answer(item, text)
                        .map_err(|problem| bad(&format!("item {item}"), problem.to_string()))?;
                    answers.insert(item.as_str(), answer);
                }
            }
            return described(answers);
        }
        let Some(text) = total else {
            return Err(bad(
                "answers",
                "there are neither answers nor a total".into(),
            ));
        };
        let total: f64 = text
            .parse()
            .map_err(|_| bad("total", format!("{text:?} is no number")))?;
        let (low, high) = instrument.range().unwrap_or((0.0, f64::MAX));
        if !(low..=high).contains(&total) {
            return Err(bad(
                "total",
                format!("{total} is not between {low} and {high}"),
            ));
        }
        Ok((
            Answers::new(),
            Some(total),
            format!("{}: total only {total}", instrument.id),
        ))
    }
}

fn occurred(date: Date) -> Result<Timestamp, jiff::Error> {
    Ok(date
        .at(12, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)?
        .timestamp())
}

async fn enter(
    clinic: &Clinic,
    lines: &[Line],
    report: &mut Report,
    now: Timestamp,
) -> anyhow::Result<()> {
    let style = ProgressStyle::with_template("{pos}/{len} {wide_bar} {eta}")?;
    let bar = ProgressBar::new(u64::try_from(lines.len()).unwrap_or(u64::MAX)).with_style(style);
    let mut work: JoinSet<(u64, Result<Vec<Outcome>, WriteError>)> = JoinSet::new();
    let mut settle =
        |(number, outcome): (u64, Result<Vec<Outcome>, WriteError>)| -> anyhow::Result<()> {
            bar.inc(1);
            match outcome {
                Ok(outcomes) if matches!(outcomes.last(), Some(Outcome::Duplicate(_))) => {
                    report.duplicates += 1
                }
                Ok(_) => report.entered += 1,
                Err(WriteError::Refused(refusal)) => {
                    report.bad.push(BadLine {
                        line: number,
                        column: "-".into(),
                        reason: refusal.to_string(),
                    });
                }
                Err(error) => return Err(error.into()),
            }
            Ok(())
        };
    for line in lines {
        if work.len() >= AT_ONCE
            && let Some(done) = work.join_next().await
        {
            settle(done?)?;
        }
        let reader = clinic.identity.background(&[line.record], now);
        let occurred = Occurred {
            at: occurred(line.date)?,
            zone: "UTC".to_owned(),
        };
        let fact = line.completed.clone().into();
        let entry = NewEntry {
            fact,
            occurred,
            token: token(line),
            device: None,
            on_behalf_of: None,
        };
        let (records, record, number) = (clinic.records.clone(), line.record, line.number);
        work.spawn(async move {
            (
                number,
                records.append(&reader, record, vec![entry], now).await,
            )
        });
    }
    while let Some(done) = work.join_next().await {
        settle(done?)?;
    }
    bar.finish_and_clear();
    Ok(())
}

/// The same line of the same file, and of any later file, is the same entry.
fn token(line: &Line) -> Token {
    let completed = serde_json::to_string(&line.completed).unwrap_or_default();
    let text = format!("import:{}:{}:{completed}", line.record, line.date);
    Token(attune_record::token_of(text.as_bytes()))
}
