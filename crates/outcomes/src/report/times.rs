//! Times as a file writes them: numbers, dates or words.

use super::courses::{Columns, TimePoint};
use super::number::is_missing;
use super::table::Table;
use crate::error::Result;
use std::collections::HashMap;

/// The distinct times in order, whether they are numbers, and the time of each row.
pub(super) fn read_times(
    table: &Table,
    column: usize,
    columns: &Columns,
) -> Result<(Vec<TimePoint>, bool, Vec<u32>)> {
    let mut places: HashMap<&str, u32> = HashMap::new();
    let mut labels: Vec<(&str, usize)> = Vec::new();
    let mut of_row: Vec<u32> = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let cell = table.cell(row, column);
        if is_missing(cell, &columns.numbers.missing) {
            return Err(table.error(row, column, "is empty: every row needs its time"));
        }
        of_row.push(*places.entry(cell).or_insert_with(|| {
            labels.push((cell, row));
            labels.len() as u32 - 1
        }));
    }
    let dates: Option<Vec<f64>> = labels.iter().map(|(l, _)| day_number(l)).collect();
    let numbers: Option<Vec<f64>> = dates.clone().or_else(|| {
        labels
            .iter()
            .map(|(l, _)| {
                l.replace(',', ".")
                    .parse::<f64>()
                    .ok()
                    .filter(|v| v.is_finite())
            })
            .collect()
    });
    if numbers.is_none() {
        let numeric = labels
            .iter()
            .filter(|(l, _)| l.replace(',', ".").parse::<f64>().is_ok())
            .count();
        if numeric * 2 > labels.len() {
            // Mostly numbers: the rest are mistakes, not names of visits.
            if let Some((label, row)) = labels
                .iter()
                .find(|(l, _)| l.replace(',', ".").parse::<f64>().is_err())
            {
                return Err(table.error(
                    *row,
                    column,
                    format!("\"{label}\" is not a number, but most times are"),
                ));
            }
        }
    }
    let Some(values) = numbers else {
        let times = labels
            .iter()
            .enumerate()
            .map(|(i, (l, _))| TimePoint {
                label: (*l).to_owned(),
                value: i as f64,
            })
            .collect();
        return Ok((times, false, of_row));
    };
    // Two spellings of one number ("1" and "1.0") are one time.
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut place = vec![0u32; values.len()];
    let mut times: Vec<TimePoint> = Vec::new();
    let start = dates.as_ref().map_or(0.0, |_| values[order[0]]);
    for &i in &order {
        if times.last().is_none_or(|t| t.value != values[i] - start) {
            times.push(TimePoint {
                label: labels[i].0.to_owned(),
                value: values[i] - start,
            });
        }
        place[i] = times.len() as u32 - 1;
    }
    Ok((
        times,
        true,
        of_row.iter().map(|p| place[*p as usize]).collect(),
    ))
}

/// Days since 1970-01-01 of `YYYY-MM-DD` (Howard Hinnant's civil-from-days, inverted).
fn day_number(text: &str) -> Option<f64> {
    let b = text.as_bytes();
    if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let (y, m, d): (i64, i64, i64) = (
        text.get(..4)?.parse().ok()?,
        text.get(5..7)?.parse().ok()?,
        text.get(8..)?.parse().ok()?,
    );
    if !(1..=12).contains(&m) || !(1..=31).contains(&d) {
        return None;
    }
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let yoe = y - era * 400;
    let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + d - 1;
    Some((era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468) as f64)
}
