//! The components that pages are made of.
//!
//! Each is a plain struct with a template beside it in `templates/ui`; a page holds it as a field and writes
//! `{{ field }}`. What a component shows it escapes itself, so its output is marked safe. Page frames are the
//! templates in `templates/layout`; a page extends one and holds a [`Page`] named `page`.

mod act;
mod chart;
mod dialog;
mod field;
mod icon;
mod list;
mod notice;
mod page;
pub mod places;
mod table;
mod tokens;

pub mod design;

pub use act::{Act, Empty};
pub use chart::{Figure, drawn};
pub use dialog::Confirm;
pub use field::{Choice, Field, Steps, Wrongs};
pub use icon::Icon;
pub use list::{Entries, EntryLine, Facts, Line, Lines, Tab, Tabs};
pub use notice::Notice;
pub use page::{Guard, Page, Place, ScriptTexts, Theme};
pub use table::{Cell, Table};

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// Renders a page or fragment as an answer with the given status.
pub fn render(status: StatusCode, template: &impl askama::Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            // Only a formatter that refuses to write gets here; the texts themselves are checked when compiling.
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Marks components as already escaped, so that `{{ component }}` writes them as they are.
macro_rules! components {
    ($($name:ty),* $(,)?) => { $(impl askama::filters::HtmlSafe for $name {})* };
}

components!(
    Act,
    Confirm,
    Empty,
    Entries,
    Facts,
    Field,
    Figure,
    Guard,
    Icon,
    Lines,
    Notice,
    ScriptTexts,
    Steps,
    Table,
    Tabs,
    Wrongs
);
