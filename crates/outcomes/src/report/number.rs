//! Numbers as people write them.

use super::table::Table;
use crate::error::{OutcomesError, Result};

/// What separates the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decimal {
    /// Found from the column; refused where it cannot be told.
    #[default]
    Auto,
    /// Point.
    Point,
    /// Comma.
    Comma,
}

impl Decimal {
    /// From `auto`, `point` or `comma`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "auto" => Self::Auto,
            "point" => Self::Point,
            "comma" => Self::Comma,
            _ => return None,
        })
    }
}

/// How the cells of a column become numbers.
#[derive(Debug, Clone, Default)]
pub struct NumberRules {
    /// What separates the decimals.
    pub decimal: Decimal,
    /// Further texts that mean missing.
    pub missing: Vec<String>,
    /// Numbers that look like codes for missing but are real.
    pub keep: Vec<String>,
}

/// True for an empty cell and what programs write for nothing.
pub(crate) fn is_missing(cell: &str, more: &[String]) -> bool {
    if cell.is_empty() {
        return true;
    }
    // Few cells start like one of the words, so that most are settled by their first byte.
    match cell.as_bytes()[0] {
        b'0'..=b'9' if more.is_empty() => false,
        _ => {
            more.iter().any(|m| m == cell)
                || matches!(cell, "." | "-" | "–" | "?" | "#N/A" | "#NULL!")
                || ["na", "n/a", "nan", "null", "none", "missing"]
                    .iter()
                    .any(|w| cell.eq_ignore_ascii_case(w))
        }
    }
}

impl NumberRules {
    /// The column's numbers; `None` where missing.
    ///
    /// # Errors
    /// Names the line and column of the first cell that is text, not finite, or written ambiguously.
    pub(crate) fn column(&self, table: &Table, column: usize) -> Result<Vec<Option<f64>>> {
        let comma = self.uses_comma(table, column)?;
        (0..table.rows())
            .map(|row| {
                let cell = table.cell(row, column);
                if is_missing(cell, &self.missing) {
                    return Ok(None);
                }
                parse(cell, comma)
                    .map(Some)
                    .map_err(|why| table.error(row, column, why))
            })
            .collect()
    }

    /// Refuses numbers that stand out as codes for a missing value.
    pub(crate) fn refuse_codes(
        &self,
        table: &Table,
        column: usize,
        values: &[Option<f64>],
    ) -> Result<()> {
        const LOW: [f64; 7] = [-9.0, -88.0, -99.0, -888.0, -999.0, -9999.0, -99999.0];
        const HIGH: [f64; 4] = [888.0, 999.0, 9999.0, 99999.0];
        let plain = |v: &f64| !LOW.contains(v) && !HIGH.contains(v);
        let others = values.iter().flatten().copied().filter(plain);
        let (least, most) = others.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
            (l.min(v), h.max(v))
        });
        for (row, value) in values.iter().enumerate() {
            let Some(v) = value else { continue };
            let suspect = LOW.contains(v) && least >= 0.0 || HIGH.contains(v) && most < v / 4.0;
            let cell = table.cell(row, column);
            if suspect && least.is_finite() && !self.keep.iter().any(|k| k == cell) {
                return Err(table.error(row, column, format!("{cell} looks like a code for a missing value (all other values are {least} to {most}). Pass --missing {cell}, or --keep {cell} if it is a real value")));
            }
        }
        Ok(())
    }

    fn uses_comma(&self, table: &Table, column: usize) -> Result<bool> {
        match self.decimal {
            Decimal::Comma => return Ok(true),
            Decimal::Point => return Ok(false),
            Decimal::Auto => {}
        }
        let (mut comma, mut point, mut certain) = (None, None, table.separator != ',');
        for row in 0..table.rows() {
            let cell = table.cell(row, column);
            let bytes = cell.as_bytes();
            let has_comma = bytes.contains(&b',');
            let has_point = bytes.contains(&b'.') && cell.len() > 1;
            if has_comma && has_point {
                return Err(table.error(row, column, format!("\"{cell}\" has both a point and a comma. Write numbers without separators of thousands, or pass --decimal point or --decimal comma")));
            }
            if has_comma && !is_missing(cell, &self.missing) {
                comma = comma.or(Some(row));
                certain |= cell.rsplit(',').next().is_some_and(|tail| tail.len() != 3);
            }
            if has_point && !is_missing(cell, &self.missing) {
                point = point.or(Some(row));
            }
        }
        match (comma, point) {
            (Some(row), Some(other)) => {
                let cell = table.cell(row, column);
                Err(table.error(row, column, format!("\"{cell}\" has a decimal comma, but line {} has a decimal point: use one of them, or pass --decimal", table.line(other))))
            }
            (Some(row), None) if !certain => {
                let cell = table.cell(row, column);
                Err(table.error(row, column, format!("\"{cell}\" may be a decimal or a thousand: pass --decimal comma, or remove the separators of thousands")))
            }
            (Some(_), None) => Ok(true),
            _ => Ok(false),
        }
    }
}

/// One number.
fn parse(cell: &str, comma: bool) -> std::result::Result<f64, String> {
    let plain: std::borrow::Cow<'_, str> = if comma || cell.contains('\u{2212}') {
        let turned = cell.replace('\u{2212}', "-");
        if comma {
            turned.replace('.', "").replace(',', ".").into()
        } else {
            turned.into()
        }
    } else {
        cell.into()
    };
    let looks = plain
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    match plain.parse::<f64>() {
        Ok(v) if looks && v.is_finite() => Ok(v),
        Ok(_) => Err(format!(
            "\"{cell}\" is not a finite number. Correct it or leave the cell empty"
        )),
        Err(_) => Err(format!(
            "\"{cell}\" is not a number. Correct it, leave the cell empty, or pass --missing \"{cell}\" if it means missing"
        )),
    }
}

/// A list of numbers from an option, such as `0,4,8`.
///
/// # Errors
/// If a part is no number.
pub fn list(text: &str, option: &str) -> Result<Vec<f64>> {
    text.split(',')
        .map(|part| {
            part.trim()
                .parse::<f64>()
                .ok()
                .filter(|v| v.is_finite())
                .ok_or_else(|| {
                    OutcomesError::Usage(format!(
                        "{option} must be numbers separated by commas, but \"{}\" is none",
                        part.trim()
                    ))
                })
        })
        .collect()
}
