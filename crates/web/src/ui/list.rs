//! Lists: facts of a thing, lines to open, entries of the record, tabs.

use askama::Template;

use super::Icon;

/// What is known of a thing: term and description.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"<dl class="facts">{% for (term, text) in facts %}<dt>{{ term }}</dt><dd>{{ text }}</dd>{% endfor %}</dl>"#,
    ext = "html"
)]
pub struct Facts {
    facts: Vec<(String, String)>,
}

impl Facts {
    /// Nothing known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    pub fn with(mut self, term: impl Into<String>, text: impl Into<String>) -> Self {
        self.facts.push((term.into(), text.into()));
        self
    }
}

/// Things to open, one a line.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/lines.html")]
pub struct Lines {
    /// The lines in their order.
    pub lines: Vec<Line>,
}

/// One thing to open.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is.
    pub what: String,
    /// What else one should know before opening it.
    pub detail: Option<String>,
    /// Where it is.
    pub href: String,
}

/// Entries of the record, newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/entries.html")]
pub struct Entries {
    /// The entries in their order.
    pub entries: Vec<EntryLine>,
}

/// One entry as this reader sees it.
#[derive(Clone, Debug)]
pub struct EntryLine {
    /// When it happened, for machines: `2026-05-03` or with its time.
    pub datetime: String,
    /// When it happened, as it is read.
    pub when: String,
    /// What was entered.
    pub what: String,
    /// Where it can be opened.
    pub href: Option<String>,
    /// Who entered it, and who may see it.
    pub who: String,
    /// What the client said, in the client's words.
    pub voice: Option<String>,
    /// A later entry stands in its place.
    pub corrected: bool,
}

/// Pages of one thing, side by side.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/tabs.html")]
pub struct Tabs {
    /// What they are pages of.
    pub label: String,
    /// The pages.
    pub tabs: Vec<Tab>,
}

/// One of several pages.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Its name.
    pub label: String,
    /// Where it is.
    pub href: String,
    /// It is the one being looked at.
    pub current: bool,
}
