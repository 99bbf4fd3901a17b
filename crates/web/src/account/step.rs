//! A page of one form: signing in, a link that was received, a question before an act. Most account pages are one.

use super::onward::Onward;
use super::told::{at_field, status, told};
use crate::sent::Sent;
use crate::ui::{self, Act, Field, Guard, Icon, Page, Wrongs};
use crate::who::Visitor;
use crate::words::Language;
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::Refusal;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

/// See the module.
#[derive(Template)]
#[template(path = "account/step.html")]
pub(crate) struct Step {
    page: Page,
    heading: String,
    lead: Vec<String>,
    wrong: Option<String>,
    drawing: Option<String>,
    spelled: Option<(String, String)>,
    codes: Vec<String>,
    action: Option<String>,
    signs_in: bool,
    guard: Guard,
    onward: Onward,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    act: Option<Act>,
    passkey: Option<Passkey>,
    others: Vec<(String, String)>,
    links: Vec<Act>,
    demo: Vec<(String, String)>,
    status: StatusCode,
}

/// A button that asks the device for a passkey; shown only where a script can.
pub(crate) struct Passkey {
    /// What it says.
    pub(crate) label: String,
    /// Where the ceremony begins.
    pub(crate) begin: &'static str,
    /// Where the form goes with the device's answer.
    pub(crate) finish: &'static str,
}

impl Step {
    /// A page titled like its heading.
    pub(crate) fn new(page: Page) -> Step {
        Step {
            heading: page.title.clone(),
            guard: page.guard(),
            page,
            lead: Vec::new(),
            wrong: None,
            drawing: None,
            spelled: None,
            codes: Vec::new(),
            action: None,
            signs_in: false,
            onward: Onward::default(),
            hidden: Vec::new(),
            fields: Vec::new(),
            act: None,
            passkey: None,
            others: Vec::new(),
            links: Vec::new(),
            demo: Vec::new(),
            status: StatusCode::OK,
        }
    }

    /// A paragraph before the form; the first is set larger.
    pub(crate) fn say(mut self, text: impl Into<String>) -> Step {
        self.lead.push(text.into());
        self
    }

    /// A drawing made by [`super::qr`], which escapes its own texts.
    pub(crate) fn drawing(mut self, svg: Option<String>) -> Step {
        self.drawing = svg;
        self
    }

    /// Something to type or copy, letter by letter.
    pub(crate) fn spelled(mut self, label: impl Into<String>, text: impl Into<String>) -> Step {
        self.spelled = Some((label.into(), text.into()));
        self
    }

    /// Codes to keep.
    pub(crate) fn codes(mut self, codes: &[String]) -> Step {
        self.codes = codes.to_vec();
        self
    }

    /// The form, and the one act that the page is for.
    pub(crate) fn form(mut self, action: impl Into<String>, act: Act) -> Step {
        self.action = Some(action.into());
        self.act = Some(act);
        self
    }

    /// The form, where a passkey is the only way.
    pub(crate) fn form_without_act(mut self, action: impl Into<String>) -> Step {
        self.action = Some(action.into());
        self
    }

    /// The form belongs to signing in, also over a page whose session ended.
    pub(crate) fn signing_in(mut self, onward: &Onward) -> Step {
        self.signs_in = true;
        self.leading_to(onward)
    }

    /// What comes after the form.
    pub(crate) fn leading_to(mut self, onward: &Onward) -> Step {
        self.onward = onward.clone();
        self
    }

    /// A field.
    pub(crate) fn field(mut self, field: Field) -> Step {
        self.fields.push(field);
        self
    }

    /// A field that is not seen.
    pub(crate) fn hidden(mut self, name: &'static str, value: impl Into<String>) -> Step {
        self.hidden.push((name, value.into()));
        self
    }

    /// A passkey will do as well.
    pub(crate) fn passkey(mut self, passkey: Option<Passkey>) -> Step {
        self.passkey = passkey;
        self
    }

    /// Another way, with what the form carries.
    pub(crate) fn other(mut self, label: impl Into<String>, to: impl Into<String>) -> Step {
        self.others.push((label.into(), to.into()));
        self
    }

    /// A way out of the page.
    pub(crate) fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Step {
        self.links.push(Act::link(label, href).bare());
        self
    }

    /// The demo's people, each with their role.
    pub(crate) fn demo(mut self, people: Vec<(String, String)>) -> Step {
        self.demo = people;
        self
    }

    /// With a status other than 200.
    pub(crate) fn status(mut self, status: StatusCode) -> Step {
        self.status = status;
        self
    }

    /// What is wrong, said above the form.
    pub(crate) fn wrong(mut self, text: impl Into<String>) -> Step {
        self.wrong = Some(text.into());
        self.status = StatusCode::UNPROCESSABLE_ENTITY;
        self
    }

    /// What is wrong with one field, said there; above the form if the page has no such field.
    pub(crate) fn wrong_at(mut self, name: &str, text: impl Into<String>) -> Step {
        match self.fields.iter_mut().find(|field| field.name == name) {
            Some(field) => {
                field.error = Some(text.into());
                self.status = StatusCode::UNPROCESSABLE_ENTITY;
                self
            }
            None => self.wrong(text),
        }
    }

    /// The same form once more, after a refusal: the same token, so that sending it twice stays one entry, and the
    /// refusal where it belongs.
    pub(crate) async fn refused(
        mut self,
        visitor: &Visitor,
        sent: &Sent,
        refusal: &Refusal,
    ) -> Result<Step, Wrong> {
        self.keep_token(sent);
        let text = told(visitor, refusal).await?;
        let step = match at_field(refusal) {
            Some(name) => self.wrong_at(name, text),
            None => self.wrong(text),
        };
        Ok(step.status(status(refusal)))
    }

    /// Keeps the token of the form that was sent.
    pub(crate) fn keep_token(&mut self, sent: &Sent) {
        if let Ok(token) = Uuid::parse_str(sent.get("token")) {
            self.guard.token = token;
        }
    }

    /// The page.
    pub(crate) fn answer(&self) -> Response {
        ui::render(self.status, self)
    }

    /// Errors gathered above a form that is longer than a screen.
    fn gathered(&self) -> Option<Wrongs> {
        if self.fields.len() < 3 {
            return None;
        }
        Wrongs::of(self.page.words, &self.fields)
    }
}
