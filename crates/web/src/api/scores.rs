//! `GET /api/clients/{record}/scores?instrument=phq-9&last=20`: the last totals, oldest first.

use super::answer::ApiWrong;
use crate::sent::Asked;
use crate::who::Who;
use crate::wrong::Wrong;
use attune_measures::Instrument;
use attune_therapy::Content;
use attune_therapy::Role;
use attune_therapy::ids::RecordId;
use attune_therapy::measure::Measured;
use axum::Json;
use axum::extract::Path;
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;

/// So many at most.
const MOST: usize = 500;

/// One total.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct ScoreLine {
    at: Timestamp,
    instrument: String,
    version: String,
    total: Option<Number>,
    complete: bool,
}

/// A total as it is written: 12, not 12.0.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Part(f64),
}

/// Lists the last totals of one questionnaire, to whoever may read them.
pub(super) async fn show(
    who: Result<Who, Wrong>,
    Path(record): Path<String>,
    asked: Result<Asked, Wrong>,
) -> Result<Json<Vec<ScoreLine>>, ApiWrong> {
    let who = who?;
    let record = record_of(&who, &record)?;
    let Asked(asked) = asked?;
    let instrument = asked.get("instrument");
    let last = match asked.get("last") {
        "" => 20,
        last => last
            .parse()
            .map_err(|_| ApiWrong::field("last", format!("must be a number from 1 to {MOST}")))?,
    };
    let last: usize = usize::clamp(last, 1, MOST);
    let records = &who.app().records;
    let content = Arc::clone(records.content());
    if content.instrument_newest(instrument).is_none() {
        let message = "names none that this clinic has; ask for ?instrument=phq-9, and &last=20 for the last twenty";
        return Err(ApiWrong::field("instrument", message));
    }
    let view = records
        .view(&who.reader, record, "scores", who.now())
        .await
        .map_err(Wrong::from)?;
    let of_it = view.measures_of(instrument);
    let from = of_it.len().saturating_sub(last);
    Ok(Json(
        of_it[from..]
            .iter()
            .map(|measured| line(measured, &content))
            .collect(),
    ))
}

/// The record of an address; `me` is the client's own.
fn record_of(who: &Who, asked: &str) -> Result<RecordId, Wrong> {
    if asked != "me" {
        return asked.parse().map_err(|_| Wrong::NotFound);
    }
    let now = who.now();
    let mut own = who
        .reader
        .records(now)
        .filter(|record| who.reader.role_in(*record, now) == Some(Role::Client));
    own.next().ok_or(Wrong::NotFound)
}

fn line(measured: &Measured, content: &Content) -> ScoreLine {
    let completed = &measured.completed;
    let instrument = content.instrument(&completed.instrument, &completed.version);
    let (total, complete) = match (completed.total_only, instrument) {
        (Some(total), _) => (Some(total), false),
        (None, Some(instrument)) => total(instrument, measured),
        (None, None) => (None, false),
    };
    ScoreLine {
        at: measured.occurred.at,
        instrument: completed.instrument.clone(),
        version: completed.version.clone(),
        total: total.map(number),
        complete,
    }
}

/// The total alone, without what only a whole score needs.
fn total(instrument: &Instrument, measured: &Measured) -> (Option<f64>, bool) {
    let answers = &measured.completed.answers;
    let row: Vec<Option<i64>> = instrument
        .columns()
        .map(|item| answers.get(item).and_then(|answer| answer.value()))
        .collect();
    match instrument.score_row(&row) {
        Ok(scored) => (scored.total, scored.complete),
        Err(_) => (None, false),
    }
}

fn number(total: f64) -> Number {
    // Totals are far below 2^53, so that the whole part is exact.
    #[allow(clippy::cast_possible_truncation)]
    if total.fract() == 0.0 && total.abs() < 1e15 {
        Number::Whole(total as i64)
    } else {
        Number::Part(total)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn whole_totals_are_written_without_a_point() {
        assert_eq!(serde_json::to_string(&number(12.0)).unwrap(), "12");
        assert_eq!(serde_json::to_string(&number(7.5)).unwrap(), "7.5");
    }
}
