//! A figure of a report.

/// A figure as one SVG file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// File name without its ending.
    pub name: &'static str,
    /// Title.
    pub title: String,
    /// The SVG.
    pub svg: String,
}
