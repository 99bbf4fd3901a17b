//! Tables: hairlines between rows, figures under one another, folding into entries on a phone.

use askama::Template;

/// A table. The first cell of a row names the row.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "ui/table.html")]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// The headings; one for each cell of a row.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// On a phone each row reads as an entry of its own.
    pub folds: bool,
}

/// One cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    text: String,
    href: Option<String>,
    number: bool,
    tag: Option<String>,
    risk: bool,
    detail: Option<String>,
    drawing: Option<String>,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A figure.
    pub fn number(number: impl ToString) -> Self {
        Self {
            text: number.to_string(),
            number: true,
            ..Self::default()
        }
    }

    /// Words that lead somewhere.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: Some(href.into()),
            ..Self::default()
        }
    }

    /// A drawing made by the drawing crate (its texts are escaped there), with the words that say the same.
    pub fn drawing(svg: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            drawing: Some(svg.into()),
            text: text.into(),
            ..Self::default()
        }
    }

    /// A second, smaller line.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// A word in a frame after the text.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    /// The word says that a risk is open.
    pub fn risk_tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self.risk = true;
        self
    }
}

impl Table {
    fn heading(&self, index: &usize) -> &str {
        self.head.get(*index).map_or("", String::as_str)
    }

    /// A column is one of figures if its first filled cell is.
    fn is_number(&self, column: &usize) -> bool {
        self.rows
            .first()
            .and_then(|row| row.get(*column))
            .is_some_and(|cell| cell.number)
    }
}
