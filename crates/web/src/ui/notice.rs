//! Notices: an open risk, or something to know.

use askama::Template;

use super::{Act, Icon};

/// A notice in the page. Red is for an open risk and nothing else.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/notice.html")]
pub struct Notice {
    kind: String,
    text: String,
    more: Option<String>,
    acts: Vec<Act>,
    risk: bool,
}

impl Notice {
    /// An open risk: `kind` is the word that says so, `text` the facts.
    pub fn risk(kind: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            risk: true,
            ..Self::info(kind, text)
        }
    }

    /// Something to know.
    pub fn info(kind: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            text: text.into(),
            more: None,
            acts: Vec::new(),
            risk: false,
        }
    }

    /// A second sentence, such as until when something is due.
    pub fn more(mut self, more: impl Into<String>) -> Self {
        self.more = Some(more.into());
        self
    }

    /// Whether one of its acts leads to this address.
    pub fn leads_to(&self, href: &str) -> bool {
        self.acts.iter().any(|act| act.leads_to(href))
    }

    /// What one can do about it.
    pub fn act(mut self, act: Act) -> Self {
        self.acts.push(act);
        self
    }
}
