//! What the pages about a client are made of: the head with its tabs, and the page that is one form.

use super::desk::{Desk, derived};
use super::problems::Problems;
use crate::sent::Sent;
use crate::ui::{self, Act, Facts, Field, Guard, Notice, Page, Tabs, Wrongs};
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::ids::Token;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// Where one is, what the page is, and the few acts that belong to the whole page.
#[derive(Template)]
#[template(path = "clinician/head.html")]
pub(super) struct Head {
    pub(super) place: Option<(String, String)>,
    pub(super) title: String,
    pub(super) tag: Option<String>,
    pub(super) facts: Vec<String>,
    pub(super) acts: Vec<Act>,
    pub(super) tabs: Option<Tabs>,
}

impl askama::filters::HtmlSafe for Head {}

impl Head {
    /// The head of a page that belongs to no client.
    pub(super) fn plain(title: impl Into<String>) -> Head {
        Head {
            place: None,
            title: title.into(),
            tag: None,
            facts: Vec::new(),
            acts: Vec::new(),
            tabs: None,
        }
    }

    /// The head of a page about a client; `tab` is the one that is marked.
    pub(super) fn of(desk: &Desk, title: impl Into<String>, tab: &str) -> Head {
        let fictitious = desk.view.client().is_some_and(|client| client.fictitious);
        Head {
            place: Some((desk.name().to_owned(), desk.at(""))),
            tag: fictitious.then(|| desk.words().t("fictitious").into_owned()),
            tabs: Some(desk.tabs(tab)),
            ..Head::plain(title)
        }
    }

    pub(super) fn act(mut self, act: Act) -> Head {
        self.acts.push(act);
        self
    }
}

/// A form as it stands in a page.
#[derive(Template)]
#[template(path = "clinician/form_part.html")]
pub(super) struct FormPart {
    /// Where it is sent.
    pub(super) action: String,
    guard: Guard,
    /// What concerns the whole form.
    refused: Option<Notice>,
    wrongs: Option<Wrongs>,
    /// The fields.
    pub(super) fields: Vec<Field>,
    /// Hidden fields.
    pub(super) hidden: Vec<(String, String)>,
    /// Acts that send it, and the link that leaves.
    pub(super) acts: Vec<Act>,
    /// Address and version of its draft.
    pub(super) draft: Option<(String, Option<String>)>,
    /// It is a circle's form.
    pub(super) circle: bool,
    /// Choices stand in rows, for what is typed in quickly.
    pub(super) compact: bool,
}

impl askama::filters::HtmlSafe for FormPart {}

impl FormPart {
    /// A form with its problems at their fields. After a refusal it keeps its token, so that it stays one entry.
    pub(super) fn new(
        page: &Page,
        action: impl Into<String>,
        mut fields: Vec<Field>,
        sent: &Sent,
        problems: &Problems,
    ) -> FormPart {
        let words = page.words;
        let refused = problems
            .place(fields.iter_mut())
            .map(|text| Notice::info(words.t("form-refused"), text));
        let mut guard = page.guard();
        if sent.has("token") {
            guard.token = sent.token().0;
        }
        FormPart {
            action: action.into(),
            guard,
            refused,
            wrongs: Wrongs::of(words, &fields),
            fields,
            hidden: Vec::new(),
            acts: Vec::new(),
            draft: None,
            circle: false,
            compact: false,
        }
    }

    pub(super) fn act(mut self, act: Act) -> FormPart {
        self.acts.push(act);
        self
    }

    pub(super) fn hide(mut self, name: impl Into<String>, value: impl Into<String>) -> FormPart {
        self.hidden.push((name.into(), value.into()));
        self
    }
}

/// A page that is one form.
#[derive(Template)]
#[template(path = "clinician/form.html")]
pub(super) struct FormPage {
    pub(super) page: Page,
    pub(super) head: Head,
    pub(super) lead: Option<String>,
    pub(super) facts: Option<Facts>,
    pub(super) form: FormPart,
}

impl FormPage {
    /// Shows it, with the status that its problems have.
    pub(super) fn show(&self, problems: &Problems) -> Response {
        ui::render(problems.status(), self)
    }
}

/// Refuses fields that a form does not have.
pub(super) fn only_fields(sent: &Sent, fields: &[Field], beside: &[&str]) -> Result<(), Wrong> {
    let mut known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    known.extend(beside);
    sent.only(&known)
}

/// Goes to a page after something was done there, and says what.
pub(super) fn done(desk: &Desk, rest: &str, what: &str) -> Response {
    let join = if rest.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{}{join}done={what}", desk.at(rest))).into_response()
}

/// What may have been done just before a page is shown: the name in the address, said in the page's status.
pub(super) fn said(page: &mut Page, done: Option<&str>) {
    const KNOWN: [&str; 20] = [
        "registered",
        "opened",
        "closed",
        "placed",
        "added",
        "noted",
        "held",
        "kept",
        "signed",
        "amended",
        "entered",
        "corrected",
        "retracted",
        "acknowledged",
        "alert-closed",
        "joined",
        "left",
        "revoked",
        "already",
        "intake",
    ];
    if let Some(done) = done.filter(|done| KNOWN.contains(done)) {
        page.status = Some(page.words.one_of("desk-done", done).into_owned());
    }
}

/// The token of the entry number `at` that one form makes.
pub(super) fn token_of(desk: &Desk, token: Token, at: usize) -> Token {
    if at == 0 {
        token
    } else {
        let account = desk.who().session.account;
        Token(derived(token, account, &format!("entry-{at}")))
    }
}

/// A page that is not a form.
pub(super) fn shown(template: &impl Template) -> Response {
    ui::render(StatusCode::OK, template)
}
