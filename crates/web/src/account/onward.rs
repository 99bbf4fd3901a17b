//! What a sign-in leads on to: a page, or a form that arrived when its sender could not be let through.
//!
//! The form is carried through the steps of signing in as hidden fields, and offered again afterwards to the same
//! person: nothing that was typed is lost because a session ended in mid-sentence.

use super::next::{home, local};
use crate::guard::encode;
use crate::sent::Sent;
use askama::Template;
use attune_identity::Session;
use attune_therapy::ids::AccountId;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The names of the hidden fields.
pub(crate) const FIELDS: [&str; 4] = ["next", "lost", "lost_to", "lost_who"];

/// Where to go when somebody is let in. Renders as hidden fields.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"{% for (name, value) in self.fields() %}<input type="hidden" name="{{ name }}" value="{{ value }}">{% endfor %}"#,
    ext = "html"
)]
pub(crate) struct Onward {
    next: Option<String>,
    lost: Option<Lost>,
}

impl askama::filters::HtmlSafe for Onward {}

/// A form that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// Where it was sent.
    pub(crate) to: String,
    /// Its fields, as they were sent.
    body: Vec<u8>,
    /// Whose session had ended, where that is known: nobody else is shown what was typed.
    who: Option<AccountId>,
}

impl Lost {
    /// The form that was sent to `to`, unless that is no page of ours to come back to.
    pub(crate) fn new(to: &str, body: &[u8], who: Option<AccountId>) -> Option<Lost> {
        Some(Lost {
            to: local(to)?.to_owned(),
            body: body.to_vec(),
            who,
        })
    }

    /// What was typed, and the token that makes the form one entry however often it is sent.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let Ok(sent) = Sent::parse(&self.body) else {
            return Vec::new();
        };
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut fields: Vec<_> = sent.typed().map(own).collect();
        if sent.has("token") {
            fields.push(("token".to_owned(), sent.get("token").to_owned()));
        }
        fields
    }
}

impl Onward {
    /// To a page, if the address is one of ours.
    pub(crate) fn to(next: &str) -> Onward {
        Onward {
            next: local(next).map(str::to_owned),
            lost: None,
        }
    }

    /// To the form that was just lost.
    pub(crate) fn resuming(lost: Option<Lost>) -> Onward {
        Onward { next: None, lost }
    }

    /// As the hidden fields of a form carried it.
    pub(crate) fn carried(sent: &Sent) -> Onward {
        let lost = URL_SAFE_NO_PAD
            .decode(sent.get("lost"))
            .ok()
            .filter(|body| !body.is_empty())
            .and_then(|body| {
                Lost::new(
                    sent.get("lost_to"),
                    &body,
                    sent.get("lost_who").parse().ok(),
                )
            });
        Onward {
            lost,
            ..Onward::to(sent.get("next"))
        }
    }

    /// Whether a form waits to be sent again; then the next step is shown at once, without a detour by an address.
    pub(crate) fn carries_a_form(&self) -> bool {
        self.lost.is_some()
    }

    /// The lost form, for whoever `session` is; nothing for anybody else.
    pub(crate) fn lost_for(&self, session: &Session) -> Option<&Lost> {
        let lost = self.lost.as_ref()?;
        lost.who
            .is_none_or(|who| who == session.account)
            .then_some(lost)
    }

    /// The page to go to.
    pub(crate) fn page_for(&self, session: &Session) -> String {
        self.next
            .clone()
            .unwrap_or_else(|| home(session.role).to_owned())
    }

    /// The address of a step, with the page to go to after it.
    pub(crate) fn step(&self, path: &str) -> String {
        match &self.next {
            Some(next) => format!("{path}?next={}", encode(next)),
            None => path.to_owned(),
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        if let Some(next) = &self.next {
            fields.push(("next", next.clone()));
        }
        if let Some(lost) = &self.lost {
            fields.push(("lost", URL_SAFE_NO_PAD.encode(&lost.body)));
            fields.push(("lost_to", lost.to.clone()));
            if let Some(who) = lost.who {
                fields.push(("lost_who", who.to_string()));
            }
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_lost_form_travels_through_hidden_fields_unchanged() {
        let lost = Lost::new(
            "/clients/1/notes?tab=2",
            b"text=Ana+said+%22no%22&form_token=old&token=t",
            None,
        );
        let hidden = Onward::resuming(lost.clone()).fields();
        let body: Vec<String> = hidden
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let carried = Onward::carried(&Sent::parse(body.join("&").as_bytes()).unwrap());
        assert_eq!(carried.lost, lost);
        assert_eq!(
            carried.lost.unwrap().fields(),
            [
                ("text".to_owned(), "Ana said \"no\"".to_owned()),
                ("token".to_owned(), "t".to_owned())
            ]
        );
    }

    #[test]
    fn a_form_is_not_sent_on_to_another_host() {
        let hidden = b"lost=dGV4dD1h&lost_to=https://evil.example/&next=//evil.example";
        let carried = Onward::carried(&Sent::parse(hidden).unwrap());
        assert!(!carried.carries_a_form());
        assert_eq!(carried.step("/sign-in"), "/sign-in");
    }
}
