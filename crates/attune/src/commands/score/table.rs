//! Results for people.

use super::result::Result as Score;
use attune_measures::instrument::ScoringMethod;
use attune_measures::{Instrument, Scored};
use csv::{ReaderBuilder, StringRecord};
use std::borrow::Cow;
use std::fmt::Write;

/// One form in words.
pub(super) fn one(instrument: &Instrument, scored: &Scored) -> String {
    let mut text = format!(
        "{} ({} version {})\n",
        instrument.title("en"),
        instrument.id,
        instrument.version
    );
    if !instrument.validated {
        text.push_str("Not a validated scale.\n");
    }
    let mut line = |name: &str, value: String| {
        // Writing to memory cannot fail.
        let _written = writeln!(text, "  {name:<12} {value}");
    };
    let none = match instrument.scoring.method {
        ScoringMethod::None => "none: this form has no total",
        _ => "none: too much is missing",
    };
    let total = scored.total.map_or_else(|| none.to_owned(), short);
    let range = instrument.range().filter(|_| scored.total.is_some());
    line(
        "Total",
        range.map_or_else(
            || total.clone(),
            |(low, high)| format!("{total} (of {} to {})", short(low), short(high)),
        ),
    );
    if let Some(band) = &scored.band {
        let source = instrument
            .bands
            .first()
            .map_or("", |scheme| scheme.source.as_str());
        line(
            "Band",
            format!("{} ({})", instrument.band_text(&band.id, "en"), source),
        );
    }
    for (at, cutoff) in instrument
        .cutoffs
        .iter()
        .filter(|cutoff| scored.cutoffs.contains(&cutoff.id))
        .enumerate()
    {
        let name = if at == 0 { "Reached" } else { "" };
        line(
            name,
            format!(
                "{} at {} ({})",
                cutoff.meaning,
                short(cutoff.at),
                cutoff.source
            ),
        );
    }
    for subscale in &instrument.subscales {
        let value = scored.subscales.get(&subscale.id).copied().flatten();
        let value = value.map_or_else(|| "none: too much is missing".to_owned(), short);
        line(instrument.subscale_text(&subscale.id, "en"), value);
    }
    for algorithm in &instrument.algorithms {
        let class = scored
            .algorithms
            .get(&algorithm.id)
            .and_then(Option::as_deref);
        let open = "open: what is missing could change it";
        let class = class.map_or(open, |class| instrument.band_text(class, "en"));
        line("By pattern", format!("{class} ({})", algorithm.source));
    }
    let complete = if scored.complete {
        "yes".to_owned()
    } else {
        format!("no, without item {}", scored.missing.join(", "))
    };
    line("Complete", complete);
    if scored.prorated {
        line(
            "Prorated",
            "yes: the mean of the others stands for what is missing".to_owned(),
        );
    }
    if !scored.critical.is_empty() {
        line(
            "Critical",
            format!(
                "item {}: a person must see this answer",
                scored.critical.join(", ")
            ),
        );
    }
    text
}

/// Lines of CSV as columns of equal width.
pub(super) fn aligned(bytes: &[u8]) -> anyhow::Result<String> {
    let read = || {
        let mut reader = ReaderBuilder::new();
        reader.has_headers(false).from_reader(bytes)
    };
    let mut widths: Vec<usize> = Vec::new();
    let mut line = StringRecord::new();
    let mut reader = read();
    while reader.read_record(&mut line)? {
        widths.resize(line.len(), 0);
        for (width, cell) in widths.iter_mut().zip(&line) {
            *width = (*width).max(length(&shown(cell)));
        }
    }
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut reader = read();
    while reader.read_record(&mut line)? {
        let mut padding = 0;
        for (width, cell) in widths.iter().zip(&line) {
            let cell = shown(cell);
            // What stands behind the last cell of a line is left out.
            if !cell.is_empty() {
                text.extend(std::iter::repeat_n(' ', padding));
                text.push_str(&cell);
                padding = 0;
            }
            padding += width + 2 - length(&cell);
        }
        text.push('\n');
    }
    Ok(text)
}

fn length(cell: &str) -> usize {
    if cell.is_ascii() {
        cell.len()
    } else {
        cell.chars().count()
    }
}

/// Figures with at most two decimals; other cells as they are.
fn shown(cell: &str) -> Cow<'_, str> {
    let long = cell
        .split_once('.')
        .is_some_and(|(_, decimals)| decimals.len() > 2);
    let number = if long { cell.parse::<f64>().ok() } else { None };
    match number {
        Some(number) => short(number).into(),
        _ if cell.contains(['\n', '\r', '\t']) => cell.replace(['\n', '\r', '\t'], " ").into(),
        _ => cell.into(),
    }
}

fn short(number: f64) -> String {
    if number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        format!("{number:.2}")
    }
}

/// What many forms come to.
#[derive(Debug, Default)]
pub(super) struct Count {
    forms: u64,
    incomplete: u64,
    prorated: u64,
    without_total: u64,
    critical: u64,
}

impl Count {
    pub(super) fn add(&mut self, score: &Score<'_>) {
        self.forms += 1;
        self.incomplete += u64::from(!score.complete);
        self.prorated += u64::from(score.prorated);
        self.without_total += u64::from(score.total.is_none());
        self.critical += u64::from(!score.critical.is_empty());
    }

    pub(super) fn sentence(&self) -> String {
        format!(
            "{} scored: {} with missing answers, {} prorated, {} without a total, {} with an answer that a person must see.",
            self.forms, self.incomplete, self.prorated, self.without_total, self.critical
        )
    }
}
