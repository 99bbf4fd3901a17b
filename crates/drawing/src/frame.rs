//! What a picture is drawn on, what comes out, and the words that go in.

use jiff::civil::Date;
use std::collections::BTreeMap;

/// The sheet a picture is drawn on: its size in CSS pixels, the size of its letters, and a prefix that makes its ids
/// unique on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    pub(crate) prefix: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Frame {
    /// Across a desk page: 960 by 320.
    pub fn wide(prefix: impl AsRef<str>) -> Self {
        Self::sized(prefix, 960.0, 320.0)
    }

    /// On a phone: 343 by 220.
    pub fn narrow(prefix: impl AsRef<str>) -> Self {
        Self::sized(prefix, 343.0, 220.0)
    }

    /// Half a desk page, for the circle: 560 by 460.
    pub fn half(prefix: impl AsRef<str>) -> Self {
        Self::sized(prefix, 560.0, 460.0)
    }

    /// On a phone, for the circle: 343 by 372.
    pub fn tall(prefix: impl AsRef<str>) -> Self {
        Self::sized(prefix, 343.0, 372.0)
    }

    /// In a table row: 120 by 28.
    pub fn row(prefix: impl AsRef<str>) -> Self {
        Self::sized(prefix, 120.0, 28.0)
    }

    /// Any size. Sizes that cannot hold a picture are raised to the smallest that can.
    pub fn sized(prefix: impl AsRef<str>, width: f64, height: f64) -> Self {
        let prefix = prefix
            .as_ref()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let sane = |value: f64, least: f64| {
            if value.is_finite() {
                value.clamp(least, 4000.0)
            } else {
                least
            }
        };
        Self {
            prefix,
            width: sane(width, 60.0),
            height: sane(height, 16.0),
        }
    }

    /// The width the picture is meant for, in CSS pixels.
    pub fn width(&self) -> f64 {
        self.width
    }

    pub(crate) fn is_narrow(&self) -> bool {
        self.width < 480.0
    }

    /// The size of ordinary words in the picture.
    pub(crate) fn body(&self) -> f64 {
        if self.is_narrow() { 12.5 } else { 14.0 }
    }

    /// The size of axis figures and remarks.
    pub(crate) fn small(&self) -> f64 {
        if self.is_narrow() { 11.5 } else { 12.5 }
    }

    /// The size of the one figure that matters most.
    pub(crate) fn large(&self) -> f64 {
        if self.is_narrow() { 19.0 } else { 24.0 }
    }

    pub(crate) fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.prefix)
    }
}

/// A picture and the same content as a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// One `<svg>` element, ready to stand in HTML. It is well-formed XML and needs no style attribute or script.
    pub svg: String,
    /// What the picture shows, for readers who do not see it.
    pub table: Table,
}

impl Picture {
    /// The picture as a file of its own, with the book's light colours, for documents and print.
    pub fn standalone(&self) -> String {
        let body = self
            .svg
            .replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1);
        let Some(end) = body.find('>') else {
            return body;
        };
        let (head, rest) = body.split_at(end + 1);
        format!("{head}<style>{}</style>{rest}", print_style())
    }
}

/// Renderers outside browsers know no custom properties, so each token is replaced by its light fallback.
fn print_style() -> String {
    let mut out = String::new();
    let mut rest = crate::STYLE;
    while let Some(start) = rest.find("var(") {
        out.push_str(&rest[..start]);
        let inside = &rest[start + 4..];
        let end = inside.find(')').unwrap_or(inside.len());
        let fallback = inside[..end]
            .split_once(',')
            .map_or("currentColor", |(_, colour)| colour.trim());
        out.push_str(fallback);
        rest = inside.get(end + 1..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// A table as data; the page renders it in its own manner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// Column heads.
    pub head: Vec<String>,
    /// Rows, each as long as the head. The first cell names the row.
    pub rows: Vec<Vec<String>>,
}

/// How finely a date is to be worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// Day, month and year, for tables: "3 May 2026".
    Full,
    /// Day and month, for an axis of weeks: "3 May".
    Day,
    /// Month alone, for an axis of months: "May".
    Month,
    /// Month and year, where an axis starts or a year turns: "Jan 2026".
    MonthYear,
    /// Year alone: "2026".
    Year,
}

/// How the caller's language writes dates and numbers.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    date: &'a dyn Fn(Date, Grain) -> String,
    number: &'a dyn Fn(f64) -> String,
}

impl<'a> Words<'a> {
    /// Words of one language.
    pub fn new(date: &'a dyn Fn(Date, Grain) -> String, number: &'a dyn Fn(f64) -> String) -> Self {
        Self { date, number }
    }

    /// Writes a date.
    pub fn date(&self, date: Date, grain: Grain) -> String {
        (self.date)(date, grain)
    }

    /// Writes a number.
    pub fn number(&self, value: f64) -> String {
        (self.number)(value)
    }
}

impl Words<'static> {
    /// Dates and numbers that belong to no language: `2026-05-03`, `2026-05`, `2026`; `12`, `2.5`.
    pub fn neutral() -> Self {
        Self {
            date: &neutral_date,
            number: &neutral_number,
        }
    }
}

fn neutral_date(date: Date, grain: Grain) -> String {
    match grain {
        Grain::Full => date.to_string(),
        Grain::Day => date.strftime("%m-%d").to_string(),
        Grain::Month => date.strftime("%m").to_string(),
        Grain::MonthYear => date.strftime("%Y-%m").to_string(),
        Grain::Year => date.strftime("%Y").to_string(),
    }
}

fn neutral_number(value: f64) -> String {
    crate::element::number(value)
}

impl std::fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").finish_non_exhaustive()
    }
}

/// Rows by date, for the tables of pictures with a time axis.
pub(crate) type ByDate<T> = BTreeMap<Date, T>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_with_odd_characters_still_makes_a_valid_id() {
        assert_eq!(Frame::wide("case 7\"<x>").id("title"), "case-7--x--title");
    }

    #[test]
    fn a_standalone_picture_has_colours_but_no_custom_properties() {
        let picture = Picture {
            svg: "<svg class=\"drawing\"><g/></svg>".into(),
            table: Table::default(),
        };
        let file = picture.standalone();
        assert!(
            file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing\"><style>")
        );
        assert!(file.contains("#0E5A5E"));
        assert!(!file.contains("var("));
        assert!(roxmltree::Document::parse(&file).is_ok());
    }
}
