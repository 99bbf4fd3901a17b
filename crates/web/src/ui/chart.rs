//! A drawing with its title and its table.

use askama::Template;
use attune_drawing::{Grain, Picture, Words as DrawingWords};

use super::{Cell, Table};
use crate::words::Words;

/// A drawing for wide places and one for narrow ones, the sentence that it shows, and the same as a table.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/figure.html")]
pub struct Figure {
    title: String,
    note: Option<String>,
    wide: String,
    narrow: Option<String>,
    as_table: String,
    table: Option<Table>,
    class: &'static str,
}

impl Figure {
    /// A drawing that serves every width; its texts were escaped when it was drawn.
    pub fn new(words: Words, title: impl Into<String>, picture: Picture) -> Self {
        let table = picture.table;
        let rows = table
            .rows
            .into_iter()
            .map(|row| row.into_iter().map(Cell::text).collect());
        let table = Table {
            caption: table.caption,
            head: table.head,
            rows: rows.collect(),
            folds: false,
        };
        Self {
            title: title.into(),
            note: None,
            wide: picture.svg,
            narrow: None,
            as_table: words.t("figure-as-table").into_owned(),
            table: (!table.rows.is_empty()).then_some(table),
            class: "",
        }
    }

    /// With another drawing for a phone.
    pub fn narrow(mut self, picture: Picture) -> Self {
        self.narrow = Some(picture.svg);
        self
    }

    /// How it was reckoned or where it is from.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// It is a closeness circle.
    pub fn circle(mut self) -> Self {
        self.class = "circle";
        self
    }
}

/// Draws with the dates and numbers of a language.
pub fn drawn<T>(words: Words, draw: impl FnOnce(&DrawingWords<'_>) -> T) -> T {
    let date = |date, grain| match grain {
        Grain::Full => words.date(date),
        // The year is said by another tick where it turns.
        Grain::Day => words.short_date(date, date),
        Grain::Month => words.one_of("month-short", date.month()).into_owned(),
        Grain::MonthYear => format!(
            "{} {}",
            words.one_of("month-short", date.month()),
            date.year()
        ),
        Grain::Year => date.year().to_string(),
    };
    let number = |value: f64| {
        let rounded = (value * 100.0).round() / 100.0;
        // Both languages write a point for the decimals; a true minus is as wide as a figure.
        if rounded < 0.0 {
            format!("\u{2212}{}", -rounded)
        } else {
            format!("{}", rounded.abs())
        }
    };
    draw(&DrawingWords::new(&date, &number))
}
