//! Results for people.

use super::result::Result as Score;
use anyhow::Context;
use attune_measures::instrument::ScoringMethod;
use attune_measures::{Instrument, Scored};
use csv::ReaderBuilder;
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
    let read = || ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut widths: Vec<usize> = Vec::new();
    for line in read().records() {
        let line = line.context("the result cannot be read back")?;
        widths.resize(line.len(), 0);
        for (width, cell) in widths.iter_mut().zip(&line) {
            *width = (*width).max(shown(cell).chars().count());
        }
    }
    let mut text = String::with_capacity(bytes.len() * 2);
    for line in read().records() {
        let line = line.context("the result cannot be read back")?;
        let from = text.len();
        for (width, cell) in widths.iter().zip(&line) {
            let cell = shown(cell);
            let _written = write!(text, "{cell:<width$}  ");
        }
        let to = text.trim_end_matches(' ').len().max(from);
        text.truncate(to);
        text.push('\n');
    }
    Ok(text)
}

/// Figures with at most two decimals; other cells as they are.
fn shown(cell: &str) -> String {
    let long = cell
        .split_once('.')
        .is_some_and(|(_, decimals)| decimals.len() > 2);
    match cell.parse::<f64>() {
        Ok(number) if long => short(number),
        _ => cell.replace(['\n', '\r', '\t'], " "),
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
