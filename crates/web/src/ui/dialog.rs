//! A question before an act that cannot be undone.

use askama::Template;

use super::{Act, Guard};

/// A dialog that asks once more and then sends a form. It is opened by [`Act::opens`]; without scripts the same
/// question is a page of its own.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/confirm.html")]
pub struct Confirm {
    /// Its id.
    pub id: String,
    /// What is asked.
    pub title: String,
    /// What will happen, and what will be kept.
    pub text: String,
    /// Where the form is sent.
    pub action: String,
    /// The hidden fields of every form.
    pub guard: Guard,
    /// The act, a submit button.
    pub act: Act,
    /// The word that leaves everything as it is.
    pub leave: String,
}
