//! What one can do: links and buttons, and the page that has nothing yet.

use askama::Template;

/// A link or a button. Links go somewhere; a button sends the form that it stands in.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/act.html")]
pub struct Act {
    label: String,
    href: Option<String>,
    weight: &'static str,
    name: Option<(String, String)>,
    dialog: Option<String>,
    key: Option<&'static str>,
}

impl Act {
    /// A link to a page.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            href: Some(href.into()),
            ..Self::submit(label)
        }
    }

    /// A button that sends its form.
    pub fn submit(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
            weight: "quiet",
            name: None,
            dialog: None,
            key: None,
        }
    }

    /// Whether it is a link to this address.
    pub fn leads_to(&self, href: &str) -> bool {
        self.href.as_deref() == Some(href)
    }

    /// The one act that the page is for.
    pub fn primary(mut self) -> Self {
        self.weight = "primary";
        self
    }

    /// An act that cannot be undone.
    pub fn danger(mut self) -> Self {
        self.weight = "danger";
        self
    }

    /// Words only, for the least of several acts.
    pub fn bare(mut self) -> Self {
        self.weight = "";
        self
    }

    /// The name and value that the button sends with its form.
    pub fn named(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.name = Some((name.into(), value.into()));
        self
    }

    /// Opens the dialog of this id; without scripts the link is followed to the page that asks the same.
    pub fn opens(mut self, dialog: impl Into<String>) -> Self {
        self.dialog = Some(dialog.into());
        self
    }

    /// The key that does the same, such as `n`.
    pub fn key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }
}

/// A page or part that has nothing yet: what will be here, why it helps, the one next step.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/empty.html")]
pub struct Empty {
    title: String,
    text: String,
    act: Option<Act>,
}

impl Empty {
    /// What will be here and why it helps.
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            text: text.into(),
            act: None,
        }
    }

    /// The one next step.
    pub fn next(mut self, act: Act) -> Self {
        self.act = Some(act);
        self
    }
}
