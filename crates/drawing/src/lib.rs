//! Charts as SVG made on the server: the same picture on the page, in the PDF and on paper.
//!
//! Pure: data and words in, [`Picture`] out. The crate knows no language (every word comes from the caller) and no
//! colour (elements carry class names such as `tie` or `voice`; [`STYLE`] or the page's own sheet gives them a
//! colour through `currentColor`). Without any sheet a picture is black on white and still complete, because
//! nothing is told apart by colour alone.
//!
//! Classes that give a colour: `ink`, `soft`, `line`, `tie` (scores), `voice` (what the client said or wishes), `band-1`
//! to `band-4`, `corridor`, and `ground` (the page's own, under hollow shapes). Classes that say what something is:
//! `score`, `series`, `flag`, `medication`, `baseline`, `cut-off`; `person`, `before`, `moved`, `wished`, `deceased`,
//! `absent`; `item`, `onset`, `link`; `study`, `pooled`, `prediction`. The outermost element has `drawing`, the kind of
//! picture, and `wide` or `narrow`.
//!
//! Each picture has a `<title>` and a `<desc>` for screen readers and a [`Table`] with the same content.
//!
//! ```
//! use attune_drawing::{Frame, Words, trajectory::{Score, Series, Trajectory}};
//! use jiff::civil::date;
//!
//! let picture = Trajectory {
//!     title: "PHQ-9 fell from 19 to 12 in one week".into(),
//!     score: Series {
//!         name: "PHQ-9".into(),
//!         points: vec![Score::new(date(2026, 3, 2), 19.0), Score::new(date(2026, 3, 9), 12.0)],
//!         meaning: "moderate".into(),
//!         ..Series::on(0.0, 27.0)
//!     },
//!     ..Trajectory::default()
//! }
//! .draw(&Frame::wide("phq9"), &Words::neutral());
//! assert!(picture.svg.starts_with("<svg"));
//! assert_eq!(picture.table.rows.len(), 2);
//! ```

pub mod circle;
mod element;
pub mod evidence;
mod frame;
mod place;
mod scale;
mod sheet;
pub mod sparkline;
pub mod text;
mod time;
pub mod timeline;
pub mod trajectory;

pub use frame::{Frame, Grain, Picture, Table, Words};

/// The style sheet that gives the classes their colours, from the page's design tokens with book-like fallbacks.
///
/// A page may include it as it is or style the classes itself.
pub const STYLE: &str = include_str!("drawing.css");
