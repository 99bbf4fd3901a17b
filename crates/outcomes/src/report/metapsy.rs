//! Reading the Metapsy format (metapsy.org): `;` and decimal comma or `,` and decimal point, columns `.g` and `.g_se`.

use super::number::{NumberRules, is_missing};
use super::table::Table;
use crate::error::{OutcomesError, Result};
use crate::meta::Study;
use serde::Serialize;

/// One comparison of a Metapsy database.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetapsyRow {
    /// Study, such as "Elkin, 1989".
    pub study: String,
    /// Treatment.
    pub arm1: String,
    /// Control.
    pub arm2: String,
    /// Hedges's g; above zero favours the treatment.
    pub g: f64,
    /// Its standard error.
    pub se: f64,
    /// Instrument.
    pub instrument: String,
    /// Year of publication.
    pub year: Option<u32>,
    /// Format of treatment.
    pub format: String,
    /// Country.
    pub country: String,
    /// Age group.
    pub age_group: String,
    /// Low risk of bias on how many of the criteria.
    pub rob: Option<f64>,
    /// Line of the file.
    pub line: usize,
}

impl MetapsyRow {
    /// As a study for pooling.
    #[must_use]
    pub fn to_study(&self) -> Study {
        Study {
            label: self.study.clone(),
            effect: self.g,
            se: self.se,
        }
    }
}

/// The comparisons that have an effect and a standard error.
///
/// # Errors
/// If the table lacks Metapsy's columns or a number cannot be read.
pub fn read_metapsy(table: &Table) -> Result<Vec<MetapsyRow>> {
    let need = |name: &str| {
        table.column(name).map_err(|_| {
            OutcomesError::Usage(format!(
                "this is not in Metapsy's format: the column \"{name}\" is missing"
            ))
        })
    };
    let (study, arm1, arm2, g, se) = (
        need("study")?,
        need("condition_arm1")?,
        need("condition_arm2")?,
        need(".g")?,
        need(".g_se")?,
    );
    let rules = NumberRules::default();
    let (gs, ses) = (rules.column(table, g)?, rules.column(table, se)?);
    let optional = |name: &str| table.column(name).ok();
    let (instrument, year, format, country, age, rob) = (
        optional("instrument"),
        optional("year"),
        optional("format"),
        optional("country"),
        optional("age_group"),
        optional("rob"),
    );
    let text = |row: usize, column: Option<usize>| -> String {
        let cell = column.map_or("", |c| table.cell(row, c));
        if is_missing(cell, &[]) {
            String::new()
        } else {
            cell.to_owned()
        }
    };
    Ok((0..table.rows())
        .filter_map(|row| {
            let (g, se) = (gs[row]?, ses[row].filter(|s| *s > 0.0)?);
            Some(MetapsyRow {
                study: table.cell(row, study).to_owned(),
                arm1: table.cell(row, arm1).to_owned(),
                arm2: table.cell(row, arm2).to_owned(),
                g,
                se,
                instrument: text(row, instrument),
                year: text(row, year).parse().ok(),
                format: text(row, format),
                country: text(row, country),
                age_group: text(row, age),
                rob: text(row, rob).replace(',', ".").parse().ok(),
                line: table.line(row),
            })
        })
        .collect())
}
