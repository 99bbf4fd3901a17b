//! Reports on a terminal: tables that align and plots in characters.

use crate::describe::Interval;

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// A table whose columns align, for the terminal and for HTML.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    headers: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// `<` before a heading aligns left, else right.
    pub(super) fn new(headers: &[&str]) -> Self {
        let headers = headers
            .iter()
            .map(|h| {
                h.strip_prefix('<').map_or_else(
                    || ((*h).to_owned(), Align::Right),
                    |left| (left.to_owned(), Align::Left),
                )
            })
            .collect();
        Self {
            headers,
            rows: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn text(&self) -> String {
        let widths: Vec<usize> = (0..self.headers.len())
            .map(|c| {
                self.rows
                    .iter()
                    .map(|r| width(&r[c]))
                    .chain([width(&self.headers[c].0)])
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let mut out = String::new();
        let mut line = |cells: &[&str]| {
            let mut text = String::from(" ");
            for (c, cell) in cells.iter().enumerate() {
                let pad = " ".repeat(widths[c] - width(cell));
                text.push(' ');
                match self.headers[c].1 {
                    Align::Left => text.push_str(&format!("{cell}{pad}")),
                    Align::Right => text.push_str(&format!("{pad}{cell}")),
                }
                text.push(' ');
            }
            out.push_str(text.trim_end());
            out.push('\n');
        };
        line(
            &self
                .headers
                .iter()
                .map(|h| h.0.as_str())
                .collect::<Vec<_>>(),
        );
        let rules: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
        line(&rules.iter().map(String::as_str).collect::<Vec<_>>());
        for row in &self.rows {
            line(&row.iter().map(String::as_str).collect::<Vec<_>>());
        }
        out
    }

    pub(super) fn html(&self, caption: &str) -> String {
        let mut out = format!(
            "<table><caption class=\"vh\">{}</caption><thead><tr>",
            escape(caption)
        );
        let class = |a: Align| {
            if a == Align::Right {
                " class=\"n\""
            } else {
                ""
            }
        };
        for (name, align) in &self.headers {
            out.push_str(&format!(
                "<th scope=\"col\"{}>{}</th>",
                class(*align),
                escape(name)
            ));
        }
        out.push_str("</tr></thead><tbody>");
        for row in &self.rows {
            out.push_str("<tr>");
            for (cell, (_, align)) in row.iter().zip(&self.headers) {
                out.push_str(&format!("<td{}>{}</td>", class(*align), escape(cell)));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table>");
        out
    }
}

/// Columns that a text takes on a terminal; combining marks take none, wide scripts two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| match c as u32 {
            0x300..=0x36F | 0x200B..=0x200F => 0,
            0x1100..=0x115F
            | 0x2E80..=0xA4CF
            | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F
            | 0xFF00..=0xFF60
            | 0x1F300..=0x1FAFF => 2,
            _ => 1,
        })
        .sum()
}

/// Text for HTML and SVG.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Control characters are not allowed in XML.
            c if (c as u32) < 0x20 && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// A number for reading: `digits` decimals, "-" where there is none.
pub(super) fn number(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return "-".into();
    }
    let text = format!("{value:.digits$}");
    // No negative zero.
    if text
        .trim_start_matches('-')
        .chars()
        .all(|c| c == '0' || c == '.')
    {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    }
}

/// p for reading.
pub(super) fn p_value(p: f64) -> String {
    if !p.is_finite() {
        "-".into()
    } else if p < 0.001 {
        "<0.001".into()
    } else {
        format!("{p:.3}")
    }
}

/// `[low, high]`.
pub(super) fn interval(i: Interval, digits: usize) -> String {
    format!("[{}, {}]", number(i.low, digits), number(i.high, digits))
}

/// An axis of characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    width: usize,
}

impl Axis {
    /// Around all values, a little wider.
    pub(super) fn around(values: impl IntoIterator<Item = f64>, width: usize) -> Self {
        let (low, high) = values
            .into_iter()
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
                (l.min(v), h.max(v))
            });
        if low > high {
            return Self {
                low: 0.0,
                high: 1.0,
                width,
            };
        }
        let margin = ((high - low) * 0.04).max(1e-9 + high.abs() * 1e-6);
        Self {
            low: low - margin,
            high: high + margin,
            width,
        }
    }

    fn at(&self, value: f64) -> usize {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        (share * (self.width - 1) as f64).round() as usize
    }

    /// An estimate with its interval: `├──●──┤`, with `│` at `line` if that is inside. Ends beyond the axis are `◂` and `▸`.
    pub(super) fn bar(
        &self,
        low: f64,
        middle: f64,
        high: f64,
        line: Option<f64>,
        mark: char,
    ) -> String {
        let mut cells = vec![' '; self.width];
        if let Some(l) = line.filter(|l| *l > self.low && *l < self.high) {
            cells[self.at(l)] = '┊';
        }
        if low.is_finite() && high.is_finite() {
            let (a, b) = (self.at(low), self.at(high));
            cells[a..=b].fill('─');
            cells[a] = if low < self.low { '◂' } else { '├' };
            cells[b] = if high > self.high { '▸' } else { '┤' };
        }
        if middle.is_finite() {
            cells[self.at(middle)] = mark;
        }
        cells.into_iter().collect()
    }

    /// The ends and, if inside, `line` under the axis.
    pub(super) fn scale(&self, line: Option<f64>, digits: usize) -> String {
        let mut text: Vec<char> = vec![' '; self.width];
        let mut put = |at: usize, label: &str| {
            let label: Vec<char> = label.chars().collect();
            let start = at.min(self.width.saturating_sub(label.len()));
            let free = (start.saturating_sub(1)..(start + label.len() + 1).min(self.width))
                .all(|i| text[i] == ' ');
            if free {
                text[start..start + label.len()].copy_from_slice(&label);
            }
        };
        put(0, &number(self.low, digits));
        put(self.width, &number(self.high, digits));
        if let Some(l) = line.filter(|l| *l > self.low && *l < self.high) {
            put(self.at(l), &number(l, 0));
        }
        text.into_iter().collect::<String>().trim_end().to_owned()
    }
}

/// A horizontal bar for a share between 0 and 1, in eighths of a character.
pub(super) fn share_bar(share: f64, width: usize) -> String {
    const PARTS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let eighths = (share.clamp(0.0, 1.0) * (width * 8) as f64).round() as usize;
    let mut out = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        out.push(PARTS[eighths % 8]);
    }
    out
}

/// A heading.
pub(super) fn heading(out: &mut String, title: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(title);
    out.push('\n');
}

/// Breaks a sentence at about 100 columns, with a bullet.
pub(super) fn bullet(out: &mut String, sentence: &str) {
    let mut line = String::from("  - ");
    for word in sentence.split_whitespace() {
        if width(&line) + width(word) > 100 && line.trim().len() > 1 {
            out.push_str(line.trim_end());
            out.push('\n');
            line = String::from("    ");
        }
        line.push_str(word);
        line.push(' ');
    }
    out.push_str(line.trim_end());
    out.push('\n');
}
