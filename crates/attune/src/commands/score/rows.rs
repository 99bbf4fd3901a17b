//! Many forms, one a line.

use super::Header;
use super::columns::{Columns, placed};
use super::result::Result as Score;
use attune_measures::instrument::ItemKind;
use attune_measures::{Answer, Answers, Instrument, ScoreProblem};
use csv::{ByteRecord, ReaderBuilder};

/// So many problems are told one by one.
const SHOWN: usize = 20;

/// A file whose first line is understood.
pub(super) struct Sheet<'a> {
    instrument: &'a Instrument,
    text: &'a str,
    delimiter: u8,
    columns: Columns,
}

/// What cannot be scored.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// The first of them.
    pub(super) shown: Vec<String>,
    /// How many there are.
    pub(super) count: usize,
}

impl Problems {
    fn add(&mut self, problem: String) {
        if self.shown.len() < SHOWN {
            self.shown.push(problem);
        }
        self.count += 1;
    }

    /// What to do about them.
    pub(super) fn sentence(&self) -> String {
        let lines = if self.count == 1 {
            "1 line".to_owned()
        } else {
            format!("{} lines", self.count)
        };
        format!("{lines} cannot be scored, so nothing was; correct the file and run again")
    }
}

/// The columns of a line that are kept beside its result.
pub(super) struct Kept<'a> {
    columns: &'a Columns,
    line: &'a ByteRecord,
}

impl Kept<'_> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.columns
            .kept
            .iter()
            .map(|(at, _)| self.line.get(*at).unwrap_or_default())
    }

    pub(super) fn named(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.columns
            .kept
            .iter()
            .map(|(_, name)| name.as_str())
            .zip(self.iter())
    }
}

impl<'a> Sheet<'a> {
    /// Understands the first line.
    pub(super) fn of(
        instrument: &'a Instrument,
        text: &'a str,
        header: Header,
    ) -> Result<Sheet<'a>, String> {
        let delimiter = delimiter(text);
        let mut first = ByteRecord::new();
        if !reader(text, delimiter)
            .read_byte_record(&mut first)
            .map_err(|error| error.to_string())?
        {
            return Err("is empty; give one form a line".to_owned());
        }
        let cells: Vec<&str> = first
            .iter()
            .map(|cell| std::str::from_utf8(cell).unwrap_or_default().trim())
            .collect();
        let columns = Columns::of(instrument, &cells, header)?;
        Ok(Sheet {
            instrument,
            text,
            delimiter,
            columns,
        })
    }

    pub(super) fn kept_names(&self) -> Vec<&str> {
        self.columns
            .kept
            .iter()
            .map(|(_, name)| name.as_str())
            .collect()
    }

    /// Scores line after line.
    pub(super) fn each(
        &self,
        mut scored: impl FnMut(&Score<'_>, &Kept<'_>),
    ) -> Result<(), Problems> {
        let mut problems = Problems::default();
        let mut reader = reader(self.text, self.delimiter);
        let mut line = ByteRecord::new();
        let items = placed(self.instrument);
        // Times of day and forms without a score are rare and take the long way.
        let plain = items.iter().all(|item| item.kind != ItemKind::Time)
            && items.iter().any(|item| item.scored);
        let mut row: Vec<Option<i64>> = vec![None; items.len()];
        let mut first = self.columns.named;
        let mut any = false;
        loop {
            match reader.read_byte_record(&mut line) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    problems.add(error.to_string());
                    break;
                }
            }
            if std::mem::take(&mut first) {
                continue;
            }
            any = true;
            let score = if plain {
                self.row(&line, &mut row)
            } else {
                self.answers(&line)
            };
            match score {
                // After a problem nothing will be printed; only further problems are of interest.
                Ok(score) if problems.count == 0 => scored(
                    &score,
                    &Kept {
                        columns: &self.columns,
                        line: &line,
                    },
                ),
                Ok(_) => {}
                Err(problem) => {
                    let number = line.position().map_or(0, csv::Position::line);
                    problems.add(format!("line {number}{problem}"));
                }
            }
        }
        if !any && problems.count == 0 {
            problems.add(
                "has column names and no line below them; add one line for each form".to_owned(),
            );
        }
        if problems.count == 0 {
            Ok(())
        } else {
            Err(problems)
        }
    }

    fn row(&self, line: &ByteRecord, row: &mut [Option<i64>]) -> Result<Score<'a>, String> {
        self.check_count(line)?;
        for column in &self.columns.items {
            let cell = line.get(column.at).unwrap_or_default();
            row[column.place] = match cell {
                [] => None,
                [digit @ b'0'..=b'9'] => Some(i64::from(digit - b'0')),
                _ => match self.cell(cell, column.at, &column.item)? {
                    None => None,
                    Some(Answer::Value(value)) => Some(value),
                    Some(Answer::Text(_)) => None,
                },
            };
        }
        match self.instrument.score_row(row) {
            Ok(score) => Ok(Score::of_row(self.instrument, score)),
            Err(problem) => Err(self.located(problem)),
        }
    }

    fn answers(&self, line: &ByteRecord) -> Result<Score<'a>, String> {
        self.check_count(line)?;
        let mut answers = Answers::new();
        for column in &self.columns.items {
            if let Some(answer) = self.cell(
                line.get(column.at).unwrap_or_default(),
                column.at,
                &column.item,
            )? {
                answers.insert(column.item.as_str(), answer);
            }
        }
        match self.instrument.score(&answers) {
            Ok(scored) => Ok(Score::of(self.instrument, &scored)),
            Err(problem) => Err(self.located(problem)),
        }
    }

    fn check_count(&self, line: &ByteRecord) -> Result<(), String> {
        if line.len() == self.columns.count {
            return Ok(());
        }
        let (has, first) = (line.len(), self.columns.count);
        Err(format!(
            ": has {has} columns and the first line has {first}; an empty place still needs its separator"
        ))
    }

    fn cell(&self, cell: &[u8], at: usize, item: &str) -> Result<Option<Answer>, String> {
        let text = std::str::from_utf8(cell).unwrap_or_default().trim();
        if is_missing(text) {
            return Ok(None);
        }
        // Programs that know no whole numbers write 2 as 2.0.
        let whole = text
            .split_once('.')
            .filter(|(_, decimals)| !decimals.is_empty() && decimals.bytes().all(|b| b == b'0'));
        let text = whole.map_or(text, |(whole, _)| whole);
        self.instrument
            .parse_item_answer(item, text)
            .map(Some)
            .map_err(|problem| self.at(at, item, &problem))
    }

    fn located(&self, problem: ScoreProblem) -> String {
        let ScoreProblem::NotAllowed { item, .. } = &problem else {
            return format!(": {problem}");
        };
        match self
            .columns
            .items
            .iter()
            .find(|column| column.item == *item)
        {
            Some(column) => self.at(column.at, item, &problem),
            None => format!(": {problem}"),
        }
    }

    fn at(&self, at: usize, item: &str, problem: &ScoreProblem) -> String {
        match problem {
            ScoreProblem::NotAllowed { given, allowed, .. } => {
                format!(
                    ", column {} (item {item}): '{given}' is not an answer to it; allowed: {allowed}",
                    at + 1
                )
            }
            other => format!(", column {}: {other}", at + 1),
        }
    }
}

/// An empty place; other programs write NA there.
pub(super) fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty() || cell == "NA"
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// The separator that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b';', b'\t']
        .into_iter()
        .filter(|delimiter| count(*delimiter) > count(b','))
        .max_by_key(|d| count(*d))
        .unwrap_or(b',')
}
